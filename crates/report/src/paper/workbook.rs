//! The tables of a paper as a workbook, a sheet each, to filter and to calculate with.

use std::collections::BTreeSet;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{Element, Entry, Paper, Table};
use crate::xlsx::{
    empty_workbook,
    grid::{self, Cell, Grid, Styles},
};

/// The most UTF-16 units of the name of a sheet.
const NAME_LENGTH: usize = 31;
/// Characters of a column that takes the whole width of a page.
const PAGE_CHARACTERS: f64 = 1.6;

/// The tables of some papers as one XLSX file.
///
/// # Errors
/// When a table has more rows than a sheet of Excel can hold.
pub(crate) fn workbook(title: &str, papers: &[&Paper]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = empty_workbook(title)?;
    let styles = Styles::new();
    let mut names = BTreeSet::new();
    for element in papers.iter().flat_map(|paper| &paper.elements) {
        if let Element::Table(table) = element {
            let name = sheet_name(&table.name, &mut names);
            write(&mut workbook, &styles, &name, table)?;
        }
    }
    workbook.save_to_buffer()
}

fn write(
    workbook: &mut Workbook,
    styles: &Styles,
    name: &str,
    table: &Table,
) -> Result<(), XlsxError> {
    let width = |percent: usize| {
        let percent = u32::try_from(percent).expect("a share is at most a hundred");
        (f64::from(percent) * PAGE_CHARACTERS).max(8.0)
    };
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| grid::Column(&column.heading, width(column.percent)))
        .collect();
    let mut grid = Grid::below(workbook, styles, name, &[(&table.name, "")], &columns)?;
    for row in &table.rows {
        let cells: Vec<Cell> = row.iter().map(cell).collect();
        grid.row(&cells)?;
    }
    grid.filtered()
}

fn cell(entry: &Entry) -> Cell {
    match entry {
        Entry::Empty => Cell::Empty,
        Entry::Text(text) | Entry::Linked(text, _) => Cell::text(text),
        Entry::Number(value) | Entry::Fixed(value, _) => Cell::Number(*value),
    }
}

/// A name that Excel takes and that no other sheet has.
fn sheet_name(wanted: &str, names: &mut BTreeSet<String>) -> String {
    let allowed: String = wanted
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { ' ' } else { c })
        .collect();
    let cut = |length: usize| {
        let mut kept = String::new();
        for c in allowed.trim().chars() {
            if kept.encode_utf16().count() + c.len_utf16() > length {
                break;
            }
            kept.push(c);
        }
        kept.trim_end().to_owned()
    };
    let mut name = cut(NAME_LENGTH);
    let mut nth = 2;
    while !names.insert(name.to_lowercase()) {
        name = format!("{} {nth}", cut(NAME_LENGTH - 4));
        nth += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_names_that_excel_takes() {
        let mut names = BTreeSet::new();
        assert_eq!(sheet_name("Cao nhất/thấp nhất", &mut names), "Cao nhất thấp nhất");
        assert_eq!(sheet_name("cao nhất thấp nhất", &mut names), "cao nhất thấp nhất 2");
        assert_eq!(sheet_name(&"ệ".repeat(40), &mut names).chars().count(), NAME_LENGTH);
    }
}
