//! A criteria set as it was read from a decision's annex: complete in structure, with what was not understood as text.
//!
//! A draft is for a person to finish. Nothing in it is guessed: a rule that could not be read is absent, and every
//! sentence that became nothing is kept. Refuses to be a [`super::CriteriaSet`]: that only validation makes.

use super::{Counts, Deadline, EvidenceItem, Level, ScoredPeriod};
use crate::{
    date::PartialDate,
    facts::{MetricId, Scope},
    id::CriterionCode,
    number::DocumentNumber,
    points::Points,
    rule::{Assessor, Rule},
};

/// A criteria set read from annexes.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftSet {
    /// What the annexes and the decision say of the whole.
    pub head: DraftHead,
    /// Areas, criteria and subcriteria, in code order.
    pub items: Vec<DraftItem>,
    /// Rows that name an item which the decision's annex does not have, by code and name.
    pub unplaced: Vec<(String, String)>,
}

/// What is known of the whole; what is absent was not stated.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DraftHead {
    /// What the set is called.
    pub name: Option<String>,
    /// The number of the decision.
    pub decision: Option<DocumentNumber>,
    /// Its date.
    pub date: Option<PartialDate>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// The units that it scores.
    pub level: Option<Level>,
    /// The total that the annex states.
    pub total: Option<Points>,
    /// The counts that the decision states of this level.
    pub counts: Option<Counts>,
    /// The guidance: its number and date.
    pub guidance: Option<(DocumentNumber, PartialDate)>,
}

/// An area, criterion or subcriterion.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftItem {
    /// Its code.
    pub code: CriterionCode,
    /// Its name in the decision.
    pub name: String,
    /// Its maximum, where the annex states one that can be read.
    pub max: Option<Points>,
    /// What a leaf has beyond it; `None` for items with others below.
    pub leaf: Option<DraftLeaf>,
}

/// What is scored.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftLeaf {
    /// Who gives its points.
    pub assessed_by: Assessor,
    /// The rule, where it has a known form.
    pub rule: Option<Rule>,
    /// The decision's own rule, where the guidance scores otherwise.
    pub decision_rule: Option<Rule>,
    /// The documents asked for.
    pub evidence: Vec<EvidenceItem>,
    /// Whether further documents are admitted.
    pub other_evidence_allowed: bool,
    /// When an explanation is asked for.
    pub explain_if: Option<String>,
    /// Deadlines named in the rule.
    pub deadlines: Vec<Deadline>,
    /// The period scored, where the rule names one.
    pub period: Option<ScoredPeriod>,
    /// Sentences about scoring that became nothing of the above, as written.
    pub texts: Vec<String>,
    /// The figure of documents that a rate by this name may be. Whether numerator and denominator are the same is for a
    /// person to say, so it is no part of the rule.
    pub likely_figure: Option<LikelyFigure>,
}

/// A figure that a rule may be computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikelyFigure {
    /// The metric.
    pub metric: MetricId,
    /// The level whose dossiers or documents it counts, where the item's name says one.
    pub scope: Option<Scope>,
}

impl DraftSet {
    /// The leaves with their items, in code order.
    pub fn leaves(&self) -> impl Iterator<Item = (&DraftItem, &DraftLeaf)> {
        self.items.iter().filter_map(|item| item.leaf.as_ref().map(|leaf| (item, leaf)))
    }

    /// How many areas, criteria and subcriteria there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let of_depth = |depth| self.items.iter().filter(|item| item.code.depth() == depth).count();
        Counts { areas: of_depth(1), criteria: of_depth(2), subcriteria: of_depth(3) }
    }

    /// The points of the leaves that a survey gives.
    #[must_use]
    pub fn survey_points(&self) -> Points {
        let surveyed = self.leaves().filter(|(_, leaf)| leaf.assessed_by == Assessor::Survey);
        surveyed.filter_map(|(item, _)| item.max).sum()
    }
}
