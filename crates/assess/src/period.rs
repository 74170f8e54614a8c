//! Which period a text speaks of: an abstract ("… quý III năm 2025"), or the words beside a figure.
//!
//! Dates of other documents ("ngày 15/7/2021") are no periods. Refuses to guess: what the text does not say is unstated.

use model::criteria::EvidencePeriod;

use crate::words::words;

/// The period that a text states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct StatedPeriod {
    /// The parts of a year named, in order: `quý III và 9 tháng đầu năm` names two.
    parts: Vec<YearPart>,
    /// The years named, a span of years by its ends.
    years: Vec<(i16, i16)>,
}

/// A part of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum YearPart {
    /// One that criteria sets ask reports for.
    Reported(EvidencePeriod),
    /// A single month.
    Month,
}

impl StatedPeriod {
    /// Reads the period out of a text.
    pub(crate) fn of(text: &str) -> Self {
        let words = words(text);
        let mut stated = Self::default();
        let mut rest = words.iter().map(String::as_str).collect::<Vec<_>>();
        rest.reverse();
        while let Some(word) = rest.pop() {
            match word {
                "ngay" => skip_date(&mut rest),
                "quy" => {
                    if let Some(quarter) = rest.last().and_then(|word| quarter(word)) {
                        rest.pop();
                        stated.parts.push(YearPart::Reported(quarter));
                        stated.take_years(&mut rest);
                    }
                }
                "thang" if rest.last().is_some_and(|word| is_month(word)) => {
                    rest.pop();
                    stated.parts.push(YearPart::Month);
                    stated.take_years(&mut rest);
                }
                "6" | "sau" | "06" if rest.last() == Some(&"thang") => {
                    rest.pop();
                    stated.parts.push(YearPart::Reported(EvidencePeriod::SixMonths));
                }
                "9" | "chin" | "09" if rest.last() == Some(&"thang") => {
                    rest.pop();
                    stated.parts.push(YearPart::Reported(EvidencePeriod::NineMonths));
                }
                "nam" | "doan" | "ky" => stated.take_years(&mut rest),
                _ => {
                    // A span of years needs no word before it; a single number is no year by itself.
                    if let (Some(first), Some(last)) =
                        (year(word), rest.last().and_then(|w| year(w)))
                        && first < last
                    {
                        rest.pop();
                        stated.years.push((first, last));
                    }
                }
            }
        }
        stated
    }

    /// Takes a year or a span of years that stands next.
    fn take_years(&mut self, rest: &mut Vec<&str>) {
        let Some(first) = rest.last().and_then(|word| year(word)) else { return };
        rest.pop();
        let last = rest.last().and_then(|word| year(word)).filter(|last| first < *last);
        if last.is_some() {
            rest.pop();
        }
        self.years.push((first, last.unwrap_or(first)));
    }

    /// Whether the period includes this year; `None` where the text names no year.
    pub(crate) fn includes(&self, year: i16) -> Option<bool> {
        if self.years.is_empty() {
            return None;
        }
        Some(self.years.iter().any(|(first, last)| (*first..=*last).contains(&year)))
    }

    /// Whether only a part of a year is meant. The report of the last quarter is that of the year, too.
    pub(crate) fn is_partial(&self) -> bool {
        let last_quarter = YearPart::Reported(EvidencePeriod::Quarter4);
        !self.parts.is_empty() && !self.parts.contains(&last_quarter)
    }

    /// Whether this part of a year is named. Two quarters are six months, three are nine: reports use either name.
    pub(crate) fn names(&self, part: EvidencePeriod) -> bool {
        let same = match part {
            EvidencePeriod::SixMonths => EvidencePeriod::Quarter2,
            EvidencePeriod::Quarter2 => EvidencePeriod::SixMonths,
            EvidencePeriod::NineMonths => EvidencePeriod::Quarter3,
            EvidencePeriod::Quarter3 => EvidencePeriod::NineMonths,
            other => other,
        };
        [part, same].iter().any(|part| self.parts.contains(&YearPart::Reported(*part)))
    }
}

/// Leaves out the rest of a date after `ngày`.
fn skip_date(rest: &mut Vec<&str>) {
    let is_number = |word: &str| word.bytes().all(|b| b.is_ascii_digit());
    if !rest.last().is_some_and(|word| is_number(word)) {
        return;
    }
    for _ in 0..3 {
        if rest.last().is_some_and(|word| is_number(word)) {
            let was_year = rest.pop().and_then(year).is_some();
            if was_year {
                return;
            }
        }
        if rest.last().is_some_and(|word| matches!(*word, "thang" | "nam")) {
            rest.pop();
        }
    }
}

fn quarter(word: &str) -> Option<EvidencePeriod> {
    match word {
        "i" | "1" => Some(EvidencePeriod::Quarter1),
        "ii" | "2" => Some(EvidencePeriod::Quarter2),
        "iii" | "3" => Some(EvidencePeriod::Quarter3),
        "iv" | "4" => Some(EvidencePeriod::Quarter4),
        _ => None,
    }
}

fn is_month(word: &str) -> bool {
    word.parse::<u8>().is_ok_and(|month| (1..=12).contains(&month))
}

fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|year| word.len() == 4 && (1980..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_partial: bool, includes_2025: Option<bool>) {
        let stated = StatedPeriod::of(text);
        assert_eq!(
            (stated.is_partial(), stated.includes(2025)),
            (is_partial, includes_2025),
            "{text}"
        );
    }

    #[test]
    fn whole_years_and_spans() {
        check("Kết quả cải cách hành chính năm 2025", false, Some(true));
        check("Công tác cải cách hành chính quý IV và năm 2025", false, Some(true));
        check("Kế hoạch giai đoạn 2021 - 2025", false, Some(true));
        check("Kế hoạch năm 2026", false, Some(false));
        check("Về công tác kiểm tra", false, None);
        check("Chương trình nhiệm kỳ 2020-2024", false, Some(false));
        check("Nhiệm vụ 2024-2026", false, Some(true));
    }

    #[test]
    fn parts_of_a_year() {
        check("Công tác CCHC Quý I/2024", true, Some(false));
        check("9 tháng đầu năm", true, None);
        check("Công tác tháng 11 năm 2025", true, Some(true));
        check("Công tác tháng 11/2025", true, Some(true));
        let names = |text: &str, part: EvidencePeriod| StatedPeriod::of(text).names(part);
        assert!(names("Công tác CCHC quý III năm 2025", EvidencePeriod::Quarter3));
        assert!(names("quý III và 9 tháng đầu năm 2025", EvidencePeriod::Quarter3));
        assert!(names("6 tháng đầu năm 2025", EvidencePeriod::SixMonths));
        assert!(names("quý II/2025", EvidencePeriod::SixMonths));
        assert!(!names("quý II/2025", EvidencePeriod::Quarter1));
        assert!(!names("năm 2025", EvidencePeriod::Quarter1));
    }

    #[test]
    fn dates_and_numbers_of_other_documents_are_no_periods() {
        check("Thực hiện Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ", false, None);
        check("Thực hiện Quyết định ngày 15 tháng 7 năm 2021", false, None);
        check("Thực hiện Nghị định 16/2015/NĐ-CP", false, None);
        check("Thực hiện Chỉ thị ngày 5 tháng 3 năm 2021, năm 2025", false, Some(true));
        check("Quy định về quý khách", false, None);
    }
}
