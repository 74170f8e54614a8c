//! One pass over a round, by whoever holds its lease: list, hand out, wait, follow, judge.
//!
//! A unit is judged when its own files are final, so that a small one need not wait for a large one; what it shares with
//! others may be found only later, and then it is judged again. Refuses to know who does the work that is handed out.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use assess::Gathering;
use futures::{StreamExt as _, stream};
use index::Index;
use model::{
    ErrorKind, ObjectKey, UnitId, dossier::FilePath, pipeline::Unit, recipe::JudgeRecipe,
    verdict::StillMissing,
};
use report::{DocumentLine, NotJudged};
use serde::{Deserialize, Serialize};
use store::{Again, JobState, Lease, PendingObject, RoundJudgedAt, ShownUnit, StoredUnit};
use tokio::{sync::OnceCell, time::Instant};

use crate::{
    check::Check,
    error::Result,
    follow::Follower,
    ingest,
    judge::{self, Judged, Sent},
    origin,
    progress::{Progress, Watcher},
    round::{Recipes, Wiring, digest},
};

/// How many units are listed at a time: a bucket takes its time for each.
const LISTED_AT_ONCE: usize = 8;

/// How often it is looked what is done.
const LOOKED_EVERY: Duration = Duration::from_secs(1);

/// Judging units before all are done may take this part of the time at most, and is not worth it once no more than this
/// part of the files is left: then all are judged soon.
const EARLY_SHARE: u32 = 10;

/// The version of [`Shown`]: what is kept of another one is not shown. To be raised with every change of it or of what it
/// holds.
const SHOWN_VERSION: u32 = 1;

/// What a pass came to.
pub(crate) struct Passed {
    /// Units that could be judged: each judgement, and what is shown beside it.
    pub(crate) judged: BTreeMap<UnitId, (StoredUnit, Shown)>,
    /// Why the others could not.
    pub(crate) not_judged: BTreeMap<UnitId, NotJudged>,
    /// How long judging them took.
    pub(crate) judging: Duration,
}

/// What a report shows of a unit beside its judgement.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Shown {
    /// Its self-score sheet.
    pub(crate) sheet: Option<FilePath>,
    /// All its documents, ordered by path.
    pub(crate) documents: Vec<DocumentLine>,
    /// What leaves that it has not scored yet still lack.
    pub(crate) still_missing: Vec<StillMissing>,
}

/// Goes through the round once, to its end.
///
/// # Errors
/// When ledger, queue, index or stored readings fail; `Conflict` when the lease is another's by now.
pub(crate) async fn pass(
    lease: &Lease,
    wiring: &Wiring,
    index: &mut Index,
    check: &Check<'_>,
    again: Again,
    watch: Watcher<'_>,
) -> Result<Passed> {
    let pass = Pass { lease, wiring, check, watch, earlier: OnceCell::new() };
    let mut not_judged = pass.list(again).await?;
    let mut follower = Follower::new(&wiring.ledger, &wiring.readings, lease.round(), index);
    pass.drain(&mut follower, &not_judged).await?;
    watch(Progress::Indexing);
    follower.catch_up().await?;
    // What was handed out is done; somebody may have asked for something again in the meantime.
    for (unit, files) in pass.left().await? {
        not_judged.entry(unit).or_insert(NotJudged::FilesLeft { files });
    }
    let units = check.pipeline.units.iter().filter(|unit| !not_judged.contains_key(&unit.id));
    let units: Vec<&Unit> = units.collect();
    let began = Instant::now();
    let judged = pass.judge_all(&units).await?;
    Ok(Passed { judged, not_judged, judging: began.elapsed() })
}

struct Pass<'a, 'p> {
    lease: &'a Lease,
    wiring: &'a Wiring,
    check: &'a Check<'p>,
    watch: Watcher<'a>,
    /// The documents of earlier rounds among which copies are looked for, gathered when they are needed.
    earlier: OnceCell<Gathering>,
}

impl<'p> Pass<'_, 'p> {
    /// Lists every unit. Gives those whose files could not be listed.
    async fn list(&self, again: Again) -> Result<BTreeMap<UnitId, NotJudged>> {
        let Check { pipeline, recipes, .. } = self.check;
        let mut unlisted = BTreeMap::new();
        let listings = pipeline.units.iter().map(async |unit| {
            (unit, ingest::list(self.wiring, self.lease, unit, recipes, again).await)
        });
        let mut listings = stream::iter(listings).buffered(LISTED_AT_ONCE);
        while let Some((unit, listed)) = listings.next().await {
            match listed {
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
    async fn drain(
        &self,
        follower: &mut Follower<'_>,
        unlisted: &BTreeMap<UnitId, NotJudged>,
    ) -> Result<()> {
        let queue = &self.wiring.queue;
        let began = Instant::now();
        let mut spent_early = Duration::ZERO;
        let mut through: BTreeSet<UnitId> = BTreeSet::new();
        let mut is_first = true;
        let mut most_files = 0;
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
            most_files = files.max(most_files);
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
            let is_nearly_done = files * u64::from(EARLY_SHARE) < most_files;
            if units.iter().any(|unit| !through.contains(&unit.id))
                && !is_nearly_done
                && spent_early * EARLY_SHARE <= began.elapsed()
            {
                let begun = Instant::now();
                follower.catch_up().await?;
                self.judge(&units).await?;
                through.extend(units.iter().map(|unit| unit.id.clone()));
                spent_early += begun.elapsed();
            }
            follower.keep_up().await?;
            queue.settle(LOOKED_EVERY).await?;
        }
    }

    /// Judges these units, which are all that can be. Where nothing has changed since that was last done, what was found
    /// then stands, and no document is gathered.
    async fn judge_all(&self, units: &[&'p Unit]) -> Result<BTreeMap<UnitId, (StoredUnit, Shown)>> {
        let Self { wiring: Wiring { ledger, .. }, lease, watch, .. } = self;
        let at = self.judged_from(units).await?;
        if let Some(judged) = ledger.judged_as_a_whole(lease.round(), &at).await?
            && units.iter().all(|unit| judged.contains_key(&unit.id))
        {
            for unit in units {
                watch(Progress::Judged { unit: unit.id.clone(), unchanged: true });
            }
            return Ok(judged);
        }
        let mut judged = BTreeMap::new();
        let mut shown_units = Vec::with_capacity(units.len());
        for (unit, Judged { at, stored, .. }, shown) in self.judge(units).await? {
            judged.insert(unit.clone(), stored);
            shown_units.push(ShownUnit { unit, at, shown });
        }
        ledger.keep_judged_as_a_whole(lease, &at, &shown_units).await?;
        let shown = shown_units.into_iter().map(|ShownUnit { unit, shown, .. }| {
            let stored = judged.remove(&unit).expect("each was judged");
            (unit, (stored, shown))
        });
        Ok(shown.collect())
    }

    /// Everything that the judgement of all these units depends on.
    async fn judged_from(&self, units: &[&'p Unit]) -> Result<RoundJudgedAt> {
        let Self { wiring: Wiring { ledger, .. }, lease, check, .. } = self;
        let Recipes { judge, facts, .. } = check.recipes;
        let version = SHOWN_VERSION.to_string();
        let mut parts = vec![version, judge.as_str().to_owned(), facts.as_str().to_owned()];
        for earlier in &check.pipeline.origin.earlier_rounds {
            parts.push(format!("{earlier} {}", ledger.round_generation(earlier).await?));
        }
        parts.extend(units.iter().map(|unit| unit.id.to_string()));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let generation = ledger.round_generation(lease.round()).await?;
        Ok(RoundJudgedAt { generation, recipe: JudgeRecipe::new(digest(&parts)) })
    }

    async fn earlier(&self) -> Result<&Gathering> {
        let rounds = &self.check.pipeline.origin.earlier_rounds;
        let gather = || origin::earlier_rounds(self.wiring, rounds, &self.check.recipes.facts);
        self.earlier.get_or_try_init(gather).await
    }

    /// Judges units, each with regard to all of them. Their documents are gathered twice, one unit at a time, so that never
    /// those of all are in memory.
    async fn judge(&self, units: &[&'p Unit]) -> Result<Vec<(UnitId, Judged, Shown)>> {
        let mut elsewhere = self.earlier().await?.clone();
        for unit in units {
            let Sent { dossier, .. } = self.sent(unit).await?;
            elsewhere.add(None, &dossier.unit, &dossier.documents);
        }
        let elsewhere = elsewhere.finish();
        let mut judged = Vec::with_capacity(units.len());
        for unit in units {
            let sent = self.sent(unit).await?;
            let judgement =
                judge::unit(self.wiring, self.lease, self.check, &sent, &elsewhere).await?;
            if !judgement.unchanged {
                self.check.metrics.judged();
            }
            let (unit, unchanged) = (sent.unit.id.clone(), judgement.unchanged);
            (self.watch)(Progress::Judged { unit: unit.clone(), unchanged });
            let judgements = &judgement.stored.judgements;
            let shown = Shown {
                still_missing: assess::still_missing(self.check.set, &sent.dossier, judgements),
                documents: sent.dossier.documents.iter().map(DocumentLine::from).collect(),
                sheet: sent.dossier.sheet,
            };
            judged.push((unit, judgement, shown));
        }
        Ok(judged)
    }

    /// What a unit has sent by now.
    async fn sent(&self, unit: &'p Unit) -> Result<Sent<'p>> {
        let gathered = self.wiring.ledger.documents(self.lease.round(), &unit.id).await?;
        let (generation, documents) = gathered;
        Ok(Sent::new(unit, generation, documents))
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
