//! Where a round stands, as far as ledger and index can say: files by state that add up, and how far the index is.

use std::{collections::BTreeMap, path::Path};

use index::Search;
use model::{ErrorKind, ObjectKey, ProblemCode, UnitId, pipeline::Pipeline, reading::ReadState};
use report::{
    FileStates, IndexState, IndexStatus, ReadingPace, SlowFile, StatusReport, UnitStatus,
    UnreadReason,
};
use store::{JobState, Ledger, UnreadObject};

use crate::{error::Result, follow};

/// How many of the slowest files are told.
const N_SLOWEST: u32 = 10;

/// The status of a round; `index` is the folder of its index.
///
/// # Errors
/// When the ledger cannot be read. An index that cannot be read is in the status.
pub async fn status(ledger: &Ledger, pipeline: &Pipeline, index: &Path) -> Result<StatusReport> {
    status_since(ledger, pipeline, index, &mut KnownUnread::default()).await
}

/// What was unread at some generation of the ledger: to find that out, everything that was understood is looked through,
/// so that whoever asks again keeps it.
#[derive(Debug, Default)]
pub(crate) struct KnownUnread {
    generation: u64,
    by_key: BTreeMap<ObjectKey, UnreadObject>,
}

/// As [`status`], looking through no more than what has ended since somebody asked last.
///
/// # Errors
/// As [`status`].
pub(crate) async fn status_since(
    ledger: &Ledger,
    pipeline: &Pipeline,
    index: &Path,
    known: &mut KnownUnread,
) -> Result<StatusReport> {
    let round = &pipeline.round.id;
    let standing = ledger.standing(round, N_SLOWEST, known.generation).await?;
    for key in &standing.ended {
        known.by_key.remove(key);
    }
    let unread = standing.unread.into_iter().map(|object| (object.key.clone(), object));
    known.by_key.extend(unread);
    known.generation = standing.generation;
    let mut files: BTreeMap<UnitId, FileStates> = BTreeMap::new();
    for count in standing.counts {
        let states = files.entry(count.unit).or_default();
        states.listed += count.objects;
        match count.state {
            JobState::Named => states.to_read += count.objects,
            JobState::Done => states.in_full += count.objects,
        }
    }
    let mut reasons: BTreeMap<ProblemCode, u64> = BTreeMap::new();
    let done = known.by_key.values().filter(|object| !standing.waiting.contains(&object.key));
    for object in done {
        let states = files.entry(object.unit.clone()).or_default();
        states.in_full -= 1;
        match object.read {
            ReadState::Partly => states.in_part += 1,
            ReadState::NotRead | ReadState::Full => states.not_read += 1,
        }
        for problem in &object.reasons {
            *reasons.entry(*problem).or_default() += 1;
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
        slowest: standing
            .slowest
            .into_iter()
            .map(|slow| SlowFile { file: slow.key, milliseconds: slow.took_ms })
            .collect(),
        pace: ReadingPace {
            files_an_hour: standing.pace.objects_an_hour(),
            seconds_left: match total.to_read {
                0 => None,
                to_read => standing.pace.seconds_for(to_read),
            },
        },
        index: index_status(ledger, pipeline, index).await?,
    })
}

/// How far the index in this folder is.
///
/// # Errors
/// When the ledger cannot be read. An index that cannot be read is in the status.
pub(crate) async fn index_status(
    ledger: &Ledger,
    pipeline: &Pipeline,
    folder: &Path,
) -> Result<IndexStatus> {
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
