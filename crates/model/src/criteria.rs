//! Criteria sets: areas, criteria and subcriteria with their points, as a decision lays them down.
//!
//! A [`CriteriaSet`] exists only validated: its points add up, its counts are the stated ones, its codes nest, its
//! rules can give exactly their maxima. It refuses to know units, claims and evidence.

mod check;
mod evidence;
mod form;
mod head;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use check::{Counted, Inconsistency};
pub use evidence::{EvidenceItem, EvidenceKind, EvidencePeriod};
pub use form::CriteriaSetForm;
pub use head::{Amended, Band, Counts, Defect, Guidance, Head, Level, RoundDates, Rounding};

use crate::{
    declaration::{self, DeclarationError, exact},
    id::CriterionCode,
    points::Points,
    rule::{Assessor, Rule},
};

/// A validated criteria set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriteriaSet {
    head: Head,
    areas: Vec<Area>,
    #[serde(skip)]
    leaves: BTreeMap<CriterionCode, LeafPosition>,
}

/// Where a leaf lies in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LeafPosition {
    area: usize,
    criterion: usize,
    /// 0 where the criterion is the leaf.
    subcriterion: usize,
}

/// An area (lĩnh vực).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Area {
    /// Its code.
    pub code: CriterionCode,
    /// Its name in the decision.
    pub name: String,
    /// Its maximum.
    pub max: Points,
    /// Its criteria, in code order.
    pub criteria: Vec<Criterion>,
}

/// A criterion (tiêu chí): scored itself, or by its subcriteria.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Criterion {
    /// The criterion is scored itself.
    Leaf(Box<Leaf>),
    /// Its subcriteria are scored.
    Divided {
        /// Its code.
        code: CriterionCode,
        /// Its name in the decision.
        name: String,
        /// Its maximum.
        max: Points,
        /// Its subcriteria (tiêu chí thành phần), in code order.
        subcriteria: Vec<Leaf>,
    },
}

impl Criterion {
    /// Its code.
    #[must_use]
    pub fn code(&self) -> &CriterionCode {
        match self {
            Self::Leaf(leaf) => &leaf.code,
            Self::Divided { code, .. } => code,
        }
    }

    /// Its name in the decision.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Leaf(leaf) => &leaf.name,
            Self::Divided { name, .. } => name,
        }
    }

    /// Its maximum.
    #[must_use]
    pub fn max(&self) -> Points {
        match self {
            Self::Leaf(leaf) => leaf.max,
            Self::Divided { max, .. } => *max,
        }
    }

    /// The leaves in it: itself, or its subcriteria.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        match self {
            Self::Leaf(leaf) => std::slice::from_ref(leaf),
            Self::Divided { subcriteria, .. } => subcriteria,
        }
    }
}

/// What is scored (mục chấm điểm): a criterion or subcriterion that carries a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// Its code.
    pub code: CriterionCode,
    /// Its name in the decision.
    pub name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub max: Points,
    /// Who gives its points.
    pub assessed_by: Assessor,
    /// The rule that applies.
    pub rule: Rule,
    /// The decision's own rule, where the guidance scores otherwise and `rule` follows the guidance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_rule: Option<Rule>,
    /// The documents that the guidance lists for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceItem>,
    /// Whether the guidance admits further documents.
    #[serde(default)]
    pub other_evidence_allowed: bool,
    /// When the guidance asks for an explanation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explain_if: Option<String>,
    /// Deadlines that the rule refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// The period that is scored, where it is not the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<ScoredPeriod>,
    /// Which source lays down the rule, where it is not the decision alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The known defect of the sources that touches it, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<String>,
}

/// A deadline that a rule refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// How long before or after.
    pub by: String,
    /// Before or after what.
    pub relative_to: String,
}

/// A scored period other than the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoredPeriod {
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its last day.
    pub to: String,
    /// What falls in it, where that is not plain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

impl CriteriaSet {
    /// Reads and validates a criteria set in its TOML form.
    ///
    /// # Errors
    /// With every defect of the text, each with its line: of syntax, of keys and types, or of the set itself.
    pub fn parse(toml: &str, file_name: &str) -> Result<Self, DeclarationError> {
        let declared = declaration::parse_located::<CriteriaSetForm>(toml, file_name)?;
        check::check(declared)
    }

    /// What the decision says of itself and of the whole set.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The areas, in code order.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The leaves, in code order.
    pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        self.areas.iter().flat_map(|area| &area.criteria).flat_map(Criterion::leaves)
    }

    /// The leaf with this code; `None` for other codes, also those of areas and divided criteria.
    #[must_use]
    pub fn leaf(&self, code: &CriterionCode) -> Option<&Leaf> {
        let LeafPosition { area, criterion, subcriterion } = self.leaves.get(code)?;
        self.areas.get(*area)?.criteria.get(*criterion)?.leaves().get(*subcriterion)
    }

    /// Whether an area, criterion or subcriterion has this code.
    #[must_use]
    pub fn contains(&self, code: &CriterionCode) -> bool {
        self.node(code).is_some()
    }

    /// The name of the area, criterion or subcriterion with this code.
    #[must_use]
    pub fn name_of(&self, code: &CriterionCode) -> Option<&str> {
        self.node(code).map(|(name, _)| name)
    }

    /// The maximum of the area, criterion or subcriterion with this code.
    #[must_use]
    pub fn max_of(&self, code: &CriterionCode) -> Option<Points> {
        self.node(code).map(|(_, max)| max)
    }

    fn node(&self, code: &CriterionCode) -> Option<(&str, Points)> {
        if let Some(leaf) = self.leaf(code) {
            return Some((&leaf.name, leaf.max));
        }
        let area = self.areas.iter().find(|area| area.code == code.area())?;
        if area.code == *code {
            return Some((&area.name, area.max));
        }
        let criterion = area.criteria.iter().find(|criterion| criterion.code() == code)?;
        Some((criterion.name(), criterion.max()))
    }
}
