//! One sheet: its cells in a single pass over the records, with what they show, and its merged regions.

use model::problem::{Problem, ProblemCode};

use super::record::{
    CELL_ERROR, CELL_NUMBER, CELL_RICH_TEXT, CELL_RK, CELL_SHARED_STRING, CELL_TEXT, CELL_TRUTH,
    FORMULA_ERROR, FORMULA_NUMBER, FORMULA_TEXT, FORMULA_TRUTH, MERGED_CELLS, ROW, Record, Records,
};
use crate::{
    session::Session,
    spreadsheet::{
        self, display,
        grid::{Allowance, Grid, Region},
        packaged::{self, SheetEntry, Workbook},
        stored,
    },
};

/// How many records pass between two heartbeats.
const RECORDS_PER_BEAT: usize = 4096;

/// Takes a sheet out of the package and reads it.
///
/// # Errors
/// When the package does not have it or it cannot be taken out.
pub(super) fn take(
    workbook: &mut Workbook<'_>,
    entry: &SheetEntry,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Result<Grid, Problem> {
    let part = packaged::present(workbook.package.take_part(&entry.part, session)?, &entry.part)?;
    Ok(read(&part, workbook, allowance, session))
}

/// Reads a sheet; what stands before a break is kept.
fn read(
    part: &[u8],
    workbook: &Workbook<'_>,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Grid {
    let mut reader = Reader { workbook, allowance, grid: Grid::default(), row: 0 };
    let result = reader.read(part, session);
    reader.grid.ended(result)
}

struct Reader<'r, 'b> {
    workbook: &'r Workbook<'b>,
    allowance: &'r mut Allowance,
    grid: Grid,
    /// The row of the cells that follow, from 1.
    row: u32,
}

impl Reader<'_, '_> {
    fn read(&mut self, part: &[u8], session: &mut Session<'_>) -> Result<(), Problem> {
        let mut records = Records::new(part);
        for (nth, record) in records.by_ref().enumerate() {
            if nth.is_multiple_of(RECORDS_PER_BEAT) {
                session.beat();
            }
            match record.kind {
                ROW => self.row = record.u32(0).ok_or_else(|| cut("row"))?.saturating_add(1),
                CELL_RK..=FORMULA_ERROR | CELL_RICH_TEXT => self.cell(&record)?,
                MERGED_CELLS => {
                    let mut edges = [0; 4];
                    for (nth, edge) in edges.iter_mut().enumerate() {
                        *edge = record.u32(nth * 4).ok_or_else(|| cut("merged region"))?;
                    }
                    let [first_row, last_row, first_column, last_column] = edges;
                    let rows = [first_row, last_row];
                    if let Some(region) = Region::from_zero(rows, [first_column, last_column]) {
                        self.grid.merge(region)?;
                    }
                }
                _ => {}
            }
        }
        if records.is_cut {
            return Err(Problem::new(ProblemCode::Truncated, "a record is cut off"));
        }
        Ok(())
    }

    fn cell(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let (Some(column), Some(style)) = (record.u32(0), record.u32(4)) else {
            return Err(cut("cell"));
        };
        let (row, column) = (self.row, column.saturating_add(1));
        let number = |number: f64| {
            let format = self.workbook.format((style & 0x00FF_FFFF) as usize);
            number.is_finite().then(|| display::number(number, format, self.workbook.is_1904))
        };
        let text_at = |offset| record.text(offset).map(|(text, _)| spreadsheet::clean(&text));
        let text = match record.kind {
            CELL_RK => record.u32(8).and_then(|rk| number(stored::rk(rk))),
            CELL_NUMBER | FORMULA_NUMBER => record.f64(8).and_then(number),
            CELL_ERROR | FORMULA_ERROR => {
                record.data.get(8).and_then(|code| stored::error(*code)).map(str::to_owned)
            }
            CELL_TRUTH | FORMULA_TRUTH => {
                record.data.get(8).map(|is_true| stored::truth(*is_true != 0).to_owned())
            }
            CELL_TEXT | FORMULA_TEXT => text_at(8),
            CELL_SHARED_STRING => record
                .u32(8)
                .and_then(|index| self.workbook.string(index as usize))
                .map(str::to_owned),
            // Before a rich text stands whether it has formatting.
            _ => text_at(9),
        };
        match text {
            Some(text) => self.grid.add(row, column, &text, self.allowance),
            None => {
                self.grid.note_broken(row, column);
                Ok(())
            }
        }
    }
}

fn cut(what: &str) -> Problem {
    Problem::new(ProblemCode::Damaged, format!("{what} cut off"))
}
