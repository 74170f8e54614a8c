//! Which namespace does a prefix stand for, at the place where the reading is? (Namespaces in XML 1.0)
//!
//! Refuses to know: what is done with a namespace.

use std::collections::BTreeMap;

use model::signature::SignatureDoubt;
use quick_xml::{XmlVersion, events::BytesStart};

/// The bindings of prefixes in force, by the elements that are open. The empty prefix is that of the default namespace.
#[derive(Debug, Default)]
pub(super) struct Scope {
    bindings: BTreeMap<String, Vec<String>>,
    /// For each open element the prefixes that it binds.
    bound: Vec<Vec<String>>,
}

impl Scope {
    /// An element opens.
    pub(super) fn open(&mut self) {
        self.bound.push(Vec::new());
    }

    /// An element opens with the bindings that its tag makes; its other attributes are given back, by their written names.
    ///
    /// # Errors
    /// `Malformed` where an attribute cannot be read, or stands twice.
    pub(super) fn enter(
        &mut self,
        start: &BytesStart<'_>,
    ) -> Result<BTreeMap<String, String>, SignatureDoubt> {
        self.open();
        let mut others = BTreeMap::new();
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| SignatureDoubt::Malformed)?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| SignatureDoubt::Malformed)?;
            let name = attribute.key.into_inner();
            match declared_prefix(name) {
                Some(prefix) => self.bind(prefix, &value),
                None => {
                    if others.insert(name.to_owned(), value.into_owned()).is_some() {
                        return Err(SignatureDoubt::Malformed);
                    }
                }
            }
        }
        Ok(others)
    }

    /// The element opened last binds a prefix.
    pub(super) fn bind(&mut self, prefix: &str, namespace: &str) {
        self.bindings.entry(prefix.to_owned()).or_default().push(namespace.to_owned());
        if let Some(bound) = self.bound.last_mut() {
            bound.push(prefix.to_owned());
        }
    }

    /// The element opened last closes.
    pub(super) fn close(&mut self) {
        for prefix in self.bound.pop().unwrap_or_default() {
            if let Some(namespaces) = self.bindings.get_mut(&prefix) {
                namespaces.pop();
                if namespaces.is_empty() {
                    self.bindings.remove(&prefix);
                }
            }
        }
    }

    /// The namespace of a prefix; `None` where nothing binds it. The default namespace is empty where nothing binds it.
    pub(super) fn namespace(&self, prefix: &str) -> Option<&str> {
        match self.bindings.get(prefix).and_then(|namespaces| namespaces.last()) {
            Some(namespace) => Some(namespace),
            None => prefix.is_empty().then_some(""),
        }
    }

    /// All prefixes that are bound, in their order.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.bindings.keys().map(String::as_str)
    }

    /// The prefixes that the element opened last binds.
    pub(super) fn bound_here(&self) -> &[String] {
        self.bound.last().map(Vec::as_slice).unwrap_or_default()
    }
}

/// The prefix that an attribute of this name binds: `xmlns:ds` binds `ds`, `xmlns` the empty one.
fn declared_prefix(attribute: &str) -> Option<&str> {
    match attribute.strip_prefix("xmlns")? {
        "" => Some(""),
        rest => rest.strip_prefix(':'),
    }
}

/// A name as it is written, as prefix and local name.
pub(super) fn split_name(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bindings_end_with_their_element() {
        let mut scope = Scope::default();
        scope.open();
        scope.bind("", "u");
        scope.bind("p", "v");
        scope.open();
        scope.bind("", "");
        assert_eq!((scope.namespace(""), scope.namespace("p")), (Some(""), Some("v")));
        scope.close();
        assert_eq!((scope.namespace(""), scope.namespace("q")), (Some("u"), None));
        scope.close();
        assert_eq!((scope.namespace(""), scope.namespace("p")), (Some(""), None));
    }
    #[test]
    fn attributes_that_bind_nothing_are_given_back_once() {
        let enter = |tag| Scope::default().enter(&BytesStart::from_content(tag, 1));
        let given = enter("a xmlns:p='v' p:b='&lt;' c='1'").expect("well formed");
        let given: Vec<_> = given.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(given, [("c", "1"), ("p:b", "<")]);
        assert_eq!(enter("a c='1' c='2'"), Err(SignatureDoubt::Malformed));
    }
}
