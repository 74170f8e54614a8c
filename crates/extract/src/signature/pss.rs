//! RSA signatures by PSS (RFC 8017, 8.1.2 and 9.1.2). ring computes them for one length of salt only; signers use the
//! longest that fits, too. What is computed here is public, so that the time it takes tells nobody anything.

use model::signature::SignatureDoubt;
use num_bigint::BigUint;
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{
    ber::{self, Value},
    method::{self, Hash},
};

const MASK_BY_HASH: der::asn1::ObjectIdentifier =
    der::asn1::ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.8");

/// The least and the most bits of a modulus. Longer ones are work for whoever verifies, not more proof.
const BITS: std::ops::RangeInclusive<u64> = 1024..=8192;

/// The most bits of a public exponent.
const MOST_EXPONENT_BITS: u64 = 33;

/// Whether an RSA key (`RSAPublicKey`) signed a message by PSS with the parameters that stand beside the method.
///
/// # Errors
/// As [`method::verify`].
pub(super) fn verify(
    key: &[u8],
    method: &AlgorithmIdentifierOwned,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureDoubt> {
    let parameters = Parameters::of(method).ok_or(SignatureDoubt::UnsupportedMethod)?;
    verify_with(key, &parameters, message, signature)
}

/// As [`verify`], with parameters that are known.
///
/// # Errors
/// As [`method::verify`].
pub(super) fn verify_with(
    key: &[u8],
    parameters: &Parameters,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureDoubt> {
    let (modulus, exponent) = numbers(key).ok_or(SignatureDoubt::UnsupportedMethod)?;
    let signature = BigUint::from_bytes_be(signature);
    if signature >= modulus {
        return Err(SignatureDoubt::WrongKey);
    }
    let n_bits = modulus.bits() - 1;
    let encoded = signature.modpow(&exponent, &modulus).to_bytes_be();
    let length = usize::try_from(n_bits.div_ceil(8)).expect("a modulus is short");
    let missing = length.checked_sub(encoded.len()).ok_or(SignatureDoubt::WrongKey)?;
    let padded = [vec![0; missing], encoded].concat();
    let unused_bits = u32::try_from(8 * padded.len() as u64 - n_bits).expect("less than a byte");
    parameters.holds(&padded, unused_bits, message).ok_or(SignatureDoubt::WrongKey)
}

/// Modulus and exponent, when they are of a length that is computed here.
pub(super) fn numbers(key: &[u8]) -> Option<(BigUint, BigUint)> {
    let parts = Value::tagged(key, ber::SEQUENCE)?.children()?;
    let [modulus, exponent] = parts.as_slice() else { return None };
    let (modulus, exponent) =
        (BigUint::from_bytes_be(modulus.content), BigUint::from_bytes_be(exponent.content));
    let fits = BITS.contains(&modulus.bits())
        && (2..=MOST_EXPONENT_BITS).contains(&exponent.bits())
        && exponent.bit(0);
    fits.then_some((modulus, exponent))
}

/// `RSASSA-PSS-params`, A.2.3.
pub(super) struct Parameters {
    hash: Hash,
    mask: Hash,
    salt: usize,
}

impl Parameters {
    /// One function for everything, and a salt as long as its hash (RFC 9231, 2.3.10).
    pub(super) fn usual(hash: Hash) -> Self {
        Self { hash, mask: hash, salt: hash.digest(&[]).len() }
    }

    fn of(method: &AlgorithmIdentifierOwned) -> Option<Self> {
        let fields = method.parameters.as_ref()?.value();
        let fields = Value { tag: ber::SEQUENCE, whole: fields, content: fields };
        let mut parameters = Self { hash: Hash::Sha1, mask: Hash::Sha1, salt: 20 };
        for field in fields.children()? {
            let inner = Value::first(field.content)?;
            if field.tag == ber::context(0) {
                parameters.hash = method::hash_in(inner)?;
            } else if field.tag == ber::context(1) {
                let parts = inner.children()?;
                let [function, of] = parts.as_slice() else { return None };
                if method::identifier(*function)? != MASK_BY_HASH {
                    return None;
                }
                parameters.mask = method::hash_in(*of)?;
            } else if field.tag == ber::context(2) {
                let digits = inner.content;
                let length = digits.iter().fold(0, |sum: usize, digit| {
                    sum.saturating_mul(256).saturating_add(usize::from(*digit))
                });
                parameters.salt = length;
            }
        }
        Some(parameters)
    }

    /// EMSA-PSS-VERIFY: whether what the key gave is the encoding of a message.
    fn holds(&self, encoded: &[u8], unused_bits: u32, message: &[u8]) -> Option<()> {
        let n_hash = self.hash.digest(&[]).len();
        let (&0xBC, rest) = encoded.split_last()? else { return None };
        let (masked, stated) = rest.split_at_checked(rest.len().checked_sub(n_hash)?)?;
        let mask = self.mask(stated, masked.len());
        let mut data: Vec<u8> = masked.iter().zip(&mask).map(|(one, other)| one ^ other).collect();
        let unused = !(0xFF_u8.checked_shr(unused_bits)?);
        let first = data.first_mut()?;
        if masked[0] & unused != 0 {
            return None;
        }
        *first &= !unused;
        let (padding, salt) = data.split_at_checked(data.len().checked_sub(self.salt)?)?;
        let (&1, zeros) = padding.split_last()? else { return None };
        if zeros.iter().any(|byte| *byte != 0) {
            return None;
        }
        let digest = self.hash.digest(&[message]);
        (self.hash.digest(&[&[0; 8], &digest, salt]) == stated).then_some(())
    }

    /// MGF1, B.2.1.
    fn mask(&self, seed: &[u8], length: usize) -> Vec<u8> {
        let mut mask = Vec::new();
        let mut counter = 0_u32;
        while mask.len() < length {
            mask.extend(self.mask.digest(&[seed, &counter.to_be_bytes()]));
            counter += 1;
        }
        mask.truncate(length);
        mask
    }
}
