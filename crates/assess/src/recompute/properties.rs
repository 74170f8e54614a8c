//! Laws that hold for every rule and every figure.

use model::{
    Points,
    facts::{MetricId, MetricUnit},
    rule::{
        Case, Deduction, Options, Part, Ratio, Rule, Scoring, SumOfParts, Tier, Tiers,
        ZeroDenominator,
    },
};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Figures, Recomputed, Value, recompute, sample::leaf_of};
use crate::attainable::attainable;

const RATE: &str = "rate";

fn hundredths(range: std::ops::Range<i64>) -> impl Strategy<Value = Decimal> {
    range.prop_map(|n| Decimal::new(n, 2))
}

fn points(range: std::ops::Range<i64>) -> impl Strategy<Value = Points> {
    hundredths(range).prop_map(Points::new)
}

fn ratio() -> impl Strategy<Value = Scoring> {
    let fraction = || prop::option::of(hundredths(0..101));
    (points(1..300), fraction(), fraction()).prop_map(|(scale, floor, full_at)| {
        Scoring::Ratio(Ratio {
            numerator: "b".to_owned(),
            denominator: "a".to_owned(),
            scale,
            floor,
            full_at,
            zero_denominator: ZeroDenominator::Max,
            unit: None,
            metric: Some(MetricId::new(RATE)),
        })
    })
}

/// Tiers whose points grow with the rate.
fn rising_tiers() -> impl Strategy<Value = Scoring> {
    let step = (hundredths(1..4000), points(1..100));
    prop::collection::vec(step, 1..5).prop_map(|steps| {
        let mut tiers = Vec::new();
        let (mut from, mut earned) = (Decimal::ZERO, Points::ZERO);
        for (width, more) in steps {
            tiers.push(Tier { from: Some(from), to: Some(from + width), points: earned });
            from += width;
            earned = earned + more;
        }
        tiers.push(Tier { from: Some(from), to: None, points: earned });
        Scoring::Tiers(Tiers {
            of: "x".to_owned(),
            unit: MetricUnit::Percent,
            tiers,
            zero_denominator: Some(ZeroDenominator::Max),
            metric: Some(MetricId::new(RATE)),
        })
    })
}

fn options() -> impl Strategy<Value = Scoring> {
    prop::collection::vec(points(0..200), 1..4).prop_map(|points| {
        let case = |points| Case { when: "w".to_owned(), points };
        Scoring::Options(Options { options: points.into_iter().map(case).collect() })
    })
}

fn plain_rule() -> impl Strategy<Value = Rule> {
    let scoring = prop_oneof![ratio(), rising_tiers(), options()];
    let percent = prop::option::of(hundredths(0..10_001));
    (scoring, percent, any::<bool>()).prop_map(|(scoring, percent, has_gate)| Rule {
        zero_if: has_gate.then(|| "g".to_owned()),
        adjustments: percent
            .map(|percent_of_earned| Deduction {
                percent_of_earned,
                when: "d".to_owned(),
                at_discretion: false,
            })
            .into_iter()
            .collect(),
        ..Rule::plain(scoring)
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    plain_rule().prop_recursive(2, 12, 3, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(rules, has_gate)| {
            let part = |rule: Rule| Part {
                name: "p".to_owned(),
                max: rule.best().expect("these rules say what is best"),
                assessed_by: None,
                note: None,
                rule,
            };
            let parts = rules.into_iter().map(part).collect();
            Rule {
                part_zero_if: has_gate.then(|| "g".to_owned()),
                ..Rule::plain(Scoring::SumOfParts(SumOfParts { parts }))
            }
        })
    })
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        hundredths(0..15_000).prop_map(Value::Stated),
        (0_i64..2_000, 0_i64..2_000).prop_map(|(numerator, denominator)| Value::Parts {
            numerator: Decimal::from(numerator),
            denominator: Decimal::from(denominator),
        }),
    ]
}

fn with(value: Value) -> Figures {
    Figures::default().with(MetricId::new(RATE), value)
}

proptest! {
    #[test]
    fn points_lie_between_zero_and_the_maximum_and_are_attainable(
        rule in any_rule(),
        value in any_value(),
    ) {
        let max = rule.best().expect("these rules say what is best");
        let leaf = leaf_of(max, rule);
        let attainable = attainable(&leaf);
        let ends = match recompute(&leaf, &with(value)) {
            Recomputed::Points { points, .. } => vec![points],
            Recomputed::Range { at_least, at_most, open, steps } => {
                prop_assert!(at_least < at_most);
                prop_assert!(!open.is_empty() && !steps.is_empty());
                vec![at_least, at_most]
            }
            Recomputed::NeedsPerson { open } => {
                prop_assert!(!open.is_empty());
                Vec::new()
            }
            other => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        for points in ends {
            prop_assert!((Points::ZERO..=max).contains(&points), "{points} of {max}");
            prop_assert!(attainable.allows(points), "{points} is not among {attainable:?}");
        }
    }

    #[test]
    fn a_higher_rate_never_gives_fewer_points(
        scoring in prop_oneof![rising_tiers(), ratio()],
        low in hundredths(0..15_000),
        more in hundredths(0..5_000),
    ) {
        // A floor above the point of all points would make a rule fall again; no set has one.
        if let Scoring::Ratio(ratio) = &scoring {
            prop_assume!(ratio.floor.unwrap_or_default() <= ratio.full_at.unwrap_or(Decimal::ONE));
        }
        let rule = Rule::plain(scoring);
        let leaf = leaf_of(rule.best().expect("rates say what is best"), rule);
        let points = |value| match recompute(&leaf, &with(Value::Stated(value))) {
            Recomputed::Points { points, .. } => points,
            other => panic!("{other:?}"),
        };
        prop_assert!(points(low) <= points(low + more));
    }

    #[test]
    fn stated_and_counted_rates_agree_where_the_rate_is_exact(
        scoring in prop_oneof![rising_tiers(), ratio()],
        percent in 0_i64..101,
    ) {
        let rule = Rule::plain(scoring);
        let leaf = leaf_of(rule.best().expect("rates say what is best"), rule);
        let points = |value| match recompute(&leaf, &with(value)) {
            Recomputed::Points { points, .. } => points,
            other => panic!("{other:?}"),
        };
        let numerator = Decimal::from(percent);
        let counted = Value::Parts { numerator, denominator: Decimal::ONE_HUNDRED };
        prop_assert_eq!(points(Value::Stated(numerator)), points(counted));
    }
}
