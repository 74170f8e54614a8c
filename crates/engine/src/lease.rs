//! Holding the lease of a round while something is done under it.

use std::time::Duration;

use model::{ErrorKind, RoundId};
use store::{Lease, Ledger};
use tokio::task::JoinSet;

use crate::error::{Error, Result};

/// How long a holder that died keeps the others waiting.
const LENGTH: Duration = Duration::from_secs(15);

/// How often a holder says that it lives.
const RENEWED_EVERY: Duration = Duration::from_secs(5);

/// Takes the lease of a round; none while it is another's. `holder` names the folder that this process keeps others out
/// of: what held the lease from there before is dead.
pub(crate) async fn take(ledger: &Ledger, round: &RoundId, holder: &str) -> Result<Option<Lease>> {
    Ok(ledger.take_lease(round, holder, LENGTH).await?)
}

/// Does something under a lease, renews it meanwhile, and gives it back.
///
/// # Errors
/// Those of the work; `Conflict` as soon as the lease is known to be another's. Then the work is dropped where it waits.
pub(crate) async fn holding<T>(
    ledger: &Ledger,
    lease: Lease,
    work: impl AsyncFnOnce(&Lease) -> Result<T>,
) -> Result<T> {
    // A task of its own: judging a large round takes a processor for longer than a lease lasts. It ends with its set.
    let mut renewal = JoinSet::new();
    renewal.spawn(renew(ledger.clone(), lease.clone()));
    let lost = async {
        match renewal.join_next().await.expect("the renewal was begun") {
            Ok(error) => error,
            Err(source) => Error::caused(ErrorKind::Bug, "renew the lease", source),
        }
    };
    let done = tokio::select! {
        done = work(&lease) => done,
        error = lost => Err(error),
    };
    renewal.shutdown().await;
    // Who failed to give it back only keeps the next one waiting until it ends.
    match (done, ledger.release_lease(lease).await) {
        (Ok(done), Err(error)) => {
            tracing::warn!(%error, "the lease was not given back");
            Ok(done)
        }
        (done, _) => done,
    }
}

/// Renews a lease until it is lost. A ledger that does not answer is asked again: nobody else can take it meanwhile.
async fn renew(ledger: Ledger, lease: Lease) -> Error {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        match ledger.renew_lease(&lease, LENGTH).await {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Conflict => return error.into(),
            Err(error) => tracing::warn!(%error, "the lease was not renewed"),
        }
    }
}
