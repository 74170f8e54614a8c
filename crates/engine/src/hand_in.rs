//! What an account hands in at the desk, from the first byte until it is evidence: gathered file by file, looked at, and
//! only then loaded, as `kiemchung load` would.
//!
//! There is one hand-in for each account. Refuses to know how bytes come here and who may load for whom.

mod shelf;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use model::{AccountName, ErrorKind, UnitId};
use report::LoadReport;

use crate::{
    HandedFile, LoadPart, LoadProgress,
    error::{Error, Result},
};
use shelf::Shelf;
pub use shelf::{Announced, NotTaken, Put, ShelvedFile};

/// The hand-ins of all accounts.
#[derive(Debug)]
pub(crate) struct HandIns {
    folder: PathBuf,
    open: Mutex<BTreeMap<AccountName, Arc<HandIn>>>,
}

impl HandIns {
    /// Hand-ins that keep their files in a folder of this machine.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, open: Mutex::default() }
    }

    /// The hand-in of an account.
    pub(crate) async fn of(&self, account: &AccountName) -> Result<Arc<HandIn>> {
        let known = |hand_ins: &Self| {
            let open = hand_ins.open.lock().expect("nothing panics while it holds the hand-ins");
            open.get(account).cloned()
        };
        if let Some(hand_in) = known(self) {
            return Ok(hand_in);
        }
        let folder = self.folder.join(account.as_str());
        let shelf = blocking(move || Shelf::open(&folder)).await?;
        let opened = Arc::new(HandIn {
            shelf: Arc::new(Mutex::new(shelf)),
            state: Mutex::new(HandInState::Gathering),
        });
        let mut open = self.open.lock().expect("nothing panics while it holds the hand-ins");
        Ok(Arc::clone(open.entry(account.clone()).or_insert(opened)))
    }
}

/// What an account hands in.
#[derive(Debug)]
pub struct HandIn {
    shelf: Arc<Mutex<Shelf>>,
    state: Mutex<HandInState>,
}

/// How far a hand-in is.
#[derive(Debug, Clone)]
pub enum HandInState {
    /// Files come in.
    Gathering,
    /// It is looked at, or loaded; nothing comes in meanwhile.
    Working(HandInWork),
    /// It is known what loading would do; nothing was loaded.
    Planned(HandInPlan),
    /// It was loaded.
    Loaded(Arc<LoadReport>),
    /// It could not be looked at, or not be loaded to its end: a later try goes on.
    Failed(ErrorKind),
}

/// Work on a hand-in.
#[derive(Debug, Clone, Copy)]
pub struct HandInWork {
    /// Whether it is loaded, or only looked at.
    pub is_loading: bool,
    /// Which part of the work.
    pub part: LoadPart,
    /// How many bytes the part is about.
    pub bytes: u64,
    /// How many of them are done.
    pub done: u64,
}

/// What loading a hand-in would do.
#[derive(Debug, Clone)]
pub struct HandInPlan {
    /// The unit that all files are said to be of, when they are said to be of one.
    pub unit: Option<UnitId>,
    /// What would become of each file.
    pub report: Arc<LoadReport>,
}

/// How much is on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandInCounts {
    /// Files that were announced.
    pub files: u64,
    /// Those of them that are there whole.
    pub whole: u64,
    /// Bytes that are there.
    pub bytes: u64,
}

impl HandIn {
    /// How far it is.
    #[must_use]
    pub fn state(&self) -> HandInState {
        self.lock().clone()
    }

    /// How much is there.
    #[must_use]
    pub fn counts(&self) -> HandInCounts {
        let shelf = self.shelf.lock().expect("nothing panics while it holds the shelf");
        let mut counts = HandInCounts::default();
        for file in shelf.files() {
            counts.files += 1;
            counts.whole += u64::from(file.is_whole());
            counts.bytes += file.arrived;
        }
        counts
    }

    /// The files, in the order in which they were announced, at most so many.
    #[must_use]
    pub fn files(&self, limit: usize) -> Vec<ShelvedFile> {
        let shelf = self.shelf.lock().expect("nothing panics while it holds the shelf");
        shelf.files().iter().take(limit).cloned().collect()
    }

    /// Announces files: the number of each, and how much of it is there already.
    ///
    /// # Errors
    /// When the disk fails; the inner error says why none of them is taken.
    pub async fn announce(
        &self,
        files: Vec<Announced>,
    ) -> Result<std::result::Result<Vec<Put>, NotTaken>> {
        self.on_shelf(move |shelf| shelf.announce(files)).await
    }

    /// Announces a file of which it is not known how long it is; one of the same path is begun again.
    ///
    /// # Errors
    /// When the disk fails; the inner error says why it is not taken.
    pub async fn begin(&self, path: String) -> Result<std::result::Result<u64, NotTaken>> {
        self.on_shelf(move |shelf| shelf.begin(path)).await
    }

    /// Adds bytes of a file that begin at `offset`; nothing is added where the file does not end there.
    ///
    /// # Errors
    /// When the disk fails; the inner error says why they are not taken.
    pub async fn put(
        &self,
        number: u64,
        offset: u64,
        bytes: Vec<u8>,
    ) -> Result<std::result::Result<Put, NotTaken>> {
        self.on_shelf(move |shelf| shelf.put(number, offset, &bytes)).await
    }

    /// Says that a file that was begun is whole.
    ///
    /// # Errors
    /// When the disk fails; the inner error says why it is not taken.
    pub async fn end(&self, number: u64) -> Result<std::result::Result<(), NotTaken>> {
        self.on_shelf(move |shelf| shelf.end(number)).await
    }

    /// Forgets all files.
    ///
    /// # Errors
    /// When the disk fails; the inner error says why not.
    pub async fn clear(&self) -> Result<std::result::Result<(), NotTaken>> {
        self.on_shelf(|shelf| shelf.clear().map(Ok)).await
    }

    /// Does something with the shelf, unless the hand-in is worked on. What was planned before does not hold any more.
    async fn on_shelf<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Shelf) -> Result<std::result::Result<T, NotTaken>> + Send + 'static,
    ) -> Result<std::result::Result<T, NotTaken>> {
        {
            let mut state = self.lock();
            if matches!(*state, HandInState::Working(_)) {
                return Ok(Err(NotTaken::Busy));
            }
            *state = HandInState::Gathering;
        }
        let shelf = Arc::clone(&self.shelf);
        blocking(move || {
            change(&mut shelf.lock().expect("nothing panics while it holds the shelf"))
        })
        .await
    }

    /// Begins to work; not when that was begun, or a file is not whole.
    pub(crate) fn begin_work(&self, is_loading: bool) -> std::result::Result<(), NotTaken> {
        let counts = self.counts();
        let mut state = self.lock();
        if matches!(*state, HandInState::Working(_)) {
            return Err(NotTaken::Busy);
        }
        if counts.files == 0 || counts.whole < counts.files {
            return Err(NotTaken::NotWhole);
        }
        let part = LoadPart::Hashing;
        *state = HandInState::Working(HandInWork { is_loading, part, bytes: 0, done: 0 });
        Ok(())
    }

    /// The files as a load takes them.
    pub(crate) fn handed_files(&self) -> Vec<HandedFile> {
        let shelf = self.shelf.lock().expect("nothing panics while it holds the shelf");
        shelf.handed_files()
    }

    /// Notes how far the work is.
    pub(crate) fn note(&self, progress: LoadProgress) {
        let mut state = self.lock();
        let HandInState::Working(work) = &mut *state else { return };
        match progress {
            LoadProgress::Begins { part, bytes } => {
                *work = HandInWork { part, bytes, done: 0, ..*work };
            }
            LoadProgress::Done { bytes } => work.done += bytes,
        }
    }

    /// Notes how the work ended. What was loaded without a failure is let go.
    pub(crate) async fn end_work(&self, state: HandInState) -> Result<()> {
        let is_done = matches!(&state, HandInState::Loaded(report) if report.counts.failed == 0);
        if is_done {
            let shelf = Arc::clone(&self.shelf);
            blocking(move || {
                shelf.lock().expect("nothing panics while it holds the shelf").clear()
            })
            .await?;
        }
        *self.lock() = state;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HandInState> {
        self.state.lock().expect("nothing panics while it holds the state")
    }
}

/// Does what waits for the disk where nobody else waits for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|source| Error::caused(ErrorKind::Bug, "keep what is handed in", source))?
}
