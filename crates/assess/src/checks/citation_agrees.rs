//! `citation-date-mismatch`, `wrong-document-kind`, `wrong-issuer`: the document that bears the cited number is not
//! what the citation says of it.
//!
//! Only what both sides state is compared. Where a document is there in several files, it is enough that one agrees.

use model::{
    QuoteRecord,
    dossier::EvidenceDocument,
    facts::{Citation, DocType},
    finding::{Finding, FindingDetail},
};

use super::cited_documents::subject;
use crate::{
    body,
    cited::{CitedDocument, cited_issuer},
    context::Context,
    examination::Examination,
    own,
};

pub(crate) fn check(examination: &Examination<'_>, context: &Context<'_>) -> Vec<Finding> {
    let claim = examination.claim;
    let mut findings = Vec::new();
    for cited in &examination.cited {
        let Some(document) = cited.document() else { continue };
        let citation = cited.citation;
        for (detail, words) in [
            date(citation, document).map(|detail| (detail, date_words(document.shown()))),
            kind(citation, document).map(|detail| (detail, None)),
            issuer(citation, document).map(|detail| (detail, None)),
        ]
        .into_iter()
        .flatten()
        {
            let mut evidence = claim.evidence_with(citation);
            evidence.push(own::evidence(document.shown(), words));
            findings.push(context.of_claim(claim, subject(citation), detail, evidence));
        }
    }
    findings
}

fn date_words(document: &EvidenceDocument) -> Option<&QuoteRecord> {
    document.facts.header.date_quote.as_ref()
}

fn date(citation: &Citation, document: &CitedDocument<'_>) -> Option<FindingDetail> {
    let cited = citation.date?;
    let found = disagreeing(document, own::date, |own| cited.agrees_with(*own))?;
    Some(FindingDetail::CitationDateMismatch { citation: citation.clone(), found })
}

fn kind(citation: &Citation, document: &CitedDocument<'_>) -> Option<FindingDetail> {
    let expected = citation.doc_type.clone().filter(|kind| !is_any(kind))?;
    let is_same = |own: &DocType| {
        // A notice of conclusions (thông báo kết luận) is a notice.
        let (own, expected) = (own.as_str(), expected.as_str());
        own.starts_with(expected) || expected.starts_with(own)
    };
    let found = disagreeing(document, own::doc_type, |own| is_same(own) || is_any(own))?;
    Some(FindingDetail::WrongDocumentKind { citation: citation.clone(), expected, found })
}

/// A word that names no type: any document may be called so.
fn is_any(kind: &DocType) -> bool {
    matches!(kind.as_str(), "văn bản" | "tài liệu" | "hồ sơ")
}

fn issuer(citation: &Citation, document: &CitedDocument<'_>) -> Option<FindingDetail> {
    let cited = cited_issuer(citation)?;
    let (found, _) = disagreeing(document, own::issuer, |own| body::can_be_same(cited, *own))?;
    Some(FindingDetail::WrongIssuer {
        citation: citation.clone(),
        expected: cited.0.to_owned(),
        found: found.to_owned(),
    })
}

/// What the files of a document state, where none of them agrees: that of the first.
fn disagreeing<'a, T>(
    document: &CitedDocument<'a>,
    state: impl Fn(&'a EvidenceDocument) -> Option<T>,
    agrees: impl Fn(&T) -> bool,
) -> Option<T> {
    let mut stated: Vec<_> = document.files.iter().filter_map(|file| state(file)).collect();
    if stated.is_empty() || stated.iter().any(agrees) {
        return None;
    }
    Some(stated.swap_remove(0))
}

#[cfg(test)]
mod tests {
    use model::facts::{Citation, DocType};

    use crate::testing::*;

    fn check_citing(edit: impl FnOnce(&mut Citation), expect: &str) {
        let mut citation = cite("12/BC-SYT");
        edit(&mut citation);
        let expect = format!(
            "{expect}
             1.3.1 needs-appraiser claim
             1.3.1 = NeedsAppraiser"
        );
        assert_judged(
            &dossier(&[row_citing("1.3.1", "1", citation)], &[report("12/BC-SYT", "Kiểm tra")]),
            &expect,
        );
    }

    #[test]
    fn dates() {
        check_citing(|c| c.date = Some(date("2025-12-15")), "");
        check_citing(|c| c.date = Some(date("2025-12")), "");
        check_citing(
            |c| c.date = Some(date("2025-12-16")),
            "1.3.1 citation-date-mismatch 12/BC-SYT",
        );
    }

    #[test]
    fn types() {
        check_citing(|c| c.doc_type = Some(DocType::new("Báo cáo")), "");
        check_citing(|c| c.doc_type = Some(DocType::new("văn bản")), "");
        check_citing(|c| c.doc_type = Some(DocType::new("báo cáo chuyên đề")), "");
        check_citing(
            |c| c.doc_type = Some(DocType::new("kế hoạch")),
            "1.3.1 wrong-document-kind 12/BC-SYT",
        );
    }

    #[test]
    fn issuers() {
        check_citing(|c| c.issuer = Some("SỞ Y TẾ".into()), "");
        check_citing(|c| c.issuer = Some("Sở Y tế tỉnh An Giang".into()), "");
        check_citing(|c| c.issuer = Some("Sở Nội vụ".into()), "1.3.1 wrong-issuer 12/BC-SYT");
    }
}
