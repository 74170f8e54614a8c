//! The TOML form of a criteria set, as people write it: read strictly, not yet held against itself.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Deadline, EvidenceItem, Head, Leaf, ScoredPeriod};
use crate::{
    declaration::exact,
    id::CriterionCode,
    points::Points,
    rule::{Assessor, Rule},
};

/// The TOML form of a criteria set. Its JSON Schema is the contract with authors.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriteriaSetForm {
    /// The decision, and what it states of the whole set.
    #[serde(rename = "set")]
    pub(super) head: Head,
    /// The areas.
    #[serde(default, rename = "area")]
    pub(super) areas: Vec<AreaForm>,
}

/// An area (lĩnh vực).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaForm {
    /// Its code.
    pub(super) code: CriterionCode,
    /// Its name in the decision.
    pub(super) name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub(super) max: Points,
    /// Its criteria.
    #[serde(default, rename = "criterion")]
    pub(super) criteria: Vec<CriterionForm>,
}

/// A criterion (tiêu chí): with subcriteria, or with what a leaf has.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CriterionForm {
    /// Its code.
    pub(super) code: CriterionCode,
    /// Its name in the decision.
    pub(super) name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub(super) max: Points,
    /// Its subcriteria (tiêu chí thành phần).
    #[serde(default, rename = "subcriterion")]
    pub(super) subcriteria: Vec<Leaf>,
    /// Who gives its points.
    #[serde(default)]
    pub(super) assessed_by: Option<Assessor>,
    /// The rule that applies.
    #[serde(default)]
    pub(super) rule: Option<Rule>,
    /// The decision's own rule, where the guidance scores otherwise.
    #[serde(default)]
    pub(super) decision_rule: Option<Rule>,
    /// The documents that the guidance lists for it.
    #[serde(default)]
    pub(super) evidence: Vec<EvidenceItem>,
    /// Whether the guidance admits further documents.
    #[serde(default)]
    pub(super) other_evidence_allowed: bool,
    /// When the guidance asks for an explanation.
    #[serde(default)]
    pub(super) explain_if: Option<String>,
    /// Deadlines that the rule refers to.
    #[serde(default)]
    pub(super) deadlines: Vec<Deadline>,
    /// The period that is scored, where it is not the year.
    #[serde(default)]
    pub(super) period: Option<ScoredPeriod>,
    /// When it does not apply to a unit.
    #[serde(default)]
    pub(super) not_applicable_if: Option<String>,
    /// The bodies that answer for it.
    #[serde(default)]
    pub(super) responsible: Vec<String>,
    /// Whether only the structure of the source is known.
    #[serde(default)]
    pub(super) placeholder: bool,
    /// Which source lays down the rule, where it is not the decision alone.
    #[serde(default)]
    pub(super) source: Option<String>,
    /// The known defect of the sources that touches it, by id.
    #[serde(default)]
    pub(super) defect: Option<String>,
}
