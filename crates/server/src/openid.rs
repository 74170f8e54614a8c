//! Signing in at another place: OpenID Connect, the authorization code flow with PKCE, for those who have an account
//! here. Who somebody is, the provider says; what they may do, their account.
//!
//! OpenID Connect Core 1.0 section 3.1, Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (the issuer in the answer). Between the two
//! halves of the way the browser holds what was agreed, in a cookie of its own; the server keeps nothing.

mod id_token;
mod provider;

use std::{collections::BTreeMap, fmt, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{AccountName, pipeline::OpenIdTerms};
use report::encoded_path;
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;

use crate::secret::token;
use id_token::Expected;
use provider::Provider;

/// The provider that a pipeline names.
#[derive(Debug)]
pub struct OpenId {
    terms: OpenIdTerms,
    secret: Option<ClientSecret>,
    client: reqwest::Client,
    /// What the provider says of itself, once it was asked.
    provider: Mutex<Option<Arc<Provider>>>,
}

/// What the provider knows this program by. It is printed nowhere.
#[derive(Clone)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// A secret.
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(…)")
    }
}

/// Why a provider cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnusableProvider {
    /// Neither it nor this server may be reached without TLS, but on this machine itself.
    NotHttps(String),
    /// There is no client for HTTP.
    NoClient,
}

impl fmt::Display for UnusableProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHttps(address) => write!(f, "`{address}` is no address of HTTPS"),
            Self::NoClient => f.write_str("no client for HTTP could be made"),
        }
    }
}

impl std::error::Error for UnusableProvider {}

/// Why somebody who comes back is nobody here. What is told them is one sentence; the rest is in the log.
#[derive(Debug)]
pub(crate) enum NotKnown {
    /// The provider did not let them in, or they come from somewhere else.
    Refused(&'static str),
    /// What the provider gave is not what it should be.
    Invalid(String),
    /// The provider could not be asked.
    Unreachable(String),
}

impl fmt::Display for NotKnown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => f.write_str(why),
            Self::Invalid(what) => {
                write!(f, "the provider's answer is not what it should be: {what}")
            }
            Self::Unreachable(why) => write!(f, "the provider cannot be asked: {why}"),
        }
    }
}

/// What a browser is sent away with.
#[derive(Debug)]
pub(crate) struct Departure {
    /// The provider's page.
    pub(crate) address: String,
    /// What the browser holds until it comes back.
    pub(crate) cookie: String,
}

/// How long the provider may take for an answer.
const TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

impl OpenId {
    /// The provider of these terms.
    ///
    /// # Errors
    /// When it could be listened to on the way.
    pub fn new(terms: OpenIdTerms, secret: Option<ClientSecret>) -> Result<Self, UnusableProvider> {
        for address in [&terms.issuer, &terms.public_url] {
            if !is_private(address) {
                return Err(UnusableProvider::NotHttps(address.clone()));
            }
        }
        // The only cryptography that is compiled in; an error means that it was named before.
        if rustls::crypto::CryptoProvider::get_default().is_none()
            && rustls::crypto::ring::default_provider().install_default().is_err()
        {
            tracing::debug!("cryptography was set up by another task at the same time");
        }
        let client = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|_| UnusableProvider::NoClient)?;
        Ok(Self { terms, secret, client, provider: Mutex::default() })
    }

    /// Sends somebody to the provider.
    pub(crate) async fn depart(&self) -> Result<Departure, NotKnown> {
        let provider = self.provider().await?;
        let (state, nonce, verifier) = (token(), token(), token());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
        let return_to = self.return_address();
        let query = form(&[
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("client_id", &self.terms.client_id),
            ("redirect_uri", &return_to),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let page = &provider.authorization_endpoint;
        let sign = if page.contains('?') { '&' } else { '?' };
        Ok(Departure {
            address: format!("{page}{sign}{query}"),
            cookie: format!("{state}.{nonce}.{verifier}"),
        })
    }

    /// Who comes back from the provider, with what it gave them and what their browser held.
    pub(crate) async fn arrive(
        &self,
        answer: &BTreeMap<String, String>,
        cookie: Option<&str>,
    ) -> Result<AccountName, NotKnown> {
        let held: Vec<&str> = cookie.unwrap_or_default().split('.').collect();
        let [state, nonce, verifier] = held[..] else {
            return Err(NotKnown::Refused("the browser holds nothing of this way"));
        };
        let given = |name: &str| answer.get(name).map(String::as_str);
        if state.is_empty() || given("state") != Some(state) {
            return Err(NotKnown::Refused("the answer belongs to another way"));
        }
        if given("iss").is_some_and(|issuer| issuer != self.terms.issuer) {
            return Err(NotKnown::Refused("another provider answers"));
        }
        let code = given("code").ok_or(NotKnown::Refused("the provider gave no code"))?;
        let provider = self.provider().await?;
        let id_token = provider.exchanged(self, code, verifier).await?;
        let expected = Expected {
            issuer: &self.terms.issuer,
            client_id: &self.terms.client_id,
            nonce,
            claim: &self.terms.claim,
        };
        let keys = provider.keys_for(self, &id_token).await?;
        let name = id_token::subject(&id_token, &keys, &expected).map_err(NotKnown::Invalid)?;
        AccountName::new(&name).map_err(|_| NotKnown::Refused("the name is none of an account"))
    }

    /// Where the provider sends people back to.
    fn return_address(&self) -> String {
        format!("{}/sign-in/openid/return", self.terms.public_url.trim_end_matches('/'))
    }

    /// What the provider says of itself; asked once, and again while it did not answer.
    async fn provider(&self) -> Result<Arc<Provider>, NotKnown> {
        let mut kept = self.provider.lock().await;
        if let Some(provider) = &*kept {
            return Ok(Arc::clone(provider));
        }
        let provider = Arc::new(Provider::discovered(self).await?);
        *kept = Some(Arc::clone(&provider));
        Ok(provider)
    }
}

/// Whether nobody can listen on the way to an address: it is HTTPS, or on this machine.
fn is_private(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else {
        return address.starts_with("https://");
    };
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// Names and values as a form of HTML sends them.
fn form(fields: &[(&str, &str)]) -> String {
    let value = |text: &str| encoded_path(text).replace('/', "%2F");
    let pairs = fields.iter().map(|(name, text)| format!("{name}={}", value(text)));
    pairs.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_listens_on_the_way() {
        for (address, expect) in [
            ("https://sso.tinh.gov.vn/realms/x", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost/x", true),
            ("http://sso.tinh.gov.vn", false),
            ("http://127.0.0.1.example.vn", false),
            ("ftp://x", false),
        ] {
            assert_eq!(is_private(address), expect, "{address}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", ClientSecret::new("mật".to_owned())), "ClientSecret(…)");
    }
}
