//! The documents that a query admits, gone through once: what they are and how many serves the ranking and the count.

use tantivy::{
    DocAddress, DocId, Searcher,
    query::{AllQuery, EnableScoring, Query as IndexQuery},
};

/// The documents among which a ranking chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    /// All that the index holds.
    All,
    /// These of each segment, in the order of the segments and of the documents in them.
    These(Vec<Vec<DocId>>),
}

impl Scope {
    /// The documents that a condition admits.
    pub(super) fn of(searcher: &Searcher, condition: &dyn IndexQuery) -> tantivy::Result<Self> {
        if condition.is::<AllQuery>() {
            return Ok(Self::All);
        }
        let weight = condition.weight(EnableScoring::disabled_from_searcher(searcher))?;
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            let mut admitted = Vec::new();
            weight.for_each_no_score(segment, &mut |documents| admitted.extend(documents))?;
            if let Some(alive) = segment.alive_bitset() {
                admitted.retain(|document| alive.is_alive(*document));
            }
            segments.push(admitted);
        }
        Ok(Self::These(segments))
    }

    /// How many documents it has.
    pub(super) fn len(&self, searcher: &Searcher) -> u64 {
        match self {
            Self::All => searcher.num_docs(),
            Self::These(segments) => segments.iter().map(|admitted| admitted.len() as u64).sum(),
        }
    }

    /// The documents, unless they are more than `most`.
    pub(super) fn if_at_most(&self, most: usize) -> Option<Vec<DocAddress>> {
        let Self::These(segments) = self else { return None };
        if segments.iter().map(Vec::len).sum::<usize>() > most {
            return None;
        }
        let of_segment = |(segment, documents): (u32, &Vec<DocId>)| {
            documents.iter().map(|document| DocAddress::new(segment, *document)).collect::<Vec<_>>()
        };
        Some((0..).zip(segments).flat_map(of_segment).collect())
    }
}
