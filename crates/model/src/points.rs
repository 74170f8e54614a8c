//! Points: exact decimals, never floats.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
};

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number of points, exact. Serialized as a decimal string (`"0.25"`), so that no reader rounds it.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
#[schemars(with = "String")]
pub struct Points(Decimal);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Wraps an exact decimal.
    #[must_use]
    pub fn new(value: Decimal) -> Self {
        Self(value.normalize())
    }

    /// The exact value.
    #[must_use]
    pub fn value(self) -> Decimal {
        self.0
    }

    /// Rounded half up (away from zero) to this many decimals: the last step before showing or publishing.
    #[must_use]
    pub fn round(self, decimals: u32) -> Self {
        Self::new(self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero))
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::new(self.0 - other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Points {
        Points::new(text.parse().expect("a decimal"))
    }

    #[test]
    fn a_third_of_a_tenth_is_exact() {
        assert_eq!([points("0.1"), points("0.2")].into_iter().sum::<Points>(), points("0.30"));
        assert_eq!(points("0.250").to_string(), "0.25");
    }

    #[test]
    fn rounding_is_half_up() {
        assert_eq!(points("1.005").round(2), points("1.01"));
        assert_eq!(points("1.0049").round(2), points("1"));
    }
}
