//! What hangs on open findings: index, rank and band if a disputed leaf were decided otherwise, all else as it stands.

use std::collections::BTreeMap;

use model::{
    CriterionCode, Points, UnitId,
    finding::{Finding, FindingCode, FindingDetail, Severity},
    results::{
        effect::{DisputeEffect, Outcome, UnitEffects},
        standing::LeafState,
    },
};

use super::{Instead, Results, Scored, band, rank::Contender};

/// Findings that dispute one leaf, with the points that they leave.
#[derive(Debug)]
struct Dispute {
    findings: Vec<FindingCode>,
    given: Points,
    if_upheld: Points,
}

impl Results<'_> {
    /// What hangs on the findings of each unit, in the order of the pipeline; units of whose points nothing is disputed
    /// are left out.
    #[must_use]
    pub fn effects<F: AsRef<[Finding]>>(&self, findings: &BTreeMap<UnitId, F>) -> Vec<UnitEffects> {
        let contenders = self.contenders();
        let of_unit = |scored: &Scored<'_>| {
            let disputes = self.disputes(scored, findings.get(&scored.entrant.unit)?.as_ref());
            (!disputes.is_empty()).then(|| self.effects_of(scored, &disputes, &contenders))
        };
        self.entrants.iter().filter_map(of_unit).collect()
    }

    fn effects_of(
        &self,
        scored: &Scored<'_>,
        disputes: &BTreeMap<CriterionCode, Dispute>,
        contenders: &[Contender<'_>],
    ) -> UnitEffects {
        let outcome = |instead: Instead| self.outcome(scored, &instead, contenders);
        let one = |code: &CriterionCode, points| outcome(Instead::from([(code.clone(), points)]));
        UnitEffects {
            unit: scored.entrant.unit.clone(),
            now: outcome(Instead::new()),
            disputes: disputes
                .iter()
                .map(|(code, dispute)| {
                    let at_zero = one(code, Points::ZERO);
                    DisputeEffect {
                        code: code.clone(),
                        findings: dispute.findings.clone(),
                        given: dispute.given,
                        if_upheld: dispute.if_upheld,
                        // Most findings put all points of a leaf in doubt.
                        upheld: if dispute.if_upheld == Points::ZERO {
                            at_zero.clone()
                        } else {
                            one(code, dispute.if_upheld)
                        },
                        at_zero,
                        at_maximum: one(code, self.set.max_of(code).unwrap_or(dispute.given)),
                    }
                })
                .collect(),
            all_upheld: outcome(
                disputes.iter().map(|(code, dispute)| (code.clone(), dispute.if_upheld)).collect(),
            ),
        }
    }

    /// A unit with some leaves decided otherwise.
    fn outcome(
        &self,
        scored: &Scored<'_>,
        instead: &Instead,
        contenders: &[Contender<'_>],
    ) -> Outcome {
        let unit = &scored.entrant.unit;
        let sum = scored.sum.with(instead);
        Outcome {
            points: sum.total(),
            index: sum.index(),
            rank: self.rank(scored, &sum, contenders, instead.is_empty()),
            band: band::of(self.set.head(), unit, self.given, &sum),
        }
    }

    /// The leaves of a unit whose points a finding would change. Points that were cut already are disputed no more.
    fn disputes(
        &self,
        scored: &Scored<'_>,
        findings: &[Finding],
    ) -> BTreeMap<CriterionCode, Dispute> {
        let mut disputes = BTreeMap::<CriterionCode, Dispute>::new();
        for finding in findings {
            let Some(code) = &finding.criterion else { continue };
            let Some(item) = scored
                .sum
                .items
                .iter()
                .find(|item| item.code == *code)
                .filter(|item| matches!(item.leaf, Some(LeafState::Counted { .. })))
            else {
                continue;
            };
            let Some(if_upheld) = points_if_upheld(finding, item.points) else { continue };
            if if_upheld == item.points {
                continue;
            }
            let dispute = disputes.entry(code.clone()).or_insert_with(|| Dispute {
                findings: Vec::new(),
                given: item.points,
                if_upheld,
            });
            dispute.if_upheld = dispute.if_upheld.min(if_upheld);
            if !dispute.findings.contains(&finding.code()) {
                dispute.findings.push(finding.code());
            }
        }
        disputes
    }
}

/// The points that a leaf keeps if a finding is upheld to the full; none where the finding takes and adds nothing.
fn points_if_upheld(finding: &Finding, given: Points) -> Option<Points> {
    match &finding.detail {
        FindingDetail::ScoreContradictsMetric { recomputed, .. }
        | FindingDetail::ScoreContradictsScan { recomputed, .. } => Some(given.min(*recomputed)),
        FindingDetail::ScoreBelowEvidence { recomputed, .. } => Some(given.max(*recomputed)),
        FindingDetail::ScoreAboveMaximum { maximum } => Some(given.min(*maximum)),
        _ if finding.severity == Severity::Note => None,
        // How much a person would take off is not known: everything is the worst case.
        _ => Some(Points::ZERO),
    }
}
