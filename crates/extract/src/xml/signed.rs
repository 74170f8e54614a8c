//! The signatures in a text of XML: what each proves, and which elements beside what it signs the text holds.
//!
//! Whose signature it is, and whether it is one at all, is [`signature`](crate::signature)'s to say.

use memchr::memmem;
use model::signature::{Checked, LaterChange, Signature, SignatureDoubt, SignatureRole};

use crate::{
    markup,
    session::Session,
    signature::{
        Evidence, Surroundings,
        xml::{SignedText, XmlSignature},
    },
};

/// Unsigned elements that are named.
const MOST_NAMED: usize = 100;

/// The signatures in some XML, in the order in which they stand there.
pub(crate) fn signatures(bytes: &[u8], session: &mut Session<'_>) -> Vec<Signature> {
    let (Ok((text, false)), roots) = (markup::decode(bytes), session.roots()) else {
        return Vec::new();
    };
    if memmem::find(text.as_bytes(), b"SignedInfo").is_none() {
        return Vec::new();
    }
    let signed = match SignedText::of(&text, session.heartbeat()) {
        Ok(signed) => signed,
        // Text that breaks off is a problem of the document; its signatures are named by whoever reads it.
        Err(SignatureDoubt::Malformed) => return Vec::new(),
        Err(doubt) => return vec![Signature::not_examined("", "XMLDSig", doubt)],
    };
    let surroundings =
        Surroundings { roots, certificates: Vec::new(), evidence: Evidence::default() };
    let mut nowhere = |_: &str| Err(SignatureDoubt::OutsideFile);
    let examined = signed.examine(&mut nowhere, &surroundings, session.heartbeat());
    let mut signatures = Vec::new();
    for one in examined {
        let unsigned = signed.unsigned_by(&one, session.heartbeat()).unwrap_or_default();
        signatures.push(signature(one, unsigned));
    }
    signatures
}

fn signature(signed: XmlSignature, mut unsigned: Vec<String>) -> Signature {
    unsigned.truncate(MOST_NAMED);
    let coverage = match unsigned.is_empty() {
        true => Ok(()),
        false => Err(SignatureDoubt::PartlySigned),
    };
    let XmlSignature { name, format, examined, is_signed_again, .. } = signed;
    Signature {
        field: name,
        format: format.to_owned(),
        role: SignatureRole::Approval,
        signer: examined.signer,
        claimed: examined.claimed,
        timestamp: examined.timestamp,
        integrity: examined.integrity,
        coverage: Checked::of(coverage),
        covers_whole_file: coverage.is_ok() && !is_signed_again,
        later: is_signed_again.then_some(LaterChange::Signature).into_iter().collect(),
        unsigned_parts: unsigned,
        chain: examined.chain,
        revocation: examined.revocation,
    }
}

#[cfg(test)]
mod tests;
