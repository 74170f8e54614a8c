//! The round: how far reading is, what became of the points claimed, unit by unit and area by area.

use askama::Template;
use axum::response::{IntoResponse as _, Redirect};
use engine::Standing;
use model::{account::Role, finding::Severity};
use report::{
    FileStates, PointTally, Tally, UnitState, finding_title, not_judged_text, severity_name,
};
use rust_decimal::Decimal;

use super::{Answer, Frame, Shown, export, show};
use crate::{
    address,
    ask::Ask,
    table::{Bar, Cell, Column, Row, Table},
};

#[derive(Template)]
#[template(path = "round.html")]
struct RoundPage {
    frame: Frame,
    criteria_set: String,
    period: String,
    deadline: String,
    total: Vec<(&'static str, String, &'static str)>,
    bar: Option<Bar>,
    files: Table,
    units: Table,
    areas: Table,
    findings: Table,
    heat: Table,
}

impl Shown for RoundPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.files, &self.units, &self.areas, &self.findings, &self.heat]
    }
}

/// `GET /`
pub(crate) async fn page(ask: Ask) -> Answer {
    if let Role::Unit { unit } = &ask.viewer.account.role {
        return Ok(Redirect::to(&address::unit(unit)).into_response());
    }
    let open = &ask.site.round;
    let standing = open.standing().await?;
    let status = open.status_of(&standing).await?;
    let tally = &standing.tally().judged;
    let (l, language) = (ask.l(), ask.language);
    let (head, round) = (open.set().head(), &open.pipeline().round);
    let points = |points| report::points_text(points, language);
    let page = RoundPage {
        criteria_set: format!("{} ({})", head.name, head.decision),
        period: format!(
            "{} – {}",
            report::date_text(round.period.from, language),
            report::date_text(round.period.to, language)
        ),
        deadline: report::date_text(round.deadline, language),
        total: vec![
            (l.points, points(tally.points.claimed), ""),
            (l.standing, points(tally.points.standing), "standing"),
            (l.for_appraiser, points(tally.points.for_appraiser), "for-appraiser"),
            (l.in_doubt, points(tally.points.in_doubt), "in-doubt"),
            (l.uncheckable, points(tally.points.uncheckable), "uncheckable"),
        ],
        bar: Bar::of(&tally.points),
        files: export(&ask, files(&ask, &status)),
        units: export(&ask, units(&ask, &standing)),
        areas: export(&ask, areas(&ask, &standing)),
        findings: export(&ask, findings(&ask, tally)),
        heat: export(&ask, heat(&ask, &standing)),
        frame: Frame::new(&ask, ask.w().round),
    };
    show(&ask, &page)
}

fn files(ask: &Ask, status: &report::StatusReport) -> Table {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let columns = vec![
        Column::text(l.unit),
        Column::number(l.files),
        Column::number(l.in_full),
        Column::number(l.in_part),
        Column::number(l.not_read),
        Column::number(l.to_read),
    ];
    let cells = |files: &FileStates| {
        [files.listed, files.in_full, files.in_part, files.not_read, files.to_read]
            .map(|count| Cell::count(count, language))
    };
    let mut table = Table::new("files", w.files_by_state, columns);
    for unit in &status.units {
        let name = Cell::text(&unit.name).to(format!("{}/documents", address::unit(&unit.id)));
        table.push([name].into_iter().chain(cells(&unit.files)).collect());
    }
    let total = [Cell::text(l.total)].into_iter().chain(cells(&status.files)).collect();
    table.foot = Some(Row { cells: total, class: "" });
    table
}

fn units(ask: &Ask, standing: &Standing) -> Table {
    let (l, language) = (ask.l(), ask.language);
    let columns = vec![
        Column::text(l.unit),
        Column::number(l.points),
        Column::number(l.standing),
        Column::number(l.for_appraiser),
        Column::number(l.in_doubt),
        Column::number(l.uncheckable),
        Column::text(ask.w().shares),
        Column::number(l.claims),
        Column::number(severity_name(Severity::Blocking, language)),
        Column::number(severity_name(Severity::Warning, language)),
    ];
    let cells = |tally: &Tally| {
        let mut cells = point_cells(ask, &tally.points);
        cells.push(Cell::count(tally.claims.claimed, language));
        cells.push(Cell::count(tally.findings.blocking, language));
        cells.push(Cell::count(tally.findings.warning, language));
        cells
    };
    let mut table = Table::new("units", ask.w().points_by_unit, columns);
    for seen in standing.units() {
        let unit = &seen.report;
        let name = Cell::text(&unit.name).to(address::unit(&unit.id));
        match (&unit.state, &seen.tally) {
            (UnitState::NotJudged { reason }, _) => {
                let reason = not_judged_text(reason, language);
                let name = name.noted(format!("{}: {reason}", l.not_judged));
                let empty = std::iter::repeat_n(Cell::empty(), table.columns.len() - 1);
                table.push([name].into_iter().chain(empty).collect());
            }
            (UnitState::Judged { .. }, tally) => {
                let tally = tally.clone().unwrap_or_default();
                table.push([name].into_iter().chain(cells(&tally)).collect());
            }
        }
    }
    let foot = [Cell::text(l.total)].into_iter().chain(cells(&standing.tally().judged)).collect();
    table.foot = Some(Row { cells: foot, class: "" });
    table
}

/// Claimed and its four parts, with the bar.
fn point_cells(ask: &Ask, points: &PointTally) -> Vec<Cell> {
    let mut cells: Vec<_> = [
        points.claimed,
        points.standing,
        points.for_appraiser,
        points.in_doubt,
        points.uncheckable,
    ]
    .map(|points| Cell::points(points, ask.language))
    .into();
    cells.push(Cell::empty().with_bar(Bar::of(points)));
    cells
}

fn areas(ask: &Ask, standing: &Standing) -> Table {
    let (l, set) = (ask.l(), ask.site.round.set());
    let columns = vec![
        Column::code(l.criterion),
        Column::text(ask.w().area),
        Column::number(l.points),
        Column::number(l.standing),
        Column::number(l.for_appraiser),
        Column::number(l.in_doubt),
        Column::number(l.uncheckable),
        Column::text(ask.w().shares),
    ];
    let mut table = Table::new("areas", ask.w().points_by_area, columns);
    for area in set.areas() {
        let points = standing.by_area().get(&area.code).copied().unwrap_or_default();
        let code = Cell::text(area.code.to_string()).to(format!("/heat-map?area={}", area.code));
        let head = [code, Cell::text(&area.name)];
        table.push(head.into_iter().chain(point_cells(ask, &points)).collect());
    }
    table
}

fn findings(ask: &Ask, tally: &Tally) -> Table {
    let (l, language) = (ask.l(), ask.language);
    let columns = vec![Column::text(l.code), Column::text(l.severity), Column::number(l.number)];
    let mut table = Table::new("findings", l.by_code, columns);
    let mut codes: Vec<_> = tally.findings.by_code.iter().collect();
    codes.sort_by_key(|(code, count)| (code.severity(), std::cmp::Reverse(**count), **code));
    for (code, count) in codes {
        let severity = Cell::text(severity_name(code.severity(), language))
            .tagged(severity_class(code.severity()));
        let title = Cell::text(finding_title(*code, language));
        table.push(vec![title, severity, Cell::count(*count, language)]);
    }
    table
}

/// The share of points that stand, unit by area: the colour says it at a glance, the figure exactly.
fn heat(ask: &Ask, standing: &Standing) -> Table {
    let set = ask.site.round.set();
    let mut columns = vec![Column::text(ask.l().unit)];
    columns.extend(set.areas().iter().map(|area| Column::named(area.code.to_string())));
    let mut table = Table::new("heat", ask.w().standing_share, columns);
    for seen in standing.units().filter(|seen| seen.tally.is_some()) {
        let unit = &seen.report;
        let cells = set.areas().iter().map(|area| share_cell(ask, seen.by_area.get(&area.code)));
        let name = Cell::text(&unit.name).to(address::unit(&unit.id));
        table.push([name].into_iter().chain(cells).collect());
    }
    table
}

fn share_cell(ask: &Ask, points: Option<&PointTally>) -> Cell {
    let share = points.and_then(|points| {
        let share = points.standing.value().checked_div(points.claimed.value())?;
        Some((share * Decimal::ONE_HUNDRED).round())
    });
    let Some(share) = share else { return Cell::text("–").on("n") };
    let class = match share {
        share if share >= Decimal::from(80) => "n heat-5",
        share if share >= Decimal::from(60) => "n heat-4",
        share if share >= Decimal::from(40) => "n heat-3",
        share if share >= Decimal::from(20) => "n heat-2",
        _ => "n heat-1",
    };
    Cell::number(share, ask.language).on(class)
}

/// The colour of a severity.
pub(crate) fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocking => "blocking",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
