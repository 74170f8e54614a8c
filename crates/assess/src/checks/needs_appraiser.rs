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
    use crate::{Elsewhere, judge, testing::*};
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

    /// What of the rule itself is left to a person.
    fn rules(open: &[OpenCondition]) -> Vec<&str> {
        let rules = open.iter().filter_map(|open| match open {
            OpenCondition::Rule { text } => Some(text.as_str()),
            _ => None,
        });
        rules.collect()
    }

    #[test]
    fn of_the_cases_of_a_rule_the_claimed_one_is_to_be_confirmed() {
        let check = |claimed: &str, expect: &[&str]| {
            let plan = report("7/KH-SYT", "Cải cách hành chính năm 2025").kind("kế hoạch");
            let judgement = judged(&dossier(&[row("1.1", claimed, "7/KH-SYT")], &[plan]));
            let found = judgement.findings.iter().find_map(|finding| match &finding.detail {
                FindingDetail::NeedsAppraiser { open } => Some(open),
                _ => None,
            });
            let found = found.expect("a person is asked");
            assert_eq!(rules(found), expect, "{claimed}");
        };
        check("0.5", &["ban hành chậm"]);
        check("1", &["ban hành kịp thời"]);
        // Points of no case leave all of them open.
        check("0.7", &["ban hành chậm", "ban hành kịp thời", "không ban hành"]);
    }

    #[test]
    fn the_cases_of_a_part_are_one_question_unless_all_points_are_claimed() {
        let parts = "rule = { kind = \"sum_of_parts\", parts = [{ name = \"Báo, đài\", max = 0.5, rule = { kind = \"options\", options = [{ when = \"có\", points = 0.5 }, { when = \"không\", points = 0 }] } }, { name = \"Tập huấn\", max = 0.5, rule = { kind = \"options\", options = [{ when = \"có\", points = 0.5 }, { when = \"không\", points = 0 }] } }] }";
        let set = set_with_rule_of_inspections(parts);
        let check = |claimed: &str, expect: &[&str]| {
            let notice = report("7/TB-SYT", "Kiểm tra").kind("thông báo");
            let rows = [row("1.3.1", claimed, "7/TB-SYT")];
            let judgement =
                judge(&round(), &set, &dossier(&rows, &[notice]), &Elsewhere::default());
            let FindingDetail::NeedsAppraiser { open } = &judgement.findings[0].detail else {
                panic!("{:?}", judgement.findings)
            };
            assert_eq!(rules(open), expect, "{claimed}");
        };
        check("1", &["Báo, đài: có", "Tập huấn: có"]);
        check("0.5", &["Báo, đài: có / không", "Tập huấn: có / không"]);
    }
}
