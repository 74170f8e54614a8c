//! Rules by cases: which of the described cases holds is for a person to say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{declaration::exact, points::Points};

/// A case and its points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// When the case holds.
    pub when: String,
    /// The points that it gives.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
}

/// One of these cases holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// The cases, as the source orders them.
    pub options: Vec<Case>,
}

/// What is scored instead where the year gave nothing to score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// When it stands in.
    pub when: String,
    /// Which earlier result is used.
    #[serde(rename = "use")]
    pub uses: String,
    /// The cases of that earlier result.
    pub options: Vec<Case>,
}
