//! `cited-document-missing` and `cited-document-ambiguous`: a cited number that no document bears, or several do.
//!
//! A number that unread files could bear accuses nobody: it is `evidence-unreadable`. Neither does a law or another
//! document from above that is cited as a basis: it is `basis-not-attached`.

use model::{
    facts::Citation,
    finding::{Finding, FindingDetail, Subject},
    verdict::VerdictKind,
};

use crate::{
    blocking::{Blocking, unread_files},
    cited::{Cited, Found},
    context::Context,
    examination::Examination,
    own,
};

/// What a finding about a citation is about.
pub(crate) fn subject(citation: &Citation) -> Subject {
    Subject::Citation(citation.number.key().to_owned())
}

/// Cited numbers that no document bears.
pub(crate) fn check_missing(
    examination: &Examination<'_>,
    blocking: &Blocking,
    otherwise: VerdictKind,
    blocked_claims: &[u32],
    context: &Context<'_>,
) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .missing_citations()
        .zip(&blocking.citations)
        .map(|(citation, could_be_it)| {
            let detail = if could_be_it.is_empty() {
                FindingDetail::CitedDocumentMissing { citation: citation.clone() }
            } else {
                FindingDetail::EvidenceUnreadable {
                    citation: Some(citation.clone()),
                    files: unread_files(could_be_it, context.holdings, blocked_claims),
                    otherwise,
                }
            };
            context.of_claim(claim, subject(citation), detail, claim.evidence_with(citation))
        })
        .collect()
}

/// Laws and other documents from above that are cited and not attached.
pub(crate) fn check_basis(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .cited
        .iter()
        .filter(|cited| matches!(cited.found, Found::Basis))
        .map(|Cited { citation, .. }| {
            let detail = FindingDetail::BasisNotAttached { citation: (*citation).clone() };
            context.of_claim(claim, subject(citation), detail, claim.evidence_with(citation))
        })
        .collect()
}

/// Cited numbers that several different documents bear.
pub(crate) fn check_ambiguous(
    examination: &Examination<'_>,
    context: &Context<'_>,
) -> Vec<Finding> {
    let claim = examination.claim;
    examination
        .cited
        .iter()
        .filter_map(|cited| {
            let Found::Several(documents) = &cited.found else { return None };
            let detail = FindingDetail::CitedDocumentAmbiguous {
                citation: cited.citation.clone(),
                files: documents.iter().map(|document| document.file.clone()).collect(),
            };
            let mut evidence = claim.evidence_with(cited.citation);
            evidence.extend(documents.iter().map(|document| own::evidence(document, None)));
            Some(context.of_claim(claim, subject(cited.citation), detail, evidence))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use model::{
        ProblemCode,
        sheet::SheetRow,
        verdict::{OpenCondition, Verdict},
    };

    use crate::testing::*;

    #[test]
    fn a_number_that_no_document_bears() {
        assert_judged(
            &dossier(&[row("1.3.1", "1", "12/BC-SYT; 12/bc-syt")], &[]),
            "1.3.1 cited-document-missing 12/BC-SYT
             1.3.1 = Unsupported",
        );
        assert_judged(
            &dossier(
                &[row("1.3.1", "1", "12/BC-SYT; 13/BC-SYT")],
                &[report("13/BC-SYT", "Kiểm tra")],
            ),
            "1.3.1 cited-document-missing 12/BC-SYT
             1.3.1 = Partial",
        );
    }

    #[test]
    fn an_unread_file_could_be_it_whatever_it_is_called() {
        assert_judged(
            &dossier(
                &[row("1.3.1", "1", "12/BC-SYT"), row("1.1", "1", "5/KH-SYT")],
                &[scan("so-y-te/1187_QD-BNV.pdf")],
            ),
            "1.1 evidence-unreadable 5/KH-SYT
             1.3.1 evidence-unreadable 12/BC-SYT
             1.1 = Undecidable [so-y-te/1187_QD-BNV.pdf x2], otherwise Unsupported
             1.3.1 = Undecidable [so-y-te/1187_QD-BNV.pdf x2], otherwise Unsupported",
        );
    }

    #[test]
    fn a_message_header_shows_that_an_unread_file_is_another_document() {
        let message = scan("so-y-te/a.edxml").message("99/BC-SYT", "báo cáo");
        assert_judged(
            &dossier(&[row("1.3.1", "1", "12/BC-SYT")], std::slice::from_ref(&message)),
            "1.3.1 cited-document-missing 12/BC-SYT
             1.3.1 = Unsupported",
        );
        assert_judged(
            &dossier(&[row("1.3.1", "1", "99/BC-SYT")], std::slice::from_ref(&message)),
            "1.3.1 evidence-unreadable claim
             1.3.1 = Undecidable [so-y-te/a.edxml x1], otherwise NeedsAppraiser",
        );
        // A message that names itself in two ways shows nothing.
        let doubtful = message.problem(ProblemCode::MessageIdMismatch);
        assert_judged(
            &dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[doubtful]),
            "1.3.1 evidence-unreadable 12/BC-SYT
             1.3.1 = Undecidable [so-y-te/a.edxml x1], otherwise Unsupported",
        );
    }

    #[test]
    fn the_day_of_a_message_that_names_itself_in_two_ways_is_nobodys() {
        let mut citation = cite("12/BC-SYT");
        citation.date = Some(date("2025-06-01"));
        let mut message = document("so-y-te/a.edxml").message("12/BC-SYT", "báo cáo");
        if let Some(identity) = &mut message.0.identity {
            identity.date = Some(date("2025-07-01"));
        }
        let rows = [row_citing("1.3.1", "1", citation)];
        let appraised = "1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser";
        assert_judged(
            &dossier(&rows, std::slice::from_ref(&message)),
            &format!("1.3.1 citation-date-mismatch 12/BC-SYT\n{appraised}"),
        );
        let doubtful = message.problem(ProblemCode::MessageIdMismatch);
        assert_judged(&dossier(&rows, &[doubtful]), appraised);
    }

    #[test]
    fn a_law_that_is_not_attached_accuses_nobody_and_backs_nothing() {
        assert_judged(
            &dossier(
                &[row("1.3.1", "1", "63/2010/NĐ-CP; 13/BC-SYT")],
                &[report("13/BC-SYT", "Kiểm tra")],
            ),
            "1.3.1 basis-not-attached 63/2010/NĐ-CP
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
        assert_judged(
            &dossier(&[row("1.3.1", "1", "63/2010/NĐ-CP")], &[]),
            "1.3.1 score-without-evidence claim
             1.3.1 basis-not-attached 63/2010/NĐ-CP
             1.3.1 = Unsupported",
        );
    }

    #[test]
    fn a_rebuilt_file_may_have_lost_what_is_looked_for() {
        let rebuilt = document("so-y-te/hong.pdf").problem(ProblemCode::Rebuilt);
        assert_judged(
            &dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[rebuilt]),
            "1.3.1 evidence-unreadable 12/BC-SYT
             1.3.1 = Undecidable [so-y-te/hong.pdf x1], otherwise Unsupported",
        );
    }

    #[test]
    fn several_documents_of_one_number() {
        let one = report("12/BC-SYT", "Kiểm tra");
        let other = one.clone().at("so-y-te/khac.pdf").about("Tuyên truyền").dated("2025-06-01");
        let rows = [row("1.3.1", "1", "12/BC-SYT")];
        assert_judged(
            &dossier(&rows, &[one.clone(), other.clone()]),
            "1.3.1 cited-document-ambiguous 12/BC-SYT
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
        let mut citation = cite("12/BC-SYT");
        citation.date = Some(date("2025-06-01"));
        assert_judged(
            &dossier(&[row_citing("1.3.1", "1", citation)], &[one, other]),
            "1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn the_same_document_in_several_files_is_one() {
        let one = report("12/BC-SYT", "Kiểm tra");
        let expect = "1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser";
        let rows = [row("1.3.1", "1", "12/BC-SYT")];
        let same_bytes = one.clone().at("so-y-te/lai.pdf").bytes_of("so-y-te/12_BC-SYT.pdf");
        assert_judged(&dossier(&rows, &[one.clone(), same_bytes]), expect);
        let word_copy = one.clone().at("so-y-te/12.docx");
        assert_judged(&dossier(&rows, &[one.clone(), word_copy.clone()]), expect);
        let message = document("so-y-te/a.edxml").message("12/BC-SYT", "báo cáo");
        let attachment = one.clone().at("so-y-te/a.edxml!/12.pdf").about("Phụ lục");
        assert_judged(&dossier(&rows, &[message, attachment]), expect);
        // Other figures make another document of it.
        let doctored = word_copy.percent("on_time_rate", "99");
        assert_judged(
            &dossier(&rows, &[one, doctored]),
            "1.3.1 cited-document-ambiguous 12/BC-SYT
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn a_weaker_match_is_open_not_wrong() {
        let open = |rows: &[SheetRow]| {
            let judgement = judged(&dossier(rows, &[report("012/BC-SYT", "Kiểm tra")]));
            match &judgement
                .judgements
                .iter()
                .find(|j| j.claimed == points("1"))
                .expect("a claim")
                .verdict
            {
                Some(Verdict::NeedsAppraiser { open, .. }) => open.clone(),
                other => panic!("{other:?}"),
            }
        };
        let zeros =
            OpenCondition::LeadingZeros { cited: number("12/BC-SYT"), found: number("012/BC-SYT") };
        assert!(open(&[row("1.3.1", "1", "12/BC-SYT")]).contains(&zeros));
        assert!(!open(&[row("1.3.1", "1", "012/BC-SYT")]).contains(&zeros));

        let mut citation = cite("012/BC-SYT");
        citation.repaired = true;
        let repaired = OpenCondition::RepairedNumber { cited: number("012/BC-SYT") };
        let twice = SheetRow {
            citations: vec![citation.clone(), cite("012/BC-SYT")],
            ..row("1.3.1", "1", "")
        };
        assert!(open(&[row_citing("1.3.1", "1", citation)]).contains(&repaired));
        assert!(!open(&[twice]).contains(&repaired), "a sound citation of it counts");
    }

    #[test]
    fn a_scan_one_sign_off_is_open_not_missing() {
        let scanned = |number, percent| report(number, "Kiểm tra").recognised(percent);
        let open = "1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser";
        let missing = "1.3.1 cited-document-missing 79/BC-SYT
             1.3.1 = Unsupported";
        let check = |rows: &[SheetRow], document: Doc, expect: &str| {
            assert_judged(&dossier(rows, &[document]), expect);
        };
        let row = row("1.3.1", "1", "79/BC-SYT");
        check(std::slice::from_ref(&row), scanned("72/BC-SYT", 93), open);
        // Typed numbers are what they are, and so are scans of another day or two signs away.
        check(std::slice::from_ref(&row), report("72/BC-SYT", "Kiểm tra"), missing);
        check(std::slice::from_ref(&row), scanned("812/BC-SYT", 93), missing);
        let mut dated = cite("79/BC-SYT");
        dated.date = Some(date("2025-06-01"));
        check(&[row_citing("1.3.1", "1", dated)], scanned("72/BC-SYT", 93), missing);
        // The scan is what another claim cites.
        let other = crate::testing::row("1.1", "0", "72/BC-SYT");
        check(&[row, other], scanned("72/BC-SYT", 93), missing);
    }

    #[test]
    fn a_number_that_the_recogniser_doubts_needs_a_look() {
        let conditions = |percent| {
            let document = report("12/BC-SYT", "Kiểm tra").recognised(percent);
            let judgement = judged(&dossier(&[row("1.3.1", "1", "12/BC-SYT")], &[document]));
            match &judgement.judgements.iter().find(|j| j.claimed == points("1")) {
                Some(judged) => match &judged.verdict {
                    Some(Verdict::NeedsAppraiser { open, .. }) => open.clone(),
                    other => panic!("{other:?}"),
                },
                None => panic!("a claim"),
            }
        };
        let look =
            OpenCondition::ScannedNumber { cited: number("12/BC-SYT"), found: number("12/BC-SYT") };
        assert!(conditions(61).contains(&look));
        assert!(!conditions(95).contains(&look));
    }
}
