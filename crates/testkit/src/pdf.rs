//! A letter as a PDF with a text layer, as word processors export it: subset fonts, ruled tables, numbered pages.

use crate::letter::{Block, Letter};

mod fonts;
mod lines;
mod lock;
mod page;
mod table;

pub use fonts::{FONT_FOLDER, Fonts, Style};
pub use lines::{Line, Run, break_lines};
pub use lock::lock;

use page::{Alignment, Pages, RIGHT_COLUMN, TEXT_WIDTH};

/// The size of the text, in points.
const TEXT_SIZE: f32 = 13.0;
/// The indent of a paragraph's first line, in points.
const INDENT: f32 = 28.0;

/// The letter as PDF.
///
/// # Panics
/// When a table row is taller than a page, or the font lacks a character of the text.
#[must_use]
pub fn write(letter: &Letter, fonts: &Fonts) -> Vec<u8> {
    let mut pages = Pages::new(fonts);
    heading(&mut pages, letter);
    title(&mut pages, letter);
    for block in &letter.body {
        self::block(&mut pages, block);
    }
    closing(&mut pages, letter);
    pages.into_pdf(letter)
}

/// The two columns at the top: bodies and number left, national title, place and date right.
fn heading(pages: &mut Pages<'_>, letter: &Letter) {
    let left = page::Column { x: 0.0, width: RIGHT_COLUMN.x - 10.0 };
    let top = pages.y();
    let centred = Alignment::Centre;
    let bodies = [(letter.parent.as_deref(), Style::Regular), (Some(&letter.issuer), Style::Bold)];
    for (body, style) in bodies {
        for line in body.into_iter().flat_map(str::lines) {
            pages.lines(left, &[Run::new(style, line.to_uppercase())], 12.0, centred, 0.0);
        }
    }
    pages.rule_under(left, 60.0);
    let left_end = pages.y();
    pages.set_y(top);
    let nation = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
    pages.lines(RIGHT_COLUMN, &[Run::new(Style::Bold, nation)], 12.0, centred, 0.0);
    let motto = "Độc lập - Tự do - Hạnh phúc";
    pages.lines(RIGHT_COLUMN, &[Run::new(Style::Bold, motto)], 13.0, centred, 0.0);
    pages.rule_under(RIGHT_COLUMN, 150.0);
    let number_line = pages.y().max(left_end) + 4.0;
    pages.set_y(number_line);
    let number = format!("Số: {}", letter.number);
    pages.lines(left, &[Run::new(Style::Regular, number)], 13.0, centred, 0.0);
    if letter.doc_type.is_none() {
        let about = format!("V/v {}", letter.subject);
        pages.lines(left, &[Run::new(Style::Regular, about)], 12.0, centred, 0.0);
    }
    let left_end = pages.y();
    pages.set_y(number_line);
    let dated = format!("{}, {}", letter.place, letter.issued.in_words());
    pages.lines(RIGHT_COLUMN, &[Run::new(Style::Italic, dated)], 13.0, centred, 0.0);
    pages.set_y(pages.y().max(left_end));
    pages.skip(14.0);
}

/// Type and abstract in the middle, and those addressed.
fn title(pages: &mut Pages<'_>, letter: &Letter) {
    let middle = page::Column { x: 35.0, width: TEXT_WIDTH - 70.0 };
    if let Some(doc_type) = &letter.doc_type {
        let bold = |text: &str| [Run::new(Style::Bold, text)];
        pages.lines(middle, &bold(&doc_type.to_uppercase()), 14.0, Alignment::Centre, 0.0);
        pages.lines(middle, &bold(&letter.subject), 13.5, Alignment::Centre, 0.0);
        pages.rule_under(middle, 90.0);
        pages.skip(8.0);
    }
    let addressed = match letter.addressees.as_slice() {
        [] => return,
        [one] => vec![format!("Kính gửi: {one}.")],
        many => std::iter::once("Kính gửi:".to_owned())
            .chain(many.iter().map(|addressee| format!("- {addressee};")))
            .collect(),
    };
    for line in addressed {
        let run = [Run::new(Style::Regular, line)];
        pages.lines(middle, &run, TEXT_SIZE, Alignment::Centre, 0.0);
    }
    pages.skip(8.0);
}

fn block(pages: &mut Pages<'_>, block: &Block) {
    let whole = page::Column::whole();
    let justified = |pages: &mut Pages<'_>, runs: &[Run], indent: f32| {
        pages.lines(whole, runs, TEXT_SIZE, Alignment::Justified, indent);
        pages.skip(4.0);
    };
    match block {
        Block::Basis(text) => justified(pages, &[Run::new(Style::Italic, text)], INDENT),
        Block::Heading(text) => justified(pages, &[Run::new(Style::Bold, text)], INDENT),
        Block::Paragraph(text) => justified(pages, &[Run::new(Style::Regular, text)], INDENT),
        Block::Item(text) => {
            justified(pages, &[Run::new(Style::Regular, format!("- {text}"))], INDENT);
        }
        Block::Article { label, text } => {
            let runs = [Run::new(Style::Bold, format!("{label} ")), Run::new(Style::Regular, text)];
            justified(pages, &runs, INDENT);
        }
        Block::Centred(text) => {
            pages.skip(4.0);
            let runs = [Run::new(Style::Bold, text)];
            pages.lines(whole, &runs, 13.5, Alignment::Centre, 0.0);
            pages.skip(6.0);
        }
        Block::Table(table) => {
            pages.skip(4.0);
            table::draw(pages, table);
            pages.skip(8.0);
        }
    }
}

/// Recipients left, signer right, together on one page.
fn closing(pages: &mut Pages<'_>, letter: &Letter) {
    let left = page::Column { x: 0.0, width: 210.0 };
    let right = page::Column { x: 225.0, width: TEXT_WIDTH - 225.0 };
    let n_lines = letter.signer.authority.len() + 2;
    pages.keep_together(100.0 + 18.0 * n_lines as f32);
    pages.skip(10.0);
    let top = pages.y();
    pages.lines(left, &[Run::new(Style::Italic, "Nơi nhận:")], 12.0, Alignment::Left, 0.0);
    for recipient in &letter.recipients {
        let run = [Run::new(Style::Regular, format!("- {recipient}"))];
        pages.lines(left, &run, 11.0, Alignment::Left, 0.0);
    }
    let left_end = pages.y();
    pages.set_y(top);
    let position = Some(&letter.signer.position).filter(|position| !position.is_empty());
    for line in letter.signer.authority.iter().chain(position) {
        let run = [Run::new(Style::Bold, line.to_uppercase())];
        pages.lines(right, &run, 13.0, Alignment::Centre, 0.0);
    }
    pages.skip(56.0);
    let name = [Run::new(Style::Bold, &*letter.signer.name)];
    pages.lines(right, &name, 13.5, Alignment::Centre, 0.0);
    pages.set_y(pages.y().max(left_end));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letter::{Cell, Table, sample};

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let bytes = write(&sample::report(), &fonts);
        assert!(bytes.starts_with(b"%PDF-"));
        assert_eq!(bytes, write(&sample::report(), &fonts));
        assert_ne!(bytes, write(&sample::letter_between_bodies(), &fonts));
    }

    #[test]
    fn long_tables_go_on_over_pages() {
        let fonts = Fonts::installed().expect("the fonts of fonts-croscore");
        let n_pages = |n_rows: i64| {
            let mut letter = sample::report();
            letter.body.push(Block::Table(Table {
                columns: vec![1, 3],
                header_rows: 1,
                font_size: 10.0,
                rows: std::iter::once(vec![Cell::text("STT"), Cell::text("Số hồ sơ")])
                    .chain((0..n_rows).map(|row| vec![Cell::count(row), Cell::count(row * 1000)]))
                    .collect(),
            }));
            let bytes = write(&letter, &fonts);
            lopdf::Document::load_mem(&bytes).expect("a PDF").get_pages().len()
        };
        assert_eq!(n_pages(3), 1);
        assert_eq!(n_pages(100), 4);
    }
}
