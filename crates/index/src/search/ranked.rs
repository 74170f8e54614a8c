//! Which documents answer words best? BM25 over syllables, and neighbours: a Vietnamese word is two syllables or more,
//! so that a document in which the query's syllables stand side by side is about what was asked.
//!
//! The rarest words propose documents; all words and their neighbours are then looked up in these only, which needs no
//! index of pairs, and does not go through every document of a round because it says "and".

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use model::query::{Matched, Occur, Query, Sought};
use tantivy::{
    DocAddress, DocSet as _, Searcher, Term,
    collector::TopDocs,
    postings::Postings as _,
    query::{
        Bm25Weight, BooleanQuery, ConstScoreQuery, Occur as Must, Query as IndexQuery, TermQuery,
    },
    schema::IndexRecordOption,
};

use super::{Hit, Search};
use crate::{
    error::{Error, Result},
    passage,
    words::{self, Shape, abbreviations},
};

/// How many documents of the ranking by syllables are looked at for neighbours.
const LOOKED_AT: usize = 200;

/// How many postings are gone through to propose documents.
const GONE_THROUGH: u64 = 100_000;

/// The fewest words that propose documents, however often they stand.
const FEWEST_WORDS: usize = 2;

/// How much the rarity of a pair of neighbours counts against that of a syllable.
const PAIR_WEIGHT: f32 = 2.0;

/// After how many occurrences a pair counts half of what it can count.
const PAIR_SATURATION: f32 = 1.2;

/// The words to rank by, in a shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    shape: Shape,
    /// The query's words in their order, with abbreviations spelt out.
    words: Vec<Sense>,
}

/// A word that is sought, or a part of what an abbreviation stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sense {
    word: String,
    /// Where the word is one of several for which an abbreviation stands: that, and which of the query's it is.
    short: Option<(&'static str, usize)>,
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
        let words: Vec<_> = texts.iter().flat_map(|text| words::of(text, shape)).collect();
        Self { shape, words: spelt_out(&words, shape) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Every word that counts where it stands: each sense's own, and the abbreviations that say several at once.
    fn sought(&self) -> BTreeSet<&str> {
        let shorts = self.words.iter().filter_map(|sense| sense.short).map(|(short, _)| short);
        self.words.iter().map(|sense| sense.word.as_str()).chain(shorts).collect()
    }
}

/// The words with what abbreviations stand for in their place; what is typed in full can be abbreviated in a text, too.
fn spelt_out(typed: &[String], shape: Shape) -> Vec<Sense> {
    let mut senses = Vec::new();
    let mut at = 0;
    while let Some(word) = typed.get(at) {
        let rest = &typed[at..];
        let meant = abbreviations(shape)
            .iter()
            .filter(|known| known.short == *word || rest.starts_with(&known.long))
            .max_by_key(|known| known.long.len());
        let Some(known) = meant else {
            senses.push(Sense { word: word.clone(), short: None });
            at += 1;
            continue;
        };
        let parts = known
            .long
            .iter()
            .map(|part| Sense { word: part.clone(), short: Some((known.short.as_str(), at)) });
        senses.extend(parts);
        at += if known.short == *word { 1 } else { known.long.len() };
    }
    senses
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
        let sought = terms.sought();
        let unique: BTreeMap<&str, Term> =
            sought.iter().map(|word| (*word, Term::from_field_text(field, word))).collect();
        let rare = proposing(searcher, &unique).map_err(failed())?;
        let is_all = rare.len() == unique.len();
        let mut best = proposed(searcher, rare, admitted, limit).map_err(failed())?;
        if best.len() < limit && !is_all {
            best =
                proposed(searcher, unique.values().collect(), admitted, limit).map_err(failed())?;
        }
        let scores = self.scores(searcher, terms, &unique, best).map_err(failed())?;
        // All that tie with the last one asked for are looked at, so that paths tell ties apart and not where documents
        // happen to lie in the index.
        let last = scores.get(limit.saturating_sub(1)).map(|(score, _)| compared(*score));
        let mut hits = Vec::new();
        for (score, address) in scores {
            if last.is_some_and(|last| compared(score) < last) {
                break;
            }
            let (card, text) = self.shown(searcher, address)?;
            let passages = passage::best(&text, &card, &sought, terms.shape);
            let hit = Hit { card, matched: Matched::Text, passages };
            hits.push((Reverse(compared(score)), hit));
        }
        hits.sort_by(|(a, left), (b, right)| {
            a.cmp(b).then_with(|| left.card.file.cmp(&right.card.file))
        });
        Ok(hits.into_iter().take(limit).map(|(_, hit)| hit).collect())
    }

    /// The documents by BM25 over all words and what their neighbouring syllables add, best first.
    ///
    /// A pair counts by how rare its syllables are in the index, and by how rare the pair is among the documents that
    /// are looked at: these have the syllables anyway.
    fn scores(
        &self,
        searcher: &Searcher,
        terms: &Terms,
        unique: &BTreeMap<&str, Term>,
        mut documents: Vec<DocAddress>,
    ) -> tantivy::Result<Vec<(f32, DocAddress)>> {
        let pairs: Vec<[&Sense; 2]> =
            terms.words.windows(2).map(|pair| [&pair[0], &pair[1]]).collect();
        let n_documents = searcher.num_docs();
        let mut rarities = BTreeMap::new();
        for (word, term) in unique {
            rarities.insert(*word, rarity(searcher.doc_freq(term)?, n_documents));
        }
        // Postings are read forwards, one segment at a time.
        documents.sort_unstable();
        let mut standing = Vec::with_capacity(documents.len());
        for of_segment in documents.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
            standing.extend(self.standing(searcher, terms.shape, unique, &pairs, of_segment)?);
        }
        let weights: Vec<f32> = (0..)
            .zip(&pairs)
            .map(|(nth, [first, second])| {
                let holding = standing.iter().filter(|document| document.pairs[nth] > 0).count();
                rarities[first.word.as_str()]
                    + rarities[second.word.as_str()]
                    + PAIR_WEIGHT * rarity(holding as u64, documents.len() as u64)
            })
            .collect();
        let mut scores: Vec<(f32, DocAddress)> = standing
            .iter()
            .map(|document| {
                let of_pairs = document.pairs.iter().zip(&weights).map(|(count, weight)| {
                    let often = *count as f32;
                    weight * often / (often + PAIR_SATURATION)
                });
                document.words + of_pairs.sum::<f32>()
            })
            .zip(documents)
            .collect();
        scores.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
        Ok(scores)
    }

    /// How the words and the pairs stand in each of these documents of one segment, which are in its order.
    fn standing(
        &self,
        searcher: &Searcher,
        shape: Shape,
        unique: &BTreeMap<&str, Term>,
        pairs: &[[&Sense; 2]],
        documents: &[DocAddress],
    ) -> tantivy::Result<Vec<Standing>> {
        let Some(first) = documents.first() else { return Ok(Vec::new()) };
        let segment = searcher.segment_reader(first.segment_ord);
        let field = self.fields.words(shape);
        let inverted = segment.inverted_index(field)?;
        let lengths = segment.get_fieldnorms_reader(field)?;
        let mut words = vec![0.0; documents.len()];
        let mut positions: BTreeMap<&str, Vec<Vec<u32>>> = BTreeMap::new();
        for (word, term) in unique {
            let option = IndexRecordOption::WithFreqsAndPositions;
            let Some(mut postings) = inverted.read_postings(term, option)? else { continue };
            let weight = Bm25Weight::for_terms(searcher, std::slice::from_ref(term))?;
            let in_each = documents.iter().zip(&mut words).map(|(address, score)| {
                let mut positions = Vec::new();
                if postings.doc() <= address.doc_id
                    && postings.seek(address.doc_id) == address.doc_id
                {
                    let length = lengths.fieldnorm_id(address.doc_id);
                    *score += weight.score(length, postings.term_freq());
                    postings.positions(&mut positions);
                }
                positions
            });
            positions.insert(word, in_each.collect());
        }
        let in_document = |(index, words): (usize, f32)| {
            let standing =
                |word: &str| positions.get(word).map_or(&[][..], |in_each| &in_each[index]);
            let count = |[first, second]: &[&Sense; 2]| {
                let at_once = first.short.filter(|short| second.short == Some(*short));
                neighbours(standing(&first.word), standing(&second.word))
                    + at_once.map_or(0, |(short, _)| standing(short).len())
            };
            Standing { words, pairs: pairs.iter().map(count).collect() }
        };
        Ok(words.into_iter().enumerate().map(in_document).collect())
    }
}

/// How what is sought stands in a document.
struct Standing {
    /// What its words score by BM25.
    words: f32,
    /// How often each pair stands together.
    pairs: Vec<usize>,
}

/// The admitted documents that score best by these words alone.
fn proposed(
    searcher: &Searcher,
    words: Vec<&Term>,
    admitted: &dyn IndexQuery,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let any = words.into_iter().map(|term| {
        let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
        (Must::Should, Box::new(query) as Box<dyn IndexQuery>)
    });
    let any = BooleanQuery::new(any.collect());
    let query: Box<dyn IndexQuery> = if admitted.is::<tantivy::query::AllQuery>() {
        Box::new(any)
    } else {
        let condition = ConstScoreQuery::new(admitted.box_clone(), 0.0);
        Box::new(BooleanQuery::intersection(vec![Box::new(any), Box::new(condition)]))
    };
    let collector = TopDocs::with_limit(LOOKED_AT.max(limit)).order_by_score();
    let best = searcher.search(&*query, &collector)?;
    Ok(best.into_iter().map(|(_, address)| address).collect())
}

/// The words by which documents are proposed: the rarest, as long as they do not stand in more documents together than
/// are quick to go through. The others say little about which documents these are, and count in the scores all the same.
fn proposing<'t>(
    searcher: &Searcher,
    unique: &'t BTreeMap<&str, Term>,
) -> tantivy::Result<Vec<&'t Term>> {
    let mut by_rarity = Vec::with_capacity(unique.len());
    for term in unique.values() {
        by_rarity.push((searcher.doc_freq(term)?, term));
    }
    by_rarity.retain(|(holding, _)| *holding > 0);
    by_rarity.sort_by_key(|(holding, _)| *holding);
    let mut gone_through = 0;
    let n_words = by_rarity
        .iter()
        .take_while(|(holding, _)| {
            gone_through += holding;
            gone_through <= GONE_THROUGH
        })
        .count();
    Ok(by_rarity.into_iter().take(n_words.max(FEWEST_WORDS)).map(|(_, term)| term).collect())
}

/// How much it says that a document holds what `holding` of all documents hold, as in BM25.
fn rarity(holding: u64, all: u64) -> f32 {
    let (holding, all) = (holding as f32, all as f32);
    (1.0 + (all - holding + 0.5) / (holding + 0.5)).ln()
}

/// A score as it is compared: the order in which a sum was made must not matter.
fn compared(score: f32) -> i64 {
    (f64::from(score) * 1000.0).round() as i64
}

/// How often a position of the second word follows one of the first; both are sorted.
fn neighbours(first: &[u32], second: &[u32]) -> usize {
    first.iter().filter(|at| second.binary_search(&(**at + 1)).is_ok()).count()
}
