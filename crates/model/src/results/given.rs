//! What is put in: points that somebody gave, and circumstances of units, each with the document that says so.
//!
//! Nothing here was computed. What is not here was not decided yet.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::analysis::{Cause, YearFigures};
use crate::{
    appraisal::Stage,
    date::PartialDate,
    id::{CriterionCode, UnitId},
    points::Points,
    rule::Assessor,
};

/// Everything that is known of a round besides its criteria set and its units.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    /// The points of leaves, each once.
    pub points: BTreeMap<(UnitId, CriterionCode), GivenPoints>,
    /// Leaves of which something was said, but no points that count.
    pub undecided: BTreeMap<(UnitId, CriterionCode), Undecided>,
    /// Surveys that were not held.
    pub surveys_not_held: Vec<SurveyNotHeld>,
    /// Points beside the criteria.
    pub extras: Vec<GivenExtra>,
    /// What does not apply to a unit, beyond what the set says.
    pub not_applicable: Vec<GivenNotApplicable>,
    /// Units that are banded but not ranked, beyond those that the set names.
    pub unranked: BTreeMap<UnitId, Circumstance>,
    /// Units that sent no self-score.
    pub without_self_score: BTreeMap<UnitId, Circumstance>,
    /// The best band that a unit can reach.
    pub band_caps: BTreeMap<UnitId, BandCapped>,
    /// Ranks by which the competent body parted units with the same index.
    pub decided_ranks: BTreeMap<UnitId, DecidedRank>,
    /// Causes of lost points that a person confirmed.
    pub causes: BTreeMap<(UnitId, CriterionCode), ConfirmedCause>,
    /// Figures of earlier years, and those of other indices.
    pub years: Vec<YearFigures>,
    /// What is to be done next year.
    pub tasks: Vec<Task>,
}

/// Where something is said.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Source {
    /// The document, as its number or name is given: `12/BB-HĐTĐ`.
    pub document: String,
    /// The row that says so; none where it does not come from a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowPlace>,
}

/// A row of a table.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct RowPlace {
    /// The file, as the pipeline names it.
    pub file: String,
    /// The sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row, from 1.
    pub row: u32,
}

/// The points of one unit for one leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPoints {
    /// The points, or the share of the maximum that stands for them.
    pub value: GivenValue,
    /// Who gave them.
    pub by: Giver,
    /// How many were asked and answered, where it is a survey's and said.
    pub sample: Option<SurveySample>,
    /// Where it is said.
    pub source: Source,
    /// The stage of appraising that they are at while the council has not decided on them; none where they are final.
    pub provisional: Option<Stage>,
}

/// Why what was said of a leaf gives no points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// Appraisers give different points, or one of them still asks the unit.
    AppraisersDiffer,
    /// The unit is asked to explain or to send more.
    UnitAsked,
    /// What was found of the claim has changed since.
    Stale,
}

/// How points are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenValue {
    /// As points.
    Points(Points),
    /// As percent of the leaf's maximum: satisfaction.
    PercentOfMaximum(Decimal),
}

impl GivenValue {
    /// The points that it is of a leaf with this maximum.
    #[must_use]
    pub fn of(self, maximum: Points) -> Points {
        match self {
            Self::Points(points) => points,
            Self::PercentOfMaximum(percent) => {
                Points::new(percent * maximum.value() / Decimal::ONE_HUNDRED)
            }
        }
    }
}

/// Who gave points.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Giver {
    /// The council, of a self-score.
    Council,
    /// A survey.
    Survey,
    /// Another body, from data of its own.
    OtherBody,
}

impl Giver {
    /// Who gives the points of leaves that this assessor scores.
    #[must_use]
    pub fn of(assessor: Assessor) -> Self {
        match assessor {
            Assessor::Unit => Self::Council,
            Assessor::Survey => Self::Survey,
            Assessor::Ministry => Self::OtherBody,
        }
    }
}

/// How many were asked and how many answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SurveySample {
    /// How many were asked.
    pub asked: u32,
    /// How many answered.
    pub answered: u32,
}

/// A survey that was not held for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyNotHeld {
    /// The unit.
    pub unit: UnitId,
    /// The area, criterion or leaf that it would have scored; all leaves that a survey scores, where none is named.
    pub code: Option<CriterionCode>,
    /// Where it is said.
    pub source: Source,
}

/// Points beside the criteria.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GivenExtra {
    /// Whose.
    pub unit: UnitId,
    /// Whether they are added or taken away.
    pub kind: ExtraKind,
    /// How many, above 0.
    pub points: Points,
    /// What for.
    pub reason: String,
    /// Where it is said.
    pub source: Source,
}

/// Whether points beside the criteria are added or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraKind {
    /// Added.
    Bonus,
    /// Taken away.
    Penalty,
}

/// What does not apply to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenNotApplicable {
    /// The unit.
    pub unit: UnitId,
    /// The area, criterion or leaf; what lies below it does not apply either.
    pub code: CriterionCode,
    /// Why, and where it is said.
    pub because: Circumstance,
}

/// Why something holds for a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Circumstance {
    /// Why.
    pub reason: String,
    /// Where it is said.
    pub source: Source,
}

/// The best band that a unit can reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandCapped {
    /// The band, one of the set's.
    pub band: String,
    /// Why, and where it is said.
    pub because: Circumstance,
}

/// A rank that the competent body gave to one of several units with the same index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRank {
    /// The rank.
    pub rank: u32,
    /// Where it is said.
    pub source: Source,
}

/// The cause of lost points, as a person confirmed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmedCause {
    /// The cause.
    pub cause: Cause,
    /// In words, where the person gave some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// Where it is said.
    pub source: Source,
}

/// Something to be done next year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Task {
    /// For which unit's index; every unit's where none is named.
    pub unit: Option<UnitId>,
    /// The leaf that it is for.
    pub code: CriterionCode,
    /// Who does it.
    pub body: String,
    /// What.
    pub action: String,
    /// The evidence that it leaves, where that is said.
    pub evidence: Option<String>,
    /// Until when, where that is said.
    pub due: Option<PartialDate>,
    /// The points that are expected of it, where that is said.
    pub expected: Option<Points>,
    /// Where it is said.
    pub source: Source,
}

/// A row of an input that was not used, or used with a reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BadRow {
    /// The row.
    #[serde(flatten)]
    pub place: RowPlace,
    /// What is wrong with it.
    #[serde(flatten)]
    pub defect: RowDefect,
}

/// Why a row was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "defect", rename_all = "kebab-case")]
pub enum RowDefect {
    /// The round has no such unit.
    UnknownUnit {
        /// As written.
        written: String,
    },
    /// Several units go by that name.
    AmbiguousUnit {
        /// As written.
        written: String,
    },
    /// The criteria set has no such item.
    UnknownCode {
        /// As written.
        written: String,
    },
    /// Points sit on the items below this one.
    NotALeaf {
        /// The item.
        code: CriterionCode,
    },
    /// Somebody else gives the points of this leaf.
    OtherGiver {
        /// The leaf.
        code: CriterionCode,
        /// Who gives them by the set.
        by_set: Giver,
    },
    /// A cell that is needed is empty.
    EmptyCell {
        /// Which.
        field: Field,
    },
    /// A cell does not say what its column is for.
    Unusable {
        /// Which.
        field: Field,
        /// As written.
        written: String,
    },
    /// More points than the leaf has.
    AboveMaximum {
        /// As given.
        points: Points,
        /// The maximum.
        maximum: Points,
    },
    /// More answers than questions.
    MoreAnswersThanAsked {
        /// How many were asked.
        asked: u32,
        /// How many answered.
        answered: u32,
    },
    /// Neither the row nor the pipeline names the document.
    NoDocument,
    /// The appraisals on record settled other points; neither is used.
    ContradictsAppraisal {
        /// The points on record.
        points: Points,
    },
    /// Another row says the same; that one is used.
    Repeated {
        /// The other row.
        first: RowPlace,
    },
    /// Another row says something else; neither is used.
    Conflicts {
        /// The other row.
        with: RowPlace,
    },
}

/// What a column of an input holds.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Who is scored.
    Unit,
    /// The code of an item.
    Code,
    /// Points.
    Points,
    /// Percent of the maximum.
    Percent,
    /// How many were asked.
    Asked,
    /// How many answered.
    Answered,
    /// The document that says so.
    Document,
    /// Why, or what for.
    Reason,
    /// A band of the set.
    Band,
    /// A rank.
    Rank,
    /// How many were ranked.
    Ranked,
    /// A year.
    Year,
    /// PAR INDEX.
    ParIndex,
    /// SIPAS.
    Sipas,
    /// PAPI.
    Papi,
    /// A cause of lost points.
    Cause,
    /// The body that answers for it.
    Body,
    /// What is to be done.
    Action,
    /// Evidence.
    Evidence,
    /// A due day.
    Due,
    /// Points expected.
    Expected,
}
