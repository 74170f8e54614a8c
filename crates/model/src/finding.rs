//! What is wrong with claims: the product. Codes are stable; wording belongs to `report`.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate,
    dossier::FilePath,
    facts::{Citation, DocType, MetricId},
    id::{ContentHash, CriterionCode, RoundId, UnitId},
    number::DocumentNumber,
    place::Place,
    points::Points,
    signature::SignatureDoubt,
    verdict::{Evidence, MissingEvidence, OpenCondition, StatedFigure, UnreadFile, VerdictKind},
};

/// Something wrong with a claim of a unit, or with its self-score sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// In which round.
    pub round: RoundId,
    /// Whose claim.
    pub unit: UnitId,
    /// The leaf; `None` when it is about the sheet as a whole.
    pub criterion: Option<CriterionCode>,
    /// What within the claim it is about; with round, unit, criterion and code this names the finding over re-runs.
    pub subject: Subject,
    /// How much it matters.
    pub severity: Severity,
    /// The points claimed, where it is about a claim.
    pub claimed: Option<Points>,
    /// What is wrong.
    #[serde(flatten)]
    pub detail: FindingDetail,
    /// The words that show it: of the sheet, of the evidence.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// The stable name of what is wrong.
    #[must_use]
    pub fn code(&self) -> FindingCode {
        self.detail.code()
    }
}

/// What within a claim a finding is about.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The claim itself.
    Claim,
    /// A cited number, in its comparable form ([`DocumentNumber::key`]).
    Citation(String),
    /// A document.
    Document(ContentHash),
    /// A metric.
    Metric(MetricId),
    /// A row of the sheet, by its code or name as written.
    Row(String),
    /// One figure of a document; stated again in the same document, it is the same.
    Figure {
        /// The document.
        document: ContentHash,
        /// Of what.
        metric: MetricId,
        /// The value stated.
        #[schemars(with = "String")]
        value: Decimal,
    },
}

/// How much a finding matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The points cannot stand, or cannot be checked, as long as it holds.
    Blocking,
    /// Somebody must look at it.
    Warning,
    /// Worth knowing.
    Note,
}

macro_rules! findings {
    ($( $(#[$meta:meta])* $name:ident($severity:ident) { $( $(#[$field_meta:meta])* $field:ident: $kind:ty ),* $(,)? } )*) => {
        /// What is wrong, with the facts that belong to it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(tag = "code", rename_all = "kebab-case")]
        pub enum FindingDetail {
            $( $(#[$meta])* $name { $( $(#[$field_meta])* $field: $kind ),* }, )*
        }

        /// The stable names of findings.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum FindingCode {
            $( $(#[$meta])* $name, )*
        }

        impl FindingCode {
            /// All codes, in the order of their declaration.
            pub const ALL: &[Self] = &[ $( Self::$name, )* ];

            /// How much findings of this code matter.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $( Self::$name => Severity::$severity, )* }
            }
        }

        impl FindingDetail {
            /// The stable name.
            #[must_use]
            pub fn code(&self) -> FindingCode {
                match self { $( Self::$name { .. } => FindingCode::$name, )* }
            }
        }
    };
}

findings! {
    /// Points, and neither a document nor an explanation for them.
    ScoreWithoutEvidence(Blocking) {
        /// What the criteria set asks for, by the names of its list.
        #[serde(default)]
        listed: Vec<String>,
    }
    /// A cited document is in none of the unit's files, all of which were read.
    CitedDocumentMissing(Blocking) {
        /// The citation in the sheet.
        citation: Citation,
    }
    /// A law, or another document of a body above the unit, is cited as a basis and not among the files: it is public,
    /// and nobody attaches it.
    BasisNotAttached(Note) {
        /// The citation in the sheet.
        citation: Citation,
    }
    /// A cited number belongs to several different documents of the unit.
    CitedDocumentAmbiguous(Warning) {
        /// The citation in the sheet.
        citation: Citation,
        /// The documents that bear the number.
        files: Vec<FilePath>,
    }
    /// Files that could hold what is needed were not read.
    EvidenceUnreadable(Blocking) {
        /// What is looked for, when it is one cited document.
        citation: Option<Citation>,
        /// The files, why they were not read, and how many claims each blocks.
        files: Vec<UnreadFile>,
        /// What the verdict would be if they held nothing.
        otherwise: VerdictKind,
    }
    /// Some of what the criteria set asks for is not there.
    EvidencePartial(Warning) {
        /// What is missing.
        missing: Vec<MissingEvidence>,
        /// How many of the required documents are there.
        present: u32,
        /// How many are required.
        required: u32,
    }
    /// A document lies outside the period of the round.
    EvidenceOutsidePeriod(Warning) {
        /// Its number.
        number: Option<DocumentNumber>,
        /// Its date.
        date: PartialDate,
        /// First day of the period.
        from: PartialDate,
        /// Last day of the period.
        to: PartialDate,
    }
    /// A document is dated after the day by which it was due.
    EvidenceLate(Warning) {
        /// Its number.
        number: Option<DocumentNumber>,
        /// Its date.
        date: PartialDate,
        /// The day by which it was due.
        due: PartialDate,
    }
    /// A document is of another type than the citation or the criteria set says.
    WrongDocumentKind(Warning) {
        /// The citation in the sheet.
        citation: Citation,
        /// The type named there.
        expected: DocType,
        /// The type of the document.
        found: DocType,
    }
    /// A document was issued by another body than the citation says.
    WrongIssuer(Warning) {
        /// The citation in the sheet.
        citation: Citation,
        /// The body named there.
        expected: String,
        /// The body that issued the document.
        found: String,
    }
    /// A document bears another date than the citation says.
    CitationDateMismatch(Warning) {
        /// The citation in the sheet.
        citation: Citation,
        /// The date of the document.
        found: PartialDate,
    }
    /// A document is a draft: its number or date is blank, or it says so.
    DraftDocument(Blocking) {
        /// Where it lies.
        file: FilePath,
    }
    /// It is proved that a signed document was changed after signing, or not signed by whom it says.
    SignatureInvalid(Blocking) {
        /// Where it lies.
        file: FilePath,
        /// The signatures that do not hold.
        signatures: Vec<DoubtfulSignature>,
    }
    /// A signature holds, but its certificate proves nobody: expired, revoked, not for signing, of an authority that is
    /// not trusted.
    SignatureUnproven(Warning) {
        /// Where it lies.
        file: FilePath,
        /// The signatures whose certificates fail.
        signatures: Vec<DoubtfulSignature>,
    }
    /// A document bears a day in time, and was signed after the day by which it was due.
    SignedLate(Warning) {
        /// Its number.
        number: Option<DocumentNumber>,
        /// Its date.
        date: PartialDate,
        /// The day of its first signature, in Viet Nam.
        signed: PartialDate,
        /// Whether a trusted timestamp says so, or only the signer.
        is_proved: bool,
        /// The day by which it was due.
        due: PartialDate,
    }
    /// No signer's certificate names the body that the document names as its issuer.
    SignerNotIssuer(Note) {
        /// Where it lies.
        file: FilePath,
        /// The issuer, as the document names it.
        issuer: String,
        /// The signers, as their certificates name them.
        signers: Vec<String>,
    }
    /// A document bears a day after its last signature, or long before its first one.
    SignedOtherDay(Note) {
        /// Where it lies.
        file: FilePath,
        /// The day that it bears.
        date: PartialDate,
        /// The day of the signature next to it, in Viet Nam.
        signed: PartialDate,
        /// Whether a trusted timestamp says so, or only the signer.
        is_proved: bool,
    }
    /// The evidence is a file that nobody signed, and the unit sent nearly the same text signed, too.
    UnsignedCopy(Note) {
        /// Where it lies.
        file: FilePath,
        /// Where the signed file lies.
        signed: FilePath,
        /// How many in a hundred runs of words both have.
        percent_alike: u8,
    }
    /// The message that brought a document registers it under another number or date than it bears.
    MessageHeaderDiffers(Warning) {
        /// Where it lies.
        file: FilePath,
        /// The number in the message, where it is another one.
        registered: Option<DocumentNumber>,
        /// The number on the document, where it is another one.
        number: Option<DocumentNumber>,
        /// The date in the message, where it is another one.
        registered_date: Option<PartialDate>,
        /// The date on the document, where it is another one.
        date: Option<PartialDate>,
    }
    /// The letterhead of a document states two numbers or two dates as its own, say a typed and a stamped one.
    LetterheadDiffers(Warning) {
        /// Where it lies.
        file: FilePath,
        /// The number that stands first, where there are two.
        number: Option<DocumentNumber>,
        /// The other number.
        other_number: Option<DocumentNumber>,
        /// The date that stands first, where there are two.
        date: Option<PartialDate>,
        /// The other date.
        other_date: Option<PartialDate>,
    }
    /// The rule gives fewer points for the figures found than are claimed.
    ScoreContradictsMetric(Blocking) {
        /// The points that the rule gives.
        recomputed: Points,
        /// The figure that the rule was computed from.
        figure: StatedFigure,
    }
    /// The rule gives fewer points than are claimed for a figure that only an image states, and that nothing else in the
    /// documents confirms: it may have been misread.
    ScoreContradictsScan(Warning) {
        /// The points that the rule gives.
        recomputed: Points,
        /// The figure that the rule was computed from.
        figure: StatedFigure,
    }
    /// The rule gives more points for the figures found than are claimed.
    ScoreBelowEvidence(Note) {
        /// The points that the rule gives.
        recomputed: Points,
        /// The figure that the rule was computed from.
        figure: StatedFigure,
    }
    /// A stated rate is not what its stated parts give.
    FiguresInconsistent(Warning) {
        /// The figure as stated.
        figure: StatedFigure,
        /// Its stated numerator.
        #[schemars(with = "String")]
        numerator: Decimal,
        /// Its stated denominator.
        #[schemars(with = "String")]
        denominator: Decimal,
        /// What numerator and denominator give, rounded to two decimals.
        #[schemars(with = "String")]
        computed: Decimal,
    }
    /// Documents of the unit state different values for the same metric and period.
    MetricsDisagree(Warning) {
        /// The figures, each where it stands.
        figures: Vec<StatedFigure>,
    }
    /// More points than the leaf has.
    ScoreAboveMaximum(Blocking) {
        /// The leaf's maximum.
        maximum: Points,
    }
    /// Points that the leaf's rule cannot give.
    ScoreNotAttainable(Warning) {
        /// The points that it can give, where they are a list.
        attainable: Vec<Points>,
    }
    /// A total or subtotal of the sheet is not the sum of its rows.
    SumMismatch(Warning) {
        /// The total as stated.
        stated: Points,
        /// The sum of the rows.
        computed: Points,
    }
    /// A unit scored itself where a survey or another body scores.
    SurveyCriterionSelfScored(Warning) {}
    /// A leaf that the unit must score is not in its sheet.
    CriterionMissing(Warning) {}
    /// A leaf stands in several rows of the sheet with different points; the first is judged.
    CriterionRepeated(Warning) {
        /// The points of its rows, in order.
        points: Vec<Points>,
    }
    /// A row of the sheet has a code that the criteria set does not have.
    CriterionUnknown(Warning) {
        /// The code as written.
        written: String,
    }
    /// The unit sent no self-score sheet, and every file that it sent was read.
    SheetMissing(Blocking) {}
    /// Points with an explanation but no document.
    ExplanationOnly(Warning) {
        /// The explanation, as written.
        explanation: String,
        /// What the criteria set asks for, by the names of its list.
        #[serde(default)]
        listed: Vec<String>,
    }
    /// Evidence is incomplete and the unit does not explain how it scored.
    ExplanationMissing(Note) {}
    /// The same document, or the same text, was sent by another unit as its own, in this round or an earlier one.
    EvidenceReused(Warning) {
        /// The unit's file.
        file: FilePath,
        /// The other units and their files.
        others: Vec<ReusedFile>,
    }
    /// The unit has sent the same text and the same figures under an earlier date.
    EvidenceRedated(Warning) {
        /// The unit's file.
        file: FilePath,
        /// Its number.
        number: Option<DocumentNumber>,
        /// Its date, where that could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        date: Option<PartialDate>,
        /// The files with the earlier dates, or of earlier rounds.
        earlier: Vec<ReusedFile>,
    }
    /// Evidence is there; a person must decide what the rule leaves open.
    NeedsAppraiser(Note) {
        /// What is left to decide.
        open: Vec<OpenCondition>,
    }
}

/// A signature of which something is proved to be wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DoubtfulSignature {
    /// Its field in the file.
    pub field: String,
    /// Its signer, as the certificate says.
    pub signer: Option<String>,
    /// What is wrong.
    pub reason: SignatureDoubt,
}

/// Another file with the same bytes, or the same text.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ReusedFile {
    /// The earlier round that it was sent in; this round when it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    /// Whose it is.
    pub unit: UnitId,
    /// The file.
    pub file: FilePath,
    /// The number that it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<DocumentNumber>,
    /// The date that it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Where in it the date stands, or the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// How many in a hundred runs of words both have, where the bytes differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_alike: Option<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_detail_is_its_tag_in_json() {
        let detail = FindingDetail::SumMismatch { stated: Points::ZERO, computed: Points::ZERO };
        let json = serde_json::to_value(&detail).expect("serializes");
        assert_eq!(json["code"], serde_json::to_value(detail.code()).expect("serializes"));
        assert_eq!(json["code"], "sum-mismatch");
    }

    #[test]
    fn every_code_of_the_design_is_there_and_twelve_of_our_own() {
        assert_eq!(FindingCode::ALL.len(), 26 + 12);
    }
}
