//! Every kind of rule that real documents have, with the figures of the document, as docs/bo-tieu-chi.md lists them.

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
        Recomputed::NoFigure(asked) => format!("no {}", asked.metric.as_str()),
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
    check("2", &divides, &[("own", "85")], "no mean");
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

#[test]
fn a_conjunction_and_a_list_of_cases_are_for_a_person() {
    // 1187/QĐ-BNV, 1.2: number, content and time, or nothing.
    let conjunction = "kind = 'options'\noptions = [{ when = 'đủ số lượng, nội dung, thời gian', points = 0.5 }, { when = 'thiếu một yêu cầu', points = 0 }]";
    check("0.5", conjunction, &[], "person");
    // 1187/QĐ-BNV, 2.4.
    let cases = "kind = 'options'\noptions = [{ when = 'đầy đủ, kịp thời', points = 1 }, { when = 'đầy đủ, chậm', points = 0.5 }, { when = 'không đầy đủ', points = 0 }]";
    check("1", cases, &[], "person");
}

#[test]
fn all_of_something_or_nothing_is_a_range_from_100() {
    // 1187/QĐ-BNV, 4.3.3.
    let all = "kind = 'tiers'\nof = 'vấn đề đã xử lý'\nunit = 'percent'\nmetric = 'rate'\ntiers = [{ from = 100, points = 1 }, { from = 0, to = 100, points = 0 }]";
    check("1", all, &[("rate", "100")], "1");
    check("1", all, &[("rate", "99.9")], "0");
}

#[test]
fn a_target_may_be_missed_which_is_below_0() {
    // 1187/QĐ-BNV, 8.4: in points of percent beyond the target.
    let beyond = "kind = 'tiers'\nof = 'mức vượt chỉ tiêu'\nunit = 'percent'\nmetric = 'beyond'\ntiers = [{ from = 4, points = 1 }, { from = 2, to = 4, points = 0.5 }, { from = 0, to = 2, points = 0.25 }, { to = 0, points = 0 }]";
    for (value, expect) in [("4.1", "1"), ("2", "0.5"), ("0", "0.25"), ("-0.1", "0")] {
        check("1", beyond, &[("beyond", value)], expect);
    }
}

#[test]
fn an_increment_over_last_year_is_a_count() {
    // 1187/QĐ-BNV, 6.3.1.
    let more = "kind = 'count'\nof = 'đơn vị tự bảo đảm chi thường xuyên tăng thêm'\nmetric = 'more'\ntiers = [{ from = 1, points = 0.25 }, { from = 0, to = 0, points = 0 }]";
    check("0.25", more, &[("more", "1")], "0.25");
    check("0.25", more, &[("more", "0")], "0");
}

#[test]
fn a_share_of_money_is_a_share() {
    // 12094/BNV-CCHC, 6.1.3.
    let money = "kind = 'ratio'\nnumerator = 'số tiền đã nộp'\ndenominator = 'số tiền phải nộp'\nunit = 'triệu đồng'\nscale = 1\nzero_denominator = 'max'\nmetric = 'paid'";
    check("1", money, &[("paid", "62.5")], "0.625");
}

#[test]
fn what_is_late_weighs_less() {
    // 1187/QĐ-BNV, 2.3.2: within 30 days all, within 90 three quarters, later one quarter of the points.
    let late = "kind = 'weighted_ratio'\ndenominator = 'văn bản phải xử lý'\ndenominator_metric = 'due'\nzero_denominator = 'max'\nterms = [{ weight = 1, meaning = 'đến 30 ngày', metric = 'a' }, { weight = 0.75, meaning = '31-90 ngày', metric = 'b' }, { weight = 0.25, meaning = 'trên 90 ngày', metric = 'c' }]";
    check("1", late, &[("due", "20"), ("a", "12"), ("b", "4"), ("c", "4")], "0.8");
}

#[test]
fn parts_lie_in_parts_each_with_its_own_maximum() {
    // 12094/BNV-CCHC, 3.2.2: three quarters within a part of 0.75 within 1.5.
    let published = |name: &str| {
        format!(
            "{{ name = '{name}', max = 0.25, rule = {{ kind = 'tiers', of = '{name}', unit = 'percent', metric = '{name}', tiers = [{{ from = 100, points = 0.25 }}, {{ from = 0, to = 100, points = 0 }}] }} }}"
        )
    };
    let inner = ["tinh", "huyen", "xa"].map(published).join(", ");
    let rule = format!(
        "kind = 'sum_of_parts'\nparts = [{{ name = 'công khai', max = 0.75, rule = {{ kind = 'sum_of_parts', parts = [{inner}] }} }}, {{ name = 'kịp thời', max = 0.75, rule = {{ kind = 'tiers', of = 'x', unit = 'percent', metric = 'in_time', tiers = [{{ from = 100, points = 0.75 }}, {{ from = 0, to = 100, points = 0 }}] }} }}]"
    );
    let all = [("tinh", "100"), ("huyen", "100"), ("xa", "99"), ("in_time", "100")];
    check("1.5", &rule, &all, "1.25");
    check("1.5", &rule, &all[..3], "0.5..1.25");
}

#[test]
fn a_rank_among_units_may_have_a_case_beside_it() {
    // 12094/BNV-CCHC, 1.4.
    let rank = "kind = 'rank'\nof = 'lượt truy cập'\namong = 34\nmetric = 'rank'\ntiers = [{ from = 1, to = 10, points = 0.5 }, { from = 11, to = 25, points = 0.25 }, { from = 26, to = 34, points = 0 }]";
    for (place, expect) in [("10", "0.5"), ("11", "0.25"), ("34", "0")] {
        check("0.5", rank, &[("rank", place)], expect);
    }
}

#[test]
fn an_earlier_result_may_stand_in() {
    // 12094/BNV-CCHC, 5.2.1: no recruitment this year.
    let rule = "kind = 'options'\noptions = [{ when = 'đúng quy định', points = 0.5 }, { when = 'sai quy định', points = 0 }]\nfallback = { when = 'không tuyển dụng trong năm', use = 'kỳ gần nhất', options = [{ when = 'sai phạm đã khắc phục 100%', points = 0.25 }] }";
    check("0.5", rule, &[], "person");
    assert!(attainable(&leaf("0.5", rule)).allows(super::sample::points("0.25")));
}

#[test]
fn a_gate_takes_the_whole_item() {
    // 12094/BNV-CCHC, 3.4.4: a wrong way of assessing makes all of it 0.
    let gate = "kind = 'tiers'\nof = 'x'\nunit = 'percent'\nmetric = 'rate'\ntiers = [{ from = 80, points = 0.75 }, { from = 0, to = 80, points = 0 }]\nzero_if = 'đánh giá sai phương pháp'";
    check("0.75", gate, &[("rate", "85")], "0..0.75");
    check("0.75", gate, &[("rate", "79")], "0");
}

#[test]
fn surveys_and_other_bodies_give_their_own_points() {
    for rule in [
        "kind = 'survey'\npercent_of = 'người dân hài lòng'",
        "kind = 'external'\nby = 'Văn phòng Chính phủ'\nbasis = 'báo cáo theo dõi'\nrule = { kind = 'options', options = [{ when = 'đạt', points = 1.5 }, { when = 'không', points = 0 }] }",
    ] {
        check("1.5", rule, &[], "person");
    }
}

#[test]
fn a_service_that_is_offered_must_be_used() {
    // Points for use, not for supply: nothing below some use.
    let used = "kind = 'ratio'\nnumerator = 'hồ sơ qua bưu chính công ích'\ndenominator = 'hồ sơ'\nscale = 2.5\nfloor = 0.01\nzero_denominator = 'silent'\nmetric = 'bcci_rate'";
    check("2.5", used, &[("bcci_rate", "0")], "0");
    check("2.5", used, &[("bcci_rate", "10")], "0.25");
}

#[test]
fn one_name_has_another_figure_on_another_base() {
    // Online service: procedures offered until 2015, dossiers handled from 2016.
    let of = |metric: &str| {
        format!(
            "kind = 'ratio'\nnumerator = 'b'\ndenominator = 'a'\nscale = 1\nzero_denominator = 'silent'\nmetric = '{metric}'"
        )
    };
    let stated = [("online_service_rate", "90"), ("online_submission_rate", "12")];
    check("1", &of("online_service_rate"), &stated, "0.9");
    check("1", &of("online_submission_rate"), &stated, "0.12");
}
