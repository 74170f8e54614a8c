//! The errors that can be planted in a claim, and how each is done.

use model::{
    DocumentNumber,
    facts::{Citation, DocType, Metric, MetricUnit, Qualifier, Recognition, Restated},
    finding::{FindingCode, Subject},
    likeness::Likeness,
    signature::SignatureDoubt,
    verdict::VerdictKind,
};
use rust_decimal::Decimal;

use super::{Case, other_day};
use crate::{
    generated::{
        chance::Chance,
        criteria::{Leaf, Way},
        figure::Figure,
        truth::Lack,
        unit::{self, Scene},
    },
    literal::decimal,
    paper::{Doc, document, scan},
};

/// The words by which a paper is shown where nothing else of it is meant.
fn number_words(report: &Doc) -> String {
    let quote = report.0.facts.header.number_quote.as_ref().expect("every paper has a number");
    quote.text.clone()
}

/// An error in a claim, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plant {
    None,
    // The claim itself.
    AboveMaximum,
    NotAttainable,
    Repeated,
    LeftOut,
    // What it cites, and how.
    NoEvidence,
    ExplanationOnly,
    CitedNotSent,
    WrongKind,
    WrongIssuer,
    WrongDay,
    SameNumber,
    // The document.
    Unread,
    UnreadMessage,
    HalfRead,
    Draft,
    Late,
    ChangedAfterSigning,
    ExpiredCertificate,
    SignedLate,
    SignedByAnother,
    SignedBefore,
    SignedElsewhere,
    RegisteredOtherwise,
    StampedOtherwise,
    YearBefore,
    NotTheOneAskedFor,
    Reused,
    Redated,
    PeriodNotSent,
    PeriodCitedNotSent,
    PeriodUnread,
    // Its figure.
    ClaimsMore,
    ClaimsLess,
    ClaimsNothing,
    PartsDisagree,
    ReportsDisagree,
    OnlyTarget,
    OnlyYearBefore,
    OnlyBound,
    OnlyScanned,
    OnlyOfAnother,
}

/// How much less than its share a unit claims by error.
const SHARE_LESS: Decimal = Decimal::from_parts(3, 0, 0, false, 2);

const CLAIM: &[Plant] =
    &[Plant::AboveMaximum, Plant::NotAttainable, Plant::Repeated, Plant::LeftOut];
const CITATION: &[Plant] = &[Plant::WrongKind, Plant::WrongIssuer, Plant::WrongDay];
const SENDING: &[Plant] = &[Plant::NoEvidence, Plant::ExplanationOnly, Plant::CitedNotSent];
const READING: &[Plant] = &[Plant::Unread, Plant::UnreadMessage, Plant::HalfRead];
const DOCUMENT: &[Plant] = &[Plant::Draft, Plant::Late, Plant::StampedOtherwise];
const SIGNATURE: &[Plant] = &[
    Plant::ChangedAfterSigning,
    Plant::ExpiredCertificate,
    Plant::SignedLate,
    Plant::SignedByAnother,
    Plant::SignedBefore,
    Plant::SignedElsewhere,
    Plant::RegisteredOtherwise,
];
const PERIODS: &[Plant] = &[Plant::PeriodNotSent, Plant::PeriodCitedNotSent, Plant::PeriodUnread];
const FIGURE: &[Plant] =
    &[Plant::ClaimsMore, Plant::ClaimsLess, Plant::ClaimsNothing, Plant::LeftOut];
const OWN_FIGURE: &[Plant] = &[
    Plant::PartsDisagree,
    Plant::PartsDisagree,
    Plant::ReportsDisagree,
    Plant::OnlyTarget,
    Plant::OnlyYearBefore,
    Plant::OnlyBound,
    Plant::OnlyScanned,
    Plant::OnlyScanned,
    Plant::OnlyOfAnother,
];

impl Plant {
    /// The error of a leaf: in one of four claims, any that the leaf can have.
    pub(super) fn choose(
        leaf: Leaf,
        position: u32,
        scene: &Scene<'_>,
        chance: &mut Chance,
    ) -> Self {
        let may_reuse = leaf.way == Way::Plan || (leaf.way == Way::Steps && !leaf.shares_report());
        if may_reuse && scene.neighbour.is_some() {
            let mut pair = scene.pair_chance(position);
            if pair.percent(8) {
                return Self::Reused;
            }
            if leaf.way == Way::Plan && pair.percent(6) {
                return Self::Redated;
            }
        }
        if !chance.percent(25) {
            return Self::None;
        }
        let groups: &[&[Self]] = match leaf.way {
            Way::Plan => &[
                CLAIM,
                CITATION,
                SENDING,
                READING,
                READING,
                DOCUMENT,
                SIGNATURE,
                &[Self::YearBefore, Self::NotTheOneAskedFor, Self::SameNumber],
            ],
            Way::Decision => &[
                CLAIM,
                CITATION,
                SENDING,
                READING,
                READING,
                DOCUMENT,
                SIGNATURE,
                &[Self::SameNumber],
            ],
            Way::Notice if !leaf.shares_report() => &[
                CLAIM,
                CITATION,
                SENDING,
                READING,
                READING,
                DOCUMENT,
                SIGNATURE,
                &[Self::SameNumber],
            ],
            Way::Quarters if !leaf.shares_periodic() => {
                &[CLAIM, CITATION, PERIODS, PERIODS, &[Self::NoEvidence, Self::ExplanationOnly]]
            }
            Way::Notice | Way::Quarters | Way::Annual => &[CLAIM, CITATION],
            Way::AnnualSteps => &[CITATION, FIGURE],
            _ if leaf.shares_report() => &[CITATION, FIGURE],
            _ => &[
                CITATION, SENDING, READING, READING, DOCUMENT, SIGNATURE, FIGURE, OWN_FIGURE,
                OWN_FIGURE,
            ],
        };
        let group = chance.one_of(groups);
        let plant = chance.one_of(group);
        let is_unread = READING.contains(&plant) || plant == Self::PeriodUnread;
        if is_unread && !scene.may_be_unread { Self::None } else { plant }
    }

    /// Whether the citation is wrong.
    pub(super) fn is_of_citation(self) -> bool {
        CITATION.contains(&self)
    }

    /// Whether one of several periodic reports is not there.
    pub(super) fn is_of_periods(self) -> bool {
        PERIODS.contains(&self)
    }

    /// Whether the finding is about the document, so that it must be told from other files.
    pub(super) fn is_of_document(self) -> bool {
        !matches!(self, Self::None) && !self.is_of_citation()
    }

    /// Makes a citation wrong; the finding that this must bring.
    pub(super) fn change(self, citation: &mut Citation, report: &Doc) -> Option<FindingCode> {
        match self {
            Self::WrongKind => {
                let header = &report.0.facts.header;
                let other = ["công văn", "tờ trình"]
                    .into_iter()
                    .map(DocType::new)
                    .find(|kind| header.doc_type.as_ref() != Some(kind));
                citation.doc_type = other;
                Some(FindingCode::WrongDocumentKind)
            }
            Self::WrongIssuer => {
                citation.issuer = Some("Sở Khác".into());
                Some(FindingCode::WrongIssuer)
            }
            Self::WrongDay => {
                citation.date = report.0.facts.header.date.map(other_day);
                Some(FindingCode::CitationDateMismatch)
            }
            Self::SameNumber => {
                citation.date = None;
                Some(FindingCode::CitedDocumentAmbiguous)
            }
            _ => None,
        }
    }
}

impl Case<'_, '_> {
    /// Sends and cites the one document of a claim, with the error in it.
    pub(super) fn plant(
        &mut self,
        report: Doc,
        figure: Option<Figure>,
        position: u32,
        plant: Plant,
    ) {
        match plant {
            Plant::LeftOut => return,
            Plant::NoEvidence | Plant::ExplanationOnly => return self.plant_nothing_sent(plant),
            Plant::CitedNotSent => {
                let citation = self.cite(&report, plant);
                return self.plant_not_there(&report, &citation, figure.is_some());
            }
            Plant::Unread => {
                let citation = self.cite(&report, plant);
                self.scene.add_unread(scan(&report.0.file.to_string()), None);
                return self.plant_not_there(&report, &citation, figure.is_some());
            }
            Plant::UnreadMessage => return self.plant_message(&report, figure.is_some()),
            Plant::NotTheOneAskedFor => {
                let other = self.scene.paper(
                    "báo cáo",
                    "Tổng kết phong trào thi đua năm 2025",
                    &mut self.chance,
                );
                self.cite(&other, plant);
                self.send(other, plant);
                return self.plant_partial(Lack::Kinds(vec![DocType::new("kế hoạch")]));
            }
            Plant::YearBefore => return self.plant_year_before(&report),
            _ => {}
        }
        let report = match figure {
            None => report,
            Some(figure) => self.plant_figure(report, figure, plant),
        };
        let report = self.plant_in_document(report, position, plant);
        let is_filed = plant == Plant::None && self.chance.percent(25);
        if is_filed {
            let name = self.chance.one_of(&["van-ban.pdf", "QD.pdf", "so 5.pdf"]);
            let folder = self.chance.one_of(&["", " Hồ sơ", "_hs"]);
            let filed = report.at(&format!("{}/{}{folder}/{name}", self.scene.folder, self.code));
            self.files.insert(filed.0.file.clone());
            // Its quotes are of the bytes that it has now.
            let filed = requoted(filed);
            self.scene.documents.push(filed);
            return;
        }
        self.cite(&report, plant);
        self.send(report, plant);
    }

    /// Neither document nor citation.
    pub(super) fn plant_nothing_sent(&mut self, plant: Plant) {
        self.verdict = VerdictKind::Unsupported;
        self.lacks.push(Lack::Everything);
        let code = if plant == Plant::ExplanationOnly {
            self.explanation = Some("Đơn vị đã thực hiện đầy đủ nội dung này".into());
            FindingCode::ExplanationOnly
        } else {
            FindingCode::ScoreWithoutEvidence
        };
        let words = format!("{}: {}", self.code, self.points);
        let place = (self.scene.sheet_file.clone(), words);
        self.expect(code, Subject::Claim, Some(place), Some(Lack::Everything));
    }

    /// The cited document is in no file that was read.
    fn plant_not_there(&mut self, report: &Doc, citation: &Citation, has_figure: bool) {
        self.verdict = VerdictKind::Unsupported;
        self.expect_missing(citation);
        if has_figure {
            self.lacks.push(Lack::Figure);
        } else if self.leaf.way != Way::Notice {
            let kinds = self.kinds_asked_for(report);
            self.lacks.push(Lack::Kinds(kinds));
        }
    }

    fn kinds_asked_for(&self, report: &Doc) -> Vec<DocType> {
        match self.leaf.way {
            Way::Decision => vec![DocType::new("quyết định"), DocType::new("thông báo")],
            _ => report.0.facts.header.doc_type.clone().into_iter().collect(),
        }
    }

    /// The document came by the document exchange, and what is attached could not be read.
    fn plant_message(&mut self, report: &Doc, has_figure: bool) {
        let header = &report.0.facts.header;
        let own: &DocumentNumber = header.number.as_ref().expect("every paper has a number");
        let kind = header.doc_type.clone().expect("every paper has a type");
        let file = report.0.file.to_string().replace(".pdf", ".edxml");
        let message = scan(&file).message(own.number(), kind.as_str());
        self.cite(report, Plant::UnreadMessage);
        let path = message.0.file.clone();
        self.scene.add_unread(message, Some((own.number(), kind.as_str())));
        self.files.insert(path.clone());
        self.lacks.push(Lack::Own(path.clone()));
        if has_figure {
            self.verdict = VerdictKind::Partial;
            self.lacks.push(Lack::Figure);
        }
        self.expect(FindingCode::EvidenceUnreadable, Subject::Claim, None, None);
    }

    /// What is there is not what is asked for.
    fn plant_partial(&mut self, lack: Lack) {
        self.verdict = VerdictKind::Partial;
        self.expect_partial(&lack);
        self.lacks.push(lack);
    }

    fn plant_year_before(&mut self, report: &Doc) {
        let about = format!("Kế hoạch {} năm 2024", self.leaf.topic());
        let old = report.clone().about(&about).dated("2024-03-20");
        self.expect_of_document(FindingCode::EvidenceOutsidePeriod, &old, "ngày 2024-03-20");
        self.cite(&old, Plant::YearBefore);
        self.scene.documents.push(old.clone());
        self.files.insert(old.0.file);
        self.plant_partial(Lack::Kinds(vec![DocType::new("kế hoạch")]));
    }

    /// A finding about a document, shown by these words of it. Where the document will lie is not known yet.
    fn expect_of_document(&mut self, code: FindingCode, report: &Doc, words: &str) {
        let place = (report.0.file.clone(), words.to_owned());
        self.expect(code, Subject::Document(report.0.sha256), Some(place), None);
    }

    /// Signed by the body that issued it.
    fn plant_signature(
        &mut self,
        code: FindingCode,
        report: Doc,
        day: &str,
        doubts: &[SignatureDoubt],
    ) -> Doc {
        self.expect_of_document(code, &report, &number_words(&report));
        let issuer = report.0.facts.header.issuer.clone().expect("every paper has an issuer");
        report.signed(&issuer, day, doubts)
    }

    fn plant_in_document(&mut self, report: Doc, position: u32, plant: Plant) -> Doc {
        match plant {
            Plant::Draft => {
                self.verdict = VerdictKind::NeedsAppraiser;
                self.expect_of_document(FindingCode::DraftDocument, &report, "DỰ THẢO");
                report.draft()
            }
            Plant::Late => {
                self.verdict = VerdictKind::NeedsAppraiser;
                self.expect_of_document(FindingCode::EvidenceLate, &report, "ngày 2026-02-10");
                report.dated("2026-02-10")
            }
            Plant::ChangedAfterSigning => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let doubts = &[SignatureDoubt::BytesChanged];
                let day = own_day(&report);
                self.plant_signature(FindingCode::SignatureInvalid, report, &day, doubts)
            }
            Plant::ExpiredCertificate => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let doubts = &[SignatureDoubt::Expired];
                let day = own_day(&report);
                self.plant_signature(FindingCode::SignatureUnproven, report, &day, doubts)
            }
            Plant::SignedLate => {
                self.verdict = VerdictKind::NeedsAppraiser;
                self.plant_signature(FindingCode::SignedLate, report, "2026-02-10", &[])
            }
            Plant::SignedByAnother => {
                self.expect_of_document(
                    FindingCode::SignerNotIssuer,
                    &report,
                    &number_words(&report),
                );
                let day = own_day(&report);
                report.signed("Công ty cổ phần Sao Mai", &day, &[])
            }
            Plant::SignedBefore => {
                let date = report.0.facts.header.date.expect("reports are dated").first_day();
                let day = date.yesterday().expect("no report is of the first day of time");
                self.plant_signature(FindingCode::SignedOtherDay, report, &day.to_string(), &[])
            }
            Plant::SignedElsewhere => {
                let sketch = unit::sketch(0, &mut self.chance);
                let file = format!("{}/da-ky-{}.pdf", self.scene.folder, self.code);
                let mut signed = document(&file).signed("Văn thư", &own_day(&report), &[]);
                signed.0.facts.likeness = Some(sketch);
                self.scene.documents.push(signed);
                let mut unsigned = report;
                unsigned.0.facts.likeness = Some(sketch);
                let words = number_words(&unsigned);
                self.expect_of_document(FindingCode::UnsignedCopy, &unsigned, &words);
                unsigned
            }
            Plant::RegisteredOtherwise => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let words = number_words(&report);
                self.expect_of_document(FindingCode::MessageHeaderDiffers, &report, &words);
                let header = &report.0.facts.header;
                let number = header.number.as_ref().expect("every paper has a number");
                let kind = header.doc_type.clone().expect("every paper has a type");
                let registered = format!("9{number}");
                report.registered(&registered, kind.as_str())
            }
            Plant::StampedOtherwise => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let words = number_words(&report);
                self.expect_of_document(FindingCode::LetterheadDiffers, &report, &words);
                let mut stamped = report;
                let header = &mut stamped.0.facts.header;
                let number = header.number.as_ref().expect("every paper has a number");
                let number = DocumentNumber::parse(&format!("9{number}")).expect("a number");
                let number_quote = header.number_quote.clone();
                header.restated =
                    Some(Restated { number: Some(number), number_quote, ..Restated::default() });
                stamped
            }
            Plant::HalfRead => {
                let file = report.0.file.clone();
                self.lacks.push(Lack::Own(file));
                self.expect(FindingCode::EvidenceUnreadable, Subject::Claim, None, None);
                let half = report.unread();
                self.scene.note_unread(&half);
                half
            }
            Plant::Reused => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let owner = self.scene.owner();
                let kind = report.0.facts.header.doc_type.clone().expect("every paper has a type");
                let text =
                    format!("{}/{}-SM{owner}", 900 + position, unit::abbreviation(kind.as_str()));
                let mut pair = self.scene.pair_chance(position);
                let is_near_copy = pair.percent(50);
                let mut same = report.number(&text).issuer(&unit::name(owner)).dated("2025-09-09");
                same.0.facts.likeness = Some(unit::sketch(0, &mut pair));
                if is_near_copy {
                    // Other bytes, and in the copy some words changed.
                    let mut slots = unit::slots(0, &mut pair);
                    if self.scene.position != owner {
                        slots[..24].fill(1);
                    }
                    same.0.facts.likeness = Some(Likeness::new(slots));
                } else {
                    same = same.bytes_of(&format!("cặp {owner} {position}"));
                }
                let same = requoted(same);
                self.expect_of_document(FindingCode::EvidenceReused, &same, &format!("Số: {text}"));
                same
            }
            Plant::Redated => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let kind = report.0.facts.header.doc_type.clone().expect("every paper has a type");
                let day = report.0.facts.header.date.expect("every paper has a date");
                let last = report
                    .clone()
                    .at(&report.0.file.to_string().replace(".pdf", "_cu.pdf"))
                    .number(&self.scene.unused_number(kind.as_str()))
                    .about("Bố trí nhà công vụ")
                    .dated("2023-05-05");
                self.scene.documents.push(requoted(last));
                let words = format!("ngày {day}");
                self.expect_of_document(FindingCode::EvidenceRedated, &report, &words);
                report
            }
            Plant::SameNumber => {
                let other = report
                    .clone()
                    .in_other_words()
                    .at(&report.0.file.to_string().replace(".pdf", "_khac.pdf"))
                    .about("Bố trí nhà công vụ")
                    .dated("2025-07-07");
                self.files.insert(other.0.file.clone());
                self.scene.documents.push(requoted(other));
                report
            }
            _ => report,
        }
    }

    /// States the figure, rightly or not, beside others that mean nothing.
    fn plant_figure(&mut self, report: Doc, figure: Figure, plant: Plant) -> Doc {
        let metric = self.leaf.metric();
        // The same bytes state the same figures, in both units that send them.
        let has_noise = plant != Plant::Reused;
        let mut report = report;
        if has_noise && self.chance.percent(30) {
            report = report.metric(metric, "12.5", |noise| noise.is_target = true);
        }
        if has_noise && self.chance.percent(30) {
            report =
                report.metric(metric, "13.5", |noise| noise.period = Some("quý I/2025".into()));
        }
        // Where the unit's own figure is missing, that of another body is for a person to look at.
        let has_own = !matches!(plant, Plant::OnlyTarget | Plant::OnlyYearBefore);
        if has_noise && has_own && self.chance.percent(20) {
            report = report.metric(metric, "14.5", of_another);
        }
        let lacks_figure = |case: &mut Self| {
            case.verdict = VerdictKind::Partial;
            case.expect_partial(&Lack::Figure);
            case.lacks.push(Lack::Figure);
        };
        match plant {
            Plant::OnlyTarget => {
                lacks_figure(self);
                report.metric(metric, "99", |stated| stated.is_target = true)
            }
            Plant::OnlyYearBefore => {
                lacks_figure(self);
                report.metric(metric, "99", |stated| stated.period = Some("năm 2024".into()))
            }
            Plant::OnlyBound => {
                self.verdict = VerdictKind::NeedsAppraiser;
                report.metric(metric, "90", |stated| stated.qualifier = Some(Qualifier::MoreThan))
            }
            Plant::OnlyOfAnother => {
                self.verdict = VerdictKind::NeedsAppraiser;
                let value = self.chance.one_of(&["99.5", "45.25"]);
                report.metric(metric, value, of_another)
            }
            Plant::OnlyScanned => self.plant_scanned(report, figure),
            Plant::PartsDisagree if figure.denominator.is_some() => {
                self.plant_wrong_parts(report, figure)
            }
            Plant::ReportsDisagree => self.plant_second_report(report, figure),
            _ => {
                self.claim_other_points(figure, plant);
                let report = figure.stated_in(report);
                if has_noise && self.chance.percent(15) {
                    // Stated once more, as it is.
                    return figure.stated_in(report);
                }
                report
            }
        }
    }

    /// Value and parts of one figure that do not belong together: misprinted, or numerator and denominator swapped.
    fn plant_wrong_parts(&mut self, report: Doc, figure: Figure) -> Doc {
        self.verdict = VerdictKind::NeedsAppraiser;
        let whole = figure.denominator.expect("only rates have parts");
        let is_swapped = figure.numerator < whole && self.chance.percent(50);
        let (part, whole) =
            if is_swapped { (whole, figure.numerator) } else { (figure.numerator * 4 / 5, whole) };
        let metric = self.leaf.metric();
        let subject = Subject::Figure {
            document: report.0.sha256,
            metric: model::facts::MetricId::new(metric),
            value: decimal(&figure.value()),
        };
        let place = (report.0.file.clone(), figure.words());
        self.expect(FindingCode::FiguresInconsistent, subject, Some(place), None);
        report.metric(metric, &figure.value(), |stated| {
            (stated.numerator, stated.denominator) =
                (Some(Decimal::from(part)), Some(Decimal::from(whole)));
        })
    }

    /// Stated in an image alone, without parts that could confirm it: what it gives less is for a person to look at, and
    /// what the recogniser doubts.
    fn plant_scanned(&mut self, report: Doc, figure: Figure) -> Doc {
        let percent = self.chance.one_of(&[45, 71, 83, 96]);
        if percent < Recognition::SURE {
            self.verdict = VerdictKind::NeedsAppraiser;
        }
        let plant = self.chance.one_of(&[Plant::None, Plant::OnlyScanned]);
        self.claim_other_points(figure, plant);
        report.metric(self.leaf.metric(), &figure.value(), |stated| {
            if figure.denominator.is_none() {
                stated.unit = MetricUnit::Count;
            }
            stated.recognised = Some(percent);
        })
    }

    /// A further report of the unit that states another value.
    fn plant_second_report(&mut self, report: Doc, figure: Figure) -> Doc {
        self.verdict = VerdictKind::NeedsAppraiser;
        let other = loop {
            let other = Figure::any(self.leaf, &mut self.chance);
            if decimal(&other.value()).trunc() != decimal(&figure.value()).trunc() {
                break other;
            }
        };
        let about = format!("Tổng hợp {} năm 2025", self.leaf.topic());
        let second = self.scene.paper("báo cáo", &about, &mut self.chance);
        let second = other.stated_in(second);
        self.cite(&second, Plant::ReportsDisagree);
        self.files.insert(second.0.file.clone());
        self.scene.documents.push(second);
        let subject = Subject::Metric(model::facts::MetricId::new(self.leaf.metric()));
        let place = (report.0.file.clone(), figure.words());
        self.expect(FindingCode::MetricsDisagree, subject, Some(place), None);
        figure.stated_in(report)
    }

    /// Claims more or less than the figure gives.
    pub(super) fn claim_other_points(&mut self, figure: Figure, plant: Plant) {
        let right = decimal(&figure.points());
        let (is_most, is_least) = (right == Decimal::ONE, right.is_zero());
        let is_share = self.leaf.way == Way::Share;
        // Below the floor of a share no points but 0 can be had.
        let is_at_floor =
            is_share && right - SHARE_LESS < Decimal::new(self.leaf.floor().into(), 2);
        let (code, claimed) = match plant {
            Plant::ClaimsMore | Plant::OnlyScanned if !is_most => {
                let step = if is_share { Decimal::new(5, 2) } else { Decimal::new(5, 1) };
                let claimed = if is_share && is_least { Decimal::new(95, 2) } else { right + step };
                let code = if plant == Plant::OnlyScanned {
                    FindingCode::ScoreContradictsScan
                } else {
                    FindingCode::ScoreContradictsMetric
                };
                (code, claimed.min(Decimal::ONE))
            }
            Plant::ClaimsLess if !is_least && !is_at_floor => {
                let step = if is_share { SHARE_LESS } else { Decimal::new(5, 1) };
                (FindingCode::ScoreBelowEvidence, right - step)
            }
            Plant::ClaimsNothing if !is_least => (FindingCode::ScoreBelowEvidence, Decimal::ZERO),
            _ => return,
        };
        self.points = claimed.normalize().to_string();
        if code == FindingCode::ScoreContradictsMetric {
            self.verdict = VerdictKind::Contradicted;
            self.quote = Some(figure.words());
        }
        if code == FindingCode::ScoreContradictsScan {
            self.verdict = VerdictKind::NeedsAppraiser;
        }
        let subject = Subject::Metric(model::facts::MetricId::new(self.leaf.metric()));
        let place = (self.scene.sheet_file.clone(), format!("{}: {}", self.code, self.points));
        self.expect(code, subject, Some(place), None);
    }
}

/// Makes a figure one of a body below the unit.
fn of_another(figure: &mut Metric) {
    figure.unit_concerned = Some("Chi cục Mẫu".to_owned());
}

/// A document whose quotes are of its own bytes, after these were named anew.
pub(super) fn requoted(mut document: Doc) -> Doc {
    let sha256 = document.0.sha256;
    let facts = &mut document.0.facts;
    let header = &mut facts.header;
    let quotes = [&mut header.number_quote, &mut header.date_quote, &mut header.draft];
    quotes.into_iter().flatten().for_each(|quote| quote.document = sha256);
    facts.metrics.iter_mut().for_each(|metric| metric.quote.document = sha256);
    document
}

/// The day that a document bears, on which it was signed then.
fn own_day(report: &Doc) -> String {
    let date = report.0.facts.header.date.expect("reports are dated");
    date.first_day().to_string()
}
