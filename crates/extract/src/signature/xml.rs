//! Signatures in XML (XML Signature 1.1, XAdES): which of what they point at is still what was signed, and by whom.
//!
//! The same for messages, whose signature stands in the text that it signs, and for packages, whose signatures sign the
//! parts beside them: whoever asks hands in where these come from. Refuses to know: what a file shows, and so whether
//! that was signed.

use ::base64::{Engine as _, engine::general_purpose::STANDARD};
use model::{
    Moment,
    signature::{Answer, Checked, SignatureDoubt, SignatureTimestamp},
};

use super::{Evidence, Examined, Surroundings, certificate::Known, judge, moment, timestamp};

mod canonical;
mod coverage;
mod method;
mod reference;
mod relationships;
mod scope;
mod structure;

use canonical::{Canonicalization, Selection};
pub(crate) use reference::Elsewhere;
use reference::{Sheet, Signed, canonicalization};
pub(crate) use relationships::SignedRelationships;
use structure::{Element, Structure};

/// Signatures in one text that are examined.
const MOST_SIGNATURES: usize = 32;

/// How often one text is gone through for what its signatures sign: each reference asks for all of it again. Long texts
/// are gone through less often, so that they take no longer than short ones.
const MOST_PASSES: u64 = 64;
const LEAST_PASSES: u64 = 8;
const MOST_BYTES: u64 = 1 << 30;

/// The signatures of a text.
#[derive(Debug)]
pub(crate) struct SignedText<'t> {
    text: &'t str,
    structure: Structure,
}

/// What one signature proves, and what it signs.
#[derive(Debug)]
pub(crate) struct XmlSignature {
    /// Its `Id`, or its place among the signatures of the text.
    pub(crate) name: String,
    /// `XMLDSig`, or `XAdES` where it says more about itself.
    pub(crate) format: &'static str,
    pub(crate) examined: Examined,
    /// The parts of the text that it signs, whether they are still what was signed or not.
    signed: Vec<Selection>,
    /// What it signs outside the text, by address; of relationships which ones.
    pub(crate) signed_elsewhere: Vec<(String, Option<SignedRelationships>)>,
    /// Whether a further signature was put into what it signs.
    pub(crate) is_signed_again: bool,
}

impl<'t> SignedText<'t> {
    /// Looks for signatures.
    ///
    /// # Errors
    /// When the text is no XML, or has more in its signatures than is looked at.
    pub(crate) fn of(text: &'t str, progress: &mut dyn FnMut()) -> Result<Self, SignatureDoubt> {
        Ok(Self { text, structure: structure::structure(text, progress)? })
    }

    /// The elements that a signature of the text does not sign, by their paths; `None` where that cannot be told.
    pub(crate) fn unsigned_by(
        &self,
        signature: &XmlSignature,
        progress: &mut dyn FnMut(),
    ) -> Option<Vec<String>> {
        coverage::unsigned(self.text, &signature.signed, progress)
    }

    /// Examines the signatures, in their order; of many the first ones.
    pub(crate) fn examine(
        &self,
        elsewhere: &mut Elsewhere<'_>,
        surroundings: &Surroundings<'_>,
        progress: &mut dyn FnMut(),
    ) -> Vec<XmlSignature> {
        let n_bytes = self.text.len().max(1) as u64;
        let passes_left = (MOST_BYTES / n_bytes).clamp(LEAST_PASSES, MOST_PASSES);
        let mut sheet = Sheet { text: self.text, structure: &self.structure, passes_left };
        let mut examined = Vec::new();
        for (nth, signature) in self.structure.signatures.iter().enumerate() {
            let name = signature.attribute("Id").map(str::to_owned);
            let name = name.unwrap_or_else(|| format!("Signature-{}", nth + 1));
            examined.push(if nth < MOST_SIGNATURES {
                let mut work = Work { signature, sheet: &mut sheet, elsewhere, progress };
                work.examine(name, surroundings)
            } else {
                XmlSignature::of(name, signature, Examined::not_at_all(SignatureDoubt::TooMany))
            });
        }
        examined
    }
}

impl XmlSignature {
    fn of(name: String, signature: &Element, examined: Examined) -> Self {
        let says_more = !signature.all("QualifyingProperties").is_empty();
        Self {
            name,
            format: if says_more { "XAdES" } else { "XMLDSig" },
            examined,
            signed: Vec::new(),
            signed_elsewhere: Vec::new(),
            is_signed_again: false,
        }
    }
}

struct Work<'w, 's, 'e, 'p> {
    signature: &'w Element,
    sheet: &'w mut Sheet<'s>,
    elsewhere: &'w mut Elsewhere<'e>,
    progress: &'p mut dyn FnMut(),
}

impl<'w> Work<'w, '_, '_, '_> {
    fn examine(&mut self, name: String, surroundings: &Surroundings<'_>) -> XmlSignature {
        let nothing = Examined::not_at_all(SignatureDoubt::Malformed);
        let mut gathered = XmlSignature::of(name, self.signature, nothing);
        let signature = self.signature;
        let Some(signed_info) = signature.child("SignedInfo") else { return gathered };
        // What the signature signs itself, then what the lists in it sign: but only lists that it signs.
        let mut outcomes = Vec::new();
        let signed = self.references(&[signed_info], &mut gathered, &mut outcomes);
        let lists = signature.all("Manifest").into_iter();
        let lists: Vec<&Element> =
            lists.filter(|list| signed.iter().any(|one| one.holds(list))).collect();
        self.references(&lists, &mut gathered, &mut outcomes);
        let properties = Properties { signature, signed: &signed };
        let (certificate, proof) = self.signer(signed_info, &properties);
        outcomes.push(proof);
        outcomes.push(certificate.as_ref().map_or(Ok(()), |known| properties.name(known)));
        let timestamp = self.timestamp(surroundings);
        let claimed = properties.claimed();
        let evidence = properties.evidence(&surroundings.evidence);
        let mut at_hand = properties.certificates();
        at_hand.extend(surroundings.certificates.iter().cloned());
        let judged = judge(
            certificate.as_ref(),
            &at_hand,
            &evidence,
            claimed,
            timestamp.as_ref(),
            surroundings,
        );
        gathered.examined = Examined {
            signer: certificate.as_ref().map(Known::signer),
            claimed,
            timestamp,
            integrity: Checked::of(worst(&outcomes)),
            chain: judged.chain,
            revocation: judged.revocation,
        };
        gathered
    }

    /// Checks the references of some lists; gives the elements of the signature that they sign.
    fn references(
        &mut self,
        lists: &[&'w Element],
        gathered: &mut XmlSignature,
        outcomes: &mut Vec<Result<(), SignatureDoubt>>,
    ) -> Vec<&'w Element> {
        let mut within = Vec::new();
        let references = lists.iter().flat_map(|list| &list.children);
        for reference in references.filter(|child| child.is_of_signature("Reference")) {
            let followed = reference::follow(
                reference,
                self.signature,
                self.sheet,
                self.elsewhere,
                self.progress,
            );
            outcomes.push(followed.outcome);
            match followed.signed {
                Some(Signed::Here { selection, is_signed_again }) => {
                    gathered.is_signed_again |= is_signed_again;
                    within.extend(selection.apex);
                    gathered.signed.push(selection);
                }
                Some(Signed::Elsewhere { address, relationships }) => {
                    gathered.signed_elsewhere.push((address, relationships));
                }
                None => {}
            }
        }
        let mut signed = self.signature.descendants();
        signed.retain(|element| within.contains(&element.span.0));
        signed
    }

    /// The certificate of the signer, and whether its key signed.
    fn signer(
        &mut self,
        signed_info: &Element,
        properties: &Properties<'_>,
    ) -> (Option<Known>, Result<(), SignatureDoubt>) {
        let known = properties.certificates();
        let has_issued =
            |one: &Known| known.iter().any(|other| other != one && other.issuer() == one.subject());
        let Some(leaf) = known.iter().find(|one| !has_issued(one)).or(known.first()) else {
            return (None, Err(SignatureDoubt::CertificateMissing));
        };
        let proof = match self.proof(signed_info) {
            Ok(proof) => proof,
            Err(doubt) => return (Some(leaf.clone()), Err(doubt)),
        };
        let signers: Vec<&Known> = known.iter().filter(|one| proof.is_by(one).is_ok()).collect();
        let named = signers.iter().find(|one| properties.name(one).is_ok());
        match named.or(signers.first()) {
            Some(signer) => (Some((*signer).clone()), Ok(())),
            None => (Some(leaf.clone()), proof.is_by(leaf)),
        }
    }

    fn proof(&mut self, signed_info: &Element) -> Result<Proof, SignatureDoubt> {
        let method =
            signed_info.child("CanonicalizationMethod").ok_or(SignatureDoubt::Malformed)?;
        let method = canonicalization(method)?;
        let algorithm =
            signed_info.algorithm("SignatureMethod").ok_or(SignatureDoubt::Malformed)?;
        let value = self.signature.child("SignatureValue").ok_or(SignatureDoubt::Malformed)?;
        let value = base64(&value.text).ok_or(SignatureDoubt::Malformed)?;
        let selection = Selection {
            apex: Some(signed_info.span.0),
            with_comments: true,
            ..Selection::default()
        };
        let message = self.sheet.canonical(&selection, &method, self.progress)?;
        Ok(Proof { algorithm: algorithm.to_owned(), message, value })
    }

    /// The time that an authority put on the value of the signature (XAdES, `SignatureTimeStamp`).
    fn timestamp(&mut self, surroundings: &Surroundings<'_>) -> Option<SignatureTimestamp> {
        let stamp = self.signature.all("SignatureTimeStamp").into_iter().next()?;
        let token = base64(&stamp.child("EncapsulatedTimeStamp")?.text)?;
        let method = match stamp.child("CanonicalizationMethod") {
            Some(named) => canonicalization(named).ok()?,
            None => Canonicalization::DEFAULT,
        };
        let value = self.signature.child("SignatureValue")?.span.0;
        let selection = Selection { apex: Some(value), ..Selection::default() };
        let stamped = self.sheet.canonical(&selection, &method, self.progress).ok()?;
        let examined = timestamp::examine(&token, &[stamped.as_bytes()], surroundings);
        examined.ok().map(|(timestamp, _)| timestamp)
    }
}

/// What a key signed, by which method, and what came of it.
struct Proof {
    algorithm: String,
    message: String,
    value: Vec<u8>,
}

impl Proof {
    fn is_by(&self, signer: &Known) -> Result<(), SignatureDoubt> {
        method::verify(&self.algorithm, signer, self.message.as_bytes(), &self.value)
    }
}

/// What a signature says of itself. What its signer states counts only where the signature signs it.
struct Properties<'s> {
    signature: &'s Element,
    signed: &'s [&'s Element],
}

impl<'s> Properties<'s> {
    fn stated(&self, name: &str) -> Option<&'s Element> {
        let is_signed = |found: &&Element| self.signed.iter().any(|signed| signed.holds(found));
        self.signature.all(name).into_iter().find(is_signed)
    }

    /// The time of signing that the signer states: by XAdES, else as packages do (ECMA-376-2, `SignatureTime`).
    fn claimed(&self) -> Option<Moment> {
        let text = match self.stated("SigningTime") {
            Some(time) => &time.text,
            None => &self.stated("SignatureTime")?.child("Value")?.text,
        };
        moment::of_xml(text)
    }

    /// Whether this is the certificate that the signer named by its hash, if one is named.
    fn name(&self, certificate: &Known) -> Result<(), SignatureDoubt> {
        let stated = || {
            let all = self.stated("SigningCertificateV2").or(self.stated("SigningCertificate"))?;
            let digest = all.child("Cert")?.child("CertDigest")?;
            let hash = method::hash(digest.algorithm("DigestMethod")?)?;
            Some((hash, base64(&digest.child("DigestValue")?.text)?))
        };
        match stated() {
            Some((hash, digest)) if hash.digest(&[&certificate.der]) != digest => {
                Err(SignatureDoubt::CertificateSwapped)
            }
            _ => Ok(()),
        }
    }

    /// The certificates beside the signature, and those that were gathered for it later.
    fn certificates(&self) -> Vec<Known> {
        let beside = self.signature.child("KeyInfo").map(|info| info.all("X509Certificate"));
        let gathered = self.signature.all("EncapsulatedX509Certificate");
        let all = beside.unwrap_or_default().into_iter().chain(gathered);
        all.filter_map(|one| Known::parse(&base64(&one.text)?)).collect()
    }

    /// Lists and answers about revocation, with those at hand.
    fn evidence(&self, at_hand: &Evidence) -> Evidence {
        let all = |name| self.signature.all(name).into_iter().filter_map(|one| base64(&one.text));
        let mut evidence = at_hand.clone();
        evidence.lists.extend(all("EncapsulatedCRLValue"));
        evidence.answers.extend(all("EncapsulatedOCSPValue"));
        evidence
    }
}

/// What goes before everything else: what is proved to be wrong, then what is not known.
fn worst(outcomes: &[Result<(), SignatureDoubt>]) -> Result<(), SignatureDoubt> {
    let doubts = || outcomes.iter().filter_map(|outcome| outcome.err());
    let proved = doubts().find(|doubt| doubt.answer() == Answer::Invalid);
    proved.or_else(|| doubts().next()).map_or(Ok(()), Err)
}

/// The bytes that a text of an element encodes.
fn base64(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.split_whitespace().collect();
    STANDARD.decode(digits).ok().filter(|bytes| !bytes.is_empty())
}
