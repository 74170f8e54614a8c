//! The index: points reached over points attainable, in percent, compared exactly and rounded last.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{criteria::Rounding, points::Points};

/// Points reached over points attainable. Ordered by the exact quotient, whatever its decimals.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
pub struct Index {
    /// The points reached.
    pub points: Points,
    /// The points attainable, above 0.
    pub maximum: Points,
    /// The quotient in percent, to 28 significant digits.
    #[schemars(with = "String")]
    pub percent: Decimal,
}

/// The decimals that are shown where the sources do not say how to round.
const SHOWN_DECIMALS: u32 = 2;

impl Index {
    /// The index of these points; `None` where nothing was attainable.
    #[must_use]
    pub fn of(points: Points, maximum: Points) -> Option<Self> {
        (maximum > Points::ZERO).then(|| Self {
            points,
            maximum,
            percent: points.value() * Decimal::ONE_HUNDRED / maximum.value(),
        })
    }

    /// In percent as it is published: rounded half up.
    #[must_use]
    pub fn published(self, rounding: Rounding) -> Decimal {
        self.rounded(match rounding {
            Rounding::Decimals(decimals) => decimals,
            Rounding::Silent => SHOWN_DECIMALS,
        })
    }

    /// In percent, rounded half up to this many decimals.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Decimal {
        self.percent.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
    }
}

impl PartialEq for Index {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Index {}

impl PartialOrd for Index {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Index {
    fn cmp(&self, other: &Self) -> Ordering {
        let crosswise = |one: &Self, other: &Self| one.points.value() * other.maximum.value();
        crosswise(self, other).cmp(&crosswise(other, self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(points: &str, maximum: &str) -> Index {
        let parsed = |text: &str| Points::new(text.parse().expect("a number"));
        Index::of(parsed(points), parsed(maximum)).expect("something is attainable")
    }

    #[test]
    fn thirds_are_equal_however_they_are_written() {
        assert_eq!(index("22", "66"), index("33", "99"));
        assert!(index("22", "66") < index("33.0000000001", "99"));
        assert_eq!(Index::of(Points::ZERO, Points::ZERO), None);
    }

    #[test]
    fn rounding_is_last_and_half_up() {
        let check = |points, maximum, rounding, expect: &str| {
            assert_eq!(index(points, maximum).published(rounding).to_string(), expect);
        };
        check("66.335", "100", Rounding::Decimals(2), "66.34");
        check("66.3349", "100", Rounding::Decimals(2), "66.33");
        check("2", "3", Rounding::Silent, "66.67");
        check("2", "3", Rounding::Decimals(3), "66.667");
    }
}
