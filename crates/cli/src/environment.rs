//! What the program takes from its environment, besides arguments: `KIEMCHUNG_LOG`, and the keys of buckets.

use store::AccessKeys;

/// The keys of buckets, in the variables that other programs use too: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`,
/// `AWS_REGION`, `AWS_ENDPOINT_URL`, and `AWS_ALLOW_HTTP=true` where the storage is not reached by TLS.
#[expect(clippy::disallowed_methods, reason = "the one place where settings are read")]
pub(crate) fn access_keys() -> AccessKeys {
    let is_text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    AccessKeys::of(std::env::vars_os().filter_map(is_text))
}
