//! What comes out: points and index of each unit at every item, its band, its rank, and how far anything is still open.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Index,
    given::{Giver, SurveySample},
};
use crate::{
    appraisal::Stage,
    id::{CriterionCode, UnitId},
    points::Points,
};

/// Who takes part in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entrant {
    /// The unit.
    pub unit: UnitId,
    /// Its name on screen.
    pub name: String,
    /// The group within which it is ranked; all units without a group are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
}

/// What the units of a round reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Standings {
    /// The units, in the order of the pipeline.
    pub units: Vec<UnitStanding>,
    /// Highest, mean and lowest by group and item; those of the whole first, then in code order.
    pub spreads: Vec<Spread>,
}

impl Standings {
    /// How far the council is with all units.
    #[must_use]
    pub fn decisions(&self) -> Decisions {
        let mut all = Decisions::default();
        self.units.iter().for_each(|unit| all += unit.decisions);
        all
    }

    /// What a unit reached.
    #[must_use]
    pub fn of(&self, unit: &UnitId) -> Option<&UnitStanding> {
        self.units.iter().find(|standing| standing.entrant.unit == *unit)
    }

    /// The spread of a group at an item; of the whole where none is named.
    #[must_use]
    pub fn spread(&self, group: Option<&str>, code: Option<&CriterionCode>) -> Option<&Spread> {
        self.spreads
            .iter()
            .find(|spread| spread.group.as_deref() == group && spread.code.as_ref() == code)
    }
}

/// What one unit reached.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnitStanding {
    /// Who.
    #[serde(flatten)]
    pub entrant: Entrant,
    /// The sum of its leaves that have points.
    pub points: Points,
    /// What could still come: the maxima of its open leaves.
    pub open: Points,
    /// The points attainable for this unit.
    pub maximum: Points,
    /// Points beside the criteria that are added, cut at their most.
    pub bonus: Points,
    /// Points beside the criteria that are taken away, cut at their most.
    pub penalty: Points,
    /// `points + bonus - penalty`, over the unit's own maximum; none while a leaf is open.
    pub index: Option<Index>,
    /// The least and the most that the index can become; both are the index where nothing is open.
    pub bounds: Option<IndexBounds>,
    /// Its rank.
    pub rank: Rank,
    /// Its band; none where the set has none.
    pub band: Option<BandReached>,
    /// How far the council is with what the unit scored itself.
    pub decisions: Decisions,
    /// Areas, criteria and leaves, in code order.
    pub items: Vec<ItemStanding>,
}

impl UnitStanding {
    /// The points that the index is made of.
    #[must_use]
    pub fn total(&self) -> Points {
        self.points + self.bonus - self.penalty
    }

    /// What the unit reached at an item.
    #[must_use]
    pub fn item(&self, code: &CriterionCode) -> Option<&ItemStanding> {
        let at = self.items.binary_search_by(|item| item.code.cmp(code)).ok()?;
        self.items.get(at)
    }
}

/// How far the council is with leaves that units score themselves. Each leaf that applies is one of these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decisions {
    /// The leaves; the sum of all below.
    pub leaves: u32,
    /// The council decided, on record or in a table.
    pub decided: u32,
    /// Points of the second appraisal.
    pub second: u32,
    /// Points of the first appraisal.
    pub first: u32,
    /// What was found has changed since points were given; they are to be given again.
    pub stale: u32,
    /// Appraisers differ.
    pub differ: u32,
    /// The unit is asked.
    pub asked: u32,
    /// Nobody gave points.
    pub without_points: u32,
}

impl Decisions {
    /// Counts a leaf; one that does not apply is none.
    pub fn count(&mut self, leaf: &LeafState) {
        let part = match leaf {
            LeafState::Counted { provisional: None | Some(Stage::Decision), .. } => {
                &mut self.decided
            }
            LeafState::Counted { provisional: Some(Stage::Second), .. } => &mut self.second,
            LeafState::Counted { provisional: Some(Stage::First), .. } => &mut self.first,
            LeafState::Open { why: OpenLeaf::AppraisalStale } => &mut self.stale,
            LeafState::Open { why: OpenLeaf::AppraisersDiffer } => &mut self.differ,
            LeafState::Open { why: OpenLeaf::UnitAsked } => &mut self.asked,
            LeafState::Open {
                why: OpenLeaf::NoPoints | OpenLeaf::NoSample | OpenLeaf::NoSurveyTerms,
            } => &mut self.without_points,
            LeafState::NotApplicable { .. }
            | LeafState::SurveyLeftOut { .. }
            | LeafState::SurveyZero { .. } => return,
        };
        *part += 1;
        self.leaves += 1;
    }

    /// How many leaves the council has not decided on.
    #[must_use]
    pub fn undecided(&self) -> u32 {
        self.leaves - self.decided
    }
}

impl std::ops::AddAssign for Decisions {
    fn add_assign(&mut self, other: Self) {
        let Self { leaves, decided, second, first, stale, differ, asked, without_points } = other;
        self.leaves += leaves;
        self.decided += decided;
        self.second += second;
        self.first += first;
        self.stale += stale;
        self.differ += differ;
        self.asked += asked;
        self.without_points += without_points;
    }
}

/// The least and the most that an index can become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndexBounds {
    /// The least.
    pub least: Index,
    /// The most.
    pub most: Index,
}

/// What a unit reached at an area, a criterion or a leaf.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ItemStanding {
    /// The item.
    pub code: CriterionCode,
    /// The points of its leaves that have some.
    pub points: Points,
    /// The maxima of its leaves that have none yet.
    pub open: Points,
    /// The points attainable for this unit.
    pub maximum: Points,
    /// Points over maximum; none while a leaf is open, and where nothing was attainable.
    pub index: Option<Index>,
    /// What became of it, where it is a leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaf: Option<LeafState>,
}

/// What became of a leaf for one unit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum LeafState {
    /// It has points.
    Counted {
        /// Who gave them.
        by: Giver,
        /// The document that says so.
        document: String,
        /// The stage of appraising that the points are at while the council has not decided on them: they count
        /// provisionally. None where they are final.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provisional: Option<Stage>,
    },
    /// It leaves the unit's points and maximum.
    NotApplicable {
        /// Why.
        reason: String,
    },
    /// It is scored by a survey that does not count: it leaves the unit's points and maximum.
    SurveyLeftOut {
        /// Why.
        why: SurveyGap,
    },
    /// It is scored by a survey that does not count, and the set gives 0 for that.
    SurveyZero {
        /// Why.
        why: SurveyGap,
    },
    /// Nobody has decided yet.
    Open {
        /// What is missing.
        why: OpenLeaf,
    },
}

/// Why a survey does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum SurveyGap {
    /// It was not held.
    NotHeld,
    /// Too few answered.
    SampleTooSmall(SurveySample),
}

/// What is missing before a leaf counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OpenLeaf {
    /// Points.
    NoPoints,
    /// Agreement of the appraisers.
    AppraisersDiffer,
    /// The answer of the unit.
    UnitAsked,
    /// A further look: what was found of the claim has changed since points were given.
    AppraisalStale,
    /// The size of the sample, which the set asks for.
    NoSample,
    /// A term of the set for surveys that are not held.
    NoSurveyTerms,
}

/// The rank of a unit in its group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Rank {
    /// It is settled.
    Settled {
        /// The rank, from 1.
        rank: u32,
        /// How many units are ranked.
        of: u32,
        /// How many units share the rank, itself included.
        shared_by: u32,
    },
    /// Units with the same index stand here, and the competent body decides between them.
    Tied {
        /// The first of their ranks.
        from: u32,
        /// The last of their ranks.
        to: u32,
        /// How many units are ranked.
        of: u32,
    },
    /// Open leaves, its own or those of others, can still change it.
    Open {
        /// The best rank that it can reach.
        best: u32,
        /// The worst rank that it can fall to.
        worst: u32,
        /// How many units are ranked.
        of: u32,
    },
    /// Nothing of the set applies to it.
    NothingAttainable,
    /// It is not ranked, and means leave it out.
    Unranked {
        /// Why.
        reason: String,
    },
}

impl Rank {
    /// The rank, where it is settled.
    #[must_use]
    pub fn settled(&self) -> Option<u32> {
        match self {
            Self::Settled { rank, .. } => Some(*rank),
            _ => None,
        }
    }
}

/// The band of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum BandReached {
    /// It is settled.
    Settled {
        /// The band.
        band: String,
        /// Why it is not the band of the index, where it is not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lowered: Option<BandLowered>,
        /// Whether the exact index lies in another band than the published one.
        by_rounding: bool,
    },
    /// Open leaves can still change it.
    Open {
        /// The worst that it can become.
        worst: String,
        /// The best that it can become.
        best: String,
    },
    /// The index lies in no band of the set.
    None,
}

/// Why a unit does not get the band of its index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BandLowered {
    /// The band wants no criterion at 0.
    CriterionAtZero {
        /// The first criterion at 0.
        code: CriterionCode,
    },
    /// The unit sent no self-score.
    WithoutSelfScore,
    /// The best band that it can reach is another.
    Capped {
        /// Why.
        reason: String,
    },
}

/// Highest, mean and lowest index of the ranked units of a group at one item, in percent.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Spread {
    /// The group; that of all units without a group, where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The item; the whole set where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CriterionCode>,
    /// Highest, mean and lowest; none where no unit has an index here.
    pub figures: Option<SpreadFigures>,
    /// Units whose index is open here, so that the figures leave them out.
    pub open: u32,
}

/// Highest, mean and lowest.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SpreadFigures {
    /// The highest.
    pub highest: Index,
    /// A unit that has the highest.
    pub best: UnitId,
    /// The mean of the indices, unrounded.
    #[schemars(with = "String")]
    pub mean: Decimal,
    /// The lowest.
    pub lowest: Index,
    /// Over how many units.
    pub units: u32,
}
