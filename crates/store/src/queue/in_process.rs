//! A queue within one process.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use model::ObjectKey;
use tokio::{sync::Notify, time::timeout};

use super::Delivery;

/// The queue; its clones are the same one.
#[derive(Debug, Clone, Default)]
pub(super) struct InProcess(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    jobs: Mutex<Jobs>,
    /// Wakes one worker for each job.
    offered: Notify,
    /// Wakes whoever waits for the end.
    settled: Notify,
}

#[derive(Debug, Default)]
struct Jobs {
    waiting: VecDeque<(ObjectKey, u64)>,
    /// The keys of those that wait: one that is offered twice is worked on once.
    known: BTreeSet<ObjectKey>,
    /// Handed out, or put off.
    in_hands: u64,
}

/// What a worker answers with.
#[derive(Debug)]
pub(super) struct Receipt {
    shared: Arc<Shared>,
    job: Option<(ObjectKey, u64)>,
}

impl Shared {
    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().expect("nobody panics while holding the jobs")
    }

    fn put_back(&self, key: ObjectKey, tries: u64) {
        let mut jobs = self.jobs();
        jobs.in_hands -= 1;
        if jobs.known.insert(key.clone()) {
            jobs.waiting.push_back((key, tries));
            self.offered.notify_one();
        }
    }
}

impl InProcess {
    pub(super) fn offer(&self, keys: &[ObjectKey]) {
        for key in keys {
            let mut jobs = self.0.jobs();
            if jobs.known.insert(key.clone()) {
                jobs.waiting.push_back((key.clone(), 0));
                self.0.offered.notify_one();
            }
        }
    }

    pub(super) async fn next(&self, max_wait: Duration) -> Option<Delivery> {
        let next = async {
            loop {
                let offered = self.0.offered.notified();
                if let Some(delivery) = self.try_next() {
                    return delivery;
                }
                offered.await;
            }
        };
        timeout(max_wait, next).await.ok()
    }

    fn try_next(&self) -> Option<Delivery> {
        let mut jobs = self.0.jobs();
        let (key, tries) = jobs.waiting.pop_front()?;
        jobs.known.remove(&key);
        jobs.in_hands += 1;
        if !jobs.waiting.is_empty() {
            // A word to one worker may have reached one that no longer waits.
            self.0.offered.notify_one();
        }
        let tries = tries + 1;
        let receipt = Receipt { shared: Arc::clone(&self.0), job: Some((key.clone(), tries)) };
        Some(Delivery { key, tries, receipt: super::Receipt::InProcess(receipt) })
    }

    pub(super) fn outstanding(&self) -> u64 {
        let jobs = self.0.jobs();
        jobs.waiting.len() as u64 + jobs.in_hands
    }

    pub(super) async fn settle(&self, max_wait: Duration) {
        let settled = async {
            loop {
                let settled = self.0.settled.notified();
                tokio::pin!(settled);
                settled.as_mut().enable();
                if self.outstanding() == 0 {
                    return;
                }
                settled.await;
            }
        };
        // Whether it settled or not is asked for by itself.
        drop(timeout(max_wait, settled).await);
    }
}

impl Receipt {
    pub(super) fn done(mut self) {
        self.job = None;
        let is_last = {
            let mut jobs = self.shared.jobs();
            jobs.in_hands -= 1;
            jobs.in_hands == 0 && jobs.waiting.is_empty()
        };
        if is_last {
            self.shared.settled.notify_waiters();
        }
    }

    pub(super) fn again(mut self, after: Duration) {
        let Some((key, tries)) = self.job.take() else { return };
        let shared = Arc::clone(&self.shared);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            shared.put_back(key, tries);
        });
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        if let Some((key, tries)) = self.job.take() {
            self.shared.put_back(key, tries);
        }
    }
}
