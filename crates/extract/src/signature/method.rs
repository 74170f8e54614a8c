//! Does this key confirm that these bytes were signed? The mathematics is ring's, but for PSS.
//!
//! What is not computed (MD5, SHA-224, the curve P-521, keys of less than 1,024 bits) is `not checkable`, never
//! valid and never invalid.

use der::asn1::ObjectIdentifier;
use model::signature::SignatureDoubt;
use ring::{
    digest,
    signature::{self, UnparsedPublicKey, VerificationAlgorithm},
};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{
    ber::{self, Value},
    pkcs1, pss,
};

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// Methods of which the name says the hash, RSA after PKCS #1 before elliptic curves.
const WITH_RSA: [(ObjectIdentifier, Hash); 5] = [
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.5"), Hash::Sha1),
    (ObjectIdentifier::new_unwrap("1.3.14.3.2.29"), Hash::Sha1),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11"), Hash::Sha256),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12"), Hash::Sha384),
    (ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13"), Hash::Sha512),
];
const WITH_CURVE: [(ObjectIdentifier, Hash); 4] = [
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.1"), Hash::Sha1),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2"), Hash::Sha256),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3"), Hash::Sha384),
    (ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4"), Hash::Sha512),
];

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// Its own name.
    pub(crate) fn identifier(self) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(match self {
            Self::Sha1 => "1.3.14.3.2.26",
            Self::Sha256 => "2.16.840.1.101.3.4.2.1",
            Self::Sha384 => "2.16.840.1.101.3.4.2.2",
            Self::Sha512 => "2.16.840.1.101.3.4.2.3",
        })
    }

    /// The function that an identifier names, if it is one of those computed here.
    pub(crate) fn of(identifier: ObjectIdentifier) -> Option<Self> {
        let names = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];
        let names = names.map(|hash| (hash.identifier(), hash));
        let by_hash = names.iter().chain(&WITH_RSA).chain(&WITH_CURVE);
        by_hash.copied().find(|(name, _)| *name == identifier).map(|(_, hash)| hash)
    }

    /// The hash of some bytes that lie in pieces.
    pub(crate) fn digest(self, pieces: &[&[u8]]) -> Vec<u8> {
        let mut context = digest::Context::new(match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        });
        pieces.iter().for_each(|piece| context.update(piece));
        context.finish().as_ref().to_vec()
    }
}

/// Whether a key signed a message. `stated_hash` is the hash that stands beside a method whose name has none.
///
/// # Errors
/// `WrongKey` when it did not; `UnsupportedMethod` when that is not computed here.
pub(crate) fn verify(
    key: &SubjectPublicKeyInfoOwned,
    method: &AlgorithmIdentifierOwned,
    stated_hash: Option<Hash>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureDoubt> {
    let key_bytes = key.subject_public_key.as_bytes().ok_or(SignatureDoubt::Malformed)?;
    if method.oid == RSA_PSS && is_rsa(key) {
        return pss::verify(key_bytes, method, message, signature);
    }
    let algorithm =
        algorithm(key, key_bytes, method, stated_hash).ok_or(SignatureDoubt::UnsupportedMethod)?;
    let verified = UnparsedPublicKey::new(algorithm, key_bytes).verify(message, signature);
    let is_signed = verified.is_ok()
        || rsa_hash(key, method, stated_hash).is_some_and(|hash| {
            pkcs1::is_signed_without_parameters(key_bytes, hash, message, signature)
        });
    is_signed.then_some(()).ok_or(SignatureDoubt::WrongKey)
}

/// The hash of an RSA signature after PKCS #1.
fn rsa_hash(
    key: &SubjectPublicKeyInfoOwned,
    method: &AlgorithmIdentifierOwned,
    stated_hash: Option<Hash>,
) -> Option<Hash> {
    let named = WITH_RSA.iter().find(|(name, _)| *name == method.oid).map(|(_, hash)| *hash);
    (key.algorithm.oid == RSA).then_some(if method.oid == RSA { stated_hash } else { named })?
}

fn algorithm(
    key: &SubjectPublicKeyInfoOwned,
    key_bytes: &[u8],
    method: &AlgorithmIdentifierOwned,
    stated_hash: Option<Hash>,
) -> Option<&'static dyn VerificationAlgorithm> {
    let named = |methods: &[(ObjectIdentifier, Hash)]| {
        methods.iter().find(|(name, _)| *name == method.oid).map(|(_, hash)| *hash)
    };
    let key_kind = key.algorithm.oid;
    if key_kind == RSA {
        let hash = rsa_hash(key, method, stated_hash)?;
        let bits = n_bits(key_bytes).filter(|bits| (1024..=8192).contains(bits))?;
        return match hash {
            Hash::Sha1 => Some(&signature::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
            Hash::Sha256 => Some(&signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            Hash::Sha384 => (bits >= 2048).then_some(&signature::RSA_PKCS1_2048_8192_SHA384),
            Hash::Sha512 => Some(&signature::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        };
    }
    if key_kind == EC_KEY {
        let hash = if method.oid == EC_KEY { stated_hash } else { named(&WITH_CURVE) }?;
        let curve: ObjectIdentifier = key.algorithm.parameters.as_ref()?.decode_as().ok()?;
        return match (curve, hash) {
            (P256, Hash::Sha256) => Some(&signature::ECDSA_P256_SHA256_ASN1),
            (P256, Hash::Sha384) => Some(&signature::ECDSA_P256_SHA384_ASN1),
            (P384, Hash::Sha256) => Some(&signature::ECDSA_P384_SHA256_ASN1),
            (P384, Hash::Sha384) => Some(&signature::ECDSA_P384_SHA384_ASN1),
            _ => None,
        };
    }
    (key_kind == ED25519 && method.oid == ED25519).then_some(&signature::ED25519)
}

/// Whether it is a key of RSA.
pub(crate) fn is_rsa(key: &SubjectPublicKeyInfoOwned) -> bool {
    matches!(key.algorithm.oid, RSA | RSA_PSS)
}

/// How many bits the modulus of an RSA key has (`RSAPublicKey`, RFC 8017).
fn n_bits(key: &[u8]) -> Option<usize> {
    let parts = Value::tagged(key, ber::SEQUENCE)?.children()?;
    let modulus = parts.first().filter(|part| part.tag == ber::INTEGER)?.content;
    let first = modulus.iter().position(|byte| *byte != 0)?;
    let unused = modulus[first].leading_zeros() as usize;
    Some((modulus.len() - first) * 8 - unused)
}

/// The hash that an `AlgorithmIdentifier` names.
pub(crate) fn hash_in(algorithm: Value<'_>) -> Option<Hash> {
    Hash::of(identifier(*algorithm.children()?.first()?)?)
}

pub(crate) fn identifier(value: Value<'_>) -> Option<ObjectIdentifier> {
    let of = (value.tag == ber::OBJECT_IDENTIFIER).then_some(value.content)?;
    ObjectIdentifier::from_bytes(of).ok()
}
