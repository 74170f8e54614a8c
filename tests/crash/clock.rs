//! A clock that jumps: what the programs of a machine take for the time of day, put forward and back while they run.
//!
//! Debian's libfaketime stands between a program and the clock. Time that is only measured goes on evenly, as it does
//! when an operator or a time server sets a real clock.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The clock of one machine.
pub(crate) struct Clock {
    /// How far it is from the true time, for libfaketime to read.
    offset: PathBuf,
}

impl Clock {
    /// A clock that is right, until it is set.
    pub(crate) fn in_folder(folder: &Path) -> Self {
        let clock = Self { offset: folder.join("dong-ho") };
        clock.set("+0");
        clock
    }

    /// By these variables a program goes by this clock.
    pub(crate) fn variables(&self) -> Vec<(String, String)> {
        let library = library();
        assert!(
            library.metadata().is_ok(),
            "libfaketime is not installed: run `cargo xtask servers`"
        );
        [
            ("LD_PRELOAD", library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", self.offset.display().to_string()),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Puts it this far from the true time: "+10m", "-1d".
    pub(crate) fn set(&self, offset: &str) {
        // In one step: half an offset would be another.
        let beside = self.offset.with_extension("moi");
        fs::write(&beside, format!("{offset}\n")).expect("written");
        fs::rename(beside, &self.offset).expect("in one step");
    }
}

/// Where Debian puts it.
fn library() -> PathBuf {
    let folder = format!("/usr/lib/{}-linux-gnu/faketime", std::env::consts::ARCH);
    Path::new(&folder).join("libfaketimeMT.so.1")
}
