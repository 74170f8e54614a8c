//! The main job, to its report: one pass over the round, with workers of its own; what was done before and has not
//! changed, it does not repeat.

use std::{collections::BTreeMap, future::pending, num::NonZero, time::Duration};

use index::Index;
use model::{
    criteria::CriteriaSet,
    pipeline::{Pipeline, Unit},
};
use report::{RoundReport, UnitReport, UnitState, Verification};
use store::Again;
use tokio::time::Instant;

use crate::{
    error::Result,
    judge, lease,
    metrics::Metrics,
    pass::{Passed, pass},
    progress::{Progress, Watcher},
    reader::ReaderSettings,
    recogniser::Recogniser,
    round::{Recipes, Wiring},
    stop::Stop,
    worker::{self, Workshop},
};

/// How long a check waits for a storage, ledger or queue that does not answer: somebody waits for the check.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often it is asked whether the lease is free.
const ASKED_EVERY: Duration = Duration::from_secs(1);

/// Everything that a round is worked on with, besides what it is wired to.
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
    /// What this process counts.
    pub metrics: &'c Metrics,
}

/// Checks a round: every claim of every unit whose files could be listed. `holder` names the folder of the program's own
/// files, which this process keeps others out of.
///
/// A folder that is missing, a file that cannot be read: these are in the report, and everything else is still done. While
/// another process holds the round's lease, this one waits.
///
/// # Errors
/// When ledger, queue, index or stored readings fail. What was done until then is kept, and a later check goes on from
/// there.
pub async fn check<'c>(
    wiring: &Wiring,
    index: &mut Index,
    check: &Check<'c>,
    verification: Verification,
    holder: &str,
    watch: Watcher<'_>,
) -> Result<RoundReport<'c>> {
    let round = &check.pipeline.round.id;
    let lease = loop {
        match lease::take(&wiring.ledger, round, holder).await? {
            Some(lease) => break lease,
            None => {
                watch(Progress::Waiting { holder: wiring.ledger.lease_holder(round).await? });
                tokio::time::sleep(ASKED_EVERY).await;
            }
        }
    };
    let again = match verification {
        Verification::Rehash => Again::Everything,
        Verification::ObjectVersion => Again::MayPass,
    };
    let stop = Stop::default();
    let workshop = check.workshop(wiring, Some(PATIENCE));
    let failed = async {
        match worker::work(&workshop, check.workers(), &stop).await {
            Err(error) => error,
            Ok(()) => pending().await,
        }
    };
    let passed = tokio::select! {
        passed = lease::holding(&wiring.ledger, lease, async |lease| {
            pass(lease, wiring, index, check, again, watch).await
        }) => passed?,
        error = failed => return Err(error),
    };
    report(passed, index, check, verification, watch)
}

impl<'c> Check<'c> {
    pub(crate) fn workshop(&self, wiring: &Wiring, patience: Option<Duration>) -> Workshop {
        Workshop {
            wiring: wiring.clone(),
            round: self.pipeline.round.id.clone(),
            recipes: self.recipes.clone(),
            reader: self.reader.clone(),
            recogniser: self.recogniser.cloned(),
            patience,
            metrics: self.metrics.clone(),
        }
    }

    /// How many documents are read at a time.
    pub(crate) fn workers(&self) -> usize {
        let available = || std::thread::available_parallelism().map_or(1, NonZero::get);
        self.pipeline.reader.processes.map_or_else(available, usize::from).max(1)
    }
}

fn report<'c>(
    passed: Passed,
    index: &Index,
    check: &Check<'c>,
    verification: Verification,
    watch: Watcher<'_>,
) -> Result<RoundReport<'c>> {
    let Check { pipeline, set, .. } = check;
    let Passed { judged, mut not_judged, judging } = passed;
    let (mut claims, mut searching) = (0, Duration::ZERO);
    let mut states = BTreeMap::new();
    for (unit, (stored, shown)) in judged {
        let began = Instant::now();
        let proposals = judge::proposals(index.search(), &unit, set, &stored.judgements)?;
        searching += began.elapsed();
        claims += judge::unresolved(&stored.judgements).map(|_| 1).sum::<u64>();
        let state = UnitState::Judged {
            proposals,
            still_missing: shown.still_missing,
            documents: shown.documents,
            sheet: shown.sheet,
            judgements: stored.judgements,
            findings: stored.findings,
            unread: stored.unread,
        };
        states.insert(unit, state);
    }
    watch(Progress::Proposed { claims, searching, judging });
    let mut report_of = |unit: &Unit| {
        let reason = || not_judged.remove(&unit.id).map(|reason| UnitState::NotJudged { reason });
        let state = states.remove(&unit.id).or_else(reason);
        UnitReport {
            id: unit.id.clone(),
            name: unit.name.clone(),
            folder: unit.folder.to_string(),
            state: state.expect("each unit was judged or has a reason why not"),
        }
    };
    Ok(RoundReport {
        round: pipeline.round.id.clone(),
        name: pipeline.round.name.clone(),
        year: pipeline.round.year,
        verification,
        set,
        units: pipeline.units.iter().map(&mut report_of).collect::<Vec<_>>().into(),
    })
}
