//! What counts as a word, and when are two words the same? Letters and digits in lower case, whatever the Unicode form.
//!
//! Words have two shapes: *accented*, which keeps diacritics but not where a tone is written (`hoà`, `hòa`) nor the choice
//! between final i and y (`tỷ lệ`, `tỉ lệ`), and *folded*, which is the accented one without its diacritics.

use std::{ops::Range, sync::LazyLock};

use model::abbreviation::ABBREVIATIONS;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// How much of a word is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// With diacritics.
    Accented,
    /// Without diacritics.
    Folded,
}

impl Shape {
    pub(crate) const ALL: [Self; 2] = [Self::Accented, Self::Folded];

    /// The name under which the tokenizer is registered.
    pub(crate) fn tokenizer(self) -> &'static str {
        match self {
            Self::Accented => "accented",
            Self::Folded => "folded",
        }
    }

    pub(crate) fn analyzer(self) -> TextAnalyzer {
        TextAnalyzer::from(Words(self))
    }
}

/// The words of a text as they are indexed.
pub(crate) fn of(text: &str, shape: Shape) -> Vec<String> {
    ranges(text).map(|range| shaped(&text[range], shape)).collect()
}

/// An abbreviation that everybody knows, in a shape.
pub(crate) struct Known {
    pub(crate) short: String,
    /// The words that it stands for.
    pub(crate) long: Vec<String>,
}

/// The abbreviations that everybody knows.
pub(crate) fn abbreviations(shape: Shape) -> &'static [Known] {
    static KNOWN: LazyLock<[Vec<Known>; 2]> = LazyLock::new(|| {
        Shape::ALL.map(|shape| {
            let known = ABBREVIATIONS.iter();
            known
                .map(|known| Known {
                    short: shaped(known.short, shape),
                    long: of(known.long, shape),
                })
                .collect()
        })
    });
    let [accented, folded] = &*KNOWN;
    match shape {
        Shape::Accented => accented,
        Shape::Folded => folded,
    }
}

/// The words of a text as one line: equal for texts that differ in case, diacritics, punctuation and spaces.
#[must_use]
pub fn folded_line(text: &str) -> String {
    of(text, Shape::Folded).join(" ")
}

/// A word in a shape.
pub(crate) fn shaped(word: &str, shape: Shape) -> String {
    let mut shaped = String::with_capacity(word.len());
    write(word, shape, &mut shaped);
    shaped
}

/// Whether a text is typed with diacritics: only then do they say anything.
#[must_use]
pub fn has_diacritics(text: &str) -> bool {
    of(text, Shape::Accented) != of(text, Shape::Folded)
}

/// Where the words of a text stand.
pub(crate) fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let range = next(text, at)?;
        at = range.end;
        Some(range)
    })
}

/// The first word that begins at or after `from`.
fn next(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut start = from;
    while start < bytes.len() {
        let (is_word, length) = at_start(text, start);
        if is_word {
            let mut at = start + length;
            while at < bytes.len() {
                // Looked at first: more than half of all letters are such.
                if bytes[at].is_ascii_alphanumeric() {
                    at += 1;
                    continue;
                }
                let (is_word, length) = at_start(text, at);
                if !is_word {
                    break;
                }
                at += length;
            }
            return Some(start..at);
        }
        start += length;
    }
    None
}

/// Whether the character that begins at this byte is part of a word, and how many bytes it takes. Nearly every character
/// of a text is ASCII or a Vietnamese letter: these are told by their first bytes.
#[inline]
fn at_start(text: &str, at: usize) -> (bool, usize) {
    match text.as_bytes()[at..] {
        [ascii, ..] if ascii.is_ascii() => (ascii.is_ascii_alphanumeric(), 1),
        [0xc3, second, ..] => (!matches!(second, 0x97 | 0xb7), 2),
        [0xc4..=0xc8, ..] => (true, 2),
        [0xe1, 0xb8..=0xbb, ..] => (true, 3),
        _ => {
            let c = text[at..].chars().next().expect("a byte at which a character begins");
            (c.is_alphanumeric() || is_combining_mark(c), c.len_utf8())
        }
    }
}

/// Adds a word in a shape to a text.
pub(crate) fn write(word: &str, shape: Shape, out: &mut String) {
    let start = out.len();
    if word.is_ascii() {
        out.push_str(word);
        out[start..].make_ascii_lowercase();
    } else if word.bytes().any(|byte| matches!(byte, 0xcc | 0xcd)) {
        word.nfc().for_each(|c| write_accented(c, out));
    } else {
        word.chars().for_each(|c| write_accented(c, out));
    }
    respell(start, out);
    if shape == Shape::Folded && !out[start..].is_ascii() {
        let accented = out.split_off(start);
        accented.chars().for_each(|c| write_folded(c, out));
    }
}

#[inline]
fn write_accented(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
        return;
    }
    match index_of(c) {
        None => out.extend(c.to_lowercase()),
        Some(index) => out.push(LETTERS[index].0),
    }
}

/// Adds a character of an accented word to a folded one.
pub(crate) fn write_folded(c: char, out: &mut String) {
    match index_of(c) {
        None if c.is_ascii() => out.push(c),
        None => out.extend(bare(c).flat_map(char::to_lowercase)),
        Some(index) => out.push(LETTERS[index].1),
    }
}

/// The first letters of Latin-1 to the end of Latin Extended-B, then Latin Extended Additional: all Vietnamese ones.
const FIRST: (u32, u32) = (0xc0, 0x250);
const SECOND: (u32, u32) = (0x1e00, 0x1f00);

/// Where a character stands in these blocks.
fn index_of(c: char) -> Option<usize> {
    let code = u32::from(c);
    if (FIRST.0..FIRST.1).contains(&code) {
        Some((code - FIRST.0) as usize)
    } else if (SECOND.0..SECOND.1).contains(&code) {
        Some((code - SECOND.0 + (FIRST.1 - FIRST.0)) as usize)
    } else {
        None
    }
}

/// Lower case with and without diacritics of every letter that has a single one of each.
static LETTERS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let only = |mut characters: Box<dyn Iterator<Item = char>>| {
        characters.next().filter(|_| characters.next().is_none())
    };
    (FIRST.0..FIRST.1)
        .chain(SECOND.0..SECOND.1)
        .map(|code| {
            let c = char::from_u32(code).expect("the blocks hold no surrogates");
            let c = if matches!(c, 'Ð' | 'ð' | 'Ɖ') { 'đ' } else { c };
            let accented = only(Box::new(c.to_lowercase())).unwrap_or(c);
            let folded = only(Box::new(bare(c).flat_map(char::to_lowercase))).unwrap_or(accented);
            (accented, folded)
        })
        .collect()
});

fn bare(c: char) -> impl Iterator<Item = char> {
    let c = if matches!(c, 'Đ' | 'đ' | 'Ð' | 'ð' | 'Ɖ') { 'd' } else { c };
    std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))
}

/// Gives a syllable that people spell in two ways one spelling.
fn respell(start: usize, out: &mut String) {
    // Most words end in a letter that says by its byte that there is nothing to do.
    if out.as_bytes().last().is_some_and(|last| last.is_ascii() && *last != b'y') {
        return;
    }
    let mut letters = out[start..].chars().rev();
    let (Some(last), Some(before)) = (letters.next(), letters.next()) else { return };
    let onset = letters.next();
    if let Some((first, second)) = moved_tone(before, last).filter(|_| onset != Some('q')) {
        out.truncate(out.len() - last.len_utf8() - before.len_utf8());
        out.extend([first, second]);
        return;
    }
    let is_open = match before {
        'h' | 'k' | 'l' | 'm' | 's' | 't' => onset.is_none(),
        'u' | 'ú' | 'ù' | 'ủ' | 'ũ' | 'ụ' => onset == Some('q') && letters.next().is_none(),
        _ => false,
    };
    if let Some(vowel) = "yỳýỷỹỵ".chars().position(|y| y == last).filter(|_| is_open) {
        out.truncate(out.len() - last.len_utf8());
        out.extend("iìíỉĩị".chars().nth(vowel));
    }
}

/// `oà` is `òa` in the other spelling, `uỷ` is `ủy`.
fn moved_tone(first: char, second: char) -> Option<(char, char)> {
    let nth = |vowels: &str, tone| vowels.chars().nth(tone);
    let tone = |vowels: &str| vowels.chars().position(|vowel| vowel == second);
    match first {
        'o' => tone("àáảãạ")
            .and_then(|tone| Some((nth("òóỏõọ", tone)?, 'a')))
            .or_else(|| tone("èéẻẽẹ").and_then(|tone| Some((nth("òóỏõọ", tone)?, 'e')))),
        'u' => tone("ỳýỷỹỵ").and_then(|tone| Some((nth("ùúủũụ", tone)?, 'y'))),
        _ => None,
    }
}

#[derive(Debug, Clone)]
struct Words(Shape);

struct WordStream<'t> {
    text: &'t str,
    shape: Shape,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'t> = WordStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> WordStream<'t> {
        // The first advance wraps the position to 0.
        let token = Token { position: usize::MAX, ..Token::default() };
        WordStream { text, shape: self.0, token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(range) = next(self.text, self.token.offset_to) else { return false };
        self.token.text.clear();
        write(&self.text[range.clone()], self.shape, &mut self.token.text);
        self.token.offset_from = range.start;
        self.token.offset_to = range.end;
        self.token.position = self.token.position.wrapping_add(1);
        self.token.position_length = 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_in_both_shapes() {
        let check = |text: &str, accented: &[&str], folded: &[&str]| {
            assert_eq!(of(text, Shape::Accented), accented, "{text:?}");
            assert_eq!(of(text, Shape::Folded), folded, "{text:?}");
        };
        check("Đúng hạn: 98,81%", &["đúng", "hạn", "98", "81"], &["dung", "han", "98", "81"]);
        check("d\u{323}u\u{301}ng ĐU\u{301}NG", &["ḍúng", "đúng"], &["dung", "dung"]);
        check("Ðồng ỦY BAN", &["đồng", "ủy", "ban"], &["dong", "uy", "ban"]);
        check("2429/QĐ-UBND", &["2429", "qđ", "ubnd"], &["2429", "qd", "ubnd"]);
        check(" – ", &[], &[]);
        check("Ⅳ ẞ ﬁ", &["ⅳ", "ß", "ﬁ"], &["ⅳ", "ß", "ﬁ"]);
    }

    #[test]
    fn words_are_of_what_unicode_says() {
        for c in ('\0'..='\u{3000}').chain(['𝒜', '🙂']) {
            let is_word = c.is_alphanumeric() || is_combining_mark(c);
            assert_eq!(at_start(&c.to_string(), 0), (is_word, c.len_utf8()), "{c:?}");
        }
    }

    #[test]
    fn two_spellings_of_a_syllable_are_one_word() {
        for (one, other) in [
            ("hoà", "hòa"),
            ("thuỷ", "thủy"),
            ("hoè", "hòe"),
            ("tỷ", "tỉ"),
            ("kỹ", "kĩ"),
            ("lý", "lí"),
            ("quý", "quí"),
            ("HOÁ", "hóa"),
        ] {
            assert_eq!(shaped(one, Shape::Accented), shaped(other, Shape::Accented), "{one}");
            assert_eq!(shaped(one, Shape::Folded), shaped(other, Shape::Folded), "{one}");
        }
        for (one, other) in [("quà", "qùa"), ("tay", "tai"), ("thúy", "thúi"), ("hoàn", "hòan")]
        {
            assert_ne!(shaped(one, Shape::Accented), shaped(other, Shape::Accented), "{one}");
        }
    }

    #[test]
    fn diacritics_are_noticed() {
        assert!(has_diacritics("kế hoạch") && has_diacritics("đi"));
        assert!(!has_diacritics("ke hoach ty le 2019/UBND"));
    }

    proptest! {
        /// Composed and decomposed, in capitals and in small letters, a text has the same words.
        #[test]
        fn unicode_form_and_case_do_not_matter(text in "[a-zA-ZđĐàạảÝỷùếổưỡ0-9 ,]{0,30}") {
            for shape in Shape::ALL {
                let words = of(&text, shape);
                prop_assert_eq!(&of(&text.nfd().collect::<String>(), shape), &words);
                prop_assert_eq!(&of(&text.to_uppercase(), shape), &words);
            }
        }

        /// Words lie in the text, in order.
        #[test]
        fn ranges_fit(text in "\\PC{0,40}") {
            let mut end = 0;
            for range in ranges(&text) {
                prop_assert!(end <= range.start && range.start < range.end);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
