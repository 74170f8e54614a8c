//! Loading at the desk: what an account has handed in is looked at, loaded, put on record, and watched until it is read.

use std::{collections::BTreeMap, sync::Arc};

use model::{AccountName, ObjectKey, UnitId, account::Account, reading::ReadState, record::Deed};
use report::{FileStates, LoadOutcome, LoadReport, LoadState, LoadedFile};
use store::{JobState, ListedContent};

use super::{OpenRound, OpenRoundParts};
use crate::{
    Load, LoadRound, LoadSource,
    error::Result,
    hand_in::{HandIn, HandInPlan, HandInState, NotTaken},
    load::load,
};

/// How far the files of a load are read; the states add up to all of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReadingOfLoad {
    /// The files that are evidence now.
    pub files: u64,
    /// Those that no worker has listed yet.
    pub not_listed: u64,
    /// The others, by state.
    pub listed: FileStates,
}

impl OpenRound {
    /// What an account hands in.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn hand_in(&self, account: &AccountName) -> Result<Arc<HandIn>> {
        self.hand_ins.of(account).await
    }

    /// Looks at what was handed in; the state of the hand-in says how far that is. With `unit`, all files are its.
    ///
    /// # Errors
    /// Why it is not begun.
    pub fn plan_hand_in(
        self: &Arc<Self>,
        hand_in: &Arc<HandIn>,
        unit: Option<UnitId>,
    ) -> std::result::Result<(), NotTaken> {
        hand_in.begin_work(false)?;
        let (open, hand_in) = (Arc::clone(self), Arc::clone(hand_in));
        tokio::spawn(async move {
            let planned = open.load_handed(&hand_in, unit.as_ref(), Doing::Planning).await;
            let state = match planned {
                Ok(report) => HandInState::Planned(HandInPlan { unit, report: Arc::new(report) }),
                Err(error) => failed(&error),
            };
            end(&hand_in, state).await;
        });
        Ok(())
    }

    /// Loads what was handed in as it was planned; the state of the hand-in says how far that is. With `skip_unplaced`,
    /// files of which it is not known whose they are stay behind, else nothing is loaded while there are any.
    ///
    /// # Errors
    /// Why it is not begun.
    pub fn load_hand_in(
        self: &Arc<Self>,
        hand_in: &Arc<HandIn>,
        plan: HandInPlan,
        skip_unplaced: bool,
        by: &Account,
    ) -> std::result::Result<(), NotTaken> {
        hand_in.begin_work(true)?;
        let (open, hand_in, by) = (Arc::clone(self), Arc::clone(hand_in), by.name.clone());
        tokio::spawn(async move {
            let doing = Doing::Loading { skip_unplaced };
            let loaded = open.load_handed(&hand_in, plan.unit.as_ref(), doing).await;
            let state = match loaded {
                Ok(report) if report.state == LoadState::NotPlaced => HandInState::Planned(plan),
                Ok(report) => match open.note_load(&report, &by).await {
                    Ok(()) => HandInState::Loaded(Arc::new(report)),
                    Err(error) => failed(&error),
                },
                Err(error) => failed(&error),
            };
            end(&hand_in, state).await;
        });
        Ok(())
    }

    async fn load_handed(
        &self,
        hand_in: &HandIn,
        unit: Option<&UnitId>,
        doing: Doing,
    ) -> Result<LoadReport> {
        let OpenRoundParts { pipeline, set, wiring, unpacker, .. } = &*self.parts;
        let files = hand_in.handed_files();
        let plan = Load {
            source: LoadSource::HandedIn(&files),
            unpacker,
            round: Some(LoadRound { pipeline, set, unit }),
            dry_run: doing == Doing::Planning,
            skip_unplaced: doing == Doing::Loading { skip_unplaced: true },
            verify: false,
        };
        load(&wiring.evidence, &pipeline.evidence.url, &plan, &|progress| hand_in.note(progress))
            .await
    }

    async fn note_load(&self, report: &LoadReport, by: &AccountName) -> Result<()> {
        let units = report.units.iter().filter(|unit| unit.files > 0);
        let counts = &report.counts;
        let deed = Deed::Loaded {
            units: units.map(|unit| unit.id.clone()).collect(),
            new: counts.sent + counts.copied,
            replaced: counts.replaced,
            unchanged: counts.unchanged,
            bytes: counts.bytes_sent,
        };
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        wiring.ledger.record(Some(&pipeline.round.id), Some(by), deed).await?;
        Ok(())
    }

    /// How far the files of a load are read.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn reading_of(&self, loaded: &LoadReport) -> Result<ReadingOfLoad> {
        let OpenRoundParts { pipeline, wiring, .. } = &*self.parts;
        let round = &pipeline.round.id;
        let mut by_unit: BTreeMap<&UnitId, Vec<&LoadedFile>> = BTreeMap::new();
        for file in &loaded.files {
            if let (true, Some(unit)) = (is_evidence(&file.outcome), &file.unit) {
                by_unit.entry(unit).or_default().push(file);
            }
        }
        let mut reading = ReadingOfLoad::default();
        for (unit, files) in by_unit {
            let listed = wiring.ledger.listed_contents(round, unit).await?;
            let listed: BTreeMap<&ObjectKey, &ListedContent> =
                listed.iter().map(|content| (&content.key, content)).collect();
            for file in files {
                reading.files += 1;
                let content = file.key.as_ref().and_then(|key| listed.get(key));
                reading.count(file, content.copied());
            }
        }
        Ok(reading)
    }
}

/// What is done with a hand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Planning,
    Loading { skip_unplaced: bool },
}

/// Whether the bytes of a file are evidence after a load.
fn is_evidence(outcome: &LoadOutcome) -> bool {
    matches!(
        outcome,
        LoadOutcome::Sent
            | LoadOutcome::Replaced
            | LoadOutcome::Copied { .. }
            | LoadOutcome::Unchanged
    )
}

impl ReadingOfLoad {
    fn count(&mut self, file: &LoadedFile, content: Option<&ListedContent>) {
        let listed = &mut self.listed;
        let state = match content {
            // What was read at its key before, and is replaced now.
            Some(content)
                if content.state == JobState::Done
                    && content.sha256.is_some()
                    && content.sha256 != file.sha256 =>
            {
                None
            }
            other => other,
        };
        match state.map(|content| (content.state, content.read)) {
            None => self.not_listed += 1,
            Some((JobState::Named, _)) => {
                listed.listed += 1;
                listed.to_read += 1;
            }
            Some((JobState::Done, read)) => {
                listed.listed += 1;
                match read {
                    ReadState::Full => listed.in_full += 1,
                    ReadState::Partly => listed.in_part += 1,
                    ReadState::NotRead => listed.not_read += 1,
                }
            }
        }
    }
}

fn failed(error: &crate::Error) -> HandInState {
    tracing::error!(error = error as &dyn std::error::Error, "a hand-in was not loaded");
    HandInState::Failed(error.kind())
}

async fn end(hand_in: &HandIn, state: HandInState) {
    if let Err(error) = hand_in.end_work(state).await {
        let error = &error as &dyn std::error::Error;
        tracing::error!(error, "what was loaded could not be let go");
    }
}
