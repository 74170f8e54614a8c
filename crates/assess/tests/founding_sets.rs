//! The criteria sets of the founding documents of which only the structure is known: they parse, they add up, and they
//! say of themselves that their rows hold a place.

use model::{criteria::CriteriaSet, rule::Assessor};

fn check(toml: &str, name: &str, n_leaves: usize) {
    let set = CriteriaSet::parse(toml, name).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(set.leaves().count(), n_leaves, "{name}");
    let survey = set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Survey);
    assert!(survey.count() > 0, "{name}");
    let known: Vec<_> = set.head().defects.iter().map(|defect| defect.id.as_str()).collect();
    assert_eq!(known, ["P1"], "{name}");
    assert!(set.leaves().all(|leaf| leaf.defect.as_deref() == Some("P1")), "{name}");
}

#[test]
fn the_ministrys_sets_of_2022() {
    check(
        include_str!("../../../pipelines/criteria/qd-876-2022-province.toml"),
        "qd-876-2022-province.toml",
        92,
    );
    check(
        include_str!("../../../pipelines/criteria/qd-876-2022-ministry.toml"),
        "qd-876-2022-ministry.toml",
        103,
    );
}

#[test]
fn the_set_of_ha_noi_for_divisions_of_2019() {
    check(
        include_str!("../../../pipelines/criteria/ha-noi-2019-division.toml"),
        "ha-noi-2019-division.toml",
        42,
    );
}
