//! Points that were settled on the web beside those of tables: they must say the same where both say something.

use std::collections::BTreeMap;

use model::{
    CriterionCode, UnitId,
    appraisal::{Appraisal, Appraised, appraised},
    results::given::{BadRow, Given, GivenPoints, GivenValue, Giver, RowDefect, Source},
};

/// Adds the settled points, and notes where appraisers differ and no table decides.
pub(crate) fn add(given: &mut Given, bad: &mut Vec<BadRow>, appraisals: &[Appraisal]) {
    let mut by_claim = BTreeMap::<(UnitId, CriterionCode), Vec<Appraisal>>::new();
    for appraisal in appraisals {
        let claim = (appraisal.unit.clone(), appraisal.criterion.clone());
        by_claim.entry(claim).or_default().push(appraisal.clone());
    }
    for (claim, appraisals) in by_claim {
        let in_table = given.points.get(&claim).cloned();
        match (appraised(&appraisals), in_table) {
            (Appraised::Settled(points), None) => {
                let source = Source { document: names(&appraisals), row: None };
                let value = GivenValue::Points(points);
                let settled = GivenPoints { value, by: Giver::Council, sample: None, source };
                given.points.insert(claim, settled);
            }
            (Appraised::Settled(points), Some(other))
                if other.value != GivenValue::Points(points) =>
            {
                given.points.remove(&claim);
                if let Some(place) = other.source.row {
                    bad.push(BadRow { place, defect: RowDefect::ContradictsAppraisal { points } });
                }
            }
            (Appraised::Conflict(_), None) => {
                given.disputed.insert(claim);
            }
            _ => {}
        }
    }
}

/// The accounts that said something at the last stage.
fn names(appraisals: &[Appraisal]) -> String {
    let last = appraisals.iter().map(|appraisal| appraisal.stage).max();
    let names: Vec<&str> = appraisals
        .iter()
        .filter(|appraisal| Some(appraisal.stage) == last)
        .map(|appraisal| appraisal.appraiser.as_str())
        .collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use model::{
        Points,
        appraisal::{Stage, Stance},
        id::AccountName,
        results::given::RowPlace,
    };

    use super::*;

    fn claim() -> (UnitId, CriterionCode) {
        (UnitId::new("so-a").expect("an id"), CriterionCode::new("1.1").expect("a code"))
    }

    fn points(text: &str) -> Points {
        Points::new(text.parse().expect("a number"))
    }

    fn said(name: &str, stage: Stage, given: &str) -> Appraisal {
        let (unit, criterion) = claim();
        Appraisal {
            unit,
            criterion,
            stage,
            appraiser: AccountName::new(name).expect("an account"),
            stance: Stance::Disagrees,
            points: Some(points(given)),
            reason: "thiếu báo cáo".to_owned(),
            note: String::new(),
            judged_at: 1,
        }
    }

    fn table(text: &str) -> Given {
        let row = RowPlace { file: "bang.csv".to_owned(), sheet: None, row: 2 };
        let source = Source { document: "12/BB".to_owned(), row: Some(row) };
        let value = GivenValue::Points(points(text));
        let of_table = GivenPoints { value, by: Giver::Council, sample: None, source };
        Given { points: [(claim(), of_table)].into(), ..Given::default() }
    }

    /// The points that hold afterwards, how many are disputed, and how many rows are bad.
    fn check(mut given: Given, said: &[Appraisal], expect: (Option<&str>, usize, usize)) {
        let mut bad = Vec::new();
        add(&mut given, &mut bad, said);
        let value = given.points.get(&claim()).map(|points| points.value);
        let wanted = expect.0.map(|text| GivenValue::Points(points(text)));
        assert_eq!((value, given.disputed.len(), bad.len()), (wanted, expect.1, expect.2));
    }

    #[test]
    fn the_last_stage_counts_and_differences_stay_open() {
        let (first, second) = (Stage::First, Stage::Second);
        check(Given::default(), &[said("an", first, "1")], (Some("1"), 0, 0));
        check(
            Given::default(),
            &[said("an", first, "1"), said("binh", second, "0.5")],
            (Some("0.5"), 0, 0),
        );
        check(
            Given::default(),
            &[said("an", first, "1"), said("binh", first, "0.5")],
            (None, 1, 0),
        );
    }

    #[test]
    fn a_table_decides_between_appraisers_but_contradicts_none_that_agreed() {
        let first = Stage::First;
        let differ = [said("an", first, "1"), said("binh", first, "0.5")];
        check(table("0.75"), &differ, (Some("0.75"), 0, 0));
        check(table("1"), &[said("an", first, "1")], (Some("1"), 0, 0));
        check(table("0.75"), &[said("an", first, "1")], (None, 0, 1));
    }
}
