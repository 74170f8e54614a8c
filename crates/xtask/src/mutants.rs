//! Thousands of damaged files of all formats in one round, checked by the program itself: does it end, does it answer for each
//! of them, and within the time and memory that it was given?
//!
//! Mutants are made by a seed from the files of the repository, a unit for each format. A reader has 256 MiB and 10 seconds
//! for each; what it does not manage is a problem of the one document. A program that dies, or has no answer for a file, is
//! a finding.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::camino::Utf8Path;
use clap::Args;
use serde_json::Value;

use crate::{damage::Random, fuzz, served::emptied, step, workspace::Workspace};

/// The formats, by the extensions of their files.
pub(crate) const FORMATS: [&str; 19] = [
    "pdf", "docx", "doc", "rtf", "odt", "xlsx", "xls", "xlsb", "ods", "csv", "html", "xml",
    "edxml", "eml", "zip", "7z", "txt", "png", "jpg",
];

/// Seconds and MiB that a reader has for one file.
const SECONDS: u32 = 10;
const MEMORY_MIB: u32 = 256;

/// What `cargo xtask mutants` is asked for.
#[derive(Debug, Args)]
pub(crate) struct MutantArguments {
    /// How many mutants, over all formats
    #[arg(long, default_value_t = 10_000)]
    count: usize,
    /// Another seed makes other mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Use the program of the development profile
    #[arg(long)]
    dev: bool,
}

/// Makes the mutants, has the program check them, and counts how it ended for each.
///
/// # Errors
/// When the program failed, a file has no answer, or a reader ran out of time or memory or crashed over one.
pub(crate) fn run(workspace: &Workspace, arguments: &MutantArguments) -> Result<()> {
    let profile = if arguments.dev { "dev" } else { "release" };
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung", "--profile", profile]))
        .context("could not build the program")?;
    let built = if arguments.dev { "debug" } else { "release" };
    let program = workspace.target.join(built).join("kiemchung");
    let folder = emptied(workspace, "mutants")?;
    let formats = seeds(workspace)?;
    write(&folder, &formats, arguments, workspace)?;

    let mut check = workspace.command(&program);
    check.args(["check", folder.join("pipeline.toml").as_str(), "--json"]);
    let (output, took) = step::timed(|| check.output());
    let output = output.with_context(|| format!("could not start {program}"))?;
    if !output.status.success() {
        bail!(
            "the program ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    let report: Value = serde_json::from_slice(&output.stdout).context("no report")?;
    let counts = counted(&report);
    println!("| format | mutants | {} |", OUTCOMES.join(" | "));
    println!("|---|---|{}", "---|".repeat(OUTCOMES.len()));
    let (mut n_answered, mut n_lost) = (0, 0);
    for (format, outcomes) in &counts {
        let count = |name: &str| outcomes.get(name).copied().unwrap_or_default();
        let cells: Vec<String> = OUTCOMES.iter().map(|name| count(name).to_string()).collect();
        let n_mutants: usize = outcomes.values().sum();
        n_answered += n_mutants;
        n_lost += LOST.iter().map(|name| count(name)).sum::<usize>();
        println!("| {format} | {n_mutants} | {} |", cells.join(" | "));
    }
    println!(
        "\n{n_answered} of {} answered in {:.0} s; {n_lost} beyond {SECONDS} s or {MEMORY_MIB} MiB, or crashed",
        arguments.count,
        took.as_secs_f64()
    );
    ensure!(n_answered == arguments.count, "files without an answer");
    ensure!(n_lost == 0, "{n_lost} mutants were too much for the reader; the report names them");
    Ok(())
}

/// How a document can end, as the report names it.
const OUTCOMES: [&str; 6] =
    ["read", "read-with-problems", "rejected", "timed-out", "out-of-memory", "crashed"];

/// The ends that a file alone may not bring about.
const LOST: [&str; 3] = ["timed-out", "out-of-memory", "crashed"];

/// A format with the bytes of files of it.
type OfFormat = (&'static str, Vec<Vec<u8>>);

/// The files of the repository to start from, by format; those of formats without one are left out, and named.
fn seeds(workspace: &Workspace) -> Result<Vec<OfFormat>> {
    let mut formats = Vec::new();
    for format in FORMATS {
        let files = fuzz::seeds(workspace, None, format)?;
        if files.is_empty() {
            eprintln!("no .{format} files to start from");
        } else {
            formats.push((format, files));
        }
    }
    Ok(formats)
}

fn write(
    folder: &Utf8Path,
    formats: &[(&str, Vec<Vec<u8>>)],
    arguments: &MutantArguments,
    workspace: &Workspace,
) -> Result<()> {
    let criteria = workspace.root.join("pipelines/criteria/qd-1187-2025-province.toml");
    let mut pipeline = format!(
        "[round]\nid = \"mutants\"\nname = \"Mutants\"\nyear = 2025\nlevel = \"province\"\n\
         criteria = \"{criteria}\"\nperiod = {{ from = \"2025-01-01\", to = \"2025-12-31\" }}\n\
         deadline = \"2026-01-23\"\n\n[evidence]\nurl = \"files\"\n\n[reading]\nocr = false\n\n\
         [reader]\nmemory_mib = {MEMORY_MIB}\nseconds = {SECONDS}\nsilent_seconds = {SECONDS}\n"
    );
    let mut random = Random::new(arguments.seed);
    for (format, _) in formats {
        let unit = folder.join("files").join(format);
        fs::create_dir_all(&unit).with_context(|| format!("could not make {unit}"))?;
        pipeline +=
            &format!("\n[[unit]]\nid = \"{format}\"\nname = \"{format}\"\nfolder = \"{format}\"\n");
    }
    for number in 0..arguments.count {
        let (format, seeds) = &formats[number % formats.len()];
        let file = folder.join(format!("files/{format}/{number}.{format}"));
        let mutant = fuzz::mutate(seeds, &mut random);
        fs::write(&file, mutant).with_context(|| format!("could not write {file}"))?;
    }
    let file = folder.join("pipeline.toml");
    fs::write(&file, pipeline).with_context(|| format!("could not write {file}"))
}

/// How often the objects of each unit ended how; files inside files are not counted.
fn counted(report: &Value) -> BTreeMap<String, BTreeMap<String, usize>> {
    let mut counts = BTreeMap::<String, BTreeMap<String, usize>>::new();
    for unit in report["units"].as_array().into_iter().flatten() {
        let outcomes =
            counts.entry(unit["id"].as_str().unwrap_or_default().to_owned()).or_default();
        for document in unit["documents"].as_array().into_iter().flatten() {
            let is_inside = document["file"].as_str().is_some_and(|file| file.contains("!/"));
            if !is_inside {
                let outcome = document["outcome"].as_str().unwrap_or_default().to_owned();
                *outcomes.entry(outcome).or_default() += 1;
            }
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_counted_by_how_they_ended_and_what_is_inside_them_is_not() {
        let report = serde_json::json!({ "units": [
            { "id": "zip", "documents": [
                { "file": "zip/1.zip", "outcome": "read" },
                { "file": "zip/1.zip!/a.pdf", "outcome": "crashed" },
                { "file": "zip/2.zip", "outcome": "timed-out" },
            ] },
            { "id": "pdf", "reason": "files-left" },
        ] });
        let counts = counted(&report);
        let expect = [("read".to_owned(), 1), ("timed-out".to_owned(), 1)].into();
        assert_eq!((&counts["zip"], counts["pdf"].len()), (&expect, 0));
    }
}
