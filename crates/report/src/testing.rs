//! Builds small reports for tests.

use model::{
    ContentHash, CriterionCode, DocumentNumber, PartialDate, Place, Points, Problem, ProblemCode,
    QuoteRecord, RoundId, UnitId,
    criteria::{CriteriaSet, EvidencePeriod},
    dossier::FilePath,
    facts::{Citation, DocType, MetricId, Scope},
    finding::{DoubtfulSignature, Finding, FindingCode, FindingDetail, ReusedFile, Subject},
    place::Range,
    reading::{MediaType, Outcome},
    signature::SignatureDoubt,
    verdict::{
        Coverage, Evidence, Judgement, MissingEvidence, OpenCondition, StatedFigure, UnreadFile,
        Verdict, VerdictKind,
    },
};
use rust_decimal::Decimal;

use crate::{DocumentLine, NotJudged, Proposal, RoundReport, UnitReport, UnitState, Verification};

const SET: &str = r#"
[set]
name = "Bộ tiêu chí thử"
decision = "1/QĐ-UBND"
date = "2025-01-02"
issuer = "UBND tỉnh"
level = "department"
year = 2025
total = 5
survey_points = 0
index = "điểm đạt / điểm tối đa, %"
rounding = "silent"
counts = { areas = 1, criteria = 4, subcriteria = 0 }

[[area]]
code = "1"
name = "Chỉ đạo điều hành"
max = 5

[[area.criterion]]
code = "1.1"
name = "Kế hoạch"
max = 1.5
assessed_by = "self"
rule = { kind = "options", options = [{ when = "có", points = 1.5 }, { when = "không", points = 0 }] }

[[area.criterion]]
code = "1.2"
name = "Báo cáo"
max = 1
assessed_by = "self"
rule = { kind = "options", options = [{ when = "có", points = 1 }, { when = "không", points = 0 }] }

[[area.criterion]]
code = "1.3"
name = "Kiểm tra"
max = 1.5
assessed_by = "self"
rule = { kind = "options", options = [{ when = "có", points = 1.5 }, { when = "không", points = 0 }] }

[[area.criterion]]
code = "1.4"
name = "Sáng kiến"
max = 1
assessed_by = "self"
rule = { kind = "options", options = [{ when = "có", points = 1 }, { when = "không", points = 0 }] }
"#;

pub(crate) fn set() -> CriteriaSet {
    CriteriaSet::parse(SET, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn round(set: &CriteriaSet, units: Vec<UnitReport>) -> RoundReport<'_> {
    RoundReport {
        round: RoundId::new("thu-2025").unwrap(),
        name: "Chấm điểm thử 2025".into(),
        year: 2025,
        verification: Verification::ObjectVersion,
        set,
        units: units.into(),
    }
}

/// A round of two units: one with four claims and texts that mean harm, one that was not judged.
pub(crate) fn sample(set: &CriteriaSet) -> RoundReport<'_> {
    let above = Finding {
        claimed: Some(points("2")),
        evidence: vec![evidence("so-y-te/bang.xlsx", "Tự chấm: 2")],
        ..finding_of(FindingCode::ScoreAboveMaximum)
    };
    let hostile = Finding {
        criterion: Some(code("1.2")),
        claimed: Some(points("1")),
        detail: FindingDetail::ExplanationOnly {
            explanation: "<script>alert(1)</script>".into(),
            listed: Vec::new(),
        },
        evidence: vec![evidence("so-y-te/bang.xlsx", "=HYPERLINK(\"x\")")],
        ..finding_of(FindingCode::ExplanationOnly)
    };
    let mut unit = judged(
        vec![
            judgement("1.1", "2", Some(verdict_of(VerdictKind::Contradicted))),
            judgement("1.2", "1", Some(verdict_of(VerdictKind::Unsupported))),
            judgement("1.3", "1.5", Some(verdict_of(VerdictKind::Undecidable))),
            judgement("1.4", "0", None),
        ],
        vec![above, hostile],
        vec![
            DocumentLine {
                subject: Some("=1+1".into()),
                issuer: Some("<img onerror=alert(1)>".into()),
                ..document_of(0, true)
            },
            document_of(1, false),
            document_of(2, false),
        ],
    );
    if let UnitState::Judged { unread, proposals, .. } = &mut unit.state {
        unread.push(unread_file());
        proposals.push(Proposal {
            criterion: code("1.3"),
            query: "Kết quả <img onerror=alert(1)>".into(),
            files: vec![file("so-y-te/a.pdf")],
        });
    }
    round(set, vec![unit, not_judged()])
}

pub(crate) fn judged(
    judgements: Vec<Judgement>,
    findings: Vec<Finding>,
    documents: Vec<DocumentLine>,
) -> UnitReport {
    UnitReport {
        id: UnitId::new("so-y-te").unwrap(),
        name: "Sở Y tế".into(),
        folder: "so-y-te".into(),
        state: UnitState::Judged {
            sheet: Some(file("so-y-te/bang.xlsx")),
            judgements,
            findings,
            unread: Vec::new(),
            proposals: Vec::new(),
            still_missing: Vec::new(),
            documents,
        },
    }
}

pub(crate) fn not_judged() -> UnitReport {
    UnitReport {
        id: UnitId::new("so-noi-vu").unwrap(),
        name: "Sở Nội vụ".into(),
        folder: "so-noi-vu".into(),
        state: UnitState::NotJudged { reason: NotJudged::FilesLeft { files: 12 } },
    }
}

/// A claim of so many tenths of a point; its verdict by number, a claim of 0 for 6.
pub(crate) fn judgement_of(kind: usize, tenths: i64) -> Judgement {
    let kinds = [
        VerdictKind::Supported,
        VerdictKind::NeedsAppraiser,
        VerdictKind::Partial,
        VerdictKind::Contradicted,
        VerdictKind::Unsupported,
        VerdictKind::Undecidable,
    ];
    let claimed = Decimal::new(tenths, 1).to_string();
    match kinds.get(kind) {
        Some(kind) => judgement("1.1", &claimed, Some(verdict_of(*kind))),
        None => judgement("1.1", "0", None),
    }
}

pub(crate) fn judgement(criterion: &str, claimed: &str, verdict: Option<Verdict>) -> Judgement {
    Judgement {
        unit: UnitId::new("so-y-te").unwrap(),
        criterion: code(criterion),
        claimed: points(claimed),
        recomputed: None,
        calculation: Vec::new(),
        bases: Vec::new(),
        verdict,
        coverage: Coverage { searched: 1, generation: 5, unread: Vec::new() },
    }
}

pub(crate) fn verdict_of(kind: VerdictKind) -> Verdict {
    let evidence = vec![evidence("so-y-te/a.pdf", "96,5%")];
    match kind {
        VerdictKind::Contradicted => Verdict::Contradicted { evidence },
        VerdictKind::Undecidable => Verdict::Undecidable {
            unread: vec![unread_file()],
            otherwise: Box::new(Verdict::Unsupported),
        },
        VerdictKind::NeedsAppraiser => Verdict::NeedsAppraiser { evidence, open: open() },
        VerdictKind::Partial => Verdict::Partial { evidence, missing: missing() },
        VerdictKind::Supported => Verdict::Supported { evidence },
        VerdictKind::Unsupported => Verdict::Unsupported,
    }
}

/// A finding of this code with everything that its detail can hold.
pub(crate) fn finding_of(code_of_finding: FindingCode) -> Finding {
    let number = || Some(DocumentNumber::parse("12/BC-SYT").unwrap());
    let day = |text: &str| PartialDate::parse(text).unwrap();
    let figure = || StatedFigure {
        metric: MetricId::new("on_time_rate"),
        value: decimal("96.5"),
        evidence: evidence("so-y-te/a.pdf", "96,5%"),
        computed_from: None,
        recognised: None,
        recomputed: Vec::new(),
    };
    let (name, found_type) = ("Sở Y tế".to_owned(), DocType::new("thông báo"));
    let detail = match code_of_finding {
        FindingCode::ScoreWithoutEvidence => {
            FindingDetail::ScoreWithoutEvidence { listed: vec!["Kế hoạch CCHC năm".into()] }
        }
        FindingCode::CitedDocumentMissing => {
            FindingDetail::CitedDocumentMissing { citation: citation() }
        }
        FindingCode::BasisNotAttached => FindingDetail::BasisNotAttached { citation: citation() },
        FindingCode::CitedDocumentAmbiguous => FindingDetail::CitedDocumentAmbiguous {
            citation: citation(),
            files: vec![file("so-y-te/a.pdf"), file("so-y-te/b.pdf")],
        },
        FindingCode::EvidenceUnreadable => FindingDetail::EvidenceUnreadable {
            citation: Some(citation()),
            files: vec![unread_file()],
            otherwise: VerdictKind::Unsupported,
        },
        FindingCode::EvidencePartial => {
            FindingDetail::EvidencePartial { missing: missing(), present: 3, required: 4 }
        }
        FindingCode::EvidenceOutsidePeriod => FindingDetail::EvidenceOutsidePeriod {
            number: number(),
            date: day("2024-05-06"),
            from: day("2025-01-01"),
            to: day("2025-12-31"),
        },
        FindingCode::EvidenceLate => FindingDetail::EvidenceLate {
            number: None,
            date: day("2026-02-01"),
            due: day("2026-01-15"),
        },
        FindingCode::WrongDocumentKind => FindingDetail::WrongDocumentKind {
            citation: citation(),
            expected: DocType::new("báo cáo"),
            found: found_type,
        },
        FindingCode::WrongIssuer => FindingDetail::WrongIssuer {
            citation: citation(),
            expected: name,
            found: "Sở Nội vụ".into(),
        },
        FindingCode::CitationDateMismatch => {
            FindingDetail::CitationDateMismatch { citation: citation(), found: day("2025-10-16") }
        }
        FindingCode::DraftDocument => FindingDetail::DraftDocument { file: file("so-y-te/a.pdf") },
        FindingCode::SignatureInvalid => FindingDetail::SignatureInvalid {
            file: file("so-y-te/a.pdf"),
            signatures: vec![DoubtfulSignature {
                field: "Signature1".into(),
                signer: Some("Nguyễn Văn A".into()),
                reason: SignatureDoubt::BytesChanged,
            }],
        },
        FindingCode::SignatureUnproven => FindingDetail::SignatureUnproven {
            file: file("so-y-te/a.pdf"),
            signatures: vec![DoubtfulSignature {
                field: "Signature1".into(),
                signer: None,
                reason: SignatureDoubt::Expired,
            }],
        },
        FindingCode::SignedLate => FindingDetail::SignedLate {
            number: number(),
            date: day("2025-12-20"),
            signed: day("2026-02-01"),
            is_proved: true,
            due: day("2026-01-15"),
        },
        FindingCode::SignerNotIssuer => FindingDetail::SignerNotIssuer {
            file: file("so-y-te/a.pdf"),
            issuer: "Sở Y tế".into(),
            signers: vec!["Sở Nội vụ".into()],
        },
        FindingCode::SignedOtherDay => FindingDetail::SignedOtherDay {
            file: file("so-y-te/a.pdf"),
            date: day("2025-12-20"),
            signed: day("2025-12-18"),
            is_proved: false,
        },
        FindingCode::UnsignedCopy => FindingDetail::UnsignedCopy {
            file: file("so-y-te/a.docx"),
            signed: file("so-y-te/a.pdf"),
            percent_alike: 96,
        },
        FindingCode::MessageHeaderDiffers => FindingDetail::MessageHeaderDiffers {
            file: file("so-y-te/a.pdf"),
            registered: number(),
            number: number(),
            registered_date: Some(day("2025-12-20")),
            date: Some(day("2025-12-18")),
        },
        FindingCode::LetterheadDiffers => FindingDetail::LetterheadDiffers {
            file: file("so-y-te/a.pdf"),
            number: number(),
            other_number: number(),
            date: Some(day("2025-12-20")),
            other_date: Some(day("2025-12-18")),
        },
        FindingCode::ScoreContradictsMetric => {
            FindingDetail::ScoreContradictsMetric { recomputed: points("1"), figure: figure() }
        }
        FindingCode::ScoreContradictsScan => FindingDetail::ScoreContradictsScan {
            recomputed: points("1"),
            figure: StatedFigure { recognised: Some(71), ..figure() },
        },
        FindingCode::ScoreBelowEvidence => {
            FindingDetail::ScoreBelowEvidence { recomputed: points("2"), figure: figure() }
        }
        FindingCode::FiguresInconsistent => FindingDetail::FiguresInconsistent {
            figure: figure(),
            numerator: decimal("552693"),
            denominator: decimal("643272"),
            computed: decimal("85.92"),
        },
        FindingCode::MetricsDisagree => {
            FindingDetail::MetricsDisagree { figures: vec![figure(), figure()] }
        }
        FindingCode::ScoreAboveMaximum => {
            FindingDetail::ScoreAboveMaximum { maximum: points("1.5") }
        }
        FindingCode::ScoreNotAttainable => {
            FindingDetail::ScoreNotAttainable { attainable: vec![points("0"), points("0.5")] }
        }
        FindingCode::SumMismatch => {
            FindingDetail::SumMismatch { stated: points("5"), computed: points("4.5") }
        }
        FindingCode::SurveyCriterionSelfScored => FindingDetail::SurveyCriterionSelfScored {},
        FindingCode::CriterionMissing => FindingDetail::CriterionMissing {},
        FindingCode::CriterionRepeated => {
            FindingDetail::CriterionRepeated { points: vec![points("1"), points("0.5")] }
        }
        FindingCode::CriterionUnknown => FindingDetail::CriterionUnknown { written: "9.9".into() },
        FindingCode::SheetMissing => FindingDetail::SheetMissing {},
        FindingCode::ExplanationOnly => FindingDetail::ExplanationOnly {
            explanation: "Đã kiểm tra 5 đơn vị".into(),
            listed: vec!["Báo cáo kết quả kiểm tra".into()],
        },
        FindingCode::ExplanationMissing => FindingDetail::ExplanationMissing {},
        FindingCode::EvidenceReused => FindingDetail::EvidenceReused {
            file: file("so-y-te/a.pdf"),
            others: vec![reused_file(None)],
        },
        FindingCode::EvidenceRedated => FindingDetail::EvidenceRedated {
            file: file("so-y-te/a.pdf"),
            number: Some(DocumentNumber::parse("12/BC-SYT").unwrap()),
            date: Some(PartialDate::parse("2025-12-15").unwrap()),
            earlier: vec![reused_file(Some(92))],
        },
        FindingCode::NeedsAppraiser => FindingDetail::NeedsAppraiser { open: open() },
    };
    Finding {
        round: RoundId::new("thu-2025").unwrap(),
        unit: UnitId::new("so-y-te").unwrap(),
        criterion: Some(code("1.1")),
        subject: Subject::Row("1".into()),
        severity: code_of_finding.severity(),
        claimed: Some(points("1.5")),
        detail,
        evidence: vec![evidence("so-y-te/a.pdf", "96,5%")],
    }
}

/// A document whose reading ended in one of the six ways, by number.
pub(crate) fn document_of(outcome: usize, fully_read: bool) -> DocumentLine {
    let outcomes = [
        Outcome::Read,
        Outcome::ReadWithProblems,
        Outcome::Rejected,
        Outcome::TimedOut,
        Outcome::OutOfMemory,
        Outcome::Crashed,
    ];
    let outcome = outcomes[outcome];
    let was_read = matches!(outcome, Outcome::Read | Outcome::ReadWithProblems);
    DocumentLine {
        file: file("so-y-te/a.pdf"),
        sha256: ContentHash::from_digest([7; 32]),
        media_type: MediaType::Pdf,
        outcome,
        fully_read: fully_read && was_read,
        number: Some(DocumentNumber::parse("12/BC-SYT").unwrap()),
        date: Some(PartialDate::parse("2025-10-15").unwrap()),
        issuer: Some("Sở Y tế".into()),
        doc_type: Some(DocType::new("báo cáo")),
        subject: None,
        problems: vec![Problem::new(ProblemCode::PageNeedsOcr, "2")],
    }
}

fn open() -> Vec<OpenCondition> {
    let metric = || MetricId::new("on_time_rate");
    let number = |text| DocumentNumber::parse(text).unwrap();
    vec![
        OpenCondition::Rule { text: "đúng hạn".into() },
        OpenCondition::ExplainIf { text: "chậm".into() },
        OpenCondition::OtherEvidence { instead_of: "Kế hoạch".into() },
        OpenCondition::RepairedNumber {
            cited: DocumentNumber::repaired("12/BC-SYT", "12BC-SYT").unwrap(),
        },
        OpenCondition::LeadingZeros { cited: number("12/BC-SYT"), found: number("012/BC-SYT") },
        OpenCondition::ScannedNumber { cited: number("12/BC-SYT"), found: number("17/BC-SYT") },
        OpenCondition::ScannedNumber { cited: number("12/BC-SYT"), found: number("12/BC-SYT") },
        OpenCondition::ApproximateFigure { metric: metric() },
        OpenCondition::FigureNeeded { metric: metric(), scope: None },
        OpenCondition::LevelNotStated { metric: metric(), scope: Some(Scope::Commune) },
        OpenCondition::OtherBody { metric: metric(), bodies: vec!["Sở Nội vụ".into()] },
        OpenCondition::ScannedFigure { metric: metric(), value: decimal("96.5") },
        OpenCondition::ScannedAbstract {
            item: "Báo cáo CCHC năm".into(),
            files: vec![FilePath::try_from("so-y-te/a.pdf".to_owned()).unwrap()],
        },
        OpenCondition::ZeroDenominator,
        OpenCondition::SeveralValues { metric: metric() },
        OpenCondition::Doubt { code: FindingCode::DraftDocument },
    ]
}

fn missing() -> Vec<MissingEvidence> {
    vec![
        MissingEvidence::CitedDocument { number: DocumentNumber::parse("9/KH-SYT").unwrap() },
        MissingEvidence::RequiredDocument {
            name: "Báo cáo Quý III".into(),
            period: Some(EvidencePeriod::Quarter3),
        },
        MissingEvidence::Figure {
            metric: MetricId::new("on_time_rate"),
            scope: Some(Scope::Commune),
        },
    ]
}

fn unread_file() -> UnreadFile {
    UnreadFile {
        file: file("so-y-te/scan.pdf"),
        reason: ProblemCode::PageNeedsOcr,
        detail: "1-2".into(),
        blocked_claims: 1,
    }
}

fn citation() -> Citation {
    Citation {
        number: DocumentNumber::repaired("12/BC-SYT", "12BC-SYT").unwrap(),
        date: Some(PartialDate::parse("2025-10-15").unwrap()),
        issuer: None,
        issuer_id: None,
        doc_type: None,
        repaired: true,
        recognition: None,
        quote: quote("12BC-SYT"),
    }
}

fn evidence(path: &str, text: &str) -> Evidence {
    Evidence { file: file(path), number: None, quote: Some(quote(text)) }
}

fn quote(text: &str) -> QuoteRecord {
    QuoteRecord {
        place: Place::Cell {
            sheet: "Bảng".into(),
            cell: "D5".into(),
            range: Some(Range::new(0, text.len())),
        },
        text: text.into(),
        document: ContentHash::from_digest([7; 32]),
    }
}

fn reused_file(percent_alike: Option<u8>) -> ReusedFile {
    ReusedFile {
        round: percent_alike.map(|_| RoundId::new("thu-2024").unwrap()),
        unit: UnitId::new("so-noi-vu").unwrap(),
        file: file("so-noi-vu/a.pdf"),
        number: Some(DocumentNumber::parse("9/BC-SNV").unwrap()),
        date: Some(PartialDate::parse("2024-12-10").unwrap()),
        place: None,
        percent_alike,
    }
}

fn file(path: &str) -> FilePath {
    FilePath::try_from(path.to_owned()).unwrap()
}

fn code(text: &str) -> CriterionCode {
    CriterionCode::new(text).unwrap()
}

pub(crate) fn points(text: &str) -> Points {
    Points::new(decimal(text))
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}
