//! How does a segment's text look to a grammar, whatever its Unicode form, case and spelling habits?
//!
//! A [`Prose`] holds the text composed (NFC) and a lower-case twin of exactly the same length, so that a grammar
//! matches on the twin and cuts from the text. In the twin every barred D is the Vietnamese one and tones stand where
//! the newer spelling puts them (`ủy`, `hòa`). Text typed without any diacritics is matched against patterns without
//! diacritics. Refuses to know what any word means.

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use unicode_normalization::UnicodeNormalization as _;

/// One segment's text with its lower-case twin.
pub(crate) struct Prose<'t> {
    text: Cow<'t, str>,
    lower: String,
    /// For composed text: where each of its bytes came from, and the end. `None` when nothing was composed.
    origin: Option<Vec<usize>>,
    unaccented: bool,
}

impl<'t> Prose<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let (text, origin) = if has_combining_marks(text) {
            let (composed, origin) = compose(text);
            (Cow::Owned(composed), Some(origin))
        } else {
            (Cow::Borrowed(text), None)
        };
        let lower = lower_same_length(&text);
        let unaccented = !lower.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
        Self { text, lower, origin, unaccented }
    }

    /// The composed text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The lower-case twin: same length, same character boundaries up to tone marks.
    pub(crate) fn lower(&self) -> &str {
        &self.lower
    }

    /// Whether the text has no letters beyond ASCII, so that it may have been typed without diacritics.
    pub(crate) fn is_unaccented(&self) -> bool {
        self.unaccented
    }

    /// A range of the composed text as a range of the text that was given.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        match &self.origin {
            None => range,
            Some(origin) => origin[range.start]..origin[range.end],
        }
    }

    /// The first position at or after `at` that is neither space nor invisible.
    pub(crate) fn skip_gap(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + (rest.len() - rest.trim_start_matches(is_gap).len())
    }

    /// The last position at or before `at` that does not follow a space or something invisible.
    pub(crate) fn skip_gap_back(&self, at: usize) -> usize {
        self.text[..at].trim_end_matches(is_gap).len()
    }

    /// The character that begins at `at`.
    pub(crate) fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// The character that ends at `at`.
    pub(crate) fn char_before(&self, at: usize) -> Option<char> {
        self.text[..at].chars().next_back()
    }

    /// The end of a phrase given in lower case, when it stands at `at` as whole words, any gaps between them.
    pub(crate) fn phrase_at(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut position = at;
        for (index, word) in phrase.split(' ').enumerate() {
            if index > 0 {
                let next = self.skip_gap(position);
                if next == position {
                    return None;
                }
                position = next;
            }
            position = self.literal_at(position, word)?;
        }
        (!self.char_at(position).is_some_and(is_word_char)).then_some(position)
    }

    /// The first of some phrases that stands at `at`, by its end.
    pub(crate) fn any_phrase_at(&self, at: usize, phrases: &[&str]) -> Option<usize> {
        phrases.iter().find_map(|phrase| self.phrase_at(at, phrase))
    }

    /// The end of the letters of `word` at `at`, whatever follows them.
    pub(crate) fn literal_at(&self, at: usize, word: &str) -> Option<usize> {
        // Between the letters of a moved tone the twin has no boundary; no word begins there.
        if self.lower.get(at..)?.starts_with(word) {
            return Some(at + word.len());
        }
        if !self.unaccented {
            return None;
        }
        let mut position = at;
        for letter in fold(word).chars() {
            if self.lower[position..].chars().next()? != letter {
                return None;
            }
            position += letter.len_utf8();
        }
        Some(position)
    }

    /// The end of a word at `at` that is `word` up to its marks: a scanner sees `ngảy` and `cúa` for `ngày` and `của`.
    pub(crate) fn word_like_at(&self, at: usize, word: &str) -> Option<usize> {
        let found = self.word_at(at);
        let seen = self.lower.get(found.clone())?;
        let is_short = seen.len() <= word.len() + 2;
        (is_short && (seen == word || fold(seen) == fold(word))).then_some(found.end)
    }

    /// The start of a phrase given in lower case, when it ends at `at` as whole words.
    pub(crate) fn phrase_before(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut position = at;
        for (index, word) in phrase.rsplit(' ').enumerate() {
            if index > 0 {
                let next = self.skip_gap_back(position);
                if next == position {
                    return None;
                }
                position = next;
            }
            position = self.literal_before(position, word)?;
        }
        (!self.char_before(position).is_some_and(is_word_char)).then_some(position)
    }

    fn literal_before(&self, at: usize, word: &str) -> Option<usize> {
        let before = self.lower.get(..at)?;
        if before.ends_with(word) {
            return Some(at - word.len());
        }
        if !self.unaccented {
            return None;
        }
        let folded = fold(word);
        before.ends_with(folded.as_str()).then(|| at - folded.len())
    }

    /// The word that begins at `at`: letters and digits; empty when something else stands there.
    pub(crate) fn word_at(&self, at: usize) -> Range<usize> {
        let rest = &self.text[at..];
        let length = rest.find(|c| !is_word_char(c)).unwrap_or(rest.len());
        at..at + length
    }

    /// The word that ends at `at`; empty when something else ends there.
    pub(crate) fn word_before(&self, at: usize) -> Range<usize> {
        let rest = self.text[..at].trim_end_matches(is_word_char);
        rest.len()..at
    }
}

/// Whether a character only separates: white space, or one of the invisible characters that editors leave behind.
pub(crate) fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// What [`char::is_alphanumeric`] says, without a search for the letters of which Vietnamese text is made.
pub(crate) fn is_word_char(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        '\u{c0}'..='\u{24f}' => !matches!(c, '×' | '÷'),
        '\u{1e00}'..='\u{1eff}' => true,
        '\u{2000}'..='\u{206f}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether a character is one of the dashes that stand for a hyphen in numbers.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{ad}' | '\u{2010}'
            ..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// The text without tone and vowel marks, `đ` as `d`: how it is typed on a machine without a Vietnamese keyboard.
pub(crate) fn fold(text: &str) -> String {
    text.nfd()
        .filter(|c| !is_combining(*c))
        .map(|c| match c {
            'đ' | 'ð' => 'd',
            'Đ' | 'Ð' | 'Ɖ' => 'D',
            other => other,
        })
        .collect()
}

/// The lower-case base of each character of the blocks in which Vietnamese is written; `None` where it is not one letter.
static BASES: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let base = |code: u32| {
        let c = char::from_u32(code)?;
        let mut folded = fold(c.encode_utf8(&mut [0; 4])).chars().collect::<Vec<_>>().into_iter();
        let (only, None) = (folded.next()?, folded.next()) else { return None };
        let mut small = only.to_lowercase();
        small.next().filter(|_| small.next().is_none())
    };
    (0..LATIN_END).chain(VIETNAMESE_START..VIETNAMESE_END).map(base).collect()
});

const LATIN_END: u32 = 0x300;
const VIETNAMESE_START: u32 = 0x1e00;
const VIETNAMESE_END: u32 = 0x1f00;

/// What remains of a character of composed Vietnamese when marks and case are taken away; `None` for characters of
/// other scripts, and for the few that become several.
pub(crate) fn base(c: char) -> Option<char> {
    let index = match u32::from(c) {
        code @ ..LATIN_END => code,
        code @ VIETNAMESE_START..VIETNAMESE_END => code - VIETNAMESE_START + LATIN_END,
        _ => return None,
    };
    BASES[index as usize]
}

/// Whether a text holds only characters that no normalisation changes, as far as that is seen without a table.
pub(crate) fn is_plainly_composed(text: &str) -> bool {
    text.chars().all(|c| {
        matches!(
            c,
            '\0'..'\u{300}' | '\u{1e00}'..'\u{1f00}' | '\u{2002}'..='\u{2044}' | '\u{25a0}'..='\u{2bff}'
        ) && c != '\u{2adc}'
    })
}

/// Words on one line: gaps collapsed, NFC, every barred D the Vietnamese one. How names are quoted as values.
pub(crate) fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for word in text.split(is_gap).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        let vietnamese = |c| match c {
            'Ð' | 'Ɖ' => 'Đ',
            'ð' => 'đ',
            other => other,
        };
        if is_plainly_composed(word) {
            tidy.extend(word.chars().map(vietnamese));
        } else {
            tidy.extend(word.nfc().map(vietnamese));
        }
    }
    tidy
}

/// The lower-case key under which tables keep a name: tidy, lower case, tones in the newer places.
pub(crate) fn key(name: &str) -> String {
    lower(&tidy(name), false)
}

/// Whether the key of a name begins with some words; most texts are told by their first letters, without a key.
pub(crate) fn key_begins(name: &str, words: &str) -> bool {
    let letters = |text: &'_ str, n| {
        let bases = text.chars().filter(|c| !is_gap(*c)).filter_map(base);
        bases.take(n).eq(words.chars().filter(|c| !is_gap(*c)).filter_map(base).take(n))
    };
    letters(name, 3) && key(name).starts_with(words)
}

/// A syllable as texts write it: in small letters, with a capital, and in capitals.
pub(crate) fn in_each_case(syllable: &str) -> [String; 3] {
    let mut letters = syllable.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    [syllable.to_owned(), first + letters.as_str(), syllable.to_uppercase()]
}

fn is_combining(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Combining marks are U+0300 to U+036F, whose first bytes are 0xCC and 0xCD and stand nowhere else in UTF-8.
fn has_combining_marks(text: &str) -> bool {
    memchr::memchr2(0xcc, 0xcd, text.as_bytes()).is_some()
}

fn compose(text: &str) -> (String, Vec<usize>) {
    let mut composed = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    let mut characters = text.char_indices().peekable();
    while let Some((start, base)) = characters.next() {
        let mut end = start + base.len_utf8();
        while let Some((at, mark)) = characters.next_if(|(_, c)| is_combining(*c)) {
            end = at + mark.len_utf8();
        }
        composed.extend(text[start..end].nfc());
        origin.resize(composed.len(), start);
    }
    origin.push(text.len());
    (composed, origin)
}

/// The twin: as long as the text.
fn lower_same_length(text: &str) -> String {
    lower(text, true)
}

/// Lower case, with tones in the newer places. `uỳ` and `uỹ` are longer than `ùy` and `ũy`: where the length is to be
/// kept, their tone stays.
fn lower(text: &str, keeps_length: bool) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut previous = ' ';
    let mut onset = ' ';
    for (at, c) in text.char_indices() {
        let small = if c.is_ascii() { c.to_ascii_lowercase() } else { lower_char(c) };
        let may_move = !small.is_ascii() && matches!(previous, 'o' | 'u') && onset != 'q';
        let moved = if may_move { moved_tone(previous, small) } else { None };
        let length = previous.len_utf8() + small.len_utf8();
        let moved = moved.filter(|(first, second)| {
            let ends_word = !text[at + c.len_utf8()..].starts_with(char::is_alphabetic);
            ends_word && (!keeps_length || first.len_utf8() + second.len_utf8() == length)
        });
        match moved {
            Some((first, second)) => {
                lower.pop();
                lower.push(first);
                lower.push(second);
            }
            None => lower.push(small),
        }
        onset = previous;
        previous = small;
    }
    lower
}

pub(crate) fn lower_char(c: char) -> char {
    let next = || char::from_u32(u32::from(c) + 1).unwrap_or(c);
    match c {
        '\0'..='\x7f' => c.to_ascii_lowercase(),
        'Ð' | 'Ɖ' | 'ð' => 'đ',
        // The letters of Vietnamese without a search: a small form stands one further.
        'Ạ'..='ỹ' if u32::from(c).is_multiple_of(2) => next(),
        'Ạ'..='ỹ' | 'đ' | 'ư' | 'ơ' | 'ă' | 'ĩ' | 'ũ' | 'à'..='ý' => c,
        'Đ' | 'Ă' | 'Ĩ' | 'Ũ' | 'Ơ' | 'Ư' => next(),
        '×' => c,
        'À'..='Þ' => char::from_u32(u32::from(c) + 0x20).unwrap_or(c),
        // Dashes, quotation marks, bullets and arrows.
        '\u{2000}'..='\u{2bff}' if !c.is_alphabetic() => c,
        _ => {
            let mut lowered = c.to_lowercase();
            match (lowered.next(), lowered.next()) {
                (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
                _ => c,
            }
        }
    }
}

/// `oà` is `òa` in the newer spelling, `uỷ` is `ủy`; both pairs have the same number of bytes.
fn moved_tone(first: char, second: char) -> Option<(char, char)> {
    let toned = match (first, second) {
        ('o', 'à' | 'è') => 'ò',
        ('o', 'á' | 'é') => 'ó',
        ('o', 'ả' | 'ẻ') => 'ỏ',
        ('o', 'ã' | 'ẽ') => 'õ',
        ('o', 'ạ' | 'ẹ') => 'ọ',
        ('u', 'ỳ') => 'ù',
        ('u', 'ý') => 'ú',
        ('u', 'ỷ') => 'ủ',
        ('u', 'ỹ') => 'ũ',
        ('u', 'ỵ') => 'ụ',
        _ => return None,
    };
    let plain = match second {
        'à' | 'á' | 'ả' | 'ã' | 'ạ' => 'a',
        'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ' => 'e',
        _ => 'y',
    };
    Some((toned, plain))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_twin_spells_the_new_way() {
        let check = |text: &str, lower: &str| assert_eq!(Prose::new(text).lower(), lower);
        check("CỘNG HOÀ", "cộng hòa");
        check("Uỷ ban Ðiện Biên", "ủy ban điện biên");
        check("hoàn, quý, quỹ, hoá, thuý", "hoàn, quý, quỹ, hóa, thúy");
        check("thuỳ, luỹ", "thuỳ, luỹ");
        assert_eq!(key("Xã Thuỳ An"), key("Xã Thùy An"));
        check("ĂÂĐÊÔƠƯẠẢẤẦẸẾỀỊỌỐỜỤỨỲỸÀÁÃÈÉÌÍĨÒÓÕÙÚŨÝ", "ăâđêôơưạảấầẹếềịọốờụứỳỹàáãèéìíĩòóõùúũý");
        check("ÿ × ÷ İ ẞ", "ÿ × ÷ İ ẞ");
    }

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_word_char(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn bases_are_letters_without_marks_and_case() {
        let check = |text: &str, expected: &str| {
            assert_eq!(text.chars().filter_map(base).collect::<String>(), expected, "{text}");
        };
        check("Đường ỦY Ðiện Ư 9/3", "duong uy dien u 9/3");
        check("€ \u{301}", " ");
    }

    #[test]
    fn keys_begin_with_words_in_any_spelling() {
        let check = |name: &str, expected: bool| {
            assert_eq!(key_begins(name, "nơi nhận"), expected, "{name}");
        };
        check("NƠI  NHẬN:", true);
        check("No\u{31b}i nha\u{323}\u{302}n", true);
        check("Nơi ban hành", false);
        check("Noi nhan", false);
        check("No", false);
    }

    #[test]
    fn phrases_are_whole_words_over_any_gap() {
        let prose = Prose::new("của  Chính\nphủ, của Chính phủng");
        assert_eq!(prose.phrase_at(0, "của chính phủ"), Some("của  Chính\nphủ".len()));
        assert_eq!(prose.phrase_before("của  Chính\nphủ".len(), "chính phủ"), Some("của  ".len()));
        assert_eq!(prose.phrase_at("của  Chính\nphủ, ".len(), "của chính phủ"), None);
        assert!(Prose::new("cua Chinh phu").phrase_at(0, "của chính phủ").is_some());
        assert!(Prose::new("cua Chính phủ").phrase_at(0, "của chính phủ").is_none());
    }

    proptest! {
        /// What is passed as composed is what composition leaves as it is.
        #[test]
        fn plainly_composed_text_is_composed(text in "[\\PC]{0,20}|[\u{1e00}-\u{1eff}\u{2000}-\u{2bff}]{0,20}") {
            if is_plainly_composed(&text) {
                prop_assert_eq!(text.nfc().collect::<String>(), text);
            }
        }

        /// The twin has the length of the text, and ranges of composed text lead back into the text given.
        #[test]
        fn lengths_and_origins_fit(text in "[a-zA-ZĐÐđàạỷÿİẞK oOuUyỷ\u{300}\u{323}\u{309} \n]{0,40}") {
            let prose = Prose::new(&text);
            prop_assert_eq!(prose.lower().len(), prose.text().len());
            prop_assert_eq!(prose.text(), text.nfc().collect::<String>());
            prop_assert_eq!(prose.original(0..prose.text().len()), 0..text.len());
            for (at, c) in prose.text().char_indices() {
                prop_assert!(text.get(prose.original(at..at + c.len_utf8())).is_some());
            }
        }
    }
}
