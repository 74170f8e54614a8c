//! Where a round stands, as far as ledger and index can say: files by state that add up, and how far the index is.

use std::{collections::BTreeMap, path::Path};

use index::Search;
use model::{ErrorKind, ProblemCode, UnitId, pipeline::Pipeline, reading::ReadState};
use report::{FileStates, IndexState, IndexStatus, StatusReport, UnitStatus, UnreadReason};
use store::{JobState, Ledger};

use crate::{error::Result, follow};

/// The status of a round; `index` is the folder of its index.
///
/// # Errors
/// When the ledger cannot be read. An index that cannot be read is in the status.
pub async fn status(ledger: &Ledger, pipeline: &Pipeline, index: &Path) -> Result<StatusReport> {
    let round = &pipeline.round.id;
    let mut files: BTreeMap<UnitId, FileStates> = BTreeMap::new();
    for count in ledger.state_counts(round).await? {
        let states = files.entry(count.unit).or_default();
        states.listed += count.objects;
        match count.state {
            JobState::Named => states.to_read += count.objects,
            JobState::Done => states.in_full += count.objects,
        }
    }
    let mut reasons: BTreeMap<ProblemCode, u64> = BTreeMap::new();
    for object in ledger.unread(round).await? {
        let states = files.entry(object.unit).or_default();
        // A file that was published between the two questions is counted when it is asked again.
        states.in_full = states.in_full.saturating_sub(1);
        match object.read {
            ReadState::Partly => states.in_part += 1,
            ReadState::NotRead | ReadState::Full => states.not_read += 1,
        }
        for problem in object.reasons {
            *reasons.entry(problem).or_default() += 1;
        }
    }
    let mut total = FileStates::default();
    let units = pipeline.units.iter().map(|unit| {
        let files = files.remove(&unit.id).unwrap_or_default();
        total += files;
        UnitStatus { id: unit.id.clone(), name: unit.name.clone(), files }
    });
    let units = units.collect();
    Ok(StatusReport {
        round: round.clone(),
        units,
        files: total,
        reasons: reasons
            .into_iter()
            .map(|(problem, files)| UnreadReason { problem, files })
            .collect(),
        index: index_status(ledger, pipeline, index).await?,
    })
}

async fn index_status(ledger: &Ledger, pipeline: &Pipeline, folder: &Path) -> Result<IndexStatus> {
    let ledger_generation = ledger.generation().await?;
    let behind =
        async |generation| follow::changes_behind(ledger, &pipeline.round.id, generation).await;
    match Search::open(folder) {
        Ok(index) => {
            let (generation, documents) = (index.generation(), index.documents());
            let behind = behind(generation).await?;
            let state = if behind == 0 { IndexState::Current } else { IndexState::Behind };
            Ok(IndexStatus { state, generation, ledger_generation, behind, documents })
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Corrupt) => {
            let is_missing = error.kind() == ErrorKind::NotFound;
            let state = if is_missing { IndexState::Missing } else { IndexState::Damaged };
            let behind = behind(0).await?;
            Ok(IndexStatus { state, generation: 0, ledger_generation, behind, documents: 0 })
        }
        Err(error) => Err(error.into()),
    }
}
