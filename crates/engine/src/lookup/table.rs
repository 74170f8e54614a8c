//! Which column of a list holds what? Headings by their usual names, then rows; a list without headings is numbers.

use model::{
    Document,
    document::{Block, Part},
};
use report::AskedDocument;

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedRow {
    /// The row in the file, from 1.
    pub row: usize,
    /// What it asks for.
    pub asked: AskedDocument,
}

/// Why a file is no list.
#[derive(Debug)]
pub enum ListError {
    /// The bytes are no UTF-8.
    NotUtf8,
    /// The rows of a CSV cannot be told apart.
    Csv(csv::Error),
    /// There is no row with a number.
    NoRows,
}

impl std::fmt::Display for ListError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotUtf8 => f.write_str("the list is not UTF-8"),
            Self::Csv(error) => error.fmt(f),
            Self::NoRows => f.write_str("the list has no row with a number"),
        }
    }
}

impl std::error::Error for ListError {}

/// Headings without diacritics, the more telling ones first.
const NUMBER: &[&str] = &[
    "so can tra",
    "so ki hieu van ban",
    "so ki hieu",
    "so va ki hieu",
    "so hieu van ban",
    "so hieu",
    "so van ban",
    "so vb",
    "van ban",
    "document number",
    "number",
    "so",
];
const DATE: &[&str] =
    &["ngay ban hanh", "ngay van ban", "ngay thang nam", "ngay thang", "ngay ki", "ngay", "date"];
const ISSUER: &[&str] = &[
    "co quan can tra",
    "co quan ban hanh",
    "don vi ban hanh",
    "noi ban hanh",
    "co quan",
    "issuer",
];

/// How far down a heading may stand, below a title.
const HEADING_WITHIN: usize = 20;

/// The rows of a CSV, with commas, semicolons or tabs between cells.
///
/// # Errors
/// When the bytes are no UTF-8, or no row has a number.
pub fn asked_in_csv(bytes: &[u8]) -> Result<Vec<AskedRow>, ListError> {
    let text = std::str::from_utf8(bytes).map_err(|_| ListError::NotUtf8)?;
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
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(ListError::Csv)?;
        // The reader's own position is in front of the blank lines that it passed over.
        let at = record.position().map_or(0, |position| position.byte() as usize);
        let blank = text[at..].len() - text[at..].trim_start_matches(['\r', '\n']).len();
        line += text[counted..at + blank].matches('\n').count();
        counted = at + blank;
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    asked(rows)
}

/// The rows of the first table of a workbook that is a list.
///
/// # Errors
/// When no table has a row with a number.
pub fn asked_in_document(document: &Document) -> Result<Vec<AskedRow>, ListError> {
    for part in document.parts() {
        let rows = part.blocks().iter().flat_map(|block| rows_of(part, block)).collect();
        match asked(rows) {
            Err(ListError::NoRows) => {}
            other => return other,
        }
    }
    Err(ListError::NoRows)
}

fn rows_of(part: &Part, block: &Block) -> Vec<(usize, Vec<String>)> {
    let Block::Table { rows } = block else { return Vec::new() };
    (1..)
        .zip(rows)
        .map(|(nth, cells)| {
            let address = cells.iter().find_map(|cell| cell.address.as_deref());
            let digits =
                address.map(|address| address.trim_start_matches(|c: char| !c.is_ascii_digit()));
            let row = digits.and_then(|digits| digits.parse().ok()).unwrap_or(nth);
            let mut texts = Vec::new();
            for cell in cells {
                let column = cell.column.saturating_sub(1) as usize;
                texts.resize(texts.len().max(column), String::new());
                texts.push(part.slice(cell.range).to_owned());
            }
            (row, texts)
        })
        .collect()
}

fn asked(rows: Vec<(usize, Vec<String>)>) -> Result<Vec<AskedRow>, ListError> {
    let column = |cells: &[String], names: &[&str]| {
        let headings: Vec<_> = cells.iter().map(|cell| index::folded_line(cell)).collect();
        names.iter().find_map(|name| headings.iter().position(|heading| heading == name))
    };
    let heading =
        rows.iter().take(HEADING_WITHIN).position(|(_, cells)| column(cells, NUMBER).is_some());
    let (number, date, issuer, first) = match heading {
        Some(at) => {
            let cells = &rows[at].1;
            (column(cells, NUMBER).unwrap_or(0), column(cells, DATE), column(cells, ISSUER), at + 1)
        }
        None => (0, None, None, 0),
    };
    let asked: Vec<AskedRow> = rows
        .into_iter()
        .skip(first)
        .filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty()))
        .map(|(row, cells)| {
            let cell = |column: Option<usize>| {
                let text = column.and_then(|column| cells.get(column));
                text.map(|text| text.trim().to_owned()).unwrap_or_default()
            };
            let asked = AskedDocument {
                number: cell(Some(number)),
                date: cell(date),
                issuer: cell(issuer),
            };
            AskedRow { row, asked }
        })
        .collect();
    let has_number = |row: &AskedRow| row.asked.number.contains(|c: char| c.is_ascii_digit());
    if asked.iter().any(has_number) { Ok(asked) } else { Err(ListError::NoRows) }
}

#[cfg(test)]
mod tests {
    use model::document::{NewCell, PartBuilder};

    use super::*;

    fn shown(rows: &[AskedRow]) -> Vec<String> {
        let line = |AskedRow { row, asked }: &AskedRow| {
            format!("{row}|{}|{}|{}", asked.number, asked.date, asked.issuer)
        };
        rows.iter().map(line).collect()
    }

    #[test]
    fn lists_with_and_without_headings() {
        let check = |csv: &str, expected: &[&str]| {
            assert_eq!(shown(&asked_in_csv(csv.as_bytes()).expect("a list")), expected, "{csv}");
        };
        check("2429/QĐ-UBND\n\n12/KH-UBND\n", &["1|2429/QĐ-UBND||", "3|12/KH-UBND||"]);
        check(
            "\u{feff}STT;Số, ký hiệu;Ngày ban hành;Cơ quan ban hành\n1;2429/QĐ-UBND;10/10/2019;UBND thành phố",
            &["2|2429/QĐ-UBND|10/10/2019|UBND thành phố"],
        );
        check("Số, ký hiệu;Ngày\n12/KH-UBND;2019", &["2|12/KH-UBND|2019|"]);
        check(
            "Danh mục văn bản,,\nTT,Ngày,SỐ VĂN BẢN\n1,2019,\"2429/QĐ-UBND\"\n2,,\n",
            &["3|2429/QĐ-UBND|2019|", "4|||"],
        );
        assert!(matches!(asked_in_csv(b"a,b\n"), Err(ListError::NoRows)));
        assert!(matches!(asked_in_csv(b"\xff\xfe1"), Err(ListError::NotUtf8)));
    }

    #[test]
    fn the_list_of_a_workbook_may_stand_on_a_later_sheet_and_column() {
        let cell = |column, text: &str, address: &str| NewCell {
            address: Some(address.to_owned()),
            ..NewCell::new(column, text)
        };
        let mut cover = PartBuilder::sheet("Bìa", false);
        cover.table(vec![vec![cell(1, "Danh mục", "A1")]]);
        let mut sheet = PartBuilder::sheet("Văn bản", false);
        sheet.table(vec![
            vec![cell(2, "TT", "B3"), cell(4, "Số hiệu", "D3")],
            vec![cell(2, "1", "B4"), cell(4, "2429/QĐ-UBND", "D4")],
        ]);
        let document = Document::new(vec![cover.finish(), sheet.finish()]);
        let rows = asked_in_document(&document).expect("a list");
        assert_eq!(shown(&rows), ["4|2429/QĐ-UBND||"]);
    }
}
