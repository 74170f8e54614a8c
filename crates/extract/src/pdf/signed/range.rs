//! The bytes that a signature signs (ISO 32000-2, 12.8.1): everything but the place where the signature itself stands.
//!
//! That the gap between the ranges is the signature and nothing else is what the whole rests on: a wider gap hides
//! content that nobody signed ("signature wrapping").

use lopdf::{Dictionary, Document, Object};
use model::signature::SignatureDoubt;

/// The ranges that a signature names, as they stand there.
pub(super) struct Ranges(Option<Vec<(usize, usize)>>);

/// What the ranges are in a file.
pub(super) struct Signed<'b> {
    /// The signed bytes, unless some of them are not in the file.
    pub(super) pieces: Result<Vec<&'b [u8]>, SignatureDoubt>,
    /// The signature.
    pub(super) container: Vec<u8>,
    /// Where the last range ends.
    pub(super) end: usize,
    /// Whether they are all that stands before their end but the signature.
    pub(super) whole: Result<(), SignatureDoubt>,
}

impl Ranges {
    pub(super) fn of(document: &Document, signature: &Dictionary) -> Self {
        let numbers = super::array(document, signature, b"ByteRange").and_then(|numbers| {
            let number = |object: &Object| usize::try_from(object.as_i64().ok()?).ok();
            numbers.iter().map(number).collect::<Option<Vec<usize>>>()
        });
        let pairs = numbers.filter(|numbers| !numbers.is_empty() && numbers.len() % 2 == 0);
        let pairs = pairs.and_then(|numbers| {
            let (pairs, _) = numbers.as_chunks::<2>();
            pairs
                .iter()
                .map(|[start, length]| Some((*start, start.checked_add(*length)?)))
                .collect()
        });
        Self(pairs)
    }

    /// What they are in these bytes. `contents` is the signature as its dictionary gives it, to be compared with what
    /// stands in the gap; in an encrypted file it was decrypted by mistake and says nothing.
    pub(super) fn over<'b>(
        self,
        bytes: &'b [u8],
        contents: &[u8],
        is_encrypted: bool,
    ) -> Signed<'b> {
        let Some(ranges) = self.0 else {
            return Signed {
                pieces: Err(SignatureDoubt::Malformed),
                container: contents.to_vec(),
                end: 0,
                whole: Err(SignatureDoubt::RangesTampered),
            };
        };
        let pieces: Option<Vec<&[u8]>> =
            ranges.iter().map(|(start, end)| bytes.get(*start..*end)).collect();
        let end = ranges.iter().map(|(_, end)| *end).max().unwrap_or_default();
        let in_gap = match ranges.as_slice() {
            [(0, gap), (next, last)] if gap < next && *last <= bytes.len() => {
                hexadecimal(&bytes[*gap..*next])
            }
            _ => None,
        };
        let whole = match &in_gap {
            Some(found) if is_encrypted || found == contents => Ok(()),
            _ => Err(SignatureDoubt::RangesTampered),
        };
        Signed {
            pieces: pieces.ok_or(SignatureDoubt::BytesChanged),
            container: in_gap.unwrap_or_else(|| contents.to_vec()),
            end,
            whole,
        }
    }
}

/// The bytes of `<…>`, when that is all that stands there.
fn hexadecimal(text: &[u8]) -> Option<Vec<u8>> {
    let digits = text.strip_prefix(b"<")?.strip_suffix(b">")?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|v| u8::try_from(v).ok());
    pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ranges: &[(usize, usize)], expect: Result<(), SignatureDoubt>) {
        //                 0123456789012345678
        let bytes: &[u8] = b"before <0aFF>after.";
        let signed = Ranges(Some(ranges.to_vec())).over(bytes, &[0x0A, 0xFF], false);
        assert_eq!(signed.whole, expect, "{ranges:?}");
    }

    #[test]
    fn only_the_signature_may_stand_between_the_ranges() {
        let tampered = Err(SignatureDoubt::RangesTampered);
        check(&[(0, 7), (13, 19)], Ok(()));
        check(&[(0, 7), (13, 15)], Ok(()));
        check(&[(0, 6), (13, 19)], tampered);
        check(&[(0, 7), (14, 19)], tampered);
        check(&[(1, 7), (13, 19)], tampered);
        check(&[(0, 7), (13, 20)], tampered);
        check(&[(0, 7), (13, 15), (16, 19)], tampered);
        check(&[(13, 19), (0, 7)], tampered);
        check(&[(0, 19)], tampered);
    }

    #[test]
    fn what_the_gap_holds_must_be_what_the_dictionary_says() {
        let bytes: &[u8] = b"before <0aFF>after.";
        let ranges = || Ranges(Some(vec![(0, 7), (13, 19)]));
        assert_eq!(
            ranges().over(bytes, &[0x0A, 0xFE], false).whole,
            Err(SignatureDoubt::RangesTampered)
        );
        assert_eq!(ranges().over(bytes, &[0x0A, 0xFE], true).whole, Ok(()));
        assert_eq!(ranges().over(bytes, &[0x0A, 0xFF], false).container, [0x0A, 0xFF]);
    }

    #[test]
    fn bytes_beyond_the_end_are_gone() {
        let signed = Ranges(Some(vec![(0, 7), (13, 40)])).over(b"before <0aFF>after.", &[], false);
        assert_eq!(signed.pieces, Err(SignatureDoubt::BytesChanged));
    }
}
