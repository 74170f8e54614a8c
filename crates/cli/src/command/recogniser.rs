//! `kiemchung recogniser`: confines itself and becomes the program that recognises one page; started by the program
//! itself.

use std::{
    ffi::OsString,
    os::unix::process::CommandExt as _,
    path::PathBuf,
    process::{Command, ExitCode},
};

use clap::Args;
use engine::reader::confine_program;

use crate::FAILED;

/// Arguments of `recogniser`.
#[derive(Debug, Args)]
pub(crate) struct RecogniserArguments {
    /// Giới hạn bộ nhớ (byte)
    memory_bytes: u64,
    /// Giới hạn thời gian xử lý (giây)
    cpu_seconds: u64,
    /// Tệp hoặc thư mục được phép đọc
    #[arg(long = "read", value_name = "PATH")]
    readable: Vec<PathBuf>,
    /// Chương trình nhận dạng và tham số của nó
    #[arg(last = true, required = true)]
    command: Vec<OsString>,
}

#[expect(clippy::print_stderr, reason = "there is nobody else to tell")]
pub(crate) fn run(arguments: &RecogniserArguments) -> ExitCode {
    let RecogniserArguments { memory_bytes, cpu_seconds, readable, command } = arguments;
    if let Err(error) = confine_program(*memory_bytes, *cpu_seconds, readable) {
        eprintln!("the recogniser could not confine itself: {error}");
        return ExitCode::from(FAILED);
    }
    let (program, rest) = command.split_first().expect("clap requires a program");
    // Returns only when the program could not be started.
    let error = Command::new(program).args(rest).exec();
    eprintln!("the recogniser could not be started: {error}");
    ExitCode::from(FAILED)
}
