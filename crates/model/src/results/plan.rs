//! What each responsible body has to do next year, and with which evidence.

use schemars::JsonSchema;
use serde::Serialize;

use super::{analysis::Cause, given::Source};
use crate::{
    date::PartialDate,
    id::{CriterionCode, UnitId},
    points::Points,
};

/// The plan of one unit, by body.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Plan {
    /// The unit.
    pub unit: UnitId,
    /// The bodies, those with most to win first.
    pub bodies: Vec<BodyPlan>,
}

/// What one body has to do.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct BodyPlan {
    /// The body; none where the set names nobody.
    pub body: Option<String>,
    /// The points that can be won at all.
    pub to_win: Points,
    /// The points that tasks promise.
    pub expected: Points,
    /// Leaf by leaf, in code order.
    pub items: Vec<PlanItem>,
}

/// What a body has to do for one leaf.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlanItem {
    /// The leaf.
    pub code: CriterionCode,
    /// The points that can be won; none while the leaf is open.
    pub to_win: Option<Points>,
    /// Why they were lost, confirmed or else suggested.
    pub cause: Option<Cause>,
    /// The evidence that the set asks for.
    pub evidence: Vec<String>,
    /// What a person laid down; none where nobody has yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<PlannedTask>,
}

/// What a person laid down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlannedTask {
    /// What.
    pub action: String,
    /// The evidence that it leaves.
    pub evidence: Option<String>,
    /// Until when.
    pub due: Option<PartialDate>,
    /// The points expected.
    pub expected: Option<Points>,
    /// Where it is said.
    pub source: Source,
}
