//! Bulk loading: the folders and archives that units hand in become objects, each once, under its unit and criterion.
//!
//! Nothing is sent before it is known of every file whose it is, or said that the others are to be left out. What
//! was sent before is not sent again: the bytes decide, by their hash. Killed at any moment, the next run goes on.

mod hashing;
mod name;
mod placing;
mod plan;
mod source;
mod transfer;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use model::{UnitId, criteria::CriteriaSet, pipeline::Pipeline};
use report::{
    LoadCounts, LoadOutcome, LoadReport, LoadState, LoadVerification, LoadedFile, LoadedUnit,
};
use store::{Manifest, Objects};

use crate::{error::Result, unpacker::UnpackerSettings};
use placing::Placing;
use source::Sources;

/// What is to be loaded, and how.
#[derive(Debug)]
pub struct Load<'l> {
    /// Where the files are.
    pub source: LoadSource<'l>,
    /// How archives are opened.
    pub unpacker: &'l UnpackerSettings,
    /// Whose files these may be; without a round, files keep their paths.
    pub round: Option<LoadRound<'l>>,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Leave out files of which it is not known whose they are, instead of loading nothing.
    pub skip_unplaced: bool,
    /// Read every object back and compare it with the source.
    pub verify: bool,
}

/// Where the files of a load are.
#[derive(Debug, Clone, Copy)]
pub enum LoadSource<'l> {
    /// A folder or an archive.
    Path(&'l Path),
    /// Files that came one by one.
    HandedIn(&'l [HandedFile]),
}

/// A file that came by itself. An archive whose path has no folder is opened: it is what somebody packed theirs into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedFile {
    /// Its path as whoever sent it says; any text.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// Where they lie.
    pub bytes: PathBuf,
}

impl LoadSource<'_> {
    /// What the source is named, as far as that may say whose the files are.
    fn name(&self) -> Option<String> {
        match self {
            Self::Path(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
            Self::HandedIn(_) => None,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::HandedIn(_) => String::new(),
        }
    }
}

/// The round that files are loaded for.
#[derive(Debug, Clone, Copy)]
pub struct LoadRound<'l> {
    /// Its units and layouts.
    pub pipeline: &'l Pipeline,
    /// Its criteria, which folders may be named for.
    pub set: &'l CriteriaSet,
    /// The unit that all files are of, when they are of one.
    pub unit: Option<&'l UnitId>,
}

/// Something that a watcher of a load may want to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadProgress {
    /// A part of the work begins.
    Begins {
        /// Which.
        part: LoadPart,
        /// How many bytes it is about.
        bytes: u64,
    },
    /// So many bytes of the part are done.
    Done {
        /// How many.
        bytes: u64,
    },
}

/// The parts of a load's work, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadPart {
    /// Reading the source.
    Hashing,
    /// Reading what lies at the destination without a manifest.
    Comparing,
    /// Sending.
    Sending,
    /// Reading everything back.
    Verifying,
}

/// Receives what happens, from any task.
pub type LoadWatcher<'w> = &'w (dyn Fn(LoadProgress) + Send + Sync);

/// Loads a source into a place.
///
/// Files that cannot be placed, read or sent are in the report, and everything else is still done.
///
/// # Errors
/// `NotFound` when there is no source, `Invalid` when it is no folder or archive, and when the storage fails. What was
/// done until then is kept, and a later load goes on from there.
pub async fn load(
    destination: &Objects,
    destination_name: &str,
    load: &Load<'_>,
    watch: LoadWatcher<'_>,
) -> Result<LoadReport> {
    let placing = Placing::new(load)?;
    let sources = Arc::new(Sources::scan(load, &placing)?);
    let mut files: Vec<LoadedFile> =
        sources.files.iter().map(|source| placing.place(source)).collect();
    let is_unplaced = |file: &LoadedFile| matches!(file.outcome, LoadOutcome::Unplaced { .. });
    if files.iter().any(is_unplaced) && !load.skip_unplaced && !load.dry_run {
        return Ok(report(destination_name, load, LoadState::NotPlaced, files, None));
    }
    hashing::hash(&sources, &mut files, watch).await?;
    plan::tell_apart(&mut files);

    let listed = destination.everything().await?;
    let mut manifest = Manifest::open(destination, &listed).await?;
    plan::compare(destination, &mut manifest, &listed, &mut files, watch).await?;
    if load.dry_run {
        return Ok(report(destination_name, load, LoadState::Planned, files, None));
    }
    let sent = transfer::send(destination, &mut manifest, &sources, &mut files, watch).await;
    // What was sent is written down also when the storage failed at some file.
    let written = manifest.write_part().await;
    sent?;
    written?;
    manifest.merge(&destination.everything().await?).await?;
    let verification = match load.verify {
        true => Some(transfer::verify(destination, &files, watch).await?),
        false => None,
    };
    Ok(report(destination_name, load, LoadState::Loaded, files, verification))
}

fn report(
    destination: &str,
    load: &Load<'_>,
    state: LoadState,
    files: Vec<LoadedFile>,
    verification: Option<LoadVerification>,
) -> LoadReport {
    let units = load.round.iter().flat_map(|round| &round.pipeline.units).map(|unit| {
        let of_unit = || files.iter().filter(|file| file.unit.as_ref() == Some(&unit.id));
        LoadedUnit {
            id: unit.id.clone(),
            name: unit.name.clone(),
            files: of_unit().count() as u64,
            with_criterion: of_unit().filter(|file| file.criterion.is_some()).count() as u64,
        }
    });
    LoadReport {
        source: load.source.shown(),
        destination: destination.to_owned(),
        state,
        counts: LoadCounts::of(&files),
        units: units.collect(),
        files,
        verification,
    }
}

#[cfg(test)]
mod tests;
