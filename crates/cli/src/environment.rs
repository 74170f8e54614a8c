//! What the program takes from its environment, besides arguments: `KIEMCHUNG_LOG`, and what opens buckets, ledger,
//! queue and the way to a provider of OpenID Connect.

use anyhow::Context as _;
use server::ClientSecret;
use store::{AccessKeys, Password};

/// The keys of buckets, in the variables that other programs use too: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
/// `AWS_REGION`, `AWS_ENDPOINT_URL`, and `AWS_ALLOW_HTTP=true` where the storage is not reached by TLS.
#[expect(clippy::disallowed_methods, reason = "the one place where settings are read")]
pub(crate) fn access_keys() -> AccessKeys {
    let is_text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    AccessKeys::of(std::env::vars_os().filter_map(is_text))
}

/// The password of the ledger: `PGPASSWORD`, or the file that `PGPASSWORD_FILE` names.
pub(crate) fn ledger_password() -> anyhow::Result<Option<Password>> {
    secret("PGPASSWORD", "PGPASSWORD_FILE")
}

/// The token of the queue: `NATS_TOKEN`, or the file that `NATS_TOKEN_FILE` names.
pub(crate) fn queue_token() -> anyhow::Result<Option<Password>> {
    secret("NATS_TOKEN", "NATS_TOKEN_FILE")
}

/// What a provider of OpenID Connect knows this program by: `KIEMCHUNG_OPENID_SECRET`, or the file that
/// `KIEMCHUNG_OPENID_SECRET_FILE` names.
pub(crate) fn openid_secret() -> anyhow::Result<Option<ClientSecret>> {
    let secret = secret_text("KIEMCHUNG_OPENID_SECRET", "KIEMCHUNG_OPENID_SECRET_FILE")?;
    Ok(secret.map(ClientSecret::new))
}

fn secret(variable: &str, file: &str) -> anyhow::Result<Option<Password>> {
    Ok(secret_text(variable, file)?.map(Password::new))
}

/// A secret in a variable, else in the file that another variable names, without the line's end.
#[expect(clippy::disallowed_methods, reason = "the one place where settings are read")]
fn secret_text(variable: &str, file: &str) -> anyhow::Result<Option<String>> {
    if let Ok(secret) = std::env::var(variable) {
        return Ok(Some(secret));
    }
    let Some(path) = std::env::var_os(file) else { return Ok(None) };
    let secret = std::fs::read_to_string(&path)
        .with_context(|| format!("read the file that `{file}` names"))?;
    Ok(Some(secret.trim_end_matches(['\r', '\n']).to_owned()))
}
