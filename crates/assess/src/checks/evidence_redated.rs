//! `evidence-redated`: the unit has sent the same text and figures under an earlier date, in this round or an earlier one.
//!
//! What a report counts is counted anew each year; where nothing but date and number has changed, a person must look. Where
//! one of the dates cannot be read, what an earlier round holds under another number is the earlier one. Only what
//! a unit makes itself is looked at: a decision may well be renewed word for word.

use model::finding::{Finding, FindingDetail, Subject};

use crate::{context::Context, examination::Examination, own};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .of_own_making(context.set.head().level)
        .into_iter()
        .filter_map(|document| {
            let date = own::date(document);
            let earlier = context.elsewhere.dated_earlier(context.unit, document);
            if earlier.is_empty() {
                return None;
            }
            let (file, number) = (document.file.clone(), own::numbers(document).into_iter().next());
            let detail = FindingDetail::EvidenceRedated { file, number, date, earlier };
            let words = document.facts.header.date_quote.as_ref();
            let evidence = vec![claim.evidence(), own::evidence(document, words)];
            Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{
        RoundId,
        likeness::{Likeness, SLOTS},
    };

    use crate::{Gathering, testing::*};

    #[test]
    fn last_years_report_under_a_new_date() {
        let check = |last: Doc, expect: &str| {
            let written = Likeness::new([7; SLOTS]).with_figures(&(0..9).collect());
            let own = report("12/BC-SYT", "Kiểm tra").alike(written);
            let dossier = dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[own]);
            let mut gathering = Gathering::default();
            gathering.add(None, &dossier.unit, &dossier.documents);
            let earlier = RoundId::new("thu-2024").expect("a round id");
            gathering.add(Some(&earlier), &dossier.unit, &[last.at("so-y-te/cu.pdf").0]);
            let expect = format!(
                "{expect}
                 1.3.1 needs-appraiser claim
                 1.3.1 = NeedsAppraiser"
            );
            assert_judged_beside(&dossier, &gathering.finish(), &expect);
        };
        let written = |figures: std::ops::Range<u32>| {
            let sketch = Likeness::new([7; SLOTS]).with_figures(&figures.collect());
            report("9/BC-SYT", "Kiểm tra").alike(sketch)
        };
        let redated = "1.3.1 evidence-redated document";
        check(written(0..9).dated("2024-12-15"), redated);
        check(written(1..9).dated("2024-12-15"), redated);
        check(written(0..9).dated("2025-06-15"), redated);
        // Sent earlier, so that its day was misread.
        check(written(0..9).dated("2026-01-02"), redated);
        check(written(20..29).dated("2024-12-15"), "");
        check(written(0..9), "");
        check(written(0..9).kind("quyết định").dated("2024-12-15"), redated);
    }

    #[test]
    fn a_decision_may_be_renewed_word_for_word() {
        let sketch = Likeness::new([7; SLOTS]);
        let of = |number, day, file: &str| {
            report(number, "Phân công").kind("quyết định").dated(day).alike(sketch).at(file)
        };
        let own = of("12/QĐ-SYT", "2025-12-15", "so-y-te/a.pdf");
        let last = of("9/QĐ-SYT", "2024-12-15", "so-y-te/b.pdf");
        let dossier = dossier(&[row("1.3.1", "1", "12/QĐ-SYT")], &[own]);
        let mut gathering = Gathering::default();
        gathering.add(None, &dossier.unit, &[last.0]);
        let judged = judged_beside(&dossier, &gathering.finish());
        assert!(!lines(&judged).contains("evidence-redated"), "{}", lines(&judged));
    }
}
