//! Every kind of rule that real documents have, with the figures of the document, as `docs/criteria-sets.md` lists them.

use model::facts::MetricId;

use super::{
    Figures, Recomputed, Value, recompute,
    sample::{leaf, number},
};
use crate::attainable::attainable;

fn figures(of: &[(&str, &str)]) -> Figures {
    of.iter().fold(Figures::default(), |figures, (metric, value)| {
        figures.with(MetricId::new(*metric), Value::Stated(number(value)))
    })
}

/// What a rule gives: points, `from..to`, or `person` where nothing can be computed. Whatever it gives can be reached.
fn check(max: &str, rule: &str, of: &[(&str, &str)], expect: &str) {
    let leaf = leaf(max, rule);
    let attainable = attainable(&leaf);
    let found = match recompute(&leaf, &figures(of)) {
        Recomputed::Points { points, .. } => {
            assert!(attainable.allows(points), "{points} cannot be reached by {rule}");
            points.to_string()
        }
        Recomputed::Range { at_least, at_most, .. } => {
            assert!(attainable.allows(at_least) && attainable.allows(at_most), "{rule}");
            format!("{at_least}..{at_most}")
        }
        Recomputed::NeedsPerson { .. } => "person".to_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(found, expect, "{rule} for {of:?}");
}

#[test]
fn a_quota_must_be_met_in_every_month() {
    let rule = "kind = 'quota'\nof = 'tin, bài'\nevery = 'month'\nat_least = 4\npoints = 0.5\nmetric = 'fewest_posts'";
    check("0.5", rule, &[("fewest_posts", "4")], "0.5");
    check("0.5", rule, &[("fewest_posts", "3")], "0");
    check("0.5", &rule.replace("metric = 'fewest_posts'", ""), &[], "person");
}

#[test]
fn what_must_not_happen_is_forgiven_where_the_unit_mended_it() {
    let rule = "kind = 'absence'\nof = 'lãnh đạo bị kỷ luật'\npoints = 0.5\nmetric = 'cases'";
    check("0.5", rule, &[("cases", "0")], "0.5");
    check("0.5", rule, &[("cases", "2")], "0");
    let forgiven = format!("{rule}\nunless = 'đơn vị tự phát hiện và khắc phục'");
    check("0.5", &forgiven, &[("cases", "2")], "0..0.5");
    check("0.5", &forgiven, &[("cases", "0")], "0.5");
    check("0.5", &rule.replace("metric = 'cases'", ""), &[], "person");
}

#[test]
fn a_mean_divides_and_its_steps_add_up_to_a_cap() {
    let mean = "kind = 'against_mean'\nof = 'chỉ số'\nunit = 'percent'\nmetric = 'own'\nmean_metric = 'mean'\nat_least_mean = 2\n";
    let divides = format!("{mean}below_mean = 0");
    check("2", &divides, &[("own", "85.1"), ("mean", "85.1")], "2");
    check("2", &divides, &[("own", "85"), ("mean", "85.1")], "0");
    check("2", &divides, &[("own", "85")], "NoFigure(MetricId(\"mean\"))");
    let steps = format!("{mean}below_mean = 2\nsteps = {{ every = 2, points = 0.25, cap = 3 }}");
    for (own, expect) in
        [("79", "2"), ("80", "2"), ("81.99", "2"), ("82", "2.25"), ("87", "2.75"), ("99", "3")]
    {
        check("3", &steps, &[("own", own), ("mean", "80")], expect);
    }
}

#[test]
fn what_is_on_time_late_or_missing_is_for_a_person() {
    let rule = "kind = 'timeliness'\nof = 'kế hoạch'\non_time = 1\nlate = 0.5\nmissing = 0";
    check("1", rule, &[], "person");
    let attainable = attainable(&leaf("1", rule));
    let listed: Vec<_> =
        attainable.listed().expect("single points").iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["0", "0.5", "1"]);
}

const RATIO: &str = "kind = 'ratio'\nnumerator = 'b'\ndenominator = 'a'\nscale = 1.5\nzero_denominator = 'silent'\nmetric = 'rate'\n";

#[test]
fn where_nothing_occurred_all_points_are_given() {
    check("1.5", &format!("{RATIO}full_if = 'không phát sinh'"), &[("rate", "80")], "1.2..1.5");
    check("1.5", &format!("{RATIO}full_if = 'không phát sinh'"), &[("rate", "100")], "1.5");
}

#[test]
fn a_cap_is_a_share_of_the_maximum() {
    let capped =
        format!("{RATIO}caps = [{{ percent_of_max = 50, when = 'hệ thống chưa đầy đủ' }}]");
    check("1.5", &capped, &[("rate", "80")], "0.75..1.2");
    check("1.5", &capped, &[("rate", "40")], "0.6");
}

#[test]
fn the_council_may_take_off_less() {
    let deduction = |more: &str| {
        format!("{RATIO}adjustments = [{{ percent_of_earned = 50, when = 'báo cáo muộn'{more} }}]")
    };
    check("1.5", &deduction(""), &[("rate", "80")], "0.6..1.2");
    let free = leaf("1.5", &deduction(", at_discretion = true"));
    assert!(attainable(&free).allows(super::sample::points("0.9")));
}

#[test]
fn an_index_of_rates_is_a_sum_of_parts() {
    let part = |name: &str, max: &str| {
        format!(
            "[[parts]]\nname = '{name}'\nmax = {max}\nrule = {{ kind = 'ratio', numerator = 'b', denominator = 'a', scale = {max}, zero_denominator = 'silent', metric = '{name}' }}\n"
        )
    };
    let rule = format!(
        "kind = 'sum_of_parts'\n{}{}{}",
        part("online", "12"),
        part("payment", "10"),
        part("digitised", "22")
    );
    let rates = [("online", "50"), ("payment", "90"), ("digitised", "100")];
    check("44", &rule, &rates, "37");
}
