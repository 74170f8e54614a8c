//! Certificates (RFC 5280): whose they are, what they may be used for, and the roots that the operator trusts.
//!
//! Refuses to know: whether a certificate is to be believed; that is `chain`'s question.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use der::{
    Decode as _,
    asn1::{Any, ObjectIdentifier},
};
use model::{Moment, signature::Signer};
use serde::{Deserialize, Serialize};
use x509_cert::{
    Certificate,
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
    name::Name,
};

use super::ber::{self, Value};
use crate::nfc::nfc;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANIZATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");
const ORGANIZATIONAL_UNIT: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.11");
const TITLE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.12");

/// A certificate, beside the bytes that it was decoded from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) der: Vec<u8>,
    pub(crate) parsed: Certificate,
}

impl Known {
    /// The certificate at the start of some bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let der = Value::tagged(bytes, ber::SEQUENCE)?.whole;
        Some(Self { der: der.to_vec(), parsed: Certificate::from_der(der).ok()? })
    }

    /// The part that its issuer signed, as it stands.
    pub(crate) fn signed_part(&self) -> &[u8] {
        let inner = Value::first(&self.der).and_then(|whole| Value::first(whole.content));
        inner.expect("it was decoded from these bytes").whole
    }

    pub(crate) fn subject(&self) -> &Name {
        &self.parsed.tbs_certificate.subject
    }

    pub(crate) fn issuer(&self) -> &Name {
        &self.parsed.tbs_certificate.issuer
    }

    /// When it is valid, both moments included.
    pub(crate) fn validity(&self) -> Option<(Moment, Moment)> {
        let validity = &self.parsed.tbs_certificate.validity;
        Some((moment(validity.not_before)?, moment(validity.not_after)?))
    }

    pub(crate) fn key_usage(&self) -> Option<KeyUsage> {
        self.extension()
    }

    /// What it may be used for beyond its key; `None` when nothing is said.
    pub(crate) fn purposes(&self) -> Option<Vec<ObjectIdentifier>> {
        self.extension().map(|ExtendedKeyUsage(purposes)| purposes)
    }

    pub(crate) fn constraints(&self) -> Option<BasicConstraints> {
        self.extension()
    }

    fn extension<'a, E: der::Decode<'a> + der::oid::AssociatedOid>(&'a self) -> Option<E> {
        self.parsed.tbs_certificate.get::<E>().ok().flatten().map(|(_, extension)| extension)
    }

    /// Whether a condition is set that is understood nowhere in this program.
    pub(crate) fn sets_unknown_condition(&self) -> bool {
        const UNDERSTOOD: [ObjectIdentifier; 4] = [
            ObjectIdentifier::new_unwrap("2.5.29.15"), // use of the key
            ObjectIdentifier::new_unwrap("2.5.29.19"), // whether it is an authority
            ObjectIdentifier::new_unwrap("2.5.29.32"), // policies: any will do
            ObjectIdentifier::new_unwrap("2.5.29.37"), // purposes
        ];
        let extensions = self.parsed.tbs_certificate.extensions.as_deref().unwrap_or_default();
        extensions.iter().any(|found| found.critical && !UNDERSTOOD.contains(&found.extn_id))
    }

    /// Who its owner is, as it says.
    pub(crate) fn signer(&self) -> Signer {
        let of = |kind| texts(self.subject(), kind).into_iter().next();
        Signer {
            name: of(COMMON_NAME),
            organization: of(ORGANIZATION),
            units: texts(self.subject(), ORGANIZATIONAL_UNIT),
            title: of(TITLE),
            issuer: texts(self.issuer(), COMMON_NAME).into_iter().next(),
        }
    }
}

/// The texts of one kind in a name, in their order.
fn texts(name: &Name, kind: ObjectIdentifier) -> Vec<String> {
    let pairs = name.0.iter().flat_map(|relative| relative.0.iter());
    pairs.filter(|pair| pair.oid == kind).filter_map(|pair| text(&pair.value)).collect()
}

/// The text of a `DirectoryString`, in any of the encodings that certificates have had.
fn text(value: &Any) -> Option<String> {
    const UTF8: u8 = 0x0C;
    const BMP: u8 = 0x1E;
    let bytes = value.value();
    let decoded = match u8::from(der::Tagged::tag(value)) {
        UTF8 => String::from_utf8_lossy(bytes).into_owned(),
        BMP => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
        // Printable, IA5 and Teletex text; programs write Windows-1252 or UTF-8 into the last.
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
        },
    };
    Some(nfc(decoded.trim())).filter(|text| !text.is_empty())
}

pub(crate) fn moment(time: x509_cert::time::Time) -> Option<Moment> {
    Moment::from_unix_seconds(i64::try_from(time.to_unix_duration().as_secs()).ok()?)
}

/// The certificates that the operator trusts: whoever was issued a certificate by one of them is who it says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct TrustRoots(Vec<Known>);

/// Some bytes that should be a certificate are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotACertificate;

impl std::fmt::Display for NotACertificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no X.509 certificate, neither as PEM nor as DER")
    }
}

impl std::error::Error for NotACertificate {}

impl TrustRoots {
    /// Nobody is trusted.
    pub const NONE: Self = Self(Vec::new());

    /// Adds the certificates of a file: one as DER, or any number as PEM.
    ///
    /// # Errors
    /// When there is none in it, or one of them cannot be decoded: a root that is not read is not left out silently.
    pub fn add(&mut self, file: &[u8]) -> Result<(), NotACertificate> {
        const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
        const END: &str = "-----END CERTIFICATE-----";
        let Some(text) = std::str::from_utf8(file).ok().filter(|text| text.contains(BEGIN)) else {
            self.0.push(Known::parse(file).ok_or(NotACertificate)?);
            return Ok(());
        };
        for block in text.split(BEGIN).skip(1) {
            let (encoded, _) = block.split_once(END).ok_or(NotACertificate)?;
            let encoded: String = encoded.split_whitespace().collect();
            let der = STANDARD.decode(encoded).map_err(|_| NotACertificate)?;
            self.0.push(Known::parse(&der).ok_or(NotACertificate)?);
        }
        Ok(())
    }

    /// Whether none are declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Known> {
        self.0.iter()
    }
}

impl From<TrustRoots> for Vec<String> {
    fn from(roots: TrustRoots) -> Self {
        roots.0.iter().map(|root| STANDARD.encode(&root.der)).collect()
    }
}

impl TryFrom<Vec<String>> for TrustRoots {
    type Error = NotACertificate;

    fn try_from(encoded: Vec<String>) -> Result<Self, NotACertificate> {
        let parse = |encoded: String| Known::parse(&STANDARD.decode(encoded).ok()?);
        let roots: Option<Vec<Known>> = encoded.into_iter().map(parse).collect();
        roots.map(Self).ok_or(NotACertificate)
    }
}
