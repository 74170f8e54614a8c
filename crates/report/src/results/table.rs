//! Results as tables of text: units, and every item of every unit. Figures are exact and written with a point.

use model::results::standing::{BandReached, Rank};

use super::ResultsReport;
use crate::{Language, csv::Table, wording::results as words};

/// The units, one a line.
#[must_use]
pub fn standings_csv(report: &ResultsReport<'_>, language: Language) -> Vec<u8> {
    let mut table = Table::new(&[
        "unit",
        "name",
        "group",
        "rank",
        "shared_by",
        "maximum",
        "points",
        "bonus",
        "penalty",
        "open",
        "index",
        "published",
        "band",
        "remark",
    ]);
    for unit in &report.standings.units {
        let (rank, shared_by) = match unit.rank {
            Rank::Settled { rank, shared_by, .. } => (rank.to_string(), shared_by.to_string()),
            _ => (String::new(), String::new()),
        };
        let band = match &unit.band {
            Some(BandReached::Settled { band, .. }) => band.as_str(),
            _ => "",
        };
        let remarks = [
            words::rank_remark(&unit.rank, language),
            words::band_remark(unit.band.as_ref(), language),
        ];
        let rounding = report.set.head().rounding;
        let text = |value: Option<rust_decimal::Decimal>| {
            value.map(|value| value.to_string()).unwrap_or_default()
        };
        table.row(&[
            unit.entrant.unit.as_str(),
            &unit.entrant.name,
            unit.entrant.group.as_deref().unwrap_or_default(),
            &rank,
            &shared_by,
            &unit.maximum.to_string(),
            &unit.points.to_string(),
            &unit.bonus.to_string(),
            &unit.penalty.to_string(),
            &unit.open.to_string(),
            &text(unit.index.map(|index| index.percent)),
            &text(unit.index.map(|index| index.published(rounding))),
            band,
            &remarks.into_iter().flatten().collect::<Vec<_>>().join("; "),
        ]);
    }
    table.finish()
}

/// Every item of every unit, one a line.
#[must_use]
pub fn items_csv(report: &ResultsReport<'_>, language: Language) -> Vec<u8> {
    let mut table =
        Table::new(&["unit", "criterion", "name", "maximum", "points", "open", "index", "state"]);
    for unit in &report.standings.units {
        for item in &unit.items {
            let state = item.leaf.as_ref().map(|leaf| words::leaf_state(leaf, language));
            let index = item.index.map(|index| index.percent.to_string());
            table.row(&[
                unit.entrant.unit.as_str(),
                &item.code.to_string(),
                report.set.name_of(&item.code).unwrap_or_default(),
                &item.maximum.to_string(),
                &item.points.to_string(),
                &item.open.to_string(),
                &index.unwrap_or_default(),
                &state.unwrap_or_default(),
            ]);
        }
    }
    table.finish()
}
