//! A sketch of a document's words, by which two documents of nearly the same text are known without reading either.
//!
//! MinHash (Broder 1997): the smallest of many hashes over every run of five words, one for each slot. Two texts agree
//! in a slot as often as they share runs of words. What a word is, is said where the sketch is made, in `facts`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::InvalidId;

/// How many slots a sketch has.
pub const SLOTS: usize = 32;

/// Slots that are compared at once when looking for candidates.
const SLOTS_A_BAND: usize = 4;

/// The sketch of one text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Likeness([u32; SLOTS]);

impl Likeness {
    /// The sketch with these slots.
    #[must_use]
    pub fn new(slots: [u32; SLOTS]) -> Self {
        Self(slots)
    }

    /// How many in a hundred slots agree: an estimate of the share of runs of words that both texts have.
    #[must_use]
    pub fn percent_alike(&self, other: &Self) -> u8 {
        let same = self.0.iter().zip(&other.0).filter(|(one, other)| one == other).count();
        u8::try_from(same * 100 / SLOTS).expect("a percentage")
    }

    /// Keys of which two texts that are nine tenths alike share one, but for one pair in five thousand.
    pub fn bands(&self) -> impl Iterator<Item = (usize, [u32; SLOTS_A_BAND])> {
        let (bands, _) = self.0.as_chunks::<SLOTS_A_BAND>();
        bands.iter().copied().enumerate()
    }
}

impl From<Likeness> for String {
    fn from(likeness: Likeness) -> Self {
        likeness.0.iter().map(|slot| format!("{slot:08x}")).collect()
    }
}

impl TryFrom<String> for Likeness {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        let slot = |digits: &[u8]| {
            let digits = std::str::from_utf8(digits).ok()?;
            u32::from_str_radix(digits, 16).ok()
        };
        let slots: Option<Vec<u32>> = text.as_bytes().chunks(8).map(slot).collect();
        slots
            .filter(|_| text.len() == SLOTS * 8)
            .and_then(|slots| slots.try_into().ok())
            .map(Self)
            .ok_or(InvalidId { expected: "sketch of a text", given: text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_prints_as_it_parses_and_nothing_else_does() {
        let slots = std::array::from_fn(|slot| u32::try_from(slot).expect("small") * 77_777_777);
        let sketch = Likeness::new(slots);
        let text = String::from(sketch);
        assert_eq!(Likeness::try_from(text.clone()), Ok(sketch));
        for wrong in
            [text[1..].to_owned(), text.replace('0', "g"), format!("{text}0"), String::new()]
        {
            assert!(Likeness::try_from(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn likeness_counts_equal_slots() {
        let one = Likeness::new([7; SLOTS]);
        let mut slots = [7; SLOTS];
        slots[..8].fill(8);
        let other = Likeness::new(slots);
        assert_eq!((one.percent_alike(&one), one.percent_alike(&other)), (100, 75));
        assert_eq!(one.bands().count(), SLOTS / SLOTS_A_BAND);
        assert!(one.bands().any(|band| other.bands().any(|other| band == other)));
    }
}
