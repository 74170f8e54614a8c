//! The results of 139 units in two levels are those that a spreadsheet computes from the same points by its own
//! formulas. `cargo xtask bench results` has LibreOffice compute them anew and compares them with what is stored.

use std::{collections::BTreeMap, fmt::Write as _};

use assess::results::Results;
use model::{
    criteria::CriteriaSet,
    results::standing::{BandReached, Rank, Standings},
};
use specimen::results::{ResultsRound, rounds};

/// What LibreOffice computed: a line for each unit, and one for highest, mean and lowest of each level.
const COMPUTED: &str = include_str!("../../../fixtures/results/libreoffice.csv");

const SEED: u64 = 1187;

/// The results in the form of the stored ones.
fn told(round: &ResultsRound, standings: &Standings) -> String {
    let mut lines = String::new();
    for unit in &standings.units {
        let index = unit.index.expect("everything has points").rounded(2);
        let rank = match &unit.rank {
            Rank::Settled { rank, .. } => rank.to_string(),
            Rank::Unranked { .. } => "-".to_owned(),
            other => panic!("{other:?}"),
        };
        let Some(BandReached::Settled { band, .. }) = &unit.band else { panic!("{:?}", unit.band) };
        let (maximum, total) = (unit.maximum.value(), unit.total().value());
        writeln!(
            lines,
            "{},{},{:.3},{:.5},{index:.2},{rank},{band}",
            round.id, unit.entrant.unit, maximum, total
        )
        .expect("written");
    }
    let whole = standings.spread(None, None).expect("there").figures.as_ref().expect("settled");
    let (highest, mean, lowest) = (
        whole.highest.rounded(2),
        whole.mean.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero),
        whole.lowest.rounded(2),
    );
    writeln!(lines, "{},spread,{highest:.2},{mean:.2},{lowest:.2},{},", round.id, whole.units)
        .expect("written");
    lines
}

#[test]
fn what_a_spreadsheet_computes_is_what_is_computed_here() {
    let mut computed = String::new();
    for round in rounds(SEED) {
        let set = CriteriaSet::parse(&round.criteria, "set.toml")
            .unwrap_or_else(|error| panic!("{error}"));
        let results = Results::new(&set, &round.entrants, &round.given);
        computed.push_str(&told(&round, &results.standings()));
    }
    for (ours, theirs) in computed.lines().zip(COMPUTED.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(computed.lines().count(), COMPUTED.lines().count());
}

#[test]
fn the_round_is_as_hard_as_it_must_be() {
    let [departments, communes] = rounds(SEED);
    assert_eq!((departments.entrants.len(), communes.entrants.len()), (30, 109));
    assert_eq!(departments.given.unranked.len(), 1);
    let mut maxima = BTreeMap::<String, u32>::new();
    let mut shared = 0;
    for round in [&departments, &communes] {
        let set = CriteriaSet::parse(&round.criteria, "set.toml").expect("sound");
        let standings = Results::new(&set, &round.entrants, &round.given).standings();
        for unit in &standings.units {
            *maxima.entry(unit.maximum.to_string()).or_default() += 1;
            shared +=
                u32::from(matches!(unit.rank, Rank::Settled { shared_by, .. } if shared_by > 1));
        }
        assert!(!round.given.surveys_not_held.is_empty(), "{}: a survey is missing", round.id);
    }
    assert!(maxima.len() > 5, "maxima differ: {maxima:?}");
    assert!(shared >= 20, "{shared} units share a rank");
}
