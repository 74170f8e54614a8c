//! Which documents a leaf asks for: as the source names them, and as they can be recognised.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::facts::DocType;

/// A document that the guidance lists for a leaf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EvidenceItem {
    /// Its name in the source.
    pub name: String,
    /// How it can be recognised.
    #[serde(flatten)]
    pub kind: EvidenceKind,
    /// Other documents that the same line admits in its place ("… hoặc …").
    #[serde(default, rename = "or", skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<EvidenceKind>,
    /// Whether the source asks for it only where there is one ("nếu có").
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether it alone stands in for all other items of the leaf.
    #[serde(default, skip_serializing_if = "is_false")]
    pub instead_of_others: bool,
    /// The body that holds it, where the unit need not hand it in: the appraisers bring it themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provided_by: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl EvidenceItem {
    /// Every kind of document that serves as this item.
    pub fn kinds(&self) -> impl Iterator<Item = &EvidenceKind> {
        std::iter::once(&self.kind).chain(&self.alternatives)
    }

    /// Whether the claim is incomplete without it, as far as this item alone can say.
    #[must_use]
    pub fn is_required_of_unit(&self) -> bool {
        !self.optional && !self.instead_of_others && self.provided_by.is_none()
    }
}

/// How a document can be recognised. What is absent can be anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EvidenceKind {
    /// Its type; absent where the source names no type of administrative document.
    #[serde(default, deserialize_with = "doc_type", skip_serializing_if = "Option::is_none")]
    pub doc_type: Option<DocType>,
    /// Words of its abstract that tell it from others of its type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The period that it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<EvidencePeriod>,
}

fn doc_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DocType>, D::Error> {
    String::deserialize(deserializer).map(|name| Some(DocType::new(&name)))
}

/// The period that a document covers, seen from the year that is scored.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum EvidencePeriod {
    /// The first quarter.
    #[serde(rename = "quarter-1")]
    Quarter1,
    /// The second quarter.
    #[serde(rename = "quarter-2")]
    Quarter2,
    /// The first six months.
    SixMonths,
    /// The third quarter.
    #[serde(rename = "quarter-3")]
    Quarter3,
    /// The first nine months.
    NineMonths,
    /// The fourth quarter.
    #[serde(rename = "quarter-4")]
    Quarter4,
    /// The whole year.
    Year,
    /// The whole year before.
    PreviousYear,
}
