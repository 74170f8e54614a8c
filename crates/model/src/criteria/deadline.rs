//! Deadlines that rules refer to: so many days, working days among them, before or after a day.

use std::collections::BTreeSet;

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A deadline that a rule refers to, in the source's words and, where these are plain, as a term that can be counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// How long before or after.
    pub by: String,
    /// Before or after what. Where it is a day (`15/01/2025`) or the name of a document in the leaf's list, the deadline
    /// can be counted.
    pub relative_to: String,
    /// The name of the document in the leaf's list that must keep it; where none is named, a person looks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The same as a number of days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<DeadlineTerm>,
    /// Which date of a document must keep it.
    #[serde(default)]
    pub date: DateThatCounts,
}

/// A number of days before or after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineTerm {
    /// How many days.
    pub days: u16,
    /// Whether only working days count: Monday to Friday but for holidays (Bộ luật Lao động, Điều 112).
    #[serde(default)]
    pub working_days: bool,
    /// Before or after the day.
    pub direction: Direction,
}

/// Before or after a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// At least so many days before it.
    Before,
    /// At most so many days after it; the day itself is not counted (Bộ luật Dân sự, Điều 147).
    After,
}

/// Which date of a document must keep a deadline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateThatCounts {
    /// The date of issue.
    #[default]
    Issued,
    /// The day on which the document system received it.
    Received,
}

impl DeadlineTerm {
    /// The last day that keeps the deadline; `None` beyond the calendar.
    ///
    /// `holidays` are the days besides Saturdays and Sundays on which nobody works; they matter to working days only.
    #[must_use]
    pub fn last_day(self, relative_to: Date, holidays: &BTreeSet<Date>) -> Option<Date> {
        let step = match self.direction {
            Direction::Before => -1,
            Direction::After => 1,
        };
        let mut day = relative_to;
        let mut left = self.days;
        while left > 0 {
            day = day.checked_add(step.days()).ok()?;
            let is_free = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                || holidays.contains(&day);
            if !(self.working_days && is_free) {
                left -= 1;
            }
        }
        Some(day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(days: u16, working_days: bool, direction: Direction, from: Date, expect: Date) {
        let term = DeadlineTerm { days, working_days, direction };
        // The national day of 2025 and the day beside it.
        let holidays = BTreeSet::from([date(2025, 9, 1), date(2025, 9, 2)]);
        assert_eq!(term.last_day(from, &holidays), Some(expect), "{term:?} {from}");
    }

    #[test]
    fn working_days_leave_out_weekends_and_holidays() {
        let thursday = date(2025, 8, 28);
        check(5, true, Direction::After, thursday, date(2025, 9, 8));
        check(5, false, Direction::After, thursday, date(2025, 9, 2));
        check(5, true, Direction::Before, date(2025, 9, 8), thursday);
        check(0, true, Direction::Before, date(2025, 9, 6), date(2025, 9, 6));
        check(1, true, Direction::Before, date(2025, 9, 8), date(2025, 9, 5));
    }

    #[test]
    fn beyond_the_calendar_there_is_no_day() {
        let term = DeadlineTerm { days: 1, working_days: false, direction: Direction::After };
        assert_eq!(term.last_day(Date::MAX, &BTreeSet::new()), None);
    }
}
