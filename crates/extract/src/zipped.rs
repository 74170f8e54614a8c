//! The entries of a ZIP archive, for everything that is one: archives, Word and Excel files.
//!
//! Entries are listed in the central directory's order with duplicates kept, and taken out through the session's
//! limits only. Nothing is ever written anywhere; names are labels.

use std::io::Cursor;

use model::problem::{Problem, ProblemCode};
use zip::{
    ZipReadOptions,
    read::{Config, ZipFileEntry},
    result::ZipError,
    unstable::read::ZipIterable, // the other reader keeps one entry of each name and loses the rest
};

use crate::{
    nfc::nfc,
    session::{Refused, Session},
};

/// An opened archive.
pub(crate) struct Zipped {
    entries: Vec<Entry>,
}

/// One entry of an archive; not taken out.
pub(crate) struct Entry {
    /// Its path in the archive.
    pub(crate) name: String,
    /// Whether it only names a folder.
    pub(crate) is_folder: bool,
    file: ZipFileEntry<'static>,
}

impl Zipped {
    /// Lists the entries, which count against the session's limit.
    ///
    /// # Errors
    /// `truncated` when the directory at the end is missing, `damaged` when it is broken, `too-many-entries`.
    pub(crate) fn open(bytes: &[u8], session: &mut Session<'_>) -> Result<Self, Problem> {
        let mut archive = archive(bytes)?;
        session.count_entries(archive.len())?;
        let files = archive.files().map_err(|error| damaged(&error))?;
        let entries = files.map(|file| file.map(Entry::of).map_err(|error| damaged(&error)));
        Ok(Self { entries: entries.collect::<Result<_, _>>()? })
    }

    /// The entries in the archive's order, each to be taken out once with [`Entry::take_out`].
    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// The names alone, for telling what kind of archive it is.
    ///
    /// # Errors
    /// When the directory cannot be read.
    pub(crate) fn names(bytes: &[u8]) -> Result<Vec<String>, Problem> {
        /// Office files have their telling parts among the first; an archive of more entries is an archive.
        const ENOUGH: usize = 1000;
        let mut archive = archive(bytes)?;
        let files = archive.files().map_err(|error| damaged(&error))?;
        files
            .take(ENOUGH)
            .map(|file| file.map(|file| Entry::of(file).name).map_err(|error| damaged(&error)))
            .collect()
    }
}

impl Entry {
    fn of(file: ZipFileEntry<'static>) -> Self {
        // Tools of the region write UTF-8 names without the flag that says so; what is no UTF-8 is CP437 by the
        // format's definition.
        let name = match std::str::from_utf8(file.name_raw()) {
            Ok(name) => nfc(name),
            Err(_) => file
                .name()
                .map(|name| nfc(&name))
                .unwrap_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned()),
        };
        let name = name.replace('\\', "/");
        let is_folder = file.is_dir() || name.ends_with('/');
        Self { name, is_folder, file }
    }

    /// Takes the entry out of the archive that it was listed from.
    ///
    /// # Errors
    /// When it is encrypted, broken, compressed by an unknown method, or larger than what is left for it.
    pub(crate) fn take_out(
        self,
        archive: &[u8],
        session: &mut Session<'_>,
    ) -> Result<Vec<u8>, Refused> {
        let (compressed, declared) = (self.file.compressed_size(), self.file.size());
        if self.file.encrypted() {
            return Err(Refused::Encrypted);
        }
        let limit = session.entry_limit(compressed);
        if declared > limit {
            return Err(Refused::TooLarge { limit });
        }
        let mut cursor = Cursor::new(archive);
        let source = self
            .file
            .with_reader(&mut cursor, ZipReadOptions::new())
            .map_err(|error| Refused::Broken(error.to_string()))?;
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
