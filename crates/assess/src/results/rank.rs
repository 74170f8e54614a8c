//! Ranks: by index as it is published, with the decimals that the set allows to part neighbours.
//!
//! Where the sources do not round, the exact index is compared. A rank is settled where no open leaf of anybody can
//! change it.

use std::collections::BTreeMap;

use model::{
    UnitId,
    criteria::{Head, Rounding, Ties},
    results::{
        Index,
        given::DecidedRank,
        standing::{Entrant, IndexBounds, Rank},
    },
};
use rust_decimal::Decimal;

/// How units are compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranking {
    rounding: Rounding,
    tie_decimals: u32,
    ties: Ties,
}

/// What is compared: units with the same standing are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Comparable {
    /// The index as published, then with further decimals.
    Published(Decimal, Decimal),
    /// The exact index.
    Exact(Index),
}

/// A unit that is ranked.
#[derive(Debug)]
pub(super) struct Contender<'e> {
    pub(super) entrant: &'e Entrant,
    least: Comparable,
    most: Comparable,
}

impl Contender<'_> {
    fn is_settled(&self) -> bool {
        self.least == self.most
    }
}

impl Ranking {
    /// As a set says.
    pub(super) fn of(head: &Head) -> Self {
        Self {
            rounding: head.rounding,
            tie_decimals: head.tie_decimals.unwrap_or_default(),
            ties: head.ties.unwrap_or(Ties::ShareRank),
        }
    }

    /// A unit with the bounds of its index.
    pub(super) fn contender<'e>(&self, entrant: &'e Entrant, bounds: IndexBounds) -> Contender<'e> {
        Contender {
            entrant,
            least: self.comparable(bounds.least),
            most: self.comparable(bounds.most),
        }
    }

    fn comparable(&self, index: Index) -> Comparable {
        match self.rounding {
            Rounding::Decimals(decimals) => Comparable::Published(
                index.rounded(decimals),
                index.rounded(decimals + self.tie_decimals),
            ),
            Rounding::Silent => Comparable::Exact(index),
        }
    }

    /// The rank of a unit among the others of its group.
    pub(super) fn rank(
        &self,
        me: &Contender<'_>,
        others: &[&Contender<'_>],
        decided: Option<&BTreeMap<UnitId, DecidedRank>>,
    ) -> Rank {
        let number = |n: usize| u32::try_from(n).expect("a round has fewer than 2^32 units");
        let count = |is: &dyn Fn(&Contender<'_>) -> bool| {
            number(others.iter().filter(|other| is(other)).count())
        };
        let of = number(others.len() + 1);
        let best = 1 + count(&|other| other.least > me.most);
        // An open unit that could come level with this one changes who shares its rank, not the rank; unless a person
        // then decides between them.
        let could_be_level = |other: &Contender<'_>| {
            self.ties == Ties::CompetentBodyDecides && !other.is_settled() && other.most == me.least
        };
        let worst = 1 + count(&|other| other.most > me.least || could_be_level(other));
        if !me.is_settled() || best != worst {
            return Rank::Open { best, worst, of };
        }
        let equals: Vec<_> =
            others.iter().filter(|other| other.is_settled() && other.least == me.least).collect();
        let shared_by = number(equals.len() + 1);
        if shared_by == 1 || self.ties == Ties::ShareRank {
            return Rank::Settled { rank: best, of, shared_by };
        }
        let to = best + shared_by - 1;
        let tied = equals.iter().map(|other| other.entrant).chain([me.entrant]);
        match decided.and_then(|decided| decided_rank(me.entrant, tied, decided, best..=to)) {
            Some(rank) => Rank::Settled { rank, of, shared_by: 1 },
            None => Rank::Tied { from: best, to, of },
        }
    }
}

/// The rank of a unit where the competent body gave every one of the tied units one of their ranks, each once.
fn decided_rank<'e>(
    me: &Entrant,
    tied: impl Iterator<Item = &'e Entrant>,
    decided: &BTreeMap<UnitId, DecidedRank>,
    ranks: std::ops::RangeInclusive<u32>,
) -> Option<u32> {
    let mut given: Vec<u32> = tied
        .map(|entrant| decided.get(&entrant.unit).map(|decided| decided.rank))
        .collect::<Option<_>>()?;
    given.sort_unstable();
    given.into_iter().eq(ranks).then(|| decided.get(&me.unit).map(|decided| decided.rank))?
}
