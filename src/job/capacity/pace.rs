//! Where the year ends at its present pace, and whether a month was a signal or noise.
//!
//! The year is the calendar year of the day looked back from: the export date, or an earlier month's end, so that one
//! can see what the warning would have said then. Its elapsed share is counted in working days.

use crate::analysis::control_chart::{ValueRange, XmrChart, xmr_chart};
use crate::analysis::interval::Level;
use crate::analysis::rounding::ceil_tol;
use crate::model::Day;
use crate::model::probability::{Probability, ProbabilityError};
use crate::scenario::{DayUse, ParameterId, Parameters};
use crate::simulation::early_warning::{Light, RunRateConfig, RunRateReport, run_rate};
use crate::simulation::holiday::YearError;
use crate::simulation::quantity::{NonNegative, QuantityError};
use crate::simulation::working_days::{Calendar, CalendarConfig};

use super::answer::{CapacityAnswer, MonthWins};
use super::content::{missing_by, wins_per_month};

/// From this chance of the target on the light is green (MATH 6.8).
const GREEN_FROM: f64 = 0.8;
/// From this one it is amber.
const AMBER_FROM: f64 = 0.5;
/// Months of the control chart.
const CHART_MONTHS: usize = 24;

/// The pace of the year.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// The day looked back from: wins count up to its end.
    pub until: Day,
    /// Share of the year's working days that is over.
    pub elapsed: Probability,
    /// Deals the year needs.
    pub target_wins: u64,
    /// Where it is heading.
    pub report: RunRateReport,
    /// The light: that of the pace, and red as well when deals are missing and every stage is too late (MATH 6.8).
    pub light: Light,
    /// Deals that are missing although a start in any stage comes too late; `None` where one would still help, nothing
    /// is missing, or it is not known.
    pub missing_too_late: Option<f64>,
}

/// Why there is no pace.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PaceError {
    /// No deal was ever won, or none has a date.
    #[error("no win has a date")]
    NoWins,
    /// Without an average deal the quota is no number of deals.
    #[error("the average deal is 0")]
    NoDeal,
    /// An amount that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A share that is none.
    #[error(transparent)]
    Share(#[from] ProbabilityError),
    /// A year without holiday rules.
    #[error(transparent)]
    Year(#[from] YearError),
}

/// The days one can look back from: the ends of the months of the export date's year, the export date last.
#[must_use]
pub fn look_back_days(as_of: Day) -> Vec<Day> {
    let last = as_of.month_index();
    let first = as_of.ymd().0 * 12;
    let ends = (first + 1..=last).map(|month| Day(Day::first_of_month(month).0 - 1));
    ends.chain([as_of]).collect()
}

/// The pace of the year of `until`.
pub fn pace(
    parameters: &Parameters,
    answer: &CapacityAnswer,
    conversions: &[Probability],
    until: Day,
) -> Result<Pace, PaceError> {
    if answer.wins.is_empty() {
        return Err(PaceError::NoWins);
    }
    let year = until.ymd().0;
    let (from, end) = (Day::first_of_month(year * 12), Day::first_of_month((year + 1) * 12));
    let config = CalendarConfig {
        region: parameters.plan().region(),
        days_off: parameters.plan().days(DayUse::Off),
        days_worked: parameters.plan().days(DayUse::Worked),
    };
    let calendar = Calendar::new(&config, year, year)?;
    let elapsed = calendar.elapsed_share(from, end, Day(until.0 + 1)).unwrap_or(0.0);
    let months = from.month_index()..=until.month_index();
    let wins = || answer.wins.iter().filter(|one| months.contains(&one.month));
    let per_month = wins_per_month(parameters).ok_or(PaceError::NoDeal)?;
    let target_wins = ceil_tol(per_month * 12.0) as u64;
    let elapsed = Probability::new(elapsed)?;
    let report = run_rate(&RunRateConfig {
        n_wins: wins().map(|one| one.n).sum(),
        elapsed,
        target_wins,
        revenue_eur: NonNegative::new(wins().map(|one| one.amount).sum())?,
        avg_deal_eur: NonNegative::new(parameters.number(ParameterId::AvgDeal))?,
        deal_cv: NonNegative::new(parameters.number(ParameterId::DealCv))?,
        level: Level::PLANNING,
        green_from: Probability::new(GREEN_FROM)?,
        amber_from: Probability::new(AMBER_FROM)?,
    });
    // Which deals were open on an earlier day is not known.
    let deadline = (until == answer.as_of).then(|| {
        let wins = (report.n_wins as f64, target_wins as f64);
        missing_by(parameters, answer, conversions, wins, Day(end.0 - 1)).ok()
    });
    let (missing, is_too_late) = deadline.flatten().map_or((0.0, false), |missing| {
        let stages = &missing.report.stages;
        (missing.report.missing_wins, stages.iter().all(|stage| stage.too_late))
    });
    let light = report.light.with_deadline(missing, is_too_late);
    let missing_too_late = (is_too_late && missing > 0.0).then_some(missing);
    Ok(Pace { until, elapsed, target_wins, report, light, missing_too_late })
}

/// The control chart of the wins of whole months up to `until`, at most two years of them.
#[must_use]
pub fn control(answer: &CapacityAnswer, until: Day) -> Option<(Vec<MonthWins>, XmrChart)> {
    // A month that has just begun is no low month.
    let is_whole = Day(until.0 + 1).month_index() > until.month_index();
    let last = until.month_index() - i32::from(!is_whole);
    let mut months: Vec<MonthWins> =
        answer.wins.iter().filter(|one| one.month <= last).copied().collect();
    let n_skipped = months.len().saturating_sub(CHART_MONTHS);
    months.drain(..n_skipped);
    let values: Vec<f64> = months.iter().map(|one| one.n as f64).collect();
    let chart = xmr_chart(&values, ValueRange::NonNegative).ok()?;
    (!months.is_empty()).then_some((months, chart))
}

#[cfg(test)]
mod tests {
    use super::super::answer::{CapacityStep, WinDays};
    use super::super::year::tests::parameters;
    use super::*;
    use crate::scenario::CapacityPlan;

    fn day(month: u32, day: u32) -> Day {
        Day::from_ymd(2025, month, day).unwrap()
    }

    fn answer(as_of: Day) -> CapacityAnswer {
        let month = |m: i32| MonthWins { month: 2025 * 12 + m, n: 25, amount: 100_000.0 };
        CapacityAnswer {
            as_of,
            reps: vec![],
            n_open_without_rep: 0,
            steps: vec![],
            wins: (0..12).map(month).collect(),
            n_won_undated: 0,
            meetings: None,
        }
    }

    #[test]
    fn half_a_year_at_the_needed_pace_is_a_toss_up() {
        let pace =
            pace(&parameters(&[], &CapacityPlan::default()), &answer(day(12, 31)), &[], day(6, 30));
        let pace = pace.unwrap();
        assert_eq!((pace.report.n_wins, pace.target_wins), (150, 300));
        assert!((pace.elapsed.get() - 0.5).abs() < 0.02, "{:?}", pace.elapsed);
        let p_hit = pace.report.p_hit.unwrap();
        assert!((0.4..0.7).contains(&p_hit), "{p_hit}");
    }

    #[test]
    fn at_the_end_of_the_year_the_pace_is_the_result() {
        let pace = pace(
            &parameters(&[], &CapacityPlan::default()),
            &answer(day(12, 31)),
            &[],
            day(12, 31),
        );
        let pace = pace.unwrap();
        assert_eq!((pace.elapsed, pace.report.p_hit), (Probability::ONE, Some(1.0)));
    }

    /// MATH 6.8, combine: the pace alone may still look well; what takes longer than the year has left does not.
    #[test]
    fn missing_deals_that_no_stage_can_bring_in_time_are_red() {
        let step = |days| CapacityStep {
            name: String::new(),
            conversion: Some(0.5),
            n_decided: 100,
            mean_days: Some(10.0),
            n_open: 1,
            days_to_win: Some(WinDays { n: 50, curve: vec![(days, 1.0)] }),
        };
        let at = |days: &[f64]| {
            let steps = days.iter().map(|days| step(*days)).collect();
            // On course to 300: the pace alone is amber or green.
            let answer = CapacityAnswer { steps, ..answer(day(12, 17)) };
            let conversions = [Probability::new(0.5).unwrap(); 2];
            let parameters = parameters(&[], &CapacityPlan::default());
            // 288 deals are wanted by the 17th, 300 by the end of the year.
            let wins = answer.wins.iter().copied();
            let wins = wins.map(|one| MonthWins { n: one.n - 1, ..one }).collect();
            let answer = CapacityAnswer { wins, ..answer };
            pace(&parameters, &answer, &conversions, day(12, 17)).unwrap()
        };
        let late = at(&[60.0, 30.0]);
        assert_ne!(late.report.light, Light::None);
        assert_eq!(late.light, Light::Red);
        assert!(late.missing_too_late.unwrap() > 10.0);
        let possible = at(&[60.0, 5.0]);
        assert_eq!((possible.light, possible.missing_too_late), (possible.report.light, None));
    }

    #[test]
    fn a_month_that_has_just_begun_is_no_point_of_the_chart() {
        let whole = control(&answer(day(9, 30)), day(9, 30)).unwrap();
        let begun = control(&answer(day(9, 5)), day(9, 5)).unwrap();
        assert_eq!((whole.0.len(), begun.0.len()), (9, 8));
        assert!(whole.1.limits.is_some() && !whole.1.has_signal());
    }

    #[test]
    fn one_can_look_back_from_each_month_of_the_year() {
        assert_eq!(look_back_days(day(3, 17)), [day(1, 31), day(2, 28), day(3, 17)]);
        assert_eq!(look_back_days(day(12, 31)).len(), 12);
    }
}
