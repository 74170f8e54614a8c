//! What a request that gives no page ends in: one table from what went wrong to the status, and a page that says so.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use model::ErrorKind;
use report::Language;

use crate::words::Words;

/// Why there is no page.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Failure {
    /// There is no such page, or none for this viewer: the two are not told apart.
    NotFound,
    /// Whoever asks has not signed in, or their session is over.
    SignedOut,
    /// What was asked cannot be understood.
    Invalid,
    /// The request does not come from a page of ours.
    Forged,
    /// More was sent than is taken.
    TooLarge,
    /// The operation failed.
    Failed(ErrorKind),
}

impl Failure {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Failed(kind) => match kind {
                ErrorKind::NotFound => StatusCode::NOT_FOUND,
                ErrorKind::Conflict => StatusCode::CONFLICT,
                ErrorKind::Invalid => StatusCode::BAD_REQUEST,
                ErrorKind::Denied | ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
                ErrorKind::Exhausted => StatusCode::PAYLOAD_TOO_LARGE,
                ErrorKind::Timeout => StatusCode::GATEWAY_TIMEOUT,
                ErrorKind::Corrupt | ErrorKind::Bug => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    /// The answer to a program: the problem details of RFC 9457.
    pub(crate) fn into_json(self) -> Response {
        let status = self.status();
        let title = status.canonical_reason().unwrap_or_default();
        let body = serde_json::json!({ "status": status.as_u16(), "title": title });
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (status, kind, body.to_string()).into_response()
    }

    /// The page that says so.
    pub(crate) fn into_page(self, language: Language) -> Response {
        let (status, w) = (self.status(), Words::of(language));
        let message = match self {
            Self::NotFound => w.not_found,
            Self::SignedOut => w.signed_out,
            Self::Invalid => w.not_understood,
            Self::Forged => w.forged,
            Self::TooLarge => w.too_large,
            Self::Failed(_) => w.failed,
        };
        let page = FailurePage { lang: language.tag(), w, message, status: status.as_u16() };
        (status, Html(page.to_string())).into_response()
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    lang: &'static str,
    w: &'static Words,
    message: &'static str,
    status: u16,
}

/// Carries the failure to the gate, which knows the language and the form of the answer.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<engine::Error> for Failure {
    fn from(error: engine::Error) -> Self {
        let kind = error.kind();
        tracing::error!(?kind, %error, "a request failed");
        Self::Failed(kind)
    }
}
