//! The criteria sets of the founding documents: each parses, says of its rows which only hold a place, and judges a
//! complete submission with planted errors to exactly what must be found.

use std::collections::{BTreeMap, BTreeSet};

use assess::{Elsewhere, RoundTerms, judge};
use model::{
    RoundId,
    criteria::{ChangeKind, CriteriaSet, Remark},
    rule::Assessor,
};
use specimen::{
    literal::{date, points},
    submission,
};

const PROVINCE_2015: &str =
    include_str!("../../../pipelines/criteria/bo-noi-vu-2015-province.toml");
const PROVINCE_2016: &str =
    include_str!("../../../pipelines/criteria/bo-noi-vu-2016-province.toml");
const CAN_THO: &str = include_str!("../../../pipelines/criteria/can-tho-1823-2018-department.toml");
const HA_NOI: &str = include_str!("../../../pipelines/criteria/ha-noi-2019-division.toml");
const PROVINCE_2022: &str = include_str!("../../../pipelines/criteria/qd-876-2022-province.toml");
const MINISTRY_2022: &str = include_str!("../../../pipelines/criteria/qd-876-2022-ministry.toml");
const PROVINCE_2025: &str = include_str!("../../../pipelines/criteria/qd-1187-2025-province.toml");

fn set(toml: &str) -> CriteriaSet {
    CriteriaSet::parse(toml, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

/// Leaves, those that only hold a place, and the points of the survey.
fn check_form(toml: &str, n_leaves: usize, n_placeholders: usize, survey: &str) {
    let set = set(toml);
    let name = &set.head().name;
    assert_eq!(set.leaves().count(), n_leaves, "{name}");
    let surveyed = set.leaves().filter(|leaf| leaf.assessed_by == Assessor::Survey);
    assert_eq!(surveyed.map(|leaf| leaf.max).sum::<model::Points>(), points(survey), "{name}");
    let remarks = CriteriaSet::verify(toml, "set.toml").remarks;
    let placeholders = remarks.iter().filter(|at| at.remark == Remark::Placeholder);
    // A row that holds a place is never taken for known: nobody may score by it.
    assert!(placeholders.clone().all(|at| at.known_as.is_none()), "{name}");
    assert_eq!(placeholders.count(), n_placeholders, "{name}");
}

#[test]
fn each_has_the_structure_that_is_known_and_says_which_rows_hold_a_place() {
    check_form(PROVINCE_2015, 17, 14, "1");
    check_form(PROVINCE_2016, 17, 14, "1");
    check_form(CAN_THO, 7, 3, "0");
    check_form(HA_NOI, 42, 42, "30");
    check_form(PROVINCE_2022, 92, 92, "30.5");
    check_form(MINISTRY_2022, 103, 103, "31.5");
    check_form(PROVINCE_2025, 102, 0, "32");
}

/// The findings and verdicts of a complete submission, as they were planted and no others.
fn check_round(toml: &str) {
    let set = set(toml);
    let name = &set.head().name;
    let year = set.head().year;
    let round = RoundTerms {
        id: RoundId::new("vong-mau").expect("a round id"),
        from: date(&format!("{year}-01-01")),
        to: date(&format!("{year}-12-31")),
        due: date(&format!("{}-01-31", year + 1)),
    };
    let submission = submission::of(&set);
    let judged = judge(&round, &set, &submission.dossier, &Elsewhere::default());
    let findings: BTreeSet<_> = judged
        .findings
        .iter()
        .filter_map(|finding| Some((finding.criterion.clone()?, finding.code())))
        .collect();
    let beyond: Vec<_> = findings.difference(&submission.findings).collect();
    let missed: Vec<_> = submission.findings.difference(&findings).collect();
    assert!(beyond.is_empty() && missed.is_empty(), "{name}: beyond {beyond:?}, missed {missed:?}");
    let verdicts: BTreeMap<_, _> = judged
        .judgements
        .iter()
        .filter_map(|judgement| {
            Some((judgement.criterion.clone(), judgement.verdict.as_ref()?.kind()))
        })
        .collect();
    assert_eq!(verdicts, submission.verdicts, "{name}");
    assert!(submission.findings.len() > 3, "{name}: something is planted");
}

#[test]
fn a_complete_submission_is_judged_by_each() {
    for toml in
        [PROVINCE_2015, PROVINCE_2016, CAN_THO, HA_NOI, PROVINCE_2022, MINISTRY_2022, PROVINCE_2025]
    {
        check_round(toml);
    }
}

#[test]
fn what_cost_can_tho_points_in_2016_is_what_changed() {
    let changes = set(PROVINCE_2015).changes_to(&set(PROVINCE_2016));
    let told = |kind: fn(&ChangeKind) -> bool| -> Vec<String> {
        let changes = changes.iter().filter(|change| kind(&change.kind));
        changes.filter_map(|change| Some(change.code.as_ref()?.to_string())).collect()
    };
    assert_eq!(told(|kind| matches!(kind, ChangeKind::Base { .. })), ["1.4", "4.2"]);
    assert_eq!(told(|kind| matches!(kind, ChangeKind::Rule { .. })), ["1.4"]);
    assert_eq!(told(|kind| matches!(kind, ChangeKind::Renamed { .. })), ["3.1"]);
    assert_eq!(told(|kind| matches!(kind, ChangeKind::Responsible { .. })).len(), 16);
}
