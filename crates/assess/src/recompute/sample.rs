//! Leaves and numbers in a few words, for the tests of rules.

use model::{
    CriterionCode, Points,
    criteria::Leaf,
    declaration,
    rule::{Assessor, Rule},
};
use rust_decimal::Decimal;

pub(crate) fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

pub(crate) fn points(text: &str) -> Points {
    Points::new(number(text))
}

/// A self-scored leaf with a rule in its TOML form.
pub(crate) fn leaf(max: &str, rule: &str) -> Leaf {
    let rule = declaration::parse(rule, "rule.toml").unwrap_or_else(|error| panic!("{error}"));
    leaf_of(points(max), rule)
}

pub(crate) fn leaf_of(max: Points, rule: Rule) -> Leaf {
    Leaf {
        code: CriterionCode::new("1.1").expect("a code"),
        name: "Tiêu chí".to_owned(),
        max,
        assessed_by: Assessor::Unit,
        rule,
        decision_rule: None,
        evidence: Vec::new(),
        other_evidence_allowed: false,
        explain_if: None,
        deadlines: Vec::new(),
        period: None,
        not_applicable_if: None,
        responsible: Vec::new(),
        placeholder: false,
        source: None,
        defect: None,
    }
}
