//! What becomes of one leaf for one unit: it has points, it does not apply, its survey does not count, or it is open.

use model::{
    Points, UnitId,
    criteria::{CriteriaSet, Leaf, WithoutSurvey},
    results::{
        given::{Given, GivenPoints, Giver, Undecided},
        standing::{LeafState, OpenLeaf, SurveyGap},
    },
    rule::Assessor,
};

/// A leaf of one unit.
pub(super) struct LeafScore {
    /// Its points; 0 where it has none.
    pub(super) points: Points,
    /// What it could still bring; 0 unless it is open.
    pub(super) open: Points,
    /// What is attainable at it.
    pub(super) maximum: Points,
    pub(super) state: LeafState,
}

impl LeafScore {
    pub(super) fn of(set: &CriteriaSet, leaf: &Leaf, unit: &UnitId, given: &Given) -> Self {
        if let Some(reason) = not_applicable(set, leaf, unit, given) {
            return Self::left_out(LeafState::NotApplicable { reason });
        }
        if leaf.assessed_by == Assessor::Survey && is_not_held(leaf, unit, given) {
            return Self::without_survey(set, leaf, SurveyGap::NotHeld);
        }
        let at = (unit.clone(), leaf.code.clone());
        let Some(points) = given.points.get(&at) else {
            let why = match given.undecided.get(&at) {
                None => OpenLeaf::NoPoints,
                Some(Undecided::AppraisersDiffer) => OpenLeaf::AppraisersDiffer,
                Some(Undecided::UnitAsked) => OpenLeaf::UnitAsked,
                Some(Undecided::Stale) => OpenLeaf::AppraisalStale,
            };
            return Self::open(leaf, why);
        };
        if points.by == Giver::Survey
            && let Some(gap) = Self::sample_gap(set, leaf, points)
        {
            return gap;
        }
        let state = LeafState::Counted {
            by: points.by,
            document: points.source.document.clone(),
            provisional: points.provisional,
        };
        Self { points: value(set, leaf, points), open: Points::ZERO, maximum: leaf.max, state }
    }

    /// Why survey points do not count although they are there, where they do not.
    fn sample_gap(set: &CriteriaSet, leaf: &Leaf, points: &GivenPoints) -> Option<Self> {
        let wanted = set.head().survey.as_ref()?.sample.as_ref()?;
        let Some(sample) = points.sample else { return Some(Self::open(leaf, OpenLeaf::NoSample)) };
        (!wanted.is_met(sample.answered, sample.asked))
            .then(|| Self::without_survey(set, leaf, SurveyGap::SampleTooSmall(sample)))
    }

    fn without_survey(set: &CriteriaSet, leaf: &Leaf, why: SurveyGap) -> Self {
        match set.head().survey.as_ref().map(|terms| terms.without) {
            Some(WithoutSurvey::Rescale) => Self::left_out(LeafState::SurveyLeftOut { why }),
            Some(WithoutSurvey::Zero) => Self {
                points: Points::ZERO,
                open: Points::ZERO,
                maximum: leaf.max,
                state: LeafState::SurveyZero { why },
            },
            None => Self::open(leaf, OpenLeaf::NoSurveyTerms),
        }
    }

    fn open(leaf: &Leaf, why: OpenLeaf) -> Self {
        Self {
            points: Points::ZERO,
            open: leaf.max,
            maximum: leaf.max,
            state: LeafState::Open { why },
        }
    }

    fn left_out(state: LeafState) -> Self {
        Self { points: Points::ZERO, open: Points::ZERO, maximum: Points::ZERO, state }
    }
}

fn not_applicable(set: &CriteriaSet, leaf: &Leaf, unit: &UnitId, given: &Given) -> Option<String> {
    let by_set = set.head().not_applicable.iter().find(|term| term.covers(&leaf.code, unit));
    let by_table = || {
        given.not_applicable.iter().find(|term| {
            term.unit == *unit && (term.code == leaf.code || term.code.contains(&leaf.code))
        })
    };
    by_set
        .map(|term| term.reason.clone())
        .or_else(|| by_table().map(|term| term.because.reason.clone()))
}

fn is_not_held(leaf: &Leaf, unit: &UnitId, given: &Given) -> bool {
    given.surveys_not_held.iter().any(|survey| {
        survey.unit == *unit
            && survey
                .code
                .as_ref()
                .is_none_or(|code| *code == leaf.code || code.contains(&leaf.code))
    })
}

/// The points of a leaf as they count: survey points are rounded first, where the set says so.
fn value(set: &CriteriaSet, leaf: &Leaf, points: &GivenPoints) -> Points {
    let value = points.value.of(leaf.max);
    let decimals = set.head().survey.as_ref().and_then(|terms| terms.decimals);
    match decimals.filter(|_| points.by == Giver::Survey) {
        Some(decimals) => value.round(decimals),
        None => value,
    }
}
