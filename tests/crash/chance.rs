//! Moments and victims, drawn from a seed.

use std::time::{Duration, Instant};

/// A stream of choices that a seed determines.
pub(crate) struct Chance {
    state: u64,
    begun: Instant,
}

impl Chance {
    /// Prints its seed, so that a failure can be repeated as far as the machine allows.
    #[expect(clippy::print_stderr, reason = "a failing test shows its seed")]
    #[expect(clippy::disallowed_methods, reason = "a test measures itself")]
    pub(crate) fn new(test: &str) -> Self {
        let seed = std::env::var("KIEMCHUNG_CRASH_SEED").ok();
        let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1187);
        eprintln!("{test}: seed {seed}");
        Self { state: seed, begun: Instant::now() }
    }

    /// Prints what is tried next, and when.
    #[expect(clippy::print_stderr, reason = "a failing test shows how far it came")]
    pub(crate) fn tell(&self, what: &str) {
        eprintln!("{:6.1} s: {what}", self.begun.elapsed().as_secs_f64());
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64: every seed gives a different stream, and none is short.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// Lets some time pass: at least `from`, less than `to` milliseconds. The moment is what is varied; nothing is
    /// waited for.
    pub(crate) fn pass_time(&mut self, from: u64, to: u64) {
        let milliseconds = from + self.below(to - from);
        let (_keep, nothing) = std::sync::mpsc::channel::<()>();
        assert!(nothing.recv_timeout(Duration::from_millis(milliseconds)).is_err());
    }
}
