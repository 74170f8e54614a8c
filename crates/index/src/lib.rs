//! The index: which documents bear this number, hold these words, state this figure. It proposes, it never decides.
//!
//! It follows the ledger: its own last commit carries the generation up to which it knows everything and the ledger that
//! the generation is of, so it can be thrown away and rebuilt, and a crash between two commits loses nothing. Refuses to
//! know: ledger, queue, judgement.

mod card;
mod error;
mod folder;
mod number;
mod passage;
mod schema;
mod search;
mod text;
mod words;

use std::path::Path;

use model::ErrorKind;
use serde::{Deserialize, Serialize};
use tantivy::{
    IndexWriter, TantivyError, Term,
    directory::MmapDirectory,
    merge_policy::{LogMergePolicy, NoMergePolicy},
};

pub use card::{Card, Entry, ObjectEntries, ReadingAt};
pub use error::{Error, Result};
pub use number::tolerances;
pub use passage::Passage;
pub use schema::same_body;
pub use search::{Found, Hit, JudgedFiles, Search, Suggestion};
pub use words::{folded_line, has_diacritics};

use folder::{Build, Folder};
use schema::{Fields, INDEX_VERSION};
use words::Shape;

/// Memory of the writer before it writes segments out.
const WRITER_BYTES: usize = 256 << 20;

/// How many bytes of text one commit takes: a crash repeats no more than these. A commit waits for the disk, begins
/// segments of its own and looks in all of them for what it replaces, so that few are quicker than many.
const COMMIT_AFTER: u64 = 100 << 20;

/// Threads that turn documents into segments. Which segment a document comes to lie in changes no answer.
const WRITER_THREADS: usize = 2;

/// The index of one round, on local disk, as its one writer has it.
pub struct Index {
    writer: IndexWriter,
    search: Search,
    folder: Folder,
    build: Build,
    ledger: String,
    /// The bytes of text that were added since the last commit.
    uncommitted: u64,
}

/// What a commit says about itself.
#[derive(Debug, Serialize, Deserialize)]
struct Commit {
    version: u32,
    ledger: String,
    generation: u64,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index").field("generation", &self.generation()).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in this folder, which follows this ledger.
    ///
    /// A build that was left unfinished is gone on with. One that is damaged is set aside, one of another version or
    /// ledger is left for those who search until its successor is published; a new build is begun then, whose
    /// generation is 0, so that everything is applied again. Reads every byte of the index to find damage.
    ///
    /// # Errors
    /// `Denied` when the folder cannot be written, `Conflict` when another process writes to it.
    pub fn open(folder: &Path, ledger: &str) -> Result<Self> {
        let folder = Folder::new(folder);
        for build in folder.builds()? {
            match Self::open_build(&folder, build, ledger) {
                Ok(Some(index)) => return Ok(index),
                Ok(None) => {}
                Err(error) if error.kind() == ErrorKind::Corrupt => folder.set_aside(build)?,
                Err(error) => return Err(error),
            }
        }
        Self::begin(folder, ledger)
    }

    /// Begins a new build beside the one that is searched, which stays until [`Index::publish`].
    ///
    /// # Errors
    /// `Denied` when the folder cannot be written.
    pub fn rebuild(folder: &Path, ledger: &str) -> Result<Self> {
        Self::begin(Folder::new(folder), ledger)
    }

    fn begin(folder: Folder, ledger: &str) -> Result<Self> {
        let build = folder.next()?;
        let path = folder.path_of(build);
        std::fs::create_dir_all(&path)
            .map_err(Error::io(format!("make the folder `{}`", path.display())))?;
        let attempted = || format!("begin an index in `{}`", path.display());
        let directory = directory(&path, &attempted())?;
        let (schema, fields) = schema::schema();
        let settings = tantivy::IndexSettings::default();
        let index = tantivy::Index::create(directory, schema, settings)
            .map_err(Error::index(attempted()))?;
        let writer = writer(&index, &attempted())?;
        // A new build is merged once, when all of it is there.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        let mut begun = Self {
            search: Search::of(index, fields, folder.clone(), build, 0)?,
            writer,
            folder,
            build,
            ledger: ledger.to_owned(),
            uncommitted: 0,
        };
        // An empty commit, so that a build that was begun can be told from a damaged one.
        begun.commit(0)?;
        Ok(begun)
    }

    /// The index of a build; none when it is of another version or ledger.
    fn open_build(folder: &Folder, build: Build, ledger: &str) -> Result<Option<Self>> {
        let Some((index, fields, commit)) = open_as_is(folder, build)? else { return Ok(None) };
        if commit.ledger != ledger {
            return Ok(None);
        }
        let attempted = format!("open the index in `{}`", folder.path_of(build).display());
        let damaged = index.validate_checksum().map_err(Error::index(attempted.clone()))?;
        if !damaged.is_empty() {
            return Err(Error::new(ErrorKind::Corrupt, attempted));
        }
        let writer = writer(&index, &attempted)?;
        let search = Search::of(index, fields, folder.clone(), build, commit.generation)?;
        let folder = folder.clone();
        let ledger = ledger.to_owned();
        Ok(Some(Self { writer, search, folder, build, ledger, uncommitted: 0 }))
    }

    /// The generation up to which everything of the ledger is in the index.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.search.generation()
    }

    /// The index as those who search have it after the last [`Index::apply`].
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// Applies changes, which are those after [`Index::generation`] up to and including `generation`.
    ///
    /// # Errors
    /// When the index cannot be written; nothing of the changes is then visible.
    pub fn apply(&mut self, changes: Vec<ObjectEntries>, generation: u64) -> Result<()> {
        self.add(changes)?;
        self.commit(generation)
    }

    /// Takes up changes that are applied by the next [`Index::commit`]. Until then nobody sees them, and a crash takes
    /// them back.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn add(&mut self, changes: Vec<ObjectEntries>) -> Result<()> {
        let fields = *self.search.fields();
        for ObjectEntries { key, unit, reading, entries } in changes {
            self.writer.delete_term(Term::from_field_text(fields.object, key.as_str()));
            for entry in entries {
                let parts = entry.document.parts().iter();
                self.uncommitted += parts.map(|part| part.text().len() as u64).sum::<u64>();
                let document = schema::document(&fields, &key, &unit, reading.as_ref(), entry)?;
                self.writer
                    .add_document(document)
                    .map_err(Error::index(format!("index the documents of `{key}`")))?;
            }
        }
        Ok(())
    }

    /// Whether so much was added since the last commit that the next is due.
    #[must_use]
    pub fn is_commit_due(&self) -> bool {
        self.uncommitted >= COMMIT_AFTER
    }

    /// Applies what was added: every change after [`Index::generation`] up to and including `generation`.
    ///
    /// # Errors
    /// When the index cannot be written; nothing of the changes is then visible.
    pub fn commit(&mut self, generation: u64) -> Result<()> {
        let attempted = || format!("bring the index to generation {generation}");
        let commit = Commit { version: INDEX_VERSION, ledger: self.ledger.clone(), generation };
        let payload = serde_json::to_string(&commit)
            .map_err(|source| Error::caused(ErrorKind::Bug, attempted(), source))?;
        let mut prepared = self.writer.prepare_commit().map_err(Error::index(attempted()))?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(Error::index(attempted()))?;
        self.uncommitted = 0;
        self.search.reload(generation)
    }

    /// Makes this build the one that is searched and removes the others. A build that already is stays.
    ///
    /// # Errors
    /// When the folder cannot be written; the build searched before is then still searched.
    pub fn publish(&self) -> Result<()> {
        if self.folder.current().ok().flatten() == Some(self.build) {
            return Ok(());
        }
        self.folder.publish(self.build)
    }

    /// Merges all segments into one, which makes an index that was built in many commits quicker to search.
    ///
    /// # Errors
    /// When the index cannot be written; it is then as it was.
    pub fn compact(&mut self) -> Result<()> {
        // Merges that the writer began by itself are not waited for, but no further ones begin.
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        let merged = self.merge_all();
        self.writer.set_merge_policy(Box::new(LogMergePolicy::default()));
        merged?;
        self.search.reload(self.generation())
    }

    fn merge_all(&mut self) -> Result<()> {
        let failed = || Error::index("merge the segments of the index");
        let mut known = usize::MAX;
        loop {
            // Stands behind the end of every merge that has ended, so that what is listed next is as it is.
            self.writer.garbage_collect_files().wait().map_err(failed())?;
            let segments = self.search.segment_ids().map_err(failed())?;
            if segments.len() < 2 {
                return Ok(());
            }
            match self.writer.merge(&segments).wait() {
                Ok(_) => {}
                // A merge that was under way replaced some of these by one: there are fewer, or it is another fault.
                Err(TantivyError::InvalidArgument(_)) if segments.len() < known => {
                    known = segments.len();
                }
                Err(error) => return Err(failed()(error)),
            }
        }
    }
}

fn directory(path: &Path, attempted: &str) -> Result<MmapDirectory> {
    MmapDirectory::open(path).map_err(|source| {
        let kind = match &source {
            tantivy::directory::error::OpenDirectoryError::DoesNotExist(_) => ErrorKind::NotFound,
            _ => ErrorKind::Denied,
        };
        Error::caused(kind, attempted, source)
    })
}

fn writer(index: &tantivy::Index, attempted: &str) -> Result<IndexWriter> {
    index
        .writer_with_num_threads(WRITER_THREADS, WRITER_BYTES)
        .map_err(Error::index(attempted.to_owned()))
}

/// A build with its last commit; none when it is of another version.
fn open_as_is(folder: &Folder, build: Build) -> Result<Option<(tantivy::Index, Fields, Commit)>> {
    let path = folder.path_of(build);
    let attempted = || format!("open the index in `{}`", path.display());
    let directory = directory(&path, &attempted())?;
    let index = tantivy::Index::open(directory).map_err(Error::index(attempted()))?;
    let payload = index.load_metas().map_err(Error::index(attempted()))?.payload;
    let corrupt = || Error::new(ErrorKind::Corrupt, attempted());
    let commit: Commit = serde_json::from_str(&payload.ok_or_else(corrupt)?)
        .map_err(|source| Error::caused(ErrorKind::Corrupt, attempted(), source))?;
    let (schema, fields) = schema::schema();
    if commit.version != INDEX_VERSION || index.schema() != schema {
        return Ok(None);
    }
    Ok(Some((index, fields, commit)))
}

/// Registers how words are told apart.
fn register_tokenizers(index: &tantivy::Index) {
    for shape in Shape::ALL {
        index.tokenizers().register(shape.tokenizer(), shape.analyzer());
    }
}

#[cfg(test)]
mod tests;
