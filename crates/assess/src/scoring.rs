//! What a leaf's rule gives for the figures that documents state, and what it leaves open.
//!
//! A figure can be read in several ways (as stated, as its parts give it) and stand in several documents: the rule is
//! applied to every reading. The claim is contradicted only when every reading gives less.

use std::{cmp::Ordering, collections::BTreeSet};

use model::{
    Points,
    criteria::{Leaf, Level},
    dossier::EvidenceDocument,
    facts::{MetricId, Scope},
    finding::FindingCode,
    rule::{CalculationStep, Case, Rule, Scoring as Kind},
    verdict::{OpenCondition, PointsOfBase},
};
use rust_decimal::Decimal;

use crate::{
    bases::points_of_bases,
    figures::{self, Answers, Figure, Request, Trust},
    recompute::{Asked, Figures, Open, Question, Recomputed, Value, recompute},
    round::RoundTerms,
};

/// What the rule of a leaf gives for the figures found.
pub(crate) struct Scoring<'a> {
    claimed: Points,
    /// The points of every reading of the figures that the claim rests on.
    readings: Vec<Recomputation<'a>>,
    /// Whether these figures may contradict the claim: what the unit brings forward could state no others.
    is_binding: bool,
    /// Whether they are known to be of the unit and of the level that the rule asks for. Others neither back nor
    /// contradict.
    is_of_unit: bool,
    /// How far the least trustworthy of the figures that the rule needs can be trusted.
    trust: Trust,
    missing: Vec<Asked>,
    open: BTreeSet<OpenCondition>,
    disagreements: Vec<(MetricId, Vec<Figure<'a>>)>,
    bases: Vec<PointsOfBase>,
}

/// What the rule gives for one reading of a figure.
#[derive(Clone)]
pub(crate) struct Recomputation<'a> {
    /// The figure.
    pub(crate) figure: Figure<'a>,
    /// The most points that it gives, whatever is left open.
    pub(crate) at_most: Points,
    /// The fewest points that it gives, whatever is left open.
    pub(crate) at_least: Points,
    /// How they came out.
    pub(crate) steps: Vec<CalculationStep>,
}

impl<'a> Scoring<'a> {
    /// Applies the rule of a leaf to the figures of the documents that a unit brings forward for it; to those of the
    /// documents that the criteria set lists, where the former state none.
    ///
    /// Figures of documents that the unit does not bring forward contradict nothing as long as what it does bring
    /// forward `is_incomplete`, not found or not read in full: that may state others.
    pub(crate) fn of(
        leaf: &Leaf,
        claimed: Points,
        brought_forward: &[&'a EvidenceDocument],
        listed: &[&'a EvidenceDocument],
        is_incomplete: bool,
        whose: Whose<'_>,
        round: &RoundTerms,
    ) -> Self {
        let Whose { unit, level } = whose;
        let mut scoring = Self {
            claimed,
            readings: Vec::new(),
            is_binding: true,
            is_of_unit: true,
            trust: Trust::Confirmed,
            missing: Vec::new(),
            open: BTreeSet::new(),
            disagreements: Vec::new(),
            bases: Vec::new(),
        };
        let asked = asked_by(&leaf.rule);
        let stated: Vec<_> = asked
            .iter()
            .map(|asked| {
                Stated::find(Request { asked, unit, level, round }, brought_forward, listed)
            })
            .collect();
        scoring.is_binding =
            !is_incomplete || stated.iter().all(|stated| stated.is_brought_forward);
        scoring.is_of_unit = stated.iter().all(|stated| stated.standing == Standing::Certain);
        scoring.trust = stated.iter().filter_map(Stated::trust).min().unwrap_or(Trust::Confirmed);
        for stated in &stated {
            scoring.note(stated, leaf);
        }
        // Where a rule needs several figures, each is read as all documents agree on it.
        let agreed =
            stated.iter().fold(Figures::default(), |figures, stated| stated.add_to(figures));
        if let [stated] = stated.as_slice() {
            for figure in &stated.used {
                for value in figure.readings() {
                    let figures = agreed.clone().with(stated.asked.clone(), value);
                    scoring.apply(leaf, &figures, Some(*figure));
                }
            }
        }
        if scoring.readings.is_empty() && scoring.missing.is_empty() && scoring.open.is_empty() {
            let shown = stated.iter().find_map(|stated| stated.used.first().copied());
            scoring.apply(leaf, &agreed, shown);
        }
        if scoring.is_of_unit {
            let of_bases = |stated: &Stated<'_, 'a>| {
                points_of_bases(leaf, stated.asked, &stated.used, &agreed)
            };
            scoring.bases = stated.iter().flat_map(of_bases).collect();
        }
        scoring.weigh(&stated);
        scoring
    }

    /// Notes what the figures of one metric lack, leave open, or disagree about.
    fn note(&mut self, stated: &Stated<'_, 'a>, leaf: &Leaf) {
        let Asked { metric, scope } = stated.asked;
        // Figures of other bodies, or of levels that are not known, may well differ.
        if stated.standing == Standing::Certain
            && let Some(figures) = disagreement(&stated.exact)
        {
            // Parts of a rule may ask for one metric at several levels; of each metric is told once.
            match self.disagreements.iter_mut().find(|(known, _)| known == metric) {
                Some((_, known)) => known.extend(figures),
                None => self.disagreements.push((metric.clone(), figures)),
            }
        }
        if !stated.is_stated {
            if is_scored_by_figure_alone(&leaf.rule) {
                self.missing.push(stated.asked.clone());
            }
        } else {
            let metric = metric.clone();
            self.open.extend(match &stated.standing {
                Standing::Certain => {
                    stated.used.is_empty().then_some(OpenCondition::ApproximateFigure { metric })
                }
                Standing::LevelNotStated => {
                    Some(OpenCondition::LevelNotStated { metric, scope: *scope })
                }
                Standing::OfOthers(bodies) => {
                    Some(OpenCondition::OtherBody { metric, bodies: bodies.clone() })
                }
            });
        }
        if stated.used.iter().any(|figure| figure.is_consistent() == Some(false)) {
            self.open.insert(OpenCondition::Doubt { code: FindingCode::FiguresInconsistent });
        }
    }

    /// Holds the readings against the claim, where they do not all say the same or may not contradict it.
    fn weigh(&mut self, stated: &[Stated<'_, 'a>]) {
        if !self.is_binding && self.is_of_unit && self.gives_less() {
            // What would decide is the figure of the documents that the unit brings forward.
            self.missing.extend(stated.iter().map(|stated| stated.asked.clone()));
        }
        if self.trust == Trust::Doubtful && !self.gives_less() {
            let doubtful = stated.iter().filter(|stated| stated.trust() == Some(Trust::Doubtful));
            self.open.extend(doubtful.filter_map(|stated| {
                let metric = &stated.used.first()?.metric;
                let (metric, value) = (metric.metric.clone(), metric.value);
                Some(OpenCondition::ScannedFigure { metric, value })
            }));
        }
        let is_enough = |reading: &Recomputation<'_>| self.order(reading.at_most).is_ge();
        let n_enough = self.readings.iter().filter(|reading| is_enough(reading)).count();
        if (1..self.readings.len()).contains(&n_enough) {
            let metrics = stated.iter().map(|stated| stated.asked.metric.clone());
            self.open.extend(metrics.map(|metric| OpenCondition::SeveralValues { metric }));
        }
    }

    /// Applies the rule to one reading of the figures, of which this one is shown.
    fn apply(&mut self, leaf: &Leaf, figures: &Figures, shown: Option<Figure<'a>>) {
        let (at_least, at_most, steps, open) = match recompute(leaf, figures) {
            Recomputed::Points { points, steps } => (points, points, steps, Vec::new()),
            Recomputed::Range { at_least, at_most, steps, open } => {
                (at_least, at_most, steps, open)
            }
            Recomputed::NeedsPerson { open } => {
                self.open
                    .extend(open.iter().flat_map(|open| conditions(open, self.claimed, leaf.max)));
                return;
            }
            Recomputed::NoFigure(Asked { metric, scope }) => {
                self.open.insert(OpenCondition::FigureNeeded { metric, scope });
                return;
            }
            Recomputed::ZeroDenominator => {
                self.open.insert(OpenCondition::ZeroDenominator);
                return;
            }
            Recomputed::NotSelfScored => return,
        };
        self.open.extend(open.iter().flat_map(|open| conditions(open, self.claimed, leaf.max)));
        if let Some(figure) = shown {
            self.readings.push(Recomputation { figure, at_most, at_least, steps });
        }
    }

    /// The figures that the points rest on.
    pub(crate) fn figures(&self) -> impl Iterator<Item = Figure<'a>> {
        self.readings.iter().map(|reading| reading.figure)
    }

    /// The figures that a rule of figures alone needs and that no document states.
    pub(crate) fn missing(&self) -> &[Asked] {
        &self.missing
    }

    /// What figures and rule leave open.
    pub(crate) fn open(&self) -> impl Iterator<Item = OpenCondition> {
        self.open.iter().cloned()
    }

    /// The figures that documents state differently.
    pub(crate) fn disagreements(&self) -> &[(MetricId, Vec<Figure<'a>>)] {
        &self.disagreements
    }

    /// What the rule gives for a rate taken of each whole that stands beside it.
    pub(crate) fn bases(&self) -> &[PointsOfBase] {
        &self.bases
    }

    /// The reading that is best for the unit, where every reading gives less than is claimed.
    pub(crate) fn contradiction(&self) -> Option<&Recomputation<'a>> {
        self.shortfall().filter(|_| self.trust == Trust::Confirmed)
    }

    /// The same where the figures stand in images alone and may have been misread there.
    pub(crate) fn contradiction_by_scan(&self) -> Option<&Recomputation<'a>> {
        self.shortfall().filter(|_| self.trust < Trust::Confirmed)
    }

    fn shortfall(&self) -> Option<&Recomputation<'a>> {
        // `max_by_key` prefers the last of equals; the first stands in the document that comes first.
        let best = self.readings.iter().rev().max_by_key(|reading| reading.at_most)?;
        (self.is_binding && self.is_of_unit && self.gives_less()).then_some(best)
    }

    /// The reading that is worst for the unit, where every reading gives more than is claimed.
    pub(crate) fn surplus(&self) -> Option<&Recomputation<'a>> {
        let all_more = self.readings.iter().all(|reading| self.order(reading.at_least).is_gt());
        let worst = self.readings.iter().min_by_key(|reading| reading.at_least)?;
        let is_readable = self.trust > Trust::Doubtful;
        (self.is_binding && self.is_of_unit && is_readable && all_more).then_some(worst)
    }

    /// The reading whose points the rule gives: any, where all give the same; the best, where all contradict the claim.
    pub(crate) fn settled(&self) -> Option<&Recomputation<'a>> {
        let first = self.readings.first().filter(|_| self.is_of_unit)?;
        let is_same = |points: Points| self.rounded(points) == self.rounded(first.at_most);
        let is_one = self
            .readings
            .iter()
            .all(|reading| is_same(reading.at_least) && is_same(reading.at_most));
        if is_one { Some(first) } else { self.shortfall() }
    }

    /// Whether every reading gives less than is claimed.
    fn gives_less(&self) -> bool {
        !self.readings.is_empty()
            && self.readings.iter().all(|reading| self.order(reading.at_most).is_lt())
    }

    /// Points of a reading against those claimed. A claim is stated in two decimals, so more decimals of a fraction
    /// neither contradict it nor add to it.
    fn order(&self, points: Points) -> Ordering {
        self.rounded(points).cmp(&self.claimed)
    }

    fn rounded(&self, points: Points) -> Points {
        points.round(self.claimed.value().scale().max(2))
    }
}

/// Whose figures are asked for.
#[derive(Clone, Copy)]
pub(crate) struct Whose<'t> {
    /// The name of the unit.
    pub(crate) unit: &'t str,
    /// The level of the units.
    pub(crate) level: Level,
}

/// Whether the figures that documents state are what a rule asks for.
#[derive(Debug, PartialEq, Eq)]
enum Standing {
    /// They are, or there are none.
    Certain,
    /// They are of the unit; the documents do not say of which level.
    LevelNotStated,
    /// They are of these bodies.
    OfOthers(Vec<String>),
}

/// What documents state of one figure that a rule asks for.
struct Stated<'m, 'a> {
    asked: &'m Asked,
    standing: Standing,
    /// Whether any result of the period is stated, be it as a bound.
    is_stated: bool,
    /// Whether one is stated in the documents that the unit brings forward.
    is_brought_forward: bool,
    /// All exact figures.
    exact: Vec<Figure<'a>>,
    /// Those that the claim rests on: of the documents brought forward; of those listed, where the former state none.
    used: Vec<Figure<'a>>,
    /// The exact figures of the year before.
    year_before: Vec<Figure<'a>>,
}

impl<'m, 'a> Stated<'m, 'a> {
    fn find(
        request: Request<'m>,
        brought_forward: &[&'a EvidenceDocument],
        listed: &[&'a EvidenceDocument],
    ) -> Self {
        let answers = |documents| figures::plausible(request, documents);
        let (own, others) = (answers(brought_forward), answers(listed));
        // What is known to be asked for goes before what may be, wherever it stands.
        let has = |of: fn(&Answers<'_>) -> bool| of(&own) || of(&others);
        let standing = if has(|answers| !answers.sure.is_empty()) {
            Standing::Certain
        } else if has(|answers| !answers.uncertain.is_empty()) {
            Standing::LevelNotStated
        } else if has(|answers| !answers.of_others.is_empty()) {
            let all = [own.of_others.as_slice(), &others.of_others].concat();
            Standing::OfOthers(figures::other_bodies(&all, request.unit, request.level))
        } else {
            Standing::Certain
        };
        let pick = |answers: Answers<'a>| match standing {
            Standing::Certain => answers.sure,
            Standing::LevelNotStated => answers.uncertain,
            Standing::OfOthers(_) => answers.of_others,
        };
        let (own, others) = (pick(own), pick(others));
        let (exact_own, exact_others) = (exact(&own), exact(&others));
        Self {
            asked: request.asked,
            standing,
            is_stated: !own.is_empty() || !others.is_empty(),
            is_brought_forward: !own.is_empty(),
            exact: exact_own.iter().chain(&exact_others).copied().collect(),
            used: if own.is_empty() { exact_others } else { exact_own },
            year_before: exact(&figures::of_year_before(request, brought_forward)),
        }
    }

    /// How far the most trustworthy of the figures used can be trusted; `None` where there are none.
    fn trust(&self) -> Option<Trust> {
        self.used.iter().map(|figure| figure.trust(&self.exact)).max()
    }

    /// Adds the value that all figures used agree on, and that of the year before.
    fn add_to(&self, figures: Figures) -> Figures {
        let asked = || self.asked.clone();
        let figures = match agreed_value(&self.used) {
            Some(value) => figures.with(asked(), Value::Stated(value)),
            None => figures,
        };
        match agreed_value(&self.year_before) {
            Some(value) => figures.with_year_before(asked(), Value::Stated(value)),
            None => figures,
        }
    }
}

/// What a rule leaves open, as it is told to people. Of several cases those are to be confirmed by which the points claimed
/// come out: of the leaf's own rule those of these points, of a part the best ones where all points are claimed. Where
/// that is not known, a part's cases are one question.
fn conditions(open: &Open, claimed: Points, maximum: Points) -> Vec<OpenCondition> {
    match &open.question {
        Question::Cases(cases) => {
            let is_own = open.part.is_empty();
            let best = cases.iter().map(|case| case.points).max();
            let points = if claimed == maximum { best } else { Some(claimed).filter(|_| is_own) };
            let claimed: Vec<&Case> =
                cases.iter().filter(|case| Some(case.points) == points).collect();
            let asked = if claimed.is_empty() { cases.iter().collect() } else { claimed };
            let texts: Vec<&str> = asked.iter().map(|case| case.when.as_str()).collect();
            if is_own {
                let rule = |text: &&str| OpenCondition::Rule { text: (*text).to_owned() };
                return texts.iter().map(rule).collect();
            }
            let part = open.part.iter().map(String::as_str);
            let text: Vec<_> =
                part.chain([texts.join(" / ").as_str()]).map(str::to_owned).collect();
            vec![OpenCondition::Rule { text: text.join(": ") }]
        }
        Question::Metric(Asked { metric, scope })
        | Question::UnusableFigure { asked: Asked { metric, scope }, .. } => {
            vec![OpenCondition::FigureNeeded { metric: metric.clone(), scope: *scope }]
        }
        Question::ZeroDenominator => vec![OpenCondition::ZeroDenominator],
        _ => open.texts().into_iter().map(|text| OpenCondition::Rule { text }).collect(),
    }
}

/// The figures that a rule is computed from, each once, in the order of the rule.
pub(crate) fn asked_by(rule: &Rule) -> Vec<Asked> {
    let mut asked = Vec::new();
    collect_asked(rule, None, &mut asked);
    let mut seen = BTreeSet::new();
    asked.retain(|one| seen.insert(one.clone()));
    asked
}

/// `around` is the level that the rule around this one asks for.
fn collect_asked(rule: &Rule, around: Option<Scope>, asked: &mut Vec<Asked>) {
    let scope = rule.scope.or(around);
    let metrics: Vec<&MetricId> = match &rule.scoring {
        Kind::Tiers(rule) => rule.metric.iter().collect(),
        Kind::Count(rule) => rule.metric.iter().collect(),
        Kind::Rank(rule) => rule.metric.iter().collect(),
        Kind::Ratio(rule) => rule.metric.iter().collect(),
        Kind::YearOnYear(rule) => rule.metric.iter().collect(),
        Kind::WeightedRatio(rule) => {
            let terms = rule.terms.iter().filter_map(|term| term.metric.as_ref());
            terms.chain(&rule.denominator_metric).collect()
        }
        Kind::AgainstMean(rule) => rule.metric.iter().chain(&rule.mean_metric).collect(),
        Kind::Quota(rule) => rule.metric.iter().collect(),
        Kind::Absence(rule) => rule.metric.iter().collect(),
        Kind::SumOfParts(rule) => {
            rule.parts.iter().for_each(|part| collect_asked(&part.rule, scope, asked));
            return;
        }
        Kind::Options(_)
        | Kind::Timeliness(_)
        | Kind::Survey(_)
        | Kind::External(_)
        | Kind::Unspecified {} => return,
    };
    asked.extend(metrics.into_iter().map(|metric| Asked { metric: metric.clone(), scope }));
}

/// Whether the rule needs nothing but the figure of its metric.
fn is_scored_by_figure_alone(rule: &Rule) -> bool {
    let is_of_one_figure =
        matches!(rule.scoring, Kind::Tiers(_) | Kind::Count(_) | Kind::Rank(_) | Kind::Ratio(_));
    is_of_one_figure
        && rule.full_if.is_none()
        && rule.zero_if.is_none()
        && rule.caps.is_empty()
        && rule.adjustments.is_empty()
}

fn exact<'a>(figures: &[Figure<'a>]) -> Vec<Figure<'a>> {
    figures.iter().filter(|figure| !figure.is_approximate()).copied().collect()
}

/// The value that all figures state, with the most decimals printed.
fn agreed_value(figures: &[Figure<'_>]) -> Option<Decimal> {
    let values = || figures.iter().map(|figure| figure.metric.value);
    let finest = values().max_by_key(Decimal::scale)?;
    values().all(|value| figures::agree(value, finest)).then_some(finest)
}

/// The figures of different documents that state different values, where each document states but one.
fn disagreement<'a>(figures: &[Figure<'a>]) -> Option<Vec<Figure<'a>>> {
    let single: Vec<_> = figures::by_document(figures)
        .into_iter()
        .filter(|figures| agreed_value(figures).is_some())
        .filter_map(|figures| figures.first().copied())
        .collect();
    let can_agree = |one: &Figure<'_>, other: &Figure<'_>| {
        one.values().any(|value| other.values().any(|other| figures::agree(value, other)))
    };
    let first = single.first()?;
    (!single.iter().all(|other| can_agree(first, other))).then_some(single)
}
