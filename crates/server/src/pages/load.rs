//! Loading in a browser: what was sent is shown with its place before anything is loaded, then loaded, then watched
//! until it is read.
//!
//! A plain form sends files as well as the script does; only going on in the middle of a file needs the script. Refuses
//! to look into what is sent.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    Form,
    extract::Multipart,
    response::{IntoResponse as _, Redirect},
};
use engine::{HandIn, HandInPlan, HandInState, HandInWork, NotTaken, ReadingOfLoad};
use model::UnitId;
use report::{
    LoadOutcome, LoadReport, LoadedFile, count_text, load_counts_text, load_outcome_name,
    load_remarks,
};

use super::{Answer, Frame, ROWS, Shown, export, first_rows, show};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Table},
};

/// How much of a file is taken at a time.
const PART_BYTES: usize = 1 << 20;

#[derive(Template)]
#[template(path = "load.html")]
struct LoadPage {
    frame: Frame,
    /// The unit that whatever is loaded belongs to, where the account loads for one only.
    only_for: Option<String>,
    units: Vec<(String, String)>,
    message: Option<&'static str>,
    step: Step,
    /// Every table with all of its rows, for workbooks.
    tables: Vec<Table>,
}

/// What the page is about, by the state of the hand-in.
enum Step {
    Gathering { files: Option<Table>, more: Option<String>, headline: String, n_missing: u64 },
    Working { headline: &'static str, done: u64, bytes: u64 },
    Told(Box<Told>),
}

/// What a load would do, or did.
struct Told {
    counts: String,
    units: Table,
    attention: Option<Table>,
    files: Table,
    more: Option<String>,
    end: End,
}

enum End {
    Planned { has_unplaced: bool },
    Loaded { reading: Vec<(&'static str, &'static str, String)>, has_failed: bool },
}

impl Shown for LoadPage {
    fn tables(&self) -> Vec<&Table> {
        self.tables.iter().collect()
    }
}

/// `GET /load`
pub(crate) async fn page(ask: Ask) -> Answer {
    let hand_in = hand_in(&ask).await?;
    let state = hand_in.state();
    let mut message = ask.query("problem").map(|problem| problem_words(&ask, problem));
    let (step, tables) = match &state {
        HandInState::Gathering => gathering(&ask, &hand_in),
        HandInState::Failed(_) => {
            message = message.or(Some(ask.w().load_failed));
            gathering(&ask, &hand_in)
        }
        HandInState::Working(work) => {
            let headline = work_words(&ask, *work);
            (Step::Working { headline, done: work.done, bytes: work.bytes }, Vec::new())
        }
        HandInState::Planned(HandInPlan { report, .. }) => {
            let end = End::Planned { has_unplaced: report.counts.unplaced > 0 };
            told(&ask, report, end)
        }
        HandInState::Loaded(report) => {
            let reading = ask.site.round.reading_of(report).await?;
            let reading = reading_rows(&ask, &reading);
            told(&ask, report, End::Loaded { reading, has_failed: report.counts.failed > 0 })
        }
    };
    let pipeline = ask.site.round.pipeline();
    let only_for = ask.viewer.loads_only_for();
    let units = pipeline.units.iter();
    let name_of = |id: &UnitId| units.clone().find(|unit| unit.id == *id);
    let page = LoadPage {
        only_for: only_for.and_then(name_of).map(|unit| unit.name.clone()),
        units: units.clone().map(|unit| (unit.id.to_string(), unit.name.clone())).collect(),
        message,
        step,
        tables,
        frame: Frame::new(&ask, ask.w().load),
    };
    show(&ask, &page)
}

/// The hand-in of whoever asks.
pub(crate) async fn hand_in(ask: &Ask) -> Result<Arc<HandIn>, Failure> {
    Ok(ask.site.round.hand_in(&ask.viewer.account.name).await?)
}

fn gathering(ask: &Ask, hand_in: &HandIn) -> (Step, Vec<Table>) {
    let (w, l, language) = (ask.w(), ask.l(), ask.language);
    let counts = hand_in.counts();
    let headline = format!(
        "{}: {} {}, {} MB",
        w.load_gathered,
        count_text(counts.whole, language),
        l.files.to_lowercase(),
        count_text(counts.bytes.div_ceil(1 << 20), language),
    );
    let columns =
        vec![Column::long(l.file), Column::number(w.load_size), Column::number(w.load_arrived)];
    let mut files = Table::new("handed-in", w.load_gathered, columns);
    for file in hand_in.files(usize::MAX) {
        let size = file.size.map_or_else(Cell::empty, |size| kilobytes(ask, size));
        let arrived = kilobytes(ask, file.arrived);
        let arrived = if file.is_whole() { arrived } else { arrived.on("n uncheckable") };
        files.push(vec![Cell::text(file.path), size, arrived]);
    }
    let n_missing = counts.files - counts.whole;
    if files.rows.is_empty() {
        return (Step::Gathering { files: None, more: None, headline, n_missing }, Vec::new());
    }
    let (shown, more) = first_rows(ask, &files);
    (Step::Gathering { files: Some(shown), more, headline, n_missing }, vec![files])
}

fn kilobytes(ask: &Ask, bytes: u64) -> Cell {
    Cell::count(bytes.div_ceil(1 << 10), ask.language)
}

fn told(ask: &Ask, report: &LoadReport, end: End) -> (Step, Vec<Table>) {
    let (w, l, language) = (ask.w(), ask.l(), ask.language);
    let only_for = ask.viewer.loads_only_for();
    let mut units = Table::new(
        "units",
        w.load_by_unit,
        vec![Column::text(l.unit), Column::number(l.files), Column::number(w.load_with_criterion)],
    );
    for unit in report.units.iter().filter(|unit| unit.files > 0) {
        let name = Cell::text(&unit.name);
        let is_seen = only_for.is_none_or(|own| *own == unit.id);
        let documents = || format!("{}/documents", address::unit(&unit.id));
        units.push(vec![
            if is_seen { name.to(documents()) } else { name },
            Cell::count(unit.files, language),
            Cell::count(unit.with_criterion, language),
        ]);
    }
    let mut files = file_table(ask, "files", w.load_all_files);
    let mut attention = file_table(ask, "attention", w.load_attention);
    for file in &report.files {
        let cells = file_cells(ask, file);
        if needs_attention(file) {
            attention.push(cells.clone());
        }
        files.push(cells);
    }
    let (shown, more) = first_rows(ask, &files);
    let told = Told {
        counts: load_counts_text(report, language),
        units: export(ask, units.first(ROWS)),
        attention: (!attention.rows.is_empty()).then(|| export(ask, attention.first(ROWS))),
        files: shown,
        more,
        end,
    };
    (Step::Told(Box::new(told)), vec![units, attention, files])
}

fn file_table(ask: &Ask, id: &'static str, caption: &'static str) -> Table {
    let (w, l) = (ask.w(), ask.l());
    let columns = vec![
        Column::long(l.file),
        Column::text(w.load_becomes),
        Column::code(l.criterion),
        Column::long(w.load_place),
        Column::number(w.load_size),
        Column::text(w.load_remarks),
    ];
    Table::new(id, caption, columns)
}

fn file_cells(ask: &Ask, file: &LoadedFile) -> Vec<Cell> {
    let class = match &file.outcome {
        LoadOutcome::Failed { .. } | LoadOutcome::Unplaced { .. } => "in-doubt",
        LoadOutcome::Refused { .. } => "uncheckable",
        LoadOutcome::Sent | LoadOutcome::Replaced | LoadOutcome::Copied { .. } => "standing",
        _ => "plain",
    };
    let text = |text: Option<String>| Cell::text(text.unwrap_or_default());
    vec![
        Cell::text(shown_name(&file.file)),
        Cell::text(load_outcome_name(&file.outcome, ask.language)).tagged(class),
        text(file.criterion.as_ref().map(ToString::to_string)),
        text(file.key.as_ref().map(ToString::to_string)),
        kilobytes(ask, file.size),
        Cell::text(load_remarks(file, ask.language).join("; ")),
    ]
}

/// A name as it may be shown: what does not show, or would turn the writing, by its number.
fn shown_name(name: &str) -> String {
    let escaped = |c: char| match model::id::is_hidden(c) {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    };
    name.chars().map(escaped).collect()
}

fn needs_attention(file: &LoadedFile) -> bool {
    let is_left_behind = matches!(
        file.outcome,
        LoadOutcome::Failed { .. } | LoadOutcome::Unplaced { .. } | LoadOutcome::Refused { .. }
    );
    is_left_behind || file.unknown_criterion.is_some() || !file.changes.is_empty()
}

/// How far reading is, as rows of name, label and figure; the first is the sum of the others.
pub(crate) fn reading_rows(
    ask: &Ask,
    reading: &ReadingOfLoad,
) -> Vec<(&'static str, &'static str, String)> {
    let (w, l) = (ask.w(), ask.l());
    let ReadingOfLoad { files, not_listed, listed } = reading;
    [
        ("files", w.load_evidence, *files),
        ("not-listed", w.load_not_listed, *not_listed),
        ("to-read", w.load_to_read, listed.to_read),
        ("in-full", l.in_full, listed.in_full),
        ("in-part", l.in_part, listed.in_part),
        ("not-read", l.not_read, listed.not_read),
    ]
    .map(|(name, label, files)| (name, label, count_text(files, ask.language)))
    .into()
}

/// What the server is doing.
pub(crate) fn work_words(ask: &Ask, work: HandInWork) -> &'static str {
    if work.is_loading { ask.w().load_loading } else { ask.w().load_planning }
}

/// `POST /load/files`
pub(crate) async fn take(ask: Ask, mut form: Multipart) -> Answer {
    let hand_in = hand_in(&ask).await?;
    let mut is_ours = false;
    while let Some(mut field) = form.next_field().await.map_err(|_| Failure::Invalid)? {
        if field.name() == Some("token") {
            let token = field.text().await.map_err(|_| Failure::Invalid)?;
            ask.check_token(Some(&token))?;
            is_ours = true;
            continue;
        }
        // A browser sends a field without a name of a file where none was chosen.
        let Some(path) = field.file_name().filter(|path| !path.is_empty()).map(str::to_owned)
        else {
            continue;
        };
        if !is_ours {
            return Err(Failure::Forged);
        }
        let number = match hand_in.begin(path).await? {
            Ok(number) => number,
            Err(reason) => return Ok(back_with(reason)),
        };
        let (mut offset, mut part) = (0, Vec::new());
        loop {
            let chunk = field.chunk().await.map_err(|_| Failure::Invalid)?;
            let is_last = chunk.is_none();
            part.extend_from_slice(chunk.as_deref().unwrap_or_default());
            if part.len() >= PART_BYTES || is_last {
                match hand_in.put(number, offset, std::mem::take(&mut part)).await? {
                    Ok(put) if put.is_next => offset = put.at,
                    Ok(_) => return Ok(back_with(NotTaken::Busy)),
                    Err(reason) => return Ok(back_with(reason)),
                }
            }
            if is_last {
                break;
            }
        }
        if let Err(reason) = hand_in.end(number).await? {
            return Ok(back_with(reason));
        }
    }
    Ok(Redirect::to("/load").into_response())
}

/// `POST /load/plan`
pub(crate) async fn plan(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let chosen = form.get("unit").map(|id| id.trim()).filter(|id| !id.is_empty());
    let chosen = chosen.map(|id| UnitId::new(id).map_err(|_| Failure::NotFound)).transpose()?;
    let unit = match (ask.viewer.loads_only_for(), chosen) {
        (Some(own), Some(chosen)) if *own != chosen => return Err(Failure::NotFound),
        (Some(own), _) => Some(own.clone()),
        (None, chosen) => chosen,
    };
    let is_known = |id: &UnitId| ask.site.round.pipeline().units.iter().any(|unit| unit.id == *id);
    if unit.as_ref().is_some_and(|id| !is_known(id)) {
        return Err(Failure::NotFound);
    }
    Ok(back(ask.site.round.plan_hand_in(&hand_in(&ask).await?, unit)))
}

/// `POST /load/confirm`
pub(crate) async fn confirm(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let hand_in = hand_in(&ask).await?;
    let HandInState::Planned(plan) = hand_in.state() else {
        return Ok(Redirect::to("/load").into_response());
    };
    // An account that became one of another unit meanwhile looks again first.
    if ask.viewer.loads_only_for().is_some_and(|own| plan.unit.as_ref() != Some(own)) {
        return Err(Failure::NotFound);
    }
    let leaves_out = form.contains_key("leave_out");
    let by = &ask.viewer.account;
    Ok(back(ask.site.round.load_hand_in(&hand_in, plan, leaves_out, by)))
}

/// `POST /load/clear`
pub(crate) async fn clear(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    Ok(back(hand_in(&ask).await?.clear().await?))
}

fn back(done: Result<(), NotTaken>) -> axum::response::Response {
    match done {
        Ok(()) => Redirect::to("/load").into_response(),
        Err(reason) => back_with(reason),
    }
}

fn back_with(reason: NotTaken) -> axum::response::Response {
    Redirect::to(&format!("/load?problem={}", problem_name(reason))).into_response()
}

/// Why something was not taken, as addresses and programs name it.
pub(crate) fn problem_name(reason: NotTaken) -> &'static str {
    match reason {
        NotTaken::Busy => "busy",
        NotTaken::NotWhole => "not-whole",
        NotTaken::Unknown => "unknown",
        NotTaken::TooMany => "too-many",
        NotTaken::TooLarge => "too-large",
    }
}

fn problem_words(ask: &Ask, problem: &str) -> &'static str {
    match problem {
        "busy" => ask.w().load_busy,
        "too-many" => ask.w().load_too_many,
        "too-large" => ask.w().load_too_large,
        "not-whole" => ask.w().load_nothing,
        _ => ask.w().load_refused,
    }
}
