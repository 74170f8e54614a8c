//! What became of each number of a list, for people and for other programs.

mod workbook;

use model::{RoundId, personal::Persons, query::Matched};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Language,
    search::{FoundDocument, SearchCoverage},
    wording::{label::Labels, search as wording},
};

pub use workbook::lookup_xlsx;

/// What became of a list of numbers, as `schemas/lookup.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LookupReport {
    /// Names the round.
    pub round: RoundId,
    /// How many rows came to each outcome; their sum is the number of rows.
    pub counts: LookupCounts,
    /// The rows, in the order of the list.
    pub rows: Vec<LookupRow>,
    /// What was looked at.
    pub coverage: SearchCoverage,
}

/// One row of the list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LookupRow {
    /// The row in the file, from 1.
    pub row: usize,
    /// What it asks for.
    pub asked: AskedDocument,
    /// What became of it.
    pub outcome: LookupOutcome,
    /// How the documents bear the number; none when there is no document.
    pub matched: Option<Matched>,
    /// The documents that it may mean.
    pub documents: Vec<FoundDocument>,
    /// How many documents cite exactly this number.
    pub cited_by: u64,
}

/// A document as a list asks for it, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AskedDocument {
    /// Its number.
    pub number: String,
    /// Its date; empty when the list has none.
    pub date: String,
    /// Its issuer; empty when the list has none.
    pub issuer: String,
}

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LookupOutcome {
    /// One document bears it, and nothing asked for disagrees.
    Found,
    /// One document bears a number that means it when something is looked over.
    FoundAlike,
    /// Documents of different issuers or dates bear it.
    Ambiguous,
    /// Documents bear it, all of another date.
    DateDiffers,
    /// Documents bear it, all of another issuer.
    IssuerDiffers,
    /// No document bears it, and everything was read.
    Missing,
    /// No document bears it, but not everything was read.
    Undecided,
    /// The row asks for nothing that could be a number, or for a date that is none.
    Invalid,
}

impl LookupOutcome {
    /// All outcomes, in the order in which they are counted.
    pub const ALL: [Self; 8] = [
        Self::Found,
        Self::FoundAlike,
        Self::Ambiguous,
        Self::DateDiffers,
        Self::IssuerDiffers,
        Self::Missing,
        Self::Undecided,
        Self::Invalid,
    ];
}

/// How many rows came to each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LookupCounts {
    /// Rows of the list.
    pub rows: u64,
    /// See [`LookupOutcome::Found`].
    pub found: u64,
    /// See [`LookupOutcome::FoundAlike`].
    pub found_alike: u64,
    /// See [`LookupOutcome::Ambiguous`].
    pub ambiguous: u64,
    /// See [`LookupOutcome::DateDiffers`].
    pub date_differs: u64,
    /// See [`LookupOutcome::IssuerDiffers`].
    pub issuer_differs: u64,
    /// See [`LookupOutcome::Missing`].
    pub missing: u64,
    /// See [`LookupOutcome::Undecided`].
    pub undecided: u64,
    /// See [`LookupOutcome::Invalid`].
    pub invalid: u64,
}

impl LookupCounts {
    /// Counts rows.
    #[must_use]
    pub fn of(rows: &[LookupRow]) -> Self {
        let mut counts = Self { rows: rows.len() as u64, ..Self::default() };
        for row in rows {
            *counts.slot(row.outcome) += 1;
        }
        counts
    }

    /// How many rows came to an outcome.
    #[must_use]
    pub fn get(mut self, outcome: LookupOutcome) -> u64 {
        *self.slot(outcome)
    }

    fn slot(&mut self, outcome: LookupOutcome) -> &mut u64 {
        match outcome {
            LookupOutcome::Found => &mut self.found,
            LookupOutcome::FoundAlike => &mut self.found_alike,
            LookupOutcome::Ambiguous => &mut self.ambiguous,
            LookupOutcome::DateDiffers => &mut self.date_differs,
            LookupOutcome::IssuerDiffers => &mut self.issuer_differs,
            LookupOutcome::Missing => &mut self.missing,
            LookupOutcome::Undecided => &mut self.undecided,
            LookupOutcome::Invalid => &mut self.invalid,
        }
    }
}

/// The counts on a terminal, with the rows that are not simply found.
#[must_use]
pub fn lookup_text(report: &LookupReport, language: Language) -> String {
    let labels = Labels::of(language);
    let mut lines = Vec::new();
    for row in report.rows.iter().filter(|row| row.outcome != LookupOutcome::Found) {
        let outcome = wording::outcome(row.outcome, language);
        lines.push(format!("{} {}: {} — {outcome}", labels.row, row.row, row.asked.number));
        for document in &row.documents {
            let date = document.date.map(|date| date.to_string()).unwrap_or_default();
            let issuer = document.issuer.as_deref().unwrap_or_default();
            let number = document.number.as_ref().map(ToString::to_string).unwrap_or_default();
            let file = document.file.shown(Persons::Masked);
            lines.push(format!("   {number} · {issuer} · {date} · {file}"));
        }
    }
    lines.push(format!("{}: {}", labels.rows, report.counts.rows));
    for outcome in LookupOutcome::ALL {
        let counted = report.counts.get(outcome);
        if counted > 0 {
            lines.push(format!("  {}: {counted}", wording::outcome(outcome, language)));
        }
    }
    lines.push(format!("{}: {}", labels.coverage, wording::coverage(&report.coverage, language)));
    lines.join("\n")
}
