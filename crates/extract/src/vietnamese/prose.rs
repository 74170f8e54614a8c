//! Does a text read like a language? Told by its words: how many could be Vietnamese syllables, and how many carry marks
//! or what no language writes.
//!
//! Refuses to know: which words exist, and what they mean.

use std::{collections::HashMap, ops::AddAssign};

use unicode_normalization::UnicodeNormalization as _;

use super::syllable::{has_late_capital, is_syllable};

/// How the words and signs of a text look. Words are runs of two to seven letters; figures and single letters say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Prose {
    /// All words.
    pub(crate) words: u32,
    /// Those that could be Vietnamese syllables.
    pub(crate) possible: u32,
    /// Those with a tone mark or one of ă â đ ê ô ơ ư.
    pub(crate) marked: u32,
    /// Those with small letters, and no marks, that could be none: text through a wrong table of characters has hardly any
    /// others. Symbols and codes are in capitals.
    pub(crate) impossible: u32,
    /// Those with letters that Vietnamese does not have: old encodings that nobody decoded are full of them.
    pub(crate) foreign: u32,
    /// Those with capitals after small letters, as nobody writes.
    pub(crate) mixed: u32,
    /// The commonest words of English.
    pub(crate) english: u32,
    /// All signs but blanks.
    pub(crate) signs: u32,
    /// Those that are no letters, figures or marks of any prose, form or table: brackets of programs, controls, drawings.
    pub(crate) odd_signs: u32,
}

impl Prose {
    /// Counts the words of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for sign in text.chars().filter(|sign| !sign.is_whitespace()) {
            counts.signs += 1;
            counts.odd_signs += u32::from(is_odd(sign));
        }
        // A text repeats its words.
        let mut known: HashMap<&str, Self> = HashMap::new();
        for word in text.split(|letter: char| !letter.is_alphabetic()) {
            if (2..=7).contains(&word.chars().count()) {
                counts += *known.entry(word).or_insert_with(|| Self::of_word(word));
            }
        }
        counts
    }

    fn of_word(word: &str) -> Self {
        let lower: String = word.to_lowercase().nfc().collect();
        let is_possible = is_syllable(&lower);
        let is_small = word.chars().any(char::is_lowercase);
        Self {
            words: 1,
            possible: u32::from(is_possible),
            impossible: u32::from(is_small && lower.is_ascii() && !is_possible),
            foreign: u32::from(has_foreign_letter(&lower)),
            marked: u32::from(!lower.is_ascii()),
            mixed: u32::from(has_late_capital(word)),
            english: u32::from(matches!(
                lower.as_str(),
                "the" | "of" | "and" | "in" | "for" | "is" | "by" | "on" | "with" | "that" | "this"
            )),
            ..Self::default()
        }
    }

    /// Of the words, the share that could be Vietnamese syllables.
    pub(crate) fn possible_share(&self) -> f64 {
        f64::from(self.possible) / f64::from(self.words.max(1))
    }

    /// Of the words, the share with marks; Vietnamese prose has three of four.
    pub(crate) fn marked_share(&self) -> f64 {
        f64::from(self.marked) / f64::from(self.words.max(1))
    }

    /// Whether enough of the words are those that every English text repeats.
    pub(crate) fn is_english(&self) -> bool {
        f64::from(self.english) > 0.06 * f64::from(self.words)
    }
}

impl AddAssign for Prose {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.possible += other.possible;
        self.marked += other.marked;
        self.foreign += other.foreign;
        self.impossible += other.impossible;
        self.signs += other.signs;
        self.odd_signs += other.odd_signs;
        self.mixed += other.mixed;
        self.english += other.english;
    }
}

fn is_odd(sign: char) -> bool {
    const USUAL: &str = ".,;:!?/-–—_()[]%+=*&\"'“”‘’«»…•<>≤≥×°²☐☑";
    let is_mark = ('\u{300}'..='\u{36F}').contains(&sign);
    !(sign.is_alphanumeric() || is_mark || USUAL.contains(sign))
}

/// Whether a word in small letters has one that no Vietnamese word has: a mark of another language, or one on a
/// consonant.
fn has_foreign_letter(word: &str) -> bool {
    word.chars().filter(|letter| !letter.is_ascii() && *letter != 'đ').any(|letter| {
        let mut parts = letter.nfd();
        let is_vowel = parts.next().is_some_and(|base| "aeiouy".contains(base));
        let is_ours = |mark| {
            matches!(mark, '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31B}' | '\u{323}')
        };
        !is_vowel || !parts.all(is_ours)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_prose_and_a_ruined_layer_look_different() {
        let good = Prose::of(
            "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG Căn cứ Luật Tổ chức chính quyền địa phương ngày 19",
        );
        assert!(good.possible_share() > 0.95 && good.marked_share() > 0.5, "{good:?}");
        let ruined = Prose::of("uY BAN NgAN nAN TINH LAMDONG cQNG hda xd hQi chri nghia");
        assert_eq!((good.foreign, Prose::of("hßa chñ nghÜa ViÖt Nam").foreign), (0, 4));
        assert!(ruined.marked_share() < 0.1 && ruined.mixed >= 3, "{ruined:?}");
        assert!(Prose::of("the state of the art in the field of law").is_english());
        let shifted = Prose::of("Dbo dv Luat UP didvd hoc QD UBND wjfd");
        assert_eq!((shifted.words, shifted.impossible), (9, 6), "{shifted:?}");
        let symbols = Prose::of("sq{ ~w|\u{80} (98,5%) 01/QĐ-A");
        assert_eq!((symbols.signs, symbols.odd_signs), (21, 4), "{symbols:?}");
    }
}
