//! When two Vietnamese phrases are the same words, whatever their case, marks, punctuation and usual abbreviations.
//!
//! Marks are dropped because the same name is written `ỦY BAN` and `UỶ BAN`, and loses its marks in bad text layers.
//! Refuses to know what the words are about.

use std::{collections::BTreeMap, sync::LazyLock};

use model::abbreviation::ABBREVIATIONS;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The words that abbreviations stand for, both folded.
static SPELT_OUT: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    let words = |long| folded(long).split(' ').map(str::to_owned).collect();
    ABBREVIATIONS.iter().map(|known| (folded(known.short), words(known.long))).collect()
});

/// The words of a text: lower case, without marks, `đ` as `d`, abbreviations spelt out.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in folded(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match SPELT_OUT.get(word) {
            Some(spelt_out) => words.extend(spelt_out.iter().cloned()),
            None => words.push(word.to_owned()),
        }
    }
    words
}

/// The words of each expression that has an abbreviation.
pub(crate) fn fixed_expressions() -> &'static [Vec<String>] {
    static EXPRESSIONS: LazyLock<Vec<Vec<String>>> =
        LazyLock::new(|| SPELT_OUT.values().filter(|words| words.len() > 1).cloned().collect());
    &EXPRESSIONS
}

fn folded(text: &str) -> String {
    text.nfd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase)
        .map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_in_other_clothes() {
        let check =
            |one: &str, other: &str| assert_eq!(words(one), words(other), "{one} / {other}");
        check("ỦY BAN NHÂN DÂN TỈNH", "UBND tỉnh");
        check("Uỷ ban", "Ủy ban");
        check("TP. Cần Thơ", "thành phố Cần Thơ");
        check("Kế hoạch CCHC", "kế hoạch cải cách hành chính");
        check("Ho\u{300}a Bi\u{300}nh", "Hòa Bình");
        assert_ne!(words("Sở Nội vụ"), words("Sở Y tế"));
    }
}
