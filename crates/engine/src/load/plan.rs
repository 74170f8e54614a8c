//! What each file needs: nothing, where its bytes lie at its key already; a copy by the storage, where they are sent for
//! another key; else to be sent. Files that would be one object, or hardly another, are told apart first.

use std::collections::BTreeMap;

use futures::{StreamExt as _, stream};
use model::{ContentHash, ErrorKind, ObjectKey};
use report::{LoadOutcome, LoadedFile, NameChange};
use store::{Expected, Loaded, Manifest, ObjectVersion, Objects};

use super::{LoadPart, LoadProgress, LoadWatcher, name};
use crate::error::Result;

/// How many objects are read back at a time.
const AT_A_TIME: usize = 8;

/// How much of the hash tells two files of one name apart.
const SUFFIX: usize = 8;

/// A file that is to be loaded, with its key and bytes.
pub(super) fn wanted(file: &LoadedFile) -> Option<(&ObjectKey, Expected)> {
    let is_wanted = matches!(
        file.outcome,
        LoadOutcome::Waiting
            | LoadOutcome::Sent
            | LoadOutcome::Replaced
            | LoadOutcome::Copied { .. }
            | LoadOutcome::Unchanged
    );
    let (key, sha256) = (file.key.as_ref()?, file.sha256?);
    is_wanted.then_some((key, Expected { sha256, size: file.size }))
}

/// Gives files that would be one object keys of their own, or finds that they are the same. Names that differ in
/// capitals only count as one: there are storages and systems to which they are.
pub(super) fn tell_apart(files: &mut [LoadedFile]) {
    let mut alike: BTreeMap<String, Vec<(ContentHash, String)>> = BTreeMap::new();
    for file in files {
        let Some((key, Expected { sha256, .. })) = wanted(file) else { continue };
        let key = key.clone();
        let others = alike.entry(key.as_str().to_lowercase()).or_default();
        if let Some((_, other)) = others.iter().find(|(hash, _)| *hash == sha256) {
            file.outcome = LoadOutcome::Doubled { of: other.clone() };
            continue;
        }
        if !others.is_empty() {
            let hash = sha256.to_string();
            let (folder, name) = key.as_str().rsplit_once('/').unwrap_or(("", key.as_str()));
            let name = name::with_suffix(name, &hash[..SUFFIX]);
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            file.key = Some(ObjectKey::new(path).expect("a key with more letters is a key"));
            file.changes.push(NameChange::ToldApart);
        }
        others.push((sha256, file.file.clone()));
    }
}

/// Decides what each file needs, by what is listed at the destination. Objects that the manifest does not know are read
/// back, and known from then on.
pub(super) async fn compare(
    destination: &Objects,
    manifest: &mut Manifest,
    listed: &[ObjectVersion],
    files: &mut [LoadedFile],
    watch: LoadWatcher<'_>,
) -> Result<()> {
    let listed: BTreeMap<&ObjectKey, &ObjectVersion> =
        listed.iter().map(|object| (&object.key, object)).collect();
    adopt(destination, manifest, &listed, files, watch).await?;

    let mut lies_at: BTreeMap<ContentHash, ObjectKey> = BTreeMap::new();
    for file in files.iter_mut() {
        let Some((key, expected)) = wanted(file) else { continue };
        if listed.get(key).is_some_and(|object| manifest.content(object) == Some(expected)) {
            lies_at.entry(expected.sha256).or_insert_with(|| key.clone());
            file.outcome = LoadOutcome::Unchanged;
        }
    }
    for file in files {
        let Some((key, Expected { sha256, .. })) = wanted(file) else { continue };
        if file.outcome == LoadOutcome::Unchanged {
            continue;
        }
        let outcome = match (listed.contains_key(key), lies_at.get(&sha256)) {
            (true, _) => LoadOutcome::Replaced,
            (false, Some(from)) => LoadOutcome::Copied { from: from.clone() },
            (false, None) => LoadOutcome::Sent,
        };
        lies_at.entry(sha256).or_insert_with(|| key.clone());
        file.outcome = outcome;
    }
    Ok(())
}

/// Learns the bytes of objects that were loaded by a run that was killed, or by other means. One of another size is
/// another one without reading it.
async fn adopt(
    destination: &Objects,
    manifest: &mut Manifest,
    listed: &BTreeMap<&ObjectKey, &ObjectVersion>,
    files: &[LoadedFile],
    watch: LoadWatcher<'_>,
) -> Result<()> {
    let unknown: Vec<(String, ObjectVersion)> = files
        .iter()
        .filter_map(|file| {
            let (key, expected) = wanted(file)?;
            let object = *listed.get(key)?;
            let is_unknown = manifest.content(object).is_none() && object.size == expected.size;
            is_unknown.then(|| (file.file.clone(), object.clone()))
        })
        .collect();
    let bytes = unknown.iter().map(|(_, object)| object.size).sum();
    watch(LoadProgress::Begins { part: LoadPart::Comparing, bytes });
    let mut hashes = stream::iter(unknown)
        .map(|(source, object)| async move {
            let hash = destination.hash(&object.key).await;
            (source, object, hash)
        })
        .buffer_unordered(AT_A_TIME);
    while let Some((source, object, hash)) = hashes.next().await {
        watch(LoadProgress::Done { bytes: object.size });
        match hash {
            Ok(Expected { sha256, size }) => manifest.add(Loaded {
                key: object.key,
                version: object.version,
                sha256,
                size,
                source,
            }),
            // Removed since it was listed: it is sent like one that never was there.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
