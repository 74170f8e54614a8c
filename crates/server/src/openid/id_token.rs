//! Is an ID token one that this provider signed, for us, for this way, and not too late? OpenID Connect Core 1.0, section
//! 3.1.3.7.
//!
//! The signature is of a public key of the provider's; what is signed by a secret or not at all is refused.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::Jwk};
use serde_json::{Map, Value};

/// What a token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'e> {
    pub(super) issuer: &'e str,
    pub(super) client_id: &'e str,
    pub(super) nonce: &'e str,
    /// The claim that names the account.
    pub(super) claim: &'e str,
}

/// How a token may be signed.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Claims that are times.
const TIMES: [&str; 3] = ["exp", "nbf", "iat"];

/// How far two clocks may be apart.
const LEEWAY_SECONDS: u64 = 60;

/// The key among these that a token names; the only one, where it names none.
pub(super) fn key_of<'k>(token: &str, keys: &'k [Jwk]) -> Option<&'k Jwk> {
    let header = decode_header(token).ok()?;
    match header.kid {
        Some(kid) => keys.iter().find(|key| key.common.key_id.as_ref() == Some(&kid)),
        None => match keys {
            [only] => Some(only),
            _ => None,
        },
    }
}

/// The name that the claim gives, of a token that is as it must be.
///
/// # Errors
/// What is wrong with it, for the log.
pub(super) fn subject(
    token: &str,
    keys: &[Jwk],
    expected: &Expected<'_>,
) -> Result<String, String> {
    let header = decode_header(token).map_err(|error| format!("no token: {error}"))?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(format!("signed by {:?}, which proves nobody", header.alg));
    }
    let key = key_of(token, keys).ok_or("signed with a key that the provider does not show")?;
    let key = DecodingKey::from_jwk(key).map_err(|error| format!("no key: {error}"))?;
    let mut validation = Validation::new(header.alg);
    validation.leeway = LEEWAY_SECONDS;
    validation.validate_nbf = true;
    validation.set_issuer(&[expected.issuer]);
    validation.set_audience(&[expected.client_id]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let claims = decode::<Map<String, Value>>(token, &key, &validation)
        .map_err(|error| format!("refused: {error}"))?
        .claims;
    // What is no time is no time limit either.
    let is_time = |name: &&str| claims.get(*name).is_none_or(Value::is_number);
    if !TIMES.iter().all(is_time) {
        return Err("its times are no times".to_owned());
    }
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("nonce") != Some(expected.nonce) {
        return Err("given for another way".to_owned());
    }
    let has_several = claims.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    let is_for_us = text("azp").map_or(!has_several, |party| party == expected.client_id);
    if !is_for_us {
        return Err("given to somebody else".to_owned());
    }
    let name = text(expected.claim).filter(|name| !name.is_empty());
    name.map(str::to_owned).ok_or_else(|| format!("it has no `{}`", expected.claim))
}
