//! Rules made of other rules, and rules that somebody else applies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::{declaration::exact, points::Points};

/// Who gives the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Assessor {
    /// The unit scores itself; the ministry appraises.
    #[serde(rename = "self")]
    Unit,
    /// A sociological survey (điều tra xã hội học); not self-scored.
    Survey,
    /// The ministry, from its own data; not self-scored.
    Ministry,
}

/// The sum of parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumOfParts {
    /// The parts; their maxima add up to that of the whole.
    pub parts: Vec<Part>,
}

/// A part with its own maximum and rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name in the source.
    pub name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub max: Points,
    /// Who gives its points, where that is not who gives those of the leaf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_by: Option<Assessor>,
    /// What the source adds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How it earns its points.
    pub rule: Rule,
}

/// Points from a sociological survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Where the decision gives the formula `percent x maximum / 100`: what the percentage is of. Absent where it gives
    /// no formula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_of: Option<String>,
    /// What is asked about, each with its own maximum.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<SurveyPart>,
}

/// A part of a survey's points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyPart {
    /// What is asked about.
    pub name: String,
    /// Its maximum.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub max: Points,
}

/// Points that another body gives from its own data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct External {
    /// The body.
    pub by: String,
    /// What it goes by.
    pub basis: String,
    /// The rule that it applies.
    pub rule: Box<Rule>,
}
