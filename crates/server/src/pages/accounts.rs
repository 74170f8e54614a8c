//! Accounts, for who administers: make one, open and close it, give it another first password. And the record of what
//! everybody did, to be taken along.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    http::header,
    response::{IntoResponse as _, Redirect},
};
use model::{
    AccountName, CriterionCode, ErrorKind, UnitId,
    account::{Account, Role},
};
use report::role_name;

use super::{Answer, Frame, Shown, export, show};
use crate::{
    ask::Ask,
    failure::Failure,
    secret::{first_password, hashed},
    table::{Cell, Column, Table},
};

/// How many lines of the record are read at a time.
const LINES: u32 = 10_000;

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    frame: Frame,
    accounts: Vec<AccountItem>,
    units: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    message: Option<String>,
    /// The same accounts, to be taken along.
    table: Table,
}

struct AccountItem {
    name: String,
    shown_as: String,
    role: &'static str,
    of: String,
    is_open: bool,
}

impl Shown for AccountsPage {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.table]
    }
}

/// `GET /accounts`
pub(crate) async fn page(ask: Ask) -> Answer {
    shown(&ask, None).await
}

async fn shown(ask: &Ask, message: Option<String>) -> Answer {
    let pipeline = ask.site.round.pipeline();
    let accounts = ask.site.round.accounts().await?;
    let item = |account: &Account| AccountItem {
        name: account.name.to_string(),
        shown_as: account.shown_as.clone(),
        role: role_name(&account.role, ask.language),
        of: match &account.role {
            Role::Unit { unit } => unit.to_string(),
            Role::Appraiser { areas } => {
                areas.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
            }
            Role::Council | Role::Administrator => String::new(),
        },
        is_open: account.open,
    };
    let areas = ask.site.round.set().areas().iter();
    let accounts: Vec<_> = accounts.iter().map(item).collect();
    let page = AccountsPage {
        table: export(ask, table(ask, &accounts)),
        accounts,
        units: pipeline.units.iter().map(|unit| (unit.id.to_string(), unit.name.clone())).collect(),
        areas: areas.map(|area| (area.code.to_string(), area.name.clone())).collect(),
        message,
        frame: Frame::new(ask, ask.w().accounts),
    };
    show(ask, &page)
}

fn table(ask: &Ask, accounts: &[AccountItem]) -> Table {
    let (l, w) = (ask.l(), ask.w());
    let headings = [w.account_name, w.shown_as, w.role, w.role_of, l.state];
    let mut table =
        Table::new("accounts", w.accounts, headings.into_iter().map(Column::text).collect());
    for account in accounts {
        let state = if account.is_open { w.account_open } else { w.account_closed };
        let texts = [&account.name, &account.shown_as, account.role, account.of.as_str(), state];
        table.push(texts.into_iter().map(Cell::text).collect());
    }
    table
}

/// `POST /accounts`
pub(crate) async fn make(ask: Ask, Form(fields): Form<Vec<(String, String)>>) -> Answer {
    let field = |wanted: &str| {
        fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim().to_owned())
    };
    ask.check_token(field("token").as_ref())?;
    let w = ask.w();
    let Ok(name) = AccountName::new(field("name").unwrap_or_default()) else {
        return shown(&ask, Some(w.account_name_rule.to_owned())).await;
    };
    let role = match field("role").as_deref() {
        Some("unit") => {
            let unit =
                UnitId::new(field("unit").unwrap_or_default()).map_err(|_| Failure::Invalid)?;
            let is_known = ask.site.round.pipeline().units.iter().any(|known| known.id == unit);
            if !is_known {
                return Err(Failure::Invalid);
            }
            Role::Unit { unit }
        }
        Some("appraiser") => {
            let areas = fields.iter().filter(|(name, _)| name == "area");
            let areas = areas.map(|(_, code)| CriterionCode::new(code));
            Role::Appraiser {
                areas: areas.collect::<Result<_, _>>().map_err(|_| Failure::Invalid)?,
            }
        }
        Some("council") => Role::Council,
        Some("administrator") => Role::Administrator,
        _ => return Err(Failure::Invalid),
    };
    let shown_as = field("shown_as").filter(|text| !text.is_empty());
    let shown_as = shown_as.unwrap_or_else(|| name.to_string());
    let account = Account { name, shown_as, role, open: true };
    let password = first_password();
    let hash = hashed(password.clone()).await?;
    let by = &ask.viewer.account.name;
    let message = match ask.site.round.make_account(&account, &hash, Some(by)).await {
        Ok(()) => format!("{}: {} / {password}", w.first_password, account.name),
        Err(error) if error.kind() == ErrorKind::Conflict => w.account_exists.to_owned(),
        Err(error) => return Err(error.into()),
    };
    shown(&ask, Some(message)).await
}

/// `POST /accounts/{account}`
pub(crate) async fn change(ask: Ask, Form(form): Form<BTreeMap<String, String>>) -> Answer {
    ask.check_token(form.get("token"))?;
    let (w, round) = (ask.w(), &ask.site.round);
    let name = AccountName::new(ask.in_path("account")?).map_err(|_| Failure::NotFound)?;
    let (account, _) = round.account(&name).await?.ok_or(Failure::NotFound)?;
    let by = &ask.viewer.account.name;
    match form.get("do").map(String::as_str) {
        Some("password") => {
            let password = first_password();
            round.change_password(&name, &hashed(password.clone()).await?, by).await?;
            shown(&ask, Some(format!("{}: {name} / {password}", w.first_password))).await
        }
        Some(wish @ ("open" | "close")) => {
            let changed = Account { open: wish == "open", ..account };
            match round.change_account(&changed, by).await {
                Ok(()) => Ok(Redirect::to("/accounts").into_response()),
                Err(error) if error.kind() == ErrorKind::Denied => {
                    shown(&ask, Some(w.last_administrator.to_owned())).await
                }
                Err(error) => Err(error.into()),
            }
        }
        _ => Err(Failure::Invalid),
    }
}

/// `GET /record.jsonl`
pub(crate) async fn record(ask: Ask) -> Answer {
    if !ask.viewer.reads_the_record() {
        return Err(Failure::NotFound);
    }
    let mut text = String::new();
    let mut after = 0;
    loop {
        let lines = ask.site.round.record_lines(after, LINES).await?;
        after += lines.len() as u64;
        let is_last = lines.len() < LINES as usize;
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        if is_last {
            break;
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"nhat-ky.jsonl\""),
    ];
    Ok((headers, text).into_response())
}
