//! What can be wrong with a rule in itself: gaps, overlaps, parts that do not add up.

use std::fmt;

use rust_decimal::Decimal;

use super::{
    AgainstMean, Case, Count, CountTier, Rank, Ratio, Rule, Scoring, Tiers, WeightedRatio,
    YearOnYear,
};
use crate::{declaration::Path, facts::MetricUnit, points::Points};

/// Something that is wrong with a rule in itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleDefect {
    /// The most points that can be reached are not the maximum.
    BestIsNotMaximum {
        /// The maximum of the leaf or part.
        max: Points,
        /// The most points that its rule gives.
        best: Points,
    },
    /// There is nothing to choose from.
    Empty,
    /// These values fall in no range.
    Gap {
        /// From this value on; from below all values where absent.
        from: Option<Decimal>,
        /// Up to this value, not included; without end where absent.
        to: Option<Decimal>,
    },
    /// This value falls in two ranges.
    Overlap {
        /// The smallest such value.
        at: Decimal,
    },
    /// No value falls in this range.
    EmptyRange,
    /// A fraction is not between 0 and 1: perhaps it was meant in percent.
    NotAFraction {
        /// The value.
        value: Decimal,
    },
    /// A percentage is not between 0 and 100.
    NotAPercentage {
        /// The value.
        value: Decimal,
    },
    /// Points below 0.
    NegativePoints {
        /// The points.
        points: Points,
    },
    /// No term has this symbol.
    UnknownSymbol {
        /// The symbol.
        symbol: String,
    },
    /// Numerator and denominator are the same: a slip of the pen.
    SameNumeratorAndDenominator,
    /// The rule gives other points for the source's example than the source does.
    ExampleDisagrees {
        /// The source's points.
        stated: Points,
        /// The rule's points.
        computed: Points,
    },
    /// The rule that applies says nothing; only a decision's own rule may.
    Unspecified,
}

impl fmt::Display for RuleDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BestIsNotMaximum { max, best } => {
                write!(f, "at best the rule gives {best} points, the maximum is {max}")
            }
            Self::Empty => f.write_str("nothing to choose from"),
            Self::Gap { from, to } => {
                f.write_str("no range for values")?;
                from.iter().try_for_each(|from| write!(f, " from {from}"))?;
                to.iter().try_for_each(|to| write!(f, " below {to}"))
            }
            Self::Overlap { at } => write!(f, "two ranges hold {at}"),
            Self::EmptyRange => f.write_str("no value falls in this range"),
            Self::NotAFraction { value } => write!(f, "{value} is not between 0 and 1"),
            Self::NotAPercentage { value } => write!(f, "{value} is not between 0 and 100"),
            Self::NegativePoints { points } => write!(f, "{points} points are below 0"),
            Self::UnknownSymbol { symbol } => write!(f, "no term has the symbol `{symbol}`"),
            Self::SameNumeratorAndDenominator => {
                f.write_str("numerator and denominator are the same")
            }
            Self::ExampleDisagrees { stated, computed } => {
                write!(f, "the source gives {stated} points for its example, the rule {computed}")
            }
            Self::Unspecified => f.write_str("the rule that applies must say how points are given"),
        }
    }
}

/// Collects what is wrong in a rule, each with the way to it from the rule.
pub(crate) struct RuleCheck {
    may_be_unspecified: bool,
    found: Vec<(Path, RuleDefect)>,
}

impl RuleCheck {
    /// What is wrong with the rule of a leaf whose maximum is `max`.
    pub(crate) fn applied(rule: &Rule, max: Points) -> Vec<(Path, RuleDefect)> {
        Self::run(rule, Some(max), false)
    }

    /// What is wrong with the rule of a leaf of which only the structure is known.
    pub(crate) fn placeholder(rule: &Rule, max: Points) -> Vec<(Path, RuleDefect)> {
        Self::run(rule, Some(max), true)
    }

    /// What is wrong with a decision's own rule that the guidance has replaced. It need not reach the maximum: that is
    /// often why it was replaced.
    pub(crate) fn replaced(rule: &Rule) -> Vec<(Path, RuleDefect)> {
        Self::run(rule, None, true)
    }

    fn run(rule: &Rule, max: Option<Points>, may_be_unspecified: bool) -> Vec<(Path, RuleDefect)> {
        let mut check = Self { may_be_unspecified, found: Vec::new() };
        check.rule(&Path::root(), rule, max);
        check.found
    }

    fn report(&mut self, path: Path, defect: RuleDefect) {
        self.found.push((path, defect));
    }

    fn rule(&mut self, path: &Path, rule: &Rule, max: Option<Points>) {
        for (position, deduction) in rule.adjustments.iter().enumerate() {
            let value = deduction.percent_of_earned;
            if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) {
                let path = path.key("adjustments").at(position).key("percent_of_earned");
                self.report(path, RuleDefect::NotAPercentage { value });
            }
        }
        for (position, cap) in rule.caps.iter().enumerate() {
            let value = cap.percent_of_max;
            if !(Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value) {
                let path = path.key("caps").at(position).key("percent_of_max");
                self.report(path, RuleDefect::NotAPercentage { value });
            }
        }
        if let Some(fallback) = &rule.fallback {
            self.cases(&path.key("fallback").key("options"), &fallback.options);
        }
        if let (Some(max), Some(best)) = (max, rule.best())
            && best != max
        {
            self.report(path.clone(), RuleDefect::BestIsNotMaximum { max, best });
        }
        match &rule.scoring {
            Scoring::Options(options) => self.cases(&path.key("options"), &options.options),
            Scoring::Tiers(tiers) => self.tiers(&path.key("tiers"), tiers),
            Scoring::Count(count) => self.count(&path.key("tiers"), count),
            Scoring::Rank(rank) => self.rank(&path.key("tiers"), rank),
            Scoring::Ratio(ratio) => self.ratio(path, ratio),
            Scoring::WeightedRatio(ratio) => self.weighted_ratio(path, ratio),
            Scoring::SumOfParts(sum) => {
                let path = path.key("parts");
                self.not_empty(&path, sum.parts.is_empty());
                for (position, part) in sum.parts.iter().enumerate() {
                    // A replaced rule may miss the leaf's maximum, but each part still has its own.
                    self.rule(&path.at(position).key("rule"), &part.rule, Some(part.max));
                }
            }
            Scoring::YearOnYear(change) => self.year_on_year(path, change),
            Scoring::AgainstMean(mean) => self.against_mean(path, mean),
            Scoring::Quota(quota) => self.not_empty(&path.key("at_least"), quota.at_least == 0),
            Scoring::Absence(_) => {}
            Scoring::Timeliness(rule) => {
                for (key, points) in
                    [("on_time", rule.on_time), ("late", rule.late), ("missing", rule.missing)]
                {
                    if points < Points::ZERO {
                        self.report(path.key(key), RuleDefect::NegativePoints { points });
                    }
                }
            }
            Scoring::External(external) => self.rule(&path.key("rule"), &external.rule, max),
            Scoring::Survey(_) => {}
            Scoring::Unspecified {} if self.may_be_unspecified => {}
            Scoring::Unspecified {} => self.report(path.key("kind"), RuleDefect::Unspecified),
        }
    }

    fn not_empty(&mut self, path: &Path, is_empty: bool) {
        if is_empty {
            self.report(path.clone(), RuleDefect::Empty);
        }
    }

    fn points(&mut self, path: &Path, points: Points) {
        if points < Points::ZERO {
            self.report(path.key("points"), RuleDefect::NegativePoints { points });
        }
    }

    fn cases(&mut self, path: &Path, cases: &[Case]) {
        self.not_empty(path, cases.is_empty());
        for (position, case) in cases.iter().enumerate() {
            self.points(&path.at(position), case.points);
        }
    }

    fn fraction(&mut self, path: Path, value: Decimal) {
        if !(Decimal::ZERO..=Decimal::ONE).contains(&value) {
            self.report(path, RuleDefect::NotAFraction { value });
        }
    }

    fn ratio(&mut self, path: &Path, ratio: &Ratio) {
        for (key, value) in [("floor", ratio.floor), ("full_at", ratio.full_at)] {
            if let Some(value) = value {
                self.fraction(path.key(key), value);
            }
        }
        if ratio.numerator == ratio.denominator {
            self.report(path.key("denominator"), RuleDefect::SameNumeratorAndDenominator);
        }
    }

    fn weighted_ratio(&mut self, path: &Path, ratio: &WeightedRatio) {
        self.not_empty(&path.key("terms"), ratio.terms.is_empty());
        let Some(floor) = &ratio.floor else { return };
        self.fraction(path.key("floor").key("value"), floor.value);
        for (position, symbol) in floor.over.iter().enumerate() {
            if !ratio.terms.iter().any(|term| term.symbol.as_ref() == Some(symbol)) {
                let path = path.key("floor").key("over").at(position);
                self.report(path, RuleDefect::UnknownSymbol { symbol: symbol.clone() });
            }
        }
    }

    fn year_on_year(&mut self, path: &Path, change: &YearOnYear) {
        let Some(example) = &change.example else { return };
        let computed = change.points.points(example.previous, example.current);
        if computed != example.points {
            let stated = example.points;
            self.report(path.key("example"), RuleDefect::ExampleDisagrees { stated, computed });
        }
    }

    fn against_mean(&mut self, path: &Path, rule: &AgainstMean) {
        let Some(steps) = &rule.steps else { return };
        let path = path.key("steps");
        if steps.every <= Decimal::ZERO {
            self.report(path.key("every"), RuleDefect::EmptyRange);
        }
        if steps.cap < rule.at_least_mean {
            let (max, best) = (steps.cap, rule.at_least_mean);
            self.report(path.key("cap"), RuleDefect::BestIsNotMaximum { max, best });
        }
    }

    fn tiers(&mut self, path: &Path, tiers: &Tiers) {
        for (position, tier) in tiers.tiers.iter().enumerate() {
            self.points(&path.at(position), tier.points);
        }
        // A rate without a first range that is open starts at 0: shares and counts are never below.
        let is_share = matches!(tiers.unit, MetricUnit::Percent | MetricUnit::Count);
        let start = (is_share && tiers.tiers.iter().all(|tier| tier.from.is_some()))
            .then_some(Decimal::ZERO);
        let ranges = tiers.tiers.iter().map(|tier| (tier.from, tier.to));
        for (position, defect) in range_defects(ranges, start, None) {
            self.report(position.map_or_else(|| path.clone(), |p| path.at(p)), defect);
        }
    }

    fn count(&mut self, path: &Path, count: &Count) {
        self.whole_numbers(path, &count.tiers, Decimal::ZERO, None);
    }

    fn rank(&mut self, path: &Path, rank: &Rank) {
        let end = Decimal::from(rank.among) + Decimal::ONE;
        self.whole_numbers(path, &rank.tiers, Decimal::ONE, Some(end));
    }

    /// Ranges of whole numbers that include both ends, held to lie side by side from `start` up to before `end`.
    fn whole_numbers(
        &mut self,
        path: &Path,
        tiers: &[CountTier],
        start: Decimal,
        end: Option<Decimal>,
    ) {
        for (position, tier) in tiers.iter().enumerate() {
            self.points(&path.at(position), tier.points);
        }
        let half_open = tiers.iter().map(|tier| {
            let after = tier.to.map(|to| Decimal::from(to) + Decimal::ONE);
            (Some(Decimal::from(tier.from)), after)
        });
        for (position, defect) in range_defects(half_open, Some(start), end) {
            self.report(position.map_or_else(|| path.clone(), |p| path.at(p)), defect);
        }
    }
}

/// What keeps half-open ranges from covering everything between `start` and `end` exactly once, with the position of
/// the range that a defect is seen at. Absent bounds are open.
pub(crate) fn range_defects(
    ranges: impl Iterator<Item = (Option<Decimal>, Option<Decimal>)>,
    start: Option<Decimal>,
    end: Option<Decimal>,
) -> Vec<(Option<usize>, RuleDefect)> {
    let mut ordered: Vec<_> = ranges.enumerate().collect();
    if ordered.is_empty() {
        return vec![(None, RuleDefect::Empty)];
    }
    // `None` orders before every bound: as a lower end it is below all values.
    ordered.sort_by_key(|(_, (from, _))| *from);
    let mut defects = Vec::new();
    let mut reached = Some(start);
    for (position, (from, to)) in ordered {
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            defects.push((Some(position), RuleDefect::EmptyRange));
            continue;
        }
        match reached {
            // The range before is open upwards, so everything from here on is held twice.
            None => {
                let at = from.unwrap_or_default();
                defects.push((Some(position), RuleDefect::Overlap { at }));
            }
            Some(reached) if from > reached => {
                defects.push((Some(position), RuleDefect::Gap { from: reached, to: from }));
            }
            Some(reached) if from < reached => {
                let at = from.unwrap_or_default();
                defects.push((Some(position), RuleDefect::Overlap { at }));
            }
            Some(_) => {}
        }
        reached = match (reached, to) {
            (Some(reached), Some(to)) => Some(reached.max(Some(to))),
            _ => None,
        };
    }
    match (reached, end) {
        (Some(reached), end) if reached < end || end.is_none() => {
            defects.push((None, RuleDefect::Gap { from: reached, to: end }));
        }
        (Some(Some(reached)), Some(end)) if reached > end => {
            defects.push((None, RuleDefect::Overlap { at: end }));
        }
        _ => {}
    }
    defects
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::declaration;

    /// What is wrong with a rule in its TOML form, as printed with the way to it.
    fn check(max: &str, toml: &str, expect: &[&str]) {
        let rule: Rule = declaration::parse(toml, "rule.toml").expect("reads");
        let max = Points::new(max.parse().expect("a number"));
        let found: Vec<_> = RuleCheck::applied(&rule, max)
            .into_iter()
            .map(|(path, defect)| format!("{path}: {defect}"))
            .collect();
        assert_eq!(found, expect, "{toml}");
    }

    #[test]
    fn parts_reach_their_own_maximum_and_that_of_the_whole() {
        let part = |max, points| {
            format!(
                "[[parts]]\nname = \"a\"\nmax = {max}\nrule.kind = \"options\"\nrule.options = [{{ when = \"x\", points = {points} }}]\n"
            )
        };
        let sum = |parts: &[String]| format!("kind = \"sum_of_parts\"\n{}", parts.concat());
        check("1", &sum(&[part("0.5", "0.5"), part("0.5", "0.5")]), &[]);
        let three = [part("0.5", "0.5"), part("0.5", "0.5"), part("0.5", "0.5")];
        check("1", &sum(&three), &[": at best the rule gives 1.5 points, the maximum is 1"]);
        check(
            "1",
            &sum(&[part("0.5", "0.5"), part("0.5", "0.25")]),
            &["parts[2].rule: at best the rule gives 0.25 points, the maximum is 0.5"],
        );
    }

    #[test]
    fn whole_numbers_count_both_ends() {
        let count = |tiers| format!("kind = \"count\"\nof = \"x\"\ntiers = [{tiers}]");
        let sound = "{ from = 2, points = 1 }, { from = 1, to = 1, points = 0.5 }, { from = 0, to = 0, points = 0 }";
        check("1", &count(sound), &[]);
        check(
            "1",
            &count("{ from = 3, points = 1 }, { from = 0, to = 1, points = 0 }"),
            &["tiers[1]: no range for values from 2 below 3"],
        );
        check(
            "1",
            &count("{ from = 2, points = 1 }, { from = 0, to = 2, points = 0 }"),
            &["tiers[1]: two ranges hold 2"],
        );
        let rank = |among| {
            format!(
                "kind = \"rank\"\nof = \"x\"\namong = {among}\ntiers = [{{ from = 1, to = 10, points = 1 }}, {{ from = 11, to = 34, points = 0 }}]"
            )
        };
        check("1", &rank(34), &[]);
        check("1", &rank(35), &["tiers: no range for values from 35 below 36"]);
        check("1", &rank(33), &["tiers: two ranges hold 34"]);
    }

    #[test]
    fn fractions_are_checked_for_slips() {
        let weighted = |over| {
            format!(
                "kind = \"weighted_ratio\"\ndenominator = \"a\"\nzero_denominator = \"max\"\nterms = [{{ symbol = \"b\", weight = 1, meaning = \"x\" }}]\nfloor = {{ over = [\"{over}\"], value = 0.7 }}"
            )
        };
        check("1", &weighted("b"), &[]);
        check("1", &weighted("c"), &["floor.over[1]: no term has the symbol `c`"]);
        let ratio = "kind = \"ratio\"\nnumerator = \"a\"\ndenominator = \"a\"\nscale = 1\nzero_denominator = \"max\"";
        check("1", ratio, &["denominator: numerator and denominator are the same"]);
    }

    #[test]
    fn examples_and_deductions_are_checked() {
        let change = |points| {
            format!(
                "kind = \"year_on_year\"\nof = \"x\"\npoints = {{ up = 1, same = 0, down = 0 }}\nexample = {{ previous = 60.0, current = 58.3, points = {points} }}"
            )
        };
        check("1", &change("0"), &[]);
        check(
            "1",
            &change("1"),
            &["example: the source gives 1 points for its example, the rule 0"],
        );
        let options = "kind = \"options\"\noptions = [{ when = \"x\", points = 1 }, { when = \"y\", points = -1 }]\nadjustments = [{ percent_of_earned = 110, when = \"z\" }]";
        check(
            "1",
            options,
            &[
                "adjustments[1].percent_of_earned: 110 is not between 0 and 100",
                "options[2].points: -1 points are below 0",
            ],
        );
    }

    #[test]
    fn only_a_replaced_rule_may_say_nothing() {
        check(
            "1",
            "kind = \"unspecified\"",
            &["kind: the rule that applies must say how points are given"],
        );
        let rule: Rule = declaration::parse("kind = \"unspecified\"", "rule.toml").expect("reads");
        assert_eq!(RuleCheck::replaced(&rule), []);
    }

    proptest! {
        /// Ranges are found sound exactly when every value is in one of them, and only one.
        #[test]
        fn sound_ranges_hold_every_value_once(
            ranges in prop::collection::vec((0_u32..6, 1_u32..7), 1..5),
        ) {
            let bounds = ranges.iter().map(|(from, to)| (Some(Decimal::from(*from)), Some(Decimal::from(*to))));
            let end = Decimal::from(6);
            let is_sound = range_defects(bounds, Some(Decimal::ZERO), Some(end)).is_empty();
            let holds_once = (0..6).all(|value| {
                ranges.iter().filter(|(from, to)| (*from..*to).contains(&value)).count() == 1
            });
            let stays_inside = ranges.iter().all(|(from, to)| from < to && *to <= 6);
            prop_assert_eq!(is_sound, holds_once && stays_inside);
        }
    }
}
