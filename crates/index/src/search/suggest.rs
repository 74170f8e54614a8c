//! What may have been meant by a word that no document holds? The words of the index that differ by a letter or two.

use std::collections::BTreeMap;

use model::query::{Occur, Query, Sought};
use tantivy::Searcher;

use super::{Search, variant::Wanted};
use crate::{
    error::{Error, Result},
    words::{self, Shape},
};

/// A word that no document holds, and the one that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The word as asked.
    pub word: String,
    /// The word that the most documents hold among the most similar ones.
    pub meant: String,
}

/// Words shorter than this are similar to everything.
const SHORTEST: usize = 3;

/// Words from this length on may differ in two letters.
const LONG: usize = 6;

impl Search {
    /// Suggestions for words that no document holds with or without diacritics.
    pub(super) fn suggestions(
        &self,
        searcher: &Searcher,
        query: &Query,
    ) -> Result<Vec<Suggestion>> {
        let failed = || Error::index("look for similar words");
        let mut suggestions = Vec::new();
        for clause in query.clauses().iter().filter(|clause| clause.occur != Occur::Excluded) {
            let (Sought::Word(text) | Sought::Phrase(text)) = &clause.sought else { continue };
            for range in words::ranges(text) {
                let word = &text[range];
                if self.is_held(searcher, word).map_err(failed())? {
                    continue;
                }
                if let Some(meant) = self.similar(searcher, word).map_err(failed())? {
                    suggestions.push(Suggestion { word: word.to_owned(), meant });
                }
            }
        }
        Ok(suggestions)
    }

    /// Whether a document holds the word, with its diacritics or with others; most are held as they are typed.
    fn is_held(&self, searcher: &Searcher, word: &str) -> tantivy::Result<bool> {
        for shape in Shape::ALL {
            if !self.holding(searcher, word, shape, 0)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn similar(&self, searcher: &Searcher, word: &str) -> tantivy::Result<Option<String>> {
        let typed = words::has_diacritics(word);
        let shape = if typed { Shape::Accented } else { Shape::Folded };
        let length = words::shaped(word, shape).chars().count();
        if length < SHORTEST || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        for distance in 1..=if length >= LONG { 2 } else { 1 } {
            let most = self
                .holding(searcher, word, shape, distance)?
                .into_iter()
                .max_by(|(a, held), (b, other)| held.cmp(other).then_with(|| b.cmp(a)));
            if let Some((meant, _)) = most {
                return Ok(Some(meant));
            }
        }
        Ok(None)
    }

    /// The words of the index that this word can be but for so many letters, with how many documents hold each.
    fn holding(
        &self,
        searcher: &Searcher,
        word: &str,
        shape: Shape,
        distance: u8,
    ) -> tantivy::Result<BTreeMap<String, u64>> {
        let field = self.fields.words;
        let wanted = Wanted { field, word: words::shaped(word, shape), shape };
        let mut holding = BTreeMap::new();
        for segment in searcher.segment_readers() {
            let variants = wanted.variants(&*segment.inverted_index(field)?, distance)?;
            for (word, found) in variants {
                *holding.entry(word).or_default() += u64::from(found.doc_freq);
            }
        }
        Ok(holding)
    }
}
