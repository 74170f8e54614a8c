//! The error of everything that stores: what kind, at which object or table, and the cause.

use std::{fmt, io};

use model::ErrorKind;

/// A failed storage operation.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    attempted: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The result of a storage operation.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// A failure of our own finding, without another error behind it.
    #[must_use]
    pub fn new(kind: ErrorKind, attempted: impl Into<String>) -> Self {
        Self { kind, attempted: attempted.into(), source: None }
    }

    pub(crate) fn caused(
        kind: ErrorKind,
        attempted: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, attempted: attempted.into(), source: Some(source.into()) }
    }

    pub(crate) fn ledger(attempted: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| {
            Self::caused(Self::kind_of_database(&source), format!("ledger: {attempted}"), source)
        }
    }

    /// What kind of failure a database told of, by the numbers of SQLite and the states of PostgreSQL.
    pub(crate) fn kind_of_database(error: &sqlx::Error) -> ErrorKind {
        match error {
            sqlx::Error::RowNotFound => ErrorKind::NotFound,
            sqlx::Error::PoolTimedOut => ErrorKind::Timeout,
            sqlx::Error::Io(_) | sqlx::Error::PoolClosed => ErrorKind::Unavailable,
            sqlx::Error::Database(database) => match database.code().as_deref() {
                Some("5" | "6" | "517") => ErrorKind::Unavailable, // busy, locked, busy snapshot
                Some("13") => ErrorKind::Exhausted,                // disk full
                Some("11" | "26") => ErrorKind::Corrupt,           // malformed, not a database
                Some("14" | "8") => ErrorKind::Denied,             // cannot open, read-only
                Some("40001" | "40P01" | "53300") => ErrorKind::Unavailable, // overtaken, deadlock, too many
                Some("42501") => ErrorKind::Denied,                          // a right is missing
                Some("3D000") => ErrorKind::NotFound,                        // no such database
                Some(state) if state.len() == 5 => match &state[..2] {
                    "08" | "57" => ErrorKind::Unavailable, // connection lost, shutting down or starting
                    "28" => ErrorKind::Denied,             // user or password
                    "53" | "54" => ErrorKind::Exhausted,   // disk, memory, limits
                    "58" | "XX" => ErrorKind::Corrupt,     // system error, damaged files
                    _ => ErrorKind::Bug,
                },
                _ => ErrorKind::Bug,
            },
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ErrorKind::Corrupt,
            _ => ErrorKind::Bug,
        }
    }

    pub(crate) fn object(attempted: impl Into<String>) -> impl FnOnce(object_store::Error) -> Self {
        move |source| {
            let kind = match &source {
                object_store::Error::NotFound { .. } => ErrorKind::NotFound,
                object_store::Error::AlreadyExists { .. }
                | object_store::Error::Precondition { .. } => ErrorKind::Conflict,
                object_store::Error::PermissionDenied { .. }
                | object_store::Error::Unauthenticated { .. } => ErrorKind::Denied,
                object_store::Error::InvalidPath { .. } => ErrorKind::Invalid,
                other => of_system(other),
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

/// What the system said behind an error that the library does not tell apart.
fn of_system(error: &(dyn std::error::Error + 'static)) -> ErrorKind {
    let mut cause = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref::<io::Error>().map(io::Error::kind) {
            Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
                return ErrorKind::Exhausted;
            }
            Some(io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
                return ErrorKind::Denied;
            }
            _ => cause = error.source(),
        }
    }
    ErrorKind::Unavailable
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_from_a_storage_that_does_not_answer() {
        let check = |kind: io::ErrorKind, expect: ErrorKind| {
            let source = Box::new(io::Error::from(kind));
            let error = object_store::Error::Generic { store: "local", source };
            assert_eq!(Error::object("write")(error).kind(), expect, "{kind:?}");
        };
        check(io::ErrorKind::StorageFull, ErrorKind::Exhausted);
        check(io::ErrorKind::PermissionDenied, ErrorKind::Denied);
        check(io::ErrorKind::ConnectionRefused, ErrorKind::Unavailable);
    }
}
