//! What is a rate from the parts that stand beside it, and which figures cannot all be right?
//!
//! Each published base gives its own rate; the one that fits the stated value is named, none is preferred. Refuses to
//! correct: a figure that does not fit its parts is kept as stated, beside the contradiction.

use model::facts::{Contradiction, ContradictionKind, Metric, MetricUnit, Recomputed};
use rust_decimal::{Decimal, RoundingStrategy};

/// A part of a whole in percent against what is stated; `None` for a whole of 0 or a part above its whole.
pub(crate) fn recomputed(
    stated: Decimal,
    numerator: Decimal,
    denominator: Decimal,
    base: &str,
) -> Option<Recomputed> {
    let value = percent(numerator, denominator)?;
    (value <= Decimal::ONE_HUNDRED).then(|| Recomputed {
        base: base.to_owned(),
        numerator,
        denominator,
        value: rounded(value, 2),
        fits: agrees(stated, value),
    })
}

/// The rates that do not fit their own fractions.
pub(crate) fn contradictions(metrics: &[Metric]) -> impl Iterator<Item = Contradiction> {
    metrics.iter().filter_map(|metric| {
        // A bound or an approximation promises no decimals.
        if metric.unit != MetricUnit::Percent || metric.qualifier.is_some() || metric.is_target {
            return None;
        }
        let (numerator, denominator) = (metric.numerator?, metric.denominator?);
        let computed = percent(numerator, denominator)?;
        let kind = if computed > Decimal::ONE_HUNDRED {
            ContradictionKind::PartAboveWhole
        } else if agrees(metric.value, computed) {
            return None;
        } else {
            ContradictionKind::RateNotOfFraction
        };
        Some(Contradiction {
            kind,
            stated: metric.value,
            computed: rounded(computed, 2),
            quotes: vec![metric.quote.clone()],
        })
    })
}

/// Whether a part of a whole is the stated percentage, as far as its decimals say.
pub(crate) fn gives(stated: Decimal, numerator: Decimal, denominator: Decimal) -> bool {
    percent(numerator, denominator)
        .is_some_and(|value| value <= Decimal::ONE_HUNDRED && agrees(stated, value))
}

/// A part of a whole in percent, to two decimals, half up.
pub(crate) fn rate(numerator: Decimal, denominator: Decimal) -> Option<Decimal> {
    Some(rounded(percent(numerator, denominator)?, 2))
}

fn percent(numerator: Decimal, denominator: Decimal) -> Option<Decimal> {
    numerator.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(denominator)
}

/// Whether a computed value is the stated one, as far as the decimals of that one say.
fn agrees(stated: Decimal, computed: Decimal) -> bool {
    let decimals = stated.scale();
    let cut = |strategy| computed.round_dp_with_strategy(decimals, strategy);
    // Reports round half up or just cut.
    stated == rounded(computed, decimals) || stated == cut(RoundingStrategy::ToZero)
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_fits_as_far_as_its_decimals_say() {
        let check =
            |stated: &str, numerator: u32, denominator: u32, expected: Option<(&str, bool)>| {
                let stated: Decimal = stated.parse().expect("a decimal");
                let found =
                    recomputed(stated, numerator.into(), denominator.into(), "đã giải quyết");
                let found = found.map(|found| (found.value.to_string(), found.fits));
                let found = found.as_ref().map(|(value, fits)| (value.as_str(), *fits));
                assert_eq!(found, expected, "{stated} {numerator}/{denominator}");
            };
        check("98.81", 635_593, 643_272, Some(("98.81", true)));
        check("98.8", 635_593, 643_272, Some(("98.81", true)));
        check("99", 635_593, 643_272, Some(("98.81", true)));
        check("98.5", 635_593, 643_272, Some(("98.81", false)));
        check("92.94", 552_693, 513_672, None);
        check("100", 5, 0, None);
    }
}
