//! Any table that somebody looks at, as a workbook of one sheet.
//!
//! Refuses to know what the table is about.

use rust_decimal::Decimal;
use rust_xlsxwriter::XlsxError;

use crate::xlsx::{
    empty_workbook,
    grid::{Cell, Column, Grid, Styles},
};

/// The widths of columns, in characters: of numbers, and the least and most of texts.
const NUMBER_WIDTH: usize = 14;
const TEXT_WIDTHS: (usize, usize) = (12, 60);

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSheet<'t> {
    /// Names the sheet and the document.
    pub name: &'t str,
    /// The headings, from the left.
    pub headings: Vec<&'t str>,
    /// The rows, each as long as the headings.
    pub rows: Vec<Vec<TableCell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number, which Excel can calculate with.
    Number(Decimal),
}

/// The table as an XLSX file with a frozen header and a filter.
///
/// # Errors
/// When there are more rows than a sheet of Excel can hold.
pub fn table_xlsx(table: &TableSheet<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = empty_workbook(table.name)?;
    let styles = Styles::new();
    let columns: Vec<_> = (0..)
        .zip(&table.headings)
        .map(|(column, heading)| Column(heading, width(table, column) as f64))
        .collect();
    let mut grid = Grid::new(&mut workbook, &styles, &sheet_name(table.name), &columns)?;
    for row in &table.rows {
        let cells: Vec<_> = row
            .iter()
            .map(|cell| match cell {
                TableCell::Empty => Cell::Empty,
                TableCell::Text(text) => Cell::text(text.as_str()),
                TableCell::Number(number) => Cell::Number(*number),
            })
            .collect();
        grid.row(&cells)?;
    }
    grid.filtered()?;
    workbook.save_to_buffer()
}

fn width(table: &TableSheet<'_>, column: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.get(column));
    let longest = cells.map(|cell| match cell {
        TableCell::Empty => 0,
        TableCell::Number(_) => NUMBER_WIDTH,
        TableCell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
    });
    let (least, most) = TEXT_WIDTHS;
    longest.max().unwrap_or(0).clamp(least, most)
}

/// A name as Excel allows it: 31 characters at most, none of `[]:*?/\`.
fn sheet_name(name: &str) -> String {
    const LENGTH: usize = 31;
    let kept = name.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c });
    let name: String = kept.take(LENGTH).collect();
    if name.trim().is_empty() { "Bảng".to_owned() } else { name.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_and_any_rows_make_a_workbook() {
        for name in ["Điểm tự chấm theo lĩnh vực / tiêu chí [2025]: toàn tỉnh", "", "***"]
        {
            let table = TableSheet {
                name,
                headings: vec!["Mã", "Điểm"],
                rows: vec![
                    vec![TableCell::Text("1.1".into()), TableCell::Number(Decimal::ONE)],
                    vec![TableCell::Text("=1+1".into()), TableCell::Empty],
                ],
            };
            let bytes = table_xlsx(&table).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(bytes.starts_with(b"PK"));
            assert_eq!(bytes, table_xlsx(&table).expect("again"));
        }
    }
}
