//! Results for other programs: exact points, the quotient to 28 digits, and the index as it is published.

use std::collections::BTreeSet;

use model::{
    DocumentNumber, PartialDate, Points, RoundId, UnitId,
    results::{
        analysis::Analysis,
        effect::UnitEffects,
        given::{BadRow, GivenExtra},
        plan::Plan,
        standing::{Decisions, Spread, UnitStanding},
    },
};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::ResultsReport;

/// The results of a round, as `schemas/results.schema.json` describes them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResultsJson<'r> {
    /// Names the round.
    round: &'r RoundId,
    /// What the round is called.
    name: &'r str,
    /// The year that is scored.
    year: i16,
    /// The number of the decision that lays down the criteria set.
    decision: &'r DocumentNumber,
    /// The date of that decision.
    decision_date: PartialDate,
    /// The points of the whole set.
    total: Points,
    /// Whether everything has points, the council decided on all of it, every rank is settled, every row was used and no
    /// document has changed since.
    is_complete: bool,
    /// How far the council is; while it has not decided on all of it, the results are provisional.
    decisions: Decisions,
    /// The units, in the order of the pipeline.
    units: Vec<UnitJson<'r>>,
    /// Highest, mean and lowest by group and item.
    spreads: &'r [Spread],
    /// What hangs on open findings.
    effects: Vec<&'r UnitEffects>,
    /// Where units lost points.
    analyses: Vec<&'r Analysis>,
    /// What is to be done.
    plans: Vec<&'r Plan>,
    /// Points beside the criteria.
    extras: &'r [GivenExtra],
    /// Rows of the inputs that were not used.
    bad_rows: &'r [BadRow],
    /// Units whose documents have changed since they were judged.
    outdated: &'r [UnitId],
}

/// One unit.
#[derive(Debug, Serialize, JsonSchema)]
struct UnitJson<'r> {
    /// The index in percent, rounded as the set says; to two decimals where it does not.
    #[schemars(with = "Option<String>")]
    published: Option<Decimal>,
    /// What it reached.
    #[serde(flatten)]
    standing: &'r UnitStanding,
}

/// The results as JSON, indented, with a final line end.
#[must_use]
pub fn json(report: &ResultsReport<'_>) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&ResultsJson::of(report)).expect(
        "no map of the results has keys other than texts, and no type refuses to serialize",
    );
    bytes.push(b'\n');
    bytes
}

impl<'r> ResultsJson<'r> {
    /// The results in their published form.
    #[must_use]
    pub fn of(report: &'r ResultsReport<'_>) -> Self {
        Self::of_units(report, 0, usize::MAX)
    }

    /// The same, of so many of its units after the first so many: what is said of others is left out, and what is said of
    /// the whole is there.
    #[must_use]
    pub fn of_units(report: &'r ResultsReport<'_>, offset: usize, limit: usize) -> Self {
        let units = || report.standings.units.iter().skip(offset).take(limit);
        let wanted: BTreeSet<&UnitId> = units().map(|standing| &standing.entrant.unit).collect();
        let analysed = || report.units.iter().filter(|unit| wanted.contains(&unit.analysis.unit));
        let head = report.set.head();
        let unit = |standing: &'r UnitStanding| UnitJson {
            published: standing.index.map(|index| index.published(head.rounding)),
            standing,
        };
        Self {
            round: &report.round,
            name: &report.name,
            year: report.year,
            decision: &head.decision,
            decision_date: head.date,
            total: head.total,
            is_complete: report.is_complete(),
            decisions: report.standings.decisions(),
            units: units().map(unit).collect(),
            spreads: &report.standings.spreads,
            effects: report.effects.iter().filter(|of| wanted.contains(&of.unit)).collect(),
            analyses: analysed().map(|unit| &unit.analysis).collect(),
            plans: analysed().map(|unit| &unit.plan).collect(),
            extras: &report.extras,
            bad_rows: &report.bad_rows,
            outdated: &report.outdated,
        }
    }
}
