//! What was loaded, beside the objects themselves: each object's hash, and the file that it came from.
//!
//! An entry is about one version of an object. Whether it still holds is not remembered but looked up: it does as long
//! as the storage lists that version. So any number of people may load at once, each writing parts of their own, and a
//! part that is lost costs a comparison of bytes, never a wrong answer.

use std::collections::{BTreeMap, BTreeSet};

use model::{ContentHash, ErrorKind, ObjectKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    error::{Error, Result},
    objects::{Expected, ObjectVersion, Objects},
};

/// The version that is written.
pub const MANIFEST_FORMAT_VERSION: u32 = 1;

/// The most bytes of one part: some two million entries.
const MAX_PART_BYTES: u64 = 1 << 30;

/// One object as it was loaded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Loaded {
    /// Its key.
    pub key: ObjectKey,
    /// The version that this is about.
    pub version: String,
    /// The SHA-256 of its bytes.
    pub sha256: ContentHash,
    /// How many they are.
    pub size: u64,
    /// The file that it came from, as it was called there.
    pub source: String,
}

/// The first line of a part.
#[derive(Serialize, Deserialize)]
struct Head {
    manifest: u32,
}

/// The manifest of a place.
#[derive(Debug)]
pub struct Manifest {
    objects: Objects,
    entries: BTreeMap<(ObjectKey, String), Loaded>,
    /// What is new since the last part was written.
    unwritten: Vec<Loaded>,
    parts: BTreeSet<ObjectKey>,
}

impl Manifest {
    /// The folder of the manifest; no file of a unit may lie in it.
    pub const FOLDER: &str = ".kiemchung";

    /// Reads the manifest of a place, whose listing this is.
    ///
    /// # Errors
    /// When the storage refuses; `Corrupt` when a part is none.
    pub async fn open(objects: &Objects, listed: &[ObjectVersion]) -> Result<Self> {
        let mut manifest = Self {
            objects: objects.clone(),
            entries: BTreeMap::new(),
            unwritten: Vec::new(),
            parts: BTreeSet::new(),
        };
        for object in listed.iter().filter(|object| is_part(&object.key)) {
            let part = match objects.fetch(&object.key, MAX_PART_BYTES).await {
                Ok(part) => part,
                // Another load has put the parts together since they were listed; what it knew is compared again.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in decode(&part.bytes)? {
                manifest.entries.insert((entry.key.clone(), entry.version.clone()), entry);
            }
            manifest.parts.insert(object.key.clone());
        }
        Ok(manifest)
    }

    /// What an object's bytes are, when this version of it was loaded.
    #[must_use]
    pub fn content(&self, object: &ObjectVersion) -> Option<Expected> {
        let entry = self.entries.get(&(object.key.clone(), object.version.clone()))?;
        Some(Expected { sha256: entry.sha256, size: entry.size })
    }

    /// Adds an object, in memory; see [`Manifest::write_part`].
    pub fn add(&mut self, entry: Loaded) {
        self.unwritten.push(entry.clone());
        self.entries.insert((entry.key.clone(), entry.version.clone()), entry);
    }

    /// How many entries a crash would lose.
    #[must_use]
    pub fn n_unwritten(&self) -> usize {
        self.unwritten.len()
    }

    /// Writes what is new as a part of its own.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn write_part(&mut self) -> Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        self.unwritten.sort();
        let key = write(&self.objects, &self.unwritten).await?;
        self.unwritten.clear();
        self.parts.insert(key);
        Ok(())
    }

    /// Puts the parts together into one, without the entries that hold no longer by this listing, which must be newer
    /// than everything that was added.
    ///
    /// # Errors
    /// When the storage refuses. Until the last step, all that was known is there.
    pub async fn merge(mut self, listed: &[ObjectVersion]) -> Result<()> {
        let versions: BTreeMap<_, _> =
            listed.iter().map(|object| (&object.key, &object.version)).collect();
        self.entries.retain(|(key, version), _| versions.get(key) == Some(&version));
        let entries: Vec<Loaded> = self.entries.into_values().collect();
        let whole =
            if entries.is_empty() { None } else { Some(write(&self.objects, &entries).await?) };
        for part in self.parts.iter().filter(|part| Some(*part) != whole.as_ref()) {
            self.objects.remove(part).await?;
        }
        Ok(())
    }
}

fn is_part(key: &ObjectKey) -> bool {
    key.as_str()
        .strip_prefix(Manifest::FOLDER)
        .is_some_and(|rest| rest.starts_with("/manifest-") && rest.ends_with(".jsonl"))
}

/// Writes a part under the hash of its bytes, so that the same entries are the same part.
async fn write(objects: &Objects, entries: &[Loaded]) -> Result<ObjectKey> {
    let bug = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Bug, "write a part of the manifest", source)
    };
    let bytes = encode(entries).map_err(|source| bug(source.into()))?;
    let hash = ContentHash::from_digest(Sha256::digest(&bytes).into());
    let key = ObjectKey::new(format!("{}/manifest-{hash}.jsonl", Manifest::FOLDER))
        .map_err(|source| bug(source.into()))?;
    objects.put_once(&key, bytes).await?;
    Ok(key)
}

/// One line for the format, one for each object.
fn encode(entries: &[Loaded]) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec(&Head { manifest: MANIFEST_FORMAT_VERSION })?;
    for entry in entries {
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, entry)?;
    }
    bytes.push(b'\n');
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Result<Vec<Loaded>> {
    let corrupt = |source: Box<dyn std::error::Error + Send + Sync>| {
        Error::caused(ErrorKind::Corrupt, "read a part of the manifest", source)
    };
    let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let head: Head = serde_json::from_slice(lines.next().unwrap_or_default())
        .map_err(|source| corrupt(source.into()))?;
    if head.manifest != MANIFEST_FORMAT_VERSION {
        let unknown = format!("format version {} is not known to this program", head.manifest);
        return Err(corrupt(unknown.into()));
    }
    lines
        .map(|line| serde_json::from_slice(line).map_err(|source| corrupt(source.into())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(key: &str, version: &str) -> Loaded {
        Loaded {
            key: ObjectKey::new(key).expect("valid"),
            version: version.to_owned(),
            sha256: ContentHash::from_digest([7; 32]),
            size: 3,
            source: "Sở Y tế/QĐ 12.pdf".to_owned(),
        }
    }

    fn listed(loaded: &Loaded) -> ObjectVersion {
        let Loaded { key, version, size, .. } = loaded.clone();
        ObjectVersion { key, size, version }
    }

    async fn opened(objects: &Objects) -> Manifest {
        let listing = objects.everything().await.expect("listed");
        Manifest::open(objects, &listing).await.expect("opened")
    }

    #[tokio::test]
    async fn what_two_people_loaded_at_once_is_known_to_the_third() {
        let objects = Objects::in_memory();
        let (a, b) = (loaded("a", "1"), loaded("b", "1"));
        let (mut one, mut other) = (opened(&objects).await, opened(&objects).await);
        one.add(a.clone());
        one.write_part().await.expect("written");
        other.add(b.clone());
        other.write_part().await.expect("written");
        // Each sees its own objects, and those of the other that were there when it began: none.
        one.merge(&[listed(&a), listed(&b)]).await.expect("merged");
        let third = opened(&objects).await;
        assert!(third.content(&listed(&a)).is_some() && third.content(&listed(&b)).is_some());
        third.merge(&[listed(&a), listed(&b)]).await.expect("merged");
        assert_eq!(objects.everything().await.expect("listed").len(), 1, "one part is left");
        assert!(opened(&objects).await.content(&listed(&a)).is_some());
    }

    #[tokio::test]
    async fn an_entry_holds_for_its_version_only() {
        let objects = Objects::in_memory();
        let mut manifest = opened(&objects).await;
        manifest.add(loaded("a", "1"));
        let replaced = listed(&loaded("a", "2"));
        assert_eq!(manifest.content(&replaced), None);
        manifest.merge(std::slice::from_ref(&replaced)).await.expect("merged");
        assert_eq!(objects.everything().await.expect("listed"), [], "nothing holds any more");
    }

    #[test]
    fn the_sample_of_version_1_is_still_read() {
        let sample = include_bytes!("../../../schemas/samples/manifest-v1.jsonl");
        let entries = [loaded("so-y-te/1.3.1/QĐ 12.pdf", "\"1a-2b-3\"")];
        assert_eq!(decode(sample).expect("readable"), entries);
        assert_eq!(encode(&entries).expect("encodes"), sample);
    }

    #[test]
    fn damage_and_the_future_are_named() {
        for bad in [&b"{\"manifest\":99}\n"[..], b"", b"{\"manifest\":1}\n{\"key\":\"a\"}\n"] {
            assert_eq!(decode(bad).expect_err("no manifest").kind(), ErrorKind::Corrupt);
        }
    }
}
