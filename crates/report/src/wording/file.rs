//! Files: what they are, how reading them ended, and how a long list of them is shortened.

use model::{
    personal::Persons,
    reading::{MediaType, Outcome},
    verdict::UnreadFile,
};

use super::{figure, problem::problem_title};
use crate::Language;

/// What the bytes of a file are.
#[must_use]
pub fn media_type_text(media_type: MediaType, language: Language) -> &'static str {
    match media_type {
        MediaType::Pdf => "PDF",
        MediaType::Docx => "DOCX",
        MediaType::Xlsx => "XLSX",
        MediaType::Xml => "XML",
        MediaType::Edxml => "edXML",
        MediaType::Zip => "ZIP",
        MediaType::Html => "HTML",
        MediaType::Doc => "DOC",
        MediaType::Odt => "ODT",
        MediaType::Csv => "CSV",
        MediaType::Ole => language.pick("Office 97-2003", "Office 97-2003"),
        MediaType::Rtf => "RTF",
        MediaType::Text => language.pick("văn bản thuần", "plain text"),
        MediaType::Image => language.pick("ảnh", "image"),
        MediaType::Archive => language.pick("tệp nén RAR", "RAR archive"),
        MediaType::Xls => "XLS",
        MediaType::Xlsb => "XLSB",
        MediaType::Ods => "ODS",
        MediaType::SevenZip => "7z",
        MediaType::Eml => language.pick("thư điện tử", "mail"),
        MediaType::Unknown => language.pick("không rõ", "unknown"),
    }
}

/// How reading a file ended.
#[must_use]
pub fn outcome_text(outcome: Outcome, language: Language) -> &'static str {
    match outcome {
        Outcome::Read => language.pick("đã đọc", "read"),
        Outcome::ReadWithProblems => language.pick("đã đọc, có lỗi", "read, with problems"),
        Outcome::Rejected => language.pick("không đọc được", "not readable"),
        Outcome::TimedOut => language.pick("dừng vì quá thời gian", "stopped: took too long"),
        Outcome::OutOfMemory => {
            language.pick("dừng vì quá bộ nhớ", "stopped: needed too much memory")
        }
        Outcome::Crashed => language.pick("bộ đọc dừng đột ngột", "the reader died"),
    }
}

/// The first files of a list, and how many more there are.
pub(crate) fn first_of(files: &[String], limit: usize, language: Language) -> String {
    let shown = files.iter().take(limit).cloned().collect::<Vec<_>>().join("; ");
    match files.len().saturating_sub(limit) {
        0 => shown,
        more => format!("{shown}; {}", and_more(more, language)),
    }
}

/// The line below a shortened list of files.
pub(crate) fn and_more(files: usize, language: Language) -> String {
    let number = figure::count(files as u64, language);
    match (language, files) {
        (Language::Vietnamese, _) => format!("và {number} tệp khác"),
        (Language::English, 1) => "and 1 more file".to_owned(),
        (Language::English, _) => format!("and {number} more files"),
    }
}

/// A file with why it was not read.
pub(crate) fn unread(file: &UnreadFile, language: Language) -> String {
    format!("{} ({})", file.file.shown(Persons::Masked), problem_title(file.reason, language))
}
