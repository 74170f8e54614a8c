//! What can be said about a claim above 0, and what it was said from.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    criteria::EvidencePeriod,
    document::QuoteRecord,
    dossier::FilePath,
    facts::{MetricId, Recomputed, Scope},
    finding::FindingCode,
    id::{CriterionCode, UnitId},
    number::DocumentNumber,
    points::Points,
    problem::ProblemCode,
    rule::CalculationStep,
};

/// What was decided about one claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Judgement {
    /// Whose claim.
    pub unit: UnitId,
    /// For which leaf.
    pub criterion: CriterionCode,
    /// The points claimed.
    pub claimed: Points,
    /// The points that the leaf's rule gives for the figures found, where it could be computed.
    pub recomputed: Option<Points>,
    /// How these points came out; empty where they could not be computed.
    pub calculation: Vec<CalculationStep>,
    /// What the rule gives for each rate of a whole that the documents count beside the rate that they state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bases: Vec<PointsOfBase>,
    /// The verdict; none for a claim of 0.
    pub verdict: Option<Verdict>,
    /// What was looked at.
    pub coverage: Coverage,
}

/// What can be said of a claim above 0: the first of these that applies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The evidence says something else than the claim.
    Contradicted {
        /// What says so.
        evidence: Vec<Evidence>,
    },
    /// Files that could matter were not read.
    Undecidable {
        /// Which, and why not.
        unread: Vec<UnreadFile>,
        /// What the verdict would be if they held nothing.
        otherwise: Box<Verdict>,
    },
    /// The evidence is there; whether it earns the points is for a person to say.
    NeedsAppraiser {
        /// What there is.
        evidence: Vec<Evidence>,
        /// What is left to decide.
        open: Vec<OpenCondition>,
    },
    /// Some of what is needed is there.
    Partial {
        /// What there is.
        evidence: Vec<Evidence>,
        /// What is not.
        missing: Vec<MissingEvidence>,
    },
    /// The evidence is there and gives the points.
    Supported {
        /// What there is.
        evidence: Vec<Evidence>,
    },
    /// Everything was read, and nothing backs the claim.
    Unsupported,
}

impl Verdict {
    /// The name of the verdict, as in JSON.
    #[must_use]
    pub fn kind(&self) -> VerdictKind {
        match self {
            Self::Contradicted { .. } => VerdictKind::Contradicted,
            Self::Undecidable { .. } => VerdictKind::Undecidable,
            Self::NeedsAppraiser { .. } => VerdictKind::NeedsAppraiser,
            Self::Partial { .. } => VerdictKind::Partial,
            Self::Supported { .. } => VerdictKind::Supported,
            Self::Unsupported => VerdictKind::Unsupported,
        }
    }

    /// What was found for or against the claim.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Contradicted { evidence }
            | Self::NeedsAppraiser { evidence, .. }
            | Self::Partial { evidence, .. }
            | Self::Supported { evidence } => evidence,
            Self::Undecidable { otherwise, .. } => otherwise.evidence(),
            Self::Unsupported => &[],
        }
    }
}

/// A verdict without what it rests on, for counting.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// See [`Verdict::Contradicted`].
    Contradicted,
    /// See [`Verdict::Undecidable`].
    Undecidable,
    /// See [`Verdict::NeedsAppraiser`].
    NeedsAppraiser,
    /// See [`Verdict::Partial`].
    Partial,
    /// See [`Verdict::Supported`].
    Supported,
    /// See [`Verdict::Unsupported`].
    Unsupported,
}

/// A document that bears on a claim, with the words that do.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Evidence {
    /// Where the document lies.
    pub file: FilePath,
    /// Its own number, where it states one.
    pub number: Option<DocumentNumber>,
    /// The words; absent where the document bears on the claim by where it lies, not by what could be read in it.
    pub quote: Option<QuoteRecord>,
}

/// Something that a person must decide before the points stand.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OpenCondition {
    /// What the rule leaves to judgement, in the words of the criteria set.
    Rule {
        /// The words.
        text: String,
    },
    /// The case in which the criteria set asks for an explanation, in its words.
    ExplainIf {
        /// The words.
        text: String,
    },
    /// A document that the criteria set does not list, where it lists one that is not there and admits others.
    OtherEvidence {
        /// The name of the one that it lists.
        instead_of: String,
    },
    /// The document bears the number only after the number in the sheet was repaired.
    RepairedNumber {
        /// The number as repaired, with what stands in the sheet.
        cited: DocumentNumber,
    },
    /// The numbers of citation and document agree only without leading zeros.
    LeadingZeros {
        /// The number in the sheet.
        cited: DocumentNumber,
        /// The number of the document.
        found: DocumentNumber,
    },
    /// The number of the citation or of the document stands in an image, and may have been misread there: the recogniser
    /// was unsure of it, or both differ in one sign.
    ScannedNumber {
        /// The number in the sheet.
        cited: DocumentNumber,
        /// The number of the document.
        found: DocumentNumber,
    },
    /// The documents state the figure only as a bound or an approximation.
    ApproximateFigure {
        /// Which figure.
        metric: MetricId,
    },
    /// The rule needs a figure that no document states in a way that it can be used.
    FigureNeeded {
        /// Which figure.
        metric: MetricId,
        /// The level that it must count, where the rule names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
    },
    /// The rule asks for the figure of one level, and the documents do not say of which level theirs is.
    LevelNotStated {
        /// Which figure.
        metric: MetricId,
        /// The level that the rule asks for; that of the whole unit where it names none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
    },
    /// The documents state the figure only of other bodies than the unit: of those that they name, or of the body that
    /// issued them.
    OtherBody {
        /// Which figure.
        metric: MetricId,
        /// The bodies, as the documents name them.
        bodies: Vec<String>,
    },
    /// The figure stands in an image, and the recogniser was unsure of it.
    ScannedFigure {
        /// Which figure.
        metric: MetricId,
        /// As it was read.
        #[schemars(with = "String")]
        value: Decimal,
    },
    /// A listed document may be one of these: their abstracts stand in images and could not be read well enough.
    ScannedAbstract {
        /// The name of the one that the criteria set lists.
        item: String,
        /// The files.
        files: Vec<FilePath>,
    },
    /// The denominator is 0, and the criteria set does not say what that gives.
    ZeroDenominator,
    /// The documents state several values, and only some of them give the points.
    SeveralValues {
        /// Of which figure.
        metric: MetricId,
    },
    /// A finding of this code raises doubt about the evidence or the points.
    Doubt {
        /// The finding.
        code: FindingCode,
    },
}

/// A file whose content, or part of it, is not known.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct UnreadFile {
    /// Where it lies.
    pub file: FilePath,
    /// Why it was not read.
    pub reason: ProblemCode,
    /// The names and figures that belong to the reason.
    pub detail: String,
    /// How many claims of the unit the file blocks.
    pub blocked_claims: u32,
}

/// Something that a claim needs and that was not found.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum MissingEvidence {
    /// A document that the unit cites.
    CitedDocument {
        /// Its number.
        number: DocumentNumber,
    },
    /// A document that the criteria set asks for.
    RequiredDocument {
        /// Its name in the set.
        name: String,
        /// The part of the year that it is asked for, where the set asks for several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        period: Option<EvidencePeriod>,
    },
    /// The figure that the rule is computed from.
    Figure {
        /// Which.
        metric: MetricId,
        /// The level that it must count, where the rule names one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Scope>,
    },
}

/// What a leaf that the unit has not scored yet still lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StillMissing {
    /// The leaf.
    pub criterion: CriterionCode,
    /// The listed documents that are not there.
    pub missing: Vec<MissingEvidence>,
    /// Whether every file of the unit was read in full, so that what is not found is not there.
    pub is_certain: bool,
}

/// What a judgement looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// How many documents of the unit were read in full and searched.
    pub searched: u32,
    /// The ledger generation that was judged.
    pub generation: u64,
    /// The files that were not read, or not in full.
    pub unread: Vec<FilePath>,
}

/// A figure as the rules use it, with where it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatedFigure {
    /// Which metric.
    pub metric: MetricId,
    /// The value stated.
    #[schemars(with = "String")]
    pub value: Decimal,
    /// Where.
    pub evidence: Evidence,
    /// The cells that the value was computed from, where the document counts both and states no rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub computed_from: Option<CountedParts>,
    /// How sure the recogniser was of it, in percent, where it stands in an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<u8>,
    /// What the rate is from each whole that stands beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recomputed: Vec<Recomputed>,
}

/// What a rule gives for a rate, taken of one of the wholes that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PointsOfBase {
    /// Which metric.
    pub metric: MetricId,
    /// The whole, and the rate of it; `fits` where it is the stated one.
    pub base: Recomputed,
    /// The fewest points that the rule gives, whatever is left open.
    pub at_least: Points,
    /// The most points that the rule gives, whatever is left open.
    pub at_most: Points,
}

/// Part and whole of a rate that a document counts and does not state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CountedParts {
    /// The part.
    #[schemars(with = "String")]
    pub numerator: Decimal,
    /// The whole.
    #[schemars(with = "String")]
    pub denominator: Decimal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_conditions_are_told_apart_in_json() {
        let check = |open: OpenCondition, json: &str| {
            assert_eq!(serde_json::to_string(&open).expect("serializes"), json);
            assert_eq!(serde_json::from_str::<OpenCondition>(json).expect("deserializes"), open);
        };
        check(
            OpenCondition::Rule { text: "đúng quy định".into() },
            r#"{"kind":"rule","text":"đúng quy định"}"#,
        );
        check(
            OpenCondition::Doubt { code: FindingCode::DraftDocument },
            r#"{"kind":"doubt","code":"draft-document"}"#,
        );
    }
}
