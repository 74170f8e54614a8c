//! Excel 97 to 2003, and Excel 5 and 95 (MS-XLS, BIFF8 and BIFF5): the cells of every sheet as Excel would show them.
//!
//! Records are read one after the other from the one stream that holds them all; what the file declares about its own
//! size is passed over. Not with `calamine`: it keeps of a number format only whether it is a date, reserves memory
//! for the declared rows times columns, and lays even two far cells out in a dense grid.

mod globals;
mod record;
mod sheet;
mod text;

use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    ole::Ole,
    session::Session,
    spreadsheet::{Sheets, grid::Grid},
};
use globals::Globals;

/// Reads a workbook.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    match stream(bytes, session) {
        Ok(stream) => read_stream(&stream, session),
        Err(problem) => Contents::rejected(problem),
    }
}

fn stream(bytes: &[u8], session: &mut Session<'_>) -> Result<Vec<u8>, Problem> {
    let mut ole = Ole::open(bytes)?;
    for name in ["Workbook", "Book"] {
        if let Some(stream) = ole.take(name, session)? {
            return Ok(stream);
        }
    }
    Err(Problem::new(ProblemCode::Damaged, "no stream Workbook"))
}

fn read_stream(stream: &[u8], session: &mut Session<'_>) -> Contents {
    let mut sheets = Sheets::new(session);
    let globals = match Globals::read(stream, &sheets.allowance, session) {
        Ok(globals) => globals,
        Err(problem) => return Contents::rejected(problem),
    };
    for entry in &globals.sheets {
        session.beat();
        let grid = match stream.get(entry.start..).filter(|rest| !rest.is_empty()) {
            Some(records) => sheet::read(records, &globals, &mut sheets.allowance, session),
            None => {
                let detail = format!("no record at byte {}", entry.start);
                Grid::unread(Problem::new(ProblemCode::Truncated, detail))
            }
        };
        sheets.add(&entry.name, entry.is_hidden, grid);
    }
    sheets.finish()
}

#[cfg(test)]
mod tests;
