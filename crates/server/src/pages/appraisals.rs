//! What is appraised and what is left: by unit and area, stage by stage; and the claims that somebody must come back to,
//! because appraisers do not agree or the unit was asked. Who has areas of their own sees those, and all by choice.

use askama::Template;
use engine::{Said, Standing};
use model::{
    CriterionCode,
    account::Role,
    appraisal::{Appraised, Stage, appraised},
    criteria::Area,
};
use report::{UnitReport, UnitState, points_text, stage_name};

use super::{Answer, Frame, Shown, appraise, export, show};
use crate::{
    address,
    ask::Ask,
    table::{Cell, Column, Row, Table},
};

#[derive(Template)]
#[template(path = "appraisals.html")]
struct AppraisalsPage {
    frame: Frame,
    /// Where areas of other people are shown, or left out again.
    other_areas: Option<(&'static str, &'static str)>,
    open: Table,
    progress: Table,
    reads_the_record: bool,
}

impl Shown for AppraisalsPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.open, &self.progress]
    }
}

/// How many claims came how far.
#[derive(Default)]
struct Progress {
    claims: u64,
    by_stage: [u64; 3],
    settled: u64,
    asked: u64,
    in_conflict: u64,
    stale: u64,
}

/// `GET /appraisals`
pub(crate) async fn page(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let said = ask.site.round.said(&ask.viewer.account).await.map_err(appraise::refused)?;
    let own: &[CriterionCode] = match &ask.viewer.account.role {
        Role::Appraiser { areas } => areas,
        Role::Unit { .. } | Role::Council | Role::Administrator => &[],
    };
    let shows_all = own.is_empty() || ask.query("areas") == Some("all");
    let areas = ask.site.round.set().areas().iter();
    let areas: Vec<&Area> = areas.filter(|area| shows_all || own.contains(&area.code)).collect();
    let w = ask.w();
    let page = AppraisalsPage {
        other_areas: match (own.is_empty(), shows_all) {
            (true, _) => None,
            (false, false) => Some(("/appraisals?areas=all", w.appraisals_all_areas)),
            (false, true) => Some(("/appraisals", w.appraisals_own_areas)),
        },
        open: export(&ask, open(&ask, &standing, &areas, &said)),
        progress: export(&ask, progress(&ask, &standing, &areas, &said)),
        reads_the_record: ask.viewer.reads_the_record(),
        frame: Frame::new(&ask, w.appraisals_left),
    };
    show(&ask, &page)
}

/// The claims that somebody must come back to.
fn open(ask: &Ask, standing: &Standing, areas: &[&Area], said: &Said) -> Table {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let columns = vec![
        Column::code(l.criterion),
        Column::text(l.unit),
        Column::text(l.criterion_name),
        Column::text(l.state),
        Column::text(w.appraisals),
    ];
    let mut table = Table::new("open", w.appraisals_open, columns);
    let set = ask.site.round.set();
    let in_areas = |code: &CriterionCode| areas.iter().any(|area| area.code.contains(code));
    let claims = said.iter().flat_map(|(unit, said)| said.iter().map(move |one| (unit, one)));
    for (unit, (code, said)) in claims.filter(|(_, (code, _))| in_areas(code)) {
        let (state, class) = match appraised(said, |one| standing.is_about_now(one)) {
            Appraised::Open | Appraised::Settled { .. } => continue,
            Appraised::Asked => (w.appraisals_asked, "uncheckable"),
            Appraised::Conflict(_) => (w.appraisals_conflict, "in-doubt"),
            Appraised::Stale(_) => (w.appraisals_stale, "in-doubt"),
        };
        let name = standing.unit(unit).map(|known| known.name.as_str());
        let opinions = said.iter().map(|one| {
            let points = one.points.map(|points| points_text(points, language));
            let points = points.unwrap_or_else(|| w.appraisals_asked.to_owned());
            format!("{}, {}: {points}", stage_name(one.stage, language), one.appraiser)
        });
        table.push(vec![
            Cell::text(code.to_string()).to(address::claim(unit, code)),
            Cell::text(name.unwrap_or_default()),
            Cell::text(set.name_of(code).unwrap_or_default()),
            Cell::text(state).tagged(class),
            Cell::text(opinions.collect::<Vec<_>>().join("; ")),
        ]);
    }
    table
}

/// How far each unit is, area by area.
fn progress(ask: &Ask, standing: &Standing, areas: &[&Area], said: &Said) -> Table {
    let (l, w, language) = (ask.l(), ask.w(), ask.language);
    let columns = vec![
        Column::text(l.unit),
        Column::text(w.area),
        Column::number(l.claims),
        Column::number(stage_name(Stage::First, language)),
        Column::number(stage_name(Stage::Second, language)),
        Column::number(stage_name(Stage::Decision, language)),
        Column::number(w.settled),
        Column::number(w.appraisals_asked),
        Column::number(w.appraisals_conflict),
        Column::number(w.appraisals_stale),
    ];
    let mut table = Table::new("progress", w.appraisals_progress, columns);
    let mut total = Progress::default();
    let figures = |progress: &Progress| {
        let Progress { claims, by_stage: [first, second, decision], .. } = progress;
        [
            *claims,
            *first,
            *second,
            *decision,
            progress.settled,
            progress.asked,
            progress.in_conflict,
            progress.stale,
        ]
        .map(|count| Cell::count(count, language))
    };
    for unit in standing.units().map(|unit| &unit.report) {
        for area in areas {
            let progress = Progress::of(unit, area, said, standing);
            total.add(&progress);
            let mut cells = vec![
                Cell::text(&unit.name).to(address::unit(&unit.id)),
                Cell::text(format!("{}. {}", area.code, area.name)),
            ];
            cells.extend(figures(&progress));
            table.push(cells);
        }
    }
    let mut cells = vec![Cell::text(l.total), Cell::empty()];
    cells.extend(figures(&total));
    table.foot = Some(Row { cells, class: "" });
    table
}

impl Progress {
    fn of(unit: &UnitReport, area: &Area, said: &Said, standing: &Standing) -> Self {
        let UnitState::Judged { judgements, .. } = &unit.state else { return Self::default() };
        let mut progress = Self::default();
        let in_area = judgements.iter().filter(|claim| area.code.contains(&claim.criterion));
        let said = said.get(&unit.id);
        for claim in in_area {
            progress.claims += 1;
            let of_claim = said.and_then(|said| said.get(&claim.criterion));
            let Some(said) = of_claim else { continue };
            for (count, stage) in progress.by_stage.iter_mut().zip(Stage::ALL) {
                *count += u64::from(said.iter().any(|one| one.stage == stage));
            }
            match appraised(said, |one| standing.is_about_now(one)) {
                Appraised::Open => {}
                Appraised::Asked => progress.asked += 1,
                Appraised::Settled { .. } => progress.settled += 1,
                Appraised::Conflict(_) => progress.in_conflict += 1,
                Appraised::Stale(_) => progress.stale += 1,
            }
        }
        progress
    }

    fn add(&mut self, other: &Self) {
        self.claims += other.claims;
        for (sum, more) in self.by_stage.iter_mut().zip(other.by_stage) {
            *sum += more;
        }
        self.settled += other.settled;
        self.asked += other.asked;
        self.in_conflict += other.in_conflict;
        self.stale += other.stale;
    }
}
