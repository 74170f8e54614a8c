//! A scoring rule in the words of a decision: one line for each case, range or formula.
//!
//! Refuses to know where the lines stand.

use model::{
    Points,
    facts::MetricUnit,
    rule::{
        AgainstMean, Assessor, CountTier, Every, Rank, Ratio, Rule, Scoring, Tiers, WeightedRatio,
        ZeroDenominator,
    },
};
use rust_decimal::Decimal;

use crate::{
    Language,
    wording::{figure, metric},
};

/// The lines of a rule.
pub(super) fn lines(rule: &Rule, language: Language) -> Vec<String> {
    let words = Words { language };
    words.rule(rule)
}

/// Who gives points.
#[must_use]
pub fn assessor(assessor: Assessor, language: Language) -> &'static str {
    match assessor {
        Assessor::Unit => language.pick("đơn vị tự chấm", "the unit itself"),
        Assessor::Survey => language.pick("điều tra xã hội học", "survey"),
        Assessor::Ministry => language.pick("cơ quan khác chấm", "another body"),
    }
}

#[derive(Clone, Copy)]
struct Words {
    language: Language,
}

impl Words {
    fn pick<'t>(self, vietnamese: &'t str, english: &'t str) -> &'t str {
        self.language.pick(vietnamese, english)
    }

    fn points(self, points: Points) -> String {
        figure::points(points, self.language)
    }

    fn number(self, number: Decimal) -> String {
        figure::decimal(number, self.language)
    }

    fn case(self, when: &str, points: Points) -> String {
        format!("{when}: {}", self.points(points))
    }

    fn rule(self, rule: &Rule) -> Vec<String> {
        let mut lines = self.scoring(&rule.scoring);
        if let Some(scope) = rule.scope {
            let of = self.pick("tính theo số liệu của", "by the figures of");
            lines.push(format!("{of} {}", metric::scope_name(scope, self.language)));
        }
        if let Some(when) = &rule.full_if {
            lines.push(format!("{when}: {}", self.pick("đạt điểm tối đa", "all points")));
        }
        if let Some(when) = &rule.zero_if {
            lines.push(format!("{when}: {}", self.pick("0 điểm cả mục", "0 for the whole item")));
        }
        if let Some(when) = &rule.part_zero_if {
            lines.push(format!("{when}: {}", self.pick("0 điểm của phần đó", "0 for that part")));
        }
        for cap in &rule.caps {
            let percent = self.number(cap.percent_of_max);
            let most = self.pick("nhiều nhất", "at most");
            let of = self.pick("điểm tối đa", "of the maximum");
            lines.push(format!("{}: {most} {percent}% {of}", cap.when));
        }
        for deduction in &rule.adjustments {
            let percent = self.number(deduction.percent_of_earned);
            let most = if deduction.at_discretion { self.pick("đến ", "up to ") } else { "" };
            let (minus, of) =
                (self.pick("trừ", "minus"), self.pick("điểm đạt được", "of the points earned"));
            lines.push(format!("{}: {minus} {most}{percent}% {of}", deduction.when));
        }
        if let Some(fallback) = &rule.fallback {
            let by = self.pick("đánh giá theo", "by");
            lines.push(format!("{}: {by} {}", fallback.when, fallback.uses));
            let cases = fallback.options.iter();
            lines.extend(cases.map(|case| format!("+ {}", self.case(&case.when, case.points))));
        }
        lines
    }

    fn scoring(self, scoring: &Scoring) -> Vec<String> {
        match scoring {
            Scoring::Options(rule) => {
                rule.options.iter().map(|case| self.case(&case.when, case.points)).collect()
            }
            Scoring::Tiers(rule) => self.tiers(rule),
            Scoring::Count(rule) => self.whole_numbers(&rule.of, &rule.tiers),
            Scoring::Rank(rule) => self.rank(rule),
            Scoring::Ratio(rule) => self.ratio(rule),
            Scoring::WeightedRatio(rule) => self.weighted_ratio(rule),
            Scoring::SumOfParts(rule) => rule
                .parts
                .iter()
                .flat_map(|part| {
                    let by = part
                        .assessed_by
                        .map_or(String::new(), |by| format!(" ({})", assessor(by, self.language)));
                    let heading = format!("{}{by}: {}", part.name, self.points(part.max));
                    let below = self.rule(&part.rule).into_iter().map(|line| format!("- {line}"));
                    std::iter::once(heading).chain(below).collect::<Vec<_>>()
                })
                .collect(),
            Scoring::YearOnYear(rule) => [
                (self.pick("tăng so với năm trước", "more than the year before"), rule.points.up),
                (self.pick("bằng năm trước", "as much as the year before"), rule.points.same),
                (self.pick("giảm so với năm trước", "less than the year before"), rule.points.down),
            ]
            .map(|(how, points)| self.case(&format!("{}: {how}", rule.of), points))
            .into(),
            Scoring::AgainstMean(rule) => self.against_mean(rule),
            Scoring::Quota(rule) => {
                let every = match rule.every {
                    Every::Week => self.pick("mỗi tuần", "every week"),
                    Every::Month => self.pick("mỗi tháng", "every month"),
                    Every::Quarter => self.pick("mỗi quý", "every quarter"),
                };
                let least = self.pick("ít nhất", "at least");
                let met = format!("{every} {least} {} {}", rule.at_least, rule.of);
                let missed = self.pick("không đủ", "not as many");
                vec![self.case(&met, rule.points), self.case(missed, Points::ZERO)]
            }
            Scoring::Absence(rule) => {
                rule.cases().iter().map(|case| self.case(&case.when, case.points)).collect()
            }
            Scoring::Timeliness(rule) => {
                rule.cases().iter().map(|case| self.case(&case.when, case.points)).collect()
            }
            Scoring::Survey(rule) => {
                let percent = rule
                    .percent_of
                    .iter()
                    .map(|of| format!("{} × {} / 100", of, self.pick("điểm tối đa", "maximum")));
                let parts = rule.parts.iter().map(|part| self.case(&part.name, part.max));
                percent.chain(parts).collect()
            }
            Scoring::External(rule) => {
                let scored = self.pick("chấm điểm, căn cứ", "scores, by");
                let first = format!("{} {scored} {}", rule.by, rule.basis);
                std::iter::once(first).chain(self.rule(&rule.rule)).collect()
            }
            Scoring::Unspecified {} => {
                vec![self.pick("chưa có quy tắc", "no rule").to_owned()]
            }
        }
    }

    fn zero_denominator(self, gives: ZeroDenominator, denominator: &str) -> Option<String> {
        let is_zero = self.pick("bằng 0: đạt điểm tối đa", "is 0: all points");
        (gives == ZeroDenominator::Max).then(|| format!("{denominator} {is_zero}"))
    }

    fn ratio(self, rule: &Ratio) -> Vec<String> {
        let Ratio { numerator, denominator, .. } = rule;
        let mut lines =
            vec![format!("({numerator} / {denominator}) × {}", self.points(rule.scale))];
        if let Some(floor) = rule.floor {
            let below = self.pick("tỷ lệ dưới", "below");
            lines.push(format!("{below} {}: 0", self.number(floor)));
        }
        if let Some(full_at) = rule.full_at {
            let from = self.pick("tỷ lệ từ", "from");
            lines.push(format!("{from} {}: {}", self.number(full_at), self.points(rule.scale)));
        }
        lines.extend(self.zero_denominator(rule.zero_denominator, denominator));
        lines
    }

    fn weighted_ratio(self, rule: &WeightedRatio) -> Vec<String> {
        let terms = rule.terms.iter().map(|term| {
            format!("({} / {}) × {}", term.meaning, rule.denominator, self.points(term.weight))
        });
        let mut lines = vec![terms.collect::<Vec<_>>().join(" + ")];
        if let Some(floor) = &rule.floor {
            let below = self.pick("dưới", "below");
            let over = floor.over.join(" + ");
            lines.push(format!(
                "({over}) / {} {below} {}: 0",
                rule.denominator,
                self.number(floor.value)
            ));
        }
        lines.extend(self.zero_denominator(rule.zero_denominator, &rule.denominator));
        lines
    }

    fn tiers(self, rule: &Tiers) -> Vec<String> {
        let unit = if rule.unit == MetricUnit::Percent { "%" } else { "" };
        let range = |from: Option<Decimal>, to: Option<Decimal>| match (from, to) {
            (Some(from), None) => {
                format!(
                    "{} {}{unit} {}",
                    self.pick("từ", "from"),
                    self.number(from),
                    self.pick("trở lên", "on")
                )
            }
            (Some(from), Some(to)) if !from.is_zero() => format!(
                "{} {}{unit} {} {}{unit}",
                self.pick("từ", "from"),
                self.number(from),
                self.pick("đến dưới", "to below"),
                self.number(to)
            ),
            (_, Some(to)) => format!("{} {}{unit}", self.pick("dưới", "below"), self.number(to)),
            (None, None) => self.pick("mọi giá trị", "any value").to_owned(),
        };
        std::iter::once(format!("{}:", rule.of))
            .chain(
                rule.tiers.iter().map(|tier| {
                    format!("- {}", self.case(&range(tier.from, tier.to), tier.points))
                }),
            )
            .collect()
    }

    fn whole_numbers(self, of: &str, tiers: &[CountTier]) -> Vec<String> {
        let range = |tier: &CountTier| match tier.to {
            Some(to) if to == tier.from => to.to_string(),
            Some(to) => format!("{} {} {to}", tier.from, self.pick("đến", "to")),
            None => format!("{} {}", tier.from, self.pick("trở lên", "or more")),
        };
        std::iter::once(format!("{of}:"))
            .chain(tiers.iter().map(|tier| format!("- {}", self.case(&range(tier), tier.points))))
            .collect()
    }

    fn rank(self, rule: &Rank) -> Vec<String> {
        let (rank, among) =
            (self.pick("thứ hạng trong", "rank among"), self.pick("đơn vị", "units"));
        let mut lines =
            self.whole_numbers(&format!("{}, {rank} {} {among}", rule.of, rule.among), &rule.tiers);
        let otherwise = rule.otherwise.iter().map(|case| self.case(&case.when, case.points));
        lines.extend(otherwise.map(|line| format!("- {line}")));
        lines
    }

    fn against_mean(self, rule: &AgainstMean) -> Vec<String> {
        let mean = self.pick("so với trung bình các đơn vị", "against the mean of the units");
        let at_least = self.pick("từ mức trung bình trở lên", "at or above it");
        let below = self.pick("dưới mức trung bình", "below it");
        let mut lines = vec![
            format!("{} {mean}:", rule.of),
            format!("- {}", self.case(at_least, rule.at_least_mean)),
            format!("- {}", self.case(below, rule.below_mean)),
        ];
        if let Some(steps) = &rule.steps {
            let unit = if rule.unit == MetricUnit::Percent { "%" } else { "" };
            lines.push(match self.language {
                Language::Vietnamese => format!(
                    "- thêm {} điểm cho mỗi {}{unit} trên mức trung bình, nhiều nhất {}",
                    self.points(steps.points),
                    self.number(steps.every),
                    self.points(steps.cap)
                ),
                Language::English => format!(
                    "- {} more for each {}{unit} above it, at most {}",
                    self.points(steps.points),
                    self.number(steps.every),
                    self.points(steps.cap)
                ),
            });
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use model::declaration;

    use super::*;

    fn check(toml: &str, expect: &[&str]) {
        let rule: Rule =
            declaration::parse(toml, "rule.toml").unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(lines(&rule, Language::Vietnamese), expect, "{toml}");
    }

    #[test]
    fn rules_read_like_the_lines_of_a_decision() {
        check(
            "kind = 'ratio'\nnumerator = 'hồ sơ đúng hạn'\ndenominator = 'hồ sơ đã giải quyết'\nscale = 1.5\nfloor = 0.95\nzero_denominator = 'max'",
            &[
                "(hồ sơ đúng hạn / hồ sơ đã giải quyết) × 1,5",
                "tỷ lệ dưới 0,95: 0",
                "hồ sơ đã giải quyết bằng 0: đạt điểm tối đa",
            ],
        );
        check(
            "kind = 'tiers'\nof = 'Tỷ lệ'\nunit = 'percent'\ntiers = [{ from = 20, points = 1 }, { from = 15, to = 20, points = 0.5 }, { from = 0, to = 15, points = 0 }]",
            &["Tỷ lệ:", "- từ 20% trở lên: 1", "- từ 15% đến dưới 20%: 0,5", "- dưới 15%: 0"],
        );
        check(
            "kind = 'quota'\nof = 'tin, bài'\nevery = 'month'\nat_least = 4\npoints = 0.5",
            &["mỗi tháng ít nhất 4 tin, bài: 0,5", "không đủ: 0"],
        );
        check(
            "kind = 'against_mean'\nof = 'Chỉ số'\nunit = 'percent'\nat_least_mean = 2\nbelow_mean = 2\nsteps = { every = 2, points = 0.25, cap = 3 }",
            &[
                "Chỉ số so với trung bình các đơn vị:",
                "- từ mức trung bình trở lên: 2",
                "- dưới mức trung bình: 2",
                "- thêm 0,25 điểm cho mỗi 2% trên mức trung bình, nhiều nhất 3",
            ],
        );
        check(
            "kind = 'options'\noptions = [{ when = 'đủ', points = 1 }]\nadjustments = [{ percent_of_earned = 50, when = 'báo cáo muộn', at_discretion = true }]\nzero_if = 'sai'",
            &["đủ: 1", "sai: 0 điểm cả mục", "báo cáo muộn: trừ đến 50% điểm đạt được"],
        );
    }
}
