//! `letterhead-differs`: the letterhead of a document states two numbers or two dates as its own.
//!
//! Number and date are stamped on at signing (Nghị định 30/2020/NĐ-CP, Phụ lục I); where the text was typed with others, or
//! a stamp was put over a document that had one, both stand there. A person must say which of them is right, with the
//! register of issued documents.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let found = examination.shown().into_iter().filter_map(|document| {
        let header = &document.facts.header;
        let restated = header.restated.as_ref()?;
        let (other_number, other_date) = (restated.number.clone(), restated.date);
        let detail = FindingDetail::LetterheadDiffers {
            file: document.file.clone(),
            number: header.number.clone().filter(|_| other_number.is_some()),
            other_number,
            date: header.date.filter(|_| other_date.is_some()),
            other_date,
        };
        let mut evidence = vec![claim.evidence()];
        for (first, other) in [
            (&header.number_quote, &restated.number_quote),
            (&header.date_quote, &restated.date_quote),
        ] {
            if other.is_some() {
                evidence.push(own::evidence(document, first.as_ref()));
                evidence.push(own::evidence(document, other.as_ref()));
            }
        }
        Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use model::{facts::Restated, finding::FindingCode};

    use crate::testing::*;

    #[test]
    fn a_letterhead_of_two_numbers_is_told_with_both_places_and_found_by_either() {
        let stamped = |cited: &str| {
            let mut document = report("13/BC-SYT", "Kiểm tra").issuer("Sở Y tế");
            let words = document.0.facts.header.number_quote.clone();
            document.0.facts.header.restated = Some(Restated {
                number: Some(number("12/BC-SYT")),
                number_quote: words,
                ..Restated::default()
            });
            judged(&dossier(&[row("1.3.1", "1", cited)], &[document]))
        };
        for cited in ["12/BC-SYT", "13/BC-SYT"] {
            let judged = stamped(cited);
            assert!(!lines(&judged).contains("cited-document-missing"), "{}", lines(&judged));
            let mut told =
                judged.findings.iter().filter(|one| one.code() == FindingCode::LetterheadDiffers);
            let finding = told.next().expect("told");
            assert_eq!(finding.evidence.iter().filter(|one| one.quote.is_some()).count(), 3);
        }
    }
}
