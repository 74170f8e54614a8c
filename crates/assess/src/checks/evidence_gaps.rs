//! `score-without-evidence`, `explanation-only`, `evidence-partial`, `explanation-missing`: what a claim lacks beyond
//! the documents that it cites; and `evidence-unreadable` where unread files could hold it.

use model::{
    finding::{Finding, FindingDetail, Subject},
    verdict::VerdictKind,
};

use crate::{
    blocking::{Blocking, unread_files},
    context::Context,
    examination::Examination,
};

pub(crate) fn check(
    examination: &Examination<'_>,
    blocking: &Blocking,
    otherwise: VerdictKind,
    blocked_claims: &[u32],
    context: &Context<'_>,
) -> Vec<Finding> {
    let claim = examination.claim;
    let of_claim = |detail| context.of_claim(claim, Subject::Claim, detail, vec![claim.evidence()]);
    let has_nothing = examination.brings_nothing();
    // Citations of documents that are not there are findings of their own.
    if !has_nothing && examination.documents().is_empty() {
        return Vec::new();
    }
    let missing = examination.missing_beyond_citations();
    if !blocking.rest.is_empty() {
        let files = unread_files(&blocking.rest, context.holdings, blocked_claims);
        return vec![of_claim(FindingDetail::EvidenceUnreadable {
            citation: None,
            files,
            otherwise,
        })];
    }
    if !has_nothing && missing.is_empty() {
        return Vec::new();
    }
    let explanation = claim.explanation();
    if has_nothing {
        let asked = claim.leaf.evidence.iter().filter(|item| item.is_required_of_unit());
        let listed = asked.map(|item| item.name.clone()).collect();
        let detail = match explanation {
            Some(explanation) => FindingDetail::ExplanationOnly { explanation, listed },
            None => FindingDetail::ScoreWithoutEvidence { listed },
        };
        return vec![of_claim(detail)];
    }
    let required = examination.requirements.iter().filter(|r| r.item.is_required_of_unit());
    let required_documents = u32::try_from(required.clone().count());
    let present = u32::try_from(required.filter(|r| !r.documents.is_empty()).count());
    let (Ok(present), Ok(required)) = (present, required_documents) else { return Vec::new() };
    let mut finding = of_claim(FindingDetail::EvidencePartial { missing, present, required });
    finding.evidence.extend(examination.evidence());
    let mut findings = vec![finding];
    if explanation.is_none() {
        findings.push(of_claim(FindingDetail::ExplanationMissing {}));
    }
    findings
}

#[cfg(test)]
mod tests {
    use model::{Problem, ProblemCode};

    use crate::testing::*;

    #[test]
    fn points_and_nothing_for_them() {
        assert_judged(
            &dossier(&[row("1.3.1", "1", "")], &[]),
            "1.3.1 score-without-evidence claim
             1.3.1 = Unsupported",
        );
        assert_judged(
            &dossier(&[row_explained("1.3.1", "1", "", "Đã kiểm tra 5 đơn vị")], &[]),
            "1.3.1 explanation-only claim
             1.3.1 = Unsupported",
        );
        assert_judged(
            &dossier(&[row_explained("1.3.1", "1", "", " - ")], &[]),
            "1.3.1 score-without-evidence claim
             1.3.1 = Unsupported",
        );
        assert_judged(
            &dossier(&[row("1.3.1", "1", "")], &[scan("so-y-te/1.1/a.pdf")]),
            "1.3.1 evidence-unreadable claim
             1.3.1 = Undecidable [so-y-te/1.1/a.pdf x1], otherwise Unsupported",
        );
    }

    #[test]
    fn documents_in_the_folder_of_the_criterion_are_evidence() {
        let minutes = document("so-y-te/1.3.1/bien-ban.pdf").kind("biên bản").about("Kiểm tra");
        assert_judged(
            &dossier(&[row("1.3.1", "1", "")], &[minutes]),
            "1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser",
        );
        assert_judged(
            &dossier(&[row("1.3.1", "1", "")], &[scan("so-y-te/1.3.1/bien-ban.pdf")]),
            "1.3.1 evidence-unreadable claim
             1.3.1 = Undecidable [so-y-te/1.3.1/bien-ban.pdf x1], otherwise Unsupported",
        );
    }

    fn periodic() -> Vec<Doc> {
        [("1", "quý I"), ("2", "6 tháng đầu năm"), ("3", "quý III"), ("4", "quý IV và cả năm")]
            .map(|(number, period)| {
                report(
                    &format!("{number}/BC-SYT"),
                    &format!("Công tác cải cách hành chính {period} 2025"),
                )
            })
            .to_vec()
    }

    #[test]
    fn all_listed_documents_must_be_there() {
        let rows = [row("1.2", "2", "1/BC-SYT")];
        assert_judged(
            &dossier(&rows, &periodic()),
            "1.2 needs-appraiser claim
             1.2 = NeedsAppraiser",
        );
        let mut without_third = periodic();
        without_third.remove(2);
        assert_judged(
            &dossier(&rows, &without_third),
            "1.2 evidence-partial claim
             1.2 explanation-missing claim
             1.2 = Partial",
        );
        assert_judged(
            &dossier(
                &[row_explained("1.2", "2", "1/BC-SYT", "Quý III báo cáo miệng")],
                &without_third,
            ),
            "1.2 evidence-partial claim
             1.2 = Partial",
        );
        without_third.push(scan("so-y-te/scan.pdf"));
        assert_judged(
            &dossier(&rows, &without_third),
            "1.2 evidence-unreadable claim
             1.2 = Undecidable [so-y-te/scan.pdf x1], otherwise Partial",
        );
    }

    #[test]
    fn a_scan_whose_abstract_is_garbled_may_be_what_is_listed() {
        let garbled = |percent: u8| {
            let mut third = report("3/BC-SYT", "Công tác c§i c_ch hành chính");
            third.0.facts.header.subject_recognised = Some(percent);
            let mut documents = periodic();
            documents[2] = third;
            documents
        };
        let rows = [row("1.2", "2", "1/BC-SYT")];
        assert_judged(
            &dossier(&rows, &garbled(44)),
            "1.2 needs-appraiser claim
             1.2 = NeedsAppraiser",
        );
        // Read well, it is another report.
        assert_judged(
            &dossier(&rows, &garbled(95)),
            "1.2 evidence-partial claim
             1.2 explanation-missing claim
             1.2 = Partial",
        );
        // Nor is a claim without any citation called unsupported beside it, or its figure missing.
        let mut alone = report("12/BC-SYT", "Công tác kiêm s0at th tc hành chính");
        alone.0.facts.header.subject_recognised = Some(30);
        assert_judged(
            &dossier(&[row("2.1", "2", "")], &[alone]),
            "2.1 needs-appraiser claim
             2.1 = NeedsAppraiser",
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let mut without_third = periodic();
        without_third.remove(2);
        let judgement = judged(&dossier(&[row("1.2", "2", "")], &without_third));
        let FindingDetail::EvidencePartial { missing, present, required } =
            &judgement.findings[0].detail
        else {
            panic!("{:?}", judgement.findings)
        };
        let third = MissingEvidence::RequiredDocument {
            name: "Báo cáo CCHC Quý III".into(),
            period: Some(EvidencePeriod::Quarter3),
        };
        assert_eq!((missing.as_slice(), *present, *required), ([third].as_slice(), 3, 4));
    }

    use model::{criteria::EvidencePeriod, verdict::MissingEvidence};

    use super::*;

    #[test]
    fn an_unread_message_of_another_type_does_not_stand_for_a_missing_report() {
        let mut documents = periodic();
        documents.remove(2);
        documents.push(scan("so-y-te/a.edxml").message("9/KH-SYT", "Kế hoạch"));
        assert_judged(
            &dossier(&[row("1.2", "2", "1/BC-SYT")], &documents),
            "1.2 evidence-partial claim
             1.2 explanation-missing claim
             1.2 = Partial",
        );
    }

    #[test]
    fn rows_that_were_not_understood_hide_citations_but_no_documents() {
        let with_a_row_not_understood = |rows: &[model::sheet::SheetRow], documents: &[Doc]| {
            let mut dossier = dossier(rows, documents);
            let problem = Problem::new(ProblemCode::SheetRowNotUnderstood, "hàng 7");
            sheet_of(&mut dossier).facts.problems.push(problem);
            dossier
        };
        let mut documents = periodic();
        documents.remove(2);
        assert_judged(
            &with_a_row_not_understood(&[row("1.2", "2", "1/BC-SYT; 9/BC-SYT")], &documents),
            "- evidence-unreadable document
             1.2 cited-document-missing 9/BC-SYT
             1.2 evidence-partial claim
             1.2 explanation-missing claim
             1.2 = Partial",
        );
        assert_judged(
            &with_a_row_not_understood(&[row("1.3.1", "1", "")], &[]),
            "- evidence-unreadable document
             1.3.1 evidence-unreadable claim
             1.3.1 = Undecidable [so-y-te/tu-cham.xlsx x1], otherwise Unsupported",
        );
    }

    #[test]
    fn a_document_that_stands_in_for_all_others() {
        let figure = |doc: Doc| doc.percent("online_submission_rate", "100");
        let decision = report("12/QĐ-SYT", "Công bố dịch vụ công").kind("quyết định");
        let instead = report("12/QĐ-SYT", "Kết quả cung cấp dịch vụ công");
        for document in [decision, instead] {
            assert_judged(
                &dossier(&[row("2.2", "1", "12/QĐ-SYT")], &[figure(document)]),
                "2.2 = Supported",
            );
        }
        let neither = report("12/QĐ-SYT", "Dịch vụ công").kind("kế hoạch");
        assert_judged(
            &dossier(&[row("2.2", "1", "12/QĐ-SYT")], &[figure(neither)]),
            "2.2 evidence-partial claim
             2.2 explanation-missing claim
             2.2 = Partial",
        );
    }

    #[test]
    fn other_evidence_stands_in_where_the_set_admits_it() {
        let notice = report("7/TB-SYT", "Phân công nhiệm vụ").kind("thông báo");
        let basis = notice.clone().issuer("Bộ Nội vụ");
        assert_judged(
            &dossier(&[row("1.1", "1", "7/TB-SYT")], &[basis]),
            "1.1 evidence-partial claim
             1.1 explanation-missing claim
             1.1 = Partial",
        );
        assert_judged(
            &dossier(&[row("1.1", "1", "7/TB-SYT")], std::slice::from_ref(&notice)),
            "1.1 needs-appraiser claim
             1.1 = NeedsAppraiser",
        );
        assert_judged(
            &dossier(&[row("1.2", "2", "7/TB-SYT")], &[notice]),
            "1.2 evidence-partial claim
             1.2 explanation-missing claim
             1.2 = Partial",
        );
    }
}
