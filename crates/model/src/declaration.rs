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
pub use shape::nearest;

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

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema and the errors of reading it are looked at")]
    struct Round {
        name: String,
        year: u16,
        #[serde(deserialize_with = "exact::decimal")]
        #[schemars(schema_with = "exact::schema")]
        weight: Decimal,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        limits: std::collections::BTreeMap<String, u32>,
        #[serde(default, rename = "unit")]
        units: Vec<Unit>,
        #[serde(default)]
        rounding: Option<crate::criteria::Rounding>,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema and the errors of reading it are looked at")]
    struct Unit {
        code: crate::id::UnitId,
        source: Source,
    }

    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema and the errors of reading it are looked at")]
    enum Source {
        Folder { path: String },
        Bucket { url: String, region: Option<String> },
    }

    const HEAD: &str = "name = \"a\"\nyear = 2025\nweight = 0.5\n";

    /// The issues of a declaration whose first three lines are sound, as printed.
    fn check(rest: &str, expect: &[&str]) {
        let found = match parse::<Round>(&format!("{HEAD}{rest}"), "round.toml") {
            Ok(_) => Vec::new(),
            Err(error) => error.issues.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(found, expect, "{rest}");
    }

    #[test]
    fn sound_declarations_pass() {
        check("", &[]);
        check("rounding = \"silent\"", &[]);
        check("rounding = { decimals = 2 }", &[]);
        check("limits = { anything = 1 }", &[]);
        check("[[unit]]\ncode = \"a\"\nsource = { kind = \"bucket\", url = \"u\" }", &[]);
    }

    #[test]
    fn unknown_keys_name_the_nearest_that_is_free() {
        check("nte = \"x\"", &["4: `nte`: unknown key `nte`; did you mean `note`?"]);
        check("yeer = 1", &["4: `yeer`: unknown key `yeer`"]);
        check(
            "[[unit]]\nsource = { kind = \"folder\", pth = \"x\" }\ncod = \"a\"",
            &[
                "4: `unit[1]`: missing key `code`",
                "5: `unit[1].source.pth`: unknown key `pth`; did you mean `path`?",
                "5: `unit[1].source`: missing key `path`",
                "6: `unit[1].cod`: unknown key `cod`; did you mean `code`?",
            ],
        );
    }

    #[test]
    fn a_variant_is_checked_by_its_own_keys() {
        check(
            "[[unit]]\ncode = \"a\"\nsource = { kind = \"folder\", path = \"x\", region = \"r\" }",
            &["6: `unit[1].source.region`: unknown key `region`"],
        );
        check(
            "[[unit]]\ncode = \"a\"\n[unit.source]\nkind = \"buket\"\nurl = \"u\"",
            &[
                "7: `unit[1].source.kind`: `buket` is none of `folder`, `bucket`; did you mean `bucket`?",
            ],
        );
        check(
            "[[unit]]\ncode = \"a\"\nsource = { path = \"x\" }",
            &["6: `unit[1].source`: missing key `kind`"],
        );
        check(
            "[[unit]]\ncode = \"a\"\nsource = { kind = 1, path = \"x\" }",
            &["6: `unit[1].source.kind`: expected a text in quotes, found a whole number"],
        );
        check(
            "rounding = { decimal = 2 }",
            &[
                "4: `rounding.decimal`: unknown key `decimal`; did you mean `decimals`?",
                "4: `rounding`: missing key `decimals`",
            ],
        );
        check(
            "rounding = \"silence\"",
            &["4: `rounding`: `silence` is none of `silent`; did you mean `silent`?"],
        );
    }

    #[test]
    fn types_are_named_as_people_write_them() {
        check("note = 5", &["4: `note`: expected a text in quotes, found a whole number"]);
        check(
            "note = 2025-01-02",
            &["4: `note`: expected a text in quotes, found a date without quotes"],
        );
        check("unit = 1", &["4: `unit`: expected a list, found a whole number"]);
        check(
            "limits = { a = \"1\" }",
            &["4: `limits.a`: expected a whole number, found a text in quotes"],
        );
        check("limits = { a = 1.5 }", &["4: `limits.a`: expected a whole number, found a number"]);
        check(
            "rounding = 2",
            &["4: `rounding`: expected a text in quotes or a table, found a whole number"],
        );
    }

    #[test]
    fn missing_keys_and_long_numbers_have_their_line() {
        let error = parse::<Round>("name = \"a\"\nweight = 0.1234567890123456", "round.toml");
        assert_eq!(
            error.expect_err("two slips").to_string(),
            "round.toml:1: missing key `year`\n\
             round.toml:2: `weight`: `0.1234567890123456` has more than 15 significant digits"
        );
    }

    #[test]
    fn what_a_constructor_refuses_has_its_line() {
        check(
            "[[unit]]\ncode = \"A b\"\nsource = { kind = \"folder\", path = \"x\" }",
            &["5: `unit[1].code`: `A b` is not a valid unit id"],
        );
        let error = parse::<Round>("name = \"a\"\nweight = 1\nyear = -1", "round.toml");
        assert!(matches!(error, Err(error) if matches!(
            error.issues.as_slice(),
            [Issue { line: 3, kind: IssueKind::Refused { .. }, .. }]
        )));
    }

    #[test]
    fn every_syntax_error_has_its_line() {
        let error = parse::<Round>("name = \nyear = 2025\nweight 1\n", "round.toml");
        let lines: Vec<_> = error.expect_err("no TOML").issues.iter().map(|i| i.line).collect();
        assert_eq!(lines, [1, 3]);
    }
}
