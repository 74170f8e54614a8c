//! Which rule do the cases, headings and formulas of a text make together: one of cases, a formula, or a sum of parts?
//!
//! A line with points is a heading where the lines below it share out exactly its points. Refuses to know sentences.

use model::{
    Points,
    rule::{Assessor, Case, Options, Part, Rule, Scoring, SumOfParts},
};
use rust_decimal::Decimal;

use super::{
    award::AwardedPoints,
    cases::{self, Scored},
    clause::Marker,
    formula::Formula,
};

/// Something that a text about scoring says, in its order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Event {
    /// A condition with points.
    Case(GivenCase),
    /// A formula with all that belongs to it.
    Formula(Formula),
    /// A line that names what the lines below it score.
    Heading(String),
}

/// A condition with points, as the text sets it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct GivenCase {
    pub(super) when: String,
    pub(super) points: AwardedPoints,
    pub(super) is_added: bool,
    pub(super) is_ceiling: bool,
    pub(super) marker: Marker,
}

/// Lines that score one thing.
#[derive(Debug, Default)]
struct Section {
    name: Option<String>,
    max: Option<Decimal>,
    events: Vec<Event>,
}

/// The rule that events make for an item called `name`; `max` is its maximum, where it is known. `None` where they make
/// none, or more than one.
pub(super) fn rule(events: &[Event], max: Option<Decimal>, name: &str) -> Option<Rule> {
    let mut sections = sections(events);
    if sections.len() == 1 && sections[0].name.is_none() {
        let section = sections.pop()?;
        return body(&section.events, max, name).map(Rule::plain);
    }
    let mut parts = Vec::new();
    for section in &sections {
        match (&section.name, section.events.as_slice()) {
            // A heading's points and nothing below it: the heading is the case.
            (Some(name), []) => parts.push(single(name, section.max?)),
            (Some(name), events) => parts.push(part(events, section.max, name)?),
            (None, events) => match given(events) {
                Some(cases) if !cases.iter().any(|(_, points)| points.is_zero()) => {
                    parts
                        .extend(cases.into_iter().map(|(case, points)| single(&case.when, points)));
                }
                _ => parts.push(part(events, section.max, name)?),
            },
        }
    }
    match parts.len() {
        0 => None,
        // A heading over all lines is the item itself.
        1 => parts.pop().map(|part| part.rule),
        _ => Some(sum(parts)),
    }
}

/// A part of the whole from its events.
pub(super) fn part(events: &[Event], max: Option<Decimal>, name: &str) -> Option<Part> {
    let rule = rule(events, max, name)?;
    let max = max.map(Points::new).or_else(|| rule.best())?;
    Some(Part { name: name.to_owned(), max, assessed_by: None, note: None, rule })
}

/// A part of which the text names only the case that earns its points.
fn single(when: &str, points: Decimal) -> Part {
    let case = Scored { when: when.to_owned(), points };
    let rule = Rule::plain(cases::scoring(&[case], when));
    Part { name: when.to_owned(), max: Points::new(points), assessed_by: None, note: None, rule }
}

/// A sum of parts.
pub(super) fn sum(parts: Vec<Part>) -> Rule {
    Rule::plain(Scoring::SumOfParts(SumOfParts { parts }))
}

/// A part that somebody else scores.
pub(super) fn by_another(part: Part, note: String) -> Part {
    Part { assessed_by: Some(Assessor::Ministry), note: Some(note), ..part }
}

fn exactly(event: &Event) -> Option<Decimal> {
    match event {
        Event::Case(GivenCase { points: AwardedPoints::Exactly(points), .. }) => Some(*points),
        _ => None,
    }
}

/// How many events from `start` on are one descending run of cases, the first of which is the highest.
fn descent(events: &[Event], start: usize) -> usize {
    let mut last: Option<Decimal> = None;
    let mut n = 0;
    for event in &events[start..] {
        match (exactly(event), last) {
            (Some(points), None) => last = Some(points),
            (Some(points), Some(before)) if points < before => last = Some(points),
            _ => break,
        }
        n += 1;
    }
    n
}

/// How many events from `start` on are cases set off by a plus.
fn below_plus(events: &[Event], start: usize) -> usize {
    let is_plus =
        |event: &&Event| matches!(event, Event::Case(case) if case.marker == Marker::Plus);
    events[start..].iter().take_while(is_plus).count()
}

/// How many events after the one at `at` share out its points; `None` where it is no heading.
fn shared_out(events: &[Event], at: usize) -> Option<usize> {
    let Event::Case(case) = &events[at] else { return None };
    let points = exactly(&events[at]).filter(|points| !points.is_zero())?;
    if matches!(events.get(at + 1), Some(Event::Formula(_))) {
        return Some(1);
    }
    let n = descent(events, at + 1);
    if n >= 2 && exactly(&events[at + 1]) == Some(points) {
        return Some(n);
    }
    let n = below_plus(events, at + 1);
    let total: Decimal = events[at + 1..at + 1 + n].iter().filter_map(exactly).sum();
    let is_above = case.marker != Marker::Plus && n >= 2;
    (is_above && total == points).then_some(n)
}

fn sections(events: &[Event]) -> Vec<Section> {
    let mut sections = Vec::<Section>::new();
    let mut at = 0;
    while at < events.len() {
        match &events[at] {
            Event::Heading(name) => {
                sections.push(Section { name: Some(name.clone()), ..Section::default() });
                at += 1;
            }
            event => {
                if let Some(n) = shared_out(events, at)
                    && let Event::Case(case) = event
                {
                    sections.push(Section {
                        name: Some(case.when.clone()),
                        max: exactly(event),
                        events: events[at + 1..=at + n].to_vec(),
                    });
                    at += 1 + n;
                    continue;
                }
                let begins = sections.last().is_none_or(|section| closes(section, event));
                if begins {
                    sections.push(Section::default());
                }
                if let Some(section) = sections.last_mut() {
                    section.events.push(event.clone());
                }
                at += 1;
            }
        }
    }
    sections
}

/// Whether a section takes no further event of this kind.
fn closes(section: &Section, event: &Event) -> bool {
    let Some(last) = section.events.last() else { return section.max.is_some() };
    if section.max.is_some() {
        return true;
    }
    match (exactly(last), exactly(event)) {
        // After the case that gives 0, more points begin something else.
        (Some(last), Some(next)) => last.is_zero() && next > last && section.name.is_some(),
        _ => false,
    }
}

/// The cases of events and their points, where all of them are cases with points of their own.
fn given(events: &[Event]) -> Option<Vec<(&GivenCase, Decimal)>> {
    events
        .iter()
        .map(|event| match event {
            Event::Case(case) => exactly(event).map(|points| (case, points)),
            _ => None,
        })
        .collect()
}

/// The rule of events without headings.
fn body(events: &[Event], max: Option<Decimal>, name: &str) -> Option<Scoring> {
    if let [Event::Formula(formula)] = events {
        return formula.scoring(max);
    }
    if events.is_empty() || events.iter().any(|event| !matches!(event, Event::Case(_))) {
        return None;
    }
    let Some(cases) = given(events) else { return with_share(events, max) };
    let total: Decimal = cases.iter().map(|(_, points)| *points).sum();
    let has_zero = cases.iter().any(|(_, points)| points.is_zero());
    // Of cases that exclude each other no two give the same; lines that do are parts, even where a slip of the source
    // makes them add up to something else than the maximum.
    let repeats = cases.windows(2).any(|pair| pair[0].1 == pair[1].1);
    let is_shared = cases.len() >= 2 && !has_zero && (max == Some(total) || repeats);
    let is_added = cases.iter().any(|(case, _)| case.is_added);
    if is_shared || (is_added && !has_zero) {
        let parts = cases.into_iter().map(|(case, points)| single(&case.when, points)).collect();
        return Some(Scoring::SumOfParts(SumOfParts { parts }));
    }
    let scored: Vec<_> = cases
        .into_iter()
        .map(|(case, points)| Scored { when: case.when.clone(), points })
        .collect();
    Some(cases::scoring(&scored, name))
}

/// Options of which some give a share of the maximum, or all of it. Where the maximum is not known, it is the most that
/// a case gives.
fn with_share(events: &[Event], max: Option<Decimal>) -> Option<Scoring> {
    let max = max.or_else(|| events.iter().filter_map(exactly).max())?;
    let options = events.iter().map(|event| {
        let Event::Case(case) = event else { return None };
        let points = match case.points {
            AwardedPoints::Exactly(points) => points,
            AwardedPoints::Maximum => max,
            AwardedPoints::PercentOfMaximum(percent) => max * percent / Decimal::ONE_HUNDRED,
        };
        Some(Case { when: case.when.clone(), points: Points::new(points) })
    });
    Some(Scoring::Options(Options { options: options.collect::<Option<_>>()? }))
}
