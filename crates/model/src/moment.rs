//! Moments: points in time to the second, as signatures and records state them.

use std::fmt;

use jiff::{Timestamp, civil::DateTime, tz::Offset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::{InvalidDate, PartialDate};

/// Viet Nam has one zone and no summer time.
const HOURS_IN_VIET_NAM: i8 = 7;

/// A point in time, printed in UTC as RFC 3339 asks: `2026-01-23T08:00:00Z`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Moment(Timestamp);

/// The text is no point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidMoment(pub String);

impl fmt::Display for InvalidMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a point in time (2026-01-23T08:00:00Z)", self.0)
    }
}

impl std::error::Error for InvalidMoment {}

impl Moment {
    /// So many seconds after the beginning of 1970; `None` beyond the calendar.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self)
    }

    /// What a clock shows that is `offset_minutes` ahead of UTC: year, month, day, hour, minute, second. `None` where
    /// the calendar has no such time.
    #[must_use]
    pub fn from_clock(
        [year, month, day, hour, minute, second]: [i16; 6],
        offset_minutes: i32,
    ) -> Option<Self> {
        let small = |number: i16| i8::try_from(number).ok();
        let shown = DateTime::new(
            year,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(minute)?,
            small(second)?,
            0,
        )
        .ok()?;
        let offset = Offset::from_seconds(offset_minutes.checked_mul(60)?).ok()?;
        offset.to_timestamp(shown).ok().map(Self)
    }

    /// Seconds after the beginning of 1970.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.as_second()
    }

    /// The day that the calendar on a wall in Viet Nam shows.
    ///
    /// # Errors
    /// When the year is one that no document bears.
    pub fn day_in_viet_nam(self) -> Result<PartialDate, InvalidDate> {
        let day = self.on_the_wall();
        PartialDate::from_day(day.year(), day.month(), day.day())
    }

    /// Day and time as they are written in Viet Nam: `23/01/2026 15:00:00`.
    #[must_use]
    pub fn written(self) -> String {
        let shown = self.on_the_wall();
        format!(
            "{:02}/{:02}/{} {:02}:{:02}:{:02}",
            shown.day(),
            shown.month(),
            shown.year(),
            shown.hour(),
            shown.minute(),
            shown.second()
        )
    }

    fn on_the_wall(self) -> DateTime {
        Offset::constant(HOURS_IN_VIET_NAM).to_datetime(self.0)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = InvalidMoment;

    fn try_from(text: String) -> Result<Self, InvalidMoment> {
        match text.parse::<Timestamp>() {
            Ok(moment) if moment.subsec_nanosecond() == 0 => Ok(Self(moment)),
            _ => Err(InvalidMoment(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn a_clock_and_its_offset_give_one_moment() {
        let hanoi = Moment::from_clock([2026, 1, 23, 0, 30, 0], 7 * 60).expect("a time");
        assert_eq!(hanoi.to_string(), "2026-01-22T17:30:00Z");
        assert_eq!(hanoi.day_in_viet_nam().expect("a day").to_string(), "2026-01-23");
        assert_eq!(hanoi.written(), "23/01/2026 00:30:00");
        assert_eq!(Moment::from_unix_seconds(hanoi.unix_seconds()), Some(hanoi));
        assert_eq!(Moment::from_clock([2026, 2, 30, 0, 0, 0], 0), None);
    }

    #[test]
    fn moments_print_as_they_parse_and_nothing_finer_does() {
        let text = "2026-01-22T17:30:00Z".to_owned();
        assert_eq!(Moment::try_from(text.clone()).expect("valid").to_string(), text);
        assert!(Moment::try_from("2026-01-22T17:30:00.5Z".to_owned()).is_err());
        assert!(Moment::try_from("22/01/2026".to_owned()).is_err());
    }
}
