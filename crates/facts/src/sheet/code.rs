//! Which code of the criteria set does a row mean by "1.3.1.", "II", or "3.1" under "II"?
//!
//! Sheets number areas by Arabic or Roman numbers; under Roman areas the inner codes may leave the area out, and the last
//! part may be a letter.

use std::sync::LazyLock;

use regex::Regex;

/// How a sheet writes its codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CodeStyle {
    /// Every code carries its area: 1 / 1.1 / 1.1.1, or I / 1.1 / 1.1.1.
    Full,
    /// Codes below a Roman area begin anew: I / 1 / 1.1.
    BelowArea,
}

/// A code as a row writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// A Roman number: an area.
    Area(u16),
    /// Numbers joined by dots, with the area as a Roman number before them or not.
    Numbers {
        /// The area, where it is written before the numbers: "II.3".
        area: Option<u16>,
        /// The numbers.
        numbers: Vec<u16>,
    },
}

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\s*
        (?:(?i:lĩnh\ vực|tiêu\ chí\ thành\ phần|tiêu\ chí|tctp|tc|mục|phần)\s+)?
        (?:
            (?P<area>[IVX]{1,5})(?:\s*[.\-]\s*(?P<below>\d{1,2}(?:\.\d{1,2}){0,2}(?:\.[a-ikđ])?))?
          | (?P<numbers>\d{1,2}(?:[.,]\s?\d{1,2}){0,3}(?:\.[a-ikđ])?)
        )
        (?P<end>\s*[.:)/\-]*)(?P<rest>\s+|$)",
    )
    .expect("the pattern is a constant that the tests compile")
});

/// The code that a cell holds and nothing else.
pub(crate) fn parse(cell: &str) -> Option<Code> {
    let (code, _, rest) = split(cell)?;
    rest.is_empty().then_some(code)
}

/// The code that a name begins with, and the name after it. A single number counts only with a dot or bracket.
pub(crate) fn leading(name: &str) -> Option<(Code, &str)> {
    let (code, is_marked, rest) = split(name)?;
    let is_single = match &code {
        Code::Area(_) => true,
        Code::Numbers { area, numbers } => area.is_none() && numbers.len() == 1,
    };
    (!rest.is_empty() && (is_marked || !is_single)).then_some((code, rest))
}

/// Whether a cell is, or begins with, a code of at least two numbers.
pub(crate) fn is_dotted(text: &str) -> bool {
    let code = parse(text).or_else(|| leading(text).map(|(code, _)| code));
    matches!(code, Some(Code::Numbers { area, numbers }) if numbers.len() + usize::from(area.is_some()) >= 2)
}

fn split(text: &str) -> Option<(Code, bool, &str)> {
    let captures = CODE.captures(text)?;
    let whole = captures.get(0)?;
    let numbers = |text: &str| {
        text.split(['.', ','])
            .map(|part| letter(part).or_else(|| part.trim().parse().ok()))
            .map(|number| number.filter(|number| *number > 0))
            .collect::<Option<Vec<u16>>>()
    };
    let code = match (captures.name("area"), captures.name("below"), captures.name("numbers")) {
        (Some(area), None, _) => Code::Area(roman(area.as_str())?),
        (Some(area), Some(below), _) => {
            Code::Numbers { area: Some(roman(area.as_str())?), numbers: numbers(below.as_str())? }
        }
        (None, _, Some(plain)) => Code::Numbers { area: None, numbers: numbers(plain.as_str())? },
        (None, _, None) => return None,
    };
    let word_before = text.trim_start().starts_with(|c: char| c.is_alphabetic())
        && captures.name("area").is_none();
    let is_marked =
        word_before || captures.name("end").is_some_and(|end| !end.as_str().trim().is_empty());
    Some((code, is_marked, text[whole.end()..].trim()))
}

/// The place of a letter in the order in which Vietnamese documents list by letters: `I.1.a` is `1.1.1`.
fn letter(text: &str) -> Option<u16> {
    const LETTERS: [&str; 10] = ["a", "b", "c", "d", "đ", "e", "g", "h", "i", "k"];
    (1..).zip(LETTERS).find(|(_, letter)| *letter == text).map(|(place, _)| place)
}

/// The value of a Roman number, written as Roman numbers are.
fn roman(text: &str) -> Option<u16> {
    const NUMBERS: [&str; 15] = [
        "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV",
        "XV",
    ];
    (1..).zip(NUMBERS).find(|(_, number)| *number == text).map(|(value, _)| value)
}

impl CodeStyle {
    /// The style of a sheet with these codes: single numbers after a Roman one begin anew below it.
    pub(crate) fn of<'t>(codes: impl Iterator<Item = &'t str>) -> Self {
        let mut after_area = false;
        for code in codes.filter_map(parse) {
            match code {
                Code::Area(_) => after_area = true,
                Code::Numbers { area: None, numbers } if after_area && numbers.len() == 1 => {
                    return Self::BelowArea;
                }
                Code::Numbers { .. } => {}
            }
        }
        Self::Full
    }

    /// The code in the set's form; `area` is the Roman area that the row stands under.
    pub(crate) fn resolve(self, code: &Code, area: Option<u16>) -> String {
        let (prefix, numbers): (Option<u16>, &[u16]) = match code {
            Code::Area(number) => (Some(*number), &[]),
            Code::Numbers { area: Some(written), numbers } => (Some(*written), numbers),
            Code::Numbers { area: None, numbers } => {
                (area.filter(|_| self == Self::BelowArea), numbers)
            }
        };
        let numbers = prefix.into_iter().chain(numbers.iter().copied());
        numbers.map(|number| number.to_string()).collect::<Vec<_>>().join(".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_every_style() {
        let check = |codes: &[&str], expected: &[&str]| {
            let style = CodeStyle::of(codes.iter().copied());
            let mut area = None;
            let mut found = Vec::new();
            for text in codes {
                let code = parse(text).unwrap_or_else(|| panic!("{text} is a code"));
                if let Code::Area(number) = code {
                    area = Some(number);
                }
                found.push(style.resolve(&code, area));
            }
            assert_eq!(found, expected);
        };
        check(&["1", "1.1", "1.1.1.", "2.", "2.10"], &["1", "1.1", "1.1.1", "2", "2.10"]);
        check(&["I", "1.1", "1.1.1", "II", "2.1"], &["1", "1.1", "1.1.1", "2", "2.1"]);
        check(&["I", "1", "1.1", "II.", "1", "1.2"], &["1", "1.1", "1.1.1", "2", "2.1", "2.1.2"]);
        check(&["I", "I.1", "II.2.1"], &["1", "1.1", "2.2.1"]);
        check(&["I", "I.1", "I.1.a", "I.1.đ"], &["1", "1.1", "1.1.1", "1.1.5"]);
        check(&["1.1", "1.1.b"], &["1.1", "1.1.2"]);
        check(&["1,2", "TC 1.3", "1. 4"], &["1.2", "1.3", "1.4"]);
    }

    #[test]
    fn names_may_carry_the_code() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let found =
                leading(text).map(|(code, rest)| (CodeStyle::Full.resolve(&code, None), rest));
            let found = found.as_ref().map(|(code, rest)| (code.as_str(), *rest));
            assert_eq!(found, expected, "{text}");
        };
        check("1.3.1. Tỷ lệ hồ sơ", Some(("1.3.1", "Tỷ lệ hồ sơ")));
        check("1.3.1 Tỷ lệ hồ sơ", Some(("1.3.1", "Tỷ lệ hồ sơ")));
        check("I. CÔNG TÁC CHỈ ĐẠO", Some(("1", "CÔNG TÁC CHỈ ĐẠO")));
        check("Tiêu chí 2: Kế hoạch", Some(("2", "Kế hoạch")));
        check("2 lần trở lên: 0,5", None);
        check("100% đơn vị: 1", None);
        check("Tổng cộng", None);
    }
}
