//! Does this process reach what it needs to work?

use std::time::Duration;

use tokio::time::timeout;

use crate::round::Wiring;

/// What answers later than this is as good as away.
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Whether something answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It does.
    Reached,
    /// It does not, or says that it cannot.
    NotReached,
}

/// What this process reaches at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// The ledger.
    pub ledger: Reach,
    /// The queue.
    pub queue: Reach,
}

impl Wiring {
    /// Asks ledger and queue.
    pub async fn health(&self) -> Health {
        let reach = |answers| if answers { Reach::Reached } else { Reach::NotReached };
        let ledger = timeout(MAX_WAIT, self.ledger.generation()).await;
        let queue = timeout(MAX_WAIT, self.queue.outstanding()).await;
        Health {
            ledger: reach(matches!(ledger, Ok(Ok(_)))),
            queue: reach(matches!(queue, Ok(Ok(_)))),
        }
    }
}
