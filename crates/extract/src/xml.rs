//! XML of any vocabulary: what each element says, at the path where it says it.
//!
//! What an element means is not known here. Reports of other systems keep figures in attributes as often as in
//! text, so both are kept; an attribute's path is that of its element with `/@name`.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    document::PartBuilder,
    problem::{Problem, ProblemCode},
};
use quick_xml::{XmlVersion, events::BytesStart};

use crate::{
    contents::Contents,
    markup::{self, Markup, Node},
    nfc::nfc,
    session::Session,
};

pub(crate) mod signed;

/// The elements of an XML file in the order in which they open, and the problem that ended them early.
pub(crate) struct Elements {
    /// Every element and attribute that says something.
    pub(crate) elements: Vec<Element>,
    /// Why what follows the last one is missing.
    pub(crate) problem: Option<Problem>,
}

/// An element or attribute that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    /// Local names from the root, `/a/b[2]/c`; the first of several siblings of a name carries no number.
    pub(crate) path: String,
    /// Its own text in NFC, without that of the elements inside it and without white space around it.
    pub(crate) text: String,
}

/// Reads XML as one markup part. What stands before a break of its form is kept, the rest is reported missing.
pub(crate) fn read(bytes: &[u8], session: &mut Session<'_>) -> Contents {
    let Elements { elements, problem } = match elements(bytes, session) {
        Ok(elements) => elements,
        Err(problem) => return Contents::rejected(problem),
    };
    let mut part = PartBuilder::markup();
    for element in &elements {
        part.element(&element.path, &element.text);
    }
    let rejected = elements.is_empty() && problem.is_some();
    Contents {
        problems: problem.into_iter().collect(),
        signatures: signed::signatures(bytes, session),
        rejected,
        ..Contents::of(vec![part.finish()])
    }
}

/// An element that is not closed yet.
struct Open {
    path: String,
    /// Where its text is gathered.
    index: usize,
    n_children: BTreeMap<String, u32>,
}

/// The elements of some XML.
///
/// # Errors
/// When nothing can be read: a document type, an unknown encoding.
pub(crate) fn elements(bytes: &[u8], session: &mut Session<'_>) -> Result<Elements, Problem> {
    let (text, had_errors) = markup::decode(bytes)?;
    let (max_depth, max_bytes) = (session.limits().xml_depth, session.output_left());
    let mut markup = Markup::new(&text, max_depth, session.heartbeat());
    let mut gathered: Vec<Element> = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut n_roots = BTreeMap::new();
    // Paths repeat the names above them, so small files can ask for long ones.
    let mut n_bytes = 0_u64;
    let problem = loop {
        let node = match markup.next() {
            Ok(Some(node)) => node,
            Ok(None) => break None,
            Err(problem) if problem.code == ProblemCode::DoctypeRefused => return Err(problem),
            Err(problem) => break Some(problem),
        };
        match node {
            Node::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                let (above, siblings) = match open.last_mut() {
                    Some(parent) => (parent.path.as_str(), &mut parent.n_children),
                    None => ("", &mut n_roots),
                };
                let nth = siblings.entry(name.clone()).or_insert(0);
                *nth += 1;
                let path = if *nth == 1 {
                    format!("{above}/{name}")
                } else {
                    format!("{above}/{name}[{nth}]")
                };
                let index = gathered.len();
                n_bytes += path.len() as u64;
                gathered.push(Element { path: path.clone(), text: String::new() });
                if let Err(problem) = attributes(&start, &path, &mut gathered, &mut n_bytes) {
                    break Some(problem);
                }
                open.push(Open { path, index, n_children: BTreeMap::new() });
            }
            Node::End => {
                open.pop();
            }
            Node::Text(text) => {
                if let Some(element) = open.last() {
                    n_bytes += text.len() as u64;
                    gathered[element.index].text.push_str(&text);
                }
            }
        }
        if n_bytes > max_bytes {
            let detail = format!("element paths and texts, limit {max_bytes} bytes");
            break Some(Problem::new(ProblemCode::DecompressedTooLarge, detail));
        }
    };
    for element in &mut gathered {
        element.text = nfc(element.text.trim());
    }
    gathered.retain(|element| !element.text.is_empty());
    let lossy = had_errors
        .then(|| Problem::new(ProblemCode::MalformedXml, "bytes of another encoding".to_owned()));
    Ok(Elements { elements: gathered, problem: problem.or(lossy) })
}

fn attributes(
    start: &BytesStart<'_>,
    path: &str,
    gathered: &mut Vec<Element>,
    n_bytes: &mut u64,
) -> Result<(), Problem> {
    let mut names = BTreeSet::new();
    // The library's own search for repeated names takes the square of their number.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| markup::malformed_attribute(start, &error))?;
        let name = attribute.key.into_inner();
        if !names.insert(name) {
            return Err(markup::malformed_attribute(start, &format_args!("{name} stands twice")));
        }
        // Declarations and schema hints are about the file, not in it.
        if name == "xmlns" || name.starts_with("xmlns:") || name.starts_with("xsi:") {
            continue;
        }
        let text = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| markup::malformed_attribute(start, &error))?
            .into_owned();
        let path = format!("{path}/@{name}");
        *n_bytes += (path.len() + text.len()) as u64;
        gathered.push(Element { path, text });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use model::place::Place;

    use super::*;
    use crate::limits::Limits;

    fn read_with(limits: &Limits, xml: &str) -> Contents {
        let mut progress = || {};
        read(xml.as_bytes(), &mut Session::new(limits, xml.len() as u64, &mut progress))
    }

    fn trace(contents: &Contents) -> Vec<(String, String)> {
        let segments = contents.document.segments();
        segments
            .map(|segment| {
                let place = contents.document.place(&segment.span).expect("a place");
                let Place::Element { element, .. } = place else { panic!("{place:?}") };
                (element, segment.text.to_owned())
            })
            .collect()
    }

    #[test]
    fn each_text_stands_at_its_own_path() {
        let contents = read_with(
            &Limits::default(),
            "<a xmlns='u' nam='2025'>\n <b>mo\u{323}t</b><b>hai<c>x</c> ba</b><p:b xmlns:p='v'>bốn</p:b>\n</a>",
        );
        assert_eq!(contents.problems, []);
        let pair = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        assert_eq!(
            trace(&contents),
            [
                pair("/a/@nam", "2025"),
                pair("/a/b", "mọt"),
                pair("/a/b[2]", "hai ba"),
                pair("/a/b[2]/c", "x"),
                pair("/a/b[3]", "bốn"),
            ]
        );
    }

    #[test]
    fn what_stands_before_a_break_is_kept_and_the_rest_is_missing() {
        let contents = read_with(&Limits::default(), "<a><b>đạt 98,81%</b><c>hết");
        assert_eq!(trace(&contents)[0].1, "đạt 98,81%");
        assert!(!contents.rejected);
        assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
    }

    #[test]
    fn bombs_are_refused() {
        let entities = "<!DOCTYPE l [<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;'>]><l>&b;</l>";
        let contents = read_with(&Limits::default(), entities);
        assert!(contents.rejected);
        assert_eq!(contents.problems[0].code, ProblemCode::DoctypeRefused);

        let deep = "<a>".repeat(10_000);
        let contents = read_with(&Limits::default(), &deep);
        assert!(contents.rejected);
        assert_eq!(contents.problems[0].code, ProblemCode::NestedTooDeep);

        let name = "n".repeat(10_000);
        let wide = format!("<{name}>{}</{name}>", "<b/>".repeat(10_000));
        let limits = Limits { decompressed_bytes: 1 << 20, ..Limits::default() };
        let contents = read_with(&limits, &wide);
        assert_eq!(contents.problems[0].code, ProblemCode::DecompressedTooLarge);
    }

    #[test]
    fn attributes_are_told_apart_in_linear_time() {
        let many: String = (0..50_000).map(|nth| format!(" a{nth}='{nth}'")).collect();
        let contents = read_with(&Limits::default(), &format!("<a{many}/>"));
        assert_eq!(contents.problems, []);
        assert_eq!(contents.document.parts()[0].blocks().len(), 50_000);
        let contents = read_with(&Limits::default(), "<a x='1' x='2'/>");
        assert_eq!(contents.problems[0].code, ProblemCode::MalformedXml);
    }
}
