//! Numbers of persons in a text: identity cards and telephones, by their grammar and the words before them; and the same
//! text with them masked.
//!
//! Evidence is full of numbers that are nobody's: of documents, of dossiers, of accounts. A number counts as a person's
//! only where its form allows no other reading, or where the words before it say what it is. Refuses to know: where the
//! text is shown, and who may see it.

use std::{borrow::Cow, ops::Range};

/// Whether numbers of persons are shown in what leaves the program. Every way out asks this: reports, searches, messages,
/// logs, pages. A mask keeps the length of a text in bytes, so that places and marks still fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Persons {
    /// They are masked but for their last digits, wherever nobody decided otherwise.
    #[default]
    Masked,
    /// They are shown, to somebody of whom the record knows.
    Shown,
}

impl Persons {
    /// A text as it may be shown.
    #[must_use]
    pub fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Masked => masked(text),
            Self::Shown => Cow::Borrowed(text),
        }
    }

    /// The name of a file with the folders that it lies in, as it may be shown. Each part of it speaks for itself: a
    /// folder may be called by a number, and no stroke behind one makes it that of a document.
    #[must_use]
    pub fn path(self, path: &str) -> Cow<'_, str> {
        match self {
            Self::Masked if path.split('/').any(|part| !find(part).is_empty()) => {
                Cow::Owned(path.split('/').map(masked).collect::<Vec<_>>().join("/"))
            }
            Self::Masked | Self::Shown => Cow::Borrowed(path),
        }
    }
}

/// How many signs before a number may say what it is.
const CONTEXT: usize = 48;

/// Words after which nine or twelve digits are an identity card, folded to lower case.
const CARD_WORDS: [&str; 8] = [
    "cccd",
    "cmnd",
    "cmtnd",
    "căn cước",
    "chứng minh nhân dân",
    "chứng minh thư",
    "định danh cá nhân",
    "mã định danh",
];

/// Words after which a telephone number stands.
const PHONE_WORDS: [&str; 8] =
    ["điện thoại", "đt", "sđt", "đtdđ", "di động", "hotline", "zalo", "tel"];

/// Words after which ten digits that look like a telephone number are none.
const OTHER_WORDS: [&str; 4] = ["mã số thuế", "mst", "tài khoản", "stk"];

/// How many digits at the end of a number stay, so that two people can tell that they mean the same.
const KEPT: usize = 3;

/// The text with the numbers of persons masked but for their last digits: `0912 345 678` as `**** *** 678`.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for range in found {
        masked += &text[at..range.start];
        let number = &text[range.clone()];
        let mut left = number.chars().filter(char::is_ascii_digit).count();
        for sign in number.chars() {
            let is_digit = sign.is_ascii_digit();
            masked.push(if is_digit && left > KEPT { '*' } else { sign });
            left -= usize::from(is_digit);
        }
        at = range.end;
    }
    masked += &text[at..];
    Cow::Owned(masked)
}

/// Where numbers of persons stand in a text, in order.
#[must_use]
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(|sign: char| sign.is_ascii_digit()) {
        let start = rest + start;
        let end = end_of_number(text, start);
        if is_personal(text, start, end) {
            found.push(start..end);
        }
        rest = end;
    }
    found
}

/// Digits with single blanks, dots or dashes between them.
fn end_of_number(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = start;
    loop {
        while bytes.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
        let goes_on = matches!(bytes.get(end), Some(b' ' | b'.' | b'-'))
            && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !goes_on {
            return end;
        }
        end += 1;
    }
}

fn is_personal(text: &str, start: usize, end: usize) -> bool {
    // A document's number and symbol goes on with a stroke, an amount with a sign of its own.
    let after = text[end..].chars().next();
    if matches!(after, Some('/' | '%')) || after.is_some_and(char::is_alphanumeric) {
        return false;
    }
    let before = &text[..start];
    let number = &text[start..end];
    // What is counted begins with no zero: behind a stroke that is a file in its folder.
    let is_part = |sign: char| sign.is_alphanumeric() || (sign == '/' && !number.starts_with('0'));
    if before.chars().next_back().is_some_and(is_part) {
        return false;
    }
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).map(|d| d - b'0').collect();
    let is_abroad = before.ends_with('+') && digits.starts_with(&[8, 4]);
    let context = context(before);
    let said = |words: &[&str]| words.iter().any(|word| ends_near(&context, word));
    let is_whole = number.len() == digits.len();
    match digits.as_slice() {
        _ if is_abroad => digits.len() == 11,
        // Twelve digits in one piece that begin with a province, a century with its sex, and a year of birth.
        [..] if digits.len() == 12 => said(&CARD_WORDS) || (is_whole && is_card(&digits)),
        [..] if digits.len() == 9 => said(&CARD_WORDS),
        // Mobile numbers have a form of their own; groups of three digits are written with blanks, amounts with dots.
        [0, second, ..] if digits.len() == 10 => {
            said(&PHONE_WORDS) || (matches!(second, 3 | 5 | 7 | 8 | 9) && !said(&OTHER_WORDS))
        }
        [0, 2, ..] if digits.len() == 11 => true,
        _ => false,
    }
}

/// The number of a citizen's card (Nghị định 137/2015/NĐ-CP, Điều 13): province, century and sex, year of birth.
fn is_card(digits: &[u8]) -> bool {
    let province = u32::from(digits[0]) * 100 + u32::from(digits[1]) * 10 + u32::from(digits[2]);
    (1..=96).contains(&province) && digits[3] <= 3
}

/// The last signs before a number, in lower case.
fn context(before: &str) -> String {
    let start = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    before[start..].to_lowercase()
}

/// Whether a word stands in the context as a whole word, with no other number between.
fn ends_near(context: &str, word: &str) -> bool {
    context.rfind(word).is_some_and(|at| {
        let after = &context[at + word.len()..];
        let is_start = !context[..at].chars().next_back().is_some_and(char::is_alphanumeric);
        let is_end = !after.chars().next().is_some_and(char::is_alphanumeric);
        is_start && is_end && after.chars().filter(char::is_ascii_digit).count() <= 2
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(masked(text), expect);
    }

    #[test]
    fn cards_and_telephones_are_masked_but_for_their_end() {
        check(
            "Căn cước công dân số 092080001234 cấp ngày 01/02/2021",
            "Căn cước công dân số *********234 cấp ngày 01/02/2021",
        );
        check("số CMND: 362 456 789.", "số CMND: *** *** 789.");
        check("ông A (092080001234)", "ông A (*********234)");
        check("ĐT: 0912.345.678", "ĐT: ****.***.678");
        check("liên hệ 0912345678", "liên hệ *******678");
        check("gọi +84 912 345 678", "gọi +** *** *** 678");
        check("điện thoại 0292 3812 345", "điện thoại **** **** 345");
        check("Điện thoại: 02923812345", "Điện thoại: ********345");
    }

    #[test]
    fn numbers_of_other_things_stay() {
        for text in [
            "Quyết định số 2429/QĐ-UBND ngày 10/10/2019",
            "643.272 hồ sơ, đạt 98,81%",
            "mã hồ sơ 000.00.15.H13-210105-0001",
            "tổng 362456789 đồng",
            "kinh phí 123456789012 đồng",
            "012/CT-UBND",
            "552.693/513.672",
            "mã số thuế 0312345678",
            "năm 2019 2020 2021",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn files_and_folders_called_by_numbers_of_persons_are_masked_and_no_others() {
        let check = |path: &str, expect: &str| {
            assert_eq!(Persons::Masked.path(path), expect);
            assert_eq!(Persons::Shown.path(path), path);
        };
        check("so-y-te/0912345678.pdf", "so-y-te/*******678.pdf");
        check("so-y-te/1.5/CCCD_092080001234.jpg", "so-y-te/1.5/CCCD_*********234.jpg");
        check(
            "so-y-te/0912345678/a.zip!/b 0912 345 679.pdf",
            "so-y-te/*******678/a.zip!/b **** *** 679.pdf",
        );
        check("so-y-te/cmnd 362456789.pdf", "so-y-te/cmnd ******789.pdf");
        for path in ["so-y-te/2429_QD-UBND.pdf", "so-y-te/20251015.pdf", "1.1.1/000123456789.pdf"] {
            check(path, path);
        }
        let said = "Tệp so-y-te/0912345678.pdf là bản dự thảo";
        assert_eq!(masked(said), "Tệp so-y-te/*******678.pdf là bản dự thảo");
    }

    #[test]
    fn what_nobody_decided_is_masked() {
        let text = "ĐT: 0912345678";
        assert_eq!(Persons::default().text(text), "ĐT: *******678");
        assert_eq!(Persons::Shown.text(text), text);
    }

    proptest! {
        #[test]
        fn masking_keeps_length_and_everything_but_digits(text in "[0-9a-zđĐ+ ./-]{0,60}|\\PC{0,40}") {
            let masked = masked(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (one, other) in text.chars().zip(masked.chars()) {
                prop_assert!(one == other || (one.is_ascii_digit() && other == '*'));
            }
        }
    }
}
