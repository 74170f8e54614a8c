//! Bands: of the index as it is published, lowered by what the set says keeps a unit from better ones.

use model::{
    Points, UnitId,
    criteria::{Band, Head},
    results::{
        Index,
        given::Given,
        standing::{BandLowered, BandReached, ItemStanding},
    },
};
use rust_decimal::Decimal;

use super::sum::UnitSum;

/// The band of a unit; none where the set has no bands or nothing was attainable.
pub(super) fn of(head: &Head, unit: &UnitId, given: &Given, sum: &UnitSum) -> Option<BandReached> {
    let bounds = sum.bounds().filter(|_| !head.bands.is_empty())?;
    let banding = Banding { head, unit, given, sum };
    let (worst, best) =
        (banding.band(bounds.least, Case::Worst), banding.band(bounds.most, Case::Best));
    Some(match (worst, best) {
        (Some(worst), Some(best)) if worst.band.name == best.band.name => BandReached::Settled {
            band: worst.band.name.clone(),
            lowered: worst.lowered,
            by_rounding: sum.is_settled() && banding.is_by_rounding(bounds.least),
        },
        (Some(worst), Some(best)) => {
            BandReached::Open { worst: worst.band.name.clone(), best: best.band.name.clone() }
        }
        _ => BandReached::None,
    })
}

/// What is assumed of open leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    Worst,
    Best,
}

struct Banding<'b> {
    head: &'b Head,
    unit: &'b UnitId,
    given: &'b Given,
    sum: &'b UnitSum,
}

struct Reached<'b> {
    band: &'b Band,
    lowered: Option<BandLowered>,
}

impl<'b> Banding<'b> {
    fn band(&self, index: Index, case: Case) -> Option<Reached<'b>> {
        let bands = &self.head.bands;
        if self.given.without_self_score.contains_key(self.unit)
            && let Some(band) = bands.iter().find(|band| band.without_self_score)
        {
            return Some(Reached { band, lowered: Some(BandLowered::WithoutSelfScore) });
        }
        let mut at = self.position(index.published(self.head.rounding))?;
        let mut lowered = None;
        // Bands stand from the best down.
        if let Some(capped) = self.given.band_caps.get(self.unit)
            && let Some(best) = bands.iter().position(|band| band.name == capped.band)
            && at < best
        {
            at = best;
            lowered = Some(BandLowered::Capped { reason: capped.because.reason.clone() });
        }
        if let Some(zero) = self.criterion_at_zero(case) {
            while bands[at].no_criterion_at_zero && at + 1 < bands.len() {
                at += 1;
                lowered = Some(BandLowered::CriterionAtZero { code: zero.code.clone() });
            }
        }
        Some(Reached { band: &bands[at], lowered })
    }

    fn position(&self, percent: Decimal) -> Option<usize> {
        self.head.bands.iter().position(|band| {
            band.from.is_none_or(|from| percent >= from) && band.to.is_none_or(|to| percent < to)
        })
    }

    /// The index may be exactly 79.996 and published as 80.00: the band is that of what everybody can read, and the
    /// difference is told.
    fn is_by_rounding(&self, index: Index) -> bool {
        self.position(index.percent) != self.position(index.published(self.head.rounding))
    }

    /// The first criterion for which the unit has no points although it could have some.
    fn criterion_at_zero(&self, case: Case) -> Option<&'b ItemStanding> {
        self.sum.items.iter().find(|item| {
            item.code.depth() == 2
                && item.maximum > Points::ZERO
                && item.points == Points::ZERO
                && (item.open == Points::ZERO || case == Case::Worst)
        })
    }
}
