//! Where does a text name a period: a year, a quarter, "9 tháng đầu năm 2024", "đến ngày 30/11/2025"?
//!
//! Refuses to know which days a period covers: a reporting year may run from 15/12 to 14/12.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::lexicon::is_whole_word;

static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:trong\ )?(?:
          # From day to day.
          từ\ (?:ngày\ )?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?\ đến\ (?:hết\ )?(?:ngày\ )?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}
        | từ\ đầu\ năm(?:\ \d{4})?(?:\ đến\ nay)?
          # A day: the figures stand as of it.
        | ngày\ \d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}
        | ngày\ \d{1,2}\ tháng\ \d{1,2}\ năm\ \d{4}
          # Some months of a year.
        | (?:\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\ tháng
          (?:\ đầu|\ cuối)?(?:\ của)?(?:\ năm)?(?:[\ /]\d{4})
        | (?:\d{1,2}|ba|sáu|chín)\ tháng(?:\ (?:đầu|cuối)\ năm(?:\ nay)?|\ qua|\ đầu)?
          # A quarter or half.
        | (?:hết\ |cuối\ |đầu\ )?quý\ (?:iv|i{1,3}|[1-4])(?:\s?[/-]\s?\d{4}|,?(?:\ năm)?\ \d{4})?
          # A month.
        | (?:hết\ |cuối\ |đến\ )?tháng\ \d{1,2}(?:\s?[/-]\s?\d{4}|,?\ năm\ \d{4})?
          # A year.
        | cùng\ kỳ(?:\ năm\ (?:\d{4}|trước|ngoái))?
        | (?:hết|cuối|đầu|cả)\ năm(?:\ \d{4}|\ nay|\ trước)?
        | giai\ đoạn\ \d{4}\s?-\s?\d{4}
        | năm\ \d{4}(?:\s?-\s?\d{4})?
        | năm\ (?:trước|ngoái|nay)
        | cuối\ nhiệm\ kỳ | nhiệm\ kỳ(?:\ \d{4}\s?-\s?\d{4})?
        | quý\ trước | tháng\ trước
        )
          # Without a date of their own.
        | (?: trong\ (?:quý|kỳ\ báo\ cáo|kỳ|năm|tháng) | kỳ\ báo\ cáo )",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// Stands before any period.
const LEAD: &str = "trong ";

/// Periods without a date of their own, with the word before them.
const UNDATED: [&str; 5] =
    ["trong quý", "trong kỳ báo cáo", "trong kỳ", "trong năm", "trong tháng"];

/// The periods named in a folded text, as bytes of it, in order.
pub(crate) fn find(folded: &str) -> Vec<Range<usize>> {
    let named = |found: regex::Match<'_>| {
        // The word is part of the name only where the name has no date of its own: "trong kỳ".
        let is_dated = !UNDATED.contains(&found.as_str());
        let lead = if is_dated && found.as_str().starts_with(LEAD) { LEAD.len() } else { 0 };
        found.start() + lead..found.end()
    };
    PERIOD
        .find_iter(folded)
        .map(named)
        .filter(|range| is_whole_word(folded, range.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_found_as_written() {
        let check = |text: &str, expected: &[&str]| {
            let found: Vec<_> = find(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("năm 2024 đạt 91%, năm 2023 đạt 88%", &["năm 2024", "năm 2023"]);
        check("trong 9 tháng đầu năm 2019, xã", &["9 tháng đầu năm 2019"]);
        check("9 tháng 2019", &["9 tháng 2019"]);
        check("9 tháng năm 2019", &["9 tháng năm 2019"]);
        check("6 tháng đầu năm", &["6 tháng đầu năm"]);
        check("quý iv/2022 và quý i", &["quý iv/2022", "quý i"]);
        check("quý iii năm 2021", &["quý iii năm 2021"]);
        check("đến ngày 30/11/2025", &["ngày 30/11/2025"]);
        check(
            "từ ngày 01/01/2024 đến ngày 30/6/2024 có",
            &["từ ngày 01/01/2024 đến ngày 30/6/2024"],
        );
        check("tính đến hết tháng 10/2024", &["hết tháng 10/2024"]);
        check("đến hết năm 2024, tỷ lệ", &["hết năm 2024"]);
        check("đến tháng 10 là 22%", &["đến tháng 10"]);
        check("so với cùng kỳ năm 2022", &["cùng kỳ năm 2022"]);
        check("giai đoạn 2021 - 2025", &["giai đoạn 2021 - 2025"]);
        check("12 tháng", &["12 tháng"]);
        check("lũy kế từ đầu năm, đạt", &["từ đầu năm"]);
        check("trong quý iv/2022, trong kỳ, trong năm", &["quý iv/2022", "trong kỳ", "trong năm"]);
        check("quý khách, tháng lương, năm 20", &[]);
    }
}
