//! The files of a source, a folder or an archive, listed once and read as often as needed; and what is no file.
//!
//! Links are not followed, so that nothing outside the source is ever loaded. An archive that lies where no folder
//! says whose it is holds the files of units, as `Sở Y tế.zip` does, and is opened, in a process of its own; one in a
//! unit's folder is evidence.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Mutex,
};

use model::ErrorKind;
use report::{LoadFailure, RefusedName};

use super::{Load, LoadSource, placing::Placing};
use crate::{
    error::{Error, Result},
    unpacker::{Unpacker, UnpackerSettings},
};

/// How much of a file is read at a time.
const CHUNK: usize = 1 << 20;

/// How many archives have a process at a time: as many as are sent from at a time.
const OPEN_ARCHIVES: usize = 8;

/// Everything that a source holds, ordered by path.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) files: Vec<SourceFile>,
    archives: Vec<Unpacker>,
    /// The archives that have a process, the one that was asked longest ago first.
    open: Mutex<VecDeque<usize>>,
}

/// A file, or something that stands in the place of one.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// Its path as it is shown: `Sở Y tế.zip!/1.3.1/QĐ 12.pdf`.
    pub(super) shown: String,
    /// Its path as it is placed, with an archive as a folder of its name: `Sở Y tế/1.3.1/QĐ 12.pdf`.
    pub(super) path: String,
    /// How many bytes it has, as far as listing it says.
    pub(super) size: u64,
    /// Why it is never loaded.
    pub(super) refused: Option<RefusedName>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    OnDisk(PathBuf),
    Packed { archive: usize, file: usize },
    None,
}

impl Sources {
    /// Lists a source.
    ///
    /// # Errors
    /// `NotFound` when there is none, `Invalid` when it is neither a folder nor an archive that can be opened.
    pub(super) fn scan(load: &Load<'_>, placing: &Placing<'_>) -> Result<Self> {
        let mut sources = Self::default();
        match load.source {
            LoadSource::Path(source) => sources.scan_path(source, placing, load.unpacker)?,
            LoadSource::HandedIn(files) => {
                for file in files {
                    let (bytes, path) = (file.bytes.clone(), file.path.clone());
                    // One that came by itself is what somebody packed their hand-in into.
                    if let (Some(stem), false) = (archive_stem(&path), path.contains(['/', '\\'])) {
                        let stem = stem.to_owned();
                        sources.open_up(&bytes, path, &stem, load.unpacker)?;
                    } else {
                        sources.add(bytes, path, file.size, placing, load.unpacker)?;
                    }
                }
                sources.leave_out_common_folder(placing);
            }
        }
        sources.files.sort_by(|a, b| a.shown.cmp(&b.shown));
        Ok(sources)
    }

    /// Somebody who picks a folder sends its name before every path, which who names the folder itself to a load does
    /// not: where it says nothing of its own, the files are placed without it.
    fn leave_out_common_folder(&mut self, placing: &Placing<'_>) {
        let Some((first, _)) = self.files.first().and_then(|file| file.path.split_once('/')) else {
            return;
        };
        let prefix = format!("{first}/");
        let has_it = |file: &SourceFile| file.path.starts_with(&prefix);
        let paths = self.files.iter().map(|file| file.path.as_str());
        if !self.files.iter().all(has_it) || placing.needs_folder(first, paths) {
            return;
        }
        for file in &mut self.files {
            file.path.drain(..prefix.len());
        }
    }

    fn scan_path(
        &mut self,
        source: &Path,
        placing: &Placing<'_>,
        unpacker: &UnpackerSettings,
    ) -> Result<()> {
        let attempted = || format!("list `{}`", source.display());
        let metadata = source.metadata().map_err(|error| {
            let kind = match error.kind() {
                io::ErrorKind::PermissionDenied => ErrorKind::Denied,
                _ => ErrorKind::NotFound,
            };
            Error::caused(kind, attempted(), error)
        })?;
        if metadata.is_dir() {
            self.walk(source, placing, unpacker)
        } else if self.unpack(source, "", "", unpacker)? {
            Ok(())
        } else {
            let message = format!("{}: neither a folder nor a ZIP archive", attempted());
            Err(Error::new(ErrorKind::Invalid, message))
        }
    }

    fn walk(
        &mut self,
        source: &Path,
        placing: &Placing<'_>,
        unpacker: &UnpackerSettings,
    ) -> Result<()> {
        let mut folders = vec![(source.to_owned(), String::new())];
        while let Some((folder, above)) = folders.pop() {
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if above.is_empty() => {
                    let attempted = format!("list `{}`", source.display());
                    return Err(Error::caused(ErrorKind::Denied, attempted, error));
                }
                Err(_) => {
                    self.refuse(above, RefusedName::FolderUnreadable);
                    continue;
                }
            };
            for entry in entries {
                let Ok(entry) = entry else {
                    self.refuse(above.clone(), RefusedName::FolderUnreadable);
                    break;
                };
                let name = entry.file_name();
                let lossy = name.to_string_lossy();
                let path =
                    if above.is_empty() { lossy.to_string() } else { format!("{above}/{lossy}") };
                if name.to_str().is_none() {
                    self.refuse(path, RefusedName::NotText);
                    continue;
                }
                // Asked of the entry itself, not of what a link leads to.
                match entry.metadata() {
                    Err(_) => self.refuse(path, RefusedName::SpecialFile),
                    Ok(metadata) if metadata.is_symlink() => self.refuse(path, RefusedName::Link),
                    Ok(metadata) if metadata.is_dir() => folders.push((entry.path(), path)),
                    Ok(metadata) if metadata.is_file() => {
                        self.add(entry.path(), path, metadata.len(), placing, unpacker)?;
                    }
                    Ok(_) => self.refuse(path, RefusedName::SpecialFile),
                }
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        on_disk: PathBuf,
        path: String,
        size: u64,
        placing: &Placing<'_>,
        unpacker: &UnpackerSettings,
    ) -> Result<()> {
        if let Some(stem) = archive_stem(&path)
            && !placing.keeps_whole(&path)
        {
            let stem = stem.to_owned();
            return self.open_up(&on_disk, path, &stem, unpacker);
        }
        let content = Content::OnDisk(on_disk);
        self.files.push(SourceFile { shown: path.clone(), path, size, refused: None, content });
        Ok(())
    }

    /// Lists the files of an archive as if it were a folder of its name.
    fn open_up(
        &mut self,
        on_disk: &Path,
        path: String,
        stem: &str,
        unpacker: &UnpackerSettings,
    ) -> Result<()> {
        if !self.unpack(on_disk, &format!("{path}!/"), &format!("{stem}/"), unpacker)? {
            self.refuse(path, RefusedName::ArchiveDamaged);
        }
        Ok(())
    }

    /// Lists the files of an archive below these prefixes; says whether it can be opened.
    fn unpack(
        &mut self,
        archive: &Path,
        shown: &str,
        path: &str,
        unpacker: &UnpackerSettings,
    ) -> Result<bool> {
        let opened = Unpacker::open(unpacker, archive).map_err(|source| {
            Error::caused(ErrorKind::Unavailable, "start the process that unpacks", source)
        })?;
        let Some((opened, files)) = opened else { return Ok(false) };
        let at = self.archives.len();
        self.files.extend((0..).zip(files).map(|(file, packed)| SourceFile {
            shown: format!("{shown}{}", packed.name),
            // A path that begins at the root says so, whatever stands before it.
            path: if packed.name.starts_with('/') {
                packed.name
            } else {
                format!("{path}{}", packed.name)
            },
            size: packed.size,
            refused: packed.is_link.then_some(RefusedName::Link),
            content: Content::Packed { archive: at, file },
        }));
        self.archives.push(opened);
        self.keeps_open(at);
        Ok(true)
    }

    /// Notes that an archive has a process, and lets go of those that were not asked for longest.
    fn keeps_open(&self, archive: usize) {
        let mut open = self.open.lock().expect("nothing panics while it holds the list");
        open.retain(|other| *other != archive);
        open.push_back(archive);
        while open.len() > OPEN_ARCHIVES
            && let Some(oldest) = open.pop_front()
        {
            self.archives[oldest].rest();
        }
    }

    fn refuse(&mut self, path: String, reason: RefusedName) {
        let (shown, refused) = (path.clone(), Some(reason));
        self.files.push(SourceFile { shown, path, size: 0, refused, content: Content::None });
    }

    /// Reads a file, chunk by chunk, for as long as they are wanted.
    ///
    /// # Errors
    /// With the reason why it cannot be read.
    pub(super) fn read(
        &self,
        file: usize,
        mut wants_more: impl FnMut(&[u8]) -> bool,
    ) -> std::result::Result<(), LoadFailure> {
        match &self.files[file].content {
            Content::None => Ok(()),
            Content::OnDisk(path) => {
                let file = File::open(path).map_err(unreadable)?;
                chunks(file, &mut wants_more)
            }
            Content::Packed { archive, file } => {
                self.keeps_open(*archive);
                self.archives[*archive].read(*file, &mut wants_more)
            }
        }
    }
}

#[cfg(test)]
impl SourceFile {
    /// A file of which only the path matters.
    pub(super) fn named(path: &str) -> Self {
        let (shown, path) = (path.to_owned(), path.to_owned());
        Self { shown, path, size: 0, refused: None, content: Content::None }
    }
}

fn chunks(
    source: impl io::Read,
    wants_more: &mut impl FnMut(&[u8]) -> bool,
) -> std::result::Result<(), LoadFailure> {
    let mut source = source;
    let mut chunk = Vec::with_capacity(CHUNK);
    loop {
        chunk.clear();
        source.by_ref().take(CHUNK as u64).read_to_end(&mut chunk).map_err(unreadable)?;
        if chunk.is_empty() || !wants_more(&chunk) {
            return Ok(());
        }
    }
}

fn unreadable(error: io::Error) -> LoadFailure {
    LoadFailure::Unreadable { detail: error.to_string() }
}

/// The path of an archive without its extension.
pub(super) fn archive_stem(path: &str) -> Option<&str> {
    let (stem, extension) = path.rsplit_once('.')?;
    extension.eq_ignore_ascii_case("zip").then_some(stem)
}
