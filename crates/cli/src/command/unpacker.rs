//! `kiemchung unpacker`: the confined process that opens an archive for a load; started by the program itself.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::Path,
    process::ExitCode,
};

use engine::{reader::confine, unpacker::serve};

use crate::FAILED;

/// An archive is opened before the process gives up opening files, and read after.
pub(crate) fn run(memory_bytes: u64, archive: &Path) -> ExitCode {
    let Ok(archive) = File::open(archive) else { return ExitCode::from(FAILED) };
    if confine(memory_bytes).is_err() {
        return ExitCode::from(FAILED);
    }
    match serve(archive, &mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(FAILED),
    }
}
