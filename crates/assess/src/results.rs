//! Which index, rank and band do the points of a round give, what hangs on what is disputed, and where were points lost?
//!
//! The terms are the criteria set's: what applies, which surveys count, rounding, bands, ties. Sums are exact decimals,
//! rounded last. A leaf without points is open and never 0; while one is open, an index has bounds and no value, and a
//! rank is settled only where no outcome can change it. Refuses to know where points come from, and wording.

mod analysis;
mod band;
mod effect;
mod leaf;
mod plan;
mod rank;
mod spread;
mod sum;

use std::collections::BTreeMap;

use model::{
    CriterionCode, Points, UnitId,
    criteria::CriteriaSet,
    results::{
        given::Given,
        standing::{Entrant, Rank, Standings, UnitStanding},
    },
};

pub use analysis::Earlier;
use rank::{Contender, Ranking};
use sum::UnitSum;

/// The points of a round held together with its criteria set.
#[derive(Debug)]
pub struct Results<'r> {
    set: &'r CriteriaSet,
    given: &'r Given,
    /// In the order of the pipeline.
    entrants: Vec<Scored<'r>>,
    ranking: Ranking,
}

/// An entrant with the sums of its points.
#[derive(Debug)]
struct Scored<'r> {
    entrant: &'r Entrant,
    sum: UnitSum,
}

/// Points of single leaves that stand in for those given.
type Instead = BTreeMap<CriterionCode, Points>;

impl<'r> Results<'r> {
    /// Sums up the points of a round.
    #[must_use]
    pub fn new(set: &'r CriteriaSet, entrants: &'r [Entrant], given: &'r Given) -> Self {
        let entrants = entrants
            .iter()
            .map(|entrant| Scored { entrant, sum: UnitSum::of(set, &entrant.unit, given) })
            .collect();
        Self { set, given, entrants, ranking: Ranking::of(set.head()) }
    }

    /// Points, index, rank and band of every unit, and the spread of every item.
    #[must_use]
    pub fn standings(&self) -> Standings {
        let contenders = self.contenders();
        let units: Vec<_> =
            self.entrants.iter().map(|scored| self.standing(scored, &contenders)).collect();
        let spreads = spread::spreads(self.set, &units);
        Standings { units, spreads }
    }

    fn standing(&self, scored: &Scored<'_>, contenders: &[Contender<'_>]) -> UnitStanding {
        let Scored { entrant, sum } = scored;
        UnitStanding {
            entrant: (*entrant).clone(),
            points: sum.points,
            open: sum.open,
            maximum: sum.maximum,
            bonus: sum.bonus,
            penalty: sum.penalty,
            index: sum.index(),
            bounds: sum.bounds(),
            rank: self.rank(scored, sum, contenders, true),
            band: band::of(self.set.head(), &entrant.unit, self.given, sum),
            decisions: sum.decisions,
            items: sum.items.clone(),
        }
    }

    /// The rank of a unit with these sums among the others. Ranks that the competent body decided belong to the points
    /// as they were given, and count only there.
    fn rank(
        &self,
        scored: &Scored<'_>,
        sum: &UnitSum,
        contenders: &[Contender<'_>],
        as_given: bool,
    ) -> Rank {
        if let Some(reason) = self.unranked(&scored.entrant.unit) {
            return Rank::Unranked { reason };
        }
        let Some(bounds) = sum.bounds() else { return Rank::NothingAttainable };
        let me = self.ranking.contender(scored.entrant, bounds);
        let others: Vec<_> = contenders
            .iter()
            .filter(|other| other.entrant.group == scored.entrant.group)
            .filter(|other| other.entrant.unit != scored.entrant.unit)
            .collect();
        let decided = as_given.then_some(&self.given.decided_ranks);
        self.ranking.rank(&me, &others, decided)
    }

    /// All units that are ranked.
    fn contenders(&self) -> Vec<Contender<'_>> {
        self.entrants
            .iter()
            .filter(|scored| self.unranked(&scored.entrant.unit).is_none())
            .filter_map(|scored| {
                let bounds = scored.sum.bounds()?;
                Some(self.ranking.contender(scored.entrant, bounds))
            })
            .collect()
    }

    /// Why a unit is not ranked, where it is not.
    fn unranked(&self, unit: &UnitId) -> Option<String> {
        let by_set = self.set.head().unranked.iter().find(|term| term.units.contains(unit));
        let given = self.given.unranked.get(unit).map(|because| &because.reason);
        by_set.map(|term| &term.reason).or(given).cloned()
    }
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
