//! What a round's commands work on: the declaration, and the program's own folder with ledger, readings and index.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use engine::OwnFolder;
use index::{Index, Search};
use model::{ObjectKey, criteria::CriteriaSet, pipeline::Pipeline};
use store::{AccessKeys, Ledger, Objects, Readings};

use crate::{
    environment::{self, access_keys},
    message::BadInput,
};

/// A pipeline as it was declared, and where its relative paths begin.
pub(crate) struct Declared {
    pub(crate) pipeline: Pipeline,
    pub(crate) toml: String,
    pub(crate) base: PathBuf,
}

/// Everything that a round's commands read; no file of a unit is among it.
pub(crate) struct Workspace {
    pub(crate) declared: Declared,
    pub(crate) ledger: Ledger,
    pub(crate) readings: Readings,
}

/// The index as a command that only asks has it: brought up to date where nobody else is writing to it.
pub(crate) enum OpenIndex {
    /// Held by this command.
    Mine { index: Box<Index>, _own: OwnFolder },
    /// Another run is writing; what it has published is searched.
    Another(Box<Search>),
}

impl OpenIndex {
    pub(crate) fn search(&self) -> &Search {
        match self {
            Self::Mine { index, .. } => index.search(),
            Self::Another(search) => search,
        }
    }
}

impl Declared {
    /// Reads the pipeline's file.
    pub(crate) fn read(path: &Path) -> Result<Self, BadInput> {
        let toml = input(path)?;
        let name = path.display().to_string();
        let pipeline = Pipeline::parse(&toml, &name).map_err(BadInput::Declaration)?;
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        Ok(Self { pipeline, toml, base })
    }

    /// The folder of the program's own files.
    pub(crate) fn state(&self) -> PathBuf {
        self.base.join(&self.pipeline.state.folder)
    }

    /// Where one kind of what was read is kept: with that of other machines, where the pipeline says so.
    pub(crate) fn kept(&self, kind: &str) -> anyhow::Result<Objects> {
        let Some(url) = &self.pipeline.state.readings else {
            return Ok(Objects::open_or_create(kind, &self.state(), &AccessKeys::default())?);
        };
        let kind = ObjectKey::new(kind).expect("kinds are names");
        Ok(Objects::open_or_create(url, &self.base, &access_keys())?.under(&kind))
    }

    /// The folder of the round's index.
    pub(crate) fn index_folder(&self) -> PathBuf {
        self.state().join("index").join(self.pipeline.round.id.as_str())
    }

    /// The folder where what people hand in at the round's desk is gathered.
    pub(crate) fn hand_in_folder(&self) -> PathBuf {
        self.state().join("hand-in").join(self.pipeline.round.id.as_str())
    }

    /// Keeps other writers out of the folder of the program's own files; none when somebody else does.
    pub(crate) fn try_lock(&self) -> anyhow::Result<Option<OwnFolder>> {
        Ok(OwnFolder::try_take(&self.state())?)
    }

    /// As [`Declared::try_lock`]; a folder that somebody else keeps is an error.
    pub(crate) fn lock(&self) -> anyhow::Result<OwnFolder> {
        Ok(OwnFolder::take(&self.state())?)
    }
}

impl Workspace {
    /// Opens what the pipeline's earlier runs left, or begins it.
    pub(crate) async fn open(declared: Declared) -> anyhow::Result<Self> {
        let state = declared.state();
        std::fs::create_dir_all(&state)
            .with_context(|| format!("make the folder `{}`", state.display()))?;
        let ledger = match &declared.pipeline.state.ledger {
            None => Ledger::open(&state.join("ledger.sqlite")).await?,
            Some(url) => Ledger::connect(url, environment::ledger_password()?.as_ref()).await?,
        };
        let readings = Readings::new(declared.kept("readings")?);
        Ok(Self { declared, ledger, readings })
    }

    /// The index for searching: brought up to the ledger unless another run is doing that.
    pub(crate) async fn index(&self) -> anyhow::Result<OpenIndex> {
        let folder = self.declared.index_folder();
        let Some(own) = self.declared.try_lock()? else {
            return Ok(OpenIndex::Another(Box::new(Search::open(&folder)?)));
        };
        let mut index = engine::open_index(&self.ledger, &folder).await?;
        let round = &self.declared.pipeline.round.id;
        engine::catch_up(&self.ledger, &self.readings, round, &mut index).await?;
        Ok(OpenIndex::Mine { index: Box::new(index), _own: own })
    }
}

/// The text of a file that a person named.
pub(crate) fn input(path: &Path) -> Result<String, BadInput> {
    std::fs::read_to_string(path)
        .map_err(|source| BadInput::Unopened { path: path.display().to_string(), source })
}

/// The criteria set in a file that a person named.
pub(crate) fn criteria_set(path: &Path) -> Result<CriteriaSet, BadInput> {
    CriteriaSet::parse(&input(path)?, &path.display().to_string()).map_err(BadInput::Declaration)
}
