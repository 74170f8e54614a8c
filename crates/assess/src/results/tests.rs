//! Index, ranks, bands and spreads of small rounds, worked out by hand.

use std::collections::BTreeMap;

use model::{
    Points,
    finding::{Finding, FindingDetail, Severity, Subject},
    results::{
        analysis::{Cause, YearFigures},
        given::{
            BandCapped, ConfirmedCause, DecidedRank, ExtraKind, GivenExtra, GivenNotApplicable,
            SurveyNotHeld, SurveySample, Task,
        },
        standing::{BandLowered, BandReached, LeafState, OpenLeaf, Rank, Standings, SurveyGap},
    },
};
use proptest::prelude::*;

use super::{Earlier, Results, sample::*};

fn standings(set: &model::criteria::CriteriaSet, ids: &[&str], given: &super::Given) -> Standings {
    Results::new(set, &entrants(ids), given).standings()
}

/// `unit rank index band` of every unit.
fn told(standings: &Standings) -> Vec<String> {
    let rank = |rank: &Rank| match rank {
        Rank::Settled { rank, shared_by: 1, .. } => rank.to_string(),
        Rank::Settled { rank, .. } => format!("{rank}="),
        Rank::Tied { from, to, .. } => format!("{from}..{to}"),
        Rank::Open { best, worst, .. } => format!("{best}-{worst}?"),
        Rank::NothingAttainable => "0".to_owned(),
        Rank::Unranked { .. } => "-".to_owned(),
    };
    let band = |band: &Option<BandReached>| match band {
        Some(BandReached::Settled { band, .. }) => band.clone(),
        Some(BandReached::Open { worst, best }) => format!("{worst}..{best}"),
        Some(BandReached::None) | None => "-".to_owned(),
    };
    let units = standings.units.iter();
    units
        .map(|unit| {
            let index =
                unit.index.map_or("?".to_owned(), |index| index.rounded(2).normalize().to_string());
            format!("{} {} {index} {}", unit.entrant.unit, rank(&unit.rank), band(&unit.band))
        })
        .collect()
}

fn check(set: &model::criteria::CriteriaSet, given: &super::Given, expect: &[&str]) {
    let ids: Vec<&str> = expect.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(told(&standings(set, &ids, given)), expect);
}

fn without_evidence() -> FindingDetail {
    FindingDetail::ScoreWithoutEvidence { listed: Vec::new() }
}

#[test]
fn index_rank_and_band_follow_from_the_points() {
    let given = given(&[
        ("a", "2 1 1 4 1.5"),
        ("b", "2 1 0.5 2 1.2"),
        ("c", "2 1 1 3 2"),
        ("d", "0 0 0.5 4 1.2"),
    ]);
    check(&set(&[]), &given, &["a 1 95 Tốt", "b 3 67 Khá", "c 2 90 Tốt", "d 4 57 Kém"]);
}

#[test]
fn a_leaf_without_points_is_open_and_never_zero() {
    let set = set(&[]);
    let given = given(&[("a", "2 1 1 4 1.5"), ("b", "2 1 1 - 1.5"), ("c", "0 0 0 4 1.5")]);
    // b has 5.5 to 9.5 of 10: it may pass c or not, and comes level with a at best.
    check(&set, &given, &["a 1 95 Tốt", "b 1-2? ? Kém..Tốt", "c 2-3? 55 Kém"]);
    let standings = standings(&set, &["b"], &given);
    let unit = &standings.units[0];
    assert_eq!((unit.points, unit.open, unit.maximum), (points("5.5"), points("4"), points("10")));
    let item = unit.item(&code("2.1")).expect("there");
    assert_eq!(item.leaf, Some(LeafState::Open { why: OpenLeaf::NoPoints }));
    assert_eq!(item.index, None);
    assert!(unit.item(&code("1")).expect("there").index.is_some(), "area 1 is complete");
}

#[test]
fn what_does_not_apply_leaves_points_and_maximum() {
    let set = set(&[(
        "[[area]]\ncode = \"1\"",
        "[[set.not_applicable]]\ncodes = [\"1.1\"]\nunits = [\"b\"]\nreason = \"không có\"\n\n[[area]]\ncode = \"1\"",
    )]);
    let mut given = given(&[("a", "1 1 1 4 2"), ("b", "- 1 1 3.2 2"), ("c", "2 - - 4 2")]);
    given.not_applicable.push(GivenNotApplicable {
        unit: unit("c"),
        code: code("1.2"),
        because: because("không có bộ phận một cửa"),
    });
    check(&set, &given, &["a 2= 90 Tốt", "b 2= 90 Tốt", "c 1 100 Tốt"]);
    let standings = standings(&set, &["a", "b", "c"], &given);
    let maxima: Vec<_> = standings.units.iter().map(|unit| unit.maximum.to_string()).collect();
    assert_eq!(maxima, ["10", "8", "8"]);
    assert_eq!(standings.units[2].item(&code("1.2")).expect("there").index, None);
}

#[test]
fn a_survey_that_does_not_count_leaves_or_gives_nothing() {
    let mut given = given(&[("a", "2 1 1 2 2"), ("b", "2 1 1 2 -"), ("c", "2 1 1 2 2")]);
    given.surveys_not_held.push(SurveyNotHeld { unit: unit("b"), code: None, source: source() });
    let survey = given.points.get_mut(&(unit("c"), code("2.2"))).expect("there");
    survey.sample = Some(SurveySample { asked: 900, answered: 60 });
    // 6 of 8 where the survey does not count: 60 of 900 is under a tenth.
    check(&set(&[]), &given, &["a 1 80 Tốt", "b 2= 75 Khá", "c 2= 75 Khá"]);
    let zero = set(&[("without = \"rescale\"", "without = \"zero\"")]);
    check(&zero, &given, &["a 1 80 Tốt", "b 2= 60 Kém", "c 2= 60 Kém"]);
    let leaf = |standings: &Standings, at: usize| {
        standings.units[at].item(&code("2.2")).expect("there").leaf.clone()
    };
    let now = standings(&zero, &["a", "b", "c"], &given);
    let small = SurveySample { asked: 900, answered: 60 };
    assert_eq!(
        leaf(&now, 2),
        Some(LeafState::SurveyZero { why: SurveyGap::SampleTooSmall(small) })
    );
    // Nobody said how many answered: it is open whether the survey counts.
    given.points.get_mut(&(unit("c"), code("2.2"))).expect("there").sample = None;
    let now = standings(&set(&[]), &["a", "b", "c"], &given);
    assert_eq!(leaf(&now, 2), Some(LeafState::Open { why: OpenLeaf::NoSample }));
}

#[test]
fn survey_points_are_rounded_first_and_the_index_last() {
    // 1.0005 becomes 1.001; 9.001 of 10 is published as 90.01.
    check(&set(&[]), &given(&[("a", "2 1 1 4 1.0005")]), &["a 1 90.01 Tốt"]);
    let exact = set(&[(", decimals = 3 }", " }")]);
    check(&exact, &given(&[("a", "2 1 1 4 1.0005")]), &["a 1 90.01 Tốt"]);
    check(&exact, &given(&[("a", "2 1 1 4 1.0004")]), &["a 1 90 Tốt"]);
}

#[test]
fn equals_share_the_rank_and_the_next_is_skipped() {
    let given = given(&[
        ("a", "2 1 1 4 1"),
        ("b", "1 1 1 4 2"),
        ("c", "2 1 1 3 1.9999"),
        ("d", "2 1 1 4 2"),
    ]);
    let twice = &["a 2= 90 Tốt", "b 2= 90 Tốt", "c 2= 90 Tốt", "d 1 100 Tốt"];
    check(&set(&[(", decimals = 3 }", " }")]), &given, twice);
    // The exact index parts them where the sources do not round.
    let silent = set(&[(", decimals = 3 }", " }"), ("{ decimals = 2 }", "\"silent\"")]);
    check(&silent, &given, &["a 2= 90 Tốt", "b 2= 90 Tốt", "c 4 90 Tốt", "d 1 100 Tốt"]);
    // A third decimal parts neighbours where the set says so.
    let thirds = set(&[
        (", decimals = 3 }", " }"),
        ("{ decimals = 2 }", "{ decimals = 2 }\ntie_decimals = 1"),
    ]);
    check(&thirds, &given, &["a 2= 90 Tốt", "b 2= 90 Tốt", "c 4 90 Tốt", "d 1 100 Tốt"]);
}

#[test]
fn the_competent_body_decides_between_equals_where_the_set_says_so() {
    let set = set(&[("bonus =", "ties = \"competent_body_decides\"\nbonus =")]);
    let mut given = given(&[("a", "2 1 1 4 1"), ("b", "1 1 1 4 2"), ("c", "2 1 1 4 2")]);
    check(&set, &given, &["a 2..3 90 Tốt", "b 2..3 90 Tốt", "c 1 100 Tốt"]);
    let decided = |rank| DecidedRank { rank, source: source() };
    given.decided_ranks.insert(unit("b"), decided(2));
    check(&set, &given, &["a 2..3 90 Tốt", "b 2..3 90 Tốt", "c 1 100 Tốt"]);
    given.decided_ranks.insert(unit("a"), decided(3));
    check(&set, &given, &["a 3 90 Tốt", "b 2 90 Tốt", "c 1 100 Tốt"]);
    // A decision that gives one rank twice decides nothing.
    given.decided_ranks.insert(unit("a"), decided(2));
    check(&set, &given, &["a 2..3 90 Tốt", "b 2..3 90 Tốt", "c 1 100 Tốt"]);
}

#[test]
fn a_unit_may_be_banded_without_a_rank_and_means_leave_it_out() {
    let mut given = given(&[("a", "2 1 1 4 2"), ("b", "2 1 1 3 1"), ("c", "2 1 1 4 1")]);
    given.unranked.insert(unit("a"), because("chủ trì thẩm định"));
    let set = set(&[]);
    check(&set, &given, &["a - 100 Tốt", "b 2 80 Tốt", "c 1 90 Tốt"]);
    let standings = standings(&set, &["a", "b", "c"], &given);
    let whole = standings.spread(None, None).expect("there").figures.as_ref().expect("settled");
    assert_eq!((whole.mean.to_string().as_str(), whole.units), ("85", 2));
    assert_eq!((whole.highest.rounded(2).to_string().as_str(), whole.best.as_str()), ("90", "c"));
    let area = standings.spread(None, Some(&code("2"))).expect("there");
    assert_eq!(area.figures.as_ref().expect("settled").lowest.rounded(2).to_string(), "66.67");
}

#[test]
fn groups_are_ranked_apart() {
    let given = given(&[("a", "2 1 1 4 2"), ("b", "2 1 1 3 1"), ("c", "2 1 1 4 1")]);
    let mut entrants = entrants(&["a", "b", "c"]);
    entrants[1].group = Some("Xã".to_owned());
    entrants[2].group = Some("Xã".to_owned());
    let set = set(&[]);
    let standings = Results::new(&set, &entrants, &given).standings();
    assert_eq!(told(&standings), ["a 1 100 Tốt", "b 2 80 Tốt", "c 1 90 Tốt"]);
    assert!(standings.spread(Some("Xã"), None).is_some() && standings.spread(None, None).is_some());
}

#[test]
fn bonus_and_penalty_are_cut_at_their_most() {
    let extra = |kind, written: &str| GivenExtra {
        unit: unit("a"),
        kind,
        points: points(written),
        reason: "sáng kiến".to_owned(),
        source: source(),
    };
    let mut given = given(&[("a", "2 1 1 3 1")]);
    given.extras = vec![
        extra(ExtraKind::Bonus, "0.7"),
        extra(ExtraKind::Bonus, "0.7"),
        extra(ExtraKind::Penalty, "0.4"),
    ];
    check(&set(&[]), &given, &["a 1 86 Tốt"]);
    // A set that knows no bonus gives none.
    check(&set(&[("bonus = { max = 1 }\n", "")]), &given, &["a 1 76 Khá"]);
}

#[test]
fn what_keeps_a_unit_from_better_bands_is_told() {
    let lowered = |given: &super::Given| {
        let set = set(&[]);
        let standings = standings(&set, &["a"], given);
        match standings.units[0].band.clone() {
            Some(BandReached::Settled { band, lowered, .. }) => (band, lowered),
            other => panic!("{other:?}"),
        }
    };
    let mut zero = given(&[("a", "2 0 0 4 2")]);
    let at_zero = BandLowered::CriterionAtZero { code: code("1.2") };
    assert_eq!(lowered(&zero), ("Khá".to_owned(), Some(at_zero)));
    zero.without_self_score.insert(unit("a"), because("không gửi"));
    assert_eq!(lowered(&zero), ("Kém".to_owned(), Some(BandLowered::WithoutSelfScore)));
    let mut capped = given(&[("a", "2 1 1 4 2")]);
    let cap = BandCapped { band: "Khá".to_owned(), because: because("kỷ luật") };
    capped.band_caps.insert(unit("a"), cap);
    let by_discipline = BandLowered::Capped { reason: "kỷ luật".to_owned() };
    assert_eq!(lowered(&capped), ("Khá".to_owned(), Some(by_discipline)));
}

#[test]
fn a_band_that_only_rounding_reaches_is_told() {
    let set = set(&[(", decimals = 3 }", " }")]);
    let standings = standings(&set, &["a"], &given(&[("a", "2 1 1 3 0.9996")]));
    let band = standings.units[0].band.clone();
    let told = BandReached::Settled { band: "Tốt".to_owned(), lowered: None, by_rounding: true };
    assert_eq!(band, Some(told));
}

fn finding(id: &str, leaf: &str, severity: Severity, detail: FindingDetail) -> Finding {
    Finding {
        round: model::RoundId::new("vong").expect("an id"),
        unit: unit(id),
        criterion: Some(code(leaf)),
        subject: Subject::Claim,
        severity,
        claimed: None,
        detail,
        evidence: Vec::new(),
    }
}

#[test]
fn what_hangs_on_a_finding_is_points_index_rank_and_band() {
    let set = set(&[]);
    let entrants = entrants(&["a", "b", "c"]);
    let given = given(&[("a", "2 1 1 4 1"), ("b", "2 1 1 3 1"), ("c", "0 1 1 4 1")]);
    let results = Results::new(&set, &entrants, &given);
    let blocking = |leaf| finding("a", leaf, Severity::Blocking, without_evidence());
    let note = finding("b", "1.1", Severity::Note, FindingDetail::ExplanationMissing {});
    let findings = BTreeMap::from([
        (unit("a"), vec![blocking("1.1"), blocking("1.2.1")]),
        (unit("b"), vec![note]),
        // Already at 0: the finding takes nothing more.
        (unit("c"), vec![finding("c", "1.1", Severity::Blocking, without_evidence())]),
    ]);
    let effects = results.effects(&findings);
    assert_eq!(effects.len(), 1, "only a has points that are disputed");
    let a = &effects[0];
    let shown = |outcome: &model::results::effect::Outcome| {
        let index = outcome.index.expect("settled").rounded(2).normalize();
        let Rank::Settled { rank, shared_by, .. } = outcome.rank else { panic!("{outcome:?}") };
        format!("{} {index} {rank}/{shared_by}", outcome.points)
    };
    assert_eq!(shown(&a.now), "9 90 1/1");
    assert_eq!(shown(&a.disputes[0].upheld), "7 70 2/2");
    assert_eq!(shown(&a.disputes[1].upheld), "8 80 1/2");
    assert_eq!(shown(&a.disputes[1].at_maximum), "9 90 1/1");
    assert_eq!(shown(&a.all_upheld), "6 60 3/1");
}

#[test]
fn the_change_of_an_index_is_the_sum_of_what_its_leaves_changed() {
    let (then_set, now_set) = (
        set(&[("year = 2025", "year = 2024")]),
        // 1.1 has a stricter rule, 1.2.2 is another item.
        set(&[
            (
                "{ when = \"đạt\", points = 2 }",
                "{ when = \"đạt cả năm\", points = 2 }, { when = \"đạt một phần\", points = 1 }",
            ),
            ("name = \"Một hai hai\"", "name = \"Chuyển đổi số\""),
        ]),
    );
    let entrants = entrants(&["a", "b"]);
    let then_given = given(&[("a", "2 1 1 4 1"), ("b", "2 1 1 3 1")]);
    let mut now_given = given(&[("a", "1 0 0.5 4 1"), ("b", "2 1 1 3.5 1")]);
    let confirmed = ConfirmedCause { cause: Cause::StricterRule, remark: None, source: source() };
    now_given.causes.insert((unit("a"), code("1.1")), confirmed);
    now_given.years.push(YearFigures {
        unit: unit("a"),
        year: 2023,
        par_index: Some("88.12".parse().expect("a number")),
        rank: Some(4),
        ranked: Some(63),
        sipas: None,
        papi: None,
        source: Some(source()),
    });
    let then = Results::new(&then_set, &entrants, &then_given);
    let earlier = Earlier::beside(&now_set, 2024, then);
    let now = Results::new(&now_set, &entrants, &now_given);
    let standings = now.standings();
    let late = finding("a", "1.2.1", Severity::Blocking, without_evidence());
    let analysis =
        now.analysis(&unit("a"), &standings, Some(&earlier), &[late]).expect("takes part");
    let since = analysis.since.as_ref().expect("there is a year before");
    // 90 % then, 65 % now: 1.1 cost 10 points, 1.2.1 another 10, and what was 1.2.2 is another item.
    assert_eq!(since.change, Some("-25".parse().expect("a number")));
    let parts = [since.by_same, since.by_changed, since.by_added_or_removed];
    assert_eq!(parts.iter().sum::<rust_decimal::Decimal>().normalize().to_string(), "-25");
    assert_eq!(parts.map(|part| part.normalize().to_string()), ["-10", "-10", "-5"]);
    assert_eq!((since.rank, since.comparable_ranks), (Some(1), Some((1, 2))));
    assert_eq!(since.leaves[0].code, code("1.1"));
    let by_leaf: Vec<_> = analysis
        .leaves
        .iter()
        .map(|leaf| (leaf.code.to_string(), leaf.lost, leaf.suggested))
        .collect();
    assert_eq!(by_leaf[0], ("1.1".into(), Some(points("1")), Some(Cause::StricterRule)));
    assert_eq!(by_leaf[1], ("1.2.1".into(), Some(points("1")), Some(Cause::NoEvidence)));
    assert_eq!(by_leaf[3], ("2.1".into(), Some(Points::ZERO), None));
    let causes: Vec<_> = analysis.by_cause.iter().map(|loss| (loss.cause, loss.leaves)).collect();
    assert_eq!(causes, [(Some(Cause::StricterRule), 1), (None, 3)]);
    let bodies: Vec<_> = analysis
        .by_body
        .iter()
        .map(|loss| (loss.body.as_deref().unwrap_or("-"), loss.lost.to_string()))
        .collect();
    assert_eq!(
        bodies,
        [("Sở Nội vụ", "2".to_owned()), ("-", "1.5".to_owned()), ("Sở Tư pháp", "1".to_owned())]
    );
    let years: Vec<_> = analysis.years.iter().map(|year| (year.year, year.rank)).collect();
    assert_eq!(years, [(2023, Some(4)), (2024, Some(1)), (2025, Some(2))]);
}

#[test]
fn a_plan_names_body_evidence_and_task_and_invents_none() {
    let set = set(&[]);
    let entrants = entrants(&["a"]);
    let mut given = given(&[("a", "1 0.5 1 4 2")]);
    given.tasks.push(Task {
        unit: None,
        code: code("1.2.1"),
        body: "Sở Tư pháp".to_owned(),
        action: "Rà soát thủ tục".to_owned(),
        evidence: None,
        due: None,
        expected: Some(points("0.5")),
        source: source(),
    });
    let results = Results::new(&set, &entrants, &given);
    let analysis =
        results.analysis(&unit("a"), &results.standings(), None, &[]).expect("takes part");
    let plan = results.plan(&analysis);
    let told: Vec<_> = plan
        .bodies
        .iter()
        .map(|body| {
            let items: Vec<_> = body
                .items
                .iter()
                .map(|item| {
                    let task = item.task.as_ref().map_or("-", |task| task.action.as_str());
                    format!("{} {task} {}", item.code, item.evidence.join(","))
                })
                .collect();
            let name = body.body.as_deref().unwrap_or("-");
            format!("{name} {} {}: {}", body.to_win, body.expected, items.join("; "))
        })
        .collect();
    assert_eq!(
        told,
        [
            "Sở Nội vụ 1.5 0: 1.1 - Báo cáo năm; 1.2.1 - ",
            "Sở Tư pháp 0.5 0.5: 1.2.1 Rà soát thủ tục "
        ]
    );
}

proptest! {
    /// Whatever is decided of what is open, index and rank stay within what was told.
    #[test]
    fn an_outcome_never_leaves_its_bounds(
        quarters in proptest::collection::vec(proptest::collection::vec(0_u32..=4, 5), 4),
        open in proptest::collection::vec((0_usize..4, 0_usize..5), 0..5),
    ) {
        let set = set(&[]);
        let ids = ["a", "b", "c", "d"];
        let maxima = [8_u32, 4, 4, 16, 8];
        let row = |unit: usize, hide: bool| -> String {
            (0..5)
                .map(|leaf| {
                    if hide && open.contains(&(unit, leaf)) {
                        return "-".to_owned();
                    }
                    let sixteenths = quarters[unit][leaf] * maxima[leaf];
                    (rust_decimal::Decimal::from(sixteenths) / rust_decimal::Decimal::from(16)).to_string()
                })
                .collect::<Vec<_>>()
                .join(" ")
        };
        let rows = |hide| ids.iter().enumerate().map(|(at, id)| (*id, row(at, hide))).collect::<Vec<_>>();
        let (hidden, full) = (rows(true), rows(false));
        fn borrowed<'r>(rows: &'r [(&'r str, String)]) -> Vec<(&'r str, &'r str)> {
            rows.iter().map(|(id, row)| (*id, row.as_str())).collect()
        }
        let before = standings(&set, &ids, &given(&borrowed(&hidden)));
        let after = standings(&set, &ids, &given(&borrowed(&full)));
        for (before, after) in before.units.iter().zip(&after.units) {
            let index = after.index.expect("nothing is open");
            let bounds = before.bounds.expect("something is attainable");
            prop_assert!(bounds.least <= index && index <= bounds.most);
            let rank = after.rank.settled().expect("nothing is open");
            match before.rank {
                Rank::Settled { rank: told, .. } => prop_assert_eq!(told, rank),
                Rank::Open { best, worst, .. } => prop_assert!((best..=worst).contains(&rank)),
                ref other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
