//! The identifiers of XML Signature for hashes and methods (XML Signature 1.1, 6; RFC 9231), and whether a key signed by
//! one of them. The mathematics is that of [`method`](crate::signature::method).

use der::asn1::ObjectIdentifier;
use model::signature::SignatureDoubt;
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::signature::{
    ber,
    certificate::Known,
    method::{self, Hash},
    pss::{self, Parameters},
};

/// The hash function of this identifier, if it is one of those computed here.
pub(super) fn hash(algorithm: &str) -> Option<Hash> {
    match algorithm {
        "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Hash::Sha1),
        "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Hash::Sha256),
        "http://www.w3.org/2001/04/xmldsig-more#sha384" => Some(Hash::Sha384),
        "http://www.w3.org/2001/04/xmlenc#sha512" => Some(Hash::Sha512),
        _ => None,
    }
}

enum Method {
    Rsa(ObjectIdentifier),
    Pss(Hash),
    Curve(ObjectIdentifier),
}

fn named(algorithm: &str) -> Option<Method> {
    const fn identifier(text: &str) -> ObjectIdentifier {
        ObjectIdentifier::new_unwrap(text)
    }
    Some(match algorithm {
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => {
            Method::Rsa(identifier("1.2.840.113549.1.1.5"))
        }
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => {
            Method::Rsa(identifier("1.2.840.113549.1.1.11"))
        }
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => {
            Method::Rsa(identifier("1.2.840.113549.1.1.12"))
        }
        "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => {
            Method::Rsa(identifier("1.2.840.113549.1.1.13"))
        }
        "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1" => Method::Pss(Hash::Sha1),
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1" => Method::Pss(Hash::Sha256),
        "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1" => Method::Pss(Hash::Sha384),
        "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1" => Method::Pss(Hash::Sha512),
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => {
            Method::Curve(identifier("1.2.840.10045.4.3.2"))
        }
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384" => {
            Method::Curve(identifier("1.2.840.10045.4.3.3"))
        }
        _ => return None,
    })
}

/// Whether the key of a certificate signed a message by the method of this identifier.
///
/// # Errors
/// As [`method::verify`].
pub(super) fn verify(
    algorithm: &str,
    certificate: &Known,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureDoubt> {
    let key = &certificate.parsed.tbs_certificate.subject_public_key_info;
    let of = |oid| AlgorithmIdentifierOwned { oid, parameters: None };
    match named(algorithm).ok_or(SignatureDoubt::UnsupportedMethod)? {
        Method::Rsa(oid) => method::verify(key, &of(oid), None, message, signature),
        Method::Curve(oid) => {
            let encoded = two_numbers(signature).ok_or(SignatureDoubt::WrongKey)?;
            method::verify(key, &of(oid), None, message, &encoded)
        }
        Method::Pss(hash) => {
            if !method::is_rsa(key) {
                return Err(SignatureDoubt::UnsupportedMethod);
            }
            let key = key.subject_public_key.as_bytes().ok_or(SignatureDoubt::Malformed)?;
            pss::verify_with(key, &Parameters::usual(hash), message, signature)
        }
    }
}

/// A signature of a curve as ASN.1 writes it. XML writes its two numbers one behind the other (XML Signature 1.1,
/// 6.4.3).
fn two_numbers(signature: &[u8]) -> Option<Vec<u8>> {
    // Numbers of the longest curve have 66 bytes, so that all lengths take one byte.
    if signature.is_empty() || signature.len() > 120 || !signature.len().is_multiple_of(2) {
        return None;
    }
    let (first, second) = signature.split_at(signature.len() / 2);
    let number = |digits: &[u8]| {
        let start = digits.iter().position(|byte| *byte != 0).unwrap_or(digits.len() - 1);
        let digits = &digits[start..];
        let sign: &[u8] = if digits[0] >= 0x80 { &[0] } else { &[] };
        let length = u8::try_from(sign.len() + digits.len()).ok()?;
        Some([&[ber::INTEGER, length], sign, digits].concat())
    };
    let content = [number(first)?, number(second)?].concat();
    let length = u8::try_from(content.len()).ok().filter(|length| *length < 0x80)?;
    Some([vec![ber::SEQUENCE, length], content].concat())
}

#[cfg(test)]
mod tests {
    use super::two_numbers;

    #[test]
    fn the_numbers_of_a_curve_are_written_without_zeros_and_with_a_sign() {
        let check = |numbers: &[u8], expect: Option<&[u8]>| {
            assert_eq!(two_numbers(numbers).as_deref(), expect, "{numbers:?}");
        };
        check(&[0, 5, 0x80, 1], Some(&[0x30, 8, 2, 1, 5, 2, 3, 0, 0x80, 1]));
        check(&[0, 0, 0, 1], Some(&[0x30, 6, 2, 1, 0, 2, 1, 1]));
        check(&[1, 2, 3], None);
        check(&[], None);
        check(&[0xFF; 132], None);
    }
}
