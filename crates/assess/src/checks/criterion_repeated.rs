//! `criterion-repeated`: a leaf stands in several rows of the sheet with different points.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{
    context::Context,
    sheet::{AdmittedSheet, row_evidence},
};

pub(crate) fn check(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    sheet
        .claims
        .iter()
        .filter(|claim| claim.stated.iter().any(|points| *points != claim.points))
        .map(|claim| {
            let detail = FindingDetail::CriterionRepeated { points: claim.stated.clone() };
            let rows = claim.rows.iter().map(|row| row_evidence(sheet.document, row)).collect();
            context.of_claim(claim, Subject::Claim, detail, rows)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn the_first_points_are_judged_and_the_others_told() {
        let plan =
            document("so-y-te/a.pdf").number("5/KH-SYT").kind("kế hoạch").about("CCHC năm 2025");
        let rows = [row("1.1", "1", ""), row("1.1", "0.5", "5/KH-SYT")];
        let dossier = dossier(&rows, &[plan]);
        assert_judged(
            &dossier,
            "1.1 criterion-repeated claim
             1.1 needs-appraiser claim
             1.1 = NeedsAppraiser",
        );
        assert_eq!(judged(&dossier).judgements[0].claimed, points("1"));
    }

    #[test]
    fn further_rows_of_a_leaf_carry_further_evidence() {
        let plan =
            document("so-y-te/a.pdf").number("5/KH-SYT").kind("kế hoạch").about("CCHC năm 2025");
        for points in ["", "1"] {
            let rows = [row("1.1", "1", ""), row("1.1", points, "5/KH-SYT; 6/KH-SYT")];
            assert_judged(
                &dossier(&rows, std::slice::from_ref(&plan)),
                "1.1 cited-document-missing 6/KH-SYT
                 1.1 = Partial",
            );
        }
    }
}
