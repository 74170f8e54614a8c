//! `draft-document`: a document brought forward as evidence is a draft by its own words.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .shown()
        .into_iter()
        .filter_map(|document| {
            let words = document.facts.header.draft.as_ref()?;
            let detail = FindingDetail::DraftDocument { file: document.file.clone() };
            let evidence = vec![claim.evidence(), own::evidence(document, Some(words))];
            Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    #[test]
    fn a_draft_is_no_document_yet() {
        let draft = report("12/BC-SYT", "Kiểm tra").draft();
        let copy = draft.clone().at("so-y-te/1.3.1/lai.pdf").bytes_of("so-y-te/12_BC-SYT.pdf");
        let expect = "1.3.1 draft-document document
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser";
        assert_judged(
            &dossier(&[row("1.3.1", "1", "12/BC-SYT")], std::slice::from_ref(&draft)),
            expect,
        );
        assert_judged(&dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[draft, copy]), expect);
        assert_judged(
            &dossier(&[row("1.3.1", "0", "12/BC-SYT")], &[report("12/BC-SYT", "a").draft()]),
            "",
        );
    }
}
