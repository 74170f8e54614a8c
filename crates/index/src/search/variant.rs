//! Which words of the index can a typed word be? With diacritics itself alone; without, every word that has its letters.
//!
//! Texts are indexed as they are written, once. Words without diacritics are found by going through the sorted words of
//! the index as one reads them without their diacritics.

use std::str;

use tantivy::{
    InvertedIndexReader, Term,
    postings::TermInfo,
    query::{DfaWrapper, FuzzyTermQuery},
    schema::Field,
};
use tantivy_fst::Automaton;

use crate::words::{self, Shape};

/// A word of a field as it is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) field: Field,
    /// In its shape.
    pub(super) word: String,
    pub(super) shape: Shape,
}

impl Wanted {
    /// The words of a segment that it can be, with where their postings lie; those, too, that differ from these in at
    /// most so many letters.
    pub(super) fn variants(
        &self,
        words: &InvertedIndexReader,
        distance: u8,
    ) -> tantivy::Result<Vec<(String, TermInfo)>> {
        let term = Term::from_field_text(self.field, &self.word);
        if self.shape == Shape::Accented && distance == 0 {
            let found = words.get_term_info(&term)?;
            return Ok(found.map(|found| (self.word.clone(), found)).into_iter().collect());
        }
        let automaton = FuzzyTermQuery::new(term, distance, true).automaton()?;
        let mut found =
            words.terms().search(Read { automaton, shape: self.shape }).into_stream()?;
        let mut variants = Vec::new();
        while found.advance() {
            if let Ok(word) = str::from_utf8(found.key()) {
                variants.push((word.to_owned(), found.value().clone()));
            }
        }
        Ok(variants)
    }
}

/// Matches the words that its automaton matches when they are read in a shape.
struct Read {
    automaton: DfaWrapper,
    shape: Shape,
}

/// Where the reading of a word stands.
#[derive(Clone)]
struct Reading {
    state: <DfaWrapper as Automaton>::State,
    /// The bytes of the letter that is being read.
    letter: [u8; 4],
    n_bytes: usize,
}

impl Automaton for Read {
    type State = Reading;

    fn start(&self) -> Reading {
        Reading { state: self.automaton.start(), letter: [0; 4], n_bytes: 0 }
    }

    fn is_match(&self, reading: &Reading) -> bool {
        reading.n_bytes == 0 && self.automaton.is_match(&reading.state)
    }

    fn can_match(&self, reading: &Reading) -> bool {
        self.automaton.can_match(&reading.state)
    }

    fn accept(&self, reading: &Reading, byte: u8) -> Reading {
        let Reading { state, mut letter, n_bytes } = *reading;
        letter[n_bytes] = byte;
        let Ok(complete) = str::from_utf8(&letter[..=n_bytes]) else {
            // A letter has four bytes at most; the words of the index are texts.
            return Reading { state, letter, n_bytes: (n_bytes + 1).min(3) };
        };
        let mut read = String::new();
        match self.shape {
            Shape::Accented => read.push_str(complete),
            Shape::Folded => complete.chars().for_each(|c| words::write_folded(c, &mut read)),
        }
        let state = read.bytes().fold(state, |state, byte| self.automaton.accept(&state, byte));
        Reading { state, letter: [0; 4], n_bytes: 0 }
    }
}
