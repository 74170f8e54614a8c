//! The files of an archive that is too large to hold, listed from where it lies and read as streams.
//!
//! For moving what was sent packed, not for reading it: a file's bytes come through unread, as many as its compressed
//! ones may become, and whoever asks says where they go. An archive whose directory is broken is refused here: what
//! else was in it cannot be known.

use std::{
    fmt,
    io::{self, Read, Seek},
};

use model::problem::{Problem, ProblemCode};
use zip::{
    ZipReadOptions,
    read::{Config, OwnedZipFileEntry},
    unstable::read::ZipIterable,
};

use super::{damaged, name};
use crate::limits::Limits;

/// One file of an archive; folders are left out.
pub struct PackedFile {
    name: String,
    entry: OwnedZipFileEntry,
}

/// The files of an archive, in its order, with those that bear the same name.
///
/// # Errors
/// `damaged` when the directory cannot be read.
pub fn packed_files<R: Read + Seek>(archive: R) -> Result<Vec<PackedFile>, Problem> {
    let mut archive =
        ZipIterable::try_new(archive, Config::default()).map_err(|error| damaged(&error))?;
    let mut packed = Vec::new();
    for file in archive.files().map_err(|error| damaged(&error))? {
        let entry = OwnedZipFileEntry::from(file.map_err(|error| damaged(&error))?);
        let name = name::decode(entry.name_raw());
        if !entry.is_dir() && !name.ends_with('/') {
            packed.push(PackedFile { name, entry });
        }
    }
    Ok(packed)
}

impl PackedFile {
    /// Its path in the archive, as it stands there: it may be absolute or climb out.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has, as the archive says; more or fewer may come out.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.entry.size()
    }

    /// Whether it is a link to another file.
    #[must_use]
    pub fn is_link(&self) -> bool {
        self.entry.is_symlink()
    }

    /// Its bytes, from the archive that it was listed from. Reading them fails with [`io::ErrorKind::FileTooLarge`]
    /// when they are more than its compressed bytes may become, and with another kind when they are broken.
    ///
    /// # Errors
    /// `password-required`, or `entry-not-extracted` with the reason.
    pub fn open<'a, R: Read + Seek>(
        &'a self,
        archive: &'a mut R,
        limits: &Limits,
    ) -> Result<impl Read + use<'a, R>, Problem> {
        if self.entry.encrypted() {
            return Err(Problem::new(ProblemCode::PasswordRequired, ""));
        }
        let most = self.entry.compressed_size().saturating_mul(limits.ratio);
        let file = self
            .entry
            .as_ref()
            .with_reader(archive, ZipReadOptions::new())
            .map_err(|error| Problem::new(ProblemCode::EntryNotExtracted, error.to_string()))?;
        Ok(Capped { file, left: most.max(Limits::RATIO_FREE_BYTES) })
    }
}

impl fmt::Debug for PackedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PackedFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A source that may give so many bytes, and fails instead of giving more.
struct Capped<R> {
    file: R,
    left: u64,
}

impl<R: Read> Read for Capped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.file.read(buffer)?;
        self.left = self
            .left
            .checked_sub(n_read as u64)
            .ok_or_else(|| io::Error::from(io::ErrorKind::FileTooLarge))?;
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(archive: &[u8], file: &PackedFile) -> io::Result<Vec<u8>> {
        let mut source = Cursor::new(archive);
        let mut bytes = Vec::new();
        file.open(&mut source, &Limits::default()).expect("opened").read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn files_come_out_as_they_were_put_in() {
        let archive = testkit::archive::zip([
            ("Sở Y tế/1.3.1/QĐ 12.pdf", b"one".as_slice()),
            ("../a.txt", b"two"),
        ]);
        let files = packed_files(Cursor::new(&archive)).expect("a ZIP");
        let names: Vec<_> = files.iter().map(PackedFile::name).collect();
        assert_eq!(names, ["Sở Y tế/1.3.1/QĐ 12.pdf", "../a.txt"]);
        assert_eq!((files[0].size(), files[0].is_link()), (3, false));
        assert_eq!(read(&archive, &files[1]).expect("read"), b"two");
        assert_eq!(read(&archive, &files[0]).expect("read in any order"), b"one");
    }

    #[test]
    fn a_bomb_stops_at_its_share() {
        let zeros = vec![0; 20 << 20];
        let archive = testkit::archive::zip([("bomb", zeros.as_slice())]);
        let files = packed_files(Cursor::new(&archive)).expect("a ZIP");
        let error = read(&archive, &files[0]).expect_err("a thousand times its size");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[test]
    fn damage_is_named() {
        let archive = testkit::archive::zip([("a", b"one one one".as_slice())]);
        let problem = packed_files(Cursor::new(&archive[..archive.len() - 30])).expect_err("cut");
        assert_eq!(problem.code, ProblemCode::Damaged);
        let files = packed_files(Cursor::new(&archive)).expect("a ZIP");
        let mut broken = archive.clone();
        broken[33] ^= 0xff;
        assert!(read(&broken, &files[0]).is_err());
    }
}
