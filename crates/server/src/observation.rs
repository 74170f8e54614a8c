//! What a monitoring system asks a process that works: its counts, and whether it reaches what it needs. Two answers
//! without any text of a document, on an address that only the machine itself or a private network should reach.

use std::{future::Future, io, net::SocketAddr};

use axum::{
    Json, Router,
    http::{StatusCode, header},
    response::IntoResponse as _,
    routing::get,
};
use engine::{Health, Reach};
use serde_json::json;
use tokio::net::TcpListener;

/// The media type of the text format that Prometheus reads.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// An address on which `/metrics` and `/health` are answered.
#[derive(Debug)]
pub struct ObservationPoint {
    listener: TcpListener,
}

impl ObservationPoint {
    /// Begins to listen; with port 0, on any free port.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await? })
    }

    /// The address that is listened on.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is dropped: `/metrics` with the text, `/health` with 200 where everything is reached and 503
    /// where something is not.
    ///
    /// # Errors
    /// When the system takes the address away.
    pub async fn serve<F>(
        self,
        metrics: impl Fn() -> String + Clone + Send + Sync + 'static,
        health: impl Fn() -> F + Clone + Send + Sync + 'static,
    ) -> io::Result<()>
    where
        F: Future<Output = Health> + Send + 'static,
    {
        axum::serve(self.listener, routes(metrics, health)).await
    }
}

fn routes<F>(
    metrics: impl Fn() -> String + Clone + Send + Sync + 'static,
    health: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> Router
where
    F: Future<Output = Health> + Send + 'static,
{
    let told = move || async move { ([(header::CONTENT_TYPE, OPEN_METRICS)], metrics()) };
    let healthy = move || async move {
        let Health { ledger, queue } = health().await;
        let is_well = ledger == Reach::Reached && queue == Reach::Reached;
        let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        let word = |reach| match reach {
            Reach::Reached => "reached",
            Reach::NotReached => "not-reached",
        };
        (status, Json(json!({ "ledger": word(ledger), "queue": word(queue) }))).into_response()
    };
    Router::new().route("/metrics", get(told)).route("/health", get(healthy))
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, http::Request};
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str, queue: Reach) -> (StatusCode, String) {
        let health = move || async move { Health { ledger: Reach::Reached, queue } };
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = routes(|| "# EOF\n".to_owned(), health).oneshot(request).await;
        let answer = answer.expect("routes always answer");
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.expect("short");
        (status, String::from_utf8(body.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn health_names_what_is_not_reached() {
        let well = ask("/health", Reach::Reached).await;
        assert_eq!(well, (StatusCode::OK, r#"{"ledger":"reached","queue":"reached"}"#.to_owned()));
        let (status, body) = ask("/health", Reach::NotReached).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(body.contains(r#""queue":"not-reached""#), "{body}");
        assert_eq!(ask("/metrics", Reach::Reached).await.1, "# EOF\n");
        assert_eq!(ask("/", Reach::Reached).await.0, StatusCode::NOT_FOUND);
    }
}
