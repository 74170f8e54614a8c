//! What hangs on open findings, unit by unit and leaf by leaf.

use model::{
    UnitId,
    results::effect::{DisputeEffect, Outcome, UnitEffects},
};

use super::{
    ResultsReport,
    annex::{Detail, PAGE_ROWS, decimals},
};
use crate::{
    Language,
    paper::{Entry, Paper},
    wording::{finding::finding_title, results as words},
};

/// What is told of each dispute of all units.
pub(super) fn paper(report: &ResultsReport<'_>, language: Language) -> Paper {
    of_units(report, &report.effects, Detail::Whole, language)
}

/// What is told of each dispute of these units.
pub(super) fn of_units(
    report: &ResultsReport<'_>,
    effects: &[UnitEffects],
    detail: Detail,
    language: Language,
) -> Paper {
    let mut paper = Paper::default();
    if effects.is_empty() {
        return paper;
    }
    paper.heading(language.pick("Nếu phát hiện được chấp nhận", "If findings are upheld"));
    paper.text(language.pick(
        "Mỗi dòng đổi một mục của một đơn vị, các đơn vị khác giữ nguyên. Phát hiện không nói rõ mất bao nhiêu điểm thì tính trường hợp xấu nhất: mất hết điểm của mục.",
        "Each line changes one item of one unit, all others as they stand. Where a finding does not say how many points it takes, the worst case is shown: all of the item.",
    ));
    let all = effects
        .iter()
        .map(|effects| {
            let name = report.name_of(&effects.unit);
            let now = outcome(report, &effects.now, language);
            let then = outcome(report, &effects.all_upheld, language);
            let n = u32::try_from(effects.disputes.len()).expect("a set has fewer leaves");
            [Entry::unit(name, &effects.unit), Entry::count(n)]
                .into_iter()
                .chain(now)
                .chain(then)
                .collect()
        })
        .collect();
    paper.table(
        language.pick("Nếu mọi phát hiện được chấp nhận", "If every finding is upheld"),
        &[
            (language.pick("Đơn vị", "Unit"), 22),
            (language.pick("Số mục", "Items"), 6),
            (language.pick("Điểm hiện tại", "Points now"), 9),
            (language.pick("Chỉ số hiện tại", "Index now"), 9),
            (language.pick("Hạng hiện tại", "Rank now"), 9),
            (language.pick("Xếp loại hiện tại", "Band now"), 9),
            (language.pick("Điểm khi đó", "Points then"), 9),
            (language.pick("Chỉ số khi đó", "Index then"), 9),
            (language.pick("Hạng khi đó", "Rank then"), 9),
            (language.pick("Xếp loại khi đó", "Band then"), 9),
        ],
        all,
    );
    let n_disputes: usize = effects.iter().map(|effects| effects.disputes.len()).sum();
    if detail == Detail::Page && n_disputes > PAGE_ROWS {
        return paper;
    }
    let each = effects
        .iter()
        .flat_map(|effects| {
            let name = report.name_of(&effects.unit);
            let row = move |dispute| row(report, (name, &effects.unit), dispute, language);
            effects.disputes.iter().map(row)
        })
        .collect();
    paper.table(
        language.pick("Từng mục còn tranh luận", "Each disputed item"),
        &[
            (language.pick("Đơn vị", "Unit"), 16),
            (language.pick("Mã", "Code"), 6),
            (language.pick("Phát hiện", "Findings"), 24),
            (language.pick("Điểm đã cho", "Given"), 7),
            (language.pick("Điểm nếu chấp nhận", "If upheld"), 7),
            (language.pick("Chỉ số", "Index"), 8),
            (language.pick("Hạng", "Rank"), 8),
            (language.pick("Xếp loại", "Band"), 8),
            (language.pick("Hạng nếu 0 điểm", "Rank at 0"), 8),
            (language.pick("Hạng nếu đủ điểm", "Rank at the maximum"), 8),
        ],
        each,
    );
    paper
}

/// Points, index, rank and band.
fn outcome(report: &ResultsReport<'_>, outcome: &Outcome, language: Language) -> [Entry; 4] {
    let decimals = decimals(report);
    [
        Entry::points(Some(outcome.points)),
        outcome.index.map_or(Entry::Empty, |index| Entry::Fixed(index.rounded(decimals), decimals)),
        Entry::text(words::rank(&outcome.rank, language)),
        Entry::text(words::band(outcome.band.as_ref(), language)),
    ]
}

fn row(
    report: &ResultsReport<'_>,
    (name, unit): (&str, &UnitId),
    dispute: &DisputeEffect,
    language: Language,
) -> Vec<Entry> {
    let titles: Vec<&str> =
        dispute.findings.iter().map(|code| finding_title(*code, language)).collect();
    let [_, index, rank, band] = outcome(report, &dispute.upheld, language);
    vec![
        Entry::unit(name, unit),
        Entry::claim(unit, &dispute.code),
        Entry::text(titles.join("; ")),
        Entry::points(Some(dispute.given)),
        Entry::points(Some(dispute.if_upheld)),
        index,
        rank,
        band,
        Entry::text(words::rank(&dispute.at_zero.rank, language)),
        Entry::text(words::rank(&dispute.at_maximum.rank, language)),
    ]
}
