//! Which documents are worth a closer look? Those that score best by BM25 over the rarest of the words.
//!
//! The postings of a word are gone through block by block and added up in one array of scores a segment: for the common
//! syllables of a language that is several times as fast as leaping between the lists of the words.

use tantivy::{
    DocAddress, DocId, DocSet as _, Searcher, SegmentReader,
    collector::{TopNComputer, sort_key::NaturalComparator},
    postings::{Postings as _, TermInfo},
    query::Bm25Weight,
    schema::{Field, IndexRecordOption},
};

use super::{ranked::Weighed, scope::Scope};

/// How many postings are gone through to propose documents.
const GONE_THROUGH: u64 = 600_000;

/// The fewest words that propose documents, however often they stand.
const FEWEST_WORDS: usize = 2;

/// How many postings can be gone through while one document is sought in a list.
const SEEKING: u64 = 16;

/// The best documents of a scope, at most `limit`, in no order.
///
/// The rarest words propose them, as long as all of these stand in no more documents together than are quick to go
/// through. The others say little about which documents these are, and count when they are looked at all the same. Only
/// where the rarest stand in fewer than `limit`, all words propose.
pub(super) fn best(
    searcher: &Searcher,
    field: Field,
    words: &[Weighed<'_>],
    scope: &Scope,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let mut by_rarity: Vec<_> = words.iter().filter(|word| word.holding > 0).collect();
    by_rarity.sort_by_key(|word| word.holding);
    let mut gone_through = 0;
    let is_rare = |word: &&&Weighed<'_>| {
        gone_through += word.holding;
        gone_through <= GONE_THROUGH
    };
    let n_rare = by_rarity.iter().take_while(is_rare).count();
    let rare = &by_rarity[..n_rare.max(FEWEST_WORDS).min(by_rarity.len())];
    let proposed = best_by(rare, searcher, field, scope, limit)?;
    if proposed.len() >= limit || rare.len() == by_rarity.len() {
        return Ok(proposed);
    }
    best_by(&by_rarity, searcher, field, scope, limit)
}

fn best_by(
    words: &[&Weighed<'_>],
    searcher: &Searcher,
    field: Field,
    scope: &Scope,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let mut best = TopNComputer::new_with_comparator(limit, NaturalComparator);
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let of_segment: Vec<_> = words
            .iter()
            .map(|word| (&word.weight, word.in_segments[ordinal as usize].as_slice()))
            .collect();
        let mut propose = |document: DocId, score: f32| {
            if score > 0.0 {
                best.push(score, DocAddress::new(ordinal, document));
            }
        };
        if let Scope::These(segments) = scope
            && is_worth_seeking(segments[ordinal as usize].len(), &of_segment)
        {
            let admitted = &segments[ordinal as usize];
            let scores = scores_of(admitted, segment, field, &of_segment)?;
            admitted.iter().zip(scores).for_each(|(document, score)| propose(*document, score));
            continue;
        }
        let scores = scores(segment, field, &of_segment)?;
        let mut propose = |document: DocId| propose(document, scores[document as usize]);
        match (scope, segment.alive_bitset()) {
            (Scope::These(segments), _) => {
                segments[ordinal as usize].iter().copied().for_each(propose);
            }
            (Scope::All, Some(alive)) => alive.iter_alive().for_each(propose),
            (Scope::All, None) => (0..segment.max_doc()).for_each(&mut propose),
        }
    }
    Ok(best.into_vec().into_iter().map(|proposed| proposed.doc).collect())
}

/// A word's weight with the postings of its variants in a segment.
type InSegment<'w> = (&'w Bm25Weight, &'w [TermInfo]);

/// Whether so few documents are better sought in each list than the lists gone through.
fn is_worth_seeking(n_documents: usize, words: &[InSegment<'_>]) -> bool {
    let variants = || words.iter().flat_map(|(_, variants)| *variants);
    let n_postings: u64 = variants().map(|variant| u64::from(variant.doc_freq)).sum();
    (n_documents * variants().count()) as u64 * SEEKING < n_postings
}

/// What these documents of a segment score by words.
fn scores_of(
    documents: &[DocId],
    segment: &SegmentReader,
    field: Field,
    words: &[InSegment<'_>],
) -> tantivy::Result<Vec<f32>> {
    let inverted = segment.inverted_index(field)?;
    let lengths = segment.get_fieldnorms_reader(field)?;
    let mut scores = vec![0.0; documents.len()];
    for (weight, variants) in words {
        let mut counts = vec![0; documents.len()];
        for variant in *variants {
            let option = IndexRecordOption::WithFreqs;
            let mut postings = inverted.read_postings_from_terminfo(variant, option)?;
            for (document, count) in documents.iter().zip(&mut counts) {
                if postings.doc() <= *document && postings.seek(*document) == *document {
                    *count += postings.term_freq();
                }
            }
        }
        for ((document, count), score) in documents.iter().zip(counts).zip(&mut scores) {
            if count > 0 {
                *score += weight.score(lengths.fieldnorm_id(*document), count);
            }
        }
    }
    Ok(scores)
}

/// What each document of a segment scores by words, each with the postings of its variants.
fn scores(
    segment: &SegmentReader,
    field: Field,
    words: &[InSegment<'_>],
) -> tantivy::Result<Vec<f32>> {
    let n_documents = segment.max_doc() as usize;
    let inverted = segment.inverted_index(field)?;
    let lengths = segment.get_fieldnorms_reader(field)?;
    let mut scores = vec![0.0; n_documents];
    // How often each document holds the word in any of its variants, and which ones hold it.
    let mut counts = vec![0_u32; n_documents];
    let mut holding: Vec<DocId> = Vec::new();
    for (weight, variants) in words {
        let score = |document: DocId, often| weight.score(lengths.fieldnorm_id(document), often);
        for variant in *variants {
            let option = IndexRecordOption::WithFreqs;
            let mut postings = inverted.read_block_postings_from_terminfo(variant, option)?;
            while !postings.docs().is_empty() {
                let in_block = postings.docs().iter().zip(postings.freqs());
                if variants.len() == 1 {
                    in_block.for_each(|(document, often)| {
                        scores[*document as usize] += score(*document, *often);
                    });
                } else {
                    for (document, often) in in_block {
                        let count = &mut counts[*document as usize];
                        if *count == 0 {
                            holding.push(*document);
                        }
                        *count += often;
                    }
                }
                postings.advance();
            }
        }
        for document in holding.drain(..) {
            let often = std::mem::take(&mut counts[document as usize]);
            scores[document as usize] += score(document, often);
        }
    }
    Ok(scores)
}
