//! One pass over a round, by whoever holds its lease: list, hand out, wait, follow, judge.
//!
//! A unit is judged when its own files are final, so that a small one need not wait for a large one; what it shares with
//! others may be found only later, and then it is judged again. Refuses to know who does the work that is handed out.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use assess::Gathering;
use index::Index;
use model::{ErrorKind, ObjectKey, UnitId, pipeline::Unit};
use report::NotJudged;
use store::{Again, JobState, Lease, PendingObject};
use tokio::time::Instant;

use crate::{
    check::Check,
    error::Result,
    follow, ingest,
    judge::{self, Judged, Sent},
    origin,
    progress::{Progress, Watcher},
    round::Wiring,
};

/// How often it is looked what is done.
const LOOKED_EVERY: Duration = Duration::from_secs(1);

/// Judging units before all are done may take this part of the time at most.
const EARLY_SHARE: u32 = 10;

/// What a pass came to.
pub(crate) struct Passed<'p> {
    /// Units that could be judged, in the order of the pipeline.
    pub(crate) judged: Vec<(Sent<'p>, Judged)>,
    /// Why the others could not.
    pub(crate) not_judged: BTreeMap<UnitId, NotJudged>,
    /// How long judging them took.
    pub(crate) judging: Duration,
}

/// Goes through the round once, to its end.
///
/// # Errors
/// When ledger, queue, index or stored readings fail; `Conflict` when the lease is another's by now.
pub(crate) async fn pass<'p>(
    lease: &Lease,
    wiring: &Wiring,
    index: &mut Index,
    check: &Check<'p>,
    again: Again,
    watch: Watcher<'_>,
) -> Result<Passed<'p>> {
    let rounds = &check.pipeline.origin.earlier_rounds;
    let earlier = origin::earlier_rounds(wiring, rounds, &check.recipes.facts).await?;
    let pass = Pass { lease, wiring, check, watch, earlier };
    let mut not_judged = pass.list(again).await?;
    pass.drain(index, &not_judged).await?;
    watch(Progress::Indexing);
    follow::catch_up(&wiring.ledger, &wiring.readings, lease.round(), index).await?;
    // What was handed out is done; somebody may have asked for something again in the meantime.
    for (unit, files) in pass.left().await? {
        not_judged.entry(unit).or_insert(NotJudged::FilesLeft { files });
    }
    let units = check.pipeline.units.iter().filter(|unit| !not_judged.contains_key(&unit.id));
    let began = Instant::now();
    let judged = pass.judge(&units.collect::<Vec<_>>()).await?;
    Ok(Passed { judged, not_judged, judging: began.elapsed() })
}

struct Pass<'a, 'p> {
    lease: &'a Lease,
    wiring: &'a Wiring,
    check: &'a Check<'p>,
    watch: Watcher<'a>,
    /// The documents of earlier rounds among which copies are looked for.
    earlier: Gathering,
}

impl<'p> Pass<'_, 'p> {
    /// Lists every unit. Gives those whose files could not be listed.
    async fn list(&self, again: Again) -> Result<BTreeMap<UnitId, NotJudged>> {
        let Check { pipeline, recipes, .. } = self.check;
        let mut unlisted = BTreeMap::new();
        for unit in &pipeline.units {
            match ingest::list(self.wiring, self.lease, unit, recipes, again).await {
                Ok(listing) => (self.watch)(Progress::Listed {
                    unit: unit.id.clone(),
                    to_read: listing.new + listing.again,
                    unchanged: listing.unchanged,
                }),
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    unlisted.insert(unit.id.clone(), NotJudged::FolderMissing);
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::Denied | ErrorKind::Unavailable | ErrorKind::Invalid
                    ) =>
                {
                    let detail = error.to_string();
                    unlisted.insert(unit.id.clone(), NotJudged::FolderUnreadable { detail });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(unlisted)
    }

    /// Hands out what is to be done until nothing is, and judges units that are through meanwhile.
    async fn drain(&self, index: &mut Index, unlisted: &BTreeMap<UnitId, NotJudged>) -> Result<()> {
        let queue = &self.wiring.queue;
        let began = Instant::now();
        let mut spent_early = Duration::ZERO;
        let mut through: BTreeSet<UnitId> = BTreeSet::new();
        let mut is_first = true;
        loop {
            // In this order: what ends between the two questions is missed by neither.
            let outstanding = queue.outstanding().await?;
            let left = self.left().await?;
            let files = left.values().sum();
            (self.watch)(Progress::Reading { files });
            self.check.metrics.to_read(files);
            if files == 0 {
                return Ok(());
            }
            if outstanding < files {
                let pending = self.wiring.ledger.pending(self.lease.round()).await?;
                queue.offer(&in_turns(pending)).await?;
            }
            let is_through =
                |unit: &&Unit| !left.contains_key(&unit.id) && !unlisted.contains_key(&unit.id);
            let units: Vec<&Unit> = self.check.pipeline.units.iter().filter(is_through).collect();
            if is_first {
                // What was through before is judged with the rest, at the end.
                through.extend(units.iter().map(|unit| unit.id.clone()));
                is_first = false;
            }
            if units.iter().any(|unit| !through.contains(&unit.id))
                && spent_early * EARLY_SHARE <= began.elapsed()
            {
                let begun = Instant::now();
                let round = self.lease.round();
                follow::catch_up(&self.wiring.ledger, &self.wiring.readings, round, index).await?;
                self.judge(&units).await?;
                through.extend(units.iter().map(|unit| unit.id.clone()));
                spent_early += begun.elapsed();
            }
            queue.settle(LOOKED_EVERY).await?;
        }
    }

    /// Judges units, each with regard to all of them.
    async fn judge(&self, units: &[&'p Unit]) -> Result<Vec<(Sent<'p>, Judged)>> {
        let mut sent = Vec::with_capacity(units.len());
        for unit in units {
            let (generation, documents) =
                self.wiring.ledger.documents(self.lease.round(), &unit.id).await?;
            sent.push(Sent::new(unit, generation, documents));
        }
        let mut elsewhere = self.earlier.clone();
        for Sent { dossier, .. } in &sent {
            elsewhere.add(None, &dossier.unit, &dossier.documents);
        }
        let elsewhere = elsewhere.finish();
        let mut judged = Vec::with_capacity(sent.len());
        for sent in sent {
            let judgement =
                judge::unit(self.wiring, self.lease, self.check, &sent, &elsewhere).await?;
            if !judgement.unchanged {
                self.check.metrics.judged();
            }
            let unit = sent.unit.id.clone();
            (self.watch)(Progress::Judged { unit, unchanged: judgement.unchanged });
            judged.push((sent, judgement));
        }
        Ok(judged)
    }

    /// How many files of each unit are not final; units without any are not among them.
    async fn left(&self) -> Result<BTreeMap<UnitId, u64>> {
        let counts = self.wiring.ledger.state_counts(self.lease.round()).await?;
        let named = counts.into_iter().filter(|count| count.state == JobState::Named);
        Ok(named.map(|count| (count.unit, count.objects)).collect())
    }
}

/// The keys of jobs, one of each unit in turn: a unit with few files is soon done, whatever the others have.
fn in_turns(jobs: Vec<PendingObject>) -> Vec<ObjectKey> {
    let mut units: BTreeMap<UnitId, VecDeque<ObjectKey>> = BTreeMap::new();
    for job in jobs {
        units.entry(job.unit).or_default().push_back(job.object.key);
    }
    let mut keys = Vec::new();
    while !units.is_empty() {
        units.retain(|_, jobs| {
            keys.extend(jobs.pop_front());
            !jobs.is_empty()
        });
    }
    keys
}

#[cfg(test)]
mod tests {
    use store::ObjectVersion;

    use super::*;

    #[test]
    fn a_small_unit_is_not_behind_a_large_one() {
        let job = |unit: &str, key: &str| PendingObject {
            unit: UnitId::new(unit).expect("valid"),
            object: ObjectVersion {
                key: ObjectKey::new(key).expect("valid"),
                size: 1,
                version: "1".to_owned(),
            },
            afresh: false,
        };
        let jobs = vec![job("a", "a/1"), job("a", "a/2"), job("a", "a/3"), job("b", "b/1")];
        let keys = in_turns(jobs);
        let keys: Vec<_> = keys.iter().map(ObjectKey::as_str).collect();
        assert_eq!(keys, ["a/1", "b/1", "a/2", "a/3"]);
    }
}
