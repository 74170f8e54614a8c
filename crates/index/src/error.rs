//! The error of the index: what was attempted, what kind of failure, and its cause.

use std::fmt;

use model::ErrorKind;
use tantivy::{TantivyError, directory::error::LockError};

/// A failed operation of the index.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    attempted: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of an operation of the index.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, attempted: impl Into<String>) -> Self {
        Self { kind, attempted: attempted.into(), source: None }
    }

    pub(crate) fn caused(
        kind: ErrorKind,
        attempted: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, attempted: attempted.into(), source: Some(source.into()) }
    }

    pub(crate) fn io(attempted: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        move |source| {
            let kind = match source.kind() {
                std::io::ErrorKind::StorageFull => ErrorKind::Exhausted,
                _ => ErrorKind::Denied,
            };
            Self::caused(kind, attempted, source)
        }
    }

    pub(crate) fn index(attempted: impl Into<String>) -> impl FnOnce(TantivyError) -> Self {
        move |source| {
            let kind = match &source {
                TantivyError::LockFailure(LockError::LockBusy, _) => ErrorKind::Conflict,
                TantivyError::IoError(error) if error.kind() == std::io::ErrorKind::StorageFull => {
                    ErrorKind::Exhausted
                }
                TantivyError::IoError(_) | TantivyError::LockFailure(..) => ErrorKind::Denied,
                TantivyError::InvalidArgument(_) | TantivyError::FieldNotFound(_) => ErrorKind::Bug,
                // Damage shows in many forms; all of them are mended by building the index anew.
                _ => ErrorKind::Corrupt,
            };
            Self::caused(kind, attempted, source)
        }
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
