//! Is the right page recognised? Pages with good text and with ruined text, from a seed: `cargo xtask bench layers`.
//!
//! A page counts as recognised where the reading asks for it. Prints a row a kind with the seeds of its losses, and the
//! two shares with their intervals; exits with 1 where a bar is missed. Its arguments: how many pages of each kind, and the seed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]

use std::process::ExitCode;

use extract::Limits;
use model::ProblemCode;
use testkit::layers::Kind;

/// What share of the ruined pages must be recognised, in percent.
const RUINED_BAR: f64 = 98.0;
/// What share of the good pages must be left alone, in percent.
const GOOD_BAR: f64 = 99.0;

fn main() -> ExitCode {
    // Cargo adds `--bench`.
    let mut numbers = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let mut number = |default: u64| {
        numbers.next().map_or(default, |given| given.parse().expect("arguments are numbers"))
    };
    let (n_pages, seed) = (number(100), number(1));

    println!("| text | pages | right | seeds of the others |\n|---|---|---|---|");
    let (mut good, mut ruined) = (Share::default(), Share::default());
    for (index, kind) in (0..).zip(Kind::ALL) {
        let seeds = (0..n_pages).map(|page| seed * 1_000_003 + index * 10_007 + page);
        let wrong: Vec<u64> =
            seeds.filter(|seed| is_recognised(&kind.page(*seed)) == kind.is_good()).collect();
        let right = n_pages - wrong.len() as u64;
        println!("| {kind:?} | {n_pages} | {right} | {wrong:?} |");
        let share = if kind.is_good() { &mut good } else { &mut ruined };
        share.right += right;
        share.all += n_pages;
    }
    println!("\nruined layers recognised: {}", ruined.told());
    println!("good layers left alone: {}", good.told());
    let holds = ruined.percent() >= RUINED_BAR && good.percent() >= GOOD_BAR;
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whether the reading of a page asks for its recognition.
fn is_recognised(pdf: &[u8]) -> bool {
    let reading = extract::read(pdf, "page.pdf", &Limits::default(), &mut || ());
    reading.problems.iter().any(|problem| problem.code == ProblemCode::PageNeedsOcr)
}

#[derive(Default)]
struct Share {
    right: u64,
    all: u64,
}

impl Share {
    fn percent(&self) -> f64 {
        100.0 * self.right as f64 / self.all.max(1) as f64
    }

    /// The share with Wilson's interval of 95%.
    fn told(&self) -> String {
        const Z: f64 = 1.96;
        let (share, all) = (self.percent() / 100.0, self.all.max(1) as f64);
        let middle = share + Z * Z / (2.0 * all);
        let reach = Z * (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
        let [low, high] =
            [middle - reach, middle + reach].map(|bound| 100.0 * bound / (1.0 + Z * Z / all));
        let Self { right, all } = self;
        format!("{right} of {all}, {:.1}% ({low:.1} to {high:.1})", self.percent())
    }
}
