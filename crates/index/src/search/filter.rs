//! Which documents does a query admit at all? Filters, phrases, required and excluded words as conditions.

use std::ops::{Bound, Range};

use model::{
    PartialDate,
    query::{Comparison, Filter, NumberRole, Occur, Query, Sought},
};
use rust_decimal::Decimal;
use tantivy::{
    Term,
    query::{
        AllQuery, BooleanQuery, EmptyQuery, FuzzyTermQuery, Occur as Must, PhraseQuery,
        Query as IndexQuery, RangeQuery, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{JudgedFiles, numbered, phrase::InOrder, unit_of, variant::Wanted};
use crate::{
    card::Card,
    schema::{Fields, day_number, metric_limit, metric_step, metric_terms, with_abbreviations},
    words::{self, Shape},
};

type Condition = Box<dyn IndexQuery>;

/// The documents that meet every condition of a query.
pub(super) fn admitted(fields: &Fields, query: &Query, judged: &JudgedFiles) -> Condition {
    let mut clauses: Vec<(Must, Condition)> = Vec::new();
    let mut units = Vec::new();
    for clause in query.clauses() {
        let condition = match (&clause.sought, clause.occur) {
            (Sought::Word(_), Occur::Wanted) => continue,
            (Sought::Number(number), Occur::Wanted) if number.role == NumberRole::OwnOrCited => {
                continue;
            }
            // What is sought by its number is ranked by how it bears it.
            (Sought::Number(_), Occur::Wanted) => continue,
            (Sought::Word(word), _) => phrase(fields, word, Shape::Folded),
            (Sought::Phrase(text), _) => {
                let typed = words::has_diacritics(text);
                phrase(fields, text, if typed { Shape::Accented } else { Shape::Folded })
            }
            (Sought::Number(number), _) => numbered::bears(fields, &number.text),
            // Several units are alternatives; several of anything else narrow down.
            (Sought::Filter(Filter::Unit(unit)), occur) if occur != Occur::Excluded => {
                units.push(term(fields.unit, unit));
                continue;
            }
            (Sought::Filter(filter), _) => condition(fields, filter, judged),
        };
        let must = if clause.occur == Occur::Excluded { Must::MustNot } else { Must::Must };
        clauses.push((must, condition));
    }
    if !units.is_empty() {
        clauses.push((Must::Must, any_of(units)));
    }
    match clauses.as_slice() {
        [] => Box::new(AllQuery),
        _ if clauses.iter().all(|(must, _)| *must == Must::MustNot) => {
            clauses.push((Must::Must, Box::new(AllQuery)));
            Box::new(BooleanQuery::new(clauses))
        }
        _ => Box::new(BooleanQuery::new(clauses)),
    }
}

/// The condition that a query sets for units, if any.
pub(super) fn by_unit(fields: &Fields, query: &Query) -> Vec<Condition> {
    let units: Vec<_> =
        unit_of(query).iter().map(|unit| term(fields.unit, unit.as_str())).collect();
    if units.is_empty() { Vec::new() } else { vec![any_of(units)] }
}

/// The conditions that a query sets for where documents lie.
pub(super) fn by_criterion(fields: &Fields, query: &Query, judged: &JudgedFiles) -> Vec<Condition> {
    query
        .filters()
        .filter(|(occur, filter)| {
            *occur != Occur::Excluded && matches!(filter, Filter::Criterion(_))
        })
        .map(|(_, filter)| condition(fields, filter, judged))
        .collect()
}

fn condition(fields: &Fields, filter: &Filter, judged: &JudgedFiles) -> Condition {
    match filter {
        Filter::Unit(unit) => term(fields.unit, unit),
        Filter::Period(text) => in_order(fields.period, words::of(text, Shape::Folded)),
        Filter::DocType(name) => {
            let name = words::folded_line(name);
            let term = Term::from_field_text(fields.doc_type, &name);
            // A symbol is short: the beginning of a name that it happens to be says nothing.
            if name.chars().count() <= 3 {
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            } else {
                Box::new(FuzzyTermQuery::new_prefix(term, 0, true))
            }
        }
        Filter::Issuer(name) => all_words(fields.issuer, &with_abbreviations(name)),
        Filter::File(words) => in_order(fields.path, words::of(words, Shape::Folded)),
        Filter::Criterion(code) => {
            let files = judged.get(code).into_iter().flatten();
            let files = files.map(|file| Term::from_field_text(fields.file, &file.to_string()));
            any_of([
                term(fields.criterion, &code.to_string()),
                Box::new(TermSetQuery::new(files)) as Condition,
            ])
        }
        Filter::Date { from, to } => dated(fields, *from, *to),
        Filter::Metric { metric, comparison, value } => {
            let (limit, step) = (metric_limit(), metric_step());
            let values = match comparison {
                Comparison::Less => -limit..=*value - step,
                Comparison::AtMost => -limit..=*value,
                Comparison::Equal => *value..=*value,
                Comparison::AtLeast => *value..=limit,
                Comparison::Greater => *value + step..=limit,
            };
            let [from, to] = metric_terms(metric.as_str(), values)
                .map(|term| Bound::Included(Term::from_field_text(fields.metric, &term)));
            Box::new(RangeQuery::new(from, to))
        }
    }
}

/// Documents whose date can mean a day between two.
fn dated(fields: &Fields, from: Option<PartialDate>, to: Option<PartialDate>) -> Condition {
    let [from, to] = [from.map(PartialDate::first_day), to.map(PartialDate::last_day)];
    let number = |field, day| Term::from_field_u64(field, day_number(day));
    let from = from.map(|day| {
        let lower = Bound::Included(number(fields.dated_to, day));
        Box::new(RangeQuery::new(lower, Bound::Unbounded)) as Condition
    });
    let to = to.map(|day| {
        let upper = Bound::Included(number(fields.dated_from, day));
        Box::new(RangeQuery::new(Bound::Unbounded, upper)) as Condition
    });
    Box::new(BooleanQuery::intersection(from.into_iter().chain(to).collect()))
}

/// Where a card states the figures that a query asks for.
pub(super) fn figures(query: &Query, card: &Card) -> Vec<Range<usize>> {
    let asked: Vec<_> = query
        .filters()
        .filter(|(occur, _)| *occur != Occur::Excluded)
        .filter_map(|(_, filter)| match filter {
            Filter::Metric { metric, comparison, value } => Some((metric, *comparison, *value)),
            _ => None,
        })
        .collect();
    let meets = |metric, stated: Decimal| {
        asked
            .iter()
            .any(|(asked, comparison, value)| *asked == metric && comparison.holds(stated, *value))
    };
    let figures = card.figures.iter().filter(|figure| meets(&figure.metric, figure.value));
    figures.filter_map(|figure| figure.at.clone()).collect()
}

/// Documents whose text holds these words in this order.
pub(super) fn phrase(fields: &Fields, text: &str, shape: Shape) -> Condition {
    let wanted = |word| Wanted { field: fields.words, word, shape };
    let words: Vec<_> = words::of(text, shape).into_iter().map(wanted).collect();
    if words.is_empty() { Box::new(EmptyQuery) } else { Box::new(InOrder::new(words)) }
}

/// Documents with these words in this order in a field of folded words.
fn in_order(field: Field, words: Vec<String>) -> Condition {
    let mut terms: Vec<_> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
    match terms.len() {
        0 => Box::new(EmptyQuery),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

fn all_words(field: Field, text: &str) -> Condition {
    let words = words::of(text, Shape::Folded);
    if words.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(BooleanQuery::intersection(words.iter().map(|word| term(field, word)).collect()))
}

pub(super) fn any_of(conditions: impl IntoIterator<Item = Condition>) -> Condition {
    Box::new(BooleanQuery::union(conditions.into_iter().collect()))
}

pub(super) fn term(field: Field, text: &str) -> Condition {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
