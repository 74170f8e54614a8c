//! Chance that is the same on every run.
//!
//! Refuses to know: what it decides.

/// Numbers that look like chance and are the same on every run (splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    /// Chance that begins with this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// A number from 0 to below this end.
    pub(crate) fn below(&mut self, end: u32) -> u16 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        ((mixed >> 40) % u64::from(end)) as u16
    }
}
