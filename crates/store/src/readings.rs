//! Stored readings: written once under content and recipe, compressed, in a versioned envelope.
//!
//! A later version of the program must read what an earlier one wrote: `schemas/samples/` holds a sample of each
//! version, and a test reads them all.

mod recent;

use std::{collections::BTreeSet, sync::Arc};

use model::{ContentHash, ErrorKind, ObjectKey, reading::Reading, recipe::ReadRecipe};
use serde::{Deserialize, Serialize};

use crate::{
    compressed,
    error::{Error, Result},
    objects::Objects,
};

/// The version that is written.
pub const READING_FORMAT_VERSION: u32 = 1;

use recent::Recent;

/// The store of readings.
#[derive(Debug, Clone)]
pub struct Readings {
    objects: Objects,
    recent: Arc<Recent>,
}

#[derive(Serialize, Deserialize)]
struct Envelope<R> {
    version: u32,
    reading: R,
}

/// What a stored reading says first, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Readings {
    /// Keeps readings in this place.
    #[must_use]
    pub fn new(objects: Objects) -> Self {
        Self { objects, recent: Arc::default() }
    }

    /// Stores a reading. One stored before under the same content and recipe stays.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn put(&self, recipe: &ReadRecipe, reading: &Reading) -> Result<()> {
        let key = key_of(recipe, reading.sha256)?;
        let stored = encode(reading)?;
        if self.objects.put_once(&key, stored.clone()).await? {
            self.recent.keep(key, stored);
        }
        Ok(())
    }

    /// Stores a reading in place of one that was stored before: somebody asked for it to be made again.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn replace(&self, recipe: &ReadRecipe, reading: &Reading) -> Result<()> {
        let key = key_of(recipe, reading.sha256)?;
        self.recent.take(&key);
        self.objects.put(&key, encode(reading)?).await
    }

    /// The reading of some content.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Corrupt` when what is stored is no reading.
    pub async fn get(&self, recipe: &ReadRecipe, sha256: ContentHash) -> Result<Reading> {
        let key = key_of(recipe, sha256)?;
        match self.recent.take(&key) {
            Some(stored) => decode(&stored),
            None => decode(&self.objects.fetch(&key, compressed::MAX_BYTES).await?.bytes),
        }
    }

    /// The reading of some content, if it was kept.
    ///
    /// # Errors
    /// As [`Readings::get`], but for `NotFound`.
    pub async fn find(&self, recipe: &ReadRecipe, sha256: ContentHash) -> Result<Option<Reading>> {
        match self.get(recipe, sha256).await {
            Ok(reading) => Ok(Some(reading)),
            Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes every reading of these contents, whatever they were read with. Gives how many there were.
    ///
    /// # Errors
    /// When the storage refuses; some may be gone then.
    pub async fn erase(&self, contents: &BTreeSet<ContentHash>) -> Result<u64> {
        self.recent.clear();
        let names: BTreeSet<String> = contents.iter().map(file_name).collect();
        let mut n_erased = 0;
        for stored in self.objects.everything().await? {
            let name = stored.key.as_str().rsplit('/').next().unwrap_or_default();
            if names.contains(name) {
                self.objects.remove(&stored.key).await?;
                n_erased += 1;
            }
        }
        Ok(n_erased)
    }
}

fn file_name(sha256: &ContentHash) -> String {
    format!("{sha256}.json.zst")
}

fn key_of(recipe: &ReadRecipe, sha256: ContentHash) -> Result<ObjectKey> {
    ObjectKey::new(format!("{recipe}/{}", file_name(&sha256)))
        .map_err(|source| Error::caused(ErrorKind::Bug, "name a reading", source))
}

fn encode(reading: &Reading) -> Result<Vec<u8>> {
    let attempted = || format!("store the reading of `{}`", reading.sha256);
    let json = serde_json::to_vec(&Envelope { version: READING_FORMAT_VERSION, reading })
        .map_err(|source| Error::caused(ErrorKind::Bug, attempted(), source))?;
    compressed::compress(&json).map_err(|source| Error::caused(ErrorKind::Bug, attempted(), source))
}

fn decode(stored: &[u8]) -> Result<Reading> {
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Corrupt, "load a reading", source)
    };
    let json = compressed::decompress(stored).map_err(|source| corrupt(source.into()))?;
    let unknown =
        |version| corrupt(format!("format version {version} is not known to this program").into());
    match serde_json::from_slice(&json) {
        Ok(Envelope { version: READING_FORMAT_VERSION, reading }) => Ok(reading),
        Ok(Envelope { version, .. }) => Err(unknown(version)),
        // What another version wrote may have another form; its version is told, where it has one.
        Err(source) => match serde_json::from_slice(&json) {
            Ok(Version { version }) if version != READING_FORMAT_VERSION => Err(unknown(version)),
            _ => Err(corrupt(source.into())),
        },
    }
}

#[cfg(test)]
mod tests {
    use model::{
        Document,
        document::PartBuilder,
        reading::{MediaType, Outcome},
    };

    use super::*;
    use crate::objects::AccessKeys;

    fn reading() -> Reading {
        let mut flow = PartBuilder::flow();
        flow.paragraph("Căn cứ Quyết định số 2429/QĐ-UBND ngày 10 tháng 10 năm 2019");
        Reading {
            document: Document::new(vec![flow.finish()]),
            ..Reading::without_content(
                "kế hoạch.docx",
                ContentHash::from_digest([3; 32]),
                2048,
                MediaType::Docx,
                Outcome::Read,
                Vec::new(),
            )
        }
    }

    #[tokio::test]
    async fn a_reading_comes_back_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let readings = Readings::new(
            Objects::open_or_create("r", folder.path(), &AccessKeys::default()).expect("made"),
        );
        let recipe = ReadRecipe::new("1");
        readings.put(&recipe, &reading()).await.expect("stored");
        assert_eq!(readings.get(&recipe, reading().sha256).await.expect("there"), reading());
        let other = readings.get(&ReadRecipe::new("2"), reading().sha256).await;
        assert_eq!(other.expect_err("another recipe").kind(), ErrorKind::NotFound);
        let mended = Reading { name: "khác.docx".to_owned(), ..reading() };
        readings.put(&recipe, &mended).await.expect("the first one stays");
        assert_eq!(readings.get(&recipe, mended.sha256).await.expect("there"), reading());
        readings.replace(&recipe, &mended).await.expect("replaced");
        assert_eq!(readings.get(&recipe, mended.sha256).await.expect("there"), mended);
    }

    #[tokio::test]
    async fn an_erased_content_is_gone_under_every_recipe() {
        let readings = Readings::new(Objects::in_memory());
        let other = Reading { sha256: ContentHash::from_digest([4; 32]), ..reading() };
        for recipe in ["1", "2"].map(ReadRecipe::new) {
            readings.put(&recipe, &reading()).await.expect("stored");
            readings.put(&recipe, &other).await.expect("stored");
        }
        let contents = [reading().sha256].into();
        assert_eq!(readings.erase(&contents).await.expect("erased"), 2);
        assert_eq!(readings.erase(&contents).await.expect("nothing left"), 0);
        let recipe = ReadRecipe::new("2");
        assert_eq!(readings.find(&recipe, reading().sha256).await.expect("asked"), None);
        assert!(readings.find(&recipe, other.sha256).await.expect("asked").is_some());
    }

    #[test]
    fn the_sample_of_version_1_is_still_read() {
        let sample = include_str!("../../../schemas/samples/reading-v1.json");
        let stored = zstd::bulk::compress(sample.as_bytes(), 1).expect("compresses");
        assert_eq!(decode(&stored).expect("readable"), reading());
    }

    #[test]
    fn damage_and_the_future_are_named() {
        let mut stored = encode(&reading()).expect("encodes");
        stored.truncate(stored.len() / 2);
        assert_eq!(decode(&stored).expect_err("damaged").kind(), ErrorKind::Corrupt);
        let newer = zstd::bulk::compress(br#"{"version":99,"reading":{}}"#, 1).expect("compresses");
        assert_eq!(decode(&newer).expect_err("newer").kind(), ErrorKind::Corrupt);
    }
}
