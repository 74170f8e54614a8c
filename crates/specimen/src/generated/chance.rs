//! Choices that are the same for the same seed, and independent of each other by what they are for.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// A stream of choices.
pub(crate) struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream for one subject of a round: a unit's leaf, a pair's leaf. Another subject's choices leave it alone.
    pub(crate) fn of(seed: u64, subject: (u32, u32)) -> Self {
        let mut stream = ChaCha8Rng::seed_from_u64(seed);
        stream.set_stream((u64::from(subject.0) << 32) | u64::from(subject.1));
        Self(stream)
    }

    /// Whether something happens that does so in this many of a hundred cases.
    pub(crate) fn percent(&mut self, cases: u32) -> bool {
        self.0.random_range(0..100) < cases
    }

    /// A whole number between these, both included.
    pub(crate) fn between(&mut self, from: u32, to: u32) -> u32 {
        self.0.random_range(from..=to)
    }

    /// One of these, each as likely as the others.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.0.random_range(0..choices.len())]
    }
}
