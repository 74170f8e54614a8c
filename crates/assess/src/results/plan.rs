//! What has each responsible body to do, so that a unit wins back what it lost?
//!
//! Evidence comes from the set, causes from the analysis, what to do and until when from people. Refuses to invent a
//! measure: an item without a task says so.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    CriterionCode, Points,
    criteria::Leaf,
    results::{
        analysis::{Analysis, LeafLoss},
        given::Task,
        plan::{BodyPlan, Plan, PlanItem, PlannedTask},
    },
};

use super::Results;

impl Results<'_> {
    /// The plan that follows from an analysis.
    #[must_use]
    pub fn plan(&self, analysis: &Analysis) -> Plan {
        let losses: BTreeMap<&CriterionCode, &LeafLoss> =
            analysis.leaves.iter().map(|leaf| (&leaf.code, leaf)).collect();
        let tasks: Vec<&Task> = self
            .given
            .tasks
            .iter()
            .filter(|task| task.unit.as_ref().is_none_or(|unit| *unit == analysis.unit))
            .collect();
        let mut bodies = BTreeMap::<Option<&str>, Vec<PlanItem>>::new();
        for leaf in self.set.leaves() {
            let Some(loss) = losses.get(&leaf.code) else { continue };
            let tasks: Vec<&Task> =
                tasks.iter().copied().filter(|task| task.code == leaf.code).collect();
            let has_lost = loss.lost.is_some_and(|lost| lost > Points::ZERO);
            if !has_lost && tasks.is_empty() {
                continue;
            }
            let charged: BTreeSet<&str> = tasks.iter().map(|task| task.body.as_str()).collect();
            for task in &tasks {
                bodies.entry(Some(&task.body)).or_default().push(item(leaf, loss, Some(task)));
            }
            let named = leaf.responsible.iter().map(String::as_str);
            for body in named.filter(|body| !charged.contains(body)) {
                bodies.entry(Some(body)).or_default().push(item(leaf, loss, None));
            }
            if leaf.responsible.is_empty() && charged.is_empty() {
                bodies.entry(None).or_default().push(item(leaf, loss, None));
            }
        }
        let mut bodies: Vec<BodyPlan> =
            bodies.into_iter().map(|(body, items)| of_body(body, items)).collect();
        // The order of names stays where two bodies can win the same.
        bodies.sort_by_key(|body| std::cmp::Reverse(body.to_win));
        Plan { unit: analysis.unit.clone(), bodies }
    }
}

fn of_body(body: Option<&str>, items: Vec<PlanItem>) -> BodyPlan {
    // Several tasks may serve one leaf, whose points can be won once.
    let to_win: BTreeMap<&CriterionCode, Points> =
        items.iter().map(|item| (&item.code, item.to_win.unwrap_or(Points::ZERO))).collect();
    let expected =
        items.iter().filter_map(|item| item.task.as_ref().and_then(|task| task.expected)).sum();
    BodyPlan { body: body.map(str::to_owned), to_win: to_win.into_values().sum(), expected, items }
}

fn item(leaf: &Leaf, loss: &LeafLoss, task: Option<&&Task>) -> PlanItem {
    PlanItem {
        code: leaf.code.clone(),
        to_win: loss.lost,
        cause: loss.confirmed.as_ref().map(|confirmed| confirmed.cause).or(loss.suggested),
        evidence: leaf
            .evidence
            .iter()
            .filter(|item| item.provided_by.is_none())
            .map(|item| item.name.clone())
            .collect(),
        task: task.map(|task| PlannedTask {
            action: task.action.clone(),
            evidence: task.evidence.clone(),
            due: task.due,
            expected: task.expected,
            source: task.source.clone(),
        }),
    }
}
