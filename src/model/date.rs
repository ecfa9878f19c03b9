//! Days and minutes of the civil calendar, as plain numbers.
//!
//! A CRM writes local wall-clock times without a zone, so durations are differences of calendar days
//! (MATH 1.1, P22): a change to summer time never makes a day of 23 hours. [`Day`] and [`Minute`] count from
//! 1970-01-01T00:00 of that civil calendar; `jiff` converts at the edges.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Minutes in a civil day.
pub const MINUTES_PER_DAY: i32 = 24 * 60;

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

/// A minute of the civil calendar: minutes since 1970-01-01T00:00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minute(pub i32);

impl Day {
    /// The day of a civil date.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self(civil_days(i32::from(date.year()), i32::from(date.month()), i32::from(date.day())))
    }

    /// The day of year, month (1..=12) and day of month, where the calendar has it.
    ///
    /// ```
    /// use trichterwerk::model::Day;
    /// assert_eq!(Day::from_ymd(1970, 1, 2), Some(Day(1)));
    /// assert_eq!(Day::from_ymd(2023, 2, 29), None);
    /// ```
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        (i16::try_from(year).is_ok()
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month))
        .then(|| Self(civil_days(year, month as i32, day as i32)))
    }

    /// Year, month (1..=12) and day of month.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month as u32, day as u32)
    }

    /// The civil date; `None` outside the years -9999..=9999.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        let (year, month, day) = self.ymd();
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
            .ok()
    }

    /// Months since year 0, for grouping by calendar month.
    #[must_use]
    pub fn month_index(self) -> i32 {
        let (year, month, _) = self.ymd();
        year * 12 + month as i32 - 1
    }

    /// The first day of a month counted by [`Day::month_index`].
    #[must_use]
    pub fn first_of_month(month_index: i32) -> Self {
        Self(civil_days(month_index.div_euclid(12), month_index.rem_euclid(12) + 1, 1))
    }

    /// Midnight at the start of this day.
    #[must_use]
    pub const fn start(self) -> Minute {
        Minute(self.0 * MINUTES_PER_DAY)
    }
}

impl Minute {
    /// The day this minute lies in.
    #[must_use]
    pub const fn day(self) -> Day {
        Day(self.0.div_euclid(MINUTES_PER_DAY))
    }

    /// Hour (0..24) and minute (0..60) of the day.
    #[must_use]
    pub const fn hour_minute(self) -> (u32, u32) {
        let minute = self.0.rem_euclid(MINUTES_PER_DAY);
        ((minute / 60) as u32, (minute % 60) as u32)
    }
}

impl std::fmt::Display for Day {
    /// ISO 8601: `2025-12-31`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days from 1970-01-01 (Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms*, 2013): no table and
/// no branch but one, which is what typing five date columns of a million rows needs.
const fn civil_days(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_agree_with_jiff_over_two_centuries() {
        let mut date = Date::constant(1900, 1, 1);
        for _ in 0..73_500 {
            let day = Day::from_date(date);
            assert_eq!(day.date(), Some(date));
            let (y, m, d) = day.ymd();
            assert_eq!(Day::from_ymd(y, m, d), Some(day));
            date = date.tomorrow().unwrap();
        }
        assert_eq!(Day::from_date(Date::constant(1970, 1, 1)), Day(0));
        assert_eq!(Day::from_date(Date::constant(2026, 11, 21)), Day(20_778));
    }

    #[test]
    fn impossible_days_are_refused() {
        for (y, m, d) in
            [(2024, 2, 30), (2023, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0)]
        {
            assert_eq!(Day::from_ymd(y, m, d), None, "{y}-{m}-{d}");
        }
        assert!(Day::from_ymd(2000, 2, 29).is_some());
    }

    #[test]
    fn minutes_before_1970_belong_to_the_day_before() {
        assert_eq!(Minute(-1).day(), Day(-1));
        assert_eq!(Minute(-1).hour_minute(), (23, 59));
        assert_eq!(Day(3).start().day(), Day(3));
    }

    #[test]
    fn months_group_and_start_where_the_calendar_says() {
        let day = Day::from_ymd(2024, 2, 29).unwrap();
        assert_eq!(Day::first_of_month(day.month_index()), Day::from_ymd(2024, 2, 1).unwrap());
        assert_eq!(day.to_string(), "2024-02-29");
    }
}
