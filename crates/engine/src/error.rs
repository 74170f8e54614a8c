//! The error of a round's work: what was attempted, what kind of failure it was, and its cause.

use std::fmt;

use model::ErrorKind;

/// A failed operation of the engine.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    attempted: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of the engine's work.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of our own finding.
    #[must_use]
    pub fn new(kind: ErrorKind, attempted: impl Into<String>) -> Self {
        Self { kind, attempted: attempted.into(), source: None }
    }

    /// A failure with another error behind it.
    #[must_use]
    pub fn caused(
        kind: ErrorKind,
        attempted: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, attempted: attempted.into(), source: Some(source.into()) }
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.attempted)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}

impl From<store::Error> for Error {
    fn from(source: store::Error) -> Self {
        Self { kind: source.kind(), attempted: source.to_string(), source: Some(Box::new(source)) }
    }
}

impl From<index::Error> for Error {
    fn from(source: index::Error) -> Self {
        Self { kind: source.kind(), attempted: source.to_string(), source: Some(Box::new(source)) }
    }
}
