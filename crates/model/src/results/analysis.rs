//! Where points were lost: by leaf, by cause, by responsible body, and against the year before.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::given::{ConfirmedCause, Source};
use crate::{
    id::{CriterionCode, UnitId},
    points::Points,
};

/// Why points were lost.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The set became stricter.
    StricterRule,
    /// Something that the unit cannot change.
    Objective,
    /// Work that was not done, or not in time.
    SlowWork,
    /// There is no evidence of it.
    NoEvidence,
    /// The evidence came late.
    LateEvidence,
}

impl Cause {
    /// All causes, in the order in which they are told.
    pub const ALL: [Self; 5] =
        [Self::StricterRule, Self::Objective, Self::SlowWork, Self::NoEvidence, Self::LateEvidence];

    /// Its name, as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::StricterRule => "stricter-rule",
            Self::Objective => "objective",
            Self::SlowWork => "slow-work",
            Self::NoEvidence => "no-evidence",
            Self::LateEvidence => "late-evidence",
        }
    }
}

/// Where one unit lost points.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Analysis {
    /// The unit.
    pub unit: UnitId,
    /// Every leaf that applies to it, in code order.
    pub leaves: Vec<LeafLoss>,
    /// The points lost by cause, as confirmed by people; causes without points are left out.
    pub by_cause: Vec<CauseLoss>,
    /// The points lost by responsible body, most first; a leaf with several bodies counts for each of them.
    pub by_body: Vec<BodyLoss>,
    /// The year before, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<SinceEarlier>,
    /// Its figures over the years, oldest first.
    pub years: Vec<YearFigures>,
}

/// What a unit lost at one leaf.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeafLoss {
    /// The leaf.
    pub code: CriterionCode,
    /// Its maximum for this unit.
    pub maximum: Points,
    /// Its points; none while it is open.
    pub points: Option<Points>,
    /// Maximum less points; none while it is open.
    pub lost: Option<Points>,
    /// The mean of the group, as points of this maximum.
    pub group_mean: Option<Points>,
    /// The best of the group, as points of this maximum.
    pub group_best: Option<Points>,
    /// The year before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EarlierLeaf>,
    /// The cause that findings and changes of the set suggest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested: Option<Cause>,
    /// The cause that a person confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<ConfirmedCause>,
    /// The bodies that answer for it.
    pub responsible: Vec<String>,
}

/// The same leaf in the year before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EarlierLeaf {
    /// Its code then.
    pub code: CriterionCode,
    /// Its maximum for this unit then.
    pub maximum: Points,
    /// Its points then; none where they are not known.
    pub points: Option<Points>,
    /// Whether points, base or rule of it are others now, so that the two years measure different things.
    pub changed: bool,
}

/// Points lost from one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CauseLoss {
    /// The cause; none where nobody confirmed one.
    pub cause: Option<Cause>,
    /// The points.
    pub lost: Points,
    /// From how many leaves.
    pub leaves: u32,
}

/// Points lost where one body is responsible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BodyLoss {
    /// The body; none where the set names nobody.
    pub body: Option<String>,
    /// The points.
    pub lost: Points,
    /// The leaves, in code order.
    pub leaves: Vec<CriterionCode>,
}

/// What changed since the year before.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SinceEarlier {
    /// The year.
    pub year: i16,
    /// The index then, in percent.
    #[schemars(with = "Option<String>")]
    pub index: Option<Decimal>,
    /// The rank then.
    pub rank: Option<u32>,
    /// How many were ranked then.
    pub ranked: u32,
    /// By how much the index changed, in percentage points; the sum of all parts below and of bonus and penalty.
    #[schemars(with = "Option<String>")]
    pub change: Option<Decimal>,
    /// What leaves of both years that measure the same brought.
    #[schemars(with = "String")]
    pub by_same: Decimal,
    /// What leaves of both years that measure something else now brought.
    #[schemars(with = "String")]
    pub by_changed: Decimal,
    /// What leaves of one year only brought.
    #[schemars(with = "String")]
    pub by_added_or_removed: Decimal,
    /// Rank of the two years by the leaves alone that measure the same in both: then and now.
    pub comparable_ranks: Option<(u32, u32)>,
    /// What each leaf brought or cost, in percentage points, the costliest first; those that changed nothing left out.
    pub leaves: Vec<LeafChange>,
}

/// What a leaf brought or cost since the year before.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeafChange {
    /// Its code now; then, for what was removed.
    pub code: CriterionCode,
    /// Its name.
    pub name: String,
    /// In percentage points of the index.
    #[schemars(with = "String")]
    pub change: Decimal,
    /// Whether both years measure the same.
    pub comparable: bool,
}

/// Figures of one unit for one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct YearFigures {
    /// The unit.
    pub unit: UnitId,
    /// The year.
    pub year: i16,
    /// PAR INDEX, in percent.
    #[schemars(with = "Option<String>")]
    pub par_index: Option<Decimal>,
    /// Its rank.
    pub rank: Option<u32>,
    /// How many were ranked.
    pub ranked: Option<u32>,
    /// SIPAS, in percent.
    #[schemars(with = "Option<String>")]
    pub sipas: Option<Decimal>,
    /// PAPI, in points.
    #[schemars(with = "Option<String>")]
    pub papi: Option<Decimal>,
    /// Where it is said; none where it was computed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
}
