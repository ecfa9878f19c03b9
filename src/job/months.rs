//! The plan month by month: what season, leave, new reps and the sales cycle make of twelve equal months, what the
//! open deals of the file add, and how both together stand against the quota.
//!
//! The spread over the months is [`crate::simulation::season`]'s; here the parameters become its input. A year begins
//! in any month: the weights of the calendar are turned to it.
//!
//! # Assumptions
//! Working days are those of Germany as a whole. Leave is spread evenly over the year but for the share taken in one
//! month. New reps start in one month and get as productive as the others within their ramp-up. A cycle of no days
//! means that an opportunity is won in its own month.

use serde::{Deserialize, Serialize};

use super::coupling::Coupled;
use super::pipeline::PipelineMonth;
use super::plan::{MONTHS, Plan, PlanError};
use crate::model::Day;
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::holiday::{Region, YearError};
use crate::simulation::lag::Lag;
use crate::simulation::quantity::{NonNegative, Positive};
use crate::simulation::season::{RepYear, SeasonConfig, SeasonError, spread_year};
use crate::simulation::working_days::{Calendar, CalendarConfig};

/// A month of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// Its first day.
    pub first_day: Day,
    /// Working days.
    pub n_working_days: u32,
    /// Opportunities that come in.
    pub opportunities: f64,
    /// Deals won in this month from the opportunities of the plan.
    pub wins: f64,
    /// Deals won in this month from the open deals of the file.
    pub wins_open: f64,
    /// Revenue of both, EUR.
    pub revenue_eur: f64,
    /// Revenue since the first month, EUR.
    pub cumulative_eur: f64,
    /// Of this the open deals of the file, EUR.
    pub cumulative_open_eur: f64,
    /// Quotas since the first month, EUR.
    pub cumulative_quota_eur: f64,
}

/// The twelve months.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthPlan {
    /// In order.
    pub rows: Vec<MonthRow>,
    /// Deals won from the opportunities of these months, but later.
    pub wins_later: f64,
}

/// Why a plan has no months.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MonthsError {
    /// An input that is none.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// No month can take an opportunity: all weights are zero, or everybody is on leave.
    #[error(transparent)]
    Season(#[from] SeasonError),
    /// A year without a calendar.
    #[error(transparent)]
    Year(#[from] YearError),
}

/// The twelve months from `first_month` (years x 12 + months). `open` is what the open deals of the file bring by the
/// end of each of them; empty without a file.
///
/// ```
/// use trichterwerk::job::capacity::Team;
/// use trichterwerk::job::coupling::Coupled;
/// use trichterwerk::job::months::month_plan;
/// use trichterwerk::scenario::{Book, Target};
/// let team = Team { names: Vec::new(), stages: Vec::new(), first_month: 2026 * 12 };
/// let example = Book::new().parameters(Target::Base);
/// let plan = month_plan(&Coupled::of(&example, &team), 2026 * 12, &[])?;
/// let year = plan.rows.last().unwrap();
/// assert!((year.cumulative_eur - 1_200_000.0).abs() < 1e-6);
/// assert_eq!(year.cumulative_quota_eur, 1_200_000.0);
/// # Ok::<(), trichterwerk::job::months::MonthsError>(())
/// ```
pub fn month_plan(
    coupled: &Coupled,
    first_month: i32,
    open: &[PipelineMonth],
) -> Result<MonthPlan, MonthsError> {
    let (plan, parameters) = (Plan::of(coupled)?, &coupled.parameters);
    let months: [i32; 12] = std::array::from_fn(|at| first_month + at as i32);
    let year = first_month.div_euclid(12);
    let germany = CalendarConfig {
        region: Region::Germany { state: None, catholic_municipality: false },
        days_off: Vec::new(),
        days_worked: Vec::new(),
    };
    let calendar = Calendar::new(&germany, year, year + 1)?;
    let working_days = months.map(|month| {
        calendar.n_between(Day::first_of_month(month), Day::first_of_month(month + 1))
    });
    let weights = ParameterId::SEASON;
    let weight = |month: i32| {
        let id = weights.get(month.rem_euclid(12) as usize);
        id.and_then(|id| NonNegative::new(parameters.number(*id)).ok()).unwrap_or(NonNegative::ZERO)
    };
    let n_year = plan.n_opportunities.get() * f64::from(MONTHS);
    let spread = spread_year(&SeasonConfig {
        n_opportunities: NonNegative::new(n_year).map_err(PlanError::from)?,
        close_rate: plan.close_rate,
        season_weights: months.map(weight),
        working_days,
        reps: team(parameters, months, working_days),
        cycle: cycle(parameters),
    })?;
    let (deal_eur, quota_eur) = (plan.avg_deal_eur.get(), plan.quota_eur.get());
    let (mut wins_so_far, mut before) = (0.0, (0.0, 0.0));
    let rows = months.iter().enumerate().map(|(at, month)| {
        let at_month = |values: &[f64]| values.get(at).copied().unwrap_or(0.0);
        let wins = at_month(&spread.wins);
        wins_so_far += wins;
        let so_far = open.get(at).map_or((0.0, 0.0), |open| (open.wins, open.revenue_eur));
        let (wins_open, open_eur) = (so_far.0 - before.0, so_far.1 - before.1);
        before = so_far;
        MonthRow {
            first_day: Day::first_of_month(*month),
            n_working_days: working_days.get(at).copied().unwrap_or(0),
            opportunities: at_month(&spread.opportunities),
            wins,
            wins_open,
            revenue_eur: wins * deal_eur + open_eur,
            cumulative_eur: wins_so_far * deal_eur + so_far.1,
            cumulative_open_eur: so_far.1,
            cumulative_quota_eur: quota_eur * (at as f64 + 1.0),
        }
    });
    Ok(MonthPlan { rows: rows.collect(), wins_later: spread.wins_after_year })
}

/// The reps of the year; none where nothing sets one month apart from another.
fn team(parameters: &Parameters, months: [i32; 12], working_days: [u32; 12]) -> Vec<RepYear> {
    let number = |id| parameters.number(id);
    // The limits keep these whole and in their range.
    let n_new = number(ParameterId::NewReps) as usize;
    let share = number(ParameterId::LeaveShare);
    if n_new == 0 && share == 0.0 {
        return Vec::new();
    }
    let vacation = number(ParameterId::VacationDays);
    let is_month = |month: i32, id| f64::from(month.rem_euclid(12) + 1) == number(id);
    let on_leave: [Probability; 12] = std::array::from_fn(|at| {
        let month = months.get(at).copied().unwrap_or(0);
        let peak = if is_month(month, ParameterId::LeaveMonth) { share * vacation } else { 0.0 };
        let days = vacation * (1.0 - share) / f64::from(MONTHS) + peak;
        let worked = working_days.get(at).copied().map_or(1.0, f64::from).max(1.0);
        Probability::new((days / worked).min(1.0)).unwrap_or(Probability::ZERO)
    });
    let start = months.iter().position(|month| is_month(*month, ParameterId::NewRepsMonth));
    let ramp_up_months = NonNegative::new(number(ParameterId::RampUp)).unwrap_or(NonNegative::ZERO);
    let rep = |starts_in_month| RepYear { on_leave, starts_in_month, ramp_up_months };
    let n_old = (number(ParameterId::Reps) as usize).max(usize::from(n_new == 0));
    let old = std::iter::repeat_n(rep(None), n_old);
    old.chain(std::iter::repeat_n(rep(start.map(|at| at as u8)), n_new)).collect()
}

/// The time from an opportunity to its win; `None` for none.
fn cycle(parameters: &Parameters) -> Option<Lag> {
    let median = Positive::new(parameters.number(ParameterId::Cycle)).ok()?;
    let sigma = NonNegative::new(parameters.number(ParameterId::CycleSpread)).ok()?;
    Some(Lag::from_median(median, sigma))
}

#[cfg(test)]
mod tests {
    use super::super::coupling::tests::coupled;
    use super::*;

    fn plan(changes: &[(ParameterId, f64)], first_month: i32) -> MonthPlan {
        month_plan(&coupled(changes), first_month, &[]).unwrap()
    }

    const JANUARY: i32 = 2026 * 12;

    fn wins(plan: &MonthPlan) -> f64 {
        plan.rows.iter().map(|row| row.wins).sum()
    }

    #[test]
    fn months_differ_by_their_working_days_and_add_up_to_the_year() {
        let plan = plan(&[], JANUARY);
        assert!((wins(&plan) - 300.0).abs() < 1e-9 && plan.wins_later.abs() < 1e-9);
        // Germany 2026: 21 working days in January, 18 in May.
        assert_eq!((plan.rows[0].n_working_days, plan.rows[4].n_working_days), (21, 18));
        let ratio = plan.rows[4].wins / plan.rows[0].wins;
        assert!((ratio - 18.0 / 21.0).abs() < 1e-12);
    }

    #[test]
    fn a_year_from_july_keeps_the_weight_of_its_august() {
        let plan = plan(&[(ParameterId::August, 0.0)], JANUARY + 6);
        assert_eq!(plan.rows[0].first_day.ymd(), (2026, 7, 1));
        assert_eq!(plan.rows[1].wins, 0.0);
        assert!((wins(&plan) - 300.0).abs() < 1e-9);
    }

    #[test]
    fn a_cycle_moves_wins_out_of_the_first_months_and_of_the_year() {
        let plan = plan(&[(ParameterId::Cycle, 90.0)], JANUARY);
        assert!(plan.rows[0].wins < 1.0, "{}", plan.rows[0].wins);
        assert!(plan.wins_later > 50.0);
        assert!((wins(&plan) + plan.wins_later - 300.0).abs() < 1e-6);
    }

    #[test]
    fn leave_in_august_takes_from_august() {
        let (even, peak) = (plan(&[], JANUARY), plan(&[(ParameterId::LeaveShare, 0.5)], JANUARY));
        assert!(peak.rows[7].wins < 0.5 * even.rows[7].wins, "{}", peak.rows[7].wins);
        assert!((wins(&peak) - 300.0).abs() < 1e-9);
    }

    #[test]
    fn new_reps_shift_the_year_to_when_they_are_there() {
        let changes = [(ParameterId::NewReps, 5.0), (ParameterId::NewRepsMonth, 7.0)];
        let plan = plan(&changes, JANUARY);
        assert!(plan.rows[11].opportunities > 1.8 * plan.rows[0].opportunities);
    }

    #[test]
    fn the_open_deals_are_added_month_by_month() {
        let by = |wins: f64| PipelineMonth {
            wins,
            wins_p10: 0,
            wins_p90: 0,
            revenue_eur: 5_000.0 * wins,
            sd_eur: 0.0,
        };
        let open: Vec<_> = (1..=12).map(|month| by(f64::from(month))).collect();
        let plan = month_plan(&coupled(&[]), JANUARY, &open).unwrap();
        assert!(plan.rows.iter().all(|row| (row.wins_open - 1.0).abs() < 1e-12));
        let year = plan.rows.last().unwrap();
        assert!((year.cumulative_eur - 1_260_000.0).abs() < 1e-6);
        let sum: f64 = plan.rows.iter().map(|row| row.revenue_eur).sum();
        assert!((sum - year.cumulative_eur).abs() < 1e-6);
    }

    #[test]
    fn a_year_without_any_weight_is_an_error() {
        let off: Vec<_> = ParameterId::SEASON.map(|id| (id, 0.0)).to_vec();
        let error = month_plan(&coupled(&off), JANUARY, &[]);
        assert_eq!(error, Err(MonthsError::Season(SeasonError::NoWeight)));
    }
}
