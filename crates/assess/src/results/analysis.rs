//! Where did a unit lose points: by leaf against group and year before, by cause, by responsible body?
//!
//! Causes are suggested from findings and from changes of the set, and confirmed by people; sums go by what was
//! confirmed. What a leaf changed in the index is its share of the index now less its share then, so that all leaves
//! add up to the whole change.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CriterionCode, Points, UnitId,
    criteria::{CriteriaSet, Leaf, SameLeaf},
    finding::{Finding, FindingCode},
    results::{
        Index,
        analysis::{
            Analysis, BodyLoss, Cause, CauseLoss, EarlierLeaf, LeafChange, LeafLoss, SinceEarlier,
            YearFigures,
        },
        standing::{ItemStanding, LeafState, Rank, Standings, UnitStanding},
    },
};
use rust_decimal::Decimal;

use super::Results;

/// The round of an earlier year, held beside one.
#[derive(Debug)]
pub struct Earlier<'r> {
    year: i16,
    results: Results<'r>,
    standings: Standings,
    /// The leaves of both years, by their codes in the later one.
    same: BTreeMap<CriterionCode, SameLeaf<'r>>,
}

impl<'r> Earlier<'r> {
    /// The results of that year, held beside a round by this set.
    #[must_use]
    pub fn beside(set: &CriteriaSet, year: i16, results: Results<'r>) -> Self {
        let (standings, same) = (results.standings(), results.set.same_leaves(set));
        Self { year, results, standings, same }
    }
}

impl Results<'_> {
    /// Where a unit lost points; none where it takes no part.
    #[must_use]
    pub fn analysis(
        &self,
        unit: &UnitId,
        standings: &Standings,
        earlier: Option<&Earlier<'_>>,
        findings: &[Finding],
    ) -> Option<Analysis> {
        let standing = standings.of(unit)?;
        let comparison = earlier.map(|earlier| Comparison { now: self, earlier });
        let leaves: Vec<LeafLoss> = self
            .set
            .leaves()
            .filter_map(|leaf| {
                let item = standing.item(&leaf.code).filter(|item| item.maximum > Points::ZERO)?;
                Some(self.leaf_loss(leaf, item, standing, standings, comparison.as_ref(), findings))
            })
            .collect();
        let since = comparison.as_ref().map(|comparison| comparison.since(standing, standings));
        Some(Analysis {
            unit: unit.clone(),
            by_cause: by_cause(&leaves),
            by_body: by_body(&leaves),
            years: self.years(standing, since.as_ref()),
            since,
            leaves,
        })
    }

    fn leaf_loss(
        &self,
        leaf: &Leaf,
        item: &ItemStanding,
        standing: &UnitStanding,
        standings: &Standings,
        comparison: Option<&Comparison<'_>>,
        findings: &[Finding],
    ) -> LeafLoss {
        let points = (item.open == Points::ZERO).then_some(item.points);
        let lost = points.map(|points| item.maximum - points);
        let unit = &standing.entrant.unit;
        let spread = standings
            .spread(standing.entrant.group.as_deref(), Some(&leaf.code))
            .and_then(|spread| spread.figures.as_ref());
        let share =
            |percent: Decimal| Points::new(percent * item.maximum.value() / Decimal::ONE_HUNDRED);
        let earlier = comparison.and_then(|comparison| comparison.earlier_leaf(leaf, unit));
        let has_lost = lost.is_some_and(|lost| lost > Points::ZERO);
        let suggested =
            has_lost.then(|| suggested(leaf, item, earlier.as_ref(), findings)).flatten();
        LeafLoss {
            code: leaf.code.clone(),
            maximum: item.maximum,
            points,
            lost,
            group_mean: spread.map(|figures| share(figures.mean)),
            group_best: spread.map(|figures| share(figures.highest.percent)),
            earlier,
            suggested,
            confirmed: self.given.causes.get(&(unit.clone(), leaf.code.clone())).cloned(),
            responsible: leaf.responsible.clone(),
        }
    }

    /// The figures of a unit over the years, those of this round and the one before among them.
    fn years(&self, standing: &UnitStanding, since: Option<&SinceEarlier>) -> Vec<YearFigures> {
        let unit = &standing.entrant.unit;
        let mut years: BTreeMap<i16, YearFigures> = self
            .given
            .years
            .iter()
            .filter(|figures| figures.unit == *unit)
            .map(|figures| (figures.year, figures.clone()))
            .collect();
        let ranked = |rank: &Rank| match rank {
            Rank::Settled { of, .. } => Some(*of),
            _ => None,
        };
        let rounding = self.set.head().rounding;
        let now = (
            self.set.head().year,
            standing.index.map(|index| index.published(rounding)),
            standing.rank.settled(),
            ranked(&standing.rank),
        );
        let then = since.map(|since| (since.year, since.index, since.rank, Some(since.ranked)));
        for (year, index, rank, ranked) in [Some(now), then].into_iter().flatten() {
            let figures = years.entry(year).or_insert_with(|| YearFigures {
                unit: unit.clone(),
                year,
                par_index: None,
                rank: None,
                ranked: None,
                sipas: None,
                papi: None,
                source: None,
            });
            // What was published stands; what was not is computed.
            figures.par_index = figures.par_index.or(index);
            if figures.rank.is_none() {
                (figures.rank, figures.ranked) = (rank, ranked.filter(|_| rank.is_some()));
            }
        }
        years.into_values().collect()
    }
}

/// What findings and changes of the set suggest. A change of the set goes first: it would have cost points without any
/// finding.
fn suggested(
    leaf: &Leaf,
    item: &ItemStanding,
    earlier: Option<&EarlierLeaf>,
    findings: &[Finding],
) -> Option<Cause> {
    let fell = |earlier: &EarlierLeaf| {
        let then = earlier.points.and_then(|points| Index::of(points, earlier.maximum));
        let now = Index::of(item.points, item.maximum);
        matches!((then, now), (Some(then), Some(now)) if now < then)
    };
    if earlier.is_some_and(|earlier| earlier.changed && fell(earlier)) {
        return Some(Cause::StricterRule);
    }
    let of_leaf: BTreeSet<FindingCode> = findings
        .iter()
        .filter(|finding| finding.criterion.as_ref() == Some(&leaf.code))
        .map(Finding::code)
        .collect();
    let by_findings: [(Cause, &[FindingCode]); 3] = [
        (Cause::LateEvidence, &[FindingCode::EvidenceLate]),
        (
            Cause::NoEvidence,
            &[
                FindingCode::ScoreWithoutEvidence,
                FindingCode::CitedDocumentMissing,
                FindingCode::EvidencePartial,
                FindingCode::EvidenceOutsidePeriod,
                FindingCode::ExplanationOnly,
                FindingCode::DraftDocument,
            ],
        ),
        (Cause::SlowWork, &[FindingCode::ScoreContradictsMetric]),
    ];
    by_findings
        .iter()
        .find(|(_, codes)| codes.iter().any(|code| of_leaf.contains(code)))
        .map(|(cause, _)| *cause)
}

fn by_cause(leaves: &[LeafLoss]) -> Vec<CauseLoss> {
    let confirmed = |leaf: &LeafLoss| leaf.confirmed.as_ref().map(|confirmed| confirmed.cause);
    let of = |cause: Option<Cause>| {
        let lost: Vec<Points> = leaves
            .iter()
            .filter(|leaf| confirmed(leaf) == cause)
            .filter_map(|leaf| leaf.lost.filter(|lost| *lost > Points::ZERO))
            .collect();
        let n = u32::try_from(lost.len()).expect("a set has fewer than 2^32 leaves");
        (n > 0).then(|| CauseLoss { cause, lost: lost.into_iter().sum(), leaves: n })
    };
    Cause::ALL.into_iter().map(Some).chain([None]).filter_map(of).collect()
}

fn by_body(leaves: &[LeafLoss]) -> Vec<BodyLoss> {
    let mut bodies = BTreeMap::<Option<&str>, (Points, Vec<CriterionCode>)>::new();
    for leaf in leaves {
        let Some(lost) = leaf.lost.filter(|lost| *lost > Points::ZERO) else { continue };
        let named = leaf.responsible.iter().map(|body| Some(body.as_str()));
        let nobody = leaf.responsible.is_empty().then_some(None);
        for body in named.chain(nobody) {
            let (sum, codes) = bodies.entry(body).or_default();
            *sum = *sum + lost;
            codes.push(leaf.code.clone());
        }
    }
    let mut losses: Vec<_> = bodies
        .into_iter()
        .map(|(body, (lost, leaves))| BodyLoss { body: body.map(str::to_owned), lost, leaves })
        .collect();
    // The order of names stays where two bodies lost the same.
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.lost));
    losses
}

/// A round beside the one of an earlier year.
struct Comparison<'c> {
    now: &'c Results<'c>,
    earlier: &'c Earlier<'c>,
}

impl Comparison<'_> {
    fn earlier_leaf(&self, leaf: &Leaf, unit: &UnitId) -> Option<EarlierLeaf> {
        let same = self.earlier.same.get(&leaf.code)?;
        let item = self.earlier.standings.of(unit)?.item(&same.older.code)?;
        Some(EarlierLeaf {
            code: same.older.code.clone(),
            maximum: item.maximum,
            points: (item.open == Points::ZERO && item.maximum > Points::ZERO)
                .then_some(item.points),
            changed: same.changed,
        })
    }

    fn since(&self, standing: &UnitStanding, standings: &Standings) -> SinceEarlier {
        let unit = &standing.entrant.unit;
        let then = self.earlier.standings.of(unit);
        let index_then = then.and_then(|then| then.index);
        let change = index_then.zip(standing.index).map(|(then, now)| now.percent - then.percent);
        let mut since = SinceEarlier {
            year: self.earlier.year,
            index: index_then
                .map(|index| index.published(self.earlier.results.set.head().rounding)),
            rank: then.and_then(|then| then.rank.settled()),
            ranked: then.map_or(0, |then| {
                u32::try_from(ranked_with(&self.earlier.standings, then).count())
                    .expect("a round has fewer than 2^32 units")
            }),
            change,
            by_same: Decimal::ZERO,
            by_changed: Decimal::ZERO,
            by_added_or_removed: Decimal::ZERO,
            comparable_ranks: self.comparable_ranks(unit, standings),
            leaves: Vec::new(),
        };
        let (Some(then), Some(_)) = (then, change) else { return since };
        for leaf in self.now.set.leaves() {
            let now = share(standing, &leaf.code);
            let (change, sum, comparable) = match self.earlier.same.get(&leaf.code) {
                Some(same) => {
                    let change = now - share(then, &same.older.code);
                    let sum = if same.changed { &mut since.by_changed } else { &mut since.by_same };
                    (change, sum, !same.changed)
                }
                None => (now, &mut since.by_added_or_removed, false),
            };
            *sum += change;
            since.leaves.push(LeafChange {
                code: leaf.code.clone(),
                name: leaf.name.clone(),
                change,
                comparable,
            });
        }
        let kept: BTreeSet<&CriterionCode> =
            self.earlier.same.values().map(|same| &same.older.code).collect();
        for leaf in self.earlier.results.set.leaves().filter(|leaf| !kept.contains(&leaf.code)) {
            let change = -share(then, &leaf.code);
            since.by_added_or_removed += change;
            let (code, name) = (leaf.code.clone(), leaf.name.clone());
            since.leaves.push(LeafChange { code, name, change, comparable: false });
        }
        since.leaves.retain(|leaf| !leaf.change.is_zero());
        // Equal changes keep the order of the set.
        since.leaves.sort_by_key(|leaf| leaf.change);
        since
    }

    /// Rank then and now by the leaves alone that measure the same in both years; none where one of them is open for a
    /// unit of the group.
    fn comparable_ranks(&self, unit: &UnitId, standings: &Standings) -> Option<(u32, u32)> {
        let same = || self.earlier.same.iter().filter(|(_, same)| !same.changed);
        let now: Vec<&CriterionCode> = same().map(|(code, _)| code).collect();
        let then: Vec<&CriterionCode> = same().map(|(_, same)| &same.older.code).collect();
        Some((rank_by(&self.earlier.standings, unit, &then)?, rank_by(standings, unit, &now)?))
    }
}

/// The units that are ranked with this one.
fn ranked_with<'s>(
    standings: &'s Standings,
    unit: &UnitStanding,
) -> impl Iterator<Item = &'s UnitStanding> {
    let group = unit.entrant.group.clone();
    standings.units.iter().filter(move |other| {
        other.entrant.group == group
            && !matches!(other.rank, Rank::Unranked { .. } | Rank::NothingAttainable)
    })
}

/// What a leaf makes of the index, in percentage points.
fn share(standing: &UnitStanding, code: &CriterionCode) -> Decimal {
    let points = standing.item(code).map_or(Points::ZERO, |item| item.points);
    Index::of(points, standing.maximum).map_or(Decimal::ZERO, |share| share.percent)
}

/// The rank of a unit in its group by some leaves alone.
fn rank_by(standings: &Standings, unit: &UnitId, leaves: &[&CriterionCode]) -> Option<u32> {
    let index = |standing: &UnitStanding| {
        let items = || leaves.iter().filter_map(|code| standing.item(code));
        let is_open = items().any(|item| matches!(item.leaf, Some(LeafState::Open { .. })));
        let points: Points = items().map(|item| item.points).sum();
        let maximum: Points = items().map(|item| item.maximum).sum();
        Index::of(points, maximum).filter(|_| !is_open)
    };
    let mine = standings.of(unit)?;
    let my_index = index(mine)?;
    let mut above = 0;
    for other in ranked_with(standings, mine) {
        if index(other)? > my_index {
            above += 1;
        }
    }
    Some(above + 1)
}
