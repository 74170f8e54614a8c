//! The entries of a ZIP archive, for everything that is one: archives, Word and Excel files.
//!
//! Entries are listed in the central directory's order with duplicates kept, and taken out through the session's
//! limits only. Where the directory is missing or broken, the entries are found again by their own headers; what is
//! missing then cannot be known, so the archive's problem stays with it. Nothing is ever written anywhere; names are
//! labels.

mod name;
pub(crate) mod packed;
mod recovered;

use std::io::{Cursor, Read};

use model::problem::{Problem, ProblemCode};
use zip::{
    ZipReadOptions,
    read::{Config, OwnedZipFileEntry, ZipFileEntry},
    result::ZipError,
    unstable::read::ZipIterable, // the other reader keeps one entry of each name and loses the rest
};

use crate::session::{Refused, Session};
use recovered::RecoveredEntry;

/// An opened archive.
pub(crate) struct Zipped {
    entries: Vec<Entry>,
    /// Why there may be more entries than are listed.
    pub(crate) problem: Option<Problem>,
}

/// One entry of an archive; not taken out.
pub(crate) struct Entry {
    /// Its path in the archive.
    pub(crate) name: String,
    /// Whether it only names a folder.
    pub(crate) is_folder: bool,
    file: File,
}

enum File {
    /// As the directory lists it.
    Listed(Box<OwnedZipFileEntry>),
    /// As its own header describes it.
    Recovered(RecoveredEntry),
}

impl Zipped {
    /// Lists the entries, which count against the session's limit.
    ///
    /// # Errors
    /// `truncated` or `damaged` when neither the directory nor any entry can be read, `too-many-entries`.
    pub(crate) fn open(bytes: &[u8], session: &mut Session<'_>) -> Result<Self, Problem> {
        let max_entries = session.limits().entries as usize;
        let zipped = Self::listed(bytes, max_entries).or_else(|problem| {
            if problem.code == ProblemCode::TooManyEntries {
                return Err(problem);
            }
            Self::recovered(bytes, max_entries, problem)
        })?;
        session.count_entries(zipped.entries.len())?;
        Ok(zipped)
    }

    fn listed(bytes: &[u8], max_entries: usize) -> Result<Self, Problem> {
        let mut archive = archive(bytes)?;
        if archive.len() > max_entries {
            let detail = format!("{}, limit {max_entries}", archive.len());
            return Err(Problem::new(ProblemCode::TooManyEntries, detail));
        }
        let files = archive.files().map_err(|error| damaged(&error))?;
        let entries = files.map(|file| file.map(Entry::listed).map_err(|error| damaged(&error)));
        Ok(Self { entries: entries.collect::<Result<_, _>>()?, problem: None })
    }

    fn recovered(bytes: &[u8], max_entries: usize, problem: Problem) -> Result<Self, Problem> {
        let entries: Vec<Entry> =
            recovered::scan(bytes).take(max_entries).map(Entry::recovered).collect();
        if entries.is_empty() {
            return Err(problem);
        }
        Ok(Self { entries, problem: Some(problem) })
    }

    /// The entries in the archive's order, each to be taken out with [`Entry::take_out`].
    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The names alone, for telling what kind of archive it is.
    ///
    /// # Errors
    /// When neither the directory nor any entry can be read.
    pub(crate) fn names(bytes: &[u8]) -> Result<Vec<String>, Problem> {
        /// Office files have their telling parts among the first; an archive of more entries is an archive.
        const ENOUGH: usize = 1000;
        let listed = || {
            let mut archive = archive(bytes)?;
            let files = archive.files().map_err(|error| damaged(&error))?;
            let name = |file: ZipFileEntry<'static>| Entry::listed(file).name;
            let names = files.take(ENOUGH).map(|file| file.map(name));
            names.collect::<Result<Vec<_>, _>>().map_err(|error| damaged(&error))
        };
        listed().or_else(|problem: Problem| {
            let zipped = Self::recovered(bytes, ENOUGH, problem)?;
            Ok(zipped.entries.into_iter().map(|entry| entry.name).collect())
        })
    }
}

impl Entry {
    fn listed(file: ZipFileEntry<'static>) -> Self {
        let name = name::decode(file.name_raw());
        let is_folder = file.is_dir() || name.ends_with('/');
        Self { name, is_folder, file: File::Listed(Box::new(file.into())) }
    }

    fn recovered(entry: RecoveredEntry) -> Self {
        let name = name::decode(&entry.raw_name);
        let is_folder = name.ends_with('/');
        Self { name, is_folder, file: File::Recovered(entry) }
    }

    /// Takes the entry out of the archive that it was listed from.
    ///
    /// # Errors
    /// When it is encrypted, broken, cut off, compressed by an unknown method, or larger than what is left for it.
    pub(crate) fn take_out(
        &self,
        archive: &[u8],
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, Refused> {
        let file = match &self.file {
            File::Recovered(entry) => return entry.take_out(archive, session),
            File::Listed(file) => file,
        };
        let (compressed, declared) = (file.compressed_size(), file.size());
        if file.encrypted() {
            return Err(Refused::Encrypted);
        }
        let limit = session.entry_limit(compressed);
        if declared > limit {
            return Err(Refused::TooLarge { limit });
        }
        let mut cursor = Cursor::new(archive);
        let source: Box<dyn Read + '_> = Box::new(
            file.as_ref()
                .as_ref()
                .with_reader(&mut cursor, ZipReadOptions::new())
                .map_err(|error| Refused::Broken(error.to_string()))?,
        );
        session.take_out(source, compressed)
    }
}

fn archive(bytes: &[u8]) -> Result<ZipIterable<Cursor<&[u8]>>, Problem> {
    ZipIterable::try_new(Cursor::new(bytes), Config::default()).map_err(|error| {
        // The directory stands at the end: an archive that was cut has a beginning and no directory.
        let has_directory = bytes.windows(4).any(|window| window == b"PK\x05\x06");
        if has_directory {
            damaged(&error)
        } else {
            Problem::new(ProblemCode::Truncated, error.to_string())
        }
    })
}

fn damaged(error: &ZipError) -> Problem {
    Problem::new(ProblemCode::Damaged, error.to_string())
}
