//! What is wrong with a document, and what the sender can do about it.

use model::{ProblemCode, problem::ProblemSeverity};

use crate::Language;

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemText {
    /// What is wrong, with its names and figures.
    pub message: String,
    /// What to do; empty where nothing needs doing.
    pub hint: &'static str,
}

/// A problem with its detail.
#[must_use]
pub fn problem_text(code: ProblemCode, detail: &str, language: Language) -> ProblemText {
    let title = problem_title(code, language);
    let message = match detail {
        "" => title.to_owned(),
        detail => format!("{title}: {detail}"),
    };
    ProblemText { message, hint: hint(code, language) }
}

/// What is wrong, in a few words.
#[must_use]
pub fn problem_title(code: ProblemCode, language: Language) -> &'static str {
    let (vietnamese, english) = match code {
        ProblemCode::EmptyFile => ("tệp rỗng", "empty file"),
        ProblemCode::NotFetched => ("chưa tải được tệp", "the file could not be fetched"),
        ProblemCode::Erased => (
            "tệp đã xóa vì hết thời hạn lưu giữ, không còn đọc được",
            "the file was erased because it may not be kept any longer; nobody can read it",
        ),
        ProblemCode::FileTooLarge => ("tệp quá lớn", "the file is too large"),
        ProblemCode::WrongExtension => {
            ("nội dung không đúng với đuôi tệp", "the content is of another type than the name")
        }
        ProblemCode::UnsupportedType => {
            ("loại tệp chưa đọc được", "files of this type cannot be read")
        }
        ProblemCode::HtmlPage => {
            ("trang web thay cho văn bản", "a web page in place of a document")
        }
        ProblemCode::PasswordRequired => ("tệp đặt mật khẩu", "a password is needed"),
        ProblemCode::OwnerRestricted => {
            ("tệp bị hạn chế sao chép hoặc in", "the owner restricted what may be done")
        }
        ProblemCode::Truncated => ("tệp bị cắt cụt", "the file is cut off"),
        ProblemCode::Damaged => ("tệp hỏng", "the file is damaged"),
        ProblemCode::Rebuilt => {
            ("tệp hỏng, đã khôi phục, có thể thiếu", "the file was damaged and rebuilt")
        }
        ProblemCode::TooManyPages => ("quá nhiều trang", "too many pages"),
        ProblemCode::TooManyCells => ("bảng quá nhiều ô", "a table has too many cells"),
        ProblemCode::DecompressedTooLarge => {
            ("nội dung giải nén quá lớn", "too large when decompressed")
        }
        ProblemCode::NestedTooDeep => ("tệp lồng nhau quá sâu", "nested too deep"),
        ProblemCode::TooManyEntries => ("tệp nén có quá nhiều tệp", "too many entries"),
        ProblemCode::EntryNotExtracted => {
            ("không lấy được tệp bên trong", "a file inside could not be taken out")
        }
        ProblemCode::DoctypeRefused => {
            ("XML khai báo DOCTYPE, không được phép", "the XML declares a DOCTYPE")
        }
        ProblemCode::MalformedXml => ("XML sai cú pháp", "the XML is not well formed"),
        ProblemCode::PageNeedsOcr => {
            ("trang là ảnh quét, không có chữ", "pages without text, they need OCR")
        }
        ProblemCode::OcrDoubtful => {
            ("trang quét nhận dạng không chắc chắn", "scanned pages that could hardly be read")
        }
        ProblemCode::OcrFailed => {
            ("chưa nhận dạng được trang quét", "recognising scanned pages failed")
        }
        ProblemCode::NumberIllegible => (
            "không đọc được số văn bản trên bản quét",
            "the document's number on the scan could not be read",
        ),
        ProblemCode::UndecodableGlyphs => ("có chữ không nhận ra", "some characters are not known"),
        ProblemCode::LegacyEncoding => (
            "chữ dùng bảng mã cũ, đã chuyển sang Unicode",
            "text of an old encoding, converted to Unicode",
        ),
        ProblemCode::EncodingUndecided => (
            "chữ không theo bảng mã Unicode, chưa đọc được",
            "text that is not Unicode, not decoded",
        ),
        ProblemCode::SecrecyMarked => (
            "văn bản đóng dấu độ mật: đã tách riêng, không lưu bản đọc, không lập chỉ mục",
            "a document marked secret: set apart, its reading is neither kept nor indexed",
        ),
        ProblemCode::HiddenSheet => ("trang tính bị ẩn", "hidden sheet"),
        ProblemCode::FormulaWithoutValue => {
            ("công thức chưa có kết quả", "formulas without a stored result")
        }
        ProblemCode::MessageIdMismatch => {
            ("số, ký hiệu trong gói tin không khớp", "the message has two different numbers")
        }
        ProblemCode::MessageRecalls => (
            "gói tin thu hồi văn bản đã gửi trước đó",
            "the message takes back a document sent before",
        ),
        ProblemCode::MessageReplaces => (
            "gói tin cập nhật hoặc thay thế văn bản đã gửi trước đó",
            "the message changes or replaces a document sent before",
        ),
        ProblemCode::MessageStatus => (
            "gói tin chỉ báo trạng thái xử lý văn bản",
            "the message only tells the status of a document",
        ),
        ProblemCode::SheetHeaderNotFound => {
            ("không nhận ra tiêu đề bảng tự chấm", "the header of the self-score sheet is unknown")
        }
        ProblemCode::SheetRowNotUnderstood => {
            ("dòng bảng tự chấm chưa hiểu được", "a row of the self-score sheet is not understood")
        }
        ProblemCode::TimedOut => ("đọc quá thời gian cho phép", "reading took too long"),
        ProblemCode::OutOfMemory => ("đọc quá bộ nhớ cho phép", "reading needed too much memory"),
        ProblemCode::Crashed => ("bộ đọc dừng đột ngột", "the reader died"),
    };
    language.pick(vietnamese, english)
}

/// How much a problem matters.
pub(crate) fn severity(severity: ProblemSeverity, language: Language) -> &'static str {
    match severity {
        ProblemSeverity::Unread => language.pick("Chưa đọc được", "Not read"),
        ProblemSeverity::Warning => language.pick("Cảnh báo", "Warning"),
        ProblemSeverity::Note => language.pick("Lưu ý", "Note"),
    }
}

fn hint(code: ProblemCode, language: Language) -> &'static str {
    let (vietnamese, english) = match code {
        ProblemCode::EmptyFile | ProblemCode::Truncated | ProblemCode::Damaged => {
            ("Gửi lại tệp gốc.", "Send the original file again.")
        }
        ProblemCode::Erased => (
            "Không thể đối chiếu lại; giữ kết quả đã thẩm định, hoặc yêu cầu đơn vị gửi lại.",
            "It cannot be checked again: keep what was appraised, or ask the unit to send it again.",
        ),
        ProblemCode::NotFetched => {
            ("Kiểm tra kho lưu trữ rồi chạy lại.", "Check the storage and run again.")
        }
        ProblemCode::FileTooLarge
        | ProblemCode::TooManyPages
        | ProblemCode::TooManyCells
        | ProblemCode::DecompressedTooLarge
        | ProblemCode::NestedTooDeep
        | ProblemCode::TooManyEntries => {
            ("Tách thành các tệp nhỏ hơn rồi gửi lại.", "Split it into smaller files and resend.")
        }
        ProblemCode::WrongExtension => {
            ("Đặt lại đuôi tệp đúng với nội dung.", "Give the file the extension of its real type.")
        }
        ProblemCode::UnsupportedType => (
            "Gửi lại dạng PDF có chữ, DOCX hoặc XLSX; nếu là tệp RAR thì nén lại thành ZIP hoặc 7z.",
            "Send it as PDF with text, DOCX or XLSX; pack a RAR file anew as ZIP or 7z.",
        ),
        ProblemCode::HtmlPage => (
            "Tải lại văn bản rồi gửi; tệp này là trang báo lỗi hoặc trang web.",
            "Download the document again; this is a web or error page.",
        ),
        ProblemCode::PasswordRequired => {
            ("Bỏ mật khẩu rồi gửi lại.", "Remove the password and send it again.")
        }
        ProblemCode::Rebuilt => (
            "Đối chiếu với bản gốc; nên gửi lại tệp gốc.",
            "Compare it with the original, or send the original again.",
        ),
        ProblemCode::EntryNotExtracted => {
            ("Gửi riêng tệp bên trong.", "Send the file inside on its own.")
        }
        ProblemCode::DoctypeRefused | ProblemCode::MalformedXml => {
            ("Xuất lại tệp từ phần mềm gốc.", "Export the file again from its software.")
        }
        ProblemCode::PageNeedsOcr => (
            "Bật nhận dạng (tesseract-ocr, tesseract-ocr-vie), hoặc gửi bản có chữ, DOCX.",
            "Switch recognising on (tesseract-ocr, tesseract-ocr-vie), or send a PDF with text, or the DOCX.",
        ),
        ProblemCode::OcrDoubtful => (
            "Quét lại rõ hơn (300 dpi), hoặc gửi bản có chữ.",
            "Scan it again at 300 dpi, or send it with text.",
        ),
        ProblemCode::NumberIllegible => (
            "Xem số trên bản quét (có thể viết tay); nên gửi bản điện tử có ký số.",
            "Look at the number on the scan (it may be handwritten), or send the signed digital original.",
        ),
        ProblemCode::UndecodableGlyphs => (
            "Đối chiếu với bản gốc; nên gửi DOCX.",
            "Compare it with the original, or send the DOCX.",
        ),
        ProblemCode::SecrecyMarked => (
            "Báo ngay người phụ trách bảo vệ bí mật nhà nước; gỡ tệp khỏi nơi lưu trữ; gửi tài liệu khác thay thế.",
            "Tell whoever is responsible for state secrets, take the file off the storage, send other evidence.",
        ),
        ProblemCode::HiddenSheet => {
            ("Kiểm tra trang tính ẩn có dùng không.", "Check whether the hidden sheet is meant.")
        }
        ProblemCode::FormulaWithoutValue => {
            ("Mở tệp bằng Excel, tính lại và lưu.", "Open the file in Excel, recalculate and save.")
        }
        ProblemCode::MessageIdMismatch => {
            ("Xác nhận số, ký hiệu đúng của văn bản.", "Confirm the right number of the document.")
        }
        ProblemCode::SheetHeaderNotFound => (
            "Dùng mẫu bảng có các cột: mã, tiêu chí, điểm tối đa, điểm tự chấm, tài liệu kiểm chứng.",
            "Use the form with the columns code, criterion, maximum, self-score, evidence.",
        ),
        ProblemCode::SheetRowNotUnderstood => {
            ("Sửa dòng theo mẫu bảng tự chấm.", "Correct the row after the form.")
        }
        ProblemCode::OcrFailed
        | ProblemCode::TimedOut
        | ProblemCode::OutOfMemory
        | ProblemCode::Crashed => (
            "Chạy lại; nếu vẫn lỗi, gửi tệp dạng khác.",
            "Run again; if it fails again, send the file in another format.",
        ),
        ProblemCode::MessageRecalls => (
            "Xác nhận văn bản còn hiệu lực để làm tài liệu kiểm chứng.",
            "Confirm that the document still holds as evidence.",
        ),
        ProblemCode::EncodingUndecided => (
            "Mở tệp bằng phần mềm gốc, chuyển sang phông Unicode rồi gửi lại.",
            "Open the file in its software, convert it to a Unicode font and send it again.",
        ),
        ProblemCode::OwnerRestricted
        | ProblemCode::LegacyEncoding
        | ProblemCode::MessageReplaces
        | ProblemCode::MessageStatus => ("", ""),
    };
    language.pick(vietnamese, english)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_its_detail_and_what_to_do() {
        let text = problem_text(ProblemCode::PageNeedsOcr, "1-3, 5", Language::Vietnamese);
        assert_eq!(text.message, "trang là ảnh quét, không có chữ: 1-3, 5");
        assert_eq!(
            text.hint,
            "Bật nhận dạng (tesseract-ocr, tesseract-ocr-vie), hoặc gửi bản có chữ, DOCX."
        );
        let text = problem_text(ProblemCode::EmptyFile, "", Language::English);
        assert_eq!(text.message, "empty file");
    }
}
