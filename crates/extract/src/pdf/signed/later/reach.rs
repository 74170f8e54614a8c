//! Which objects of a document are in use, and which of them nothing that may be added later can account for.
//!
//! Refuses to know: what was changed.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// The objects that are in use.
pub(super) struct Reached {
    /// All of them.
    pub(super) all: BTreeSet<ObjectId>,
    /// Those that are named and do not exist.
    pub(super) missing: BTreeSet<ObjectId>,
    /// What the pages draw and what the document does, annotations, fields and data about certificates apart. The
    /// pages themselves are not among them: they list the annotations.
    pub(super) fixed: BTreeSet<ObjectId>,
    /// The pages, in their order.
    pub(super) pages: Vec<ObjectId>,
}

/// What leads from the catalog to what may be added later.
const NOT_FIXED: [&[u8]; 4] = [b"AcroForm", b"DSS", b"Metadata", b"Extensions"];

/// What leads from a page to other than what it draws.
const NOT_DRAWN: [&[u8]; 4] = [b"Annots", b"Parent", b"B", b"AA"];

/// What leads from the structure of the text to annotations and fields.
const OF_STRUCTURE: &[u8] = b"Obj";

/// What leads from an annotation or a field to other than its own looks.
const NOT_OWN: [&[u8]; 6] = [b"P", b"Parent", b"Kids", b"Dest", b"A", b"V"];

impl Reached {
    /// `None` where there is no catalog.
    pub(super) fn of(document: &Document) -> Option<Self> {
        let catalog = document.catalog().ok()?;
        let mut all = Walk::over(document);
        for (key, object) in document.trailer.iter() {
            // Earlier tables of objects are no objects of the document.
            if !matches!(key.as_slice(), b"Prev" | b"XRefStm") {
                all.add(object);
            }
        }
        all.finish();
        let pages: Vec<ObjectId> = document.page_iter().collect();
        let mut fixed = Walk {
            closed: pages.iter().copied().collect(),
            left_out: Some(OF_STRUCTURE),
            ..Walk::over(document)
        };
        fixed.add_without(catalog, &NOT_FIXED);
        for page in pages.iter().filter_map(|id| document.get_dictionary(*id).ok()) {
            fixed.add_without(page, &NOT_DRAWN);
        }
        fixed.finish();
        let Walk { seen, missing, .. } = all;
        Some(Self { all: seen, missing, fixed: fixed.seen, pages })
    }
}

/// An object and all that it leads to.
pub(super) fn below(document: &Document, start: &Object) -> BTreeSet<ObjectId> {
    let mut walk = Walk::over(document);
    walk.add(start);
    walk.finish();
    walk.seen
}

/// What an annotation looks like.
pub(super) fn below_annotation(document: &Document, annotation: &Dictionary) -> BTreeSet<ObjectId> {
    let mut walk = Walk::over(document);
    walk.add_without(annotation, &NOT_OWN);
    walk.finish();
    walk.seen
}

/// What a field looks like, and the object of its value.
pub(super) fn below_field(document: &Document, field: &Dictionary) -> BTreeSet<ObjectId> {
    let mut seen = below_annotation(document, field);
    seen.extend(field.get(b"V").ok().and_then(|value| value.as_reference().ok()));
    seen
}

struct Walk<'d> {
    document: &'d Document,
    seen: BTreeSet<ObjectId>,
    missing: BTreeSet<ObjectId>,
    /// Objects that are not entered.
    closed: BTreeSet<ObjectId>,
    /// A key that is not followed.
    left_out: Option<&'static [u8]>,
    open: Vec<ObjectId>,
}

impl<'d> Walk<'d> {
    fn over(document: &'d Document) -> Self {
        Self {
            document,
            seen: BTreeSet::new(),
            missing: BTreeSet::new(),
            closed: BTreeSet::new(),
            left_out: None,
            open: Vec::new(),
        }
    }

    fn add(&mut self, object: &Object) {
        let mut open = vec![object];
        while let Some(object) = open.pop() {
            let of = match object {
                Object::Reference(id) => {
                    self.enter(*id);
                    continue;
                }
                Object::Array(items) => {
                    open.extend(items);
                    continue;
                }
                Object::Dictionary(of) => of,
                Object::Stream(stream) => &stream.dict,
                _ => continue,
            };
            let followed = of.iter().filter(|(key, _)| self.left_out != Some(key.as_slice()));
            open.extend(followed.map(|(_, item)| item));
        }
    }

    fn add_without(&mut self, dictionary: &Dictionary, keys: &[&[u8]]) {
        for (key, object) in dictionary.iter() {
            if !keys.contains(&key.as_slice()) {
                self.add(object);
            }
        }
    }

    fn enter(&mut self, id: ObjectId) {
        if !self.closed.contains(&id) && self.seen.insert(id) {
            if self.document.objects.contains_key(&id) {
                self.open.push(id);
            } else {
                self.missing.insert(id);
            }
        }
    }

    fn finish(&mut self) {
        while let Some(id) = self.open.pop() {
            if let Some(object) = self.document.objects.get(&id) {
                self.add(object);
            }
        }
    }
}
