//! Excel's binary workbooks (MS-XLSB): the package of an Excel file with records in place of XML.
//!
//! What the records mean is what their XML counterparts mean; the cells come out as from `xlsx`. Not with `calamine`:
//! it indexes into records without looking at their length, so that a cut file ends the process, and keeps of a number
//! format only whether it is a date.

mod record;
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
            Ok(records) => sheet::read(&records, &workbook, &mut sheets.allowance, session),
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
