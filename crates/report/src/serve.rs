//! Where the round is to be seen, for who starts the server.

use schemars::JsonSchema;
use serde::Serialize;

/// A server that began, as `schemas/serve.schema.json` describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServeReport {
    /// The address of the first page.
    pub address: String,
    /// The administrator that was made because there was no account at all; the password is told this once.
    pub first_administrator: Option<FirstAdministrator>,
}

/// The first account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FirstAdministrator {
    /// What they sign in with.
    pub name: String,
    /// With this password, which they change then.
    pub password: String,
}

impl ServeReport {
    /// A server at this address.
    #[must_use]
    pub fn new(address: String, first_administrator: Option<FirstAdministrator>) -> Self {
        Self { address, first_administrator }
    }
}
