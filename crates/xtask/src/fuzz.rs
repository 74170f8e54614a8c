//! Files that no program writes, for as long as one likes: our reader must answer for each of them, in time.
//!
//! Mutants are made by a seed from real files of one format, half of them by changes that keep the structure alive,
//! and read by the same process that the bench uses, built for release. A death or a silence is a finding; the file
//! that caused it is kept. Pipelines, criteria sets and queries are parsed in this process; requests go to a server. Time is
//! time on the processor but for requests, so that a busy machine makes nothing slow.

use std::{fs, time::Duration};

use anyhow::{Context, Result, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::{
    bench::{self, reader::Reader},
    damage::Random,
    mutants::FORMATS,
    processor, step,
    workspace::Workspace,
};

mod http;

/// What a reader may take for a mutant of a file that takes milliseconds.
const SLOW: f64 = 10.0;
/// The largest file that is mutated: most of what larger ones have more of is pixels.
const LARGEST: usize = 1 << 20;

/// What `cargo xtask fuzz` is asked for.
#[derive(Debug, Args)]
pub(crate) struct FuzzArguments {
    /// The format, as the extension of its files; `toml` for pipelines and criteria sets, `query` for queries, `http` for
    /// requests to the server; `all` for one after the other
    format: String,
    /// The folder with files to start from; default: our own fixtures and the demo round
    #[arg(long)]
    seeds: Option<Utf8PathBuf>,
    /// For how many minutes on the processor, of all formats together; of requests by the clock
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// Another seed makes other mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What people write and programs send, beside the formats of files.
const TEXTS: [&str; 3] = ["toml", "query", "http"];

/// One format, for some time.
struct Run<'r> {
    workspace: &'r Workspace,
    format: &'r str,
    seeds: Option<&'r Utf8PathBuf>,
    time: Duration,
    seed: u64,
}

/// How a run ended.
struct Tally {
    what: String,
    mutants: u64,
    /// Files that were opened, requests that were answered, texts that were parsed.
    answered: u64,
    /// In seconds.
    slowest: f64,
    findings: u64,
}

/// Makes mutants and has them read until the time is over; prints a table. What one format is found to do stops no other.
///
/// # Errors
/// When there are no files to start from, and when a reader, a parser or the server died, fell silent or was slow.
pub(crate) fn run(workspace: &Workspace, arguments: &FuzzArguments) -> Result<()> {
    let formats: Vec<&str> = match arguments.format.as_str() {
        "all" => FORMATS.into_iter().chain(TEXTS).collect(),
        one => vec![one],
    };
    let n_formats = u32::try_from(formats.len()).expect("there are some dozens of formats");
    let time = Duration::from_secs(60 * arguments.minutes) / n_formats;
    println!(
        "| what | mutants | opened, answered | slowest, s | findings |\n|---|---:|---:|---:|---:|"
    );
    let mut failed = Vec::new();
    for format in formats {
        let (seeds, seed) = (arguments.seeds.as_ref(), arguments.seed);
        let run = Run { workspace, format, seeds, time, seed };
        let tallies = match format {
            "http" => http::run(&run),
            _ => run.of_format().map(|tally| vec![tally]),
        };
        match tallies {
            Err(error) => failed.push(format!("{format}: {error:#}")),
            Ok(tallies) => {
                for Tally { what, mutants, answered, slowest, findings } in tallies {
                    println!("| {what} | {mutants} | {answered} | {slowest:.3} | {findings} |");
                    if findings > 0 {
                        failed.push(format!("{findings} mutants of {what} are kept"));
                    }
                }
            }
        }
    }
    ensure!(failed.is_empty(), "in {}: {}", workspace.target.join("fuzz"), failed.join("; "));
    Ok(())
}

impl Run<'_> {
    fn of_format(&self) -> Result<Tally> {
        let seeds = seeds(self.workspace, self.seeds, self.format)?;
        ensure!(!seeds.is_empty(), "no .{} files to start from", self.format);
        match parser(self.format) {
            Some(parse) => self.parse_mutants(&seeds, parse),
            None => self.read_mutants(&seeds),
        }
    }

    /// Keeps a mutant that was too much.
    fn keep(&self, number: u64, bytes: &[u8]) -> Result<Utf8PathBuf> {
        let folder = self.workspace.target.join("fuzz");
        fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
        let kept = folder.join(format!("{}-{number}.{}", self.seed, self.format));
        fs::write(&kept, bytes).with_context(|| format!("could not write {kept}"))?;
        Ok(kept)
    }

    /// Has mutants read by our reader, in a process of its own.
    fn read_mutants(&self, seeds: &[Vec<u8>]) -> Result<Tally> {
        let workspace = self.workspace;
        step::run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))
            .context("could not build the reader")?;
        let mut reader = Reader::ours(workspace, "fuzz")?;
        let mutant = workspace.target.join("fuzz").join(format!("mutant.{}", self.format));
        let mut random = Random::new(self.seed);
        let what = format!(".{}, from {} files", self.format, seeds.len());
        let mut tally = Tally { what, mutants: 0, answered: 0, slowest: 0.0, findings: 0 };
        let (mut earlier, mut last) = (Duration::ZERO, Duration::ZERO);
        while earlier + last < self.time {
            let bytes = mutate(seeds, &mut random);
            fs::write(&mutant, &bytes).with_context(|| format!("could not write {mutant}"))?;
            let answer = reader.ask(&mutant)?;
            tally.mutants += 1;
            tally.answered += u64::from(answer.opened);
            tally.slowest = f64::max(tally.slowest, answer.cpu);
            let taken = reader.taken()?;
            // A reader that was lost begins again, and so does the count of it.
            earlier += if taken < last { last } else { Duration::ZERO };
            last = taken;
            let is_lost = answer.peak_kib == 0;
            if is_lost || answer.cpu > SLOW {
                tally.findings += 1;
                let kept = self.keep(tally.mutants, &bytes)?;
                let what = if is_lost { &answer.reason } else { "slow" };
                eprintln!("{kept}: {what} after {:.1} s", answer.cpu);
            }
        }
        Ok(tally)
    }

    /// Parses mutants in this process; the one that a parser does not survive is kept.
    fn parse_mutants(&self, seeds: &[Vec<u8>], parse: fn(&str)) -> Result<Tally> {
        let mut random = Random::new(self.seed);
        let what = format!("{}, from {} texts", self.format, seeds.len());
        let mut tally = Tally { what, mutants: 0, answered: 0, slowest: 0.0, findings: 0 };
        let end = processor::of_this_thread()? + self.time;
        loop {
            let bytes = mutate(seeds, &mut random);
            let text = String::from_utf8_lossy(&bytes);
            let began = processor::of_this_thread()?;
            if began >= end {
                return Ok(tally);
            }
            let survived = std::panic::catch_unwind(|| parse(&text)).is_ok();
            let took = (processor::of_this_thread()? - began).as_secs_f64();
            tally.mutants += 1;
            tally.answered += u64::from(survived);
            tally.slowest = tally.slowest.max(took);
            if !survived || took > SLOW {
                tally.findings += 1;
                let kept = self.keep(tally.mutants, &bytes)?;
                eprintln!("{kept} was too much for the parser after {took:.1} s");
            }
        }
    }
}

/// The files to start from, of one format; by default those of the repository. Queries are the lines of our own examples.
///
/// # Errors
/// When a folder or file cannot be read.
pub(crate) fn seeds(
    workspace: &Workspace,
    folder: Option<&Utf8PathBuf>,
    format: &str,
) -> Result<Vec<Vec<u8>>> {
    if format == "query" {
        return Ok(QUERIES.iter().map(|query| query.as_bytes().to_vec()).collect());
    }
    let only = [format.to_ascii_lowercase()];
    let folders = match folder {
        Some(folder) => vec![folder.clone()],
        None => ["fixtures", "pipelines"].map(|folder| workspace.root.join(folder)).to_vec(),
    };
    let mut seeds = Vec::new();
    for folder in folders {
        for file in bench::files_below(&folder, &only)? {
            let bytes = fs::read(&file).with_context(|| format!("could not read {file}"))?;
            if (1..=LARGEST).contains(&bytes.len()) {
                seeds.push(bytes);
            }
        }
    }
    Ok(seeds)
}

/// Queries with every sign of the language.
const QUERIES: [&str; 4] = [
    "\"cải cách hành chính\" don_vi:ha-tan -nháp",
    "2429/QĐ-UBND ngay:2019-01-01..2019-12-31",
    "loai:\"kế hoạch\" (một cửa OR liên thông) so:12/KH-UBND",
    "dung_han>=95 nam:2025 \"bưu chính công ích\"~3",
];

/// What reads text that a person wrote, and must answer for any.
fn parser(format: &str) -> Option<fn(&str)> {
    match format {
        // Whether a text is a set, a pipeline, both or neither is all the same: each must say so.
        "toml" => Some(|text| {
            drop(model::criteria::CriteriaSet::parse(text, "mutant.toml"));
            drop(model::pipeline::Pipeline::parse(text, "mutant.toml"));
        }),
        "query" => Some(|text| drop(model::query::Query::parse(text))),
        _ => None,
    }
}

/// A file made from one or two others.
pub(crate) fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(4) {
        match random.below(7) {
            0 => flip(&mut bytes, random, 1),
            1 => flip(&mut bytes, random, 32),
            2 => change_number(&mut bytes, random),
            3 => swap_words(&mut bytes, random),
            4 => {
                // A piece of the file again, somewhere else.
                let piece = piece(&bytes, random).to_vec();
                let at = random.below(bytes.len());
                bytes.splice(at..at, piece);
            }
            5 => {
                // A piece of another file in the place of one of this.
                let other = piece(&seeds[random.below(seeds.len())], random).to_vec();
                let at = random.below(bytes.len());
                let end = (at + other.len()).min(bytes.len());
                bytes.splice(at..end, other);
            }
            _ => {
                let length = 1 + random.below(bytes.len());
                bytes.truncate(length);
            }
        }
    }
    bytes
}

fn flip(bytes: &mut [u8], random: &mut Random, n_bytes: usize) {
    for _ in 0..n_bytes {
        let at = random.below(bytes.len());
        bytes[at] ^= u8::try_from(1 + random.below(255)).expect("below 256");
    }
}

/// Puts a number that somebody may have forgotten into the place of one that stands in the file.
fn change_number(bytes: &mut Vec<u8>, random: &mut Random) {
    const NUMBERS: [&[u8]; 8] = [
        b"0",
        b"-1",
        b"1",
        b"65536",
        b"2147483647",
        b"4294967296",
        b"99999999999999999999",
        b"0.00001",
    ];
    let start = random.below(bytes.len());
    let Some(at) = bytes[start..].iter().position(u8::is_ascii_digit).map(|at| start + at) else {
        return;
    };
    let length = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(at..at + length, NUMBERS[random.below(NUMBERS.len())].iter().copied());
}

/// Exchanges two names or numbers of the file.
fn swap_words(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut word = || {
        let start = random.below(bytes.len());
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric();
        let inside = start + bytes[start..].iter().position(is_part)?;
        let from = bytes[..inside].iter().rposition(|byte| !is_part(byte)).map_or(0, |at| at + 1);
        Some(from..from + bytes[from..].iter().take_while(|byte| is_part(byte)).count())
    };
    let (Some(one), Some(other)) = (word(), word()) else { return };
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end > second.start {
        return;
    }
    let (head, tail) = (bytes[first.clone()].to_vec(), bytes[second.clone()].to_vec());
    bytes.splice(second, head);
    bytes.splice(first, tail);
}

fn piece<'b>(bytes: &'b [u8], random: &mut Random) -> &'b [u8] {
    const LONGEST: usize = 2_000;
    let start = random.below(bytes.len());
    let length = 1 + random.below(LONGEST.min(bytes.len() - start));
    &bytes[start..start + length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_mutants_of_any_file() {
        let seeds = [b"%PDF-1.7 1 0 obj <</Length 12>> stream".to_vec(), vec![7]];
        let mutants = |seed| {
            let mut random = Random::new(seed);
            (0..200).map(|_| mutate(&seeds, &mut random)).collect::<Vec<_>>()
        };
        assert_eq!(mutants(3), mutants(3));
        assert_ne!(mutants(3), mutants(4));
        assert!(mutants(3).iter().all(|mutant| !mutant.is_empty()));
    }

    #[test]
    fn every_text_of_a_person_has_a_parser_that_survives_mutants() {
        let workspace = Workspace::load().expect("the work tree");
        for format in ["toml", "query"] {
            let seeds = seeds(&workspace, None, format).expect("readable");
            let small: Vec<_> = seeds.into_iter().filter(|seed| seed.len() < 4_000).collect();
            let parse = parser(format).expect("a parser");
            let mut random = Random::new(11);
            for _ in 0..60 {
                parse(&String::from_utf8_lossy(&mutate(&small, &mut random)));
            }
        }
        assert!(parser("pdf").is_none(), "files are for the confined reader");
    }

    #[test]
    fn words_change_places() {
        let mut random = Random::new(5);
        let mut bytes = b"/Type /Page /Length 12".to_vec();
        let before = bytes.len();
        for _ in 0..50 {
            swap_words(&mut bytes, &mut random);
        }
        assert_eq!(bytes.len(), before);
        for word in [&b"Type"[..], b"Page", b"Length", b"12"] {
            assert_eq!(bytes.windows(word.len()).filter(|window| *window == word).count(), 1);
        }
    }
}
