//! The names of things: object keys, hashes, rounds, units and criteria, each its own type.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a text is not a valid identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidId {
    /// What was expected, e.g. `"object key"`.
    pub expected: &'static str,
    /// The text that was given.
    pub given: String,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid {}", self.given, self.expected)
    }
}

impl std::error::Error for InvalidId {}

macro_rules! text_id {
    ($(#[$meta:meta])* $name:ident, $expected:literal, $is_valid:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "String", into = "String")]
        #[schemars(with = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the text and wraps it.
            ///
            /// # Errors
            /// When the text does not have the form that the type's documentation states.
            pub fn new(text: impl Into<String>) -> Result<Self, InvalidId> {
                let text = text.into();
                let is_valid: fn(&str) -> bool = $is_valid;
                if is_valid(&text) {
                    Ok(Self(text))
                } else {
                    Err(InvalidId { expected: $expected, given: text })
                }
            }

            /// The text as given.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

/// Whether a character does not show, or turns the direction of writing: what a name has to deceive, or by damage.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

text_id!(
    /// The path of an object in storage, relative to the round's root, with `/` between segments.
    ///
    /// Never empty, never absolute, without `.` or `..` segments and control characters.
    ObjectKey,
    "object key",
    |text| {
        !text.is_empty()
            && !text.chars().any(char::is_control)
            && text.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
    }
);

text_id!(
    /// The name of one assessment round: lower-case letters, digits and single hyphens.
    RoundId,
    "round id",
    is_slug
);

text_id!(
    /// The name of one unit within a round: lower-case letters, digits and single hyphens.
    UnitId,
    "unit id",
    is_slug
);

text_id!(
    /// The name that somebody signs in with: up to 64 lower-case letters, digits, dots, hyphens and underscores.
    AccountName,
    "account name",
    |text| {
        (1..=64).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
            && text.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_')
            })
    }
);

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

/// The code of an area, criterion or subcriterion: numbers joined by dots (`3`, `3.4`, `3.4.1`).
///
/// Ordered by its numbers, so that `1.10` follows `1.9`.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct CriterionCode(Vec<u16>);

impl CriterionCode {
    /// Parses `1`, `1.2` or `1.2.3` (up to four numbers).
    ///
    /// # Errors
    /// When the text has another form, or a number has a leading zero.
    pub fn new(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { expected: "criterion code", given: text.to_owned() };
        let numbers = text
            .split('.')
            .map(|part| match part.parse::<u16>() {
                Ok(number) if number > 0 && !part.starts_with(['0', '+']) => Ok(number),
                _ => Err(invalid()),
            })
            .collect::<Result<Vec<_>, _>>()?;
        if numbers.len() > 4 { Err(invalid()) } else { Ok(Self(numbers)) }
    }

    /// The code with this number directly below `parent`; that of an area where there is none.
    #[must_use]
    pub fn below(parent: Option<&Self>, number: u16) -> Self {
        let above = parent.map_or(&[][..], |parent| &parent.0);
        Self(above.iter().copied().chain([number]).collect())
    }

    /// The last of its numbers: its place among those side by side with it.
    #[must_use]
    pub fn last_number(&self) -> u16 {
        self.0.last().copied().unwrap_or_default()
    }

    /// The code of the area that this code belongs to.
    #[must_use]
    pub fn area(&self) -> Self {
        Self(self.0.iter().take(1).copied().collect())
    }

    /// How deep the code lies: 1 for an area, 2 for a criterion, 3 for a subcriterion.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Whether `other` lies directly or further below this code.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.len() > self.0.len() && other.0.starts_with(&self.0)
    }
}

impl TryFrom<String> for CriterionCode {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::new(&text)
    }
}

impl From<CriterionCode> for String {
    fn from(code: CriterionCode) -> String {
        code.to_string()
    }
}

impl fmt::Display for CriterionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, number) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

/// The SHA-256 of some bytes, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// Wraps a digest computed elsewhere.
    #[must_use]
    pub fn from_digest(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// Parses 64 hexadecimal digits.
    ///
    /// # Errors
    /// When the text has another length or other characters.
    pub fn from_hex(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { expected: "SHA-256", given: text.to_owned() };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != 32 || !rest.is_empty() {
            return Err(invalid());
        }
        let mut digest = [0; 32];
        for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
            let digit = |c: &u8| char::from(*c).to_digit(16).ok_or_else(invalid);
            *byte = u8::try_from(digit(high)? * 16 + digit(low)?).map_err(|_| invalid())?;
        }
        Ok(Self(digest))
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every stored quote bears a hash: two formatted numbers for each byte took a share of a round that could be seen.
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 64];
        for (pair, byte) in text.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        }
        f.write_str(str::from_utf8(&text).expect("digits are ASCII"))
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

impl TryFrom<String> for ContentHash {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::from_hex(&text)
    }
}

impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> String {
        hash.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_keys_cannot_climb_out() {
        assert!(ObjectKey::new("so-y-te/1.3.1/QĐ 12.pdf").is_ok());
        for bad in ["", "/etc/passwd", "a/../b", "a//b", "a/.", "a\nb"] {
            assert!(ObjectKey::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn criterion_codes_sort_by_number() {
        let code = |text| CriterionCode::new(text).expect("valid");
        let mut codes = [code("1.10"), code("1.9"), code("1.2.3"), code("1")];
        codes.sort();
        assert_eq!(
            codes.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["1", "1.2.3", "1.9", "1.10"]
        );
        assert!(code("1.2").contains(&code("1.2.3")));
        assert!(!code("1.2").contains(&code("1.20")));
        for bad in ["", "1.", "01", "a", "1.2.3.4.5", "+1"] {
            assert!(CriterionCode::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn hashes_print_as_they_parse() {
        let text = "00ff".repeat(16);
        assert_eq!(ContentHash::from_hex(&text).expect("valid").to_string(), text);
        assert!(ContentHash::from_hex("00").is_err());
        assert!(ContentHash::from_hex(&"zz".repeat(32)).is_err());
    }

    #[test]
    fn slugs_refuse_what_a_folder_could_abuse() {
        assert!(UnitId::new("so-y-te-2").is_ok());
        for bad in ["", "-a", "a-", "a--b", "Sở", "a/b", "A"] {
            assert!(UnitId::new(bad).is_err(), "{bad:?}");
        }
    }
}
