//! The hash of every file that is to be loaded, read as a whole: names, sizes and times prove nothing.

use std::{num::NonZero, sync::Arc};

use futures::{StreamExt as _, stream};
use model::{ContentHash, ErrorKind};
use report::{LoadFailure, LoadOutcome, LoadedFile};
use sha2::{Digest as _, Sha256};
use store::Expected;

use super::{LoadPart, LoadProgress, LoadWatcher, source::Sources};
use crate::error::{Error, Result};

/// Hashes the files that are placed; those that cannot be read have failed.
pub(super) async fn hash(
    sources: &Arc<Sources>,
    files: &mut [LoadedFile],
    watch: LoadWatcher<'_>,
) -> Result<()> {
    let waiting: Vec<usize> =
        (0..files.len()).filter(|file| files[*file].outcome == LoadOutcome::Waiting).collect();
    let bytes = waiting.iter().map(|file| files[*file].size).sum();
    watch(LoadProgress::Begins { part: LoadPart::Hashing, bytes });
    let at_a_time = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut hashes = stream::iter(waiting)
        .map(|file| {
            let sources = Arc::clone(sources);
            async move {
                let hash = tokio::task::spawn_blocking(move || hash_of(&sources, file)).await;
                (file, hash)
            }
        })
        .buffer_unordered(at_a_time);
    while let Some((file, hash)) = hashes.next().await {
        let file = &mut files[file];
        watch(LoadProgress::Done { bytes: file.size });
        match hash.map_err(|source| Error::caused(ErrorKind::Bug, "hash a file", source))? {
            Ok(Expected { sha256, size }) => (file.sha256, file.size) = (Some(sha256), size),
            Err(reason) => file.outcome = LoadOutcome::Failed { reason },
        }
    }
    Ok(())
}

fn hash_of(sources: &Sources, file: usize) -> std::result::Result<Expected, LoadFailure> {
    let (mut hasher, mut size) = (Sha256::new(), 0);
    sources.read(file, |chunk| {
        hasher.update(chunk);
        size += chunk.len() as u64;
        true
    })?;
    Ok(Expected { sha256: ContentHash::from_digest(hasher.finalize().into()), size })
}
