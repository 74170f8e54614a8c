//! Which kinds and figures does a rule have, whichever of the two forms it is written in?

use serde_json::Value;

/// Keys whose numbers are figures of a rule.
const FIGURES: [&str; 17] = [
    "points",
    "from",
    "to",
    "floor",
    "full_at",
    "scale",
    "weight",
    "percent",
    "percent_of_earned",
    "up",
    "same",
    "down",
    "max",
    "among",
    "value",
    "previous",
    "current",
];

/// The kinds of a rule and of its parts, from the outside inwards.
pub(super) fn kinds(rule: &Value) -> Vec<String> {
    let mut kinds = Vec::new();
    walk(rule, &mut |key, value| {
        // The reference marks deductions and deadlines as kinds too; they are no ways of scoring.
        if key == "kind"
            && let Some(kind) =
                value.as_str().filter(|kind| !matches!(*kind, "deduction" | "deadline"))
        {
            kinds.push(kind.to_owned());
        }
    });
    kinds
}

/// The figures of a rule as plain decimals, in no order that matters.
pub(super) fn figures(rule: &Value) -> Vec<String> {
    let mut figures = Vec::new();
    walk(rule, &mut |key, value| {
        if FIGURES.contains(&key) && value.is_number() {
            figures.push(number(value));
        }
    });
    figures
}

/// A number without trailing zeros, so that `1`, `1.0` and `1.00` are one.
pub(super) fn number(value: &Value) -> String {
    let text = value.to_string();
    match text.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        None => text,
    }
}

/// How many of the wanted are found, each once, and which are not.
pub(super) fn common(found: &[String], wanted: &[String]) -> (usize, Vec<String>) {
    let mut left = found.to_vec();
    let mut missing = Vec::new();
    for one in wanted {
        match left.iter().position(|other| other == one) {
            Some(position) => {
                left.swap_remove(position);
            }
            None => missing.push(one.clone()),
        }
    }
    (wanted.len() - missing.len(), missing)
}

/// Calls `visit` for every key of a tree. A kind stands before what is inside it.
fn walk(value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(table) => {
            if let Some(kind) = table.get("kind") {
                visit("kind", kind);
            }
            for (key, value) in table {
                if key != "kind" {
                    visit(key, value);
                }
                walk(value, visit);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_and_figures_are_the_same_in_both_forms() {
        let reference = json!({"kind": "sum_of_parts", "parts": [{"max": 1.0, "rule": {"kind": "tiers", "tiers": [{"from": 80, "to": null, "points": 0.50}]}}], "adjustments": [{"kind": "deduction", "percent": 10}]});
        let imported = json!({"kind": "sum_of_parts", "adjustments": [{"percent_of_earned": 10}], "parts": [{"max": 1, "rule": {"kind": "tiers", "tiers": [{"from": 80, "points": 0.5}]}}]});
        assert_eq!(kinds(&reference), ["sum_of_parts", "tiers"]);
        assert_eq!(kinds(&reference), kinds(&imported));
        let (agree, missing) = common(&figures(&imported), &figures(&reference));
        assert_eq!((agree, missing.len()), (4, 0));
    }

    #[test]
    fn a_figure_is_found_once() {
        let figures =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let (agree, missing) = common(&figures(&["1"]), &figures(&["1", "1", "2"]));
        assert_eq!((agree, missing), (1, figures(&["1", "2"])));
    }
}
