//! The figures that a rule is applied to: one value for each figure asked for, of the year and of the year before.

use std::collections::BTreeMap;

use model::facts::{MetricId, MetricUnit, Scope};
use rust_decimal::Decimal;

/// What a rule asks for: a metric, and the level that it must count where that is not the whole of the unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The metric.
    pub metric: MetricId,
    /// The level.
    pub scope: Option<Scope>,
}

impl From<MetricId> for Asked {
    fn from(metric: MetricId) -> Self {
        Self { metric, scope: None }
    }
}

/// One reading of what documents state: at most one value for each figure asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    of_the_year: BTreeMap<Asked, Value>,
    of_the_year_before: BTreeMap<Asked, Value>,
}

/// The value of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// As stated: 98.81 for "98,81%".
    Stated(Decimal),
    /// As the stated parts give it; the value of a rate is this fraction.
    Parts {
        /// The part.
        numerator: Decimal,
        /// The whole.
        denominator: Decimal,
    },
}

impl Figures {
    /// These figures and one more of the scored year; a former one that answers the same gives way.
    #[must_use]
    pub fn with(mut self, asked: impl Into<Asked>, value: Value) -> Self {
        self.of_the_year.insert(asked.into(), value);
        self
    }

    /// These figures and one more of the year before.
    #[must_use]
    pub fn with_year_before(mut self, asked: impl Into<Asked>, value: Value) -> Self {
        self.of_the_year_before.insert(asked.into(), value);
        self
    }

    pub(super) fn get(&self, asked: &Asked) -> Option<Value> {
        self.of_the_year.get(asked).copied()
    }

    pub(super) fn get_year_before(&self, asked: &Asked) -> Option<Value> {
        self.of_the_year_before.get(asked).copied()
    }
}

/// Figures of the scored year, as stated.
impl FromIterator<(MetricId, Decimal)> for Figures {
    fn from_iter<I: IntoIterator<Item = (MetricId, Decimal)>>(figures: I) -> Self {
        let stated =
            figures.into_iter().map(|(metric, value)| (metric.into(), Value::Stated(value)));
        Self { of_the_year: stated.collect(), of_the_year_before: BTreeMap::new() }
    }
}

/// The parts of a fraction that cannot be formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DenominatorIsZero;

impl Value {
    /// A rate in percent as a fraction.
    pub(super) fn fraction(self) -> Result<Decimal, DenominatorIsZero> {
        match self {
            Self::Stated(percent) => Ok(percent / Decimal::ONE_HUNDRED),
            Self::Parts { numerator, denominator } => {
                numerator.checked_div(denominator).ok_or(DenominatorIsZero)
            }
        }
    }

    /// The value in a unit.
    pub(super) fn in_unit(self, unit: MetricUnit) -> Result<Decimal, DenominatorIsZero> {
        match self {
            Self::Stated(value) => Ok(value),
            // Multiplied first, so that 80% of five is exactly 80.
            Self::Parts { numerator, denominator } if unit == MetricUnit::Percent => {
                let hundredfold = numerator * Decimal::ONE_HUNDRED;
                hundredfold.checked_div(denominator).ok_or(DenominatorIsZero)
            }
            Self::Parts { .. } => self.fraction(),
        }
    }

    /// What is counted: the value as stated, or the part that was counted.
    pub(super) fn counted(self) -> Decimal {
        match self {
            Self::Stated(value) => value,
            Self::Parts { numerator, .. } => numerator,
        }
    }
}
