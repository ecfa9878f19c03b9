//! Meetings eat selling time: what the hours above the target regime would bring.
//!
//! # Definition (MATH 7.3)
//! Target regime (the source: a weekly sync and 5 to 10 minutes a day): weekly sync + 5 daily minutes / 60
//! hours a week; excess = max(0, actual - target). Selling = week - meetings - administration. Leads
//! worked = min(selling, demand) / hours per lead, demand = leads at hand times hours per lead. The gain is
//! (leads after - leads before) wins per lead deal weeks.
//!
//! # Reading
//! Freed hours bring revenue only if sales is capacity-bound; otherwise they are idle, worth prospecting.
//! Wages of the excess hours are shown and never added to revenue.
//!
//! # Edge cases
//! Leads that take no time are an error. Meetings beyond the week leave no selling time, not a negative
//! one. Meetings below the target are not lengthened.
//!
//! # Verified
//! Golden file `meeting_time`.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::quantity::{NonNegative, Positive};

/// Days of a working week.
const DAYS_PER_WEEK: f64 = 5.0;

/// A rep's week and what it sells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeetingConfig {
    /// Working hours of a week.
    pub weekly_hours: Positive,
    /// Hours of the weekly sync of the target regime; the source does not say, 1 is assumed.
    pub target_weekly_sync_hours: NonNegative,
    /// Minutes a day of the target regime.
    pub target_daily_minutes: NonNegative,
    /// Hours in meetings per week now.
    pub actual_weekly_hours: NonNegative,
    /// Hours of administration per week.
    pub weekly_admin_hours: NonNegative,
    /// Hours of one lead over the whole funnel.
    pub hours_per_lead: Positive,
    /// Leads at hand per week.
    pub leads_per_week: NonNegative,
    /// Share of leads won.
    pub win_per_lead: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Working weeks per year.
    pub weeks_per_year: NonNegative,
    /// Cost of an hour, EUR.
    pub hourly_cost_eur: NonNegative,
}

/// What the target regime would change.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeetingReport {
    /// Hours in meetings per week under the target regime.
    pub target_hours: f64,
    /// Hours above it per week.
    pub excess_hours: f64,
    /// Hours left for selling per week now.
    pub selling_hours: f64,
    /// As a share of the week.
    pub selling_share: f64,
    /// Hours left for selling per week under the target regime.
    pub selling_hours_after: f64,
    /// Leads worked per week now.
    pub leads_worked: f64,
    /// Leads worked per week under the target regime.
    pub leads_worked_after: f64,
    /// There are more leads now than hours to work them.
    pub capacity_bound: bool,
    /// Additional revenue per year, EUR.
    pub revenue_delta_year_eur: f64,
    /// Wages of the excess hours per year, EUR; not to be added to revenue.
    pub excess_wage_year_eur: f64,
    /// Selling hours per week without a lead, under the target regime.
    pub idle_hours_after: f64,
}

/// What fewer meetings bring.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::meetings::{MeetingConfig, meetings};
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// let n = |value| NonNegative::new(value);
/// let report = meetings(&MeetingConfig {
///     weekly_hours: Positive::new(40.0)?,
///     target_weekly_sync_hours: n(1.0)?,
///     target_daily_minutes: n(7.5)?,
///     actual_weekly_hours: n(11.0)?,
///     weekly_admin_hours: n(6.0)?,
///     hours_per_lead: Positive::new(4.5)?,
///     leads_per_week: n(9.0)?,
///     win_per_lead: Probability::new(0.12)?,
///     avg_deal_eur: n(4_000.0)?,
///     weeks_per_year: n(44.0)?,
///     hourly_cost_eur: n(55.0)?,
/// });
/// assert!((report.revenue_delta_year_eur - 44_000.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn meetings(config: &MeetingConfig) -> MeetingReport {
    let actual = config.actual_weekly_hours.get();
    let target = config.target_weekly_sync_hours.get()
        + DAYS_PER_WEEK * config.target_daily_minutes.get() / 60.0;
    let excess = (actual - target).max(0.0);
    let selling_with = |meetings: f64| {
        (config.weekly_hours.get() - meetings - config.weekly_admin_hours.get()).max(0.0)
    };
    let (before, after) = (selling_with(actual), selling_with(actual - excess));
    let demand = config.leads_per_week.get() * config.hours_per_lead.get();
    let worked = |selling: f64| selling.min(demand) / config.hours_per_lead.get();
    let value_year =
        config.win_per_lead.get() * config.avg_deal_eur.get() * config.weeks_per_year.get();
    MeetingReport {
        target_hours: target,
        excess_hours: excess,
        selling_hours: before,
        selling_share: before / config.weekly_hours.get(),
        selling_hours_after: after,
        leads_worked: worked(before),
        leads_worked_after: worked(after),
        capacity_bound: before < demand,
        revenue_delta_year_eur: (worked(after) - worked(before)) * value_year,
        excess_wage_year_eur: excess * config.weeks_per_year.get() * config.hourly_cost_eur.get(),
        idle_hours_after: (after - demand).max(0.0),
    }
}

/// Where a seller's time goes, by survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are their meaning")]
pub enum TimeUse {
    Selling,
    Prospecting,
    Travel,
    Administration,
    ProblemSolving,
    NoValue,
    LeadGenerationAndResearch,
}

/// Proudfoot 2005, as reported by Selling Power (2010): share of working time in percent. A survey, for
/// comparison only.
pub const PROUDFOOT_2005: [(TimeUse, u8); 6] = [
    (TimeUse::Selling, 11),
    (TimeUse::Prospecting, 10),
    (TimeUse::Travel, 21),
    (TimeUse::Administration, 27),
    (TimeUse::ProblemSolving, 14),
    (TimeUse::NoValue, 17),
];

/// CSO Insights 2011, as reported by Selling Power (2011): the two shares reported, in percent. A
/// survey, for comparison only.
pub const CSO_INSIGHTS_2011: [(TimeUse, u8); 2] =
    [(TimeUse::Selling, 41), (TimeUse::LeadGenerationAndResearch, 24)];

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(actual: f64, leads: f64) -> MeetingConfig {
        let n = |value| NonNegative::new(value).unwrap();
        MeetingConfig {
            weekly_hours: Positive::new(40.0).unwrap(),
            target_weekly_sync_hours: n(1.0),
            target_daily_minutes: n(7.5),
            actual_weekly_hours: n(actual),
            weekly_admin_hours: n(6.0),
            hours_per_lead: Positive::new(4.5).unwrap(),
            leads_per_week: n(leads),
            win_per_lead: Probability::new(0.12).unwrap(),
            avg_deal_eur: n(4000.0),
            weeks_per_year: n(44.0),
            hourly_cost_eur: n(55.0),
        }
    }

    #[test]
    fn without_leads_to_work_freed_hours_bring_no_revenue() {
        let report = meetings(&config(11.0, 0.0));
        assert_eq!((report.revenue_delta_year_eur, report.capacity_bound), (0.0, false));
        assert_eq!(report.idle_hours_after, report.selling_hours_after);
    }

    #[test]
    fn meetings_beyond_the_week_leave_no_negative_time() {
        let report = meetings(&config(60.0, 9.0));
        assert_eq!((report.selling_hours, report.leads_worked), (0.0, 0.0));
    }

    #[test]
    fn fewer_meetings_than_the_target_are_not_lengthened() {
        let report = meetings(&config(0.0, 9.0));
        assert_eq!((report.excess_hours, report.selling_hours), (0.0, report.selling_hours_after));
    }

    #[test]
    fn the_surveyed_shares_are_shares() {
        assert_eq!(PROUDFOOT_2005.iter().map(|(_, percent)| u32::from(*percent)).sum::<u32>(), 100);
    }

    proptest! {
        #[test]
        fn fewer_meetings_never_lower_revenue(actual in 0.0..40.0_f64, leads in 0.0..20.0_f64) {
            let report = meetings(&config(actual, leads));
            prop_assert!(report.revenue_delta_year_eur >= 0.0);
            prop_assert!(report.leads_worked_after <= leads + 1e-9);
        }
    }
}
