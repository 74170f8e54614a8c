//! `signed-other-day`: a document bears a day on which nobody signed it.
//!
//! Nghị định 30/2020/NĐ-CP, Điều 18: a document is issued on the day on which it is signed, or on the next working day.
//! Its date is stamped on it then. So a day after the last signature, or long before the first one, was not put there
//! when it was signed. Days off are not counted: the longest row of them, at Tết, is part of what is allowed.

use model::{
    dossier::EvidenceDocument,
    finding::{Finding, FindingDetail, Subject},
    signature::Answer,
};

use super::signatures::by_signers;
use crate::{context::Context, examination::Examination, own};

/// So many days may lie between the day that a document bears and its first signature.
const MOST_DAYS: i32 = 10;

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let found = examination.shown().into_iter().filter_map(|document| {
        let detail = dated_otherwise(document, context)?;
        let evidence = vec![claim.evidence(), own::evidence(document, None)];
        Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
    });
    found.collect()
}

fn dated_otherwise(document: &EvidenceDocument, context: &Context<'_>) -> Option<FindingDetail> {
    let dated = own::date(document)?;
    let mut signed: Vec<_> = by_signers(document)
        .filter(|signature| signature.integrity.answer == Answer::Valid)
        .filter_map(|signature| {
            let day = signature.time()?.day_in_viet_nam().ok()?;
            Some((day, signature.has_proved_time()))
        })
        .collect();
    signed.sort_unstable_by_key(|(day, is_proved)| (day.first_day(), *is_proved));
    let (first, last) = (*signed.first()?, *signed.last()?);
    let days_until_first = (first.0.first_day() - dated.last_day()).get_days();
    let is_late = first.0.first_day() > context.round.due.last_day();
    let (signed, is_proved) = if dated.first_day() > last.0.last_day() {
        last
    } else if days_until_first > MOST_DAYS && !is_late {
        // What was signed after the deadline is `signed-late`.
        first
    } else {
        return None;
    };
    Some(FindingDetail::SignedOtherDay {
        file: document.file.clone(),
        date: dated,
        signed,
        is_proved,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn a_day_after_the_last_signature_or_long_before_the_first_is_told() {
        let check = |dated: &str, signed: &[&str], expect: &str| {
            let mut document = report("12/BC-SYT", "Kiểm tra").issuer("Sở Y tế").dated(dated);
            for day in signed {
                document = document.signed("Sở Y tế", day, &[]);
            }
            check_document(document, expect);
        };
        let told = "1.3.1 signed-other-day document";
        check("2025-06-01", &["2025-06-01"], "");
        check("2025-06-01", &["2025-06-11"], "");
        check("2025-06-01", &["2025-06-12"], told);
        check("2025-06-02", &["2025-06-01"], told);
        check("2025-06-02", &["2025-05-20", "2025-06-02"], "");
        check("2025-06", &["2025-06-20"], "");
        check("2025-06-01", &["2026-01-24"], "1.3.1 signed-late document");
    }
}
