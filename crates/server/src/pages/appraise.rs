//! What people say about a claim: appraisals at two stages, the council's decision, the unit's answer; shown side by
//! side, never one over the other.

use std::collections::BTreeMap;

use axum::{
    Form,
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use engine::{Discussion, Refusal, Standing, StoredAppraisal};
use model::{
    ContentHash, Points, UnitId,
    appraisal::{Appraisal, AppraisalForm, Appraised, Stage, Stance, appraised},
    criteria::Leaf,
    results::analysis::Cause,
};
use report::{moment_text, not_admitted_text, points_text, stage_name, stance_name};

use super::{Answer, claim, export};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Table},
};

/// The discussion of a claim, as its page shows it.
pub(crate) struct DiscussionView {
    pub(crate) said: Vec<SaidItem>,
    /// The same, to be taken along.
    pub(crate) table: Table,
    pub(crate) answer: Option<(String, String, String)>,
    pub(crate) is_conflict: bool,
    /// What was said last is about another judgement than the one on the page.
    pub(crate) is_stale: bool,
    pub(crate) settled: Option<SettledPoints>,
    /// What is found of the claim, as a hash that the forms carry.
    pub(crate) basis: String,
    /// The forms that this viewer may fill in, each with what they said before.
    pub(crate) forms: Vec<StageForm>,
    pub(crate) may_answer: bool,
    pub(crate) own_answer: String,
    pub(crate) action: String,
}

/// The points that hold.
pub(crate) struct SettledPoints {
    pub(crate) points: String,
    /// The stage, while the council has not decided.
    pub(crate) provisional: Option<&'static str>,
}

pub(crate) struct SaidItem {
    pub(crate) is_stale: bool,
    pub(crate) cause: Option<&'static str>,
    pub(crate) stage: &'static str,
    pub(crate) by: String,
    pub(crate) stance: &'static str,
    pub(crate) points: String,
    pub(crate) reason: String,
    pub(crate) note: String,
    pub(crate) at: String,
}

/// A form of one stage.
pub(crate) struct StageForm {
    pub(crate) stage: &'static str,
    pub(crate) title: &'static str,
    pub(crate) stances: [(&'static str, &'static str, bool); 3],
    pub(crate) points: String,
    pub(crate) reason: String,
    pub(crate) causes: [(&'static str, &'static str, bool); 5],
    pub(crate) note: String,
    pub(crate) over: u64,
}

/// What somebody sent that was not recorded: they get it back, with why not.
pub(crate) struct Returned {
    pub(crate) message: String,
    fields: BTreeMap<String, String>,
}

impl Returned {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map(|value| value.trim()).unwrap_or_default()
    }
}

/// The discussion of a claim as the viewer may read it.
pub(crate) async fn view(
    ask: &Ask,
    standing: &Standing,
    unit: &UnitId,
    leaf: &Leaf,
    returned: Option<&Returned>,
) -> Result<DiscussionView, Failure> {
    let account = &ask.viewer.account;
    let found = ask.site.round.discussion(account, standing, unit, &leaf.code);
    let found = found.await.map_err(refused)?;
    let Discussion { appraisals, answer, .. } = &found;
    let all: Vec<Appraisal> = appraisals.iter().map(|stored| stored.appraisal.clone()).collect();
    let reached = appraised(&all, |appraisal| found.is_current(appraisal));
    let stages = Stage::ALL.into_iter().filter(|stage| match stage {
        Stage::First | Stage::Second => account.role.appraises(&leaf.code),
        Stage::Decision => account.role.decides(),
    });
    let may_answer = account.role.answers_for(unit);
    let said: Vec<_> = appraisals
        .iter()
        .map(|stored| said(ask, stored, found.is_current(&stored.appraisal)))
        .collect();
    Ok(DiscussionView {
        table: export(ask, table(ask, &said)),
        said,
        answer: answer.as_ref().map(|stored| {
            let answer = &stored.answer;
            (
                answer.account.to_string(),
                moment_text(stored.at_ms, ask.language),
                answer.text.clone(),
            )
        }),
        is_conflict: matches!(reached, Appraised::Conflict(_)),
        is_stale: matches!(reached, Appraised::Stale(_)),
        settled: match reached {
            Appraised::Settled { stage, points } => Some(SettledPoints {
                points: points_text(points, ask.language),
                provisional: (stage != Stage::Decision).then(|| stage_name(stage, ask.language)),
            }),
            Appraised::Open | Appraised::Asked | Appraised::Conflict(_) | Appraised::Stale(_) => {
                None
            }
        },
        basis: found.basis.to_string(),
        forms: stages.map(|stage| form(ask, stage, appraisals, returned)).collect(),
        may_answer,
        own_answer: match (returned, answer) {
            (Some(returned), _) => returned.field("text").to_owned(),
            (None, Some(stored)) => stored.answer.text.clone(),
            (None, None) => String::new(),
        },
        action: address::claim(unit, &leaf.code),
    })
}

fn said(ask: &Ask, stored: &StoredAppraisal, is_current: bool) -> SaidItem {
    let appraisal = &stored.appraisal;
    SaidItem {
        is_stale: !is_current,
        cause: appraisal.cause.map(|cause| report::results::cause_name(cause, ask.language)),
        stage: stage_name(appraisal.stage, ask.language),
        by: appraisal.appraiser.to_string(),
        stance: stance_name(appraisal.stance, ask.language),
        points: appraisal
            .points
            .map(|points| points_text(points, ask.language))
            .unwrap_or_default(),
        reason: appraisal.reason.clone(),
        note: appraisal.note.clone(),
        at: moment_text(stored.at_ms, ask.language),
    }
}

fn table(ask: &Ask, said: &[SaidItem]) -> Table {
    let w = ask.w();
    let columns = vec![
        Column::text(w.stage),
        Column::text(w.by),
        Column::text(w.stance),
        Column::number(w.points),
        Column::text(ask.l().reason),
        Column::text(w.note),
    ];
    let mut table = Table::new("appraisals", w.appraisals, columns);
    for said in said {
        table.push(vec![
            Cell::text(said.stage).noted(&said.at),
            Cell::text(&said.by),
            Cell::text(said.stance),
            Cell::text(&said.points),
            Cell::text(&said.reason),
            Cell::text(&said.note),
        ]);
    }
    table
}

fn form(
    ask: &Ask,
    stage: Stage,
    appraisals: &[StoredAppraisal],
    returned: Option<&Returned>,
) -> StageForm {
    let own = appraisals.iter().find(|stored| {
        stored.appraisal.stage == stage && stored.appraisal.appraiser == ask.viewer.account.name
    });
    let before = own.map(|own| &own.appraisal);
    let sent = returned.filter(|returned| returned.field("stage") == name_of(stage));
    let chosen = match sent {
        Some(sent) => stance_of(sent.field("stance")).unwrap_or(Stance::Agrees),
        None => before.map_or(Stance::Agrees, |before| before.stance),
    };
    let stance = |stance: Stance, name| (name, stance_name(stance, ask.language), chosen == stance);
    let given = before.filter(|before| before.stance == Stance::Disagrees);
    let given = given.and_then(|before| before.points);
    let text = |name: &str, before: Option<String>| match sent {
        Some(sent) => sent.field(name).to_owned(),
        None => before.unwrap_or_default(),
    };
    StageForm {
        stage: name_of(stage),
        title: stage_name(stage, ask.language),
        stances: [
            stance(Stance::Agrees, "agrees"),
            stance(Stance::Disagrees, "disagrees"),
            stance(Stance::AsksUnit, "asks-unit"),
        ],
        points: text("points", given.map(|points| points_text(points, ask.language))),
        reason: text("reason", before.map(|before| before.reason.clone())),
        causes: Cause::ALL.map(|cause| {
            let is_chosen = match sent {
                Some(sent) => sent.field("cause") == cause.code(),
                None => before.is_some_and(|before| before.cause == Some(cause)),
            };
            (cause.code(), report::results::cause_name(cause, ask.language), is_chosen)
        }),
        note: text("note", before.map(|before| before.note.clone())),
        over: own.map_or(0, |own| own.revision),
    }
}

/// A stance as forms name it.
fn stance_of(name: &str) -> Option<Stance> {
    match name {
        "agrees" => Some(Stance::Agrees),
        "disagrees" => Some(Stance::Disagrees),
        "asks-unit" => Some(Stance::AsksUnit),
        _ => None,
    }
}

/// A stage as forms and programs name it.
fn name_of(stage: Stage) -> &'static str {
    match stage {
        Stage::First => "first",
        Stage::Second => "second",
        Stage::Decision => "decision",
    }
}

/// `POST /units/{unit}/claims/{criterion}/appraisal`
pub(crate) async fn appraise(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let (unit, criterion) = (ask.unit()?, ask.criterion()?);
    let field = |name: &str| form.get(name).map(|value| value.trim()).unwrap_or_default();
    let stage = Stage::ALL.into_iter().find(|stage| name_of(*stage) == field("stage"));
    let stage = stage.ok_or(Failure::Invalid)?;
    let over: u64 = field("over").parse().map_err(|_| Failure::Invalid)?;
    let basis = ContentHash::from_hex(field("basis")).map_err(|_| Failure::Invalid)?;
    let cause = cause_of(field("cause"))?;
    let (site, account) = (ask.site.clone(), ask.viewer.account.clone());
    let desk = site.round.desk(&account);
    let done = match (field("stance"), points_of(field("points"))) {
        ("withdraw", _) => desk.withdraw(&unit, &criterion, stage, over).await,
        (_, Err(_)) => {
            let message = ask.w().points_not_understood.to_owned();
            return returned(ask, message, form).await;
        }
        (stance, Ok(points)) => {
            let appraisal = AppraisalForm {
                stance: stance_of(stance).ok_or(Failure::Invalid)?,
                points,
                reason: field("reason").to_owned(),
                note: field("note").to_owned(),
                basis,
                cause,
            };
            desk.appraise(&unit, &criterion, stage, appraisal, over).await.map(drop)
        }
    };
    told(ask, done, form).await
}

/// `POST /units/{unit}/claims/{criterion}/answer`
pub(crate) async fn answer(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let (unit, criterion) = (ask.unit()?, ask.criterion()?);
    let text = form.get("text").map(String::as_str).unwrap_or_default();
    let (site, account) = (ask.site.clone(), ask.viewer.account.clone());
    let desk = site.round.desk(&account);
    let done = desk.answer(&unit, &criterion, text).await;
    told(ask, done, form).await
}

/// A cause by its name in JSON; none where nothing is chosen.
fn cause_of(name: &str) -> Result<Option<Cause>, Failure> {
    if name.is_empty() {
        return Ok(None);
    }
    let cause = Cause::ALL.into_iter().find(|cause| cause.code() == name);
    cause.map(Some).ok_or(Failure::Invalid)
}

/// Points as people write them, with a comma or a dot; none where nothing is written.
pub(super) fn points_of(text: &str) -> Result<Option<Points>, rust_decimal::Error> {
    match text.replace(',', ".") {
        text if text.is_empty() => Ok(None),
        text => Ok(Some(Points::new(rust_decimal::Decimal::from_str_exact(&text)?))),
    }
}

/// Back to the claim; what was not recorded is given back with why not.
async fn told(ask: Ask, done: Result<(), Refusal>, sent: BTreeMap<String, String>) -> Answer {
    let message = match done {
        Ok(()) => {
            let address = address::claim(&ask.unit()?, &ask.criterion()?);
            return Ok(Redirect::to(&format!("{address}?said=done#tham-dinh")).into_response());
        }
        Err(Refusal::NotAdmitted(reason)) => not_admitted_text(reason, ask.language),
        Err(Refusal::Conflict) => ask.w().changed_meanwhile.to_owned(),
        Err(Refusal::JudgedMeanwhile) => ask.w().judged_meanwhile.to_owned(),
        Err(other) => return Err(refused(other)),
    };
    returned(ask, message, sent).await
}

async fn returned(ask: Ask, message: String, fields: BTreeMap<String, String>) -> Answer {
    let mut response = claim::shown(ask, Some(Returned { message, fields })).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

pub(crate) fn refused(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::NotFound | Refusal::NotAllowed => Failure::NotFound,
        Refusal::NotAdmitted(_) => Failure::Invalid,
        Refusal::Conflict | Refusal::JudgedMeanwhile => Failure::Failed(model::ErrorKind::Conflict),
        Refusal::Failed(error) => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_people_write_them() {
        let points = |text: &str| points_of(text).ok().flatten().map(|points| points.to_string());
        assert_eq!(points("1,25").as_deref(), Some("1.25"));
        assert_eq!(points("0.5").as_deref(), Some("0.5"));
        assert_eq!(points_of(""), Ok(None));
        assert!(points_of("một").is_err() && points_of("1.000,5").is_err());
    }
}
