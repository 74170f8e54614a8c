//! How points came out of a rule, as a line that can be checked by hand.

use model::{
    facts::{MetricUnit, Recomputed},
    rule::{Calculation, CalculationStep},
    verdict::PointsOfBase,
};
use rust_decimal::Decimal;

use super::{figure, metric};
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

/// The points for each whole that a rate may be taken of, one after the other.
pub(crate) fn bases(all: &[PointsOfBase], language: Language) -> String {
    all.iter().map(|one| base(one, language)).collect::<Vec<_>>().join("; ")
}

/// The rate of one whole, as a division that can be checked by hand, and the points for it.
#[must_use]
pub fn base(points: &PointsOfBase, language: Language) -> String {
    let PointsOfBase { metric, base, at_least, at_most } = points;
    let Recomputed { base: whole, numerator, denominator, value, fits } = base;
    let [numerator, denominator] =
        [numerator, denominator].map(|part| figure::decimal(*part, language));
    let named = if whole.is_empty() { String::new() } else { format!(" {whole}") };
    let rate = metric::value(metric, *value, language);
    let most = figure::with_unit(*at_most, language);
    let points = if at_least == at_most {
        most
    } else {
        let least = figure::points(*at_least, language);
        format!("{least} {} {most}", language.pick("đến", "to"))
    };
    let stated = match (fits, language) {
        (false, _) => "",
        (true, Language::Vietnamese) => ", đúng tỷ lệ văn bản nêu",
        (true, Language::English) => ", the rate that the document states",
    };
    format!("{numerator}/{denominator}{named} ({rate}{stated}) = {points}")
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
    use model::{Points, facts::MetricId};

    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn each_whole_is_shown_with_its_rate_and_points() {
        let check = |fits: bool, at_least: i64, expect: &str| {
            let base = PointsOfBase {
                metric: MetricId::new("on_time_rate"),
                base: Recomputed {
                    base: "đã giải quyết".to_owned(),
                    numerator: number("635593"),
                    denominator: number("643272"),
                    value: number("98.81"),
                    fits,
                },
                at_least: Points::new(at_least.into()),
                at_most: Points::new(Decimal::TWO),
            };
            assert_eq!(bases(&[base], Language::Vietnamese), expect);
        };
        check(true, 2, "635.593/643.272 đã giải quyết (98,81%, đúng tỷ lệ văn bản nêu) = 2 điểm");
        check(false, 1, "635.593/643.272 đã giải quyết (98,81%) = 1 đến 2 điểm");
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
