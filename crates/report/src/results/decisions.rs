//! What the council has not decided on yet: openly called provisional, counted so that it adds up, and named claim by
//! claim.

use model::results::standing::{Decisions, LeafState, OpenLeaf, UnitStanding};

use super::ResultsReport;
use crate::{
    Language,
    paper::{Entry, Paper},
    wording::{figure, results as words},
};

/// What makes the results provisional, in sentences; nothing where they are final.
pub(super) fn warnings(report: &ResultsReport<'_>, language: Language) -> Vec<String> {
    let mut sentences = Vec::new();
    let all = report.standings.decisions();
    if all.undecided() > 0 {
        let title = language.pick("KẾT QUẢ TẠM TÍNH", "PROVISIONAL RESULTS");
        sentences.push(format!("{title}: {}.", counts(all, language)));
    }
    if !report.outdated.is_empty() {
        let names: Vec<&str> = report.outdated.iter().map(|unit| report.name_of(unit)).collect();
        let names = names.join("; ");
        sentences.push(match language {
            Language::Vietnamese => format!(
                "Tài liệu của đơn vị sau đã thay đổi từ lần kiểm tra trước, cần chạy lại check: {names}."
            ),
            Language::English => {
                format!("Documents of these units have changed since they were checked; run check again: {names}.")
            }
        });
    }
    sentences
}

/// How far the council is, as a part of a sentence in which the numbers add up.
fn counts(all: Decisions, language: Language) -> String {
    let Decisions { leaves, decided, second, first, stale, differ, asked, without_points } = all;
    let parts = [
        (second, language.pick("đang ở thẩm định vòng 2", "at the second appraisal")),
        (first, language.pick("đang ở thẩm định vòng 1", "at the first appraisal")),
        (stale, language.pick("phải thẩm định lại vì căn cứ đã đổi", "to be appraised again")),
        (differ, language.pick("người thẩm định cho điểm khác nhau", "on which appraisers differ")),
        (asked, language.pick("chờ đơn vị giải trình", "of which the unit is asked")),
        (without_points, language.pick("chưa có điểm", "without points")),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", figure::count(count.into(), language)))
        .collect();
    let count = |count: u32| figure::count(count.into(), language);
    let (leaves, decided, left) = (count(leaves), count(decided), count(all.undecided()));
    let parts = parts.join(", ");
    match language {
        Language::Vietnamese => format!(
            "Hội đồng đã quyết định {decided} trong {leaves} mục đơn vị tự chấm, còn {left} mục ({parts})"
        ),
        Language::English => format!(
            "the council decided on {decided} of {leaves} items that units score themselves; {left} are left ({parts})"
        ),
    }
}

/// Says at the head of a paper that the results are provisional, where they are.
pub(super) fn warn(report: &ResultsReport<'_>, paper: &mut Paper, language: Language) {
    for sentence in warnings(report, language) {
        paper.text(sentence);
    }
}

/// How many items of a unit the council has not decided on, where there are some.
pub(super) fn remark(unit: &UnitStanding, language: Language) -> Option<String> {
    let left = unit.decisions.undecided();
    (left > 0).then(|| match language {
        Language::Vietnamese => format!("tạm tính, Hội đồng chưa quyết định {left} mục"),
        Language::English => format!("provisional, {left} items are not decided"),
    })
}

/// How far the council is, unit by unit; nothing where it is through.
pub(super) fn by_unit(report: &ResultsReport<'_>, paper: &mut Paper, language: Language) {
    let rows = report.standings.units.iter().filter(|unit| unit.decisions.undecided() > 0);
    let row = |unit: &UnitStanding| {
        let Decisions { leaves, decided, second, first, stale, differ, asked, without_points } =
            unit.decisions;
        let counts = [leaves, decided, second, first, stale, differ, asked, without_points];
        [Entry::unit(&unit.entrant.name, &unit.entrant.unit)]
            .into_iter()
            .chain(counts.map(Entry::count))
            .collect()
    };
    paper.table(
        language.pick("Tiến độ quyết định theo đơn vị", "Decisions by unit"),
        &[
            (language.pick("Đơn vị", "Unit"), 20),
            (language.pick("Số mục tự chấm", "Items"), 10),
            (language.pick("Hội đồng đã quyết định", "Decided"), 10),
            (language.pick("Tạm tính, vòng 2", "Second appraisal"), 10),
            (language.pick("Tạm tính, vòng 1", "First appraisal"), 10),
            (language.pick("Phải thẩm định lại", "To be appraised again"), 10),
            (language.pick("Điểm khác nhau", "Appraisers differ"), 10),
            (language.pick("Chờ đơn vị", "Unit asked"), 10),
            (language.pick("Chưa có điểm", "Without points"), 10),
        ],
        rows.map(row).collect(),
    );
}

/// Every claim of these units that the council has not decided on.
pub(super) fn undecided(
    report: &ResultsReport<'_>,
    units: &[UnitStanding],
    paper: &mut Paper,
    language: Language,
) {
    let mut rows = Vec::new();
    for unit in units.iter().filter(|unit| unit.decisions.undecided() > 0) {
        for item in &unit.items {
            let Some(state) = item.leaf.as_ref().filter(|state| is_undecided(state)) else {
                continue;
            };
            // What a survey or another body has not scored yet is not the council's.
            let is_of_unit = report
                .set
                .leaf(&item.code)
                .is_some_and(|leaf| leaf.assessed_by == model::rule::Assessor::Unit);
            if !is_of_unit {
                continue;
            }
            let has_points = matches!(state, LeafState::Counted { .. });
            rows.push(vec![
                Entry::unit(&unit.entrant.name, &unit.entrant.unit),
                Entry::claim(&unit.entrant.unit, &item.code),
                Entry::text(report.set.name_of(&item.code).unwrap_or_default()),
                Entry::points(Some(item.maximum)),
                Entry::points(has_points.then_some(item.points)),
                Entry::text(words::leaf_state(state, language)),
            ]);
        }
    }
    paper.table(
        language.pick("Mục Hội đồng chưa quyết định", "What the council has not decided on"),
        &[
            (language.pick("Đơn vị", "Unit"), 20),
            (language.pick("Mã", "Code"), 7),
            (language.pick("Tiêu chí", "Criterion"), 31),
            (language.pick("Điểm tối đa", "Maximum"), 9),
            (language.pick("Điểm tạm tính", "Provisional"), 9),
            (language.pick("Tình trạng", "State"), 24),
        ],
        rows,
    );
}

fn is_undecided(state: &LeafState) -> bool {
    matches!(
        state,
        LeafState::Counted { provisional: Some(_), .. }
            | LeafState::Open {
                why: OpenLeaf::NoPoints
                    | OpenLeaf::AppraisersDiffer
                    | OpenLeaf::UnitAsked
                    | OpenLeaf::AppraisalStale
            }
    )
}
