//! What does it cost that documents are read in a process that has taken everything away from itself? The same files,
//! of 50 kB and more, by `kiemchung reader` and in this process: `cargo xtask bench isolation DIR`.
//!
//! Each file is read by both before the next one, several times; the fastest time counts. Exits with 1 where the bar is
//! missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench measures itself; nothing is decided by it but the bench"
)]

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use engine::reader::ReaderProcess;
use extract::Limits;
use model::{ContentHash, pipeline, reading::Reading};
use sha2::{Digest as _, Sha256};

/// Smaller files are read in less time than it takes to hand them over.
const SMALLEST: u64 = 50_000;
/// How much longer the confined process may take.
const BAR: f64 = 1.25;
/// How often each file is read by each.
const ROUNDS: usize = 3;
const EXTENSIONS: [&str; 9] = ["pdf", "docx", "xlsx", "xls", "xlsb", "ods", "doc", "rtf", "odt"];

/// The times of the files of one format.
#[derive(Default)]
struct Times {
    files: usize,
    here: Duration,
    confined: Duration,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = std::env::args().skip(1).find(|argument| argument != "--bench");
    let folder = folder.ok_or("usage: isolation DIR")?;
    let settings = engine::reader_settings(
        &pipeline::Reader::default(),
        Path::new(env!("CARGO_BIN_EXE_kiemchung")),
        vec!["reader".to_owned()],
    );
    let mut confined = ReaderProcess::new(settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut formats: BTreeMap<String, Times> = BTreeMap::new();
    for (path, extension) in files_below(Path::new(&folder))? {
        let bytes = fs::read(&path)?;
        let name = path.to_string_lossy();
        let hash = ContentHash::from_digest(Sha256::digest(&bytes).into());
        let (mut here, mut there) = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            let of_here = extract::read(&bytes, &name, &Limits::default(), &mut || {});
            here = here.min(begun.elapsed());
            let begun = Instant::now();
            let of_there = runtime.block_on(confined.read(&name, hash, &bytes))?;
            there = there.min(begun.elapsed());
            if n_letters(&of_here) != n_letters(&of_there) {
                return Err(format!("`{name}` is read otherwise in the confined process").into());
            }
        }
        let times = formats.entry(extension).or_default();
        times.files += 1;
        times.here += here;
        times.confined += there;
    }
    println!("| format | files | in process, s | confined, s | ratio |\n|---|---|---|---|---|");
    let mut all = Times::default();
    for (format, times) in &formats {
        row(format, times);
        all.files += times.files;
        all.here += times.here;
        all.confined += times.confined;
    }
    let ratio = row("all", &all);
    Ok(if ratio <= BAR { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn row(format: &str, times: &Times) -> f64 {
    let (here, confined) = (times.here.as_secs_f64(), times.confined.as_secs_f64());
    let ratio = confined / here;
    println!("| {format} | {} | {here:.2} | {confined:.2} | {ratio:.2} |", times.files);
    ratio
}

/// How much was read: both must have done the same work.
fn n_letters(reading: &Reading) -> usize {
    let readings = reading.flatten();
    let parts = readings.iter().flat_map(|(_, one)| one.document.parts());
    parts.map(|part| part.text().len()).sum()
}

/// The files that are large enough, with their extensions, sorted.
fn files_below(folder: &Path) -> Result<Vec<(PathBuf, String)>, Box<dyn Error>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let extension =
                path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file()
                && EXTENSIONS.contains(&extension.as_str())
                && entry.metadata()?.len() >= SMALLEST
            {
                found.push((path, extension));
            }
        }
    }
    found.sort();
    Ok(found)
}
