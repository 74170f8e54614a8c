//! Which damaged files are still read: seeded mutants of intact PDFs, the same ones for us and for the peers.

use std::fs;

use anyhow::{Context, Result, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use clap::Args;

use crate::{
    bench::{self, ReadFile, reader::Peer, reader::Reader},
    workspace::Workspace,
};

/// What `cargo xtask damage` is asked for.
#[derive(Debug, Args)]
pub(crate) struct DamageArguments {
    /// The folder with intact PDFs, with all folders below
    folder: Utf8PathBuf,
    /// How many of them are damaged
    #[arg(long, default_value_t = 200)]
    files: usize,
    /// Another seed chooses other files and damages them otherwise
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    /// One byte becomes another.
    OneByte,
    /// Another one.
    AnotherByte,
    /// Twenty bytes become others.
    TwentyBytes,
    /// The second half is gone.
    CutInHalf,
}

impl Damage {
    const ALL: [Self; 4] = [Self::OneByte, Self::AnotherByte, Self::TwentyBytes, Self::CutInHalf];

    fn name(self) -> &'static str {
        match self {
            Self::OneByte => "one byte",
            Self::AnotherByte => "one byte, again",
            Self::TwentyBytes => "twenty bytes",
            Self::CutInHalf => "cut in half",
        }
    }

    fn apply(self, bytes: &[u8], random: &mut Random) -> Vec<u8> {
        let mut damaged = bytes.to_vec();
        let n_bytes = match self {
            Self::OneByte | Self::AnotherByte => 1,
            Self::TwentyBytes => 20,
            Self::CutInHalf => {
                damaged.truncate(bytes.len() / 2);
                return damaged;
            }
        };
        for _ in 0..n_bytes {
            let at = random.below(damaged.len());
            // Never the same byte again: a mutant differs.
            damaged[at] ^= u8::try_from(1 + random.below(255)).expect("below 256");
        }
        damaged
    }
}

/// Numbers that look random and are the same for the same seed: splitmix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("below a usize")
    }
}

/// How many mutants of one kind a reader reads.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    opened: usize,
    /// With at least 95% of the words that the best reader gets out of the same mutant.
    whole: usize,
}

/// Makes the mutants, has every reader read them, and prints the counts.
///
/// # Errors
/// When there are fewer intact files than asked for, or a reader cannot be started.
pub(crate) fn run(workspace: &Workspace, arguments: &DamageArguments) -> Result<()> {
    let mut readers: Vec<Reader> = bench::start_all(workspace, "damage")?;
    // The others read no PDF, or read it with one of these.
    let kept = [Peer::Pypdfium2, Peer::PyMuPdf, Peer::Pdftotext].map(Peer::name);
    readers.retain(|reader| reader.name() == "ours" || kept.contains(&reader.name()));

    let folder = workspace.target.join("damage/mutants");
    fs::create_dir_all(&folder).with_context(|| format!("could not make {folder}"))?;
    let mutant = folder.join("mutant.pdf");
    let mut counts = vec![[Count::default(); 4]; readers.len()];
    let mut lost = String::new();
    let mut random = Random::new(arguments.seed);
    let mut files = bench::files_below(&arguments.folder, &["pdf".to_owned()])?;
    let mut n_done = 0;
    while n_done < arguments.files {
        ensure!(!files.is_empty(), "only {n_done} intact files with text");
        let file = files.swap_remove(random.below(files.len()));
        let bytes = fs::read(&file).with_context(|| format!("could not read {file}"))?;
        if !is_intact(&bench::read_by_all(&mut readers, &file, 1)?) {
            continue;
        }
        for (kind, damage) in Damage::ALL.into_iter().enumerate() {
            let damaged = damage.apply(&bytes, &mut random);
            fs::write(&mutant, &damaged).with_context(|| format!("could not write {mutant}"))?;
            let results = bench::read_by_all(&mut readers, &mutant, 1)?;
            let most = results.iter().flatten().map(|read| read.words.count()).max();
            for (reader, result) in results.iter().enumerate() {
                let Some(result) = result else { continue };
                counts[reader][kind].opened += usize::from(result.answer.opened);
                let is_whole = result.answer.opened && bench::table::is_read(&results, reader);
                counts[reader][kind].whole += usize::from(is_whole);
                if reader == 0 && !is_whole {
                    let kept = folder.join(format!("{n_done}-{kind}.pdf"));
                    fs::write(&kept, &damaged)
                        .with_context(|| format!("could not write {kept}"))?;
                    lost += &format!(
                        "{kept}\t{}\t{file}\t{} of {} words\t{}\n",
                        damage.name(),
                        result.words.count(),
                        most.unwrap_or_default(),
                        result.answer.reason
                    );
                }
            }
        }
        n_done += 1;
    }
    print_counts(&readers, &counts, arguments.files);
    let losses = folder.join("losses.txt");
    fs::write(&losses, lost).with_context(|| format!("could not write {losses}"))?;
    eprintln!("what we lost: {losses}");
    Ok(())
}

/// Whether every reader opens the file and at least one gives text.
fn is_intact(results: &[Option<ReadFile>]) -> bool {
    let read = || results.iter().flatten();
    read().all(|read| read.answer.opened) && read().any(|read| read.words.count() > 0)
}

fn print_counts(readers: &[Reader], counts: &[[Count; 4]], n_files: usize) {
    let kinds = Damage::ALL.map(Damage::name).join(" | ");
    println!("| reader | {kinds} | all of {} |\n|{}", 4 * n_files, "---|".repeat(6));
    for (reader, counts) in readers.iter().zip(counts) {
        let sum = counts.iter().fold(Count::default(), |sum, count| Count {
            opened: sum.opened + count.opened,
            whole: sum.whole + count.whole,
        });
        let cell = |count: &Count| format!("{} ({})", count.opened, count.whole);
        let cells: Vec<String> = counts.iter().chain([&sum]).map(cell).collect();
        println!("| {} | {} |", reader.name(), cells.join(" | "));
    }
    println!("\nOpened; in brackets with at least 95% of the words of the best reader.");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_damages_the_same_way_and_always_something() {
        let bytes = [0_u8; 400];
        for damage in Damage::ALL {
            let damaged = damage.apply(&bytes, &mut Random::new(7));
            assert_eq!(damaged, damage.apply(&bytes, &mut Random::new(7)));
            assert_ne!(damaged, bytes, "{damage:?}");
        }
        let cut = Damage::CutInHalf.apply(&bytes, &mut Random::new(7));
        assert_eq!(cut.len(), 200);
        let one = Damage::OneByte.apply(&bytes, &mut Random::new(7));
        assert_eq!(one.iter().filter(|byte| **byte != 0).count(), 1);
    }
}
