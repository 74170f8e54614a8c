//! Does a text read like Vietnamese? Told by its syllables: which words could be one at all, and how many carry marks.
//!
//! Refuses to know: which words exist, and what they mean.

use std::{collections::BTreeSet, sync::LazyLock};

use unicode_normalization::UnicodeNormalization as _;

/// How the words of a text look. Words are runs of two to seven letters; figures and single letters say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Syllables {
    /// All words.
    pub(crate) words: u32,
    /// Those that could be Vietnamese syllables.
    pub(crate) possible: u32,
    /// Those with a tone mark or one of ă â đ ê ô ơ ư.
    pub(crate) marked: u32,
    /// Those with letters that Vietnamese does not have: old encodings that nobody decoded are full of them.
    pub(crate) foreign: u32,
    /// Those with capitals after small letters, as nobody writes.
    pub(crate) mixed: u32,
    /// The commonest words of English.
    pub(crate) english: u32,
}

impl Syllables {
    /// Counts the words of a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for word in text.split(|letter: char| !letter.is_alphabetic()) {
            if (2..=7).contains(&word.chars().count()) {
                counts.add(word);
            }
        }
        counts
    }

    fn add(&mut self, word: &str) {
        let lower: String = word.to_lowercase().nfc().collect();
        self.words += 1;
        self.possible += u32::from(is_possible(&lower));
        self.foreign += u32::from(has_foreign_letter(&lower));
        self.marked += u32::from(!lower.is_ascii());
        let changes = word.chars().zip(word.chars().skip(1));
        self.mixed +=
            u32::from(changes.into_iter().any(|(a, b)| a.is_lowercase() && b.is_uppercase()));
        self.english += u32::from(matches!(
            lower.as_str(),
            "the" | "of" | "and" | "in" | "for" | "is" | "by" | "on" | "with" | "that" | "this"
        ));
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

/// Whether a word in small letters is built like a Vietnamese syllable: onset, rime, one tone.
fn is_possible(word: &str) -> bool {
    const ONSETS: [&str; 28] = [
        "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "đ", "g",
        "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
    ];
    let mut toneless = String::with_capacity(word.len());
    let mut tones = 0;
    for letter in word.nfd() {
        match letter {
            // Grave, acute, tilde, hook above, dot below.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones += 1,
            letter => toneless.push(letter),
        }
    }
    let toneless: String = toneless.nfc().collect();
    tones <= 1
        && ONSETS
            .iter()
            .filter_map(|onset| toneless.strip_prefix(onset))
            .any(|rime| RIMES.contains(rime))
}

/// The rimes of Vietnamese without their tones.
static RIMES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    "a ai ao au ay am an ang anh ap at ac ach ăm ăn ăng ăp ăt ăc âm ân âng âp ât âc âu ây \
     e eo em en eng ep et ec ê êu êm ên êng ênh êp êt êch \
     i ia iu im in inh ip it ich iêu iêm iên iêng iêp iêt iêc \
     y yêu yêm yên yêng yêt ynh ych yt \
     o oi om on ong op ot oc oa oai oam oan oang oanh oao oap oat oac oach oay \
     oăm oăn oăng oăt oăc oe oen oeo oet ooc oong \
     ô ôi ôm ôn ông ôp ôt ôc ơ ơi ơm ơn ơp ơt \
     u ua ui um un ung up ut uc uê uênh uêch uân uâng uât uây uơ uôi uôm uôn uông uôt uôc \
     uy uya uyên uyêt uynh uych uyt uyu \
     ư ưa ưi ưu ưm ưn ưng ưt ưc ươi ươm ươn ương ươp ươt ươc ươu"
        .split_whitespace()
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_what_damage_leaves() {
        let check = |word: &str, expect| assert_eq!(is_possible(word), expect, "{word}");
        for syllable in "nghiêng quyết định ủy ban nhân dân giữa giêng khuya thoăn thoắt đường uỷ \
                         quốc huỳnh giải xuất bản nước năm"
            .split_whitespace()
        {
            check(syllable, true);
        }
        for damage in ["lamdong", "nnn", "hßa", "tlnh", "vlệc", "ưbnd"] {
            check(damage, false);
        }
    }

    #[test]
    fn good_prose_and_a_ruined_layer_look_different() {
        let good = Syllables::of(
            "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG Căn cứ Luật Tổ chức chính quyền địa phương ngày 19",
        );
        assert!(good.possible_share() > 0.95 && good.marked_share() > 0.5, "{good:?}");
        let ruined = Syllables::of("uY BAN NgAN nAN TINH LAMDONG cQng hda xd hQi chri nghia");
        assert_eq!((good.foreign, Syllables::of("hßa chñ nghÜa ViÖt Nam").foreign), (0, 4));
        assert!(ruined.marked_share() < 0.1 && ruined.mixed >= 3, "{ruined:?}");
        assert!(Syllables::of("the state of the art in the field of law").is_english());
    }
}
