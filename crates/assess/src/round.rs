//! What a judgement must be told about the round: its name and its days.

use model::{PartialDate, RoundId};

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
