//! The form of XML that is signed: the same bytes for the same content, however it was written.
//!
//! Canonical XML 1.0 and 1.1 and Exclusive XML Canonicalization 1.0, each with and without comments, of a whole text or
//! of one element, leaving out signatures. The text is gone through as a stream, so that a long one costs no tree.
//! Refuses to know: what is signed, and by whom.

use std::collections::BTreeMap;

use model::signature::SignatureDoubt;
use quick_xml::events::BytesStart;

use super::scope::{Scope, split_name};
use crate::markup::{Markup, Node, Step};

/// How deep the elements of signed XML may lie in each other, as [`Limits::xml_depth`](crate::Limits::xml_depth) by
/// default: deeper texts are not read either.
pub(super) const DEEPEST: u32 = 256;

/// Canonical text may grow to so many times the text that it is of: namespaces are repeated, signs are escaped.
const MOST_GROWTH: usize = 4;
/// Growth below this does no harm.
const FREE_BYTES: usize = 1 << 20;

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// What of a text is meant. Elements are named by their number, from 0, in the order in which they open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Selection {
    /// The element; the whole text, with what stands outside its root, when it is `None`.
    pub(super) apex: Option<u32>,
    /// Elements that are left out with all that they hold.
    pub(super) without: Vec<u32>,
    /// Whether comments belong to it.
    pub(super) with_comments: bool,
}

/// A method of canonicalization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Canonicalization {
    rules: Rules,
    with_comments: bool,
    /// Prefixes that exclusive canonicalization treats as inclusive does; `#default` is the empty one.
    prefixes: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    Inclusive,
    Inclusive11,
    Exclusive,
}

impl Canonicalization {
    /// The method that is meant where none is named (XML Signature, 4.4.3.2).
    pub(super) const DEFAULT: Self =
        Self { rules: Rules::Inclusive, with_comments: false, prefixes: Vec::new() };

    /// The method that an identifier names, with its list of inclusive prefixes.
    pub(super) fn named(algorithm: &str, prefix_list: &str) -> Option<Self> {
        let (name, with_comments) = match algorithm.strip_suffix("WithComments") {
            Some(name) => (name.trim_end_matches('#'), true),
            None => (algorithm.trim_end_matches('#'), false),
        };
        let rules = match name {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => Rules::Inclusive,
            "http://www.w3.org/2006/12/xml-c14n11" => Rules::Inclusive11,
            "http://www.w3.org/2001/10/xml-exc-c14n" => Rules::Exclusive,
            _ => return None,
        };
        let prefixes = prefix_list.split_ascii_whitespace();
        let prefixes = prefixes.map(|prefix| if prefix == "#default" { "" } else { prefix });
        Some(Self { rules, with_comments, prefixes: prefixes.map(str::to_owned).collect() })
    }
}

/// The canonical form of a selection.
///
/// # Errors
/// `Malformed` where the text is no XML with namespaces, `SignedTooLarge` where its canonical form grows beyond measure,
/// `UnsupportedMethod` where addresses would have to be joined (`xml:base` in Canonical XML 1.1).
pub(super) fn canonical(
    text: &str,
    selection: &Selection,
    method: &Canonicalization,
    progress: &mut dyn FnMut(),
) -> Result<String, SignatureDoubt> {
    let mut markup = Markup::new(text, DEEPEST, progress);
    let mut writer = Writer {
        method,
        selection,
        most_bytes: text.len().saturating_mul(MOST_GROWTH).max(FREE_BYTES),
        in_force: Scope::default(),
        written: Scope::default(),
        inherited: Vec::new(),
        state: if selection.apex.is_none() { State::Inside } else { State::Before },
        n_elements: 0,
        open: Vec::new(),
        is_behind_root: false,
        out: String::new(),
    };
    while let Some(step) = markup.step().map_err(|_| SignatureDoubt::Malformed)? {
        writer.take(step)?;
        if writer.out.len() > writer.most_bytes {
            return Err(SignatureDoubt::SignedTooLarge);
        }
    }
    Ok(writer.out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Inside,
    /// Inside something that is left out; so many elements deep in it.
    LeftOut(u32),
    Behind,
}

struct Writer<'m> {
    method: &'m Canonicalization,
    selection: &'m Selection,
    most_bytes: usize,
    /// The bindings at the place where the reading is.
    in_force: Scope,
    /// The bindings that a reader of the output sees there.
    written: Scope,
    /// The attributes of the namespace of XML itself, of the elements above the apex.
    inherited: Vec<BTreeMap<String, String>>,
    state: State,
    n_elements: u32,
    /// The names of the elements that were written and are open.
    open: Vec<String>,
    is_behind_root: bool,
    out: String,
}

impl Writer<'_> {
    fn take(&mut self, step: Step<'_>) -> Result<(), SignatureDoubt> {
        match step {
            Step::Node(Node::Start(start)) => self.start(&start),
            Step::Node(Node::End) => {
                self.end();
                Ok(())
            }
            Step::Node(Node::Text(text)) => {
                if self.state == State::Inside && !self.open.is_empty() {
                    escape(&text, Escaped::Text, &mut self.out);
                }
                Ok(())
            }
            Step::Comment(text) => {
                if self.selection.with_comments && self.method.with_comments {
                    self.aside(&["<!--", &text, "-->"]);
                }
                Ok(())
            }
            Step::Instruction(instruction) => {
                let content = instruction.content().trim_start().replace("\r\n", "\n");
                let content = content.replace('\r', "\n");
                let space = if content.is_empty() { "" } else { " " };
                self.aside(&["<?", instruction.target(), space, &content, "?>"]);
                Ok(())
            }
        }
    }

    /// A comment or an instruction; outside the root each stands on a line of its own.
    fn aside(&mut self, pieces: &[&str]) {
        if self.state != State::Inside {
            return;
        }
        let is_outside = self.open.is_empty();
        if is_outside && self.selection.apex.is_some() {
            return;
        }
        if is_outside && self.is_behind_root {
            self.out.push('\n');
        }
        pieces.iter().for_each(|piece| escape(piece, Escaped::Aside, &mut self.out));
        if is_outside && !self.is_behind_root {
            self.out.push('\n');
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), SignatureDoubt> {
        let nth = self.n_elements;
        self.n_elements += 1;
        if let State::LeftOut(depth) = &mut self.state {
            *depth += 1;
            return Ok(());
        }
        if self.selection.without.contains(&nth) {
            // What is left out of something else than the apex is not written anyway.
            if self.state == State::Inside {
                self.state = State::LeftOut(1);
                return Ok(());
            }
        }
        let is_apex = self.selection.apex == Some(nth);
        if is_apex {
            self.state = State::Inside;
        }
        let mut attributes = self.in_force.enter(start)?;
        match self.state {
            State::Inside => self.write(start, attributes, is_apex),
            _ => {
                attributes.retain(|name, _| name.starts_with("xml:"));
                self.inherited.push(attributes);
                Ok(())
            }
        }
    }

    fn write(
        &mut self,
        start: &BytesStart<'_>,
        mut attributes: BTreeMap<String, String>,
        is_apex: bool,
    ) -> Result<(), SignatureDoubt> {
        let written_name = start.name();
        let name = written_name.into_inner();
        if is_apex {
            self.inherit(&mut attributes)?;
        }
        let mut sorted = BTreeMap::new();
        for (name, value) in &attributes {
            let (prefix, local) = split_name(name);
            let namespace = match prefix {
                "" => "",
                "xml" => XML_NAMESPACE,
                _ => self.in_force.namespace(prefix).ok_or(SignatureDoubt::Malformed)?,
            };
            if sorted.insert((namespace.to_owned(), local), (name, value)).is_some() {
                return Err(SignatureDoubt::Malformed);
            }
        }
        let (prefix, _) = split_name(name);
        if prefix != "xml" && self.in_force.namespace(prefix).is_none() {
            return Err(SignatureDoubt::Malformed);
        }
        self.out.push('<');
        self.out.push_str(name);
        self.bindings(name, &attributes, is_apex || self.open.is_empty());
        for (name, value) in sorted.into_values() {
            write_attribute(name, value, &mut self.out);
        }
        self.out.push('>');
        self.open.push(name.to_owned());
        Ok(())
    }

    /// Writes the bindings that the element needs and that its output does not have yet, in the order of prefixes.
    fn bindings(&mut self, name: &str, attributes: &BTreeMap<String, String>, is_first: bool) {
        let bound: Vec<&str> = match is_first {
            true => self.in_force.prefixes().collect(),
            false => self.in_force.bound_here().iter().map(String::as_str).collect(),
        };
        let mut asked: Vec<&str> = match self.method.rules {
            Rules::Inclusive | Rules::Inclusive11 => bound,
            Rules::Exclusive => {
                let listed = bound
                    .into_iter()
                    .filter(|prefix| self.method.prefixes.iter().any(|one| one == prefix));
                let used = attributes.keys().map(|name| split_name(name).0);
                let used = used.filter(|prefix| !prefix.is_empty());
                listed.chain(used).chain([split_name(name).0]).collect()
            }
        };
        asked.sort_unstable();
        asked.dedup();
        self.written.open();
        let mut bindings = Vec::new();
        for prefix in asked {
            let namespace = self.in_force.namespace(prefix).unwrap_or_default();
            // A default namespace that is empty is written only where it takes another one back.
            let is_written = self.written.namespace(prefix) == Some(namespace);
            if !is_written && prefix != "xml" {
                bindings.push((prefix.to_owned(), namespace.to_owned()));
            }
        }
        for (prefix, namespace) in bindings {
            let name = match prefix.as_str() {
                "" => "xmlns".to_owned(),
                prefix => format!("xmlns:{prefix}"),
            };
            write_attribute(&name, &namespace, &mut self.out);
            self.written.bind(&prefix, &namespace);
        }
    }

    /// Gives the apex the attributes of the namespace of XML that it has from the elements above it.
    fn inherit(&self, attributes: &mut BTreeMap<String, String>) -> Result<(), SignatureDoubt> {
        if self.method.rules == Rules::Exclusive {
            return Ok(());
        }
        for (name, value) in self.inherited.iter().rev().flatten() {
            let is_inherited = match (self.method.rules, name.as_str()) {
                (Rules::Inclusive11, "xml:base") => return Err(SignatureDoubt::UnsupportedMethod),
                (Rules::Inclusive11, name) => matches!(name, "xml:lang" | "xml:space"),
                _ => true,
            };
            if is_inherited {
                attributes.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Ok(())
    }

    fn end(&mut self) {
        match &mut self.state {
            State::LeftOut(1) => self.state = State::Inside,
            State::LeftOut(depth) => *depth -= 1,
            State::Inside => {
                self.in_force.close();
                self.written.close();
                if let Some(name) = self.open.pop() {
                    self.out.push_str("</");
                    self.out.push_str(&name);
                    self.out.push('>');
                }
                if self.open.is_empty() {
                    self.is_behind_root = true;
                    if self.selection.apex.is_some() {
                        self.state = State::Behind;
                    }
                }
            }
            State::Before | State::Behind => {
                self.in_force.close();
                self.inherited.pop();
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Escaped {
    Text,
    Attribute,
    /// Comments and instructions are written as they are, but for the sign that a parser would take for an end of line.
    Aside,
}

fn escape(text: &str, kind: Escaped, out: &mut String) {
    let replacement = |sign: char| match (sign, kind) {
        ('\r', _) => Some("&#xD;"),
        (_, Escaped::Aside) => None,
        ('&', _) => Some("&amp;"),
        ('<', _) => Some("&lt;"),
        ('>', Escaped::Text) => Some("&gt;"),
        ('"', Escaped::Attribute) => Some("&quot;"),
        ('\t', Escaped::Attribute) => Some("&#x9;"),
        ('\n', Escaped::Attribute) => Some("&#xA;"),
        _ => None,
    };
    let mut from = 0;
    for (at, sign) in text.char_indices() {
        if let Some(replacement) = replacement(sign) {
            out.push_str(&text[from..at]);
            out.push_str(replacement);
            from = at + sign.len_utf8();
        }
    }
    out.push_str(&text[from..]);
}

/// Writes an attribute as canonical XML has it.
pub(super) fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(value, Escaped::Attribute, out);
    out.push('"');
}

#[cfg(test)]
mod tests;
