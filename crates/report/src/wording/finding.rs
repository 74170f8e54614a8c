//! Findings: what is wrong with a claim, and what the unit should send or put right.

mod english;
mod vietnamese;

use model::{
    finding::{Finding, FindingCode, Severity, Subject},
    personal::Persons,
};

use crate::Language;

/// How many files a message names before it only counts them.
const NAMED_FILES: usize = 5;

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingText {
    /// What kind of finding it is.
    pub title: &'static str,
    /// What happened.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// A finding in words, numbers of persons masked in what it repeats of a sheet.
#[must_use]
pub fn finding_text(finding: &Finding, language: Language) -> FindingText {
    let (message, hint) = match language {
        Language::Vietnamese => (vietnamese::message(finding), vietnamese::hint(finding)),
        Language::English => (english::message(finding), english::hint(finding)),
    };
    let masked = |text: String| Persons::Masked.text(&text).into_owned();
    let (message, hint) = (masked(message), masked(hint));
    FindingText { title: finding_title(finding.code(), language), message, hint }
}

/// What findings of this code are called.
#[must_use]
pub fn finding_title(code: FindingCode, language: Language) -> &'static str {
    match language {
        Language::Vietnamese => vietnamese::title(code),
        Language::English => english::title(code),
    }
}

/// How much a finding matters.
#[must_use]
pub fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Blocking => language.pick("Nghiêm trọng", "Blocking"),
        Severity::Warning => language.pick("Cảnh báo", "Warning"),
        Severity::Note => language.pick("Lưu ý", "Note"),
    }
}

/// The row that a finding of the sheet is about, as written there.
fn row(finding: &Finding) -> &str {
    match &finding.subject {
        Subject::Row(row) => row,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use model::finding::{FindingCode, FindingDetail};

    use super::*;
    use crate::testing::finding_of;

    fn check(code: FindingCode, expect: &str) {
        assert_eq!(finding_text(&finding_of(code), Language::Vietnamese).message, expect);
    }

    #[test]
    fn every_code_has_words_of_its_own_in_both_languages() {
        for language in Language::ALL {
            let mut titles = Vec::new();
            for code in FindingCode::ALL {
                let text = finding_text(&finding_of(*code), language);
                assert!(text.message.ends_with('.'), "{code:?}: {}", text.message);
                assert!(text.hint.ends_with('.'), "{code:?}: {}", text.hint);
                assert!(!titles.contains(&text.title), "{code:?}: {}", text.title);
                titles.push(text.title);
            }
        }
    }

    #[test]
    fn messages_show_no_numbers_of_persons() {
        let mut finding = finding_of(FindingCode::ExplanationOnly);
        finding.detail = FindingDetail::ExplanationOnly {
            explanation: "Liên hệ bà Lan, 0912 345 678".to_owned(),
            listed: Vec::new(),
        };
        for language in Language::ALL {
            let message = finding_text(&finding, language).message;
            assert!(!message.contains("0912") && !message.contains("345"), "{message}");
        }
    }

    #[test]
    fn messages_say_what_happened() {
        check(
            FindingCode::ScoreContradictsMetric,
            "Tự chấm 1,5 điểm; tính theo tỷ lệ hồ sơ giải quyết đúng hạn 96,5%, theo so-y-te/a.pdf \
             (ô D5, trang tính Bảng) thì được 1 điểm.",
        );
        check(
            FindingCode::FiguresInconsistent,
            "Tài liệu nêu tỷ lệ hồ sơ giải quyết đúng hạn 96,5%, theo so-y-te/a.pdf (ô D5, trang \
             tính Bảng); nhưng 552.693/643.272 là 85,92%.",
        );
        check(
            FindingCode::CitationDateMismatch,
            "Viện dẫn 12/BC-SYT (ghi là “12BC-SYT”) ngày 15/10/2025, văn bản có ngày 16/10/2025.",
        );
        check(FindingCode::SumMismatch, "Dòng “1” ghi 5 điểm, cộng các mục được 4,5.");
        check(
            FindingCode::EvidenceUnreadable,
            "Chưa thấy văn bản 12/BC-SYT (ghi là “12BC-SYT”) ngày 15/10/2025; văn bản có thể nằm \
             trong tệp chưa đọc được: so-y-te/scan.pdf (trang là ảnh quét, không có chữ). Nếu \
             không có trong đó: Không có căn cứ.",
        );
    }
}
