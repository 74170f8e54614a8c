//! Excel's binary workbooks (MS-XLSB): the package of an Excel file with records in place of XML.
//!
//! What the records mean is what their XML counterparts mean; the cells come out as from `xlsx`. Not with `calamine`:
//! it indexes into records without looking at their length, so that a cut file ends the process, and keeps of a number
//! format only whether it is a date.

mod record;
mod sheet;
mod workbook;

use crate::{contents::Contents, session::Session, spreadsheet::packaged};

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    packaged::read(bytes, session, workbook::open, sheet::take)
}

#[cfg(test)]
mod tests;
