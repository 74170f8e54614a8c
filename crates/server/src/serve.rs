//! The server on its socket, until somebody asks it to stop.

use axum::Router;
use tokio::net::TcpListener;

/// Answers requests until `stop` is done; requests that are under way then are still answered.
///
/// # Errors
/// When the socket fails.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router).with_graceful_shutdown(stop).await
}
