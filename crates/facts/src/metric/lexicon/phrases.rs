//! Which phrase of the lexicon stands at a place of a text? Told by the first letters of a word, so that most words cost a
//! look into one short list.
//!
//! Refuses to know what phrases mean.

use super::is_whole_word;

/// So many lists a level has; each holds the few phrases whose beginnings fall together.
const LISTS: usize = 1024;

/// So many bytes of a text tell its list, level by level: a phrase stands in the first level that is no longer than it.
const TOLD_BY: [usize; 3] = [12, 8, 4];

/// The phrases of the lexicon, by their beginnings.
#[derive(Debug)]
pub(super) struct Phrases {
    /// Of each level the lists of phrases with their indices, the longest first.
    levels: [Vec<Vec<(String, usize)>>; TOLD_BY.len()],
    /// Those shorter than what tells any list, the longest first.
    short: Vec<(String, usize)>,
    /// By the list of the last level: whether any phrase begins so, of whatever level.
    begins: Vec<bool>,
}

impl Phrases {
    pub(super) fn new<'p>(phrases: impl IntoIterator<Item = &'p str>) -> Self {
        let mut all = Self {
            levels: TOLD_BY.map(|_| vec![Vec::new(); LISTS]),
            short: Vec::new(),
            begins: vec![false; LISTS],
        };
        for (index, phrase) in phrases.into_iter().enumerate() {
            let level = TOLD_BY.iter().position(|told_by| *told_by <= phrase.len());
            let list = match level {
                Some(level) => {
                    all.begins[list_of(&phrase.as_bytes()[..SHORTEST])] = true;
                    &mut all.levels[level][list_of(&phrase.as_bytes()[..TOLD_BY[level]])]
                }
                None => &mut all.short,
            };
            list.push((phrase.to_owned(), index));
        }
        for list in all.levels.iter_mut().flatten().chain([&mut all.short]) {
            list.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        all
    }

    /// The longest phrase that stands at `at` as whole words: its end and its index among the phrases.
    pub(super) fn longest_at(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let rest = &text.as_bytes()[at..];
        let stands = |(phrase, index): &(String, usize)| {
            let end = at + phrase.len();
            let stands = rest.starts_with(phrase.as_bytes()) && is_whole_word(text, at..end);
            stands.then_some((end, *index))
        };
        let may_begin = rest.get(..SHORTEST).is_some_and(|bytes| self.begins[list_of(bytes)]);
        let told = || {
            TOLD_BY.iter().zip(&self.levels).find_map(|(told_by, lists)| {
                lists[list_of(rest.get(..*told_by)?)].iter().find_map(stands)
            })
        };
        may_begin.then(told).flatten().or_else(|| self.short.iter().find_map(stands))
    }
}

/// What tells a list of the last level.
const SHORTEST: usize = TOLD_BY[TOLD_BY.len() - 1];

/// The list of what begins with these bytes.
fn list_of(bytes: &[u8]) -> usize {
    let mixed = bytes
        .iter()
        .fold(0_u32, |mixed, byte| (mixed ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (mixed >> 16) as usize % LISTS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PHRASES: [&str; 9] =
        ["hồ sơ", "hồ", "%", "a", "ab", "abc", "số hồ sơ", "sơ (a)", "hồ sơ số hồ sơ"];

    proptest! {
        /// The list that a text leads to holds whatever a look at all phrases finds.
        #[test]
        fn no_phrase_is_passed_over(text in "(hồ |sơ |hồ sơ|số |%|ab?c? |\\(a\\)|x){0,6}") {
            let phrases = Phrases::new(PHRASES);
            for (at, _) in text.char_indices() {
                let stands = |phrase: &&str| {
                    text[at..].starts_with(*phrase) && is_whole_word(&text, at..at + phrase.len())
                };
                let longest = PHRASES.iter().copied().filter(stands).max_by_key(|p| p.len());
                let found = phrases.longest_at(&text, at).map(|(_, index)| PHRASES[index]);
                prop_assert_eq!(found, longest);
            }
        }
    }
}
