//! The same things for programs: the objects of the contract as JSON, in pages, and the description of all of it.

mod openapi;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse as _, Response},
};
use engine::{AskedRow, SeenUnit};
use model::{
    Points, RoundId, UnitId,
    personal::Persons,
    results::{
        Index,
        standing::{BandReached, Decisions, ItemStanding, Rank},
    },
};
use report::{AskedDocument, NotJudged, RoundTally, Tally, UnitState, results::ResultsJson};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ask::Ask,
    failure::Failure,
    pages::{
        results as pages_results,
        search::parsed,
        sign_in::{NotOpened, opened},
    },
    site::Shared,
};

pub(crate) use openapi::description;

/// How many items are given where nobody says, and at most.
const ITEMS: usize = 100;
const MOST_ITEMS: usize = 1_000;

/// How many units' results are given where nobody says: each comes with every item of the set.
const RESULTS: usize = 20;

/// The most numbers that one look-up takes.
const MOST_NUMBERS: usize = 10_000;

/// Some of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Listed<T> {
    /// How many items the whole list has.
    total: usize,
    /// How many of them come before these.
    offset: usize,
    /// The items.
    items: Vec<T>,
}

/// A round with its counts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RoundObject {
    /// Names the round.
    round: RoundId,
    /// What it is called.
    name: String,
    /// The year that is scored.
    year: i16,
    /// The criteria set's name.
    criteria_set: String,
    /// The decision that lays it down.
    decision: String,
    /// The counts; every one adds up.
    tally: RoundTally,
}

/// A unit with its counts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitObject {
    /// Names the unit.
    unit: UnitId,
    /// What it is called.
    name: String,
    /// Whether its files are still those that were judged.
    is_current: bool,
    /// Why it was not judged, where it was not.
    not_judged: Option<NotJudged>,
    /// The counts, where it was.
    tally: Option<Tally>,
}

/// What a unit reached.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitResultsObject {
    /// Names the unit.
    unit: UnitId,
    /// What it is called.
    name: String,
    /// Its points, with bonus and less penalty.
    points: Points,
    /// What could still come: the maxima of its open leaves.
    open: Points,
    /// The points attainable for it.
    maximum: Points,
    /// Its index; none while a leaf is open.
    index: Option<Index>,
    /// Its rank, for those who may see the ranking.
    rank: Option<Rank>,
    /// Its band, for those who may see the ranking; none where the set has none.
    band: Option<BandReached>,
    /// How far the council is with it.
    decisions: Decisions,
    /// Areas, criteria and leaves, in code order.
    items: Vec<ItemStanding>,
}

/// Numbers to look up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskedNumbers {
    /// Document numbers as written.
    #[schemars(length(max = 10_000))]
    numbers: Vec<String>,
}

/// What somebody signs in with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    /// The account.
    name: String,
    /// Its password.
    password: String,
}

/// A session.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Session {
    /// To be sent with each request, as long as the session lasts.
    token: String,
}

/// `POST /api/v1/session`
pub(crate) async fn sign_in(
    State(site): State<Shared>,
    sent: Result<Json<Credentials>, axum::extract::rejection::JsonRejection>,
) -> Given {
    let Json(Credentials { name, password }) = sent.map_err(|_| Failure::Invalid)?;
    match opened(&site, &name, password).await? {
        Ok(token) => Ok(Json(Session { token }).into_response()),
        Err(NotOpened::Wrong | NotOpened::TooOften) => Err(Failure::SignedOut),
    }
}

type Given = Result<Response, Failure>;

/// `GET /api/v1/round`
pub(crate) async fn round(ask: Ask) -> Given {
    let open = &ask.site.round;
    let standing = open.standing().await?;
    let (round, head) = (&open.pipeline().round, open.set().head());
    Ok(Json(RoundObject {
        round: round.id.clone(),
        name: round.name.clone(),
        year: round.year,
        criteria_set: head.name.clone(),
        decision: head.decision.to_string(),
        tally: standing.tally().clone(),
    })
    .into_response())
}

/// `GET /api/v1/status`
pub(crate) async fn status(ask: Ask) -> Given {
    Ok(Json(ask.site.round.status().await?).into_response())
}

/// `GET /api/v1/units`
pub(crate) async fn units(ask: Ask) -> Given {
    let standing = ask.site.round.standing().await?;
    listed(&ask, standing.units(), object_of)
}

/// `GET /api/v1/units/{unit}`
pub(crate) async fn unit(ask: Ask) -> Given {
    let standing = ask.site.round.standing().await?;
    let unit = standing.seen(&ask.unit()?).ok_or(Failure::NotFound)?;
    Ok(Json(object_of(unit)).into_response())
}

fn object_of(unit: &SeenUnit) -> UnitObject {
    UnitObject {
        unit: unit.report.id.clone(),
        name: unit.report.name.clone(),
        is_current: unit.is_current,
        not_judged: match &unit.report.state {
            UnitState::NotJudged { reason } => Some(reason.clone()),
            UnitState::Judged { .. } => None,
        },
        tally: unit.tally.clone(),
    }
}

/// `GET /api/v1/units/{unit}/judgements`
pub(crate) async fn judgements(ask: Ask) -> Given {
    let standing = ask.site.round.standing().await?;
    let unit = standing.unit(&ask.unit()?).ok_or(Failure::NotFound)?;
    match &unit.state {
        UnitState::Judged { judgements, .. } => listed(&ask, judgements, Clone::clone),
        UnitState::NotJudged { .. } => Err(Failure::NotFound),
    }
}

/// `GET /api/v1/units/{unit}/findings`
pub(crate) async fn findings(ask: Ask) -> Given {
    let standing = ask.site.round.standing().await?;
    let unit = standing.unit(&ask.unit()?).ok_or(Failure::NotFound)?;
    match &unit.state {
        UnitState::Judged { findings, .. } => listed(&ask, findings, Clone::clone),
        UnitState::NotJudged { .. } => Err(Failure::NotFound),
    }
}

/// `GET /api/v1/units/{unit}/documents`
pub(crate) async fn documents(ask: Ask) -> Given {
    let standing = ask.site.round.standing().await?;
    let unit = standing.unit(&ask.unit()?).ok_or(Failure::NotFound)?;
    match &unit.state {
        UnitState::Judged { documents, .. } => listed(&ask, documents, Clone::clone),
        UnitState::NotJudged { .. } => Err(Failure::NotFound),
    }
}

/// `GET /api/v1/results`
pub(crate) async fn results(ask: Ask) -> Given {
    let report = pages_results::report(&ask).await?;
    let (offset, limit) = (ask.number("offset")?.unwrap_or(0), limit_or(&ask, RESULTS)?);
    // What hangs on findings and where others lost points is the council's, published or not.
    if !ask.viewer.sees_the_round() {
        let published = report.published();
        return Ok(Json(ResultsJson::of_units(&published, offset, limit)).into_response());
    }
    Ok(Json(ResultsJson::of_units(&report, offset, limit)).into_response())
}

/// `GET /api/v1/units/{unit}/results`
pub(crate) async fn unit_results(ask: Ask) -> Given {
    let report = pages_results::report(&ask).await?;
    let standing = report.standings.of(&ask.unit()?).ok_or(Failure::NotFound)?;
    let sees_ranking = pages_results::sees_ranking(&ask);
    let object = UnitResultsObject {
        unit: standing.entrant.unit.clone(),
        name: standing.entrant.name.clone(),
        points: standing.total(),
        open: standing.open,
        maximum: standing.maximum,
        index: standing.index,
        rank: sees_ranking.then(|| standing.rank.clone()),
        band: standing.band.clone().filter(|_| sees_ranking),
        decisions: standing.decisions,
        items: standing.items.clone(),
    };
    Ok(Json(object).into_response())
}

/// `GET /api/v1/search`
pub(crate) async fn search(ask: Ask) -> Given {
    let text = ask.query("q").ok_or(Failure::Invalid)?;
    let query = parsed(&ask, text).map_err(|_| Failure::Invalid)?;
    let found = ask.site.round.find(&query, limit(&ask)?).await?;
    told(&found.ok_or(Failure::NotFound)?)
}

/// `POST /api/v1/lookup`
pub(crate) async fn look_up(
    ask: Ask,
    asked: Result<Json<AskedNumbers>, axum::extract::rejection::JsonRejection>,
) -> Given {
    let Json(AskedNumbers { numbers }) = asked.map_err(|_| Failure::Invalid)?;
    if numbers.len() > MOST_NUMBERS {
        return Err(Failure::TooLarge);
    }
    let asked = (1..).zip(numbers).map(|(row, number)| AskedRow {
        row,
        asked: AskedDocument { number, ..AskedDocument::default() },
    });
    let found = ask.site.round.look_up(asked.collect()).await?;
    told(&found.ok_or(Failure::NotFound)?)
}

fn limit(ask: &Ask) -> Result<usize, Failure> {
    limit_or(ask, ITEMS)
}

fn limit_or(ask: &Ask, items: usize) -> Result<usize, Failure> {
    match ask.number("limit")?.unwrap_or(items) {
        limit @ 1..=MOST_ITEMS => Ok(limit),
        _ => Err(Failure::Invalid),
    }
}

/// The part of a list that was asked for.
fn listed<'t, T: 't, O: Serialize>(
    ask: &Ask,
    all: impl IntoIterator<Item = &'t T, IntoIter: ExactSizeIterator>,
    object: impl Fn(&'t T) -> O,
) -> Given {
    let (all, offset) = (all.into_iter(), ask.number("offset")?.unwrap_or(0));
    let total = all.len();
    let items: Vec<O> = all.skip(offset).take(limit(ask)?).map(object).collect();
    told(&Listed { total, offset, items })
}

/// What quotes documents, with the numbers of persons masked: programs see no more than lists do.
fn told(answer: &impl Serialize) -> Given {
    Ok(Json(report::answer(answer, Persons::Masked)).into_response())
}
