//! Workbooks, whatever file format they come in: one part with one table for each sheet, hidden ones too.
//!
//! The formats (`xlsx`, `xlsb`, `xls`, `ods`) find the cells; what a stored number shows, how merged cells cover
//! others, in which encoding of before Unicode the texts stand, and how much a workbook may hold is decided here, once
//! for all of them.

pub(crate) mod display;
pub(crate) mod grid;
pub(crate) mod packaged;
pub(crate) mod stored;

use model::{
    document::{NewCell, Part, PartBuilder},
    problem::{Problem, ProblemCode},
};

use crate::{contents::Contents, nfc::nfc, session::Session, vietnamese::Survey};
use grid::{Allowance, Grid};

/// How many cells a problem names before it only counts them.
const MAX_NAMED_CELLS: usize = 20;

/// The sheets of a workbook, in the order of their tabs.
pub(crate) struct Sheets {
    /// What the sheets still to come may hold.
    pub(crate) allowance: Allowance,
    sheets: Vec<Sheet>,
    problems: Vec<Problem>,
}

/// A sheet that was read. It becomes a part when all texts of the workbook are known: only together do they say in
/// which encoding they stand.
struct Sheet {
    name: String,
    is_hidden: bool,
    grid: Grid,
}

impl Sheets {
    /// No sheet yet, and all that the limits allow.
    pub(crate) fn new(session: &Session<'_>) -> Self {
        Self { allowance: Allowance::new(session), sheets: Vec::new(), problems: Vec::new() }
    }

    /// Adds a sheet: its cells become a table, what is wrong with them problems.
    pub(crate) fn add(&mut self, name: &str, is_hidden: bool, grid: Grid) {
        if is_hidden {
            self.problems.push(Problem::new(ProblemCode::HiddenSheet, name));
        }
        self.report(name, &grid);
        self.sheets.push(Sheet { name: name.to_owned(), is_hidden, grid });
    }

    /// Notes what is wrong with the workbook as a whole.
    pub(crate) fn note(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The whole workbook; one without any sheet, for a reason that is known, was not read.
    pub(crate) fn finish(self) -> Contents {
        let Self { sheets, mut problems, .. } = self;
        let rejected = sheets.is_empty() && !problems.is_empty();
        let mut survey = Survey::default();
        for sheet in &sheets {
            sheet.grid.texts().for_each(|text| survey.add(text, ""));
        }
        let parts = sheets.into_iter().map(|sheet| part_of(sheet, &mut survey)).collect();
        problems.extend(survey.problems());
        Contents { problems, rejected, ..Contents::of(parts) }
    }

    fn report(&mut self, sheet: &str, grid: &Grid) {
        let named = |cells: &[String]| {
            let shown = cells[..cells.len().min(MAX_NAMED_CELLS)].join(", ");
            match cells.len().saturating_sub(MAX_NAMED_CELLS) {
                0 => format!("{sheet}: {shown}"),
                n_more => format!("{sheet}: {shown}, +{n_more}"),
            }
        };
        if !grid.formulas_without_value.is_empty() {
            let detail = named(&grid.formulas_without_value);
            self.problems.push(Problem::new(ProblemCode::FormulaWithoutValue, detail));
        }
        if !grid.broken_cells.is_empty() {
            self.problems.push(Problem::new(ProblemCode::Damaged, named(&grid.broken_cells)));
        }
        self.problems.extend(grid.problem.clone().map(|mut problem| {
            problem.detail = format!("{sheet}: {}", problem.detail);
            problem
        }));
    }
}

/// Text of a cell: NFC, with `\n` between lines and no white space around.
pub(crate) fn clean(text: &str) -> String {
    let text = text.trim();
    if text.contains('\r') {
        nfc(&text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        nfc(text)
    }
}

/// The sheet as a part: its cells row by row, merged ones with their spans, those that a merged one covers left out.
fn part_of(sheet: Sheet, survey: &mut Survey) -> Part {
    let mut part = PartBuilder::sheet(&sheet.name, sheet.is_hidden);
    let mut last_row = None;
    sheet.grid.show(|cell, text| {
        if last_row.is_none() {
            part.begin_table();
        }
        if last_row != Some(cell.row) {
            part.begin_row();
            last_row = Some(cell.row);
        }
        part.begin_cell(NewCell {
            column_span: cell.column_span,
            row_span: cell.row_span,
            address: Some(grid::address(cell.row, cell.column)),
            ..NewCell::new(cell.column, "")
        });
        part.cell_text(&survey.decode(text, ""));
        part.end_cell();
    });
    part.finish()
}
