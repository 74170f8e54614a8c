//! What a run tells whoever watches it.

use std::time::Duration;

use model::UnitId;

/// Something that a watcher may want to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// The files of a unit were listed.
    Listed {
        /// The unit.
        unit: UnitId,
        /// Files that must be read.
        to_read: u64,
        /// Files that are as they were.
        unchanged: u64,
    },
    /// Another process leads the round; it is waited for.
    Waiting {
        /// The machine and folder that it leads from; none when it has ended just now.
        holder: Option<String>,
    },
    /// Files are being read, by whomever.
    Reading {
        /// Files that are still to be read.
        files: u64,
    },
    /// All files are done; the index catches up.
    Indexing,
    /// A unit was judged.
    Judged {
        /// The unit.
        unit: UnitId,
        /// Whether nothing had changed, so that its last judgement stands.
        unchanged: bool,
    },
    /// All units are judged, and full text proposed documents for what nothing backs.
    Proposed {
        /// The claims that it was asked about.
        claims: u64,
        /// How long that took.
        searching: Duration,
        /// How long judging took, without it.
        judging: Duration,
    },
}

/// Receives what happens, from any worker.
pub type Watcher<'w> = &'w (dyn Fn(Progress) + Send + Sync);
