//! Files that were not read, or not in full: why, how many claims each blocks, and another try.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    response::{IntoResponse as _, Redirect},
};
use model::dossier::FilePath;
use report::{UnitState, problem_text};

use super::{Answer, Frame, Shown, export, show};
use crate::{
    address,
    ask::Ask,
    failure::Failure,
    table::{Cell, Column, Table},
};

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage {
    frame: Frame,
    is_marked: bool,
    files: Vec<UnreadItem>,
    table: Table,
}

struct UnreadItem {
    unit: String,
    unit_href: String,
    again: String,
    href: String,
    path: String,
    file: String,
    reason: String,
    hint: &'static str,
    blocked: u32,
    may_again: bool,
}

impl Shown for ProblemsPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.table]
    }
}

/// `GET /problems`
pub(crate) async fn page(ask: Ask) -> Answer {
    let standing = ask.site.round.standing().await?;
    let l = ask.l();
    let mut files = Vec::new();
    for unit in standing.units().map(|unit| &unit.report) {
        let UnitState::Judged { unread, .. } = &unit.state else { continue };
        for file in unread {
            let text = problem_text(file.reason, &file.detail, ask.language);
            files.push(UnreadItem {
                unit: unit.name.clone(),
                unit_href: address::unit(&unit.id),
                again: format!("{}/again", address::unit(&unit.id)),
                href: address::document(&unit.id, &file.file),
                path: file.file.to_string(),
                file: ask.name_within(&file.file, &unit.folder),
                reason: text.message,
                hint: text.hint,
                blocked: file.blocked_claims,
                may_again: ask.viewer.has_read_again(&unit.id),
            });
        }
    }
    // What frees most claims comes first.
    files.sort_by(|a, b| b.blocked.cmp(&a.blocked).then_with(|| a.path.cmp(&b.path)));
    let columns = vec![
        Column::long(l.file),
        Column::text(l.unit),
        Column::text(l.reason),
        Column::text(l.hint),
        Column::number(l.blocked_claims),
    ];
    let mut table = Table::new("unread", l.unread, columns);
    for file in &files {
        table.push(vec![
            Cell::text(&file.path),
            Cell::text(&file.unit),
            Cell::text(&file.reason),
            Cell::text(file.hint),
            Cell::count(u64::from(file.blocked), ask.language),
        ]);
    }
    let page = ProblemsPage {
        is_marked: ask.query("marked").is_some(),
        files,
        table: export(&ask, table),
        frame: Frame::new(&ask, ask.w().problems),
    };
    show(&ask, &page)
}

/// `POST /units/{unit}/again`
pub(crate) async fn again(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let id = ask.unit()?;
    if !ask.viewer.has_read_again(&id) {
        return Err(Failure::NotFound);
    }
    let standing = ask.site.round.standing().await?;
    let file = form.get("file").ok_or(Failure::Invalid)?;
    let file = FilePath::try_from(file.clone()).map_err(|_| Failure::Invalid)?;
    standing.document(&id, &file).ok_or(Failure::NotFound)?;
    let marked = ask.site.round.read_again(vec![file]).await?;
    marked.map_err(|_| Failure::NotFound)?;
    let back = if ask.viewer.sees_the_round() {
        "/problems?marked=1".to_owned()
    } else {
        format!("{}/documents", address::unit(&id))
    };
    Ok(Redirect::to(&back).into_response())
}
