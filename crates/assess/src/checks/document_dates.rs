//! `evidence-outside-period` and `evidence-late`: documents dated before the scored period, or after evidence was due.
//!
//! Only documents that plan or report a year can be outside it: decisions and laws hold until they are replaced, and
//! documents of other central bodies are cited as a basis. A report is written until evidence is due; a plan may be made in the last
//! quarter before its year. What the abstract names as its year goes before the date.
//!
//! A leaf may have deadlines of its own, counted in days or working days from a day or from another document: these are
//! held against the document that they are of. What is counted from anything else is left to people.

use std::collections::BTreeMap;

use model::{
    PartialDate,
    criteria::{DateThatCounts, EvidencePeriod, Leaf},
    dossier::{EvidenceDocument, FilePath},
    finding::{Finding, FindingDetail, Subject},
    rule::Scoring,
};

use crate::{
    body, context::Context, examination::Examination, own, period::StatedPeriod, round::RoundTerms,
};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let dues = dues(examination, context);
    examination
        .shown()
        .into_iter()
        .filter(|document| !is_of_other_central_body(document, context.name))
        .filter_map(|document| {
            let date = own::date(document)?;
            let detail = late(document, date, context.round.due)
                .or_else(|| late(document, date, *dues.get(&document.file)?))
                .or_else(|| outside(document, date, claim.leaf, context.round))?;
            let words = document.facts.header.date_quote.as_ref();
            let evidence = vec![claim.evidence(), own::evidence(document, words)];
            Some(context.of_claim(claim, Subject::Document(document.sha256), detail, evidence))
        })
        .collect()
}

/// Whether a document comes from a central body; a ministry's own documents do not come to it from above.
fn is_of_other_central_body(document: &EvidenceDocument, unit: &str) -> bool {
    own::issuer(document)
        .is_some_and(|(name, _)| body::is_central(name) && !body::is_of_unit(name, unit))
}

/// The days by which documents are due by the leaf's own deadlines, the earliest of each.
fn dues<'e>(
    examination: &'e Examination<'_>,
    context: &Context<'_>,
) -> BTreeMap<&'e FilePath, PartialDate> {
    let holidays = context.set.head().holidays.iter().map(|day| day.first_day()).collect();
    let mut dues = BTreeMap::<&FilePath, PartialDate>::new();
    for deadline in &examination.claim.leaf.deadlines {
        let (Some(term), Some(of)) = (deadline.term, &deadline.of) else { continue };
        if deadline.date != DateThatCounts::Issued {
            continue;
        }
        let counted_from = PartialDate::from_written(&deadline.relative_to)
            .or_else(|| date_of_listed(examination, &deadline.relative_to));
        // A month is no day to count from.
        let Some(from) = counted_from.filter(|from| from.first_day() == from.last_day()) else {
            continue;
        };
        let last = term.last_day(from.first_day(), &holidays);
        let due =
            last.and_then(|day| PartialDate::from_day(day.year(), day.month(), day.day()).ok());
        let Some(due) = due else { continue };
        for document in serving(examination, of) {
            let earliest = dues.entry(&document.file).or_insert(due);
            if due.first_day() < earliest.first_day() {
                *earliest = due;
            }
        }
    }
    dues
}

/// The documents that serve as the listed one of this name.
fn serving<'e>(
    examination: &'e Examination<'_>,
    name: &str,
) -> impl Iterator<Item = &'e EvidenceDocument> {
    let requirements = examination.requirements.iter();
    let named: Vec<_> = requirements.filter(|one| one.item.name == name).collect();
    named.into_iter().flat_map(|one| one.documents.iter().copied())
}

/// The date of the listed document of this name; none where several dates could be meant.
fn date_of_listed(examination: &Examination<'_>, name: &str) -> Option<PartialDate> {
    let mut dates = serving(examination, name).filter_map(own::date);
    let first = dates.next()?;
    dates.all(|other| other == first).then_some(first)
}

fn late(document: &EvidenceDocument, date: PartialDate, due: PartialDate) -> Option<FindingDetail> {
    let number = own::numbers(document).into_iter().next();
    (date.first_day() > due.last_day()).then_some(FindingDetail::EvidenceLate { number, date, due })
}

fn outside(
    document: &EvidenceDocument,
    date: PartialDate,
    leaf: &Leaf,
    round: &RoundTerms,
) -> Option<FindingDetail> {
    let kind = own::doc_type(document)?;
    let is_plan = matches!(kind.as_str(), "kế hoạch" | "chương trình");
    let is_report = matches!(kind.as_str(), "báo cáo" | "biên bản" | "thông báo" | "kết luận");
    if !(is_plan || is_report) || looks_beyond_the_year(leaf) {
        return None;
    }
    let stated = own::subject(document).map(StatedPeriod::of).unwrap_or_default();
    if stated.includes(round.year()) == Some(true) {
        return None;
    }
    let (first, last) = (round.from.first_day(), date.last_day());
    let is_made_for_the_year = is_plan
        && stated.includes(round.year()).is_none()
        && last.year() + 1 == first.year()
        && last.month() >= 10;
    let number = own::numbers(document).into_iter().next();
    (last < first && !is_made_for_the_year).then_some(FindingDetail::EvidenceOutsidePeriod {
        number,
        date,
        from: round.from,
        to: round.to,
    })
}

/// Whether a leaf scores, or falls back to, something before the year: then older documents are in their place.
fn looks_beyond_the_year(leaf: &Leaf) -> bool {
    let asks_for_year_before = leaf
        .evidence
        .iter()
        .flat_map(|item| item.kinds())
        .any(|kind| kind.period == Some(EvidencePeriod::PreviousYear));
    asks_for_year_before
        || leaf.period.is_some()
        || leaf.rule.fallback.is_some()
        || matches!(leaf.rule.scoring, Scoring::YearOnYear(_))
}

#[cfg(test)]
mod tests {
    use crate::testing::*;

    fn dated(day: &str) -> Doc {
        report("12/BC-SYT", "Công tác kiểm tra").dated(day)
    }

    #[test]
    fn a_report_is_written_in_the_year_or_until_evidence_is_due() {
        check_document(dated("2025-01-01"), "");
        check_document(dated("2026-01-23"), "");
        check_document(dated("2026-01-24"), "1.3.1 evidence-late document");
        check_document(dated("2024-12-31"), "1.3.1 evidence-outside-period document");
        check_document(dated("2024"), "1.3.1 evidence-outside-period document");
    }

    #[test]
    fn the_year_that_the_abstract_names_goes_before_the_date() {
        check_document(dated("2024-06-01").about("Kế hoạch kiểm tra giai đoạn 2024-2025"), "");
        check_document(
            dated("2024-12-20").about("Công tác kiểm tra năm 2024"),
            "1.3.1 evidence-outside-period document",
        );
    }

    #[test]
    fn a_plan_may_be_made_before_its_year() {
        let plan = |day: &str| dated(day).kind("kế hoạch");
        check_document(plan("2024-12-20"), "");
        check_document(plan("2024-12-20").about("Kiểm tra năm 2025"), "");
        check_document(plan("2024-09-30"), "1.3.1 evidence-outside-period document");
        check_document(
            plan("2024-12-20").about("Kiểm tra năm 2024"),
            "1.3.1 evidence-outside-period document",
        );
    }

    /// The leaf 1.1 lists a plan and, by these deadlines, when it must be issued.
    fn check_deadline(relative_to: &str, day: &str, expect: &str) {
        let deadlines = format!(
            "deadlines = [{{ by = \"trong 05 ngày làm việc\", relative_to = \"{relative_to}\", of = \"Kế hoạch CCHC năm\", term = {{ days = 5, working_days = true, direction = \"after\" }} }}]"
        );
        let set = set_with("other_evidence_allowed = true", &deadlines);
        let plan = document("so-y-te/ke-hoach.pdf")
            .number("12/KH-SYT")
            .dated(day)
            .kind("kế hoạch")
            .about("Cải cách hành chính năm 2025");
        assert_judged_by(&set, &dossier(&[row("1.1", "1", "12/KH-SYT")], &[plan]), expect);
    }

    #[test]
    fn a_deadline_in_working_days_is_held_against_its_own_document() {
        const OPEN: &str = "1.1 needs-appraiser claim
             1.1 = NeedsAppraiser";
        // The 10th of January 2025 is a Friday: five working days end on the 17th.
        check_deadline("10/01/2025", "2025-01-17", OPEN);
        check_deadline("10/01/2025", "2025-01-18", &format!("1.1 evidence-late document\n{OPEN}"));
        // What cannot be counted accuses nobody.
        check_deadline("ngày có hướng dẫn", "2025-11-30", OPEN);
        check_deadline("01/2025", "2025-11-30", OPEN);
    }

    #[test]
    fn what_holds_until_replaced_and_what_comes_from_above_is_never_outside() {
        check_document(dated("2019-05-01").kind("quyết định"), "");
        check_document(dated("2019-05-01").issuer("Bộ Nội vụ"), "");
    }

    #[test]
    fn a_ministry_is_late_with_its_own_report() {
        let late = dated("2026-02-10").issuer("Bộ Nội vụ");
        let mut dossier = dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[late]);
        assert_judged(
            &dossier,
            "1.3.1 needs-appraiser claim
1.3.1 = NeedsAppraiser",
        );
        dossier.name = "Bộ Nội vụ".to_owned();
        assert_judged(
            &dossier,
            "1.3.1 evidence-late document
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
    }
}
