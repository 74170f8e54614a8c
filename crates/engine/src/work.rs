//! Working on a round without end: workers, and leading whenever nobody else does.
//!
//! Any number of processes do this at once, on any number of machines; each may be killed at any moment.

use std::{path::Path, time::Duration};

use model::ErrorKind;
use store::Again;

use crate::{
    check::Check,
    error::{Error, Result},
    follow, lease,
    own_folder::OwnFolder,
    pass::pass,
    progress::Watcher,
    round::Wiring,
    stop::Stop,
    worker,
};

/// Where a process keeps its own files, and how often the round is gone through.
#[derive(Debug, Clone, Copy)]
pub struct Post<'p> {
    /// The folder of the program's own files on this machine.
    pub folder: &'p Path,
    /// The folder of the round's index in it.
    pub index: &'p Path,
    /// How long after one pass the next begins.
    pub every: Duration,
}

/// Works on a round until somebody asks to stop: then what is in hands is finished, and the lease given back.
///
/// # Errors
/// When something fails that only people can mend. Storage, ledger and queue may be away for any time.
pub async fn work(
    wiring: &Wiring,
    check: &Check<'_>,
    post: Post<'_>,
    stop: &Stop,
    watch: Watcher<'_>,
) -> Result<()> {
    if wiring.evidence.denies().await {
        // Before it takes a job: a machine with wrong keys would use up the tries of documents.
        let attempted = "reach the evidence with these keys";
        return Err(Error::new(ErrorKind::Denied, attempted));
    }
    let working = async {
        let done = worker::work(&check.workshop(wiring, None), check.workers(), stop).await;
        stop.request();
        done
    };
    let leading = async {
        let done = lead(wiring, check, post, stop, watch).await;
        stop.request();
        done
    };
    let (worked, led) = tokio::join!(working, leading);
    worked.and(led)
}

async fn lead(
    wiring: &Wiring,
    check: &Check<'_>,
    post: Post<'_>,
    stop: &Stop,
    watch: Watcher<'_>,
) -> Result<()> {
    while !stop.is_requested() {
        let led = lead_once(wiring, check, post, stop, watch).await;
        check.metrics.leads(false);
        match led {
            Ok(()) => {}
            Err(error) if error.kind().is_transient() => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a pass was not finished");
            }
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = tokio::time::sleep(post.every) => {}
            () = stop.requested() => {}
        }
    }
    Ok(())
}

/// Leads for one pass, if nobody else does.
async fn lead_once(
    wiring: &Wiring,
    check: &Check<'_>,
    post: Post<'_>,
    stop: &Stop,
    watch: Watcher<'_>,
) -> Result<()> {
    // Another process of this machine leads, or searches.
    let Some(own) = OwnFolder::try_take(post.folder)? else { return Ok(()) };
    let round = &check.pipeline.round.id;
    let Some(lease) = lease::take(&wiring.ledger, round, &own.holder()?).await? else {
        return Ok(());
    };
    check.metrics.leads(true);
    tracing::info!(%round, token = lease.token(), "leads");
    lease::holding(&wiring.ledger, lease, async |lease| {
        let led = async {
            let mut index = follow::open_index(&wiring.ledger, post.index).await?;
            pass(lease, wiring, &mut index, check, Again::Nothing, watch).await
        };
        tokio::select! {
            led = led => led.map(drop),
            () = stop.requested() => Ok(()),
        }
    })
    .await?;
    check.metrics.passed();
    Ok(())
}
