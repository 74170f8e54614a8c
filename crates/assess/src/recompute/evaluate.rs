//! Evaluates rules, parts within parts, each to the points between which it lies and what it leaves open.

use model::{
    Points,
    facts::{MetricId, MetricUnit, Scope},
    rule::{
        Absence, AgainstMean, Assessor, Calculation, CalculationStep, Case, Count, CountTier,
        Quota, Rank, Ratio, Rule, Scoring, SumOfParts, Tiers, WeightedRatio, WeightedTerm,
        YearOnYear, ZeroDenominator,
    },
};
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::{
    Asked, Figures, Open, Question,
    figures::{DenominatorIsZero, Value},
};

/// The points between which a rule lies, how far it was computed, and what it leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) at_least: Points,
    pub(super) at_most: Points,
    pub(super) steps: Vec<CalculationStep>,
    pub(super) open: Vec<Open>,
}

/// Evaluates a rule whose points lie between 0 and `max`; `part` names the parts that it lies in, `scope` is the level
/// whose figures the rule around it asks for.
pub(super) fn rule(
    rule: &Rule,
    max: Points,
    figures: &Figures,
    scope: Option<Scope>,
    part: &[String],
) -> Outcome {
    let evaluation = Evaluation { max, figures, scope: rule.scope.or(scope), part };
    let mut outcome = evaluation.scoring(&rule.scoring);
    if let Some(when) = &rule.part_zero_if {
        outcome.at_least = Points::ZERO;
        outcome.open.push(evaluation.ask(Question::PartZeroIf(when.clone())));
    }
    for cap in &rule.caps {
        let most = cap.most(max);
        outcome.at_least = outcome.at_least.min(most);
        outcome.open.push(evaluation.ask(Question::Cap { when: cap.when.clone(), most }));
    }
    for deduction in &rule.adjustments {
        outcome.at_least = deduction.apply(outcome.at_least);
        outcome.open.push(evaluation.ask(Question::Deduction(deduction.clone())));
    }
    if let Some(fallback) = &rule.fallback {
        let (least, most) = bounds(&fallback.options);
        outcome.at_least = outcome.at_least.min(least);
        outcome.at_most = outcome.at_most.max(most);
        outcome.open.push(evaluation.ask(Question::Fallback {
            when: fallback.when.clone(),
            cases: fallback.options.clone(),
        }));
    }
    if let Some(when) = &rule.full_if
        && outcome.at_least < max
    {
        outcome.at_most = max;
        outcome.open.push(evaluation.ask(Question::FullIf(when.clone())));
    }
    if let Some(when) = &rule.zero_if {
        outcome.at_least = Points::ZERO;
        outcome.open.push(evaluation.ask(Question::ZeroIf(when.clone())));
    }
    outcome
}

/// The fewest and most points of cases.
fn bounds(cases: &[Case]) -> (Points, Points) {
    let points = || cases.iter().map(|case| case.points);
    (points().min().unwrap_or_default(), points().max().unwrap_or_default())
}

struct Evaluation<'a> {
    max: Points,
    figures: &'a Figures,
    scope: Option<Scope>,
    part: &'a [String],
}

impl Evaluation<'_> {
    fn scoring(&self, scoring: &Scoring) -> Outcome {
        match scoring {
            Scoring::Options(rule) => self.cases(rule.options.clone()),
            Scoring::Tiers(rule) => self.tiers(rule),
            Scoring::Count(rule) => self.count(rule),
            Scoring::Rank(rule) => self.rank(rule),
            Scoring::Ratio(rule) => self.ratio(rule),
            Scoring::WeightedRatio(rule) => self.weighted_ratio(rule),
            Scoring::SumOfParts(rule) => self.sum_of_parts(rule),
            Scoring::YearOnYear(rule) => self.year_on_year(rule),
            Scoring::AgainstMean(rule) => self.against_mean(rule),
            Scoring::Quota(rule) => self.quota(rule),
            Scoring::Absence(rule) => self.absence(rule),
            Scoring::Timeliness(rule) => self.cases(rule.cases()),
            Scoring::Survey(_) => self.open(Question::By(Assessor::Survey)),
            Scoring::External(_) => self.open(Question::By(Assessor::Ministry)),
            // No set admits such a rule where it applies, so all of it is open.
            Scoring::Unspecified {} => self.open(Question::Cases(Vec::new())),
        }
    }

    /// A person says which case holds.
    fn cases(&self, cases: Vec<Case>) -> Outcome {
        let (at_least, at_most) = bounds(&cases);
        let open = vec![self.ask(Question::Cases(cases))];
        Outcome { at_least, at_most, steps: Vec::new(), open }
    }

    fn ask(&self, question: Question) -> Open {
        Open { part: self.part.to_vec(), question }
    }

    /// Nothing is known but the maximum.
    fn open(&self, question: Question) -> Outcome {
        let open = vec![self.ask(question)];
        Outcome { at_least: Points::ZERO, at_most: self.max, steps: Vec::new(), open }
    }

    fn computed(&self, points: Points, calculation: Calculation) -> Outcome {
        let step = CalculationStep { part: self.part.to_vec(), calculation, points };
        Outcome { at_least: points, at_most: points, steps: vec![step], open: Vec::new() }
    }

    fn unusable(&self, asked: Asked, value: Decimal) -> Outcome {
        self.open(Question::UnusableFigure { asked, value })
    }

    /// The figure of a rule's metric, or the question for it.
    fn figure(&self, metric: Option<&MetricId>, of: &str) -> Result<(Asked, Value), Outcome> {
        let metric = metric.ok_or_else(|| self.open(Question::Figure { of: of.to_owned() }))?;
        let asked = Asked { metric: metric.clone(), scope: self.scope };
        match self.figures.get(&asked) {
            Some(value) => Ok((asked, value)),
            None => Err(self.open(Question::Metric(asked))),
        }
    }

    fn zero_denominator(&self, gives: ZeroDenominator) -> Outcome {
        match gives {
            ZeroDenominator::Max => self.computed(self.max, Calculation::ZeroDenominator {}),
            ZeroDenominator::Silent => self.open(Question::ZeroDenominator),
        }
    }

    fn tiers(&self, rule: &Tiers) -> Outcome {
        let (asked, figure) = match self.figure(rule.metric.as_ref(), &rule.of) {
            Ok(figure) => figure,
            Err(open) => return open,
        };
        let Ok(value) = figure.in_unit(rule.unit) else {
            return self.zero_denominator(rule.zero_denominator.unwrap_or(ZeroDenominator::Silent));
        };
        match rule.tiers.iter().find(|tier| tier.holds(value)) {
            Some(tier) => {
                let (from, to) = (tier.from, tier.to);
                self.computed(tier.points, Calculation::Tier { value, unit: rule.unit, from, to })
            }
            // The tiers of a set have no gap: only what cannot be lies outside, such as a negative share.
            None => self.unusable(asked, value),
        }
    }

    fn count(&self, rule: &Count) -> Outcome {
        self.whole_number(rule.metric.as_ref(), &rule.of, &rule.tiers)
    }

    fn rank(&self, rule: &Rank) -> Outcome {
        let mut outcome = self.whole_number(rule.metric.as_ref(), &rule.of, &rule.tiers);
        if let Some(otherwise) = &rule.otherwise
            && outcome.steps.is_empty()
        {
            outcome.open.push(self.ask(Question::Cases(vec![otherwise.clone()])));
        }
        outcome
    }

    fn whole_number(&self, metric: Option<&MetricId>, of: &str, tiers: &[CountTier]) -> Outcome {
        let (asked, figure) = match self.figure(metric, of) {
            Ok(figure) => figure,
            Err(open) => return open,
        };
        let counted = figure.counted();
        let number = if counted.is_integer() { counted.to_u32() } else { None };
        let tier = number.and_then(|number| {
            tiers.iter().find(|tier| tier.holds(number)).map(|tier| (number, tier))
        });
        match tier {
            Some((number, tier)) => {
                let (from, to) = (tier.from, tier.to);
                self.computed(tier.points, Calculation::WholeNumber { number, from, to })
            }
            None => self.unusable(asked, counted),
        }
    }

    fn quota(&self, rule: &Quota) -> Outcome {
        let met = CountTier { from: rule.at_least, to: None, points: rule.points };
        let below = rule.at_least.checked_sub(1);
        let missed = below.map(|to| CountTier { from: 0, to: Some(to), points: Points::ZERO });
        let tiers: Vec<_> = missed.into_iter().chain([met]).collect();
        self.whole_number(rule.metric.as_ref(), &rule.of, &tiers)
    }

    fn absence(&self, rule: &Absence) -> Outcome {
        if rule.metric.is_none() {
            return self.cases(rule.cases());
        }
        let never = CountTier { from: 0, to: Some(0), points: rule.points };
        let ever = CountTier { from: 1, to: None, points: Points::ZERO };
        let mut outcome = self.whole_number(rule.metric.as_ref(), &rule.of, &[never, ever]);
        if let Some(unless) = &rule.unless
            && outcome.at_least < rule.points
        {
            outcome.at_most = rule.points;
            outcome.open.push(self.ask(Question::FullIf(unless.clone())));
        }
        outcome
    }

    fn against_mean(&self, rule: &AgainstMean) -> Outcome {
        let figures = self
            .figure(rule.metric.as_ref(), &rule.of)
            .and_then(|(_, own)| Ok((own, self.figure(rule.mean_metric.as_ref(), &rule.of)?.1)));
        let (own, mean) = match figures {
            Ok(figures) => figures,
            Err(open) => return open,
        };
        let (Ok(value), Ok(mean)) = (own.in_unit(rule.unit), mean.in_unit(rule.unit)) else {
            return self.open(Question::ZeroDenominator);
        };
        self.computed(rule.points(value, mean), Calculation::AgainstMean { value, mean })
    }

    fn ratio(&self, rule: &Ratio) -> Outcome {
        let (asked, figure) = match self.figure(rule.metric.as_ref(), &rule.numerator) {
            Ok(figure) => figure,
            Err(open) => return open,
        };
        let fraction = match figure.fraction() {
            Ok(fraction) => fraction,
            Err(DenominatorIsZero) => return self.zero_denominator(rule.zero_denominator),
        };
        if fraction < Decimal::ZERO {
            return self.unusable(asked, fraction);
        }
        let scale = rule.scale;
        if let Some(floor) = rule.floor
            && fraction < floor
        {
            return self.computed(Points::ZERO, Calculation::BelowFloor { fraction, floor });
        }
        let full_at = rule.full_at.unwrap_or(Decimal::ONE);
        if fraction >= full_at {
            return self.computed(scale, Calculation::Full { fraction, full_at });
        }
        let points = match figure {
            // Multiplied first, so that a third of three points is exactly one.
            Value::Parts { numerator, denominator } => numerator * scale.value() / denominator,
            Value::Stated(_) => fraction * scale.value(),
        };
        self.computed(Points::new(points), Calculation::Fraction { fraction, scale })
    }

    fn weighted_ratio(&self, rule: &WeightedRatio) -> Outcome {
        let mut terms = Vec::new();
        for term in &rule.terms {
            match self.figure(term.metric.as_ref(), &term.meaning) {
                Ok((_, value)) => {
                    terms.push(WeightedTerm { weight: term.weight, value: value.counted() });
                }
                Err(open) => return open,
            }
        }
        let whole = self.figure(rule.denominator_metric.as_ref(), &rule.denominator);
        let (asked, denominator) = match whole {
            Ok((asked, value)) => (asked, value.counted()),
            Err(open) => return open,
        };
        let total: Decimal = terms.iter().map(|term| term.value).sum();
        if terms.iter().any(|term| term.value < Decimal::ZERO) || total > denominator {
            // The terms are disjoint shares of the whole, so together they are at most the whole.
            return self.unusable(asked, denominator);
        }
        if denominator.is_zero() {
            return self.zero_denominator(rule.zero_denominator);
        }
        if let Some(floor) = &rule.floor {
            let is_over = |symbol: &Option<String>| {
                symbol.as_ref().is_some_and(|symbol| floor.over.contains(symbol))
            };
            let over = rule.terms.iter().zip(&terms).filter(|(term, _)| is_over(&term.symbol));
            let fraction = over.map(|(_, term)| term.value).sum::<Decimal>() / denominator;
            if fraction < floor.value {
                let floor = floor.value;
                return self.computed(Points::ZERO, Calculation::BelowFloor { fraction, floor });
            }
        }
        let sum: Decimal = terms.iter().map(|term| term.weight.value() * term.value).sum();
        let points = Points::new(sum / denominator);
        self.computed(points, Calculation::Weighted { terms, denominator })
    }

    fn year_on_year(&self, rule: &YearOnYear) -> Outcome {
        let (asked, figure) = match self.figure(rule.metric.as_ref(), &rule.of) {
            Ok(figure) => figure,
            Err(open) => return open,
        };
        let Some(before) = self.figures.get_year_before(&asked) else {
            return self.open(Question::Metric(asked));
        };
        let values = (before.in_unit(MetricUnit::Percent), figure.in_unit(MetricUnit::Percent));
        let (Ok(previous), Ok(current)) = values else {
            return self.open(Question::ZeroDenominator);
        };
        let points = rule.points.points(previous, current);
        self.computed(points, Calculation::YearOnYear { previous, current })
    }

    fn sum_of_parts(&self, sum: &SumOfParts) -> Outcome {
        let mut whole = Outcome {
            at_least: Points::ZERO,
            at_most: Points::ZERO,
            steps: Vec::new(),
            open: Vec::new(),
        };
        for part in &sum.parts {
            let names: Vec<String> = self.part.iter().chain([&part.name]).cloned().collect();
            let outcome = match part.assessed_by {
                None | Some(Assessor::Unit) => {
                    rule(&part.rule, part.max, self.figures, self.scope, &names)
                }
                Some(by) => {
                    let evaluation = Evaluation { max: part.max, part: &names, ..*self };
                    evaluation.open(Question::By(by))
                }
            };
            whole.at_least = whole.at_least + outcome.at_least;
            whole.at_most = whole.at_most + outcome.at_most;
            whole.steps.extend(outcome.steps);
            whole.open.extend(outcome.open);
        }
        whole
    }
}
