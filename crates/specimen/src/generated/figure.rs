//! Figures of generated documents: a rate with its parts, or a count; and the points that the rule must give for it.
//!
//! Points are worked out in whole numbers, by the table that the set was written from, not by the rule that was parsed.

use model::facts::MetricUnit;
use rust_decimal::Decimal;

use super::{
    chance::Chance,
    criteria::{Leaf, Way},
    unit::Scene,
};
use crate::paper::Doc;

/// A figure as a report states it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) leaf: Leaf,
    /// The part, or the count.
    pub(super) numerator: u32,
    /// The whole; none of a count.
    pub(super) denominator: Option<u32>,
    shows_parts: bool,
}

/// The figure of a leaf in the unit's shared reports: that of the unit's own stream for this leaf, whoever asks.
pub(super) fn of_leaf(leaf: Leaf, scene: &Scene<'_>) -> Figure {
    let subject = super::unit::subject(scene.position);
    let way = match leaf.way {
        Way::Steps => 0,
        Way::Share => 1,
        Way::Count => 2,
        _ => 3,
    };
    let area = super::unit::subject(leaf.area);
    let mut chance = Chance::of(scene.seed, (subject, 1_000_000 + area * 10 + way));
    Figure::any(leaf, &mut chance)
}

impl Figure {
    /// A figure that gives any points.
    pub(super) fn any(leaf: Leaf, chance: &mut Chance) -> Self {
        let shows_parts = chance.percent(60);
        if leaf.way == Way::Count {
            let numerator = chance.one_of(&[0, 0, 1, 3, 5, 6, 20]);
            return Self { leaf, numerator, denominator: None, shows_parts: false };
        }
        loop {
            let denominator = chance.between(200, 5000);
            let (from, to) = chance.one_of(&[(100, 100), (96, 100), (88, 98), (70, 90), (30, 80)]);
            let numerator = denominator * chance.between(from * 100, to * 100) / 10_000;
            let figure = Self { leaf, numerator, denominator: Some(denominator), shows_parts };
            if figure.is_clear_cut() {
                return figure;
            }
        }
    }

    /// Whether value and parts give the same points however they are rounded.
    fn is_clear_cut(self) -> bool {
        let Some(denominator) = self.denominator else { return true };
        // In millionths of the whole.
        let exact = u64::from(self.numerator) * 1_000_000 / u64::from(denominator);
        let (upper, lower) = self.leaf.steps();
        let is_near =
            |percent: u32| exact != 1_000_000 && exact.abs_diff(u64::from(percent) * 10_000) < 200;
        let is_near_half = (exact % 10_000).abs_diff(5_000) < 100;
        !(is_near(upper) || is_near(lower) || is_near(50) || is_near(100) || is_near_half)
    }

    /// The value as printed: a percentage with two decimals, or a count.
    pub(super) fn value(self) -> String {
        match self.denominator {
            None => self.numerator.to_string(),
            Some(denominator) => hundredths(self.numerator, denominator, 10_000).to_string(),
        }
    }

    /// The points that the set's table gives.
    pub(super) fn points(self) -> String {
        let Some(denominator) = self.denominator else {
            return match self.numerator {
                0 => "1",
                1..=5 => "0.5",
                _ => "0",
            }
            .to_owned();
        };
        let reaches = |percent: u32| self.numerator * 100 >= denominator * percent;
        if self.leaf.way == Way::Share {
            if !reaches(self.leaf.floor()) {
                return "0".to_owned();
            }
            return hundredths(self.numerator, denominator, 100).normalize().to_string();
        }
        let (upper, lower) = self.leaf.steps();
        if reaches(upper) {
            "1"
        } else if reaches(lower) {
            "0.5"
        } else {
            "0"
        }
        .to_owned()
    }

    /// The words that state it.
    pub(super) fn words(self) -> String {
        format!("đạt {}%", self.value())
    }

    /// A report that states it.
    pub(super) fn stated_in(self, report: Doc) -> Doc {
        let (numerator, denominator) =
            (Decimal::from(self.numerator), self.denominator.map(Decimal::from));
        report.metric(self.leaf.metric(), &self.value(), |metric| {
            if denominator.is_none() {
                metric.unit = MetricUnit::Count;
            }
            if self.shows_parts {
                (metric.numerator, metric.denominator) = (Some(numerator), denominator);
            }
        })
    }
}

/// `part / whole x scale`, rounded half up, over a hundred.
fn hundredths(part: u32, whole: u32, scale: u64) -> Decimal {
    let (part, whole) = (u64::from(part), u64::from(whole));
    let rounded = (2 * part * scale + whole) / (2 * whole);
    Decimal::new(i64::try_from(rounded).expect("a percentage is small"), 2)
}
