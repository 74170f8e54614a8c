//! Of which period is each statement?
//!
//! The one named beside the figure; else the one that the sentence opened with; else the only one that the sentence
//! names after it; else the one of the sentence before.

use std::ops::Range;

use super::{
    bind::{Lead, Statement},
    clause::Clauses,
    fold::Folded,
    intent::Intent,
    lexicon::Word,
    scan::{Break, Kind},
};

/// The period of each statement, as the text writes it.
pub(crate) fn of_statements(
    folded: &Folded<'_>,
    clauses: &Clauses<'_>,
    statements: &[Statement],
    intents: &[Intent],
    lead: &Lead,
) -> Vec<Option<String>> {
    statements
        .iter()
        .map(|statement| {
            let token = in_order(clauses, statements, statement)
                .or_else(|| beside(clauses, statement))
                .or_else(|| before_parenthesis(clauses, statement.figures[0]))
                .or_else(|| earlier(clauses, statement, intents))
                .or_else(|| later(clauses, statement, intents));
            token.map(|token| written(folded, clauses, token)).or_else(|| lead.period.clone())
        })
        .collect()
}

/// "năm 2022 và 2023 lần lượt đạt 45%, 60%": as many periods before the word as statements after it.
fn in_order(
    clauses: &Clauses<'_>,
    statements: &[Statement],
    statement: &Statement,
) -> Option<usize> {
    let first = statement.figures[0];
    let sentence = clauses.sentence(clauses.of(first));
    let start = clauses.all[sentence.start].tokens.start;
    let word = (start..first).rev().find(|&at| clauses.tokens[at].is(Word::Respectively))?;
    let periods: Vec<usize> = (start..word).filter(|&token| is_period(clauses, token)).collect();
    let after = statements.iter().filter(|other| {
        other.figures[0] > word && sentence.contains(&clauses.of(other.figures[0]))
    });
    let position = after.clone().position(|other| other == statement)?;
    (periods.len() >= 2 && periods.len() == after.count()).then(|| periods[position])
}

/// The period named in a clause.
pub(crate) fn in_clause(
    folded: &Folded<'_>,
    clauses: &Clauses<'_>,
    clause: usize,
) -> Option<String> {
    in_tokens(folded, clauses, clauses.all[clause].tokens.clone())
}

/// The first period named by some tokens.
pub(crate) fn in_tokens(
    folded: &Folded<'_>,
    clauses: &Clauses<'_>,
    mut tokens: Range<usize>,
) -> Option<String> {
    tokens.find(|&token| is_period(clauses, token)).map(|token| written(folded, clauses, token))
}

/// The last period named before a token.
pub(crate) fn before(folded: &Folded<'_>, clauses: &Clauses<'_>, token: usize) -> Option<String> {
    (0..token)
        .rev()
        .find(|&token| is_period(clauses, token) && !is_compared(clauses, token))
        .map(|token| written(folded, clauses, token))
}

fn is_period(clauses: &Clauses<'_>, token: usize) -> bool {
    clauses.tokens[token].kind == Kind::Period
}

fn written(folded: &Folded<'_>, clauses: &Clauses<'_>, token: usize) -> String {
    let text = folded.source_text(clauses.tokens[token].range.clone());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "so với năm 2019": the period of something else.
fn is_compared(clauses: &Clauses<'_>, token: usize) -> bool {
    let text = clauses.text;
    let range = &clauses.tokens[token].range;
    let is_same_term = text[range.clone()].starts_with("cùng kỳ");
    let after_compare = token.checked_sub(1).is_some_and(|before| {
        let before = &clauses.tokens[before];
        let gap = text[before.range.end..range.start].split_whitespace().count();
        before.is(Word::Compare) && gap <= 2
    });
    is_same_term || after_compare
}

fn beside(clauses: &Clauses<'_>, statement: &Statement) -> Option<usize> {
    let first = statement.figures[0];
    let last = *statement.figures.last()?;
    let end = clauses.all[clauses.of(last)].tokens.end;
    let directly = (last + 1..end).take(2).find(|&token| {
        let gap = &clauses.text[clauses.tokens[last].range.end..clauses.tokens[token].range.start];
        is_period(clauses, token)
            && gap.trim_matches([' ', '(', ')']).is_empty()
            && !labels_what_follows(clauses, token)
    });
    let before_first = clauses.before(first).rev().find(|&token| is_period(clauses, token));
    let between = statement.figures.iter().find_map(|&figure| {
        clauses.before(figure).chain(clauses.after(figure)).rev().find(|&token| {
            is_period(clauses, token) && !(token > figure && is_after_compare(clauses, token))
        })
    });
    directly.or(before_first).or(between)
}

/// "năm 2023 (88,02%, xếp thứ 25/63)": what stands in parentheses behind a period is all of it.
fn before_parenthesis(clauses: &Clauses<'_>, figure: usize) -> Option<usize> {
    let opened = (0..figure)
        .rev()
        .take_while(|&token| clauses.tokens[token].kind != Kind::Close)
        .find(|&token| clauses.tokens[token].kind == Kind::Open)?;
    let period = opened.checked_sub(1).filter(|&token| is_period(clauses, token))?;
    let gap = clauses.tokens[period].range.end..clauses.tokens[opened].range.start;
    clauses.text[gap].trim().is_empty().then_some(period)
}

/// "7,8% (năm 2024: 5,1%)": the period is that of the next figure.
fn labels_what_follows(clauses: &Clauses<'_>, period: usize) -> bool {
    let gap = |next: usize| {
        &clauses.text[clauses.tokens[period].range.end..clauses.tokens[next].range.start]
    };
    clauses.tokens.get(period + 1).is_some_and(|next| {
        next.kind == Kind::Break(Break::Colon)
            || next.figure().is_some() && gap(period + 1).trim().is_empty()
    })
}

fn is_after_compare(clauses: &Clauses<'_>, token: usize) -> bool {
    token.checked_sub(1).is_some_and(|before| clauses.tokens[before].is(Word::Compare))
}

fn earlier(clauses: &Clauses<'_>, statement: &Statement, intents: &[Intent]) -> Option<usize> {
    let first = statement.figures[0];
    let found = (0..first)
        .rev()
        .find(|&token| is_period(clauses, token) && !is_compared(clauses, token))?;
    (intents[found] == intents[first] || !follows_figure(clauses, found)).then_some(found)
}

/// Whether the period stands in a clause that states a figure of its own.
fn follows_figure(clauses: &Clauses<'_>, period: usize) -> bool {
    clauses.all[clauses.of(period)].has_figure
}

fn later(clauses: &Clauses<'_>, statement: &Statement, intents: &[Intent]) -> Option<usize> {
    let last = *statement.figures.last()?;
    let clause = clauses.of(last);
    let sentence = clauses.sentence(clause);
    let start = clauses.all[sentence.start].tokens.start;
    let end = (clause + 1..sentence.end)
        .find(|&index| clauses.all[index].opener != Break::Comma)
        .unwrap_or(sentence.end);
    let end = clauses.all[end - 1].tokens.end;
    let mut periods = (start..end).filter(|&token| is_period(clauses, token));
    let only = periods.next().filter(|_| periods.next().is_none())?;
    (!labels_what_follows(clauses, only)
        && !is_compared(clauses, only)
        && intents[only] == intents[last])
        .then_some(only)
}
