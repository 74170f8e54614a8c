//! What do words and figures of a document look like, so that a copy of it can be told?
//!
//! Words and figures are sketched apart: another scan of a page, or last year's text under a new date, shares both with
//! its original; a form that two units filled in shares its words alone. Days, years and numbers of documents are no
//! figures: they are what is changed on a copy. Letters are compared without their marks, which recognisers misread most.
//! Refuses to know which other documents there are.

use std::{collections::BTreeSet, sync::LazyLock};

use model::{Document, likeness::Likeness};

use crate::prose::{base, fold, is_word_char};

/// Words in one run. Longer ones tell texts apart better, and lose more to a misread letter.
const RUN: usize = 3;

/// Fewer words and figures are a cover letter, and alike in all units.
const LEAST: usize = 120;

/// Fewer words give no runs to speak of.
const FEWEST_WORDS: usize = 40;

/// Words behind which a number is part of a day, or counts parts of a text.
const NO_FIGURE_AFTER: [u64; 4] = [hash(b"ngay"), hash(b"thang"), hash(b"dieu"), hash(b"khoan")];

/// The sketch of a document; none of one that says little.
#[must_use]
pub fn of(document: &Document) -> Option<Likeness> {
    let mut text = Text::default();
    document.segments().for_each(|segment| text.take(segment.text));
    text.sketch()
}

/// What a document says, as numbers.
#[derive(Default)]
struct Text {
    words: Vec<u64>,
    figures: BTreeSet<u32>,
    /// Whether the word before says that a number is none of the text's own.
    is_no_figure: bool,
}

impl Text {
    /// Takes what stands between blanks: words, or figures, or the number of a document, which is neither.
    fn take(&mut self, text: &str) {
        let mut token = Token::at(0, self);
        let mut word = None;
        for (at, c) in text.char_indices() {
            match sign(c) {
                BLANK => {
                    self.end_word(&mut word);
                    self.end_token(&token, &text[token.start..at]);
                    token = Token::at(at + c.len_utf8(), self);
                    continue;
                }
                OTHER => self.end_word(&mut word),
                LETTER => word = Some(with_letter(word.unwrap_or(EMPTY), c)),
                byte => {
                    token.has_digit |= c.is_ascii_digit();
                    word = Some(with_byte(word.unwrap_or(EMPTY), byte));
                }
            }
        }
        self.end_word(&mut word);
        self.end_token(&token, &text[token.start..]);
    }

    fn end_word(&mut self, word: &mut Option<u64>) {
        if let Some(word) = word.take() {
            self.is_no_figure = NO_FIGURE_AFTER.contains(&word);
            self.words.push(word);
        }
    }

    /// What holds a digit is no word: what was taken of it as words is given back.
    fn end_token(&mut self, token: &Token, text: &str) {
        if !token.has_digit {
            return;
        }
        self.words.truncate(token.n_words);
        let text = text.trim_matches(|c| !is_word_char(c));
        if !text.chars().any(char::is_alphabetic) && !token.is_no_figure {
            self.take_figures(text);
        }
        self.is_no_figure = false;
    }

    /// Digits with their separators: `1.234`, `98,81`, `42/139`; not `10/10/2019`, `2021-2025`, nor `1.3.1`, which numbers
    /// a heading or a criterion that all units report on.
    fn take_figures(&mut self, token: &str) {
        let parts = || token.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        let is_date = parts().count() > 2 || parts().any(is_year);
        if is_date {
            return;
        }
        for part in parts().filter(|part| !is_heading(part)) {
            let digits = || part.bytes().filter(u8::is_ascii_digit);
            // One digit is a place in a list as often as a figure.
            if digits().nth(1).is_some() {
                self.figures.insert((mixed(digits().fold(EMPTY, with_byte)) >> 32) as u32);
            }
        }
    }

    fn sketch(&self) -> Option<Likeness> {
        let n_words = self.words.len();
        if n_words < FEWEST_WORDS || n_words + self.figures.len() < LEAST {
            return None;
        }
        let runs = self.words.windows(RUN);
        let sketch =
            Likeness::of_runs(runs.map(|run| run.iter().fold(0, |hash, word| mixed(hash ^ word))));
        sketch.map(|sketch| sketch.with_figures(&self.figures))
    }
}

/// What stands between two blanks, and what was known before it.
struct Token {
    start: usize,
    n_words: usize,
    is_no_figure: bool,
    has_digit: bool,
}

impl Token {
    fn at(start: usize, text: &Text) -> Self {
        let (n_words, is_no_figure) = (text.words.len(), text.is_no_figure);
        Self { start, n_words, is_no_figure, has_digit: false }
    }
}

/// Signs that are no letter or digit with one byte as their base.
const BLANK: u8 = 0;
const OTHER: u8 = 1;
const LETTER: u8 = 2;

/// What a character is to a sketch: a blank, a letter of which [`base`] is one byte, that byte, another letter, or none of
/// these.
fn sign(c: char) -> u8 {
    static SIGNS: LazyLock<Vec<u8>> = LazyLock::new(|| ('\0'..='\u{1eff}').map(sign_of).collect());
    SIGNS.get(c as usize).copied().unwrap_or_else(|| sign_of(c))
}

fn sign_of(c: char) -> u8 {
    if c.is_whitespace() {
        return BLANK;
    }
    if !is_word_char(c) {
        return OTHER;
    }
    let only = base(c).and_then(|base| u8::try_from(base).ok());
    only.filter(u8::is_ascii_alphanumeric).unwrap_or(LETTER)
}

/// Whether dots stand in a number otherwise than between thousands.
fn is_heading(part: &str) -> bool {
    let whole = part.split(',').next().unwrap_or_default();
    whole.split('.').skip(1).any(|group| group.len() != 3)
}

/// A year as texts write it, of the times that the State's documents are from.
fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// FNV-1a: what the hash of no bytes is, and that of some more.
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

const fn with_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

const fn hash(bytes: &[u8]) -> u64 {
    let (mut hash, mut at) = (EMPTY, 0);
    while at < bytes.len() {
        hash = with_byte(hash, bytes[at]);
        at += 1;
    }
    hash
}

/// The hash of some letters and one more, without its mark and case.
fn with_letter(hash: u64, letter: char) -> u64 {
    let with = |hash, letter: char| letter.encode_utf8(&mut [0; 4]).bytes().fold(hash, with_byte);
    match base(letter) {
        _ if letter.is_ascii() => with_byte(hash, letter.to_ascii_lowercase() as u8),
        Some(letter) => with(hash, letter),
        None => fold(letter.encode_utf8(&mut [0; 4]))
            .chars()
            .flat_map(char::to_lowercase)
            .fold(hash, with),
    }
}

/// A number with its bits well spread: the finaliser of SplitMix64.
fn mixed(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plain;

    /// A text of many different words; `from` decides which.
    fn text(from: usize, n_words: usize) -> String {
        const SYLLABLES: [&str; 12] = [
            "công", "tác", "cải", "cách", "rà", "soát", "thủ", "tục", "hành", "chính", "đơn", "vị",
        ];
        let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
        let word =
            |n: usize| format!("{}{}{}", SYLLABLES[n * 7 % 12], letter(n / 3), letter(n / 5));
        (from..from + n_words).map(word).collect::<Vec<_>>().join(" ")
    }

    fn sketch(text: &str) -> Likeness {
        of(&plain::document(text)).expect("a long text")
    }

    fn check(one: &str, other: &str) -> (u8, Option<u8>) {
        let (one, other) = (sketch(one), sketch(other));
        (one.percent_of_words(&other), one.percent_of_figures(&other))
    }

    #[test]
    fn a_new_date_a_new_number_and_lost_marks_change_nothing() {
        let report = format!(
            "Số: 12/BC-SYT ngày 15 tháng 12 năm 2024. Tiếp nhận 1.234 hồ sơ, đạt 98,81%, 42/139 cơ quan. {}",
            text(0, 300)
        );
        let redated = report
            .replace("12/BC-SYT ngày 15 tháng 12 năm 2024", "9/BC-SYT ngày 20 tháng 01 năm 2026");
        assert_eq!(check(&report, &redated), (100, Some(100)));
        assert_eq!(check(&report, &report.to_uppercase()), (100, Some(100)));
        assert_eq!(
            check(&report, &report.replace("cải", "cai").replace('ô', "ó")),
            (100, Some(100))
        );
        assert_eq!(sketch(&report).n_figures(), 4, "1234, 9881, 42, 139");
    }

    #[test]
    fn what_is_no_figure_of_the_text_is_left_out() {
        let prose = text(0, 300);
        let none = "Điều 15 khoản 12 của 30/2020/NĐ-CP và 02/KH-UBND, giai đoạn 2021-2025, ngày 10/10/2019, \
                    3 đơn vị, năm 2019; 1.3.1. Tiêu chí 4.2.10";
        assert_eq!(sketch(&format!("{none} {prose}")).n_figures(), 0);
    }

    #[test]
    fn a_form_filled_in_twice_shares_its_words_and_not_its_figures() {
        let form = text(0, 300);
        let (words, figures) =
            check(&format!("{form} 311 242 473 964 55"), &format!("{form} 812 242 373 64 51"));
        assert_eq!((words, figures), (100, Some(11)));
    }

    #[test]
    fn another_text_is_not_alike() {
        let (words, _) = check(&text(0, 300), &text(5_001, 300));
        assert!(words < 20, "{words}");
        let one_word = text(0, 300).replacen(&text(40, 1), "khác", 1);
        assert!(check(&text(0, 300), &one_word).0 >= 90);
    }

    #[test]
    fn a_short_text_has_no_sketch() {
        assert_eq!(of(&plain::document("Kính gửi: Sở Nội vụ")), None);
    }
}
