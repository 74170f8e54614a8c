//! The administrative document that every writer lays out. Form: Nghị định 30/2020/NĐ-CP, appendix I.
//!
//! Texts are written as they shall stand in the file: a draft's number is `"     /BC-UBND"`, a number stamped digit by
//! digit is `"2  1  5 /BC-UBND"`. Whether that is right is not known here.

use jiff::civil::Date;

pub mod sample;

/// One administrative document.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The body above the issuer, where the header names one; `\n` where the header begins a new line.
    pub parent: Option<String>,
    /// The issuing body; `\n` where the header begins a new line.
    pub issuer: String,
    /// Number and symbol, as printed after "Số: ".
    pub number: String,
    /// The place before the date.
    pub place: String,
    /// The date of issue.
    pub issued: Issued,
    /// The type, as printed ("BÁO CÁO"); a letter between bodies (công văn) has none and carries "V/v" under its number.
    pub doc_type: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Those addressed after "Kính gửi".
    pub addressees: Vec<String>,
    /// The text.
    pub body: Vec<Block>,
    /// Who signs.
    pub signer: Signer,
    /// Those named under "Nơi nhận".
    pub recipients: Vec<String>,
}

impl Letter {
    /// The body above the issuer, in one line.
    #[must_use]
    pub fn parent_in_one_line(&self) -> Option<String> {
        self.parent.as_ref().map(|parent| parent.replace('\n', " "))
    }

    /// The issuing body, in one line.
    #[must_use]
    pub fn issuer_in_one_line(&self) -> String {
        self.issuer.replace('\n', " ")
    }
}

/// The date line of a letter.
#[derive(Debug, Clone, Copy)]
pub enum Issued {
    /// Signed on this day.
    On(Date),
    /// Day and month left blank, as drafts have them.
    Blank {
        /// The year that the draft is for.
        year: i16,
    },
}

impl Issued {
    /// The date in words: "ngày 05 tháng 01 năm 2026"; months from March on without a leading zero.
    #[must_use]
    pub fn in_words(self) -> String {
        match self {
            Self::On(date) if date.month() < 3 => {
                format!("ngày {:02} tháng {:02} năm {}", date.day(), date.month(), date.year())
            }
            Self::On(date) => {
                format!("ngày {:02} tháng {} năm {}", date.day(), date.month(), date.year())
            }
            Self::Blank { year } => format!("ngày      tháng      năm {year}"),
        }
    }

    /// The day that files carry in their metadata: for a draft, the last of its year.
    #[must_use]
    pub fn file_date(self) -> Date {
        match self {
            Self::On(date) => date,
            Self::Blank { year } => Date::constant(year, 12, 31),
        }
    }
}

/// The signing block.
#[derive(Debug, Clone)]
pub struct Signer {
    /// On whose behalf, a line each: "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH".
    pub authority: Vec<String>,
    /// The signer's own position; empty where `authority` already says it.
    pub position: String,
    /// The signer's name.
    pub name: String,
}

/// A piece of a letter's text.
#[derive(Debug, Clone)]
pub enum Block {
    /// A legal basis ("Căn cứ …"), in italics.
    Basis(String),
    /// A heading within the text, in bold.
    Heading(String),
    /// A line in the middle, in bold: "QUYẾT ĐỊNH:".
    Centred(String),
    /// A paragraph.
    Paragraph(String),
    /// A paragraph that begins with a bold label: "Điều 1." and its text.
    Article {
        /// The label.
        label: String,
        /// What follows it.
        text: String,
    },
    /// An item of a list; the writer supplies the mark.
    Item(String),
    /// A table.
    Table(Table),
}

/// A table with merged cells.
#[derive(Debug, Clone)]
pub struct Table {
    /// Relative widths of the grid columns.
    pub columns: Vec<u16>,
    /// How many rows from the top are the header, repeated on each page.
    pub header_rows: usize,
    /// Size of the text in points.
    pub font_size: f32,
    /// The rows. A cell that spans rows stands in the first of them only.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub struct Cell {
    /// What stands in it.
    pub content: Content,
    /// How many grid columns it covers.
    pub column_span: usize,
    /// How many rows it covers.
    pub row_span: usize,
    /// Whether it is printed in bold.
    pub bold: bool,
}

/// What stands in a cell: spreadsheets keep numbers as numbers.
#[derive(Debug, Clone)]
pub enum Content {
    /// Words; lines are separated by `\n`.
    Text(String),
    /// A count, printed with dots between thousands.
    Count(i64),
    /// Points in hundredths, printed with a decimal comma and without zeros at the end: 148 is "1,48", 50 is "0,5".
    Points(i32),
}

impl Cell {
    /// A cell of words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { content: Content::Text(text.into()), column_span: 1, row_span: 1, bold: false }
    }

    /// A cell with a count.
    #[must_use]
    pub fn count(count: i64) -> Self {
        Self { content: Content::Count(count), ..Self::text("") }
    }

    /// A cell with points, in hundredths.
    #[must_use]
    pub fn points(hundredths: i32) -> Self {
        Self { content: Content::Points(hundredths), ..Self::text("") }
    }

    /// The same cell over several columns and rows.
    #[must_use]
    pub fn spanning(mut self, columns: usize, rows: usize) -> Self {
        self.column_span = columns;
        self.row_span = rows;
        self
    }

    /// The same cell in bold.
    #[must_use]
    pub fn in_bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// The content as printed.
    #[must_use]
    pub fn printed(&self) -> String {
        match &self.content {
            Content::Text(text) => text.clone(),
            Content::Count(count) => with_thousands(*count),
            Content::Points(hundredths) => points(*hundredths),
        }
    }
}

/// A cell of a table with its place in the grid.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'t> {
    /// Row of the grid, from 0.
    pub row: usize,
    /// Column of the grid, from 0.
    pub column: usize,
    /// The cell.
    pub cell: &'t Cell,
}

impl Table {
    /// Every cell with its place in the grid, row by row: cells move right past those that reach down from above.
    ///
    /// # Panics
    /// When a row has more cells than the grid has room for.
    #[must_use]
    pub fn placed(&self) -> Vec<Placed<'_>> {
        let mut free_from = vec![0usize; self.columns.len()];
        let mut placed = Vec::new();
        for (row, cells) in self.rows.iter().enumerate() {
            let mut column = 0;
            for cell in cells {
                while free_from.get(column).is_some_and(|&free| free > row) {
                    column += 1;
                }
                assert!(
                    column + cell.column_span <= self.columns.len(),
                    "row {row} has more cells than the table has columns: {:?}",
                    cell.printed()
                );
                placed.push(Placed { row, column, cell });
                free_from[column..column + cell.column_span].fill(row + cell.row_span);
                column += cell.column_span;
            }
        }
        placed
    }
}

/// A count as Vietnamese documents print it: 1.234.567.
#[must_use]
pub fn with_thousands(count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut printed = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            printed.push('.');
        }
        printed.push(digit);
    }
    if count < 0 { format!("-{printed}") } else { printed }
}

/// Points in hundredths as Vietnamese documents print them.
fn points(hundredths: i32) -> String {
    let printed = format!("{},{:02}", hundredths / 100, hundredths % 100);
    printed.trim_end_matches('0').trim_end_matches(',').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_dots_between_thousands() {
        for (count, printed) in
            [(0, "0"), (999, "999"), (1234, "1.234"), (643_272, "643.272"), (-1000, "-1.000")]
        {
            assert_eq!(with_thousands(count), printed);
        }
    }

    #[test]
    fn points_have_a_comma_and_no_zeros_at_the_end() {
        for (hundredths, printed) in
            [(148, "1,48"), (50, "0,5"), (100, "1"), (0, "0"), (1050, "10,5")]
        {
            assert_eq!(points(hundredths), printed);
        }
    }

    #[test]
    fn dates_are_written_as_the_decree_asks() {
        let on = |year, month, day| Issued::On(Date::constant(year, month, day)).in_words();
        assert_eq!(on(2026, 1, 5), "ngày 05 tháng 01 năm 2026");
        assert_eq!(on(2025, 3, 9), "ngày 09 tháng 3 năm 2025");
        assert_eq!(on(2025, 12, 15), "ngày 15 tháng 12 năm 2025");
    }

    #[test]
    fn cells_move_right_past_those_from_above() {
        let table = Table {
            columns: vec![1, 1, 1],
            header_rows: 2,
            font_size: 9.0,
            rows: vec![
                vec![Cell::text("a").spanning(1, 2), Cell::text("b").spanning(2, 1)],
                vec![Cell::text("c"), Cell::text("d")],
                vec![Cell::text("e"), Cell::text("f"), Cell::text("g")],
            ],
        };
        let places: Vec<_> = table
            .placed()
            .iter()
            .map(|placed| (placed.cell.printed(), placed.row, placed.column))
            .collect();
        let expected = [("a", 0, 0), ("b", 0, 1), ("c", 1, 1), ("d", 1, 2)]
            .into_iter()
            .chain([("e", 2, 0), ("f", 2, 1), ("g", 2, 2)])
            .map(|(text, row, column)| (text.to_owned(), row, column));
        assert_eq!(places, expected.collect::<Vec<_>>());
    }
}
