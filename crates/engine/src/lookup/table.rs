//! Which column of a list holds what? Headings by their usual names, then rows; a list without headings is numbers.

use model::Document;
use report::AskedDocument;

use crate::rows::{self, HEADING_WITHIN, Row, RowsError};

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
    /// Its rows cannot be told apart.
    Rows(RowsError),
    /// There is no row with a number.
    NoRows,
}

impl From<RowsError> for ListError {
    fn from(error: RowsError) -> Self {
        Self::Rows(error)
    }
}

impl std::fmt::Display for ListError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rows(error) => error.fmt(f),
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

/// The rows of a CSV, with commas, semicolons or tabs between cells.
///
/// # Errors
/// When the bytes are no UTF-8, or no row has a number.
pub fn asked_in_csv(bytes: &[u8]) -> Result<Vec<AskedRow>, ListError> {
    asked(rows::of_csv(bytes)?)
}

/// The rows of the first table of a workbook that is a list.
///
/// # Errors
/// When no table has a row with a number.
pub fn asked_in_document(document: &Document) -> Result<Vec<AskedRow>, ListError> {
    for part in document.parts() {
        match asked(rows::of_part(part)) {
            Err(ListError::NoRows) => {}
            other => return other,
        }
    }
    Err(ListError::NoRows)
}

fn asked(rows: Vec<Row>) -> Result<Vec<AskedRow>, ListError> {
    let column = |cells: &[String], names: &[&str]| {
        let headings: Vec<_> = cells.iter().map(|cell| index::folded_line(cell)).collect();
        names.iter().find_map(|name| headings.iter().position(|heading| heading == name))
    };
    let heading =
        rows.iter().take(HEADING_WITHIN).position(|row| column(&row.cells, NUMBER).is_some());
    let (number, date, issuer, first) = match heading {
        Some(at) => {
            let cells = &rows[at].cells;
            (column(cells, NUMBER).unwrap_or(0), column(cells, DATE), column(cells, ISSUER), at + 1)
        }
        None => (0, None, None, 0),
    };
    let asked: Vec<AskedRow> = rows
        .into_iter()
        .skip(first)
        .filter(|row| !row.is_blank())
        .map(|Row { number: row, cells }| {
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
        assert!(matches!(asked_in_csv(b"\xff\xfe1"), Err(ListError::Rows(RowsError::NotUtf8))));
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
