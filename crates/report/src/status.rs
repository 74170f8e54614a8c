//! Where a round stands: its files by state, and the index against the ledger.

use model::{ProblemCode, RoundId, UnitId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Language,
    wording::{label::Labels, problem::problem_title, search as wording},
};

/// Where a round stands, as `schemas/status.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StatusReport {
    /// Names the round.
    pub round: RoundId,
    /// The sums of the units.
    pub files: FileStates,
    /// The units, in the order of the pipeline.
    pub units: Vec<UnitStatus>,
    /// Why files were not read, or not in full; a file may have several reasons.
    pub reasons: Vec<UnreadReason>,
    /// The index.
    pub index: IndexStatus,
}

/// Where a unit stands.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnitStatus {
    /// Names the unit.
    pub id: UnitId,
    /// What the unit is called.
    pub name: String,
    /// Its files.
    pub files: FileStates,
}

/// Files by state: `listed` is the sum of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FileStates {
    /// Files that the last listing named.
    pub listed: u64,
    /// Still to be read.
    pub to_read: u64,
    /// Read in full.
    pub in_full: u64,
    /// Read in part.
    pub in_part: u64,
    /// Not read, for a reason.
    pub not_read: u64,
}

impl std::ops::AddAssign for FileStates {
    fn add_assign(&mut self, other: Self) {
        self.listed += other.listed;
        self.to_read += other.to_read;
        self.in_full += other.in_full;
        self.in_part += other.in_part;
        self.not_read += other.not_read;
    }
}

/// A reason, and how many files have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnreadReason {
    /// Why.
    pub problem: ProblemCode,
    /// How many files.
    pub files: u64,
}

/// The index against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndexStatus {
    /// Whether it can be searched.
    pub state: IndexState,
    /// The generation that it is at; 0 when it cannot be searched.
    pub generation: u64,
    /// The last generation that the ledger gave.
    pub ledger_generation: u64,
    /// Changes of this round that the ledger has and the index has not.
    pub behind: u64,
    /// Documents in it, files inside files included.
    pub documents: u64,
}

/// Whether an index can be searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IndexState {
    /// It has everything that the ledger has.
    Current,
    /// It can be searched, but lacks changes.
    Behind,
    /// There is none yet, or one of another version.
    Missing,
    /// It cannot be read; the next run builds it anew.
    Damaged,
}

/// The status on a terminal.
#[must_use]
pub fn status_text(report: &StatusReport, language: Language) -> String {
    let labels = Labels::of(language);
    let row = |name: &str, files: &FileStates| {
        let FileStates { listed, to_read, in_full, in_part, not_read } = files;
        format!(
            "{name}: {listed} {} = {in_full} {} + {in_part} {} + {not_read} {} + {to_read} {}",
            labels.files.to_lowercase(),
            labels.in_full.to_lowercase(),
            labels.in_part.to_lowercase(),
            labels.not_read.to_lowercase(),
            labels.to_read,
        )
    };
    let mut lines: Vec<String> =
        report.units.iter().map(|unit| row(&unit.name, &unit.files)).collect();
    lines.push(row(labels.total, &report.files));
    for UnreadReason { problem, files } in &report.reasons {
        lines.push(format!("  {}: {files}", problem_title(*problem, language)));
    }
    lines.push(wording::index_status(&report.index, language));
    lines.join("\n")
}
