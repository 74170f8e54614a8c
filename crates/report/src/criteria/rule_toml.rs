//! A scoring rule in the TOML form that people edit: keys in the order in which the language's guide explains them,
//! exact decimals as numbers.
//!
//! `declaration` reads it back to the same rule; a test holds the two together. Refuses to know where the rule stands.

use model::{
    Points,
    declaration::exact,
    facts::{MetricId, MetricUnit, Scope},
    rule::{
        AgainstMean, Assessor, Cap, Case, Count, CountTier, Deduction, Every, Fallback, Part, Rank,
        Ratio, Rule, Scoring, Survey, Tier, Tiers, WeightedRatio, YearOnYear, ZeroDenominator,
    },
};
use rust_decimal::Decimal;

/// A key and its value, as they are written.
pub(super) type Pair = (&'static str, String);

/// The keys of a rule.
pub(super) fn pairs(rule: &Rule) -> Vec<Pair> {
    let mut pairs = scoring(&rule.scoring);
    pairs.extend(rule.scope.map(|scope| ("scope", self::scope(scope))));
    for (key, when) in [
        ("full_if", &rule.full_if),
        ("zero_if", &rule.zero_if),
        ("part_zero_if", &rule.part_zero_if),
    ] {
        pairs.extend(when.as_ref().map(|when| (key, text(when))));
    }
    if !rule.caps.is_empty() {
        let cap = |cap: &Cap| {
            inline(&[("percent_of_max", number(cap.percent_of_max)), ("when", text(&cap.when))])
        };
        pairs.push(("caps", list(rule.caps.iter().map(cap))));
    }
    if !rule.adjustments.is_empty() {
        let deduction = |deduction: &Deduction| {
            let mut pairs = vec![
                ("percent_of_earned", number(deduction.percent_of_earned)),
                ("when", text(&deduction.when)),
            ];
            pairs.extend(deduction.at_discretion.then(|| ("at_discretion", "true".to_owned())));
            inline(&pairs)
        };
        pairs.push(("adjustments", list(rule.adjustments.iter().map(deduction))));
    }
    if let Some(Fallback { when, uses, options }) = &rule.fallback {
        let fallback =
            [("when", text(when)), ("use", text(uses)), ("options", cases_inline(options))];
        pairs.push(("fallback", inline(&fallback)));
    }
    pairs
}

/// A text in quotes.
pub(super) fn text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A number as a literal that [`exact`] reads without loss.
pub(super) fn number(value: Decimal) -> String {
    let value = value.normalize();
    debug_assert!(value.to_string().len() <= exact::MAX_DIGITS + 3, "annexes have short numbers");
    value.to_string()
}

pub(super) fn points(points: Points) -> String {
    number(points.value())
}

/// A table on one line.
pub(super) fn inline(pairs: &[Pair]) -> String {
    let pairs: Vec<_> = pairs.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A list with each element on a line of its own.
pub(super) fn list(elements: impl Iterator<Item = String>) -> String {
    let lines: String = elements.map(|element| format!("  {element},\n")).collect();
    format!("[\n{lines}]")
}

/// Who gives points, as the language calls them.
pub(super) fn assessor(assessor: Assessor) -> &'static str {
    match assessor {
        Assessor::Unit => "\"self\"",
        Assessor::Survey => "\"survey\"",
        Assessor::Ministry => "\"ministry\"",
    }
}

fn one_line(elements: impl Iterator<Item = String>) -> String {
    format!("[{}]", elements.collect::<Vec<_>>().join(", "))
}

fn case(case: &Case) -> String {
    inline(&[("when", text(&case.when)), ("points", points(case.points))])
}

fn cases_inline(cases: &[Case]) -> String {
    one_line(cases.iter().map(case))
}

fn metric(key: &'static str, metric: Option<&MetricId>) -> Option<Pair> {
    metric.map(|metric| (key, text(metric.as_str())))
}

fn unit(unit: MetricUnit) -> String {
    let name = match unit {
        MetricUnit::Percent => "percent",
        MetricUnit::Count => "count",
        MetricUnit::Points => "points",
        MetricUnit::Rank => "rank",
    };
    text(name)
}

/// A level of administration, as the language calls it.
pub(super) fn scope(scope: Scope) -> String {
    text(match scope {
        Scope::Province => "province",
        Scope::District => "district",
        Scope::Commune => "commune",
    })
}

fn zero_denominator(gives: ZeroDenominator) -> Pair {
    let word = match gives {
        ZeroDenominator::Max => "max",
        ZeroDenominator::Silent => "silent",
    };
    ("zero_denominator", text(word))
}

fn scoring(scoring: &Scoring) -> Vec<Pair> {
    let kind = |kind: &str| vec![("kind", text(kind))];
    match scoring {
        Scoring::Options(rule) => {
            let mut pairs = kind("options");
            pairs.push(("options", list(rule.options.iter().map(case))));
            pairs
        }
        Scoring::Tiers(rule) => tiers(rule, kind("tiers")),
        Scoring::Count(rule) => count(rule, kind("count")),
        Scoring::Rank(rule) => rank(rule, kind("rank")),
        Scoring::Ratio(rule) => ratio(rule, kind("ratio")),
        Scoring::WeightedRatio(rule) => weighted_ratio(rule, kind("weighted_ratio")),
        Scoring::SumOfParts(rule) => {
            let mut pairs = kind("sum_of_parts");
            pairs.push(("parts", list(rule.parts.iter().map(part))));
            pairs
        }
        Scoring::YearOnYear(rule) => year_on_year(rule, kind("year_on_year")),
        Scoring::AgainstMean(rule) => against_mean(rule, kind("against_mean")),
        Scoring::Quota(rule) => {
            let every = match rule.every {
                Every::Week => "week",
                Every::Month => "month",
                Every::Quarter => "quarter",
            };
            let mut pairs = kind("quota");
            pairs.extend([
                ("of", text(&rule.of)),
                ("every", text(every)),
                ("at_least", rule.at_least.to_string()),
                ("points", points(rule.points)),
            ]);
            pairs.extend(metric("metric", rule.metric.as_ref()));
            pairs
        }
        Scoring::Absence(rule) => {
            let mut pairs = kind("absence");
            pairs.extend([("of", text(&rule.of)), ("points", points(rule.points))]);
            pairs.extend(rule.unless.as_ref().map(|unless| ("unless", text(unless))));
            pairs.extend(metric("metric", rule.metric.as_ref()));
            pairs
        }
        Scoring::Timeliness(rule) => {
            let mut pairs = kind("timeliness");
            pairs.extend([
                ("of", text(&rule.of)),
                ("on_time", points(rule.on_time)),
                ("late", points(rule.late)),
                ("missing", points(rule.missing)),
            ]);
            pairs
        }
        Scoring::Survey(rule) => survey(rule, kind("survey")),
        Scoring::External(rule) => {
            let mut pairs = kind("external");
            pairs.extend([
                ("by", text(&rule.by)),
                ("basis", text(&rule.basis)),
                ("rule", flat(&inline(&self::pairs(&rule.rule)))),
            ]);
            pairs
        }
        Scoring::Unspecified {} => kind("unspecified"),
    }
}

/// A value on one line, since a table within a line cannot be broken over several.
fn flat(value: &str) -> String {
    value.replace("[\n  ", "[").replace(",\n]", "]").replace(",\n  ", ", ").replace('\n', " ")
}

fn part(part: &Part) -> String {
    let mut pairs = vec![("name", text(&part.name)), ("max", points(part.max))];
    pairs.extend(part.assessed_by.map(|by| ("assessed_by", assessor(by).to_owned())));
    pairs.extend(part.note.as_ref().map(|note| ("note", text(note))));
    pairs.push(("rule", flat(&inline(&self::pairs(&part.rule)))));
    inline(&pairs)
}

fn tiers(rule: &Tiers, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let tier = |tier: &Tier| {
        let mut pairs = Vec::new();
        pairs.extend(tier.from.map(|from| ("from", number(from))));
        pairs.extend(tier.to.map(|to| ("to", number(to))));
        pairs.push(("points", points(tier.points)));
        inline(&pairs)
    };
    pairs.extend([
        ("of", text(&rule.of)),
        ("unit", unit(rule.unit)),
        ("tiers", list(rule.tiers.iter().map(tier))),
    ]);
    pairs.extend(rule.zero_denominator.map(zero_denominator));
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs
}

fn whole_numbers(tiers: &[CountTier]) -> Pair {
    let tier = |tier: &CountTier| {
        let mut pairs = vec![("from", tier.from.to_string())];
        pairs.extend(tier.to.map(|to| ("to", to.to_string())));
        pairs.push(("points", points(tier.points)));
        inline(&pairs)
    };
    ("tiers", list(tiers.iter().map(tier)))
}

fn count(rule: &Count, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.extend([("of", text(&rule.of)), whole_numbers(&rule.tiers)]);
    if !rule.qualifies.is_empty() {
        pairs.push(("qualifies", list(rule.qualifies.iter().map(|what| text(what)))));
    }
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs
}

fn rank(rule: &Rank, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.extend([
        ("of", text(&rule.of)),
        ("among", rule.among.to_string()),
        whole_numbers(&rule.tiers),
    ]);
    pairs.extend(rule.otherwise.as_ref().map(|otherwise| ("otherwise", case(otherwise))));
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs
}

fn ratio(rule: &Ratio, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.extend([
        ("numerator", text(&rule.numerator)),
        ("denominator", text(&rule.denominator)),
        ("scale", points(rule.scale)),
    ]);
    pairs.extend(rule.floor.map(|floor| ("floor", number(floor))));
    pairs.extend(rule.full_at.map(|full_at| ("full_at", number(full_at))));
    pairs.push(zero_denominator(rule.zero_denominator));
    pairs.extend(rule.unit.as_ref().map(|unit| ("unit", text(unit))));
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs
}

fn weighted_ratio(rule: &WeightedRatio, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let terms = rule.terms.iter().map(|term| {
        let mut pairs = Vec::new();
        pairs.extend(term.symbol.as_ref().map(|symbol| ("symbol", text(symbol))));
        pairs.extend([("weight", points(term.weight)), ("meaning", text(&term.meaning))]);
        pairs.extend(metric("metric", term.metric.as_ref()));
        inline(&pairs)
    });
    pairs.extend([("terms", list(terms)), ("denominator", text(&rule.denominator))]);
    pairs.extend(metric("denominator_metric", rule.denominator_metric.as_ref()));
    if let Some(floor) = &rule.floor {
        let over = one_line(floor.over.iter().map(|symbol| text(symbol)));
        pairs.push(("floor", inline(&[("over", over), ("value", number(floor.value))])));
    }
    pairs.push(zero_denominator(rule.zero_denominator));
    pairs
}

fn year_on_year(rule: &YearOnYear, mut pairs: Vec<Pair>) -> Vec<Pair> {
    let change = &rule.points;
    let points_of = inline(&[
        ("up", points(change.up)),
        ("same", points(change.same)),
        ("down", points(change.down)),
    ]);
    pairs.extend([("of", text(&rule.of)), ("points", points_of)]);
    if let Some(example) = &rule.example {
        let example = inline(&[
            ("previous", number(example.previous)),
            ("current", number(example.current)),
            ("points", points(example.points)),
        ]);
        pairs.push(("example", example));
    }
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs
}

fn against_mean(rule: &AgainstMean, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.extend([
        ("of", text(&rule.of)),
        ("unit", unit(rule.unit)),
        ("at_least_mean", points(rule.at_least_mean)),
        ("below_mean", points(rule.below_mean)),
    ]);
    if let Some(steps) = &rule.steps {
        let steps = inline(&[
            ("every", number(steps.every)),
            ("points", points(steps.points)),
            ("cap", points(steps.cap)),
        ]);
        pairs.push(("steps", steps));
    }
    pairs.extend(metric("metric", rule.metric.as_ref()));
    pairs.extend(metric("mean_metric", rule.mean_metric.as_ref()));
    pairs
}

fn survey(rule: &Survey, mut pairs: Vec<Pair>) -> Vec<Pair> {
    pairs.extend(rule.percent_of.as_ref().map(|of| ("percent_of", text(of))));
    if !rule.parts.is_empty() {
        let parts = rule
            .parts
            .iter()
            .map(|part| inline(&[("name", text(&part.name)), ("max", points(part.max))]));
        pairs.push(("parts", list(parts)));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use model::{criteria::CriteriaSet, declaration};

    use super::*;

    const PROVINCE: &str =
        include_str!("../../../../pipelines/criteria/qd-1187-2025-province.toml");

    fn written(rule: &Rule) -> String {
        pairs(rule).iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
    }

    fn check(rule: &Rule) {
        let toml = written(rule);
        let read: Rule = declaration::parse(&toml, "rule.toml")
            .unwrap_or_else(|error| panic!("{error}\n{toml}"));
        assert_eq!(read, *rule, "{toml}");
    }

    #[test]
    fn every_rule_of_the_province_set_is_read_back_as_it_was() {
        let set =
            CriteriaSet::parse(PROVINCE, "set.toml").unwrap_or_else(|error| panic!("{error}"));
        for leaf in set.leaves() {
            check(&leaf.rule);
            leaf.decision_rule.iter().for_each(check);
        }
    }

    #[test]
    fn the_kinds_that_no_set_has_yet_are_read_back_too() {
        for toml in [
            "kind = 'against_mean'\nof = 'x'\nunit = 'percent'\nat_least_mean = 2\nbelow_mean = 0\nsteps = { every = 2, points = 0.25, cap = 3 }\nmetric = 'm'\nmean_metric = 'n'",
            "kind = 'quota'\nof = 'tin \"bài\"'\nevery = 'month'\nat_least = 4\npoints = 0.5",
            "kind = 'absence'\nof = 'x'\npoints = 1\nunless = 'y'",
            "kind = 'timeliness'\nof = 'x'\non_time = 1\nlate = 0.5\nmissing = 0\nscope = 'district'\nfull_if = 'z'\ncaps = [{ percent_of_max = 50, when = 'w' }]",
        ] {
            check(&declaration::parse(toml, "rule.toml").unwrap_or_else(|error| panic!("{error}")));
        }
    }
}
