//! Rules by steps: the range that a rate, a count or a rank falls in, or its movement since last year.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{cases::Case, ratio::ZeroDenominator};
use crate::{
    declaration::exact,
    facts::{MetricId, MetricUnit},
    points::Points,
};

/// The range that a rate falls in decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tiers {
    /// What the rate is of.
    pub of: String,
    /// What the bounds are in.
    pub unit: MetricUnit,
    /// The ranges, in any order; without gap or overlap.
    pub tiers: Vec<Tier>,
    /// What a denominator of 0 gives; absent where the rate has none that can be 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zero_denominator: Option<ZeroDenominator>,
    /// The figure of the documents that is this rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// `from <= rate < to`; a bound that is absent is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The lower end, included.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub from: Option<Decimal>,
    /// The upper end, excluded.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub to: Option<Decimal>,
    /// The points of the range.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
}

impl Tier {
    /// Whether a rate falls in the range.
    #[must_use]
    pub fn holds(&self, rate: Decimal) -> bool {
        self.from.is_none_or(|from| from <= rate) && self.to.is_none_or(|to| rate < to)
    }
}

/// A number of things decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// What is counted.
    pub of: String,
    /// The ranges, in any order; without gap or overlap from 0 on.
    pub tiers: Vec<CountTier>,
    /// What a thing must be to be counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifies: Vec<String>,
    /// The figure of the documents that is this count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// `from <= number <= to`; without `to`, any number from there on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountTier {
    /// The lower end, included.
    pub from: u32,
    /// The upper end, included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// The points of the range.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
}

impl CountTier {
    /// Whether a whole number falls in the range.
    #[must_use]
    pub fn holds(&self, number: u32) -> bool {
        self.from <= number && self.to.is_none_or(|to| number <= to)
    }
}

/// The place among all units decides; 1 is the best.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rank {
    /// What the units are ordered by.
    pub of: String,
    /// How many units there are.
    pub among: u32,
    /// The ranges, without gap or overlap from 1 to `among`.
    pub tiers: Vec<CountTier>,
    /// What a unit without a rank gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Case>,
    /// The figure of the documents that is this rank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// The movement since the year before decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearOnYear {
    /// What is compared.
    pub of: String,
    /// The points of each movement.
    pub points: Change,
    /// An example that the source gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<YearOnYearExample>,
    /// The figure of the documents that is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// The points of each movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// More than the year before.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub up: Points,
    /// As much as the year before.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub same: Points,
    /// Less than the year before.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub down: Points,
}

/// A worked example of the source; checked against the rule when the set is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct YearOnYearExample {
    /// The figure of the year before.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub previous: Decimal,
    /// The figure of the year.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub current: Decimal,
    /// The points that the source gives for them.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
}

/// The distance to the mean of all units decides: so much at or above it, so much below it, and more for each step
/// beyond it, never more than the maximum of the leaf or part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgainstMean {
    /// What is compared with its mean.
    pub of: String,
    /// What both are in.
    pub unit: MetricUnit,
    /// The points at or above the mean.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub at_least_mean: Points,
    /// The points below it.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub below_mean: Points,
    /// What each step beyond the mean adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steps: Option<MeanSteps>,
    /// The figure of the documents that is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
    /// The figure that is the mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_metric: Option<MetricId>,
}

/// More points for each whole step beyond the mean, up to a cap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeanSteps {
    /// How far a step goes, in the unit of the figure.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub every: Decimal,
    /// The points that it adds.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
    /// The most points with all steps.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub cap: Points,
}

impl AgainstMean {
    /// The points for a figure and the mean.
    #[must_use]
    pub fn points(&self, value: Decimal, mean: Decimal) -> Points {
        if value < mean {
            return self.below_mean;
        }
        let Some(MeanSteps { every, points, cap }) = self.steps else { return self.at_least_mean };
        // The check of a set refuses steps that lead nowhere; a rule made otherwise gives what it gives at the mean.
        let n_steps = (value - mean).checked_div(every).unwrap_or_default().floor();
        let added = n_steps.checked_mul(points.value()).map(Points::new);
        added.map_or(cap, |added| (self.at_least_mean + added).min(cap))
    }
}

impl Change {
    /// The points for a figure and that of the year before.
    #[must_use]
    pub fn points(&self, previous: Decimal, current: Decimal) -> Points {
        match current.cmp(&previous) {
            std::cmp::Ordering::Greater => self.up,
            std::cmp::Ordering::Equal => self.same,
            std::cmp::Ordering::Less => self.down,
        }
    }
}
