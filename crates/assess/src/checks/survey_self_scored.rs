//! `survey-criterion-self-scored`: the unit gives itself points where a survey or the ministry does.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, sheet::AdmittedSheet};

pub(crate) fn check(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    sheet
        .not_self_scored
        .iter()
        // Sheets made by formulas show 0 in every row.
        .filter(|claim| claim.stated.iter().any(|points| !points.value().is_zero()))
        .map(|claim| {
            let detail = FindingDetail::SurveyCriterionSelfScored {};
            context.of_claim(claim, Subject::Claim, detail, vec![claim.evidence()])
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn points_for_a_survey() {
        assert_judged(
            &dossier(&[row("1.3.2", "0.8", "")], &[]),
            "1.3.2 survey-criterion-self-scored claim",
        );
        assert_judged(&dossier(&[row("1.3.2", "0", "")], &[]), "");
        assert_judged(&dossier(&[row("1.3.2", "", "")], &[]), "");
    }
}
