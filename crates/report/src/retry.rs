//! The files that are to be done again.

use model::{ObjectKey, RoundId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Language;

/// How many files are shown; the rest is counted, and listed in the JSON.
const SHOWN: usize = 20;

/// The files that became jobs again, as `schemas/retry.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RetryReport {
    /// Names the round.
    pub round: RoundId,
    /// The files, ordered; among them those of the same bytes as one that was asked for.
    pub files: Vec<ObjectKey>,
}

/// The files on a terminal.
#[must_use]
pub fn retry_text(report: &RetryReport, language: Language) -> String {
    let n_files = report.files.len();
    if n_files == 0 {
        let nothing =
            language.pick("Không có tệp nào cần làm lại.", "Nothing is to be done again.");
        return nothing.to_owned();
    }
    let mut lines: Vec<String> =
        report.files.iter().take(SHOWN).map(|file| format!("  {file}")).collect();
    if n_files > SHOWN {
        lines.push(format!("  … +{}", n_files - SHOWN));
    }
    lines.push(match language {
        Language::Vietnamese => {
            format!("{n_files} tệp sẽ được làm lại ở lần chạy `kiemchung check` tới.")
        }
        Language::English => {
            format!("{n_files} files are done again by the next `kiemchung check`.")
        }
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_and_counted() {
        let report = |n: u32| RetryReport {
            round: RoundId::new("vong").expect("valid"),
            files: (0..n).map(|n| ObjectKey::new(format!("a/{n}")).expect("valid")).collect(),
        };
        let text = |n| retry_text(&report(n), Language::Vietnamese);
        assert_eq!(text(0), "Không có tệp nào cần làm lại.");
        assert_eq!(text(1), "  a/0\n1 tệp sẽ được làm lại ở lần chạy `kiemchung check` tới.");
        assert!(text(25).contains("  a/19\n  … +5\n25 tệp"), "{}", text(25));
    }
}
