//! Which elements of a text does a signature not sign? They are named by their paths, the outermost only.
//!
//! Signatures themselves are left out: they are no content. Refuses to know: what an element is worth.

use std::collections::BTreeMap;

use super::{
    canonical::{DEEPEST, Selection},
    scope::{Scope, split_name},
    structure::XML_SIGNATURE,
};
use crate::markup::{Markup, Node};

struct Open {
    path: String,
    n_children: BTreeMap<String, u32>,
    is_signed: bool,
    /// Whether it is a signature, or lies in one.
    is_of_signature: bool,
    /// Whether it says something of its own, in its text or its attributes.
    says_something: bool,
    holds_signed: bool,
    /// How many elements were named when it opened: those inside it need not be named beside it.
    n_named: usize,
}

/// The elements that none of these selections holds; `None` when the text is no XML.
pub(super) fn unsigned(
    text: &str,
    signed: &[Selection],
    progress: &mut dyn FnMut(),
) -> Option<Vec<String>> {
    if signed.iter().any(|selection| selection.apex.is_none()) {
        return Some(Vec::new());
    }
    let mut markup = Markup::new(text, DEEPEST, progress);
    let mut scope = Scope::default();
    let mut n_elements = 0;
    let mut open: Vec<Open> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    while let Some(node) = markup.next().ok()? {
        match node {
            Node::Start(start) => {
                let says_something = !scope.enter(&start).ok()?.is_empty();
                let written = start.name();
                let (prefix, local) = split_name(written.into_inner());
                let is_signature =
                    local == "Signature" && scope.namespace(prefix) == Some(XML_SIGNATURE);
                let (above, was_signed, in_signature) = match open.last() {
                    Some(parent) => {
                        (parent.path.as_str(), parent.is_signed, parent.is_of_signature)
                    }
                    None => ("", false, false),
                };
                let above = above.to_owned();
                let nth = open.last_mut().map_or(1, |parent| {
                    let nth = parent.n_children.entry(local.to_owned()).or_insert(0);
                    *nth += 1;
                    *nth
                });
                let path = match nth {
                    1 => format!("{above}/{local}"),
                    nth => format!("{above}/{local}[{nth}]"),
                };
                open.push(Open {
                    path,
                    n_children: BTreeMap::new(),
                    is_signed: was_signed || signed.iter().any(|one| one.apex == Some(n_elements)),
                    is_of_signature: in_signature || is_signature,
                    says_something,
                    holds_signed: false,
                    n_named: named.len(),
                });
                n_elements += 1;
            }
            Node::End => {
                scope.close();
                let Some(closed) = open.pop() else { continue };
                if let Some(parent) = open.last_mut() {
                    parent.holds_signed |= closed.is_signed || closed.holds_signed;
                }
                if closed.is_signed || closed.is_of_signature {
                    continue;
                }
                let has_unsigned = named.len() > closed.n_named;
                if !closed.holds_signed && (closed.says_something || has_unsigned) {
                    named.truncate(closed.n_named);
                    named.push(closed.path);
                } else if closed.says_something {
                    named.push(closed.path);
                }
            }
            Node::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.says_something |= !text.trim().is_empty();
                }
            }
        }
    }
    named.sort();
    Some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_selection_holds_is_named_by_its_outermost_element() {
        let check = |apexes: &[u32], expect: &[&str]| {
            let text = "<m xmlns:d='http://www.w3.org/2000/09/xmldsig#'><h><n>1</n><o>2</o></h><b a='1'><c/></b> \
                        <b>3</b><d:Signature><d:X>4</d:X></d:Signature></m>";
            let of = |apex: &u32| Selection { apex: Some(*apex), ..Selection::default() };
            let signed: Vec<_> = apexes.iter().map(of).collect();
            assert_eq!(unsigned(text, &signed, &mut || {}).expect("XML"), expect, "{apexes:?}");
        };
        check(&[0], &[]);
        check(&[1], &["/m/b", "/m/b[2]"]);
        check(&[2, 4, 6], &["/m/h/o"]);
        check(&[4, 6], &["/m/h"]);
        check(&[], &["/m"]);
        assert_eq!(unsigned("<m>1</m>", &[Selection::default()], &mut || {}), Some(Vec::new()));
    }
}
