//! Is this word a Vietnamese syllable? The list of syllables that the language can form is closed and short, so that
//! hardly any text in a wrong encoding passes.
//!
//! Refuses to know: which syllables are words.

use unicode_normalization::UnicodeNormalization as _;

/// Whether the letters form a syllable: initial, rime, and a tone that the rime can carry, on the vowel that carries it.
pub(super) fn is_syllable(word: &str) -> bool {
    if has_late_capital(word) {
        return false;
    }
    let mut plain = String::new();
    let mut n_letters = 0_usize;
    let mut tones: Vec<(usize, char)> = Vec::new();
    for letter in word.nfd().flat_map(char::to_lowercase) {
        match letter {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                tones.push((n_letters.saturating_sub(1), letter));
            }
            '\u{302}' | '\u{306}' | '\u{31B}' => plain.push(letter),
            letter => {
                plain.push(letter);
                n_letters += 1;
            }
        }
    }
    let plain: String = plain.nfc().collect();
    let tone = match tones.as_slice() {
        [] => None,
        [tone] => Some(*tone),
        _ => return false,
    };
    let ends_in_stop = ["c", "ch", "p", "t"].iter().any(|stop| plain.ends_with(stop));
    let is_stopped_tone = tone.is_some_and(|(_, tone)| matches!(tone, '\u{301}' | '\u{323}'));
    (!ends_in_stop || is_stopped_tone) && splits(&plain, tone.map(|(at, _)| at))
}

/// Whether a capital follows a small letter, as in "thÕ": text of another encoding looks so.
pub(super) fn has_late_capital(word: &str) -> bool {
    let mut after_small = false;
    word.chars().any(|letter| {
        let is_late = after_small && letter.is_uppercase();
        after_small = letter.is_lowercase();
        is_late
    })
}

/// Whether the letters are an initial and a rime; `toned` is the letter with the tone, counted from 0.
fn splits(plain: &str, toned: Option<usize>) -> bool {
    INITIALS
        .iter()
        .filter_map(|initial| plain.strip_prefix(initial).map(|rime| (*initial, rime)))
        .any(|(initial, rime)| {
            let n_before = initial.chars().count();
            if initial == "gi" && rime.is_empty() {
                return toned.is_none_or(|at| at == 1);
            }
            let is_possible = match initial {
                // In `giêng` the i is part of both.
                "gi" => is_rime(rime) || matches!(rime, "n" | "êng" | "êt" | "êm"),
                "qu" => is_rime(rime) || matches!(rime, "yt" | "ynh" | "ych" | "yn"),
                _ => is_rime(rime),
            };
            let carries =
                |at: usize| at.checked_sub(n_before).is_some_and(|at| carries_tone(rime, at));
            is_possible && toned.is_none_or(carries)
        })
}

/// Whether the tone of a rime may stand on this letter of it. Of `oa`, `oe` and `uy` either vowel may have it.
fn carries_tone(rime: &str, at: usize) -> bool {
    let is_vowel = |letter: &char| "aăâeêioôơuưy".contains(*letter);
    let vowels: Vec<char> = rime.chars().take_while(is_vowel).collect();
    let marked = vowels.iter().rposition(|vowel| "ăâêôơư".contains(*vowel));
    let has_coda = rime.chars().count() > vowels.len();
    match (marked, vowels.as_slice()) {
        // Of `ưa` and `ưu` the first, of `ươ` the last.
        (Some(marked), _) => at == marked,
        (None, ['o', 'a' | 'e' | 'o'] | ['u', 'y']) => at == 1 || (at == 0 && !has_coda),
        (None, [_, _, _]) => at == 1,
        (None, _) => at == 0,
    }
}

const INITIALS: [&str; 28] = [
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh",
    "nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// The rimes, without tones, in the order of their bytes.
const RIMES: [&str; 159] = [
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "e", "ec",
    "em", "en", "eng", "eo", "ep", "et", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu",
    "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam",
    "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe", "oen", "oeo", "oet", "oi", "om",
    "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn", "oăng", "oăt", "u", "ua", "uc",
    "ui", "um", "un", "ung", "up", "ut", "uy", "uya", "uych", "uynh", "uyt", "uyu", "uyên", "uyêt",
    "uân", "uâng", "uât", "uây", "uê", "uêch", "uên", "uênh", "uôc", "uôi", "uôm", "uôn", "uông",
    "uôt", "uơ", "y", "yêm", "yên", "yêng", "yêt", "yêu", "âc", "âm", "ân", "âng", "âp", "ât",
    "âu", "ây", "ê", "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "ô", "ôc", "ôi", "ôm", "ôn",
    "ông", "ôp", "ôt", "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "ư",
    "ưa", "ưc", "ưi", "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp",
    "ươt", "ươu",
];

fn is_rime(rime: &str) -> bool {
    RIMES.binary_search(&rime).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{RIMES, is_syllable};

    #[test]
    fn rimes_can_be_searched() {
        assert!(RIMES.is_sorted());
    }

    #[test]
    fn syllables_are_told_from_what_only_looks_like_them() {
        for word in [
            "nghị",
            "quyết",
            "QUYẾT",
            "định",
            "gì",
            "giữa",
            "giếng",
            "quốc",
            "quý",
            "khuyến",
            "hoà",
            "hòa",
            "thuế",
            "ưu",
            "yếu",
            "đường",
            "xoóng",
            "hoải",
            "nghiệm",
            "mùa",
            "mưa",
            "lửa",
            "khuỷu",
            "Nguyễn",
            "quỳnh",
            "kỹ",
            "ỷ",
            "ngoài",
            "thuý",
            "thúy",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in [
            "quyêt",
            "ñònh",
            "thÕ",
            "Müller",
            "café",
            "tt",
            "",
            "xaõ",
            "hóat",
            "qẹ",
            "q",
            "Coäng",
            "hộ\u{300}",
        ] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
