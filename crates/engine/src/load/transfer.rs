//! Sending what needs to be sent, many files at a time, and reading it back.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};

use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use model::{ContentHash, ErrorKind, ObjectKey};
use report::{LoadDefect, LoadFailure, LoadOutcome, LoadVerification, LoadedFile};
use store::{Expected, Loaded, Manifest, ObjectVersion, Objects, Upload, Uploaded};
use tokio::sync::mpsc;

use super::{LoadPart, LoadProgress, LoadWatcher, plan::wanted, source::Sources};
use crate::error::Result;

/// How many files are on their way at a time.
const AT_A_TIME: usize = 8;

/// How many files may be sent before the manifest says so: what a crash makes the next run compare again.
const FILES_A_PART: usize = 200;

/// Chunks of one file that are read ahead of the network.
const READ_AHEAD: usize = 2;

/// Sends and copies what was planned. Files that cannot be are failed.
pub(super) async fn send(
    destination: &Objects,
    manifest: &mut Manifest,
    sources: &Arc<Sources>,
    files: &mut [LoadedFile],
    watch: LoadWatcher<'_>,
) -> Result<()> {
    let (mut sends, mut copies) = (Vec::new(), Vec::new());
    for (at, file) in files.iter().enumerate() {
        match &file.outcome {
            LoadOutcome::Sent => sends.push((at, Upload::New)),
            LoadOutcome::Replaced => sends.push((at, Upload::Replace)),
            LoadOutcome::Copied { .. } => copies.push(at),
            _ => {}
        }
    }
    let bytes = sends.iter().map(|(at, _)| files[*at].size).sum();
    watch(LoadProgress::Begins { part: LoadPart::Sending, bytes });
    send_all(destination, manifest, sources, files, sends, watch).await?;

    let failed: BTreeSet<ObjectKey> = files
        .iter()
        .filter(|file| matches!(file.outcome, LoadOutcome::Failed { .. }))
        .filter_map(|file| file.key.clone())
        .collect();
    let is_from_failed = |at: &usize| matches!(&files[*at].outcome, LoadOutcome::Copied { from } if failed.contains(from));
    let (orphans, copies): (Vec<_>, Vec<_>) = copies.into_iter().partition(is_from_failed);
    for at in &orphans {
        files[*at].outcome = LoadOutcome::Sent;
    }
    let orphans = orphans.into_iter().map(|at| (at, Upload::New)).collect();
    send_all(destination, manifest, sources, files, orphans, watch).await?;
    copy_all(destination, manifest, files, copies).await
}

async fn send_all(
    destination: &Objects,
    manifest: &mut Manifest,
    sources: &Arc<Sources>,
    files: &mut [LoadedFile],
    sends: Vec<(usize, Upload)>,
    watch: LoadWatcher<'_>,
) -> Result<()> {
    let jobs: Vec<_> = sends
        .into_iter()
        .filter_map(|(at, upload)| {
            let (key, expected) = wanted(&files[at])?;
            Some((at, upload, key.clone(), expected))
        })
        .collect();
    let mut sent = stream::iter(jobs)
        .map(|(at, upload, key, expected)| {
            let chunks = read_ahead(Arc::clone(sources), at)
                .inspect_ok(|chunk| watch(LoadProgress::Done { bytes: chunk.len() as u64 }));
            async move { (at, destination.upload(&key, &expected, upload, chunks).await) }
        })
        .buffer_unordered(AT_A_TIME);
    while let Some((at, uploaded)) = sent.next().await {
        let uploaded = uploaded?;
        if matches!(uploaded, Uploaded::Exists) && is_there(destination, &files[at]).await? {
            files[at].outcome = LoadOutcome::Unchanged;
            continue;
        }
        note(manifest, &mut files[at], uploaded).await?;
    }
    Ok(())
}

/// Whether what somebody else put at the key of a file meanwhile is that file: two officers may load the same folder.
async fn is_there(destination: &Objects, file: &LoadedFile) -> Result<bool> {
    match wanted(file) {
        Some((key, expected)) => Ok(destination.hash(key).await? == expected),
        None => Ok(false),
    }
}

async fn copy_all(
    destination: &Objects,
    manifest: &mut Manifest,
    files: &mut [LoadedFile],
    copies: Vec<usize>,
) -> Result<()> {
    let jobs: Vec<_> = copies
        .into_iter()
        .filter_map(|at| {
            let (key, expected) = wanted(&files[at])?;
            match &files[at].outcome {
                LoadOutcome::Copied { from } => Some((at, from.clone(), key.clone(), expected)),
                _ => None,
            }
        })
        .collect();
    let mut copied = stream::iter(jobs)
        .map(|(at, from, key, expected)| async move {
            (at, destination.copy(&from, &key, &expected).await)
        })
        .buffer_unordered(AT_A_TIME);
    while let Some((at, uploaded)) = copied.next().await {
        note(manifest, &mut files[at], uploaded?).await?;
    }
    Ok(())
}

/// Writes down how a file's way ended.
async fn note(manifest: &mut Manifest, file: &mut LoadedFile, uploaded: Uploaded) -> Result<()> {
    let reason = match uploaded {
        Uploaded::Done(ObjectVersion { key, size, version }) => {
            if let Some(sha256) = file.sha256 {
                manifest.add(Loaded { key, version, sha256, size, source: file.file.clone() });
            }
            if manifest.n_unwritten() >= FILES_A_PART {
                manifest.write_part().await?;
            }
            return Ok(());
        }
        Uploaded::Exists => LoadFailure::Taken,
        Uploaded::Differs => LoadFailure::Changed,
        Uploaded::Unread(error) => LoadFailure::Unreadable { detail: error.to_string() },
    };
    file.outcome = LoadOutcome::Failed { reason };
    Ok(())
}

/// The chunks of a file, read in a thread of their own, no faster than they are taken.
fn read_ahead(sources: Arc<Sources>, file: usize) -> impl Stream<Item = io::Result<Vec<u8>>> {
    let (sender, mut chunks) = mpsc::channel(READ_AHEAD);
    tokio::task::spawn_blocking(move || {
        let read = sources.read(file, |chunk| sender.blocking_send(Ok(chunk.to_vec())).is_ok());
        if let Err(reason) = read
            && sender.blocking_send(Err(io::Error::other(format!("{reason:?}")))).is_err()
        {
            tracing::debug!("nobody waits for this file any more");
        }
    });
    stream::poll_fn(move |context| chunks.poll_recv(context))
}

/// Reads every object back that a file of the source stands for.
pub(super) async fn verify(
    destination: &Objects,
    files: &[LoadedFile],
    watch: LoadWatcher<'_>,
) -> Result<LoadVerification> {
    let wanted: BTreeMap<ObjectKey, Expected> =
        files.iter().filter_map(wanted).map(|(key, expected)| (key.clone(), expected)).collect();
    let bytes = wanted.values().map(|expected| expected.size).sum();
    watch(LoadProgress::Begins { part: LoadPart::Verifying, bytes });
    let objects = wanted.len() as u64;
    let mut hashes = stream::iter(wanted)
        .map(|(key, expected)| async move {
            let found = destination.hash(&key).await;
            (key, expected, found)
        })
        .buffered(AT_A_TIME);
    let mut defects = Vec::new();
    while let Some((key, expected, found)) = hashes.next().await {
        watch(LoadProgress::Done { bytes: expected.size });
        let found: Option<ContentHash> = match found {
            Ok(found) if found == expected => continue,
            Ok(found) => Some(found.sha256),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        defects.push(LoadDefect { key, found });
    }
    Ok(LoadVerification { objects, defects })
}
