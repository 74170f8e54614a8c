//! RSA signatures after PKCS #1 (RFC 8017, 8.2) whose name of the hash leaves out its empty parameters.
//!
//! Some signers in use write them so, and A.2.4 asks to accept both forms; ring accepts one. What is computed is public.

use num_bigint::BigUint;

use super::{ber, method::Hash, pss};

/// Whether an RSA key (`RSAPublicKey`) signed a message, in the form without parameters.
pub(super) fn is_signed_without_parameters(
    key: &[u8],
    hash: Hash,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let Some((modulus, exponent)) = pss::numbers(key) else { return false };
    let signature = BigUint::from_bytes_be(signature);
    if signature >= modulus {
        return false;
    }
    let length = usize::try_from(modulus.bits().div_ceil(8)).expect("a modulus is short");
    let found = signature.modpow(&exponent, &modulus).to_bytes_be();
    // The first byte of the encoding is 0, which a number does not write.
    encoded(hash, message, length).is_some_and(|encoded| found == encoded[1..])
}

/// EMSA-PKCS1-v1_5: `00 01 FF … FF 00` and the hash with its name.
fn encoded(hash: Hash, message: &[u8], length: usize) -> Option<Vec<u8>> {
    let name = hash.identifier();
    let digest = hash.digest(&[message]);
    let value = |tag: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).expect("names and hashes are short");
        [&[tag, length], content].concat()
    };
    let algorithm = value(ber::SEQUENCE, &value(ber::OBJECT_IDENTIFIER, name.as_bytes()));
    let info = value(ber::SEQUENCE, &[algorithm, value(ber::OCTET_STRING, &digest)].concat());
    let padding = length.checked_sub(info.len() + 3).filter(|padding| *padding >= 8)?;
    Some([vec![0, 1], vec![0xFF; padding], vec![0], info].concat())
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    use super::*;

    /// Of a key that was thrown away.
    const KEY: &str = "MIGJAoGBANS0xaoF3oe8J9OS75BVXrlWwVHdcnpjsjdkL0Te5S7Gn0t72+83HveQrb076WzpAbMC79MaGq+fq2U9qR\
             wmjgodBSFyEm8yOo31HxT1In/ezy3vjkvWKLihS0OPM23QD3tH1K1O9xMFnuLXek4i82Jq3tdITw+w1izquUyz/iR9\
             AgMBAAE=";
    const SIGNATURE: &str = "LO6FBAja84xmJPzveW2KvCpdWfKgPOAosc9ldBoAiGirzrq4h57v+dq8i0dnRd5WxRcO9QyAxuEqv/29lSSCIDOcvd\
             JH8oRvh+tgB/AXA6DEq2jNW6ZhL/9uQuBzae3jPV9uN7V19TwhSDhNt5D3cdHffKuSI9piwIVgPL+KIF4=";

    #[test]
    fn a_name_without_parameters_is_accepted_and_nothing_else() {
        let [key, signature] = [KEY, SIGNATURE].map(|text| STANDARD.decode(text).expect("base64"));
        let check = |hash, message: &[u8], signature: &[u8]| {
            is_signed_without_parameters(&key, hash, message, signature)
        };
        assert!(check(Hash::Sha256, b"Quyet dinh", &signature));
        assert!(!check(Hash::Sha256, b"Quyet dinh.", &signature));
        assert!(!check(Hash::Sha1, b"Quyet dinh", &signature));
        let mut other = signature.clone();
        other[100] ^= 1;
        assert!(!check(Hash::Sha256, b"Quyet dinh", &other));
        assert!(!check(Hash::Sha256, b"Quyet dinh", &[0xFF; 128]));
    }
}
