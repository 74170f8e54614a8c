//! The answer to a list of numbers as a workbook: the list as it was, with what became of each row beside it.

use model::{finding::Severity, personal::Persons, query::Matched};
use rust_xlsxwriter::{Workbook, XlsxError};

use super::{LookupOutcome, LookupReport, LookupRow};
use crate::{
    Language,
    search::FoundDocument,
    wording::{label::Labels, search as wording},
    xlsx::{
        empty_workbook,
        grid::{Cell, Column, Grid, Styles},
    },
};

/// The answer as an XLSX file: counts, then the rows.
///
/// # Errors
/// When the list has more rows than a sheet of Excel can hold.
pub fn lookup_xlsx(report: &LookupReport, language: Language) -> Result<Vec<u8>, XlsxError> {
    let labels = Labels::of(language);
    let mut workbook = empty_workbook(labels.lookup)?;
    let styles = Styles::new();
    rows(report, language, &styles, &mut workbook)?;
    counts(report, language, &styles, &mut workbook)?;
    workbook.save_to_buffer()
}

fn rows(
    report: &LookupReport,
    language: Language,
    styles: &Styles,
    workbook: &mut Workbook,
) -> Result<(), XlsxError> {
    let labels = Labels::of(language);
    let columns = [
        Column(labels.row, 8.0),
        Column(labels.asked_number, 24.0),
        Column(labels.asked_date, 14.0),
        Column(labels.asked_issuer, 28.0),
        Column(labels.outcome_of_lookup, 34.0),
        Column(labels.matched, 30.0),
        Column(labels.document_number, 24.0),
        Column(labels.date, 14.0),
        Column(labels.issuer, 28.0),
        Column(labels.unit, 20.0),
        Column(labels.file, 56.0),
        Column(labels.cited_by, 14.0),
    ];
    let mut grid = Grid::new(workbook, styles, labels.lookup, &columns)?;
    for row in &report.rows {
        let column = |text: &dyn Fn(&FoundDocument) -> Option<String>| {
            let lines: Vec<_> =
                row.documents.iter().map(|document| text(document).unwrap_or_default()).collect();
            Cell::text(lines.join("\n"))
        };
        grid.row(&[
            Cell::count(row.row as u64),
            Cell::text(&row.asked.number),
            Cell::text(&row.asked.date),
            Cell::text(&row.asked.issuer),
            outcome(row, language),
            Cell::text(
                row.matched.as_ref().map_or_else(String::new, |matched: &Matched| {
                    wording::matched(matched, language)
                }),
            ),
            column(&|document| document.number.as_ref().map(ToString::to_string)),
            column(&|document| document.date.map(|date| date.to_string())),
            column(&|document| document.issuer.clone()),
            column(&|document| Some(document.unit.to_string())),
            column(&|document| Some(document.file.shown(Persons::Masked))),
            Cell::count(row.cited_by),
        ])?;
    }
    grid.filtered()
}

/// Coloured by how much it should worry whoever relies on the document.
fn outcome(row: &LookupRow, language: Language) -> Cell {
    let text = wording::outcome(row.outcome, language);
    let severity = match row.outcome {
        LookupOutcome::Found => return Cell::text(text),
        LookupOutcome::FoundAlike => Severity::Note,
        LookupOutcome::Missing => Severity::Blocking,
        LookupOutcome::Ambiguous
        | LookupOutcome::DateDiffers
        | LookupOutcome::IssuerDiffers
        | LookupOutcome::Undecided
        | LookupOutcome::Invalid => Severity::Warning,
    };
    Cell::Severity(severity, text)
}

fn counts(
    report: &LookupReport,
    language: Language,
    styles: &Styles,
    workbook: &mut Workbook,
) -> Result<(), XlsxError> {
    let labels = Labels::of(language);
    let coverage = wording::coverage(&report.coverage, language);
    let above = [(labels.coverage, coverage.as_str())];
    let columns = [Column(labels.outcome_of_lookup, 48.0), Column(labels.number, 14.0)];
    let mut grid = Grid::below(workbook, styles, labels.overview, &above, &columns)?;
    for outcome in LookupOutcome::ALL {
        let counted = Cell::count(report.counts.get(outcome));
        grid.row(&[Cell::text(wording::outcome(outcome, language)), counted])?;
    }
    grid.total(&[Cell::text(labels.total), Cell::count(report.counts.rows)])
}
