//! The few files that pages are made with: one style, two scripts, one picture, all our own and compiled in.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("../assets/desk.css");
const SCRIPT: &str = include_str!("../assets/desk.js");
const LOAD_SCRIPT: &str = include_str!("../assets/load.js");
const ICON: &str = include_str!("../assets/desk.svg");

/// `GET /assets/desk.css`
pub(crate) async fn style(headers: HeaderMap) -> Response {
    asset("text/css; charset=utf-8", STYLE, &headers)
}

/// `GET /assets/desk.js`
pub(crate) async fn script(headers: HeaderMap) -> Response {
    asset("text/javascript; charset=utf-8", SCRIPT, &headers)
}

/// `GET /assets/load.js`
pub(crate) async fn load_script(headers: HeaderMap) -> Response {
    asset("text/javascript; charset=utf-8", LOAD_SCRIPT, &headers)
}

/// `GET /assets/desk.svg`
pub(crate) async fn icon(headers: HeaderMap) -> Response {
    asset("image/svg+xml", ICON, &headers)
}

/// Browsers keep it and ask whether it is still the same, so that a new program never meets an old style.
fn asset(media_type: &'static str, text: &'static str, asked: &HeaderMap) -> Response {
    let digest = Sha256::digest(text.as_bytes());
    let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known =
        asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let headers = [(header::ETAG, tag), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(header::CONTENT_TYPE, media_type)], text).into_response()
}
