//! Which documents does a cell of evidence ask for, by type, topic and period, and who holds them?
//!
//! Refuses to know whether a unit sent them.

use std::sync::LazyLock;

use model::{
    criteria::{EvidenceItem, EvidenceKind, EvidencePeriod},
    facts::DocType,
};
use regex::Regex;

use crate::{
    doc_type,
    prose::{Prose, key, tidy},
};

/// The documents that a cell lists, and whether it admits others.
pub(super) fn read(cell: &str) -> (Vec<EvidenceItem>, bool) {
    let mut admits_others = false;
    let mut items = Vec::<EvidenceItem>::new();
    for line in lines(cell) {
        if is_other(&line) {
            admits_others = true;
            continue;
        }
        for name in documents(&line) {
            let item = item(&name);
            if !items.contains(&item) {
                items.push(item);
            }
        }
    }
    (items, admits_others)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

static BULLET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?m)^\s*[-–•+]\s*|;\s*(?:\n|$)|;\s+[-–•+]\s*|\.\s*\n\s*[-–•]?\s*|^\s*(?:Báo cáo kết quả|Bảng thống kê|Kế hoạch|TLKC)",
    )
});

/// The lines of a cell, each on one line: bullets, or what ends in a semicolon.
fn lines(cell: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut start = 0;
    for bullet in BULLET.find_iter(cell) {
        lines.push(tidy(&cell[start..bullet.start()]));
        // A document's own name may begin a line without a bullet; it belongs to what it begins.
        let begins_with_name = bullet.as_str().trim_start().starts_with(char::is_alphabetic);
        start = if begins_with_name { bullet.start() } else { bullet.end() };
    }
    lines.push(tidy(&cell[start..]));
    lines.retain(|line| line.chars().any(char::is_alphabetic));
    lines
}

fn is_other(line: &str) -> bool {
    let lower = key(line);
    lower.starts_with("tlkc khác")
        || lower.starts_with("các tlkc khác")
        || lower.starts_with("tài liệu kiểm chứng khác")
        || lower.starts_with("các tài liệu kiểm chứng khác")
        || lower.starts_with("các tài liệu khác")
}

/// A line with several documents is taken apart where the next one begins: "biên bản …, thông báo …", "báo cáo Quý I, 6
/// tháng", "… và kết quả theo dõi của …".
fn documents(line: &str) -> Vec<String> {
    let line = line.trim_end_matches(['.', ';', ',', ' ', '”', '"']);
    if let Some(periods) = by_period(line) {
        return periods;
    }
    let mut names = Vec::new();
    let mut start = 0;
    let mut depth = 0_u32;
    for (at, c) in line.char_indices() {
        depth = match c {
            '(' => depth + 1,
            ')' => depth.saturating_sub(1),
            _ => depth,
        };
        let rest = &line[at..];
        let separator = [", ", "; ", " và các tài liệu khác", " và "]
            .iter()
            .find(|mark| rest.starts_with(**mark));
        if let Some(separator) = separator
            && depth == 0
            && at >= start
        {
            let next = &line[at + separator.len()..];
            if separator.len() > 5 {
                names.push(line[start..at].to_owned());
                return names;
            }
            if begins_document(next, separator.trim() == "và") {
                names.push(line[start..at].to_owned());
                start = at + separator.len();
            }
        }
    }
    names.push(line[start..].to_owned());
    names.into_iter().map(|name| plain_name(&name)).filter(|name| !name.is_empty()).collect()
}

/// Whether a text begins with the name of a document of its own. After "và" only what another body finds does: "báo cáo
/// tình hình và kết quả" is one document.
fn begins_document(text: &str, after_and: bool) -> bool {
    let lower = key(text);
    let finding = lower.starts_with("kết quả theo dõi") || lower.starts_with("dữ liệu thẩm định");
    if after_and {
        return finding;
    }
    finding
        || lower.starts_with("phê duyệt kết quả")
        || lower.starts_with("tổng hợp các")
        || [
            "báo cáo",
            "biên bản",
            "kế hoạch",
            "thông báo",
            "quyết định",
            "hệ thống thông tin",
            "kết luận",
        ]
        .iter()
        .any(|name| lower.starts_with(name))
}

static PERIODS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:các\s+)?(?P<name>báo\s+cáo\s+[^,;(]*?)\s+(?P<periods>(?:quý\s+[IV1-4]+|6\s+tháng|9\s+tháng)(?:(?:,|\s+và)\s+(?:báo\s+cáo\s+)?(?:quý\s+[IV1-4]+|6\s+tháng|9\s+tháng|năm))+)$",
    )
});

/// "Các báo cáo CCHC Quý I, 6 tháng, Quý III và báo cáo năm": one document for each period.
fn by_period(line: &str) -> Option<Vec<String>> {
    let found = PERIODS.captures(line)?;
    let name = plain_name(&found["name"]);
    let periods = found["periods"].replace(" và ", ", ");
    Some(
        periods
            .split(", ")
            .map(|period| {
                let period = period.trim();
                let period = period.strip_prefix("báo cáo ").unwrap_or(period);
                format!("{name} {period}")
            })
            .collect(),
    )
}

/// A name that begins with a capital and without the words that only make it several.
fn plain_name(text: &str) -> String {
    let mut name = text.trim().trim_end_matches(['.', ';', ',', ' ', '”', '"']);
    for lead in ["Các ", "các ", "Những ", "những ", "Cung cấp ", "Gửi đại diện "] {
        name = name.strip_prefix(lead).unwrap_or(name).trim_start();
    }
    let mut characters = name.chars();
    characters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

static OPTIONAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\s*\(?\s*nếu\s+có\s*\)?"));
static PROVIDED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\s*\((?:nếu\s+có,?\s*)?do\s+(?P<by>[^()]+?)\s+cung\s+cấp\s*\)"));
static FOUND_BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:kết\s+quả\s+(?:theo\s+dõi|đánh\s+giá)|dữ\s+liệu|số\s+liệu)[^()]*?\s(?:của|do)\s+(?P<by>(?:Bộ|Văn\s+phòng|Kho\s+bạc|Thanh\s+tra)[^(;,]*?)(?:\s+(?:cung\s+cấp|dựa\s+trên).*)?$",
    )
});
static DO_PROVIDE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\s+do\s+(?P<by>(?:Bộ|Văn\s+phòng|Kho\s+bạc)[^(;,]*?)\s+cung\s+cấp$")
});

fn item(name: &str) -> EvidenceItem {
    let provided = PROVIDED.captures(name).map(|found| found["by"].to_owned());
    let plain = PROVIDED.replace_all(name, "");
    let optional = OPTIONAL.is_match(&plain) || name.to_lowercase().contains("nếu có");
    let plain = tidy(&OPTIONAL.replace_all(&plain, ""));
    let plain = plain.trim_end_matches(['.', ';', ',', ' ', ')']).to_owned();
    let plain = if plain.contains('(')
        && !plain.ends_with(')')
        && plain.matches('(').count() > plain.matches(')').count()
    {
        format!("{plain})")
    } else {
        plain
    };
    let found_by = || {
        FOUND_BY
            .captures(&plain)
            .or_else(|| DO_PROVIDE.captures(&plain))
            .map(|found| tidy(&found["by"]))
    };
    let mut names = alternatives(&plain).into_iter();
    let kind = kind(names.next().unwrap_or_default());
    EvidenceItem {
        kind,
        alternatives: names.map(self::kind).collect(),
        optional,
        instead_of_others: false,
        provided_by: provided.or_else(found_by),
        name: plain.clone(),
    }
}

/// The documents of which one is enough: "báo cáo … hoặc báo cáo …".
fn alternatives(name: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut start = 0;
    for (at, separator) in name.match_indices(" hoặc ") {
        let next = name[at + separator.len()..].trim_start_matches("các ");
        if type_of(next).is_some() {
            names.push(&name[start..at]);
            start = name.len() - next.len();
        }
    }
    names.push(&name[start..]);
    names
}

/// The type of document that a name begins with, and how many bytes name it.
fn type_of(name: &str) -> Option<(DocType, usize)> {
    let prose = Prose::new(name);
    doc_type::name_at(&prose, 0)
}

fn kind(name: &str) -> EvidenceKind {
    let (doc_type, rest) = match type_of(name) {
        Some((doc_type, end)) => (Some(doc_type), name.get(end..).unwrap_or_default()),
        None => (None, name),
    };
    let topic =
        rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | ':'));
    EvidenceKind {
        doc_type,
        topic: (!topic.is_empty()).then(|| topic.to_owned()),
        period: period(name),
    }
}

fn period(name: &str) -> Option<EvidencePeriod> {
    let lower = key(name);
    let has = |text: &str| lower.contains(text);
    let ends = |text: &str| lower.ends_with(text) || lower.contains(&format!("{text} "));
    if has("năm trước") && !has("năm đánh giá và năm trước") {
        return Some(EvidencePeriod::PreviousYear);
    }
    [
        (ends("quý i") || has("quý 1"), EvidencePeriod::Quarter1),
        (ends("quý ii") || has("quý 2"), EvidencePeriod::Quarter2),
        (ends("quý iii") || has("quý 3"), EvidencePeriod::Quarter3),
        (ends("quý iv") || has("quý 4"), EvidencePeriod::Quarter4),
        (has("6 tháng"), EvidencePeriod::SixMonths),
        (has("9 tháng"), EvidencePeriod::NineMonths),
        (
            has("cchc năm")
                || lower.ends_with(" năm")
                || has("trong năm đánh giá")
                || has("hàng năm"),
            EvidencePeriod::Year,
        ),
    ]
    .into_iter()
    .find_map(|(holds, period)| holds.then_some(period))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cell: &str, expect: &[&str], admits_others: bool) {
        let (items, others) = read(cell);
        let found: Vec<String> = items
            .iter()
            .map(|item| {
                let kind = item.kind.doc_type.as_ref().map_or("-", DocType::as_str);
                let mut text = format!("{} [{kind}]", item.name);
                if item.optional {
                    text.push_str(" nếu có");
                }
                if let Some(by) = &item.provided_by {
                    text.push_str(&format!(" do {by}"));
                }
                if !item.alternatives.is_empty() {
                    text.push_str(&format!(" +{}", item.alternatives.len()));
                }
                text
            })
            .collect();
        assert_eq!(found, expect, "{cell}");
        assert_eq!(others, admits_others, "{cell}");
    }

    #[test]
    fn bullets_are_documents() {
        check(
            "- Kế hoạch CCHC năm;\n- Báo cáo CCHC năm;\n- TLKC khác nếu có.",
            &["Kế hoạch CCHC năm [kế hoạch]", "Báo cáo CCHC năm [báo cáo]"],
            true,
        );
        check(
            "Các biên bản kiểm tra;\n- Các thông báo kết luận\nkiểm tra (nếu có).",
            &["Biên bản kiểm tra [biên bản]", "Thông báo kết luận kiểm tra [thông báo] nếu có"],
            false,
        );
        check("", &[], false);
    }

    #[test]
    fn one_line_may_list_several() {
        check(
            "Các báo cáo CCHC Quý I, 6\ntháng, Quý III và báo cáo năm.",
            &[
                "Báo cáo CCHC Quý I [báo cáo]",
                "Báo cáo CCHC 6 tháng [báo cáo]",
                "Báo cáo CCHC Quý III [báo cáo]",
                "Báo cáo CCHC năm [báo cáo]",
            ],
            false,
        );
        check(
            "- Các biên bản kiểm tra, thông báo kết luận kiểm tra.",
            &["Biên bản kiểm tra [biên bản]", "Thông báo kết luận kiểm tra [thông báo]"],
            false,
        );
        check(
            "- Báo cáo của tỉnh và kết quả theo\ndõi, đánh giá của Bộ Tài chính.",
            &[
                "Báo cáo của tỉnh [báo cáo]",
                "Kết quả theo dõi, đánh giá của Bộ Tài chính [-] do Bộ Tài chính",
            ],
            false,
        );
    }

    #[test]
    fn who_holds_a_document_and_what_stands_in_for_it() {
        check(
            "- Kết quả theo dõi, kiểm tra của\nBộ Tư pháp (nếu có, do Bộ Tư\npháp cung cấp).",
            &["Kết quả theo dõi, kiểm tra của Bộ Tư pháp [-] nếu có do Bộ Tư pháp"],
            false,
        );
        check(
            "- Báo cáo kiểm soát TTHC hoặc Báo cáo CCHC năm của tỉnh;",
            &["Báo cáo kiểm soát TTHC hoặc Báo cáo CCHC năm của tỉnh [báo cáo] +1"],
            false,
        );
    }
}
