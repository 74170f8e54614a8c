//! What Excel shows for a stored number, ECMA-376-1 sections 18.8.30 and 18.8.31.
//!
//! A file does not say in which country it was written. The choice here is Vietnam: a comma before decimals, dots
//! between thousands where the format groups them, dates as `15/10/2025`. So `98,81%` and `643.272` come out as
//! people of the field see them, and no number comes out that could be read in two ways: a dot never stands before
//! decimals. Scientific, fraction and conditional formats show the plain number.

use calamine::{ExcelDateTime, ExcelDateTimeType};

/// A number format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Format {
    /// The plain number.
    General,
    /// Digits with literal text around them: up to three sections, for positive numbers, negative ones and zero.
    Number(Vec<Section>),
    /// A moment of the calendar.
    Moment(Moment),
    /// A duration in hours, minutes and seconds.
    Elapsed,
}

/// One section of a number format.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Section {
    before: String,
    after: String,
    /// The number stands as it is, `General`.
    is_general: bool,
    /// Whether there is any place for digits.
    has_digits: bool,
    min_integer: usize,
    min_decimals: usize,
    max_decimals: usize,
    is_grouped: bool,
    /// Powers of ten that the shown number is larger by: 2 for each percent sign, -3 for each comma at the end.
    shift: i32,
}

/// Which parts of a moment are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    day: bool,
    month: bool,
    year: bool,
    time: bool,
    seconds: bool,
}

/// What a cell with this number shows.
pub(crate) fn number(value: f64, format: Option<&Format>, is_1904: bool) -> String {
    match format {
        Some(Format::Number(sections)) => match &sections[..] {
            [_, _, zero] if value == 0.0 => zero.show(value, false),
            [_, negative, ..] if value < 0.0 => negative.show(value, false),
            [positive, ..] => positive.show(value, value < 0.0),
            [] => general(value),
        },
        Some(Format::Moment(moment)) if value >= 0.0 => moment.show(value, is_1904),
        Some(Format::Elapsed) if value >= 0.0 => elapsed(value),
        _ => general(value),
    }
}

/// A date that Excel stored as ISO 8601 text, shown like the others; other text as it stands.
pub(crate) fn iso_date(text: &str) -> String {
    let day = text.split('T').next().unwrap_or_default();
    match day.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] if year.len() == 4 => format!("{day}/{month}/{year}"),
        _ => text.to_owned(),
    }
}

/// A number as a program of any language showed it, with a comma before decimals and dots between thousands.
///
/// `value` is the number itself: it tells whether `643,272` has thousands or decimals. A text whose last separator
/// cannot be told by it, such as one of several numbers, stays as it is.
pub(crate) fn with_decimal_comma(shown: &str, value: f64) -> String {
    let fits = |decimal: char| {
        let digits: String = shown
            .chars()
            .filter_map(|c| match c {
                '0'..='9' => Some(c),
                c if c == decimal => Some('.'),
                _ => None,
            })
            .collect();
        let n_decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let unit = 10_f64.powi(-i32::try_from(n_decimals).unwrap_or(i32::MAX));
        let value = if shown.contains('%') { value * 100.0 } else { value };
        // Rounded in the last place that is shown.
        digits.parse::<f64>().is_ok_and(|read| (value.abs() - read).abs() <= unit * 0.500_001)
    };
    if fits('.') && !fits(',') {
        let swap = |c| match c {
            '.' => ',',
            ',' => '.',
            c => c,
        };
        shown.chars().map(swap).collect()
    } else {
        shown.to_owned()
    }
}

fn general(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    if value != 0.0 && !(1e-9..1e21).contains(&value.abs()) {
        return format!("{value:e}").replace('.', ",");
    }
    // Up to 15 digits a whole number has no others than its own.
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return (value as i64).to_string();
    }
    let (integer, decimals) = Digits::of(value).print(1, 0, usize::MAX);
    let comma = if decimals.is_empty() { "" } else { "," };
    format!("{sign}{integer}{comma}{decimals}")
}

fn elapsed(days: f64) -> String {
    // Beyond a million days the format is a mistake, and the number tells more.
    if days > 1e6 {
        return general(days);
    }
    let seconds = (days * 86_400.0).round() as u64;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A number in decimal digits, as exact as Excel is: 15 of them.
struct Digits {
    digits: Vec<u8>,
    /// How many of the digits stand before the comma; negative when zeros follow it first.
    point: i32,
}

impl Digits {
    fn of(value: f64) -> Self {
        let printed = format!("{:.14e}", value.abs());
        let (mantissa, exponent) = printed.split_once('e').unwrap_or((&printed, "0"));
        let digits =
            mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        Self { digits, point: exponent.parse().unwrap_or(0) + 1 }
    }

    /// Rounds half away from zero to this many decimals.
    fn round(&mut self, n_decimals: usize) {
        let n_kept = i64::from(self.point) + i64::try_from(n_decimals).unwrap_or(i64::MAX / 2);
        let Ok(n_kept) = usize::try_from(n_kept) else {
            self.digits.clear();
            return;
        };
        let rounds_up = self.digits.get(n_kept).is_some_and(|digit| *digit >= 5);
        self.digits.truncate(n_kept);
        if rounds_up {
            self.add_one_at_the_end();
        }
    }

    fn add_one_at_the_end(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
        self.point += 1;
    }

    /// The digits before and after the comma, with zeros to make at least so many, the latter at most so many.
    fn print(
        mut self,
        min_integer: usize,
        min_decimals: usize,
        max_decimals: usize,
    ) -> (String, String) {
        self.round(max_decimals);
        let digit = |at: i32| {
            let index = usize::try_from(at).ok();
            char::from(b'0' + index.and_then(|at| self.digits.get(at)).copied().unwrap_or(0))
        };
        let integer: String = (0..self.point.max(0)).map(digit).collect();
        let integer = integer.trim_start_matches('0');
        let integer = format!("{integer:0>min_integer$}");
        let end = i32::try_from(self.digits.len()).unwrap_or(i32::MAX);
        let mut decimals: String = (self.point..end.max(self.point)).map(digit).collect();
        if self.point < 0 {
            decimals = "0".repeat(self.point.unsigned_abs() as usize)
                + &decimals[decimals.len() - self.digits.len()..];
        }
        let shown = decimals.trim_end_matches('0').len();
        decimals.truncate(shown);
        (integer, format!("{decimals:0<min_decimals$}"))
    }
}

impl Section {
    fn show(&self, value: f64, is_signed: bool) -> String {
        let Self { before, after, .. } = self;
        let sign = if is_signed { "-" } else { "" };
        if self.is_general {
            return format!("{sign}{before}{}{after}", general(value.abs())).trim().to_owned();
        }
        if !self.has_digits {
            return format!("{sign}{before}{after}").trim().to_owned();
        }
        let mut digits = Digits::of(value);
        digits.point += self.shift;
        // `#` shows no zero, but before decimals a zero reads better than none.
        let min_integer =
            if self.max_decimals > 0 { self.min_integer.max(1) } else { self.min_integer };
        let (integer, decimals) = digits.print(min_integer, self.min_decimals, self.max_decimals);
        let is_zero =
            [&integer, &decimals].iter().all(|part| part.bytes().all(|digit| digit == b'0'));
        let sign = if is_zero { "" } else { sign };
        let integer = if self.is_grouped { grouped(&integer) } else { integer };
        let comma = if decimals.is_empty() { "" } else { "," };
        format!("{sign}{before}{integer}{comma}{decimals}{after}").trim().to_owned()
    }
}

/// Digits with a dot before every third from the end.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

impl Moment {
    fn show(self, value: f64, is_1904: bool) -> String {
        let moment = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, is_1904);
        let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
        let mut date = Vec::new();
        if self.day {
            date.push(format!("{day:02}"));
        }
        if self.month {
            date.push(format!("{month:02}"));
        }
        if self.year {
            date.push(format!("{year:04}"));
        }
        let mut shown = date.join("/");
        if self.time {
            let space = if shown.is_empty() { "" } else { " " };
            shown += &format!("{space}{hour:02}:{minute:02}");
            if self.seconds {
                shown += &format!(":{second:02}");
            }
        }
        shown
    }
}

/// A piece of a format code.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Literal(String),
    /// What stands in brackets and is no currency: a colour, a condition, an elapsed time.
    Bracket(String),
    /// A character with a meaning.
    Code(char),
}

/// The sections of a format code as tokens.
fn tokens(code: &str) -> Vec<Vec<Token>> {
    let mut sections = vec![Vec::new()];
    let mut characters = code.chars();
    while let Some(c) = characters.next() {
        let token = match c {
            ';' => {
                sections.push(Vec::new());
                continue;
            }
            '"' => Token::Literal(characters.by_ref().take_while(|c| *c != '"').collect()),
            '\\' => Token::Literal(characters.next().map(String::from).unwrap_or_default()),
            // Space as wide as the next character; the next character repeated to fill the cell.
            '_' | '*' => {
                characters.next();
                continue;
            }
            '[' => {
                let inside: String = characters.by_ref().take_while(|c| *c != ']').collect();
                match inside.strip_prefix('$') {
                    Some(currency) => {
                        let symbol = currency.split('-').next().unwrap_or_default();
                        Token::Literal(symbol.to_owned())
                    }
                    None => Token::Bracket(inside),
                }
            }
            c => Token::Code(c),
        };
        if let Some(section) = sections.last_mut() {
            section.push(token);
        }
    }
    sections
}

impl Format {
    /// The format of a code; one that cannot be followed shows the plain number.
    pub(crate) fn parse(code: &str) -> Self {
        let sections = tokens(code);
        let first = &sections[0];
        let is_elapsed = |token: &Token| {
            matches!(token, Token::Bracket(inside) if !inside.is_empty()
                && inside.chars().all(|c| matches!(c.to_ascii_lowercase(), 'h' | 'm' | 's')))
        };
        if first.iter().any(is_elapsed) {
            return Self::Elapsed;
        }
        if let Some(moment) = Moment::parse(first) {
            return Self::Moment(moment);
        }
        let is_condition = |token: &Token| matches!(token, Token::Bracket(inside) if inside.starts_with(['<', '>', '=']));
        if sections.iter().flatten().any(is_condition) {
            return Self::General;
        }
        let sections: Option<Vec<Section>> =
            sections.iter().take(3).map(|section| Section::parse(section)).collect();
        sections.map_or(Self::General, Self::Number)
    }

    /// The format that this number stands for in every file.
    pub(crate) fn built_in(id: u32) -> Self {
        Self::parse(match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14 | 15 | 27..=31 | 36 | 50..=54 | 57 | 58 => "dd/mm/yyyy",
            16 => "dd/mm",
            17 | 55 | 56 => "mm/yyyy",
            18 | 20 | 32 | 34 => "hh:mm",
            19 | 21 | 33 | 35 | 47 => "hh:mm:ss",
            22 => "dd/mm/yyyy hh:mm",
            37 | 38 => "#,##0;(#,##0)",
            39 | 40 => "#,##0.00;(#,##0.00)",
            41 | 42 => "#,##0;(#,##0);\"-\"",
            43 | 44 => "#,##0.00;(#,##0.00);\"-\"",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            _ => return Self::General,
        })
    }
}

impl Moment {
    /// `None` when the section has no letters of dates and times.
    fn parse(section: &[Token]) -> Option<Self> {
        let code: String = section
            .iter()
            .map(|token| match token {
                Token::Code(c) => c.to_ascii_lowercase(),
                Token::Literal(_) | Token::Bracket(_) => ' ',
            })
            .collect();
        if code.contains("general") {
            return None;
        }
        let code = code.replace("am/pm", " ").replace("a/p", " ");
        let mut units: Vec<char> = code.chars().filter(|c| "dmyhs".contains(*c)).collect();
        units.dedup();
        let mut moment = Self::default();
        for (index, unit) in units.iter().enumerate() {
            let follows_hour = index > 0 && units[index - 1] == 'h';
            let precedes_second = units.get(index + 1) == Some(&'s');
            match unit {
                'd' => moment.day = true,
                'y' => moment.year = true,
                'm' if follows_hour || precedes_second => moment.time = true,
                'm' => moment.month = true,
                'h' => moment.time = true,
                _ => (moment.time, moment.seconds) = (true, true),
            }
        }
        (!units.is_empty()).then_some(moment)
    }
}

impl Section {
    /// `None` when the section is scientific, a fraction, or has text between its digits.
    fn parse(tokens: &[Token]) -> Option<Self> {
        /// Where in `before digits after` the parsing is.
        #[derive(PartialEq)]
        enum At {
            Before,
            Integer,
            Decimals,
            After,
        }
        let mut section = Self::default();
        let mut at = At::Before;
        let mut n_commas = 0;
        let mut general = String::new();
        for token in tokens {
            let literal = match token {
                Token::Bracket(_) => continue,
                Token::Literal(text) => text.clone(),
                Token::Code(c @ ('0' | '#' | '?')) => {
                    if at == At::After {
                        return None;
                    }
                    section.has_digits = true;
                    if at == At::Decimals {
                        section.max_decimals += 1;
                        if *c == '0' {
                            section.min_decimals = section.max_decimals;
                        }
                    } else {
                        section.is_grouped |= n_commas > 0;
                        n_commas = 0;
                        section.min_integer += usize::from(*c == '0');
                        at = At::Integer;
                    }
                    continue;
                }
                Token::Code('.') if at == At::Before || at == At::Integer => {
                    at = At::Decimals;
                    continue;
                }
                Token::Code(',') if at == At::Integer || at == At::Decimals => {
                    n_commas += 1;
                    continue;
                }
                Token::Code('E' | 'e') if section.has_digits => return None,
                Token::Code('/') if section.has_digits => return None,
                Token::Code('@') => return None,
                Token::Code(c) if c.is_alphabetic() => {
                    general.push(c.to_ascii_lowercase());
                    if general == "general" {
                        section.is_general = true;
                        at = At::After;
                    }
                    continue;
                }
                Token::Code('%') => {
                    section.shift += 2;
                    "%".to_owned()
                }
                Token::Code(c) => c.to_string(),
            };
            if at != At::Before && !literal.is_empty() {
                at = At::After;
            }
            if at == At::Before { &mut section.before } else { &mut section.after }
                .push_str(&literal);
        }
        // Letters that are no word of the format language.
        if !matches!(general.as_str(), "" | "general") {
            return None;
        }
        section.shift -= 3 * n_commas;
        Some(section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, code: &str, expect: &str) {
        assert_eq!(number(value, Some(&Format::parse(code)), false), expect, "{value} as {code}");
    }

    #[test]
    fn plain_numbers_have_the_digits_that_excel_keeps() {
        for (value, expect) in [
            (0.0, "0"),
            (42.0, "42"),
            (-1.5, "-1,5"),
            (0.1 + 0.2, "0,3"),
            (98.81, "98,81"),
            (643_272.0, "643272"),
            (0.000_012_5, "0,0000125"),
            (1e15, "1000000000000000"),
            (1.5e300, "1,5e300"),
        ] {
            check(value, "General", expect);
            assert_eq!(number(value, None, false), expect);
        }
    }

    #[test]
    fn the_value_tells_decimals_from_thousands() {
        let check = |shown: &str, value: f64, expect: &str| {
            assert_eq!(with_decimal_comma(shown, value), expect, "{shown} for {value}");
        };
        check("643,272", 643_272.0, "643.272");
        check("643.272", 643_272.0, "643.272");
        check("643,272", 643.272, "643,272");
        check("1,234,567.89", 1_234_567.891, "1.234.567,89");
        check("98.81%", 0.988_1, "98,81%");
        check("98,81%", 0.988_1, "98,81%");
        check("-1.50 điểm", -1.5, "-1,50 điểm");
        check("1.500 ₫", 1500.0, "1.500 ₫");
        check("42/139", 0.302, "42/139");
    }

    #[test]
    fn decimals_are_rounded_half_away_from_zero() {
        check(1.005, "0.00", "1,01");
        check(-1.005, "0.00", "-1,01");
        check(0.5, "0", "1");
        check(9.999, "0.0", "10,0");
        check(-0.001, "0.00", "0,00");
        check(0.004, "0.0#", "0,0");
        check(0.25, "0.##", "0,25");
        check(0.5, "#.##", "0,5");
        check(0.0, "#", "");
        check(7.0, "000", "007");
    }

    #[test]
    fn percents_and_thousands() {
        check(0.9881, "0.00%", "98,81%");
        check(0.988_1, "0%", "99%");
        check(1.0, "0.0%", "100,0%");
        check(643_272.0, "#,##0", "643.272");
        check(1_234_567.891, "#,##0.00", "1.234.567,89");
        check(12_345_678.0, "#,##0,", "12.346");
        check(999.0, "#,##0", "999");
    }

    #[test]
    fn text_around_the_digits_is_kept() {
        check(2.5, "0.00\" điểm\"", "2,50 điểm");
        check(1500.0, "#,##0\\ [$₫-42A]", "1.500 ₫");
        check(-1500.0, "#,##0;(#,##0)", "(1.500)");
        check(0.0, "_(* #,##0_);_(* (#,##0);_(* \"-\"??_);_(@_)", "-");
        check(-3.0, "0;[Red]-0", "-3");
        check(3.0, "General\" điểm\"", "3 điểm");
    }

    #[test]
    fn what_cannot_be_followed_is_the_plain_number() {
        check(0.25, "# ?/?", "0,25");
        check(12345.0, "0.00E+00", "12345");
        check(5.0, "[>=100]0.0;0.00", "5");
        check(84_912_000_001.0, "000-000-0000", "84912000001");
        check(5.0, "@", "5");
    }

    #[test]
    fn dates_are_day_first_and_show_what_the_format_shows() {
        let day = 45_945.0; // 15/10/2025
        check(day, "mm-dd-yy", "15/10/2025");
        check(day, "yyyy\\-mm\\-dd;@", "15/10/2025");
        check(day, "[$-42A]dd/mm/yyyy", "15/10/2025");
        check(day, "\"Ngày \"dd\" tháng \"mm\" năm \"yyyy", "15/10/2025");
        check(day, "mm/yyyy", "10/2025");
        check(day, "yyyy", "2025");
        check(day + 0.5, "dd/mm/yyyy hh:mm", "15/10/2025 12:00");
        check(0.75, "h:mm:ss AM/PM", "18:00:00");
        check(1.5, "[h]:mm:ss", "36:00:00");
        check(-1.0, "dd/mm/yyyy", "-1");
        assert_eq!(number(day, Some(&Format::built_in(14)), false), "15/10/2025");
        assert_eq!(number(day - 1462.0, Some(&Format::built_in(14)), true), "15/10/2025");
        assert_eq!(iso_date("2025-10-15T00:00:00"), "15/10/2025");
        assert_eq!(iso_date("PT5H"), "PT5H");
    }
}
