//! The plan to do better next year: body by body, what to do, which evidence, until when, for how many points.

use model::results::plan::{BodyPlan, Plan, PlanItem};

use super::ResultsReport;
use crate::{
    Language,
    paper::{Entry, Paper},
    wording::{figure, results as words},
};

/// The plan of one unit.
pub(super) fn paper(report: &ResultsReport<'_>, plan: &Plan, language: Language) -> Paper {
    let mut paper = Paper::new([
        language.pick("KẾ HOẠCH CẢI THIỆN CHỈ SỐ", "PLAN TO IMPROVE THE INDEX").to_owned(),
        report.name_of(&plan.unit).to_owned(),
        report.name.clone(),
    ]);
    if plan.bodies.is_empty() {
        paper.text(language.pick("Không có mục nào bị mất điểm.", "No points were lost."));
    }
    for body in &plan.bodies {
        of_body(report, body, &mut paper, language);
    }
    paper
}

fn of_body(report: &ResultsReport<'_>, body: &BodyPlan, paper: &mut Paper, language: Language) {
    let name = body.body.as_deref().unwrap_or(language.pick("Chưa phân công", "Nobody named yet"));
    paper.heading(name);
    let (to_win, expected) =
        (figure::points(body.to_win, language), figure::points(body.expected, language));
    paper.text(match language {
        Language::Vietnamese => {
            format!("Có thể giành lại {to_win} điểm; đã giao nhiệm vụ với {expected} điểm dự kiến.")
        }
        Language::English => format!("{to_win} points can be won; tasks promise {expected}."),
    });
    let rows = body.items.iter().map(|item| row(report, item, language)).collect();
    paper.table(
        name,
        &[
            (language.pick("Mã", "Code"), 6),
            (language.pick("Tiêu chí", "Item"), 17),
            (language.pick("Có thể giành lại", "To win"), 8),
            (language.pick("Nguyên nhân", "Cause"), 11),
            (language.pick("Việc phải làm", "To do"), 18),
            (language.pick("Tài liệu kiểm chứng", "Evidence"), 16),
            (language.pick("Thời hạn", "Due"), 9),
            (language.pick("Điểm dự kiến", "Expected"), 7),
            (language.pick("Căn cứ", "Source"), 8),
        ],
        rows,
    );
}

fn row(report: &ResultsReport<'_>, item: &PlanItem, language: Language) -> Vec<Entry> {
    let task = item.task.as_ref();
    let evidence =
        task.and_then(|task| task.evidence.clone()).unwrap_or_else(|| item.evidence.join("\n"));
    vec![
        Entry::text(item.code.to_string()),
        Entry::text(report.set.name_of(&item.code).unwrap_or_default()),
        Entry::points(item.to_win),
        Entry::text(item.cause.map_or("", |cause| words::cause(cause, language))),
        Entry::text(
            task.map_or(language.pick("Chưa giao việc", "No task yet"), |task| &task.action),
        ),
        Entry::text(evidence),
        task.and_then(|task| task.due)
            .map_or(Entry::Empty, |due| Entry::text(figure::date(due, language))),
        Entry::points(task.and_then(|task| task.expected)),
        Entry::text(task.map_or("", |task| &task.source.document)),
    ]
}
