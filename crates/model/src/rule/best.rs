//! The most points that a rule can give, which a maximum is held against.

use super::{Rule, Scoring};
use crate::points::Points;

impl Rule {
    /// The most points that the rule can give; `None` where the rule itself does not say (a survey without parts, a
    /// rule that the source leaves open).
    ///
    /// For parts it is the sum of their maxima: whether each part can reach its own is asked of the part.
    #[must_use]
    pub fn best(&self) -> Option<Points> {
        let own = self.scoring.best();
        let fallback = self.fallback.iter().flat_map(|f| &f.options).map(|case| case.points).max();
        own.max(fallback)
    }
}

impl Scoring {
    fn best(&self) -> Option<Points> {
        match self {
            Self::Options(rule) => rule.options.iter().map(|case| case.points).max(),
            Self::Tiers(rule) => rule.tiers.iter().map(|tier| tier.points).max(),
            Self::Count(rule) => rule.tiers.iter().map(|tier| tier.points).max(),
            Self::Rank(rule) => {
                let ranked = rule.tiers.iter().map(|tier| tier.points).max();
                ranked.max(rule.otherwise.as_ref().map(|case| case.points))
            }
            Self::Ratio(rule) => Some(rule.scale),
            Self::WeightedRatio(rule) => rule.terms.iter().map(|term| term.weight).max(),
            Self::SumOfParts(rule) => Some(rule.parts.iter().map(|part| part.max).sum()),
            Self::YearOnYear(rule) => {
                Some(rule.points.up.max(rule.points.same).max(rule.points.down))
            }
            Self::Survey(rule) => {
                (!rule.parts.is_empty()).then(|| rule.parts.iter().map(|part| part.max).sum())
            }
            Self::AgainstMean(rule) => {
                let with_steps = rule.steps.as_ref().map(|steps| steps.cap);
                Some(rule.at_least_mean.max(rule.below_mean)).max(with_steps)
            }
            Self::Quota(rule) => Some(rule.points),
            Self::Absence(rule) => Some(rule.points),
            Self::Timeliness(rule) => Some(rule.on_time.max(rule.late).max(rule.missing)),
            Self::External(rule) => rule.rule.best(),
            Self::Unspecified {} => None,
        }
    }
}
