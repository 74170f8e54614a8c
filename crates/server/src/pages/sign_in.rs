//! Signing in and out, and choosing another password.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use model::AccountName;
use report::Language;
use tokio::time::Instant;

use super::{Answer, Frame, Shown, show};
use crate::{
    ask::{Ask, cookie, language_of},
    failure::Failure,
    gate::{SESSION_COOKIE, is_secure, session_token},
    openid::NotKnown,
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
    /// Whether people may sign in at a provider, too.
    elsewhere: bool,
}

fn sign_in_page(
    site: &Site,
    status: StatusCode,
    language: Language,
    name: String,
    message: Option<&'static str>,
) -> Response {
    let w = Words::of(language);
    let elsewhere = site.openid.is_some();
    let page = SignInPage { lang: language.tag(), w, name, message, elsewhere };
    (status, Html(page.to_string())).into_response()
}

/// `GET /sign-in`
pub(crate) async fn page(State(site): State<Shared>, headers: HeaderMap) -> Response {
    sign_in_page(&site, StatusCode::OK, language_of(None, &headers), String::new(), None)
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
        Ok(session) => Ok(let_in(&session, &headers)),
        Err(NotOpened::Wrong) => {
            let (status, message) = (StatusCode::UNAUTHORIZED, Some(w.wrong_password));
            Ok(sign_in_page(&site, status, language, name, message))
        }
        Err(NotOpened::TooOften) => {
            let (status, message) = (StatusCode::TOO_MANY_REQUESTS, Some(w.too_often));
            Ok(sign_in_page(&site, status, language, name, message))
        }
    }
}

/// To the first page, with the session in a cookie.
fn let_in(session: &str, headers: &HeaderMap) -> Response {
    let mut response = Redirect::to("/").into_response();
    set_cookie(&mut response, headers, SESSION_COOKIE, session, "/", SESSION_MS / 1_000);
    response
}

/// Has the browser hold a value for so many seconds, for this server alone.
fn set_cookie(
    response: &mut Response,
    headers: &HeaderMap,
    name: &str,
    value: &str,
    path: &str,
    seconds: i64,
) {
    let secure = if is_secure(headers) { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let cookie = HeaderValue::from_str(&cookie).expect("values of ours are digits and dots");
    response.headers_mut().append(header::SET_COOKIE, cookie);
}

/// What the browser holds between leaving for a provider and coming back, for so many seconds.
const WAY_COOKIE: &str = "kiemchung-openid";
const WAY_SECONDS: i64 = 600;
const WAY_PATH: &str = "/sign-in";

/// `GET /sign-in/openid`
pub(crate) async fn depart(State(site): State<Shared>, headers: HeaderMap) -> Answer {
    let openid = site.openid.as_ref().ok_or(Failure::NotFound)?;
    match openid.depart().await {
        Ok(departure) => {
            let mut response = Redirect::to(&departure.address).into_response();
            let held = &departure.cookie;
            set_cookie(&mut response, &headers, WAY_COOKIE, held, WAY_PATH, WAY_SECONDS);
            Ok(response)
        }
        Err(error) => Ok(not_known(&site, &headers, &error)),
    }
}

/// `GET /sign-in/openid/return`
pub(crate) async fn arrive(
    State(site): State<Shared>,
    headers: HeaderMap,
    Query(answer): Query<BTreeMap<String, String>>,
) -> Answer {
    let openid = site.openid.as_ref().ok_or(Failure::NotFound)?;
    let arrived = openid.arrive(&answer, cookie(&headers, WAY_COOKIE)).await;
    let mut response = match arrived {
        Ok(name) => match site.round.account(&name).await? {
            Some((account, _)) if account.open => {
                let session = token();
                let hash = token_hash(&session);
                site.round.open_session(hash, &account.name, SESSION_MS).await?;
                let_in(&session, &headers)
            }
            _ => not_known(&site, &headers, &NotKnown::Refused("there is no open account")),
        },
        Err(error) => not_known(&site, &headers, &error),
    };
    // A way is gone once.
    set_cookie(&mut response, &headers, WAY_COOKIE, "", WAY_PATH, 0);
    Ok(response)
}

/// The page to sign in, for somebody who comes back as nobody.
fn not_known(site: &Site, headers: &HeaderMap, error: &NotKnown) -> Response {
    tracing::warn!(%error, "somebody did not get in by OpenID Connect");
    let language = language_of(None, headers);
    let w = Words::of(language);
    let (status, message) = match error {
        NotKnown::Refused(_) | NotKnown::Invalid(_) => (StatusCode::UNAUTHORIZED, w.not_known),
        NotKnown::Unreachable(_) => (StatusCode::BAD_GATEWAY, w.provider_away),
    };
    sign_in_page(site, status, language, String::new(), Some(message))
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
