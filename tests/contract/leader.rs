//! Which server of a cluster leads the queue.

/// The server that leads the queue, as one of them says; none while they are choosing.
pub(crate) async fn leader(url: &str, variables: Vec<(String, String)>) -> Option<String> {
    let (_, token) = variables.into_iter().next().expect("one");
    let servers: Vec<&str> = url.split(',').collect();
    let client = async_nats::ConnectOptions::with_token(token).connect(servers).await.ok()?;
    let stream = async_nats::jetstream::new(client).get_stream("KIEMCHUNG_V1").await.ok()?;
    stream.cached_info().cluster.as_ref()?.leader.clone()
}
