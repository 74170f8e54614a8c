//! Which words of the index stand for a typed one, and which of them are likely where it is typed?

use std::collections::BTreeSet;

use tantivy::{Searcher, postings::TermInfo, schema::Field};

use super::{meant::meant, neighbours::Neighbours, variant::Wanted};
use crate::words::Shape;

/// A sought word with the words of the index that it can be, and where their postings lie in each segment.
pub(super) struct Expanded<'q> {
    pub(super) word: &'q str,
    pub(super) in_segments: Vec<Vec<(String, TermInfo)>>,
}

/// The sought words in their order, each with all that it can be.
pub(super) fn all<'q>(
    searcher: &Searcher,
    field: Field,
    sought: &BTreeSet<&'q str>,
    shape: Shape,
) -> tantivy::Result<Vec<Expanded<'q>>> {
    let segments = searcher
        .segment_readers()
        .iter()
        .map(|segment| segment.inverted_index(field))
        .collect::<tantivy::Result<Vec<_>>>()?;
    let expanded = sought.iter().map(|word| {
        let wanted = Wanted { field, word: (*word).to_owned(), shape };
        let in_segments = segments
            .iter()
            .map(|segment| wanted.variants(segment, 0))
            .collect::<tantivy::Result<_>>()?;
        Ok(Expanded { word, in_segments })
    });
    expanded.collect()
}

/// The same with what their neighbours in the query make likely only; none where neighbours leave nothing out. `typed` are
/// the words in the order of the query, each of which is among those that were found.
pub(super) fn likely<'q, 'n>(
    found: &[Expanded<'q>],
    typed: impl Iterator<Item = &'q str>,
    neighbours: impl FnOnce() -> tantivy::Result<&'n Neighbours>,
) -> tantivy::Result<Option<Vec<Expanded<'q>>>> {
    let variants: Vec<Vec<&str>> = found.iter().map(Expanded::variants).collect();
    let nth = |word| {
        found.binary_search_by_key(&word, |found| found.word).expect("what is typed is sought")
    };
    let typed: Vec<usize> = typed.map(nth).collect();
    if typed.len() < 2 || variants.iter().all(|variants| variants.len() < 2) {
        return Ok(None);
    }
    let possible: Vec<Vec<&str>> = typed.iter().map(|nth| variants[*nth].clone()).collect();
    // A word that is typed twice can be another one each time.
    let mut kept: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); found.len()];
    for ((nth, variants), meant) in typed.iter().zip(&possible).zip(meant(&possible, neighbours()?))
    {
        let likely = variants.iter().zip(meant).filter(|(_, meant)| *meant);
        kept[*nth].extend(likely.map(|(variant, _)| *variant));
    }
    // An abbreviation that stands for several words of the query is none of them, and has no neighbours.
    for (kept, variants) in kept.iter_mut().zip(&variants).filter(|(kept, _)| kept.is_empty()) {
        kept.extend(variants);
    }
    let leaves_out = kept.iter().zip(&variants).any(|(kept, variants)| kept.len() < variants.len());
    let narrowed = found.iter().zip(&kept).map(|(found, kept)| found.narrowed(kept));
    Ok(leaves_out.then(|| narrowed.collect()))
}

impl<'q> Expanded<'q> {
    /// The words that it can be, sorted.
    fn variants(&self) -> Vec<&str> {
        let all: BTreeSet<&str> =
            self.in_segments.iter().flatten().map(|(word, _)| word.as_str()).collect();
        all.into_iter().collect()
    }

    /// With these of its words only.
    fn narrowed(&self, kept: &BTreeSet<&str>) -> Self {
        let narrowed = |variants: &Vec<(String, TermInfo)>| {
            let kept = variants.iter().filter(|(word, _)| kept.contains(word.as_str()));
            kept.cloned().collect()
        };
        Self { word: self.word, in_segments: self.in_segments.iter().map(narrowed).collect() }
    }
}
