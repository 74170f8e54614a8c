//! Whether a record of runs and appraisals is still the one that was begun, and what of it was asked for.

use model::{
    ContentHash,
    record::{Broken, Deed, Entry, Head, verify},
};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Language;

/// The answer of `verify-record`, as `schemas/record.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecordReport {
    /// How many entries hold: all of them, or those before the chain breaks.
    pub entries: u64,
    /// The hash of the last line; none where the chain is broken.
    pub head: Option<ContentHash>,
    /// What is wrong with the first line that does not fit.
    pub defect: Option<RecordDefect>,
    /// The entry, the first being 1, whose line has the hash that was asked for; 0 where none has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_at: Option<u64>,
    /// The last run that ended with the report that was asked for; 0 where none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_at: Option<u64>,
}

/// What is wrong with a line of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecordDefect {
    /// It is no entry, or not as this program writes it.
    NotAnEntry,
    /// An entry before it is missing, doubled, or in the wrong place.
    OutOfSequence,
    /// It does not name the hash of the line before.
    OtherHash,
}

/// What must be in a record beside an unbroken chain.
#[derive(Debug, Clone, Copy, Default)]
pub struct AskedOfRecord {
    /// A head that was printed or published.
    pub head: Option<ContentHash>,
    /// The hash of a JSON report.
    pub report: Option<ContentHash>,
}

impl RecordReport {
    /// Checks the lines of a record; `hash` is SHA-256.
    #[must_use]
    pub fn of(lines: &[&str], asked: AskedOfRecord, hash: impl Fn(&[u8]) -> ContentHash) -> Self {
        let checked = verify(lines.iter().copied(), &hash);
        let (defect, n_whole) = match checked {
            Ok(_) => (None, lines.len() as u64),
            Err(Broken::NotAnEntry { line }) => (Some(RecordDefect::NotAnEntry), line - 1),
            Err(Broken::OutOfSequence { line }) => (Some(RecordDefect::OutOfSequence), line - 1),
            Err(Broken::OtherHash { line }) => (Some(RecordDefect::OtherHash), line - 1),
        };
        let whole = || (1..=n_whole).zip(lines);
        let last = |is_it: &dyn Fn(&str) -> bool| {
            whole().filter(|(_, line)| is_it(line)).last().map_or(0, |(at, _)| at)
        };
        Self {
            entries: n_whole,
            head: checked.ok(),
            defect,
            head_at: asked.head.map(|head| last(&|line| hash(line.as_bytes()) == head)),
            report_at: asked.report.map(|asked| last(&|line| report_of(line) == Some(asked))),
        }
    }

    /// Whether the chain holds, and everything that was asked for is in it.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.defect.is_none() && self.head_at != Some(0) && self.report_at != Some(0)
    }
}

/// The report that a run ended with, where the line tells of one.
fn report_of(line: &str) -> Option<ContentHash> {
    match serde_json::from_str::<Entry>(line).ok()?.deed {
        Deed::Checked { report, .. } => Some(report),
        _ => None,
    }
}

/// The end of a record as it is printed below minutes and annexes, for `verify-record --head`.
pub(crate) fn record_head_text(head: Head, language: Language) -> String {
    let Head { length, hash } = head;
    match language {
        Language::Vietnamese => format!("Mã sổ ghi sau mục {length}: {hash}."),
        Language::English => format!("Hash of the record after entry {length}: {hash}."),
    }
}

/// The answer on a terminal.
#[must_use]
pub fn record_text(report: &RecordReport, language: Language) -> String {
    let (entries, next) = (report.entries, report.entries + 1);
    let head = report.head.map_or_else(String::new, |head| head.to_string());
    let first = match (report.defect, language) {
        (None, Language::Vietnamese) => {
            format!("Sổ ghi nguyên vẹn: {entries} mục, mã cuối {head}.")
        }
        (None, Language::English) => {
            format!("The record is whole: {entries} entries, head {head}.")
        }
        (Some(what), Language::Vietnamese) => {
            format!("Sổ ghi bị đứt ở dòng {next}: {}.", defect(what, language))
        }
        (Some(what), Language::English) => {
            format!("The record breaks at line {next}: {}.", defect(what, language))
        }
    };
    let asked = [
        (report.head_at, language.pick("Mã đã in", "The printed hash")),
        (report.report_at, language.pick("Báo cáo", "The report")),
    ];
    let answers = asked.into_iter().filter_map(|(at, what)| match at? {
        0 => {
            let absent = language.pick("không có trong sổ ghi", "is not in the record");
            Some(format!("{what} {absent}."))
        }
        at => Some(format!("{what}: {} {at}.", language.pick("mục", "entry"))),
    });
    std::iter::once(first).chain(answers).collect::<Vec<_>>().join("\n")
}

fn defect(defect: RecordDefect, language: Language) -> &'static str {
    let (vietnamese, english) = match defect {
        RecordDefect::NotAnEntry => {
            ("không phải một mục của sổ ghi, hoặc đã bị sửa", "it is no entry, or was changed")
        }
        RecordDefect::OutOfSequence => {
            ("thiếu, thừa hoặc sai thứ tự mục", "entries are missing, doubled or out of order")
        }
        RecordDefect::OtherHash => (
            "mã không khớp: dòng này hoặc dòng trước đã bị sửa",
            "the hash differs: this line or the one before was changed",
        ),
    };
    language.pick(vietnamese, english)
}

#[cfg(test)]
mod tests {
    use model::RoundId;

    use super::*;

    /// No SHA-256, but another one for each line of these tests.
    fn hash(bytes: &[u8]) -> ContentHash {
        let mut digest = [0; 32];
        for (position, byte) in bytes.iter().enumerate() {
            digest[position % 32] ^= byte.rotate_left(u32::try_from(position % 7).expect("small"));
        }
        ContentHash::from_digest(digest)
    }

    fn record() -> Vec<String> {
        let mut previous = hash(&[]);
        (1..=3)
            .map(|sequence| {
                let report = ContentHash::from_digest([u8::try_from(sequence).expect("small"); 32]);
                let program = "0.1.0".to_owned();
                let entry = Entry {
                    sequence,
                    previous,
                    at_ms: 1_766_000_000_000,
                    round: RoundId::new("thu-2025").ok(),
                    by: None,
                    deed: Deed::Checked { report, program, units: 1, findings: 7 },
                };
                previous = hash(entry.line().as_bytes());
                entry.line()
            })
            .collect()
    }

    fn of(lines: &[String], head: Option<ContentHash>, report: u8) -> RecordReport {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let report = Some(ContentHash::from_digest([report; 32]));
        RecordReport::of(&lines, AskedOfRecord { head, report }, hash)
    }

    #[test]
    fn a_printed_head_is_found_though_the_record_went_on() {
        let lines = record();
        let answer = of(&lines, Some(hash(lines[1].as_bytes())), 3);
        assert_eq!((answer.head_at, answer.report_at, answer.entries), (Some(2), Some(3), 3));
        assert!(answer.holds());
        let text = record_text(&answer, Language::Vietnamese);
        assert!(text.starts_with("Sổ ghi nguyên vẹn: 3 mục, mã cuối "), "{text}");
        assert!(text.ends_with("\nMã đã in: mục 2.\nBáo cáo: mục 3."), "{text}");
    }

    #[test]
    fn what_is_not_in_the_record_or_breaks_it_does_not_hold() {
        let mut lines = record();
        assert!(!of(&lines, Some(ContentHash::from_digest([9; 32])), 1).holds());
        assert!(!of(&lines, None, 9).holds());
        lines[0] = lines[0].replace("\"findings\":7", "\"findings\":6");
        let answer = of(&lines, None, 1);
        assert_eq!((answer.defect, answer.entries), (Some(RecordDefect::OtherHash), 1));
        assert!(!answer.holds());
        let text = record_text(&answer, Language::Vietnamese);
        assert!(text.starts_with("Sổ ghi bị đứt ở dòng 2:"), "{text}");
    }
}
