//! What does reading in a confined process cost, against reading in one's own?
//!
//! `cargo run --release -p cli --example isolation -- PROGRAM FILE…` reads each file in both ways, in turn, and prints
//! a table. `PROGRAM` is `kiemchung` of the same build. Starting a process is not counted: it is shared by hundreds of
//! documents.
#![expect(clippy::print_stdout, reason = "the table is the result")]

use std::{path::PathBuf, time::Duration};

use anyhow::Context as _;
use engine::reader::ReaderProcess;
use model::ContentHash;

/// How often each file is read; the fastest counts, as the others were disturbed.
const RUNS: usize = 7;

/// Smaller files are read in less time than a pipe needs to wake a process.
const MIN_BYTES: usize = 50_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let program = arguments.next().context("the first argument is the program")?;
    let settings = engine::reader_settings(
        &model::pipeline::Reader::default(),
        &program,
        vec!["reader".to_owned()],
    );
    let limits = settings.limits;
    let mut reader = ReaderProcess::new(settings);
    let sha256 = ContentHash::from_digest([0; 32]);
    println!("| file | kB | in process, ms | isolated, ms | ratio |");
    println!("|---|---|---|---|---|");
    let mut sums = [Duration::ZERO; 2];
    for path in arguments {
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        if bytes.len() < MIN_BYTES {
            continue;
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let mut fastest = [Duration::MAX; 2];
        for _ in 0..RUNS {
            let start = now();
            std::hint::black_box(extract::read(&bytes, &name, &limits, &mut || {}));
            fastest[0] = fastest[0].min(start.elapsed());
            let start = now();
            std::hint::black_box(reader.read(&name, sha256, &bytes).await?);
            fastest[1] = fastest[1].min(start.elapsed());
        }
        row(&name, bytes.len(), fastest);
        for (sum, fastest) in sums.iter_mut().zip(fastest) {
            *sum += fastest;
        }
    }
    row("all", 0, sums);
    Ok(())
}

fn row(name: &str, bytes: usize, [inside, isolated]: [Duration; 2]) {
    let ratio = isolated.as_secs_f64() / inside.as_secs_f64();
    let [inside, isolated] = [inside, isolated].map(|time| time.as_secs_f64() * 1000.0);
    println!("| {name} | {} | {inside:.2} | {isolated:.2} | {ratio:.2} |", bytes / 1000);
}

#[expect(clippy::disallowed_methods, reason = "measuring time is what this is for")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
