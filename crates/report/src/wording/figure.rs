//! Numbers and dates as each language writes them: `643.272` and `98,81` in Vietnamese, `643,272` and `98.81` in English.

use model::{PartialDate, Points};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::Language;

/// More decimals say nothing to a reader; two values that differ only beyond them are the same to the eye.
const DECIMALS: u32 = 4;

/// A number, rounded half up to four decimals.
pub fn decimal(value: Decimal, language: Language) -> String {
    let text = shown(value).to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let (group, point) = language.pick(('.', ','), (',', '.'));
    let mut written = format!("{sign}{}", grouped(whole, group));
    if let Some(fraction) = fraction {
        written.push(point);
        written.push_str(fraction);
    }
    written
}

/// The value that is shown: rounded half up to four decimals, without trailing zeros.
pub(crate) fn shown(value: Decimal) -> Decimal {
    value.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero).normalize()
}

/// A number, rounded half up and shown with exactly this many decimals: an index as it is published.
pub(crate) fn fixed(value: Decimal, decimals: u32, language: Language) -> String {
    let rounded = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    let (whole, fraction) = (rounded.trunc(), (rounded - rounded.trunc()).abs());
    let whole = decimal(whole, language);
    if decimals == 0 {
        return whole;
    }
    let fraction = format!("{fraction:.width$}", width = decimals as usize);
    let digits = fraction.split_once('.').map_or("", |(_, digits)| digits);
    let sign = if rounded.is_sign_negative() && !whole.starts_with('-') { "-" } else { "" };
    format!("{sign}{whole}{}{digits}", language.pick(',', '.'))
}

/// A number of points, without the word.
pub fn points(points: Points, language: Language) -> String {
    decimal(points.value(), language)
}

/// A number of points with the word.
pub(crate) fn with_unit(value: Points, language: Language) -> String {
    let number = points(value, language);
    let is_one = value == Points::new(Decimal::ONE);
    match language {
        Language::Vietnamese => format!("{number} điểm"),
        Language::English => format!("{number} {}", if is_one { "point" } else { "points" }),
    }
}

/// Several numbers of points, separated by semicolons because Vietnamese decimals hold commas.
pub(crate) fn several_points(all: &[Points], language: Language) -> String {
    all.iter().map(|value| points(*value, language)).collect::<Vec<_>>().join("; ")
}

/// How many.
pub fn count(number: u64, language: Language) -> String {
    decimal(Decimal::from(number), language)
}

/// A date, as precise as it is known.
pub fn date(date: PartialDate, language: Language) -> String {
    let text = date.to_string();
    if language == Language::English {
        return text;
    }
    match text.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        [year, month] => format!("tháng {month}/{year}"),
        _ => format!("năm {text}"),
    }
}

fn grouped(digits: &str, separator: char) -> String {
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            written.push(separator);
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        let check = |value: &str, vietnamese: &str, english: &str| {
            let value = value.parse().expect("a number");
            assert_eq!(decimal(value, Language::Vietnamese), vietnamese);
            assert_eq!(decimal(value, Language::English), english);
        };
        check("98.81", "98,81", "98.81");
        check("643272", "643.272", "643,272");
        check("1234567.50", "1.234.567,5", "1,234,567.5");
        check("-1000", "-1.000", "-1,000");
        check("100", "100", "100");
        check("0.94871794871794", "0,9487", "0.9487");
        check("0.00005", "0,0001", "0.0001");
        check("0", "0", "0");
    }

    #[test]
    fn an_index_has_all_its_decimals() {
        let check = |value: &str, decimals, expect: &str| {
            let value = value.parse().expect("a number");
            assert_eq!(fixed(value, decimals, Language::Vietnamese), expect);
        };
        check("90", 2, "90,00");
        check("66.6666", 2, "66,67");
        check("1234.5", 1, "1.234,5");
        check("-0.25", 2, "-0,25");
        check("79.996", 2, "80,00");
        check("7", 0, "7");
    }

    #[test]
    fn dates_are_as_precise_as_they_are_known() {
        let check = |text: &str, vietnamese: &str| {
            let known = PartialDate::parse(text).expect("a date");
            assert_eq!(date(known, Language::Vietnamese), vietnamese);
            assert_eq!(date(known, Language::English), text);
        };
        check("2025-10-05", "05/10/2025");
        check("2025-10", "tháng 10/2025");
        check("2025", "năm 2025");
    }
}
