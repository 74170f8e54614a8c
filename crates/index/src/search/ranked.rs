//! Which documents answer words best? BM25 over syllables, and neighbours: a Vietnamese word is two syllables or more,
//! so that a document in which the query's syllables stand side by side is about what was asked.
//!
//! The rarest words propose documents; all words and their neighbours are then looked up in these only, which needs no
//! index of pairs, and does not go through every document of a round because it says "and".

use std::{cmp::Reverse, collections::BTreeSet};

use model::query::{Matched, Occur, Query, Sought};
use tantivy::{
    DocAddress, Searcher,
    postings::TermInfo,
    query::Bm25Weight,
    schema::{Field, IndexRecordOption},
};

use super::{
    Hit, Search,
    expanded::{self, Expanded},
    phrase::{Places, positions_in},
    proposal,
    scope::Scope,
};
use crate::{
    error::{Error, Result},
    passage,
    schema::FILE,
    words::{self, Shape, abbreviations},
};

/// How many documents that score best by syllables are looked at for neighbours.
const LOOKED_AT: usize = 200;

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

/// A word that counts where it stands, with what it counts.
pub(super) struct Weighed<'q> {
    word: &'q str,
    pub(super) weight: Bm25Weight,
    /// How many documents hold it; one that holds two of its variants is counted twice.
    pub(super) holding: u64,
    /// Where the postings of its variants lie in each segment.
    pub(super) in_segments: Vec<Vec<TermInfo>>,
}

/// Two of the query's words that follow each other.
struct Pair {
    /// Which of the weighed words they are.
    words: [usize; 2],
    /// The abbreviation that says both at once, where there is one.
    at_once: Option<usize>,
    /// How rare its syllables are.
    rarity: f32,
}

impl Search {
    pub(super) fn ranked(
        &self,
        searcher: &Searcher,
        terms: &Terms,
        scope: &Scope,
        limit: usize,
    ) -> Result<Vec<Hit>> {
        let failed = || Error::index("rank documents by their words");
        let sought = terms.sought();
        let found = expanded::all(searcher, self.fields.words, &sought, terms.shape);
        let found = found.map_err(failed())?;
        let in_order = terms.words.iter().map(|sense| sense.word.as_str());
        let neighbours = || self.neighbours(searcher);
        let likely = expanded::likely(&found, in_order, neighbours).map_err(failed())?;
        let mut best = match &likely {
            Some(likely) => self.best(searcher, terms, likely, scope, limit).map_err(failed())?,
            None => Vec::new(),
        };
        if best.len() < limit {
            // What is unlikely to be meant is better than nothing.
            let all = self.best(searcher, terms, &found, scope, limit).map_err(failed())?;
            let further: Vec<_> = all.into_iter().filter(|one| !best.contains(one)).collect();
            best.extend(further);
            best.truncate(limit);
        }
        let hit = |address| {
            let (card, text) = self.shown(searcher, address)?;
            let passages = passage::best(&text, &card, &sought, terms.shape);
            Ok(Hit { card, matched: Matched::Text, passages })
        };
        best.into_iter().map(hit).collect()
    }

    /// The best documents by these words of the index, at most `limit`.
    fn best(
        &self,
        searcher: &Searcher,
        terms: &Terms,
        found: &[Expanded<'_>],
        scope: &Scope,
        limit: usize,
    ) -> tantivy::Result<Vec<DocAddress>> {
        let field = self.fields.words;
        let words = weighed(searcher, field, found)?;
        let looked_at = LOOKED_AT.max(limit);
        let documents = match scope.if_at_most(looked_at) {
            Some(all) => all,
            None => proposal::best(searcher, field, &words, scope, looked_at)?,
        };
        let pairs = pairs(&terms.words, &words, searcher.num_docs());
        let scores = scores(searcher, field, &words, &pairs, documents)?;
        first_of(searcher, scores, limit)
    }
}

/// The words with what they count.
fn weighed<'f>(
    searcher: &Searcher,
    field: Field,
    found: &'f [Expanded<'_>],
) -> tantivy::Result<Vec<Weighed<'f>>> {
    let n_documents = searcher.num_docs();
    let mut n_words = 0;
    for segment in searcher.segment_readers() {
        n_words += segment.inverted_index(field)?.total_num_tokens();
    }
    let length = n_words as f32 / n_documents as f32;
    let weighed = found.iter().map(|Expanded { word, in_segments }| {
        let postings = in_segments.iter().flatten().map(|(_, found)| u64::from(found.doc_freq));
        let holding = postings.sum::<u64>().min(n_documents);
        let weight = Bm25Weight::for_one_term_without_explain(holding, n_documents, length);
        let in_segments = in_segments
            .iter()
            .map(|variants| variants.iter().map(|(_, found)| found.clone()).collect())
            .collect();
        Weighed { word, weight, holding, in_segments }
    });
    Ok(weighed.collect())
}

/// The first of the best: of those that tie, their paths tell which they are, and not where they happen to lie in the
/// index.
fn first_of(
    searcher: &Searcher,
    scores: Vec<(f32, DocAddress)>,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let last = scores.get(limit.saturating_sub(1)).map(|(score, _)| compared(*score));
    let mut first = Vec::new();
    for (score, address) in scores {
        if last.is_some_and(|last| compared(score) < last) {
            break;
        }
        let segment = searcher.segment_reader(address.segment_ord);
        let mut path = String::new();
        if let Some(paths) = segment.fast_fields().str(FILE)?
            && let Some(ordinal) = paths.term_ords(address.doc_id).next()
        {
            paths.ord_to_str(ordinal, &mut path)?;
        }
        first.push((Reverse(compared(score)), path, address));
    }
    first.sort();
    Ok(first.into_iter().take(limit).map(|(_, _, address)| address).collect())
}

/// The pairs of words that follow each other in the query.
fn pairs(asked: &[Sense], words: &[Weighed<'_>], n_documents: u64) -> Vec<Pair> {
    let nth = |word: &str| {
        words.binary_search_by_key(&word, |weighed| weighed.word).expect("every sense is sought")
    };
    let pair = |pair: &[Sense]| {
        let [first, second] = pair else { unreachable!("windows of two") };
        let at_once = first.short.filter(|short| second.short == Some(*short));
        let pair = [nth(&first.word), nth(&second.word)];
        Pair {
            words: pair,
            at_once: at_once.map(|(short, _)| nth(short)),
            rarity: pair.iter().map(|nth| rarity(words[*nth].holding, n_documents)).sum(),
        }
    };
    asked.windows(2).map(pair).collect()
}

/// The documents by BM25 over all words and what their neighbouring syllables add, best first.
///
/// A pair counts by how rare its syllables are in the index, and by how rare the pair is among the documents that are
/// looked at: these have the syllables anyway.
fn scores(
    searcher: &Searcher,
    field: Field,
    words: &[Weighed<'_>],
    pairs: &[Pair],
    mut documents: Vec<DocAddress>,
) -> tantivy::Result<Vec<(f32, DocAddress)>> {
    // Postings are read forwards, one segment at a time.
    documents.sort_unstable();
    let mut standing = Vec::with_capacity(documents.len());
    for of_segment in documents.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        standing.extend(in_segment(searcher, field, words, pairs, of_segment)?);
    }
    let weights: Vec<f32> = (0..)
        .zip(pairs)
        .map(|(nth, pair)| {
            let holding = standing.iter().filter(|document| document.pairs[nth] > 0).count();
            pair.rarity + PAIR_WEIGHT * rarity(holding as u64, standing.len() as u64)
        })
        .collect();
    let mut scores: Vec<(f32, DocAddress)> = standing
        .iter()
        .zip(documents)
        .filter(|(document, _)| document.words > 0.0)
        .map(|(document, address)| {
            let of_pairs = document.pairs.iter().zip(&weights).map(|(count, weight)| {
                let often = *count as f32;
                weight * often / (often + PAIR_SATURATION)
            });
            (document.words + of_pairs.sum::<f32>(), address)
        })
        .collect();
    scores.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.cmp(other)));
    Ok(scores)
}

/// How the words and the pairs stand in each of these documents of one segment, which are in its order.
fn in_segment(
    searcher: &Searcher,
    field: Field,
    words: &[Weighed<'_>],
    pairs: &[Pair],
    documents: &[DocAddress],
) -> tantivy::Result<Vec<Standing>> {
    let Some(first) = documents.first() else { return Ok(Vec::new()) };
    let segment = searcher.segment_reader(first.segment_ord);
    let inverted = segment.inverted_index(field)?;
    let lengths = segment.get_fieldnorms_reader(field)?;
    let mut scores = vec![0.0; documents.len()];
    let mut positions = Vec::with_capacity(words.len());
    let mut in_document = Vec::new();
    for Weighed { weight, in_segments, .. } in words {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut variants = in_segments[first.segment_ord as usize]
            .iter()
            .map(|found| inverted.read_postings_from_terminfo(found, option))
            .collect::<std::io::Result<Vec<_>>>()?;
        let mut of_word = Places::default();
        for (address, score) in documents.iter().zip(&mut scores) {
            positions_in(&mut variants, address.doc_id, &mut in_document);
            if !in_document.is_empty() {
                let length = lengths.fieldnorm_id(address.doc_id);
                let often = u32::try_from(in_document.len()).expect("words of a document");
                *score += weight.score(length, often);
            }
            of_word.push(in_document.iter().copied());
        }
        positions.push(of_word);
    }
    let in_document = |(nth, words): (usize, f32)| {
        let count = |pair: &Pair| {
            let [first, second] = pair.words.map(|word| positions[word].of(nth));
            let at_once = pair.at_once.map_or(0, |short| positions[short].of(nth).len());
            neighbours(first, second) + at_once
        };
        Standing { words, pairs: pairs.iter().map(count).collect() }
    };
    Ok(scores.into_iter().enumerate().map(in_document).collect())
}

/// How what is sought stands in a document.
struct Standing {
    /// What its words score by BM25.
    words: f32,
    /// How often each pair stands together.
    pairs: Vec<usize>,
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
