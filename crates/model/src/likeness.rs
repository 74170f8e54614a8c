//! A sketch of a document's text, by which another scan of it, or the same text under a new date, is known without
//! reading either.
//!
//! Two things are sketched apart. The *words*, by MinHash of one permutation (Li, Owen, Zhang 2012): every short run of
//! words falls into one of many slots, and each slot keeps the smallest hash; two texts agree in a slot as often as they
//! share runs. The *figures*, by the smallest hashes of the different figures that a text states. Forms that two units filled in share their words and
//! not their figures; copies share both, whatever their date. What a word and a figure is, is said where the sketch is
//! made, in `facts`; from when on two texts are one, in `assess`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::id::InvalidId;

/// How many slots the sketch of the words has.
pub const SLOTS: usize = 252;

/// How many figures a sketch keeps at most: those with the smallest hashes.
pub const FIGURES: usize = 32;

/// How many figures are enough to tell a crowd of copies from whatever else shares their form.
pub const LEADING: usize = 4;

/// How many slots propose candidates; the rest only decides.
const PROPOSING: usize = SLOTS / 2;

/// Keeps features of figures apart from those of slots, which are smaller.
const OF_FIGURES: u64 = 1 << 32;

/// Stands where a text has fewer figures. No figure has this hash: see [`Likeness::with_figures`].
const NO_FIGURE: u32 = u32::MAX;

/// The sketch of one text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Likeness {
    words: [u16; SLOTS],
    /// In rising order; what is free is [`NO_FIGURE`].
    figures: [u32; FIGURES],
}

impl Likeness {
    /// The sketch with these slots, of a text without figures.
    #[must_use]
    pub fn new(words: [u16; SLOTS]) -> Self {
        Self { words, figures: [NO_FIGURE; FIGURES] }
    }

    /// The sketch of a text with these hashes of its runs of words, without figures. `None` without any run.
    ///
    /// A slot that no run fell into takes the next one's, turned by how far that is, so that two empty slots agree only
    /// where the texts do.
    #[must_use]
    pub fn of_runs(hashes: impl IntoIterator<Item = u64>) -> Option<Self> {
        let mut least = [None::<u32>; SLOTS];
        for hash in hashes {
            let (place, value) = ((hash >> 32) as usize % SLOTS, hash as u32);
            let slot = &mut least[place];
            *slot = Some(slot.map_or(value, |least| least.min(value)));
        }
        let mut words = [0; SLOTS];
        for (place, word) in words.iter_mut().enumerate() {
            let ahead = (0..SLOTS).find(|ahead| least[(place + ahead) % SLOTS].is_some())?;
            let value = least[(place + ahead) % SLOTS]?;
            *word = (value as u16).wrapping_add((ahead as u16).wrapping_mul(0x9e37));
        }
        Some(Self::new(words))
    }

    /// The sketch with these hashes of figures; of more than there is room for, the smallest.
    #[must_use]
    pub fn with_figures(mut self, hashes: &BTreeSet<u32>) -> Self {
        self.figures = [NO_FIGURE; FIGURES];
        for (place, hash) in self.figures.iter_mut().zip(hashes) {
            *place = (*hash).min(NO_FIGURE - 1);
        }
        self
    }

    /// How many in a hundred slots agree: an estimate of the share of runs of words that both texts have.
    #[must_use]
    pub fn percent_of_words(&self, other: &Self) -> u8 {
        let same = self.words.iter().zip(&other.words).filter(|(one, other)| one == other).count();
        percent(same, SLOTS)
    }

    /// Of a hundred different figures of both texts, how many stand in both; exact as long as both have few. `None`
    /// where neither has any.
    #[must_use]
    pub fn percent_of_figures(&self, other: &Self) -> Option<u8> {
        let (mut one, mut two) = (self.figures(), other.figures());
        let (mut same, mut all) = (0, 0);
        // The smallest hashes of both together are a fair choice among the figures of both.
        while all < FIGURES {
            match (one.first(), two.first()) {
                (None, None) => break,
                (Some(first), Some(second)) if first == second => {
                    (one, two) = (&one[1..], &two[1..]);
                    same += 1;
                }
                (Some(first), second) if second.is_none_or(|second| first < second) => {
                    one = &one[1..];
                }
                _ => two = &two[1..],
            }
            all += 1;
        }
        (all > 0).then(|| percent(same, all))
    }

    /// How many figures the sketch keeps; the text may have more when it is [`FIGURES`].
    #[must_use]
    pub fn n_figures(&self) -> usize {
        self.figures().len()
    }

    /// The figures with the smallest hashes, where the text has as many: copies have the same, however many there are.
    #[must_use]
    pub fn leading_figures(&self) -> Option<[u32; LEADING]> {
        self.figures().first_chunk().copied()
    }

    fn figures(&self) -> &[u32] {
        let end = self.figures.partition_point(|hash| *hash != NO_FIGURE);
        &self.figures[..end]
    }

    /// The figures that both sketches keep, as features.
    pub fn features_of_figures_with(&self, other: &Self) -> impl Iterator<Item = u32> {
        let others = other.figures();
        let both = self.figures().iter().filter(|hash| others.binary_search(hash).is_ok());
        both.map(|hash| of_figure(*hash))
    }

    /// What is looked for to find copies: half of the slots, and the figures, each as a number of its own. Two copies have
    /// many in common, among them such as hardly any other text has: what a unit wrote itself, or its figures. What all
    /// texts of a form have tells nothing, and whoever looks for copies leaves it out.
    pub fn features(&self) -> impl Iterator<Item = u32> {
        let slots = (0_u64..).zip(&self.words[..PROPOSING]);
        let slots = slots.map(|(place, slot)| feature(place << 16 | u64::from(*slot)));
        slots.chain(self.figures().iter().map(|hash| of_figure(*hash)))
    }
}

fn of_figure(hash: u32) -> u32 {
    feature(OF_FIGURES | u64::from(hash))
}

/// A number whose upper half is spread well enough to tell features apart.
fn feature(named: u64) -> u32 {
    (named.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29) >> 32) as u32
}

fn percent(part: usize, whole: usize) -> u8 {
    u8::try_from(part * 100 / whole).expect("a part is at most the whole")
}

impl From<Likeness> for String {
    fn from(likeness: Likeness) -> Self {
        let words = likeness.words.iter().map(|slot| format!("{slot:04x}"));
        words.chain(likeness.figures().iter().map(|hash| format!("{hash:08x}"))).collect()
    }
}

impl TryFrom<String> for Likeness {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        let parsed = || {
            let (words, figures) = text.as_bytes().split_at_checked(4 * SLOTS)?;
            let words: Option<Vec<u16>> =
                words.chunks(4).map(|digits| u16::try_from(hexadecimal(digits, 4)?).ok()).collect();
            let figures: Option<Vec<u32>> =
                figures.chunks(8).map(|digits| hexadecimal(digits, 8)).collect();
            let (words, figures) = (words?.try_into().ok()?, figures?);
            let is_rising = figures.is_sorted_by(|one, other| one < other);
            let is_room = figures.len() <= FIGURES && !figures.contains(&NO_FIGURE);
            let figures = figures.into_iter().collect();
            (is_rising && is_room).then(|| Self::new(words).with_figures(&figures))
        };
        parsed().ok_or(InvalidId { expected: "sketch of a text", given: text })
    }
}

/// A number of so many digits; the parser of the standard library would take a sign, too.
fn hexadecimal(digits: &[u8], n_digits: usize) -> Option<u32> {
    let is_plain = digits.len() == n_digits && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_plain)?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(figures: impl IntoIterator<Item = u32>) -> Likeness {
        let slots = std::array::from_fn(|slot| u16::try_from(slot).expect("small") * 257);
        Likeness::new(slots).with_figures(&figures.into_iter().collect())
    }

    #[test]
    fn a_sketch_prints_as_it_parses_and_nothing_else_does() {
        for figures in [0, 1, 31, 32] {
            let sketch = sketch((0..figures).map(|figure| figure * 1_000 + 7));
            let text = String::from(sketch);
            assert_eq!(Likeness::try_from(text.clone()), Ok(sketch));
            for wrong in [text[1..].to_owned(), text.replace('0', "g"), format!("{text}0")] {
                assert!(Likeness::try_from(wrong.clone()).is_err(), "{wrong}");
            }
        }
        let text = String::from(sketch([7, 9]));
        let falling = format!("{}{}{}", &text[..SLOTS * 4], "00000009", "00000007");
        for wrong in [String::new(), text[..8 * 32].to_owned(), falling, text.replace("00", "+0")] {
            assert!(Likeness::try_from(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn words_are_alike_by_equal_slots() {
        let one = Likeness::new([7; SLOTS]);
        let mut slots = [7; SLOTS];
        slots[..21].fill(8);
        let other = Likeness::new(slots);
        assert_eq!((one.percent_of_words(&one), one.percent_of_words(&other)), (100, 91));
        let shared = one.features().zip(other.features()).filter(|(one, other)| one == other);
        assert_eq!(shared.count(), PROPOSING - 21);
    }

    #[test]
    fn equal_slots_at_different_places_and_figures_are_different_features() {
        let features = |sketch: Likeness| sketch.features().collect::<BTreeSet<u32>>();
        assert_eq!(features(Likeness::new([7; SLOTS])).len(), PROPOSING);
        assert_eq!(features(sketch(0..20)).len(), PROPOSING + 20);
        let (one, other) = (sketch(0..20), sketch(15..40));
        let both: BTreeSet<u32> = one.features_of_figures_with(&other).collect();
        assert_eq!(both.len(), 5);
        assert!(both.is_subset(&features(sketch(15..20))));
    }

    #[test]
    fn slots_agree_as_often_as_texts_share_runs() {
        // Hashes that look like those of runs: the parts of an arithmetic progression on 64 bits.
        let runs = |numbers: std::ops::Range<u64>| {
            let hashes = numbers.map(|number| (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
            Likeness::of_runs(hashes).expect("runs")
        };
        let check = |one: std::ops::Range<u64>, other, expect: std::ops::RangeInclusive<u8>| {
            let percent = runs(one).percent_of_words(&runs(other));
            assert!(expect.contains(&percent), "{percent} is not within {expect:?}");
        };
        check(0..600, 0..600, 100..=100);
        check(0..600, 200..800, 44..=56);
        check(0..600, 600..1200, 0..=4);
        check(0..60, 0..60, 100..=100);
        check(0..60, 20..80, 40..=60);
        check(0..60, 60..120, 0..=4);
        assert_eq!(Likeness::of_runs([]), None);
    }

    #[test]
    fn figures_are_alike_by_what_stands_in_both() {
        let check = |one: &[u32], other: &[u32], expect: Option<u8>| {
            let (one, other) = (sketch(one.iter().copied()), sketch(other.iter().copied()));
            assert_eq!(one.percent_of_figures(&other), expect);
            assert_eq!(other.percent_of_figures(&one), expect);
        };
        check(&[], &[], None);
        check(&[1, 2], &[], Some(0));
        check(&[1, 2, 3], &[1, 2, 3], Some(100));
        check(&[1, 2, 3, 4], &[2, 4, 5], Some(40));
        // Of more than there is room for, the smallest decide.
        let (many, others): (Vec<u32>, Vec<u32>) = ((0..100).collect(), (16..100).collect());
        check(&many, &others, Some(50));
    }
}
