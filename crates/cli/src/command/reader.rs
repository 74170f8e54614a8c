//! `kiemchung reader`: the confined process that reads documents; started by the program itself.

use std::{
    io::{self, BufWriter},
    process::ExitCode,
};

use engine::reader::{confine, serve};

use crate::FAILED;

#[expect(clippy::print_stderr, reason = "the parent keeps what a reader says on standard error")]
pub(crate) fn run(memory_bytes: u64) -> ExitCode {
    if let Err(error) = confine(memory_bytes) {
        eprintln!("the reader could not confine itself: {error}");
        return ExitCode::from(FAILED);
    }
    match serve(&mut io::stdin().lock(), &mut BufWriter::new(io::stdout().lock())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the reader lost its parent: {error}");
            ExitCode::from(FAILED)
        }
    }
}
