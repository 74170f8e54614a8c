//! Files that no program writes, for as long as one likes: our reader must answer for each of them, in time.
//!
//! Mutants are made by a seed from real files of one format, half of them by changes that keep the structure alive,
//! and read by the same process that the bench uses, built for release. A death or a silence is a finding; the file
//! that caused it is kept. Pipelines, criteria sets and queries are parsed in this process; requests go to a server. Time is
//! time on the processor but for requests, so that a busy machine makes nothing slow.

use std::{fs, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::{
    bench::{self, reader::Reader},
    damage::Random,
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
    /// requests to the server
    format: String,
    /// The folder with files to start from; default: our own fixtures and the demo round
    #[arg(long)]
    seeds: Option<Utf8PathBuf>,
    /// For how many minutes on the processor; of requests by the clock
    #[arg(long, default_value_t = 5)]
    minutes: u64,
    /// Another seed makes other mutants
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Makes mutants and has them read until the time is over.
///
/// # Errors
/// When there are no files to start from, and when the reader died, fell silent or was slow.
pub(crate) fn run(workspace: &Workspace, arguments: &FuzzArguments) -> Result<()> {
    if arguments.format == "http" {
        return http::run(workspace, arguments);
    }
    let seeds = seeds(workspace, arguments.seeds.as_ref(), &arguments.format)?;
    ensure!(!seeds.is_empty(), "no .{} files to start from", arguments.format);
    if let Some(parse) = parser(&arguments.format) {
        return parse_mutants(workspace, arguments, &seeds, parse);
    }
    step::run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))
        .context("could not build the reader")?;
    let folder = workspace.target.join("fuzz");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let mutant = folder.join(format!("mutant.{}", arguments.format));
    let mut reader = Reader::ours(workspace, "fuzz")?;
    let mut random = Random::new(arguments.seed);
    let (mut n_mutants, mut n_opened, mut n_findings, mut slowest) = (0_u64, 0_u64, 0_u64, 0.0);
    let mut left = 60.0 * arguments.minutes as f64;
    while left > 0.0 {
        let bytes = mutate(&seeds, &mut random);
        fs::write(&mutant, &bytes).with_context(|| format!("could not write {mutant}"))?;
        let answer = reader.ask(&mutant)?;
        n_mutants += 1;
        n_opened += u64::from(answer.opened);
        slowest = f64::max(slowest, answer.cpu);
        // A mutant is never free, so that the time comes to an end also where none is opened.
        left -= answer.cpu.max(0.000_1);
        let is_lost = answer.peak_kib == 0;
        if is_lost || answer.cpu > SLOW {
            n_findings += 1;
            let kept = folder.join(format!("{}-{n_mutants}.{}", arguments.seed, arguments.format));
            fs::write(&kept, &bytes).with_context(|| format!("could not write {kept}"))?;
            let what = if is_lost { &answer.reason } else { "slow" };
            println!("{kept}: {what} after {:.1} s", answer.cpu);
        }
    }
    println!(
        "{n_mutants} mutants of {} files, {n_opened} opened, slowest {slowest:.2} s, {n_findings} findings",
        seeds.len()
    );
    if n_findings > 0 {
        bail!("{n_findings} mutants were too much for the reader; they are in {folder}");
    }
    Ok(())
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

/// Parses mutants in this process until the time is over; the one that a parser does not survive is kept.
fn parse_mutants(
    workspace: &Workspace,
    arguments: &FuzzArguments,
    seeds: &[Vec<u8>],
    parse: fn(&str),
) -> Result<()> {
    let folder = workspace.target.join("fuzz");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let mut random = Random::new(arguments.seed);
    let (mut n_mutants, mut slowest) = (0_u64, Duration::ZERO);
    let end = processor::of_this_thread()? + Duration::from_secs(60 * arguments.minutes);
    loop {
        let bytes = mutate(seeds, &mut random);
        let text = String::from_utf8_lossy(&bytes);
        let began = processor::of_this_thread()?;
        if began >= end {
            break;
        }
        let survived = std::panic::catch_unwind(|| parse(&text)).is_ok();
        let took = processor::of_this_thread()? - began;
        n_mutants += 1;
        slowest = slowest.max(took);
        if !survived || took.as_secs_f64() > SLOW {
            let kept = folder.join(format!("{}-{n_mutants}.{}", arguments.seed, arguments.format));
            fs::write(&kept, &bytes).with_context(|| format!("could not write {kept}"))?;
            bail!("{kept} was too much for the parser after {:.1} s", took.as_secs_f64());
        }
    }
    println!(
        "{n_mutants} mutants of {} texts, slowest {:.3} s",
        seeds.len(),
        slowest.as_secs_f64()
    );
    Ok(())
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
