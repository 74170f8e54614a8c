//! What Excel's two package formats (`xlsx`, `xlsb`) share: the way through a workbook, and what its sheets refer to.
//!
//! Refuses to know how a part is written, in XML or in records; each format hands in how it opens and how it reads.

use std::rc::Rc;

use model::problem::{Problem, ProblemCode};

use super::{
    Sheets,
    display::Format,
    grid::{Allowance, Grid},
};
use crate::{contents::Contents, ooxml::Package, session::Session};

/// An opened workbook: what its sheets share.
pub(crate) struct Workbook<'b> {
    pub(crate) package: Package<'b>,
    /// The sheets that hold cells, in the order of their tabs.
    pub(crate) sheets: Vec<SheetEntry>,
    /// The shared strings.
    pub(crate) strings: Vec<String>,
    /// The number format of each cell style.
    pub(crate) formats: Vec<Rc<Format>>,
    /// Days are counted from 1904, as old Excel for Macintosh did.
    pub(crate) is_1904: bool,
}

/// A sheet as the workbook lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetEntry {
    /// As on the tab.
    pub(crate) name: String,
    /// Whether Excel does not show the tab.
    pub(crate) is_hidden: bool,
    /// The part that holds its cells.
    pub(crate) part: String,
}

/// Reads what the sheets share; without strings and formats the cells would be others, so that a part that cannot be
/// read is an error.
pub(crate) type Open =
    for<'b> fn(Package<'b>, &Allowance, &mut Session<'_>) -> Result<Workbook<'b>, Problem>;

/// Reads one sheet; an error when the package does not have it or it cannot be taken out.
pub(crate) type ReadSheet =
    fn(&mut Workbook<'_>, &SheetEntry, &mut Allowance, &mut Session<'_>) -> Result<Grid, Problem>;

impl Workbook<'_> {
    /// A shared string by its index.
    pub(crate) fn string(&self, index: usize) -> Option<&str> {
        self.strings.get(index).map(String::as_str)
    }

    /// The number format of a cell style by its index.
    pub(crate) fn format(&self, style: usize) -> Option<&Format> {
        self.formats.get(style).map(Rc::as_ref)
    }
}

/// Reads a workbook, sheet by sheet.
pub(crate) fn read(
    bytes: &[u8],
    session: &mut Session<'_>,
    open: Open,
    read_sheet: ReadSheet,
) -> Contents {
    let mut sheets = Sheets::new(session);
    let package = match Package::open(bytes, session) {
        Ok(package) => package,
        Err(problem) => return Contents::rejected(problem),
    };
    let incomplete = package.problem.clone();
    let mut workbook = match open(package, &sheets.allowance, session) {
        Ok(workbook) => workbook,
        Err(problem) => return Contents::rejected(incomplete.unwrap_or(problem)),
    };
    if let Some(problem) = incomplete {
        sheets.note(problem);
    }
    for entry in std::mem::take(&mut workbook.sheets) {
        session.beat();
        let grid = read_sheet(&mut workbook, &entry, &mut sheets.allowance, session);
        sheets.add(&entry.name, entry.is_hidden, grid.unwrap_or_else(Grid::unread));
    }
    let mut contents = sheets.finish();
    workbook.package.take_embedded("xl/embeddings/", &mut contents, session);
    contents.signatures = workbook.package.signatures(session);
    contents
}

/// A part that must be there.
///
/// # Errors
/// `damaged` when it is not.
pub(crate) fn present<T>(part: Option<T>, name: &str) -> Result<T, Problem> {
    part.ok_or_else(|| Problem::new(ProblemCode::Damaged, format!("no part {name}")))
}
