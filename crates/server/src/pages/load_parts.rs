//! What the script of the loading page asks: which parts of which files are missing, one part after the other, and how
//! far the server is. All of it is JSON, and none of it is needed to load.

use axum::{
    Json,
    body::Bytes,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use engine::{Announced, HandInState, NotTaken};
use serde::{Deserialize, Serialize};

use super::{
    Answer,
    load::{hand_in, problem_name, reading_rows, work_words},
};
use crate::{ask::Ask, failure::Failure};

/// The header that carries what forms carry as a field.
const TOKEN: &str = "kiemchung-token";

/// Files that somebody wants to send.
#[derive(Debug, Deserialize)]
pub(crate) struct Announcement {
    files: Vec<Announced>,
}

#[derive(Debug, Serialize)]
struct Taken<T> {
    files: T,
}

#[derive(Debug, Serialize)]
struct Refused {
    problem: &'static str,
}

/// How far the server is.
#[derive(Debug, Serialize)]
struct Stand {
    state: &'static str,
    /// What is being done.
    text: &'static str,
    done: u64,
    bytes: u64,
    /// How far reading is, by the names of the page's figures.
    reading: Vec<(&'static str, String)>,
    /// Whether nothing changes any more by itself.
    is_final: bool,
}

fn check_token(ask: &Ask, headers: &HeaderMap) -> Result<(), Failure> {
    let token = headers.get(TOKEN).and_then(|token| token.to_str().ok()).map(str::to_owned);
    ask.check_token(token.as_ref())
}

fn answered<T: Serialize>(taken: Result<T, NotTaken>) -> Response {
    match taken {
        Ok(taken) => Json(taken).into_response(),
        Err(reason) => {
            let status = match reason {
                NotTaken::Busy | NotTaken::NotWhole => StatusCode::CONFLICT,
                NotTaken::Unknown => StatusCode::NOT_FOUND,
                NotTaken::TooMany | NotTaken::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            };
            (status, Json(Refused { problem: problem_name(reason) })).into_response()
        }
    }
}

/// `POST /load/announce`
pub(crate) async fn announce(
    ask: Ask,
    headers: HeaderMap,
    Json(announcement): Json<Announcement>,
) -> Answer {
    check_token(&ask, &headers)?;
    let taken = hand_in(&ask).await?.announce(announcement.files).await?;
    Ok(answered(taken.map(|files| Taken { files })))
}

/// `POST /load/put?file=…&offset=…`
pub(crate) async fn put(ask: Ask, headers: HeaderMap, bytes: Bytes) -> Answer {
    check_token(&ask, &headers)?;
    let number = |name: &str| {
        ask.query(name).and_then(|text| text.parse::<u64>().ok()).ok_or(Failure::Invalid)
    };
    let (file, offset) = (number("file")?, number("offset")?);
    Ok(answered(hand_in(&ask).await?.put(file, offset, bytes.to_vec()).await?))
}

/// `GET /load/progress`
pub(crate) async fn progress(ask: Ask) -> Answer {
    let stand = |state, is_final| Stand {
        state,
        text: "",
        done: 0,
        bytes: 0,
        reading: Vec::new(),
        is_final,
    };
    let stand = match hand_in(&ask).await?.state() {
        HandInState::Gathering => stand("gathering", true),
        HandInState::Planned(_) => stand("planned", true),
        HandInState::Failed(_) => stand("failed", true),
        HandInState::Working(work) => Stand {
            text: work_words(&ask, work),
            done: work.done,
            bytes: work.bytes,
            ..stand("working", false)
        },
        HandInState::Loaded(report) => {
            let reading = ask.site.round.reading_of(&report).await?;
            let rows = reading_rows(&ask, &reading).into_iter();
            Stand {
                reading: rows.map(|(name, _, figure)| (name, figure)).collect(),
                ..stand("loaded", reading.not_listed + reading.listed.to_read == 0)
            }
        }
    };
    Ok(Json(stand).into_response())
}
