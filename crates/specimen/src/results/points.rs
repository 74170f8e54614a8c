//! The points and circumstances of every unit, with what makes rounds hard: what does not apply, surveys that do not
//! count, neighbours with the very same points.

use model::{
    CriterionCode, Points, UnitId,
    results::{
        given::{
            Circumstance, ExtraKind, Given, GivenExtra, GivenNotApplicable, GivenPoints,
            GivenValue, Giver, Source, SurveyNotHeld, SurveySample,
        },
        standing::Entrant,
    },
};
use rust_decimal::Decimal;

use super::{Plan, SpecimenLeaf, criteria::leaves};
use crate::generated::chance::Chance;

/// Every so many-th unit has the points of the one before it.
const TWIN: u32 = 7;

pub(super) fn entrants(plan: &Plan) -> Vec<Entrant> {
    (1..=plan.units)
        .map(|n| Entrant {
            unit: unit(plan, n),
            name: format!("{} {n:03}", plan.prefix.1),
            group: None,
        })
        .collect()
}

fn unit(plan: &Plan, n: u32) -> UnitId {
    UnitId::new(format!("{}-{n:03}", plan.prefix.0)).expect("a unit id")
}

fn code(text: &str) -> CriterionCode {
    CriterionCode::new(text).expect("a code")
}

fn source(document: &str) -> Source {
    Source { document: document.to_owned(), row: None }
}

fn because(reason: &str) -> Circumstance {
    Circumstance { reason: reason.to_owned(), source: source("15/TB-HĐTĐ") }
}

pub(super) fn given(plan: &Plan, seed: u64) -> Given {
    let mut given = Given::default();
    let leaves = leaves(plan);
    for n in 1..=plan.units {
        // A twin makes the choices of its neighbour.
        let choices = if n.is_multiple_of(TWIN) { n - 1 } else { n };
        let mut chance = Chance::of(seed, (choices, plan.units));
        of_unit(&leaves, &unit(plan, n), &mut chance, &mut given);
    }
    // The body that runs the appraisal is banded, not ranked.
    if plan.tie_decimals > 0 {
        given.unranked.insert(unit(plan, 2), because("cơ quan chủ trì thẩm định"));
    }
    given
}

fn of_unit(leaves: &[SpecimenLeaf], unit: &UnitId, chance: &mut Chance, given: &mut Given) {
    // Good units are good everywhere, so that bands differ.
    let quality = chance.between(35, 95);
    if chance.percent(20) {
        let whole_area = chance.percent(30);
        let leaf = &leaves[chance.between(0, 9) as usize];
        let area = leaf.code.split('.').next().expect("a code has numbers");
        let item = if whole_area { area } else { leaf.code.as_str() };
        given.not_applicable.push(GivenNotApplicable {
            unit: unit.clone(),
            code: code(item),
            because: because("không phát sinh nhiệm vụ"),
        });
    }
    let holds_survey = !chance.percent(12);
    let asked = chance.between(90, 700);
    let answered = asked * chance.between(5, 60) / 100;
    if !holds_survey {
        let unit = unit.clone();
        given.surveys_not_held.push(SurveyNotHeld { unit, code: None, source: source("16/TB") });
    }
    for leaf in leaves {
        let maximum = Decimal::new(leaf.hundredths.into(), 2);
        let of_leaf = if leaf.by_survey {
            let percent = Decimal::new(chance.between(5_500, 9_900).into(), 2);
            if !holds_survey {
                continue;
            }
            GivenPoints {
                value: GivenValue::PercentOfMaximum(percent),
                by: Giver::Survey,
                sample: Some(SurveySample { asked, answered }),
                source: source("17/BC-SNV"),
                provisional: None,
            }
        } else {
            // Quarters of the maximum, as options give them.
            let quarters = if chance.percent(quality) { 4 } else { chance.between(0, 3) };
            let points = maximum * Decimal::from(quarters) / Decimal::from(4);
            GivenPoints {
                value: GivenValue::Points(Points::new(points)),
                by: Giver::Council,
                sample: None,
                source: source("12/BB-HĐTĐ"),
                provisional: None,
            }
        };
        given.points.insert((unit.clone(), code(&leaf.code)), of_leaf);
    }
    for (kind, cases) in [(ExtraKind::Bonus, 15), (ExtraKind::Penalty, 10)] {
        if chance.percent(cases) {
            given.extras.push(GivenExtra {
                unit: unit.clone(),
                kind,
                // Some are above the most that the set allows.
                points: Points::new(
                    Decimal::new(chance.between(1, 16).into(), 0) / Decimal::from(4),
                ),
                reason: "theo kết luận của Hội đồng".to_owned(),
                source: source("18/KL-HĐTĐ"),
            });
        }
    }
}
