//! Where does an index lie on disk, and which of its builds is searched?
//!
//! A folder holds builds (`build-1`, `build-2`, …) and a file `current` that names the one to search. A rebuild is made
//! beside the current build and takes its place by the rename of that one file, so that whoever searches always has a
//! whole index. A damaged build is set aside for whoever wants to know what happened.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use model::ErrorKind;

use crate::error::{Error, Result};

/// The folder of an index.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

/// One build of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Build(u32);

const BUILD: &str = "build-";
const DAMAGED: &str = "damaged-";
const CURRENT: &str = "current";

impl Folder {
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// Where a build lies.
    pub(crate) fn path_of(&self, build: Build) -> PathBuf {
        self.root.join(format!("{BUILD}{}", build.0))
    }

    /// The build to search; none before the first is whole.
    ///
    /// # Errors
    /// `Corrupt` when the file names no build.
    pub(crate) fn current(&self) -> Result<Option<Build>> {
        let path = self.root.join(CURRENT);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io(format!("read `{}`", path.display()))(error)),
        };
        match numbered(text.trim(), BUILD) {
            Some(build) => Ok(Some(build)),
            None => {
                let attempted = format!("find the build that `{}` names", path.display());
                Err(Error::new(ErrorKind::Corrupt, attempted))
            }
        }
    }

    /// The builds that are there, the newest first.
    pub(crate) fn builds(&self) -> Result<Vec<Build>> {
        Ok(self.with_prefix(BUILD)?.into_iter().rev().collect())
    }

    /// A build that was never there.
    pub(crate) fn next(&self) -> Result<Build> {
        let damaged = self.with_prefix(DAMAGED)?;
        let newest = self.with_prefix(BUILD)?.into_iter().chain(damaged).max();
        Ok(Build(newest.map_or(1, |Build(number)| number + 1)))
    }

    /// Makes a build the one to search and removes the others.
    pub(crate) fn publish(&self, build: Build) -> Result<()> {
        let (new, current) = (self.root.join("current.new"), self.root.join(CURRENT));
        let attempted = || format!("make build {} the current one", build.0);
        fs::write(&new, format!("{BUILD}{}\n", build.0)).map_err(Error::io(attempted()))?;
        fs::rename(&new, &current).map_err(Error::io(attempted()))?;
        for other in self.builds()?.into_iter().filter(|other| *other != build) {
            let path = self.path_of(other);
            fs::remove_dir_all(&path).map_err(Error::io(format!("remove `{}`", path.display())))?;
        }
        Ok(())
    }

    /// Moves a build out of the way, keeping what is in it; of damaged builds only the last is kept.
    pub(crate) fn set_aside(&self, build: Build) -> Result<()> {
        for Build(number) in self.with_prefix(DAMAGED)? {
            let path = self.root.join(format!("{DAMAGED}{number}"));
            fs::remove_dir_all(&path).map_err(Error::io(format!("remove `{}`", path.display())))?;
        }
        let path = self.path_of(build);
        fs::rename(&path, self.root.join(format!("{DAMAGED}{}", build.0)))
            .map_err(Error::io(format!("set aside `{}`", path.display())))
    }

    fn with_prefix(&self, prefix: &str) -> Result<BTreeSet<Build>> {
        let attempted = || format!("list `{}`", self.root.display());
        let entries = match fs::read_dir(&self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(Error::io(attempted())(error)),
        };
        let mut builds = BTreeSet::new();
        for entry in entries {
            let name = entry.map_err(Error::io(attempted()))?.file_name();
            builds.extend(name.to_str().and_then(|name| numbered(name, prefix)));
        }
        Ok(builds)
    }
}

fn numbered(name: &str, prefix: &str) -> Option<Build> {
    name.strip_prefix(prefix)?.parse().ok().map(Build)
}
