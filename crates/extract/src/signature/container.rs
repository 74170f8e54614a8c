//! The container of a signature: CMS `SignedData` (RFC 5652), with the attributes that documents use (RFC 5035, 5126).
//!
//! Answers whether its one signer signed some bytes. Refuses to know: where these bytes come from, and whether the
//! certificate is to be believed.

use cms::signed_data::{SignerIdentifier, SignerInfo};
use der::{Decode as _, asn1::ObjectIdentifier};
use model::{Moment, signature::SignatureDoubt};

use super::{
    ber::{self, Value},
    certificate::Known,
    method::{self, Hash},
    moment,
};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_TIME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.5");
const SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const TIMESTAMP_TOKEN: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.14");
const REVOCATION_ARCHIVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113583.1.1.8");

/// What stands in one container.
#[derive(Debug)]
pub(crate) struct Container {
    content_type: ObjectIdentifier,
    /// The signed bytes, where they stand inside.
    pub(crate) content: Option<Vec<u8>>,
    pub(crate) certificates: Vec<Known>,
    /// Revocation lists.
    pub(crate) lists: Vec<Vec<u8>>,
    signer: SignerInfo,
    /// The signed attributes as they stand, but with the tag under which they are signed.
    signed_attributes: Option<Vec<u8>>,
    unsigned_attributes: Option<Vec<u8>>,
}

impl Container {
    /// Opens a container; bytes that follow it are padding.
    ///
    /// # Errors
    /// `Malformed`, or `SeveralSigners`: the formats of documents know one signer for each signature.
    pub(crate) fn open(bytes: &[u8]) -> Result<Self, SignatureDoubt> {
        let definite = ber::definite(bytes).ok_or(SignatureDoubt::Malformed)?;
        let parts = Parts::of(&definite).ok_or(SignatureDoubt::Malformed)?;
        let [signer] = parts.signers.as_slice() else {
            return Err(match parts.signers.is_empty() {
                true => SignatureDoubt::Malformed,
                false => SignatureDoubt::SeveralSigners,
            });
        };
        let attributes = |number| {
            let found = signer.children()?.into_iter().find(|v| v.tag == ber::context(number))?;
            let mut whole = found.whole.to_vec();
            whole[0] = ber::SET;
            Some(whole)
        };
        Ok(Self {
            content_type: parts.content_type,
            content: parts.content.map(<[u8]>::to_vec),
            certificates: parts.certificates.iter().filter_map(|v| Known::parse(v.whole)).collect(),
            lists: parts.lists.iter().map(|value| value.whole.to_vec()).collect(),
            signer: SignerInfo::from_der(signer.whole).map_err(|_| SignatureDoubt::Malformed)?,
            signed_attributes: attributes(0),
            unsigned_attributes: attributes(1),
        })
    }

    /// The certificate that the signer names, among those inside.
    pub(crate) fn certificate(&self) -> Option<&Known> {
        self.certificates.iter().find(|known| {
            let certificate = &known.parsed.tbs_certificate;
            match &self.signer.sid {
                SignerIdentifier::IssuerAndSerialNumber(named) => {
                    named.serial_number == certificate.serial_number
                        && named.issuer == certificate.issuer
                }
                SignerIdentifier::SubjectKeyIdentifier(named) => certificate
                    .get::<x509_cert::ext::pkix::SubjectKeyIdentifier>()
                    .is_ok_and(|found| found.is_some_and(|(_, of)| of == *named)),
            }
        })
    }

    /// Whether the signer signed these bytes, which lie in pieces.
    ///
    /// # Errors
    /// With what speaks against it, or why it cannot be known.
    pub(crate) fn verify(&self, content: &[&[u8]]) -> Result<(), SignatureDoubt> {
        let certificate = self.certificate().ok_or(SignatureDoubt::CertificateMissing)?;
        let key = &certificate.parsed.tbs_certificate.subject_public_key_info;
        let hash = Hash::of(self.signer.digest_alg.oid).ok_or(SignatureDoubt::UnsupportedMethod)?;
        let signature = self.signer.signature.as_bytes();
        let algorithm = &self.signer.signature_algorithm;
        let Some(attributes) = &self.signed_attributes else {
            return method::verify(key, algorithm, Some(hash), &content.concat(), signature);
        };
        let digest = self.attribute(MESSAGE_DIGEST).ok_or(SignatureDoubt::Malformed)?;
        if digest.content != hash.digest(content) {
            return Err(SignatureDoubt::BytesChanged);
        }
        let stated_type = self.attribute(CONTENT_TYPE).and_then(method::identifier);
        if stated_type.is_some_and(|stated| stated != self.content_type) {
            return Err(SignatureDoubt::BytesChanged);
        }
        method::verify(key, algorithm, Some(hash), attributes, signature)?;
        match self.names_certificate(certificate) {
            Some(false) => Err(SignatureDoubt::CertificateSwapped),
            Some(true) | None => Ok(()),
        }
    }

    /// Whether the signed attributes name this certificate by its hash; `None` where they name none.
    fn names_certificate(&self, certificate: &Known) -> Option<bool> {
        let (value, default) = match self.attribute(SIGNING_CERTIFICATE_V2) {
            Some(value) => (value, Hash::Sha256),
            None => (self.attribute(SIGNING_CERTIFICATE)?, Hash::Sha1),
        };
        // SigningCertificate { certs: SEQUENCE OF { algorithm?, hash, … }, … }
        let first = *value.children()?.first()?.children()?.first()?;
        let parts = first.children()?;
        let stated = parts.iter().find(|part| part.tag == ber::OCTET_STRING)?;
        let hash = match parts.first().filter(|part| part.tag == ber::SEQUENCE) {
            // A hash that is not computed here leaves open whose it is; the key has signed all the same.
            Some(algorithm) if default == Hash::Sha256 => method::hash_in(*algorithm)?,
            _ => default,
        };
        Some(stated.content == hash.digest(&[&certificate.der]))
    }

    /// The time that the signer states.
    pub(crate) fn signing_time(&self) -> Option<Moment> {
        moment::of(self.attribute(SIGNING_TIME)?)
    }

    /// The token of a timestamp on the signature.
    pub(crate) fn timestamp_token(&self) -> Option<Value<'_>> {
        attribute_in(self.unsigned_attributes.as_deref()?, TIMESTAMP_TOKEN)
    }

    /// What the signature consists of in the end: the bytes that a timestamp is put on.
    pub(crate) fn signature_bytes(&self) -> &[u8] {
        self.signer.signature.as_bytes()
    }

    /// Lists and answers about revocation that the signer put in (`adbe-revocationInfoArchival`).
    pub(crate) fn archived_revocation(&self) -> (Vec<&[u8]>, Vec<&[u8]>) {
        let parts =
            self.attribute(REVOCATION_ARCHIVE).and_then(|v| v.children()).unwrap_or_default();
        let of = |number| {
            let part = parts.iter().find(|part| part.tag == ber::context(number));
            let all = part.and_then(|part| Value::first(part.content)?.children());
            all.unwrap_or_default().iter().map(|value| value.whole).collect()
        };
        (of(0), of(1))
    }

    fn attribute(&self, kind: ObjectIdentifier) -> Option<Value<'_>> {
        attribute_in(self.signed_attributes.as_deref()?, kind)
    }

    /// Whether it holds a timestamp.
    pub(crate) fn is_of(&self, content_type: ObjectIdentifier) -> bool {
        self.content_type == content_type
    }
}

/// The first value of an attribute in a set of them.
fn attribute_in(set: &[u8], kind: ObjectIdentifier) -> Option<Value<'_>> {
    let attributes = Value::first(set)?.children()?;
    attributes.iter().find_map(|attribute| {
        let parts = attribute.children()?;
        let [name, values] = parts.as_slice() else { return None };
        let is_asked = method::identifier(*name) == Some(kind);
        is_asked.then(|| Value::first(values.content)).flatten()
    })
}

/// The layers of `ContentInfo` and `SignedData`.
struct Parts<'b> {
    content_type: ObjectIdentifier,
    content: Option<&'b [u8]>,
    certificates: Vec<Value<'b>>,
    lists: Vec<Value<'b>>,
    signers: Vec<Value<'b>>,
}

impl<'b> Parts<'b> {
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let info = Value::tagged(bytes, ber::SEQUENCE)?.children()?;
        let [kind, explicit] = info.as_slice() else { return None };
        if method::identifier(*kind)? != SIGNED_DATA {
            return None;
        }
        let signed_data = Value::tagged(explicit.content, ber::SEQUENCE)?.children()?;
        // version, digestAlgorithms, encapContentInfo, [0] certificates, [1] crls, signerInfos
        let inner = signed_data.get(2)?.children()?;
        let (last, middle) = signed_data.get(3..)?.split_last()?;
        let all_in = |number| {
            let found = middle.iter().find(|value| value.tag == ber::context(number));
            found.map_or(Some(Vec::new()), Value::children)
        };
        Some(Self {
            content_type: method::identifier(*inner.first()?)?,
            content: match inner.get(1) {
                // Of PKCS #7 the content may be any value; of CMS it is an octet string.
                Some(explicit) => Some(Value::first(explicit.content)?.content),
                None => None,
            },
            certificates: all_in(0)?,
            lists: all_in(1)?,
            signers: last.children()?,
        })
    }
}
