//! Tables that people send as lists: which rows and cells have a CSV and the tables of a document?
//!
//! Refuses to know what the cells mean.

use model::document::{Block, Part};

/// How far down a heading may stand, below a title.
pub(crate) const HEADING_WITHIN: usize = 20;

/// A row of text cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its number in the file or sheet, from 1.
    pub(crate) number: usize,
    /// Its cells, from the first column.
    pub(crate) cells: Vec<String>,
}

impl Row {
    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Why the rows of a CSV cannot be told apart.
#[derive(Debug)]
pub enum RowsError {
    /// The bytes are no UTF-8.
    NotUtf8,
    /// They are no CSV.
    Csv(csv::Error),
}

impl std::fmt::Display for RowsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the file is not UTF-8"),
            Self::Csv(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RowsError {}

/// The rows of a CSV, with commas, semicolons or tabs between cells.
pub(crate) fn of_csv(bytes: &[u8]) -> Result<Vec<Row>, RowsError> {
    let text = std::str::from_utf8(bytes).map_err(|_| RowsError::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    // Excel with Vietnamese settings writes semicolons, because the comma is in its numbers.
    // Of equally many the last is taken: a comma may stand in a heading ("Số, ký hiệu").
    let delimiter = [b',', b'\t', b';']
        .into_iter()
        .max_by_key(|delimiter| first.bytes().filter(|byte| byte == delimiter).count())
        .filter(|delimiter| first.bytes().any(|byte| byte == *delimiter))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let (mut number, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(RowsError::Csv)?;
        // The reader's own position is in front of the blank lines that it passed over.
        let at = record.position().map_or(0, |position| position.byte() as usize);
        let blank = text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
        number += text[counted..at + blank].matches('\n').count();
        counted = at + blank;
        rows.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(rows)
}

/// The rows of all tables of a part, with the numbers that a sheet gives them.
pub(crate) fn of_part(part: &Part) -> Vec<Row> {
    part.blocks().iter().flat_map(|block| of_block(part, block)).collect()
}

fn of_block(part: &Part, block: &Block) -> Vec<Row> {
    let Block::Table { rows } = block else { return Vec::new() };
    (1..)
        .zip(rows)
        .map(|(nth, cells)| {
            let address = cells.iter().find_map(|cell| cell.address.as_deref());
            let digits =
                address.map(|address| address.trim_start_matches(|c: char| !c.is_ascii_digit()));
            let number = digits.and_then(|digits| digits.parse().ok()).unwrap_or(nth);
            let mut texts = Vec::new();
            for cell in cells {
                let column = cell.column.saturating_sub(1) as usize;
                texts.resize(texts.len().max(column), String::new());
                texts.push(part.slice(cell.range).to_owned());
            }
            Row { number, cells: texts }
        })
        .collect()
}
