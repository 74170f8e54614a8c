//! What kind of failure an operation met, so that callers decide without reading text.

use serde::{Deserialize, Serialize};

/// The kinds of failed operation, shared by the error types of all crates that do I/O.
///
/// `engine` maps a kind to what happens to a job, `cli` to an exit code; nobody matches on messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// What was named does not exist.
    NotFound,
    /// Somebody else changed it first.
    Conflict,
    /// The input given by a person (argument, pipeline, criteria set) is wrong.
    Invalid,
    /// Not allowed by the system that was asked.
    Denied,
    /// The other side cannot answer now.
    Unavailable,
    /// Out of disk, memory or another limited thing.
    Exhausted,
    /// No answer in time.
    Timeout,
    /// What was stored is not what was written.
    Corrupt,
    /// Our own mistake.
    Bug,
}

impl ErrorKind {
    /// Whether the same operation may succeed later without anybody changing its input.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Conflict | Self::Unavailable | Self::Exhausted | Self::Timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorKind;

    #[test]
    fn what_a_person_must_mend_is_not_retried() {
        assert!(ErrorKind::Timeout.is_transient());
        assert!(!ErrorKind::Invalid.is_transient());
        assert!(!ErrorKind::Corrupt.is_transient());
    }
}
