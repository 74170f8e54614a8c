//! `criterion-missing`: a leaf that the unit must score has no row in its sheet, or a row without points.
//! `sheet-missing`: there is no sheet at all.
//!
//! Only a sheet that was read to its end accuses; one that was not is `evidence-unreadable`.

use model::{
    CriterionCode,
    criteria::CriteriaSet,
    finding::{Finding, FindingDetail, Subject},
    rule::Assessor,
    verdict::VerdictKind,
};

use crate::{
    blocking::{UnreadPositions, unread_files},
    context::Context,
    sheet::{AdmittedSheet, row_evidence},
};

/// The leaves that a complete sheet leaves out.
pub(crate) fn check(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    if !sheet.is_complete {
        return Vec::new();
    }
    left_out(sheet, context)
        .map(|code| {
            let rows = sheet.without_points.get(code).into_iter().flatten();
            let evidence = rows.map(|row| row_evidence(sheet.document, row)).collect();
            context.of_unit(
                Some(code),
                Subject::Claim,
                FindingDetail::CriterionMissing {},
                evidence,
            )
        })
        .collect()
}

/// The leaves that the unit must score and that the sheet, as far as it was read, gives no points.
pub(crate) fn left_out<'a>(
    sheet: &'a AdmittedSheet<'a>,
    context: &Context<'a>,
) -> impl Iterator<Item = &'a CriterionCode> {
    self_scored(context.set)
        .filter(|code| !sheet.negative.contains_key(*code))
        .filter(|code| !sheet.claims.iter().any(|claim| claim.code() == *code))
}

/// The leaves that a unit must score.
pub(crate) fn self_scored(set: &CriteriaSet) -> impl Iterator<Item = &CriterionCode> {
    set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Unit).map(|leaf| &leaf.code)
}

/// A sheet that was not found, or not read to its end: what may be missing cannot be said.
pub(crate) fn check_unread(
    sheet: Option<&AdmittedSheet<'_>>,
    could_hold_it: &UnreadPositions,
    context: &Context<'_>,
    blocked_claims: &[u32],
) -> Option<Finding> {
    if sheet.is_some_and(|sheet| sheet.is_complete) {
        return None;
    }
    let sheet = context.holdings.sheet;
    let subject = sheet.map_or(Subject::Claim, |sheet| Subject::Document(sheet.sha256));
    let files = unread_files(could_hold_it, context.holdings, blocked_claims);
    let detail = if files.is_empty() {
        FindingDetail::SheetMissing {}
    } else {
        let otherwise = VerdictKind::Unsupported;
        FindingDetail::EvidenceUnreadable { citation: None, files, otherwise }
    };
    Some(context.of_unit(None, subject, detail, Vec::new()))
}

#[cfg(test)]
mod tests {
    use model::{Problem, ProblemCode};

    use crate::testing::*;

    #[test]
    fn leaves_without_a_row_or_without_points() {
        let rows = [row("1.1", "0", ""), row("1.2", "", ""), row("1.3.1", "0", "")];
        assert_judged(
            &dossier_of_exactly(&rows, &[]),
            "1.2 criterion-missing claim
             2.1 criterion-missing claim
             2.2 criterion-missing claim
             2.3.1 criterion-missing claim",
        );
        assert_judged(&dossier(&[], &[]), "");
    }

    #[test]
    fn a_sheet_that_was_not_read_to_its_end_accuses_nobody() {
        let mut dossier = dossier_of_exactly(&[row("1.1", "0", "")], &[]);
        let problem = Problem::new(ProblemCode::SheetRowNotUnderstood, "hàng 7");
        sheet_of(&mut dossier).facts.problems.push(problem);
        assert_judged(&dossier, "- evidence-unreadable document");
        assert_eq!(judged(&dossier).unread[0].blocked_claims, 5);

        sheet_of(&mut dossier).facts.sheet = None;
        assert_judged(&dossier, "- evidence-unreadable document");
        assert_eq!(judged(&dossier).unread[0].blocked_claims, 6);
    }

    #[test]
    fn a_missing_sheet_is_one_finding_not_one_for_every_leaf() {
        let mut dossier = dossier_of_exactly(&[], &[]);
        dossier.documents.clear();
        assert_judged(&dossier, "- sheet-missing claim");
        dossier.documents.push(scan("so-y-te/scan.pdf").0);
        dossier.sheet = None;
        assert_judged(&dossier, "- evidence-unreadable claim");
    }
}
