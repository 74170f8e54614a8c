//! How well, how fast and in how much space does the index answer? `cargo xtask bench search`.
//!
//! Everything is generated from seeds, so that two runs ask the same questions of the same documents: `-- 100000 11` are
//! the number of documents and the seed of the questions about texts; names of parts after them (`indexing`, `space`,
//! `numbers`, `texts`, `latency`) measure these only. Quality is measured against plain tantivy (default
//! tokenizer, default query parser) over the same texts in the same run.

#![expect(clippy::print_stdout, reason = "a bench prints its tables")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use std::{
    thread,
    time::{Duration, Instant},
};

use index::{Index, JudgedFiles, Search};
use model::query::{Matched, Query};

mod corpus;
mod plain;
mod questions;

use corpus::Corpus;
use questions::{Memory, NumberQuestion, Question};

/// How many objects are added at a time, as the follower does it.
const BATCH: usize = 500;

/// How many objects are generated while nothing is indexed, so that neither takes the other's time.
const GENERATED_AHEAD: usize = 50_000;

/// How often the latency of a kind of query is measured.
const TIMED: usize = 2_000;

/// What can be measured after indexing.
const PARTS: [&str; 5] = ["indexing", "space", "numbers", "texts", "latency"];

fn main() {
    let mut numbers_given =
        std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let n_documents = numbers_given.next().unwrap_or(100_000);
    let seed = numbers_given.next().unwrap_or(11);
    let named: Vec<String> =
        std::env::args().skip(1).filter(|argument| PARTS.contains(&argument.as_str())).collect();
    let is_asked = |part: &str| named.is_empty() || named.iter().any(|named| named == part);
    let corpus = Corpus::new(n_documents as usize);
    println!(
        "{n_documents} documents, {:.1} MB of text, questions of seed {seed}",
        corpus.bytes() as f64 / 1e6
    );
    let folder = tempfile::tempdir().expect("a folder");
    let index = indexed(&corpus, folder.path());
    let search = index.search();
    if is_asked("space") {
        space(search, corpus.bytes());
    }
    if is_asked("numbers") {
        numbers(search, &corpus);
    }
    let questions = questions::texts(&corpus, seed);
    if is_asked("texts") {
        let plain = plain::Plain::new(&corpus, &folder.path().join("plain"));
        texts(search, &plain, &questions);
    }
    if is_asked("latency") {
        latency(search, &corpus, &questions);
    }
}

fn indexed(corpus: &Corpus, folder: &std::path::Path) -> Index {
    let mut index = Index::open(folder, "bench").expect("begun");
    let documents: Vec<usize> = (0..corpus.len()).collect();
    let mut applied = Duration::ZERO;
    let mut n_commits = 0;
    let mut commit = |index: &mut Index, last: usize| {
        index.commit(last as u64 + 1).expect("committed");
        n_commits += 1;
    };
    for ahead in documents.chunks(GENERATED_AHEAD) {
        let batches: Vec<_> = ahead
            .chunks(BATCH)
            .map(|batch| {
                let last = *batch.last().expect("chunks are not empty");
                let objects: Vec<_> =
                    batch.iter().map(|document| corpus.object(*document)).collect();
                (last, objects)
            })
            .collect();
        let start = Instant::now();
        for (last, batch) in batches {
            index.add(batch).expect("added");
            if index.is_commit_due() {
                commit(&mut index, last);
            }
        }
        // What is still being indexed must not go on while the next documents are generated.
        let last = *ahead.last().expect("chunks are not empty");
        if index.generation() <= last as u64 {
            commit(&mut index, last);
        }
        applied += start.elapsed();
    }
    let merging = Instant::now();
    index.compact().expect("merged");
    let merging = merging.elapsed();
    let per_second = |took: Duration| corpus.len() as f64 / took.as_secs_f64();
    println!(
        "indexing: {:.0} documents/s in {n_commits} commits; merged into one segment in {:.1} s; {:.0} documents/s with that",
        per_second(applied),
        merging.as_secs_f64(),
        per_second(applied + merging)
    );
    let start = Instant::now();
    find(index.search(), "cai cach hanh chinh", 10);
    println!(
        "the first question without diacritics: {:.1} ms",
        start.elapsed().as_secs_f64() * 1e3
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

/// A form of a question: its name, and how it is written.
type Form = (&'static str, fn(&str) -> String);

/// The forms in which every question is asked.
const FORMS: [Form; 3] = [
    ("as written", str::to_owned),
    ("decomposed", questions::decomposed),
    ("without diacritics", questions::bare),
];

/// Where the document that is meant stands in each answer, from 0; none where it is not among the first twenty.
type Ranks = Vec<Option<usize>>;

fn texts(search: &Search, plain: &plain::Plain, questions: &[Question]) {
    println!("{} questions about texts", questions.len());
    let ours = |text: &str| -> Vec<usize> {
        let found = find(search, text, 20);
        found.hits.iter().map(|hit| corpus::position_of(&hit.card.file)).collect()
    };
    let theirs = |text: &str| plain.find(text, 20);
    let told = |name: &str, ranks: [Ranks; 3]| {
        for ((form, _), ranks) in FORMS.iter().zip(&ranks) {
            report(&format!("{name}, {form}"), ranks.iter().copied());
            for memory in Memory::ALL {
                let of_kind = questions.iter().zip(ranks);
                let of_kind = of_kind.filter(|(question, _)| question.memory == memory);
                report(&format!("  {}", memory.name()), of_kind.map(|(_, rank)| *rank));
            }
        }
        ranks
    };
    let [written, _, bare] =
        told("this index", FORMS.map(|(_, write)| ranks(questions, write, &ours)));
    let [plain, ..] =
        told("plain tantivy", FORMS.map(|(_, write)| ranks(questions, write, &theirs)));
    difference("right at 1 more often than plain tantivy", &plain, &written);
    difference("right at 1 less often without diacritics", &bare, &written);
}

/// Half of the questions at a time: there are two processors.
fn ranks(
    questions: &[Question],
    write: fn(&str) -> String,
    ask: &(impl Fn(&str) -> Vec<usize> + Sync),
) -> Ranks {
    let rank = |question: &Question| {
        ask(&write(&question.text)).iter().position(|found| *found == question.meant)
    };
    let (one, other) = questions.split_at(questions.len() / 2);
    let all = |questions: &[Question]| questions.iter().map(rank).collect::<Ranks>();
    thread::scope(|scope| {
        let one = scope.spawn(|| all(one));
        let other = all(other);
        let one = one.join().expect("asked");
        one.into_iter().chain(other).collect()
    })
}

/// By how many points one way is right at 1 more often than another on the same questions, with the interval in which
/// the true difference lies in 95 of 100 such samples.
fn difference(name: &str, less: &Ranks, more: &Ranks) {
    let is_right = |rank: &Option<usize>| *rank == Some(0);
    let pairs = || less.iter().map(is_right).zip(more.iter().map(is_right));
    let won = pairs().filter(|pair| *pair == (false, true)).count() as f64;
    let lost = pairs().filter(|pair| *pair == (true, false)).count() as f64;
    let n = less.len() as f64;
    let by = (won - lost) / n;
    let error = 1.96 * ((won + lost) / n - by * by).sqrt() / n.sqrt();
    println!(
        "{name}: by {:.2} points, {:.2} to {:.2} ({won} questions one way, {lost} the other)",
        by * 100.0,
        (by - error) * 100.0,
        (by + error) * 100.0
    );
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
