//! Whether the funnel holds what the quota needs: per stage and rep, by a deadline, and month by month backwards.
//!
//! Content is Little's law ([`crate::simulation::littles_law`]) with the mean days of all deals in each stage; what is
//! missing by a date counts the open deals by their chance to be won in time ([`crate::simulation::deadline`]); the
//! schedule goes back from the wins of each month to the leads they need ([`crate::simulation::backward_schedule`]).
//! None of it is known without a file that dates its stages.

use crate::model::Day;
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::backward_schedule::{ScheduleReport, ScheduleStage, backward_schedule};
use crate::simulation::deadline::{
    DeadlineConfig, DeadlineReport, DeadlineStage, TimeToWin, missing_by_deadline,
};
use crate::simulation::littles_law::{FunnelNeedReport, StageContent, required_funnel};
use crate::simulation::quantity::{NonNegative, QuantityError};

use super::answer::CapacityAnswer;
use super::year::{CapacityYear, MONTHS};

/// Days of a month (MATH 1.1).
const DAYS_PER_MONTH: f64 = 365.25 / 12.0;
/// Share of wins a start must leave time for (MATH 6.7).
const LAG_QUANTILE: f64 = 0.8;

/// Why the content of the funnel cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// The file has no dates per stage, or no deal ever left one: no time in the stage.
    #[error("no time is known for stage {stage}")]
    NoTimes {
        /// The stage, 0 the first.
        stage: usize,
    },
    /// The file has no stages.
    #[error("there are no stages")]
    NoStages,
    /// Without an average deal the quota is no number of deals.
    #[error("the average deal is 0")]
    NoDeal,
    /// An amount that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
}

/// What the funnel needs and holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// Deals the quota needs each month.
    pub wins_per_month: f64,
    /// Mean months in each stage.
    pub sojourn_months: Vec<f64>,
    /// Deals in each stage now.
    pub n_open: Vec<u64>,
    /// The team.
    pub team: FunnelNeedReport,
    /// Each rep against an equal share of the quota.
    pub reps: Vec<FunnelNeedReport>,
}

/// Deals the quota needs each month; `None` without an average deal.
#[must_use]
pub fn wins_per_month(parameters: &Parameters) -> Option<f64> {
    let deal = parameters.number(ParameterId::AvgDeal);
    (deal > 0.0).then(|| parameters.number(ParameterId::Quota) / deal)
}

/// What the funnel needs for the quota and what it holds.
pub fn content(
    parameters: &Parameters,
    answer: &CapacityAnswer,
    conversions: &[Probability],
) -> Result<Content, ContentError> {
    if answer.steps.is_empty() {
        return Err(ContentError::NoStages);
    }
    let wins = wins_per_month(parameters).ok_or(ContentError::NoDeal)?;
    let months: Vec<f64> = answer
        .steps
        .iter()
        .enumerate()
        .map(|(stage, step)| {
            step.mean_days.map(|days| days / DAYS_PER_MONTH).ok_or(ContentError::NoTimes { stage })
        })
        .collect::<Result<_, _>>()?;
    let deal = NonNegative::new(parameters.number(ParameterId::AvgDeal))?;
    let need = |wins: f64, actual: &[u64]| {
        let stages = conversions.iter().zip(&months).zip(actual);
        let stages = stages.map(|((conversion, months), n)| {
            Ok::<_, QuantityError>(StageContent {
                conversion: *conversion,
                sojourn_months: NonNegative::new(*months)?,
                actual: NonNegative::new(*n as f64)?,
            })
        });
        let stages: Vec<_> = stages.collect::<Result<_, _>>()?;
        Ok::<_, QuantityError>(required_funnel(NonNegative::new(wins)?, &stages, deal))
    };
    let n_open: Vec<u64> = answer.steps.iter().map(|step| step.n_open).collect();
    let share = wins / (answer.reps.len().max(1) as f64);
    Ok(Content {
        wins_per_month: wins,
        team: need(wins, &n_open)?,
        reps: answer.reps.iter().map(|rep| need(share, &rep.n_open)).collect::<Result<_, _>>()?,
        sojourn_months: months,
        n_open,
    })
}

/// What is missing by the end of a number of months ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// The last day of the period.
    pub deadline: Day,
    /// Deals the quota needs until then.
    pub target_wins: f64,
    /// What the open deals bring, and what it would take.
    pub report: DeadlineReport,
    /// Per stage the last day on which entries there can start.
    pub latest_start: Vec<Option<Day>>,
}

/// Deals missing by the end of the `n_months`-th month of the year ahead, open deals alone.
pub fn missing(
    parameters: &Parameters,
    answer: &CapacityAnswer,
    conversions: &[Probability],
    n_months: u32,
) -> Result<Missing, ContentError> {
    let wins = wins_per_month(parameters).ok_or(ContentError::NoDeal)?;
    let first_month = answer.as_of.month_index() + 1;
    let deadline = Day(Day::first_of_month(first_month + n_months as i32).0 - 1);
    missing_by(parameters, answer, conversions, (0.0, wins * f64::from(n_months)), deadline)
}

/// Deals missing by a day, of so many won and so many wanted.
pub fn missing_by(
    parameters: &Parameters,
    answer: &CapacityAnswer,
    conversions: &[Probability],
    (n_won, target_wins): (f64, f64),
    deadline: Day,
) -> Result<Missing, ContentError> {
    let mut p_win = Probability::ONE;
    let mut stages = Vec::with_capacity(answer.steps.len());
    for (stage, step) in answer.steps.iter().enumerate().rev() {
        let days = step.days_to_win.as_ref().ok_or(ContentError::NoTimes { stage })?;
        p_win = p_win.and(conversions.get(stage).copied().unwrap_or(Probability::ZERO));
        stages.push(DeadlineStage {
            n_open: NonNegative::new(step.n_open as f64)?,
            p_win,
            time_to_win: TimeToWin::Curve(days.curve.clone()),
        });
    }
    stages.reverse();
    if stages.is_empty() {
        return Err(ContentError::NoStages);
    }
    let report = missing_by_deadline(&DeadlineConfig {
        target_wins: NonNegative::new(target_wins)?,
        n_won: NonNegative::new(n_won)?,
        days_left: NonNegative::new(f64::from(deadline.0 - answer.as_of.0))?,
        avg_deal_eur: NonNegative::new(parameters.number(ParameterId::AvgDeal))?,
        lag_quantile: Probability::new(LAG_QUANTILE).unwrap_or(Probability::ONE),
        stages,
    });
    let latest = report
        .stages
        .iter()
        .map(|stage| stage.latest_start_days.map(|days| Day(deadline.0 - days.ceil() as i32)));
    Ok(Missing { deadline, target_wins, latest_start: latest.collect(), report })
}

/// The schedule back from the wins of each month.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Whole months from each stage to the next.
    pub lag_months: Vec<usize>,
    /// Leads planned per month.
    pub planned_leads: Vec<u64>,
    /// What each stage needs.
    pub report: ScheduleReport,
}

/// Entries needed for twelve months of the quota, against the leads planned. What is in the funnel already is not in
/// the plan; it shows as the entries that are overdue.
pub fn schedule(
    parameters: &Parameters,
    answer: &CapacityAnswer,
    year: &CapacityYear,
    is_levelled: bool,
) -> Result<Schedule, ContentError> {
    let content = content(parameters, answer, &year.conversions)?;
    // Rounded to whole months: the plan is one of months.
    let lag_months: Vec<usize> =
        content.sojourn_months.iter().map(|months| months.round() as usize).collect();
    let planned_leads = year.planned_by_month(is_levelled);
    let mut planned: Vec<f64> = planned_leads.iter().map(|n| *n as f64).collect();
    let mut stages = Vec::with_capacity(lag_months.len());
    for (k, (conversion, lag)) in year.conversions.iter().zip(&lag_months).enumerate() {
        let visits = ParameterId::VISITS.get(k).or(ParameterId::VISITS.last());
        let visits = visits.map_or(0.0, |id| parameters.number(*id));
        stages.push(ScheduleStage {
            conversion: *conversion,
            lag_months: *lag,
            visits_per_entry: NonNegative::new(visits)?,
            planned_entries: planned
                .iter()
                .map(|n| NonNegative::new(*n))
                .collect::<Result<_, _>>()?,
        });
        // What goes on arrives as many months later.
        let mut next = vec![0.0; (*lag).min(MONTHS)];
        next.extend(planned.iter().map(|n| n * conversion.get()));
        next.truncate(MONTHS);
        planned = next;
    }
    let target = vec![NonNegative::new(content.wins_per_month)?; MONTHS];
    let blocked = |_| ContentError::NoDeal;
    let report = backward_schedule(&target, &stages).map_err(blocked)?;
    Ok(Schedule { lag_months, planned_leads, report })
}

/// Visits an entry into a stage takes from there to its decision.
#[must_use]
pub fn visits_from(parameters: &Parameters, conversions: &[Probability], stage: usize) -> f64 {
    let mut reach = 1.0;
    let mut visits = 0.0;
    for (k, conversion) in conversions.iter().enumerate().skip(stage) {
        let id = ParameterId::VISITS.get(k).or(ParameterId::VISITS.last());
        visits += reach * id.map_or(0.0, |id| parameters.number(*id));
        reach *= conversion.get();
    }
    visits
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::super::team::Team;
    use super::super::year::capacity_year;
    use super::super::year::tests::parameters;
    use super::*;
    use crate::demo;
    use crate::job::session::{OpenFiles, Origin};
    use crate::job::{JobError, Session};
    use crate::scenario::CapacityPlan;

    /// The demo company, its answer and its year.
    fn demo_year() -> (CapacityAnswer, CapacityYear, Parameters) {
        let mut session = Session::new();
        let question = OpenFiles::new(Origin::demo(), demo::AS_OF);
        session.open(&question, Vec::new(), &mut |_| ControlFlow::Continue(())).unwrap();
        let answer = session.capacity().unwrap();
        let parameters = parameters(&[(ParameterId::CloseRate, 0.33)], &CapacityPlan::default());
        let team = Team::of(Some(&answer), demo::AS_OF);
        let year = capacity_year(&parameters, &team).unwrap();
        (answer, year, parameters)
    }

    #[test]
    fn the_demo_company_has_five_reps_a_hundred_open_deals_and_297_wins() {
        let (answer, year, _) = demo_year();
        assert_eq!((answer.reps.len(), answer.n_open(), year.reps.len()), (5, 100, 5));
        assert_eq!(answer.wins.iter().map(|month| month.n).sum::<u64>(), 297);
        let owned: u64 = answer.reps.iter().flat_map(|rep| &rep.n_open).sum();
        assert_eq!(owned + answer.n_open_without_rep, 100, "nobody's deals are counted");
        assert!(
            answer.steps.iter().all(|step| step.mean_days.is_some() && step.days_to_win.is_some())
        );
    }

    #[test]
    fn content_is_entries_times_months() {
        let (answer, year, parameters) = demo_year();
        let found = content(&parameters, &answer, &year.conversions).unwrap();
        for (need, months) in found.team.stages.iter().zip(&found.sojourn_months) {
            let required = need.entries_per_month.unwrap() * months;
            assert!((need.required.unwrap() - required).abs() < 1e-9);
        }
        // Five equal shares of the quota: the reps together need what the team needs.
        let sum: f64 = found.reps.iter().filter_map(|rep| rep.stages[0].required).sum();
        assert!((sum - found.team.stages[0].required.unwrap()).abs() < 1e-9);
    }

    #[test]
    fn a_later_deadline_brings_more_of_the_open_deals() {
        let (answer, year, parameters) = demo_year();
        let wins = |n| {
            let found = missing(&parameters, &answer, &year.conversions, n).unwrap();
            (found.deadline.to_string(), found.report.expected_wins)
        };
        assert!(wins(1).1 < wins(6).1);
        assert_eq!(wins(3).0, "2026-03-31");
    }

    #[test]
    fn the_schedule_needs_what_the_quota_chain_needs() {
        let (answer, year, parameters) = demo_year();
        let found = schedule(&parameters, &answer, &year, false).unwrap();
        // 25 deals at 33 %: 75.8 leads a month.
        assert!((found.report.stages[0].required[0] - 25.0 / 0.33).abs() < 1e-6);
    }

    #[test]
    fn without_a_file_there_is_nothing_to_measure() {
        assert_eq!(Session::new().capacity().unwrap_err(), JobError::NoDeals);
    }
}
