//! How fast the desk answers over a round of 139 units and 100,000 documents: `cargo xtask bench desk`.
//!
//! The ledger is filled with generated documents and their readings; no file is read but the few whose pages are drawn.
//! Then `kiemchung serve` is started on it and asked as browsers ask; at last the index is rebuilt from the readings. A round
//! in a folder that is named is filled once, kept, and only asked. Exits with 1 where a bar is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]
#![expect(
    clippy::disallowed_methods,
    reason = "a bench measures itself; nothing is decided by it but the bench"
)]

mod browse;
mod fill;

use std::{
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use browse::{Desk, Times};
use fill::{Filled, Kind};

/// How many documents are generated where nobody says.
const DOCUMENTS: usize = 100_000;
/// The bars of a page, of 50 people clicking at once, and of an image of a page, drawn and kept.
const PAGE: Duration = Duration::from_millis(100);
const CROWD: Duration = Duration::from_millis(300);
/// How long somebody looks at a page before the next click.
const LOOK: Duration = Duration::from_millis(500);
const DRAWN: Duration = Duration::from_millis(80);
const KEPT: Duration = Duration::from_millis(5);
/// How often somebody says something, and others look right after it.
const SAID: usize = 20;
/// The bar of rebuilding the index, for each thousand documents.
const REBUILT_A_THOUSAND: Duration = Duration::from_secs(3);
/// The most bytes of the first page with what it needs.
const FIRST_PAGE: usize = 150_000;

fn main() -> ExitCode {
    // Cargo adds `--bench`; the number of documents is a number, and what else there is, is a folder.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let documents = arguments.iter().find_map(|argument| argument.parse().ok());
    let kept = arguments.iter().find(|argument| argument.parse::<usize>().is_err());
    let is_kept = kept.is_some();
    let filled = match fill::round(documents.unwrap_or(DOCUMENTS), kept.map(Into::into)) {
        Ok(filled) => filled,
        Err(error) => panic!("the round could not be made: {error:#}"),
    };
    println!(
        "{} units, {} documents, made in {:.1} s",
        filled.units.len(),
        filled.n_documents,
        filled.took.as_secs_f64()
    );
    let desk = Desk::open(&filled);
    println!("serve listens after {:.1} s", desk.opened_in.as_secs_f64());
    println!("pages are there {:.1} s later", desk.prepared_in().as_secs_f64());
    println!("everything can be found {:.1} s after that", desk.indexed_in().as_secs_f64());
    println!("the server held {} MB at most\n", desk.memory());
    let is_good = measure(&filled, &desk);
    drop(desk);
    if is_good & (is_kept || is_rebuilt_in_time(&filled)) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Builds the index anew from the stored readings, as whoever lost it would.
fn is_rebuilt_in_time(filled: &Filled) -> bool {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_kiemchung"))
        .args(["index", "--rebuild"])
        .arg(filled.pipeline())
        .stdout(Stdio::null())
        .status()
        .expect("the program starts");
    let took = start.elapsed();
    assert!(status.success(), "the index is rebuilt");
    let bar = REBUILT_A_THOUSAND.mul_f64(filled.n_documents as f64 / 1e3);
    println!(
        "the index rebuilt from the stored readings of {} documents: {:.1} s, bar {:.1} s",
        filled.n_documents,
        took.as_secs_f64(),
        bar.as_secs_f64()
    );
    took <= bar
}

/// Measures all there is a bar for; whether every bar is reached.
fn measure(filled: &Filled, desk: &Desk) -> bool {
    let mut is_good = true;
    println!("{:<44} {:>8} {:>8} {:>9} {:>8}", "page", "p50 ms", "p95 ms", "kB", "bar ms");
    let (pages, taken_along) = filled.pages();
    for Kind { path, addresses } in pages {
        let (times, bytes) = desk.times_of(&addresses);
        is_good &= line(path, &times, bytes, Some(PAGE));
    }
    for Kind { path, addresses } in taken_along {
        let (times, bytes) = desk.times_of(&addresses[..addresses.len().min(5)]);
        line(path, &times, bytes, None);
    }
    let of_unit = format!("/units/{}", filled.units[0]);
    for path in ["/appraisals", "/results", &of_unit] {
        let times = (0..SAID).map(|nth| {
            let said = filled.while_said(nth, || desk.times_of(&[path.to_owned()]).0.p50());
            said.unwrap_or_else(|error| panic!("nobody could say something: {error:#}"))
        });
        let name = format!("{path}, when somebody has just said something");
        is_good &= line(&name, &Times::of(times.collect()), 0, Some(PAGE));
    }
    let images = filled.images();
    let (drawn, bytes) = desk.times_of(&images);
    is_good &= line("image of a page, drawn", &drawn, bytes, Some(DRAWN));
    let (kept, bytes) = desk.times_of(&images);
    is_good &= line("image of a page, kept", &kept, bytes, Some(KEPT));
    for (name, look) in [
        ("50 people clicking, a look of 0.5 s", LOOK),
        ("50 people clicking without end", Duration::ZERO),
    ] {
        let crowd = desk.crowd(&filled.clicks(), look);
        is_good &= line(name, &crowd, 0, Some(CROWD));
    }
    let first = |packed| -> usize {
        let whole = ["/", "/assets/desk.css", "/assets/desk.js", "/assets/desk.svg"];
        whole.iter().map(|one| desk.weight(one, packed)).sum()
    };
    let (sent, whole) = (first(true), first(false));
    println!(
        "\nthe first page with its style and script: {} kB as sent, {} kB without gzip",
        sent / 1_000,
        whole / 1_000
    );
    println!("the server held {} MB at most", desk.memory());
    is_good & (sent <= FIRST_PAGE)
}

/// A line of the table; whether the bar is reached, where there is one.
fn line(name: &str, times: &Times, bytes: usize, bar: Option<Duration>) -> bool {
    let is_good = bar.is_none_or(|bar| times.p95() <= bar);
    println!(
        "{name:<44} {:>8.1} {:>8.1} {:>9.1} {:>8}{}",
        times.p50().as_secs_f64() * 1e3,
        times.p95().as_secs_f64() * 1e3,
        bytes as f64 / 1e3,
        bar.map(|bar| bar.as_millis().to_string()).unwrap_or_default(),
        if is_good { "" } else { "  missed" }
    );
    is_good
}
