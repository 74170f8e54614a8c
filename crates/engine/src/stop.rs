//! A request to stop: what is under way is finished, nothing new is begun.

use std::sync::Arc;

use tokio::sync::watch;

/// Whether somebody asked to stop; its clones are the same request.
#[derive(Debug, Clone)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Asks to stop.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    /// Whether somebody did.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody does.
    pub async fn requested(&self) {
        let mut requests = self.0.subscribe();
        requests.wait_for(|requested| *requested).await.expect("the sender is ours and lives");
    }
}
