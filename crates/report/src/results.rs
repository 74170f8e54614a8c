//! Results as a council publishes and explains them: the annexes of its decision, what hangs on open findings, where
//! points were lost, what is to be done, next year's list of evidence.
//!
//! Refuses to know how results are computed.

mod analysis;
mod annex;
mod checklist;
mod effects;
mod json;
mod plan;
mod rows;
mod table;
mod text;

use model::{
    RoundId,
    criteria::CriteriaSet,
    results::{
        analysis::Analysis,
        effect::UnitEffects,
        given::{BadRow, GivenExtra},
        plan::Plan,
        standing::{LeafState, Rank, Standings, UnitStanding},
    },
};
use rust_xlsxwriter::XlsxError;

pub use json::{ResultsJson, json};
pub use table::{items_csv, standings_csv};
pub use text::text;

pub use crate::wording::results::field as field_name;

use crate::{
    Language,
    paper::{self, Paper},
};

/// The results of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultsReport<'r> {
    /// Names the round.
    pub round: RoundId,
    /// What the round is called.
    pub name: String,
    /// The year that is scored.
    pub year: i16,
    /// The criteria set.
    pub set: &'r CriteriaSet,
    /// What every unit reached.
    pub standings: Standings,
    /// What hangs on open findings.
    pub effects: Vec<UnitEffects>,
    /// The units that are analysed.
    pub units: Vec<UnitResults>,
    /// Points beside the criteria, with their documents.
    pub extras: Vec<GivenExtra>,
    /// Rows of the inputs that were not used.
    pub bad_rows: Vec<BadRow>,
}

/// One unit: where it lost points, and what follows.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitResults {
    /// Where it lost points.
    pub analysis: Analysis,
    /// What is to be done.
    pub plan: Plan,
}

impl ResultsReport<'_> {
    /// Whether every unit has its index and its rank, and every row was used: nothing keeps the results from being
    /// published.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_settled = |unit: &UnitStanding| {
            let has_rank = !matches!(unit.rank, Rank::Open { .. } | Rank::Tied { .. });
            has_rank && n_open(unit) == 0
        };
        self.bad_rows.is_empty() && self.standings.units.iter().all(is_settled)
    }

    fn name_of<'n>(&'n self, unit: &'n model::UnitId) -> &'n str {
        self.standings.of(unit).map_or(unit.as_str(), |standing| &standing.entrant.name)
    }
}

/// How many leaves of a unit are open.
fn n_open(unit: &UnitStanding) -> usize {
    let is_open = |leaf: &&LeafState| matches!(leaf, LeafState::Open { .. });
    unit.items.iter().filter_map(|item| item.leaf.as_ref()).filter(is_open).count()
}

/// The annexes of the publishing decision as a DOCX file.
#[must_use]
pub fn annex_docx(report: &ResultsReport<'_>, language: Language) -> Vec<u8> {
    paper::docx(&annex::paper(report, language), language)
}

/// Everything of the round as a workbook: the annexes, every item of every unit, what hangs on findings, rows that were
/// not used.
///
/// # Errors
/// When a table has more rows than a sheet of Excel can hold.
pub fn xlsx(report: &ResultsReport<'_>, language: Language) -> Result<Vec<u8>, XlsxError> {
    let papers = [
        annex::paper(report, language),
        annex::items(report, language),
        effects::paper(report, language),
        rows::paper(report, language),
    ];
    paper::workbook(&report.name, &papers.iter().collect::<Vec<_>>())
}

/// Everything of the round as a page for a browser.
#[must_use]
pub fn html(report: &ResultsReport<'_>, language: Language) -> String {
    let mut page = annex::paper(report, language);
    page.elements.extend(effects::paper(report, language).elements);
    page.elements.extend(rows::paper(report, language).elements);
    paper::html(&page, language)
}

/// The analysis of one unit as a DOCX file.
#[must_use]
pub fn analysis_docx(
    report: &ResultsReport<'_>,
    unit: &UnitResults,
    language: Language,
) -> Vec<u8> {
    paper::docx(&analysis_paper(report, unit, language), language)
}

/// The analysis of one unit as a page for a browser, with charts.
#[must_use]
pub fn analysis_html(report: &ResultsReport<'_>, unit: &UnitResults, language: Language) -> String {
    paper::html(&analysis_paper(report, unit, language), language)
}

fn analysis_paper(report: &ResultsReport<'_>, unit: &UnitResults, language: Language) -> Paper {
    analysis::paper(report, &unit.analysis, language)
}

/// The plan of one unit as a DOCX file.
#[must_use]
pub fn plan_docx(report: &ResultsReport<'_>, unit: &UnitResults, language: Language) -> Vec<u8> {
    paper::docx(&plan::paper(report, &unit.plan, language), language)
}

/// Analysis and plan of one unit as a workbook.
///
/// # Errors
/// When a table has more rows than a sheet of Excel can hold.
pub fn unit_xlsx(
    report: &ResultsReport<'_>,
    unit: &UnitResults,
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let papers =
        [analysis_paper(report, unit, language), plan::paper(report, &unit.plan, language)];
    paper::workbook(report.name_of(&unit.plan.unit), &papers.iter().collect::<Vec<_>>())
}

/// Next year's list of evidence, criterion by criterion, as a workbook.
///
/// # Errors
/// When the workbook's writer refuses a text or a number.
pub fn checklist_xlsx(set: &CriteriaSet, language: Language) -> Result<Vec<u8>, XlsxError> {
    paper::workbook(&set.head().name, &[&checklist::paper(set, language)])
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
