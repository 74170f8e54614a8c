//! Which documents answer words best? BM25 over syllables, then neighbours: a Vietnamese word is two syllables or more,
//! so that a document in which the query's syllables stand side by side is about what was asked.
//!
//! Neighbours are looked up in the positions of the best documents only, which needs no index of pairs.

use std::{cmp::Reverse, collections::BTreeMap};

use model::query::{Matched, Occur, Query, Sought};
use tantivy::{
    DocAddress, DocSet as _, Searcher, Term,
    collector::TopDocs,
    postings::Postings as _,
    query::{BooleanQuery, ConstScoreQuery, Occur as Must, Query as IndexQuery, TermQuery},
    schema::IndexRecordOption,
};

use super::{Hit, Search};
use crate::{
    error::{Error, Result},
    passage,
    words::{self, Shape},
};

/// How many documents of the ranking by syllables are looked at for neighbours.
const LOOKED_AT: usize = 200;

/// How much a pair of neighbours counts against its two syllables.
const PAIR_WEIGHT: f32 = 1.0;

/// After how many occurrences a pair counts half of what it can count.
const PAIR_SATURATION: f32 = 1.2;

/// The words to rank by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    shape: Shape,
    /// Words in the shape; those of one clause or run stand together, an empty word separates runs.
    words: Vec<String>,
}

impl Terms {
    /// The words of a query. Where its number was found, the number's own words are left out: every decision of a
    /// people's committee has them.
    pub(super) fn of(query: &Query, is_found_by_number: bool) -> Self {
        let texts: Vec<_> = query
            .clauses()
            .iter()
            .filter(|clause| clause.occur != Occur::Excluded)
            .filter_map(|clause| match &clause.sought {
                Sought::Word(text) | Sought::Phrase(text) => Some(text.as_str()),
                Sought::Number(number) if !is_found_by_number => Some(number.text.as_str()),
                Sought::Number(_) | Sought::Filter(_) => None,
            })
            .collect();
        let typed = texts.iter().any(|text| words::has_diacritics(text));
        let shape = if typed { Shape::Accented } else { Shape::Folded };
        let is_one_number =
            is_found_by_number && query.as_plain().is_some() && is_number_like(&texts);
        if is_one_number {
            return Self { shape, words: Vec::new() };
        }
        let words = texts.iter().flat_map(|text| words::of(text, shape)).collect();
        Self { shape, words }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Whether words are only digits and abbreviations, as those of a number typed with spaces are.
fn is_number_like(texts: &[&str]) -> bool {
    texts.iter().all(|text| {
        text.chars().all(|c| !c.is_alphabetic() || c.is_uppercase())
            || text.chars().any(|c| c.is_ascii_digit())
    })
}

impl Search {
    pub(super) fn ranked(
        &self,
        searcher: &Searcher,
        terms: &Terms,
        admitted: &dyn IndexQuery,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let failed = || Error::index("rank documents by their words");
        let field = self.fields.words(terms.shape);
        let unique: BTreeMap<&str, Term> = terms
            .words
            .iter()
            .map(|word| (word.as_str(), Term::from_field_text(field, word)))
            .collect();
        let any: Vec<(Must, Box<dyn IndexQuery>)> = unique
            .values()
            .map(|term| {
                let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                (Must::Should, Box::new(query) as Box<dyn IndexQuery>)
            })
            .collect();
        let any = BooleanQuery::new(any);
        let is_unconditional = admitted.is::<tantivy::query::AllQuery>();
        let query: Box<dyn IndexQuery> = if is_unconditional {
            Box::new(any)
        } else {
            let condition = ConstScoreQuery::new(admitted.box_clone(), 0.0);
            Box::new(BooleanQuery::intersection(vec![Box::new(any), Box::new(condition)]))
        };
        let collector = TopDocs::with_limit(LOOKED_AT.max(limit)).order_by_score();
        let best = searcher.search(&*query, &collector).map_err(failed())?;
        let scores = self.with_neighbours(searcher, terms, &unique, best).map_err(failed())?;
        // All that tie with the last one asked for are looked at, so that paths tell ties apart and not where documents
        // happen to lie in the index.
        let last = scores.get(limit.saturating_sub(1)).map(|(score, _)| compared(*score));
        let mut hits = Vec::new();
        for (score, address) in scores {
            if last.is_some_and(|last| compared(score) < last) {
                break;
            }
            let (card, text) = self.shown(searcher, address)?;
            let passages = passage::best(&text, &card, &terms.words, terms.shape);
            let hit = Hit { card, matched: Matched::Text, passages };
            hits.push((Reverse(compared(score)), hit));
        }
        hits.sort_by(|(a, left), (b, right)| {
            a.cmp(b).then_with(|| left.card.file.cmp(&right.card.file))
        });
        Ok(hits.into_iter().take(limit).map(|(_, hit)| hit).collect())
    }

    /// The documents with what their neighbouring syllables add, best first.
    fn with_neighbours(
        &self,
        searcher: &Searcher,
        terms: &Terms,
        unique: &BTreeMap<&str, Term>,
        mut best: Vec<(f32, DocAddress)>,
    ) -> tantivy::Result<Vec<(f32, DocAddress)>> {
        let pairs: Vec<[&str; 2]> =
            terms.words.windows(2).map(|pair| [pair[0].as_str(), pair[1].as_str()]).collect();
        if pairs.is_empty() {
            return Ok(best);
        }
        let n_documents = searcher.num_docs() as f32;
        let mut rarity = BTreeMap::new();
        for (word, term) in unique {
            let holding = searcher.doc_freq(term)? as f32;
            rarity.insert(*word, (1.0 + (n_documents - holding + 0.5) / (holding + 0.5)).ln());
        }
        // Postings are read forwards, one segment at a time.
        best.sort_by_key(|(_, address)| *address);
        let mut at = 0;
        while at < best.len() {
            let segment = best[at].1.segment_ord;
            let end =
                at + best[at..].partition_point(|(_, address)| address.segment_ord == segment);
            let inverted =
                searcher.segment_reader(segment).inverted_index(self.fields.words(terms.shape))?;
            let documents = &mut best[at..end];
            let mut positions: BTreeMap<&str, Vec<Vec<u32>>> = BTreeMap::new();
            for (word, term) in unique {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let Some(mut postings) = inverted.read_postings(term, option)? else { continue };
                let in_each = documents.iter().map(|(_, address)| {
                    let mut positions = Vec::new();
                    if postings.doc() <= address.doc_id
                        && postings.seek(address.doc_id) == address.doc_id
                    {
                        postings.positions(&mut positions);
                    }
                    positions
                });
                positions.insert(word, in_each.collect());
            }
            for (index, (score, _)) in documents.iter_mut().enumerate() {
                for [first, second] in &pairs {
                    let (Some(first_at), Some(second_at)) =
                        (positions.get(first), positions.get(second))
                    else {
                        continue;
                    };
                    let together = neighbours(&first_at[index], &second_at[index]) as f32;
                    let weight = rarity[first] + rarity[second];
                    *score += PAIR_WEIGHT * weight * together / (together + PAIR_SATURATION);
                }
            }
            at = end;
        }
        best.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
        Ok(best)
    }
}

/// A score as it is compared: the order in which a sum was made must not matter.
fn compared(score: f32) -> i64 {
    (f64::from(score) * 1000.0).round() as i64
}

/// How often a position of the second word follows one of the first; both are sorted.
fn neighbours(first: &[u32], second: &[u32]) -> usize {
    first.iter().filter(|at| second.binary_search(&(**at + 1)).is_ok()).count()
}
