//! When does a number as somebody typed it mean a number as a document bears it, and by how much do they differ?
//!
//! The exact comparison is that of [`DocumentNumber`]. Beyond it stand tolerances, each named, so that a person sees
//! why a document was offered: `012/CT-UBND` for `12/CT-UBND`, `2429QD-UBND` for `2429/QĐ-UBND`.

use model::{DocumentNumber, query::Tolerance};

use crate::words::{self, Shape};

/// What must be looked over for `sought` to mean `found`: nothing when they are equal, `None` when it cannot.
///
/// Of several ways the one with the fewest tolerances is given, of these the slightest.
#[must_use]
pub fn tolerances(sought: &str, found: &DocumentNumber) -> Option<Vec<Tolerance>> {
    let sought = DocumentNumber::key_of_text(sought);
    if sought == found.key() {
        return Some(Vec::new());
    }
    let mut sets: Vec<Vec<Tolerance>> = (1_u8..16)
        .map(|bits| {
            let chosen = |(bit, tolerance)| (bits & (1_u8 << bit) != 0).then_some(tolerance);
            (0_u8..).zip(Tolerance::ALL).filter_map(chosen).collect()
        })
        .collect();
    sets.sort_by_key(Vec::len);
    sets.into_iter().find(|set| normal(&sought, set) == normal(found.key(), set))
}

/// The form under which numbers are found that differ in zeros, diacritics and separators.
pub(crate) fn loose(text: &str) -> String {
    normal(&DocumentNumber::key_of_text(text), &Tolerance::ALL[..3])
}

/// The form under which numbers are found that differ in anything looked over.
pub(crate) fn seen(text: &str) -> String {
    normal(&DocumentNumber::key_of_text(text), &Tolerance::ALL)
}

/// The parts by which a number is found: digits with and without leading zeros, abbreviations, without diacritics.
pub(crate) fn parts(text: &str) -> Vec<String> {
    let mut parts = words::of(text, Shape::Folded);
    // The letter of `930e/QĐ-UBND` hides its digits.
    let numbers: Vec<String> = parts
        .iter()
        .map(|part| part.trim_end_matches(|c: char| !c.is_ascii_digit()))
        .flat_map(|digits| [digits, digits.trim_start_matches('0')])
        .filter(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    parts.extend(numbers);
    parts.sort();
    parts.dedup();
    parts
}

fn normal(key: &str, looked_over: &[Tolerance]) -> String {
    let mut text = key.to_owned();
    for tolerance in looked_over {
        text = match tolerance {
            Tolerance::Zeros => without_zeros(&text),
            Tolerance::Diacritics => folded(&text),
            Tolerance::Separators => text.chars().filter(|c| c.is_alphanumeric()).collect(),
            // What looks like a zero before the number is one.
            Tolerance::LookAlikes => {
                let seen: String = folded(&text).chars().map(as_seen).collect();
                seen.trim_start_matches('O').to_owned()
            }
        };
    }
    text
}

/// The text without zeros that lead its numbers.
fn without_zeros(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut after_digit = false;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let leads = c == '0' && !after_digit && characters.peek().is_some_and(char::is_ascii_digit);
        if !leads {
            kept.push(c);
            after_digit = c.is_ascii_digit();
        }
    }
    kept
}

/// Without diacritics, in capitals, punctuation kept.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut end = 0;
    for range in words::ranges(text) {
        folded.push_str(&text[end..range.start]);
        end = range.end;
        folded.push_str(&words::shaped(&text[range], Shape::Folded).to_uppercase());
    }
    folded.push_str(&text[end..]);
    folded
}

/// One letter for each set of characters that look alike to a scanner.
fn as_seen(c: char) -> char {
    match c {
        '0' | 'D' | 'Q' => 'O',
        '1' | 'L' => 'I',
        '8' => 'B',
        '5' => 'S',
        '2' => 'Z',
        '6' => 'G',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use Tolerance::{Diacritics, LookAlikes, Separators, Zeros};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_fewest_tolerances_are_named() {
        let check = |sought: &str, found: &str, expected: Option<&[Tolerance]>| {
            let found = DocumentNumber::parse(found).expect("a number");
            assert_eq!(tolerances(sought, &found).as_deref(), expected, "{sought} {found}");
        };
        check("24 29 / QÐ – UBND", "2429/QĐ-UBND", Some(&[]));
        check("2429/qđ-ubnd", "2429/QĐ-UBND", Some(&[]));
        check("2429/QD-UBND", "2429/QĐ-UBND", Some(&[Diacritics]));
        check("12/CT-UBND", "012/CT-UBND", Some(&[Zeros]));
        check("27/2018QĐ-TTg", "27/2018/QĐ-TTg", Some(&[Separators]));
        check("272019/NĐ-CP", "27/2019/NĐ-CP", Some(&[Separators]));
        check("06/NQ-TU", "06-NQ/TU", Some(&[Separators]));
        check("2429 QD UBND", "2429/QĐ-UBND", Some(&[Diacritics, Separators]));
        check("O12/CT-UBND", "012/CT-UBND", Some(&[LookAlikes]));
        check("l2/CT-UBND", "012/CT-UBND", Some(&[LookAlikes]));
        check("2429/QĐ-UBNO", "2429/QĐ-UBND", Some(&[LookAlikes]));
        check("2428/QĐ-UBND", "2429/QĐ-UBND", None);
        check("2429/QĐ-UBND", "2429/KH-UBND", None);
        check("242/QĐ-UBND", "2429/QĐ-UBND", None);
        check("102/CT-UBND", "12/CT-UBND", None);
    }

    #[test]
    fn parts_of_numbers() {
        let check = |text: &str, expected: &[&str]| assert_eq!(parts(text), expected, "{text}");
        check("2429/QĐ-UBND", &["2429", "qd", "ubnd"]);
        check("012/CT-UBND", &["012", "12", "ct", "ubnd"]);
        check("930e/QĐ-UBND", &["930", "930e", "qd", "ubnd"]);
        check("20/2023/QH15", &["20", "2023", "qh15"]);
    }

    proptest! {
        /// Whatever tolerances relate two numbers, the widest form brings them together.
        #[test]
        fn what_is_tolerated_is_found(
            sequence in "0{0,2}[1-9][0-9]{0,3}", letters in "(QĐ|QD|KH|ND|NĐ)", body in "(UBND|UBNO|CP|TTg)",
            separator in "(/| /|)", joint in "(-| |/)",
        ) {
            let found = DocumentNumber::parse(&format!("{sequence}/{letters}-{body}")).expect("a number");
            let sought = format!("{sequence}{separator}{letters}{joint}{body}");
            prop_assert!(tolerances(&sought, &found).is_some());
            prop_assert_eq!(loose(&sought), loose(found.key()));
            prop_assert_eq!(seen(&sought), seen(found.key()));
        }
    }
}
