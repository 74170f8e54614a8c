//! How points came out of a rule, as a line that can be checked by hand.

use model::{
    facts::MetricUnit,
    rule::{Calculation, CalculationStep},
};
use rust_decimal::Decimal;

use super::figure;
use crate::Language;

/// All steps, in order.
pub fn steps(all: &[CalculationStep], language: Language) -> String {
    all.iter().map(|one| step(one, language)).collect::<Vec<_>>().join("; ")
}

/// One step: how, and to how many points.
#[must_use]
pub fn step(step: &CalculationStep, language: Language) -> String {
    let how = how(&step.calculation, language);
    let points = figure::with_unit(step.points, language);
    match step.part.join(" › ") {
        part if part.is_empty() => format!("{how} = {points}"),
        part => format!("{part}: {how} = {points}"),
    }
}

fn how(calculation: &Calculation, language: Language) -> String {
    let number = |value: &Decimal| figure::decimal(*value, language);
    match calculation {
        Calculation::Fraction { fraction, scale } => {
            format!("{} × {}", number(fraction), figure::points(*scale, language))
        }
        Calculation::BelowFloor { fraction, floor } => match language {
            Language::Vietnamese => format!("{} dưới ngưỡng {}", number(fraction), number(floor)),
            Language::English => format!("{} below the floor {}", number(fraction), number(floor)),
        },
        Calculation::Full { fraction, full_at } => match language {
            Language::Vietnamese => {
                format!("{} đạt mức tối đa từ {}", number(fraction), number(full_at))
            }
            Language::English => {
                format!("{} is full from {} on", number(fraction), number(full_at))
            }
        },
        Calculation::ZeroDenominator {} => {
            language.pick("mẫu số bằng 0", "the denominator is 0").to_owned()
        }
        Calculation::Weighted { terms, denominator } => {
            let sum: Vec<_> = terms
                .iter()
                .map(|term| {
                    format!("{} × {}", figure::points(term.weight, language), number(&term.value))
                })
                .collect();
            format!("({}) / {}", sum.join(" + "), number(denominator))
        }
        Calculation::Tier { value, unit, from, to } => {
            let unit = match unit {
                MetricUnit::Percent => "%",
                MetricUnit::Count | MetricUnit::Points | MetricUnit::Rank => "",
            };
            let bound = |word: &str, bound: &Option<Decimal>| {
                bound.as_ref().map(|bound| format!("{word} {}{unit}", number(bound)))
            };
            let from = bound(language.pick("từ", "from"), from);
            let to = bound(language.pick("đến dưới", "to below"), to);
            let range = from.into_iter().chain(to).collect::<Vec<_>>().join(" ");
            format!("{}{unit} ({range})", number(value))
        }
        Calculation::WholeNumber { number, from, to } => {
            let to = match to {
                Some(to) => format!("{} {to}", language.pick("đến", "to")),
                None => language.pick("trở lên", "on").to_owned(),
            };
            format!("{number} ({} {from} {to})", language.pick("từ", "from"))
        }
        Calculation::AgainstMean { value, mean } => match language {
            Language::Vietnamese => format!("{}, trung bình {}", number(value), number(mean)),
            Language::English => format!("{}, mean {}", number(value), number(mean)),
        },
        Calculation::YearOnYear { previous, current } => match language {
            Language::Vietnamese => {
                format!("năm trước {}, năm nay {}", number(previous), number(current))
            }
            Language::English => {
                format!("year before {}, this year {}", number(previous), number(current))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use model::Points;

    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn a_step_can_be_followed_by_hand() {
        let check = |calculation: Calculation, points: &str, expect: &str| {
            let step = CalculationStep {
                part: vec!["Phần a".into()],
                calculation,
                points: Points::new(number(points)),
            };
            assert_eq!(steps(&[step], Language::Vietnamese), format!("Phần a: {expect}"));
        };
        check(
            Calculation::Fraction { fraction: number("0.9487"), scale: Points::new(Decimal::TWO) },
            "1.8974",
            "0,9487 × 2 = 1,8974 điểm",
        );
        check(
            Calculation::Tier {
                value: number("96.5"),
                unit: MetricUnit::Percent,
                from: Some(number("90")),
                to: Some(number("98")),
            },
            "1",
            "96,5% (từ 90% đến dưới 98%) = 1 điểm",
        );
        check(
            Calculation::WholeNumber { number: 3, from: 2, to: None },
            "0.5",
            "3 (từ 2 trở lên) = 0,5 điểm",
        );
    }
}
