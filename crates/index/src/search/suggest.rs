//! What may have been meant by a word that no document holds? The words of the index that differ by a letter or two.

use model::query::{Occur, Query, Sought};
use tantivy::{Searcher, Term, query::FuzzyTermQuery};

use super::Search;
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
                let folded =
                    Term::from_field_text(self.fields.folded, &words::shaped(word, Shape::Folded));
                if searcher.doc_freq(&folded).map_err(failed())? > 0 {
                    continue;
                }
                if let Some(meant) = self.similar(searcher, word).map_err(failed())? {
                    suggestions.push(Suggestion { word: word.to_owned(), meant });
                }
            }
        }
        Ok(suggestions)
    }

    fn similar(&self, searcher: &Searcher, word: &str) -> tantivy::Result<Option<String>> {
        let typed = words::has_diacritics(word);
        let shape = if typed { Shape::Accented } else { Shape::Folded };
        let word = words::shaped(word, shape);
        let length = word.chars().count();
        if length < SHORTEST || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        let field = self.fields.words(shape);
        for distance in 1..=if length >= LONG { 2 } else { 1 } {
            let term = Term::from_field_text(field, &word);
            let query = FuzzyTermQuery::new(term, distance, true);
            let mut holding: std::collections::BTreeMap<String, u64> = Default::default();
            for segment in searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut terms = inverted.terms().search(query.automaton()?).into_stream()?;
                while terms.advance() {
                    let Ok(text) = std::str::from_utf8(terms.key()) else { continue };
                    *holding.entry(text.to_owned()).or_default() +=
                        u64::from(terms.value().doc_freq);
                }
            }
            let most = holding
                .into_iter()
                .max_by(|(a, held), (b, other)| held.cmp(other).then_with(|| b.cmp(a)));
            if let Some((meant, _)) = most {
                return Ok(Some(meant));
            }
        }
        Ok(None)
    }
}
