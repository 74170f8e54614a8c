//! Rules by what happened: how often in every month, never at all, on time or late.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cases::Case;
use crate::{declaration::exact, facts::MetricId, points::Points};

/// So many in every month or quarter: all points, else 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// What is counted.
    pub of: String,
    /// In what stretch of time.
    pub every: Every,
    /// How many there must be at least in each of them.
    pub at_least: u32,
    /// The points when there are.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
    /// The figure of the documents that is the smallest of these counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// A stretch of time that a quota is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Each week of the year.
    Week,
    /// Each month of the year.
    Month,
    /// Each quarter of the year.
    Quarter,
}

/// Something must not have happened: all points where it did not, else 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// What must not have happened.
    pub of: String,
    /// The points when it did not.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub points: Points,
    /// When it is not held against the unit: found and mended by the unit itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unless: Option<String>,
    /// The figure of the documents that counts how often it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<MetricId>,
}

/// Something was done on time, late or not at all. A deadline of the leaf says what on time is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timeliness {
    /// What was to be done.
    pub of: String,
    /// The points on time.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub on_time: Points,
    /// The points after it.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub late: Points,
    /// The points where it was not done.
    #[serde(deserialize_with = "exact::points")]
    #[schemars(schema_with = "exact::schema")]
    pub missing: Points,
}

impl Absence {
    /// What a person chooses between where it is not counted: it did not happen, or it did.
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        let case = |when: String, points| Case { when, points };
        std::iter::once(case(format!("không {}", self.of), self.points))
            .chain(self.unless.iter().map(|unless| case(unless.clone(), self.points)))
            .chain([case(self.of.clone(), Points::ZERO)])
            .collect()
    }
}

impl Timeliness {
    /// What a person chooses between, in the words in which the sources say it.
    #[must_use]
    pub fn cases(&self) -> Vec<Case> {
        [("đúng hạn", self.on_time), ("muộn", self.late), ("không thực hiện", self.missing)]
            .map(|(how, points)| Case { when: format!("{}: {how}", self.of), points })
            .into()
    }
}
