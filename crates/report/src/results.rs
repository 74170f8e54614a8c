//! Results as a council publishes and explains them: the annexes of its decision, what hangs on open findings, where
//! points were lost, what is to be done, next year's list of evidence.
//!
//! Refuses to know how results are computed.

mod analysis;
mod annex;
mod checklist;
mod decisions;
mod effects;
mod json;
mod plan;
mod rows;
mod table;
mod text;

use std::borrow::Cow;

use model::{
    RoundId, UnitId,
    criteria::CriteriaSet,
    record::Head,
    results::{
        analysis::Analysis,
        effect::UnitEffects,
        given::{BadRow, GivenExtra},
        plan::Plan,
        standing::{LeafState, Rank, Standings, UnitStanding},
    },
};
use rust_xlsxwriter::XlsxError;

use annex::Detail;
pub use json::{ResultsJson, json};
pub use table::{items_csv, standings_csv};
pub use text::text;

pub use crate::paper::Target;
pub use crate::wording::results::{cause as cause_name, field as field_name};

use crate::{
    Language,
    paper::{self, Paper},
    wording,
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
    pub set: Cow<'r, CriteriaSet>,
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
    /// Units whose documents have changed since they were judged: what was appraised may rest on what is gone.
    pub outdated: Vec<UnitId>,
    /// The end of the record when these results were computed, printed below the annexes.
    pub record: Option<Head>,
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
    /// Whether every unit has its index and its rank, the council decided on all of it, every row was used and no
    /// document came in since: nothing keeps the results from being published.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let is_settled = |unit: &UnitStanding| {
            let has_rank = !matches!(unit.rank, Rank::Open { .. } | Rank::Tied { .. });
            has_rank && n_open(unit) == 0 && unit.decisions.undecided() == 0
        };
        self.bad_rows.is_empty()
            && self.outdated.is_empty()
            && self.standings.units.iter().all(is_settled)
    }

    /// What is published of it: standings and what stands behind them, without what hangs on findings, single units'
    /// losses and the rows of inputs.
    #[must_use]
    pub fn published(&self) -> ResultsReport<'_> {
        ResultsReport {
            round: self.round.clone(),
            name: self.name.clone(),
            year: self.year,
            set: Cow::Borrowed(&self.set),
            standings: self.standings.clone(),
            effects: Vec::new(),
            units: Vec::new(),
            extras: self.extras.clone(),
            bad_rows: Vec::new(),
            outdated: self.outdated.clone(),
            record: self.record,
        }
    }

    /// The same, with a criteria set of its own.
    #[must_use]
    pub fn into_owned(self) -> ResultsReport<'static> {
        let Self {
            round,
            name,
            year,
            set,
            standings,
            effects,
            units,
            extras,
            bad_rows,
            outdated,
            record,
        } = self;
        let set = Cow::Owned(set.into_owned());
        ResultsReport {
            round,
            name,
            year,
            set,
            standings,
            effects,
            units,
            extras,
            bad_rows,
            outdated,
            record,
        }
    }

    /// One of the units that are analysed.
    #[must_use]
    pub fn unit(&self, unit: &UnitId) -> Option<&UnitResults> {
        self.units.iter().find(|results| results.analysis.unit == *unit)
    }

    fn name_of<'n>(&'n self, unit: &'n UnitId) -> &'n str {
        self.standings.of(unit).map_or(unit.as_str(), |standing| &standing.entrant.name)
    }
}

/// The figures of one unit, each with what it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldStanding {
    /// Its points.
    pub points: (&'static str, String),
    /// The points attainable for it.
    pub maximum: (&'static str, String),
    /// Its index, or what it can become.
    pub index: (&'static str, String),
    /// Its rank, or what it can become.
    pub rank: (&'static str, String),
    /// Its band; empty where the set has none.
    pub band: (&'static str, String),
}

/// What a unit reached, in words.
#[must_use]
pub fn told(
    report: &ResultsReport<'_>,
    standing: &UnitStanding,
    language: Language,
) -> ToldStanding {
    let points = |points| wording::figure::points(points, language);
    ToldStanding {
        points: (language.pick("Điểm đạt được", "Points"), points(standing.total())),
        maximum: (language.pick("Điểm tối đa", "Maximum"), points(standing.maximum)),
        index: (language.pick("Chỉ số (%)", "Index (%)"), annex::index(report, standing, language)),
        rank: (language.pick("Xếp hạng", "Rank"), wording::results::rank(&standing.rank, language)),
        band: (
            language.pick("Xếp loại", "Band"),
            wording::results::band(standing.band.as_ref(), language),
        ),
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
    paper::docx(&annex::paper(report, Detail::Whole, language), language)
}

/// Everything of the round as a workbook: the annexes, every item of every unit, what hangs on findings, rows that were
/// not used.
///
/// # Errors
/// When a table has more rows than a sheet of Excel can hold.
pub fn xlsx(report: &ResultsReport<'_>, language: Language) -> Result<Vec<u8>, XlsxError> {
    let papers = [
        annex::paper(report, Detail::Whole, language),
        annex::items(report, language),
        effects::paper(report, language),
        rows::paper(report, language),
    ];
    paper::workbook(&report.name, &papers.iter().collect::<Vec<_>>())
}

/// Everything of the round as a page for a browser.
#[must_use]
pub fn html(report: &ResultsReport<'_>, language: Language) -> String {
    let mut page = annex::paper(report, Detail::Whole, language);
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

/// The annexes as a part of a page: where hundreds of claims are not decided, they are counted by unit. `address` says where units and claims are on the site around it.
#[must_use]
pub fn annex_part(
    report: &ResultsReport<'_>,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    paper::parts(&annex::paper(report, Detail::Page, language), language, address)
}

/// What is looked at before results are published, as a part of a page: what hangs on open findings, rows that were not
/// used.
#[must_use]
pub fn before_publishing_part(
    report: &ResultsReport<'_>,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    let effects = effects::of_units(report, &report.effects, Detail::Page, language);
    paper::parts(&effects, language, address)
        + &paper::parts(&rows::paper(report, language), language, address)
}

/// What one unit reached, item by item, as a part of a page; none where the round has no such unit.
#[must_use]
pub fn unit_part(
    report: &ResultsReport<'_>,
    unit: &UnitId,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> Option<String> {
    let standing = report.standings.of(unit)?;
    Some(paper::parts(&annex::of_unit(report, standing, language), language, address))
}

/// What hangs on open findings of one unit, as a part of a page.
#[must_use]
pub fn unit_effects_part(
    report: &ResultsReport<'_>,
    unit: &UnitId,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    let of_unit: Vec<UnitEffects> =
        report.effects.iter().filter(|effects| effects.unit == *unit).cloned().collect();
    paper::parts(&effects::of_units(report, &of_unit, Detail::Whole, language), language, address)
}

/// The analysis of one unit as a part of a page, with charts.
#[must_use]
pub fn analysis_part(
    report: &ResultsReport<'_>,
    unit: &UnitResults,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    paper::parts(&analysis_paper(report, unit, language), language, address)
}

/// The plan of one unit as a part of a page.
#[must_use]
pub fn plan_part(
    report: &ResultsReport<'_>,
    unit: &UnitResults,
    language: Language,
    address: &dyn Fn(&Target) -> Option<String>,
) -> String {
    paper::parts(&plan::paper(report, &unit.plan, language), language, address)
}

/// Next year's list of evidence as a part of a page.
#[must_use]
pub fn checklist_part(set: &CriteriaSet, language: Language) -> String {
    paper::parts(&checklist::paper(set, language), language, &|_| None)
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
