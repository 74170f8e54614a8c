//! How often somebody may try to sign in: after a few wrong passwords for a name, each further one makes the next wait
//! twice as long.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

use tokio::time::Instant;

/// How many wrong passwords cost nothing.
const FREE: u32 = 5;
/// The longest that anybody waits.
const LONGEST: Duration = Duration::from_secs(15 * 60);
/// How many names are remembered; whoever tries more only makes the oldest be forgotten.
const REMEMBERED: usize = 10_000;

/// Who failed how often.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failed: Mutex<BTreeMap<String, Failed>>,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    times: u32,
    until: Instant,
}

impl Throttle {
    /// Whether a try for this name is heard now.
    pub(crate) fn admits(&self, name: &str, now: Instant) -> bool {
        self.lock().get(name).is_none_or(|failed| failed.until <= now)
    }

    /// A wrong password was given.
    pub(crate) fn failed(&self, name: &str, now: Instant) {
        let mut all = self.lock();
        if all.len() >= REMEMBERED && !all.contains_key(name) {
            let oldest = all.iter().min_by_key(|(_, failed)| failed.until);
            if let Some(oldest) = oldest.map(|(name, _)| name.clone()) {
                all.remove(&oldest);
            }
        }
        let failed = all.entry(name.to_owned()).or_insert(Failed { times: 0, until: now });
        failed.times = failed.times.saturating_add(1);
        failed.until = now + wait_after(failed.times);
    }

    /// The right password was given.
    pub(crate) fn succeeded(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Failed>> {
        self.failed.lock().expect("nothing panics while it holds the names")
    }
}

fn wait_after(times: u32) -> Duration {
    match times.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(more) => Duration::from_secs(1_u64 << more.min(20)).min(LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waiting_doubles_and_ends_with_success() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for _ in 0..FREE {
            assert!(throttle.admits("a", start));
            throttle.failed("a", start);
        }
        throttle.failed("a", start);
        assert!(!throttle.admits("a", start + Duration::from_secs(1)));
        assert!(throttle.admits("a", start + Duration::from_secs(2)));
        throttle.failed("a", start);
        assert!(!throttle.admits("a", start + Duration::from_secs(3)));
        assert!(throttle.admits("b", start), "others are not kept waiting");
        throttle.succeeded("a");
        assert!(throttle.admits("a", start));
        assert_eq!(wait_after(u32::MAX), LONGEST);
    }

    #[tokio::test]
    async fn a_crowd_of_names_is_bounded() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for name in 0..REMEMBERED + 10 {
            throttle.failed(&name.to_string(), start);
        }
        assert_eq!(throttle.lock().len(), REMEMBERED);
    }
}
