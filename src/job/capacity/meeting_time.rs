//! Meetings against the target regime, for the team: hours, leads, deals, money (MATH 7.3).
//!
//! A rep's week from the scenario: hours a day and full-time share, administration, meetings by week, by day and
//! others spread over the weeks of a month. Leads at hand are those planned for the year, per rep and working week.

use crate::scenario::{ParameterId, Parameters};
use crate::simulation::meetings::{MeetingConfig, MeetingReport, meetings};
use crate::simulation::quantity::{NonNegative, Positive, QuantityError};

use super::year::CapacityYear;

/// Days of a working week.
const DAYS_PER_WEEK: f64 = 5.0;
/// Weeks of a month.
const WEEKS_PER_MONTH: f64 = 365.25 / 12.0 / 7.0;

/// Meetings of a rep's week, and of the team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeetingTime {
    /// Reps.
    pub n_reps: u64,
    /// Hours in meetings per week now.
    pub actual_hours: f64,
    /// One rep.
    pub rep: MeetingReport,
    /// Additional leads of the team a year.
    pub leads_year: f64,
    /// Additional deals of the team a year.
    pub deals_year: f64,
    /// Additional revenue of the team a year, EUR.
    pub revenue_year_eur: f64,
    /// Wages of the team's excess hours a year, EUR; never added to revenue.
    pub wage_year_eur: f64,
}

/// What the target regime would change.
pub fn meeting_time(
    parameters: &Parameters,
    year: &CapacityYear,
) -> Result<MeetingTime, QuantityError> {
    let number = |id| parameters.number(id);
    let amount = |id| NonNegative::new(number(id));
    let n_reps = year.reps.len() as u64;
    let week = number(ParameterId::HoursPerDay) * DAYS_PER_WEEK * number(ParameterId::Fte);
    let weeks = number(ParameterId::WeeksPerYear);
    let actual = planned_hours(parameters);
    let planned: u64 = year.planned_by_month(false).iter().sum();
    let rep_weeks = n_reps as f64 * weeks;
    let leads_per_week = if rep_weeks > 0.0 { planned as f64 / rep_weeks } else { 0.0 };
    let rep = meetings(&MeetingConfig {
        weekly_hours: Positive::new(week)?,
        target_weekly_sync_hours: amount(ParameterId::TargetSync)?,
        target_daily_minutes: amount(ParameterId::TargetDaily)?,
        actual_weekly_hours: NonNegative::new(actual)?,
        weekly_admin_hours: NonNegative::new(week * number(ParameterId::AdminShare))?,
        hours_per_lead: Positive::new(year.hours_per_lead)?,
        leads_per_week: NonNegative::new(leads_per_week)?,
        win_per_lead: year.win_per_lead,
        avg_deal_eur: amount(ParameterId::AvgDeal)?,
        weeks_per_year: amount(ParameterId::WeeksPerYear)?,
        hourly_cost_eur: amount(ParameterId::HourlyCost)?,
    });
    let leads_year = (rep.leads_worked_after - rep.leads_worked) * rep_weeks;
    Ok(MeetingTime {
        n_reps,
        actual_hours: actual,
        leads_year,
        deals_year: leads_year * year.win_per_lead.get(),
        revenue_year_eur: rep.revenue_delta_year_eur * n_reps as f64,
        wage_year_eur: rep.excess_wage_year_eur * n_reps as f64,
        rep,
    })
}

/// Hours a rep's week has in meetings, before any of them are saved.
#[must_use]
pub fn meeting_hours(parameters: &Parameters) -> f64 {
    let ids = [ParameterId::WeeklyMeeting, ParameterId::DailyMeeting, ParameterId::OtherMeetings];
    let [weekly, daily_minutes, other] = parameters.numbers(ids);
    weekly + DAYS_PER_WEEK * daily_minutes / 60.0 + other / WEEKS_PER_MONTH
}

/// Hours of meetings in the week the scenario plans.
#[must_use]
pub fn planned_hours(parameters: &Parameters) -> f64 {
    meeting_hours(parameters) * (1.0 - parameters.number(ParameterId::MeetingCut))
}

/// Hours of meetings in a week of the target regime.
#[must_use]
pub fn target_hours(parameters: &Parameters) -> f64 {
    let [sync, daily_minutes] =
        parameters.numbers([ParameterId::TargetSync, ParameterId::TargetDaily]);
    sync + DAYS_PER_WEEK * daily_minutes / 60.0
}

#[cfg(test)]
mod tests {
    use super::super::year::capacity_year;
    use super::super::year::tests::{TEAM, parameters};
    use super::*;
    use crate::scenario::CapacityPlan;

    fn time(changes: &[(ParameterId, f64)]) -> MeetingTime {
        let parameters = parameters(changes, &CapacityPlan::default());
        let year = capacity_year(&parameters, &TEAM).unwrap();
        meeting_time(&parameters, &year).unwrap()
    }

    #[test]
    fn without_leads_fewer_meetings_bring_nothing() {
        let idle = time(&[(ParameterId::Opportunities, 1.0)]);
        assert!(idle.rep.excess_hours > 0.0 && !idle.rep.capacity_bound);
        assert_eq!((idle.deals_year, idle.revenue_year_eur), (0.0, 0.0));
        assert!(idle.wage_year_eur > 0.0 && idle.rep.idle_hours_after > 0.0);
    }

    #[test]
    fn with_leads_enough_the_freed_hours_become_deals() {
        let bound = time(&[(ParameterId::Opportunities, 1_000.0)]);
        assert!(bound.rep.capacity_bound && bound.leads_year > 0.0);
        let deal = 4_000.0;
        assert!((bound.revenue_year_eur - bound.deals_year * deal).abs() < 1e-6);
    }
}
