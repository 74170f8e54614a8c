//! What a rule gives for figures: points, a range of points, or the question that only a person can answer.
//!
//! Refuses to know where figures come from and which of several is right: it is asked once for each candidate.

mod evaluate;
mod figures;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod sample;

use model::{
    Points,
    criteria::Leaf,
    rule::{Assessor, CalculationStep, Case, Deduction},
};
use rust_decimal::Decimal;

pub use figures::{Asked, Figures, Value};

/// What a leaf's rule gives for some figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recomputed {
    /// Exactly these points, not rounded.
    Points {
        /// The points.
        points: Points,
        /// How they came out.
        steps: Vec<CalculationStep>,
    },
    /// Some of the rule was computed; the rest leaves the points between these.
    Range {
        /// The fewest points.
        at_least: Points,
        /// The most points.
        at_most: Points,
        /// How the computed part came out.
        steps: Vec<CalculationStep>,
        /// What is left open; never empty.
        open: Vec<Open>,
    },
    /// Nothing of the rule can be computed: a person must decide all of it.
    NeedsPerson {
        /// What is to be decided; never empty.
        open: Vec<Open>,
    },
    /// The rule needs this figure, and there is none.
    NoFigure(Asked),
    /// A survey or another body gives the points.
    NotSelfScored,
    /// The denominator is 0, and the sources do not say what that gives.
    ZeroDenominator,
}

/// Something that a rule leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The names of the parts that it lies in, from the leaf inwards; empty for the leaf's own rule.
    pub part: Vec<String>,
    /// What is open.
    pub question: Question,
}

/// What a rule can leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Which of these cases holds.
    Cases(Vec<Case>),
    /// What this is: no metric of documents answers it.
    Figure {
        /// What is asked for, in the words of the criteria set.
        of: String,
    },
    /// This figure: there is none.
    Metric(Asked),
    /// Another figure than the one that there is: this one cannot be.
    UnusableFigure {
        /// What is asked for.
        asked: Asked,
        /// The value that cannot be.
        value: Decimal,
    },
    /// What a denominator of 0 gives: the sources do not say.
    ZeroDenominator,
    /// Whether this holds, which gives all points.
    FullIf(String),
    /// Whether this holds, under which no more than these points can be reached.
    Cap {
        /// When it is so.
        when: String,
        /// The most points.
        most: Points,
    },
    /// Whether this holds, which makes the points 0.
    ZeroIf(String),
    /// Whether this holds for a part, which makes that part 0.
    PartZeroIf(String),
    /// Whether this deduction is made.
    Deduction(Deduction),
    /// Whether an earlier result stands in.
    Fallback {
        /// When it does.
        when: String,
        /// The cases of that result.
        cases: Vec<Case>,
    },
    /// What somebody else gives.
    By(Assessor),
}

impl Open {
    /// What is to be decided, in the words of the criteria set: one text for each case, led by the names of the parts.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let texts: Vec<String> = match &self.question {
            Question::Cases(cases) => cases.iter().map(|case| case.when.clone()).collect(),
            Question::Figure { of } => vec![of.clone()],
            Question::Metric(asked) | Question::UnusableFigure { asked, .. } => {
                vec![asked.metric.as_str().to_owned()]
            }
            Question::FullIf(when)
            | Question::Cap { when, .. }
            | Question::ZeroIf(when)
            | Question::PartZeroIf(when)
            | Question::Fallback { when, .. } => {
                vec![when.clone()]
            }
            Question::Deduction(deduction) => vec![deduction.when.clone()],
            Question::By(_) | Question::ZeroDenominator => Vec::new(),
        };
        let part = self.part.join(": ");
        match (part.is_empty(), texts.is_empty()) {
            (true, _) => texts,
            (false, true) => vec![part],
            (false, false) => texts.into_iter().map(|text| format!("{part}: {text}")).collect(),
        }
    }
}

/// Applies a leaf's rule to figures. Points lie between 0 and the leaf's maximum.
#[must_use]
pub fn recompute(leaf: &Leaf, figures: &Figures) -> Recomputed {
    if leaf.assessed_by != Assessor::Unit {
        return Recomputed::NotSelfScored;
    }
    let outcome = evaluate::rule(&leaf.rule, leaf.max, figures, None, &[]);
    if outcome.steps.is_empty()
        && let [Open { part, question }] = outcome.open.as_slice()
        && part.is_empty()
    {
        match question {
            Question::Metric(asked) => return Recomputed::NoFigure(asked.clone()),
            Question::ZeroDenominator => return Recomputed::ZeroDenominator,
            _ => {}
        }
    }
    if outcome.at_least == outcome.at_most {
        // Whatever a person decides, the points are the same.
        return Recomputed::Points { points: outcome.at_most, steps: outcome.steps };
    }
    if outcome.steps.is_empty() {
        return Recomputed::NeedsPerson { open: outcome.open };
    }
    Recomputed::Range {
        at_least: outcome.at_least,
        at_most: outcome.at_most,
        steps: outcome.steps,
        open: outcome.open,
    }
}

#[cfg(test)]
mod tests {
    use model::facts::{MetricId, Scope};

    use super::{
        sample::{leaf, number, points},
        *,
    };

    const RATE: &str = "rate";

    fn metric(name: &str) -> MetricId {
        MetricId::new(name)
    }

    fn stated(name: &str, value: &str) -> Figures {
        Figures::default().with(metric(name), Value::Stated(number(value)))
    }

    fn parts(name: &str, numerator: i64, denominator: i64) -> Figures {
        let (numerator, denominator) = (Decimal::from(numerator), Decimal::from(denominator));
        Figures::default().with(metric(name), Value::Parts { numerator, denominator })
    }

    /// What a rule gives, in one word: points, `from..to` or what is missing.
    fn check(max: &str, rule: &str, figures: &Figures, expect: &str) {
        let found = match recompute(&leaf(max, rule), figures) {
            Recomputed::Points { points, .. } => points.to_string(),
            Recomputed::Range { at_least, at_most, .. } => format!("{at_least}..{at_most}"),
            Recomputed::NeedsPerson { .. } => "person".to_owned(),
            Recomputed::NoFigure(asked) => format!("no {}", asked.metric.as_str()),
            Recomputed::NotSelfScored => "not self-scored".to_owned(),
            Recomputed::ZeroDenominator => "zero denominator".to_owned(),
        };
        assert_eq!(found, expect, "{rule} for {figures:?}");
    }

    fn ratio(more: &str) -> String {
        format!(
            "kind = 'ratio'\nnumerator = 'b'\ndenominator = 'a'\nscale = 1.5\nmetric = '{RATE}'\n{more}"
        )
    }

    const SILENT: &str = "zero_denominator = 'silent'\n";

    #[test]
    fn a_ratio_is_cut_below_its_floor_and_above_the_whole() {
        let on_time = ratio(&format!("{SILENT}floor = 0.95"));
        for (percent, expect) in [
            ("98.81", "1.48215"),
            ("95", "1.425"),
            ("94.99", "0"),
            ("100", "1.5"),
            ("107.6", "1.5"),
            ("-1", "person"),
        ] {
            check("1.5", &on_time, &stated(RATE, percent), expect);
        }
        check("1.5", &on_time, &parts(RATE, 19, 20), "1.425");
        check("1.5", &on_time, &Figures::default(), "no rate");
    }

    #[test]
    fn a_ratio_can_jump_to_all_points() {
        let online = ratio(&format!("{SILENT}full_at = 0.7"));
        check("1.5", &online, &stated(RATE, "69.99"), "1.04985");
        check("1.5", &online, &stated(RATE, "70"), "1.5");
    }

    #[test]
    fn parts_are_computed_without_loss() {
        check("1.5", &ratio(SILENT), &parts(RATE, 1, 3), "0.5");
    }

    #[test]
    fn an_empty_whole_gives_what_the_sources_say() {
        check("1.5", &ratio(SILENT), &parts(RATE, 0, 0), "zero denominator");
        check("1.5", &ratio("zero_denominator = 'max'"), &parts(RATE, 0, 0), "1.5");
    }

    #[test]
    fn a_tier_holds_its_lower_end() {
        let tiers = format!(
            "kind = 'tiers'\nof = 'x'\nunit = 'percent'\nmetric = '{RATE}'\ntiers = [{{ from = 20, points = 1 }}, {{ from = 15, to = 20, points = 0.5 }}, {{ from = 0, to = 15, points = 0 }}]"
        );
        for (percent, expect) in [("20", "1"), ("19.999", "0.5"), ("15", "0.5"), ("14.9", "0")] {
            check("1", &tiers, &stated(RATE, percent), expect);
        }
        check("1", &tiers, &parts(RATE, 42, 139), "1");
        check("1", &tiers, &parts(RATE, 1, 5), "1");
        check("1", &tiers, &parts(RATE, 1, 0), "zero denominator");
        check("1", &tiers, &stated(RATE, "-3"), "person");
    }

    #[test]
    fn counts_and_ranks_are_whole_numbers_with_both_ends() {
        let count = "kind = 'count'\nof = 'x'\nmetric = 'n'\ntiers = [{ from = 3, points = 1.5 }, { from = 1, to = 2, points = 1 }, { from = 0, to = 0, points = 0 }]";
        for (number, expect) in
            [("0", "0"), ("2", "1"), ("3", "1.5"), ("9", "1.5"), ("2.5", "person")]
        {
            check("1.5", count, &stated("n", number), expect);
        }
        let rank = "kind = 'rank'\nof = 'x'\namong = 34\nmetric = 'r'\ntiers = [{ from = 1, to = 10, points = 0.5 }, { from = 11, to = 34, points = 0 }]";
        check("0.5", rank, &stated("r", "10"), "0.5");
        check("0.5", rank, &stated("r", "35"), "person");
    }

    #[test]
    fn weighted_terms_share_one_whole() {
        let goals = "kind = 'weighted_ratio'\ndenominator = 'a'\ndenominator_metric = 'a'\nzero_denominator = 'max'\nfloor = { over = ['b', 'c'], value = 0.7 }\nterms = [{ symbol = 'b', weight = 1.5, meaning = 'x', metric = 'b' }, { symbol = 'c', weight = 1, meaning = 'y', metric = 'c' }]";
        let figures = |a: i64, b: i64, c: i64| {
            [("a", a), ("b", b), ("c", c)]
                .map(|(name, n)| (metric(name), Decimal::from(n)))
                .into_iter()
                .collect::<Figures>()
        };
        check("1.5", goals, &figures(20, 10, 8), "1.15");
        check("1.5", goals, &figures(20, 10, 3), "0");
        check("1.5", goals, &figures(20, 10, 4), "0.95");
        check("1.5", goals, &figures(20, 15, 8), "person");
        check("1.5", goals, &figures(0, 0, 0), "1.5");
        check("1.5", goals, &stated("a", "20"), "no b");
    }

    #[test]
    fn the_year_before_is_what_a_year_is_held_against() {
        let share = "kind = 'year_on_year'\nof = 'x'\nmetric = 's'\npoints = { up = 0.5, same = 0.25, down = 0 }";
        let figures = |before, now| {
            stated("s", now).with_year_before(metric("s"), Value::Stated(number(before)))
        };
        check("0.5", share, &figures("60", "58.3"), "0");
        check("0.5", share, &figures("60", "60.0"), "0.25");
        check("0.5", share, &figures("60", "60.1"), "0.5");
        check("0.5", share, &stated("s", "60"), "no s");
    }

    const PARTS: &str = "kind = 'sum_of_parts'
[[parts]]
name = 'Tỷ lệ'
max = 1
rule = { kind = 'ratio', numerator = 'b', denominator = 'a', scale = 1, zero_denominator = 'silent', metric = 'rate' }
[[parts]]
name = 'Công khai'
max = 0.5
rule = { kind = 'options', options = [{ when = 'đầy đủ', points = 0.5 }, { when = 'không', points = 0 }] }";

    #[test]
    fn what_can_be_computed_of_a_sum_is() {
        check("1.5", PARTS, &stated(RATE, "80"), "0.8..1.3");
        check("1.5", PARTS, &Figures::default(), "person");
        let Recomputed::Range { open, steps, .. } =
            recompute(&leaf("1.5", PARTS), &stated(RATE, "80"))
        else {
            panic!("the options are open");
        };
        let texts: Vec<_> = open.iter().flat_map(Open::texts).collect();
        assert_eq!(texts, ["Công khai: đầy đủ", "Công khai: không"]);
        assert_eq!(
            steps,
            [CalculationStep {
                part: vec!["Tỷ lệ".to_owned()],
                calculation: model::rule::Calculation::Fraction {
                    fraction: number("0.8"),
                    scale: points("1"),
                },
                points: points("0.8"),
            }]
        );
    }

    #[test]
    fn a_part_without_a_figure_lies_within_its_own_maximum() {
        let (computed, _) = PARTS.rsplit_once("rule = ").expect("parts have rules");
        let both = format!(
            "{computed}rule = {{ kind = 'ratio', numerator = 'd', denominator = 'c', scale = 0.5, zero_denominator = 'max' }}"
        );
        check("1.5", &both, &stated(RATE, "80"), "0.8..1.3");
    }

    #[test]
    fn a_part_is_scored_by_the_figure_of_its_own_level() {
        let part = |name: &str, scope: &str| {
            format!(
                "[[parts]]\nname = '{name}'\nmax = 1\nrule = {{ kind = 'ratio', numerator = 'b', denominator = 'a', scale = 1, zero_denominator = 'silent', metric = '{RATE}'{scope} }}\n"
            )
        };
        let at = |scope, value| {
            let asked = Asked { metric: metric(RATE), scope: Some(scope) };
            Figures::default().with(asked, Value::Stated(number(value)))
        };
        let rule = format!(
            "kind = 'sum_of_parts'\nscope = 'province'\n{}{}",
            part("sở", ""),
            part("xã", ", scope = 'commune'")
        );
        check("2", &rule, &at(Scope::Province, "80"), "0.8..1.8");
        check("2", &rule, &at(Scope::Commune, "60"), "0.6..1.6");
        check("2", &rule, &stated(RATE, "80"), "person");
        let both = at(Scope::Commune, "60").with(
            Asked { metric: metric(RATE), scope: Some(Scope::Province) },
            Value::Stated(number("80")),
        );
        check("2", &rule, &both, "1.4");
    }

    #[test]
    fn a_part_of_another_body_stays_open() {
        let by_ministry = PARTS.replacen("max = 1\n", "max = 1\nassessed_by = 'ministry'\n", 1);
        check("1.5", &by_ministry, &stated(RATE, "80"), "person");
    }

    #[test]
    fn what_may_take_points_away_leaves_a_range() {
        let rate = |more: &str| ratio(&format!("{SILENT}floor = 0.5\n{more}"));
        check("1.5", &rate("zero_if = 'w'"), &stated(RATE, "80"), "0..1.2");
        let deduction = rate("adjustments = [{ percent_of_earned = 10, when = 'w' }]");
        check("1.5", &deduction, &stated(RATE, "80"), "1.08..1.2");
        check("1.5", &deduction, &stated(RATE, "40"), "0");
        let gated =
            PARTS.replacen("kind = 'sum_of_parts'", "kind = 'sum_of_parts'\npart_zero_if = 'w'", 1);
        check("1.5", &gated, &stated(RATE, "80"), "0..1.3");
    }

    #[test]
    fn what_only_a_person_can_say_is_asked_in_the_words_of_the_set() {
        let options = "kind = 'options'\noptions = [{ when = 'đủ', points = 1 }, { when = 'thiếu', points = 0 }]";
        let Recomputed::NeedsPerson { open } = recompute(&leaf("1", options), &Figures::default())
        else {
            panic!("options are for a person");
        };
        assert_eq!(open.iter().flat_map(Open::texts).collect::<Vec<_>>(), ["đủ", "thiếu"]);
        check(
            "1.5",
            &ratio(SILENT).replace("metric = 'rate'\n", ""),
            &Figures::default(),
            "person",
        );
    }

    #[test]
    fn others_score_what_is_theirs() {
        let mut leaf = leaf("1.5", &ratio(SILENT));
        leaf.assessed_by = Assessor::Ministry;
        assert_eq!(recompute(&leaf, &stated(RATE, "80")), Recomputed::NotSelfScored);
    }
}
