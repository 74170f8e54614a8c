//! Document numbers (số, ký hiệu): `2429/QĐ-UBND`, `16/2015/NĐ-CP`, `57-NQ/TW`.
//!
//! Form after Nghị định 30/2020/NĐ-CP (before it Thông tư 01/2011/TT-BNV); Party documents after
//! Hướng dẫn 36-HD/VPTW. Finding numbers in running text, and repairing damaged ones, is the work of
//! `facts`; this type says when two numbers are the same.

use std::{
    fmt,
    hash::{Hash, Hasher},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// A document number: clean as `number`, and as it stood in the source as `raw`.
///
/// Two numbers are equal when they agree up to case, spaces, kinds of dash, Ð/Đ and Unicode form.
/// Leading zeros are real (`012/CT-UBND`); [`DocumentNumber::eq_ignoring_zeros`] is the separate, named comparison.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "Written", into = "Written")]
#[schemars(with = "Written")]
pub struct DocumentNumber {
    number: String,
    raw: String,
    key: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Written {
    number: String,
    raw: String,
}

/// The text has no digit with a symbol beside it, so it is no document number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidNumber(pub String);

impl fmt::Display for InvalidNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a document number", self.0)
    }
}

impl std::error::Error for InvalidNumber {}

impl DocumentNumber {
    /// A number that stands in the source as it is meant.
    ///
    /// # Errors
    /// When the text, cleaned, is not digits followed by a `/` or `-` and a symbol.
    pub fn parse(raw: &str) -> Result<Self, InvalidNumber> {
        Self::repaired(raw, raw)
    }

    /// A number `meant`, read from `raw` that was damaged (spaces, a missing slash, a misread letter).
    ///
    /// # Errors
    /// When `meant`, cleaned, is not digits followed by a `/` or `-` and a symbol.
    pub fn repaired(meant: &str, raw: &str) -> Result<Self, InvalidNumber> {
        let number = clean(meant);
        let after_digits = number.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_digits = after_digits.len() < number.len();
        let rest = after_digits.trim_start_matches(char::is_alphabetic);
        if !has_digits || !rest.starts_with(['/', '-']) || !rest.contains(char::is_alphabetic) {
            return Err(InvalidNumber(raw.to_owned()));
        }
        Ok(Self { key: key_of(&number), number, raw: raw.to_owned() })
    }

    /// The key that a text would have if it were a number: how a text that is only part of a number, or a damaged one,
    /// is compared with keys.
    #[must_use]
    pub fn key_of_text(text: &str) -> String {
        key_of(&clean(text))
    }

    /// The clean number: NFC, no spaces, hyphens for dashes, `Đ` as U+0110, case as in the source.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number as it stands in the source.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// The form that is equal for equal numbers: the clean number in upper case.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The key without leading zeros in any of its numbers: equal for `012/CT-UBND` and `12/CT-UBND`.
    #[must_use]
    pub fn key_ignoring_zeros(&self) -> String {
        let mut key = String::with_capacity(self.key.len());
        let mut after_digit = false;
        let mut characters = self.key.chars().peekable();
        while let Some(c) = characters.next() {
            let leads =
                c == '0' && !after_digit && characters.peek().is_some_and(char::is_ascii_digit);
            if !leads {
                key.push(c);
                after_digit = c.is_ascii_digit();
            }
        }
        key
    }

    /// Whether both numbers agree when leading zeros are left out.
    #[must_use]
    pub fn eq_ignoring_zeros(&self, other: &Self) -> bool {
        self.key_ignoring_zeros() == other.key_ignoring_zeros()
    }

    /// Whether one sign more, less or other makes the one number of the other, as a misread scan does.
    #[must_use]
    pub fn is_one_sign_from(&self, other: &Self) -> bool {
        let (one, other): (Vec<char>, Vec<char>) =
            (self.key.chars().collect(), other.key.chars().collect());
        let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
            pairs.take_while(|(one, other)| one == other).count()
        };
        let longer = one.len().max(other.len());
        let before = same(&mut one.iter().zip(&other));
        let after = same(&mut one.iter().rev().zip(other.iter().rev()));
        one != other && before + after + 1 >= longer && one.len().abs_diff(other.len()) <= 1
    }

    /// The digits that the number begins with, leading zeros kept: `2429` of `2429/QĐ-UBND`.
    #[must_use]
    pub fn sequence(&self) -> &str {
        let end = self.number.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.number.len());
        &self.number[..end]
    }

    /// The year inside the number, which marks legal normative documents: 2015 of `16/2015/NĐ-CP`.
    #[must_use]
    pub fn year(&self) -> Option<i16> {
        self.number
            .split('/')
            .skip(1)
            .find_map(|part| if part.len() == 4 { part.parse().ok() } else { None })
    }

    /// The symbol after number and year: `QĐ-UBND`, `NĐ-CP`, `NQ/TW`.
    #[must_use]
    pub fn symbol(&self) -> &str {
        let rest = &self.number[self.sequence().len()..];
        let rest = rest.trim_start_matches(|c: char| c.is_lowercase());
        let rest = rest.trim_start_matches(['/', '-']);
        match rest.split_once('/') {
            Some((year, symbol)) if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => {
                symbol
            }
            _ => rest,
        }
    }
}

/// NFC, without spaces and invisible characters, every dash a hyphen, every barred D the Vietnamese one.
fn clean(text: &str) -> String {
    text.nfc()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
        })
        .map(|c| match c {
            '\u{2010}'..='\u{2015}'
            | '\u{2212}'
            | '\u{ad}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff0d}' => '-',
            '\u{d0}' | '\u{189}' => 'Đ',
            '\u{f0}' => 'đ',
            other => other,
        })
        .collect()
}

fn key_of(number: &str) -> String {
    number.to_uppercase()
}

impl PartialEq for DocumentNumber {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for DocumentNumber {}

impl Hash for DocumentNumber {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl PartialOrd for DocumentNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DocumentNumber {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl TryFrom<Written> for DocumentNumber {
    type Error = InvalidNumber;
    fn try_from(written: Written) -> Result<Self, InvalidNumber> {
        Self::repaired(&written.number, &written.raw)
    }
}

impl From<DocumentNumber> for Written {
    fn from(number: DocumentNumber) -> Written {
        Written { number: number.number, raw: number.raw }
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> DocumentNumber {
        DocumentNumber::parse(text).expect("a document number")
    }

    #[test]
    fn equal_across_spaces_dashes_barred_d_and_unicode_form() {
        for written in
            ["2429/QÐ-UBND", "24 29 / QĐ – UBND", "2429/Q\u{110}\u{2011}UBND", "2429/qđ-ubnd"]
        {
            assert_eq!(number(written), number("2429/QĐ-UBND"), "{written}");
        }
        assert_eq!(number("15/NQ-HĐND").number(), "15/NQ-HĐND");
        assert_ne!(number("012/CT-UBND"), number("12/CT-UBND"));
        assert!(number("012/CT-UBND").eq_ignoring_zeros(&number("12/CT-UBND")));
        assert!(!number("102/CT-UBND").eq_ignoring_zeros(&number("12/CT-UBND")));
    }

    #[test]
    fn parts_of_a_number() {
        let check = |text: &str, sequence: &str, year: Option<i16>, symbol: &str| {
            let number = number(text);
            assert_eq!(
                (number.sequence(), number.year(), number.symbol()),
                (sequence, year, symbol)
            );
        };
        check("2429/QĐ-UBND", "2429", None, "QĐ-UBND");
        check("16/2015/NĐ-CP", "16", Some(2015), "NĐ-CP");
        check("20/2023/QH15", "20", Some(2023), "QH15");
        check("57-NQ/TW", "57", None, "NQ/TW");
        check("930e/QĐ-UBND", "930", None, "QĐ-UBND");
        check("7816/VPCP-TTĐT", "7816", None, "VPCP-TTĐT");
    }

    #[test]
    fn fractions_and_bare_numbers_are_refused() {
        for bad in ["42/139", "2429", "QĐ-UBND", "", "/KH-UBND", "12 tháng 5"] {
            assert!(DocumentNumber::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn stored_with_what_was_read_beside_what_is_meant() {
        let repaired = DocumentNumber::repaired("27/2019/NĐ-CP", "272019/NĐ-CP").expect("valid");
        let json = serde_json::to_string(&repaired).expect("serializes");
        assert_eq!(json, r#"{"number":"27/2019/NĐ-CP","raw":"272019/NĐ-CP"}"#);
        let back: DocumentNumber = serde_json::from_str(&json).expect("deserializes");
        assert_eq!((back.number(), back.raw()), ("27/2019/NĐ-CP", "272019/NĐ-CP"));
    }
}
