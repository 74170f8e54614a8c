//! Dates as documents state them: a year, a month or a day, never more precise than the source.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A date of known precision, printed `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
///
/// Ordered by year, month, day; a less precise date comes before the more precise ones in it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// The text or numbers given are no date of the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidDate(pub String);

impl fmt::Display for InvalidDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a date (YYYY, YYYY-MM or YYYY-MM-DD)", self.0)
    }
}

impl std::error::Error for InvalidDate {}

impl PartialDate {
    /// A whole year.
    ///
    /// # Errors
    /// When the year is not between 1900 and 2199: no administrative document is older or newer.
    pub fn from_year(year: i16) -> Result<Self, InvalidDate> {
        if (1900..2200).contains(&year) {
            Ok(Self { year, month: None, day: None })
        } else {
            Err(InvalidDate(year.to_string()))
        }
    }

    /// A month of a year.
    ///
    /// # Errors
    /// When there is no such month.
    pub fn from_month(year: i16, month: i8) -> Result<Self, InvalidDate> {
        let whole = Self::from_year(year)?;
        if (1..=12).contains(&month) {
            Ok(Self { month: Some(month), ..whole })
        } else {
            Err(InvalidDate(format!("{year}-{month}")))
        }
    }

    /// A day of the calendar.
    ///
    /// # Errors
    /// When the calendar has no such day.
    pub fn from_day(year: i16, month: i8, day: i8) -> Result<Self, InvalidDate> {
        let month_of = Self::from_month(year, month)?;
        match Date::new(year, month, day) {
            Ok(_) => Ok(Self { day: Some(day), ..month_of }),
            Err(_) => Err(InvalidDate(format!("{year}-{month}-{day}"))),
        }
    }

    /// Parses the printed form.
    ///
    /// # Errors
    /// When the text has another form or names no day of the calendar.
    pub fn parse(text: &str) -> Result<Self, InvalidDate> {
        let invalid = || InvalidDate(text.to_owned());
        let mut parts = text.split('-');
        let year = parts
            .next()
            .filter(|y| y.len() == 4)
            .and_then(|y| y.parse().ok())
            .ok_or_else(invalid)?;
        let mut two_digits = || match parts.next() {
            None => Ok(None),
            Some(part) if part.len() == 2 => part.parse::<i8>().map(Some).map_err(|_| invalid()),
            Some(_) => Err(invalid()),
        };
        let (month, day) = (two_digits()?, two_digits()?);
        if parts.next().is_some() {
            return Err(invalid());
        }
        match (month, day) {
            (Some(month), Some(day)) => Self::from_day(year, month, day),
            (Some(month), None) => Self::from_month(year, month),
            (None, _) => Self::from_year(year),
        }
    }

    /// A date as the program prints it, or as people write it in digits: `31/10/2019`, `10/2019`.
    #[must_use]
    pub fn from_written(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(date) = Self::parse(text) {
            return Some(date);
        }
        let numbers: Vec<i16> = text
            .split(['/', '.', '-'])
            .map(|part| part.trim().parse().ok())
            .collect::<Option<_>>()?;
        let small = |number: i16| i8::try_from(number).ok();
        match numbers.as_slice() {
            [month, year] => Self::from_month(*year, small(*month)?).ok(),
            [day, month, year] => Self::from_day(*year, small(*month)?, small(*day)?).ok(),
            _ => None,
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// The first day that the date can mean.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::constant(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day that the date can mean.
    #[must_use]
    pub fn last_day(self) -> Date {
        let month = Date::constant(self.year, self.month.unwrap_or(12), 1);
        match self.day {
            Some(day) => Date::constant(self.year, month.month(), day),
            None => month.last_of_month(),
        }
    }

    /// Whether both dates can mean the same day: `2025-10` agrees with `2025-10-15`.
    #[must_use]
    pub fn agrees_with(self, other: Self) -> bool {
        self.first_day() <= other.last_day() && other.first_day() <= self.last_day()
    }
}

impl TryFrom<String> for PartialDate {
    type Error = InvalidDate;
    fn try_from(text: String) -> Result<Self, InvalidDate> {
        Self::parse(&text)
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> String {
        date.to_string()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_parses_and_refuses_the_rest() {
        for good in ["2025", "2025-10", "2025-10-15", "2024-02-29"] {
            assert_eq!(PartialDate::parse(good).expect("a date").to_string(), good);
        }
        for bad in ["", "25", "2025-1", "2025-13", "2025-02-29", "2025-10-15-1", "1492", "2025-10-"]
        {
            assert!(PartialDate::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn dates_in_digits_as_people_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            let found = PartialDate::from_written(text).map(|date| date.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        };
        check("31/10/2019", Some("2019-10-31"));
        check(" 5 / 3 / 2025 ", Some("2025-03-05"));
        check("10.2019", Some("2019-10"));
        check("2019-10-31", Some("2019-10-31"));
        check("2019", Some("2019"));
        check("31/13/2019", None);
        check("10/31/2019", None);
        check("ngày mai", None);
    }

    #[test]
    fn agreement_is_about_days_that_both_can_mean() {
        let date = |text| PartialDate::parse(text).expect("a date");
        assert!(date("2025-10").agrees_with(date("2025-10-15")));
        assert!(date("2025").agrees_with(date("2025-10")));
        assert!(!date("2025-10-14").agrees_with(date("2025-10-15")));
        assert!(!date("2024").agrees_with(date("2025-10")));
    }
}
