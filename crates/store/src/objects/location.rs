//! What does a URL name: a folder of this machine, or a part of a bucket? Refuses to know what lies there.

use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

use model::ErrorKind;
use object_store::{
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
    path::Path as ObjectPath,
    prefix::PrefixStore,
};

use super::Objects;
use crate::error::{Error, Result};

/// What a person's environment says for reaching buckets, by the names that other programs use, `AWS_ACCESS_KEY_ID` and
/// its like. Never printed.
#[derive(Clone, Default)]
pub struct AccessKeys(BTreeMap<String, String>);

impl AccessKeys {
    /// The prefix of the names that are looked at.
    pub const PREFIX: &str = "AWS_";

    /// Keeps those of some variables that are for buckets.
    #[must_use]
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().filter(|(name, _)| name.starts_with(Self::PREFIX)).collect())
    }
}

impl fmt::Debug for AccessKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

pub(super) fn open(url: &str, base: &Path, keys: &AccessKeys) -> Result<Objects> {
    match url.split_once("://") {
        None => open_folder(url, &base.join(url)),
        Some(("file", path)) => open_folder(url, Path::new(path)),
        Some(("s3", rest)) => open_bucket(url, rest, keys),
        Some((scheme, _)) => Err(Error::new(
            ErrorKind::Invalid,
            format!("open `{url}`: storage of kind `{scheme}` is not supported"),
        )),
    }
}

/// Makes the folder that a URL names; there is none to make of a bucket.
pub(super) fn create_folder(url: &str, base: &Path) -> Result<()> {
    let folder = match url.split_once("://") {
        None => base.join(url),
        Some(("file", path)) => path.into(),
        Some(_) => return Ok(()),
    };
    std::fs::create_dir_all(&folder).map_err(|source| {
        Error::caused(ErrorKind::Denied, format!("make the folder `{}`", folder.display()), source)
    })
}

fn open_folder(url: &str, folder: &Path) -> Result<Objects> {
    let store = LocalFileSystem::new_with_prefix(folder).map_err(|source| {
        Error::caused(
            ErrorKind::NotFound,
            format!("open the folder `{}`", folder.display()),
            source,
        )
    })?;
    Ok(Objects { store: Arc::new(store), url: url.to_owned(), copies_are_links: true })
}

fn open_bucket(url: &str, rest: &str, keys: &AccessKeys) -> Result<Objects> {
    let attempted = || format!("open `{url}`");
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() || bucket.contains('@') {
        let form = "the form is s3://bucket/folder, without keys";
        return Err(Error::new(ErrorKind::Invalid, format!("open a bucket: {form}")));
    }
    // The only provider that is compiled in; an error here means that it was named before.
    if rustls::crypto::CryptoProvider::get_default().is_none()
        && rustls::crypto::ring::default_provider().install_default().is_err()
    {
        tracing::debug!("cryptography was set up by another task at the same time");
    }
    let mut builder = AmazonS3Builder::new().with_bucket_name(bucket);
    let mut has_keys = false;
    for (name, value) in &keys.0 {
        // Variables of other programs begin like ours.
        if let Ok(key) = name.to_ascii_lowercase().parse::<AmazonS3ConfigKey>() {
            has_keys |= tells_who_asks(&key);
            builder = builder.with_config(key, value);
        }
    }
    if !has_keys {
        // Without keys the library would look for a machine of Amazon's around it, for minutes.
        let missing = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
        return Err(Error::new(ErrorKind::Denied, format!("{}: {missing}", attempted())));
    }
    let invalid = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Invalid, attempted(), source)
    };
    let bucket = builder.build().map_err(|source| invalid(source.into()))?;
    let prefix = ObjectPath::parse(prefix).map_err(|source| invalid(source.into()))?;
    Ok(Objects {
        store: Arc::new(PrefixStore::new(bucket, prefix)),
        url: url.trim_end_matches('/').to_owned(),
        copies_are_links: false,
    })
}

/// Whether a setting is one of those that say as whom the storage is asked, or that nobody in particular does.
fn tells_who_asks(key: &AmazonS3ConfigKey) -> bool {
    use AmazonS3ConfigKey::{
        AccessKeyId, ContainerCredentialsFullUri, ContainerCredentialsRelativeUri,
        MetadataEndpoint, SkipSignature, WebIdentityTokenFile,
    };
    matches!(
        key,
        AccessKeyId
            | ContainerCredentialsFullUri
            | ContainerCredentialsRelativeUri
            | MetadataEndpoint
            | SkipSignature
            | WebIdentityTokenFile
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> AccessKeys {
        let variables =
            [("AWS_ACCESS_KEY_ID", "ai"), ("AWS_SECRET_ACCESS_KEY", "bí mật"), ("HOME", "/root")];
        AccessKeys::of(variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    #[test]
    fn keys_are_never_printed() {
        assert_eq!(format!("{:?}", keys()), r#"["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]"#);
        let opened = Objects::open("s3://kho/vong-2025", Path::new(""), &keys()).expect("a bucket");
        assert!(!format!("{opened:?}").contains("bí mật"));
    }

    #[test]
    fn a_bucket_without_keys_is_denied_at_once() {
        let error = Objects::open("s3://kho", Path::new(""), &AccessKeys::default());
        assert_eq!(error.expect_err("no keys").kind(), ErrorKind::Denied);
    }

    #[test]
    fn urls_of_other_kinds_are_refused_and_keys_in_them_are_not_repeated() {
        for url in ["ftp://kho/a", "s3://", "s3://id:matkhau@kho/a"] {
            let error = Objects::open(url, Path::new(""), &keys()).expect_err(url);
            assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
            assert!(!error.to_string().contains("matkhau"), "{error}");
        }
    }
}
