//! Which date stands here? Days, months and years as Vietnamese documents write them.
//!
//! Reads `ngày 15 tháng 10 năm 2025`, `15/10/2025`, `15-10-2025`, `tháng 3/2025`, `năm 2019`, over line breaks, with
//! missing or extra spaces, with digits stamped apart, and with the slip `ngày 27 năm 12 năm 2019`. Refuses to know whose
//! date it is.

use model::PartialDate;

use crate::prose::{Prose, is_dash};

/// A date and where it ends.
pub(crate) type DateAt = (PartialDate, usize);

/// The date at `at`, which may begin with `ngày`, `tháng` or `năm`, or with the day's digits.
pub(crate) fn date_at(prose: &Prose, at: usize) -> Option<DateAt> {
    if let Some(after) = prose.literal_at(at, "ngày") {
        let at = prose.skip_gap(after);
        return day_at(prose, at).or_else(|| day_of_short_year_at(prose, at));
    }
    if let Some(date) = iso_at(prose, at) {
        return Some(date);
    }
    if let Some(after) = prose.literal_at(at, "tháng") {
        return month_at(prose, prose.skip_gap(after));
    }
    if let Some(after) = prose.literal_at(at, "năm") {
        let (year, end) = year_at(prose, prose.skip_gap(after))?;
        return Some((PartialDate::from_year(year).ok()?, end));
    }
    if let Some(after) = prose.word_like_at(at, "ngày") {
        return day_at(prose, prose.skip_gap(after));
    }
    day_at(prose, at)
}

/// A day whose year is left out, `ngày 15/3`: day, month and where they end.
pub(crate) fn day_without_year_at(prose: &Prose, at: usize) -> Option<(i8, i8, usize)> {
    let start = prose.skip_gap(prose.phrase_at(at, "ngày")?);
    let (day, after_day) = small_number_at(prose, start)?;
    let (month, end) = small_number_at(prose, separator_at(prose, after_day, &["tháng"])?)?;
    let goes_on = prose.char_at(end).is_some_and(|c| c.is_alphanumeric() || c == '/' || is_dash(c));
    let is_day = (1..=31).contains(&day) && (1..=12).contains(&month);
    (is_day && !goes_on).then_some((day, month, end))
}

/// What follows `ngày`: day, month, year.
fn day_at(prose: &Prose, at: usize) -> Option<DateAt> {
    let (day, after_day) = small_number_at(prose, at)?;
    let (month, after_month) =
        small_number_at(prose, separator_at(prose, after_day, &["tháng", "năm"])?)?;
    let (year, end) = year_at(prose, separator_at(prose, after_month, &["năm"])?)?;
    Some((PartialDate::from_day(year, month, day).ok()?, end))
}

/// `05/3/25`: two digits of a year behind a day with its word are of the hundred years from 1945, when the State's
/// documents begin.
fn day_of_short_year_at(prose: &Prose, at: usize) -> Option<DateAt> {
    let (day, after_day) = small_number_at(prose, at)?;
    let (month, after_month) = small_number_at(prose, separator_at(prose, after_day, &[])?)?;
    let start = separator_at(prose, after_month, &[])?;
    let short: i16 = prose.text().get(start..start + 2)?.parse().ok()?;
    let end = start + 2;
    if prose.char_at(end).is_some_and(char::is_alphanumeric) {
        return None;
    }
    let year = short + if short < 45 { 2000 } else { 1900 };
    Some((PartialDate::from_day(year, month, day).ok()?, end))
}

/// `2025-03-12`, as registers export it.
fn iso_at(prose: &Prose, at: usize) -> Option<DateAt> {
    let text = prose.text().get(at..at + 10)?;
    let is_whole = !prose.char_at(at + 10).is_some_and(char::is_alphanumeric);
    let is_day = text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    (is_whole && is_day).then_some(())?;
    Some((PartialDate::parse(text).ok()?, at + 10))
}

/// What follows `tháng`: month, year.
fn month_at(prose: &Prose, at: usize) -> Option<DateAt> {
    let (month, after_month) = small_number_at(prose, at)?;
    let (year, end) = year_at(prose, separator_at(prose, after_month, &["năm"])?)?;
    Some((PartialDate::from_month(year, month).ok()?, end))
}

/// The position after `/`, `-`, `.` or one of the words that stand between the numbers of a date.
fn separator_at(prose: &Prose, at: usize, words: &[&str]) -> Option<usize> {
    let at = prose.skip_gap(at);
    let word = words.iter().find_map(|word| prose.literal_at(at, word));
    if let Some(end) = word.or_else(|| words.iter().find_map(|word| prose.word_like_at(at, word))) {
        return Some(prose.skip_gap(end));
    }
    let separator = prose.char_at(at)?;
    (matches!(separator, '/' | '.') || is_dash(separator))
        .then(|| prose.skip_gap(at + separator.len_utf8()))
}

/// A day or month: one or two digits, which a signing tool may have stamped apart before the next word.
fn small_number_at(prose: &Prose, at: usize) -> Option<(i8, usize)> {
    let bytes = prose.text().as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|byte| digit_of(*byte));
    let first = digit(at)?;
    let next = if digit(at + 1).is_some() { at + 1 } else { prose.skip_gap(at + 1) };
    match digit(next) {
        Some(_) if digit(next + 1).is_some() => None,
        Some(second) => Some((first * 10 + second, next + 1)),
        None => Some((first, at + 1)),
    }
}

/// Four digits, no more.
fn year_at(prose: &Prose, at: usize) -> Option<(i16, usize)> {
    let digits = prose.text().get(at..at + 4)?;
    let more = prose.char_at(at + 4).is_some_and(|c| c.is_ascii_digit());
    let year = digits
        .bytes()
        .try_fold(0, |year, byte| digit_of(byte).map(|digit| year * 10 + i16::from(digit)))?;
    (!more && digits.starts_with(|c: char| c.is_ascii_digit())).then_some((year, at + 4))
}

/// A digit, or the one that a scanner takes for this letter.
fn digit_of(byte: u8) -> Option<i8> {
    match byte {
        b'O' => Some(0),
        b'I' | b'l' => Some(1),
        b'0'..=b'9' => Some((byte - b'0').cast_signed()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_documents_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            let date = date_at(&Prose::new(text), 0).map(|(date, _)| date.to_string());
            assert_eq!(date.as_deref(), expected, "{text:?}");
        };
        check("ngày 15 tháng 10 năm 2025", Some("2025-10-15"));
        check("ngày15 tháng10 năm 2025", Some("2025-10-15"));
        check("ngày 1 5 tháng 1 0 năm 2025", Some("2025-10-15"));
        check("ngày 9\ntháng 6\nnăm 2025", Some("2025-06-09"));
        check("Ngày 05/6/2025", Some("2025-06-05"));
        check("ngày 28 - 02 – 2025", Some("2025-02-28"));
        check("ngày 15 / 12/2025", Some("2025-12-15"));
        check("05.6.2025", Some("2025-06-05"));
        check("ngày 27 năm 12 năm 2019", Some("2019-12-27"));
        check("tháng 3/2025", Some("2025-03"));
        check("tháng 3 năm 2025", Some("2025-03"));
        check("năm 2019", Some("2019"));
        check("ngay 14/01/2025", Some("2025-01-14"));
        check("ngảy l4/O1/2O25", Some("2025-01-14"));
        check("ngày lễ 2/9/2025", None);
        check("ngày 31/02/2025", None);
        check("ngày      tháng      năm 2025", None);
        check("ngày   /   /2025", None);
        check("42/139", None);
        check("năm 20256", None);
        check("15/10/25", None);
        check("ngày 15/10/25", Some("2025-10-15"));
        check("ngày 15.10.87, ", Some("1987-10-15"));
        check("ngày 15/10/2", None);
        check("ngày 15/10/255", None);
        check("2025-10-15", Some("2025-10-15"));
        check("2025-10-155", None);
    }
}
