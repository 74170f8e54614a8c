//! The fields of a form (ISO 32000-2, 12.7), and those among them that are signed.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};
use model::signature::SignatureRole;

use super::{array, dictionary, name, reference, string};
use crate::pdf::embedded;

/// Fields in fields deeper than this are a loop.
const DEEPEST: u32 = 32;

/// A field of the form; its parts on pages (widgets) are fields without a name of their own.
pub(super) struct Field<'d> {
    /// Its object; `None` where it stands directly in a list.
    pub(super) id: Option<ObjectId>,
    /// Its name and those of the fields that it is in, apart by dots.
    pub(super) name: String,
    pub(super) of: &'d Dictionary,
    /// Whether it is for a signature.
    pub(super) is_for_signature: bool,
}

/// All fields of a document, those that hold others before these.
pub(super) fn fields(document: &Document) -> Vec<Field<'_>> {
    let mut walk = Walk { document, found: Vec::new(), seen: BTreeSet::new() };
    let form = document.catalog().ok().and_then(|root| dictionary(document, root, b"AcroForm"));
    for field in form.and_then(|form| array(document, form, b"Fields")).unwrap_or_default() {
        walk.add(field, "", false, DEEPEST);
    }
    walk.found
}

struct Walk<'d> {
    document: &'d Document,
    found: Vec<Field<'d>>,
    seen: BTreeSet<ObjectId>,
}

impl<'d> Walk<'d> {
    fn add(&mut self, object: &'d Object, above: &str, inherits_signature: bool, deepest: u32) {
        let id = object.as_reference().ok();
        if id.is_some_and(|id| !self.seen.insert(id)) || deepest == 0 {
            return;
        }
        let Ok((_, Object::Dictionary(of))) = self.document.dereference(object) else { return };
        let own_name = string(self.document, of, b"T").map(embedded::text);
        let full_name = match (own_name, above) {
            (Some(own), "") => own,
            (Some(own), above) => format!("{above}.{own}"),
            (None, above) => above.to_owned(),
        };
        let is_for_signature = match name(self.document, of, b"FT") {
            Some(kind) => kind == "Sig",
            None => inherits_signature,
        };
        self.found.push(Field { id, name: full_name.clone(), of, is_for_signature });
        for kid in array(self.document, of, b"Kids").unwrap_or_default() {
            self.add(kid, &full_name, is_for_signature, deepest - 1);
        }
    }
}

/// A field with a signature in it.
pub(super) struct SignedField<'d> {
    pub(super) name: String,
    /// The signature.
    pub(super) value: &'d Dictionary,
    document: &'d Document,
}

/// The signed fields of a document.
pub(super) fn signed_fields(document: &Document) -> Vec<SignedField<'_>> {
    let mut seen = BTreeSet::new();
    fields(document)
        .into_iter()
        .filter(|field| field.is_for_signature)
        .filter_map(|field| {
            let value = dictionary(document, field.of, b"V")?;
            let is_first = reference(field.of, b"V").is_none_or(|id| seen.insert(id));
            is_first.then_some(SignedField { name: field.name, value, document })
        })
        .collect()
}

impl SignedField<'_> {
    /// What the signature was made for.
    pub(super) fn role(&self) -> SignatureRole {
        if is_timestamp(self.document, self.value) {
            return SignatureRole::Timestamp;
        }
        let Some(terms) = self.terms(b"DocMDP") else { return SignatureRole::Approval };
        match super::value(self.document, terms, b"P").and_then(|p| p.as_i64().ok()) {
            Some(1) => SignatureRole::CertifiesAll,
            Some(3) => SignatureRole::CertifiesButAnnotations,
            _ => SignatureRole::CertifiesButForms,
        }
    }

    /// Whether the signature forbids to fill this field afterwards (12.8.2.4).
    pub(super) fn locks(&self, filled: &str) -> bool {
        let Some(terms) = self.terms(b"FieldMDP") else { return false };
        let named = array(self.document, terms, b"Fields").unwrap_or_default();
        let is_named = named.iter().filter_map(|name| name.as_str().ok()).any(|name| {
            let name = embedded::text(name);
            filled == name || filled.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.'))
        });
        match name(self.document, terms, b"Action").as_deref() {
            Some("All") => true,
            Some("Include") => is_named,
            Some("Exclude") => !is_named,
            _ => false,
        }
    }

    /// The terms of one of the methods by which the signature says what may change (12.8.2).
    fn terms(&self, method: &[u8]) -> Option<&Dictionary> {
        let references = array(self.document, self.value, b"Reference")?;
        references.iter().find_map(|reference| {
            let reference = self.document.dereference(reference).ok()?.1.as_dict().ok()?;
            let is_asked = super::value(self.document, reference, b"TransformMethod")
                .is_some_and(|found| found.as_name().is_ok_and(|found| found == method));
            is_asked.then(|| dictionary(self.document, reference, b"TransformParams")).flatten()
        })
    }
}

/// Whether a signature is a timestamp of the file.
pub(super) fn is_timestamp(document: &Document, signature: &Dictionary) -> bool {
    name(document, signature, b"Type").as_deref() == Some("DocTimeStamp")
        || name(document, signature, b"SubFilter").as_deref() == Some("ETSI.RFC3161")
}
