//! The provider as it answers: what it says of itself, its keys, the token that it gives for a code.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{NotKnown, OpenId, form, id_token, is_private};

/// The most bytes of an answer that are read.
const LONGEST_ANSWER: usize = 1 << 20;

/// What a provider says of itself.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    /// The keys that it signed with when it was last asked.
    keys: Mutex<Vec<Jwk>>,
}

/// The document of Discovery 1.0, section 3.
#[derive(Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    id_token: String,
}

/// Keys of a kind that is not known here are no error: others may be.
#[derive(Deserialize)]
struct Keys {
    keys: Vec<serde_json::Value>,
}

impl Provider {
    /// Asks the provider what it says of itself.
    pub(super) async fn discovered(openid: &OpenId) -> Result<Self, NotKnown> {
        let issuer = &openid.terms.issuer;
        let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let found: Discovered = parsed(&address, &asked(openid.client.get(&address)).await?)?;
        if found.issuer != *issuer {
            return Err(NotKnown::Invalid(format!(
                "`{}` says that it is `{}`",
                issuer, found.issuer
            )));
        }
        for endpoint in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
            if !is_private(endpoint) {
                return Err(NotKnown::Invalid(format!("`{endpoint}` is no address of HTTPS")));
            }
        }
        Ok(Self {
            authorization_endpoint: found.authorization_endpoint,
            token_endpoint: found.token_endpoint,
            jwks_uri: found.jwks_uri,
            keys: Mutex::default(),
        })
    }

    /// The ID token that the provider gives for a code.
    pub(super) async fn exchanged(
        &self,
        openid: &OpenId,
        code: &str,
        verifier: &str,
    ) -> Result<String, NotKnown> {
        let return_to = openid.return_address();
        let client_id = &openid.terms.client_id;
        let body = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &return_to),
            ("code_verifier", verifier),
            ("client_id", client_id),
        ]);
        let mut request = openid
            .client
            .post(&self.token_endpoint)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(body);
        if let Some(secret) = &openid.secret {
            // RFC 6749, section 2.3.1: both are encoded as in a form before they are joined.
            let pair = form(&[(client_id, &secret.0)]).replacen('=', ":", 1);
            request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
        }
        let answer: TokenAnswer = parsed(&self.token_endpoint, &asked(request).await?)?;
        Ok(answer.id_token)
    }

    /// The keys that a token may be signed with: those that are known, asked for anew where none is the token's.
    pub(super) async fn keys_for(
        &self,
        openid: &OpenId,
        id_token: &str,
    ) -> Result<Vec<Jwk>, NotKnown> {
        let mut kept = self.keys.lock().await;
        if id_token::key_of(id_token, &kept).is_none() {
            let found: Keys =
                parsed(&self.jwks_uri, &asked(openid.client.get(&self.jwks_uri)).await?)?;
            let keys = found.keys.into_iter();
            *kept = keys.filter_map(|key| serde_json::from_value(key).ok()).collect();
        }
        Ok(kept.clone())
    }
}

/// The answer to a request; what is no success is none.
async fn asked(request: reqwest::RequestBuilder) -> Result<Vec<u8>, NotKnown> {
    // The error names the address, and the address holds no secret.
    let unreachable = |error: reqwest::Error| NotKnown::Unreachable(error.to_string());
    let mut response = request.send().await.map_err(unreachable)?;
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(NotKnown::Invalid(format!("`{}` answers without end", response.url())));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        return Err(NotKnown::Invalid(format!("`{}` answers {status}", response.url())));
    }
    Ok(body)
}

fn parsed<T: for<'t> Deserialize<'t>>(address: &str, body: &[u8]) -> Result<T, NotKnown> {
    serde_json::from_slice(body)
        .map_err(|error| NotKnown::Invalid(format!("`{address}` gives something else: {error}")))
}
