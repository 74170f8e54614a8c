//! The gate that every request passes: it must come for this server and from a page of ours, whoever asks must be let
//! in, and an address of a unit exists only for those who may see the unit.
//!
//! Refuses to know what the pages show.

use std::net::IpAddr;

use axum::{
    extract::{MatchedPath, RawPathParams, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use model::{ErrorKind, UnitId};

use crate::{
    ask::{LANGUAGE_COOKIE, cookie, language_of},
    failure::Failure,
    gzip,
    routes::{Audience, audience_of},
    secret::token_hash,
    site::{Access, Shared},
    viewer::Viewer,
};

/// The cookie that names a session.
pub(crate) const SESSION_COOKIE: &str = "kiemchung-session";

/// What every answer carries. Nothing is fetched from elsewhere, nothing runs that is not a file of ours, nobody frames
/// a page, and what was seen is not kept by anybody on the way.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Lets a request through, or answers it.
pub(crate) async fn pass(
    State(site): State<Shared>,
    matched: Option<MatchedPath>,
    in_path: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = asked_language(&parts.uri);
    let language = language_of(asked, &parts.headers);
    let remembers = asked.is_some();
    let is_gzip_welcome = gzip::is_welcome(&parts.uri, &parts.headers);
    let is_for_programs = parts.uri.path().starts_with("/api/");
    let unit = in_path.iter().find(|(name, _)| *name == "unit").map(|(_, unit)| unit.to_owned());
    let admitted = admit(&site, matched.as_ref().map(MatchedPath::as_str), unit, &parts).await;
    let mut response = match admitted {
        Ok(viewer) => {
            if let Some(viewer) = viewer {
                parts.extensions.insert(viewer);
            }
            next.run(Request::from_parts(parts, body)).await
        }
        Err(failure) => failure.into_response(),
    };
    // A function that fails says why; here it is known in which form and language to pass that on.
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        let failure = match (failure, site.round.preparing()) {
            (Failure::Failed(ErrorKind::Unavailable), Some(so_far)) => Failure::Preparing(so_far),
            (failure, _) => failure,
        };
        if matches!(failure, Failure::SignedOut) && !is_for_programs {
            return with_headers(Redirect::to("/sign-in").into_response());
        }
        response = if is_for_programs { failure.into_json() } else { failure.into_page(language) };
    }
    if remembers {
        let cookie = format!(
            "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax",
            language.tag()
        );
        let cookie = HeaderValue::from_str(&cookie).expect("a language has a tag of two letters");
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if is_gzip_welcome {
        response = gzip::compressed(response).await;
    }
    with_headers(response)
}

/// The answer where no page is.
pub(crate) async fn nowhere(uri: Uri, headers: HeaderMap) -> Response {
    let language = language_of(asked_language(&uri), &headers);
    with_headers(Failure::NotFound.into_page(language))
}

fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn asked_language(uri: &Uri) -> Option<&str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("lang="))
}

/// Who asks, where the address is one for them; nobody where it is one for anybody.
async fn admit(
    site: &Shared,
    route: Option<&str>,
    unit: Option<String>,
    request: &Parts,
) -> Result<Option<Viewer>, Failure> {
    let headers = &request.headers;
    let viewer = match &site.access {
        Access::Local(secret) => {
            let host = host(request).ok_or(Failure::Forged)?;
            // A page of another site may have its own name resolve to this machine: then the name gives it away.
            if !is_loopback(&host) {
                return Err(Failure::Forged);
            }
            Some(Viewer::local(&secret.0))
        }
        Access::Accounts => match session_token(headers).or_else(|| bearer_token(headers)) {
            None => None,
            Some(session) => {
                let account = site.round.session(token_hash(session)).await?;
                account.map(|account| Viewer::signed_in(account, session))
            }
        },
    };
    if !matches!(request.method, Method::GET | Method::HEAD) && !is_from_here(request) {
        return Err(Failure::Forged);
    }
    let audience = audience_of(route.ok_or(Failure::NotFound)?).ok_or(Failure::NotFound)?;
    if audience == Audience::Anybody {
        return Ok(viewer);
    }
    let viewer = viewer.ok_or(Failure::SignedOut)?;
    let is_let_in = match audience {
        Audience::Anybody | Audience::SignedIn => true,
        Audience::Round => viewer.sees_the_round(),
        Audience::Ranking => viewer.sees_the_round() || site.round.is_published(),
        Audience::Administrator => viewer.administers(),
        Audience::Loader => viewer.loads(),
        Audience::Unit => {
            let unit = unit.and_then(|unit| UnitId::new(unit).ok()).ok_or(Failure::NotFound)?;
            viewer.may_see(&unit)
        }
    };
    if is_let_in { Ok(Some(viewer)) } else { Err(Failure::NotFound) }
}

/// The session that a browser's cookie names.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION_COOKIE).filter(|token| !token.is_empty())
}

/// The session that a program names.
fn bearer_token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Whether cookies may be kept to encrypted connections: everywhere but on this machine itself.
pub(crate) fn is_secure(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    !host.is_some_and(|host| is_loopback(without_port(host)))
}

/// The name that the request came for, without the port.
fn host(request: &Parts) -> Option<String> {
    let named = request.headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = named.or_else(|| request.uri.authority().map(|authority| authority.as_str()))?;
    Some(without_port(host).to_owned())
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a page of ours sends this: browsers say where a form comes from.
fn is_from_here(request: &Parts) -> bool {
    let text = |name: &HeaderName| request.headers.get(name).and_then(|value| value.to_str().ok());
    let (host, origin) = (text(&header::HOST), text(&header::ORIGIN));
    match (origin, text(&HeaderName::from_static("sec-fetch-site"))) {
        (Some(origin), _) => origin.split_once("://").map(|(_, name)| name) == host,
        (None, Some(site)) => matches!(site, "same-origin" | "none"),
        // Programs that are no browsers send neither; they carry no one's cookies unasked.
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for (host, expect) in [
            ("localhost:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("127.0.0.1.example.vn", false),
            ("example.vn:8080", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(is_loopback(without_port(host)), expect, "{host}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_forged() {
        let check = |headers: &[(&str, &str)], expect: bool| {
            let mut request = Request::builder().method("POST").uri("/").header("host", "a:1");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(axum::body::Body::empty()).expect("a request");
            assert_eq!(is_from_here(&request.into_parts().0), expect, "{headers:?}");
        };
        check(&[("origin", "http://a:1")], true);
        check(&[("origin", "http://b:1")], false);
        check(&[("origin", "null")], false);
        check(&[("sec-fetch-site", "cross-site")], false);
        check(&[("sec-fetch-site", "same-origin")], true);
        check(&[], true);
    }
}
