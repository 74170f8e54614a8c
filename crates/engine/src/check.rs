//! The main job: list, read, understand, index, judge; what it did before and nothing has changed, it does not repeat.

use std::{collections::BTreeMap, num::NonZero};

use assess::Elsewhere;
use index::Index;
use model::{
    ErrorKind, UnitId,
    criteria::CriteriaSet,
    pipeline::{Pipeline, Unit},
};
use report::{DocumentLine, NotJudged, RoundReport, UnitReport, UnitState, Verification};
use store::{Again, JobState, Lease};

use crate::{
    error::{Error, Result},
    follow, ingest,
    judge::{self, Sent},
    lease,
    progress::{Progress, Watcher},
    reader::ReaderSettings,
    recogniser::Recogniser,
    round::{Recipes, Wiring},
};

/// Everything that a check needs besides what it is wired to.
#[derive(Debug)]
pub struct Check<'c> {
    /// The round.
    pub pipeline: &'c Pipeline,
    /// Its criteria set.
    pub set: &'c CriteriaSet,
    /// What decides what must be done again.
    pub recipes: &'c Recipes,
    /// How readers are started.
    pub reader: &'c ReaderSettings,
    /// Who recognises scanned pages, where that is wanted and there is a recogniser.
    pub recogniser: Option<&'c Recogniser>,
    /// How unchanged files are told from changed ones.
    pub verification: Verification,
    /// Names the folder of the program's own files, which this process keeps others out of.
    pub holder: &'c str,
}

/// Checks a round: every claim of every unit whose files could be listed.
///
/// A folder that is missing, a file that cannot be read: these are in the report, and everything else is still done.
///
/// # Errors
/// When ledger, index or stored readings fail. What was done until then is kept, and a later check goes on from there.
pub async fn check<'c>(
    wiring: &Wiring,
    index: &mut Index,
    check: &Check<'c>,
    watch: Watcher<'_>,
) -> Result<RoundReport<'c>> {
    let round = &check.pipeline.round.id;
    let lease = lease::take(&wiring.ledger, round, check.holder).await?.ok_or_else(|| {
        let attempted = format!("check `{round}`: another process is working on it");
        Error::new(ErrorKind::Conflict, attempted)
    })?;
    lease::holding(&wiring.ledger, lease, async |lease| {
        under(lease, wiring, index, check, watch).await
    })
    .await
}

async fn under<'c>(
    lease: &Lease,
    wiring: &Wiring,
    index: &mut Index,
    check: &Check<'c>,
    watch: Watcher<'_>,
) -> Result<RoundReport<'c>> {
    let Check { pipeline, set, recipes, reader, recogniser, verification, holder: _ } = check;
    let round = &pipeline.round.id;
    let again = match verification {
        Verification::Rehash => Again::Everything,
        Verification::ObjectVersion => Again::MayPass,
    };
    let mut unlisted = BTreeMap::new();
    for unit in &pipeline.units {
        match ingest::list(wiring, lease, unit, recipes, again).await {
            Ok(listing) => {
                let to_read = listing.new + listing.again;
                watch(Progress::Listed {
                    unit: unit.id.clone(),
                    to_read,
                    unchanged: listing.unchanged,
                });
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                unlisted.insert(&unit.id, NotJudged::FolderMissing);
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::Denied | ErrorKind::Unavailable | ErrorKind::Invalid
                ) =>
            {
                unlisted
                    .insert(&unit.id, NotJudged::FolderUnreadable { detail: error.to_string() });
            }
            Err(error) => return Err(error),
        }
    }
    ingest::work(wiring, round, recipes, reader, *recogniser, workers(pipeline), watch).await?;
    watch(Progress::Indexing);
    follow::catch_up(&wiring.ledger, &wiring.readings, round, index).await?;

    let left: BTreeMap<UnitId, u64> = wiring
        .ledger
        .state_counts(round)
        .await?
        .into_iter()
        .filter(|count| count.state == JobState::Named)
        .map(|count| (count.unit, count.objects))
        .collect();
    let mut sent = Vec::new();
    for unit in &pipeline.units {
        if let Some(files) = left.get(&unit.id) {
            unlisted.entry(&unit.id).or_insert(NotJudged::FilesLeft { files: *files });
        }
        if !unlisted.contains_key(&unit.id) {
            let (generation, documents) = wiring.ledger.documents(round, &unit.id).await?;
            sent.push(Sent::new(unit, generation, documents));
        }
    }
    let elsewhere = Elsewhere::of(sent.iter().map(|sent| &sent.dossier));
    let mut judged = BTreeMap::new();
    for sent in &sent {
        let judgement =
            judge::unit(wiring, lease, pipeline, set, recipes, sent, &elsewhere).await?;
        watch(Progress::Judged { unit: sent.unit.id.clone(), unchanged: judgement.unchanged });
        let stored = judgement.stored;
        let state = UnitState::Judged {
            sheet: sent.dossier.sheet.clone(),
            proposals: judge::proposals(index.search(), &sent.unit.id, set, &stored)?,
            still_missing: assess::still_missing(set, &sent.dossier, &stored.judgements),
            judgements: stored.judgements,
            findings: stored.findings,
            unread: stored.unread,
            documents: sent.dossier.documents.iter().map(DocumentLine::from).collect(),
        };
        judged.insert(&sent.unit.id, state);
    }
    let report_of = |unit: &Unit| {
        let state = judged
            .remove(&unit.id)
            .or_else(|| unlisted.remove(&unit.id).map(|reason| UnitState::NotJudged { reason }));
        UnitReport {
            id: unit.id.clone(),
            name: unit.name.clone(),
            folder: unit.folder.to_string(),
            state: state.expect("each unit was judged or has a reason why not"),
        }
    };
    Ok(RoundReport {
        round: round.clone(),
        name: pipeline.round.name.clone(),
        year: pipeline.round.year,
        verification: *verification,
        set,
        units: pipeline.units.iter().map(report_of).collect(),
    })
}

fn workers(pipeline: &Pipeline) -> usize {
    let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
    pipeline.reader.processes.map_or_else(available, usize::from).max(1)
}
