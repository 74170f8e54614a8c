//! The annexes of the publishing decision, as officials lay them out: rank, unit, maximum, points, index, band; then
//! highest, mean and lowest by area; then what stands behind it.

use std::collections::BTreeSet;

use model::{
    Points,
    criteria::Rounding,
    results::{
        given::ExtraKind,
        standing::{ItemStanding, LeafState, Rank, Spread, UnitStanding},
    },
};

use super::{ResultsReport, decisions, n_open};
use crate::{
    Language,
    paper::{Entry, Paper},
    record::record_head_text,
    wording::{figure, results as words},
};

/// How many decimals an index is published with.
pub(super) fn decimals(report: &ResultsReport<'_>) -> u32 {
    match report.set.head().rounding {
        Rounding::Decimals(decimals) => decimals,
        Rounding::Silent => 2,
    }
}

/// How much of what is named claim by claim a paper holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it: what is published names every claim.
    Whole,
    /// No more than can be looked at on a page; beyond that it is counted by unit, and each unit's page names its own.
    Page,
}

/// The most rows of what is named claim by claim that a page holds.
pub(super) const PAGE_ROWS: usize = 300;

/// The annexes.
pub(super) fn paper(report: &ResultsReport<'_>, detail: Detail, language: Language) -> Paper {
    let mut paper = Paper::new(title(report, language));
    decisions::warn(report, &mut paper, language);
    warnings(report, &mut paper, language);
    for group in groups(report) {
        standings(report, group, &mut paper, language);
        spreads(report, group, &mut paper, language);
    }
    decisions::by_unit(report, &mut paper, language);
    let n_undecided = report.standings.decisions().undecided() as usize;
    if detail == Detail::Whole || n_undecided <= PAGE_ROWS {
        decisions::undecided(report, &report.standings.units, &mut paper, language);
    }
    exceptions(report, &mut paper, language);
    extras(report, &mut paper, language);
    if let Some(head) = report.record {
        paper.text(record_head_text(head, language));
    }
    paper
}

fn title(report: &ResultsReport<'_>, language: Language) -> Vec<String> {
    let head = report.set.head();
    vec![
        language.pick("PHỤ LỤC", "ANNEX").to_owned(),
        report.name.clone(),
        match language {
            Language::Vietnamese => {
                "(Kèm theo Quyết định số        /QĐ-        ngày      tháng      năm        )"
                    .to_owned()
            }
            Language::English => "(to Decision No.            of            )".to_owned(),
        },
        format!(
            "{}: {} ({})",
            language.pick("Bộ tiêu chí", "Criteria set"),
            head.name,
            head.decision
        ),
    ]
}

/// What keeps the results from being published.
fn warnings(report: &ResultsReport<'_>, paper: &mut Paper, language: Language) {
    let open: Vec<(&UnitStanding, usize)> = report
        .standings
        .units
        .iter()
        .map(|unit| (unit, n_open(unit)))
        .filter(|(_, n_open)| *n_open > 0)
        .collect();
    if !open.is_empty() {
        paper.text(match language {
            Language::Vietnamese => format!(
                "CHƯA ĐỦ CĂN CỨ CÔNG BỐ: {} đơn vị còn mục chưa có điểm. Mục chưa có điểm không tính là 0; chỉ số và thứ hạng ghi dấu ? có thể thay đổi.",
                open.len()
            ),
            Language::English => format!(
                "NOT READY TO BE PUBLISHED: {} units have items without points. These do not count as 0; what bears a ? can change.",
                open.len()
            ),
        });
    }
    if !report.bad_rows.is_empty() {
        let n = report.bad_rows.len();
        paper.text(match language {
            Language::Vietnamese => {
                format!("{n} dòng của bảng điểm chưa dùng được, xem danh sách.")
            }
            Language::English => format!("{n} rows of the inputs were not used; see the list."),
        });
    }
}

/// The groups in which units are ranked, in order.
pub(super) fn groups<'r>(report: &'r ResultsReport<'_>) -> BTreeSet<Option<&'r str>> {
    report.standings.units.iter().map(|unit| unit.entrant.group.as_deref()).collect()
}

fn standings(
    report: &ResultsReport<'_>,
    group: Option<&str>,
    paper: &mut Paper,
    language: Language,
) {
    let mut units: Vec<&UnitStanding> = report
        .standings
        .units
        .iter()
        .filter(|unit| unit.entrant.group.as_deref() == group)
        .collect();
    // Equals keep the order of the pipeline.
    units.sort_by_key(|unit| position(&unit.rank));
    let rows = units.into_iter().map(|unit| standing(report, unit, language)).collect();
    let name = language.pick("Kết quả và xếp hạng", "Results and ranks");
    let name = group.map_or_else(|| name.to_owned(), |group| format!("{group}: {name}"));
    if let Some(group) = group {
        paper.heading(group);
    }
    paper.table(
        name,
        &[
            (language.pick("Xếp hạng", "Rank"), 9),
            (language.pick("Đơn vị", "Unit"), 27),
            (language.pick("Điểm tối đa", "Maximum"), 10),
            (language.pick("Điểm đạt được", "Points"), 10),
            (language.pick("Chỉ số (%)", "Index (%)"), 10),
            (language.pick("Xếp loại", "Band"), 11),
            (language.pick("Ghi chú", "Remark"), 23),
        ],
        rows,
    );
}

/// Ranked units come first, then those whose rank is open, then those without one.
pub(super) fn position(rank: &Rank) -> (u8, u32, u32) {
    match rank {
        Rank::Settled { rank, .. } => (0, *rank, *rank),
        Rank::Tied { from, to, .. } => (0, *from, *to),
        Rank::Open { best, worst, .. } => (0, *best, *worst),
        Rank::Unranked { .. } => (1, 0, 0),
        Rank::NothingAttainable => (2, 0, 0),
    }
}

/// The index of a unit as it is published, or what it can become; nothing where nothing is attainable.
pub(super) fn index(report: &ResultsReport<'_>, unit: &UnitStanding, language: Language) -> String {
    let decimals = decimals(report);
    let shown =
        |index: model::results::Index| figure::fixed(index.rounded(decimals), decimals, language);
    match (unit.index, unit.bounds) {
        (Some(index), _) => shown(index),
        (None, Some(bounds)) => format!("{}–{}?", shown(bounds.least), shown(bounds.most)),
        (None, None) => String::new(),
    }
}

fn standing(report: &ResultsReport<'_>, unit: &UnitStanding, language: Language) -> Vec<Entry> {
    let rank = match unit.rank.settled() {
        Some(rank) => Entry::count(rank),
        None => Entry::text(words::rank(&unit.rank, language)),
    };
    let decimals = decimals(report);
    let index = match unit.index {
        Some(index) => Entry::Fixed(index.rounded(decimals), decimals),
        None => Entry::text(index(report, unit, language)),
    };
    let n_open = n_open(unit);
    let open = (n_open > 0).then(|| match language {
        Language::Vietnamese => format!("{n_open} mục chưa có điểm"),
        Language::English => format!("{n_open} items without points"),
    });
    let remarks = [
        decisions::remark(unit, language),
        open,
        words::rank_remark(&unit.rank, language),
        words::band_remark(unit.band.as_ref(), language),
    ];
    vec![
        rank,
        Entry::unit(&unit.entrant.name, &unit.entrant.unit),
        Entry::points(Some(unit.maximum)),
        Entry::points(Some(unit.total())),
        index,
        Entry::text(words::band(unit.band.as_ref(), language)),
        Entry::text(remarks.into_iter().flatten().collect::<Vec<_>>().join("; ")),
    ]
}

/// Highest, mean and lowest of the whole and of each area.
fn spreads(report: &ResultsReport<'_>, group: Option<&str>, paper: &mut Paper, language: Language) {
    let decimals = decimals(report);
    let row = |spread: &Spread| {
        let name = match &spread.code {
            None => language.pick("Chỉ số chung", "The whole").to_owned(),
            Some(code) => {
                format!("{code}. {}", report.set.name_of(code).unwrap_or_default())
            }
        };
        let figure = |value: Option<rust_decimal::Decimal>| {
            value.map_or(Entry::Empty, |value| Entry::Fixed(value, decimals))
        };
        let figures = spread.figures.as_ref();
        vec![
            Entry::text(name),
            figure(figures.map(|figures| figures.highest.percent)),
            Entry::text(figures.map_or("", |figures| report.name_of(&figures.best))),
            figure(figures.map(|figures| figures.mean)),
            figure(figures.map(|figures| figures.lowest.percent)),
            Entry::count(figures.map_or(0, |figures| figures.units)),
            Entry::count(spread.open),
        ]
    };
    let rows = report
        .standings
        .spreads
        .iter()
        .filter(|spread| spread.group.as_deref() == group)
        .filter(|spread| spread.code.as_ref().is_none_or(|code| code.depth() == 1))
        .map(row)
        .collect();
    let name = language.pick("Cao nhất, trung bình, thấp nhất (%)", "Highest, mean, lowest (%)");
    let name = group.map_or_else(|| name.to_owned(), |group| format!("{group}: {name}"));
    paper.table(
        name,
        &[
            (language.pick("Lĩnh vực", "Area"), 34),
            (language.pick("Cao nhất", "Highest"), 10),
            (language.pick("Đơn vị cao nhất", "Best"), 20),
            (language.pick("Trung bình", "Mean"), 10),
            (language.pick("Thấp nhất", "Lowest"), 10),
            (language.pick("Số đơn vị", "Units"), 8),
            (language.pick("Chưa đủ điểm", "Open"), 8),
        ],
        rows,
    );
}

/// What lowered the maximum of a unit: what does not apply, and surveys that do not count.
fn exceptions(report: &ResultsReport<'_>, paper: &mut Paper, language: Language) {
    let mut rows = Vec::new();
    for unit in &report.standings.units {
        for item in &unit.items {
            let Some(state) = &item.leaf else { continue };
            let is_exception = matches!(
                state,
                LeafState::NotApplicable { .. }
                    | LeafState::SurveyLeftOut { .. }
                    | LeafState::SurveyZero { .. }
            );
            if is_exception {
                rows.push(vec![
                    Entry::unit(&unit.entrant.name, &unit.entrant.unit),
                    Entry::claim(&unit.entrant.unit, &item.code),
                    Entry::text(report.set.name_of(&item.code).unwrap_or_default()),
                    Entry::points(report.set.max_of(&item.code)),
                    Entry::text(words::leaf_state(state, language)),
                ]);
            }
        }
    }
    paper.table(
        language.pick("Nội dung không tính cho đơn vị", "What does not count for a unit"),
        &[
            (language.pick("Đơn vị", "Unit"), 24),
            (language.pick("Mã", "Code"), 8),
            (language.pick("Tiêu chí", "Criterion"), 34),
            (language.pick("Điểm tối đa", "Maximum"), 10),
            (language.pick("Lý do", "Reason"), 24),
        ],
        rows,
    );
}

fn extras(report: &ResultsReport<'_>, paper: &mut Paper, language: Language) {
    let rows = report
        .extras
        .iter()
        .map(|extra| {
            let kind = match extra.kind {
                ExtraKind::Bonus => language.pick("điểm thưởng", "bonus"),
                ExtraKind::Penalty => language.pick("điểm trừ", "penalty"),
            };
            vec![
                Entry::text(report.name_of(&extra.unit)),
                Entry::text(kind),
                Entry::points(Some(extra.points)),
                Entry::text(&extra.reason),
                Entry::text(&extra.source.document),
            ]
        })
        .collect();
    paper.table(
        language.pick("Điểm thưởng, điểm trừ", "Bonus and penalty"),
        &[
            (language.pick("Đơn vị", "Unit"), 26),
            (language.pick("Loại", "Kind"), 12),
            (language.pick("Điểm", "Points"), 10),
            (language.pick("Lý do", "Reason"), 32),
            (language.pick("Văn bản", "Document"), 20),
        ],
        rows,
    );
}

/// Every item of every unit.
pub(super) fn items(report: &ResultsReport<'_>, language: Language) -> Paper {
    let mut paper = Paper::default();
    let mut rows = Vec::new();
    for unit in &report.standings.units {
        for item in &unit.items {
            let name = Entry::unit(&unit.entrant.name, &unit.entrant.unit);
            rows.push([name].into_iter().chain(of_item(report, unit, item, language)).collect());
        }
    }
    paper.table(
        language.pick("Điểm từng tiêu chí", "Points by item"),
        &[
            (language.pick("Đơn vị", "Unit"), 20),
            (language.pick("Mã", "Code"), 6),
            (language.pick("Tiêu chí", "Item"), 34),
            (language.pick("Điểm tối đa", "Maximum"), 8),
            (language.pick("Điểm đạt được", "Points"), 8),
            (language.pick("Chỉ số (%)", "Index (%)"), 8),
            (language.pick("Căn cứ", "Source"), 20),
        ],
        rows,
    );
    paper
}

/// What one unit reached: its sums, each area as a bar, every item; and what the council has not decided of it.
pub(super) fn of_unit(
    report: &ResultsReport<'_>,
    unit: &UnitStanding,
    language: Language,
) -> Paper {
    let mut paper = Paper::default();
    let decimals = decimals(report);
    let areas = || unit.items.iter().filter(|item| item.code.depth() == 1);
    paper.bars(
        language.pick("Chỉ số theo lĩnh vực (%)", "Index by area (%)"),
        areas()
            .filter_map(|item| {
                let name = report.set.name_of(&item.code).unwrap_or_default();
                Some((format!("{} {name}", item.code), item.index?.rounded(decimals)))
            })
            .collect(),
    );
    decisions::undecided(report, std::slice::from_ref(unit), &mut paper, language);
    paper.table(
        language.pick("Điểm từng tiêu chí", "Points by item"),
        &[
            (language.pick("Mã", "Code"), 8),
            (language.pick("Tiêu chí", "Item"), 40),
            (language.pick("Điểm tối đa", "Maximum"), 9),
            (language.pick("Điểm đạt được", "Points"), 9),
            (language.pick("Chỉ số (%)", "Index (%)"), 9),
            (language.pick("Căn cứ", "Source"), 25),
        ],
        unit.items.iter().map(|item| of_item(report, unit, item, language)).collect(),
    );
    paper
}

/// Code, name, maximum, points, index and source of an item of a unit.
fn of_item(
    report: &ResultsReport<'_>,
    unit: &UnitStanding,
    item: &ItemStanding,
    language: Language,
) -> Vec<Entry> {
    let decimals = decimals(report);
    let has_points = item.open == Points::ZERO && item.maximum > Points::ZERO;
    let code = match item.leaf {
        Some(_) => Entry::claim(&unit.entrant.unit, &item.code),
        None => Entry::text(item.code.to_string()),
    };
    let source = item.leaf.as_ref().map(|leaf| words::leaf_state(leaf, language));
    vec![
        code,
        Entry::text(report.set.name_of(&item.code).unwrap_or_default()),
        Entry::points(Some(item.maximum)),
        Entry::points(has_points.then_some(item.points)),
        item.index.map_or(Entry::Empty, |index| Entry::Fixed(index.rounded(decimals), decimals)),
        Entry::text(source.unwrap_or_default()),
    ]
}
