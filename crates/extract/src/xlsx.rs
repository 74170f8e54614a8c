//! Excel files (ECMA-376-1, SpreadsheetML): the cells of every sheet as Excel would show them.
//!
//! Values are those that Excel stored; nothing is calculated. Cells are read as a stream of what is really there, so
//! neither the declared dimension of a sheet nor a lone cell in its far corner costs anything.
//!
//! Not with `calamine`: it reserves memory for as many shared strings as the file declares (a 4 kB file can declare
//! 549 GB), adds up cell references without a bound, and gives a cell's value, style and formula only in three
//! passes, so that every check in front of it would be this reader again. Its calendar is used.

mod sheet;
mod workbook;

use crate::{
    contents::Contents,
    ooxml::Package,
    session::Session,
    spreadsheet::{Sheets, grid::Grid},
};
use workbook::Workbook;

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let mut sheets = Sheets::new(session);
    let package = match Package::open(bytes, session) {
        Ok(package) => package,
        Err(problem) => return Contents::rejected(problem),
    };
    let incomplete = package.problem.clone();
    let mut workbook = match Workbook::open(package, &sheets.allowance, session) {
        Ok(workbook) => workbook,
        Err(problem) => return Contents::rejected(incomplete.unwrap_or(problem)),
    };
    if let Some(problem) = incomplete {
        sheets.note(problem);
    }
    for entry in std::mem::take(&mut workbook.sheets) {
        session.beat();
        let grid = match workbook.take_sheet(&entry, session) {
            Ok(text) => sheet::read(&text, &workbook, &mut sheets.allowance, session),
            Err(problem) => Grid::unread(problem),
        };
        sheets.add(&entry.name, entry.is_hidden, grid);
    }
    let mut contents = sheets.finish();
    workbook.package.take_embedded("xl/embeddings/", &mut contents, session);
    contents
}

#[cfg(test)]
mod tests;
