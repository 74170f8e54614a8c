//! The index follows the ledger: every generation after its own last one is applied, in order.
//!
//! Texts come from stored readings, so that an index that was lost, damaged or of another version is built anew without
//! reading a file again. While that goes on, whoever searches has the build before it.

use std::path::Path;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use index::{Entry, Index, ObjectEntries, ReadingAt};
use model::{
    Document, ErrorKind, RoundId,
    dossier::FilePath,
    facts::Facts,
    reading::{ReadState, Reading},
};
use store::{Change, Ledger, Readings};

use crate::error::{Error, Result};

/// How many objects are held in memory at a time.
const BATCH: usize = 250;

/// How many readings are fetched and decoded at a time.
const FETCHED_AHEAD: usize = 8;

/// Opens the index in this folder to bring it up to its ledger.
///
/// An index that knows more than the ledger ever gave does not belong to it and is built anew, as one of another ledger,
/// of another version, or a damaged one is.
///
/// # Errors
/// When ledger or index fail; `Conflict` when another process writes to the index.
pub async fn open_index(ledger: &Ledger, folder: &Path) -> Result<Index> {
    let index = Index::open(folder, &ledger.identity().await?)?;
    if index.generation() > ledger.generation().await? {
        drop(index);
        return rebuilt_index(ledger, folder).await;
    }
    Ok(index)
}

/// Begins an index beside the one that is searched. It takes its place when [`catch_up`] is through.
///
/// # Errors
/// As [`open_index`].
pub async fn rebuilt_index(ledger: &Ledger, folder: &Path) -> Result<Index> {
    Ok(Index::rebuild(folder, &ledger.identity().await?)?)
}

/// Applies everything that the ledger knows and the index does not; then this build is the one that is searched.
///
/// # Errors
/// When ledger, readings or index fail. What was applied until then stays.
pub async fn catch_up(
    ledger: &Ledger,
    readings: &Readings,
    round: &RoundId,
    index: &mut Index,
) -> Result<u64> {
    Follower::new(ledger, readings, round, index).catch_up().await
}

/// One index on its way behind the ledger.
pub(crate) struct Follower<'f> {
    ledger: &'f Ledger,
    readings: &'f Readings,
    round: &'f RoundId,
    index: &'f mut Index,
    /// The generation up to which everything was taken up, committed or not.
    taken_up: u64,
    /// Whether this build of the index has never been whole.
    is_new: bool,
}

impl<'f> Follower<'f> {
    /// Goes on where the index is.
    pub(crate) fn new(
        ledger: &'f Ledger,
        readings: &'f Readings,
        round: &'f RoundId,
        index: &'f mut Index,
    ) -> Self {
        let taken_up = index.generation();
        Self { ledger, readings, round, index, taken_up, is_new: taken_up == 0 }
    }

    /// Takes up what came in meanwhile, where that is worth a batch, so that little is left for the end. It can be
    /// searched after the next [`Follower::catch_up`].
    ///
    /// # Errors
    /// As [`catch_up`].
    pub(crate) async fn keep_up(&mut self) -> Result<()> {
        let changes = self.ledger.changes_after(self.round, self.taken_up).await?;
        for batch in changes.as_chunks::<BATCH>().0 {
            self.take_up(batch).await?;
        }
        Ok(())
    }

    /// See [`catch_up`].
    pub(crate) async fn catch_up(&mut self) -> Result<u64> {
        let changes = self.ledger.changes_after(self.round, self.taken_up).await?;
        for batch in changes.chunks(BATCH) {
            self.take_up(batch).await?;
        }
        if self.taken_up > self.index.generation() {
            self.index.commit(self.taken_up)?;
        }
        if self.is_new {
            self.index.compact()?;
            self.is_new = false;
        }
        self.index.publish()?;
        Ok(changes.len() as u64)
    }

    async fn take_up(&mut self, batch: &[Change]) -> Result<()> {
        let entries = batch.iter().map(|change| {
            let (ledger, readings) = (self.ledger.clone(), self.readings.clone());
            let change = change.clone();
            // A task of its own: decoding takes the time of a processor, and there is more than one.
            async move {
                let key = change.key.clone();
                tokio::spawn(async move { entries_of(&ledger, &readings, &change).await })
                    .await
                    .map_err(|source| {
                        Error::caused(ErrorKind::Bug, format!("index `{key}`"), source)
                    })?
            }
        });
        let objects: Vec<ObjectEntries> =
            stream::iter(entries).buffered(FETCHED_AHEAD).try_collect().await?;
        self.index.add(objects)?;
        if let Some(last) = batch.last() {
            self.taken_up = last.generation;
        }
        if self.index.is_commit_due() {
            self.index.commit(self.taken_up)?;
        }
        Ok(())
    }
}

async fn entries_of(
    ledger: &Ledger,
    readings: &Readings,
    change: &Change,
) -> Result<ObjectEntries> {
    let (key, unit) = (change.key.clone(), change.unit.clone());
    let Some(content) = &change.content else {
        let entries = if change.is_removed { Vec::new() } else { vec![unread(&key)] };
        return Ok(ObjectEntries { key, unit, reading: None, entries });
    };
    // A reading that was not kept (a timeout, a crash) has no text to find, but is still known as unread.
    let reading = readings.find(&content.read_recipe, content.sha256).await?;
    let mut texts: std::collections::BTreeMap<String, &Reading> =
        reading.as_ref().map(Reading::flatten).into_iter().flatten().collect();
    let entries = ledger
        .stored_documents(content)
        .await?
        .into_iter()
        .map(|document| {
            let of_reading: Vec<_> = document
                .problems
                .into_iter()
                .filter(|problem| !problem.code.is_of_sheet())
                .collect();
            let text = texts.remove(&document.inner);
            Entry {
                file: FilePath::inside(key.clone(), &document.inner),
                read: ReadState::of(document.outcome, &of_reading),
                document: text.map_or_else(Document::default, |text| text.document.clone()),
                facts: document.facts,
            }
        })
        .collect();
    let at = reading
        .is_some()
        .then(|| ReadingAt { sha256: content.sha256, recipe: content.read_recipe.clone() });
    Ok(ObjectEntries { key, unit, reading: at, entries })
}

/// A file of which nothing is known but that it is there.
fn unread(key: &model::ObjectKey) -> Entry {
    Entry {
        file: FilePath::of_object(key.clone()),
        read: ReadState::NotRead,
        document: Document::default(),
        facts: Facts::default(),
    }
}

/// How far an index is behind its ledger.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) async fn changes_behind(
    ledger: &Ledger,
    round: &RoundId,
    generation: u64,
) -> Result<u64> {
    Ok(ledger.changes_after(round, generation).await?.len() as u64)
}

#[cfg(test)]
mod tests;
