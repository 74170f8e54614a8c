//! Generated rounds, judged: the quick part of `cargo xtask bench judge`, on the seed of development.
//!
//! What is planted must be found, where it is planted, and nothing else; the bars are those of the bench.

use std::sync::LazyLock;

use assess::{Elsewhere, RoundTerms, judge};
use model::{criteria::CriteriaSet, finding::FindingCode};
use specimen::{
    generated::{self, GeneratedRound},
    measure::Measure,
};

/// The seed that was looked at while judging and generator were written.
const DEVELOPMENT: u64 = 1;

const N_UNITS: usize = 12;

static MEASURED: LazyLock<Measure> =
    LazyLock::new(|| measured(&generated::round(DEVELOPMENT, N_UNITS)));

fn measured(round: &GeneratedRound) -> Measure {
    let set =
        CriteriaSet::parse(&round.criteria, "set.toml").unwrap_or_else(|error| panic!("{error}"));
    let terms = RoundTerms { id: round.id.clone(), from: round.from, to: round.to, due: round.due };
    let elsewhere = Elsewhere::of(round.units.iter().map(|unit| &unit.dossier));
    let mut measure = Measure::default();
    for unit in &round.units {
        let judged = judge(&terms, &set, &unit.dossier, &elsewhere);
        measure.add(&judged.unit, &unit.truth, &judged.findings, &judged.judgements);
    }
    measure
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let measure = &*MEASURED;
    let report = format!("{measure}\n{}", measure.mistakes.join("\n"));
    let all = measure.all_findings();
    assert!(all.recall() >= 980 && all.precision() >= 980, "{report}");
    for (code, hits) in &measure.findings {
        assert!(hits.recall() >= 950 && hits.precision() >= 950, "{code:?}\n{report}");
    }
    assert!(measure.joint() >= 950, "{report}");
}

#[test]
fn waiting_for_unread_files_is_no_way_out() {
    let measure = &*MEASURED;
    let undecidable = measure.undecidable;
    assert!(undecidable.right > 20, "{measure}");
    assert!(undecidable.recall() >= 980 && undecidable.precision() >= 980, "{measure}");
    assert_eq!(measure.unsupported_though_unread, 0, "{measure}");
}

#[test]
fn every_kind_of_finding_is_planted() {
    let never: Vec<_> =
        FindingCode::ALL.iter().filter(|code| !MEASURED.findings.contains_key(code)).collect();
    assert!(never.is_empty(), "{never:?}");
}

#[test]
fn the_same_seed_gives_the_same_round() {
    let [one, other] = [generated::round(7, 2), generated::round(7, 2)];
    assert_eq!(format!("{one:?}"), format!("{other:?}"));
    assert_ne!(format!("{one:?}"), format!("{:?}", generated::round(8, 2)));
}
