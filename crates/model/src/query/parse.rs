//! How a typed line becomes clauses: signs, names before operators, values, and where each stands.

use std::{iter::Peekable, ops::Range, str::CharIndices};

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization as _;

use super::{
    Clause, Comparison, FieldName, Filter, MAX_QUERY_BYTES, NumberRole, Occur, QueryErrorKind,
    Sought, SoughtNumber,
};
use crate::{date::PartialDate, declaration::nearest, id::CriterionCode, number::DocumentNumber};

type Failure = (Range<usize>, QueryErrorKind);

/// A value with where it stands; quoted ones may hold spaces.
struct Value {
    text: String,
    is_quoted: bool,
    at: Range<usize>,
}

/// What stands between a name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Colon,
    Tilde,
    Compare(Comparison),
}

struct Cursor<'q> {
    text: &'q str,
    rest: Peekable<CharIndices<'q>>,
}

pub(super) fn clauses(text: &str) -> Result<Vec<Clause>, Failure> {
    if text.len() > MAX_QUERY_BYTES {
        return Err((0..text.len(), QueryErrorKind::TooLong));
    }
    let mut cursor = Cursor { text, rest: text.char_indices().peekable() };
    let mut clauses = Vec::new();
    while cursor.skip_spaces() {
        clauses.extend(cursor.clause()?);
    }
    let asks = |clause: &Clause| clause.occur != Occur::Excluded;
    match clauses.len() {
        0 => Err((0..text.len(), QueryErrorKind::Empty)),
        _ if !clauses.iter().any(asks) => Err((0..text.len(), QueryErrorKind::OnlyExclusions)),
        _ => Ok(clauses),
    }
}

impl Cursor<'_> {
    fn position(&mut self) -> usize {
        self.rest.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().map(|(_, c)| *c)
    }

    /// Whether anything is left behind the spaces.
    fn skip_spaces(&mut self) -> bool {
        while self.rest.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        self.rest.peek().is_some()
    }

    /// A clause; none where only punctuation stands.
    fn clause(&mut self) -> Result<Option<Clause>, Failure> {
        let start = self.position();
        let occur = self.sign();
        let body = self.position();
        let is_number_asked_loosely = self.peek() == Some('~') && self.text[body..].len() > 1;
        if is_number_asked_loosely {
            self.rest.next();
            let value = self.value()?;
            let at = start..value.at.end;
            let sought = number(value.text, NumberRole::OwnOrCited, true);
            return Ok(has_words(&sought).then_some(Clause { occur, sought, at }));
        }
        if is_quote(self.peek()) {
            let value = self.value()?;
            let at = start..value.at.end;
            let sought = Sought::Phrase(value.text);
            return Ok(has_words(&sought).then_some(Clause { occur, sought, at }));
        }
        let name_end = self.end_of_name(body);
        if let Some((field, operator)) = self.field_at(body, name_end)? {
            let name = body..name_end;
            let sought = self.field_clause(&field, operator, name)?;
            let at = start..self.position();
            return Ok(Some(Clause { occur, sought, at }));
        }
        let word = self.word();
        let at = start..self.position();
        let is_number = DocumentNumber::parse(&word).is_ok();
        let sought = if is_number {
            number(word, NumberRole::OwnOrCited, false)
        } else {
            Sought::Word(word)
        };
        Ok(has_words(&sought).then_some(Clause { occur, sought, at }))
    }

    /// `+` or `-` right before a clause; followed by a space it is punctuation.
    fn sign(&mut self) -> Occur {
        let at = self.position();
        let occur = match self.peek() {
            Some('+') => Occur::Required,
            Some('-') => Occur::Excluded,
            _ => return Occur::Wanted,
        };
        let next = self.text[at + 1..].chars().next();
        if next.is_none_or(char::is_whitespace) {
            return Occur::Wanted;
        }
        self.rest.next();
        occur
    }

    /// The end of the letters, digits and underscores at `start`.
    fn end_of_name(&self, start: usize) -> usize {
        let is_name = |c: char| c.is_alphanumeric() || c == '_' || is_mark(c);
        let rest = &self.text[start..];
        start + rest.find(|c| !is_name(c)).unwrap_or(rest.len())
    }

    /// The field and operator at `start`, the cursor then behind them; none where no operator follows the name.
    fn field_at(
        &mut self,
        start: usize,
        end: usize,
    ) -> Result<Option<(FieldName, Operator)>, Failure> {
        let name: String = self.text[start..end].nfc().collect::<String>().to_lowercase();
        let rest = &self.text[end..];
        let spaces = rest.len() - rest.trim_start().len();
        let Some((operator, length)) = operator_at(rest.trim_start()) else { return Ok(None) };
        let begins_name = name.starts_with(|c: char| c.is_alphabetic());
        if !begins_name || spaces > 0 && operator == Operator::Tilde {
            return Ok(None);
        }
        let behind = end + spaces + length;
        let Some(field) = FieldName::named(&name) else {
            // "Kế hoạch: …" is prose; "kế:hoạch" is a field that somebody believes in.
            let is_prose = spaces > 0
                || self.text[behind..].chars().next().is_none_or(char::is_whitespace)
                || self.text[behind..].starts_with('/');
            if is_prose {
                return Ok(None);
            }
            let nearest = nearest(&name, FieldName::all_names());
            return Err((start..end, QueryErrorKind::UnknownField { nearest }));
        };
        if spaces > 0 && matches!(operator, Operator::Colon) {
            return Ok(None);
        }
        while self.position() < behind {
            self.rest.next();
        }
        Ok(Some((field, operator)))
    }

    fn field_clause(
        &mut self,
        field: &FieldName,
        operator: Operator,
        name: Range<usize>,
    ) -> Result<Sought, Failure> {
        let allowed = field.operators();
        let wrong_operator = (name.clone(), QueryErrorKind::WrongOperator { allowed });
        let fits = match operator {
            Operator::Colon => !matches!(field, FieldName::Metric(_)),
            Operator::Tilde => matches!(field, FieldName::Number | FieldName::Cited),
            Operator::Compare(_) => matches!(field, FieldName::Metric(_) | FieldName::Date),
        };
        if !fits {
            return Err(wrong_operator);
        }
        if !self.skip_spaces() {
            return Err((name, QueryErrorKind::MissingValue));
        }
        let value = self.value()?;
        if value.text.trim().is_empty() {
            return Err((name, QueryErrorKind::MissingValue));
        }
        let text = value.text.clone();
        let tolerant = operator == Operator::Tilde;
        Ok(match field {
            FieldName::Number => number(text, NumberRole::Own, tolerant),
            FieldName::Cited => number(text, NumberRole::Cited, tolerant),
            FieldName::Unit => Sought::Filter(Filter::Unit(spaced(value))),
            FieldName::Period => Sought::Filter(Filter::Period(spaced(value))),
            FieldName::DocType => Sought::Filter(Filter::DocType(spaced(value))),
            FieldName::Issuer => Sought::Filter(Filter::Issuer(spaced(value))),
            FieldName::File => Sought::Filter(Filter::File(text)),
            FieldName::Criterion => {
                let code = CriterionCode::new(text.trim())
                    .map_err(|_| (value.at, QueryErrorKind::InvalidCriterion))?;
                Sought::Filter(Filter::Criterion(code))
            }
            FieldName::Date => Sought::Filter(date_filter(operator, &value)?),
            FieldName::Metric(metric) => {
                let Operator::Compare(comparison) = operator else { return Err(wrong_operator) };
                let decimal = decimal(&text).ok_or((value.at, QueryErrorKind::InvalidValue))?;
                let metric = metric.clone();
                Sought::Filter(Filter::Metric { metric, comparison, value: decimal })
            }
        })
    }

    /// The value at the cursor: up to the next space, or between quotation marks.
    fn value(&mut self) -> Result<Value, Failure> {
        let start = self.position();
        if !is_quote(self.peek()) {
            let text = self.word();
            return Ok(Value { text, is_quoted: false, at: start..self.position() });
        }
        self.rest.next();
        let mut text = String::new();
        loop {
            match self.rest.next() {
                Some((_, c)) if is_quote(Some(c)) => break,
                Some((_, c)) => text.push(c),
                None => return Err((start..self.text.len(), QueryErrorKind::UnclosedQuote)),
            }
        }
        Ok(Value { text, is_quoted: true, at: start..self.position() })
    }

    /// Everything up to the next space or quotation mark.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some((_, c)) =
            self.rest.next_if(|(_, c)| !c.is_whitespace() && !is_quote(Some(*c)))
        {
            word.push(c);
        }
        word
    }
}

fn is_quote(c: Option<char>) -> bool {
    matches!(c, Some('"' | '“' | '”' | '„' | '«' | '»'))
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

fn has_words(sought: &Sought) -> bool {
    let text = match sought {
        Sought::Word(text) | Sought::Phrase(text) => text,
        Sought::Number(number) => &number.text,
        Sought::Filter(_) => return true,
    };
    text.contains(char::is_alphanumeric)
}

fn number(text: String, role: NumberRole, tolerant: bool) -> Sought {
    Sought::Number(SoughtNumber { text, role, tolerant })
}

/// Underscores stand for the spaces of a value without quotation marks.
fn spaced(value: Value) -> String {
    if value.is_quoted { value.text } else { value.text.replace('_', " ") }
}

fn operator_at(text: &str) -> Option<(Operator, usize)> {
    use Comparison::{AtLeast, AtMost, Equal, Greater, Less};
    let table = [
        ("<=", Operator::Compare(AtMost)),
        (">=", Operator::Compare(AtLeast)),
        ("≤", Operator::Compare(AtMost)),
        ("≥", Operator::Compare(AtLeast)),
        ("<", Operator::Compare(Less)),
        (">", Operator::Compare(Greater)),
        ("=", Operator::Compare(Equal)),
        (":", Operator::Colon),
        ("~", Operator::Tilde),
    ];
    let (sign, operator) = table.into_iter().find(|(sign, _)| text.starts_with(sign))?;
    Some((operator, sign.len()))
}

/// `ngày:2019-10..2020` and comparisons, as the days that are meant.
fn date_filter(operator: Operator, value: &Value) -> Result<Filter, Failure> {
    let invalid = || (value.at.clone(), QueryErrorKind::InvalidDate);
    let parse = |text: &str| PartialDate::from_written(text).ok_or_else(invalid);
    if let Some((from, to)) = value.text.split_once("..") {
        let bound = |text: &str| (!text.trim().is_empty()).then(|| parse(text)).transpose();
        let (from, to) = (bound(from)?, bound(to)?);
        return if from.is_none() && to.is_none() {
            Err(invalid())
        } else {
            Ok(Filter::Date { from, to })
        };
    }
    let day = parse(&value.text)?;
    let beside = |date: jiff::civil::Date| {
        PartialDate::from_day(date.year(), date.month(), date.day()).map_err(|_| invalid())
    };
    let (from, to) = match operator {
        Operator::Compare(Comparison::AtLeast) => (Some(day), None),
        Operator::Compare(Comparison::AtMost) => (None, Some(day)),
        Operator::Compare(Comparison::Greater) => {
            let next = day.last_day().tomorrow().map_err(|_| invalid())?;
            (Some(beside(next)?), None)
        }
        Operator::Compare(Comparison::Less) => {
            let previous = day.first_day().yesterday().map_err(|_| invalid())?;
            (None, Some(beside(previous)?))
        }
        _ => (Some(day), Some(day)),
    };
    Ok(Filter::Date { from, to })
}

/// `95`, `95,5`, `95.5`, `95%`. A dot before exactly three digits could be either: it is taken as a decimal point.
fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim().trim_end_matches('%');
    text.replace(',', ".").parse().ok()
}
