//! Where does a text give points, and how many?
//!
//! Annexes write "…: 0.5", guidance writes "… thì điểm đánh giá là 0.5", "… thì được CỘNG THÊM 0.25 điểm", "… thì đạt
//! điểm tối đa", "… thì đạt 50%*điểm tối đa". Refuses to know what the points are for.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};
use rust_decimal::Decimal;

/// Points that a text gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Award {
    pub(super) points: AwardedPoints,
    /// Whether they come on top of what was given before.
    pub(super) is_added: bool,
    /// Whether they are a heading's points, which the lines below share out ("tối đa 0.75 điểm").
    pub(super) is_ceiling: bool,
    /// Where the words stand.
    pub(super) range: Range<usize>,
}

/// How many points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AwardedPoints {
    /// So many.
    Exactly(Decimal),
    /// All that can be reached.
    Maximum,
    /// So many percent of that.
    PercentOfMaximum(Decimal),
}

static AWARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)
        (?:
            # '… thì điểm đánh giá (cho năm đầu tiên) là 0.5 (điểm)'
            (?:\bthì\s+
               (?P<words>(?:(?:điểm|đánh|giá|cho|năm|đầu|tiên|đạt|được|là\s?:?|tối|đa|cộng|thêm|tương|ứng|thêm)\s+){0,10})
            |  # without the conjunction: 'CỘNG THÊM 0.5 điểm', 'Điểm đạt được tối đa là 1.0'
               (?P<added>cộng\s+thêm\s+) | (?P<ceiling>điểm\s+(?:đạt\s+được\s+)?tối\s+đa\s+(?:là|:)\s*)
            )
            (?:(?P<percent>\d+(?:[.,]\d+)?)\s*%\s*[*x×]?\s*(?:số\s+)?điểm\s+tối\s+đa | (?P<points>\d+(?:[.,]\d+)?)(?:\s*điểm\b)?)
          | \bthì\s+(?:(?:được|đạt|cho|tính|điểm\s+đánh\s+giá\s+là)\s+)*(?P<maximum>(?:điểm|số\s+điểm)\s+tối\s+đa)
          | :\s*(?P<colon>\d{1,2}(?:[.,]\d{1,3})?)\s*(?:điểm\b)?\s*(?:[.;]|$)
        )",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// Every place where a text on one line gives points, in order.
pub(super) fn find(text: &str) -> Vec<Award> {
    AWARD.captures_iter(text).filter_map(|captures| award(text, &captures)).collect()
}

/// Whether the last words of a text give points.
pub(super) fn ends_in_one(text: &str) -> bool {
    let flat = crate::prose::tidy(text);
    let end = flat.trim_end_matches([' ', '.', ';']).len();
    find(&flat).last().is_some_and(|award| award.range.end >= end)
}

fn award(text: &str, captures: &Captures<'_>) -> Option<Award> {
    let whole = captures.get(0)?;
    let number = |name: &str| {
        let digits = captures.name(name)?.as_str().replace(',', ".");
        digits.parse::<Decimal>().ok().map(|number| number.normalize())
    };
    let points = match (number("percent"), number("points").or_else(|| number("colon"))) {
        (Some(percent), _) => AwardedPoints::PercentOfMaximum(percent),
        (None, Some(points)) => AwardedPoints::Exactly(points),
        (None, None) => AwardedPoints::Maximum,
    };
    // A share that is counted is no award: 'thì 80% …'.
    let after = &text[whole.end()..];
    if after.trim_start().starts_with('%') {
        return None;
    }
    // A number is read whole or not at all: the 0 of '0.5 Đạt …' gives no points.
    if whole.as_str().ends_with('.') && after.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let words = captures.name("words").map_or(String::new(), |words| words.as_str().to_lowercase());
    Some(Award {
        points,
        is_added: words.contains("cộng") || captures.name("added").is_some(),
        is_ceiling: words.contains("tối") || captures.name("ceiling").is_some(),
        range: whole.range(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = find(text)
            .iter()
            .map(|award| {
                let points = match award.points {
                    AwardedPoints::Exactly(points) => points.to_string(),
                    AwardedPoints::Maximum => "max".to_owned(),
                    AwardedPoints::PercentOfMaximum(percent) => format!("{percent}%"),
                };
                let added = if award.is_added { "+" } else { "" };
                let ceiling = if award.is_ceiling { "<=" } else { "" };
                format!("{added}{ceiling}{points}")
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn points_are_found_in_every_wording() {
        check("Thực hiện đầy đủ: 0.5", &["0.5"]);
        check("Kịp thời:0,75 điểm.", &["0.75"]);
        check(
            "Nếu đúng hạn thì điểm đánh giá là 1.00; nếu không thì điểm đánh giá là 0.",
            &["1", "0"],
        );
        check("thì được CỘNG THÊM 0.25 điểm", &["+0.25"]);
        check("với Cổng quốc gia CỘNG THÊM 0.5 điểm.", &["+0.5"]);
        check("thì đạt tối đa 0.75 điểm. Trong đó:", &["<=0.75"]);
        check("Trường hợp a = 0 thì đạt điểm tối đa.", &["max"]);
        check("thì đạt 50%*điểm tối đa.", &["50%"]);
        check("có sai phạm thì điểm đánh giá cho năm đầu tiên là 0; năm sau", &["0"]);
        check("thì điểm đánh giá là: 0.25", &["0.25"]);
        check("Điểm đạt được tối đa là 1.0, tương ứng", &["<=1"]);
    }

    #[test]
    fn other_numbers_are_no_points() {
        check("Trong đó: 15 đơn vị đã hoàn thành", &[]);
        check("tỷ lệ 12:30 hồ sơ", &[]);
        check("đạt từ 80% trở lên", &[]);
        check("Vượt từ 2% - dưới 4%: 0.5 Đạt hoặc vượt dưới 2%", &[]);
        assert!(ends_in_one("Thực hiện đầy đủ,\nđúng hạn: 0.5;"));
        assert!(!ends_in_one("được bổ nhiệm đúng quy định:"));
    }
}
