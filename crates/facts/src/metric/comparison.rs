//! With which earlier figure does a text compare one: "tăng 0,8% so với năm 2024"?
//!
//! Refuses to compute what the text leaves out.

use std::{ops::Range, sync::LazyLock};

use model::facts::Comparison;
use regex::Regex;
use rust_decimal::Decimal;

use super::{figure, fold::Folded, period};

static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^[\s,(;]*(?P<way>tăng|giảm|cao\ hơn|thấp\ hơn)(?:\ thêm|\ được|\ khoảng|\ gần|\ hơn)?\s
          (?P<by>\d[\d.,]*\d|\d)",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// Words between a change and the period that it is measured from.
const FROM: [&str; 4] = ["so với", "so ", "cùng kỳ", "của"];

/// The change that stands right behind a figure; `behind` runs to the next figure's clause or the sentence's end.
pub(crate) fn behind(folded: &Folded<'_>, behind: Range<usize>) -> Option<Comparison> {
    let text = &folded.text()[behind.clone()];
    let found = CHANGE.captures(text)?;
    let by = figure::parse(&found["by"])?;
    let change = if matches!(&found["way"], "tăng" | "cao hơn") { by } else { -by };
    let rest_start = found.get(0)?.end();
    let rest = &text[rest_start..];
    let end = rest.find([';', '\n']).unwrap_or(rest.len());
    let end = rest[..end].find(". ").unwrap_or(end);
    let named = period::find(&rest[..end]).into_iter().next();
    let named = named.filter(|named| {
        FROM.iter().any(|words| rest[..named.start].contains(words))
            || rest[named.clone()].starts_with("cùng kỳ")
    });
    let written = named.map(|named| {
        let start = behind.start + rest_start;
        let source = folded.source_text(start + named.start..start + named.end);
        source.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    Some(Comparison { period: written, value: None, change: Some(change.normalize()) })
}

/// A figure that the text holds against another one of the same topic: "6.626 lượt, so với 4.115 lượt của cùng kỳ".
pub(crate) fn with(value: Decimal, period: Option<String>) -> Comparison {
    Comparison { period, value: Some(value), change: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_behind_a_figure() {
        let check = |text: &str, expected: Option<(&str, Option<&str>)>| {
            let folded = Folded::new(text);
            let found = behind(&folded, 0..folded.text().len());
            let found = found.map(|found| {
                (found.change.map(|change| change.to_string()).unwrap_or_default(), found.period)
            });
            let found = found.as_ref().map(|(change, period)| (change.as_str(), period.as_deref()));
            assert_eq!(found, expected, "{text}");
        };
        check(", tăng 0,8% so với năm 2024", Some(("0.8", Some("năm 2024"))));
        check(" (giảm 20 hồ sơ so với cùng kỳ)", Some(("-20", Some("cùng kỳ"))));
        check(", giảm 4 bậc", Some(("-4", None)));
        check(", cao hơn 0,4 điểm phần trăm so với Quý I/2025", Some(("0.4", Some("Quý I/2025"))));
        check(" hồ sơ; tăng 2%", None);
        check(", đạt 98%", None);
    }
}
