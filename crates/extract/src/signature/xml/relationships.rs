//! The relationships of a package that a signature signs (ECMA-376-2, Relationships Transform Algorithm): those that it
//! selects by id or type, in an order of their own, without anything else that their part says.
//!
//! Refuses to know: which parts they lead to, and what these show.

use std::collections::{BTreeMap, BTreeSet};

use model::signature::SignatureDoubt;

use super::{
    canonical::{DEEPEST, write_attribute},
    structure::Element,
};
use crate::markup::{self, Markup, Node};

pub(super) const TRANSFORM: &str =
    "http://schemas.openxmlformats.org/package/2006/RelationshipTransform";

/// Which relationships of a part are signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SignedRelationships {
    ids: BTreeSet<String>,
    kinds: BTreeSet<String>,
}

impl SignedRelationships {
    pub(super) fn of(transform: &Element) -> Self {
        let all = |name, attribute| {
            let named = transform.children.iter().filter(move |child| child.name == name);
            named.filter_map(move |child| child.attribute(attribute)).map(str::to_owned).collect()
        };
        Self {
            ids: all("RelationshipReference", "SourceId"),
            kinds: all("RelationshipsGroupReference", "SourceType"),
        }
    }

    /// Whether the relationship of this id and full type is among them.
    pub(crate) fn select(&self, id: &str, kind: &str) -> bool {
        self.ids.contains(id) || self.kinds.contains(kind)
    }
}

/// The form in which relationships are signed.
///
/// # Errors
/// `Malformed` when the part is no well-formed XML.
pub(super) fn transformed(
    part: &str,
    signed: &SignedRelationships,
    progress: &mut dyn FnMut(),
) -> Result<String, SignatureDoubt> {
    let mut relationships: BTreeMap<String, String> = BTreeMap::new();
    let mut markup = Markup::new(part, DEEPEST, progress);
    while let Some(node) = markup.next().map_err(|_| SignatureDoubt::Malformed)? {
        let Node::Start(start) = node else { continue };
        if start.local_name().as_ref() != "Relationship" {
            continue;
        }
        let mut attributes = BTreeMap::new();
        for attribute in markup::attributes(&start) {
            let (name, value) = attribute.map_err(|_| SignatureDoubt::Malformed)?;
            attributes.insert(name.to_owned(), value.into_owned());
        }
        let of = |name: &str| attributes.get(name).map(String::as_str).unwrap_or_default();
        if !signed.select(of("Id"), of("Type")) {
            continue;
        }
        let id = of("Id").to_owned();
        // The library leaves it out where it is what is meant anyway.
        attributes.entry("TargetMode".to_owned()).or_insert_with(|| "Internal".to_owned());
        let mut written = "<Relationship".to_owned();
        attributes.iter().for_each(|(name, value)| write_attribute(name, value, &mut written));
        written.push_str("></Relationship>");
        if relationships.insert(id, written).is_some() {
            return Err(SignatureDoubt::Malformed);
        }
    }
    let all: String = relationships.into_values().collect();
    let namespace = "http://schemas.openxmlformats.org/package/2006/relationships";
    Ok(format!("<Relationships xmlns=\"{namespace}\">{all}</Relationships>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_selected_is_written_in_the_order_of_its_ids() {
        let part = "<?xml version='1.0'?>\n<Relationships xmlns='u'>\n <Relationship Type='t/b' Target='b.xml' Id='rId2'/>\n\
             <Relationship Id='rId10' Target='http://a?x=1&amp;y' Type='t/a' TargetMode='External'/>\n\
             <Relationship Id='rId1' Target='c.xml' Type='t/c'> </Relationship></Relationships>";
        let signed = SignedRelationships {
            ids: ["rId10".to_owned()].into(),
            kinds: ["t/b".to_owned()].into(),
        };
        assert_eq!(
            transformed(part, &signed, &mut || {}).expect("well formed"),
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId10\" Target=\"http://a?x=1&amp;y\" TargetMode=\"External\" Type=\"t/a\"></Relationship>\
             <Relationship Id=\"rId2\" Target=\"b.xml\" TargetMode=\"Internal\" Type=\"t/b\"></Relationship>\
             </Relationships>"
        );
    }
}
