//! `score-above-maximum` and `score-not-attainable`: points that the leaf cannot give, whatever the evidence.

use model::{
    Points,
    criteria::Leaf,
    finding::{Finding, FindingDetail, Subject},
};

use crate::{
    attainable::attainable,
    context::Context,
    sheet::{AdmittedSheet, Claim, row_evidence},
};

/// Points of a claim that its leaf cannot give.
pub(crate) fn check(claim: &Claim<'_>, context: &Context<'_>) -> Option<Finding> {
    let Leaf { max, .. } = claim.leaf;
    let detail = if claim.points > *max {
        FindingDetail::ScoreAboveMaximum { maximum: *max }
    } else {
        not_attainable(claim.leaf, claim.points)?
    };
    Some(context.of_claim(claim, Subject::Claim, detail, vec![claim.evidence()]))
}

/// Points below zero, which no claim can have.
pub(crate) fn check_negative(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    sheet
        .negative
        .iter()
        .filter_map(|(code, row)| {
            let leaf = context.set.leaf(code)?;
            let points = Points::new(row.points?);
            let finding = context.of_unit(
                Some(code),
                Subject::Row(code.to_string()),
                not_attainable(leaf, points)?,
                vec![row_evidence(sheet.document, row)],
            );
            Some(Finding { claimed: Some(points), ..finding })
        })
        .collect()
}

fn not_attainable(leaf: &Leaf, points: Points) -> Option<FindingDetail> {
    let attainable = attainable(leaf);
    let is_attainable = attainable.allows(points);
    (!is_attainable).then(|| FindingDetail::ScoreNotAttainable {
        attainable: attainable.listed().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn points_that_the_leaf_cannot_give() {
        let minutes = document("so-y-te/1.3.1/bien-ban.pdf").kind("biên bản").about("Kiểm tra");
        let check_points = |points: &str, expect: &str| {
            assert_judged(
                &dossier(&[row("1.3.1", points, "")], std::slice::from_ref(&minutes)),
                expect,
            );
        };
        check_points(
            "1.5",
            "1.3.1 score-above-maximum claim
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
        check_points(
            "0.7",
            "1.3.1 score-not-attainable claim
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
        check_points("-1", "1.3.1 score-not-attainable row 1.3.1");
    }
}
