//! Which rule does a text about scoring state, and which of its sentences become nothing?
//!
//! The text is cut into clauses; each is points with a condition, a formula, a heading, something that changes the
//! points, or prose. What is prose is kept, so that a person sees all that no rule says. Refuses to know where the text
//! stands.

use model::{
    criteria::{Deadline, ScoredPeriod},
    rule::{Deduction, Fallback, Rule},
};
use rust_decimal::Decimal;

use super::{
    award::{self, AwardedPoints},
    clause::{self, Clause, Marker},
    formula::{self, Formula},
    group::{self, Event, GivenCase},
    modifiers::{self, Modifier, trimmed_condition},
};
use crate::prose::{key, tidy};

/// What a text about scoring says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Reading {
    /// The rule, where the text has a known form.
    pub(super) rule: Option<Rule>,
    /// Who scores instead of the unit, and by what.
    pub(super) external: Option<(String, String)>,
    /// For a survey: what its percentage is of.
    pub(super) survey_rate: Option<String>,
    /// When an explanation is asked for.
    pub(super) explain_if: Option<String>,
    pub(super) deadlines: Vec<Deadline>,
    pub(super) period: Option<ScoredPeriod>,
    /// Clauses that became nothing.
    pub(super) texts: Vec<String>,
}

/// Reads lines of scoring for an item called `name` with the maximum `max`.
pub(super) fn read(lines: &[String], max: Option<Decimal>, name: &str) -> Reading {
    let clauses: Vec<Clause> = lines.iter().flat_map(|line| clause::split(line)).collect();
    let whole = tidy(&lines.join(" "));
    let mut reading = Reading {
        deadlines: modifiers::deadlines(&whole),
        period: modifiers::period(&whole),
        ..Reading::default()
    };
    let numbered: Vec<usize> = clauses
        .iter()
        .enumerate()
        .filter(|(_, clause)| clause.marker == Marker::Numbered)
        .map(|(at, _)| at)
        .collect();
    if numbered.len() >= 2 {
        reading.numbered(&clauses, &numbered, max, name);
        return reading;
    }
    let mut passage = Passage::default();
    for clause in &clauses {
        passage.clause(clause);
    }
    let rule = group::rule(&passage.events, max, name).map(|rule| passage.add_to(rule));
    reading.survey_rate = passage.survey_rate();
    reading.take(passage, rule.is_some());
    reading.rule = rule;
    reading
}

impl Reading {
    /// A text in numbered parts, from the clauses that begin them on.
    fn numbered(&mut self, clauses: &[Clause], starts: &[usize], max: Option<Decimal>, name: &str) {
        let mut before = Passage::default();
        for clause in &clauses[..starts[0]] {
            before.clause(clause);
        }
        let mut parts = Vec::new();
        let mut is_complete = true;
        let ends = starts.iter().skip(1).copied().chain([clauses.len()]);
        for (start, end) in starts.iter().copied().zip(ends) {
            let (heading, below) = (&clauses[start], &clauses[start + 1..end]);
            let mut passage = Passage::default();
            let part_name = passage.heading(heading, !below.is_empty());
            for clause in below {
                passage.clause(clause);
            }
            let part = group::part(&passage.events, passage.max, &part_name).map(|part| {
                let rule = passage.add_to(part.rule.clone());
                let part = model::rule::Part { rule, ..part };
                match &passage.part_of {
                    Some(by) => group::by_another(part, format!("{by} chấm điểm")),
                    None => part,
                }
            });
            is_complete &= part.is_some();
            self.take(passage, part.is_some());
            parts.extend(part);
        }
        // Numbered requirements are no parts: parts share out the maximum.
        let total: Decimal = parts.iter().map(|part| part.max.value()).sum();
        let is_shared = max.is_none_or(|max| max == total);
        if is_complete && is_shared {
            self.rule = Some(before.add_to(group::sum(parts)));
        } else {
            self.texts.push(tidy(&format!("{name}: {total}")));
        }
        self.take(before, self.rule.is_some());
    }

    /// Takes over what a passage says besides its rule; without a rule its clauses all stay text.
    fn take(&mut self, passage: Passage, has_rule: bool) {
        let Passage { external, explain_if, texts, scored, .. } = passage;
        self.external = self.external.take().or(external);
        self.explain_if = self.explain_if.take().or(explain_if);
        if !has_rule && self.external.is_none() {
            self.texts.extend(scored);
        }
        self.texts.extend(texts);
    }
}

/// Clauses as they are read, one after the other.
#[derive(Debug, Default)]
struct Passage {
    events: Vec<Event>,
    /// The points of the heading, where it states them.
    max: Option<Decimal>,
    zero_if: Option<String>,
    part_zero_if: Option<String>,
    adjustments: Vec<Deduction>,
    /// An earlier result that stands in, and where its cases begin.
    fallback: Option<(String, String, Vec<GivenCase>)>,
    external: Option<(String, String)>,
    part_of: Option<String>,
    explain_if: Option<String>,
    /// Clauses about scoring that became events.
    scored: Vec<String>,
    /// Clauses that became nothing.
    texts: Vec<String>,
}

impl Passage {
    /// The clause that begins a numbered part. Gives the part's name; points at its end are those of the whole part
    /// where clauses follow below it.
    fn heading(&mut self, clause: &Clause, has_more: bool) -> String {
        let awards = award::find(&clause.text);
        let name = match awards.first() {
            Some(first) => trimmed_condition(&clause.text[..first.range.start]),
            None => trimmed_condition(&clause.text),
        };
        if let Some(Modifier::PartOf { by }) = modifiers::of_clause(&clause.text) {
            self.part_of = Some(by);
        }
        match awards.as_slice() {
            [] => {}
            [only] if has_more && !only.is_added => match only.points {
                AwardedPoints::Exactly(points) => self.max = Some(points),
                AwardedPoints::Maximum | AwardedPoints::PercentOfMaximum(_) => self.clause(clause),
            },
            // "Mức độ đa dạng: tối đa là 1.0 (hình thức nào không thực hiện thì đạt 0 điểm)".
            [first, ..] if first.is_ceiling => {
                if let AwardedPoints::Exactly(points) = first.points {
                    self.max = Some(points);
                }
            }
            _ => self.clause(clause),
        }
        short_name(&name)
    }

    fn clause(&mut self, clause: &Clause) {
        let text = &clause.text;
        if is_scaffolding(text) {
            return;
        }
        if let Some(formula) = formula::of_clause(text) {
            self.scored.push(text.clone());
            // "Trường hợp … Tính điểm theo công thức" is one clause in some annexes: what leads it is not lost.
            self.events.push(Event::Formula(formula));
            return;
        }
        if let Some(formula) = self.formula()
            && formula.take(text)
        {
            self.scored.push(text.clone());
            return;
        }
        match modifiers::of_clause(text) {
            Some(Modifier::Deduction(deduction)) => self.adjustments.push(deduction),
            Some(Modifier::ZeroIf(when)) => self.zero_if = Some(when),
            Some(Modifier::PartZeroIf(when)) => self.part_zero_if = Some(when),
            Some(Modifier::Restatement) => {}
            Some(Modifier::Fallback { when, uses }) => {
                self.fallback = Some((when, uses, Vec::new()));
            }
            Some(Modifier::ExplainIf(when)) if award::find(text).is_empty() => {
                self.explain_if.get_or_insert(when);
            }
            Some(Modifier::External { by, basis }) => self.external = Some((by, basis)),
            Some(Modifier::PartOf { by }) => self.part_of = Some(by),
            Some(Modifier::ExplainIf(_)) | None => self.cases(clause),
        }
    }

    fn formula(&mut self) -> Option<&mut Formula> {
        match self.events.last_mut() {
            Some(Event::Formula(formula)) => Some(formula),
            _ => None,
        }
    }

    /// The conditions and points of a clause; without points it is a heading or prose.
    fn cases(&mut self, clause: &Clause) {
        let text = &clause.text;
        let awards = award::find(text);
        if awards.is_empty() {
            if is_heading(text) {
                self.scored.push(text.clone());
                self.events.push(Event::Heading(trimmed_condition(text)));
            } else {
                self.texts.push(text.clone());
            }
            return;
        }
        self.scored.push(text.clone());
        let mut start = 0;
        for award in awards {
            let when = last_sentence(&text[start..award.range.start]);
            start = award.range.end;
            let case = GivenCase {
                when: trimmed_condition(when),
                points: award.points,
                is_added: award.is_added,
                is_ceiling: award.is_ceiling,
                marker: clause.marker,
            };
            match &mut self.fallback {
                Some((_, _, cases)) => cases.push(case),
                None => self.events.push(Event::Case(case)),
            }
        }
        let rest = trimmed_condition(&text[start..]);
        if rest.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            self.texts.push(rest);
        }
    }

    /// A rule with what stands around it here.
    fn add_to(&self, rule: Rule) -> Rule {
        let fallback = self.fallback.as_ref().and_then(|(when, uses, cases)| {
            let options = cases.iter().filter_map(|case| match case.points {
                AwardedPoints::Exactly(points) => Some(model::rule::Case {
                    when: case.when.clone(),
                    points: model::Points::new(points),
                }),
                AwardedPoints::Maximum | AwardedPoints::PercentOfMaximum(_) => None,
            });
            let options: Vec<_> = options.collect();
            let (when, uses) = (when.clone(), uses.clone());
            (!options.is_empty()).then_some(Fallback { when, uses, options })
        });
        Rule {
            zero_if: rule.zero_if.or_else(|| self.zero_if.clone()),
            part_zero_if: rule.part_zero_if.or_else(|| self.part_zero_if.clone()),
            adjustments: rule.adjustments.into_iter().chain(self.adjustments.clone()).collect(),
            fallback: rule.fallback.or(fallback),
            ..rule
        }
    }

    /// What the percentage of a survey is of, where the passage is a formula of one.
    fn survey_rate(&self) -> Option<String> {
        match self.events.as_slice() {
            [Event::Formula(formula)] => {
                let letter = formula.rate_letter()?;
                formula.letters.get(letter).cloned()
            }
            _ => None,
        }
    }
}

/// A clause that only holds others together.
fn is_scaffolding(text: &str) -> bool {
    let lower = key(text);
    let plain = lower.trim_end_matches([':', '.', ' ']);
    ["trong đó", "yêu cầu", "nếu", "cụ thể", "nếu tỷ lệ này đạt"].contains(&plain)
        || plain.starts_with("điểm đạt được của") && plain.contains("tổng điểm")
}

/// A clause that names what those below it score.
fn is_heading(text: &str) -> bool {
    let lower = key(text);
    let is_open = ["nếu", "sau:", "đạt:", "trong đó", "yêu cầu", "thống kê", "cụ thể"]
        .iter()
        .any(|word| lower.starts_with(word) || lower.ends_with(word));
    text.ends_with(':') && !is_open
}

/// What stands after the last full stop or semicolon: the condition itself, without the sentences before it.
fn last_sentence(text: &str) -> &str {
    let text = text.trim_end_matches([' ', ',', ';', '.', ':']);
    let start = text.rfind("; ").max(text.rfind(". ")).map_or(0, |at| at + 2);
    &text[start..]
}

/// A part's name without the brackets and the sentences after it.
fn short_name(name: &str) -> String {
    let end =
        [" (", ". ", ": "].iter().filter_map(|mark| name.find(mark)).filter(|at| *at > 0).min();
    name[..end.unwrap_or(name.len())].trim_end_matches([',', '.', ':']).to_owned()
}
