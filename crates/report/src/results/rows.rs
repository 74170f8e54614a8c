//! The rows of the inputs that were not used, each with what to do.

use super::ResultsReport;
use crate::{
    Language,
    paper::{Entry, Paper},
    wording::results as words,
};

/// One line for each.
pub(super) fn paper(report: &ResultsReport<'_>, language: Language) -> Paper {
    let mut paper = Paper::default();
    let rows = report
        .bad_rows
        .iter()
        .map(|bad| {
            let (what, hint) = words::row_defect(&bad.defect, language);
            vec![
                Entry::text(&bad.place.file),
                Entry::text(bad.place.sheet.as_deref().unwrap_or_default()),
                Entry::count(bad.place.row),
                Entry::text(what),
                Entry::text(hint),
            ]
        })
        .collect();
    paper.table(
        language.pick("Dòng chưa dùng được", "Rows not used"),
        &[
            (language.pick("Tệp", "File"), 22),
            (language.pick("Trang", "Sheet"), 12),
            (language.pick("Dòng", "Row"), 6),
            (language.pick("Lý do", "Why"), 32),
            (language.pick("Cách sửa", "What to do"), 28),
        ],
        rows,
    );
    paper
}
