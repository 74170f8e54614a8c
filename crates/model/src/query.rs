//! What does a person ask of the index? The query language, from a typed line to typed clauses.
//!
//! A query is words, "phrases", document numbers, and filters (`loại:"báo cáo"`, `ngày>=2019-10`,
//! `on_time_rate < 95`), written side by side; `+` requires a clause, `-` excludes it, `~` before a number asks for
//! its tolerant forms. The syntax for users is in docs/tim-kiem.md. Refuses to know how anything is searched, and the
//! wording of messages: a [`QueryError`] is data with the place of what is wrong.

use std::{fmt, ops::Range};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    date::PartialDate,
    declaration::nearest,
    facts::MetricId,
    id::{CriterionCode, UnitId},
};

mod field;
mod parse;

pub use field::{FieldName, METRIC_NAMES};

/// The most bytes of a query: longer ones are pasted texts, not questions.
pub const MAX_QUERY_BYTES: usize = 2_000;

/// A question to the index: clauses that a document meets or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    text: String,
    clauses: Vec<Clause>,
}

/// One thing asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Whether documents must have it.
    pub occur: Occur,
    /// What is asked for.
    pub sought: Sought,
    /// Where it stands in the query, in bytes.
    pub at: Range<usize>,
}

/// What a clause does to the documents that meet it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occur {
    /// It brings them up.
    Wanted,
    /// Only they are found.
    Required,
    /// They are not found.
    Excluded,
}

/// What a clause asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Sought {
    /// A word, as typed.
    Word(String),
    /// Words in this order, as typed between quotation marks.
    Phrase(String),
    /// A document by its number.
    Number(SoughtNumber),
    /// A property of the document.
    Filter(Filter),
}

/// A document number as typed, whole or in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoughtNumber {
    /// The number as typed; not checked to be one.
    pub text: String,
    /// In which role documents bear it.
    pub role: NumberRole,
    /// Whether tolerant forms are asked for even where the exact number is found.
    pub tolerant: bool,
}

/// In which role a document bears a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberRole {
    /// As its own or as that of a document that it cites.
    OwnOrCited,
    /// As its own.
    Own,
    /// As that of a document that it cites.
    Cited,
}

/// A property of a document. Texts are compared without diacritics and case.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Sent by this unit: its id, or words of its name until [`Query::with_units`] found the id.
    Unit(String),
    /// States figures of this period ("quý III", "2019").
    Period(String),
    /// Of this type: the beginning of its name, or its symbol.
    DocType(String),
    /// Issued by a body with these words in its name or symbol.
    Issuer(String),
    /// With these words in its path.
    File(String),
    /// Belonging to a criterion: in its folder, or evidence of the last judgement on it.
    Criterion(CriterionCode),
    /// Dated within these days; a document that states a month only is dated on any day of it.
    Date {
        /// The first day.
        from: Option<PartialDate>,
        /// The last day.
        to: Option<PartialDate>,
    },
    /// Stating a figure: a result, never a target.
    Metric {
        /// Of what.
        metric: MetricId,
        /// How the figure relates to `value`.
        comparison: Comparison,
        /// The value compared with.
        value: Decimal,
    },
}

/// How a value relates to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Smaller.
    Less,
    /// Smaller or equal.
    AtMost,
    /// Equal.
    Equal,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    Greater,
}

impl Comparison {
    /// Whether `left` relates to `right` in this way.
    #[must_use]
    pub fn holds(self, left: Decimal, right: Decimal) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::AtLeast => left >= right,
            Self::Greater => left > right,
        }
    }

    /// As it is typed.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::Greater => ">",
        }
    }
}

/// A difference between two document numbers that is looked over.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Tolerance {
    /// Zeros before a number: `012/CT-UBND`, `12/CT-UBND`.
    Zeros,
    /// Diacritics: `2429/QD-UBND`, `2429/QĐ-UBND`.
    Diacritics,
    /// Slashes and dashes, lost or exchanged: `27/2018QĐ-TTg`, `272019/NĐ-CP`, `06/NQ-TU` for `06-NQ/TU`.
    Separators,
    /// Letters and digits that a scanner confuses: `O12/CT-UBNO`.
    LookAlikes,
}

impl Tolerance {
    /// From the slightest to the most.
    pub const ALL: [Self; 4] = [Self::Zeros, Self::Diacritics, Self::Separators, Self::LookAlikes];
}

/// Why a document was found, in the order in which documents are shown.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(tag = "by", content = "tolerances", rename_all = "kebab-case")]
pub enum Matched {
    /// It bears the number itself; what had to be looked over for that.
    OwnNumber(Vec<Tolerance>),
    /// It cites the number; what had to be looked over for that.
    CitedNumber(Vec<Tolerance>),
    /// Its number has the parts asked for.
    NumberPart,
    /// Its text.
    Text,
    /// Only its properties were asked for.
    Listed,
}

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// The text as typed.
    pub query: String,
    /// What is wrong, in bytes of the text.
    pub at: Range<usize>,
    /// What is wrong with it.
    pub kind: QueryErrorKind,
}

/// What is wrong in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryErrorKind {
    /// Nothing is asked for.
    Empty,
    /// The text is longer than [`MAX_QUERY_BYTES`].
    TooLong,
    /// A quotation mark has no second one.
    UnclosedQuote,
    /// There is no such field.
    UnknownField {
        /// The most similar one.
        nearest: Option<String>,
    },
    /// The field has no value.
    MissingValue,
    /// The field takes `:` only, or a comparison only.
    WrongOperator {
        /// The operators that it takes.
        allowed: &'static str,
    },
    /// The value is no date of the forms `2019`, `2019-10`, `2019-10-31`, `31/10/2019`, `10/2019`.
    InvalidDate,
    /// The value is no number.
    InvalidValue,
    /// The value is no code of a criterion.
    InvalidCriterion,
    /// No unit, or more than one, is meant.
    UnknownUnit {
        /// The most similar id.
        nearest: Option<String>,
    },
    /// Only exclusions: there is nothing to exclude from.
    OnlyExclusions,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.query.get(self.at.clone()).unwrap_or_default();
        write!(f, "the query is wrong at `{part}`: {:?}", self.kind)
    }
}

impl std::error::Error for QueryError {}

impl Query {
    /// Reads a query as typed. Never panics, whatever the text.
    ///
    /// # Errors
    /// With the place of the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let clauses = parse::clauses(text).map_err(|(at, kind)| QueryError {
            query: text.to_owned(),
            at,
            kind,
        })?;
        Ok(Self { text: text.to_owned(), clauses })
    }

    /// The documents of a unit that hold every word of a text: what judging asks of the index for a claim that nothing
    /// backs yet. Prints as a query that a person can repeat.
    #[must_use]
    pub fn all_words(unit: &UnitId, text: &str) -> Self {
        let mut query = format!("đơn_vị:{unit}");
        let filter = Sought::Filter(Filter::Unit(unit.to_string()));
        let mut clauses = vec![Clause { occur: Occur::Wanted, sought: filter, at: 0..query.len() }];
        let text: String = text.nfc().collect();
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        for word in words {
            query.push(' ');
            let start = query.len();
            query.push('+');
            query.push_str(word);
            let (occur, sought) = (Occur::Required, Sought::Word(word.to_owned()));
            clauses.push(Clause { occur, sought, at: start..query.len() });
        }
        Self { text: query, clauses }
    }

    /// The clauses in the order typed; never empty.
    #[must_use]
    pub fn clauses(&self) -> &[Clause] {
        &self.clauses
    }

    /// The query as typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, where it is only words and numbers without signs: the whole may then be one number with spaces in it.
    #[must_use]
    pub fn as_plain(&self) -> Option<&str> {
        let is_plain = |clause: &Clause| {
            clause.occur == Occur::Wanted
                && match &clause.sought {
                    Sought::Word(_) => true,
                    Sought::Number(number) => number.role == NumberRole::OwnOrCited,
                    Sought::Phrase(_) | Sought::Filter(_) => false,
                }
        };
        self.clauses.iter().all(is_plain).then(|| self.text.trim())
    }

    /// The filters with what they do.
    pub fn filters(&self) -> impl Iterator<Item = (Occur, &Filter)> {
        self.clauses.iter().filter_map(|clause| match &clause.sought {
            Sought::Filter(filter) => Some((clause.occur, filter)),
            _ => None,
        })
    }

    /// The query with each unit's words replaced by the id that `find` gives for them.
    ///
    /// # Errors
    /// `UnknownUnit` where it gives none, with the nearest of the `known` names.
    pub fn with_units(
        mut self,
        find: impl Fn(&str) -> Option<UnitId>,
        known: &[&str],
    ) -> Result<Self, QueryError> {
        for clause in &mut self.clauses {
            if let Sought::Filter(Filter::Unit(given)) = &mut clause.sought {
                match find(given) {
                    Some(id) => *given = id.to_string(),
                    None => {
                        let nearest = nearest(given, known.iter().copied());
                        let kind = QueryErrorKind::UnknownUnit { nearest };
                        return Err(QueryError { query: self.text, at: clause.at.clone(), kind });
                    }
                }
            }
        }
        Ok(self)
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests;
