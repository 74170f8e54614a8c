//! Where does a unit stand today? The points that its evidence carries already, of those that it can give itself, and the
//! documents that are still missing, for claims and for leaves that it has not scored yet.

use model::{
    Points,
    criteria::CriteriaSet,
    rule::Assessor,
    verdict::{Judgement, MissingEvidence, StillMissing, Verdict},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{UnitReport, UnitState, tally::Tally};

/// Where a unit stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Today {
    /// The points of its supported claims.
    pub standing: Points,
    /// The points of all leaves that it scores itself.
    pub attainable: Points,
    /// What is still missing, in code order.
    pub missing: Vec<StillMissing>,
    /// How many of these leaves it has not scored yet.
    pub unclaimed: u32,
}

impl Today {
    /// Of a unit; none where it was not judged.
    #[must_use]
    pub fn of(unit: &UnitReport, set: &CriteriaSet) -> Option<Self> {
        let UnitState::Judged { judgements, still_missing, .. } = &unit.state else { return None };
        let own = || set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Unit);
        let is_claimed = |code: &model::CriterionCode| {
            judgements.iter().any(|judgement| judgement.criterion == *code)
        };
        let unclaimed = own().filter(|leaf| !is_claimed(&leaf.code)).count();
        let mut missing: Vec<StillMissing> =
            judgements.iter().filter_map(|judgement| of_claim(judgement, set)).collect();
        missing.extend(still_missing.iter().cloned());
        missing.sort_by(|one, other| one.criterion.cmp(&other.criterion));
        Some(Self {
            standing: Tally::of(unit)?.points.standing,
            attainable: own().map(|leaf| leaf.max).sum(),
            missing,
            unclaimed: u32::try_from(unclaimed).expect("a set has fewer than 2^32 leaves"),
        })
    }
}

/// What a claim lacks, where it lacks something.
fn of_claim(judgement: &Judgement, set: &CriteriaSet) -> Option<StillMissing> {
    let (verdict, is_certain) = match judgement.verdict.as_ref()? {
        Verdict::Undecidable { otherwise, .. } => (otherwise.as_ref(), false),
        verdict => (verdict, true),
    };
    let missing = match verdict {
        Verdict::Partial { missing, .. } => missing.clone(),
        Verdict::Unsupported => set
            .leaf(&judgement.criterion)?
            .evidence
            .iter()
            .filter(|item| item.is_required_of_unit())
            .map(|item| MissingEvidence::RequiredDocument {
                name: item.name.clone(),
                period: item.kind.period,
            })
            .collect(),
        _ => Vec::new(),
    };
    let criterion = judgement.criterion.clone();
    (!missing.is_empty()).then_some(StillMissing { criterion, missing, is_certain })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Language, summary, testing::*};

    #[test]
    fn what_stands_and_what_is_missing_are_told_together() {
        let set = set();
        let mut report = sample(&set);
        let UnitState::Judged { judgements, still_missing, .. } =
            &mut report.units.to_mut()[0].state
        else {
            panic!("the first unit is judged")
        };
        let unclaimed = judgements.remove(0).criterion;
        let mut supported = judgement_of(0, 5);
        supported.criterion = judgements.remove(0).criterion;
        judgements.insert(0, supported);
        let name = "Báo cáo CCHC quý III".to_owned();
        still_missing.push(StillMissing {
            criterion: unclaimed.clone(),
            missing: vec![MissingEvidence::RequiredDocument { name, period: None }],
            is_certain: false,
        });
        let today = Today::of(&report.units[0], &set).expect("judged");
        assert_eq!(today.standing, Points::new("0.5".parse().expect("a number")));
        assert!(today.missing.iter().any(|leaf| leaf.criterion == unclaimed && !leaf.is_certain));
        assert!(today.unclaimed >= 1);
        let text = summary(&report, Language::Vietnamese);
        let line = format!("Báo cáo CCHC quý III ({unclaimed} – còn tệp chưa đọc được)");
        assert!(text.contains("Đến nay: 0,5/") && text.contains(&line), "{text}");
        assert_eq!(Today::of(&report.units[1], &set), None);
    }
}
