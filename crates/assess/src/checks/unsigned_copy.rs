//! `unsigned-copy`: the evidence is a file that nobody signed, and the unit sent the same text signed, too.
//!
//! A Word file and the signed PDF that was made of it are known by their sketches. Nothing is wrong with the claim; the
//! appraiser is led to the file that proves more. A file without a signed twin is no finding: scans of paper are evidence.

use model::{
    DocumentNumber,
    dossier::EvidenceDocument,
    finding::{Finding, FindingDetail, Subject},
};

use crate::{context::Context, elsewhere::SameText, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let found = examination.shown().into_iter().filter_map(|document| {
        let (signed, percent_alike) = signed_twin(document, context)?;
        let detail = FindingDetail::UnsignedCopy {
            file: document.file.clone(),
            signed: signed.file.clone(),
            percent_alike,
        };
        let evidence =
            vec![claim.evidence(), own::evidence(document, None), own::evidence(signed, None)];
        Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
    });
    found.collect()
}

/// The signed file of the unit that is most like an unsigned one, and how like it is.
fn signed_twin<'d>(
    document: &EvidenceDocument,
    context: &Context<'d>,
) -> Option<(&'d EvidenceDocument, u8)> {
    let sketch = document.facts.likeness?;
    if !document.facts.signatures.is_empty() {
        return None;
    }
    let signed = context.holdings.documents.iter().filter(|other| {
        let signatures = &other.facts.signatures;
        !signatures.is_empty() && !signatures.iter().any(|signature| signature.is_broken())
    });
    let alike = signed.filter_map(|other| {
        let same = SameText::of(&sketch, &other.facts.likeness?)?;
        // Papers of one form have the same words; what was signed bears the number of its source, once it has one.
        let may_be_source = same.by_figures || !bears_another_number(document, other);
        may_be_source.then_some((*other, same.percent))
    });
    // The documents are ordered by path; of equally like ones the first counts.
    alike.reduce(|best, other| if other.1 > best.1 { other } else { best })
}

/// Whether both bear numbers, and none in common.
fn bears_another_number(document: &EvidenceDocument, other: &EvidenceDocument) -> bool {
    let (numbers, others) = (own::numbers(document), own::numbers(other));
    let is_among = |number: &DocumentNumber| others.iter().any(|other| other.key() == number.key());
    !numbers.is_empty() && !others.is_empty() && !numbers.iter().any(is_among)
}

#[cfg(test)]
mod tests {
    use model::{
        likeness::{Likeness, SLOTS},
        signature::SignatureDoubt,
    };

    use crate::testing::*;

    #[test]
    fn a_word_file_leads_to_the_signed_file_of_the_same_text() {
        let slots = [7; SLOTS];
        let mut other_slots = slots;
        other_slots[..160].fill(8);
        let check = |of_signed: [u16; SLOTS], doubts: &[SignatureDoubt], expect: &str| {
            let mut word = report("12/BC-SYT", "Kiểm tra").issuer("Sở Y tế").dated("2025-06-01");
            word.0.facts.likeness = Some(Likeness::new(slots));
            let mut signed = document("so-y-te/da-ky.pdf").signed("Sở Y tế", "2025-06-01", doubts);
            signed.0.facts.likeness = Some(Likeness::new(of_signed));
            let expect = format!("{expect}\n1.3.1 needs-appraiser claim\n1.3.1 = NeedsAppraiser");
            assert_judged(&dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[word, signed]), &expect);
        };
        check(slots, &[], "1.3.1 unsigned-copy document");
        check(other_slots, &[], "");
        check(slots, &[SignatureDoubt::ContentChanged], "");
    }

    #[test]
    fn the_signed_paper_of_one_form_is_not_that_of_another() {
        let written = |number: &str| {
            let mut paper = report(number, "Kiểm tra").issuer("Sở Y tế").dated("2025-06-01");
            paper.0.facts.likeness = Some(Likeness::new([7; SLOTS]));
            paper
        };
        let signed = |number: &str| {
            written(number).signed("Sở Y tế", "2025-06-01", &[]).at("so-y-te/da-ky.pdf")
        };
        let check = |signed: Doc, expect: &str| {
            let mut signed = signed;
            signed.0.sha256 = model::ContentHash::from_digest([9; 32]);
            let expect = format!("{expect}\n1.3.1 needs-appraiser claim\n1.3.1 = NeedsAppraiser");
            let rows = [row("1.3.1", "1", "12/BC-SYT")];
            assert_judged(&dossier(&rows, &[written("12/BC-SYT"), signed]), &expect);
        };
        check(signed("13/BC-SYT"), "");
    }
}
