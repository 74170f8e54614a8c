//! The heat map: unit by criterion, one area at a time, each cell a verdict that leads to its claim.

use askama::Template;
use engine::{SeenUnit, Standing};
use model::{
    criteria::Area,
    verdict::{Verdict, VerdictKind},
};
use report::{Language, UnitState, claim_of_zero, points_text, verdict_name};

use super::{Answer, Frame, Shown, export, show};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Table},
};

#[derive(Template)]
#[template(path = "heat_map.html")]
struct HeatMapPage {
    frame: Frame,
    areas: Vec<AreaLink>,
    legend: Vec<(&'static str, &'static str, &'static str)>,
    verdicts: Table,
}

struct AreaLink {
    href: String,
    name: String,
    is_here: bool,
}

impl Shown for HeatMapPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.verdicts]
    }
}

/// `GET /heat-map`
pub(crate) async fn page(ask: Ask) -> Answer {
    let open = &ask.site.round;
    let standing = open.standing().await?;
    let areas = open.set().areas();
    let area = match ask.query("area") {
        None => areas.first(),
        Some(code) => areas.iter().find(|area| area.code.to_string() == code),
    };
    let area = area.ok_or(Failure::NotFound)?;
    let kinds = [
        Some(VerdictKind::Supported),
        Some(VerdictKind::NeedsAppraiser),
        Some(VerdictKind::Partial),
        Some(VerdictKind::Contradicted),
        Some(VerdictKind::Unsupported),
        Some(VerdictKind::Undecidable),
        None,
    ];
    let page = HeatMapPage {
        areas: areas
            .iter()
            .map(|each| AreaLink {
                href: format!("/heat-map?area={}", each.code),
                name: format!("{}. {}", each.code, each.name),
                is_here: each.code == area.code,
            })
            .collect(),
        legend: kinds
            .map(|kind| (sign(kind), verdict_class(kind), name_of(kind, ask.language)))
            .into(),
        verdicts: export(&ask, verdicts(&ask, &standing, area)),
        frame: Frame::new(&ask, ask.w().heat_map),
    };
    show(&ask, &page)
}

fn verdicts(ask: &Ask, standing: &Standing, area: &Area) -> Table {
    let leaves: Vec<_> = area.criteria.iter().flat_map(|criterion| criterion.leaves()).collect();
    let mut columns = vec![Column::text(ask.l().unit)];
    columns.extend(leaves.iter().map(|leaf| Column::named(leaf.code.to_string())));
    let caption = format!("{} – {}. {}", ask.w().by_criterion, area.code, area.name);
    let mut table = Table::new("verdicts", caption, columns);
    let is_judged = |unit: &&SeenUnit| matches!(unit.report.state, UnitState::Judged { .. });
    for seen in standing.units().filter(is_judged) {
        let unit = &seen.report;
        let name = Cell::text(&unit.name).to(address::unit(&unit.id));
        let cells = leaves.iter().map(|leaf| {
            let Some(judgement) = seen.judgement(&leaf.code) else { return Cell::empty() };
            let kind = judgement.verdict.as_ref().map(Verdict::kind);
            let points = points_text(judgement.claimed, ask.language);
            Cell::text(format!("{} {points}", sign(kind)))
                .to(address::claim(&unit.id, &leaf.code))
                .meaning(name_of(kind, ask.language))
                .on(verdict_ground(kind))
        });
        table.push([name].into_iter().chain(cells).collect());
    }
    table
}

/// The name of a verdict, or of a claim of 0.
pub(crate) fn name_of(kind: Option<VerdictKind>, language: Language) -> &'static str {
    kind.map_or_else(|| claim_of_zero(language), |kind| verdict_name(kind, language))
}

/// A sign of the verdict: it says without colour what the colour says.
pub(crate) fn sign(kind: Option<VerdictKind>) -> &'static str {
    match kind {
        Some(VerdictKind::Supported) => "✓",
        Some(VerdictKind::NeedsAppraiser) => "◐",
        Some(VerdictKind::Partial) => "½",
        Some(VerdictKind::Contradicted) => "✗",
        Some(VerdictKind::Unsupported) => "∅",
        Some(VerdictKind::Undecidable) => "?",
        None => "·",
    }
}

/// The colour of a verdict as a tag.
pub(crate) fn verdict_class(kind: Option<VerdictKind>) -> &'static str {
    match kind {
        Some(VerdictKind::Supported) => "standing",
        Some(VerdictKind::NeedsAppraiser) => "for-appraiser",
        Some(VerdictKind::Undecidable) => "uncheckable",
        Some(VerdictKind::Partial | VerdictKind::Contradicted | VerdictKind::Unsupported) => {
            "in-doubt"
        }
        None => "plain",
    }
}

/// The same as the ground of a cell.
fn verdict_ground(kind: Option<VerdictKind>) -> &'static str {
    match verdict_class(kind) {
        "standing" => "map standing",
        "for-appraiser" => "map for-appraiser",
        "uncheckable" => "map uncheckable",
        "in-doubt" => "map in-doubt",
        _ => "map plain",
    }
}
