//! The outer shape of ASN.1 values: tags, lengths and contents, as they stand in the bytes.
//!
//! What was signed must be hashed as it stands, not as a library would write it again, and one odd certificate must not
//! hide the others; so containers are opened here, layer by layer, and only their parts are decoded by the libraries.
//! Refuses to know: what a value means.

/// Values in each other deeper than this are no certificate.
const DEEPEST: u32 = 32;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// The tag of a value that its context names, when it holds others: `[0]`, `[1]`.
pub(crate) const fn context(number: u8) -> u8 {
    0xA0 | number
}

const CONSTRUCTED: u8 = 0x20;
const CONSTRUCTED_OCTET_STRING: u8 = OCTET_STRING | CONSTRUCTED;

/// A value as it stands in some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Value<'b> {
    pub(crate) tag: u8,
    /// Tag, length and content.
    pub(crate) whole: &'b [u8],
    pub(crate) content: &'b [u8],
}

impl<'b> Value<'b> {
    /// The value at the start of some bytes, of definite length; what follows it does not matter.
    pub(crate) fn first(bytes: &'b [u8]) -> Option<Self> {
        let head = Head::of(bytes)?;
        let end = head.n_bytes.checked_add(head.length?)?;
        let whole = bytes.get(..end)?;
        Some(Self { tag: head.tag, whole, content: &whole[head.n_bytes..] })
    }

    /// The value at the start, when it has this tag.
    pub(crate) fn tagged(bytes: &'b [u8], tag: u8) -> Option<Self> {
        Self::first(bytes).filter(|value| value.tag == tag)
    }

    /// The values inside; `None` where the content is no row of values.
    pub(crate) fn children(&self) -> Option<Vec<Self>> {
        let mut rest = self.content;
        let mut children = Vec::new();
        while !rest.is_empty() {
            let child = Self::first(rest)?;
            rest = &rest[child.whole.len()..];
            children.push(child);
        }
        Some(children)
    }
}

struct Head {
    tag: u8,
    n_bytes: usize,
    /// `None` where the end is marked instead (X.690, 8.1.3.6).
    length: Option<usize>,
}

impl Head {
    fn of(bytes: &[u8]) -> Option<Self> {
        let (&tag, rest) = bytes.split_first()?;
        // Tags of more than one byte occur in nothing that is read here.
        if tag & 0x1F == 0x1F {
            return None;
        }
        let (&first, rest) = rest.split_first()?;
        match first {
            0x80 => Some(Self { tag, n_bytes: 2, length: None }),
            0..0x80 => Some(Self { tag, n_bytes: 2, length: Some(usize::from(first)) }),
            _ => {
                let digits = rest.get(..usize::from(first & 0x7F)).filter(|d| d.len() <= 4)?;
                let length = digits
                    .iter()
                    .fold(0_usize, |length, digit| (length << 8) | usize::from(*digit));
                Some(Self { tag, n_bytes: 2 + digits.len(), length: Some(length) })
            }
        }
    }
}

/// The value at the start of some bytes with definite lengths throughout. Values that have them already stay byte for
/// byte as they are, because some of them are signed; what follows the value (padding) is left out.
pub(crate) fn definite(bytes: &[u8]) -> Option<Vec<u8>> {
    convert(bytes, DEEPEST).map(|(value, _)| value)
}

/// The converted value, and how many bytes it had before.
fn convert(bytes: &[u8], deepest: u32) -> Option<(Vec<u8>, usize)> {
    let head = Head::of(bytes)?;
    let deeper = deepest.checked_sub(1)?;
    if let Some(length) = head.length {
        let end = head.n_bytes.checked_add(length)?;
        let whole = bytes.get(..end)?;
        if head.tag & CONSTRUCTED == 0 {
            return Some((whole.to_vec(), end));
        }
        // A row of values that does not add up may still be opaque to us.
        let Some(inner) = convert_all(&whole[head.n_bytes..], deeper) else {
            return Some((whole.to_vec(), end));
        };
        let converted = match inner.content == whole[head.n_bytes..] {
            true if head.tag != CONSTRUCTED_OCTET_STRING => whole.to_vec(),
            _ => assemble(head.tag, inner)?,
        };
        return Some((converted, end));
    }
    let mut at = head.n_bytes;
    let mut inner = Inner::default();
    while bytes.get(at..at + 2)? != [0, 0] {
        let (child, n_bytes) = convert(&bytes[at..], deeper)?;
        inner.push(&child)?;
        at += n_bytes;
    }
    Some((assemble(head.tag, inner)?, at + 2))
}

/// The content of a value, and its own bytes when all inside are octet strings.
#[derive(Default)]
struct Inner {
    content: Vec<u8>,
    octets: Vec<u8>,
}

impl Inner {
    fn push(&mut self, child: &[u8]) -> Option<()> {
        self.content.extend_from_slice(child);
        self.octets.extend_from_slice(Value::first(child)?.content);
        Some(())
    }
}

fn convert_all(mut bytes: &[u8], deepest: u32) -> Option<Inner> {
    let mut inner = Inner::default();
    while !bytes.is_empty() {
        let (child, n_bytes) = convert(bytes, deepest)?;
        inner.push(&child)?;
        bytes = &bytes[n_bytes..];
    }
    Some(inner)
}

fn assemble(tag: u8, inner: Inner) -> Option<Vec<u8>> {
    let (tag, content) = match tag {
        CONSTRUCTED_OCTET_STRING => (OCTET_STRING, inner.octets),
        _ => (tag, inner.content),
    };
    let mut whole = vec![tag];
    let length = u32::try_from(content.len()).ok()?;
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => whole.push(short),
        _ => {
            whole.push(0x84);
            whole.extend(length.to_be_bytes());
        }
    }
    whole.extend(content);
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definite_values_stay_as_they_are_and_padding_goes() {
        // The length of the inner value takes one byte more than it must; it may be signed like that.
        let value = [0x30, 0x05, 0x04, 0x81, 0x02, 1, 2];
        let padded = [&value[..], &[0, 0, 0]].concat();
        assert_eq!(definite(&padded), Some(value.to_vec()));
    }

    #[test]
    fn marked_ends_become_lengths_and_pieces_one_string() {
        let value = [0x30, 0x80, 0x24, 0x80, 0x04, 1, 7, 0x04, 2, 8, 9, 0, 0, 0, 0];
        assert_eq!(definite(&value), Some(vec![0x30, 5, 0x04, 3, 7, 8, 9]));
    }

    #[test]
    fn what_is_cut_or_endlessly_deep_is_nothing() {
        assert_eq!(definite(&[0x30, 0x82, 0x01]), None);
        assert_eq!(definite(&[0x30, 0x05, 1]), None);
        assert_eq!(definite(&[0x30, 0x80, 0x04, 1, 7]), None);
        assert_eq!(definite(&[0x30, 0x80].repeat(100)), None);
        assert!(Value::first(&[0x1F, 0x81, 0x01, 0]).is_none());
    }

    #[test]
    fn children_stand_in_their_order() {
        let value = Value::first(&[0x30, 5, 0x02, 1, 5, 0x05, 0]).expect("a sequence");
        let tags: Vec<u8> = value.children().expect("values").iter().map(|v| v.tag).collect();
        assert_eq!(tags, [INTEGER, 0x05]);
        assert_eq!(Value { content: &[1], ..value }.children(), None);
    }
}
