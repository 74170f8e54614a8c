//! How well and how fast are worn scans read, beside plain Tesseract on the same images in the same run?
//!
//! Letters with invented numbers are printed, worn in fixed ways, and read twice: by `kiemchung read`, and by Tesseract
//! as it comes. What stands in them is known, so every wrong character and number is counted.

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;
use serde::Deserialize;
use testkit::{pdf::Fonts, scan};

use crate::{debian, demo::Language, step, workspace::Workspace};

mod long;
mod miss;
mod page;
mod score;
mod wear;

use page::Page;
use score::Score;
use wear::Row;

/// What `cargo xtask bench ocr` is asked for.
#[derive(Debug, Args)]
pub(crate) struct OcrArguments {
    /// How many document numbers each row has
    #[arg(long, default_value_t = 500)]
    numbers: usize,
    /// Another seed makes other letters
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only rows whose name contains this
    #[arg(long)]
    row: Option<String>,
    /// Instead, read a scan of so many pages: time and memory, beside two processes of plain Tesseract
    #[arg(long, value_name = "PAGES")]
    long: Option<usize>,
    /// Use the program of the development profile, whose own part of the time is not optimised
    #[arg(long)]
    dev: bool,
    /// Write the table to this file, and what was lost beside it
    #[arg(long)]
    out: Option<Utf8PathBuf>,
}

/// Reads every row with both and prints the table.
pub(crate) fn run(workspace: &Workspace, arguments: &OcrArguments) -> Result<()> {
    debian::ensure(&[debian::Purpose::Scans, debian::Purpose::Fixtures], Language::En)?;
    let profile = if arguments.dev { "dev" } else { "release" };
    step::run(&mut workspace.cargo(["build", "--bin", "kiemchung", "--profile", profile]))
        .context("could not build the program")?;
    let built = if arguments.dev { "debug" } else { "release" };
    let program = workspace.target.join(built).join("kiemchung");
    let folder = workspace.target.join("bench/ocr");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    if let Some(n_pages) = arguments.long {
        let table = long::run(&program, &folder, n_pages, arguments.seed)?;
        println!("{table}");
        return match &arguments.out {
            Some(out) => fs::write(out, table).with_context(|| format!("could not write {out}")),
            None => Ok(()),
        };
    }
    let fonts = Fonts::installed()?;
    let n_pages = arguments.numbers.div_ceil(page::NUMBERS);
    // Each row has pages of its own, which are the same whichever rows are asked for.
    let rows: Vec<(u64, Row)> = (0..)
        .zip(wear::rows())
        .filter(|(_, row)| {
            arguments.row.as_ref().is_none_or(|name| row.name.contains(name.as_str()))
        })
        .collect();
    ensure!(!rows.is_empty(), "no such row");

    let mut table = score::head();
    let mut misses = String::new();
    for (index, row) in &rows {
        let (mut ours, mut plain) = (Score::default(), Score::default());
        for number in 0..n_pages as u64 {
            let seed = arguments.seed.wrapping_mul(1_000_003).wrapping_add(1_000 * index + number);
            let page = Page::invented(seed);
            let images = scan::pages(&page.to_pdf(&fonts), &row.wear, seed);
            let [image] = images.as_slice() else {
                bail!("an invented letter has {} pages", images.len())
            };
            let (pdf, jpeg) = (folder.join("page.pdf"), folder.join("page.jpg"));
            fs::write(&pdf, scan::to_pdf(&images, &row.wear))?;
            fs::write(&jpeg, scan::to_jpeg(image, &row.wear))?;
            let read = read_by_us(Command::new(&program).arg("read").arg(&pdf))?;
            ours.add(&page, &read);
            let lost = miss::of(&page, &read);
            if !lost.is_empty() {
                let kept = folder.join(format!("{index}-{number}.pdf"));
                fs::copy(&pdf, &kept).with_context(|| format!("could not keep {kept}"))?;
                misses += &format!("{}, page {number}: {kept}\n{lost}", row.name);
            }
            let dots_per_inch = row.wear.dots_per_inch.to_string();
            let mut tesseract = Command::new("tesseract");
            tesseract.args([jpeg.as_str(), "stdout", "-l", "vie", "--dpi", &dots_per_inch]);
            plain.add(&page, &read_plainly(tesseract.env("OMP_THREAD_LIMIT", "1"))?);
            eprintln!("{}: {}/{n_pages}", row.name, number + 1);
        }
        table += &score::row(row.name, "kiemchung", &ours);
        table += &score::row(row.name, "Tesseract", &plain);
    }
    println!("{table}");
    let out = arguments.out.clone().unwrap_or_else(|| folder.join("table.md"));
    let beside = out.with_extension("misses.txt");
    for (file, text) in [(&out, &table), (&beside, &misses)] {
        fs::write(file, text).with_context(|| format!("could not write {file}"))?;
    }
    eprintln!("every number and word that we lost: {beside}");
    Ok(())
}

/// What a reader made of a page.
struct Read {
    text: String,
    numbers: Vec<ReadNumber>,
    /// Whether it says itself that the page was not read in full.
    is_unread: bool,
    took: Duration,
}

/// A document number as it was understood.
struct ReadNumber {
    number: String,
    /// Whether it was repaired, or may be another.
    is_doubted: bool,
    /// How sure the recogniser was of it, where that is told.
    percent: Option<u8>,
}

/// The part of `kiemchung read` that is looked at.
#[derive(Deserialize)]
struct Line {
    pages: Vec<PageLine>,
    header: HeaderLine,
    refs: Vec<RefLine>,
    problems: Vec<ProblemLine>,
}

#[derive(Deserialize)]
struct PageLine {
    text: String,
}

#[derive(Deserialize)]
struct HeaderLine {
    number: Option<String>,
    recognition: Option<Recognition>,
}

#[derive(Deserialize)]
struct RefLine {
    number: String,
    repaired: bool,
    recognition: Option<Recognition>,
}

#[derive(Deserialize)]
struct Recognition {
    percent: u8,
    doubtful: bool,
}

#[derive(Deserialize)]
struct ProblemLine {
    severity: String,
}

fn read_by_us(command: &mut Command) -> Result<Read> {
    let (text, took) = said(command)?;
    let line: Line = serde_json::from_str(text.lines().next().context("no answer")?)?;
    let is_doubted = |recognition: &Option<Recognition>| {
        recognition.as_ref().is_some_and(|recognition| recognition.doubtful)
    };
    let percent = |recognition: &Option<Recognition>| recognition.as_ref().map(|sure| sure.percent);
    let own = line.header.number.map(|number| ReadNumber {
        number,
        is_doubted: is_doubted(&line.header.recognition),
        percent: percent(&line.header.recognition),
    });
    let cited = line.refs.into_iter().map(|cited| ReadNumber {
        is_doubted: cited.repaired || is_doubted(&cited.recognition),
        percent: percent(&cited.recognition),
        number: cited.number,
    });
    Ok(Read {
        text: line.pages.into_iter().map(|page| page.text).collect::<Vec<_>>().join("\n"),
        numbers: own.into_iter().chain(cited).collect(),
        is_unread: line.problems.iter().any(|problem| problem.severity == "unread"),
        took,
    })
}

/// Tesseract gives text; its numbers are understood as those of any text.
fn read_plainly(command: &mut Command) -> Result<Read> {
    let (text, took) = said(command)?;
    let hash = model::ContentHash::from_digest([0; 32]);
    let facts = facts::understand(&facts::plain::document(&text), hash, None);
    let own = facts.header.number.into_iter().map(|number| (number, false));
    let cited = facts.citations.into_iter().map(|cited| (cited.number, cited.repaired));
    let numbers = own.chain(cited).map(|(number, is_doubted)| ReadNumber {
        number: number.number().to_owned(),
        is_doubted,
        percent: None,
    });
    Ok(Read { numbers: numbers.collect(), text, is_unread: false, took })
}

fn said(command: &mut Command) -> Result<(String, Duration)> {
    let (output, took) = step::timed(|| command.stderr(Stdio::null()).output());
    let output = output.with_context(|| format!("could not start {command:?}"))?;
    ensure!(output.status.success(), "{command:?} ended with {}", output.status);
    Ok((String::from_utf8(output.stdout).context("no text")?, took))
}
