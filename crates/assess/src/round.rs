//! What a judgement must be told about the round: its days, and what the other units sent.

use std::collections::{BTreeMap, BTreeSet};

use model::{ContentHash, PartialDate, RoundId, finding::ReusedFile};

/// The round that claims are judged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundTerms {
    /// Its name.
    pub id: RoundId,
    /// The first day of the period that is scored.
    pub from: PartialDate,
    /// The last day of the period that is scored.
    pub to: PartialDate,
    /// The last day for self-score and evidence.
    pub due: PartialDate,
}

impl RoundTerms {
    /// The year that is scored: a period may begin in December of the year before.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.to.year()
    }
}

/// What the other units of the round sent, by content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Elsewhere {
    sent: BTreeMap<ContentHash, BTreeSet<ReusedFile>>,
}

impl Elsewhere {
    /// Notes that another unit sent these bytes.
    pub fn add(&mut self, sha256: ContentHash, file: ReusedFile) {
        self.sent.entry(sha256).or_default().insert(file);
    }

    /// The files of other units with these bytes, in order.
    pub(crate) fn files(&self, sha256: &ContentHash) -> impl Iterator<Item = &ReusedFile> {
        self.sent.get(sha256).into_iter().flatten()
    }
}
