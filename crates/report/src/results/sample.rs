//! Results of three units for the tests of what is written of them.

use std::{borrow::Cow, collections::BTreeMap};

use model::{
    ContentHash, CriterionCode, Points, RoundId, UnitId,
    criteria::CriteriaSet,
    record::Head,
    results::{
        Index,
        analysis::{
            Analysis, BodyLoss, Cause, CauseLoss, EarlierLeaf, LeafChange, LeafLoss, SinceEarlier,
            YearFigures,
        },
        effect::{DisputeEffect, Outcome, UnitEffects},
        given::{BadRow, Field, Giver, RowDefect, RowPlace, Source},
        plan::{BodyPlan, Plan, PlanItem, PlannedTask},
        standing::{
            BandReached, Decisions, Entrant, IndexBounds, ItemStanding, LeafState, OpenLeaf, Rank,
            Spread, SpreadFigures, Standings, UnitStanding,
        },
    },
};

use super::{ResultsReport, UnitResults};

fn points(text: &str) -> Points {
    Points::new(text.parse().expect("a number"))
}

fn code(text: &str) -> CriterionCode {
    CriterionCode::new(text).expect("a code")
}

fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("an id")
}

fn index(reached: &str) -> Index {
    Index::of(points(reached), points("3")).expect("attainable")
}

fn standing(id: &str, name: &str, reached: &str, rank: Rank) -> UnitStanding {
    let item = ItemStanding {
        code: code("1"),
        points: points(reached),
        open: Points::ZERO,
        maximum: points("3"),
        index: Some(index(reached)),
        leaf: None,
    };
    UnitStanding {
        decisions: Decisions::default(),
        entrant: Entrant { unit: unit(id), name: name.to_owned(), group: None },
        points: points(reached),
        open: Points::ZERO,
        maximum: points("3"),
        bonus: Points::ZERO,
        penalty: Points::ZERO,
        index: Some(index(reached)),
        bounds: Some(IndexBounds { least: index(reached), most: index(reached) }),
        rank,
        band: Some(BandReached::Settled {
            band: "Tốt".to_owned(),
            lowered: None,
            by_rounding: false,
        }),
        items: vec![item],
    }
}

fn settled(rank: u32, shared_by: u32) -> Rank {
    Rank::Settled { rank, of: 2, shared_by }
}

/// One unit with a rank, one open, one not ranked; the first is analysed.
pub(super) fn sample(set: &CriteriaSet) -> ResultsReport<'_> {
    let first = standing("so-y-te", "Sở Y tế <b>", "2.5", settled(1, 1));
    let mut second =
        standing("so-noi-vu", "Sở Nội vụ", "1", Rank::Open { best: 1, worst: 2, of: 2 });
    second.index = None;
    second.open = points("1.5");
    second.bounds = Some(IndexBounds { least: index("1"), most: index("2.5") });
    second.items.push(ItemStanding {
        code: code("1.1"),
        points: Points::ZERO,
        open: points("1.5"),
        maximum: points("1.5"),
        index: None,
        leaf: Some(LeafState::Open { why: OpenLeaf::NoPoints }),
    });
    first_leaf(&mut second);
    let reason = "chủ trì thẩm định".to_owned();
    let third = standing("thanh-tra", "Thanh tra", "3", Rank::Unranked { reason });
    let spread = Spread {
        group: None,
        code: None,
        figures: Some(SpreadFigures {
            highest: index("2.5"),
            best: unit("so-y-te"),
            mean: index("2.5").percent,
            lowest: index("2.5"),
            units: 1,
        }),
        open: 1,
    };
    let outcome = |reached: &str, rank| Outcome {
        points: points(reached),
        index: Some(index(reached)),
        rank,
        band: None,
    };
    let dispute = DisputeEffect {
        code: code("1.1"),
        findings: vec![model::finding::FindingCode::ScoreWithoutEvidence],
        given: points("1.5"),
        if_upheld: Points::ZERO,
        upheld: outcome("1", settled(2, 1)),
        at_zero: outcome("1", settled(2, 1)),
        at_maximum: outcome("2.5", settled(1, 1)),
    };
    ResultsReport {
        outdated: Vec::new(),
        round: RoundId::new("vong-thu").expect("an id"),
        name: "Đợt chấm điểm thử".to_owned(),
        year: 2025,
        set: Cow::Borrowed(set),
        standings: Standings { units: vec![first, second, third], spreads: vec![spread] },
        effects: vec![UnitEffects {
            unit: unit("so-y-te"),
            now: outcome("2.5", settled(1, 1)),
            disputes: vec![dispute],
            all_upheld: outcome("1", settled(2, 1)),
        }],
        units: vec![UnitResults { analysis: analysis(), plan: plan() }],
        extras: Vec::new(),
        bad_rows: vec![BadRow {
            place: RowPlace { file: "tham-dinh.csv".to_owned(), sheet: None, row: 7 },
            defect: RowDefect::EmptyCell { field: Field::Points },
        }],
        record: Some(Head { length: 7, hash: ContentHash::from_digest([6; 32]) }),
    }
}

/// A leaf with points before the open one.
fn first_leaf(unit: &mut UnitStanding) {
    let leaf = LeafState::Counted {
        by: Giver::Council,
        document: "12/BB-HĐTĐ".to_owned(),
        provisional: None,
    };
    unit.items[0].leaf = Some(leaf);
}

fn source() -> Source {
    Source { document: "9/BC-UBND".to_owned(), row: None }
}

fn analysis() -> Analysis {
    let leaf = LeafLoss {
        code: code("1.1"),
        maximum: points("1.5"),
        points: Some(points("1")),
        lost: Some(points("0.5")),
        group_mean: Some(points("1.2")),
        group_best: Some(points("1.5")),
        earlier: Some(EarlierLeaf {
            code: code("1.1"),
            maximum: points("1.5"),
            points: Some(points("1.5")),
            changed: true,
        }),
        suggested: Some(Cause::StricterRule),
        confirmed: None,
        responsible: vec!["Sở Tư pháp".to_owned()],
    };
    let year = |year, rank| YearFigures {
        unit: unit("so-y-te"),
        year,
        par_index: Some(index("2.5").rounded(2)),
        rank: Some(rank),
        ranked: Some(63),
        sipas: Some("84.2".parse().expect("a number")),
        papi: None,
        source: Some(source()),
    };
    let number = |text: &str| text.parse().expect("a number");
    Analysis {
        unit: unit("so-y-te"),
        leaves: vec![leaf],
        by_cause: vec![CauseLoss { cause: None, lost: points("0.5"), leaves: 1 }],
        by_body: vec![BodyLoss {
            body: Some("Sở Tư pháp".to_owned()),
            lost: points("0.5"),
            leaves: vec![code("1.1")],
        }],
        since: Some(SinceEarlier {
            year: 2024,
            index: Some(number("88.5")),
            rank: Some(5),
            ranked: 63,
            change: Some(number("-5.1667")),
            by_same: number("0"),
            by_changed: number("-5.1667"),
            by_added_or_removed: number("0"),
            comparable_ranks: Some((5, 6)),
            leaves: vec![LeafChange {
                code: code("1.1"),
                name: "Kế hoạch".to_owned(),
                change: number("-5.1667"),
                comparable: false,
            }],
        }),
        years: vec![year(2024, 5), year(2025, 16)],
    }
}

fn plan() -> Plan {
    Plan {
        unit: unit("so-y-te"),
        bodies: vec![BodyPlan {
            body: Some("Sở Tư pháp".to_owned()),
            to_win: points("0.5"),
            expected: points("0.25"),
            items: vec![PlanItem {
                code: code("1.1"),
                to_win: Some(points("0.5")),
                cause: Some(Cause::StricterRule),
                evidence: vec!["Kế hoạch CCHC năm".to_owned()],
                task: Some(PlannedTask {
                    action: "Cập nhật thủ tục trước hạn".to_owned(),
                    evidence: None,
                    due: model::PartialDate::parse("2026-07-31").ok(),
                    expected: Some(points("0.25")),
                    source: source(),
                }),
            }],
        }],
    }
}

/// So that no map sneaks into the bytes unordered.
pub(super) fn twice(write: impl Fn() -> Vec<u8>) -> Vec<u8> {
    let runs: BTreeMap<Vec<u8>, ()> = [(write(), ()), (write(), ())].into();
    assert_eq!(runs.len(), 1, "two writings of the same results differ");
    write()
}
