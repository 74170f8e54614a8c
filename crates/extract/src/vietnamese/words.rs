//! Words as the statistics count them, in text whose letters may look like punctuation.
//!
//! Refuses to know: encodings.

/// The words that hold more than ASCII; a sign that stands alone is none. Only what no encoding uses for a letter parts words: ASCII that is no letter,
/// and white space.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| {
        (letter.is_ascii() && !letter.is_ascii_alphabetic()) || letter.is_whitespace()
    })
    .map(|word| word.trim_matches(['“', '”', '‘', '’', '–', '—', '…', '•', '\u{FEFF}']))
    .filter(|word| !word.is_ascii() && word.chars().nth(1).is_some())
}

/// Whether a word looks like letters of another encoding: signs among its letters, control characters, or a capital
/// with a mark behind a small letter. Foreign words of Unicode do not.
pub(super) fn is_strange(word: &str) -> bool {
    let has_letter = word.chars().any(char::is_alphabetic);
    let has_sign = word.chars().any(|letter| {
        matches!(letter, '\u{80}'..='\u{BF}' | '×' | '÷' | '†' | '‡' | '‰' | '™' | '€' | 'ƒ')
            // Units and ordinals of Unicode: µg, mg·kg, m², 5º.
            && !matches!(letter, 'ª' | 'º' | '°' | '²' | '³' | '«' | '»' | 'µ' | '·')
    });
    let mut after_small = false;
    let has_late_capital = word.chars().any(|letter| {
        let is_late = after_small && letter.is_uppercase() && !letter.is_ascii();
        after_small = letter.is_lowercase();
        is_late
    });
    word.chars().count() > 1 && has_letter && (has_sign || has_late_capital)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_beyond_ascii_count() {
        let found: Vec<_> = words("Sè: 12/Q§-UB, “ngµy” 5-6 th¸ng").collect();
        assert_eq!(found, ["Sè", "Q§", "ngµy", "th¸ng"]);
    }

    #[test]
    fn foreign_words_are_not_strange() {
        for word in ["Müller", "ĐBQH", "café", "naïve", "Quyết", "m²", "5º", "µg", "mg·kg"]
        {
            assert!(!is_strange(word), "{word}");
        }
        for word in ["thÕ", "q§", "th¸ng", "d\u{8F}n"] {
            assert!(is_strange(word), "{word}");
        }
    }
}
