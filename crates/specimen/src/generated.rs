//! Whole rounds from a seed: units with sheets and documents, planted errors, harmless oddities, and what must be found.
//!
//! An error is planted together with the finding and the verdict that it must bring, in the words of the field: this
//! document was not sent, so this finding, so this verdict. Nothing here asks how a judgement comes about. What an
//! unread file means for every claim that lacks something is the one rule applied afterwards ([`truth`]).
//!
//! The same seed gives the same round on every machine.

pub(crate) mod chance;
mod claim;
mod criteria;
mod figure;
mod truth;
mod unit;

use model::{PartialDate, RoundId, UnitId, dossier::Dossier};

pub use truth::{ClaimTruth, ExpectedFinding, UnitTruth};

use crate::literal::date;

/// A generated round.
#[derive(Debug)]
pub struct GeneratedRound {
    /// The criteria set, in its TOML form: 100 leaves, 90 of them scored by the units.
    pub criteria: String,
    /// Names the round.
    pub id: RoundId,
    /// The first day of the period.
    pub from: PartialDate,
    /// The last day of the period.
    pub to: PartialDate,
    /// The last day for evidence.
    pub due: PartialDate,
    /// What each unit sent, with what must be found in it.
    pub units: Vec<GeneratedUnit>,
}

/// What one unit sent.
#[derive(Debug)]
pub struct GeneratedUnit {
    /// Its sheet and documents.
    pub dossier: Dossier,
    /// What must be found.
    pub truth: UnitTruth,
}

/// A round of this many units. The units of a round do not depend on how many there are, but for the last of an odd
/// number: units are neighbours two by two, and neighbours may send the same document.
#[must_use]
pub fn round(seed: u64, n_units: usize) -> GeneratedRound {
    GeneratedRound {
        criteria: criteria::toml(),
        id: RoundId::new(format!("sinh-{seed}")).expect("a round id"),
        from: date("2025-01-01"),
        to: date("2025-12-31"),
        due: date("2026-01-23"),
        units: (0..n_units).map(|position| unit::generate(seed, position, n_units)).collect(),
    }
}

/// The id of the unit at this position.
fn unit_id(position: usize) -> UnitId {
    UnitId::new(format!("so-{position:03}")).expect("a unit id")
}
