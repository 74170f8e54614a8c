//! Where the keys and tables of a declaration stand in its text.

use std::{fmt, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{DeclarationError, Issue, IssueKind};

/// The way to a value from the root: `area[1].criterion[3].rule`. Positions print from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Position(usize),
}

impl Path {
    /// The way to the whole declaration.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// Whether it is the way to the whole declaration.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// One step further, to a key of a table.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Step::Key(key.to_owned()))
    }

    /// One step further, to an element of an array; positions count from 0.
    #[must_use]
    pub fn at(&self, position: usize) -> Self {
        self.then(Step::Position(position))
    }

    /// All the steps of `further` after those of this way.
    #[must_use]
    pub fn join(&self, further: &Self) -> Self {
        Self(self.0.iter().chain(&further.0).cloned().collect())
    }

    fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if position == 0 => write!(f, "{key}")?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Position(position) => write!(f, "[{}]", position + 1)?,
            }
        }
        Ok(())
    }
}

/// The text of a declaration as a tree whose every key and value knows its place.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    file_name: &'t str,
    root: Spanned<DeValue<'t>>,
}

impl<'t> Lines<'t> {
    pub(super) fn parse(text: &'t str, file_name: &'t str) -> Result<Self, DeclarationError> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let span = table.span();
        let root = Spanned::new(span, DeValue::Table(table.into_inner()));
        let lines = Self { text, file_name, root };
        if errors.is_empty() {
            return Ok(lines);
        }
        let issue = |error: toml::de::Error| {
            let start = error.span().map_or(0, |span| span.start);
            let kind = IssueKind::Syntax { message: error.message().to_owned() };
            Issue { line: lines.line_at(start), path: Path::root(), kind }
        };
        Err(lines.error(errors.into_iter().map(issue).collect()))
    }

    pub(super) fn root(&self) -> &Spanned<DeValue<'t>> {
        &self.root
    }

    pub(super) fn deserializer(&self) -> toml::de::ValueDeserializer<'t> {
        self.root.clone().into()
    }

    /// The line, from 1, of a byte of the text.
    pub(super) fn line_at(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().iter().take(byte);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// The line, from 1, of what the path leads to; of the innermost table around it, where it is not there itself.
    #[must_use]
    pub fn line_of(&self, path: &Path) -> usize {
        let mut value = &self.root;
        let mut start = 0;
        for step in &path.0 {
            match (step, value.get_ref()) {
                (Step::Key(key), DeValue::Table(table)) => {
                    let Some((name, inner)) = table.iter().find(|(name, _)| name.get_ref() == key)
                    else {
                        break;
                    };
                    (start, value) = (first_start(name.span(), inner), inner);
                }
                (Step::Position(position), DeValue::Array(array)) => {
                    let Some(inner) = array.get(*position) else { break };
                    (start, value) = (inner.span().start, inner);
                }
                _ => break,
            }
        }
        self.line_at(start)
    }

    /// The way to the innermost value around a byte of the text.
    pub(super) fn path_at(&self, byte: usize) -> Path {
        let mut path = Path::root();
        let mut value = &self.root;
        'inward: loop {
            match value.get_ref() {
                DeValue::Table(table) => {
                    for (name, inner) in table {
                        if holds(inner, byte) {
                            (path, value) = (path.key(name.get_ref()), inner);
                            continue 'inward;
                        }
                    }
                }
                DeValue::Array(array) => {
                    for (position, inner) in array.iter().enumerate() {
                        if holds(inner, byte) {
                            (path, value) = (path.at(position), inner);
                            continue 'inward;
                        }
                    }
                }
                _ => {}
            }
            return path;
        }
    }

    /// An error about this declaration, its issues in the order of their lines.
    pub(crate) fn error(&self, mut issues: Vec<Issue>) -> DeclarationError {
        issues.sort_by_key(|issue| issue.line);
        DeclarationError { file_name: self.file_name.to_owned(), issues }
    }
}

/// A table that has its own header is where that header is; other values are where their key is.
fn first_start(key: Range<usize>, value: &Spanned<DeValue<'_>>) -> usize {
    match value.get_ref() {
        DeValue::Table(_) | DeValue::Array(_) => value.span().start,
        _ => key.start,
    }
}

fn holds(value: &Spanned<DeValue<'_>>, byte: usize) -> bool {
    match value.get_ref() {
        // A table with a header of its own has the span of the header; what it holds lies after it.
        DeValue::Table(table) => {
            value.span().contains(&byte) || table.iter().any(|(_, inner)| holds(inner, byte))
        }
        DeValue::Array(array) => {
            value.span().contains(&byte) || array.iter().any(|inner| holds(inner, byte))
        }
        _ => value.span().contains(&byte),
    }
}
