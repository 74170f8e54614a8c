//! How well, and how fast, are copies told from documents of the same form? `cargo xtask bench origin`.
//!
//! Documents of some dozens of forms are generated, each filled in by a unit of its own; some are sent again by another
//! unit, or by the same one a year later under a new date, most of these as scans. Every copy that is found and every
//! document that is called one is counted. Exits with 1 where a bar is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]

use std::{
    collections::BTreeMap,
    process::ExitCode,
    time::{Duration, Instant},
};

use assess::Gathering;
use model::{
    Document, RoundId, UnitId,
    document::{PartBuilder, TextSource},
    dossier::{Dossier, EvidenceDocument},
};
use specimen::paper;

mod corpus;
mod form;
mod wear;

use corpus::{Corpus, Kind, Sent};

/// The least recall and precision, in thousandths.
const BAR: u64 = 980;

/// The longest that sketches, candidates and comparisons of 100,000 documents may take.
const LIMIT: Duration = Duration::from_secs(60);

/// How many lines the letterhead has at most, also when a recogniser breaks some of them.
const LETTERHEAD: usize = 9;

/// How sure the recogniser is of each word, in percent: of what it misreads, too.
const SURE: u8 = 92;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let n_documents: u32 = numbers.next().unwrap_or(100_000);
    let seed = u64::from(numbers.next().unwrap_or(1));
    let started = now();
    let corpus = Corpus::new(seed, n_documents);

    let mut gathering = Gathering::default();
    let earlier = RoundId::new("nam-truoc").expect("a round");
    let (mut dossiers, mut all) = (Vec::new(), Vec::new());
    let mut sketching = Duration::ZERO;
    for position in 0..n_documents {
        let sent = corpus.document(position);
        let plain = facts::plain::document(&sent.text);
        // Number and date are what is understood of the letterhead, misread or not.
        let mut document = paper::document(&sent.file).0;
        let head = letterhead(&sent);
        document.facts.header = facts::understand(&head, document.sha256, None).header;
        let began = now();
        document.facts.likeness = facts::likeness::of(&plain);
        sketching += began.elapsed();
        let unit = UnitId::new(&sent.unit).expect("a unit");
        let began = now();
        let round = sent.is_earlier.then_some(&earlier);
        gathering.add(round, &unit, std::slice::from_ref(&document));
        sketching += began.elapsed();
        all.push(document.clone());
        if !sent.is_earlier {
            let documents = vec![document];
            dossiers.push((
                position,
                Dossier { name: unit.to_string(), unit, generation: 1, documents, sheet: None },
            ));
        }
    }
    let began = now();
    let elsewhere = gathering.finish();
    let sorting = began.elapsed();

    let began = now();
    let mut score = Score::default();
    for (position, dossier) in &dossiers {
        let shared = elsewhere.shared_with(dossier);
        let found: Vec<String> = shared
            .into_iter()
            .flat_map(|(_, files)| files)
            .map(|file| file.file.to_string())
            .collect();
        score.add(&corpus, &all, *position, &found);
    }
    let asking = began.elapsed();

    let whole = sketching + sorting + asking;
    let generating = started.elapsed() - whole;
    println!("seed {seed}, {n_documents} documents of {} forms", corpus.n_forms());
    println!(
        "sketches {:.1} s, sorting {:.1} s, looking up {:.1} s; together {:.1} s",
        sketching.as_secs_f64(),
        sorting.as_secs_f64(),
        asking.as_secs_f64(),
        whole.as_secs_f64()
    );
    println!(
        "generating, reading letterheads and counting {:.1} s beside; at most {} MiB with the corpus",
        generating.as_secs_f64(),
        peak_mib()
    );
    println!("{}", score.table());
    let is_fast = u128::from(n_documents) * LIMIT.as_millis() >= whole.as_millis() * 100_000;
    if score.reaches(BAR) && is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The first lines of a document; of a scan, as a recogniser gives them back.
fn letterhead(sent: &Sent) -> Document {
    let lines: Vec<&str> = sent.text.lines().take(LETTERHEAD).collect();
    if !sent.is_scan {
        return facts::plain::document(&lines.join("\n"));
    }
    let mut page = PartBuilder::page(1, 595.0, 842.0);
    page.came_from(TextSource::Ocr, "no-text");
    for line in lines {
        page.begin_paragraph();
        line.split_whitespace().for_each(|word| page.recognised_word(word, [0.0; 4], SURE));
        page.end_paragraph();
    }
    Document::new(vec![page.finish()])
}

/// Copies found and missed, by kind, and what was wrongly called one.
#[derive(Default)]
struct Score {
    found: [u64; Kind::ALL.len()],
    missed: [u64; Kind::ALL.len()],
    wrong: u64,
    /// How many were missed of each kind, by what is seen of the two.
    causes: BTreeMap<(&'static str, &'static str), u64>,
    /// Some of the wrong ones, to be looked at.
    examples: Vec<String>,
}

impl Score {
    fn add(&mut self, corpus: &Corpus, sent: &[EvidenceDocument], position: u32, found: &[String]) {
        let expected = corpus.copies_of(position);
        for (other, kind) in &expected {
            let is_found = found.contains(&corpus::file(*other));
            let count = if is_found { &mut self.found } else { &mut self.missed };
            count[*kind as usize] += 1;
            if !is_found {
                *self.causes.entry((kind.name(), cause(sent, position, *other))).or_default() += 1;
            }
        }
        for file in found {
            if !expected.iter().any(|(other, _)| corpus::file(*other) == *file) {
                self.wrong += 1;
                if self.examples.len() < 5 {
                    self.examples.push(format!("{} and {file}", corpus::file(position)));
                }
            }
        }
    }

    fn reaches(&self, bar: u64) -> bool {
        let found: u64 = self.found.iter().sum();
        let kinds = Kind::ALL.iter().all(|kind| {
            let (found, missed) = (self.found[*kind as usize], self.missed[*kind as usize]);
            found * 1_000 >= bar * (found + missed)
        });
        kinds && found > 0 && found * 1_000 >= bar * (found + self.wrong)
    }

    fn table(&self) -> String {
        let share = |part: u64, rest: u64| {
            if part + rest == 0 { 1.0 } else { part as f64 / (part + rest) as f64 }
        };
        let mut table = "| copies | found | missed | recall |\n|---|---|---|---|\n".to_owned();
        for kind in Kind::ALL {
            let (found, missed) = (self.found[kind as usize], self.missed[kind as usize]);
            let recall = share(found, missed);
            table += &format!("| {} | {found} | {missed} | {recall:.4} |\n", kind.name());
        }
        let (found, missed): (u64, u64) = (self.found.iter().sum(), self.missed.iter().sum());
        table += &format!(
            "| all | {found} | {missed} | {:.4} |\n\nwrongly called copies: {}; precision {:.4}\n",
            share(found, missed),
            self.wrong,
            share(found, self.wrong)
        );
        for ((kind, cause), n_missed) in &self.causes {
            table += &format!("missed {n_missed} of `{kind}`: {cause}\n");
        }
        table += &self.examples.join("\n");
        table
    }
}

/// What is seen of two copies that were not found: the first thing that keeps them apart.
fn cause(sent: &[EvidenceDocument], position: u32, other: u32) -> &'static str {
    let (one, other) = (&sent[position as usize].facts, &sent[other as usize].facts);
    let Some((this, that)) = one.likeness.zip(other.likeness) else { return "no sketch" };
    let words = this.percent_of_words(&that);
    let figures = this.percent_of_figures(&that);
    match (one.header.date, other.header.date) {
        _ if words < 50 => "fewer than half of the words",
        _ if figures.is_some_and(|percent| percent < 50) => "fewer than half of the figures",
        (None, _) => "no date was read",
        (_, None) => "no date was read of the other",
        (Some(date), Some(earlier)) if date.first_day() <= earlier.last_day() => {
            "a date was misread"
        }
        _ if one.header.number.is_none() => "no number was read",
        _ if this.n_figures().max(that.n_figures()) < 6 => "few figures",
        _ => "otherwise",
    }
}

/// The most memory that this process has had resident.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells of a process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let amount = line.and_then(|line| line.split_whitespace().next());
    amount.and_then(|kib| kib.parse::<u64>().ok()).expect("the status names a peak") / 1024
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
