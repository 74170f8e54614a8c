//! Answers as few bytes as they can be: pages of tables are mostly the same words.
//!
//! Only what repeats nothing of the address is compressed: where somebody else's words and a secret of ours stand in one
//! compressed page, its length tells of the secret (BREACH).

use std::io::Write as _;

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use flate2::{Compression, write::GzEncoder};

/// Smaller answers fit a packet anyway.
const WORTH_IT: usize = 1_400;

/// Whether the answer to a request may be compressed.
pub(crate) fn is_welcome(uri: &Uri, headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let names_gzip = |accepted: &str| {
        accepted.split(',').any(|one| {
            let (name, quality) = one.split_once(';').unwrap_or((one, ""));
            name.trim().eq_ignore_ascii_case("gzip") && quality.trim() != "q=0"
        })
    };
    uri.query().is_none() && accepted.is_some_and(names_gzip)
}

/// The answer, compressed where it is text.
pub(crate) async fn compressed(response: Response) -> Response {
    let is_text = response.headers().get(header::CONTENT_TYPE).is_some_and(|media_type| {
        let media_type = media_type.as_bytes();
        media_type.starts_with(b"text/")
            || media_type.starts_with(b"application/json")
            || media_type.starts_with(b"image/svg+xml")
    });
    if !is_text || response.headers().contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Answers are made whole before they are sent, so that this copies nothing from anywhere.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        tracing::error!("an answer of ours broke off");
        return Response::from_parts(parts, Body::empty());
    };
    let packed = if bytes.len() < WORTH_IT { None } else { packed(&bytes) };
    let Some(packed) = packed else { return Response::from_parts(parts, Body::from(bytes)) };
    parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(packed))
}

/// The bytes as gzip has them; none where they cannot be packed.
fn packed(bytes: &Bytes) -> Option<Vec<u8>> {
    // More effort costs more time than it saves on the way.
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_repeats_words_of_the_address_is_not_compressed() {
        let check = |uri: &str, accepted: Option<&str>, expect: bool| {
            let mut headers = HeaderMap::new();
            if let Some(accepted) = accepted {
                headers.insert(header::ACCEPT_ENCODING, accepted.parse().expect("a header"));
            }
            let uri: Uri = uri.parse().expect("an address");
            assert_eq!(is_welcome(&uri, &headers), expect, "{uri} {accepted:?}");
        };
        check("/", Some("gzip, deflate, br"), true);
        check("/", Some("deflate;q=1, GZIP;q=0.5"), true);
        check("/", Some("gzip;q=0"), false);
        check("/", None, false);
        check("/search?q=x", Some("gzip"), false);
    }
}
