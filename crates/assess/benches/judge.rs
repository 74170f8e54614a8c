//! How well, and how fast, generated rounds are judged: `cargo xtask bench judge`.
//!
//! Two rounds are measured for precision and recall: one on the seed of development, one on a seed that is given as an
//! argument and was not looked at before. The second is a whole round of 139 units, judged once and again after one
//! file of one unit has changed. Exits with 1 where a bar is missed.

#![expect(clippy::print_stdout, reason = "a bench speaks on the terminal")]

use std::{
    process::ExitCode,
    time::{Duration, Instant},
};

use assess::{Elsewhere, RoundTerms, UnitJudgement, judge};
use model::criteria::CriteriaSet;
use specimen::{
    generated::{self, GeneratedRound},
    literal::hash,
    measure::Measure,
};

const DEVELOPMENT: u64 = 1;
const N_UNITS: usize = 139;

fn main() -> ExitCode {
    // Cargo adds `--bench`; a seed is a number.
    let seed = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    let is_good = [Some(DEVELOPMENT), seed].into_iter().flatten().map(bench).collect::<Vec<_>>();
    if is_good.into_iter().all(|good| good) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures one seed; whether every bar is reached.
fn bench(seed: u64) -> bool {
    let mut round = generated::round(seed, N_UNITS);
    let set =
        CriteriaSet::parse(&round.criteria, "set.toml").unwrap_or_else(|error| panic!("{error}"));
    let terms = RoundTerms { id: round.id.clone(), from: round.from, to: round.to, due: round.due };
    let files: usize = round.units.iter().map(|unit| unit.dossier.documents.len()).sum();
    println!(
        "seed {seed}: {N_UNITS} units, {} leaves, {files} files ({} a unit)",
        set.leaves().count(),
        files / N_UNITS
    );

    let (judged, whole) = timed(|| judge_all(&terms, &set, &round));
    let mut measure = Measure::default();
    for (unit, judged) in round.units.iter().zip(&judged) {
        measure.add(&judged.unit, &unit.truth, &judged.findings, &judged.judgements);
    }
    print!("{measure}");
    for mistake in measure.mistakes.iter().take(SHOWN) {
        println!("  {mistake}");
    }

    let (again, after_one_change) = change_one_file(&terms, &set, &mut round);
    println!(
        "whole round {:.3} s; after one changed file {:.3} s ({again} units judged again)\n",
        whole.as_secs_f64(),
        after_one_change.as_secs_f64()
    );
    let all = measure.all_findings();
    let open = measure.undecidable;
    all.recall() >= 980
        && all.precision() >= 980
        && measure.joint() >= 950
        && open.recall() >= 980
        && open.precision() >= 980
        && measure.unsupported_though_unread == 0
        && whole <= Duration::from_secs(10)
        && after_one_change <= Duration::from_secs(1)
}

/// How many mistakes are shown.
const SHOWN: usize = 40;

fn judge_all(terms: &RoundTerms, set: &CriteriaSet, round: &GeneratedRound) -> Vec<UnitJudgement> {
    let elsewhere = Elsewhere::of(round.units.iter().map(|unit| &unit.dossier));
    round.units.iter().map(|unit| judge(terms, set, &unit.dossier, &elsewhere)).collect()
}

/// Changes one file, and judges again those units for which that can matter: the unit itself, and those that share
/// what it sends now or sent before.
fn change_one_file(
    terms: &RoundTerms,
    set: &CriteriaSet,
    round: &mut GeneratedRound,
) -> (usize, Duration) {
    let before = Elsewhere::of(round.units.iter().map(|unit| &unit.dossier));
    // Kept beside each judgement, as the ledger does.
    let shared_before: Vec<_> =
        round.units.iter().map(|unit| before.shared_with(&unit.dossier)).collect();
    let changed = &mut round.units[N_UNITS / 2].dossier;
    let document = changed
        .documents
        .iter_mut()
        .find(|document| {
            Some(&document.file) != changed.sheet.as_ref() && !document.facts.metrics.is_empty()
        })
        .expect("every unit sends a report with figures");
    document.sha256 = hash("bản khác");
    document.facts.metrics[0].value += rust_decimal::Decimal::ONE;
    let changed = changed.unit.clone();
    timed(|| {
        let after = Elsewhere::of(round.units.iter().map(|unit| &unit.dossier));
        round
            .units
            .iter()
            .zip(&shared_before)
            .filter(|(unit, shared_before)| {
                let dossier = &unit.dossier;
                dossier.unit == changed || **shared_before != after.shared_with(dossier)
            })
            .map(|(unit, _)| judge(terms, set, &unit.dossier, &after))
            .collect::<Vec<_>>()
            .len()
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "a bench measures itself; nothing is decided by it but the bench"
)]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}
