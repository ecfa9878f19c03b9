//! Working days: Monday to Friday less public holidays, and what they say about pace.
//!
//! # Definition (MATH 6.1)
//! A day counts if it is Monday to Friday, no public holiday of the region ([`super::holiday`]), not
//! taken out by the user, or put in by the user. 24 and 31 December are working days unless edited.
//! Pace is wins per working day: 22 wins in 22 days and 20 in 19 are +5.3 %, not -9.1 % (P27). The elapsed
//! share of a period is counted in working days too, optionally weighted by season ([`super::season`]).
//!
//! # Edge cases
//! A period without working days has no elapsed share and no pace (`None`).
//!
//! # Verified
//! Golden file `working_days`; see [`super::holiday`].

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::Day;

use super::holiday::{Holiday, Region, YearError, easter_sunday, holidays, weekday};

/// Whose calendar, and what the user changed in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarConfig {
    /// Public holidays.
    pub region: Region,
    /// Days off beyond them (company holidays, municipal holidays).
    pub days_off: Vec<Day>,
    /// Days worked although they are holidays or weekends.
    pub days_worked: Vec<Day>,
}

/// The working days of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingDaysReport {
    /// The year.
    pub year: i32,
    /// Its Easter Sunday.
    pub easter: Day,
    /// Public holidays, by date.
    pub holidays: Vec<Holiday>,
    /// Working days per month, January first.
    pub n_by_month: [u32; 12],
    /// Working days of the year.
    pub n_year: u32,
    /// ISO 8601 weeks of the year: 52 or 53.
    pub n_iso_weeks: u32,
}

/// Working days of `year`.
///
/// ```
/// use trichterwerk::simulation::holiday::{GermanState, Region};
/// use trichterwerk::simulation::working_days::{CalendarConfig, working_days};
/// let bavaria = CalendarConfig {
///     region: Region::Germany { state: Some(GermanState::By), catholic_municipality: false },
///     days_off: vec![],
///     days_worked: vec![],
/// };
/// assert_eq!(working_days(&bavaria, 2026)?.n_year, 252);
/// # Ok::<(), trichterwerk::simulation::holiday::YearError>(())
/// ```
pub fn working_days(config: &CalendarConfig, year: i32) -> Result<WorkingDaysReport, YearError> {
    let calendar = Calendar::new(config, year, year)?;
    let mut n_by_month = [0; 12];
    for (month, n) in n_by_month.iter_mut().enumerate() {
        let first = year * 12 + month as i32;
        *n = calendar.n_between(Day::first_of_month(first), Day::first_of_month(first + 1));
    }
    Ok(WorkingDaysReport {
        year,
        easter: easter_sunday(year),
        holidays: holidays(config.region, year)?,
        n_year: n_by_month.iter().sum(),
        n_by_month,
        n_iso_weeks: n_iso_weeks(year),
    })
}

/// ISO 8601: a year has 53 weeks if it begins or ends on a Thursday.
fn n_iso_weeks(year: i32) -> u32 {
    let first = Day::first_of_month(year * 12);
    let last = Day(Day::first_of_month((year + 1) * 12).0 - 1);
    if weekday(first) == 3 || weekday(last) == 3 { 53 } else { 52 }
}

/// The exceptions from Monday to Friday over some years, ready to be asked about days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeSet<Day>,
    worked: BTreeSet<Day>,
}

impl Calendar {
    /// The calendar of `config` from `first_year` to `last_year`.
    pub fn new(
        config: &CalendarConfig,
        first_year: i32,
        last_year: i32,
    ) -> Result<Self, YearError> {
        let mut off: BTreeSet<Day> = config.days_off.iter().copied().collect();
        for year in first_year..=last_year {
            off.extend(holidays(config.region, year)?.iter().map(|holiday| holiday.day));
        }
        Ok(Self { off, worked: config.days_worked.iter().copied().collect() })
    }

    /// Whether `day` is worked.
    pub fn is_working(&self, day: Day) -> bool {
        self.worked.contains(&day) || (weekday(day) < 5 && !self.off.contains(&day))
    }

    /// Working days from `from` to the day before `until`.
    pub fn n_between(&self, from: Day, until: Day) -> u32 {
        (from.0..until.0).filter(|day| self.is_working(Day(*day))).count() as u32
    }

    /// Share of a period's working days that is over before `today`; `None` without working days.
    ///
    /// ```
    /// use trichterwerk::model::Day;
    /// use trichterwerk::simulation::holiday::Region;
    /// use trichterwerk::simulation::working_days::{Calendar, CalendarConfig};
    /// let config =
    ///     CalendarConfig { region: Region::Austria, days_off: vec![], days_worked: vec![] };
    /// let calendar = Calendar::new(&config, 2026, 2026)?;
    /// let day = |d| Day::from_ymd(2026, 9, d).unwrap();
    /// // Two of four weeks: 7 to 18 September of 7 September to 2 October.
    /// let share = calendar.elapsed_share(day(7), Day(day(7).0 + 28), day(21));
    /// assert_eq!(share, Some(0.5));
    /// # Ok::<(), trichterwerk::simulation::holiday::YearError>(())
    /// ```
    pub fn elapsed_share(&self, from: Day, until: Day, today: Day) -> Option<f64> {
        let n = self.n_between(from, until);
        let today = today.clamp(from, until.max(from));
        (n > 0).then(|| f64::from(self.n_between(from, today)) / f64::from(n))
    }
}

/// Relative change of wins per working day from one period to the next (P27); `None` without days or
/// wins before, or without days after.
///
/// ```
/// use trichterwerk::simulation::working_days::pace_change;
/// let change = pace_change((22.0, 22), (20.0, 19));
/// assert!(change.is_some_and(|c| (c - 0.0526).abs() < 1e-4), "more, not less");
/// ```
pub fn pace_change(before: (f64, u32), after: (f64, u32)) -> Option<f64> {
    let pace = |(wins, days): (f64, u32)| (days > 0).then(|| wins / f64::from(days));
    let (before, after) = (pace(before)?, pace(after)?);
    (before > 0.0).then(|| after / before - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn austria() -> CalendarConfig {
        CalendarConfig { region: Region::Austria, days_off: vec![], days_worked: vec![] }
    }

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn p27_months_of_different_length_are_compared_per_working_day() {
        let change = pace_change((22.0, 22), (20.0, 19)).unwrap();
        assert!((change - 0.052_631_578_947_368_36).abs() < 1e-12);
        let naive: f64 = 20.0 / 22.0 - 1.0;
        assert!((naive + 0.090_909).abs() < 1e-6);
    }

    #[test]
    fn a_pace_needs_days_and_wins_before() {
        assert_eq!(pace_change((0.0, 20), (5.0, 20)), None);
        assert_eq!(pace_change((5.0, 0), (5.0, 20)), None);
        assert_eq!(pace_change((5.0, 20), (5.0, 0)), None);
    }

    #[test]
    fn the_user_may_edit_the_list() {
        let mut config = austria();
        let before = working_days(&config, 2025).unwrap().n_year;
        config.days_off.push(day(2025, 12, 24));
        config.days_worked.push(day(2025, 12, 8));
        config.days_worked.push(day(2025, 12, 13));
        let after = working_days(&config, 2025).unwrap().n_year;
        assert_eq!(after, before - 1 + 1 + 1, "Christmas Eve off, a holiday and a Saturday worked");
    }

    #[test]
    fn christmas_eve_is_a_working_day_unless_edited() {
        assert!(Calendar::new(&austria(), 2025, 2025).unwrap().is_working(day(2025, 12, 24)));
    }

    #[test]
    fn iso_weeks_are_53_when_a_thursday_begins_or_ends_the_year() {
        assert_eq!([2015, 2020, 2024, 2025, 2026].map(n_iso_weeks), [53, 53, 52, 52, 53]);
    }

    #[test]
    fn the_elapsed_share_stays_inside_the_period() {
        let calendar = Calendar::new(&austria(), 2025, 2026).unwrap();
        let (from, until) = (day(2026, 1, 1), day(2026, 2, 1));
        assert_eq!(calendar.elapsed_share(from, until, day(2025, 6, 1)), Some(0.0));
        assert_eq!(calendar.elapsed_share(from, until, day(2026, 6, 1)), Some(1.0));
        assert_eq!(
            calendar.elapsed_share(until, from, from),
            None,
            "a period that ends before it starts"
        );
        let weekend = (day(2026, 1, 10), day(2026, 1, 12));
        assert_eq!(calendar.elapsed_share(weekend.0, weekend.1, weekend.0), None);
    }

    #[test]
    fn months_sum_to_the_year() {
        for year in 2020..2030 {
            let report = working_days(&austria(), year).unwrap();
            assert_eq!(report.n_by_month.iter().sum::<u32>(), report.n_year);
            assert!((248..=254).contains(&report.n_year));
        }
    }
}
