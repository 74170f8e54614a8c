//! What a document says about itself, about other documents, and in figures.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    date::PartialDate, document::QuoteRecord, likeness::Likeness, number::DocumentNumber,
    problem::Problem, sheet::SelfScoreSheet, signature::Signature,
};

/// All that was understood of one document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// What the document says of itself.
    pub header: Header,
    /// The documents that it names by number, in reading order, repetitions included.
    pub citations: Vec<Citation>,
    /// The figures that it states, in reading order.
    pub metrics: Vec<Metric>,
    /// The self-score sheet, if it is one.
    pub sheet: Option<SelfScoreSheet>,
    /// Metrics that it does not state but whose parts stand in the cells of its tables. Nobody may say that the document
    /// states them.
    #[serde(default)]
    pub computed: Vec<Metric>,
    /// Figures of it that cannot all be right.
    #[serde(default)]
    pub contradictions: Vec<Contradiction>,
    /// The digital signatures on the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// What was found but could not be understood.
    pub problems: Vec<Problem>,
    /// The sketch of its text, by which copies are known; none where it says little. What programs before stored as
    /// `likeness` is compared otherwise, and is passed over.
    #[serde(default, rename = "sketch", skip_serializing_if = "Option::is_none")]
    pub likeness: Option<Likeness>,
}

impl Facts {
    /// Shows every quote to `look`, each as often as facts carry it.
    pub fn for_each_quote(&self, look: &mut dyn FnMut(&QuoteRecord)) {
        let header = &self.header;
        let of_header = [&header.draft, &header.number_quote, &header.date_quote];
        of_header.into_iter().flatten().for_each(&mut *look);
        let rows = self.sheet.iter().flat_map(|sheet| &sheet.rows);
        let in_rows = rows.clone().flat_map(|row| &row.citations);
        self.citations.iter().chain(in_rows).for_each(|citation| look(&citation.quote));
        rows.for_each(|row| {
            look(&row.quote);
            row.links.iter().for_each(&mut *look);
        });
        self.metrics.iter().chain(&self.computed).for_each(|metric| look(&metric.quote));
        self.contradictions.iter().flat_map(|found| &found.quotes).for_each(look);
    }
}

/// What a document says of itself. Form: Nghị định 30/2020/NĐ-CP, appendix I.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// Its own number.
    pub number: Option<DocumentNumber>,
    /// Its date of issue.
    pub date: Option<PartialDate>,
    /// The body that issued it, as written.
    pub issuer: Option<String>,
    /// The body above the issuer, as written.
    pub parent_body: Option<String>,
    /// The issuer in the table of bodies.
    pub issuer_id: Option<String>,
    /// Its type.
    pub doc_type: Option<DocType>,
    /// What it is about (trích yếu).
    #[serde(rename = "abstract")]
    pub subject: Option<String>,
    /// Who signed it.
    pub signer: Option<String>,
    /// The signer's position.
    pub signer_position: Option<String>,
    /// To whom it is sent, as its `Nơi nhận` lists them; where that is silent, as its `Kính gửi` does.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Why it is taken for a draft (number or date left blank, "DỰ THẢO"), as written.
    pub draft: Option<QuoteRecord>,
    /// Where number and date stand, to show them.
    pub number_quote: Option<QuoteRecord>,
    /// Where the date stands.
    pub date_quote: Option<QuoteRecord>,
    /// How its own number was recognised, where it stands in an image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_recognition: Option<Recognition>,
    /// How sure the recogniser was of its least sure word of the abstract, in percent, where the top of the document is
    /// an image: 0 where no abstract was found there. Seals and stamps garble it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject_recognised: Option<u8>,
    /// What its letterhead states of itself once more, and otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restated: Option<Restated>,
}

/// A second number or date that a letterhead states as the document's own: one was typed, another stamped on at signing.
/// Which of them is right, the document does not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Restated {
    /// Another number with the same symbol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<DocumentNumber>,
    /// Where that number stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number_quote: Option<QuoteRecord>,
    /// Another date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// Where that date stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_quote: Option<QuoteRecord>,
}

/// A document named by its number in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Citation {
    /// The number, as read and as meant.
    pub number: DocumentNumber,
    /// The date that the text binds to it.
    pub date: Option<PartialDate>,
    /// The issuer that the text binds to it, as written.
    pub issuer: Option<String>,
    /// The issuer in the table of bodies: by its name (`UBND tỉnh` by the province of the letterhead), else, where the
    /// text names none, by the abbreviation in the number (`TT-BNV`).
    pub issuer_id: Option<String>,
    /// The type, as the text names it or as the number implies.
    pub doc_type: Option<DocType>,
    /// Whether the number had to be repaired; it then weighs less.
    pub repaired: bool,
    /// How the number was recognised, where it stands in an image; it then weighs less where that is doubtful.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognition: Option<Recognition>,
    /// The number in its line.
    pub quote: QuoteRecord,
}

/// How a document number was recognised in an image. Recognisers are often sure of a wrong digit, so that what else the
/// document says is asked, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recognition {
    /// How sure the recogniser was of its least sure word, in percent.
    pub percent: u8,
    /// The number one sign away that the document has more often: this one may be the same, misread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outnumbered_by: Option<DocumentNumber>,
}

impl Recognition {
    /// Below this the recogniser itself doubts a word, in percent.
    pub const SURE: u8 = 80;

    /// Whether another number may stand there.
    #[must_use]
    pub fn is_doubtful(&self) -> bool {
        self.percent < Self::SURE || self.outnumbered_by.is_some()
    }
}

/// A type of administrative document, by its Vietnamese name in lower case (`quyết định`).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct DocType(String);

impl DocType {
    /// A type by name; lower-cased, spaces collapsed.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a metric: `on_time_rate`. Which there are, and how texts name them, is data of `facts`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct MetricId(String);

impl MetricId {
    /// A metric by name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A figure that a document states, with what it is a figure of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Metric {
    /// Which metric.
    pub metric: MetricId,
    /// The value: 98.81 for "98,81%".
    #[schemars(with = "String")]
    pub value: Decimal,
    /// What the value counts.
    pub unit: MetricUnit,
    /// The part, where the text states it.
    #[schemars(with = "Option<String>")]
    pub numerator: Option<Decimal>,
    /// The whole, where the text states it.
    #[schemars(with = "Option<String>")]
    pub denominator: Option<Decimal>,
    /// What the whole is, as the text names it ("đã giải quyết").
    pub base: Option<String>,
    /// The period, as the text names it.
    pub period: Option<String>,
    /// A bound or approximation.
    pub qualifier: Option<Qualifier>,
    /// Whether it is a plan's target rather than a result.
    pub is_target: bool,
    /// The level whose dossiers or documents it counts, where the words around it name one.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// The unit that it is a figure of, as written: the label of a table's row, or the body that a sentence names.
    #[serde(default)]
    pub unit_concerned: Option<String>,
    /// What the rate is from each plausible whole that stands beside it; empty where none does.
    #[serde(default)]
    pub recomputed: Vec<Recomputed>,
    /// The figure of an earlier period that the text holds it against.
    #[serde(default)]
    pub compared: Option<Comparison>,
    /// How sure the recogniser was of its least sure word, in percent, where the figure stands in an image. Recognisers
    /// are often sure of a wrong digit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recognised: Option<u8>,
    /// The words that state it.
    pub quote: QuoteRecord,
}

/// A level of administration, by whose bodies dossiers are handled.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Bodies of the province (cấp tỉnh).
    Province,
    /// Districts, until 30 June 2025 (cấp huyện).
    District,
    /// Communes (cấp xã).
    Commune,
}

/// A rate computed again from parts that stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recomputed {
    /// What the whole is, as the text names it; empty where it has no name.
    pub base: String,
    /// The part.
    #[schemars(with = "String")]
    pub numerator: Decimal,
    /// The whole.
    #[schemars(with = "String")]
    pub denominator: Decimal,
    /// Part of whole in percent, to two decimals, half up.
    #[schemars(with = "String")]
    pub value: Decimal,
    /// Whether it is the stated value, as far as that one's decimals say.
    pub fits: bool,
}

/// A figure of an earlier period beside one of this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The earlier period, as the text names it.
    pub period: Option<String>,
    /// The value then, where the text states it.
    #[schemars(with = "Option<String>")]
    pub value: Option<Decimal>,
    /// By how much it changed, negative where it fell, where the text states it.
    #[schemars(with = "Option<String>")]
    pub change: Option<Decimal>,
}

/// Figures of one document that cannot all be right; nobody knows which is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Contradiction {
    /// What does not fit.
    pub kind: ContradictionKind,
    /// What is stated.
    #[schemars(with = "String")]
    pub stated: Decimal,
    /// What the other figures give.
    #[schemars(with = "String")]
    pub computed: Decimal,
    /// The figures, the stated one first.
    pub quotes: Vec<QuoteRecord>,
}

/// What does not fit between figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContradictionKind {
    /// A part is larger than its whole: numerator and denominator may be swapped.
    PartAboveWhole,
    /// A percentage is not what its own fraction gives.
    RateNotOfFraction,
    /// A sum is not that of its parts: the identities of form II.06a, a row of totals.
    SumNotOfParts,
}

/// What a metric's value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MetricUnit {
    /// Of a hundred.
    Percent,
    /// Things.
    Count,
    /// Points of an index.
    Points,
    /// A place in an order.
    Rank,
}

/// A bound or approximation on a stated value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Qualifier {
    /// At least (tối thiểu, từ … trở lên).
    #[serde(rename = ">=")]
    AtLeast,
    /// More than (hơn, trên).
    #[serde(rename = ">")]
    MoreThan,
    /// At most (tối đa, không quá).
    #[serde(rename = "<=")]
    AtMost,
    /// Less than (dưới).
    #[serde(rename = "<")]
    LessThan,
    /// About (khoảng, gần, xấp xỉ).
    #[serde(rename = "~")]
    About,
}
