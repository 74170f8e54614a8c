//! Declarations: TOML files that people write, read strictly.
//!
//! Every key that the type does not know, every missing key and every wrong type is reported with its line, all of them
//! at once. It refuses to know the wording of messages for users: an [`Issue`] is data, its `Display` is for logs.

pub mod exact;
mod lines;
mod shape;

use std::fmt;

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;

use crate::criteria::Inconsistency;

pub use lines::{Lines, Path};
pub use shape::ValueType;

/// Why a declaration is not accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct DeclarationError {
    /// The file, as its reader calls it.
    pub file_name: String,
    /// Everything that is wrong, by line; never empty.
    pub issues: Vec<Issue>,
}

/// One thing that is wrong in a declaration.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// The line, from 1.
    pub line: usize,
    /// The key or table.
    pub path: Path,
    /// What is wrong with it.
    pub kind: IssueKind,
}

/// What is wrong in a declaration.
#[derive(Debug, Clone, PartialEq)]
pub enum IssueKind {
    /// The text is no TOML.
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// The table knows no such key.
    UnknownKey {
        /// The key as written.
        key: String,
        /// The most similar key that the table knows and does not have yet.
        nearest: Option<String>,
    },
    /// The table lacks a key.
    MissingKey {
        /// The key.
        key: String,
    },
    /// The value is of another type.
    WrongType {
        /// The types that are accepted.
        expected: Vec<ValueType>,
        /// The type of the value.
        found: ValueType,
    },
    /// The value is none of the words that are accepted.
    UnknownValue {
        /// The value as written.
        given: String,
        /// The words that are accepted.
        allowed: Vec<String>,
        /// The most similar of them.
        nearest: Option<String>,
    },
    /// The number has more digits than can be kept exactly.
    TooManyDigits {
        /// The number as written.
        given: String,
    },
    /// The value has the right type, but not the form that it should have.
    Refused {
        /// Why, in the words of the type that refused it.
        reason: String,
    },
    /// The declaration contradicts itself.
    Inconsistent(Inconsistency),
}

impl std::error::Error for DeclarationError {}

impl fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, issue) in self.issues.iter().enumerate() {
            if position > 0 {
                writeln!(f)?;
            }
            write!(f, "{}:{issue}", self.file_name)?;
        }
        Ok(())
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.line)?;
        if !self.path.is_root() {
            write!(f, "`{}`: ", self.path)?;
        }
        write!(f, "{}", self.kind)
    }
}

impl fmt::Display for IssueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let did_you_mean = |f: &mut fmt::Formatter<'_>, nearest: &Option<String>| match nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        };
        match self {
            Self::Syntax { message } => write!(f, "not TOML: {message}"),
            Self::UnknownKey { key, nearest } => {
                write!(f, "unknown key `{key}`")?;
                did_you_mean(f, nearest)
            }
            Self::MissingKey { key } => write!(f, "missing key `{key}`"),
            Self::WrongType { expected, found } => {
                let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
                write!(f, "expected {}, found {found}", expected.join(" or "))
            }
            Self::UnknownValue { given, allowed, nearest } => {
                write!(f, "`{given}` is none of `{}`", allowed.join("`, `"))?;
                did_you_mean(f, nearest)
            }
            Self::TooManyDigits { given } => {
                write!(f, "`{given}` has more than {} significant digits", exact::MAX_DIGITS)
            }
            Self::Refused { reason } => write!(f, "{reason}"),
            Self::Inconsistent(inconsistency) => write!(f, "{inconsistency}"),
        }
    }
}

/// Reads a declaration of one type.
///
/// The type's JSON Schema decides which keys there are; a struct that leaves keys open must say so by having a map.
///
/// # Errors
/// With every defect of syntax, keys and types; once these are mended, with the first value that a constructor refuses.
pub fn parse<T: DeserializeOwned + JsonSchema>(
    text: &str,
    file_name: &str,
) -> Result<T, DeclarationError> {
    parse_located(text, file_name).map(|located| located.value)
}

/// A declaration with the lines that it stands in, for those who hold it against itself.
#[derive(Debug)]
pub struct Located<'t, T> {
    /// What was declared.
    pub value: T,
    /// Where.
    pub lines: Lines<'t>,
}

/// Reads a declaration and keeps its lines.
///
/// # Errors
/// As [`parse`].
pub fn parse_located<'t, T: DeserializeOwned + JsonSchema>(
    text: &'t str,
    file_name: &'t str,
) -> Result<Located<'t, T>, DeclarationError> {
    let lines = Lines::parse(text, file_name)?;
    let schema = SchemaSettings::draft2020_12()
        .for_deserialize()
        .into_generator()
        .into_root_schema_for::<T>();
    let issues = shape::check(&lines, &schema);
    if !issues.is_empty() {
        return Err(lines.error(issues));
    }
    match T::deserialize(lines.deserializer()) {
        Ok(value) => Ok(Located { value, lines }),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            let (line, path) = (lines.line_at(start), lines.path_at(start));
            let kind = IssueKind::Refused { reason: error.message().to_owned() };
            Err(lines.error(vec![Issue { line, path, kind }]))
        }
    }
}
