//! Points that were given on the web beside those of tables: they must say the same where both say something.
//!
//! What the council decided is final, what appraisers settled before is provisional, and what was said of a claim that
//! has changed since gives nothing until it is said again.

use model::{
    CriterionCode, UnitId,
    appraisal::{Appraisal, Appraised, Stage, appraised},
    results::{
        analysis::Cause,
        given::{
            BadRow, ConfirmedCause, Given, GivenPoints, GivenValue, Giver, RowDefect, Source,
            Undecided,
        },
    },
};

use crate::SaidOfUnit;

/// Adds the settled points of a unit with the causes that were told with them, and notes why others give none.
pub(crate) fn add(
    given: &mut Given,
    bad: &mut Vec<BadRow>,
    unit: &UnitId,
    said: &SaidOfUnit,
    is_current: impl Fn(&Appraisal) -> bool,
) {
    for (criterion, appraisals) in said {
        let claim = (unit.clone(), criterion.clone());
        let in_table = given.points.get(&claim).cloned();
        match (appraised(appraisals, &is_current), in_table) {
            (Appraised::Settled { stage, points }, None) => {
                let of_record = GivenPoints {
                    value: GivenValue::Points(points),
                    by: Giver::Council,
                    sample: None,
                    source: source(appraisals),
                    provisional: (stage != Stage::Decision).then_some(stage),
                };
                given.points.insert(claim.clone(), of_record);
                add_cause(given, claim, appraisals);
            }
            (Appraised::Settled { points, .. }, Some(other))
                if other.value != GivenValue::Points(points) =>
            {
                given.points.remove(&claim);
                if let Some(place) = other.source.row {
                    bad.push(BadRow { place, defect: RowDefect::ContradictsAppraisal { points } });
                }
            }
            (Appraised::Settled { .. }, Some(_)) => add_cause(given, claim, appraisals),
            (Appraised::Conflict(_), None) => {
                given.undecided.insert(claim, Undecided::AppraisersDiffer);
            }
            (Appraised::Asked, None) => {
                given.undecided.insert(claim, Undecided::UnitAsked);
            }
            (Appraised::Stale(_), None) => {
                given.undecided.insert(claim, Undecided::Stale);
            }
            (Appraised::Open, _)
            | (Appraised::Conflict(_) | Appraised::Asked | Appraised::Stale(_), Some(_)) => {}
        }
    }
}

/// The cause that those told who settled the points, unless a table names one.
fn add_cause(given: &mut Given, claim: (UnitId, CriterionCode), appraisals: &[Appraisal]) {
    let Some(cause) = agreed_cause(appraisals) else { return };
    let reasons: Vec<&str> = last(appraisals).map(|appraisal| appraisal.reason.as_str()).collect();
    let remark =
        reasons.iter().find(|reason| !reason.is_empty()).map(|reason| (*reason).to_owned());
    let source = source(appraisals);
    given.causes.entry(claim).or_insert(ConfirmedCause { cause, remark, source });
}

/// The cause that is told at the last stage; none where two are.
pub(crate) fn agreed_cause(appraisals: &[Appraisal]) -> Option<Cause> {
    let mut causes = last(appraisals).filter_map(|appraisal| appraisal.cause);
    let cause = causes.next()?;
    causes.all(|other| other == cause).then_some(cause)
}

/// The accounts that said something at the last stage.
fn source(appraisals: &[Appraisal]) -> Source {
    let names: Vec<&str> = last(appraisals).map(|appraisal| appraisal.appraiser.as_str()).collect();
    Source { document: names.join(", "), row: None }
}

/// What was said at the last stage.
fn last(appraisals: &[Appraisal]) -> impl Iterator<Item = &Appraisal> {
    let stage = appraisals.iter().map(|appraisal| appraisal.stage).max();
    appraisals.iter().filter(move |appraisal| Some(appraisal.stage) == stage)
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
            basis: None,
            cause: None,
        }
    }

    fn table(text: &str) -> Given {
        let row = RowPlace { file: "bang.csv".to_owned(), sheet: None, row: 2 };
        let source = Source { document: "12/BB".to_owned(), row: Some(row) };
        let value = GivenValue::Points(points(text));
        let of_table =
            GivenPoints { value, by: Giver::Council, sample: None, source, provisional: None };
        Given { points: [(claim(), of_table)].into(), ..Given::default() }
    }

    fn add_of(
        given: &mut Given,
        bad: &mut Vec<BadRow>,
        said: &[Appraisal],
        is_current: fn(&Appraisal) -> bool,
    ) {
        let (unit, criterion) = claim();
        add(given, bad, &unit, &[(criterion, said.to_vec())].into(), is_current);
    }

    type Expected<'e> = (Option<(&'e str, Option<Stage>)>, Option<Undecided>, usize);

    /// The points that hold afterwards with the stage that they are at, why others do not, and how many rows are bad.
    /// Whatever was said of another judgement than the first is of one that holds no more.
    fn check(mut given: Given, said: &[Appraisal], expect: Expected<'_>) {
        let mut bad = Vec::new();
        add_of(&mut given, &mut bad, said, |appraisal| appraisal.judged_at == 1);
        let found = given.points.get(&claim()).map(|points| (points.value, points.provisional));
        let wanted = expect.0.map(|(text, stage)| (GivenValue::Points(points(text)), stage));
        let undecided = given.undecided.get(&claim()).copied();
        assert_eq!((found, undecided, bad.len()), (wanted, expect.1, expect.2), "{said:?}");
    }

    #[test]
    fn what_the_council_decided_is_final_and_what_came_before_is_provisional() {
        let (first, second, decision) = (Stage::First, Stage::Second, Stage::Decision);
        check(Given::default(), &[said("an", first, "1")], (Some(("1", Some(first))), None, 0));
        let both = [said("an", first, "1"), said("binh", second, "0.5")];
        check(Given::default(), &both, (Some(("0.5", Some(second))), None, 0));
        let decided = [both[0].clone(), both[1].clone(), said("hoi-dong", decision, "0.25")];
        check(Given::default(), &decided, (Some(("0.25", None)), None, 0));
        let differ = [said("an", first, "1"), said("binh", first, "0.5")];
        check(Given::default(), &differ, (None, Some(Undecided::AppraisersDiffer), 0));
        let asked = Appraisal { points: None, ..said("an", first, "1") };
        check(Given::default(), &[asked], (None, Some(Undecided::UnitAsked), 0));
    }

    #[test]
    fn points_for_a_claim_that_has_changed_since_count_nowhere() {
        let stale = |stage| Appraisal { judged_at: 0, ..said("an", stage, "1") };
        for stage in Stage::ALL {
            check(Given::default(), &[stale(stage)], (None, Some(Undecided::Stale), 0));
        }
        let seen_again = [stale(Stage::First), said("binh", Stage::Second, "0.5")];
        check(Given::default(), &seen_again, (Some(("0.5", Some(Stage::Second))), None, 0));
        // A table says what the council decided whatever was said before on the web.
        check(table("0.75"), &[stale(Stage::Decision)], (Some(("0.75", None)), None, 0));
    }

    #[test]
    fn a_table_decides_between_appraisers_but_contradicts_none_that_agreed() {
        let first = Stage::First;
        let differ = [said("an", first, "1"), said("binh", first, "0.5")];
        check(table("0.75"), &differ, (Some(("0.75", None)), None, 0));
        check(table("1"), &[said("an", first, "1")], (Some(("1", None)), None, 0));
        check(table("0.75"), &[said("an", first, "1")], (None, None, 1));
    }

    #[test]
    fn a_cause_is_the_one_that_all_name_who_settled_the_points_and_a_table_goes_before() {
        let because = |name, cause| Appraisal { cause, ..said(name, Stage::First, "0.5") };
        let cause_of = |mut given: Given, said: &[Appraisal]| {
            add_of(&mut given, &mut Vec::new(), said, |_| true);
            given.causes.remove(&claim()).map(|confirmed| confirmed.cause)
        };
        let slow = because("an", Some(Cause::SlowWork));
        let late = because("binh", Some(Cause::LateEvidence));
        let silent = because("cuc", None);
        let of_record = |said: &[Appraisal]| cause_of(Given::default(), said);
        assert_eq!(of_record(&[slow.clone(), silent.clone()]), Some(Cause::SlowWork));
        assert_eq!(of_record(&[slow.clone(), late]), None);
        assert_eq!(of_record(&[silent]), None);
        let confirmed = ConfirmedCause {
            cause: Cause::Objective,
            remark: None,
            source: Source { document: "12/BB".to_owned(), row: None },
        };
        let of_table = Given { causes: [(claim(), confirmed)].into(), ..Given::default() };
        assert_eq!(cause_of(of_table, &[slow]), Some(Cause::Objective));
    }
}
