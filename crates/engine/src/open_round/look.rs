//! Gathering how a round stands, once for all who ask at the same time: of a later moment, only the units of which
//! something changed since; and how far that is, for those who have to wait.
//!
//! Refuses to know what is shown of it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use model::{
    ContentHash, CriterionCode, ErrorKind, UnitId, dossier::Dossier, pipeline::Unit,
    sheet::SheetRow,
};
use report::{DocumentLine, NotJudged, StatusReport, UnitReport, UnitState};
use store::JudgedAt;
use tokio::{runtime::Handle, sync::Mutex, task::spawn_blocking, time::timeout};

use super::{
    OpenRoundParts,
    standing::{Moment, SeenUnit, Standing},
    together::Together,
};
use crate::{
    error::{Error, Result},
    judge::Sent,
    results::JudgedUnit,
    status::{KnownUnread, index_status, status_since},
};

/// How long somebody waits for a round that is being gathered before they are told so.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// How many units are gathered at a time.
const GATHERED_AT_ONCE: usize = 2;

/// How far a round is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preparing {
    /// The units that are through.
    pub ready: usize,
    /// All units.
    pub units: usize,
}

/// How a round stands, kept for as long as the ledger says the same.
#[derive(Debug)]
pub(super) struct Look {
    parts: Arc<OpenRoundParts>,
    patience: Duration,
    kept: RwLock<Option<Arc<Standing>>>,
    moment: Together<Arc<Moment>>,
    /// Held by whoever gathers.
    gathering: Mutex<()>,
    ready: AtomicUsize,
    status: Mutex<KeptStatus>,
}

/// What was told of files by state, with the moment that it was told of.
#[derive(Debug, Default)]
struct KeptStatus {
    told: Option<(Arc<Moment>, StatusReport)>,
    unread: KnownUnread,
}

impl Look {
    pub(super) fn new(parts: Arc<OpenRoundParts>, patience: Duration) -> Self {
        Self {
            parts,
            patience,
            kept: RwLock::default(),
            moment: Together::default(),
            gathering: Mutex::default(),
            ready: AtomicUsize::new(0),
            status: Mutex::default(),
        }
    }

    /// How far the round is gathered, while somebody gathers it.
    pub(super) fn preparing(&self) -> Option<Preparing> {
        let is_gathering = self.gathering.try_lock().is_err();
        let units = self.parts.pipeline.units.len();
        is_gathering.then(|| Preparing { ready: self.ready.load(Ordering::Relaxed), units })
    }

    /// The round as it stands now.
    ///
    /// # Errors
    /// `Unavailable` when gathering takes long: it goes on, and who asks again later has it. Else when the ledger cannot
    /// be read.
    pub(super) async fn standing(self: &Arc<Self>) -> Result<Arc<Standing>> {
        let now = self.moment().await?;
        if let Some(standing) = self.kept_at(&now) {
            return Ok(standing);
        }
        let look = Arc::clone(self);
        // Apart from the request, which may be given up by whoever sent it.
        let gathering = apart("gather a round", async move { look.gathered().await });
        match timeout(self.patience, gathering).await {
            Ok(gathered) => gathered,
            Err(_) => Err(Error::new(ErrorKind::Unavailable, "wait for a round to be gathered")),
        }
    }

    fn kept_at(&self, at: &Moment) -> Option<Arc<Standing>> {
        self.kept().filter(|standing| *standing.at == *at)
    }

    fn kept(&self) -> Option<Arc<Standing>> {
        self.kept.read().expect("nothing panics while it holds the standing").clone()
    }

    /// What the ledger says in few words.
    async fn moment(&self) -> Result<Arc<Moment>> {
        let ledger = &self.parts.wiring.ledger;
        let round = &self.parts.pipeline.round.id;
        let question = |_| async {
            Ok(Arc::new(Moment {
                generation: ledger.generation().await?,
                judged_at: ledger.judged_at(round).await?,
                jobs_left: ledger.jobs_left(round).await?,
            }))
        };
        self.moment.ask(question).await
    }

    /// The standing of this moment; units of which nothing changed since the last one are taken from there.
    async fn gathered(self: Arc<Self>) -> Result<Arc<Standing>> {
        let gathering = self.gathering.lock().await;
        let at = self.moment().await?;
        if let Some(standing) = self.kept_at(&at) {
            return Ok(standing);
        }
        self.ready.store(0, Ordering::Relaxed);
        let look = Arc::clone(&self);
        // What is told of files goes through all of them the first time, too: both are there when the first page is.
        let told_at = Arc::clone(&at);
        let told = async move { look.status_at(&told_at).await };
        let told = apart("tell the files of a round", told);
        let (units, _) = tokio::try_join!(self.units(&at), told)?;
        let standing = Arc::new(Standing::new(at, units));
        let mut kept = self.kept.write().expect("nothing panics while it holds the standing");
        *kept = Some(Arc::clone(&standing));
        drop(kept);
        drop(gathering);
        Ok(standing)
    }

    async fn units(&self, at: &Moment) -> Result<Vec<Arc<SeenUnit>>> {
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let last = self.kept();
        let since = last.as_ref().map_or(0, |last| last.at.generation);
        let changes = wiring.ledger.changes_after(&pipeline.round.id, since).await?;
        let touched: BTreeSet<UnitId> = changes.into_iter().map(|change| change.unit).collect();
        let mut before_erasure = wiring.ledger.found_before_erasure(&pipeline.round.id).await?;
        let mut wanted = Vec::with_capacity(pipeline.units.len());
        for (position, unit) in pipeline.units.iter().enumerate() {
            let is_same = |of: &Moment| {
                !touched.contains(&unit.id)
                    && of.judged_at.get(&unit.id) == at.judged_at.get(&unit.id)
                    && of.jobs_left.get(&unit.id) == at.jobs_left.get(&unit.id)
            };
            let same = last.as_ref().filter(|last| is_same(&last.at));
            wanted.push(match same {
                Some(last) => Wanted::Known(Arc::clone(&last.units[position])),
                None => Wanted::Gathered(Box::new(Gathered {
                    parts: Arc::clone(&self.parts),
                    position,
                    jobs_left: at.jobs_left.get(&unit.id).copied(),
                    judged_at: at.judged_at.get(&unit.id).cloned(),
                    before_erasure: before_erasure.remove(&unit.id).unwrap_or_default(),
                })),
            });
        }
        let units = wanted.into_iter().map(|wanted| self.seen(wanted));
        stream::iter(units).buffered(GATHERED_AT_ONCE).try_collect().await
    }

    async fn seen(&self, wanted: Wanted) -> Result<Arc<SeenUnit>> {
        let seen = match wanted {
            Wanted::Known(seen) => seen,
            Wanted::Gathered(unit) => Arc::new(apart("gather a unit", unit.seen()).await?),
        };
        self.ready.fetch_add(1, Ordering::Relaxed);
        Ok(seen)
    }

    /// Files by state, how fast they are read, and how far the index is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) async fn status(&self) -> Result<StatusReport> {
        self.status_at(&self.moment().await?).await
    }

    /// The same, for who knows what the ledger says.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(super) async fn status_at(&self, moment: &Arc<Moment>) -> Result<StatusReport> {
        let OpenRoundParts { pipeline, wiring, index, .. } = &*self.parts;
        let mut kept = self.status.lock().await;
        let KeptStatus { told, unread } = &mut *kept;
        if let Some((at, report)) = told
            && at == moment
        {
            // An index that has the ledger's generation stays there; another may come nearer without the ledger.
            if report.index.state == report::IndexState::Current {
                return Ok(report.clone());
            }
            let index = index_status(&wiring.ledger, pipeline, index).await?;
            return Ok(StatusReport { index, ..report.clone() });
        }
        let report = status_since(&wiring.ledger, pipeline, index, unread).await?;
        *told = Some((Arc::clone(moment), report.clone()));
        Ok(report)
    }
}

/// A unit of a moment.
enum Wanted {
    /// It is as it was.
    Known(Arc<SeenUnit>),
    /// It is to be gathered.
    Gathered(Box<Gathered>),
}

/// What one unit is gathered from.
struct Gathered {
    parts: Arc<OpenRoundParts>,
    position: usize,
    jobs_left: Option<u64>,
    judged_at: Option<JudgedAt>,
    before_erasure: BTreeMap<CriterionCode, ContentHash>,
}

impl Gathered {
    async fn seen(self) -> Result<SeenUnit> {
        let OpenRoundParts { pipeline, set, wiring, .. } = &*self.parts;
        let (round, unit) = (&pipeline.round.id, &pipeline.units[self.position]);
        if let Some(files) = self.jobs_left {
            return self.not_judged(unit, NotJudged::FilesLeft { files }).await;
        }
        let (generation, documents) = match wiring.ledger.documents(round, &unit.id).await {
            Ok(gathered) => gathered,
            // A job has come in the meantime: the next request sees how many.
            Err(error) if error.kind() == ErrorKind::Conflict => {
                return self.not_judged(unit, NotJudged::FilesLeft { files: 1 }).await;
            }
            Err(error) => return Err(error.into()),
        };
        let Some((judged_at, stored)) = wiring.ledger.judged(round, &unit.id).await? else {
            return self.not_judged(unit, NotJudged::NeverChecked).await;
        };
        let mut dossier = Sent::new(unit, generation, documents).dossier;
        let rows = rows_of(&mut dossier);
        let state = UnitState::Judged {
            still_missing: assess::still_missing(set, &dossier, &stored.judgements),
            documents: dossier.documents.iter().map(DocumentLine::from).collect(),
            sheet: dossier.sheet,
            judgements: stored.judgements,
            findings: stored.findings,
            unread: stored.unread,
            proposals: Vec::new(),
        };
        let is_current = judged_at.generation == generation;
        let (report, before) = (report_of(unit, state), self.before_erasure.clone());
        Ok(SeenUnit::new(report, rows, is_current, judged_at.generation, None, before))
    }

    async fn not_judged(&self, unit: &Unit, reason: NotJudged) -> Result<SeenUnit> {
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let last = JudgedUnit::stored(&wiring.ledger, &pipeline.round.id, &unit.id).await?;
        let last = last.map(|judged| JudgedUnit { is_current: false, ..judged });
        let judged_at = self.judged_at.as_ref().map_or(0, |at| at.generation);
        let report = report_of(unit, UnitState::NotJudged { reason });
        Ok(SeenUnit::new(report, Vec::new(), true, judged_at, last, self.before_erasure.clone()))
    }
}

/// The rows of the unit's self-score sheet.
fn rows_of(dossier: &mut Dossier) -> Vec<SheetRow> {
    let Dossier { sheet, documents, .. } = dossier;
    let sheet = documents.iter_mut().find(|document| Some(&document.file) == sheet.as_ref());
    let sheet = sheet.and_then(|document| document.facts.sheet.as_mut());
    sheet.map(|sheet| std::mem::take(&mut sheet.rows)).unwrap_or_default()
}

fn report_of(unit: &Unit, state: UnitState) -> UnitReport {
    let (id, name) = (unit.id.clone(), unit.name.clone());
    UnitReport { id, name, folder: unit.folder.to_string(), state }
}

/// On a thread of its own: unpacking what was understood takes the time of a processor, and those who only ask how far
/// it is are answered meanwhile.
async fn apart<T: Send + 'static>(
    attempted: &'static str,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    let runtime = Handle::current();
    let done = spawn_blocking(move || runtime.block_on(work)).await;
    done.map_err(|source| Error::caused(ErrorKind::Bug, attempted, source))?
}

#[cfg(test)]
mod tests;
