//! A criteria set as the table of a decision: code, name, points, lines of scoring, evidence.
//!
//! Refuses to know findings and units.

use super::rule_words::{assessor, lines};
use crate::{Language, wording::figure};
use askama::Template;
use model::{
    Points,
    criteria::{CriteriaSet, Criterion, Leaf},
    rule::Assessor,
};

/// A row of the table.
#[derive(Debug)]
pub struct Row {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The most points.
    pub max: Points,
    /// What a leaf has beyond them.
    pub leaf: Option<LeafRow>,
    /// 1 for an area, 2 for a criterion, 3 for a subcriterion.
    pub depth: usize,
}

/// What a leaf's row has beyond name and points.
#[derive(Debug)]
pub struct LeafRow {
    /// Who scores it.
    pub assessed_by: Assessor,
    /// Who scores it, in words; empty where the unit does.
    pub scored_by: String,
    /// The lines of its rule.
    pub rule: Vec<String>,
    /// What it asks for.
    pub evidence: Vec<String>,
    /// Who is responsible for it.
    pub responsible: Vec<String>,
}

/// The rows of a set, in code order.
#[must_use]
pub fn rows(set: &CriteriaSet, language: Language) -> Vec<Row> {
    let mut rows = Vec::new();
    for area in set.areas() {
        let (code, name) = (area.code.to_string(), area.name.clone());
        rows.push(Row { code, name, max: area.max, leaf: None, depth: 1 });
        for criterion in &area.criteria {
            if let Criterion::Divided { code, name, max, .. } = criterion {
                let (code, name) = (code.to_string(), name.clone());
                rows.push(Row { code, name, max: *max, leaf: None, depth: 2 });
            }
            rows.extend(criterion.leaves().iter().map(|leaf| row(leaf, language)));
        }
    }
    rows
}

fn row(leaf: &Leaf, language: Language) -> Row {
    let evidence = leaf.evidence.iter().map(|item| {
        let mut name = item.name.clone();
        if item.optional {
            name.push_str(language.pick(" (nếu có)", " (if there is one)"));
        }
        if let Some(by) = &item.provided_by {
            let by = match language {
                Language::Vietnamese => format!(" (do {by} cung cấp)"),
                Language::English => format!(" (from {by})"),
            };
            name.push_str(&by);
        }
        name
    });
    let mut rule = lines(&leaf.rule, language);
    if let Some(when) = &leaf.not_applicable_if {
        let out = language.pick("không tính điểm mục này", "the item does not count");
        rule.push(format!("{when}: {out}"));
    }
    Row {
        code: leaf.code.to_string(),
        name: leaf.name.clone(),
        max: leaf.max,
        depth: leaf.code.depth(),
        leaf: Some(LeafRow {
            assessed_by: leaf.assessed_by,
            scored_by: assessor(leaf.assessed_by, language).to_owned(),
            rule,
            evidence: evidence.collect(),
            responsible: leaf.responsible.clone(),
        }),
    }
}

/// What heads the table: the set's name and the decision's number.
pub(crate) fn title(set: &CriteriaSet) -> String {
    let head = set.head();
    format!("{} ({})", head.name, head.decision.number())
}

/// The set as lines of text, as wide as a terminal shows.
#[must_use]
pub fn text(set: &CriteriaSet, language: Language) -> String {
    let mut text = title(set);
    let evidence_label = language.pick("Tài liệu kiểm chứng", "Evidence");
    let bodies_label = language.pick("Cơ quan phụ trách", "Answers for it");
    for row in rows(set, language) {
        let points = figure::with_unit(row.max, language);
        if row.depth == 1 {
            text.push('\n');
        }
        text.push_str(&format!("\n{}. {}: {points}", row.code, row.name));
        let Some(leaf) = row.leaf else { continue };
        if leaf.assessed_by != Assessor::Unit {
            text.push_str(&format!(" [{}]", leaf.scored_by));
        }
        for line in &leaf.rule {
            text.push_str(&format!("\n      {line}"));
        }
        for (label, values) in [(evidence_label, &leaf.evidence), (bodies_label, &leaf.responsible)]
        {
            if !values.is_empty() {
                text.push_str(&format!("\n      {label}: {}", values.join("; ")));
            }
        }
    }
    text.push_str(&format!(
        "\n\n{}: {}",
        language.pick("Tổng điểm", "Total"),
        figure::with_unit(set.head().total, language)
    ));
    text
}

#[derive(Template)]
#[template(path = "criteria.html")]
struct Page {
    lang: &'static str,
    title: String,
    headings: [&'static str; 5],
    rows: Vec<PageRow>,
}

struct PageRow {
    depth: usize,
    code: String,
    name: String,
    max: String,
    scored_by: String,
    rule: Vec<String>,
    evidence: Vec<String>,
}

/// The set as a page that prints as a table.
#[must_use]
pub fn html(set: &CriteriaSet, language: Language) -> String {
    let rows = rows(set, language).into_iter().map(|row| {
        let max = figure::points(row.max, language);
        let (scored_by, rule, evidence) = match row.leaf {
            Some(leaf) => (leaf.scored_by, leaf.rule, leaf.evidence),
            None => (String::new(), Vec::new(), Vec::new()),
        };
        PageRow { depth: row.depth, code: row.code, name: row.name, max, scored_by, rule, evidence }
    });
    let page = Page {
        lang: language.pick("vi", "en"),
        title: title(set),
        headings: language.pick(
            [
                "STT",
                "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
                "Điểm tối đa",
                "Cách chấm điểm",
                "Tài liệu kiểm chứng",
            ],
            ["No.", "Area/Criterion/Subcriterion", "Maximum", "Rule", "Evidence"],
        ),
        rows: rows.collect(),
    };
    page.render().expect("the template calls nothing that can fail")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVINCE: &str =
        include_str!("../../../../pipelines/criteria/qd-1187-2025-province.toml");

    fn province() -> CriteriaSet {
        CriteriaSet::parse(PROVINCE, "set.toml").unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_table_has_every_item_with_its_points_and_rule() {
        let set = province();
        let text = text(&set, Language::Vietnamese);
        for line in [
            "1. Công tác chỉ đạo điều hành CCHC: 9,5 điểm",
            "1.1. Thực hiện kế hoạch CCHC: 1,5 điểm",
            "      (nhiệm vụ đã hoàn thành / nhiệm vụ theo kế hoạch) × 1,5",
            "Tổng điểm: 100 điểm",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
        assert_eq!(rows(&set, Language::English).len(), 8 + 38 + 88);
    }

    #[test]
    fn the_page_has_the_rows_in_its_language() {
        let set = province();
        let page = html(&set, Language::Vietnamese);
        assert!(page.contains("<td>1.1</td>"), "{page}");
        assert!(page.contains("lang=\"vi\""));
    }
}
