//! The queue: which object is worked on next, and by whom, within one process or among many machines.
//!
//! It only wakes and shares out. What is to be done is in the ledger, where a job is an object in the state *named*: a
//! message that is lost is offered again by whoever holds the lease, and one that comes twice finds its job done.
//! Refuses to know what an object is, or how it is worked on.

use std::time::Duration;

use model::{ErrorKind, ObjectKey};

use crate::{
    database::Password,
    error::{Error, Result},
};

mod in_process;
mod nats;

/// A queue of one round, read and understood in one way: workers that would do it in another way see another queue.
#[derive(Debug, Clone)]
pub struct Queue(Kind);

#[derive(Debug, Clone)]
enum Kind {
    InProcess(in_process::InProcess),
    Nats(Box<nats::Nats>),
}

/// A job that was handed to a worker. One that is dropped without a word comes back, to this worker or to another.
#[derive(Debug)]
pub struct Delivery {
    /// The object.
    pub key: ObjectKey,
    /// How often it was handed out, this time included.
    pub tries: u64,
    receipt: Receipt,
}

#[derive(Debug)]
enum Receipt {
    InProcess(in_process::Receipt),
    Nats(Box<nats::Receipt>),
}

impl Queue {
    /// An empty queue within this process, gone with it.
    #[must_use]
    pub fn in_process() -> Self {
        Self(Kind::InProcess(in_process::InProcess::default()))
    }

    /// Connects to the queue of this name on NATS servers with JetStream, and makes it where it is missing. The URL,
    /// `nats://one:4222` or `nats://one:4222,two:4222,three:4222`, has no token in it; what is queued is kept on as
    /// many servers as it names. A worker that was silent for `max_silence` is taken for dead.
    ///
    /// # Errors
    /// `Invalid` for a URL of another form, `Denied` for a wrong token, `Unavailable` when nobody answers.
    pub async fn connect(
        url: &str,
        token: Option<&Password>,
        name: &str,
        max_silence: Duration,
    ) -> Result<Self> {
        let nats = nats::Nats::connect(url, token, name, max_silence).await?;
        Ok(Self(Kind::Nats(Box::new(nats))))
    }

    /// Hands out these objects, in this order.
    ///
    /// # Errors
    /// When the queue does not answer: some may have been taken, and all may be offered again.
    pub async fn offer(&self, keys: &[ObjectKey]) -> Result<()> {
        match &self.0 {
            Kind::InProcess(queue) => queue.offer(keys),
            Kind::Nats(queue) => queue.offer(keys).await?,
        }
        Ok(())
    }

    /// Waits for the next object, so long at most.
    ///
    /// # Errors
    /// When the queue does not answer.
    pub async fn next(&self, max_wait: Duration) -> Result<Option<Delivery>> {
        match &self.0 {
            Kind::InProcess(queue) => Ok(queue.next(max_wait).await),
            Kind::Nats(queue) => queue.next(max_wait).await,
        }
    }

    /// How many objects wait or are worked on; one that was offered twice may count twice.
    ///
    /// # Errors
    /// When the queue does not answer.
    pub async fn outstanding(&self) -> Result<u64> {
        match &self.0 {
            Kind::InProcess(queue) => Ok(queue.outstanding()),
            Kind::Nats(queue) => queue.outstanding().await,
        }
    }

    /// Waits until nothing is outstanding, so long at most.
    ///
    /// # Errors
    /// When the queue does not answer.
    pub async fn settle(&self, max_wait: Duration) -> Result<()> {
        match &self.0 {
            Kind::InProcess(queue) => queue.settle(max_wait).await,
            Kind::Nats(queue) => queue.settle(max_wait).await?,
        }
        Ok(())
    }

    /// How long a worker may go without a word about an object before it is taken for dead; none where that shows by
    /// itself.
    #[must_use]
    pub fn max_silence(&self) -> Option<Duration> {
        match &self.0 {
            Kind::InProcess(_) => None,
            Kind::Nats(queue) => Some(queue.max_silence()),
        }
    }
}

impl Delivery {
    /// Says that the worker lives and goes on.
    ///
    /// # Errors
    /// When the queue does not answer: another worker may be handed the same object.
    pub async fn working(&self) -> Result<()> {
        match &self.receipt {
            Receipt::InProcess(_) => Ok(()),
            Receipt::Nats(receipt) => receipt.working().await,
        }
    }

    /// Says that the job is done, or that there is nothing to do.
    ///
    /// # Errors
    /// When the queue does not answer: the object may be handed out again.
    pub async fn done(self) -> Result<()> {
        match self.receipt {
            Receipt::InProcess(receipt) => receipt.done(),
            Receipt::Nats(receipt) => receipt.done().await?,
        }
        Ok(())
    }

    /// Gives the job back, to be handed out again after some time.
    ///
    /// # Errors
    /// When the queue does not answer: it comes back all the same.
    pub async fn again(self, after: Duration) -> Result<()> {
        match self.receipt {
            Receipt::InProcess(receipt) => receipt.again(after),
            Receipt::Nats(receipt) => receipt.again(after).await?,
        }
        Ok(())
    }
}

fn unavailable(
    attempted: &'static str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> Error {
    Error::caused(ErrorKind::Unavailable, format!("queue: {attempted}"), source)
}
