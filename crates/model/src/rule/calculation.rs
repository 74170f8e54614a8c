//! How points came out of a rule, step by step, so that a report can show the calculation.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{facts::MetricUnit, points::Points};

/// One step of a calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CalculationStep {
    /// The names of the parts that the step lies in, from the leaf inwards; empty for the leaf's own rule.
    pub part: Vec<String>,
    /// What was calculated.
    pub calculation: Calculation,
    /// The points that came out.
    pub points: Points,
}

/// What was calculated in one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Calculation {
    /// `fraction x scale`.
    Fraction {
        /// The fraction.
        #[schemars(with = "String")]
        fraction: Decimal,
        /// The points of a fraction of 1.
        scale: Points,
    },
    /// The fraction is below the floor: 0.
    BelowFloor {
        /// The fraction.
        #[schemars(with = "String")]
        fraction: Decimal,
        /// The floor.
        #[schemars(with = "String")]
        floor: Decimal,
    },
    /// The fraction gives all points from here on.
    Full {
        /// The fraction.
        #[schemars(with = "String")]
        fraction: Decimal,
        /// From where on.
        #[schemars(with = "String")]
        full_at: Decimal,
    },
    /// The denominator is 0, which gives all points.
    ZeroDenominator {},
    /// `sum of weight x term / denominator`.
    Weighted {
        /// Weight and value of each term.
        terms: Vec<WeightedTerm>,
        /// The denominator.
        #[schemars(with = "String")]
        denominator: Decimal,
    },
    /// The value falls in a range: `from <= value < to`.
    Tier {
        /// The value.
        #[schemars(with = "String")]
        value: Decimal,
        /// What the value is in.
        unit: MetricUnit,
        /// The lower end, included.
        #[schemars(with = "Option<String>")]
        from: Option<Decimal>,
        /// The upper end, excluded.
        #[schemars(with = "Option<String>")]
        to: Option<Decimal>,
    },
    /// The whole number falls in a range: `from <= number <= to`.
    WholeNumber {
        /// The number: a count or a rank.
        number: u32,
        /// The lower end, included.
        from: u32,
        /// The upper end, included.
        to: Option<u32>,
    },
    /// The distance to the mean of all units.
    AgainstMean {
        /// The figure.
        #[schemars(with = "String")]
        value: Decimal,
        /// The mean.
        #[schemars(with = "String")]
        mean: Decimal,
    },
    /// The movement since the year before.
    YearOnYear {
        /// The figure of the year before.
        #[schemars(with = "String")]
        previous: Decimal,
        /// The figure of the year.
        #[schemars(with = "String")]
        current: Decimal,
    },
}

/// A term of a weighted sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeightedTerm {
    /// Its weight.
    pub weight: Points,
    /// Its value.
    #[schemars(with = "String")]
    pub value: Decimal,
}
