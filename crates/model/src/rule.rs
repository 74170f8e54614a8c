//! How a leaf earns its points: every kind of scoring rule as data, without a figure built in.
//!
//! A rule says which points stand on which facts. It refuses to know the facts: applying a rule to figures is the work
//! of `assess`. Kinds and examples: 1187/QĐ-BNV of 15/10/2025 with the guidance 12094/BNV-CCHC.

mod best;
mod calculation;
mod cases;
mod check;
mod events;
mod parts;
mod ratio;
mod steps;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use calculation::{Calculation, CalculationStep, WeightedTerm};
pub use cases::{Case, Fallback, Options};
pub use check::RuleDefect;
pub(crate) use check::{RuleCheck, range_defects};
pub use events::{Absence, Every, Quota, Timeliness};
pub use parts::{Assessor, External, Part, SumOfParts, Survey, SurveyPart};
pub use ratio::{Ratio, Term, TermsFloor, WeightedRatio, ZeroDenominator};
pub use steps::{
    AgainstMean, Change, Count, CountTier, MeanSteps, Rank, Tier, Tiers, YearOnYear,
    YearOnYearExample,
};

use crate::{declaration::exact, facts::Scope, points::Points};

use rust_decimal::Decimal;

/// A scoring rule: a way of scoring, and what may take points away again or stand in for it.
///
/// In TOML both share one table, told apart by `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Rule {
    /// How points are given.
    #[serde(flatten)]
    pub scoring: Scoring,
    /// The level of administration whose dossiers or documents its figures must count, where that is not the whole of
    /// the unit; parts have it from their whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// When this holds, the rule gives all its points: what it asks about did not occur in the year ("không phát sinh").
    /// It is not the same as not applicable, which takes the maximum away as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_if: Option<String>,
    /// When this holds, the whole rule gives 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_if: Option<String>,
    /// When this holds for a part, that part gives 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_zero_if: Option<String>,
    /// What the rule gives at most under a condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<Cap>,
    /// What is taken off the points earned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<Deduction>,
    /// What is scored instead where there was nothing to score in the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
}

impl Rule {
    /// A rule on which nothing further stands.
    #[must_use]
    pub fn plain(scoring: Scoring) -> Self {
        Self {
            scoring,
            scope: None,
            full_if: None,
            zero_if: None,
            part_zero_if: None,
            caps: Vec::new(),
            adjustments: Vec::new(),
            fallback: None,
        }
    }
}

/// The ways of giving points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scoring {
    /// One of the listed cases holds.
    Options(Options),
    /// The range of a rate decides.
    Tiers(Tiers),
    /// A number of things decides.
    Count(Count),
    /// The place among all units decides.
    Rank(Rank),
    /// A share of the points, by a fraction.
    Ratio(Ratio),
    /// Several shares of one whole, each with its own weight.
    WeightedRatio(WeightedRatio),
    /// Parts, each with its own maximum and rule.
    SumOfParts(SumOfParts),
    /// Against the year before.
    YearOnYear(YearOnYear),
    /// Against the mean of all units.
    AgainstMean(AgainstMean),
    /// So many in every month or quarter.
    Quota(Quota),
    /// Something must not have happened.
    Absence(Absence),
    /// On time, late or not at all.
    Timeliness(Timeliness),
    /// By a sociological survey.
    Survey(Survey),
    /// By another body; the rule is what that body applies.
    External(External),
    /// The decision gives a maximum and no rule. Only a decision's own rule can be so, where the guidance gives another.
    Unspecified {},
}

/// A deduction from the points that a rule has given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// How much of the points earned is taken off, in percent of them.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub percent_of_earned: Decimal,
    /// When it is taken off.
    pub when: String,
    /// Whether the council decides how much of it is taken off; all of it otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub at_discretion: bool,
}

/// The most that a rule gives while a condition holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How much of the maximum can be reached, in percent of it.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub percent_of_max: Decimal,
    /// When no more can be reached.
    pub when: String,
}

impl Cap {
    /// The most points of a rule whose maximum is `max` while the condition holds.
    #[must_use]
    pub fn most(&self, max: Points) -> Points {
        Points::new(max.value() * self.percent_of_max / Decimal::ONE_HUNDRED)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Deduction {
    /// What is left of the points earned when the deduction is made.
    #[must_use]
    pub fn apply(&self, earned: Points) -> Points {
        Points::new(
            earned.value() * (Decimal::ONE_HUNDRED - self.percent_of_earned) / Decimal::ONE_HUNDRED,
        )
    }
}
