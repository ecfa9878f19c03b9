//! How many leads a rep can work, month by month: the factory behind the funnel.
//!
//! # Definition (MATH 6.2)
//! days = max(0, working days - vacation - sick); gross = days * hours per day * fte;
//! meetings = days/5 * weekly + days * daily + other; admin = share * gross;
//! free = gross - meetings - admin - existing customers - committed work. A negative rest is overload,
//! shown, and no capacity.
//!
//! A visit takes scheduling, preparation, documents, presentation, follow-up notes and follow-up action,
//! and its part of the tour: (route planning + travel) / visits per tour. A lead takes the sum over the
//! stages k of `reach_k (calls_k h_call + visits_k h_visit)`, where `reach_k` is the share of leads that
//! gets there. Leads = free / hours per lead; visits = free / hours per visit; wins = leads * product of
//! conversions.
//!
//! # Edge cases
//! Leads that take no time: an error, their number would be infinite. Months without days have none.
//!
//! # Verified
//! Golden file `rep_capacity`.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::quantity::{NonNegative, Positive, total};
use super::whole::floor_tol;

/// What one visit takes, hours: the eight components of the source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitHours {
    /// Finding a date.
    pub scheduling: NonNegative,
    /// Preparing.
    pub preparation: NonNegative,
    /// Planning the route, per tour.
    pub route_planning: NonNegative,
    /// Putting documents together.
    pub documents: NonNegative,
    /// Travelling, per tour.
    pub travel: NonNegative,
    /// Being there.
    pub presentation: NonNegative,
    /// Writing down what was said.
    pub follow_up_notes: NonNegative,
    /// Doing what was promised.
    pub follow_up_action: NonNegative,
}

impl VisitHours {
    /// Hours of one visit of a tour of `visits_per_tour`.
    pub fn total(&self, visits_per_tour: Positive) -> f64 {
        let per_tour = self.route_planning.get() + self.travel.get();
        let per_visit = [
            self.scheduling,
            self.preparation,
            self.documents,
            self.presentation,
            self.follow_up_notes,
            self.follow_up_action,
        ];
        per_visit.iter().map(|hours| hours.get()).sum::<f64>() + per_tour / visits_per_tour.get()
    }
}

/// Effort of one stage and what it lets through.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageEffort {
    /// Calls per lead that reaches it.
    pub calls: NonNegative,
    /// Visits per lead that reaches it.
    pub visits: NonNegative,
    /// Share that goes on.
    pub conversion: Probability,
}

/// How a rep works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepConfig {
    /// A visit's components.
    pub visit: VisitHours,
    /// Visits on one tour.
    pub visits_per_tour: Positive,
    /// Hours of one call, with its notes.
    pub hours_per_call: NonNegative,
    /// Working hours of a full day.
    pub hours_per_day: NonNegative,
    /// Full-time equivalents: 0.5 is half a post.
    pub fte: NonNegative,
    /// Hours of the weekly meeting.
    pub weekly_meeting_hours: NonNegative,
    /// Hours of the daily meeting.
    pub daily_meeting_hours: NonNegative,
    /// Share of gross hours spent on administration.
    pub admin_share: Probability,
    /// The funnel's stages in order.
    pub stages: Vec<StageEffort>,
}

/// One month of a rep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthConfig {
    /// Working days of the calendar.
    pub working_days: NonNegative,
    /// Of these on vacation.
    pub vacation_days: NonNegative,
    /// Of these ill.
    pub sick_days: NonNegative,
    /// Hours of meetings beyond the regular ones.
    pub other_meeting_hours: NonNegative,
    /// Hours for existing customers.
    pub existing_customer_hours: NonNegative,
    /// Hours still owed to leads already in the funnel.
    pub committed_hours: NonNegative,
}

/// What a month leaves for new leads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthCapacity {
    /// Days at work.
    pub days: f64,
    /// Hours at work.
    pub gross_hours: f64,
    /// Of these in meetings.
    pub meeting_hours: f64,
    /// Of these on administration.
    pub admin_hours: f64,
    /// Hours left for new leads, not below 0.
    pub free_hours: f64,
    /// Hours the month is overbooked by, 0 if it is not.
    pub overload_hours: f64,
    /// Whole visits that fit; `None` if a visit takes no time.
    pub n_visits: Option<u64>,
    /// Leads that can be worked from first call to decision.
    pub leads: f64,
    /// The same in whole leads.
    pub n_leads: u64,
    /// Deals won from them.
    pub wins: f64,
}

/// Capacity of one rep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepCapacityReport {
    /// Hours of one visit.
    pub hours_per_visit: f64,
    /// Hours of one lead over the whole funnel.
    pub hours_per_lead: f64,
    /// Visits of one lead over the whole funnel.
    pub visits_per_lead: f64,
    /// Share of leads won.
    pub win_per_lead: f64,
    /// Month by month.
    pub months: Vec<MonthCapacity>,
    /// Leads of all months.
    pub leads_total: f64,
}

/// Capacity of a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CapacityGrid {
    /// One report per rep, in the order given.
    pub reps: Vec<RepCapacityReport>,
    /// Whole leads per month, each rep rounded down: what marketing may generate at most.
    pub n_leads_by_month: Vec<u64>,
    /// Of all months.
    pub n_leads_total: u64,
}

/// Why there is no capacity to state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CapacityError {
    /// A lead takes no time, so any number could be worked.
    #[error("a lead takes no time")]
    NoTimePerLead,
}

/// Capacity of one rep over `months`.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::capacity::{
///     MonthConfig, RepConfig, StageEffort, VisitHours, rep_capacity,
/// };
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// let h = |hours| NonNegative::new(hours);
/// let rep = RepConfig {
///     visit: VisitHours {
///         scheduling: h(0.25)?,
///         preparation: h(0.75)?,
///         route_planning: h(0.5)?,
///         documents: h(0.5)?,
///         travel: h(2.5)?,
///         presentation: h(1.5)?,
///         follow_up_notes: h(0.5)?,
///         follow_up_action: h(1.0)?,
///     },
///     visits_per_tour: Positive::new(2.0)?,
///     hours_per_call: h(0.4)?,
///     hours_per_day: h(8.0)?,
///     fte: h(1.0)?,
///     weekly_meeting_hours: h(1.0)?,
///     daily_meeting_hours: h(0.125)?,
///     admin_share: Probability::new(0.15)?,
///     stages: vec![StageEffort { calls: h(2.0)?, visits: h(1.0)?, conversion: Probability::ONE }],
/// };
/// let month = MonthConfig {
///     working_days: h(20.0)?,
///     vacation_days: h(0.0)?,
///     sick_days: h(1.0)?,
///     other_meeting_hours: h(0.0)?,
///     existing_customer_hours: h(0.0)?,
///     committed_hours: h(0.0)?,
/// };
/// let report = rep_capacity(&rep, &[month])?;
/// assert_eq!(report.hours_per_visit, 6.0);
/// assert_eq!(report.months[0].n_visits, Some(20));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn rep_capacity(
    rep: &RepConfig,
    months: &[MonthConfig],
) -> Result<RepCapacityReport, CapacityError> {
    let hours_per_visit = rep.visit.total(rep.visits_per_tour);
    let (mut hours_per_lead, mut visits_per_lead, mut reach) = (0.0, 0.0, 1.0);
    for stage in &rep.stages {
        let visits = reach * stage.visits.get();
        hours_per_lead +=
            reach * stage.calls.get() * rep.hours_per_call.get() + visits * hours_per_visit;
        visits_per_lead += visits;
        reach *= stage.conversion.get();
    }
    if hours_per_lead <= 0.0 {
        return Err(CapacityError::NoTimePerLead);
    }
    let months: Vec<MonthCapacity> = months
        .iter()
        .map(|month| month_capacity(rep, month, hours_per_visit, hours_per_lead, reach))
        .collect();
    Ok(RepCapacityReport {
        hours_per_visit,
        hours_per_lead,
        visits_per_lead,
        win_per_lead: reach,
        leads_total: total(months.iter().map(|month| month.leads)),
        months,
    })
}

fn month_capacity(
    rep: &RepConfig,
    month: &MonthConfig,
    hours_per_visit: f64,
    hours_per_lead: f64,
    win_per_lead: f64,
) -> MonthCapacity {
    let away = month.vacation_days.get() + month.sick_days.get();
    let days = (month.working_days.get() - away).max(0.0);
    let gross = days * rep.hours_per_day.get() * rep.fte.get();
    let meetings = days / 5.0 * rep.weekly_meeting_hours.get()
        + days * rep.daily_meeting_hours.get()
        + month.other_meeting_hours.get();
    let admin = rep.admin_share.get() * gross;
    let owed = month.existing_customer_hours.get() + month.committed_hours.get();
    let rest = gross - meetings - admin - owed;
    let free = rest.max(0.0);
    let leads = free / hours_per_lead;
    MonthCapacity {
        days,
        gross_hours: gross,
        meeting_hours: meetings,
        admin_hours: admin,
        free_hours: free,
        overload_hours: (-rest).max(0.0),
        n_visits: (hours_per_visit > 0.0).then(|| floor_tol(free / hours_per_visit) as u64),
        leads,
        n_leads: floor_tol(leads) as u64,
        wins: leads * win_per_lead,
    }
}

/// Capacity of a team: each rep with its own months.
pub fn capacity_grid(
    team: &[(RepConfig, Vec<MonthConfig>)],
) -> Result<CapacityGrid, CapacityError> {
    let reps: Vec<RepCapacityReport> =
        team.iter().map(|(rep, months)| rep_capacity(rep, months)).collect::<Result<_, _>>()?;
    let n_months = reps.iter().map(|rep| rep.months.len()).max().unwrap_or(0);
    let n_leads_by_month: Vec<u64> = (0..n_months)
        .map(|m| reps.iter().filter_map(|rep| rep.months.get(m)).map(|month| month.n_leads).sum())
        .collect();
    Ok(CapacityGrid { reps, n_leads_total: n_leads_by_month.iter().sum(), n_leads_by_month })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn h(hours: f64) -> NonNegative {
        NonNegative::new(hours).unwrap()
    }

    fn rep(calls: f64) -> RepConfig {
        RepConfig {
            visit: VisitHours {
                scheduling: h(0.0),
                preparation: h(0.0),
                route_planning: h(1.0),
                documents: h(0.0),
                travel: h(3.0),
                presentation: h(2.0),
                follow_up_notes: h(0.0),
                follow_up_action: h(0.0),
            },
            visits_per_tour: Positive::new(2.0).unwrap(),
            hours_per_call: h(0.5),
            hours_per_day: h(8.0),
            fte: h(1.0),
            weekly_meeting_hours: h(0.0),
            daily_meeting_hours: h(0.0),
            admin_share: Probability::ZERO,
            stages: vec![StageEffort {
                calls: h(calls),
                visits: h(0.0),
                conversion: Probability::new(0.5).unwrap(),
            }],
        }
    }

    fn month(days: f64, committed: f64) -> MonthConfig {
        MonthConfig {
            working_days: h(days),
            vacation_days: h(0.0),
            sick_days: h(0.0),
            other_meeting_hours: h(0.0),
            existing_customer_hours: h(0.0),
            committed_hours: h(committed),
        }
    }

    #[test]
    fn travel_and_route_are_shared_by_the_tour() {
        assert!((rep(1.0).visit.total(Positive::new(2.0).unwrap()) - 4.0).abs() < 1e-12);
        assert!((rep(1.0).visit.total(Positive::ONE) - 6.0).abs() < 1e-12);
    }

    #[test]
    fn an_overbooked_month_is_shown_and_has_no_capacity() {
        let report = rep_capacity(&rep(2.0), &[month(10.0, 100.0)]).unwrap();
        let month = report.months[0];
        assert_eq!((month.free_hours, month.overload_hours, month.n_leads), (0.0, 20.0, 0));
    }

    #[test]
    fn leads_without_effort_are_an_error() {
        assert_eq!(rep_capacity(&rep(0.0), &[month(20.0, 0.0)]), Err(CapacityError::NoTimePerLead));
    }

    #[test]
    fn more_days_off_than_days_leave_no_negative_month() {
        let away = MonthConfig { vacation_days: h(5.0), sick_days: h(2.0), ..month(5.0, 0.0) };
        let report = rep_capacity(&rep(2.0), &[away]).unwrap();
        assert_eq!((report.months[0].days, report.months[0].leads), (0.0, 0.0));
    }

    #[test]
    fn a_team_rounds_each_rep_down_before_it_adds() {
        // 80 hours / 48 hours per lead = 1.67 each: two whole leads, not three.
        let team = vec![(rep(96.0), vec![month(10.0, 0.0)]); 2];
        let grid = capacity_grid(&team).unwrap();
        assert_eq!((grid.n_leads_by_month.as_slice(), grid.n_leads_total), (&[2][..], 2));
    }

    #[test]
    fn an_empty_team_has_no_months() {
        let grid = capacity_grid(&[]).unwrap();
        assert!(grid.n_leads_by_month.is_empty() && grid.n_leads_total == 0);
    }

    proptest! {
        #[test]
        fn hours_are_conserved(days in 0.0..25.0_f64, committed in 0.0..300.0_f64) {
            let m = rep_capacity(&rep(2.0), &[month(days, committed)]).unwrap().months[0];
            let used = m.meeting_hours + m.admin_hours + committed + m.free_hours - m.overload_hours;
            prop_assert!((used - m.gross_hours).abs() < 1e-9);
        }

        #[test]
        fn less_committed_work_never_lowers_capacity(days in 0.0..25.0_f64, committed in 0.0..300.0_f64) {
            let leads = |c| rep_capacity(&rep(2.0), &[month(days, c)]).unwrap().leads_total;
            prop_assert!(leads(committed / 2.0) >= leads(committed));
        }
    }
}
