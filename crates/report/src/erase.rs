//! The files that were erased, or would be.

use model::{ContentHash, ObjectKey, RoundId};
use schemars::JsonSchema;
use serde::Serialize;

use crate::Language;

/// How many files are shown; the rest is counted, and listed in the JSON.
const SHOWN: usize = 20;

/// What was erased, or would be, as `schemas/erase.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EraseReport {
    /// Names the round.
    pub round: RoundId,
    /// Whether it was done; otherwise nothing has changed.
    pub is_done: bool,
    /// The files, by unit and key.
    pub files: Vec<ObjectKey>,
    /// Contents that other files have, too: what was read of them stays.
    pub kept_for_others: Vec<ContentHash>,
}

/// The files on a terminal.
#[must_use]
pub fn erase_text(report: &EraseReport, language: Language) -> String {
    let n_files = report.files.len();
    if n_files == 0 {
        return language.pick("Không có tệp nào để xóa.", "No file is to be erased.").to_owned();
    }
    let mut lines: Vec<String> =
        report.files.iter().take(SHOWN).map(|file| format!("  {file}")).collect();
    if n_files > SHOWN {
        lines.push(format!("  … +{}", n_files - SHOWN));
    }
    let n_kept = report.kept_for_others.len();
    if n_kept > 0 {
        lines.push(match language {
            Language::Vietnamese => {
                format!("{n_kept} nội dung còn ở tệp khác, nên bản đọc của chúng được giữ.")
            }
            Language::English => {
                format!("{n_kept} contents are in other files, too: their readings stay.")
            }
        });
    }
    lines.push(match (report.is_done, language) {
        (true, Language::Vietnamese) => format!(
            "Đã xóa {n_files} tệp: nội dung, bản đọc, chỉ mục, kết quả đối chiếu. Sổ ghi giữ mã băm, người xóa, \
             thời điểm và lý do. Báo cáo đã xuất trước đây không bị xóa."
        ),
        (true, Language::English) => format!(
            "Erased {n_files} files: bytes, readings, index entries, judgements. The record keeps hashes, who, when \
             and why. Reports written before are not erased."
        ),
        (false, Language::Vietnamese) => format!(
            "Sẽ xóa {n_files} tệp; chưa xóa gì. Thêm --confirm NGƯỜI --reason LÝ-DO để xóa hẳn, không khôi phục được."
        ),
        (false, Language::English) => format!(
            "Would erase {n_files} files; nothing was erased. Add --confirm NAME --reason WHY to erase them for good."
        ),
    });
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_erased_is_told_from_what_was() {
        let report = |n: u32, is_done| EraseReport {
            round: RoundId::new("vong").expect("valid"),
            is_done,
            files: (0..n).map(|n| ObjectKey::new(format!("a/{n}")).expect("valid")).collect(),
            kept_for_others: vec![ContentHash::from_digest([1; 32])],
        };
        for language in Language::ALL {
            let [dry, done] =
                [false, true].map(|is_done| erase_text(&report(25, is_done), language));
            assert!(dry.contains("--confirm") && !done.contains("--confirm"), "{dry}\n{done}");
            assert!(dry.contains("  a/19\n  … +5\n1 "), "{dry}");
            assert!(!erase_text(&report(0, true), language).contains("a/"));
        }
    }
}
