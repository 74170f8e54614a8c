//! What became of a load: every file of the source, once, with where it went or why it did not.

mod text;

use model::{ContentHash, CriterionCode, ObjectKey, UnitId};
use schemars::JsonSchema;
use serde::Serialize;

pub use text::load_text;

/// What became of a load, as `schemas/load.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoadReport {
    /// What was to be loaded.
    pub source: String,
    /// Where to.
    pub destination: String,
    /// How far it went.
    pub state: LoadState,
    /// How many files came to each end; their sum is `found`.
    pub counts: LoadCounts,
    /// The units of the pipeline, in its order, with what is theirs; none without a pipeline.
    pub units: Vec<LoadedUnit>,
    /// Every file of the source, in the order of its paths.
    pub files: Vec<LoadedFile>,
    /// What reading everything back found, where that was asked for.
    pub verification: Option<LoadVerification>,
}

/// How far a load went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoadState {
    /// Everything that could be sent was.
    Loaded,
    /// Nothing was sent: what would be done was asked for only.
    Planned,
    /// Nothing was sent: it is not known where some files belong.
    NotPlaced,
}

/// A unit, and how many files of the source are its.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadedUnit {
    /// Names the unit.
    pub id: UnitId,
    /// What the unit is called.
    pub name: String,
    /// Its files.
    pub files: u64,
    /// Those of them that lie in the folder of a criterion.
    pub with_criterion: u64,
}

/// One file of the source.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LoadedFile {
    /// Its path in the source, as it stands there; of a file in an archive, `archive.zip!/path`.
    pub file: String,
    /// How many bytes it has.
    pub size: u64,
    /// Whose it is.
    pub unit: Option<UnitId>,
    /// The criterion whose folder it lies in.
    pub criterion: Option<CriterionCode>,
    /// The folder that looks like a criterion's, but of which the criteria set knows none.
    pub unknown_criterion: Option<String>,
    /// Where its bytes lie at the destination, or would.
    pub key: Option<ObjectKey>,
    /// The SHA-256 of its bytes, once they were read.
    pub sha256: Option<ContentHash>,
    /// What had to be changed of its name.
    pub changes: Vec<NameChange>,
    /// What became of it.
    pub outcome: LoadOutcome,
}

/// What became of a file, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum LoadOutcome {
    /// It was sent.
    Sent,
    /// It was sent, in place of other bytes that were loaded under its key before.
    Replaced,
    /// Its bytes were sent for another key; the storage copied them.
    Copied {
        /// That key.
        from: ObjectKey,
    },
    /// Its bytes lay there already.
    Unchanged,
    /// Another file of the source has the same bytes and belongs at the same key.
    Doubled {
        /// That file.
        of: String,
    },
    /// It is known where it belongs, and it waits until that is known of all.
    Waiting,
    /// It could not be loaded this time.
    Failed {
        /// Why.
        reason: LoadFailure,
    },
    /// It is not known whose it is.
    Unplaced {
        /// Why.
        reason: Unplaced,
    },
    /// It is never loaded as it is.
    Refused {
        /// Why.
        reason: RefusedName,
    },
    /// The operating system or an office program left it beside the files of people.
    Leftover,
}

/// Why a file could not be loaded this time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum LoadFailure {
    /// It could not be read.
    Unreadable {
        /// What the system says.
        detail: String,
    },
    /// It is packed with a password.
    Encrypted,
    /// Unpacked it would be far more than it is packed.
    TooLarge,
    /// It changed while it was loaded.
    Changed,
    /// Somebody else put a file at its key meanwhile.
    Taken,
}

/// Why it is not known whose a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Unplaced {
    /// No folder on its way bears a unit's name.
    NoUnit {
        /// The unit whose name is nearest to that of a folder.
        nearest: Option<UnitId>,
    },
    /// Folders on its way bear the names of several units.
    SeveralUnits {
        /// Those units.
        units: Vec<UnitId>,
    },
    /// None of the layouts in the pipeline fits.
    NoLayout,
}

/// Why a file is never loaded as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedName {
    /// Its path climbs out of the source (`..`).
    ClimbsOut,
    /// Its path begins at the root of a disk.
    Absolute,
    /// Its name has control characters, or characters that turn the direction of writing.
    ControlCharacters,
    /// Its name is no text.
    NotText,
    /// Its name or path is longer than storages take.
    TooLong,
    /// It is a link to another file or folder.
    Link,
    /// It is neither a file nor a folder.
    SpecialFile,
    /// It is a folder that cannot be listed: what is in it is not known.
    FolderUnreadable,
    /// It is an archive that holds the files of units and cannot be opened.
    ArchiveDamaged,
    /// It lies in the folder that the manifest is kept in.
    Reserved,
}

/// What had to be changed of a file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NameChange {
    /// Letters and their marks were put together (NFC).
    Composed,
    /// `\` became `/`.
    Separators,
    /// Spaces at the beginning or end of a name, characters without width, and folders without a name were left out.
    Trimmed,
    /// A `#` before a number at the end, which local disks keep for themselves, became `_`.
    NumberSign,
    /// Another file has the same name but for capital letters, or the same name and other bytes: part of the hash was
    /// put behind it.
    ToldApart,
}

/// How many files came to each end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadCounts {
    /// Files of the source: the sum of the others.
    pub found: u64,
    /// Sent.
    pub sent: u64,
    /// Sent in place of others.
    pub replaced: u64,
    /// Copied by the storage.
    pub copied: u64,
    /// There already.
    pub unchanged: u64,
    /// The same bytes for the same key as another file.
    pub doubled: u64,
    /// Waiting.
    pub waiting: u64,
    /// Failed.
    pub failed: u64,
    /// Without a unit.
    pub unplaced: u64,
    /// Refused.
    pub refused: u64,
    /// Left by programs.
    pub leftover: u64,
    /// Bytes that were sent.
    pub bytes_sent: u64,
}

impl LoadCounts {
    /// Counts files.
    #[must_use]
    pub fn of(files: &[LoadedFile]) -> Self {
        let mut counts = Self::default();
        for file in files {
            counts.found += 1;
            let count = match &file.outcome {
                LoadOutcome::Sent => &mut counts.sent,
                LoadOutcome::Replaced => &mut counts.replaced,
                LoadOutcome::Copied { .. } => &mut counts.copied,
                LoadOutcome::Unchanged => &mut counts.unchanged,
                LoadOutcome::Doubled { .. } => &mut counts.doubled,
                LoadOutcome::Waiting => &mut counts.waiting,
                LoadOutcome::Failed { .. } => &mut counts.failed,
                LoadOutcome::Unplaced { .. } => &mut counts.unplaced,
                LoadOutcome::Refused { .. } => &mut counts.refused,
                LoadOutcome::Leftover => &mut counts.leftover,
            };
            *count += 1;
            if matches!(file.outcome, LoadOutcome::Sent | LoadOutcome::Replaced) {
                counts.bytes_sent += file.size;
            }
        }
        counts
    }
}

/// What reading everything back found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadVerification {
    /// Objects whose bytes were read back.
    pub objects: u64,
    /// Those whose bytes are not those of the source.
    pub defects: Vec<LoadDefect>,
}

/// An object whose bytes are not those of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadDefect {
    /// Where it lies.
    pub key: ObjectKey,
    /// The SHA-256 of what lies there; none when nothing does.
    pub found: Option<ContentHash>,
}

#[cfg(test)]
mod tests;
