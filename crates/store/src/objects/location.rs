//! What does a URL name: a folder of this machine, or a part of a bucket, and of whose cloud? Refuses to know what lies
//! there.

use std::{collections::BTreeMap, fmt, path::Path, sync::Arc};

use model::ErrorKind;
use object_store::{
    ObjectStore,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    azure::{AzureConfigKey, MicrosoftAzureBuilder},
    gcp::{GoogleCloudStorageBuilder, GoogleConfigKey},
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
    /// Keeps those of some variables that are for buckets.
    #[must_use]
    pub fn of(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        let is_for_buckets =
            |name: &str| Cloud::ALL.iter().any(|cloud| name.starts_with(cloud.prefix()));
        Self(variables.into_iter().filter(|(name, _)| is_for_buckets(name)).collect())
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
        Some((scheme, rest)) => match Cloud::of(scheme) {
            Some(cloud) => open_bucket(url, cloud, rest, keys),
            None => {
                let unknown = format!("open `{url}`: storage of kind `{scheme}` is not supported");
                Err(Error::new(ErrorKind::Invalid, unknown))
            }
        },
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

/// Who keeps buckets, told by the scheme of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cloud {
    /// Amazon S3, and all that speak its language: MinIO, Ceph, SeaweedFS.
    S3,
    /// Azure Blob Storage, whose buckets are containers.
    Azure,
    /// Google Cloud Storage.
    Google,
}

impl Cloud {
    const ALL: [Self; 3] = [Self::S3, Self::Azure, Self::Google];

    fn of(scheme: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cloud| cloud.scheme() == scheme)
    }

    fn scheme(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Azure => "az",
            Self::Google => "gs",
        }
    }

    /// How the names of its variables begin.
    fn prefix(self) -> &'static str {
        match self {
            Self::S3 => "AWS_",
            Self::Azure => "AZURE_",
            Self::Google => "GOOGLE_",
        }
    }

    /// What is missing when nothing says as whom it is asked.
    fn missing(self) -> &'static str {
        match self {
            Self::S3 => "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set",
            Self::Azure => "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY are not set",
            Self::Google => "GOOGLE_SERVICE_ACCOUNT, a file with a key, is not set",
        }
    }

    /// The bucket, with what these variables say; none when they do not say as whom it is asked. Without that the
    /// library would look for a machine of the cloud's own around it, for minutes.
    fn bucket(
        self,
        bucket: &str,
        keys: &AccessKeys,
    ) -> object_store::Result<Option<Arc<dyn ObjectStore>>> {
        let variables = || {
            let ours = keys.0.iter().filter(|(name, _)| name.starts_with(self.prefix()));
            ours.map(|(name, value)| (name.to_ascii_lowercase(), value))
        };
        // Variables of other programs begin like ours: names that the library does not know are passed over.
        match self {
            Self::S3 => {
                let known =
                    variables().filter_map(|(name, value)| Some((name.parse().ok()?, value)));
                let known: Vec<(AmazonS3ConfigKey, &String)> = known.collect();
                if !known.iter().any(|(key, _)| is_for_amazon(key)) {
                    return Ok(None);
                }
                let builder = AmazonS3Builder::new().with_bucket_name(bucket);
                let builder =
                    known.into_iter().fold(builder, |b, (key, value)| b.with_config(key, value));
                Ok(Some(Arc::new(builder.build()?)))
            }
            Self::Azure => {
                let known =
                    variables().filter_map(|(name, value)| Some((name.parse().ok()?, value)));
                let known: Vec<(AzureConfigKey, &String)> = known.collect();
                if !known.iter().any(|(key, _)| is_for_azure(key)) {
                    return Ok(None);
                }
                let builder = MicrosoftAzureBuilder::new().with_container_name(bucket);
                let builder =
                    known.into_iter().fold(builder, |b, (key, value)| b.with_config(key, value));
                Ok(Some(Arc::new(builder.build()?)))
            }
            Self::Google => {
                let known =
                    variables().filter_map(|(name, value)| Some((name.parse().ok()?, value)));
                let known: Vec<(GoogleConfigKey, &String)> = known.collect();
                if !known.iter().any(|(key, _)| is_for_google(key)) {
                    return Ok(None);
                }
                let builder = GoogleCloudStorageBuilder::new().with_bucket_name(bucket);
                let builder =
                    known.into_iter().fold(builder, |b, (key, value)| b.with_config(key, value));
                Ok(Some(Arc::new(builder.build()?)))
            }
        }
    }
}

fn open_bucket(url: &str, cloud: Cloud, rest: &str, keys: &AccessKeys) -> Result<Objects> {
    let attempted = || format!("open `{url}`");
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    if bucket.is_empty() || bucket.contains('@') {
        let form = format!("the form is {}://bucket/folder, without keys", cloud.scheme());
        return Err(Error::new(ErrorKind::Invalid, format!("open a bucket: {form}")));
    }
    // The only provider that is compiled in; an error here means that it was named before.
    if rustls::crypto::CryptoProvider::get_default().is_none()
        && rustls::crypto::ring::default_provider().install_default().is_err()
    {
        tracing::debug!("cryptography was set up by another task at the same time");
    }
    let invalid = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Invalid, attempted(), source)
    };
    let opened = cloud.bucket(bucket, keys).map_err(|source| invalid(source.into()))?;
    let bucket = opened.ok_or_else(|| {
        Error::new(ErrorKind::Denied, format!("{}: {}", attempted(), cloud.missing()))
    })?;
    let prefix = ObjectPath::parse(prefix).map_err(|source| invalid(source.into()))?;
    Ok(Objects {
        store: Arc::new(PrefixStore::new(bucket, prefix)),
        url: url.trim_end_matches('/').to_owned(),
        copies_are_links: false,
    })
}

/// Whether a setting is one of those that say as whom the storage is asked, or that nobody in particular does.
fn is_for_amazon(key: &AmazonS3ConfigKey) -> bool {
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

/// As [`is_for_amazon`].
fn is_for_azure(key: &AzureConfigKey) -> bool {
    use AzureConfigKey::{
        AccessKey, ClientSecret, FederatedTokenFile, MsiEndpoint, SasKey, SkipSignature, Token,
        UseAzureCli, UseEmulator,
    };
    matches!(
        key,
        AccessKey
            | ClientSecret
            | FederatedTokenFile
            | MsiEndpoint
            | SasKey
            | SkipSignature
            | Token
            | UseAzureCli
            | UseEmulator
    )
}

/// As [`is_for_amazon`].
fn is_for_google(key: &GoogleConfigKey) -> bool {
    use GoogleConfigKey::{
        ApplicationCredentials, BearerToken, ServiceAccount, ServiceAccountKey, SkipSignature,
    };
    matches!(
        key,
        ApplicationCredentials | BearerToken | ServiceAccount | ServiceAccountKey | SkipSignature
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
    fn a_bucket_without_keys_is_denied_at_once_and_says_what_to_set() {
        let check = |url: &str, keys: &AccessKeys, expect: &str| {
            let error = Objects::open(url, Path::new(""), keys).expect_err("no keys");
            assert_eq!(error.kind(), ErrorKind::Denied, "{url}");
            assert!(error.to_string().contains(expect), "{error}");
        };
        check("s3://kho", &AccessKeys::default(), "AWS_ACCESS_KEY_ID");
        // The keys of one cloud open no other.
        check("az://kho", &keys(), "AZURE_STORAGE_ACCOUNT_KEY");
        check("gs://kho/vong-2025", &keys(), "GOOGLE_SERVICE_ACCOUNT");
    }

    #[test]
    fn each_cloud_is_told_by_its_scheme() {
        let variables = [
            ("AZURE_STORAGE_ACCOUNT_NAME", "kho"),
            ("AZURE_STORAGE_ACCOUNT_KEY", "YsOtIG3huq10"),
            ("AZURE_FUNCTIONS_ENVIRONMENT", "of another program"),
            ("GOOGLE_SKIP_SIGNATURE", "true"),
        ];
        let keys = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let keys = AccessKeys::of(keys);
        for (url, kind) in
            [("az://ho-so/vong-2025", "MicrosoftAzure"), ("gs://kho/a", "GoogleCloudStorage")]
        {
            let opened = Objects::open(url, Path::new(""), &keys).expect(url);
            let store = format!("{:?}", opened.store);
            assert!(store.contains(kind), "{store}");
            assert!(!format!("{opened:?} {keys:?}").contains("YsOtIG3huq10"));
        }
    }

    #[test]
    fn urls_of_other_kinds_are_refused_and_keys_in_them_are_not_repeated() {
        for url in ["ftp://kho/a", "s3://", "s3://id:matkhau@kho/a", "az://", "gs://matkhau@kho"] {
            let error = Objects::open(url, Path::new(""), &keys()).expect_err(url);
            assert_eq!(error.kind(), ErrorKind::Invalid, "{url}");
            assert!(!error.to_string().contains("matkhau"), "{error}");
        }
    }
}
