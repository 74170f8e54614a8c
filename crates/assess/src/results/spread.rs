//! Highest, mean and lowest of each group, at the whole set and at every item. Units that are not ranked are left out,
//! units that are open are counted.

use std::collections::BTreeSet;

use model::{
    CriterionCode, Points,
    criteria::{CriteriaSet, Criterion},
    results::{
        Index,
        standing::{Rank, Spread, SpreadFigures, UnitStanding},
    },
};
use rust_decimal::Decimal;

/// The spreads: group by group, the whole first, then items in code order.
pub(super) fn spreads(set: &CriteriaSet, units: &[UnitStanding]) -> Vec<Spread> {
    let is_ranked = |unit: &&UnitStanding| {
        !matches!(unit.rank, Rank::Unranked { .. } | Rank::NothingAttainable)
    };
    let ranked: Vec<&UnitStanding> = units.iter().filter(is_ranked).collect();
    let groups: BTreeSet<&Option<String>> = ranked.iter().map(|unit| &unit.entrant.group).collect();
    let mut spreads = Vec::new();
    for group in groups {
        let units: Vec<_> =
            ranked.iter().copied().filter(|unit| unit.entrant.group == *group).collect();
        for code in [None].into_iter().chain(codes(set).into_iter().map(Some)) {
            let (figures, open) = figures(&units, code);
            spreads.push(Spread { group: group.clone(), code: code.cloned(), figures, open });
        }
    }
    spreads
}

/// Every item of a set, in code order.
fn codes(set: &CriteriaSet) -> Vec<&CriterionCode> {
    let mut codes = Vec::new();
    for area in set.areas() {
        codes.push(&area.code);
        for criterion in &area.criteria {
            if let Criterion::Divided { code, .. } = criterion {
                codes.push(code);
            }
            codes.extend(criterion.leaves().iter().map(|leaf| &leaf.code));
        }
    }
    codes.sort();
    codes
}

fn figures(units: &[&UnitStanding], code: Option<&CriterionCode>) -> (Option<SpreadFigures>, u32) {
    let mut open = 0;
    let mut indices: Vec<(Index, &UnitStanding)> = Vec::new();
    for unit in units {
        let (index, maximum) = match code {
            None => (unit.index, unit.maximum),
            Some(code) => match unit.item(code) {
                Some(item) => (item.index, item.maximum),
                None => continue,
            },
        };
        match index {
            Some(index) => indices.push((index, unit)),
            None if maximum > Points::ZERO => open += 1,
            None => {}
        }
    }
    // `max_by_key` prefers the last of equals; the first unit of the pipeline is named.
    let best = indices.iter().rev().max_by_key(|(index, _)| *index);
    let lowest = indices.iter().map(|(index, _)| *index).min();
    let (Some((highest, best)), Some(lowest)) = (best, lowest) else { return (None, open) };
    let n = u32::try_from(indices.len()).expect("a round has fewer than 2^32 units");
    let sum: Decimal = indices.iter().map(|(index, _)| index.percent).sum();
    let figures = SpreadFigures {
        highest: *highest,
        best: best.entrant.unit.clone(),
        mean: sum / Decimal::from(n),
        lowest,
        units: n,
    };
    (Some(figures), open)
}
