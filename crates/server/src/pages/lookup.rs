//! Look-up of a list of document numbers: pasted or sent as a file, answered as a page or as a workbook.

use askama::Template;
use axum::extract::Multipart;
use report::{
    LookupOutcome, LookupReport, LookupRow, coverage_text, date_text, lookup_outcome_text,
    lookup_xlsx, matched_text,
};

use super::{Answer, Frame, Shown, XLSX, download, show};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Table},
};

#[derive(Template)]
#[template(path = "lookup.html")]
struct LookupPage {
    frame: Frame,
    numbers: String,
    message: Option<&'static str>,
    answer: Option<AnsweredLookup>,
}

struct AnsweredLookup {
    coverage: String,
    counts: Table,
    rows: Table,
}

impl Shown for LookupPage {
    fn tables(&self) -> Vec<&Table> {
        Vec::new()
    }
}

/// `GET /lookup`
pub(crate) async fn page(ask: Ask) -> Answer {
    show(&ask, &empty(&ask, String::new(), None))
}

fn empty(ask: &Ask, numbers: String, message: Option<&'static str>) -> LookupPage {
    LookupPage { frame: Frame::new(ask, ask.w().lookup), numbers, message, answer: None }
}

/// What the form sends.
#[derive(Default)]
struct Form {
    numbers: String,
    file: Option<(String, Vec<u8>)>,
    as_workbook: bool,
    token: String,
}

/// `POST /lookup`
pub(crate) async fn answer(ask: Ask, form: Multipart) -> Answer {
    let form = received(form).await?;
    ask.check_token(Some(&form.token))?;
    let (name, bytes) = match form.file {
        Some((name, bytes)) => (name, bytes),
        None => ("so.csv".to_owned(), form.numbers.clone().into_bytes()),
    };
    let Ok(asked) = ask.site.round.asked_rows(&name, &bytes).await? else {
        return show(&ask, &empty(&ask, form.numbers, Some(ask.w().lookup_bad)));
    };
    let Some(found) = ask.site.round.look_up(asked).await? else {
        return show(&ask, &empty(&ask, form.numbers, Some(ask.w().no_index)));
    };
    if form.as_workbook {
        let bytes = lookup_xlsx(&found, ask.language).map_err(|error| {
            tracing::error!(%error, "a look-up does not fit a workbook");
            Failure::TooLarge
        })?;
        return Ok(download(XLSX, "tra-cuu.xlsx", bytes));
    }
    let answer = AnsweredLookup {
        coverage: coverage_text(&found.coverage, ask.language),
        counts: counts(&ask, &found),
        rows: rows(&ask, &found),
    };
    show(&ask, &LookupPage { answer: Some(answer), ..empty(&ask, form.numbers, None) })
}

async fn received(mut parts: Multipart) -> Result<Form, Failure> {
    let mut form = Form::default();
    let refused = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => Failure::TooLarge,
        _ => Failure::Invalid,
    };
    while let Some(part) = parts.next_field().await.map_err(refused)? {
        let file_name = part.file_name().unwrap_or_default().to_owned();
        match part.name().unwrap_or_default() {
            "token" => form.token = part.text().await.map_err(refused)?,
            "numbers" => form.numbers = part.text().await.map_err(refused)?,
            "as" => form.as_workbook = part.text().await.map_err(refused)? == "xlsx",
            "file" => {
                let bytes = part.bytes().await.map_err(refused)?;
                // A form without a chosen file sends an empty one without a name.
                form.file = (!bytes.is_empty()).then(|| (file_name, bytes.to_vec()));
            }
            _ => {}
        }
    }
    Ok(form)
}

fn counts(ask: &Ask, found: &LookupReport) -> Table {
    let l = ask.l();
    let columns = vec![Column::text(l.outcome_of_lookup), Column::number(l.rows)];
    let mut table = Table::new("counts", ask.w().lookup_counts, columns);
    for outcome in LookupOutcome::ALL {
        let count = found.counts.get(outcome);
        if count > 0 {
            let name = Cell::text(lookup_outcome_text(outcome, ask.language));
            table.push(vec![name.tagged(class(outcome)), Cell::count(count, ask.language)]);
        }
    }
    table
}

fn rows(ask: &Ask, found: &LookupReport) -> Table {
    let l = ask.l();
    let columns = vec![
        Column::number(l.row),
        Column::code(l.asked_number),
        Column::text(l.outcome_of_lookup),
        Column::text(l.matched),
        Column::long(l.file),
        Column::code(l.date),
        Column::number(l.cited_by),
    ];
    let mut table = Table::new("rows", ask.w().results, columns);
    for row in &found.rows {
        table.push(cells(ask, row));
    }
    table
}

fn cells(ask: &Ask, row: &LookupRow) -> Vec<Cell> {
    let first = row.documents.first();
    let file = match first {
        None => Cell::empty(),
        Some(document) => Cell::text(ask.name_of(&document.file))
            .to(address::document(&document.unit, &document.file))
            .noted(match row.documents.len() {
                1 => String::new(),
                several => format!("+{}", several - 1),
            }),
    };
    let matched = row.matched.as_ref().map(|matched| matched_text(matched, ask.language));
    let date = first.and_then(|document| document.date).map(|date| date_text(date, ask.language));
    vec![
        Cell::count(row.row as u64, ask.language),
        Cell::text(&row.asked.number),
        Cell::text(lookup_outcome_text(row.outcome, ask.language)).tagged(class(row.outcome)),
        Cell::text(matched.unwrap_or_default()),
        file,
        Cell::text(date.unwrap_or_default()),
        Cell::count(row.cited_by, ask.language),
    ]
}

fn class(outcome: LookupOutcome) -> &'static str {
    match outcome {
        LookupOutcome::Found => "standing",
        LookupOutcome::FoundAlike
        | LookupOutcome::Ambiguous
        | LookupOutcome::DateDiffers
        | LookupOutcome::IssuerDiffers => "for-appraiser",
        LookupOutcome::Missing => "in-doubt",
        LookupOutcome::Undecided | LookupOutcome::Invalid => "uncheckable",
    }
}
