//! What every check needs beside the claim: the round, the set, the unit's holdings; and how a finding is put together.

use model::{
    CriterionCode, UnitId,
    criteria::CriteriaSet,
    finding::{Finding, FindingDetail, Subject},
    verdict::Evidence,
};

use crate::{elsewhere::Elsewhere, holdings::Holdings, round::RoundTerms, sheet::Claim};

/// What a unit's claims are judged in.
pub(crate) struct Context<'a> {
    pub(crate) round: &'a RoundTerms,
    pub(crate) set: &'a CriteriaSet,
    pub(crate) unit: &'a UnitId,
    pub(crate) name: &'a str,
    pub(crate) holdings: &'a Holdings<'a>,
    pub(crate) elsewhere: &'a Elsewhere,
}

impl Context<'_> {
    /// A finding about a claim.
    pub(crate) fn of_claim(
        &self,
        claim: &Claim<'_>,
        subject: Subject,
        detail: FindingDetail,
        evidence: Vec<Evidence>,
    ) -> Finding {
        Finding {
            claimed: Some(claim.points),
            ..self.of_unit(Some(claim.code()), subject, detail, evidence)
        }
    }

    /// A finding about a leaf without a claim, or about the sheet as a whole.
    pub(crate) fn of_unit(
        &self,
        criterion: Option<&CriterionCode>,
        subject: Subject,
        detail: FindingDetail,
        evidence: Vec<Evidence>,
    ) -> Finding {
        Finding {
            round: self.round.id.clone(),
            unit: self.unit.clone(),
            criterion: criterion.cloned(),
            subject,
            severity: detail.code().severity(),
            claimed: None,
            detail,
            evidence,
        }
    }
}

/// Puts findings into the order of their keys, so that the same submission gives the same list.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|one, other| key(one).cmp(&key(other)));
    debug_assert!(
        findings.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])),
        "every check gives one finding for a subject"
    );
}

/// What names a finding over re-runs, besides round and unit.
pub(crate) fn key(
    finding: &Finding,
) -> (Option<&CriterionCode>, model::finding::FindingCode, &Subject) {
    (finding.criterion.as_ref(), finding.code(), &finding.subject)
}
