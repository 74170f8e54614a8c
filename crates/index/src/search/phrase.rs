//! In which documents do words stand one after the other, each as any of the words that it can be?
//!
//! First the documents that hold all of the words are found, from the blocks of the postings; positions are then read in
//! these only, of the rarest word first, as long as a place is left at which the phrase can stand.

use std::sync::Arc;

use tantivy::{
    DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED,
    postings::{Postings as _, SegmentPostings, TermInfo},
    query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::IndexRecordOption,
};

use super::variant::Wanted;

/// Documents with these words in this order, side by side.
#[derive(Debug, Clone)]
pub(super) struct InOrder(Arc<[Wanted]>);

impl InOrder {
    /// The words are of one field, and one at least.
    pub(super) fn new(words: Vec<Wanted>) -> Self {
        Self(words.into())
    }

    /// The documents of a segment, in order, deleted ones among them.
    fn documents(&self, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
        let Some(first) = self.0.first() else { return Ok(Vec::new()) };
        let inverted = segment.inverted_index(first.field)?;
        let mut words = Vec::with_capacity(self.0.len());
        for (place, wanted) in (0..).zip(self.0.iter()) {
            let variants: Vec<_> =
                wanted.variants(&inverted, 0)?.into_iter().map(|(_, found)| found).collect();
            let n_postings: u64 = variants.iter().map(|found| u64::from(found.doc_freq)).sum();
            if n_postings == 0 {
                return Ok(Vec::new());
            }
            words.push(Word { place, variants, n_postings });
        }
        words.sort_by_key(|word| word.n_postings);
        let holding = holding_all(&words, &inverted, segment.max_doc())?;
        if words.len() == 1 {
            return Ok(holding);
        }
        let mut candidates = None;
        for word in &words {
            candidates = Some(word.narrowed(&inverted, &holding, candidates)?);
        }
        Ok(candidates.map(|candidates| candidates.documents).unwrap_or_default())
    }
}

/// A word of the phrase, as a segment has it.
struct Word {
    /// Which one it is, from 0.
    place: u32,
    variants: Vec<TermInfo>,
    n_postings: u64,
}

/// Places of words in documents, one document after the other.
#[derive(Default)]
pub(super) struct Places {
    all: Vec<u32>,
    /// Where those of each document end.
    ends: Vec<usize>,
}

impl Places {
    /// Adds the places in the next document.
    pub(super) fn push(&mut self, places: impl IntoIterator<Item = u32>) {
        self.all.extend(places);
        self.ends.push(self.all.len());
    }

    /// Those in the nth document.
    pub(super) fn of(&self, nth: usize) -> &[u32] {
        let start = nth.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[nth]]
    }
}

/// The documents that can hold the phrase by the words that were looked up so far.
#[derive(Default)]
struct Candidates {
    documents: Vec<DocId>,
    /// Where the phrase can begin in each.
    starts: Places,
}

impl Word {
    /// The candidates in which the phrase can stand with this word in its place; without any yet, those of the documents
    /// that hold all words.
    fn narrowed(
        &self,
        inverted: &InvertedIndexReader,
        holding: &[DocId],
        candidates: Option<Candidates>,
    ) -> tantivy::Result<Candidates> {
        let option = IndexRecordOption::WithFreqsAndPositions;
        let mut variants = self
            .variants
            .iter()
            .map(|found| inverted.read_postings_from_terminfo(found, option))
            .collect::<Result<Vec<_>, _>>()?;
        let documents = candidates.as_ref().map_or(holding, |candidates| &candidates.documents);
        let mut narrowed = Candidates::default();
        let mut positions = Vec::new();
        for (nth, document) in documents.iter().enumerate() {
            positions_in(&mut variants, *document, &mut positions);
            let before = candidates.as_ref().map(|candidates| candidates.starts.of(nth));
            let starts = positions.iter().filter_map(|at| at.checked_sub(self.place));
            let mut starts = starts
                .filter(|start| before.is_none_or(|before| before.contains(start)))
                .peekable();
            if starts.peek().is_some() {
                narrowed.documents.push(*document);
                narrowed.starts.push(starts);
            }
        }
        Ok(narrowed)
    }
}

/// Puts the places of a word in a document, whatever its variant, into `positions`, in order. Documents are asked for in
/// their order.
pub(super) fn positions_in(
    variants: &mut [SegmentPostings],
    document: DocId,
    positions: &mut Vec<u32>,
) {
    positions.clear();
    let mut n_holding = 0;
    for postings in variants {
        if postings.doc() <= document && postings.seek(document) == document {
            postings.append_positions_with_offset(0, positions);
            n_holding += 1;
        }
    }
    if n_holding > 1 {
        positions.sort_unstable();
    }
}

/// The documents that hold all of the words, in order.
fn holding_all(
    words: &[Word],
    inverted: &InvertedIndexReader,
    n_documents: DocId,
) -> tantivy::Result<Vec<DocId>> {
    // How many of the words so far a document holds.
    let mut held = vec![0_u32; n_documents as usize];
    for (before, word) in (0..).zip(words) {
        for found in &word.variants {
            let option = IndexRecordOption::Basic;
            let mut postings = inverted.read_block_postings_from_terminfo(found, option)?;
            while !postings.docs().is_empty() {
                for document in postings.docs() {
                    let held = &mut held[*document as usize];
                    if *held == before {
                        *held += 1;
                    }
                }
                postings.advance();
            }
        }
    }
    let all = u32::try_from(words.len()).expect("a query has few words");
    let holds = |document: &DocId| held[*document as usize] == all;
    Ok((0..n_documents).filter(holds).collect())
}

impl Query for InOrder {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for InOrder {
    fn scorer(&self, segment: &SegmentReader, boost: f32) -> tantivy::Result<Box<dyn Scorer>> {
        let documents = Documents { all: self.documents(segment)?, at: 0 };
        Ok(Box::new(ConstScorer::new(documents, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words in order", 1.0))
    }
}

/// Documents that are known, in order.
struct Documents {
    all: Vec<DocId>,
    at: usize,
}

impl DocSet for Documents {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.all.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.all.len()).expect("documents of a segment")
    }
}
