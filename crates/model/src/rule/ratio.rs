//! Rules by fractions: points in proportion to a share, down to a floor and up to a maximum.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{declaration::exact, facts::MetricId, points::Points};

/// What a fraction gives when its denominator is 0. An author must say so, even that the sources do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZeroDenominator {
    /// The sources give all points.
    Max,
    /// The sources do not say.
    Silent,
}

/// `numerator / denominator x scale`; 0 below the floor, all of `scale` from `full_at` on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ratio {
    /// What the numerator counts.
    pub numerator: String,
    /// What the denominator counts.
    pub denominator: String,
    /// The points that a fraction of 1 gives; more than 1 gives no more.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub scale: Points,
    /// Below this fraction the points are 0. A fraction, not a percentage.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub floor: Option<Decimal>,
    /// From this fraction on the points are `scale`.
    #[serde(
        default,
        deserialize_with = "exact::optional_decimal",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "exact::schema")]
    pub full_at: Option<Decimal>,
    /// What a denominator of 0 gives.
    pub zero_denominator: ZeroDenominator,
    /// What numerator and denominator are counted in, where they are no plain numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The figure of the documents that is this fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// `sum of weight x term / denominator`; 0 below the floor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightedRatio {
    /// The terms; they count disjoint shares of the denominator.
    pub terms: Vec<Term>,
    /// What the denominator counts.
    pub denominator: String,
    /// The figure of the documents that is the denominator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator_metric: Option<MetricId>,
    /// Where the sum of some terms is too small a share, the points are 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<TermsFloor>,
    /// What a denominator of 0 gives.
    pub zero_denominator: ZeroDenominator,
}

/// One share of the whole, with the points that all of the whole would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The letter that the source gives it, which a floor refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Its weight, in points.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub weight: Points,
    /// What it counts.
    pub meaning: String,
    /// The figure of the documents that counts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// Points are 0 where `sum of the terms / denominator` is below a fraction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsFloor {
    /// The symbols of the terms that are summed.
    pub over: Vec<String>,
    /// The fraction.
    #[serde(deserialize_with = "exact::decimal")]
    #[schemars(schema_with = "exact::schema")]
    pub value: Decimal,
}
