//! What was changed in a PDF after a revision of it: the revision and the file, object by object.
//!
//! Later revisions replace objects by number. Every replaced object that is in use must be explained: by a further
//! signature, by a form that was filled in, by an annotation, by data about certificates. Whatever nothing explains,
//! and whatever the pages draw, is a change of content; hidden content that is switched on ("shadow attack") is one.
//! Refuses to know: whether a change was allowed.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, Object, ObjectId};
use model::signature::LaterChange;

use super::{
    array, dictionary,
    field::{self, Field},
    name,
};

mod reach;

use reach::Reached;

/// The keys of a field by which it is filled in.
const FILLED: [&[u8]; 10] = [b"V", b"AP", b"AS", b"DV", b"M", b"F", b"I", b"TI", b"RV", b"MK"];

/// What was changed.
#[derive(Debug, Default)]
pub(super) struct Later {
    pub(super) changes: BTreeSet<LaterChange>,
    /// The names of the fields that were filled in, or filled in otherwise.
    pub(super) filled: BTreeSet<String>,
}

/// What a later state of a file changes in an earlier one; `None` where one of them has no catalog to begin with.
pub(super) fn changes_after(earlier: &Document, later: &Document) -> Option<Later> {
    let (old, new) = (Reached::of(earlier)?, Reached::of(later)?);
    let mut comparison = Comparison {
        earlier,
        later,
        replaced: replaced(earlier, later, &old, &new),
        fixed: old.fixed.union(&new.fixed).copied().collect(),
        explained: BTreeSet::new(),
        result: Later::default(),
    };
    comparison.compare_trailers();
    comparison.compare_fields();
    comparison.compare_pages(&old, &new);
    if !comparison.replaced.is_subset(&comparison.explained) {
        comparison.add(LaterChange::Content);
    }
    Some(comparison.result)
}

/// The objects in use that are not what they were. One that was only named before, and did not exist, was nothing.
fn replaced(
    earlier: &Document,
    later: &Document,
    old: &Reached,
    new: &Reached,
) -> BTreeSet<ObjectId> {
    let differs = |id: &&ObjectId| match (earlier.objects.get(id), later.objects.get(id)) {
        (Some(one), Some(other)) => !same(one, other),
        (None, None) => false,
        (Some(_), None) => true,
        (None, Some(_)) => old.missing.contains(id),
    };
    old.all.union(&new.all).filter(differs).copied().collect()
}

/// Whether two objects say the same. Where a stream lies in the file does not matter.
fn same(one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Stream(one), Object::Stream(other)) => {
            one.dict == other.dict && one.content == other.content
        }
        _ => one == other,
    }
}

struct Comparison<'d> {
    earlier: &'d Document,
    later: &'d Document,
    replaced: BTreeSet<ObjectId>,
    /// What either state draws and does: it is explained by nothing, whatever else refers to it.
    fixed: BTreeSet<ObjectId>,
    explained: BTreeSet<ObjectId>,
    result: Later,
}

impl<'d> Comparison<'d> {
    fn add(&mut self, change: LaterChange) {
        self.result.changes.insert(change);
    }

    fn explain(&mut self, id: ObjectId) {
        if !self.fixed.contains(&id) {
            self.explained.insert(id);
        }
    }

    /// What a key holds, with all below it, is explained.
    fn explain_below(&mut self, of: &Dictionary, key: &[u8]) {
        let Ok(start) = of.get(key) else { return };
        for id in reach::below(self.later, start) {
            self.explain(id);
        }
    }

    /// Whether two dictionaries differ in no other keys than these.
    fn differ_only_in(&self, old: &Dictionary, new: &Dictionary, keys: &[&[u8]]) -> bool {
        let all: BTreeSet<&[u8]> =
            old.iter().chain(new.iter()).map(|(key, _)| key.as_slice()).collect();
        all.into_iter()
            .filter(|key| !keys.contains(key))
            .all(|key| old.get(key).ok() == new.get(key).ok())
    }

    /// The trailer, the catalog, and what hangs on them beside pages and fields.
    fn compare_trailers(&mut self) {
        const CATALOG: [&[u8]; 5] = [b"AcroForm", b"DSS", b"Metadata", b"Extensions", b"Version"];
        let root = |document: &Document| document.trailer.get(b"Root").ok()?.as_reference().ok();
        let id = root(self.earlier);
        let (Ok(old), Ok(new)) = (self.earlier.catalog(), self.later.catalog()) else { return };
        if id != root(self.later) || !self.differ_only_in(old, new, &CATALOG) {
            self.add(LaterChange::Content);
            return;
        }
        if let Some(id) = id {
            self.explain(id);
        }
        for key in [b"DSS".as_slice(), b"Metadata", b"Extensions"] {
            self.explain_below(new, key);
            let is_changed = old.get(key).ok() != new.get(key).ok()
                || new.get(key).is_ok_and(|start| {
                    reach::below(self.later, start).iter().any(|id| self.replaced.contains(id))
                });
            if is_changed {
                self.add(LaterChange::ValidationData);
            }
        }
        // Author, title and dates of the file are shown nowhere in the document.
        let trailer = &self.later.trailer;
        if trailer.get(b"Info").ok() != self.earlier.trailer.get(b"Info").ok() {
            self.add(LaterChange::ValidationData);
        }
        if let Ok(id) = trailer.get(b"Info").and_then(Object::as_reference)
            && self.replaced.contains(&id)
        {
            self.explain(id);
            self.add(LaterChange::ValidationData);
        }
        self.compare_forms(old, new);
    }

    /// The form as a whole, without its fields.
    fn compare_forms(&mut self, old: &Dictionary, new: &Dictionary) {
        const FORM: [&[u8]; 5] = [b"Fields", b"SigFlags", b"DA", b"DR", b"NeedAppearances"];
        let empty = Dictionary::new();
        let before = dictionary(self.earlier, old, b"AcroForm").unwrap_or(&empty);
        let Some(after) = dictionary(self.later, new, b"AcroForm") else {
            if !before.is_empty() {
                self.add(LaterChange::Content);
            }
            return;
        };
        if !self.differ_only_in(before, after, &FORM) {
            self.add(LaterChange::Content);
            return;
        }
        let objects = [
            new.get(b"AcroForm"),
            after.get(b"Fields"),
            after.get(b"DR"),
            dictionary(self.later, after, b"DR").map_or(after.get(b"DR"), |dr| dr.get(b"Font")),
        ];
        for id in objects.into_iter().flatten().filter_map(|object| object.as_reference().ok()) {
            self.explain(id);
        }
        let looks_otherwise = [b"DA".as_slice(), b"NeedAppearances"]
            .iter()
            .any(|key| before.get(key).is_ok() && before.get(key).ok() != after.get(key).ok());
        if looks_otherwise {
            self.add(LaterChange::FormFill);
        }
    }

    /// The fields of the form: filled in, signed, added.
    fn compare_fields(&mut self) {
        let (earlier, later) = (self.earlier, self.later);
        let old: BTreeMap<FieldKey, Field<'_>> =
            field::fields(earlier).into_iter().map(|field| (FieldKey::of(&field), field)).collect();
        let mut kept = BTreeSet::new();
        for new in field::fields(later) {
            let key = FieldKey::of(&new);
            match old.get(&key) {
                Some(old) => self.compare_field(old, &new),
                None => self.add_field(&new),
            }
            kept.insert(key);
        }
        if old.keys().any(|key| !kept.contains(key)) {
            self.add(LaterChange::Content);
        }
    }

    fn compare_field(&mut self, old: &Field<'d>, new: &Field<'d>) {
        let is_same = old.of == new.of
            && !reach::below_field(self.later, new.of).iter().any(|id| self.replaced.contains(id));
        if is_same {
            return;
        }
        // Fields are grouped anew when one more is put under a name.
        let mut may_change = FILLED.to_vec();
        may_change.push(b"Kids");
        if !self.differ_only_in(old.of, new.of, &may_change) {
            self.add(LaterChange::Content);
            return;
        }
        if let Some(id) = new.id {
            self.explain(id);
        }
        let is_value_same = old.of.get(b"V").ok() == new.of.get(b"V").ok()
            && !self.refers_to_replaced(new.of, b"V");
        if new.is_for_signature {
            match (old.of.has(b"V"), is_value_same) {
                (false, false) => self.sign(new),
                (true, false) => return self.add(LaterChange::Content),
                (_, true) => self.add(LaterChange::FormFill),
            }
        } else {
            self.explain_below(new.of, b"V");
            self.add(LaterChange::FormFill);
            self.result.filled.insert(new.name.clone());
        }
        self.explain_below(new.of, b"AP");
        self.explain_below(new.of, b"MK");
    }

    fn refers_to_replaced(&self, of: &Dictionary, key: &[u8]) -> bool {
        super::reference(of, key).is_some_and(|id| self.replaced.contains(&id))
    }

    fn sign(&mut self, field: &Field<'_>) {
        let is_timestamp = dictionary(self.later, field.of, b"V")
            .is_some_and(|signature| field::is_timestamp(self.later, signature));
        self.add(match is_timestamp {
            true => LaterChange::ValidationData,
            false => LaterChange::Signature,
        });
    }

    fn add_field(&mut self, field: &Field<'_>) {
        if !field.is_for_signature {
            self.add(LaterChange::Content);
        } else if field.of.has(b"V") {
            self.sign(field);
        } else {
            // A place to sign at, not signed yet.
            self.add(LaterChange::FormFill);
        }
    }

    /// The pages: all there, in their order, drawing what they drew; and their annotations.
    fn compare_pages(&mut self, old: &Reached, new: &Reached) {
        if old.pages != new.pages {
            self.add(LaterChange::Content);
            return;
        }
        let fields: BTreeSet<ObjectId> =
            field::fields(self.later).iter().filter_map(|field| field.id).collect();
        for id in &new.pages {
            let (Ok(before), Ok(after)) =
                (self.earlier.get_dictionary(*id), self.later.get_dictionary(*id))
            else {
                self.add(LaterChange::Content);
                return;
            };
            if !self.differ_only_in(before, after, &[b"Annots"]) {
                self.add(LaterChange::Content);
                continue;
            }
            self.explained.insert(*id);
            self.compare_annotations(before, after, &fields);
        }
    }

    fn compare_annotations(
        &mut self,
        before: &Dictionary,
        after: &Dictionary,
        fields: &BTreeSet<ObjectId>,
    ) {
        let old = array(self.earlier, before, b"Annots").unwrap_or_default();
        let new = array(self.later, after, b"Annots").unwrap_or_default();
        if let Some(id) = super::reference(after, b"Annots") {
            self.explain(id);
        }
        let is_widget = |document: &Document, annotation: &Object| {
            let of = document.dereference(annotation).ok().and_then(|(_, of)| of.as_dict().ok());
            of.is_some_and(|of| name(document, of, b"Subtype").as_deref() == Some("Widget"))
        };
        for annotation in old.iter().filter(|annotation| !new.contains(annotation)) {
            let was_field = is_widget(self.earlier, annotation);
            self.add(if was_field { LaterChange::Content } else { LaterChange::Annotation });
        }
        for annotation in new {
            let id = annotation.as_reference().ok();
            if id.is_some_and(|id| fields.contains(&id)) {
                continue;
            }
            let is_new = !old.contains(annotation);
            let Ok((_, Object::Dictionary(of))) = self.later.dereference(annotation) else {
                continue;
            };
            let below = reach::below_annotation(self.later, of);
            let is_replaced = id.is_some_and(|id| self.replaced.contains(&id))
                || below.iter().any(|id| self.replaced.contains(id));
            if !is_new && !is_replaced {
                continue;
            }
            // What looks like a part of a form and is none shows what it likes.
            if is_widget(self.later, annotation) {
                self.add(LaterChange::Content);
                continue;
            }
            self.add(LaterChange::Annotation);
            id.into_iter().chain(below).for_each(|id| self.explain(id));
        }
    }
}

/// By what a field is known again: its object, else its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum FieldKey {
    Object(ObjectId),
    Name(String),
}

impl FieldKey {
    fn of(field: &Field<'_>) -> Self {
        field.id.map_or_else(|| Self::Name(field.name.clone()), Self::Object)
    }
}
