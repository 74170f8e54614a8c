//! Bytes into a place: checked against their hash before they are an object, in parts when they are many.

use std::io;

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use model::{ContentHash, ErrorKind, ObjectKey};
use object_store::{
    ObjectStoreExt as _, PutMode, PutPayload, PutResult, WriteMultipart, path::Path,
};
use sha2::{Digest as _, Sha256};

use super::{ObjectVersion, Objects, path_of, version_of};
use crate::error::{Error, Result};

/// What is larger goes out in parts of this size: buckets take from 5 MiB, and 10,000 parts at most.
const PART: usize = 8 << 20;

/// How many parts of one object are on their way at a time, and thereby in memory.
const PARTS_AT_A_TIME: usize = 4;

/// The bytes that are meant: an object with others is never made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Their SHA-256.
    pub sha256: ContentHash,
    /// How many they are.
    pub size: u64,
}

/// What may be at the key before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    /// Nothing. In parts, this is looked at before the first one and not again.
    New,
    /// An object, which is replaced.
    Replace,
}

/// How an upload ended.
#[derive(Debug)]
pub enum Uploaded {
    /// The bytes are an object now.
    Done(ObjectVersion),
    /// Something is at the key already and stays as it is.
    Exists,
    /// The bytes were not the expected ones; nothing was written.
    Differs,
    /// The bytes could not be had; nothing was written.
    Unread(io::Error),
}

impl Objects {
    /// Writes an object whole or not at all.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn upload(
        &self,
        key: &ObjectKey,
        expected: &Expected,
        upload: Upload,
        chunks: impl Stream<Item = io::Result<Vec<u8>>>,
    ) -> Result<Uploaded> {
        let attempted = || format!("write `{key}` to `{}`", self.url);
        let path = path_of(key);
        let chunks = std::pin::pin!(chunks);
        let put = if expected.size <= PART as u64 {
            let bytes = match gather(chunks, expected).await {
                Ok(bytes) => bytes,
                Err(ended) => return Ok(ended),
            };
            let mode = match upload {
                Upload::New => PutMode::Create,
                Upload::Replace => PutMode::Overwrite,
            };
            match self.store.put_opts(&path, PutPayload::from(bytes), mode.into()).await {
                Err(object_store::Error::AlreadyExists { .. }) => return Ok(Uploaded::Exists),
                put => put.map_err(Error::object(attempted()))?,
            }
        } else {
            if upload == Upload::New && self.version_at(key).await?.is_some() {
                return Ok(Uploaded::Exists);
            }
            match self
                .in_parts(&path, expected, chunks)
                .await
                .map_err(Error::object(attempted()))?
            {
                Ok(put) => put,
                Err(ended) => return Ok(ended),
            }
        };
        let version = match put.e_tag {
            Some(version) => version,
            None => self.version_at(key).await?.ok_or_else(|| {
                Error::new(ErrorKind::NotFound, format!("{}: it is gone again", attempted()))
            })?,
        };
        Ok(Uploaded::Done(ObjectVersion { key: key.clone(), size: expected.size, version }))
    }

    /// Has the storage put the bytes of one object at another key, in place of what is there, without sending them.
    /// Where the storage would make a link, they are written anew: each object is one of its own.
    ///
    /// # Errors
    /// When the storage refuses; `NotFound` when there is nothing to copy.
    pub async fn copy(
        &self,
        from: &ObjectKey,
        to: &ObjectKey,
        expected: &Expected,
    ) -> Result<Uploaded> {
        let attempted = || format!("copy `{from}` to `{to}` in `{}`", self.url);
        if self.copies_are_links {
            let source =
                self.store.get(&path_of(from)).await.map_err(Error::object(attempted()))?;
            let chunks =
                source.into_stream().map(|chunk| chunk.map(Vec::from).map_err(io::Error::other));
            return self.upload(to, expected, Upload::Replace, chunks).await;
        }
        self.store.copy(&path_of(from), &path_of(to)).await.map_err(Error::object(attempted()))?;
        let meta = self.store.head(&path_of(to)).await.map_err(Error::object(attempted()))?;
        if meta.size != expected.size {
            return Ok(Uploaded::Differs);
        }
        let (size, version) = (meta.size, version_of(meta));
        Ok(Uploaded::Done(ObjectVersion { key: to.clone(), size, version }))
    }

    /// The hash of an object's bytes as they come back from the storage; they are not kept.
    ///
    /// # Errors
    /// `NotFound` when the object is gone; others when the storage refuses.
    pub async fn hash(&self, key: &ObjectKey) -> Result<Expected> {
        let attempted = || format!("read `{key}` from `{}`", self.url);
        let object = self.store.get(&path_of(key)).await.map_err(Error::object(attempted()))?;
        let (mut hasher, mut size) = (Sha256::new(), 0);
        let mut chunks = object.into_stream();
        while let Some(chunk) = chunks.try_next().await.map_err(Error::object(attempted()))? {
            hasher.update(&chunk);
            size += chunk.len() as u64;
        }
        Ok(Expected { sha256: ContentHash::from_digest(hasher.finalize().into()), size })
    }

    /// Removes an object; one that is gone already is no error.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn remove(&self, key: &ObjectKey) -> Result<()> {
        match self.store.delete(&path_of(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(source) => {
                Err(Error::object(format!("remove `{key}` from `{}`", self.url))(source))
            }
        }
    }

    async fn version_at(&self, key: &ObjectKey) -> Result<Option<String>> {
        match self.store.head(&path_of(key)).await {
            Ok(meta) => Ok(Some(version_of(meta))),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(source) => Err(Error::object(format!("look at `{key}` in `{}`", self.url))(source)),
        }
    }

    async fn in_parts(
        &self,
        path: &Path,
        expected: &Expected,
        mut chunks: impl Stream<Item = io::Result<Vec<u8>>> + Unpin,
    ) -> object_store::Result<std::result::Result<PutResult, Uploaded>> {
        let parts = self.store.put_multipart(path).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(parts, PART);
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(chunk) = chunks.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(error) => {
                    writer.abort().await?;
                    return Ok(Err(Uploaded::Unread(error)));
                }
            };
            hasher.update(&chunk);
            size += chunk.len() as u64;
            if let Err(error) = writer.wait_for_capacity(PARTS_AT_A_TIME).await {
                writer.abort().await?;
                return Err(error);
            }
            writer.write(&chunk);
        }
        let sha256 = ContentHash::from_digest(hasher.finalize().into());
        if (Expected { sha256, size }) != *expected {
            writer.abort().await?;
            return Ok(Err(Uploaded::Differs));
        }
        writer.finish().await.map(Ok)
    }
}

/// All the bytes, when they are the expected ones.
async fn gather(
    mut chunks: impl Stream<Item = io::Result<Vec<u8>>> + Unpin,
    expected: &Expected,
) -> std::result::Result<Vec<u8>, Uploaded> {
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(Uploaded::Unread)?;
        if bytes.len() + chunk.len() > PART {
            return Err(Uploaded::Differs);
        }
        bytes.extend_from_slice(&chunk);
    }
    let sha256 = ContentHash::from_digest(Sha256::digest(&bytes).into());
    if (Expected { sha256, size: bytes.len() as u64 }) != *expected {
        return Err(Uploaded::Differs);
    }
    Ok(bytes)
}
