//! Next year's list of evidence: leaf by leaf what is to be collected, from which part of the year, and by whom.

use model::criteria::{CriteriaSet, EvidenceItem};

use crate::{
    Language,
    paper::{Entry, Paper},
    wording::evidence,
};

/// One line for every document that the set lists; one for a leaf that lists none.
pub(super) fn paper(set: &CriteriaSet, language: Language) -> Paper {
    let mut paper = Paper::default();
    let mut rows = Vec::new();
    for leaf in set.leaves() {
        let mut row = |item: Option<&EvidenceItem>| {
            let periods: Vec<&str> = item
                .into_iter()
                .flat_map(EvidenceItem::kinds)
                .filter_map(|kind| kind.period)
                .map(|period| evidence::period_name(period, language))
                .collect();
            let none = language.pick("chưa quy định tài liệu", "no evidence is listed");
            let provided_by = item.and_then(|item| item.provided_by.as_deref());
            rows.push(vec![
                Entry::text(leaf.code.to_string()),
                Entry::text(&leaf.name),
                Entry::points(Some(leaf.max)),
                Entry::text(item.map_or(none, |item| &item.name)),
                Entry::text(periods.join("; ")),
                Entry::text(leaf.responsible.join("; ")),
                Entry::text(provided_by.unwrap_or_default()),
                Entry::Empty,
            ]);
        };
        if leaf.evidence.is_empty() {
            row(None);
        }
        leaf.evidence.iter().for_each(|item| row(Some(item)));
    }
    paper.table(
        language.pick("Tài liệu cần có", "Evidence to collect"),
        &[
            (language.pick("Mã", "Code"), 6),
            (language.pick("Tiêu chí", "Item"), 26),
            (language.pick("Điểm tối đa", "Maximum"), 7),
            (language.pick("Tài liệu kiểm chứng", "Evidence"), 26),
            (language.pick("Kỳ", "Period"), 9),
            (language.pick("Cơ quan phụ trách", "Body"), 12),
            (language.pick("Cơ quan khác cung cấp", "Provided by"), 8),
            (language.pick("Đã có", "Done"), 6),
        ],
        rows,
    );
    paper
}
