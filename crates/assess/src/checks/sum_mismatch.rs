//! `sum-mismatch`: a total or subtotal of the sheet is not the sum of the leaves below it.
//!
//! Compares only what is stated: leaves without points count as 0, a subtotal over leaves that all have none is not
//! compared, and neither is any total of a sheet that was not read to its end.

use std::collections::BTreeSet;

use model::{
    CriterionCode, Points,
    finding::{Finding, FindingDetail, Subject},
    sheet::SheetRow,
};

use crate::{
    context::Context,
    sheet::{AdmittedSheet, row_evidence},
};

pub(crate) fn check(sheet: &AdmittedSheet<'_>, context: &Context<'_>) -> Vec<Finding> {
    if !sheet.is_complete {
        return Vec::new();
    }
    let subtotals = sheet.subtotals.iter().map(|(code, row)| (Some(code), *row));
    let totals = sheet.totals.iter().map(|row| (None, *row));
    let mut seen = BTreeSet::new();
    subtotals
        .chain(totals)
        .filter_map(|(code, row)| {
            let stated = Points::new(row.points?);
            let computed = sheet.sum_below(code)?;
            let subject = subject(code, row);
            (stated != computed && seen.insert((code.cloned(), subject.clone()))).then(|| {
                let detail = FindingDetail::SumMismatch { stated, computed };
                context.of_unit(code, subject, detail, vec![row_evidence(sheet.document, row)])
            })
        })
        .collect()
}

fn subject(code: Option<&CriterionCode>, row: &SheetRow) -> Subject {
    Subject::Row(code.map_or_else(|| row.name.clone(), ToString::to_string))
}

#[cfg(test)]
mod tests {
    use model::{Problem, ProblemCode};

    use crate::testing::*;

    /// Points that need no evidence to be summed: what the claims lack is not looked at here.
    fn sums(rows: &[model::sheet::SheetRow]) -> Vec<String> {
        let judgement = judged(&dossier(rows, &[]));
        let lines = lines(&judgement);
        let sums = lines.lines().filter(|line| line.contains("sum-mismatch"));
        sums.map(str::to_owned).collect()
    }

    #[test]
    fn subtotals_and_totals_are_sums_of_leaves() {
        let leaves = [row("1.1", "0.5", ""), row("1.3.1", "1", ""), row("2.1", "1", "")];
        let with = |row| [leaves.as_slice(), &[row]].concat();
        assert_eq!(sums(&with(row("1", "1.5", ""))), [""; 0]);
        assert_eq!(sums(&with(row("1", "1.6", ""))), ["1 sum-mismatch row 1"]);
        assert_eq!(sums(&with(row("1.3", "1.00", ""))), [""; 0]);
        assert_eq!(sums(&with(total("Tổng cộng", "2.5"))), [""; 0]);
        assert_eq!(sums(&with(total("TỔNG CỘNG", "3"))), ["- sum-mismatch row TỔNG CỘNG"]);
        assert_eq!(sums(&with(total("Công tác kiểm tra", "3"))), [""; 0]);
        assert_eq!(sums(&with(row("1", "", ""))), [""; 0]);
    }

    #[test]
    fn a_subtotal_without_leaves_is_not_compared() {
        assert_eq!(
            lines(&judged(&dossier_of_exactly(&[row("1.3", "1", "")], &[]))).matches("sum").count(),
            0
        );
    }

    #[test]
    fn a_sheet_that_was_not_read_to_its_end_is_not_summed() {
        let mut dossier = dossier(&[row("1", "1.6", "")], &[]);
        assert_judged(&dossier, "1 sum-mismatch row 1");
        let problem = Problem::new(ProblemCode::SheetRowNotUnderstood, "hàng 7");
        sheet_of(&mut dossier).facts.problems.push(problem);
        assert_judged(&dossier, "- evidence-unreadable document");
    }
}
