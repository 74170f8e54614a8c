//! How well, how fast and in how much space does the index answer? `cargo xtask bench search`.
//!
//! Everything is generated from seeds, so that two runs ask the same questions of the same documents: `-- 100000 11` are
//! the number of documents and the seed of the questions about texts. Quality is measured against plain tantivy (default
//! tokenizer, default query parser) over the same texts in the same run.

#![expect(clippy::print_stdout, reason = "a bench prints its tables")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::time::{Duration, Instant};

use index::{Index, JudgedFiles, Search};
use model::query::{Matched, Query};

mod corpus;
mod plain;
mod questions;

use corpus::Corpus;
use questions::{Memory, NumberQuestion, Question};

/// How many objects are added at a time, as the follower does it.
const BATCH: usize = 500;

/// How many objects one commit takes, as the follower does it.
const COMMIT_AFTER: usize = 10_000;

/// How often the latency of a kind of query is measured.
const TIMED: usize = 2_000;

fn main() {
    let mut numbers_given =
        std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let n_documents = numbers_given.next().unwrap_or(100_000);
    let seed = numbers_given.next().unwrap_or(11);
    let corpus = Corpus::new(n_documents as usize);
    println!(
        "{n_documents} documents, {:.1} MB of text, questions of seed {seed}",
        corpus.bytes() as f64 / 1e6
    );
    let folder = tempfile::tempdir().expect("a folder");
    let index = indexed(&corpus, folder.path());
    let search = index.search();
    space(search, corpus.bytes());
    numbers(search, &corpus);
    let plain = plain::Plain::new(&corpus, &folder.path().join("plain"));
    let questions = questions::texts(&corpus, seed);
    texts(search, &plain, &questions);
    latency(search, &corpus, &questions);
}

fn indexed(corpus: &Corpus, folder: &std::path::Path) -> Index {
    let mut index = Index::open(folder, "bench").expect("begun");
    let documents: Vec<usize> = (0..corpus.len()).collect();
    let mut applied = Duration::ZERO;
    for of_commit in documents.chunks(COMMIT_AFTER) {
        // Generated while nothing is indexed, so that neither takes the other's time.
        let batches: Vec<Vec<_>> = of_commit
            .chunks(BATCH)
            .map(|batch| batch.iter().map(|document| corpus.object(*document)).collect())
            .collect();
        let start = Instant::now();
        for batch in batches {
            index.add(batch).expect("added");
        }
        let last = of_commit.last().expect("chunks are not empty") + 1;
        index.commit(last as u64).expect("committed");
        applied += start.elapsed();
    }
    let merging = Instant::now();
    index.compact().expect("merged");
    let per_second = corpus.len() as f64 / applied.as_secs_f64();
    println!(
        "indexing: {per_second:.0} documents/s in commits of {COMMIT_AFTER}; merged into one segment in {:.1} s",
        merging.elapsed().as_secs_f64()
    );
    index
}

fn space(search: &Search, text_bytes: u64) {
    let bytes = search.bytes_by_field().expect("measured");
    let share = |bytes: u64| bytes as f64 / text_bytes as f64;
    let stored = bytes.get(Search::STORED).copied().unwrap_or_default();
    let all: u64 = bytes.values().sum();
    println!(
        "index without stored text: {:.3} times the text; with it: {:.3}",
        share(all - stored),
        share(all)
    );
    for (field, bytes) in &bytes {
        println!("  {field}: {:.4}", share(*bytes));
    }
}

fn numbers(search: &Search, corpus: &Corpus) {
    let questions = questions::numbers(corpus);
    let (mut first, mut all_readings) = (0, 0);
    for NumberQuestion { text, meant } in &questions {
        let found = find(search, text, 20);
        let borne: Vec<usize> = found
            .hits
            .iter()
            .filter(|hit| matches!(hit.matched, Matched::OwnNumber(_)))
            .map(|hit| corpus::position_of(&hit.card.file))
            .collect();
        let is_first = borne.first().is_some_and(|found| meant.contains(found));
        let is_all = meant.iter().all(|document| borne.contains(document));
        if !is_first || !is_all {
            println!("  missed: {text} {meant:?} {borne:?}");
        }
        first += usize::from(is_first);
        all_readings += usize::from(is_all);
    }
    println!(
        "numbers: {} written forms; right at 1: {:.4}; all readings back: {:.4}",
        questions.len(),
        first as f64 / questions.len() as f64,
        all_readings as f64 / questions.len() as f64
    );
}

fn texts(search: &Search, plain: &plain::Plain, questions: &[Question]) {
    println!("{} questions about texts", questions.len());
    type Ask<'a> = Box<dyn Fn(&str) -> Vec<usize> + 'a>;
    let ours: Ask<'_> = Box::new(|text| {
        let found = find(search, text, 20);
        found.hits.iter().map(|hit| corpus::position_of(&hit.card.file)).collect()
    });
    let theirs: Ask<'_> = Box::new(|text| plain.find(text, 20));
    type Form = (&'static str, fn(&str) -> String);
    let forms: [Form; 3] = [
        ("as written", str::to_owned),
        ("decomposed", questions::decomposed),
        ("without diacritics", questions::bare),
    ];
    for (name, ask) in [("this index", &ours), ("plain tantivy", &theirs)] {
        for (form, write) in &forms {
            let rank = |question: &Question| {
                ask(&write(&question.text)).iter().position(|found| *found == question.meant)
            };
            let ranks: Vec<_> =
                questions.iter().map(|question| (question, rank(question))).collect();
            report(&format!("{name}, {form}"), ranks.iter().map(|(_, rank)| *rank));
            for memory in Memory::ALL {
                let of_kind = ranks.iter().filter(|(question, _)| question.memory == memory);
                report(&format!("  {}", memory.name()), of_kind.map(|(_, rank)| *rank));
            }
        }
    }
}

/// One line of the table: ranks are counted from 0, none where the document was not among the first twenty.
fn report(name: &str, ranks: impl Iterator<Item = Option<usize>>) {
    let ranks: Vec<_> = ranks.collect();
    let share = |counted: f64| counted / ranks.len() as f64;
    let within = |limit| ranks.iter().flatten().filter(|rank| **rank < limit).count() as f64;
    let reciprocal: f64 = ranks.iter().flatten().map(|rank| 1.0 / (*rank as f64 + 1.0)).sum();
    println!(
        "  {name}: recall at 1 {:.3}, at 5 {:.3}, at 20 {:.3}, MRR {:.3}",
        share(within(1)),
        share(within(5)),
        share(within(20)),
        share(reciprocal)
    );
}

fn latency(search: &Search, corpus: &Corpus, questions: &[Question]) {
    let own: Vec<String> = (0..TIMED).map(|nth| corpus.number(nth * 37 % corpus.len())).collect();
    timed("exact number, lookup", &own, |text| {
        search.by_number(text, 20).expect("searched");
    });
    timed("exact number, with citing lines", &own, |text| {
        find(search, text, 20);
    });
    let asked: Vec<String> = questions.iter().map(|question| question.text.clone()).collect();
    let questions: Vec<String> = asked.iter().cycle().take(TIMED).cloned().collect();
    timed("BM25 with neighbours and passages, 10 documents", &questions, |text| {
        find(search, text, 10);
    });
    let bare: Vec<String> = questions.iter().map(|text| questions::bare(text)).collect();
    timed("the same without diacritics", &bare, |text| {
        find(search, text, 10);
    });
    let phrases: Vec<String> =
        (0..TIMED).map(|nth| format!("\"{}\"", corpus.phrase(nth * 53 % corpus.len()))).collect();
    timed("phrase with passages, 10 documents", &phrases, |text| {
        find(search, text, 10);
    });
}

fn timed(name: &str, texts: &[String], ask: impl Fn(&str)) {
    let mut taken: Vec<Duration> = texts
        .iter()
        .map(|text| {
            let start = Instant::now();
            ask(text);
            start.elapsed()
        })
        .collect();
    taken.sort();
    let at = |share: f64| taken[((taken.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!("{name}: p50 {:.3} ms, p99 {:.3} ms", at(0.5), at(0.99));
}

fn find(search: &Search, text: &str, limit: usize) -> index::Found {
    let query = Query::parse(text).expect("a query");
    search.find(&query, &JudgedFiles::new(), limit).expect("searched")
}
