//! What would be: the points, index, rank and band of a unit if a disputed leaf were decided otherwise.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Index,
    standing::{BandReached, Rank},
};
use crate::{
    finding::FindingCode,
    id::{CriterionCode, UnitId},
    points::Points,
};

/// What hangs on the open findings of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnitEffects {
    /// The unit.
    pub unit: UnitId,
    /// As things stand.
    pub now: Outcome,
    /// Each disputed leaf by itself, in code order.
    pub disputes: Vec<DisputeEffect>,
    /// If every finding were upheld.
    pub all_upheld: Outcome,
}

/// What hangs on one disputed leaf.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DisputeEffect {
    /// The leaf.
    pub code: CriterionCode,
    /// The findings that dispute it.
    pub findings: Vec<FindingCode>,
    /// The points that it has.
    pub given: Points,
    /// The points that are left if the findings are upheld; of several the fewest.
    pub if_upheld: Points,
    /// What the unit would be with these.
    pub upheld: Outcome,
    /// What it would be with no points for the leaf.
    pub at_zero: Outcome,
    /// What it would be with all points of the leaf.
    pub at_maximum: Outcome,
}

/// Points, index, rank and band of a unit in one case; other units as they stand.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Outcome {
    /// The points that the index is made of.
    pub points: Points,
    /// The index; none while a leaf is open.
    pub index: Option<Index>,
    /// The rank.
    pub rank: Rank,
    /// The band.
    pub band: Option<BandReached>,
}
