//! Files that no program writes, for as long as one likes: our reader must answer for each of them, in time.
//!
//! Mutants are made by a seed from real files of one format, half of them by changes that keep the structure alive,
//! and read by the same process that the bench uses, built for release. A death or a silence is a finding; the file
//! that caused it is kept.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::{
    bench::{self, reader::Reader},
    damage::Random,
    step,
    workspace::Workspace,
};

/// What a reader may take for a mutant of a file that takes milliseconds.
const SLOW: f64 = 10.0;
/// The largest file that is mutated: most of what larger ones have more of is pixels.
const LARGEST: usize = 1 << 20;

/// What `cargo xtask fuzz` is asked for.
#[derive(Debug, Args)]
pub(crate) struct FuzzArguments {
    /// The format, as the extension of its files
    format: String,
    /// The folder with files to start from; default: our own fixtures and the demo round
    #[arg(long)]
    seeds: Option<Utf8PathBuf>,
    /// For how long
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
    step::run(&mut workspace.cargo(["build", "--release", "--package", "bench"]))
        .context("could not build the reader")?;
    let only = [arguments.format.to_ascii_lowercase()];
    let folders = match &arguments.seeds {
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
    ensure!(!seeds.is_empty(), "no .{} files to start from", arguments.format);

    let folder = workspace.target.join("fuzz");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let mutant = folder.join(format!("mutant.{}", arguments.format));
    let mut reader = Reader::ours(workspace, "fuzz")?;
    let mut random = Random::new(arguments.seed);
    let (mut n_mutants, mut n_opened, mut n_findings, mut slowest) = (0_u64, 0_u64, 0_u64, 0.0);
    let end = now() + Duration::from_secs(60 * arguments.minutes);
    while now() < end {
        let bytes = mutate(&seeds, &mut random);
        fs::write(&mutant, &bytes).with_context(|| format!("could not write {mutant}"))?;
        let answer = reader.ask(&mutant)?;
        n_mutants += 1;
        n_opened += u64::from(answer.opened);
        slowest = f64::max(slowest, answer.cpu);
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

/// A file made from one or two others.
fn mutate(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
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

#[expect(clippy::disallowed_methods, reason = "the time that was asked for is over by the clock")]
fn now() -> Instant {
    Instant::now()
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
