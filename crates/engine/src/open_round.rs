//! A round as those who look at it have it: what the ledger says now, without reading a file again or judging anew.
//!
//! What was judged is gathered once and kept for as long as the ledger says the same; only units of which something
//! changed are gathered again. Refuses to know who looks, and how it is shown.

mod appraised;
mod ask;
mod document;
mod hand_in;
mod look;
mod people;
mod results;
mod said;
mod standing;
mod together;

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use index::Search;
use model::{
    ErrorKind, account::Account, criteria::CriteriaSet, pipeline::Pipeline, record::Head,
    verdict::Judgement,
};
use report::{Proposal, RoundReport, StatusReport, UnitReport, Verification};
use tokio::sync::Mutex;

use crate::{
    Refusal,
    error::Result,
    hand_in::HandIns,
    judge,
    page_images::PageImages,
    reader::ReaderSettings,
    round::{Recipes, Wiring},
    unpacker::UnpackerSettings,
};

use appraised::KeptAppraised;
pub use appraised::{AppraisalTally, AppraisedUnit, AppraisedUnits, ComeBack};
pub use ask::Asked;
pub use document::OpenDocument;
pub use hand_in::ReadingOfLoad;
pub use look::Preparing;
use look::{Look, PATIENCE};
use results::KeptResults;
pub use results::{ResultsTables, UnusableTable};
use said::KeptSaid;
pub(crate) use said::all as everything_said;
pub use said::{Said, SaidOfUnit};
pub use standing::{SeenUnit, Standing};

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
    look: Arc<Look>,
    search: Mutex<Option<Arc<Search>>>,
    results: KeptResults,
    said: KeptSaid,
    appraised: KeptAppraised,
}

impl OpenRound {
    /// A round, opened.
    #[must_use]
    pub fn new(parts: OpenRoundParts) -> Self {
        let images = PageImages::new(&parts.reader, N_DRAWING);
        let hand_ins = HandIns::new(parts.hand_ins.clone());
        let parts = Arc::new(parts);
        let look = Arc::new(Look::new(Arc::clone(&parts), PATIENCE));
        Self {
            parts,
            images,
            hand_ins,
            look,
            search: Mutex::default(),
            results: KeptResults::default(),
            said: KeptSaid::default(),
            appraised: KeptAppraised::default(),
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
    /// `Unavailable` while it is being gathered for longer than somebody waits for a page; see
    /// [`OpenRound::preparing`]. Else when the ledger cannot be read.
    pub async fn standing(&self) -> Result<Arc<Standing>> {
        self.look.standing().await
    }

    /// Gathers what pages of the whole round need, so that whoever opens one first does not wait for it longer than others.
    ///
    /// # Errors
    /// When ledger or index cannot be read.
    pub async fn prepare(&self) -> Result<()> {
        let standing = loop {
            match self.standing().await {
                Err(error)
                    if error.kind() == ErrorKind::Unavailable && self.preparing().is_some() => {}
                gathered => break gathered?,
            }
        };
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let (_, said) = self.said.now(&wiring.ledger, &pipeline.round.id).await?;
        self.appraised.of(&standing, &said);
        // Tables that cannot be used are told on the page.
        self.results().await.map(drop)
    }

    /// How far the round is gathered, while it is.
    #[must_use]
    pub fn preparing(&self) -> Option<Preparing> {
        self.look.preparing()
    }

    /// What appraisers and council said about all claims of the round.
    ///
    /// # Errors
    /// `NotAllowed` for an account that does not see all units, or when the ledger fails.
    pub async fn said(&self, account: &Account) -> std::result::Result<Arc<Said>, Refusal> {
        if !account.role.sees_all_units() {
            return Err(Refusal::NotAllowed);
        }
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let said = self.said.now(&wiring.ledger, &pipeline.round.id).await;
        said.map(|(_, said)| said).map_err(Refusal::Failed)
    }

    /// The documents that full text proposes for a claim that nothing backs; none while no index was made.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub async fn proposals(&self, judgement: &Judgement) -> Result<Vec<Proposal>> {
        match self.search().await? {
            Some(search) => judge::proposals(&search, &judgement.unit, self.set(), [judgement]),
            None => Ok(Vec::new()),
        }
    }

    /// The round's report of these units as they stand: what `check` would write of them now.
    #[must_use]
    pub fn report<'d>(&'d self, units: impl Into<Cow<'d, [UnitReport]>>) -> RoundReport<'d> {
        let round = &self.parts.pipeline.round;
        RoundReport {
            round: round.id.clone(),
            name: round.name.clone(),
            year: round.year,
            verification: Verification::ObjectVersion,
            set: &self.parts.set,
            units: units.into(),
        }
    }

    /// Files by state, how fast they are read, and how far the index is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn status(&self) -> Result<StatusReport> {
        self.look.status().await
    }

    /// The same at the moment of a standing.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn status_of(&self, standing: &Standing) -> Result<StatusReport> {
        self.look.status_at(&standing.at).await
    }
}
