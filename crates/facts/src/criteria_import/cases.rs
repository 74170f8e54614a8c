//! Which rule do some cases with their points make: ranges of a rate, a count, ranks, movements, or plain options?
//!
//! A kind is taken only where every case has its form and the cases cover what the kind must cover; else they stay
//! options, which a person decides. Refuses to know sentences around the cases.

use model::{
    Points,
    facts::MetricUnit,
    rule::{
        Case, Change, Count, CountTier, Options, Rank, Scoring, Tier, Tiers, YearOnYear,
        ZeroDenominator,
    },
};
use rust_decimal::Decimal;

use super::condition::{self, Number, PercentRange, Ranks};

/// What holds where the only case that a source names does not.
const OTHERWISE: &str = "trường hợp còn lại";

/// A condition and its points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    pub(super) when: String,
    pub(super) points: Decimal,
}

impl Scored {
    fn to_case(&self) -> Case {
        Case { when: self.when.clone(), points: Points::new(self.points) }
    }
}

/// The rule of cases of which one holds; `name` says what the figure is of. Never called without cases.
pub(super) fn scoring(cases: &[Scored], name: &str) -> Scoring {
    if let [only] = cases {
        return single(only, name);
    }
    year_on_year(cases, name)
        .or_else(|| rank(cases, name))
        .or_else(|| count(cases, name))
        .or_else(|| tiers(cases, name))
        .unwrap_or_else(|| {
            Scoring::Options(Options { options: cases.iter().map(Scored::to_case).collect() })
        })
}

/// One case alone: all its points where it holds, else 0.
fn single(case: &Scored, name: &str) -> Scoring {
    let points = Points::new(case.points);
    if let Some(number) = condition::number(&case.when)
        && number.from > 0
    {
        let below = CountTier { from: 0, to: Some(number.from - 1), points: Points::ZERO };
        let reached = CountTier { from: number.from, to: None, points };
        let of = number.of.unwrap_or_else(|| name.to_owned());
        return Scoring::Count(Count {
            of,
            tiers: vec![reached, below],
            qualifies: Vec::new(),
            metric: None,
        });
    }
    if let Some(PercentRange { from: Some(from), to: None }) = condition::percent_range(&case.when)
    {
        let reached = Tier { from: Some(from), to: None, points };
        let below = Tier { from: Some(Decimal::ZERO), to: Some(from), points: Points::ZERO };
        return rate(vec![reached, below], name);
    }
    let otherwise = Case { when: OTHERWISE.to_owned(), points: Points::ZERO };
    Scoring::Options(Options { options: vec![case.to_case(), otherwise] })
}

fn rate(tiers: Vec<Tier>, name: &str) -> Scoring {
    Scoring::Tiers(Tiers {
        of: name.to_owned(),
        unit: MetricUnit::Percent,
        tiers,
        zero_denominator: Some(ZeroDenominator::Silent),
        metric: None,
    })
}

fn tiers(cases: &[Scored], name: &str) -> Option<Scoring> {
    let ranges: Vec<Option<PercentRange>> =
        cases.iter().map(|case| condition::percent_range(&case.when)).collect();
    let n_unread = ranges.iter().filter(|range| range.is_none()).count();
    // "Không hoàn thành chỉ tiêu" after "vượt chỉ tiêu từ 2%": what is below 0.
    let misses_target = |case: &Scored| {
        let lower = crate::prose::key(&case.when);
        lower.contains("không hoàn thành") || lower.contains("không đạt chỉ tiêu")
    };
    let exceeds = cases.iter().any(|case| crate::prose::key(&case.when).contains("vượt"));
    let mut tiers = Vec::new();
    for (case, range) in cases.iter().zip(ranges) {
        let points = Points::new(case.points);
        match range {
            Some(PercentRange { from, to }) => tiers.push(Tier { from, to, points }),
            None if n_unread == 1 && exceeds && misses_target(case) => {
                tiers.push(Tier { from: None, to: Some(Decimal::ZERO), points });
            }
            None => return None,
        }
    }
    covers(&tiers).then(|| rate(tiers, name))
}

/// Whether ranges lie side by side up to an open end.
fn covers(tiers: &[Tier]) -> bool {
    let mut ordered: Vec<_> = tiers.iter().map(|tier| (tier.from, tier.to)).collect();
    ordered.sort();
    let touches = ordered.windows(2).all(|pair| pair[0].1.is_some() && pair[0].1 == pair[1].0);
    touches && ordered.last().is_some_and(|(_, to)| to.is_none())
}

fn count(cases: &[Scored], name: &str) -> Option<Scoring> {
    let mut tiers = Vec::new();
    let mut of = None;
    for case in cases {
        let points = Points::new(case.points);
        match condition::number(&case.when) {
            Some(Number { from, to, of: noun }) => {
                of = of.or(noun);
                tiers.push(CountTier { from, to, points });
            }
            None if condition::is_none(&case.when) => {
                tiers.push(CountTier { from: 0, to: Some(0), points });
            }
            None => return None,
        }
    }
    let mut ordered: Vec<_> = tiers.iter().map(|tier| (tier.from, tier.to)).collect();
    ordered.sort_unstable();
    let touches = ordered.windows(2).all(|pair| pair[0].1.is_some_and(|to| to + 1 == pair[1].0));
    let is_whole = ordered.first().is_some_and(|(from, _)| *from == 0)
        && ordered.last().is_some_and(|(_, to)| to.is_none());
    (touches && is_whole).then(|| {
        let of = of.unwrap_or_else(|| name.to_owned());
        Scoring::Count(Count { of, tiers, qualifies: Vec::new(), metric: None })
    })
}

fn rank(cases: &[Scored], name: &str) -> Option<Scoring> {
    let ranks: Vec<Option<Ranks>> = cases.iter().map(|case| condition::ranks(&case.when)).collect();
    if ranks.iter().flatten().count() < 2 {
        return None;
    }
    let among = ranks.iter().flatten().find_map(|ranks| ranks.among)?;
    let mut tiers = Vec::new();
    let mut otherwise = None;
    for (case, ranks) in cases.iter().zip(ranks) {
        let points = Points::new(case.points);
        match ranks {
            Some(Ranks { from, to: Some(to), .. }) => {
                tiers.push(CountTier { from, to: Some(to), points });
            }
            Some(Ranks { from: n_last, to: None, .. }) => {
                let from = (among + 1).checked_sub(n_last)?;
                tiers.push(CountTier { from, to: Some(among), points });
            }
            None => {
                if otherwise.replace(case.to_case()).is_some() {
                    return None;
                }
            }
        }
    }
    Some(Scoring::Rank(Rank { of: name.to_owned(), among, tiers, otherwise, metric: None }))
}

fn year_on_year(cases: &[Scored], name: &str) -> Option<Scoring> {
    if !cases.iter().any(|case| condition::compares_years(&case.when)) {
        return None;
    }
    let (mut up, mut same, mut down) = (None, None, None);
    for case in cases {
        let movement = condition::movement(&case.when)?;
        let points = Points::new(case.points);
        for (holds, slot) in
            [(movement.up, &mut up), (movement.same, &mut same), (movement.down, &mut down)]
        {
            if holds && slot.replace(points).is_some() {
                return None;
            }
        }
    }
    // "Giảm: 1; không giảm: 0" says all three.
    let points = Change { up: up?, same: same?, down: down? };
    Some(Scoring::YearOnYear(YearOnYear {
        of: name.to_owned(),
        points,
        example: None,
        metric: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind and the figures of the rule of some cases.
    fn check(cases: &[(&str, &str)], expect: &str) {
        let cases: Vec<_> = cases
            .iter()
            .map(|(when, points)| Scored {
                when: (*when).to_owned(),
                points: points.parse().expect("a number"),
            })
            .collect();
        let found = match scoring(&cases, "x") {
            Scoring::Tiers(rule) => {
                let tier = |tier: &Tier| {
                    let bound =
                        |bound: Option<Decimal>| bound.map_or("…".to_owned(), |b| b.to_string());
                    format!("{}-{}:{}", bound(tier.from), bound(tier.to), tier.points)
                };
                format!("tiers {}", rule.tiers.iter().map(tier).collect::<Vec<_>>().join(" "))
            }
            Scoring::Count(rule) => format!("count {} {:?}", rule.tiers.len(), rule.tiers[0].from),
            Scoring::Rank(rule) => format!("rank of {} {:?}", rule.among, rule.tiers.last()),
            Scoring::YearOnYear(rule) => {
                format!("change {} {} {}", rule.points.up, rule.points.same, rule.points.down)
            }
            Scoring::Options(rule) => format!("options {}", rule.options.len()),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expect);
    }

    #[test]
    fn cases_of_one_form_make_its_rule() {
        check(
            &[("Từ 20% trở lên", "1"), ("Từ 15% - dưới 20%", "0.5"), ("Dưới 15%", "0")],
            "tiers 20-…:1 15-20:0.5 0-15:0",
        );
        check(
            &[
                ("Vượt chỉ tiêu từ 4% trở lên", "1"),
                ("Đạt hoặc vượt chỉ tiêu dưới 4%", "0.5"),
                ("Không hoàn thành chỉ tiêu", "0"),
            ],
            "tiers 4-…:1 0-4:0.5 …-0:0",
        );
        check(
            &[
                ("Có từ 2 sáng kiến trở lên", "1"),
                ("Có 1 sáng kiến", "0.5"),
                ("Không có sáng kiến", "0"),
            ],
            "count 3 2",
        );
        check(
            &[("Tăng so với năm trước", "1"), ("Không tăng so với năm trước", "0")],
            "change 1 0 0",
        );
        check(
            &[
                ("nhóm 10 địa phương cao nhất", "1"),
                ("vị trí thứ 11 đến 30 so với 34 tỉnh", "0.5"),
                ("nhóm 04 địa phương thấp nhất", "0"),
            ],
            "rank of 34 Some(CountTier { from: 31, to: Some(34), points: Points(0) })",
        );
    }

    #[test]
    fn what_leaves_a_gap_stays_options() {
        check(&[("Từ 20% trở lên", "1"), ("Dưới 15%", "0")], "options 2");
        check(&[("100% thủ tục được công bố", "0.5"), ("chưa hoàn thành", "0")], "options 2");
        check(&[("Có 3 sáng kiến", "1"), ("Không có", "0")], "options 2");
        check(&[("đầy đủ", "1"), ("không", "0")], "options 2");
    }

    #[test]
    fn a_case_alone_has_its_opposite() {
        check(&[("100% số lãnh đạo được bổ nhiệm đúng", "0.25")], "tiers 100-…:0.25 0-100:0");
        check(&[("Chủ trì ít nhất 03 cuộc đối thoại", "0.25")], "count 2 3");
        check(&[("Có ứng dụng AI", "0.25")], "options 2");
    }
}
