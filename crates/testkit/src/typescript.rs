//! In which order does a typist set a letter? Paragraphs and tables with merged cells, for writers that know no letters.

use crate::letter::{Block, Letter, Table};

/// A paragraph or a table.
#[derive(Debug, Clone)]
pub(crate) enum Typed {
    Paragraph(String),
    /// An item of a list, without its mark.
    Item(String),
    /// Rows of cells; the width of each grid column comes first.
    Table(Vec<u16>, Vec<Vec<TypedCell>>),
}

/// A cell with its place in the grid.
#[derive(Debug, Clone)]
pub(crate) struct TypedCell {
    /// Its lines, apart by `\n`.
    pub(crate) text: String,
    /// The grid column at which it begins, from 0, and that behind its end.
    pub(crate) columns: std::ops::Range<usize>,
    pub(crate) vertical: Vertical,
}

/// How a cell is merged with those above and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Vertical {
    Alone,
    First,
    Continued,
}

/// A letter as it is typed.
pub(crate) fn of(letter: &Letter) -> Vec<Typed> {
    let mut typed = vec![heading(letter)];
    let mut push = |text: String| typed.push(Typed::Paragraph(text));
    if let Some(doc_type) = &letter.doc_type {
        push(doc_type.to_uppercase());
        push(letter.subject.clone());
    }
    for addressee in &letter.addressees {
        push(format!("Kính gửi: {addressee}"));
    }
    for block in &letter.body {
        typed.push(match block {
            Block::Basis(text)
            | Block::Heading(text)
            | Block::Centred(text)
            | Block::Paragraph(text) => Typed::Paragraph(text.clone()),
            Block::Article { label, text } => Typed::Paragraph(format!("{label} {text}")),
            Block::Item(text) => Typed::Item(text.clone()),
            Block::Table(table) => table_of(table),
        });
    }
    // Tables that touch would be one.
    typed.push(Typed::Paragraph(String::new()));
    typed.push(closing(letter));
    typed
}

/// The two columns at the top.
fn heading(letter: &Letter) -> Typed {
    let mut issuer: Vec<String> = Vec::new();
    issuer.extend(letter.parent.iter().map(|parent| parent.to_uppercase()));
    issuer.push(letter.issuer.to_uppercase());
    let title = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc";
    let mut number = format!("Số: {}", letter.number);
    if letter.doc_type.is_none() {
        number.push_str(&format!("\nV/v {}", letter.subject));
    }
    let dated = format!("{}, {}", letter.place, letter.issued.in_words());
    columns([&issuer.join("\n"), title], [&number, &dated])
}

/// Recipients left, signer right.
fn closing(letter: &Letter) -> Typed {
    let recipients: Vec<String> =
        letter.recipients.iter().map(|recipient| format!("- {recipient}")).collect();
    let mut signer: Vec<String> =
        letter.signer.authority.iter().map(|line| line.to_uppercase()).collect();
    signer.push(letter.signer.position.to_uppercase());
    signer.push(letter.signer.name.clone());
    let recipients = format!("Nơi nhận:\n{}", recipients.join("\n"));
    columns([&recipients, &signer.join("\n")], ["", ""])
}

fn columns(first: [&str; 2], second: [&str; 2]) -> Typed {
    let row = |texts: [&str; 2]| {
        let cell = |(column, text): (usize, &str)| TypedCell {
            text: text.to_owned(),
            columns: column..column + 1,
            vertical: Vertical::Alone,
        };
        texts.into_iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    let mut rows = vec![row(first)];
    if second.iter().any(|text| !text.is_empty()) {
        rows.push(row(second));
    }
    Typed::Table(vec![1, 1], rows)
}

fn table_of(table: &Table) -> Typed {
    let placed = table.placed();
    let rows = (0..table.rows.len())
        .map(|row| {
            let mut covering: Vec<_> = placed
                .iter()
                .filter(|at| (at.row..at.row + at.cell.row_span).contains(&row))
                .collect();
            covering.sort_by_key(|at| at.column);
            covering
                .into_iter()
                .map(|at| TypedCell {
                    text: if at.row == row { at.cell.printed() } else { String::new() },
                    columns: at.column..at.column + at.cell.column_span,
                    vertical: match (at.cell.row_span > 1, at.row == row) {
                        (false, _) => Vertical::Alone,
                        (true, true) => Vertical::First,
                        (true, false) => Vertical::Continued,
                    },
                })
                .collect()
        })
        .collect();
    Typed::Table(table.columns.clone(), rows)
}

/// Where the grid columns end, in twips, for columns of these relative widths.
pub(crate) fn edges(columns: &[u16]) -> Vec<i16> {
    let total: i32 = columns.iter().map(|width| i32::from(*width)).sum();
    let mut sum = 0;
    let mut edges = vec![0];
    for width in columns {
        sum += i32::from(*width);
        edges.push(i16::try_from(sum * 9000 / total.max(1)).expect("a page is narrower"));
    }
    edges
}

/// The mark of the nth item of a list, from 1: `a)`, `b)`.
pub(crate) fn mark(nth: usize) -> String {
    let letter = u8::try_from(nth).expect("short lists").saturating_sub(1) % 26;
    format!("{})", char::from(b'a' + letter))
}
