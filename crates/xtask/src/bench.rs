//! Measurements: how well and how fast we read, beside the readers that others use: the same files, one run, losses
//! included; and the benches that lie in single crates.
//!
//! Nothing here decides about a document; the figures go into docs/benchmarks.

use std::{collections::BTreeSet, fs};

use anyhow::{Context, Result, ensure};
use cargo_metadata::camino::{Utf8Path, Utf8PathBuf};
use clap::Args;

use crate::{step, workspace::Workspace};

pub(crate) mod ocr;
pub(crate) mod office;
pub(crate) mod reader;
pub(crate) mod results;
pub(crate) mod signatures;
pub(crate) mod table;
pub(crate) mod words;

use reader::{Answer, Peer, Reader};
use words::Words;

/// What `cargo xtask bench read` is asked for.
#[derive(Debug, Args)]
pub(crate) struct BenchArguments {
    /// The folder whose files are read, with all folders below
    folder: Utf8PathBuf,
    /// Only files with these extensions
    #[arg(long, value_delimiter = ',', default_value = "pdf,docx,xlsx,xls,xlsb,ods,doc,rtf,odt")]
    only: Vec<String>,
    /// Only every so many-th of the files
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    every: u16,
    /// How often each file is read by each reader; the fastest time counts
    #[arg(long, default_value_t = 2)]
    rounds: u32,
    /// Also write the tables to this file
    #[arg(long)]
    out: Option<Utf8PathBuf>,
}

/// Reads every file with every reader, file by file, so that what slows the machine slows all readers alike.
pub(crate) fn read(workspace: &Workspace, arguments: &BenchArguments) -> Result<()> {
    let files: Vec<Utf8PathBuf> = files_below(&arguments.folder, &arguments.only)?
        .into_iter()
        .step_by(usize::from(arguments.every))
        .collect();
    ensure!(!files.is_empty(), "no such files in {}", arguments.folder);
    let mut readers = start_all(workspace, "bench")?;
    let mut results = Vec::new();
    for (index, file) in files.iter().enumerate() {
        if index % 100 == 0 {
            eprintln!("{index}/{}", files.len());
        }
        results.push(read_by_all(&mut readers, file, arguments.rounds)?);
    }
    let names = readers.iter().map(Reader::name).collect();
    let tables = table::Tables::new(names, &files, &results);
    println!("{tables}");
    let losses = workspace.target.join("bench/losses.txt");
    fs::write(&losses, tables.losses()).with_context(|| format!("could not write {losses}"))?;
    eprintln!("every file that some reader lost: {losses}");
    if let Some(out) = &arguments.out {
        fs::write(out, tables.to_string()).with_context(|| format!("could not write {out}"))?;
    }
    Ok(())
}

/// One file as one reader read it.
#[derive(Debug, Clone)]
pub(crate) struct ReadFile {
    pub(crate) answer: Answer,
    pub(crate) words: Words,
}

/// Our reader, built for release, and all peers that install here.
pub(crate) fn start_all(workspace: &Workspace, purpose: &str) -> Result<Vec<Reader>> {
    step::run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))
        .context("could not build our reader")?;
    reader::install_peers(workspace)?;
    let mut readers = vec![Reader::ours(workspace, purpose)?];
    for peer in Peer::ALL {
        readers.push(Reader::peer(workspace, peer, purpose)?);
    }
    Ok(readers)
}

/// What each reader makes of a file; `None` for one that does not read this type at all.
pub(crate) fn read_by_all(
    readers: &mut [Reader],
    file: &Utf8Path,
    rounds: u32,
) -> Result<Vec<Option<ReadFile>>> {
    let mut results = Vec::new();
    for reader in readers.iter_mut() {
        if !reader.reads(file) {
            results.push(None);
            continue;
        }
        let mut answer = reader.ask(file)?;
        for _ in 1..rounds {
            // A file that took this long says so the first time.
            if answer.seconds < 5.0 {
                answer = answer.faster(reader.ask(file)?);
            }
        }
        let words = Words::of(&reader.last_text()?);
        results.push(Some(ReadFile { answer, words }));
    }
    Ok(results)
}

/// The files below a folder with one of these extensions, sorted.
pub(crate) fn files_below(folder: &Utf8Path, only: &[String]) -> Result<Vec<Utf8PathBuf>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = folder.read_dir_utf8().with_context(|| format!("could not list {folder}"))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("could not list {folder}"))?;
            let path = entry.path().to_owned();
            let kind = entry.file_type().with_context(|| format!("could not look at {path}"))?;
            let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && only.contains(&extension) {
                found.insert(path);
            }
        }
    }
    Ok(found.into_iter().collect())
}

/// Builds and runs a bench that lies in the crate that it measures; its tables go to standard output.
pub(crate) fn of_crate(
    workspace: &Workspace,
    package: &str,
    bench: &str,
    arguments: impl IntoIterator<Item = String>,
) -> Result<()> {
    let mut command = workspace.cargo(["bench", "--package", package, "--bench", bench, "--"]);
    step::run(command.args(arguments))
}
