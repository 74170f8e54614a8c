//! How fast is plain text understood, on one thread: `cargo xtask bench facts`.
//!
//! Two texts of the same size are read, from text to facts: one like a report, under one letterhead, whose sentences state
//! a figure or name a document now and then, and one of nothing but such sentences, the labelled texts of the project. A file given as an
//! argument is read beside them. What is counted is time on the processor, as Linux tells it: other work on the machine
//! does not slow the figure. Exits with 1 where the report is read more slowly than the bar.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]

use std::{process::ExitCode, time::Duration};

use facts::{plain, understand};
use model::ContentHash;

/// What a report must reach, in millions of bytes a second.
const BAR: f64 = 20.0;

/// So much is read at least.
const BYTES: usize = 8_000_000;

/// The size of one document: some thirty pages.
const DOCUMENT: usize = 60_000;

/// The best of so many runs counts.
const RUNS: usize = 5;

fn main() -> ExitCode {
    let (letterhead, body) =
        include_str!("report.txt").split_once("\nI. ").expect("the report has a first part");
    let report = speed("report", letterhead, body);
    let labelled = [
        include_str!("../../../fixtures/labelled/docrefs.jsonl"),
        include_str!("../../../fixtures/labelled/metrics.jsonl"),
    ];
    let texts: Vec<String> = labelled
        .iter()
        .flat_map(|lines| lines.lines())
        .map(|line| {
            let line: serde_json::Value =
                serde_json::from_str(line).expect("a line of labelled text is JSON");
            line["text"].as_str().expect("a labelled text has a text").to_owned()
        })
        .collect();
    speed("labelled texts", "", &texts.join("\n\n"));
    // Cargo adds `--bench`.
    for path in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let text = std::fs::read_to_string(&path).expect("the file given is text");
        speed(&path, "", &text);
    }
    if report >= BAR { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads a text again and again, as documents of one size that begin alike; millions of bytes a second.
fn speed(name: &str, beginning: &str, text: &str) -> f64 {
    let mut document = String::from(beginning);
    while document.len() < DOCUMENT {
        document.push_str("\n\n");
        document.push_str(text);
    }
    let n_documents = BYTES.div_ceil(document.len());
    let hash = ContentHash::from_digest([0; 32]);
    let mut found = (0, 0);
    let best = (0..RUNS)
        .map(|_| {
            timed(|| {
                for _ in 0..n_documents {
                    let facts = understand(&plain::document(&document), hash, None);
                    found = (facts.citations.len(), facts.metrics.len());
                }
            })
        })
        .min()
        .expect("there is a run");
    let bytes = document.len() * n_documents;
    let speed = bytes as f64 / best.as_secs_f64() / 1e6;
    let (citations, metrics) = found;
    println!(
        "{name}: {speed:.1} MB/s ({n_documents} documents of {} kB, each with {citations} citations and {metrics} metrics)",
        document.len() / 1000,
    );
    speed
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = on_processor();
    work();
    on_processor() - start
}

/// How long the only thread of the bench was on a processor so far.
fn on_processor() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").expect("Linux tells it");
    let nanoseconds = told.split(' ').next().and_then(|first| first.parse().ok());
    Duration::from_nanos(nanoseconds.expect("the first of three numbers"))
}
