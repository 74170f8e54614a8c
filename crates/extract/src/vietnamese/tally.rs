//! How many words of some text are Vietnamese under each encoding, and what follows from the counts.
//!
//! Refuses to know: fonts and documents.

use std::{collections::HashMap, ops::AddAssign};

use super::{
    encoding::{self, Encoding},
    syllable, words,
};

/// How far ahead of the next an encoding must be to be decided, in words.
const LEAD: u32 = 2;
/// The same as a share of its words: one in this many.
const LEAD_SHARE: u32 = 6;

/// Counts of words that hold more than ASCII.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// All of them.
    pub(super) n_words: u32,
    /// Those that some encoding makes a syllable of.
    n_readable: u32,
    /// Those that no encoding makes a syllable of and that look like letters of another one.
    pub(super) n_strange: u32,
    /// Those that are a syllable, by encoding.
    n_syllables: [u32; Encoding::ALL.len()],
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.n_words += other.n_words;
        self.n_readable += other.n_readable;
        self.n_strange += other.n_strange;
        for (count, more) in self.n_syllables.iter_mut().zip(other.n_syllables) {
            *count += more;
        }
    }
}

impl Tally {
    /// The encoding that the counts leave no doubt about.
    pub(super) fn decided(&self) -> Option<Encoding> {
        let mut best = (Encoding::Unicode, 0);
        let mut next = 0;
        for encoding in Encoding::ALL {
            let count = self.of(encoding);
            if count > best.1 {
                next = best.1;
                best = (encoding, count);
            } else {
                next = next.max(count);
            }
        }
        (best.1 - next >= LEAD.max(best.1 / LEAD_SHARE)).then_some(best.0)
    }

    /// Whether most words are Vietnamese in some encoding. A few words of French or Norwegian become syllables of VNI or
    /// TCVN3 by chance, most do not.
    pub(super) fn is_vietnamese(&self) -> bool {
        self.n_readable * 2 > self.n_words
    }

    /// Whether nothing speaks for another encoding more than for this one.
    pub(super) fn allows(&self, encoding: Encoding) -> bool {
        self.n_syllables.iter().all(|count| *count <= self.of(encoding))
    }

    /// Whether more speaks for this encoding than for leaving the text as it is.
    pub(super) fn favours(&self, encoding: Encoding) -> bool {
        self.of(encoding) > self.of(Encoding::Unicode)
    }

    fn of(&self, encoding: Encoding) -> u32 {
        self.n_syllables[encoding as usize]
    }
}

/// Which encodings make a syllable of each word met so far: documents repeat their words.
#[derive(Debug, Default)]
pub(super) struct Readings {
    words: HashMap<String, [bool; Encoding::ALL.len()]>,
}

impl Readings {
    /// Words beyond this many are looked at anew each time, so that no file makes the list grow without end.
    const MOST_WORDS: usize = 50_000;

    /// The counts of a text.
    pub(super) fn tally(&mut self, text: &str) -> Tally {
        let mut tally = Tally::default();
        for word in words::words(text) {
            let is_syllable = match self.words.get(word) {
                Some(known) => *known,
                None => self.read(word),
            };
            tally.n_words += 1;
            tally.n_readable += u32::from(is_syllable.contains(&true));
            for (count, is_syllable) in tally.n_syllables.iter_mut().zip(is_syllable) {
                *count += u32::from(is_syllable);
            }
            tally.n_strange += u32::from(!is_syllable.contains(&true) && words::is_strange(word));
        }
        tally
    }

    fn read(&mut self, word: &str) -> [bool; Encoding::ALL.len()] {
        // Letters that only Unicode has are no bytes of another encoding.
        let may_be_bytes = word.chars().all(|letter| encoding::byte_of(letter).is_some());
        let is_syllable = Encoding::ALL.map(|encoding| match encoding {
            Encoding::Unicode => syllable::is_syllable(word),
            _ => may_be_bytes && syllable::is_syllable(&encoding.decode(word)),
        });
        if self.words.len() < Self::MOST_WORDS {
            self.words.insert(word.to_owned(), is_syllable);
        }
        is_syllable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(text: &str) -> Option<Encoding> {
        Readings::default().tally(text).decided()
    }

    #[test]
    fn a_few_words_decide() {
        assert_eq!(decided("QuyÕt ®Þnh"), Some(Encoding::Tcvn3));
        assert_eq!(decided("Coäng hoøa xaõ hoäi"), Some(Encoding::Vni));
        assert_eq!(decided("Quyết định"), Some(Encoding::Unicode));
        assert_eq!(decided("Quyêìt ðiònh"), Some(Encoding::Windows1258));
        assert_eq!(decided("C¤ng hòa xã hµi chü nghîa Vi®t Nam"), Some(Encoding::Viscii));
    }

    #[test]
    fn what_could_be_either_is_left_open() {
        assert_eq!(decided("Sè"), None);
        assert_eq!(decided("Sè sè sè"), None);
        assert_eq!(decided("Müller café"), None);
        assert!(!Readings::default().tally("où apparaître maître été").is_vietnamese());
    }
}
