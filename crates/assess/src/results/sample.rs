//! A small round for the tests of results: two areas, one criterion divided, one leaf by survey.

use model::{
    CriterionCode, Points, UnitId,
    criteria::CriteriaSet,
    results::{
        given::{Circumstance, Given, GivenPoints, GivenValue, Giver, Source, SurveySample},
        standing::Entrant,
    },
};

/// Areas 1 (1.1: 2 points; 1.2.1 and 1.2.2: 1 point each) and 2 (2.1: 4 points; 2.2: 2 points by survey).
pub(super) const SET: &str = r#"
[set]
name = "Bộ tiêu chí thử"
decision = "1/QĐ-UBND"
date = "2025-01-02"
issuer = "UBND tỉnh"
level = "department"
year = 2025
total = 10
survey_points = 2
index = "điểm đạt / điểm tối đa, %"
rounding = { decimals = 2 }
counts = { areas = 2, criteria = 4, subcriteria = 2 }
survey = { without = "rescale", sample = { percent = 10, forms = 50 }, decimals = 3 }
bonus = { max = 1 }
penalty = { max = 1 }
band = [
  { name = "Tốt", from = 80, no_criterion_at_zero = true },
  { name = "Khá", from = 65, to = 80 },
  { name = "Kém", to = 65, without_self_score = true },
]

[[area]]
code = "1"
name = "Một"
max = 4

[[area.criterion]]
code = "1.1"
name = "Một một"
max = 2
assessed_by = "self"
responsible = ["Sở Nội vụ"]
evidence = [{ name = "Báo cáo năm", doc_type = "báo cáo" }]
rule = { kind = "options", options = [{ when = "đạt", points = 2 }, { when = "không", points = 0 }] }

[[area.criterion]]
code = "1.2"
name = "Một hai"
max = 2

[[area.criterion.subcriterion]]
code = "1.2.1"
name = "Một hai một"
max = 1
assessed_by = "self"
responsible = ["Sở Nội vụ", "Sở Tư pháp"]
rule = { kind = "options", options = [{ when = "đạt", points = 1 }, { when = "không", points = 0 }] }

[[area.criterion.subcriterion]]
code = "1.2.2"
name = "Một hai hai"
max = 1
assessed_by = "self"
rule = { kind = "options", options = [{ when = "đạt", points = 1 }, { when = "không", points = 0 }] }

[[area]]
code = "2"
name = "Hai"
max = 6

[[area.criterion]]
code = "2.1"
name = "Hai một"
max = 4
assessed_by = "self"
rule = { kind = "options", options = [{ when = "đạt", points = 4 }, { when = "không", points = 0 }] }

[[area.criterion]]
code = "2.2"
name = "Hai hai"
max = 2
assessed_by = "survey"
rule = { kind = "survey" }
"#;

pub(super) const LEAVES: [&str; 5] = ["1.1", "1.2.1", "1.2.2", "2.1", "2.2"];

/// The small set with texts replaced.
pub(super) fn set(edits: &[(&str, &str)]) -> CriteriaSet {
    let text = edits.iter().fold(SET.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the set does not say {from}");
        text.replace(from, to)
    });
    CriteriaSet::parse(&text, "set.toml").unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn unit(id: &str) -> UnitId {
    UnitId::new(id).expect("an id")
}

pub(super) fn code(text: &str) -> CriterionCode {
    CriterionCode::new(text).expect("a code")
}

pub(super) fn points(text: &str) -> Points {
    Points::new(text.parse().expect("a number"))
}

pub(super) fn entrants(ids: &[&str]) -> Vec<Entrant> {
    ids.iter()
        .map(|id| Entrant { unit: unit(id), name: format!("Đơn vị {id}"), group: None })
        .collect()
}

pub(super) fn source() -> Source {
    Source { document: "12/BB-HĐTĐ".to_owned(), row: None }
}

pub(super) fn because(reason: &str) -> Circumstance {
    Circumstance { reason: reason.to_owned(), source: source() }
}

/// Points by unit, leaf by leaf in the order of [`LEAVES`]; `-` for a leaf without points. Surveys have 60 answers of
/// 100 asked.
pub(super) fn given(rows: &[(&str, &str)]) -> Given {
    let mut given = Given::default();
    for (id, row) in rows {
        for (leaf, written) in LEAVES.iter().zip(row.split_whitespace()) {
            if written == "-" {
                continue;
            }
            let by_survey = *leaf == "2.2";
            let of_leaf = GivenPoints {
                value: GivenValue::Points(points(written)),
                by: if by_survey { Giver::Survey } else { Giver::Council },
                sample: by_survey.then_some(SurveySample { asked: 100, answered: 60 }),
                source: source(),
                provisional: None,
            };
            given.points.insert((unit(id), code(leaf)), of_leaf);
        }
    }
    given
}
