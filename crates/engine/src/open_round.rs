//! A round as those who look at it have it: what the ledger says now, without reading a file again or judging anew.
//!
//! What was judged is gathered once and kept for as long as the ledger says the same; only units of which something
//! changed are gathered again. Refuses to know who looks, and how it is shown.

mod ask;
mod document;
mod hand_in;
mod people;
mod results;

use std::{borrow::Cow, collections::BTreeMap, path::PathBuf, sync::Arc};

use index::{JudgedFiles, Search};
use model::{
    ContentHash, CriterionCode, ErrorKind, UnitId,
    appraisal::Appraisal,
    criteria::CriteriaSet,
    dossier::FilePath,
    pipeline::{Pipeline, Unit},
    record::Head,
    verdict::Judgement,
};
use report::{
    DocumentLine, IndexState, NotJudged, RoundReport, StatusReport, UnitReport, UnitState,
    Verification,
};
use store::JudgedAt;
use tokio::sync::Mutex;

use crate::{
    error::Result,
    hand_in::HandIns,
    judge::{self, Sent},
    page_images::PageImages,
    reader::ReaderSettings,
    results::JudgedUnit,
    round::{Recipes, Wiring},
    status::{KnownUnread, index_status, status_since},
    unpacker::UnpackerSettings,
};

pub use ask::Asked;
pub use document::OpenDocument;
pub use hand_in::ReadingOfLoad;
use results::KeptResults;
pub use results::{ResultsTables, UnusableTable};

/// How many processes draw pages.
const N_DRAWING: usize = 2;

/// What an open round is made from.
#[derive(Debug)]
pub struct OpenRoundParts {
    /// The round.
    pub pipeline: Pipeline,
    /// Its criteria set.
    pub set: CriteriaSet,
    /// Where its files, its ledger and its readings are.
    pub wiring: Wiring,
    /// What the round was read and understood with.
    pub recipes: Recipes,
    /// How readers are started.
    pub reader: ReaderSettings,
    /// The folder of its index.
    pub index: PathBuf,
    /// The tables of its results, or the one that cannot be used.
    pub results: std::result::Result<ResultsTables, UnusableTable>,
    /// The folder where what people hand in at the desk is gathered.
    pub hand_ins: PathBuf,
    /// How archives among it are opened.
    pub unpacker: UnpackerSettings,
}

/// A round that is looked at.
#[derive(Debug)]
pub struct OpenRound {
    parts: Arc<OpenRoundParts>,
    images: PageImages,
    hand_ins: HandIns,
    standing: Mutex<Option<Arc<Standing>>>,
    search: Mutex<Option<Arc<Search>>>,
    results: Mutex<Option<KeptResults>>,
    status: Mutex<KeptStatus>,
}

/// What was told of files by state, with what it was told from.
#[derive(Debug, Default)]
struct KeptStatus {
    told: Option<(Moment, StatusReport)>,
    unread: KnownUnread,
}

/// What the ledger says in few words: while it says the same, the round stands as it stood.
#[derive(Debug, PartialEq, Eq)]
struct Moment {
    generation: u64,
    judged_at: BTreeMap<UnitId, JudgedAt>,
    jobs_left: BTreeMap<UnitId, u64>,
}

/// A round as it stood at one moment.
#[derive(Debug)]
pub struct Standing {
    at: Moment,
    units: Vec<UnitReport>,
    /// Whether each unit's files are still those that were judged.
    current: Vec<bool>,
    /// Where the same bytes lie: unit and document.
    by_content: BTreeMap<ContentHash, Vec<(usize, usize)>>,
    /// What judgements rest on, by criterion.
    judged_files: JudgedFiles,
    /// The last judgements of units that are shown as not judged: while files of a unit are read, what was said is still
    /// about them.
    being_read: BTreeMap<UnitId, Arc<JudgedUnit<'static>>>,
    /// What was found of claims before evidence was erased.
    before_erasure: BTreeMap<UnitId, BTreeMap<CriterionCode, ContentHash>>,
}

impl OpenRound {
    /// A round, opened.
    #[must_use]
    pub fn new(parts: OpenRoundParts) -> Self {
        let images = PageImages::new(&parts.reader, N_DRAWING);
        let hand_ins = HandIns::new(parts.hand_ins.clone());
        Self {
            parts: Arc::new(parts),
            images,
            hand_ins,
            standing: Mutex::default(),
            search: Mutex::default(),
            results: Mutex::default(),
            status: Mutex::default(),
        }
    }

    /// The round as it was declared.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.parts.pipeline
    }

    /// The criteria set.
    #[must_use]
    pub fn set(&self) -> &CriteriaSet {
        &self.parts.set
    }

    /// The end of the record, once anything stands in it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn record_head(&self) -> Result<Option<Head>> {
        Ok(self.parts.wiring.ledger.record_head().await?.of_something())
    }

    /// The round as it stands now.
    ///
    /// # Errors
    /// When ledger or index cannot be read.
    pub async fn standing(&self) -> Result<Arc<Standing>> {
        let mut kept = self.standing.lock().await;
        let at = self.moment().await?;
        if let Some(standing) = &*kept
            && standing.at == at
        {
            return Ok(Arc::clone(standing));
        }
        let standing = Arc::new(self.gathered(at, kept.take()).await?);
        *kept = Some(Arc::clone(&standing));
        Ok(standing)
    }

    /// What the ledger says in few words.
    async fn moment(&self) -> Result<Moment> {
        let Wiring { ledger, .. } = &self.parts.wiring;
        let round = &self.parts.pipeline.round.id;
        Ok(Moment {
            generation: ledger.generation().await?,
            judged_at: ledger.judged_at(round).await?,
            jobs_left: ledger.jobs_left(round).await?,
        })
    }

    /// The standing at a moment; units of which nothing changed since the last one are taken from there.
    async fn gathered(&self, at: Moment, last: Option<Arc<Standing>>) -> Result<Standing> {
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let round = &pipeline.round.id;
        let since = last.as_ref().map_or(0, |last| last.at.generation);
        let changes = wiring.ledger.changes_after(round, since).await?;
        let search = self.search().await?;
        let (mut units, mut current) = (Vec::new(), Vec::new());
        for (position, unit) in pipeline.units.iter().enumerate() {
            let is_touched = changes.iter().any(|change| change.unit == unit.id);
            let same = last.as_ref().filter(|last| {
                !is_touched
                    && last.at.judged_at.get(&unit.id) == at.judged_at.get(&unit.id)
                    && last.at.jobs_left.get(&unit.id) == at.jobs_left.get(&unit.id)
            });
            let (report, is_current) = match same {
                Some(last) => (last.units[position].clone(), last.current[position]),
                None => self.unit(unit, &at, search.as_deref()).await?,
            };
            units.push(report);
            current.push(is_current);
        }
        let mut by_content: BTreeMap<ContentHash, Vec<(usize, usize)>> = BTreeMap::new();
        for (unit, report) in units.iter().enumerate() {
            for (position, document) in documents_of(report).iter().enumerate() {
                by_content.entry(document.sha256).or_default().push((unit, position));
            }
        }
        let judged_files = judged_files(&units);
        let being_read = self.being_read(&units, &at, last.as_deref()).await?;
        let before_erasure = wiring.ledger.found_before_erasure(&pipeline.round.id).await?;
        Ok(Standing { at, units, current, by_content, judged_files, being_read, before_erasure })
    }

    async fn being_read(
        &self,
        units: &[UnitReport],
        at: &Moment,
        last: Option<&Standing>,
    ) -> Result<BTreeMap<UnitId, Arc<JudgedUnit<'static>>>> {
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let mut being_read = BTreeMap::new();
        for UnitReport { id, state, .. } in units {
            if matches!(state, UnitState::Judged { .. }) {
                continue;
            }
            let known = last
                .filter(|last| last.at.judged_at.get(id) == at.judged_at.get(id))
                .and_then(|last| last.being_read.get(id).cloned());
            let judged = match known {
                Some(known) => Some(known),
                None => JudgedUnit::stored(&wiring.ledger, &pipeline.round.id, id)
                    .await?
                    .map(|judged| Arc::new(JudgedUnit { is_current: false, ..judged })),
            };
            being_read.extend(judged.map(|judged| (id.clone(), judged)));
        }
        Ok(being_read)
    }

    /// A unit, and whether its files are still those that were judged.
    async fn unit(
        &self,
        unit: &Unit,
        at: &Moment,
        search: Option<&Search>,
    ) -> Result<(UnitReport, bool)> {
        let OpenRoundParts { pipeline, set, wiring, .. } = &*self.parts;
        let round = &pipeline.round.id;
        let of_state = |state, is_current| {
            let (id, name) = (unit.id.clone(), unit.name.clone());
            (UnitReport { id, name, folder: unit.folder.to_string(), state }, is_current)
        };
        let not_judged = |reason| of_state(UnitState::NotJudged { reason }, true);
        if let Some(files) = at.jobs_left.get(&unit.id) {
            return Ok(not_judged(NotJudged::FilesLeft { files: *files }));
        }
        let (generation, documents) = match wiring.ledger.documents(round, &unit.id).await {
            Ok(gathered) => gathered,
            // A job has come in the meantime: the next request sees how many.
            Err(error) if error.kind() == ErrorKind::Conflict => {
                return Ok(not_judged(NotJudged::FilesLeft { files: 1 }));
            }
            Err(error) => return Err(error.into()),
        };
        let Some((judged_at, stored)) = wiring.ledger.judged(round, &unit.id).await? else {
            return Ok(not_judged(NotJudged::NeverChecked));
        };
        let dossier = Sent::new(unit, generation, documents).dossier;
        let proposals = match search {
            Some(search) => judge::proposals(search, &unit.id, set, &stored)?,
            None => Vec::new(),
        };
        let still_missing = assess::still_missing(set, &dossier, &stored.judgements);
        let documents = dossier.documents.iter().map(DocumentLine::from).collect();
        let state = UnitState::Judged {
            sheet: dossier.sheet,
            judgements: stored.judgements,
            findings: stored.findings,
            unread: stored.unread,
            still_missing,
            proposals,
            documents,
        };
        Ok(of_state(state, judged_at.generation == generation))
    }

    /// The round's report as it stands: what `check` would write now.
    #[must_use]
    pub fn report<'d>(&'d self, standing: &'d Standing) -> RoundReport<'d> {
        let round = &self.parts.pipeline.round;
        RoundReport {
            round: round.id.clone(),
            name: round.name.clone(),
            year: round.year,
            verification: Verification::ObjectVersion,
            set: &self.parts.set,
            units: Cow::Borrowed(&standing.units),
        }
    }

    /// Files by state, how fast they are read, and how far the index is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn status(&self) -> Result<StatusReport> {
        let OpenRoundParts { pipeline, wiring, index, .. } = &*self.parts;
        let moment = self.moment().await?;
        let mut kept = self.status.lock().await;
        let KeptStatus { told, unread } = &mut *kept;
        if let Some((at, report)) = told
            && *at == moment
        {
            // An index that has the ledger's generation stays there; another may come nearer without the ledger.
            if report.index.state == IndexState::Current {
                return Ok(report.clone());
            }
            let index = index_status(&wiring.ledger, pipeline, index).await?;
            return Ok(StatusReport { index, ..report.clone() });
        }
        let report = status_since(&wiring.ledger, pipeline, index, unread).await?;
        *told = Some((moment, report.clone()));
        Ok(report)
    }
}

impl Standing {
    /// The units, in the order of the pipeline.
    #[must_use]
    pub fn units(&self) -> &[UnitReport] {
        &self.units
    }

    /// A unit; `None` when the round has none of this name.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> Option<&UnitReport> {
        self.units.iter().find(|unit| unit.id == *id)
    }

    /// The generation of the ledger that a unit was judged at; 0 where it was not.
    #[must_use]
    pub fn judged_at(&self, id: &UnitId) -> u64 {
        self.at.judged_at.get(id).map_or(0, |at| at.generation)
    }

    /// Whether a unit's files are still those that its judgement was made from.
    #[must_use]
    pub fn is_current(&self, id: &UnitId) -> bool {
        self.units.iter().zip(&self.current).any(|(unit, current)| unit.id == *id && *current)
    }

    /// What the last check found of a unit, also while files of it are read; none where it was never judged.
    pub(crate) fn judged(&self, id: &UnitId) -> Option<JudgedUnit<'_>> {
        if let UnitState::Judged { judgements, findings, .. } = &self.unit(id)?.state {
            return Some(JudgedUnit {
                generation: self.judged_at(id),
                judgements: Cow::Borrowed(judgements),
                findings: Cow::Borrowed(findings),
                before_erasure: match self.before_erasure.get(id) {
                    Some(found) => Cow::Borrowed(found),
                    None => Cow::Owned(BTreeMap::new()),
                },
                is_current: self.is_current(id),
            });
        }
        let last = self.being_read.get(id)?;
        Some(JudgedUnit {
            judgements: Cow::Borrowed(&last.judgements),
            findings: Cow::Borrowed(&last.findings),
            before_erasure: Cow::Borrowed(&last.before_erasure),
            ..**last
        })
    }

    /// Whether an appraisal is about what is found of its claim now.
    #[must_use]
    pub fn is_about_now(&self, appraisal: &Appraisal) -> bool {
        self.judged(&appraisal.unit).unwrap_or_else(JudgedUnit::nothing).is_about(appraisal)
    }

    /// A document of a unit; `None` when the unit has none of this path.
    #[must_use]
    pub fn document(&self, unit: &UnitId, file: &FilePath) -> Option<&DocumentLine> {
        let documents = documents_of(self.unit(unit)?);
        let position = documents.binary_search_by(|document| document.file.cmp(file)).ok()?;
        documents.get(position)
    }

    /// Every place where the same bytes lie.
    pub fn same_bytes(
        &self,
        sha256: ContentHash,
    ) -> impl Iterator<Item = (&UnitReport, &DocumentLine)> {
        let places = self.by_content.get(&sha256).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|(unit, document)| {
            let unit = &self.units[*unit];
            (unit, &documents_of(unit)[*document])
        })
    }

    /// The claims of a unit whose verdict rests on a document.
    pub fn claims_resting_on<'s>(
        &'s self,
        unit: &UnitId,
        file: &'s FilePath,
    ) -> impl Iterator<Item = &'s Judgement> {
        let judgements = self.unit(unit).map(judgements_of).unwrap_or_default();
        judgements.iter().filter(move |judgement| {
            let evidence = judgement.verdict.iter().flat_map(|verdict| verdict.evidence());
            evidence.into_iter().any(|evidence| evidence.file == *file)
        })
    }
}

fn documents_of(unit: &UnitReport) -> &[DocumentLine] {
    match &unit.state {
        UnitState::Judged { documents, .. } => documents,
        UnitState::NotJudged { .. } => &[],
    }
}

fn judgements_of(unit: &UnitReport) -> &[Judgement] {
    match &unit.state {
        UnitState::Judged { judgements, .. } => judgements,
        UnitState::NotJudged { .. } => &[],
    }
}

fn judged_files(units: &[UnitReport]) -> JudgedFiles {
    let mut files = JudgedFiles::new();
    for judgement in units.iter().flat_map(judgements_of) {
        let evidence = judgement.verdict.iter().flat_map(|verdict| verdict.evidence());
        let of_criterion = files.entry(judgement.criterion.clone()).or_default();
        of_criterion.extend(evidence.map(|evidence| evidence.file.clone()));
    }
    files
}
