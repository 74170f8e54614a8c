//! A queue on NATS JetStream: one work queue for all rounds, in which each has its subject and its consumer.

use std::time::Duration;

use async_nats::{
    ConnectErrorKind, ConnectOptions, ServerAddr,
    jetstream::{
        self, AckKind, Message,
        consumer::{AckPolicy, PullConsumer, pull},
        stream::{Config, RetentionPolicy, StorageType},
    },
};
use futures::{StreamExt as _, future::try_join_all};
use model::{ErrorKind, ObjectKey};
use tokio::time::Instant;

use super::{Delivery, unavailable};
use crate::{
    database::Password,
    error::{Error, Result},
};

/// The stream of all our queues. The version is that of the messages: the text of a key. Another form of them is
/// another stream, so that programs of two versions never read each other's.
const STREAM: &str = "KIEMCHUNG_V1";
const SUBJECT: &str = "kiemchung.v1";

/// How many messages wait for the server's word at a time.
const SENT_AT_ONCE: usize = 256;

/// How often the end is looked for.
const LOOKED_EVERY: Duration = Duration::from_millis(100);

/// How long the servers of a cluster may take to choose a leader: some seconds, where one was killed.
const MAX_ELECTION: Duration = Duration::from_secs(30);

/// How many objects all workers together may have in hands.
const MAX_IN_HANDS: i64 = 10_000;

#[derive(Debug, Clone)]
pub(super) struct Nats {
    context: jetstream::Context,
    consumer: PullConsumer,
    place: Place,
}

/// How the queue is made where it is missing.
#[derive(Debug, Clone)]
struct Place {
    name: String,
    replicas: usize,
    max_silence: Duration,
}

#[derive(Debug)]
pub(super) struct Receipt(Message);

impl Nats {
    pub(super) async fn connect(
        url: &str,
        token: Option<&Password>,
        name: &str,
        max_silence: Duration,
    ) -> Result<Self> {
        let servers = servers(url)?;
        let mut options = ConnectOptions::new().name("kiemchung");
        if let Some(token) = token {
            options = options.token(token.reveal().to_owned());
        }
        // Servers that are asked for TLS are never spoken to without.
        options = options.require_tls(servers.iter().any(ServerAddr::tls_required));
        let replicas = servers.len();
        let client = options.connect(servers).await.map_err(|source| {
            let kind = match source.kind() {
                ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                    ErrorKind::Denied
                }
                ConnectErrorKind::ServerParse => ErrorKind::Invalid,
                _ => ErrorKind::Unavailable,
            };
            Error::caused(kind, "queue: connect to the server", source)
        })?;
        let context = jetstream::new(client);
        let place = Place { name: name.to_owned(), replicas, max_silence };
        let consumer = place.make_when_led(&context).await?;
        Ok(Self { context, consumer, place })
    }

    pub(super) async fn offer(&self, keys: &[ObjectKey]) -> Result<()> {
        const ATTEMPTED: &str = "hand out objects";
        for keys in keys.chunks(SENT_AT_ONCE) {
            let mut sent = Vec::with_capacity(keys.len());
            for key in keys {
                let message = key.as_str().to_owned().into();
                let ack = self.context.publish(self.place.subject(), message).await;
                sent.push(ack.map_err(|source| unavailable(ATTEMPTED, source))?.into_future());
            }
            if let Err(source) = try_join_all(sent).await {
                // A server that lost what it held does not know the queue any more.
                self.place.make(&self.context).await?;
                return Err(unavailable(ATTEMPTED, source));
            }
        }
        Ok(())
    }

    pub(super) async fn next(&self, max_wait: Duration) -> Result<Option<Delivery>> {
        const ATTEMPTED: &str = "ask for an object";
        let asked = self.consumer.fetch().max_messages(1).expires(max_wait).messages().await;
        let answer = match asked {
            Ok(mut messages) => messages.next().await.transpose(),
            Err(source) => Err(source.into()),
        };
        let message = match answer {
            Ok(Some(message)) => message,
            Ok(None) => return Ok(None),
            Err(source) => {
                self.place.make(&self.context).await?;
                return Err(unavailable(ATTEMPTED, source));
            }
        };
        let tries = message.info().map_err(|source| unavailable(ATTEMPTED, source))?.delivered;
        let receipt = Receipt(message);
        let text = std::str::from_utf8(&receipt.0.payload).map(str::to_owned);
        match text.ok().and_then(|text| ObjectKey::new(text).ok()) {
            Some(key) => Ok(Some(Delivery {
                key,
                tries: u64::try_from(tries).unwrap_or_default(),
                receipt: super::Receipt::Nats(Box::new(receipt)),
            })),
            None => {
                // Nobody of us sent it: no job is lost with it.
                tracing::warn!("a message of the queue names no object");
                receipt.done().await?;
                Ok(None)
            }
        }
    }

    pub(super) async fn outstanding(&self) -> Result<u64> {
        match self.consumer.get_info().await {
            Ok(info) => Ok(info.num_pending + info.num_ack_pending as u64),
            Err(source) => {
                self.place.make(&self.context).await?;
                Err(unavailable("ask how much is outstanding", source))
            }
        }
    }

    pub(super) async fn settle(&self, max_wait: Duration) -> Result<()> {
        let settled = async {
            while self.outstanding().await? > 0 {
                tokio::time::sleep(LOOKED_EVERY).await;
            }
            Ok(())
        };
        tokio::time::timeout(max_wait, settled).await.unwrap_or(Ok(()))
    }

    pub(super) fn max_silence(&self) -> Duration {
        self.place.max_silence
    }
}

impl Place {
    fn subject(&self) -> String {
        format!("{SUBJECT}.{}", self.name)
    }

    /// As [`Place::make`], with patience where several servers must first choose who leads.
    async fn make_when_led(&self, context: &jetstream::Context) -> Result<PullConsumer> {
        let is_cluster = self.replicas > 1;
        let begun = Instant::now();
        loop {
            match self.make(context).await {
                Err(error) if is_cluster && begun.elapsed() < MAX_ELECTION => {
                    tracing::warn!(%error, "the queue has no leader yet");
                    tokio::time::sleep(LOOKED_EVERY).await;
                }
                made => return made,
            }
        }
    }

    /// Makes stream and consumer where they are missing.
    async fn make(&self, context: &jetstream::Context) -> Result<PullConsumer> {
        const ATTEMPTED: &str = "make the queue";
        let stream = Config {
            name: STREAM.to_owned(),
            subjects: vec![format!("{SUBJECT}.*")],
            retention: RetentionPolicy::WorkQueue,
            storage: StorageType::File,
            num_replicas: self.replicas,
            ..Config::default()
        };
        let stream = context
            .get_or_create_stream(stream)
            .await
            .map_err(|source| unavailable(ATTEMPTED, source))?;
        let consumer = pull::Config {
            durable_name: Some(self.name.clone()),
            filter_subject: self.subject(),
            ack_policy: AckPolicy::Explicit,
            ack_wait: self.max_silence,
            max_deliver: -1,
            max_ack_pending: MAX_IN_HANDS,
            ..pull::Config::default()
        };
        // Made again with another silence, it takes the new one.
        stream.create_consumer(consumer).await.map_err(|source| unavailable(ATTEMPTED, source))
    }
}

impl Receipt {
    pub(super) async fn working(&self) -> Result<()> {
        self.answer(AckKind::Progress).await
    }

    pub(super) async fn done(&self) -> Result<()> {
        self.answer(AckKind::Ack).await
    }

    pub(super) async fn again(&self, after: Duration) -> Result<()> {
        self.answer(AckKind::Nak(Some(after))).await
    }

    async fn answer(&self, kind: AckKind) -> Result<()> {
        let answered = self.0.ack_with(kind).await;
        answered.map_err(|source| unavailable("answer for an object", source))
    }
}

/// The servers that a URL names, all reached by TLS or all without. A token in it is refused, and not repeated.
fn servers(url: &str) -> Result<Vec<ServerAddr>> {
    let invalid = || {
        let form = "nats://one:4222,two:4222,three:4222, or tls://… the same, without a token";
        Error::new(ErrorKind::Invalid, format!("open a queue: the form is {form}"))
    };
    let scheme = ["nats://", "tls://"].into_iter().find(|scheme| url.starts_with(scheme));
    let scheme = scheme.ok_or_else(invalid)?;
    let hosts = url.strip_prefix(scheme).ok_or_else(invalid)?;
    if hosts.contains('@') {
        return Err(invalid());
    }
    let server = |host: &str| {
        let host = host.strip_prefix(scheme).unwrap_or(host);
        let names_one = !host.is_empty() && !host.contains("://");
        if names_one { format!("{scheme}{host}").parse().ok() } else { None }
    };
    hosts.split(',').map(|host| server(host).ok_or_else(invalid)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_servers_and_no_token() {
        let count = |url: &str| servers(url).expect(url).len();
        assert_eq!(count("nats://hang-doi:4222"), 1);
        assert_eq!(count("nats://a:4222,b:4222,nats://c:4222"), 3);
        assert!(servers("tls://a:4222,b").expect("two").iter().all(ServerAddr::tls_required));
        for url in [
            "nats://",
            "hang-doi:4222",
            "nats://matkhau@hang-doi",
            "nats://a,,b",
            "tls://a,nats://b",
        ] {
            let error = servers(url).expect_err(url);
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert!(!error.to_string().contains("matkhau"), "{error}");
        }
    }
}
