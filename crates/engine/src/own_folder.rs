//! The folder of the program's own files on this machine: one process at a time writes there.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use model::ErrorKind;

use crate::error::{Error, Result};

/// The right to write to a folder, for as long as it lives; the system takes it from a process that dies.
#[derive(Debug)]
pub struct OwnFolder {
    path: PathBuf,
    _lock: File,
}

impl OwnFolder {
    /// Makes the folder where it is missing and keeps other writers out of it; none when somebody else does.
    ///
    /// # Errors
    /// When the folder cannot be made or locked.
    pub fn try_take(path: &Path) -> Result<Option<Self>> {
        let failed = |source: io::Error| {
            Error::caused(ErrorKind::Denied, format!("use the folder `{}`", path.display()), source)
        };
        fs::create_dir_all(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { path: path.to_owned(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// As [`OwnFolder::try_take`].
    ///
    /// # Errors
    /// `Conflict` when somebody else keeps it.
    pub fn take(path: &Path) -> Result<Self> {
        Self::try_take(path)?.ok_or_else(|| {
            Error::new(ErrorKind::Conflict, format!("use the folder `{}`", path.display()))
        })
    }

    /// Names this folder among those of all machines. Whoever bore the name before has died: it kept the folder.
    ///
    /// # Errors
    /// When the name cannot be read, or made.
    pub fn holder(&self) -> Result<String> {
        let path = self.path.join("holder");
        let failed = |source: io::Error| {
            Error::caused(ErrorKind::Denied, format!("name `{}`", self.path.display()), source)
        };
        match fs::read_to_string(&path) {
            Ok(holder) if !holder.is_empty() => return Ok(holder),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
        let from_kernel = |file: &str| fs::read_to_string(file).map(|text| text.trim().to_owned());
        let host = from_kernel("/proc/sys/kernel/hostname").map_err(failed)?;
        let number = from_kernel("/proc/sys/kernel/random/uuid").map_err(failed)?;
        let holder = format!("{host} {number}");
        fs::write(&path, &holder).map_err(failed)?;
        Ok(holder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_writer_s_and_keeps_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("own");
        let own = OwnFolder::take(&path).expect("made");
        let holder = own.holder().expect("named");
        assert_eq!(OwnFolder::take(&path).expect_err("taken").kind(), ErrorKind::Conflict);
        drop(own);
        let own = OwnFolder::take(&path).expect("free again");
        assert_eq!(own.holder().expect("named"), holder);
        let other = OwnFolder::take(&folder.path().join("other")).expect("made");
        assert_ne!(other.holder().expect("named"), holder);
    }
}
