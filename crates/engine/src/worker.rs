//! Workers: each takes one object after the other from the queue, brings it from storage to facts, and publishes it.
//!
//! A worker needs no other worker and knows of none. Every job ends in one transaction of the ledger, and only then is
//! the queue told; whatever dies in between leaves a job that another one does.

use std::{future::Future, time::Duration};

use model::{ErrorKind, Problem, ProblemCode, RoundId};
use store::{Delivery, PendingObject, Publication};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};
use tracing::Instrument as _;

use crate::{
    error::{Error, Result},
    ingest,
    metrics::Metrics,
    reader::{ReaderProcess, ReaderSettings},
    recogniser::Recogniser,
    round::{Recipes, Wiring},
    stop::Stop,
};

/// How long a worker waits for an object before it looks whether it is to stop.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// How often an object is handed out before it is given up: then it is what kills workers.
const MAX_TRIES: u64 = 5;

/// How long an object waits that could not be worked on.
const PUT_OFF: Duration = Duration::from_secs(2);

/// How long a worker waits for storage or ledger, at first and at last.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LAST_PAUSE: Duration = Duration::from_secs(5);

/// How long a worker that is patient without end waits for one object that the storage does not give: others may come
/// in all the same.
const STORAGE_PATIENCE: Duration = Duration::from_secs(900);

/// What workers do their work with.
#[derive(Debug, Clone)]
pub(crate) struct Workshop {
    pub(crate) wiring: Wiring,
    pub(crate) round: RoundId,
    pub(crate) recipes: Recipes,
    pub(crate) reader: ReaderSettings,
    pub(crate) recogniser: Option<Recogniser>,
    /// How long storage, ledger and queue may not answer before the work fails; without end where nobody waits for it.
    pub(crate) patience: Option<Duration>,
    pub(crate) metrics: Metrics,
}

/// What a failure means for the worker that met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reaction {
    /// It passes by itself: wait, and try again.
    Wait,
    /// It is this object's: others are not held up by it.
    PutOff,
    /// Every object would fail alike: somebody must mend it.
    Fail,
}

fn reaction(kind: ErrorKind) -> Reaction {
    match kind {
        ErrorKind::Unavailable | ErrorKind::Timeout | ErrorKind::Conflict => Reaction::Wait,
        ErrorKind::NotFound | ErrorKind::Corrupt | ErrorKind::Bug => Reaction::PutOff,
        ErrorKind::Denied | ErrorKind::Exhausted | ErrorKind::Invalid => Reaction::Fail,
    }
}

/// Works, this many at a time, until somebody asks to stop; then each finishes what it has in hands.
///
/// # Errors
/// When something fails that only people can mend. Objects in hands stay jobs.
pub(crate) async fn work(workshop: &Workshop, workers: usize, stop: &Stop) -> Result<()> {
    // Tasks of their own, which end with the set: what takes the time of a processor in one of them (decoding, writing
    // readings) holds up neither the others nor whoever leads.
    let mut tasks = JoinSet::new();
    for _ in 0..workers {
        let (workshop, stop) = (workshop.clone(), stop.clone());
        tasks.spawn(async move { worker(&workshop, &stop).await });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(|source| Error::caused(ErrorKind::Bug, "work on the queue", source))??;
    }
    Ok(())
}

async fn worker(workshop: &Workshop, stop: &Stop) -> Result<()> {
    let mut reader =
        ReaderProcess::new(workshop.reader.clone()).with_recogniser(workshop.recogniser.clone());
    while !stop.is_requested() {
        let next = || async { Ok(workshop.wiring.queue.next(MAX_WAIT).await?) };
        let Some(delivery) = workshop.patiently(stop, next).await? else { continue };
        let Some(delivery) = delivery else { continue };
        let span = tracing::info_span!("document", key = %delivery.key, tries = delivery.tries);
        job(workshop, &mut reader, delivery, stop).instrument(span).await?;
    }
    Ok(())
}

async fn job(
    workshop: &Workshop,
    reader: &mut ReaderProcess,
    delivery: Delivery,
    stop: &Stop,
) -> Result<()> {
    let started = Instant::now();
    let mut failure = None;
    let ended = alive(&delivery, workshop.wiring.queue.max_silence(), async {
        let pending = || async {
            Ok(workshop.wiring.ledger.pending_at(&workshop.round, &delivery.key).await?)
        };
        let Some(job) = workshop.patiently(stop, pending).await? else { return Ok(false) };
        // Nothing to do: done by another worker, or gone.
        let Some(job) = job else { return Ok(true) };
        if delivery.tries > MAX_TRIES {
            return give_up(workshop, &job, "worker", stop).await;
        }
        loop {
            match finish(workshop, reader, &job, started).await {
                Ok(()) => return Ok(true),
                Err(error) => match reaction(error.kind()) {
                    Reaction::Wait if workshop.has_patience(started) && !stop.is_requested() => {
                        tracing::warn!(%error, "waiting for storage or ledger");
                        sleep(pause(started)).await;
                    }
                    Reaction::PutOff if delivery.tries < MAX_TRIES => {
                        tracing::error!(%error, "an object could not be worked on");
                        return Ok(false);
                    }
                    Reaction::PutOff => {
                        tracing::error!(%error, "an object was given up");
                        let kind = format!("{:?}", error.kind());
                        return give_up(workshop, &job, &kind, stop).await;
                    }
                    Reaction::Wait | Reaction::Fail => {
                        failure = Some(error);
                        return Ok(false);
                    }
                },
            }
        }
    })
    .await;
    workshop.metrics.worked_on(started.elapsed());
    let told = if ended? { delivery.done().await } else { delivery.again(PUT_OFF).await };
    if let Err(error) = told {
        // It is handed out again, and then found done.
        tracing::warn!(%error, "the queue was not told");
    }
    failure.map_or(Ok(()), Err)
}

/// Brings one object to its end.
async fn finish(
    workshop: &Workshop,
    reader: &mut ReaderProcess,
    job: &PendingObject,
    started: Instant,
) -> Result<()> {
    let Workshop { wiring, recipes, round, .. } = workshop;
    let max_bytes = workshop.reader.limits.file_bytes;
    let may_wait = || started.elapsed() < workshop.patience.unwrap_or(STORAGE_PATIENCE);
    let publication = ingest::finish(wiring, recipes, reader, job, max_bytes, may_wait).await?;
    publish(workshop, round, job, &publication, started.elapsed()).await
}

async fn publish(
    workshop: &Workshop,
    round: &RoundId,
    job: &PendingObject,
    publication: &Publication,
    took: Duration,
) -> Result<()> {
    let ledger = &workshop.wiring.ledger;
    if ledger.publish(round, &job.object, publication, took).await? {
        workshop.metrics.published(publication);
    } else {
        tracing::info!("another worker was faster, or the object was replaced");
    }
    Ok(())
}

/// Parks an object that nobody could finish: unread, with the reason, until somebody asks for it again.
async fn give_up(
    workshop: &Workshop,
    job: &PendingObject,
    reason: &str,
    stop: &Stop,
) -> Result<bool> {
    let problem = Problem::new(ProblemCode::Crashed, format!("{reason} ×{MAX_TRIES}"));
    let publication = Publication::NotFetched(vec![problem]);
    let park = || publish(workshop, &workshop.round, job, &publication, Duration::ZERO);
    Ok(workshop.patiently(stop, park).await?.is_some())
}

/// Does something, and tells the queue meanwhile that the worker lives.
async fn alive<T>(
    delivery: &Delivery,
    max_silence: Option<Duration>,
    work: impl Future<Output = T>,
) -> T {
    let Some(max_silence) = max_silence else { return work.await };
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = sleep(max_silence / 3) => {
                if let Err(error) = delivery.working().await {
                    tracing::warn!(%error, "the queue was not told that the work goes on");
                }
            }
        }
    }
}

impl Workshop {
    fn has_patience(&self, since: Instant) -> bool {
        self.patience.is_none_or(|patience| since.elapsed() < patience)
    }

    /// Asks until there is an answer, for as long as patience lasts; none when somebody asked to stop meanwhile.
    async fn patiently<T, F: Future<Output = Result<T>>>(
        &self,
        stop: &Stop,
        ask: impl Fn() -> F,
    ) -> Result<Option<T>> {
        let since = Instant::now();
        loop {
            match ask().await {
                Ok(answer) => return Ok(Some(answer)),
                Err(error) if reaction(error.kind()) != Reaction::Wait => return Err(error),
                Err(_) if stop.is_requested() => return Ok(None),
                Err(error) if !self.has_patience(since) => return Err(error),
                Err(error) => {
                    tracing::warn!(%error, "waiting for ledger or queue");
                    sleep(pause(since)).await;
                }
            }
        }
    }
}

/// The longer it takes, the less often it is asked for.
fn pause(since: Instant) -> Duration {
    (since.elapsed() / 4).clamp(FIRST_PAUSE, LAST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_waited_for() {
        let check = |kind, expect| assert_eq!(reaction(kind), expect, "{kind:?}");
        check(ErrorKind::Unavailable, Reaction::Wait);
        check(ErrorKind::Corrupt, Reaction::PutOff);
        check(ErrorKind::Denied, Reaction::Fail);
        check(ErrorKind::Exhausted, Reaction::Fail);
    }
}
