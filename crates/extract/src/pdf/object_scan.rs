//! The objects of a file as they stand in its bytes, found without its table of objects: by their `12 0 obj`.
//!
//! What is found here is a guess that costs one pass over the bytes. It serves to weigh streams before anything is
//! decompressed ([`weigh`](super::weigh)) and to mend files whose table is lost ([`salvage`](super::salvage)).
//! Refuses to know: what an object means.

use std::ops::Range;

use memchr::memmem;

/// An object as it stands in the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawObject {
    pub(super) number: u32,
    pub(super) generation: u32,
    /// Its bytes after `obj`, up to its stream, else up to `endobj` or the next object.
    pub(super) body: Range<usize>,
    /// The data of its stream; to the end of the object when the end of the stream is lost.
    pub(super) stream: Option<RawStream>,
}

/// The data of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawStream {
    pub(super) data: Range<usize>,
    /// Whether its end is marked.
    pub(super) is_closed: bool,
}

/// All objects in the order in which they stand.
pub(super) fn objects(bytes: &[u8]) -> Vec<RawObject> {
    let heads: Vec<Head> =
        memmem::find_iter(bytes, b"obj").filter_map(|at| head(bytes, at)).collect();
    let ends = heads.iter().skip(1).map(|next| next.start).chain([bytes.len()]);
    let mut objects: Vec<RawObject> = Vec::with_capacity(heads.len());
    for (Head { number, generation, body, start }, end) in heads.iter().zip(ends) {
        // What looks like an object within the data of a stream is data.
        let is_within_stream = objects.last().is_some_and(|last| {
            last.stream.as_ref().is_some_and(|stream| stream.data.end > *start)
        });
        if !is_within_stream {
            objects.push(object(bytes, *number, *generation, *body..end));
        }
    }
    objects
}

struct Head {
    number: u32,
    generation: u32,
    /// Where its number stands.
    start: usize,
    /// Where its body begins.
    body: usize,
}

/// The head that ends with the `obj` at a place.
fn head(bytes: &[u8], at: usize) -> Option<Head> {
    let before = bytes[..at].trim_ascii_end();
    let (generation, rest) = last_number(before)?;
    let trimmed = rest.trim_ascii_end();
    let (number, rest) = last_number(trimmed).filter(|_| trimmed.len() < rest.len())?;
    Some(Head { number, generation, start: rest.len(), body: at + b"obj".len() })
}

/// The number at the end of some bytes, and what stands before it.
fn last_number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    const LONGEST: usize = 10;
    let n_digits =
        bytes.iter().rev().take(LONGEST).take_while(|byte| byte.is_ascii_digit()).count();
    let (rest, digits) = bytes.split_at(bytes.len() - n_digits);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

fn object(bytes: &[u8], number: u32, generation: u32, span: Range<usize>) -> RawObject {
    let within = &bytes[span.clone()];
    let end_of_object = memmem::find(within, b"endobj");
    let stream = memmem::find(&within[..end_of_object.unwrap_or(within.len())], b"stream");
    let Some(stream) = stream else {
        let end = end_of_object.map_or(span.end, |end| span.start + end);
        return RawObject { number, generation, body: span.start..end, stream: None };
    };
    let mut start = span.start + stream + b"stream".len();
    start += match &bytes[start..] {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    };
    // The next object may stand within the data; only the mark of its end says where the data ends.
    let end = memmem::find(&bytes[start..], b"endstream").map(|end| start + end);
    RawObject {
        number,
        generation,
        body: span.start..span.start + stream,
        stream: Some(RawStream {
            data: start..end.unwrap_or(span.end.max(start)),
            is_closed: end.is_some(),
        }),
    }
}

/// Whether a dictionary, as bytes, has a name: `has_name(b"<</Type/Pages>>", b"Pages")`, but not `Page`.
pub(super) fn has_name(dictionary: &[u8], name: &[u8]) -> bool {
    position_after_name(dictionary, name).is_some()
}

/// What stands after a name in a dictionary, blanks skipped.
pub(super) fn after_name<'b>(dictionary: &'b [u8], name: &[u8]) -> Option<&'b [u8]> {
    position_after_name(dictionary, name).map(|at| dictionary[at..].trim_ascii_start())
}

fn position_after_name(dictionary: &[u8], name: &[u8]) -> Option<usize> {
    memmem::find_iter(dictionary, name).find_map(|at| {
        let end = at + name.len();
        let is_whole = dictionary[..at].ends_with(b"/")
            && dictionary
                .get(end)
                .is_none_or(|next| next.is_ascii_whitespace() || b"/<>[]()%\0".contains(next));
        is_whole.then_some(end)
    })
}

/// The number at the start of some bytes.
pub(super) fn leading_number(bytes: &[u8]) -> Option<u32> {
    let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&bytes[..n_digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Number, body and data of the objects in a text.
    fn found(text: &str) -> Vec<(u32, &str, Option<&str>)> {
        objects(text.as_bytes())
            .into_iter()
            .map(|object| {
                let data = object.stream.map(|stream| &text[stream.data]);
                (object.number, text[object.body].trim(), data)
            })
            .collect()
    }

    #[test]
    fn objects_are_found_by_their_heads() {
        assert_eq!(
            found("%PDF-1.4\n1 0 obj<</A 1>>endobj 12 0 obj\n<<>>\nendobj\n3 0 obj <<"),
            [(1, "<</A 1>>", None), (12, "<<>>", None), (3, "<<", None)]
        );
    }

    #[test]
    fn a_stream_hides_what_looks_like_an_object() {
        assert_eq!(
            found("1 0 obj <</L 9>>\nstream\nq 7 0 obj Q endstream endobj 2 0 obj 5 endobj"),
            [(1, "<</L 9>>", Some("q 7 0 obj Q ")), (2, "5", None)]
        );
    }

    #[test]
    fn an_unclosed_stream_ends_with_its_object() {
        let text = "1 0 obj <<>> stream\nq Q\n";
        assert_eq!(found(text), [(1, "<<>>", Some("q Q\n"))]);
        let [object] = &objects(text.as_bytes())[..] else { panic!("one object") };
        assert!(object.stream.as_ref().is_some_and(|stream| !stream.is_closed));
    }

    #[test]
    fn a_name_is_found_whole() {
        assert!(has_name(b"<</Type/Page/Parent 2 0 R>>", b"Page"));
        assert!(!has_name(b"<</Type /Pages>>", b"Page"));
        assert!(!has_name(b"<</Subtype/XPage>>", b"Page"));
        assert_eq!(after_name(b"<</N 12/First 7>>", b"N").and_then(leading_number), Some(12));
    }
}
