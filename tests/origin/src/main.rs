//! How well, and how fast, are copies told from documents of the same form? `cargo xtask bench origin`.
//!
//! Documents of some dozens of forms are generated, each filled in by a unit of its own; some are sent again by another
//! unit, or by the same one a year later under a new date, most of these as scans. Every copy that is found and every
//! document that is called one is counted. Exits with 1 where a bar is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use assess::Gathering;
use model::{RoundId, UnitId, dossier::Dossier};
use specimen::paper;

mod corpus;
mod form;
mod wear;

use corpus::{Corpus, Kind};

/// The least recall and precision, in thousandths.
const BAR: u64 = 980;

/// The longest that sketches, candidates and comparisons of 100,000 documents may take.
const LIMIT: Duration = Duration::from_secs(60);

/// How many lines the letterhead has at most, also when a recogniser breaks some of them.
const LETTERHEAD: usize = 9;

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse().ok());
    let n_documents: u32 = numbers.next().unwrap_or(100_000);
    let seed = u64::from(numbers.next().unwrap_or(1));
    let corpus = Corpus::new(seed, n_documents);

    let mut gathering = Gathering::default();
    let earlier = RoundId::new("nam-truoc").expect("a round");
    let mut dossiers = Vec::new();
    let mut sketching = Duration::ZERO;
    for position in 0..n_documents {
        let sent = corpus.document(position);
        let plain = facts::plain::document(&sent.text);
        // Number and date are what is understood of the letterhead, misread or not.
        let mut document = paper::document(&sent.file).0;
        let head: Vec<&str> = sent.text.lines().take(LETTERHEAD).collect();
        let head = facts::plain::document(&head.join("\n"));
        document.facts.header = facts::understand(&head, document.sha256, None).header;
        let began = now();
        document.facts.likeness = facts::likeness::of(&plain);
        sketching += began.elapsed();
        let unit = UnitId::new(&sent.unit).expect("a unit");
        let began = now();
        let round = sent.is_earlier.then_some(&earlier);
        gathering.add(round, &unit, std::slice::from_ref(&document));
        sketching += began.elapsed();
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
        score.add(&corpus, *position, &found);
    }
    let asking = began.elapsed();

    let whole = sketching + sorting + asking;
    println!("seed {seed}, {n_documents} documents of {} forms", corpus.n_forms());
    println!(
        "sketches {:.1} s, sorting {:.1} s, looking up {:.1} s; together {:.1} s",
        sketching.as_secs_f64(),
        sorting.as_secs_f64(),
        asking.as_secs_f64(),
        whole.as_secs_f64()
    );
    println!("{}", score.table());
    let is_fast = u128::from(n_documents) * LIMIT.as_millis() >= whole.as_millis() * 100_000;
    if score.reaches(BAR) && is_fast { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Copies found and missed, by kind, and what was wrongly called one.
#[derive(Default)]
struct Score {
    found: [u64; Kind::ALL.len()],
    missed: [u64; Kind::ALL.len()],
    wrong: u64,
    /// Some of the wrong ones, to be looked at.
    examples: Vec<String>,
}

impl Score {
    fn add(&mut self, corpus: &Corpus, position: u32, found: &[String]) {
        let expected = corpus.copies_of(position);
        for (other, kind) in &expected {
            let is_found = found.contains(&corpus::file(*other));
            let count = if is_found { &mut self.found } else { &mut self.missed };
            count[*kind as usize] += 1;
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
        table += &self.examples.join("\n");
        table
    }
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
