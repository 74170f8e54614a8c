//! The pages, one module each: an [`Ask`] in, a page out. What they have in common is the frame around them, and that
//! each of their tables can be taken along as a workbook.

pub(crate) mod accounts;
pub(crate) mod appraisals;
pub(crate) mod appraise;
pub(crate) mod claim;
pub(crate) mod criteria;
pub(crate) mod document;
pub(crate) mod files;
pub(crate) mod heat_map;
pub(crate) mod load;
pub(crate) mod load_parts;
pub(crate) mod lookup;
pub(crate) mod problems;
pub(crate) mod results;
pub(crate) mod round;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod unit;

use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use model::account::Role;
use report::{Labels, count_text, encoded_path};

use crate::{ask::Ask, failure::Failure, table::Table, words::Words};

/// The answer to a request for a page.
pub(crate) type Answer = Result<Response, Failure>;

/// What stands around every page.
#[derive(Debug)]
pub(crate) struct Frame {
    lang: &'static str,
    other_lang: &'static str,
    /// This page in the other language.
    other_href: String,
    w: &'static Words,
    l: &'static Labels,
    title: String,
    round: String,
    links: Vec<NavigationLink>,
    is_local: bool,
    account: String,
    token: String,
}

#[derive(Debug)]
struct NavigationLink {
    href: String,
    label: &'static str,
    is_here: bool,
}

/// A page that can be shown.
pub(crate) trait Shown: askama::Template {
    /// Its tables, for whoever takes one along.
    fn tables(&self) -> Vec<&Table>;
}

impl Frame {
    pub(crate) fn new(ask: &Ask, title: impl Into<String>) -> Self {
        let (w, l) = (ask.w(), ask.l());
        let other = match ask.language {
            report::Language::Vietnamese => report::Language::English,
            report::Language::English => report::Language::Vietnamese,
        };
        let viewer = &ask.viewer;
        let mut links = match &viewer.account.role {
            Role::Unit { unit } => vec![
                (crate::address::unit(unit), w.claims),
                (format!("{}/documents", crate::address::unit(unit)), w.documents),
                (crate::address::results(unit), w.results),
            ],
            Role::Appraiser { .. } | Role::Council | Role::Administrator => vec![
                ("/".to_owned(), w.round),
                ("/heat-map".to_owned(), w.heat_map),
                ("/appraisals".to_owned(), w.appraisals_left),
                ("/search".to_owned(), w.search),
                ("/lookup".to_owned(), w.lookup),
                ("/problems".to_owned(), w.problems),
            ],
        };
        if viewer.sees_the_round() || ask.site.round.is_published() {
            links.push(("/results".to_owned(), w.ranking));
        }
        links.push(("/checklist".to_owned(), w.checklist));
        if viewer.loads() {
            links.push(("/load".to_owned(), w.load));
        }
        links.push(("/criteria".to_owned(), w.criteria));
        if viewer.administers() {
            links.push(("/accounts".to_owned(), w.accounts));
        }
        let links = links.into_iter().map(|(href, label)| {
            let is_here = href == ask.path;
            NavigationLink { href, label, is_here }
        });
        Self {
            lang: ask.language.tag(),
            other_lang: other.tag(),
            other_href: format!("{}?{}", ask.path, ask.query_in_language(other.tag())),
            w,
            l,
            title: title.into(),
            round: ask.site.round.pipeline().round.name.clone(),
            links: links.collect(),
            is_local: viewer.is_local,
            account: viewer.account.shown_as.clone(),
            token: viewer.form_token.clone(),
        }
    }
}

/// The page, or the one of its tables that was asked for as a workbook.
pub(crate) fn show(ask: &Ask, page: &impl Shown) -> Answer {
    if let Some(wanted) = ask.query("table") {
        let table = page.tables().into_iter().find(|table| table.id == wanted);
        let bytes = table.ok_or(Failure::NotFound)?.to_xlsx()?;
        return Ok(download(XLSX, &format!("{wanted}.xlsx"), bytes));
    }
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be laid out");
        Failure::Failed(model::ErrorKind::Bug)
    })?;
    Ok(Html(html).into_response())
}

/// Where a table of the page that is asked for can be had as a workbook.
pub(crate) fn export(ask: &Ask, table: Table) -> Table {
    let query = ask.query_with("table", table.id);
    Table { export: Some((format!("{}?{query}", ask.path), ask.w().export)), ..table }
}

/// How many rows of a long table a page has; the workbook has all.
pub(crate) const ROWS: usize = 300;

/// The table as a page has it, and what is said where that is not all of it.
pub(crate) fn first_rows(ask: &Ask, all: &Table) -> (Table, Option<String>) {
    let shown = export(ask, all.first(ROWS));
    let more = (all.rows.len() > ROWS)
        .then(|| ask.w().first_rows.replace("{shown}", &count_text(ROWS as u64, ask.language)));
    (shown, more)
}

/// The media type of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// The media type of Word files.
pub(crate) const DOCX: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file that the browser saves under a name, and never opens as a page.
pub(crate) fn download(media_type: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    // RFC 6266; the encoded name wins where it is understood, which is everywhere.
    let disposition =
        format!("attachment; filename*=UTF-8''{}", encoded_path(name).replace('/', "%2F"));
    let headers =
        [(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
