//! The signatures of a PDF (ISO 32000-2, 12.8): which bytes each of them signs, and what the file shows beside these.
//!
//! A signature signs ranges of bytes, not what a viewer shows. So three things are asked here: that the ranges are the
//! whole file as it was when it was signed, but for the signature itself ([`range`]); that this was a whole revision;
//! and what later revisions changed in what is shown ([`later`]). Whose signature it is, and whether it is one at all,
//! is [`signature`](crate::signature)'s to say.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};
use memchr::memmem;
use model::signature::{Checked, LaterChange, Signature, SignatureDoubt, SignatureRole};

use self::{
    field::SignedField,
    later::{Later, changes_after},
    range::{Ranges, Signed},
};
use crate::{
    session::Session,
    signature::{self, Evidence, Examined, Form, Surroundings, certificate::Known},
};

mod date;
mod field;
mod later;
mod range;

/// Revisions that are compared with the file; documents in circulation have up to six signatures.
const MOST_COMPARED: usize = 32;

/// The signatures of a file, in the order in which it was signed.
pub(super) fn signatures(bytes: &[u8], session: &mut Session<'_>) -> Vec<Signature> {
    // The ranges must stand plainly in the bytes, else they could not name the place where the signature stands.
    if memmem::find(bytes, b"/ByteRange").is_none() {
        return Vec::new();
    }
    session.beat();
    let Ok(document) = Document::load_mem(bytes) else {
        // Some are there, and the structure of the file is too damaged to find them.
        return vec![Signature::not_examined("", "", SignatureDoubt::RevisionUnreadable)];
    };
    let file = File { bytes, document: &document };
    let surroundings = file.surroundings(session);
    let mut signed = Vec::new();
    for (nth, field) in field::signed_fields(&document).into_iter().enumerate() {
        session.beat();
        signed.push(file.examine(&field, nth < MOST_COMPARED, &surroundings));
    }
    signed.sort_by_key(|(end, _)| *end);
    signed.into_iter().map(|(_, signature)| signature).collect()
}

struct File<'f> {
    bytes: &'f [u8],
    document: &'f Document,
}

impl File<'_> {
    /// The certificates, lists and answers that the file keeps for all its signatures (12.8.4.3).
    fn surroundings<'t>(&self, session: &Session<'t>) -> Surroundings<'t> {
        let store =
            self.document.catalog().ok().and_then(|root| dictionary(self.document, root, b"DSS"));
        let all = |key: &[u8]| -> Vec<Vec<u8>> {
            let streams = store.and_then(|store| array(self.document, store, key));
            let stream = |of: &Object| {
                let (_, object) = self.document.dereference(of).ok()?;
                unpacked(object, session)
            };
            streams.unwrap_or_default().iter().filter_map(stream).collect()
        };
        Surroundings {
            roots: session.roots(),
            certificates: all(b"Certs").iter().filter_map(|der| Known::parse(der)).collect(),
            evidence: Evidence { lists: all(b"CRLs"), answers: all(b"OCSPs") },
        }
    }

    /// What a field's signature proves, and where its signed bytes end.
    fn examine(
        &self,
        field: &SignedField<'_>,
        is_compared: bool,
        surroundings: &Surroundings<'_>,
    ) -> (usize, Signature) {
        let of = field.value;
        let format = name(self.document, of, b"SubFilter").unwrap_or_default();
        let stated = string(self.document, of, b"M").and_then(date::moment);
        let contents = string(self.document, of, b"Contents").unwrap_or_default();
        let Signed { pieces, container, end, whole } =
            Ranges::of(self.document, of).over(self.bytes, contents, self.document.was_encrypted());
        let certificate = certificate_beside(self.document, of);
        let form = match format.as_str() {
            "adbe.pkcs7.detached" | "ETSI.CAdES.detached" => Some(Form::Detached),
            "adbe.pkcs7.sha1" => Some(Form::AroundSha1),
            "ETSI.RFC3161" => Some(Form::FileTimestamp),
            "adbe.x509.rsa_sha1" => {
                Some(Form::BareRsa { certificate: certificate.unwrap_or_default() })
            }
            _ => None,
        };
        let examined = match (form, &pieces) {
            (None, _) => Examined::not_at_all(SignatureDoubt::UnknownFormat),
            (Some(form), Ok(pieces)) => {
                signature::examine(&container, pieces, form, stated, surroundings)
            }
            // Signed bytes beyond the end of the file: they are gone, whoever the signer was.
            (Some(form), Err(doubt)) => Examined {
                integrity: Checked::doubted(*doubt),
                ..signature::examine(&container, &[], form, stated, surroundings)
            },
        };
        let role = field.role();
        let (coverage, later) = match whole {
            Err(doubt) => (Err(doubt), BTreeSet::new()),
            Ok(()) if end == self.bytes.len() => (Ok(()), BTreeSet::new()),
            Ok(()) if !is_compared => (Err(SignatureDoubt::TooMany), BTreeSet::new()),
            Ok(()) => match self.later_than(end, field) {
                Ok(later) => (judge_later(&later, role, field), later.changes),
                Err(doubt) => (Err(doubt), BTreeSet::new()),
            },
        };
        let signature = Signature {
            field: field.name.clone(),
            format,
            role,
            signer: examined.signer,
            claimed: examined.claimed,
            timestamp: examined.timestamp,
            integrity: examined.integrity,
            coverage: Checked::of(coverage),
            covers_whole_file: whole.is_ok() && end == self.bytes.len(),
            later: later.into_iter().collect(),
            unsigned_parts: Vec::new(),
            chain: examined.chain,
            revocation: examined.revocation,
        };
        (end, signature)
    }

    /// What was changed after the revision that ends here, which must hold the signature itself.
    fn later_than(&self, end: usize, field: &SignedField<'_>) -> Result<Later, SignatureDoubt> {
        let signed = &self.bytes[..end];
        if !signed.trim_ascii_end().ends_with(b"%%EOF") {
            return Err(SignatureDoubt::RevisionCut);
        }
        let revision =
            Document::load_mem(signed).map_err(|_| SignatureDoubt::RevisionUnreadable)?;
        let ranges = |of: &SignedField<'_>| of.value.get(b"ByteRange").ok().cloned();
        let is_signed_there = field::signed_fields(&revision)
            .iter()
            .any(|earlier| earlier.name == field.name && ranges(earlier) == ranges(field));
        if !is_signed_there {
            return Err(SignatureDoubt::RevisionCut);
        }
        if revision.xref_recovery.is_some() {
            return Err(SignatureDoubt::RevisionUnreadable);
        }
        changes_after(&revision, self.document).ok_or(SignatureDoubt::RevisionUnreadable)
    }
}

/// Whether what was changed later leaves what was signed as it was, and was allowed.
fn judge_later(
    later: &Later,
    role: SignatureRole,
    field: &SignedField<'_>,
) -> Result<(), SignatureDoubt> {
    let changed = |change| later.changes.contains(&change);
    if changed(LaterChange::Content) {
        return Err(SignatureDoubt::ContentChanged);
    }
    let may_annotate = match role {
        SignatureRole::CertifiesAll => {
            if changed(LaterChange::Signature)
                || changed(LaterChange::FormFill)
                || changed(LaterChange::Annotation)
            {
                return Err(SignatureDoubt::ChangeForbidden);
            }
            false
        }
        SignatureRole::CertifiesButForms => {
            if changed(LaterChange::Annotation) {
                return Err(SignatureDoubt::ChangeForbidden);
            }
            false
        }
        SignatureRole::CertifiesButAnnotations => true,
        SignatureRole::Approval | SignatureRole::Timestamp => false,
    };
    if later.filled.iter().any(|filled| field.locks(filled)) {
        return Err(SignatureDoubt::ChangeForbidden);
    }
    match changed(LaterChange::Annotation) && !may_annotate {
        true => Err(SignatureDoubt::AnnotatedLater),
        false => Ok(()),
    }
}

/// The first certificate of `Cert` (of `adbe.x509.rsa_sha1`).
fn certificate_beside<'d>(document: &'d Document, of: &'d Dictionary) -> Option<&'d [u8]> {
    match value(document, of, b"Cert")? {
        Object::String(bytes, _) => Some(bytes),
        Object::Array(all) => document.dereference(all.first()?).ok()?.1.as_str().ok(),
        _ => None,
    }
}

/// The data of a stream, of at most the size that any stream of the file may have.
fn unpacked(object: &Object, session: &Session<'_>) -> Option<Vec<u8>> {
    let stream = object.as_stream().ok()?;
    let limit = usize::try_from(session.entry_limit(stream.content.len() as u64)).ok()?;
    stream.get_plain_content_with_limit(limit).ok()
}

fn value<'d>(document: &'d Document, of: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    document.dereference(of.get(key).ok()?).ok().map(|(_, object)| object)
}

fn dictionary<'d>(
    document: &'d Document,
    of: &'d Dictionary,
    key: &[u8],
) -> Option<&'d Dictionary> {
    value(document, of, key)?.as_dict().ok()
}

fn array<'d>(document: &'d Document, of: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
    value(document, of, key)?.as_array().ok().map(Vec::as_slice)
}

fn string<'d>(document: &'d Document, of: &'d Dictionary, key: &[u8]) -> Option<&'d [u8]> {
    value(document, of, key)?.as_str().ok()
}

fn name(document: &Document, of: &Dictionary, key: &[u8]) -> Option<String> {
    let name = value(document, of, key)?.as_name().ok()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// The identity of an object that a dictionary refers to.
fn reference(of: &Dictionary, key: &[u8]) -> Option<ObjectId> {
    of.get(key).ok()?.as_reference().ok()
}

#[cfg(test)]
mod tests;
