//! Where a round stands: its files by state, and the index against the ledger.

use model::{ObjectKey, ProblemCode, RoundId, UnitId};
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
    /// The files that took longest, the slowest first.
    pub slowest: Vec<SlowFile>,
    /// How fast files are done.
    pub pace: ReadingPace,
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

/// A file that took long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SlowFile {
    /// Which.
    pub file: ObjectKey,
    /// How long fetching, reading and understanding it took.
    pub milliseconds: u64,
}

/// How fast files are done, by those of the last ten minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadingPace {
    /// Files in an hour; none when hardly any was done lately.
    pub files_an_hour: Option<u64>,
    /// Seconds until all are done at this pace; none when nothing is left or the pace is not known.
    pub seconds_left: Option<u64>,
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
    lines.extend(wording::pace(&report.pace, language));
    if !report.slowest.is_empty() {
        lines.push(wording::slowest(language).to_owned());
        lines.extend(report.slowest.iter().map(|slow| wording::slow_file(slow, language)));
    }
    lines.push(wording::index_status(&report.index, language));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_slow_and_what_is_left_is_told() {
        let index = IndexStatus {
            state: IndexState::Current,
            generation: 3,
            ledger_generation: 3,
            behind: 0,
            documents: 3,
        };
        let file = ObjectKey::new("so-y-te/quét.pdf").expect("valid");
        let report = StatusReport {
            round: RoundId::new("vong").expect("valid"),
            files: FileStates { listed: 5, to_read: 2, in_full: 3, ..FileStates::default() },
            units: Vec::new(),
            reasons: Vec::new(),
            slowest: vec![SlowFile { file, milliseconds: 61_050 }],
            pace: ReadingPace { files_an_hour: Some(1800), seconds_left: Some(95) },
            index,
        };
        let text = status_text(&report, Language::Vietnamese);
        for line in [
            "Tốc độ 10 phút gần đây: 1800 tệp/giờ; còn khoảng 1 phút 35 giây",
            "Lâu nhất:",
            "  61,1 giây  so-y-te/quét.pdf",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        let done = StatusReport { pace: ReadingPace::default(), ..report };
        assert!(!status_text(&done, Language::English).contains("an hour"));
    }
}
