//! `evidence-reused`: another unit sent the same bytes, or the same text, as its own, in this round or an earlier one.
//!
//! That two units send a decision of a ministry, or of the province above them, is in order. What counts is a document
//! of the unit's own making.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .of_own_making(context.set.head().level)
        .into_iter()
        .filter_map(|document| {
            let others = context.elsewhere.of_other_units(context.unit, document);
            if others.is_empty() {
                return None;
            }
            let detail = FindingDetail::EvidenceReused { file: document.file.clone(), others };
            let evidence = vec![claim.evidence(), own::evidence(document, None)];
            Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{
        ContentHash,
        likeness::{Likeness, SLOTS},
    };

    use super::*;
    use crate::testing::*;

    #[test]
    fn own_work_that_another_unit_sent_too() {
        let check_document = |document: Doc, expect: &str| {
            let expect = format!(
                "{expect}
                 1.3.1 needs-appraiser claim
                 1.3.1 = NeedsAppraiser"
            );
            let elsewhere = sent_elsewhere(&["so-y-te/12_BC-SYT.pdf"]);
            let dossier = dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[document]);
            assert_judged_beside(&dossier, &elsewhere, &expect);
            assert_judged(&dossier, "1.3.1 needs-appraiser claim\n1.3.1 = NeedsAppraiser");
        };
        let own = report("12/BC-SYT", "Kiểm tra");
        check_document(own.clone(), "1.3.1 evidence-reused document");
        check_document(own.clone().issuer("Bộ Nội vụ"), "");
        check_document(own.clone().issuer("UBND tỉnh An Giang"), "");
        check_document(own.kind("quyết định"), "");
    }

    #[test]
    fn a_near_copy_is_told_with_how_near_it_is() {
        let written = |slots| Some(Likeness::new(slots));
        let mut slots = [7; SLOTS];
        let mut own = report("12/BC-SYT", "Kiểm tra");
        own.0.facts.likeness = written(slots);
        let check_other = |number, slots, expect: Option<u8>| {
            let mut other = report(number, "Kiểm tra");
            other.0.sha256 = ContentHash::from_digest([9; 32]);
            other.0.facts.likeness = written(slots);
            let rows = [row("1.3.1", "1", "12/BC-SYT")];
            let judged =
                judged_beside(&dossier(&rows, std::slice::from_ref(&own)), &elsewhere_of(&[other]));
            let near = judged.findings.iter().find_map(|finding| match &finding.detail {
                FindingDetail::EvidenceReused { others, .. } => others[0].percent_alike,
                _ => None,
            });
            assert_eq!(near, expect);
        };
        slots[..24].fill(8);
        check_other("12/BC-SYT", slots, Some(90));
        // Words alone: both filled in the same form.
        check_other("9/BC-SNV", slots, None);
        slots[..160].fill(8);
        check_other("12/BC-SYT", slots, None);
    }

    #[test]
    fn a_file_without_header_in_the_folder_of_the_criterion() {
        let table = document("so-y-te/1.3.1/bang.xlsx");
        assert_judged_beside(
            &dossier(&[row("1.3.1", "1", "")], &[table]),
            &sent_elsewhere(&["so-y-te/1.3.1/bang.xlsx"]),
            "1.3.1 evidence-reused document
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
    }
}
