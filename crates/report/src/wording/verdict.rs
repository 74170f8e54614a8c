//! Verdicts: what can be said about a claim, and why.

use model::verdict::{Evidence, Verdict, VerdictKind};

use super::{evidence, file};
use crate::{Language, NotJudged};

/// How many files a reason names before it only counts them.
const NAMED_FILES: usize = 3;

/// A verdict in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictText {
    /// Its name.
    pub name: &'static str,
    /// What it rests on; empty for a claim of 0.
    pub reason: String,
}

/// The name of a verdict.
#[must_use]
pub fn verdict_name(kind: VerdictKind, language: Language) -> &'static str {
    match kind {
        VerdictKind::Contradicted => language.pick("Trái với tài liệu", "Contradicted"),
        VerdictKind::Undecidable => language.pick("Chưa kết luận được", "Undecidable"),
        VerdictKind::NeedsAppraiser => language.pick("Cần người thẩm định", "Needs an appraiser"),
        VerdictKind::Partial => language.pick("Thiếu một phần tài liệu", "Partial"),
        VerdictKind::Supported => language.pick("Đủ căn cứ", "Supported"),
        VerdictKind::Unsupported => language.pick("Không có căn cứ", "Unsupported"),
    }
}

/// The name of what is no verdict: a claim of 0 needs no evidence.
pub fn claim_of_zero(language: Language) -> &'static str {
    language.pick("Tự chấm 0 điểm", "Claim of 0")
}

/// A verdict with what it rests on; `None` is a claim of 0.
#[must_use]
pub fn verdict_text(verdict: Option<&Verdict>, language: Language) -> VerdictText {
    match verdict {
        None => VerdictText { name: claim_of_zero(language), reason: String::new() },
        Some(verdict) => VerdictText {
            name: verdict_name(verdict.kind(), language),
            reason: reason(verdict, language),
        },
    }
}

fn reason(verdict: &Verdict, language: Language) -> String {
    let documents = |evidence: &[Evidence]| {
        let mut all: Vec<_> = Vec::new();
        for one in evidence {
            let reference = evidence::reference(one, language);
            if !all.contains(&reference) {
                all.push(reference);
            }
        }
        file::first_of(&all, NAMED_FILES, language)
    };
    match verdict {
        Verdict::Contradicted { evidence } => {
            labelled(language.pick("Trái với", "Contradicted by"), &documents(evidence))
        }
        Verdict::Undecidable { unread, otherwise } => {
            let files: Vec<_> = unread.iter().map(|one| file::unread(one, language)).collect();
            let files = file::first_of(&files, NAMED_FILES, language);
            let otherwise = verdict_name(otherwise.kind(), language);
            match language {
                Language::Vietnamese => format!(
                    "Chưa đọc được: {files}. Nếu các tệp này không có gì cho mục này: {otherwise}."
                ),
                Language::English => {
                    format!("Not read: {files}. If they hold nothing for it: {otherwise}.")
                }
            }
        }
        Verdict::NeedsAppraiser { open, .. } => {
            labelled(language.pick("Cần", "To do"), &evidence::all_open(open, language))
        }
        Verdict::Partial { missing, .. } => {
            labelled(language.pick("Thiếu", "Missing"), &evidence::all_missing(missing, language))
        }
        Verdict::Supported { evidence } => {
            labelled(language.pick("Căn cứ", "Evidence"), &documents(evidence))
        }
        Verdict::Unsupported => language
            .pick(
                "Đã đọc mọi tệp có thể liên quan, không thấy tài liệu nào cho mục này.",
                "Every file that could matter was read; nothing backs the claim.",
            )
            .to_owned(),
    }
}

fn labelled(label: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{label}: {text}.") }
}

/// Why a unit was not judged, and what to do.
pub fn not_judged(reason: &NotJudged, language: Language) -> String {
    use Language::{English, Vietnamese};
    match (reason, language) {
        (NotJudged::FolderMissing, Vietnamese) => {
            "không có thư mục tài liệu, hoặc thư mục trống; kiểm tra tên thư mục trong tệp pipeline"
                .to_owned()
        }
        (NotJudged::FolderMissing, English) => {
            "the folder is not there or empty; check its name in the pipeline".to_owned()
        }
        (NotJudged::FolderUnreadable { detail }, Vietnamese) => {
            format!(
                "kho lưu trữ không liệt kê được thư mục ({detail}); kiểm tra quyền rồi chạy lại"
            )
        }
        (NotJudged::FolderUnreadable { detail }, English) => {
            format!("the storage did not list the folder ({detail}); check access and run again")
        }
        (NotJudged::NeverChecked, Vietnamese) => {
            "chưa có lần kiểm tra nào cho đơn vị này; chạy lệnh check".to_owned()
        }
        (NotJudged::NeverChecked, English) => {
            "no check has come to this unit yet; run check".to_owned()
        }
        (NotJudged::FilesLeft { files }, Vietnamese) => {
            let files = super::figure::count(*files, language);
            format!("còn {files} tệp chưa xử lý; chạy lại lệnh để đọc tiếp")
        }
        (NotJudged::FilesLeft { files }, English) => {
            let files = super::figure::count(*files, language);
            format!("files still to be read: {files}; run the command again to go on")
        }
    }
}
