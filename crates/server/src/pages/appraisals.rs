//! What is appraised and what is left: by unit and area, stage by stage; and the claims that somebody must come back to,
//! because appraisers do not agree or the unit was asked. Who has areas of their own sees those, and all by choice.

use askama::Template;
use engine::{AppraisalTally, AppraisedUnits, ComeBack, Standing};
use model::{CriterionCode, account::Role, appraisal::Stage, criteria::Area};
use report::{points_text, stage_name};

use super::{Answer, Frame, Shown, appraise, export, first_rows, show};
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
    /// The claims that somebody must come back to, as many as a page has, and all of them.
    open: Table,
    more: Option<String>,
    all_open: Table,
    progress: Table,
    reads_the_record: bool,
}

impl Shown for AppraisalsPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.all_open, &self.progress]
    }
}

/// `GET /appraisals`
pub(crate) async fn page(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let appraised = ask.site.round.appraised(&ask.viewer.account, &standing);
    let appraised = appraised.await.map_err(appraise::refused)?;
    let own: &[CriterionCode] = match &ask.viewer.account.role {
        Role::Appraiser { areas } => areas,
        Role::Unit { .. } | Role::Council | Role::Administrator => &[],
    };
    let shows_all = own.is_empty() || ask.query("areas") == Some("all");
    let areas = ask.site.round.set().areas().iter();
    let areas: Vec<&Area> = areas.filter(|area| shows_all || own.contains(&area.code)).collect();
    let w = ask.w();
    let all_open = open(&ask, &standing, &areas, &appraised);
    let (open, more) = first_rows(&ask, &all_open);
    let page = AppraisalsPage {
        other_areas: match (own.is_empty(), shows_all) {
            (true, _) => None,
            (false, false) => Some(("/appraisals?areas=all", w.appraisals_all_areas)),
            (false, true) => Some(("/appraisals", w.appraisals_own_areas)),
        },
        open,
        more,
        all_open,
        progress: export(&ask, progress(&ask, &standing, &areas, &appraised)),
        reads_the_record: ask.viewer.reads_the_record(),
        frame: Frame::new(&ask, w.appraisals_left),
    };
    show(&ask, &page)
}

/// The claims that somebody must come back to.
fn open(ask: &Ask, standing: &Standing, areas: &[&Area], appraised: &AppraisedUnits) -> Table {
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
    let is_shown = |code: &CriterionCode| areas.iter().any(|area| area.code.contains(code));
    for (unit, said, appraised) in appraised {
        let name = standing.unit(unit).map(|known| known.name.as_str());
        for (code, why) in appraised.come_back.iter().filter(|(code, _)| is_shown(code)) {
            let (state, class) = match why {
                ComeBack::Asked => (w.appraisals_asked, "uncheckable"),
                ComeBack::Conflict => (w.appraisals_conflict, "in-doubt"),
                ComeBack::Stale => (w.appraisals_stale, "in-doubt"),
            };
            let opinions = said.get(code).into_iter().flatten().map(|one| {
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
    }
    table
}

/// How far each unit is, area by area.
fn progress(ask: &Ask, standing: &Standing, areas: &[&Area], appraised: &AppraisedUnits) -> Table {
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
    let mut total = AppraisalTally::default();
    let figures = |tally: &AppraisalTally| {
        let AppraisalTally { claims, by_stage: [first, second, decision], .. } = *tally;
        let AppraisalTally { settled, asked, in_conflict, stale, .. } = *tally;
        [claims, first, second, decision, settled, asked, in_conflict, stale]
            .map(|count| Cell::count(count, language))
    };
    for (unit, _, appraised) in appraised {
        let name = standing.unit(unit).map(|known| known.name.as_str()).unwrap_or_default();
        for area in areas {
            let tally = appraised.by_area.get(&area.code).copied().unwrap_or_default();
            total += tally;
            let mut cells = vec![
                Cell::text(name).to(address::unit(unit)),
                Cell::text(format!("{}. {}", area.code, area.name)),
            ];
            cells.extend(figures(&tally));
            table.push(cells);
        }
    }
    let mut cells = vec![Cell::text(l.total), Cell::empty()];
    cells.extend(figures(&total));
    table.foot = Some(Row { cells, class: "" });
    table
}
