//! How long one signature takes: files read many times over, with a signature and before they were signed.
//!
//! Time on the processor is measured, of the program and of the readers that it started: it says the same whatever else
//! the machine does.

use std::{
    fmt::Write as _,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, ensure};
use cargo_metadata::camino::Utf8Path;

use crate::processor;

/// How often each file is read in one run of the program.
const TIMES: u32 = 100;

/// Runs of which the quickest counts: what else the machine does only makes them longer.
const RUNS: u32 = 3;

/// A signed file, and the same before it was signed.
const PAIRS: [(&str, &str, &str); 4] = [
    ("PDF, RSA 2048, SHA-256", "good-table.pdf", "table.base"),
    ("PDF, timestamp, too", "stamped-table.pdf", "table.base"),
    ("DOCX, RSA 2048, SHA-256", "package-sha256.docx", "package.base"),
    ("edXML, RSA 2048, SHA-256", "message-rsa-sha256.edxml", "message.base"),
];

/// The most that one signature may take.
const BAR: Duration = Duration::from_millis(5);

/// A table of milliseconds.
///
/// # Errors
/// When the program fails.
pub(super) fn measure(program: &Utf8Path, folder: &Utf8Path, profile: &str) -> Result<String> {
    let mut table = format!(
        "Time on the processor, profile `{profile}`, each file {TIMES} times, the quickest of {RUNS} runs:\n\n\
         | file | ms unsigned | ms signed | ms for the signature |\n|---|---:|---:|---:|\n"
    );
    for (name, signed, unsigned) in PAIRS {
        let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0 / f64::from(TIMES);
        let before = milliseconds(quickest(program, &folder.join(unsigned))?);
        let after = milliseconds(quickest(program, &folder.join(signed))?);
        let of_signature = after - before;
        if profile == "release" {
            let bar = BAR.as_secs_f64() * 1000.0;
            ensure!(
                of_signature <= bar,
                "{name}: {of_signature:.2} ms for the signature, bar {bar}"
            );
        }
        writeln!(table, "| {name} | {before:.2} | {after:.2} | {of_signature:.2} |")?;
    }
    Ok(table)
}

fn quickest(program: &Utf8Path, file: &Utf8Path) -> Result<Duration> {
    let mut quickest = Duration::MAX;
    for _ in 0..RUNS {
        let files = (0..TIMES).map(|_| file.as_str());
        let before = processor::of_finished_children()?;
        let status = Command::new(program)
            .arg("read")
            .args(files)
            .stdout(Stdio::null())
            .status()
            .with_context(|| format!("could not run {program}"))?;
        ensure!(status.success(), "our program failed on {file}");
        quickest = quickest.min(processor::of_finished_children()? - before);
    }
    Ok(quickest)
}
