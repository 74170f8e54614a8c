//! Signing in and out, and choosing another password.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use model::AccountName;
use report::Language;
use tokio::time::Instant;

use super::{Answer, Frame, Shown, show};
use crate::{
    ask::{Ask, language_of},
    failure::Failure,
    gate::{SESSION_COOKIE, is_secure, session_token},
    secret::{hashed, is_acceptable, is_right, token, token_hash},
    site::{Shared, Site},
    table::Table,
    words::Words,
};

/// How long a session lasts: a day of work, and the evening.
const SESSION_MS: i64 = 12 * 60 * 60 * 1_000;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    lang: &'static str,
    w: &'static Words,
    name: String,
    message: Option<&'static str>,
}

fn sign_in_page(
    status: StatusCode,
    language: Language,
    name: String,
    message: Option<&'static str>,
) -> Response {
    let w = Words::of(language);
    let page = SignInPage { lang: language.tag(), w, name, message };
    (status, Html(page.to_string())).into_response()
}

/// `GET /sign-in`
pub(crate) async fn page(headers: HeaderMap) -> Response {
    sign_in_page(StatusCode::OK, language_of(None, &headers), String::new(), None)
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(site): State<Shared>,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Answer {
    let language = language_of(None, &headers);
    let w = Words::of(language);
    let field =
        |name: &str| form.get(name).map(|value| value.trim().to_owned()).unwrap_or_default();
    let (name, password) = (field("name"), form.get("password").cloned().unwrap_or_default());
    match opened(&site, &name, password).await? {
        Ok(session) => {
            let secure = if is_secure(&headers) { "; Secure" } else { "" };
            let cookie = format!(
                "{SESSION_COOKIE}={session}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
                SESSION_MS / 1_000
            );
            let mut response = Redirect::to("/").into_response();
            let cookie = HeaderValue::from_str(&cookie).expect("a token has only digits");
            response.headers_mut().append(header::SET_COOKIE, cookie);
            Ok(response)
        }
        Err(NotOpened::Wrong) => {
            Ok(sign_in_page(StatusCode::UNAUTHORIZED, language, name, Some(w.wrong_password)))
        }
        Err(NotOpened::TooOften) => {
            Ok(sign_in_page(StatusCode::TOO_MANY_REQUESTS, language, name, Some(w.too_often)))
        }
    }
}

/// Why no session was opened.
pub(crate) enum NotOpened {
    /// There is no open account of this name with this password.
    Wrong,
    /// It was tried too often.
    TooOften,
}

/// Opens a session for whoever knows the password; its token.
pub(crate) async fn opened(
    site: &Site,
    name: &str,
    password: String,
) -> Result<Result<String, NotOpened>, Failure> {
    let now = Instant::now();
    if !site.throttle.admits(name, now) {
        return Ok(Err(NotOpened::TooOften));
    }
    let known = match AccountName::new(name) {
        Ok(name) => site.round.account(&name).await?,
        Err(_) => None,
    };
    let (account, hash) = known.unzip();
    let account = account.filter(|account| account.open);
    if !is_right(password, hash.filter(|_| account.is_some())).await? {
        site.throttle.failed(name, now);
        return Ok(Err(NotOpened::Wrong));
    }
    let account = account.ok_or(Failure::NotFound)?;
    site.throttle.succeeded(name);
    let session = token();
    site.round.open_session(token_hash(&session), &account.name, SESSION_MS).await?;
    Ok(Ok(session))
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    ask: Ask,
    headers: HeaderMap,
    Form(form): Form<BTreeMap<String, String>>,
) -> Answer {
    ask.check_token(form.get("token"))?;
    if let Some(session) = session_token(&headers) {
        ask.site.round.close_session(token_hash(session)).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    let gone = format!("{SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    let gone = HeaderValue::from_str(&gone).expect("it is ASCII");
    response.headers_mut().append(header::SET_COOKIE, gone);
    Ok(response)
}

#[derive(Template)]
#[template(path = "password.html")]
struct PasswordPage {
    frame: Frame,
    message: Option<&'static str>,
}

impl Shown for PasswordPage {
    fn tables(&self) -> Vec<&Table> {
        Vec::new()
    }
}

/// `GET /password`
pub(crate) async fn password(ask: Ask) -> Answer {
    show(&ask, &PasswordPage { frame: Frame::new(&ask, ask.w().password_change), message: None })
}

/// `POST /password`
pub(crate) async fn change_password(
    ask: Ask,
    Form(form): Form<BTreeMap<String, String>>,
) -> Answer {
    ask.check_token(form.get("token"))?;
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let (old, new) = (field("old"), field("new"));
    let name = &ask.viewer.account.name;
    let known = ask.site.round.account(name).await?.ok_or(Failure::NotFound)?;
    let message = if !is_right(old, Some(known.1)).await? {
        ask.w().wrong_password
    } else if !is_acceptable(&new) {
        ask.w().password_short
    } else {
        ask.site.round.change_password(name, &hashed(new).await?, name).await?;
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let frame = Frame::new(&ask, ask.w().password_change);
    show(&ask, &PasswordPage { frame, message: Some(message) })
}
