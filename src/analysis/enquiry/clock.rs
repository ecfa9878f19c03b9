//! The clock waits are measured by: the one on the wall, or the one of the office.
//!
//! An enquiry of Friday evening that is answered on Monday morning waited 63 hours for the customer and one hour
//! of office time. Both are true; the user chooses, and the choice is shown (MATH 4.1). Office hours are 8 to 17
//! on working days; which days those are is the caller's calendar.

use serde::{Deserialize, Serialize};

use crate::model::date::MINUTES_PER_DAY;
use crate::model::{Day, Minute};

/// First hour of the office.
pub const OPENS_HOUR: i32 = 8;
/// Hour at which the office closes.
pub const CLOSES_HOUR: i32 = 17;

/// Which clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// Every hour of every day.
    Calendar,
    /// [`OPENS_HOUR`] to [`CLOSES_HOUR`] on working days.
    Office,
}

/// A clock, with the calendar it needs.
#[derive(Clone, Copy)]
pub enum Clock<'a> {
    /// Every hour of every day.
    Calendar,
    /// [`OPENS_HOUR`] to [`CLOSES_HOUR`] on the days that are worked.
    Office(&'a dyn Fn(Day) -> bool),
}

impl Clock<'_> {
    /// Hours from one minute to a later one.
    ///
    /// ```
    /// use trichterwerk::analysis::enquiry::Clock;
    /// use trichterwerk::model::{Day, Minute};
    /// let friday = Day::from_ymd(2025, 11, 21).ok_or("date")?;
    /// let asked = Minute(friday.start().0 + 18 * 60);
    /// let answered = Minute(friday.start().0 + 3 * 24 * 60 + 9 * 60);
    /// let is_weekday = |day: Day| (day.0 + 3).rem_euclid(7) < 5;
    /// assert_eq!(Clock::Calendar.hours(asked, answered), 63.0);
    /// assert_eq!(Clock::Office(&is_weekday).hours(asked, answered), 1.0);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn hours(&self, from: Minute, until: Minute) -> f64 {
        match self {
            Self::Calendar => f64::from((until.0 - from.0).max(0)) / 60.0,
            Self::Office(is_worked) => {
                let minutes: i64 = (from.day().0..=until.day().0)
                    .map(Day)
                    .filter(|&day| is_worked(day))
                    .map(|day| {
                        let open = (day.start().0 + OPENS_HOUR * 60).max(from.0);
                        let close = (day.start().0 + CLOSES_HOUR * 60).min(until.0);
                        i64::from((close - open).max(0))
                    })
                    .sum();
                minutes as f64 / 60.0
            }
        }
    }

    /// Days from one day to a later one; working days after the first for the office.
    #[must_use]
    pub fn days(&self, from: Day, until: Day) -> f64 {
        match self {
            Self::Calendar => f64::from((until.0 - from.0).max(0)),
            Self::Office(is_worked) => {
                (from.0 + 1..=until.0).filter(|&day| is_worked(Day(day))).count() as f64
            }
        }
    }

    /// The moment after the last of a day: what is not answered by then has waited this long.
    #[must_use]
    pub const fn end_of(day: Day) -> Minute {
        Minute(day.start().0 + MINUTES_PER_DAY)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    /// Monday to Friday; 1970-01-01 was a Thursday.
    fn is_weekday(day: Day) -> bool {
        (day.0 + 3).rem_euclid(7) < 5
    }

    fn at(day: i32, hour: i32) -> Minute {
        Minute(Day(day).start().0 + hour * 60)
    }

    #[test]
    fn the_office_counts_its_hours_only() {
        let thursday = 0;
        let clock = Clock::Office(&is_weekday);
        assert_eq!(clock.hours(at(thursday, 9), at(thursday, 11)), 2.0);
        assert_eq!(clock.hours(at(thursday, 16), at(thursday + 1, 9)), 2.0);
        assert_eq!(clock.hours(at(thursday, 6), at(thursday, 7)), 0.0);
        assert_eq!(clock.hours(at(thursday, 8), at(thursday + 7, 8)), 45.0, "a week of 9 hours");
    }

    #[test]
    fn a_weekend_has_no_working_days() {
        let friday = 1;
        let clock = Clock::Office(&is_weekday);
        assert_eq!(clock.days(Day(friday), Day(friday + 3)), 1.0);
        assert_eq!(clock.days(Day(friday), Day(friday)), 0.0);
        assert_eq!(Clock::Calendar.days(Day(friday), Day(friday + 3)), 3.0);
    }

    #[test]
    fn time_does_not_run_backwards() {
        assert_eq!(Clock::Calendar.hours(at(1, 0), at(0, 0)), 0.0);
        assert_eq!(Clock::Office(&is_weekday).hours(at(1, 12), at(0, 12)), 0.0);
    }
}
