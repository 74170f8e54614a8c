//! The mark of a secret document (Luật Bảo vệ bí mật nhà nước 2018, Điều 8; Nghị định 30/2020/NĐ-CP, phụ lục I): a
//! stamp that stands alone on a line of the head of the first page.
//!
//! The same words within prose ("chế độ mật", "bí mật") are no mark. Refuses to know: what is done with such a document.

use model::Document;

/// The marks, in the order of the law.
const MARKS: [&str; 3] = ["TUYỆT MẬT", "TỐI MẬT", "MẬT"];

/// Lines of the head of a document: two columns of a letterhead, broken as scans break them.
const HEAD_LINES: usize = 30;

/// The mark that a document bears, if it bears one.
#[must_use]
pub fn secrecy_mark(document: &Document) -> Option<&'static str> {
    let first = document.parts().first()?;
    let lines = first.text().lines().filter(|line| !line.trim().is_empty()).take(HEAD_LINES);
    lines.flat_map(pieces).find_map(mark)
}

/// What stands apart on a line: columns of a letterhead come with wide gaps, cells with strokes.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split("   ").flat_map(|piece| piece.split(['|', '\t']))
}

/// The mark that a piece of a line is, and nothing else. Stamps are set in capitals, and may be spaced apart.
fn mark(piece: &str) -> Option<&'static str> {
    let piece = piece.trim_matches(|sign: char| !sign.is_alphabetic());
    let piece = match piece.split_once(':') {
        Some(("ĐỘ MẬT" | "Độ mật", mark)) => mark.trim(),
        _ => piece,
    };
    let letters = |text: &str| text.split_whitespace().collect::<String>();
    MARKS.into_iter().find(|mark| letters(mark) == letters(piece))
}

#[cfg(test)]
mod tests {
    use model::{Document, document::PartBuilder};

    use super::secrecy_mark;

    fn check(lines: &[&str], expect: Option<&str>) {
        let mut part = PartBuilder::flow();
        for line in lines {
            part.paragraph(line);
        }
        assert_eq!(secrecy_mark(&Document::new(vec![part.finish()])), expect, "{lines:?}");
    }

    #[test]
    fn a_stamp_alone_on_a_line_of_the_head_is_a_mark() {
        check(&["BỘ NỘI VỤ", "MẬT", "Số: 12/BC-BNV"], Some("MẬT"));
        check(&["UBND TỈNH   TỐI MẬT"], Some("TỐI MẬT"));
        check(&["[ T U Y Ệ T  M Ậ T ]"], Some("TUYỆT MẬT"));
        check(&["Độ mật: MẬT"], Some("MẬT"));
    }

    #[test]
    fn the_words_within_prose_are_none() {
        check(&["Bảo vệ bí mật nhà nước"], None);
        check(&["1. Văn bản MẬT được quản lý riêng"], None);
        check(&["Mật", "mật"], None);
        check(&["BÍ MẬT NHÀ NƯỚC"], None);
        let mut late = vec!["Nội dung"; 40];
        late.push("MẬT");
        check(&late, None);
    }
}
