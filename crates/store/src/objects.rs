//! Where files lie: a folder or a bucket, named by URL, listed and fetched under a size cap.

mod location;
mod upload;

use std::{fmt, path::Path as FilePath, sync::Arc};

use futures::TryStreamExt as _;
use model::{ContentHash, ErrorKind, ObjectKey};
use object_store::{
    ObjectMeta, ObjectStore, ObjectStoreExt as _, PutMode, PutPayload, memory::InMemory,
    path::Path, prefix::PrefixStore,
};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

pub use location::AccessKeys;
pub use upload::{Expected, Upload, Uploaded};

/// A place that holds objects.
#[derive(Clone)]
pub struct Objects {
    store: Arc<dyn ObjectStore>,
    url: String,
    /// Whether a copy made by the storage is the same file under a second name, so that a change of one is a change of
    /// both.
    copies_are_links: bool,
}

/// An object as it was listed: the same version means the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectVersion {
    /// Its key.
    pub key: ObjectKey,
    /// Its size in bytes.
    pub size: u64,
    /// The storage's own mark of the version: its entity tag, else size and time of change.
    pub version: String,
}

/// The bytes of an object.
#[derive(Debug)]
pub struct Fetched {
    /// The content, within the cap.
    pub bytes: Vec<u8>,
    /// Its SHA-256, computed while it came in.
    pub sha256: ContentHash,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Objects {
    /// Opens what a URL names: a folder, absolute, relative to `base`, or as `file:///…`; or the part of a bucket under
    /// a prefix, as `s3://bucket/prefix`, `az://container/prefix` or `gs://bucket/prefix`, with these keys.
    ///
    /// # Errors
    /// `NotFound` when there is no such folder, `Invalid` for a URL of another kind or keys that do not serve.
    pub fn open(url: &str, base: &FilePath, keys: &AccessKeys) -> Result<Self> {
        location::open(url, base, keys)
    }

    /// Opens what a URL names; a folder is made first when it is missing.
    ///
    /// # Errors
    /// See [`Objects::open`]; `Denied` when the folder cannot be made.
    pub fn open_or_create(url: &str, base: &FilePath, keys: &AccessKeys) -> Result<Self> {
        location::create_folder(url, base)?;
        Self::open(url, base, keys)
    }

    /// A place that is empty, in the memory of this process, and gone with it.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), url: "memory".to_owned(), copies_are_links: false }
    }

    /// The part of this place under a prefix.
    #[must_use]
    pub fn under(&self, prefix: &ObjectKey) -> Self {
        let store = PrefixStore::new(Arc::clone(&self.store), path_of(prefix));
        Self {
            store: Arc::new(store),
            url: format!("{}/{prefix}", self.url),
            copies_are_links: self.copies_are_links,
        }
    }

    /// Every object under a folder, ordered by key.
    ///
    /// # Errors
    /// `NotFound` when there is nothing under the folder at all: an empty listing would read as "nothing was sent".
    pub async fn list(&self, folder: &ObjectKey) -> Result<Vec<ObjectVersion>> {
        let listed = self.listed(Some(folder)).await?;
        if listed.is_empty() {
            let attempted = format!("list `{folder}` in `{}`", self.url);
            return Err(Error::new(ErrorKind::NotFound, attempted));
        }
        Ok(listed)
    }

    /// Every object of this place, ordered by key; none in a place that nothing was loaded into yet.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn everything(&self) -> Result<Vec<ObjectVersion>> {
        self.listed(None).await
    }

    async fn listed(&self, folder: Option<&ObjectKey>) -> Result<Vec<ObjectVersion>> {
        let attempted = || match folder {
            Some(folder) => format!("list `{folder}` in `{}`", self.url),
            None => format!("list `{}`", self.url),
        };
        let metas: Vec<_> = match self.store.list(folder.map(path_of).as_ref()).try_collect().await
        {
            Ok(metas) => metas,
            Err(source) if self.denies().await => {
                return Err(Error::caused(ErrorKind::Denied, attempted(), source));
            }
            Err(source) => return Err(Error::object(attempted())(source)),
        };
        let mut listed = metas
            .into_iter()
            .map(|meta| {
                let key = ObjectKey::new(meta.location.as_ref())
                    .map_err(|source| Error::caused(ErrorKind::Invalid, attempted(), source))?;
                Ok(ObjectVersion { key, size: meta.size, version: version_of(meta) })
            })
            .collect::<Result<Vec<_>>>()?;
        listed.sort();
        Ok(listed)
    }

    /// Whether the storage refuses those who ask with our keys. Of a listing the library does not tell; of one object it
    /// does, there or not.
    pub async fn denies(&self) -> bool {
        matches!(
            self.store.head(&Path::from("any")).await,
            Err(object_store::Error::PermissionDenied { .. }
                | object_store::Error::Unauthenticated { .. })
        )
    }

    /// The bytes of an object, hashed while they come in.
    ///
    /// # Errors
    /// `Exhausted` when there are more than `cap` bytes; `NotFound` when the object is gone.
    pub async fn fetch(&self, key: &ObjectKey, cap: u64) -> Result<Fetched> {
        let attempted = || format!("fetch `{key}` from `{}`", self.url);
        let object = self.store.get(&path_of(key)).await.map_err(Error::object(attempted()))?;
        let too_large =
            || Error::new(ErrorKind::Exhausted, format!("{}: more than {cap} bytes", attempted()));
        if object.meta.size > cap {
            return Err(too_large());
        }
        let mut bytes =
            Vec::with_capacity(usize::try_from(object.meta.size).map_err(|_| too_large())?);
        let mut hasher = Sha256::new();
        let mut chunks = object.into_stream();
        while let Some(chunk) = chunks.try_next().await.map_err(Error::object(attempted()))? {
            if bytes.len() as u64 + chunk.len() as u64 > cap {
                return Err(too_large());
            }
            hasher.update(&chunk);
            bytes.extend_from_slice(&chunk);
        }
        Ok(Fetched { bytes, sha256: ContentHash::from_digest(hasher.finalize().into()) })
    }

    /// Writes an object in place of what is there.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn put(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<()> {
        let put = self.store.put(&path_of(key), PutPayload::from(bytes)).await;
        put.map_err(Error::object(format!("write `{key}` to `{}`", self.url)))?;
        Ok(())
    }

    /// Writes an object that never changes once written: one that exists already stays as it is. Gives whether it was
    /// written.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn put_once(&self, key: &ObjectKey, bytes: Vec<u8>) -> Result<bool> {
        let put = self
            .store
            .put_opts(&path_of(key), PutPayload::from(bytes), PutMode::Create.into())
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(source) => Err(Error::object(format!("write `{key}` to `{}`", self.url))(source)),
        }
    }
}

fn version_of(meta: ObjectMeta) -> String {
    meta.e_tag.unwrap_or_else(|| format!("{}-{}", meta.size, meta.last_modified.timestamp_micros()))
}

fn path_of(key: &ObjectKey) -> Path {
    Path::parse(key.as_str()).unwrap_or_else(|_| Path::from(key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> ObjectKey {
        ObjectKey::new(text).expect("valid")
    }

    #[tokio::test]
    async fn lists_and_fetches_files_by_the_names_that_units_give_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let names =
            ["don-vi/QĐ 12 (bản #1) 100%.pdf", "don-vi/a.txt", "don-vi/sâu/b~?.txt", "khac/c.txt"];
        for name in names {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("has one")).expect("made");
            std::fs::write(path, name).expect("written");
        }
        let objects = Objects::open("", folder.path(), &AccessKeys::default()).expect("a folder");
        let listed = objects.list(&key("don-vi")).await.expect("listed");
        assert_eq!(
            listed.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(),
            &names[..3]
        );
        for object in listed {
            let fetched = objects.fetch(&object.key, 1000).await.expect("fetched");
            assert_eq!(String::from_utf8(fetched.bytes).expect("text"), object.key.as_str());
        }
    }

    #[tokio::test]
    async fn a_missing_folder_is_an_error_not_an_empty_listing() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(
            Objects::open("nowhere", folder.path(), &AccessKeys::default())
                .expect_err("missing")
                .kind(),
            ErrorKind::NotFound
        );
        let objects = Objects::open("", folder.path(), &AccessKeys::default()).expect("a folder");
        assert_eq!(
            objects.list(&key("don-vi")).await.expect_err("missing").kind(),
            ErrorKind::NotFound
        );
    }

    #[tokio::test]
    async fn the_cap_holds() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a"), "12345").expect("written");
        let objects = Objects::open("", folder.path(), &AccessKeys::default()).expect("a folder");
        assert_eq!(
            objects.fetch(&key("a"), 4).await.expect_err("too large").kind(),
            ErrorKind::Exhausted
        );
        let fetched = objects.fetch(&key("a"), 5).await.expect("fits");
        assert_eq!(
            fetched.sha256.to_string(),
            "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"
        );
    }

    #[tokio::test]
    async fn what_is_removed_is_gone_and_stays_so() {
        let objects = Objects::in_memory();
        objects.put(&key("a/b"), b"one".to_vec()).await.expect("written");
        objects.put(&key("a/c"), b"two".to_vec()).await.expect("written");
        for _ in 0..2 {
            objects.remove(&key("a/b")).await.expect("gone");
        }
        let left = objects.everything().await.expect("listed");
        assert_eq!(left.iter().map(|object| object.key.as_str()).collect::<Vec<_>>(), ["a/c"]);
    }

    #[tokio::test]
    async fn what_is_written_once_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::open_or_create("made/here", folder.path(), &AccessKeys::default())
            .expect("made");
        assert!(objects.put_once(&key("x/y"), b"one".to_vec()).await.expect("written"));
        assert!(!objects.put_once(&key("x/y"), b"two".to_vec()).await.expect("kept"));
        assert_eq!(objects.fetch(&key("x/y"), 10).await.expect("there").bytes, b"one");
        assert_eq!(
            objects.under(&key("x")).fetch(&key("y"), 10).await.expect("there").bytes,
            b"one"
        );
    }
}
