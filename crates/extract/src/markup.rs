//! XML as a stream of starts, ends and texts, behind the checks that untrusted XML needs.
//!
//! A document type is refused (with it all entities but the five of XML), depth is limited, elements must close. What
//! the elements mean is the business of `xml`, `edxml`, `docx` and `xlsx`.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use model::problem::{Problem, ProblemCode};
use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesPI, BytesRef, BytesStart, Event},
};

/// How many events pass between two heartbeats.
const EVENTS_PER_BEAT: u32 = 4096;

/// The text of an XML file in the encoding of its byte order mark, else of its declaration, else UTF-8.
///
/// The flag says that some bytes had no meaning in that encoding and were replaced by U+FFFD.
///
/// # Errors
/// `malformed-xml` when the declared encoding is unknown.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), Problem> {
    let encoding = match bytes {
        _ if Encoding::for_bom(bytes).is_some() => UTF_8, // `Encoding::decode` follows the mark
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => declared_encoding(bytes)?,
    };
    let (text, _, had_errors) = encoding.decode(bytes);
    Ok((text, had_errors))
}

fn declared_encoding(bytes: &[u8]) -> Result<&'static Encoding, Problem> {
    let declaration = bytes
        .strip_prefix(b"<?xml")
        .and_then(|rest| rest.split(|&byte| byte == b'>').next())
        .and_then(|declaration| std::str::from_utf8(declaration).ok());
    let label = declaration
        .and_then(|declaration| declaration.split_once("encoding"))
        .and_then(|(_, value)| value.split(['"', '\'']).nth(1));
    let Some(label) = label else { return Ok(UTF_8) };
    match Encoding::for_label(label.as_bytes()) {
        // Programs write `utf-16` into files that they then save as UTF-8; the declaration could not have been
        // read byte by byte if it were true.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(Problem::new(ProblemCode::MalformedXml, format!("encoding {label}"))),
    }
}

/// One step through XML. Empty elements come as a start and an end.
pub(crate) enum Node<'x> {
    /// An element opens.
    Start(BytesStart<'x>),
    /// The element opened last closes.
    End,
    /// Character data, unescaped; one text may come in several pieces.
    Text(Cow<'x, str>),
}

/// One step through XML, with what says nothing and yet was written.
pub(crate) enum Step<'x> {
    /// What the XML says.
    Node(Node<'x>),
    /// A comment, without its dashes.
    Comment(Cow<'x, str>),
    /// An instruction to some program.
    Instruction(BytesPI<'x>),
}

/// A stream of [`Node`]s.
pub(crate) struct Markup<'x, 'p> {
    reader: Reader<&'x [u8]>,
    depth: u32,
    max_depth: u32,
    n_events: u32,
    progress: &'p mut dyn FnMut(),
}

impl<'x, 'p> Markup<'x, 'p> {
    /// A stream over this XML, whose elements may lie `max_depth` deep.
    pub(crate) fn new(text: &'x str, max_depth: u32, progress: &'p mut dyn FnMut()) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0, max_depth, n_events: 0, progress }
    }

    /// The next node; `None` at the end.
    ///
    /// # Errors
    /// `doctype-refused`, `nested-too-deep` or `malformed-xml`. After an error the stream is at its end in effect:
    /// nothing that follows can be trusted to lie where it seems to.
    pub(crate) fn next(&mut self) -> Result<Option<Node<'x>>, Problem> {
        loop {
            match self.step()? {
                Some(Step::Node(node)) => return Ok(Some(node)),
                Some(Step::Comment(_) | Step::Instruction(_)) => {}
                None => return Ok(None),
            }
        }
    }

    /// The next node, comment or instruction; `None` at the end.
    ///
    /// # Errors
    /// As [`Markup::next`].
    pub(crate) fn step(&mut self) -> Result<Option<Step<'x>>, Problem> {
        loop {
            self.n_events += 1;
            if self.n_events.is_multiple_of(EVENTS_PER_BEAT) {
                (self.progress)();
            }
            let event = self.reader.read_event().map_err(|error| self.malformed(&error))?;
            let node = match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.max_depth {
                        let detail = format!("XML elements, limit {}", self.max_depth);
                        return Err(Problem::new(ProblemCode::NestedTooDeep, detail));
                    }
                    Node::Start(start)
                }
                Event::End(_) => {
                    self.depth -= 1;
                    Node::End
                }
                Event::Text(text) => Node::Text(text.xml10_content()),
                Event::CData(text) => Node::Text(text.xml10_content()),
                Event::GeneralRef(reference) => Node::Text(self.resolve(&reference)?),
                Event::DocType(_) => {
                    return Err(Problem::new(ProblemCode::DoctypeRefused, String::new()));
                }
                Event::Eof if self.depth > 0 => {
                    let detail = format!("ends with {} elements open", self.depth);
                    return Err(Problem::new(ProblemCode::MalformedXml, detail));
                }
                Event::Eof => return Ok(None),
                Event::Comment(text) => return Ok(Some(Step::Comment(text.xml10_content()))),
                Event::PI(instruction) => return Ok(Some(Step::Instruction(instruction))),
                Event::Empty(_) | Event::Decl(_) => continue,
            };
            return Ok(Some(Step::Node(node)));
        }
    }

    /// Passes over the rest of the element opened last.
    ///
    /// # Errors
    /// As [`Markup::next`].
    pub(crate) fn skip(&mut self) -> Result<(), Problem> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The text of the element opened last, with that of the elements inside it, to its end.
    ///
    /// # Errors
    /// As [`Markup::next`].
    pub(crate) fn text(&mut self) -> Result<String, Problem> {
        let mut all = String::new();
        self.text_into(&mut all)?;
        Ok(all)
    }

    /// As [`Markup::text`], behind what `all` says already.
    ///
    /// # Errors
    /// As [`Markup::next`].
    pub(crate) fn text_into(&mut self, all: &mut String) -> Result<(), Problem> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            match self.next()? {
                Some(Node::Text(text)) => all.push_str(&text),
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    fn resolve(&self, reference: &BytesRef<'x>) -> Result<Cow<'x, str>, Problem> {
        if let Some(character) =
            reference.resolve_char_ref().map_err(|error| self.malformed(&error))?
        {
            return Ok(Cow::Owned(character.to_string()));
        }
        resolve_predefined_entity(reference).map(Cow::Borrowed).ok_or_else(|| {
            Problem::new(ProblemCode::MalformedXml, format!("unknown entity &{};", &**reference))
        })
    }

    fn malformed(&self, error: &dyn std::fmt::Display) -> Problem {
        let position = self.reader.error_position();
        Problem::new(ProblemCode::MalformedXml, format!("byte {position}: {error}"))
    }
}

/// The attributes of an element by their local names, in their order; one that cannot be parsed is `malformed-xml`.
///
/// Names are not compared with each other: what that costs grows with the square of their number.
pub(crate) fn attributes<'s>(
    start: &'s BytesStart<'_>,
) -> impl Iterator<Item = Result<(&'s str, Cow<'s, str>), Problem>> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    attributes.map(move |attribute| {
        let attribute = attribute.map_err(|error| malformed_attribute(start, &error))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| malformed_attribute(start, &error))?;
        Ok((attribute.key.local_name().into_inner(), value))
    })
}

/// The value of the attribute with this local name.
///
/// # Errors
/// `malformed-xml` when the attributes before it cannot be parsed.
pub(crate) fn attribute<'s>(
    start: &'s BytesStart<'_>,
    local_name: &str,
) -> Result<Option<Cow<'s, str>>, Problem> {
    for attribute in attributes(start) {
        let (name, value) = attribute?;
        if name == local_name {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// The problem of an attribute that cannot be parsed.
pub(crate) fn malformed_attribute(
    start: &BytesStart<'_>,
    error: &dyn std::fmt::Display,
) -> Problem {
    let element = start.local_name();
    Problem::new(ProblemCode::MalformedXml, format!("attributes of {}: {error}", element.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(text: &str, max_depth: u32) -> Result<String, ProblemCode> {
        let mut progress = || {};
        let mut markup = Markup::new(text, max_depth, &mut progress);
        let mut trace = String::new();
        loop {
            match markup.next().map_err(|problem| problem.code)? {
                None => return Ok(trace),
                Some(Node::Start(start)) => {
                    trace.push_str(&format!("<{}>", start.local_name().as_ref()))
                }
                Some(Node::End) => trace.push_str("</>"),
                Some(Node::Text(text)) => trace.push_str(&text),
            }
        }
    }

    #[test]
    fn starts_ends_and_texts() {
        let check = |text: &str, expect: Result<&str, ProblemCode>| {
            assert_eq!(walk(text, 8), expect.map(str::to_owned), "{text}");
        };
        check(
            "<?xml version='1.0'?><a><!-- x --><p:b/>1 &lt; 2&#x110;</a>",
            Ok("<a><b></>1 < 2Đ</>"),
        );
        check("<a><![CDATA[<b>]]></a>", Ok("<a><b></>"));
        check("<a></b>", Err(ProblemCode::MalformedXml));
        check("<a>", Err(ProblemCode::MalformedXml));
        check("<a>&lol;</a>", Err(ProblemCode::MalformedXml));
        check("<a>1 & 2</a>", Err(ProblemCode::MalformedXml));
        check("<!DOCTYPE a [<!ENTITY lol 'lol'>]><a>&lol;</a>", Err(ProblemCode::DoctypeRefused));
    }

    #[test]
    fn depth_is_refused_where_it_is_passed() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(walk(&nested(256), 256).is_ok());
        assert_eq!(walk(&nested(10_000), 256), Err(ProblemCode::NestedTooDeep));
    }

    #[test]
    fn skipping_ends_behind_the_element() {
        let mut progress = || {};
        let mut markup = Markup::new("<a><b><c>x</c></b><d>y<e>z</e></d></a>", 8, &mut progress);
        for _ in 0..2 {
            assert!(matches!(markup.next(), Ok(Some(Node::Start(_)))));
        }
        markup.skip().expect("closed");
        assert!(matches!(markup.next(), Ok(Some(Node::Start(_)))));
        assert_eq!(markup.text().expect("closed"), "yz");
        assert!(matches!(markup.next(), Ok(Some(Node::End))));
    }

    #[test]
    fn long_documents_keep_the_heart_beating() {
        let mut n_beats = 0;
        let text = format!("<a>{}</a>", "<b/>".repeat(10_000));
        let mut progress = || n_beats += 1;
        let mut markup = Markup::new(&text, 8, &mut progress);
        while markup.next().expect("well formed").is_some() {}
        assert_eq!(n_beats, 20_003 / 4096);
    }

    #[test]
    fn encodings_follow_mark_then_declaration() {
        let check = |bytes: &[u8], expect: &str| {
            let (text, had_errors) = decode(bytes).expect("a known encoding");
            assert_eq!((text.as_ref(), had_errors), (expect, false));
        };
        check("<a>Đ</a>".as_bytes(), "<a>Đ</a>");
        check("\u{feff}<a>Đ</a>".as_bytes(), "<a>Đ</a>");
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        check(&utf16("\u{feff}<a>Đ</a>"), "<a>Đ</a>");
        check(&utf16("<a>Đ</a>"), "<a>Đ</a>");
        let declared = |label: &str, text: &[u8]| {
            [format!("<?xml version=\"1.0\" encoding=\"{label}\"?>").as_bytes(), text].concat()
        };
        let windows = "<?xml version=\"1.0\" encoding=\"windows-1258\"?><a>Đ</a>";
        check(&declared("windows-1258", b"<a>\xD0</a>"), windows);
        check(
            &declared("utf-16", "<a>Đ</a>".as_bytes()),
            &windows.replace("windows-1258", "utf-16"),
        );
        assert!(decode(&declared("x-tcvn3", b"<a/>")).is_err());
        assert!(decode(b"<a>\xFF</a>").expect("UTF-8").1);
    }
}
