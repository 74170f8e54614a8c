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

use crate::{contents::Contents, session::Session, spreadsheet::packaged};

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    packaged::read(bytes, session, workbook::open, sheet::take)
}

#[cfg(test)]
mod tests;
