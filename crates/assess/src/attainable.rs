//! Which points a rule can give at all, whatever the facts are.
//!
//! Refuses to know figures and claims: a claim outside these points is wrong by the criteria set alone.

use model::{
    Points,
    criteria::Leaf,
    rule::{AgainstMean, Ratio, Rule, Scoring, SumOfParts, WeightedRatio},
};
use rust_decimal::Decimal;

/// The points that a rule can give: single points and stretches without gap, in order, apart from each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attainable {
    stretches: Vec<Stretch>,
}

/// All points between two, both included; a single point where they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The fewest.
    pub from: Points,
    /// The most.
    pub to: Points,
}

/// Above this many stretches, sums of parts are taken for one without gap: no real rule comes near, and a set made to
/// blow up does not.
const MOST_STRETCHES: usize = 1024;

/// The decimals that claims are stated in at most, so that a fraction of points is not held against them.
const CLAIM_DECIMALS: u32 = 2;

impl Attainable {
    /// The stretches, from the fewest points on.
    #[must_use]
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The points as a list, where they are single points only.
    #[must_use]
    pub fn listed(&self) -> Option<Vec<Points>> {
        let single = |stretch: &Stretch| (stretch.from == stretch.to).then_some(stretch.from);
        self.stretches.iter().map(single).collect()
    }

    /// Whether claimed points are among these, or are such points cut to two decimals or to as many as are claimed.
    #[must_use]
    pub fn allows(&self, claimed: Points) -> bool {
        let decimals = claimed.value().scale().max(CLAIM_DECIMALS);
        let step = Points::new(Decimal::new(1, decimals.min(Decimal::MAX_SCALE)));
        self.stretches
            .iter()
            .any(|stretch| claimed + step > stretch.from && claimed < stretch.to + step)
    }

    fn of_points(points: impl IntoIterator<Item = Points>) -> Self {
        Self::of(points.into_iter().map(|point| Stretch { from: point, to: point }))
    }

    fn of(stretches: impl IntoIterator<Item = Stretch>) -> Self {
        let mut ordered: Vec<Stretch> = stretches.into_iter().collect();
        ordered.sort();
        let mut apart = Vec::<Stretch>::new();
        for stretch in ordered {
            match apart.last_mut() {
                Some(last) if stretch.from <= last.to => last.to = last.to.max(stretch.to),
                _ => apart.push(stretch),
            }
        }
        Self { stretches: apart }
    }

    fn or(self, others: impl IntoIterator<Item = Stretch>) -> Self {
        Self::of(self.stretches.into_iter().chain(others))
    }

    fn or_points(self, points: impl IntoIterator<Item = Points>) -> Self {
        self.or(Self::of_points(points).stretches)
    }

    /// Every sum of one of these points and one of those.
    fn plus(&self, other: &Self) -> Self {
        let sum = |a: &Stretch, b: &Stretch| Stretch { from: a.from + b.from, to: a.to + b.to };
        let sums =
            self.stretches.iter().flat_map(|a| other.stretches.iter().map(move |b| sum(a, b)));
        let sums = Self::of(sums);
        match (sums.stretches.first(), sums.stretches.last()) {
            (Some(first), Some(last)) if sums.stretches.len() > MOST_STRETCHES => {
                Self::of([Stretch { from: first.from, to: last.to }])
            }
            _ => sums,
        }
    }
}

/// The points that a leaf's rule can give.
#[must_use]
pub fn attainable(leaf: &Leaf) -> Attainable {
    of_rule(&leaf.rule, leaf.max)
}

/// The points that a rule can give to a leaf or part whose maximum is `max`.
fn of_rule(rule: &Rule, max: Points) -> Attainable {
    let zero_in_parts = rule.part_zero_if.is_some();
    let mut points = match &rule.scoring {
        Scoring::SumOfParts(sum) => sum_of_parts(sum, zero_in_parts),
        scoring => of_scoring(scoring, max),
    };
    for cap in &rule.caps {
        let most = cap.most(max);
        let capped = points
            .stretches
            .clone()
            .into_iter()
            .map(|stretch| Stretch { from: stretch.from.min(most), to: stretch.to.min(most) });
        points = points.or(capped);
    }
    for deduction in &rule.adjustments {
        let less = points.stretches.clone().into_iter().map(|stretch| Stretch {
            from: deduction.apply(stretch.from),
            // What the council takes off at its discretion is anything up to the whole deduction.
            to: if deduction.at_discretion { stretch.to } else { deduction.apply(stretch.to) },
        });
        points = points.or(less);
    }
    if rule.full_if.is_some() {
        points = points.or_points([max]);
    }
    if let Some(fallback) = &rule.fallback {
        points = points.or_points(fallback.options.iter().map(|case| case.points));
    }
    if rule.zero_if.is_some() || zero_in_parts {
        points = points.or_points([Points::ZERO]);
    }
    points
}

fn of_scoring(scoring: &Scoring, max: Points) -> Attainable {
    match scoring {
        Scoring::Options(rule) => {
            Attainable::of_points(rule.options.iter().map(|case| case.points))
        }
        Scoring::Tiers(rule) => Attainable::of_points(rule.tiers.iter().map(|tier| tier.points)),
        Scoring::Count(rule) => Attainable::of_points(rule.tiers.iter().map(|tier| tier.points)),
        Scoring::Rank(rule) => {
            let otherwise = rule.otherwise.iter().map(|case| case.points);
            Attainable::of_points(rule.tiers.iter().map(|tier| tier.points).chain(otherwise))
        }
        Scoring::Ratio(rule) => ratio(rule),
        Scoring::WeightedRatio(rule) => weighted_ratio(rule),
        Scoring::SumOfParts(rule) => sum_of_parts(rule, false),
        Scoring::YearOnYear(rule) => {
            Attainable::of_points([rule.points.up, rule.points.same, rule.points.down])
        }
        Scoring::AgainstMean(rule) => against_mean(rule),
        Scoring::Quota(rule) => Attainable::of_points([Points::ZERO, rule.points]),
        Scoring::Absence(rule) => Attainable::of_points([Points::ZERO, rule.points]),
        Scoring::Timeliness(rule) => Attainable::of_points([rule.on_time, rule.late, rule.missing]),
        Scoring::External(rule) => of_rule(&rule.rule, max),
        Scoring::Survey(_) | Scoring::Unspecified {} => {
            Attainable::of([Stretch { from: Points::ZERO, to: max }])
        }
    }
}

fn ratio(rule: &Ratio) -> Attainable {
    let share = |fraction: Decimal| Points::new(fraction * rule.scale.value());
    let from = rule.floor.map_or(Points::ZERO, share);
    let to = rule.full_at.map_or(rule.scale, share);
    // A floor above `full_at` leaves nothing between them.
    let between = Stretch { from: from.min(to), to };
    Attainable::of_points([Points::ZERO, rule.scale]).or([between])
}

fn against_mean(rule: &AgainstMean) -> Attainable {
    let base = Attainable::of_points([rule.at_least_mean, rule.below_mean]);
    let Some(steps) = &rule.steps else { return base };
    let mut points = Vec::new();
    let mut reached = rule.at_least_mean;
    while steps.points > Points::ZERO && reached < steps.cap && points.len() < MOST_STRETCHES {
        reached = (reached + steps.points).min(steps.cap);
        points.push(reached);
    }
    base.or_points(points)
}

fn weighted_ratio(rule: &WeightedRatio) -> Attainable {
    let weights = || rule.terms.iter().map(|term| term.weight);
    let to = weights().max().unwrap_or_default();
    let from = rule.floor.as_ref().map_or(Points::ZERO, |floor| {
        let is_over = |symbol: &Option<String>| {
            symbol.as_ref().is_some_and(|symbol| floor.over.contains(symbol))
        };
        let over = rule.terms.iter().filter(|term| is_over(&term.symbol));
        // At the floor, all of it can lie in the lightest term.
        let lightest = over.map(|term| term.weight).min().unwrap_or_default();
        Points::new(floor.value * lightest.value())
    });
    Attainable::of_points([Points::ZERO]).or([Stretch { from, to }])
}

fn sum_of_parts(rule: &SumOfParts, zero_in_parts: bool) -> Attainable {
    rule.parts.iter().fold(Attainable::of_points([Points::ZERO]), |sum, part| {
        let of_part = of_rule(&part.rule, part.max);
        let of_part = if zero_in_parts { of_part.or_points([Points::ZERO]) } else { of_part };
        sum.plus(&of_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recompute::sample::{leaf, points};

    /// The stretches of a rule, as `from-to` or as a single point.
    fn check(max: &str, rule: &str, expect: &[&str]) {
        let found: Vec<String> = attainable(&leaf(max, rule))
            .stretches()
            .iter()
            .map(
                |Stretch { from, to }| {
                    if from == to { from.to_string() } else { format!("{from}-{to}") }
                },
            )
            .collect();
        assert_eq!(found, expect, "{rule}");
    }

    const RATIO: &str =
        "kind = 'ratio'\nnumerator = 'b'\ndenominator = 'a'\nzero_denominator = 'silent'\n";

    #[test]
    fn cases_and_ranges_give_single_points() {
        let options = "kind = 'options'\noptions = [{ when = 'x', points = 0.5 }, { when = 'y', points = 0 }, { when = 'z', points = 0.5 }]";
        check("0.5", options, &["0", "0.5"]);
        check(
            "0.5",
            &format!(
                "{options}\nfallback = {{ when = 'w', use = 'u', options = [{{ when = 'v', points = 0.25 }}] }}"
            ),
            &["0", "0.25", "0.5"],
        );
        check(
            "0.5",
            &format!("{options}\nadjustments = [{{ percent_of_earned = 10, when = 'w' }}]"),
            &["0", "0.45", "0.5"],
        );
    }

    #[test]
    fn fractions_give_stretches_that_floors_and_jumps_cut() {
        check("1.5", &format!("{RATIO}scale = 1.5"), &["0-1.5"]);
        check("1.5", &format!("{RATIO}scale = 1.5\nfloor = 0.95"), &["0", "1.425-1.5"]);
        check("1.5", &format!("{RATIO}scale = 1.5\nfull_at = 0.7"), &["0-1.05", "1.5"]);
        let weighted = "kind = 'weighted_ratio'\ndenominator = 'a'\nzero_denominator = 'silent'\nfloor = { over = ['b', 'c'], value = 0.7 }\nterms = [{ symbol = 'b', weight = 1.5, meaning = 'x' }, { symbol = 'c', weight = 1, meaning = 'y' }]";
        check("1.5", weighted, &["0", "0.7-1.5"]);
    }

    #[test]
    fn parts_give_every_sum() {
        let parts = "kind = 'sum_of_parts'\n[[parts]]\nname = 'p'\nmax = 0.25\nrule = { kind = 'options', options = [{ when = 'x', points = 0.25 }, { when = 'y', points = 0.1 }] }\n[[parts]]\nname = 'q'\nmax = 0.5\nrule = { kind = 'options', options = [{ when = 'x', points = 0.5 }, { when = 'y', points = 0 }] }";
        check("0.75", parts, &["0.1", "0.25", "0.6", "0.75"]);
        let gated =
            parts.replacen("kind = 'sum_of_parts'", "kind = 'sum_of_parts'\npart_zero_if = 'w'", 1);
        check("0.75", &gated, &["0", "0.1", "0.25", "0.5", "0.6", "0.75"]);
    }

    #[test]
    fn a_set_made_to_blow_up_does_not() {
        let part = |n: usize| {
            format!(
                "[[parts]]\nname = 'p{n}'\nmax = 1\nrule = {{ kind = 'options', options = [{{ when = 'x', points = 1 }}, {{ when = 'y', points = 0.{:015} }}] }}\n",
                1_usize << (2 * n)
            )
        };
        let parts: String = (0..20).map(part).collect();
        let attainable = attainable(&leaf("20", &format!("kind = 'sum_of_parts'\n{parts}")));
        assert!(attainable.stretches().len() <= MOST_STRETCHES);
        assert!(attainable.allows(points("20")));
    }

    #[test]
    fn claims_are_cut_to_two_decimals() {
        let on_time = attainable(&leaf("1.5", &format!("{RATIO}scale = 1.5\nfloor = 0.95")));
        for (claimed, is_allowed) in [
            ("0", true),
            ("1.42", true),
            ("1.43", true),
            ("1.41", false),
            ("1.424", false),
            ("0.01", false),
            ("1.5", true),
            ("1.51", false),
        ] {
            assert_eq!(on_time.allows(points(claimed)), is_allowed, "{claimed}");
        }
        assert_eq!(on_time.listed(), None);
    }
}
