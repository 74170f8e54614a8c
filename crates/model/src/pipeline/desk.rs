//! How people get to the desk, besides accounts with passwords.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How people get to the desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Desk {
    /// The provider of OpenID Connect at which people with an account here may sign in.
    pub openid: Option<OpenIdTerms>,
}

/// A provider of OpenID Connect. Its secret is no part of the pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenIdTerms {
    /// The provider, as it names itself: `https://sso.tinh.gov.vn/realms/cchc`.
    pub issuer: String,
    /// What the provider knows this program as.
    pub client_id: String,
    /// The claim of the ID token that is the name of an account here. It must be one that people cannot choose
    /// themselves at the provider.
    #[serde(default = "preferred_username")]
    pub claim: String,
    /// Where people reach the desk: `https://cham-diem.tinh.gov.vn`.
    pub public_url: String,
}

fn preferred_username() -> String {
    "preferred_username".to_owned()
}
