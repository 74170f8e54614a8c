//! The counts of a round by leaf of the criteria set: where units gain points without evidence, and which leaves the
//! appraisers must look at.

use std::collections::BTreeMap;

use model::{Points, criteria::Leaf};

use crate::{
    RoundReport, UnitState,
    tally::{ClaimTally, FindingTally, PointTally},
};

/// What came of one leaf, over all units that were judged.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionTally<'s> {
    /// The leaf.
    pub leaf: &'s Leaf,
    /// The claims for it.
    pub claims: ClaimTally,
    /// Their points.
    pub points: PointTally,
    /// What was found in them.
    pub findings: FindingTally,
}

impl CriterionTally<'_> {
    /// The mean of the points claimed; none without claims.
    pub(crate) fn mean_claimed(&self) -> Option<Points> {
        let mean = self.points.claimed.value().checked_div(self.claims.claimed.into())?;
        Some(Points::new(mean).round(2))
    }
}

/// One for each leaf of the set that somebody claimed points for or something was found about, in code order.
pub fn by_criterion<'s>(report: &RoundReport<'s>) -> Vec<CriterionTally<'s>> {
    let mut by_code: BTreeMap<_, _> = report
        .set
        .leaves()
        .map(|leaf| {
            let (claims, points, findings) = Default::default();
            (&leaf.code, CriterionTally { leaf, claims, points, findings })
        })
        .collect();
    for unit in report.units.iter() {
        let UnitState::Judged { judgements, findings, .. } = &unit.state else { continue };
        for judgement in judgements {
            if let Some(tally) = by_code.get_mut(&judgement.criterion) {
                tally.claims.count(judgement);
                tally.points.count(judgement);
            }
        }
        for finding in findings {
            if let Some(tally) = finding.criterion.as_ref().and_then(|code| by_code.get_mut(code)) {
                tally.findings.count(finding);
            }
        }
    }
    by_code
        .into_values()
        .filter(|tally| tally.claims.claimed > 0 || tally.findings.found > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    #[test]
    fn every_claim_is_counted_at_its_leaf() {
        let set = set();
        let report = sample(&set);
        let all = by_criterion(&report);
        let claims: u64 = all.iter().map(|tally| tally.claims.claimed).sum();
        let claimed: Points = all.iter().map(|tally| tally.points.claimed).sum();
        let whole = crate::RoundTally::of(&report).judged;
        assert_eq!((claims, claimed), (whole.claims.claimed, whole.points.claimed));
        let first = &all[0];
        assert_eq!(
            (first.leaf.code.to_string(), first.points.in_doubt),
            ("1.1".into(), points("2"))
        );
        assert_eq!(first.mean_claimed(), Some(points("2")));
    }
}
