//! Where do signatures stand in a text, and which elements can they point at?
//!
//! Only the elements of signatures are kept as a tree; of everything else only its identifiers. Refuses to know: what a
//! signature signs.

use std::collections::BTreeMap;

use model::signature::SignatureDoubt;
use quick_xml::events::BytesStart;

use super::{
    canonical::DEEPEST,
    scope::{Scope, split_name},
};
use crate::markup::{Markup, Node};

/// The namespace of XML Signature.
pub(super) const XML_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Elements of all signatures of a file together; an Office signature has some five for each part.
const MOST_ELEMENTS: usize = 200_000;

/// An element of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    /// Its namespace.
    pub(super) namespace: String,
    /// Its local name.
    pub(super) name: String,
    /// Its number in the text, and that of the last element inside it.
    pub(super) span: (u32, u32),
    attributes: BTreeMap<String, String>,
    /// Its own text, without that of the elements inside it.
    pub(super) text: String,
    /// The elements inside it.
    pub(super) children: Vec<Element>,
}

impl Element {
    /// Whether it is one of XML Signature's, of this name.
    pub(super) fn is_of_signature(&self, name: &str) -> bool {
        self.namespace == XML_SIGNATURE && self.name == name
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The first element inside it of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The `Algorithm` of the first element inside it of this name.
    pub(super) fn algorithm(&self, name: &str) -> Option<&str> {
        self.child(name)?.attribute("Algorithm")
    }

    /// The element and all that lie in it, in their order.
    pub(super) fn descendants(&self) -> Vec<&Element> {
        let mut found = Vec::new();
        let mut waiting = vec![self];
        while let Some(element) = waiting.pop() {
            found.push(element);
            waiting.extend(element.children.iter().rev());
        }
        found
    }

    /// All elements of this name in it, at any depth.
    pub(super) fn all(&self, name: &str) -> Vec<&Element> {
        let mut found = self.descendants();
        found.retain(|element| element.name == name);
        found
    }

    /// Whether an element lies in it, or is it.
    pub(super) fn holds(&self, other: &Element) -> bool {
        self.span.0 <= other.span.0 && other.span.1 <= self.span.1
    }
}

/// What a reference finds under an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identified {
    /// The element of this number.
    Element(u32),
    /// Several elements bear it, so that nobody knows which one was meant.
    Several,
}

/// What stands in a text.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// The signatures that do not lie in other signatures, in their order.
    pub(super) signatures: Vec<Element>,
    pub(super) identifiers: BTreeMap<String, Identified>,
}

/// Goes through a text.
///
/// # Errors
/// `Malformed` when it is no XML with namespaces, `TooMany` when its signatures have more elements than are looked at.
pub(super) fn structure(
    text: &str,
    progress: &mut dyn FnMut(),
) -> Result<Structure, SignatureDoubt> {
    let mut markup = Markup::new(text, DEEPEST, progress);
    let mut structure = Structure::default();
    let mut scope = Scope::default();
    let mut n_elements = 0;
    let mut open: Vec<Element> = Vec::new();
    let mut n_kept = 0;
    while let Some(node) = markup.next().map_err(|_| SignatureDoubt::Malformed)? {
        match node {
            Node::Start(start) => {
                let element = element(&start, n_elements, &mut scope)?;
                n_elements += 1;
                let identifiers = element.attributes.iter();
                let identifiers =
                    identifiers.filter(|(name, _)| split_name(name).1.eq_ignore_ascii_case("id"));
                for (_, identifier) in identifiers {
                    structure
                        .identifiers
                        .entry(identifier.clone())
                        .and_modify(|found| *found = Identified::Several)
                        .or_insert(Identified::Element(element.span.0));
                }
                if !open.is_empty() || element.is_of_signature("Signature") {
                    n_kept += 1;
                    if n_kept > MOST_ELEMENTS {
                        return Err(SignatureDoubt::TooMany);
                    }
                    open.push(element);
                }
            }
            Node::End => {
                scope.close();
                if let Some(mut element) = open.pop() {
                    element.span.1 = n_elements - 1;
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => structure.signatures.push(element),
                    }
                }
            }
            Node::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
        }
    }
    Ok(structure)
}

fn element(start: &BytesStart<'_>, nth: u32, scope: &mut Scope) -> Result<Element, SignatureDoubt> {
    let attributes = scope.enter(start)?;
    let written = start.name();
    let (prefix, local) = split_name(written.into_inner());
    Ok(Element {
        namespace: scope.namespace(prefix).unwrap_or_default().to_owned(),
        name: local.to_owned(),
        span: (nth, nth),
        attributes,
        text: String::new(),
        children: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_told_by_their_namespace_and_identifiers_by_their_number() {
        let text = "<a Id='x'><Signature Id='no'/><d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#' \
                    Id='s'><d:Object><d:Signature/>t</d:Object></d:Signature><b id='x'/></a>";
        let found = structure(text, &mut || {}).expect("well formed");
        let [signature] = &found.signatures[..] else { panic!("one signature") };
        assert_eq!((signature.span, signature.attribute("Id")), ((2, 4), Some("s")));
        assert_eq!(signature.child("Object").map(|object| object.text.as_str()), Some("t"));
        assert_eq!(found.identifiers["s"], Identified::Element(2));
        assert_eq!(found.identifiers["x"], Identified::Several);
    }
}
