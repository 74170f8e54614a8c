//! The index follows the ledger: every generation after its own last one is applied, in order.

use index::{Entry, Index, ObjectEntries};
use model::{RoundId, dossier::FilePath, reading::Reading};
use store::Change;

use crate::{error::Result, round::Wiring};

/// How many objects one commit of the index takes: a crash repeats at most this many.
const BATCH: usize = 500;

/// Applies everything that the ledger knows and the index does not.
///
/// # Errors
/// When ledger, readings or index fail.
pub(crate) async fn catch_up(wiring: &Wiring, round: &RoundId, index: &mut Index) -> Result<()> {
    let changes = wiring.ledger.changes_after(round, index.generation()).await?;
    for batch in changes.chunks(BATCH) {
        let mut objects = Vec::with_capacity(batch.len());
        for change in batch {
            objects.push(entries_of(wiring, change).await?);
        }
        if let Some(last) = batch.last() {
            index.apply(objects, last.generation)?;
        }
    }
    Ok(())
}

async fn entries_of(wiring: &Wiring, change: &Change) -> Result<ObjectEntries> {
    let mut entries = Vec::new();
    // A reading that was not kept (a timeout, a crash) has no text to find.
    if let Some(content) = &change.content
        && let Some(reading) = wiring.readings.find(&content.read_recipe, content.sha256).await?
    {
        let documents = wiring.ledger.stored_documents(content).await?;
        for (inner, reading) in reading.flatten() {
            let number = documents
                .iter()
                .find(|document| document.inner == inner)
                .and_then(|document| document.facts.header.number.clone());
            let file = FilePath::inside(change.key.clone(), &inner);
            entries.push(Entry { file, number, text: text_of(reading) });
        }
    }
    Ok(ObjectEntries { key: change.key.clone(), unit: change.unit.clone(), entries })
}

fn text_of(reading: &Reading) -> String {
    reading.document.parts().iter().map(model::document::Part::text).collect::<Vec<_>>().join("\n")
}
