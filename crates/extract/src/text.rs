//! Plain text in any encoding, and which encoding that is.
//!
//! A byte order mark decides; else bytes that are UTF-16 by their zeros, or UTF-8 by their form; the rest is taken for
//! Windows-1252, which the statistics of Vietnamese text then correct. Every line is a paragraph.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use model::problem::{Problem, ProblemCode};

use crate::{
    contents::Contents,
    flow::{self, Block, Fonts, Paragraph},
};

/// How much of a file shows its encoding.
const SAMPLE: usize = 1 << 16;

/// Reads plain text as one flow.
pub(crate) fn read(bytes: &[u8]) -> Contents {
    let (text, problem) = decode(bytes);
    let mut fonts = Fonts::default();
    let unknown = fonts.id("");
    let blocks: Vec<Block> = text
        .lines()
        .map(|line| {
            let mut paragraph = Paragraph::default();
            paragraph.push(line, unknown);
            Block::Paragraph(paragraph)
        })
        .collect();
    let (part, mut problems) = flow::finish(&blocks, &fonts);
    problems.extend(problem);
    Contents { problems, ..Contents::of(vec![part]) }
}

/// The text of some bytes. Text of an encoding with one byte a character comes as Windows-1252. The problem says that
/// bytes are damaged.
pub(crate) fn decode(bytes: &[u8]) -> (String, Option<Problem>) {
    let encoding = encoding_of(bytes);
    let (text, _, had_errors) = encoding.decode(bytes);
    let problem = had_errors.then(|| {
        let n_errors = text.matches('\u{FFFD}').count();
        Problem::new(ProblemCode::Damaged, format!("{}: {n_errors}", encoding.name()))
    });
    (text.into_owned(), problem)
}

/// Whether the bytes are text at all: no encoding has control characters in it, but for UTF-16.
pub(crate) fn is_text(head: &[u8]) -> bool {
    let is_control =
        |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1A);
    matches!(utf_16_of(head), Some(encoding) if is_utf_16_text(encoding, head))
        || !head.iter().any(is_control)
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if let Some(encoding) = utf_16_of(sample) {
        return encoding;
    }
    let (mut n_good, mut n_bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        n_good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        n_bad += usize::from(!chunk.invalid().is_empty());
    }
    // A file that was cut or patched is still UTF-8; no other encoding has the form by chance.
    if n_bad * 20 <= n_good { UTF_8 } else { WINDOWS_1252 }
}

/// The kind of UTF-16 by its mark, or by the zeros that every second byte of Latin letters is.
fn utf_16_of(sample: &[u8]) -> Option<&'static Encoding> {
    match sample {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let zeros = |first| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = sample.len() / 8;
    match () {
        () if sample.len() < 8 => None,
        () if odd > enough && even * 20 < odd => Some(UTF_16LE),
        () if even > enough && odd * 20 < even => Some(UTF_16BE),
        () => None,
    }
}

fn is_utf_16_text(encoding: &'static Encoding, head: &[u8]) -> bool {
    let (text, _) = encoding.decode_with_bom_removal(&head[..head.len() & !1]);
    !text
        .chars()
        .any(|letter| letter.is_control() && !letter.is_whitespace() || letter == '\u{FFFE}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expect: &str, codes: &[ProblemCode]) {
        let contents = read(bytes);
        assert_eq!(contents.document.parts()[0].text(), expect);
        let found: Vec<_> = contents.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(found, codes, "{expect}");
    }

    fn latin(text: &str) -> Vec<u8> {
        WINDOWS_1252.encode(text).0.into_owned()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Số: 12/QĐ-UBND\nQuyết định của Ủy ban nhân dân tỉnh";
        check(text.as_bytes(), text, &[]);
        check(format!("\u{FEFF}{text}").as_bytes(), text, &[]);
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        check(&units(text), text, &[]);
        check(&units(&format!("\u{FEFF}{text}")), text, &[]);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&big, text, &[]);
        check("Quye\u{302}\u{301}t đi\u{323}nh\r\n\r\nsố".as_bytes(), "Quyết định\nsố", &[]);
        let told = [ProblemCode::LegacyEncoding];
        check(
            &latin("Sè: 12/Q§-UBND\nQuyÕt ®Þnh cña ñy ban nh©n d©n tØnh"),
            "Số: 12/QĐ-UBND\nQuyết định của ủy ban nhân dân tỉnh",
            &told,
        );
        check(
            &latin("Soá: 12/QÑ-UBND\nQuyeát ñònh cuûa tænh"),
            "Số: 12/QĐ-UBND\nQuyết định của tỉnh",
            &told,
        );
        check(&latin("Quyêìt ðiònh cuÒa tiÒnh"), "Quyết định của tỉnh", &told);
    }

    #[test]
    fn damaged_bytes_are_told() {
        let mut bytes =
            "Quyết định của Ủy ban nhân dân tỉnh về việc công bố kết quả".repeat(3).into_bytes();
        bytes.push(0xE1);
        let contents = read(&bytes);
        assert_eq!(contents.problems[0].code, ProblemCode::Damaged);
        assert_eq!(contents.problems[0].detail, "UTF-8: 1");
        assert!(contents.document.parts()[0].text().starts_with("Quyết định"));
    }

    #[test]
    fn what_no_encoding_makes_sense_of_is_told() {
        let contents = read(&latin(
            "x\u{AC}\u{AC}z q\u{A7}\u{A7}t kj\u{B8}\u{B8} w\u{B9}\u{A1}w zf\u{AE}\u{AE}",
        ));
        assert_eq!(contents.problems[0].code, ProblemCode::EncodingUndecided);
        assert!(read("Müller, café, naïve, garçon, Köln, über".as_bytes()).problems.is_empty());
    }
}
