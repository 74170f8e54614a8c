//! How much of a decision's annex does `criteria import` get right, held against a set that people wrote?
//!
//! The two sets are compared as data: codes, maxima and names exactly; rules by kind and by figures; evidence by type
//! and topic through the mapping in `evidence`, because the people's set paraphrases. Disagreements are listed. Refuses to
//! know how the import was done.

mod evidence;
mod rules;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// An area, criterion or subcriterion of either set.
struct Item {
    name: String,
    max: String,
    /// The rule and the evidence of a leaf.
    leaf: Option<Leaf>,
}

struct Leaf {
    assessed_by: String,
    rule: Value,
    decision_rule: bool,
    evidence: Vec<String>,
}

/// How many of how many agree, and what does not.
#[derive(Default)]
struct Score {
    agree: usize,
    of: usize,
    disagreements: Vec<String>,
}

impl Score {
    fn count(&mut self, agrees: bool, otherwise: impl FnOnce() -> String) {
        self.of += 1;
        if agrees {
            self.agree += 1;
        } else {
            self.disagreements.push(otherwise());
        }
    }

    fn print(&self, what: &str) {
        // Tenths of a percent, rounded down: a share never looks better than it is.
        let tenths = (self.agree * 1000).checked_div(self.of).unwrap_or(0);
        println!("{what}: {} of {} ({}.{}%)", self.agree, self.of, tenths / 10, tenths % 10);
        for line in &self.disagreements {
            println!("  - {line}");
        }
    }
}

/// Compares an imported set with a reference set in JSON and prints the shares that agree.
pub(crate) fn run(imported: &Path, reference: &Path) -> Result<()> {
    let toml =
        fs::read_to_string(imported).with_context(|| format!("read {}", imported.display()))?;
    let toml: toml::Table = toml.parse().with_context(|| format!("read {}", imported.display()))?;
    let imported = items_of(&serde_json::to_value(toml)?, "area", "criterion", "subcriterion");
    let json =
        fs::read_to_string(reference).with_context(|| format!("read {}", reference.display()))?;
    let reference = items_of(&serde_json::from_str(&json)?, "areas", "criteria", "subcriteria");
    ensure!(!reference.is_empty(), "the reference has no areas");
    compare(&imported, &reference);
    Ok(())
}

fn compare(imported: &BTreeMap<String, Item>, reference: &BTreeMap<String, Item>) {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for code in imported.keys().filter(|code| !reference.contains_key(*code)) {
        scores
            .entry("1 codes")
            .or_default()
            .count(false, || format!("{code}: not in the reference"));
    }
    for (code, expected) in reference {
        let found = imported.get(code);
        let mut score = |what, agrees, otherwise: String| {
            scores.entry(what).or_default().count(agrees, || format!("{code}: {otherwise}"));
        };
        score("1 codes", found.is_some(), "missing".to_owned());
        let Some(found) = found else { continue };
        score("2 maxima", found.max == expected.max, format!("{} for {}", found.max, expected.max));
        let names = format!("{:?} for {:?}", found.name, expected.name);
        score("3 names", found.name == expected.name, names);
        let Some(expected) = &expected.leaf else { continue };
        let Some(found) = &found.leaf else {
            score("4 scored by", false, "no leaf".to_owned());
            continue;
        };
        let by = format!("{} for {}", found.assessed_by, expected.assessed_by);
        score("4 scored by", found.assessed_by == expected.assessed_by, by);
        score(
            "8 decision's own rule kept where the guidance differs",
            found.decision_rule == expected.decision_rule,
            format!("{} for {}", found.decision_rule, expected.decision_rule),
        );
        let (kinds, wanted) = (rules::kinds(&found.rule), rules::kinds(&expected.rule));
        let both = format!("{} for {}", kinds.join(" "), wanted.join(" "));
        score("5 rule kinds of leaves", kinds.first() == wanted.first(), both);
        let (agree, missing) = rules::common(&kinds, &wanted);
        let parts = scores.entry("6 rule kinds with those of parts").or_default();
        parts.agree += agree;
        parts.of += wanted.len();
        parts.disagreements.extend(missing.iter().map(|kind| format!("{code}: no {kind}")));
        let (figures, wanted) = (rules::figures(&found.rule), rules::figures(&expected.rule));
        let (agree, missing) = rules::common(&figures, &wanted);
        let figures = scores.entry("7 figures in rules").or_default();
        figures.agree += agree;
        figures.of += wanted.len();
        if !missing.is_empty() {
            figures.disagreements.push(format!("{code}: without {}", missing.join(" ")));
        }
        let documents = scores.entry("9 evidence by type and topic").or_default();
        let (agree, missing) = evidence::common(&found.evidence, &expected.evidence);
        documents.agree += agree;
        documents.of += expected.evidence.len();
        documents.disagreements.extend(
            missing.iter().map(|name| format!("{code}: {name:?} among {:?}", found.evidence)),
        );
    }
    for (what, score) in &scores {
        score.print(&what[2..]);
    }
}

/// Every item of a set by its code; the two forms differ in the names of their lists.
fn items_of(set: &Value, areas: &str, criteria: &str, subcriteria: &str) -> BTreeMap<String, Item> {
    let mut items = BTreeMap::new();
    let mut open: Vec<&Value> = list(set, areas).collect();
    while let Some(node) = open.pop() {
        let below: Vec<&Value> = list(node, criteria).chain(list(node, subcriteria)).collect();
        let text = |key: &str| node[key].as_str().unwrap_or_default().to_owned();
        let leaf = node.get("rule").filter(|rule| rule.is_object()).map(|rule| Leaf {
            assessed_by: text("assessed_by"),
            rule: rule.clone(),
            decision_rule: node.get("decision_rule").is_some_and(Value::is_object),
            evidence: list(node, "evidence")
                .filter_map(|item| item.as_str().or_else(|| item["name"].as_str()))
                .map(str::to_owned)
                .collect(),
        });
        let max = rules::number(&node["max"]);
        items.insert(text("code"), Item { name: text("name"), max, leaf });
        open.extend(below);
    }
    items
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}
