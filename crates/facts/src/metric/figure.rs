//! Where does a text state a figure, and what kind: a percentage, a fraction, a count, points?
//!
//! Numbers are written the Vietnamese way: `98,81%`, `643.272 hồ sơ`, `3,2 triệu`. Dates, document numbers and
//! outlines ("1.3.1") are no figures. What a figure is of, is for others to say.

use std::{ops::Range, sync::LazyLock};

use model::facts::Qualifier;
use regex::Regex;
use rust_decimal::Decimal;

/// What a figure counts, as its own text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FigureKind {
    /// "98,81%".
    Percent,
    /// "552/560": a part of a whole.
    Fraction(Decimal, Decimal),
    /// A whole number without a unit, mostly of the things named after it.
    Count,
    /// A decimal without a unit.
    Bare,
    /// "43,9 điểm", also "86,1/100 điểm".
    Points,
    /// A place in an order.
    Rank,
}

/// A figure in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Figure {
    /// Bytes of the folded text, unit included.
    pub(crate) range: Range<usize>,
    /// What it counts.
    pub(crate) kind: FigureKind,
    /// Its value; of a fraction the part.
    pub(crate) value: Decimal,
    /// A bound or approximation.
    pub(crate) qualifier: Option<Qualifier>,
    /// Of a percentage: the whole that the words behind it count.
    pub(crate) whole: Option<Decimal>,
}

impl Figure {
    pub(crate) fn new(range: Range<usize>, kind: FigureKind, value: Decimal) -> Self {
        Self { range, kind, value, qualifier: None, whole: None }
    }
}

/// A number, or what looks like one and is none, in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Number {
    /// A figure.
    Figure(Figure),
    /// A year without the word "năm".
    Year(Range<usize>),
    /// A date, document number, outline number, range or sum of money.
    Other(Range<usize>),
}

impl Number {
    /// Bytes of the folded text.
    pub(crate) fn range(&self) -> Range<usize> {
        match self {
            Self::Figure(figure) => figure.range.clone(),
            Self::Year(range) | Self::Other(range) => range.clone(),
        }
    }
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?";
    Regex::new(&format!(
        r"(?x)\A(?:
        (?P<other>
            \d+[\p{{L}}]{{0,3}}(?:/\d{{4}})?\s?/\s?\p{{L}}[\p{{L}}\d]*(?:[-/&]\p{{L}}[\p{{L}}\d]*)*  # 12/2024/nđ-cp, 45/bc-ubnd
          | \d+-\p{{L}}{{2,}}/\p{{L}}+                                             # 57-nq/tw
          | \d{{1,2}}\s?[/.-]\s?\d{{1,2}}\s?[/.-]\s?\d{{4}}                        # 15/10/2025
          | \d+(?:\.\d+){{2,}}\.?(?:\s|$)                                          # 1.3.1, unless thousands
        )
      | (?P<range>(?:{number})\s?%?\s?-\s?(?:{number})\s?(?:%|điểm))               # 70-80%
      | (?P<fa>{number})\s?[/:]\s?(?P<fb>{number})\s?\)?\s?[x×*]\s?100\s?%?         # (3.204 : 4.105) x 100%
      | (?P<a>{number})\s?/\s?(?P<b>{number})(?P<of>\s?điểm)?
      | (?P<n>{number})
        (?:
            (?P<percent>\s?%|\s?phần\ trăm)
          | (?P<scale>\ (?:nghìn|ngàn|triệu|tỷ|tỉ))
        )?
        (?P<points>\ điểm)?
        (?P<change>\ ?(?:phần\ trăm|%))?
        )"
    ))
    .expect("the pattern is a constant that the tests compile")
});

static THOUSANDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\d{1,3}(?:\.\d{3})+\.?\s?$")
        .expect("the pattern is a constant that the tests compile")
});

/// Every number of a folded text, in order.
pub(crate) fn find(folded: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut from = 0;
    while let Some(offset) = folded[from..].bytes().position(|byte| byte.is_ascii_digit()) {
        let start = from + offset;
        let rest = &folded[start..];
        // The digits of a word ("covid19") or of a number that the pattern refused are passed over.
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        from = start + digits;
        if folded[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        if stands_plain(&rest[digits..]) {
            numbers.extend(count(&rest[..digits], start..from));
            continue;
        }
        if let Some((length, kind)) = written_plainly(rest) {
            from = start + length;
            let number = rest[..length].trim_end_matches('%');
            numbers.extend(plain(number, kind, Decimal::ONE, start..from));
            continue;
        }
        if let Some(length) = plain_reference(rest, digits) {
            from = start + length;
            numbers.push(Number::Other(start..from));
            continue;
        }
        let Some(captures) = NUMBER.captures(rest) else { continue };
        let whole = captures.get(0).expect("group 0 is the match").range();
        let whole = start + whole.start..start + whole.end;
        let at = |range: Range<usize>| start + range.start..start + range.end;
        from = whole.end;
        let other = captures.name("other");
        if let Some(other) = other.filter(|other| !THOUSANDS.is_match(other.as_str())) {
            numbers.push(Number::Other(at(other.range())));
        } else if let Some(thousands) = other {
            // "1.234.567 hồ sơ" looks like an outline until its groups are counted.
            let text = thousands.as_str().trim_end().trim_end_matches('.');
            from = start + text.len();
            numbers.extend(count(text, start..from));
        } else if let Some(range) = captures.name("range") {
            numbers.push(Number::Other(at(range.range())));
        } else if let (Some(a), Some(b)) = (captures.name("fa"), captures.name("fb")) {
            numbers.push(fraction(a.as_str(), b.as_str(), false, whole));
        } else if let (Some(a), Some(b)) = (captures.name("a"), captures.name("b")) {
            numbers.push(fraction(a.as_str(), b.as_str(), captures.name("of").is_some(), whole));
        } else if let Some(n) = captures.name("n") {
            let has = |name| captures.name(name).is_some();
            // "63 tỉnh" and "12 ngành" are no thousands of millions.
            let scale = captures.name("scale").filter(|_| !ends_inside_word(folded, whole.end));
            let is_misread = captures.name("scale").is_some() && scale.is_none();
            let range = start..if is_misread { start + n.end() } else { whole.end };
            from = range.end;
            if is_money(&folded[range.end..])
                || (has("points") && has("change"))
                || has("percent") && has("points")
            {
                numbers.push(Number::Other(range));
                continue;
            }
            if followed_by_letter(folded, range.end) {
                numbers.push(Number::Other(range));
                continue;
            }
            let kind = match (has("percent"), has("points")) {
                (true, _) => FigureKind::Percent,
                (_, true) => FigureKind::Points,
                _ => FigureKind::Count,
            };
            let scale = scale.map_or(Decimal::ONE, |scale| scale_of(scale.as_str()));
            numbers.extend(plain(n.as_str(), kind, scale, range));
        }
    }
    numbers
}

/// How long a grouped number, a decimal or a percentage is that can be nothing else: most need no pattern.
fn written_plainly(text: &str) -> Option<(usize, FigureKind)> {
    let run = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
    let number = text[..run].trim_end_matches(['.', ',']);
    let mut whole_and_rest = number.split(',');
    let (whole, decimals) = (whole_and_rest.next()?, whole_and_rest.next());
    let is_decimal = decimals.is_none_or(|decimals| !decimals.is_empty());
    // Two dots may be those of an outline or a date.
    if whole_and_rest.next().is_some() || !is_decimal || whole.matches('.').count() > 1 {
        return None;
    }
    // "1.234,5" has thousands before its comma; "12.5,3" and "12.4801" are no numbers.
    let is_grouped = whole.split_once('.').is_none_or(|(first, group)| {
        let has_thousands = first.len() <= 3 && group.len() == 3;
        has_thousands || decimals.is_none() && group.len() < 3
    });
    let after = &text[number.len()..];
    match after.strip_prefix('%') {
        _ if !is_grouped => None,
        Some(after) if stands_plain(after) => Some((number.len() + 1, FigureKind::Percent)),
        None if stands_plain(after) => Some((number.len(), FigureKind::Count)),
        _ => None,
    }
}

/// How long the day (`15/10/2025`) or the number of a document (`12/2024/nđ-cp`) is that some digits begin, where it is
/// written without gaps in letters of Vietnamese: the pattern says the same, at ten times the price.
fn plain_reference(text: &str, digits: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let n_digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let separator = *bytes.get(digits)?;
    let second = n_digits(digits + 1);
    let third = digits + 1 + second;
    let is_day = digits <= 2
        && (1..=2).contains(&second)
        && matches!(separator, b'/' | b'.' | b'-')
        && matches!(bytes.get(third), Some(b'/' | b'.' | b'-'))
        && n_digits(third + 1) == 4;
    if is_day {
        return Some(third + 5);
    }
    if separator != b'/' {
        return None;
    }
    let has_year = second == 4 && bytes.get(third) == Some(&b'/');
    let mut end = if has_year { third + 1 } else { digits + 1 };
    let mut is_start = true;
    for c in text[end..].chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' => is_start = false,
            '\u{f8}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => is_start = false,
            '0'..='9' if !is_start => {}
            '-' | '/' | '&' if !is_start => is_start = true,
            _ if c.is_ascii() && !is_start => return Some(end),
            // A trailing sign is no part of the number, and other letters are for the pattern.
            _ => return None,
        }
        end += c.len_utf8();
    }
    (!is_start).then_some(end)
}

/// How the words begin that make more of some digits than a plain count: scales, units, money, a product.
const UNITS: [&str; 9] = ["ngh", "ngà", "tri", "tỷ", "tỉ", "phần", "vn", "us", "x"];

/// Whether what follows some digits leaves them a plain count: the end of a clause, or a word that is no unit or scale.
fn stands_plain(after: &str) -> bool {
    let mut letters = after.chars();
    match letters.next() {
        None | Some(';' | '\n' | ')') => true,
        Some(',' | '.') => letters.next().is_none_or(|next| next == ' '),
        Some(' ') => letters.clone().next().is_some_and(|next| {
            next.is_ascii_lowercase()
                && !UNITS.iter().any(|unit| letters.as_str().starts_with(unit))
        }),
        Some(_) => false,
    }
}

/// The value of a number that is all of a text: a cell's `1.234`, `98,81`, `95%`.
pub(crate) fn parse(text: &str) -> Option<Decimal> {
    if let Some(value) = small_whole(text) {
        return Some(value);
    }
    let is_grouped = text.contains('.')
        && text.split(',').next().is_some_and(|whole| {
            let mut groups = whole.split('.');
            groups.next().is_some_and(|first| (1..=3).contains(&first.len()) && first != "0")
                && groups.all(|group| group.len() == 3)
        });
    let plain = if is_grouped { text.replace('.', "") } else { text.to_owned() };
    plain.replace(',', ".").parse().ok()
}

/// The value of a few digits.
fn small_whole(text: &str) -> Option<Decimal> {
    let is_small = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_small.then(|| text.parse::<u32>().ok().map(Decimal::from)).flatten()
}

fn plain(text: &str, kind: FigureKind, scale: Decimal, range: Range<usize>) -> Option<Number> {
    if kind == FigureKind::Count && scale == Decimal::ONE {
        return count(text, range);
    }
    let value = parse(text)?.checked_mul(scale)?.normalize();
    Some(Number::Figure(Figure::new(range, kind, value)))
}

fn count(text: &str, range: Range<usize>) -> Option<Number> {
    let is_year =
        text.len() == 4 && text.parse().is_ok_and(|year: u32| (1990..2100).contains(&year));
    if is_year {
        return Some(Number::Year(range));
    }
    let value = parse(text)?.normalize();
    let kind = if value.scale() == 0 && !text.contains(',') {
        FigureKind::Count
    } else {
        FigureKind::Bare
    };
    Some(Number::Figure(Figure::new(range, kind, value)))
}

fn fraction(a: &str, b: &str, is_points: bool, range: Range<usize>) -> Number {
    let (Some(part), Some(whole)) = (parse(a), parse(b)) else { return Number::Other(range) };
    let looks_like_month = b.len() == 4
        && (Decimal::from(1990)..Decimal::from(2100)).contains(&whole)
        && part <= Decimal::from(12);
    if looks_like_month || whole.is_zero() {
        return Number::Other(range);
    }
    let kind = if is_points { FigureKind::Points } else { FigureKind::Fraction(part, whole) };
    Number::Figure(Figure::new(range, kind, part))
}

fn scale_of(word: &str) -> Decimal {
    Decimal::from(match word.trim() {
        "nghìn" | "ngàn" => 1_000,
        "triệu" => 1_000_000,
        _ => 1_000_000_000_u64,
    })
}

/// "500.000 đồng", "500.000đ", but not "5 đơn vị".
fn is_money(after: &str) -> bool {
    let after = after.trim_start();
    ["đồng", "vnđ", "usd", "đ"].iter().any(|unit| {
        after.strip_prefix(unit).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn ends_inside_word(folded: &str, end: usize) -> bool {
    folded[end..].starts_with(char::is_alphabetic)
}

fn followed_by_letter(folded: &str, end: usize) -> bool {
    let before = folded[..end].chars().next_back();
    before.is_some_and(|c| c.is_ascii_digit()) && ends_inside_word(folded, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        find(text)
            .into_iter()
            .map(|number| match number {
                Number::Year(_) => "year".to_owned(),
                Number::Other(_) => "other".to_owned(),
                Number::Figure(Figure { kind, value, .. }) => match kind {
                    FigureKind::Percent => format!("{value}%"),
                    FigureKind::Fraction(part, whole) => format!("{part}/{whole}"),
                    FigureKind::Count => format!("{value}"),
                    FigureKind::Bare => format!("{value} bare"),
                    FigureKind::Points => format!("{value} points"),
                    FigureKind::Rank => unreachable!("ranks are told by the words before them"),
                },
            })
            .collect()
    }

    #[test]
    fn numbers_are_read_the_vietnamese_way() {
        let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
        check("98,81% và 98.8 %", &["98.81%", "98.8%"]);
        check("643.272 hồ sơ", &["643272"]);
        check("1.234.567 hồ sơ", &["1234567"]);
        check("3,2 triệu lượt", &["3200000"]);
        check("15 nghìn hồ sơ", &["15000"]);
        check("63 tỉnh, 12 ngành", &["63", "12"]);
        check("635.593/643.272 hồ sơ", &["635593/643272"]);
        check("3.204 : 4.105) x 100% = 78,05%", &["3204/4105", "78.05%"]);
        check("42,96 điểm", &["42.96 points"]);
        check("86,1/100 điểm", &["86.1 points"]);
        check("95 phần trăm", &["95%"]);
        check("đạt 83,5", &["83.5 bare"]);
        check("12.480, còn 1.234,5 hồ sơ", &["12480", "1234.5 bare"]);
        check("98.8% hồ sơ, 84,13%; 5%", &["98.8%", "84.13%", "5%"]);
    }

    #[test]
    fn days_and_numbers_of_documents_are_told_without_the_pattern() {
        let check = |text: &str| {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            let Some(length) = plain_reference(text, digits) else { return false };
            let by_pattern = NUMBER.captures(text).and_then(|found| found.name("other"));
            assert_eq!(by_pattern.map(|other| other.end()), Some(length), "{text}");
            true
        };
        for text in ["15/10/2025 có", "1.3.2019", "12/2024/nđ-cp ngày", "45/bc-ubnd", "9/qđ-ubnd;"]
        {
            assert!(check(text), "{text}");
        }
        for text in ["15/10/20255", "12/2024", "12/13 hồ sơ", "7/kh-", "5/o\u{323}"] {
            assert!(!check(text), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_figure_is_none() {
        let check = |text: &str, expected: &[&str]| assert_eq!(shown(text), expected, "{text}");
        check("quyết định 2429/qđ-ubnd", &["other"]);
        check("nghị định 61/2018/nđ-cp", &["other"]);
        check("ngày 15/10/2025", &["other"]);
        check("1.3.1. tỷ lệ", &["other"]);
        check("12/2024", &["other"]);
        check("21,4 điểm phần trăm", &["other"]);
        check("500.000 đồng", &["other"]);
        check("3,5 tỷ đồng", &["other"]);
        check("từ 70-80%", &["other"]);
        check("2024", &["year"]);
        check("covid19, 4g", &["other"]);
    }
}
