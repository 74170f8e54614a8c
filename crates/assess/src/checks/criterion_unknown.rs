//! `criterion-unknown`: a row of the sheet has a code that the criteria set does not have.

use std::collections::BTreeMap;

use model::finding::{Finding, FindingDetail, Subject};

use crate::{
    context::Context,
    sheet::{AdmittedSheet, row_evidence},
};

pub(crate) fn check(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    let mut by_code = BTreeMap::<&str, Vec<_>>::new();
    for (written, row) in &sheet.unknown {
        by_code.entry(written).or_default().push(row_evidence(sheet.document, row));
    }
    by_code
        .into_iter()
        .map(|(written, rows)| {
            let detail = FindingDetail::CriterionUnknown { written: written.to_owned() };
            context.of_unit(None, Subject::Row(written.to_owned()), detail, rows)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn codes_that_the_set_does_not_have() {
        assert_judged(
            &dossier(&[row("9.9", "1", ""), row("9.9", "1", ""), row("Phụ lục", "1", "")], &[]),
            "- criterion-unknown row 9.9
             - criterion-unknown row Phụ lục",
        );
        assert_judged(&dossier(&[row("Ghi chú", "", "")], &[]), "");
    }
}
