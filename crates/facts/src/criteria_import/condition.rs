//! What does a condition ask of a figure: a range of a rate, a number of things, a rank, a movement?
//!
//! Each question is asked alone; which of them a rule asks is decided over all its cases. Refuses to know points.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use crate::prose::key;

/// `from <= rate < to` in percent; an absent bound is open, and 100% as upper end is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PercentRange {
    pub(super) from: Option<Decimal>,
    pub(super) to: Option<Decimal>,
}

/// A number of things, both ends included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) from: u32,
    pub(super) to: Option<u32>,
    /// What is counted, where the condition says.
    pub(super) of: Option<String>,
}

/// Places among units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranks {
    pub(super) from: u32,
    /// `None` for the last ones.
    pub(super) to: Option<u32>,
    pub(super) among: Option<u32>,
}

/// Which movements since last year a condition means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Movement {
    pub(super) up: bool,
    pub(super) same: bool,
    pub(super) down: bool,
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant that the tests compile")
}

static PERCENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)
        (?P<below>dưới|nhỏ\shơn|chưa\sđạt|<)?\s*(?P<first>\d+(?:[.,]\d+)?)\s*%
        (?: \s*(?:-|–|đến)\s*(?P<excluded>dưới\s*)? (?P<second>\d+(?:[.,]\d+)?)\s*% )?",
    )
});

fn decimal(text: &str) -> Option<Decimal> {
    text.replace(',', ".").parse::<Decimal>().ok().map(|number| number.normalize())
}

/// The range of a rate: "từ 15% đến dưới 20%", "100% số đơn vị", "dưới 60%". `None` where the condition binds more than
/// one rate, or a rate and something else ("100% … VÀ đã công bố …").
pub(super) fn percent_range(condition: &str) -> Option<PercentRange> {
    if condition.contains(" VÀ ") || condition.contains(" HOẶC ") {
        return None;
    }
    let lower = key(condition);
    let mut ranges = PERCENT.captures_iter(&lower);
    let range = ranges.next()?;
    if ranges.next().is_some() {
        return None;
    }
    let first = decimal(&range["first"])?;
    if range.name("below").is_some() {
        return Some(PercentRange { from: Some(Decimal::ZERO), to: Some(first) });
    }
    let to = match range.name("second") {
        Some(second) => {
            let second = decimal(second.as_str())?;
            // "80% - 100%" ends with all of it, which no rate exceeds.
            (range.name("excluded").is_some() || second < Decimal::ONE_HUNDRED).then_some(second)
        }
        None => None,
    };
    Some(PercentRange { from: Some(first), to })
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)\b(?:có|đạt|chủ\strì|tổ\schức)\b \s* (?P<more>thêm\s+)?
        (?:(?P<least>từ|ít\snhất|tối\sthiểu)\s+)? (?P<number>\d{1,4}) \s+ (?P<of>[^\d%:;,(]+?)
        (?P<on>\s+trở\slên)? (?:\s*(?:[:;,(]|$|\bso\s|\btrong\s))",
    )
});

/// The number of things: "có từ 03 sáng kiến trở lên", "có thêm ít nhất 01 đơn vị", "không có sáng kiến".
pub(super) fn number(condition: &str) -> Option<Number> {
    let lower = key(condition);
    if let Some(found) = NUMBER.captures(&lower) {
        let number: u32 = found["number"].parse().ok()?;
        let is_least = found.name("least").is_some() || found.name("on").is_some();
        let of = Some(found["of"].trim().to_owned());
        return Some(Number { from: number, to: (!is_least).then_some(number), of });
    }
    // "có thêm đơn vị tự bảo đảm …" is one at least.
    if lower.contains("có thêm") && !lower.contains("không có thêm") {
        return Some(Number { from: 1, to: None, of: None });
    }
    None
}

/// Whether a condition says that there is none of what others count.
pub(super) fn is_none(condition: &str) -> bool {
    let lower = key(condition);
    ["không có", "chưa có", "không thực hiện"].iter().any(|words| lower.starts_with(words))
}

static PLACES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?x)vị\strí\s(?:thứ\s)?(?P<from>\d{1,3})(?:/(?P<among>\d{1,3}))?
        \s*(?:-|–|đến)\s*(?:vị\strí\s(?:thứ\s)?)?(?P<to>\d{1,3})(?:/\d{1,3})?",
    )
});
static BEST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<number>\d{1,3})\s+(?:địa\sphương|tỉnh|đơn\svị|bộ)[^.;]*?cao\snhất")
});
static LAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?P<number>\d{1,3})\s+(?:địa\sphương|tỉnh|đơn\svị|bộ)[^.;]*?thấp\snhất")
});
static AMONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:so\svới|trong|trên)\s+(?:tổng\ssố\s+)?(?P<among>\d{1,3})\s+(?:địa\sphương|tỉnh|đơn\svị|bộ)",
    )
});

/// The places among units: "vị trí thứ 11/34 - 25/34", "nhóm 10 địa phương cao nhất".
pub(super) fn ranks(condition: &str) -> Option<Ranks> {
    let lower = key(condition);
    let among = AMONG.captures(&lower).and_then(|found| found["among"].parse().ok());
    if let Some(found) = PLACES.captures(&lower) {
        let written = found.name("among").and_then(|number| number.as_str().parse().ok());
        let (from, to) = (found["from"].parse().ok()?, found["to"].parse().ok()?);
        return Some(Ranks { from, to: Some(to), among: written.or(among) });
    }
    if let Some(found) = LAST.captures(&lower) {
        // The places of the last ones follow from how many units there are; `from` is how many they are.
        return Some(Ranks { from: found["number"].parse().ok()?, to: None, among });
    }
    let found = BEST.captures(&lower)?;
    Some(Ranks { from: 1, to: Some(found["number"].parse().ok()?), among })
}

/// The movement since last year: "tăng so với năm trước liền kề", "không giảm".
pub(super) fn movement(condition: &str) -> Option<Movement> {
    let lower = key(condition);
    let has = |word: &str| lower.split(|c: char| !c.is_alphabetic()).any(|found| found == word);
    let not = |word: &str| lower.contains(&format!("không {word}"));
    let none = Movement { up: false, same: false, down: false };
    if not("tăng") {
        return Some(Movement { same: true, down: true, ..none });
    }
    if not("giảm") {
        return Some(Movement { up: true, same: true, ..none });
    }
    match (has("tăng"), has("bằng") || lower.contains("giữ nguyên"), has("giảm")) {
        (true, false, false) => Some(Movement { up: true, ..none }),
        (false, true, false) => Some(Movement { same: true, ..none }),
        (false, false, true) => Some(Movement { down: true, ..none }),
        _ => None,
    }
}

/// Whether a condition compares with last year.
pub(super) fn compares_years(condition: &str) -> bool {
    let lower = key(condition);
    lower.contains("so với năm trước") || lower.contains("so với cùng kỳ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_ranges_with_the_lower_end_in_them() {
        let number = |n: i64| Some(Decimal::from(n));
        let check = |text: &str, from, to| {
            assert_eq!(percent_range(text), Some(PercentRange { from, to }), "{text}");
        };
        check("Từ 20% số cơ quan, đơn vị trở lên", number(20), None);
        check("Từ 15% - dưới 20% số cơ quan", number(15), number(20));
        check("Từ 80% đến dưới 100%", number(80), number(100));
        check("80% – dưới 100% nhiệm vụ", number(80), number(100));
        check("Từ 80% - 100% UBND cấp xã đạt điểm tốt", number(80), None);
        check("Dưới 15%", number(0), number(15));
        check("đạt hoặc vượt chỉ tiêu dưới 2%", number(0), number(2));
        check("100% số đơn vị", number(100), None);
        check("từ 2,5% - dưới 4%", decimal("2.5"), number(4));
        assert_eq!(percent_range("100% TTHC được công bố VÀ đã công khai"), None);
        assert_eq!(percent_range("100% hồ sơ và 80% phản ánh"), None);
        assert_eq!(percent_range("đầy đủ"), None);
    }

    #[test]
    fn numbers_are_of_something() {
        let check = |text: &str, expect: Option<(u32, Option<u32>)>| {
            assert_eq!(number(text).map(|n| (n.from, n.to)), expect, "{text}");
        };
        check("Có từ 3 sáng kiến hoặc giải pháp mới trở lên", Some((3, None)));
        check("Có 2 sáng kiến hoặc giải pháp mới", Some((2, Some(2))));
        check("Chủ trì ít nhất 03 cuộc đối thoại (hội nghị)", Some((3, None)));
        check("CÓ THÊM ít nhất 01 đơn vị tự bảo đảm từ 70% đến dưới 100%", Some((1, None)));
        check("Có thêm đơn vị tự bảo đảm từ 70%", Some((1, None)));
        check("Không có thêm", None);
        check("Đầy đủ", None);
        assert!(is_none("Không có sáng kiến"));
    }

    #[test]
    fn ranks_are_places_or_groups() {
        let check = |text: &str, expect: (u32, Option<u32>, Option<u32>)| {
            let found = ranks(text).map(|ranks| (ranks.from, ranks.to, ranks.among));
            assert_eq!(found, Some(expect), "{text}");
        };
        check("xếp từ vị trí thứ 01/34 đến vị trí thứ 10/34 địa phương", (1, Some(10), Some(34)));
        check("từ vị trí thứ 11/34 - 25/34 địa phương", (11, Some(25), Some(34)));
        check("thuộc nhóm 10 địa phương cao nhất", (1, Some(10), None));
        check(
            "thuộc nhóm 10 địa phương cao từ vị trí thứ 11 đến 20 so với 34 tỉnh",
            (11, Some(20), Some(34)),
        );
        check("thuộc nhóm 04 địa phương thấp nhất cả nước", (4, None, None));
        assert_eq!(ranks("đầy đủ"), None);
    }

    #[test]
    fn movements_name_a_direction_or_its_opposite() {
        let check = |text: &str, expect: &str| {
            let found = movement(text).map(|Movement { up, same, down }| {
                [(up, '+'), (same, '='), (down, '-')]
                    .iter()
                    .filter(|(holds, _)| *holds)
                    .map(|(_, sign)| *sign)
                    .collect::<String>()
            });
            assert_eq!(found.as_deref().unwrap_or(""), expect, "{text}");
        };
        check("Tăng so với năm trước liền kề", "+");
        check("Không tăng so với năm trước", "=-");
        check("số lượng BẰNG so với năm trước", "=");
        check("KHÔNG GIẢM so với năm trước", "+=");
        check("Giảm so với năm trước", "-");
        check("Đúng quy định", "");
    }
}
