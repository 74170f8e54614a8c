//! The points of one unit added up: leaf by leaf, criterion by criterion, area by area, against its own maximum.

use model::{
    CriterionCode, Points, UnitId,
    criteria::{CriteriaSet, Criterion, Extra},
    results::{
        Index,
        given::{ExtraKind, Given},
        standing::{Decisions, IndexBounds, ItemStanding, LeafState, OpenLeaf},
    },
    rule::Assessor,
};

use super::{Instead, leaf::LeafScore};

/// The sums of one unit.
#[derive(Debug, Clone)]
pub(super) struct UnitSum {
    pub(super) points: Points,
    pub(super) open: Points,
    pub(super) maximum: Points,
    pub(super) bonus: Points,
    pub(super) penalty: Points,
    pub(super) decisions: Decisions,
    /// In code order.
    pub(super) items: Vec<ItemStanding>,
}

impl UnitSum {
    /// Adds up the points of a unit.
    pub(super) fn of(set: &CriteriaSet, unit: &UnitId, given: &Given) -> Self {
        let mut items = Vec::new();
        let mut decisions = Decisions::default();
        for area in set.areas() {
            let at = items.len();
            items.push(item(&area.code, None));
            for criterion in &area.criteria {
                let divided_at = match criterion {
                    Criterion::Leaf(_) => None,
                    Criterion::Divided { code, .. } => {
                        items.push(item(code, None));
                        Some(items.len() - 1)
                    }
                };
                for leaf in criterion.leaves() {
                    let LeafScore { points, open, maximum, state } =
                        LeafScore::of(set, leaf, unit, given);
                    if leaf.assessed_by == Assessor::Unit {
                        decisions.count(&state);
                    }
                    let of_leaf =
                        ItemStanding { points, open, maximum, ..item(&leaf.code, Some(state)) };
                    for above in [Some(at), divided_at].into_iter().flatten() {
                        add(&mut items[above], &of_leaf);
                    }
                    items.push(of_leaf);
                }
            }
        }
        for item in &mut items {
            item.index = index_of(item);
        }
        items.sort_by(|one, other| one.code.cmp(&other.code));
        let of_areas = |figure: fn(&ItemStanding) -> Points| -> Points {
            items.iter().filter(|item| item.code.depth() == 1).map(figure).sum()
        };
        let extra = |kind| extra(set, unit, given, kind);
        Self {
            points: of_areas(|item| item.points),
            open: of_areas(|item| item.open),
            maximum: of_areas(|item| item.maximum),
            bonus: extra(ExtraKind::Bonus),
            penalty: extra(ExtraKind::Penalty),
            decisions,
            items,
        }
    }

    /// The same with some leaves that have points decided otherwise.
    pub(super) fn with(&self, instead: &Instead) -> Self {
        let mut sum = self.clone();
        for (code, points) in instead {
            let leaf = sum.items.iter().find(|item| item.code == *code);
            let leaf = leaf.expect("only leaves of the set are decided otherwise");
            let before = leaf.points;
            let above = |item: &&mut ItemStanding| item.code == *code || item.code.contains(code);
            for item in sum.items.iter_mut().filter(above) {
                item.points = item.points - before + *points;
                item.index = index_of(item);
            }
            sum.points = sum.points - before + *points;
        }
        sum
    }

    /// The points that the index is made of.
    pub(super) fn total(&self) -> Points {
        self.points + self.bonus - self.penalty
    }

    /// The index, where nothing is open.
    pub(super) fn index(&self) -> Option<Index> {
        self.is_settled().then(|| Index::of(self.total(), self.maximum)).flatten()
    }

    /// What the index can become. A leaf of which it is open whether it counts at all lies within the same bounds as
    /// one without points: to leave it out is never less than to give it 0, and never more than to give it everything.
    pub(super) fn bounds(&self) -> Option<IndexBounds> {
        let least = Index::of(self.total(), self.maximum)?;
        let most = Index::of(self.total() + self.open, self.maximum)?;
        Some(IndexBounds { least, most: self.without_doubtful().map_or(most, |out| out.max(most)) })
    }

    pub(super) fn is_settled(&self) -> bool {
        self.open == Points::ZERO
    }

    /// The index without the leaves that may leave it; with a bonus it can lie above that with all their points.
    fn without_doubtful(&self) -> Option<Index> {
        let may_leave = |item: &&ItemStanding| {
            matches!(
                item.leaf,
                Some(LeafState::Open { why: OpenLeaf::NoSample | OpenLeaf::NoSurveyTerms })
            )
        };
        let doubtful: Points = self.items.iter().filter(may_leave).map(|item| item.open).sum();
        if doubtful == Points::ZERO {
            return None;
        }
        let rest = self.open - doubtful;
        Index::of(self.total() + rest, self.maximum - doubtful)
    }
}

fn index_of(item: &ItemStanding) -> Option<Index> {
    Index::of(item.points, item.maximum).filter(|_| item.open == Points::ZERO)
}

fn item(code: &CriterionCode, leaf: Option<LeafState>) -> ItemStanding {
    ItemStanding {
        code: code.clone(),
        points: Points::ZERO,
        open: Points::ZERO,
        maximum: Points::ZERO,
        index: None,
        leaf,
    }
}

fn add(sum: &mut ItemStanding, leaf: &ItemStanding) {
    sum.points = sum.points + leaf.points;
    sum.open = sum.open + leaf.open;
    sum.maximum = sum.maximum + leaf.maximum;
}

/// Points beside the criteria of one kind, cut at the most that the set allows; none where the set knows none.
fn extra(set: &CriteriaSet, unit: &UnitId, given: &Given, kind: ExtraKind) -> Points {
    let terms: Option<&Extra> = match kind {
        ExtraKind::Bonus => set.head().bonus.as_ref(),
        ExtraKind::Penalty => set.head().penalty.as_ref(),
    };
    let points = given
        .extras
        .iter()
        .filter(|extra| extra.unit == *unit && extra.kind == kind)
        .map(|extra| extra.points)
        .sum();
    terms.map_or(Points::ZERO, |terms| terms.capped(points))
}
