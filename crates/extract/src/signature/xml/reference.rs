//! One reference of a signature: what it points at, how that is transformed, and whether it still has the hash that was
//! signed (XML Signature, 4.4.3).
//!
//! Refuses to know: who signed the reference, and whether everything that is shown has one.

use model::signature::SignatureDoubt;

use super::{
    base64,
    canonical::{Canonicalization, Selection, canonical},
    method,
    relationships::{self, SignedRelationships},
    structure::{Element, Identified, Structure, XML_SIGNATURE},
};
use crate::{markup, signature::method::Hash};

/// Where the bytes come from that do not stand in the text of the signature: the parts of a package.
pub(crate) type Elsewhere<'e> = dyn FnMut(&str) -> Result<Vec<u8>, SignatureDoubt> + 'e;

/// A text with signatures in it, and what may still be done with it.
pub(super) struct Sheet<'t> {
    pub(super) text: &'t str,
    pub(super) structure: &'t Structure,
    /// How often it may still be gone through.
    pub(super) passes_left: u64,
}

impl Sheet<'_> {
    /// The canonical form of a selection.
    ///
    /// # Errors
    /// As [`canonical`], and `SignedTooLarge` when too much was asked for.
    pub(super) fn canonical(
        &mut self,
        selection: &Selection,
        method: &Canonicalization,
        progress: &mut dyn FnMut(),
    ) -> Result<String, SignatureDoubt> {
        self.passes_left = self.passes_left.checked_sub(1).ok_or(SignatureDoubt::SignedTooLarge)?;
        canonical(self.text, selection, method, progress)
    }
}

/// What a reference that holds signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signed {
    /// A part of the text itself; and whether a further signature had to be left out for it to hold.
    Here { selection: Selection, is_signed_again: bool },
    /// Something of this address, all of it or these relationships.
    Elsewhere { address: String, relationships: Option<SignedRelationships> },
}

/// What a reference of a signature points at, where that is known, and whether it is what was signed.
pub(super) struct Followed {
    pub(super) signed: Option<Signed>,
    /// `BytesChanged` when it is not, else why that is not known.
    pub(super) outcome: Result<(), SignatureDoubt>,
}

/// Follows a reference of a signature.
pub(super) fn follow(
    reference: &Element,
    signature: &Element,
    sheet: &mut Sheet<'_>,
    elsewhere: &mut Elsewhere<'_>,
    progress: &mut dyn FnMut(),
) -> Followed {
    let mut signed = None;
    let outcome = check(reference, signature, sheet, elsewhere, &mut signed, progress);
    Followed { signed, outcome }
}

fn check(
    reference: &Element,
    signature: &Element,
    sheet: &mut Sheet<'_>,
    elsewhere: &mut Elsewhere<'_>,
    signed: &mut Option<Signed>,
    progress: &mut dyn FnMut(),
) -> Result<(), SignatureDoubt> {
    let transforms = reference.child("Transforms");
    let transforms = transforms.map(|all| all.children.as_slice()).unwrap_or_default();
    let address = reference.attribute("URI").ok_or(SignatureDoubt::OutsideFile)?;
    let Some(mut selection) = here(address, sheet.structure)? else {
        let relationships = transforms.iter().find(|one| is_of_relationships(one));
        let relationships = relationships.map(SignedRelationships::of);
        *signed = Some(Signed::Elsewhere { address: address.to_owned(), relationships });
        let bytes = transform_bytes(elsewhere(address)?, transforms, progress)?;
        return Digest::of(reference)?.check(&bytes);
    };
    *signed = Some(Signed::Here { selection: selection.clone(), is_signed_again: false });
    let digest = Digest::of(reference)?;
    let method = transform_selection(&mut selection, transforms, signature)?;
    let text = sheet.canonical(&selection, &method, progress)?;
    let outcome = digest.check(text.as_bytes());
    let is_enveloped = selection.without.contains(&signature.span.0);
    let others = sheet.structure.signatures.iter().map(|other| other.span.0);
    let others: Vec<u32> = others.filter(|nth| *nth != signature.span.0).collect();
    if outcome.is_ok() || !is_enveloped || others.is_empty() {
        return outcome;
    }
    // Whoever signs a second time puts a signature into what the first one signed.
    selection.without.extend(others);
    let text = sheet.canonical(&selection, &method, progress)?;
    digest.check(text.as_bytes())?;
    *signed = Some(Signed::Here { selection, is_signed_again: true });
    Ok(())
}

/// The hash that was signed.
struct Digest {
    hash: Hash,
    value: Vec<u8>,
}

impl Digest {
    fn of(reference: &Element) -> Result<Self, SignatureDoubt> {
        let hash = reference.algorithm("DigestMethod").and_then(method::hash);
        let hash = hash.ok_or(SignatureDoubt::UnsupportedMethod)?;
        let value = reference.child("DigestValue").and_then(|value| base64(&value.text));
        Ok(Self { hash, value: value.ok_or(SignatureDoubt::Malformed)? })
    }

    fn check(&self, bytes: &[u8]) -> Result<(), SignatureDoubt> {
        let holds = self.hash.digest(&[bytes]) == self.value;
        holds.then_some(()).ok_or(SignatureDoubt::BytesChanged)
    }
}

/// What an address within the text means; `None` for addresses of something else.
fn here(address: &str, structure: &Structure) -> Result<Option<Selection>, SignatureDoubt> {
    let Some(fragment) = address.strip_prefix('#') else {
        return Ok(address.is_empty().then(Selection::default));
    };
    if fragment == "xpointer(/)" {
        return Ok(Some(Selection { with_comments: true, ..Selection::default() }));
    }
    let quoted = fragment.strip_prefix("xpointer(id(").and_then(|rest| rest.strip_suffix("))"));
    let (identifier, with_comments) = match quoted {
        Some(quoted) => (quoted.trim_matches(['\'', '"']), true),
        None => (fragment, false),
    };
    match structure.identifiers.get(identifier) {
        Some(Identified::Element(nth)) => {
            Ok(Some(Selection { apex: Some(*nth), with_comments, ..Selection::default() }))
        }
        // Nobody knows which one was signed: each could stand in for the other.
        Some(Identified::Several) => Err(SignatureDoubt::Malformed),
        None => Err(SignatureDoubt::BytesChanged),
    }
}

/// Takes out of a selection what its transforms leave out; how the rest is written.
fn transform_selection(
    selection: &mut Selection,
    transforms: &[Element],
    signature: &Element,
) -> Result<Canonicalization, SignatureDoubt> {
    let mut method = None;
    for transform in transforms {
        let algorithm = transform.attribute("Algorithm").unwrap_or_default();
        if method.is_some() {
            return Err(SignatureDoubt::UnsupportedMethod);
        }
        if algorithm.strip_prefix(XML_SIGNATURE) == Some("enveloped-signature") {
            selection.without.push(signature.span.0);
        } else {
            method = Some(canonicalization(transform)?);
        }
    }
    Ok(method.unwrap_or(Canonicalization::DEFAULT))
}

/// What transforms make of some bytes.
fn transform_bytes(
    mut bytes: Vec<u8>,
    transforms: &[Element],
    progress: &mut dyn FnMut(),
) -> Result<Vec<u8>, SignatureDoubt> {
    for transform in transforms {
        let (text, had_errors) = markup::decode(&bytes).map_err(|_| SignatureDoubt::Malformed)?;
        if had_errors {
            return Err(SignatureDoubt::Malformed);
        }
        let text = if is_of_relationships(transform) {
            relationships::transformed(&text, &SignedRelationships::of(transform), progress)?
        } else {
            let whole = Selection { with_comments: true, ..Selection::default() };
            canonical(&text, &whole, &canonicalization(transform)?, progress)?
        };
        bytes = text.into_bytes();
    }
    Ok(bytes)
}

fn is_of_relationships(transform: &Element) -> bool {
    transform.attribute("Algorithm") == Some(relationships::TRANSFORM)
}

/// The canonicalization that an element names, as a transform, or as the method of a signature.
pub(super) fn canonicalization(element: &Element) -> Result<Canonicalization, SignatureDoubt> {
    let prefixes = element.child("InclusiveNamespaces");
    let prefixes = prefixes.and_then(|list| list.attribute("PrefixList")).unwrap_or_default();
    let algorithm = element.attribute("Algorithm").unwrap_or_default();
    Canonicalization::named(algorithm, prefixes).ok_or(SignatureDoubt::UnsupportedMethod)
}
