//! Excel files (ECMA-376-1, SpreadsheetML): the cells of every sheet as Excel would show them.
//!
//! Values are those that Excel stored; nothing is calculated. Numbers follow their cell's format as far as `display`
//! does. Cells are read as a stream of what is really there, so neither the declared dimension of a sheet nor a lone
//! cell in its far corner costs anything.
//!
//! Not with `calamine`: it reserves memory for as many shared strings as the file declares (a 4 kB file can declare
//! 549 GB), adds up cell references without a bound, and gives a cell's value, style and formula only in three
//! passes, so that every check in front of it would be this reader again. Its calendar is used.

mod display;
mod sheet;
mod workbook;

use model::{
    document::{NewCell, Part, PartBuilder},
    problem::{Problem, ProblemCode},
};

use crate::{contents::Contents, session::Session};
use sheet::Grid;
use workbook::{SheetEntry, Workbook};

/// How many cells a problem names before it only counts them.
const MAX_NAMED_CELLS: usize = 20;

/// Reads a workbook: each sheet as one part with one table, hidden ones too.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let mut workbook = match Workbook::open(bytes, session) {
        Ok(workbook) => workbook,
        Err(problem) => return Contents::rejected(problem),
    };
    let mut parts = Vec::new();
    let mut problems = Vec::new();
    let mut allowance = sheet::Allowance {
        cells: session.limits().cells,
        text: session.output_left(),
        max_cells: session.limits().cells,
    };
    for entry in std::mem::take(&mut workbook.sheets) {
        session.beat();
        if entry.is_hidden {
            problems.push(Problem::new(ProblemCode::HiddenSheet, entry.name.clone()));
        }
        let grid = match workbook.take_sheet(&entry, session) {
            Ok(text) => sheet::read(&text, &workbook, &mut allowance, session),
            Err(problem) => Grid::unread(problem),
        };
        report(&entry.name, &grid, &mut problems);
        parts.push(part_of(&entry, grid));
    }
    Contents { problems, ..Contents::of(parts) }
}

fn report(sheet: &str, grid: &Grid, problems: &mut Vec<Problem>) {
    let named = |cells: &[String]| {
        let shown = cells[..cells.len().min(MAX_NAMED_CELLS)].join(", ");
        match cells.len().saturating_sub(MAX_NAMED_CELLS) {
            0 => format!("{sheet}: {shown}"),
            n_more => format!("{sheet}: {shown}, +{n_more}"),
        }
    };
    if !grid.formulas_without_value.is_empty() {
        let detail = named(&grid.formulas_without_value);
        problems.push(Problem::new(ProblemCode::FormulaWithoutValue, detail));
    }
    if !grid.broken_cells.is_empty() {
        problems.push(Problem::new(ProblemCode::Damaged, named(&grid.broken_cells)));
    }
    problems.extend(grid.problem.clone().map(|mut problem| {
        problem.detail = format!("{sheet}: {}", problem.detail);
        problem
    }));
}

/// The sheet as a part: its cells row by row, merged ones with their spans, those that a merged one covers left out.
fn part_of(entry: &SheetEntry, grid: Grid) -> Part {
    let mut part = PartBuilder::sheet(entry.name.as_str(), entry.is_hidden);
    let mut rows: Vec<Vec<NewCell>> = Vec::new();
    let mut last_row = None;
    for cell in grid.into_shown_cells() {
        if last_row != Some(cell.row) {
            rows.push(Vec::new());
            last_row = Some(cell.row);
        }
        let row = rows.last_mut().expect("a row was added for the first cell");
        row.push(NewCell {
            text: cell.text,
            column: cell.column,
            column_span: cell.column_span,
            row_span: cell.row_span,
            address: Some(sheet::address(cell.row, cell.column)),
        });
    }
    if !rows.is_empty() {
        part.table(rows);
    }
    part.finish()
}

#[cfg(test)]
mod tests;
