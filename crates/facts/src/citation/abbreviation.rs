//! Is a body the one that the abbreviation in a document's number stands for? `SNV` is that of `Sở Nội vụ`.
//!
//! Tells which of the bodies around a number issued it where no word does. Refuses to find a body that no text names.

use crate::{issuer, number::Symbol, prose::fold};

/// Abbreviations of councils and committees of every level and place: the number does not say which.
const SHARED: &[&str] =
    &["UBND", "UB", "HĐND", "HĐ", "BCĐ", "BCH", "TU", "TW", "HU", "QU", "ĐU", "VP"];

/// Whether documents numbered so are issued by the body of this name, or by a person in its name: `Giám đốc Sở Tư pháp`.
pub(super) fn is_of(name: &str, symbol: &Symbol) -> bool {
    let Some(abbreviation) = symbol.issuer() else { return false };
    let listed = issuer::of_symbol(abbreviation, None);
    if listed.is_some() && listed == issuer::resolve(name, None) {
        return true;
    }
    let sought = fold(abbreviation).to_uppercase();
    let letters = initials(name);
    (0..letters.len()).any(|from| letters[from..].concat().starts_with(&sought))
}

/// Whether the abbreviation is that of one kind of body only, so that a name which fits it is no coincidence.
pub(super) fn tells_one_body(symbol: &Symbol) -> bool {
    symbol.issuer().is_some_and(|abbreviation| !SHARED.contains(&abbreviation))
}

/// Whether a word is the abbreviation itself, as it stands in the number: `VPCP` of `4480/VPCP-KSTT`.
pub(super) fn is_written(word: &str, symbol: &Symbol) -> bool {
    let is_abbreviation = word.chars().count() > 1 && !word.contains(char::is_lowercase);
    is_abbreviation && tells_one_body(symbol) && symbol.issuer() == Some(word)
}

/// The first letter of each word of a name, abbreviations whole: `S`, `N`, `V` of `Sở Nội vụ`, `UBND`, `T`, `S`, `L` of
/// `UBND tỉnh Sơn La`.
fn initials(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let letters = words.filter(|word| *word != "và").map(|word| {
        let whole = word.chars().count() > 1 && !word.contains(char::is_lowercase);
        fold(&word.chars().take(if whole { usize::MAX } else { 1 }).collect::<String>())
    });
    letters.map(|letter| letter.to_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{number, prose::Prose};

    #[test]
    fn bodies_and_their_abbreviations() {
        let check = |name: &str, number: &str, expected: bool| {
            let numbers = number::numbers(&Prose::new(number));
            let symbol = &numbers.first().expect("a number").symbol;
            assert_eq!(is_of(name, symbol), expected, "{name} {number}");
        };
        check("Sở Nội vụ", "61/TTr-SNV", true);
        check("Giám đốc Sở Tư pháp", "61/TTr-STP", true);
        check("Sở Văn hóa, Thể thao và Du lịch", "61/TTr-SVHTTDL", true);
        check("Bộ KH&CN", "6301/BKHCN-VP", true);
        check("Thủ tướng Chính phủ", "468/QĐ-TTg", true);
        check("Bộ trưởng Bộ Nội vụ", "876/QĐ-BNV", true);
        check("Chủ tịch UBND tỉnh", "45/QĐ-UBND", true);
        check("Ủy ban nhân dân tỉnh", "45/QĐ-UBND", true);
        check("Sở Nội vụ", "45/QĐ-UBND", false);
        check("Sở Y tế", "61/TTr-SNV", false);
        check("Bộ Nội vụ", "09/2014/TTLT-BTC-BNV", false);
    }
}
