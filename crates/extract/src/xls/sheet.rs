//! One sheet: its cells in a single pass over the records, with what they show, and its merged regions.

use model::problem::{Problem, ProblemCode};

use super::{
    globals::Globals,
    record::{
        BEGIN, END, FORMULA, LABEL, MERGED_CELLS, MUL_RK, NUMBER, RICH_STRING, RK, Record, Records,
        SHARED_STRING_CELL, STRING, TRUTH_OR_ERROR,
    },
};
use crate::{
    session::Session,
    spreadsheet::{
        self, display,
        grid::{Allowance, Grid, Region},
        stored,
    },
};

/// How many records pass between two heartbeats.
const RECORDS_PER_BEAT: usize = 4096;

/// Reads the sheet whose records begin here; what stands before a break is kept.
pub(super) fn read(
    records: &[u8],
    globals: &Globals,
    allowance: &mut Allowance,
    session: &mut Session<'_>,
) -> Grid {
    let mut reader = Reader { globals, allowance, grid: Grid::default(), formula: (0, 0) };
    let result = reader.read(records, session);
    reader.grid.ended(result)
}

struct Reader<'r> {
    globals: &'r Globals,
    allowance: &'r mut Allowance,
    grid: Grid,
    /// The cell of the formula read last; a text that it gives stands in a record of its own.
    formula: (u32, u32),
}

impl Reader<'_> {
    fn read(&mut self, stream: &[u8], session: &mut Session<'_>) -> Result<(), Problem> {
        let mut records = Records::new(stream);
        // Charts inside a sheet are groups of records of their own.
        let mut depth = 0_u32;
        let mut n_records = 0_usize;
        for record in records.by_ref() {
            n_records += 1;
            if n_records.is_multiple_of(RECORDS_PER_BEAT) {
                session.beat();
            }
            match record.kind {
                BEGIN => depth += 1,
                END if depth <= 1 => return Ok(()),
                END => depth -= 1,
                _ if depth > 1 => {}
                _ => self.record(&record)?,
            }
        }
        let what = if records.is_cut { "a record is cut off" } else { "the sheet has no end" };
        Err(Problem::new(ProblemCode::Truncated, what))
    }

    fn record(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        match record.kind {
            MERGED_CELLS => return self.merged_cells(record),
            MUL_RK => return self.row_of_numbers(record),
            STRING => {
                let (row, column) = self.formula;
                let text = self.globals.coding.text_at(record, 0, 2);
                return self.add(row, column, text.map(|text| spreadsheet::clean(&text)));
            }
            NUMBER | LABEL | RICH_STRING | TRUTH_OR_ERROR | RK | SHARED_STRING_CELL | FORMULA => {}
            _ => return Ok(()),
        }
        let (Some(row), Some(column), Some(style)) = (record.u16(0), record.u16(2), record.u16(4))
        else {
            return Err(cut(record.kind));
        };
        let (row, column) = (u32::from(row) + 1, u32::from(column) + 1);
        let text = match record.kind {
            NUMBER => record.f64(6).and_then(|number| self.number(number, style)),
            RK => record.u32(6).and_then(|stored| self.number(stored::rk(stored), style)),
            SHARED_STRING_CELL => {
                record.u32(6).and_then(|index| self.globals.string(index)).map(str::to_owned)
            }
            TRUTH_OR_ERROR => match record.data.get(6..8) {
                Some(&[is_true, 0]) => Some(stored::truth(is_true != 0).to_owned()),
                Some(&[code, _]) => stored::error(code).map(str::to_owned),
                _ => None,
            },
            FORMULA => {
                self.formula = (row, column);
                match record.data.get(6..14) {
                    Some(&[0, _, _, _, _, _, 0xFF, 0xFF]) => return Ok(()), // a text, which follows
                    result => result.and_then(|result| self.result(record, result, style)),
                }
            }
            _ => self.globals.coding.text_at(record, 6, 2).map(|text| spreadsheet::clean(&text)),
        };
        self.add(row, column, text)
    }

    /// The stored result of a formula that is no text.
    fn result(&self, record: &Record<'_>, result: &[u8], style: u16) -> Option<String> {
        match *result {
            [1, _, is_true, _, _, _, 0xFF, 0xFF] => Some(stored::truth(is_true != 0).to_owned()),
            [2, _, code, _, _, _, 0xFF, 0xFF] => stored::error(code).map(str::to_owned),
            [3, _, _, _, _, _, 0xFF, 0xFF] => Some(String::new()),
            _ => record.f64(6).and_then(|number| self.number(number, style)),
        }
    }

    fn number(&self, number: f64, style: u16) -> Option<String> {
        let format = self.globals.format(style);
        number.is_finite().then(|| display::number(number, format, self.globals.is_1904))
    }

    /// Numbers in neighbouring cells: row, first column, style and number of each, last column.
    fn row_of_numbers(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        let (Some(row), Some(first)) = (record.u16(0), record.u16(2)) else {
            return Err(cut(record.kind));
        };
        let cells = record.data.len().saturating_sub(6) / 6;
        for (column, offset) in (u32::from(first) + 1..).zip((4..).step_by(6)).take(cells) {
            let number = record.u16(offset).zip(record.u32(offset + 2));
            let text = number.and_then(|(style, rk)| self.number(stored::rk(rk), style));
            self.add(u32::from(row) + 1, column, text)?;
        }
        Ok(())
    }

    fn merged_cells(&mut self, record: &Record<'_>) -> Result<(), Problem> {
        for region in record.data.get(2..).unwrap_or_default().chunks_exact(8) {
            let edge = |at: usize| u32::from(u16::from_le_bytes([region[at], region[at + 1]]));
            let region = Region::from_zero([edge(0), edge(2)], [edge(4), edge(6)]);
            if let Some(region) = region {
                self.grid.merge(region)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, row: u32, column: u32, text: Option<String>) -> Result<(), Problem> {
        match text {
            Some(text) => self.grid.add(row, column, &text, self.allowance),
            None => {
                self.grid.note_broken(row, column);
                Ok(())
            }
        }
    }
}

fn cut(kind: u16) -> Problem {
    Problem::new(ProblemCode::Damaged, format!("record {kind:#06x} is too short"))
}
