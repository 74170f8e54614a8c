//! `needs-appraiser`: the evidence is there, and a person must decide what the rule leaves open.

use model::{
    finding::{Finding, FindingDetail, Subject},
    verdict::Verdict,
};

use crate::{context::Context, sheet::Claim};

pub(crate) fn check(
    claim: &Claim<'_>,
    verdict: &Verdict,
    context: &Context<'_>,
) -> Option<Finding> {
    let Verdict::NeedsAppraiser { evidence, open } = verdict else { return None };
    let detail = FindingDetail::NeedsAppraiser { open: open.clone() };
    let evidence = std::iter::once(claim.evidence()).chain(evidence.iter().cloned()).collect();
    Some(context.of_claim(claim, Subject::Claim, detail, evidence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;
    use model::verdict::OpenCondition;

    #[test]
    fn what_is_open_is_said_in_the_words_of_the_set() {
        let apology = report("8/CV-SYT", "Xin lỗi tổ chức, công dân").kind("công văn");
        let judgement = judged(&dossier(&[row("2.3.1", "1", "8/CV-SYT")], &[apology]));
        let FindingDetail::NeedsAppraiser { open } = &judgement.findings[0].detail else {
            panic!("{:?}", judgement.findings)
        };
        let explain_if = "trễ hẹn không do lỗi của cơ quan".to_owned();
        assert!(open.contains(&OpenCondition::ExplainIf { text: explain_if }), "{open:?}");
        assert!(open.iter().any(|open| matches!(open, OpenCondition::Rule { .. })), "{open:?}");
    }
}
