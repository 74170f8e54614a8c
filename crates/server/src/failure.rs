//! What a request that gives no page ends in: one table from what went wrong to the status, and a page that says so.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use engine::Preparing;
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
    /// The round is not gathered yet.
    Preparing(Preparing),
    /// The operation failed.
    Failed(ErrorKind),
}

/// After how many seconds a program may ask again for what is being prepared.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("3");

impl Failure {
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Invalid => StatusCode::BAD_REQUEST,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Preparing(_) => StatusCode::SERVICE_UNAVAILABLE,
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
        self.asking_again((status, kind, body.to_string()).into_response())
    }

    /// The answer with when to ask again, where that helps.
    fn asking_again(self, mut response: Response) -> Response {
        if let Self::Preparing(_) = self {
            response.headers_mut().insert(header::RETRY_AFTER, ASK_AGAIN);
        }
        response
    }

    /// The page that says so.
    pub(crate) fn into_page(self, language: Language) -> Response {
        let (status, w) = (self.status(), Words::of(language));
        let progress = match self {
            Self::Preparing(Preparing { ready, units }) => {
                format!("{} {ready}/{units}", w.preparing_units)
            }
            _ => String::new(),
        };
        let message = match self {
            Self::Preparing(_) => w.preparing,
            Self::NotFound => w.not_found,
            Self::SignedOut => w.signed_out,
            Self::Invalid => w.not_understood,
            Self::Forged => w.forged,
            Self::TooLarge => w.too_large,
            Self::Failed(_) => w.failed,
        };
        let (lang, status_number) = (language.tag(), status.as_u16());
        let page = FailurePage { lang, w, message, progress, status: status_number };
        self.asking_again((status, Html(page.to_string())).into_response())
    }
}

#[derive(Template)]
#[template(path = "failure.html")]
struct FailurePage {
    lang: &'static str,
    w: &'static Words,
    message: &'static str,
    /// How far what is waited for is; empty where nothing is.
    progress: String,
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
        if kind.is_transient() {
            tracing::warn!(?kind, %error, "a request could not be answered now");
        } else {
            tracing::error!(?kind, %error, "a request failed");
        }
        Self::Failed(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_being_prepared_says_how_far_it_is_and_when_to_ask_again() {
        let failure = Failure::Preparing(Preparing { ready: 3, units: 139 });
        for response in [failure.into_json(), failure.into_page(Language::Vietnamese)] {
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers().get(header::RETRY_AFTER), Some(&ASK_AGAIN));
        }
        let other = Failure::Failed(ErrorKind::Unavailable).into_json();
        assert_eq!(other.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(other.headers().get(header::RETRY_AFTER), None, "nobody knows when");
    }
}
