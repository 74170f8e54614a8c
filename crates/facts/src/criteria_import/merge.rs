//! What does a leaf carry, where the decision's annex and the guidance both speak of it?
//!
//! The guidance is the later and the finer text: its rule applies where it gives the maximum. Where the decision's own
//! rule has other figures, both are kept. Refuses to know sentences.

use model::{
    Points,
    criteria::{DraftLeaf, LikelyFigure},
    facts::MetricUnit,
    rule::{Assessor, External, Rule, Scoring, Survey, SurveyPart},
};
use rust_decimal::Decimal;

use super::{
    annex::{AnnexItem, GuidanceRow},
    evidence,
    scoring::{self, Reading},
};
use crate::metric;

/// The leaf of an item and its row of guidance.
pub(super) fn leaf(item: &AnnexItem, guidance: Option<&GuidanceRow>) -> DraftLeaf {
    let mut lines = item.lines.clone();
    if !item.note.is_empty() && !item.is_surveyed {
        lines.push(item.note.clone());
    }
    let decision = scoring::read(&lines, item.max, &item.name);
    let guided = guidance
        .map(|row| scoring::read(std::slice::from_ref(&row.scoring), item.max, &item.name))
        .unwrap_or_default();
    let cells = [Some(item.evidence.as_str()), guidance.map(|row| row.evidence.as_str())];
    let cell = cells.into_iter().flatten().filter(|cell| !cell.is_empty()).collect::<Vec<_>>();
    let (evidence, other_evidence_allowed) = evidence::read(&cell.join("\n"));
    let max = item.max.map(Points::new);
    let (assessed_by, rule, decision_rule) = if item.is_surveyed {
        (Assessor::Survey, Some(survey(&decision)), None)
    } else {
        own(&decision, &guided, max)
    };
    let texts = decision.texts.into_iter().chain(guided.texts).collect();
    let is_rate = |rule: &Rule| match &rule.scoring {
        Scoring::Ratio(_) => true,
        Scoring::Tiers(tiers) => tiers.unit == MetricUnit::Percent,
        _ => false,
    };
    let figure = metric::named_by(&item.name).filter(|_| rule.as_ref().is_some_and(is_rate));
    DraftLeaf {
        assessed_by,
        rule,
        decision_rule,
        evidence,
        other_evidence_allowed,
        explain_if: guided.explain_if.or(decision.explain_if),
        deadlines: if guided.deadlines.is_empty() { decision.deadlines } else { guided.deadlines },
        period: guided.period.or(decision.period),
        texts,
        likely_figure: figure.map(|(metric, scope)| LikelyFigure { metric, scope }),
    }
}

/// Who scores a leaf that no survey scores, by which rule, and the decision's own where it differs.
fn own(
    decision: &Reading,
    guided: &Reading,
    max: Option<Points>,
) -> (Assessor, Option<Rule>, Option<Rule>) {
    if let Some((by, basis)) = guided.external.as_ref().or(decision.external.as_ref()) {
        let rule = guided.rule.as_ref().or(decision.rule.as_ref()).map(|rule| {
            let (by, basis, rule) = (by.clone(), basis.clone(), Box::new(rule.clone()));
            Rule::plain(Scoring::External(External { by, basis, rule }))
        });
        return (Assessor::Ministry, rule, None);
    }
    let reaches = |rule: &&Rule| max.is_none() || rule.best() == max;
    let candidates = || guided.rule.iter().chain(&decision.rule);
    let rule = candidates().find(reaches).or_else(|| candidates().next()).cloned();
    let decision_rule = decision.rule.as_ref().filter(|of_decision| {
        let misses_max = max.is_some() && of_decision.best() != max;
        rule.as_ref().is_some_and(|rule| {
            rule != *of_decision && (misses_max || !is_refined_by(of_decision, rule))
        })
    });
    (Assessor::Unit, rule.clone(), decision_rule.cloned())
}

fn survey(decision: &Reading) -> Rule {
    let parts = match decision.rule.as_ref().map(|rule| &rule.scoring) {
        Some(Scoring::SumOfParts(sum)) => sum
            .parts
            .iter()
            .map(|part| SurveyPart { name: part.name.clone(), max: part.max })
            .collect(),
        _ => Vec::new(),
    };
    Rule::plain(Scoring::Survey(Survey { percent_of: decision.survey_rate.clone(), parts }))
}

/// Whether every figure of one rule stands in the other too: then the other says the same, or says it in more detail.
fn is_refined_by(rule: &Rule, other: &Rule) -> bool {
    let mut left = figures(other);
    figures(rule).iter().all(|figure| {
        let found = left.iter().position(|other| other == figure);
        found.map(|position| left.swap_remove(position)).is_some()
    })
}

/// Every figure of a rule but 0, which only says that nothing else holds.
pub(super) fn figures(rule: &Rule) -> Vec<Decimal> {
    let mut figures = Vec::new();
    collect(rule, &mut figures);
    figures.retain(|figure| !figure.is_zero());
    figures
}

fn collect(rule: &Rule, figures: &mut Vec<Decimal>) {
    figures.extend(rule.adjustments.iter().map(|deduction| deduction.percent_of_earned));
    match &rule.scoring {
        Scoring::Options(rule) => {
            figures.extend(rule.options.iter().map(|case| case.points.value()))
        }
        Scoring::Tiers(rule) => {
            for tier in &rule.tiers {
                figures.extend(tier.from);
                figures.push(tier.points.value());
            }
        }
        Scoring::Count(rule) => {
            for tier in &rule.tiers {
                figures.extend([Decimal::from(tier.from), tier.points.value()]);
            }
        }
        Scoring::Rank(rule) => {
            for tier in &rule.tiers {
                figures.extend([Decimal::from(tier.from), tier.points.value()]);
            }
        }
        Scoring::Ratio(rule) => {
            figures.push(rule.scale.value());
            figures.extend(rule.floor.iter().chain(&rule.full_at));
        }
        Scoring::WeightedRatio(rule) => {
            figures.extend(rule.terms.iter().map(|term| term.weight.value()));
            figures.extend(rule.floor.as_ref().map(|floor| floor.value));
        }
        Scoring::SumOfParts(rule) => rule.parts.iter().for_each(|part| {
            figures.push(part.max.value());
            collect(&part.rule, figures);
        }),
        Scoring::YearOnYear(rule) => {
            figures.extend([rule.points.up, rule.points.same, rule.points.down].map(Points::value));
        }
        Scoring::External(rule) => collect(&rule.rule, figures),
        Scoring::AgainstMean(_)
        | Scoring::Quota(_)
        | Scoring::Absence(_)
        | Scoring::Timeliness(_)
        | Scoring::Survey(_)
        | Scoring::Unspecified {} => {}
    }
}
