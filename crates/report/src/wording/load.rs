//! The words of a load: what became of files, why, and what to do.

use crate::{
    Language,
    load::{
        LoadCounts, LoadDefect, LoadFailure, LoadOutcome, LoadReport, LoadState, LoadVerification,
        LoadedFile, LoadedUnit, NameChange, RefusedName, Unplaced,
    },
};

const SENT: (&str, &str) = ("gửi mới", "sent");
const REPLACED: (&str, &str) = ("gửi thay tệp cũ", "sent in place of others");
const COPIED: (&str, &str) = ("kho tự sao chép", "copied by the storage");
const UNCHANGED: (&str, &str) = ("đã có sẵn", "there already");
const DOUBLED: (&str, &str) = ("trùng lặp", "doubled");
const WAITING: (&str, &str) = ("chờ", "waiting");
const FAILED: (&str, &str) = ("chưa tải được", "failed");
const UNPLACED: (&str, &str) = ("chưa biết của đơn vị nào", "without a unit");
const REFUSED: (&str, &str) = ("không nhận", "refused");
const LEFTOVER: (&str, &str) = ("tệp rác của hệ điều hành", "left by programs");

/// What became of a file, or would, in a word or two.
#[must_use]
pub fn load_outcome_name(outcome: &LoadOutcome, language: Language) -> &'static str {
    let (vietnamese, english) = match outcome {
        LoadOutcome::Sent => SENT,
        LoadOutcome::Replaced => REPLACED,
        LoadOutcome::Copied { .. } => COPIED,
        LoadOutcome::Unchanged => UNCHANGED,
        LoadOutcome::Doubled { .. } => DOUBLED,
        LoadOutcome::Waiting => WAITING,
        LoadOutcome::Failed { .. } => FAILED,
        LoadOutcome::Unplaced { .. } => UNPLACED,
        LoadOutcome::Refused { .. } => REFUSED,
        LoadOutcome::Leftover => LEFTOVER,
    };
    language.pick(vietnamese, english)
}

/// What is to be said of a file besides its outcome: why it is not loaded, what is odd about its folder, what was changed
/// of its name. Empty where nothing is.
#[must_use]
pub fn load_remarks(file: &LoadedFile, language: Language) -> Vec<String> {
    let reason = match &file.outcome {
        LoadOutcome::Failed { reason } => Some(failure(reason, language)),
        LoadOutcome::Unplaced { reason } => Some(unplaced(reason, language)),
        LoadOutcome::Refused { reason } => Some(refused(*reason, language).to_owned()),
        LoadOutcome::Doubled { of } => Some(format!(
            "{} `{of}`",
            language.pick("cùng nội dung, cùng chỗ với", "the same bytes at the same place as")
        )),
        _ => None,
    };
    let folder = file.unknown_criterion.iter().map(|folder| unknown_criterion(folder, language));
    let changes = file.changes.iter().map(|change| name_change(*change, language).to_owned());
    reason.into_iter().chain(folder).chain(changes).collect()
}

/// The line of a load that adds up: how many files, and what became of them.
#[must_use]
pub fn load_counts_text(report: &LoadReport, language: Language) -> String {
    counts(&report.counts, report.state, language)
}

/// So many files.
pub(crate) fn n_files(files: u64, language: Language) -> String {
    match (language, files) {
        (Language::Vietnamese, _) => format!("{files} tệp"),
        (Language::English, 1) => "1 file".to_owned(),
        (Language::English, _) => format!("{files} files"),
    }
}

/// What heads the files of which it is not known whose they are.
pub(crate) fn unplaced_files(files: u64, nothing_was_sent: bool, language: Language) -> String {
    let files = n_files(files, language);
    match (language, nothing_was_sent) {
        (Language::Vietnamese, true) => {
            format!("Chưa biết {files} thuộc đơn vị nào, nên chưa tải lên tệp nào:")
        }
        (Language::Vietnamese, false) => format!("Chưa biết thuộc đơn vị nào ({files}):"),
        (Language::English, true) => {
            format!("It is not known whose these are ({files}), so nothing was sent:")
        }
        (Language::English, false) => format!("It is not known whose these are ({files}):"),
    }
}

/// Why it is not known whose a file is.
pub(crate) fn unplaced(reason: &Unplaced, language: Language) -> String {
    match (reason, language) {
        (Unplaced::NoUnit { nearest: None }, _) => {
            language.pick("không có đơn vị nào tên như vậy", "no unit is called so").to_owned()
        }
        (Unplaced::NoUnit { nearest: Some(unit) }, Language::Vietnamese) => {
            format!("không có đơn vị nào tên như vậy; gần nhất là `{unit}`")
        }
        (Unplaced::NoUnit { nearest: Some(unit) }, Language::English) => {
            format!("no unit is called so; the nearest is `{unit}`")
        }
        (Unplaced::SeveralUnits { units }, _) => {
            let units: Vec<_> = units.iter().map(|unit| format!("`{unit}`")).collect();
            let head =
                language.pick("đường dẫn mang tên nhiều đơn vị", "the path names several units");
            format!("{head}: {}", units.join(", "))
        }
        (Unplaced::NoLayout, _) => language
            .pick(
                "không đúng cách xếp thư mục nào trong `layouts`",
                "none of the layouts in `layouts` fits",
            )
            .to_owned(),
    }
}

/// How a person says whose a file or folder is.
pub(crate) fn how_to_place(path: &str, is_folder: bool, language: Language) -> String {
    let path = path.replace('\\', "\\\\").replace('"', "\\\"");
    let head = language.pick(
        "Hãy ghi vào tệp khai báo đợt chấm điểm (pipeline.toml):",
        "Say in the pipeline (pipeline.toml):",
    );
    let mut lines = vec![
        head.to_owned(),
        "  [[load.belongs]]".to_owned(),
        format!("  path = \"{path}\""),
        format!("  unit = \"{}\"", language.pick("mã-đơn-vị", "unit-id")),
    ];
    if is_folder {
        lines.push(format!(
            "{} also = [\"{path}\"]",
            language.pick(
                "hoặc, nếu đó là tên khác của đơn vị, trong [[unit]] của đơn vị đó:",
                "or, where it is another name of a unit, in that unit's [[unit]]:"
            )
        ));
    }
    let last = language.pick(
        "Hoặc chạy lại với --unit MÃ (mọi tệp của một đơn vị), hoặc --skip-unplaced (bỏ qua các tệp này).",
        "Or run again with --unit ID (all files are of one unit), or --skip-unplaced (leave these out).",
    );
    lines.push(last.to_owned());
    lines.join("\n")
}

/// What heads the files that are never loaded as they are.
pub(crate) fn refused_files(language: Language) -> &'static str {
    language.pick("Không nhận", "Refused")
}

/// What heads the files that could not be loaded this time.
pub(crate) fn failed_files(language: Language) -> &'static str {
    language.pick("Chưa tải lên được", "Could not be loaded")
}

/// What heads the files in folders of criteria that do not exist.
pub(crate) fn unknown_criteria(language: Language) -> &'static str {
    language.pick(
        "Nằm trong thư mục có mã không thuộc bộ tiêu chí (vẫn được tải lên)",
        "In folders whose code the criteria set does not have (loaded all the same)",
    )
}

/// What heads the files with changed names.
pub(crate) fn changed_names(language: Language) -> &'static str {
    language.pick("Tên được sửa khi tải lên", "Names changed for loading")
}

/// A folder that looks like a criterion's.
pub(crate) fn unknown_criterion(folder: &str, language: Language) -> String {
    match language {
        Language::Vietnamese => format!("bộ tiêu chí không có mã của thư mục `{folder}`"),
        Language::English => {
            format!("the criteria set does not have the code of the folder `{folder}`")
        }
    }
}

/// Why a file is never loaded as it is.
pub(crate) fn refused(reason: RefusedName, language: Language) -> &'static str {
    let (vietnamese, english) = match reason {
        RefusedName::ClimbsOut => {
            ("đường dẫn đi ra ngoài nguồn (`..`)", "its path climbs out of the source (`..`)")
        }
        RefusedName::Absolute => {
            ("đường dẫn bắt đầu từ gốc ổ đĩa", "its path begins at the root of a disk")
        }
        RefusedName::ControlCharacters => (
            "tên có ký tự điều khiển hoặc ký tự đảo chiều chữ",
            "its name has control characters or characters that turn the writing",
        ),
        RefusedName::NotText => ("tên không phải văn bản", "its name is no text"),
        RefusedName::TooLong => ("tên hoặc đường dẫn quá dài", "its name or path is too long"),
        RefusedName::Link => ("là liên kết đến tệp khác", "it is a link to another file"),
        RefusedName::SpecialFile => {
            ("không phải tệp hay thư mục thường", "it is neither a file nor a folder")
        }
        RefusedName::FolderUnreadable => (
            "thư mục không mở được, nên không biết bên trong có gì",
            "the folder cannot be listed: what is in it is not known",
        ),
        RefusedName::ArchiveDamaged => {
            ("tệp nén hỏng, không mở được", "the archive is damaged and cannot be opened")
        }
        RefusedName::Reserved => (
            "nằm trong thư mục dành cho chương trình",
            "it lies in a folder that the program keeps for itself",
        ),
    };
    language.pick(vietnamese, english)
}

/// Why a file could not be loaded this time.
pub(crate) fn failure(reason: &LoadFailure, language: Language) -> String {
    let (vietnamese, english) = match reason {
        LoadFailure::Unreadable { detail } => {
            return format!("{}: {detail}", language.pick("không đọc được", "cannot be read"));
        }
        LoadFailure::Encrypted => ("được nén kèm mật khẩu", "it is packed with a password"),
        LoadFailure::TooLarge => (
            "giải nén ra quá lớn so với khi nén (có thể là tệp phá hoại)",
            "unpacked it is far larger than packed (it may be a bomb)",
        ),
        LoadFailure::Changed => {
            ("bị sửa trong khi tải lên; hãy chạy lại", "it changed while it was loaded; run again")
        }
        LoadFailure::Taken => (
            "người khác vừa tải một tệp lên cùng chỗ; hãy chạy lại",
            "somebody else has just put a file there; run again",
        ),
    };
    language.pick(vietnamese, english).to_owned()
}

/// What was changed of a name.
pub(crate) fn name_change(change: NameChange, language: Language) -> &'static str {
    let (vietnamese, english) = match change {
        NameChange::Composed => ("ghép dấu theo chuẩn NFC", "letters and marks put together (NFC)"),
        NameChange::Separators => ("đổi dấu `\\` thành `/`", "`\\` became `/`"),
        NameChange::Trimmed => {
            ("bỏ khoảng trắng, ký tự ẩn thừa", "spaces and characters without width left out")
        }
        NameChange::NumberSign => ("đổi dấu `#` thành `_`", "`#` became `_`"),
        NameChange::ToldApart => (
            "thêm một phần mã băm vì trùng tên với tệp khác",
            "part of the hash added, because another file has the name",
        ),
    };
    language.pick(vietnamese, english)
}

/// A unit and its files.
pub(crate) fn unit(unit: &LoadedUnit, language: Language) -> String {
    let LoadedUnit { name, files, with_criterion, .. } = unit;
    match language {
        Language::Vietnamese => {
            format!("{name}: {files} tệp, {with_criterion} trong thư mục của tiêu chí")
        }
        Language::English => {
            let files = n_files(*files, language);
            format!("{name}: {files}, {with_criterion} in the folder of a criterion")
        }
    }
}

/// The line that adds up; what did not occur is left out of it.
pub(crate) fn counts(counts: &LoadCounts, state: LoadState, language: Language) -> String {
    let parts = [
        (counts.sent, SENT),
        (counts.replaced, REPLACED),
        (counts.copied, COPIED),
        (counts.unchanged, UNCHANGED),
        (counts.doubled, DOUBLED),
        (counts.waiting, WAITING),
        (counts.failed, FAILED),
        (counts.unplaced, UNPLACED),
        (counts.refused, REFUSED),
        (counts.leftover, LEFTOVER),
    ];
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(files, _)| *files > 0)
        .map(|(files, (vietnamese, english))| {
            format!("{files} {}", language.pick(vietnamese, english))
        })
        .collect();
    let head = match state {
        LoadState::Loaded => language.pick("Tổng số", "Total"),
        LoadState::Planned => language.pick("Sẽ làm (chưa tải lên)", "To be done (nothing sent)"),
        LoadState::NotPlaced => language.pick("Chưa tải lên", "Nothing sent"),
    };
    let sum = if parts.is_empty() { String::new() } else { format!(" = {}", parts.join(" + ")) };
    format!("{head}: {}{sum}", n_files(counts.found, language))
}

/// What reading everything back found.
pub(crate) fn verification(verification: &LoadVerification, language: Language) -> String {
    let LoadVerification { objects, defects } = verification;
    match (language, defects.len()) {
        (Language::Vietnamese, 0) => format!("Đã đọc lại {objects} tệp: tất cả đúng từng byte."),
        (Language::English, 0) => format!("{objects} objects read back: all are right."),
        (Language::Vietnamese, n) => format!("Đã đọc lại {objects} tệp: {n} tệp SAI:"),
        (Language::English, n) => format!("{objects} objects read back: {n} are WRONG:"),
    }
}

/// An object whose bytes are not those of the source.
pub(crate) fn defect(defect: &LoadDefect, language: Language) -> String {
    let LoadDefect { key, found } = defect;
    let reason = match found {
        Some(_) => language.pick("nội dung khác với nguồn", "other bytes than the source"),
        None => language.pick("không có ở nơi lưu trữ", "not at the destination"),
    };
    format!("{key}: {reason}")
}

/// That there are more lines than are shown.
pub(crate) fn more(lines: usize, language: Language) -> String {
    match language {
        Language::Vietnamese => format!("… và {lines} dòng nữa; xem đủ với --json"),
        Language::English => format!("… and {lines} more; see all with --json"),
    }
}
