//! Files that are on their way here, in a folder: each begins at byte 0 and grows at its end, so that whoever was cut off
//! goes on where it is. Names are data: no file on this disk is called what somebody called theirs.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
};

use model::ErrorKind;
use serde::{Deserialize, Serialize};

use crate::{
    HandedFile,
    error::{Error, Result},
};

/// The most files of one hand-in: a unit sends some hundreds, a province some ten thousands.
const MOST_FILES: usize = 50_000;

/// The most bytes of one file: an archive of a province's scans.
const MOST_BYTES_OF_FILE: u64 = 8 << 30;

/// The most bytes of one hand-in.
const MOST_BYTES: u64 = 32 << 30;

/// The most bytes of a path; what is longer than storages take is refused by the load, with its name.
const MOST_BYTES_OF_PATH: usize = 4_096;

/// A file that somebody wants to send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// Its path as whoever sends it says.
    pub path: String,
    /// How many bytes it has.
    pub size: u64,
    /// When it was changed last, in milliseconds by its sender's clock: another time is another file.
    pub modified_ms: i64,
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Put {
    /// Its number in the hand-in.
    pub number: u64,
    /// How many of its bytes are there: the next ones begin here.
    pub at: u64,
    /// Whether the bytes that were sent were those.
    pub is_next: bool,
}

/// Why something is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// The hand-in is looked at, or loaded.
    Busy,
    /// There is nothing, or a file is not there whole.
    NotWhole,
    /// There is no such file.
    Unknown,
    /// More files than are taken.
    TooMany,
    /// A file, a path, or all files together, are longer than is taken; or a file is longer than it was said to be.
    TooLarge,
}

/// A file on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedFile {
    /// Its path as whoever sends it says.
    pub path: String,
    /// How many bytes it has; none while that is not known.
    pub size: Option<u64>,
    /// When it was changed last, by its sender's clock; none where nobody said.
    pub modified_ms: Option<i64>,
    /// How many bytes are there.
    pub arrived: u64,
}

impl ShelvedFile {
    /// Whether all of it is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.size == Some(self.arrived)
    }

    /// How many bytes it has, or was said to have.
    fn said_bytes(&self) -> u64 {
        self.size.unwrap_or(self.arrived)
    }
}

/// A line of the list: the last of a number holds.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    number: u64,
    path: String,
    size: u64,
    modified_ms: Option<i64>,
}

/// The shelf.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    files: Vec<ShelvedFile>,
    by_path: BTreeMap<String, usize>,
}

impl Shelf {
    /// The shelf in a folder, as it was left there; a folder that is missing is an empty shelf.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        let mut shelf =
            Self { folder: folder.to_owned(), files: Vec::new(), by_path: BTreeMap::new() };
        let list = match File::open(shelf.list()) {
            Ok(list) => list,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(shelf),
            Err(error) => return Err(shelf.failed(error)),
        };
        let mut lines = BufReader::new(list);
        let mut line = String::new();
        while lines.read_line(&mut line).map_err(|error| shelf.failed(error))? > 0 {
            match serde_json::from_str::<Line>(&line) {
                Ok(known) => shelf.note(known)?,
                // A line that a death cut off announced a file of which nothing came; the next begins anew.
                Err(_) if !line.ends_with('\n') => shelf.add_to_list("\n")?,
                Err(_) => {}
            }
            line.clear();
        }
        Ok(shelf)
    }

    fn note(&mut self, Line { number, path, size, modified_ms }: Line) -> Result<()> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let arrived = match fs::metadata(self.bytes_of(at)) {
            Ok(metadata) => metadata.len().min(size),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(self.failed(error)),
        };
        let file = ShelvedFile { path: path.clone(), size: Some(size), modified_ms, arrived };
        // Files that were begun and never ended are not in the list; their numbers are.
        while self.files.len() < at.min(MOST_FILES) {
            let path = String::new();
            self.files.push(ShelvedFile { path, size: Some(0), modified_ms: None, arrived: 0 });
        }
        match self.files.get_mut(at) {
            Some(known) => *known = file,
            None => self.files.push(file),
        }
        self.by_path.insert(path, at);
        Ok(())
    }

    pub(super) fn files(&self) -> Vec<ShelvedFile> {
        self.files.iter().filter(|file| !file.path.is_empty()).cloned().collect()
    }

    pub(super) fn handed_files(&self) -> Vec<HandedFile> {
        let files = self.files.iter().enumerate();
        let named = files.filter(|(_, file)| !file.path.is_empty());
        named
            .map(|(at, file)| HandedFile {
                path: file.path.clone(),
                size: file.arrived,
                bytes: self.bytes_of(at),
            })
            .collect()
    }

    pub(super) fn announce(
        &mut self,
        announced: Vec<Announced>,
    ) -> Result<std::result::Result<Vec<Put>, NotTaken>> {
        let n_new = announced.iter().filter(|file| !self.by_path.contains_key(&file.path)).count();
        if self.files.len() + n_new > MOST_FILES {
            return Ok(Err(NotTaken::TooMany));
        }
        let known = |file: &Announced| {
            let known = self.by_path.get(&file.path).map(|at| &self.files[*at]);
            known.map_or(0, ShelvedFile::said_bytes)
        };
        let more = announced.iter().map(|file| file.size.saturating_sub(known(file)));
        let sum = more.fold(self.said_bytes(), u64::saturating_add);
        let is_too_large = |file: &Announced| {
            file.size > MOST_BYTES_OF_FILE || file.path.len() > MOST_BYTES_OF_PATH
        };
        if sum > MOST_BYTES || announced.iter().any(is_too_large) {
            return Ok(Err(NotTaken::TooLarge));
        }
        let mut lines = String::new();
        let mut puts = Vec::with_capacity(announced.len());
        for Announced { path, size, modified_ms } in announced {
            if path.is_empty() {
                return Ok(Err(NotTaken::Unknown));
            }
            let (size, modified_ms) = (Some(size), Some(modified_ms));
            let at = self.place_of(&path);
            let is_same = self.files.get(at).is_some_and(|known| {
                known.path == path && known.size == size && known.modified_ms == modified_ms
            });
            if !is_same {
                self.restart(at, ShelvedFile { path, size, modified_ms, arrived: 0 })?;
                lines.push_str(&self.line(at));
            }
            puts.push(Put { number: at as u64, at: self.files[at].arrived, is_next: true });
        }
        self.add_to_list(&lines)?;
        Ok(Ok(puts))
    }

    pub(super) fn begin(&mut self, path: String) -> Result<std::result::Result<u64, NotTaken>> {
        let at = self.place_of(&path);
        if at >= MOST_FILES {
            return Ok(Err(NotTaken::TooMany));
        }
        if path.is_empty() || path.len() > MOST_BYTES_OF_PATH {
            return Ok(Err(NotTaken::TooLarge));
        }
        self.restart(at, ShelvedFile { path, size: None, modified_ms: None, arrived: 0 })?;
        Ok(Ok(at as u64))
    }

    pub(super) fn put(
        &mut self,
        number: u64,
        offset: u64,
        bytes: &[u8],
    ) -> Result<std::result::Result<Put, NotTaken>> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let said_bytes = self.said_bytes();
        let Some(file) = self.files.get_mut(at).filter(|file| !file.path.is_empty()) else {
            return Ok(Err(NotTaken::Unknown));
        };
        if file.arrived != offset {
            return Ok(Ok(Put { number, at: file.arrived, is_next: false }));
        }
        let after = offset.saturating_add(bytes.len() as u64);
        let is_within = match file.size {
            Some(size) => after <= size,
            None => after <= MOST_BYTES_OF_FILE && said_bytes + bytes.len() as u64 <= MOST_BYTES,
        };
        if !is_within {
            return Ok(Err(NotTaken::TooLarge));
        }
        let path = self.bytes_of(at);
        let written = OpenOptions::new().append(true).create(true).open(&path).and_then(|file| {
            // What was written of a chunk whose end was not is written again.
            file.set_len(offset)?;
            (&file).write_all(bytes)
        });
        written.map_err(|error| self.failed(error))?;
        self.files[at].arrived = after;
        Ok(Ok(Put { number, at: after, is_next: true }))
    }

    pub(super) fn end(&mut self, number: u64) -> Result<std::result::Result<(), NotTaken>> {
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(file) = self.files.get_mut(at) else { return Ok(Err(NotTaken::Unknown)) };
        file.size = Some(file.arrived);
        let line = self.line(at);
        self.add_to_list(&line)?;
        Ok(Ok(()))
    }

    pub(super) fn clear(&mut self) -> Result<()> {
        match fs::remove_dir_all(&self.folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(self.failed(error)),
        }
        self.files.clear();
        self.by_path.clear();
        Ok(())
    }

    /// Where a path lies, or would.
    fn place_of(&self, path: &str) -> usize {
        self.by_path.get(path).copied().unwrap_or(self.files.len())
    }

    /// Puts a file of which nothing has come in a place.
    fn restart(&mut self, at: usize, file: ShelvedFile) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(|error| self.failed(error))?;
        File::create(self.bytes_of(at)).map_err(|error| self.failed(error))?;
        self.by_path.insert(file.path.clone(), at);
        match self.files.get_mut(at) {
            Some(known) => *known = file,
            None => self.files.push(file),
        }
        Ok(())
    }

    fn said_bytes(&self) -> u64 {
        self.files.iter().map(ShelvedFile::said_bytes).sum()
    }

    fn line(&self, at: usize) -> String {
        let file = &self.files[at];
        let line = Line {
            number: at as u64,
            path: file.path.clone(),
            size: file.size.unwrap_or_default(),
            modified_ms: file.modified_ms,
        };
        format!("{}\n", serde_json::to_string(&line).expect("a line has texts and numbers"))
    }

    fn add_to_list(&self, lines: &str) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let list = OpenOptions::new().append(true).create(true).open(self.list());
        let written = list.and_then(|mut list| list.write_all(lines.as_bytes()));
        written.map_err(|error| self.failed(error))
    }

    fn list(&self) -> PathBuf {
        self.folder.join("list.jsonl")
    }

    fn bytes_of(&self, at: usize) -> PathBuf {
        self.folder.join(format!("{at}.bytes"))
    }

    fn failed(&self, source: io::Error) -> Error {
        let kind = match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ErrorKind::Exhausted,
            io::ErrorKind::PermissionDenied => ErrorKind::Denied,
            _ => ErrorKind::Unavailable,
        };
        Error::caused(kind, format!("keep files in `{}`", self.folder.display()), source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn announced(path: &str, size: u64, modified_ms: i64) -> Announced {
        Announced { path: path.to_owned(), size, modified_ms }
    }

    /// How far each file is after this was announced.
    fn at(shelf: &mut Shelf, files: &[(&str, u64, i64)]) -> Vec<u64> {
        let files = files.iter().map(|(path, size, time)| announced(path, *size, *time)).collect();
        let puts = shelf.announce(files).expect("kept").expect("taken");
        puts.iter().map(|put| put.at).collect()
    }

    #[test]
    fn a_file_that_was_cut_off_goes_on_where_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("hộp");
        let mut shelf = Shelf::open(&path).expect("opened");
        let both = [("Sở Y tế/a.pdf", 6, 1), ("../../b.pdf", 3, 1)];
        assert_eq!(at(&mut shelf, &both), [0, 0]);
        let put = |shelf: &mut Shelf, offset, bytes: &[u8]| {
            shelf.put(0, offset, bytes).expect("kept").map(|put| (put.at, put.is_next))
        };
        assert_eq!(put(&mut shelf, 0, b"one"), Ok((3, true)));
        assert_eq!(put(&mut shelf, 0, b"one"), Ok((3, false)), "sent twice");
        assert_eq!(put(&mut shelf, 5, b"o"), Ok((3, false)), "something was left out");
        assert_eq!(put(&mut shelf, 3, b"two!"), Err(NotTaken::TooLarge), "longer than announced");

        // The server dies; half a line of its list is lost, half a chunk was written.
        drop(shelf);
        let mut list = OpenOptions::new().append(true).open(path.join("list.jsonl")).expect("list");
        list.write_all(b"{\"number\":2,\"pa").expect("written");
        let mut shelf = Shelf::open(&path).expect("opened again");
        assert_eq!(at(&mut shelf, &both), [3, 0]);
        assert_eq!(at(&mut shelf, &[("c.pdf", 1, 1)]), [0]);
        let mut shelf = Shelf::open(&path).expect("opened once more");
        assert_eq!(shelf.files().len(), 3, "the half line is not begun another one with");
        assert_eq!(put(&mut shelf, 3, b"two"), Ok((6, true)));
        shelf.put(1, 0, b"xyz").expect("kept").expect("taken");
        shelf.put(2, 0, b"!").expect("kept").expect("taken");
        assert!(shelf.files().iter().all(ShelvedFile::is_whole));
        let handed = shelf.handed_files();
        assert_eq!(fs::read(&handed[0].bytes).expect("there"), b"onetwo");
        assert_eq!(handed[1].path, "../../b.pdf");
        assert!(handed[1].bytes.starts_with(&path), "its name leads nowhere");

        // Another time is another file, of the same path.
        assert_eq!(at(&mut shelf, &[("Sở Y tế/a.pdf", 6, 2)]), [0]);
        assert_eq!(shelf.files().len(), 3);
        shelf.clear().expect("cleared");
        assert!(shelf.files().is_empty() && !path.try_exists().expect("known"));
    }

    #[test]
    fn what_comes_without_its_length_is_whole_when_it_ends() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut shelf = Shelf::open(folder.path()).expect("opened");
        let lost = shelf.begin("cut off.pdf".to_owned()).expect("kept").expect("taken");
        shelf.put(lost, 0, b"on").expect("kept").expect("taken");
        let number = shelf.begin("a.zip".to_owned()).expect("kept").expect("taken");
        shelf.put(number, 0, b"one").expect("kept").expect("taken");
        assert!(shelf.files().iter().all(|file| !file.is_whole()));
        shelf.end(number).expect("kept").expect("taken");
        let reopened = Shelf::open(folder.path()).expect("opened again").files();
        let names: Vec<_> = reopened.iter().map(|file| (&*file.path, file.is_whole())).collect();
        assert_eq!(names, [("a.zip", true)]);
    }

    #[test]
    fn more_than_is_taken_is_refused_before_it_comes() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut shelf = Shelf::open(folder.path()).expect("opened");
        let mut refused = |file| shelf.announce(vec![file]).expect("looked at").err();
        assert_eq!(refused(announced("a", MOST_BYTES_OF_FILE + 1, 0)), Some(NotTaken::TooLarge));
        assert_eq!(refused(announced(&"a".repeat(5_000), 1, 0)), Some(NotTaken::TooLarge));
        for n in 0..4 {
            assert_eq!(refused(announced(&format!("{n}"), MOST_BYTES_OF_FILE, 0)), None);
        }
        assert_eq!(refused(announced("b", 1, 0)), Some(NotTaken::TooLarge), "all together");
        let many = (0..=MOST_FILES).map(|n| announced(&n.to_string(), 0, 0)).collect();
        assert_eq!(shelf.announce(many).expect("looked at"), Err(NotTaken::TooMany));
    }
}
