//! How far the plan is from the quota: the chance over a grid of opportunities and close rates, and what each lever
//! alone would have to become.
//!
//! Opportunities, rate and deal are solved in closed form ([`levers_to_goal`]). Response time, meeting hours and reps
//! act through the capacity plan ([`working_levers`], MATH 5.10): each alone must bring as many opportunities that count
//! as the goal takes at the present rate and deal. More hours never make fewer leads count, so the smallest change that
//! is enough is found by halving; new reps come whole.

use super::capacity::Team;
use super::capacity::meeting_time::{meeting_hours, planned_hours};
use super::coupling::Coupled;
use super::plan::{Plan, whole};
use crate::analysis::interval::Level;
use crate::analysis::special::binomial_tail;
use crate::scenario::ParameterId;
use crate::simulation::goal_seek::{Goal, GoalSeekConfig, GoalSeekReport, goal_seek};
use crate::simulation::grid::{GridError, GridReport, grid};
use crate::simulation::quota_probability::wins_needed;

/// Rows of the grid.
const N_RATES: usize = 7;

/// The chance of the month over opportunities and close rates.
#[derive(Clone, Debug, PartialEq)]
pub struct ReachGrid {
    /// The chances, with the line along which the quota is an even chance.
    pub even: GridReport,
    /// The same, with the line along which it is as sure as wanted.
    pub sure: GridReport,
    /// Where the plan stands: opportunities and close rate.
    pub here: (f64, f64),
}

/// The grid around the plan, `n_columns` wide; the middle cell is the plan's. The rate is taken as known: each cell
/// is another rate, of which nothing was measured.
pub fn reach_grid(plan: &Plan, sure: Level, n_columns: usize) -> Result<ReachGrid, GridError> {
    let here = (plan.n_opportunities.get(), plan.close_rate.get());
    let opportunities = axis(whole(here.0) as f64, whole_step(here.0), n_columns, f64::INFINITY);
    let rates = axis(here.1, rate_step(here.1), N_RATES, 1.0);
    let wins = wins_needed(plan.quota_eur, plan.avg_deal_eur);
    let chance = |n: f64, rate: f64| binomial_tail(whole(n), rate, wins);
    Ok(ReachGrid {
        even: grid(&opportunities, &rates, 0.5, chance)?,
        sure: grid(&opportunities, &rates, sure.share(), chance)?,
        here,
    })
}

/// What each lever alone would have to become, and the smallest equal change of all; `None` without a quota.
#[must_use]
pub fn levers_to_goal(plan: &Plan, goal: Goal) -> Option<GoalSeekReport> {
    Some(goal_seek(&GoalSeekConfig {
        quota_eur: plan.quota_eur.positive()?,
        n_opportunities: whole(plan.n_opportunities.get()),
        close_rate: plan.close_rate,
        avg_deal_eur: plan.avg_deal_eur,
        goal,
    }))
}

/// A lever that acts through the capacity plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingLever {
    /// Hours until an enquiry is answered.
    ResponseTime,
    /// Hours of meetings in a rep's week.
    Meetings,
    /// New reps.
    Reps,
}

/// Why such a lever alone cannot reach the goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotEnough {
    /// The scenario leaves capacity out.
    CapacityOff,
    /// Every lead is worked in time already: hours bring nothing.
    NobodyWaits,
    /// The best it can do: opportunities that count.
    AtBest {
        /// So many.
        n_opportunities: f64,
    },
}

/// What a lever alone would have to become.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorkingSolution {
    /// Which.
    pub lever: WorkingLever,
    /// Its present number.
    pub current: f64,
    /// The number that reaches the goal, all else unchanged; at most a slower answer or longer meetings than now where
    /// the goal is reached anyway.
    pub required: Result<f64, NotEnough>,
}

/// Halvings of a range: a thousandth of it is nearer than anybody plans.
const N_HALVINGS: usize = 12;
/// More new reps are not tried.
const MAX_NEW_REPS: f64 = 200.0;

/// What response time, meeting hours and new reps would each have to become so that `required` opportunities count.
#[must_use]
pub fn working_levers(coupled: &Coupled, team: &Team, required: f64) -> [WorkingSolution; 3] {
    let try_number =
        |id, number| Coupled::of(&coupled.parameters.with_number(id, number), team).n_opportunities;
    let solution = |lever, current, required| WorkingSolution { lever, current, required };
    let by_hours =
        |search: &dyn Fn() -> Result<f64, NotEnough>, current: f64| match coupled.throughput() {
            _ if coupled.n_opportunities >= required => Ok(current),
            None => Err(NotEnough::CapacityOff),
            Some(found) if found.n_lost() < 0.5 => Err(NotEnough::NobodyWaits),
            Some(_) => search(),
        };
    let cut = coupled.number(ParameterId::MeetingCut);
    let meetings = || {
        let reaches = |cut| try_number(ParameterId::MeetingCut, cut) >= required;
        if !reaches(1.0) {
            let n_opportunities = try_number(ParameterId::MeetingCut, 1.0);
            return Err(NotEnough::AtBest { n_opportunities });
        }
        let (mut low, mut high) = (cut, 1.0);
        for _ in 0..N_HALVINGS {
            let middle = 0.5 * (low + high);
            if reaches(middle) { high = middle } else { low = middle }
        }
        Ok(meeting_hours(&coupled.parameters) * (1.0 - high))
    };
    let now = coupled.number(ParameterId::NewReps);
    let reps = || {
        let counting = |n| try_number(ParameterId::NewReps, n);
        let (mut low, mut step) = (now, 1.0);
        // Doubling finds a number that is enough, halving the smallest.
        while counting(low + step) < required {
            low += step;
            step *= 2.0;
            if low + step > now + MAX_NEW_REPS {
                return Err(NotEnough::AtBest { n_opportunities: counting(low) });
            }
        }
        let mut high = low + step;
        while high - low > 1.0 {
            let middle = (0.5 * (low + high)).floor();
            if counting(middle) >= required { high = middle } else { low = middle }
        }
        Ok(high)
    };
    let hours = planned_hours(&coupled.parameters);
    let answer = answer_hours(coupled, required);
    [
        solution(WorkingLever::ResponseTime, answer.0, answer.1),
        solution(WorkingLever::Meetings, hours, by_hours(&meetings, hours)),
        solution(WorkingLever::Reps, now, by_hours(&reps, now)),
    ]
}

/// Hours until an answer, as they are and as they would have to be: readiness is lost by e^(-k t), so a factor f takes
/// ln f / k days off the waiting of now.
fn answer_hours(coupled: &Coupled, required: f64) -> (f64, Result<f64, NotEnough>) {
    let ids = [ParameterId::WaitingDays, ParameterId::ReadinessDecay];
    let [waiting_days, decay_day] = coupled.parameters.numbers(ids);
    let hours = |factor: f64| 24.0 * (waiting_days - factor.ln() / decay_day);
    let without = coupled.n_opportunities / coupled.response_factor;
    let best = (decay_day * waiting_days).exp();
    let current =
        if decay_day > 0.0 { hours(coupled.response_factor) } else { 24.0 * waiting_days };
    let factor = required / without;
    let solution = if coupled.n_opportunities >= required {
        Ok(current)
    } else if factor <= best {
        Ok(hours(factor))
    } else {
        Err(NotEnough::AtBest { n_opportunities: without * best })
    };
    (current, solution)
}

/// `n` values in steps around `middle`, moved so that all lie within 0..=`max`.
fn axis(middle: f64, step: f64, n: usize, max: f64) -> Vec<f64> {
    let half = (n / 2) as f64;
    let last = (n.max(1) - 1) as f64;
    let first = (middle - half * step).min(max - last * step).max(0.0);
    (0..n).map(|at| (first + at as f64 * step).min(max)).collect()
}

/// A tenth of the opportunities, whole and at least one.
fn whole_step(n: f64) -> f64 {
    (n / 10.0).round().max(1.0)
}

/// A tenth of the rate as a round number of points.
fn rate_step(rate: f64) -> f64 {
    [0.005, 0.01, 0.02, 0.03, 0.05].into_iter().find(|step| *step >= rate / 10.0).unwrap_or(0.1)
}

#[cfg(test)]
mod tests {
    use super::super::capacity::year::tests::TEAM;
    use super::super::coupling::tests::coupled;
    use super::*;

    /// A plan without its capacity: the axes are tried at numbers no team works.
    fn plan(changes: &[(ParameterId, f64)]) -> Plan {
        let off = [(ParameterId::Coupled, 0.0)];
        Plan::of(&coupled(&[changes, &off].concat())).unwrap()
    }

    fn working(changes: &[(ParameterId, f64)], required: f64) -> [WorkingSolution; 3] {
        working_levers(&coupled(changes), &TEAM, required)
    }

    #[test]
    fn where_nobody_waits_only_a_sooner_answer_helps() {
        let [response, meetings, reps] = working(&[], 80.0);
        // 80 of 75 opportunities: ln(80/75)/0.05 days sooner than the two of now.
        let hours = 24.0 * (2.0 - (80.0_f64 / 75.0).ln() / 0.05);
        assert_eq!(response.current, 48.0);
        assert!((response.required.unwrap() - hours).abs() < 1e-9);
        assert_eq!(meetings.required, Err(NotEnough::NobodyWaits));
        assert_eq!(reps.required, Err(NotEnough::NobodyWaits));
        let [response, ..] = working(&[], 85.0);
        assert!(matches!(response.required, Err(NotEnough::AtBest { .. })));
    }

    #[test]
    fn every_solution_put_back_reaches_the_goal_and_less_does_not() {
        let base = [(ParameterId::Reps, 2.0)];
        let [_, _, reps] = working(&base, 74.0);
        let n = reps.required.unwrap();
        let with = |n| coupled(&[base[0], (ParameterId::NewReps, n)]).n_opportunities;
        assert!(n >= 1.0 && with(n) >= 74.0 && with(n - 1.0) < 74.0, "{n}");
        let now = coupled(&base).n_opportunities;
        let goal = now * 1.05;
        let [_, meetings, _] = working(&base, goal);
        let hours = meetings.required.unwrap();
        assert!((meetings.current - 4.5).abs() < 1e-12 && hours < 4.5);
        let with = |hours: f64| {
            coupled(&[base[0], (ParameterId::MeetingCut, 1.0 - hours / 4.5)]).n_opportunities
        };
        assert!(with(hours) >= goal && with(hours + 0.003) < goal, "{hours}");
    }

    #[test]
    fn what_is_enough_stays_and_what_is_switched_off_says_so() {
        for solution in working(&[], 75.0) {
            assert_eq!(solution.required, Ok(solution.current));
        }
        let off = working(&[(ParameterId::Coupled, 0.0)], 80.0);
        assert_eq!(off[2].required, Err(NotEnough::CapacityOff));
        let none = working(&[(ParameterId::Reps, 2.0)], 1e6);
        assert!(matches!(none[2].required, Err(NotEnough::AtBest { .. })));
    }

    #[test]
    fn the_middle_of_the_grid_is_the_plan() {
        let reach = reach_grid(&plan(&[]), Level::PLANNING, 9).unwrap();
        assert_eq!((reach.even.x.len(), reach.even.y.len()), (9, 7));
        assert_eq!(reach.even.x[4], 75.0);
        let chance = reach.even.rows[3][4];
        assert!((chance - 0.543_326_570_526).abs() < 1e-9, "{chance}");
    }

    #[test]
    fn more_of_either_never_lowers_the_chance() {
        let reach = reach_grid(&plan(&[]), Level::PLANNING, 9).unwrap();
        for row in &reach.even.rows {
            assert!(row.is_sorted());
        }
        for pair in reach.even.rows.windows(2) {
            assert!(pair[0].iter().zip(&pair[1]).all(|(low, high)| low <= high));
        }
        assert!(!reach.sure.contour.is_empty());
    }

    #[test]
    fn axes_stay_where_numbers_have_a_meaning() {
        for (n, rate) in [(0.0, 0.0), (2.0, 1.0), (3.0, 0.99), (1e6, 0.5)] {
            let plan = plan(&[(ParameterId::Opportunities, n), (ParameterId::CloseRate, rate)]);
            let reach = reach_grid(&plan, Level::PLANNING, 5).unwrap();
            assert!(
                reach.even.x.iter().all(|x| *x >= 0.0 && x.fract() == 0.0),
                "{:?}",
                reach.even.x
            );
            assert!(reach.even.y.iter().all(|y| (0.0..=1.0).contains(y)), "{:?}", reach.even.y);
        }
    }

    /// Golden goal_seek-s01.
    #[test]
    fn the_source_needs_85_opportunities_or_a_rate_of_37_4_percent_for_80_percent() {
        let report = levers_to_goal(&plan(&[]), Goal::Confidence(Level::PLANNING)).unwrap();
        assert_eq!(report.opportunities.required, Some(85.0));
        assert!((report.close_rate.required.unwrap() - 0.373_862_132_6).abs() < 1e-9);
        assert!((report.avg_deal.required.unwrap() - 4_545.454_545_454_545).abs() < 1e-6);
        assert_eq!(levers_to_goal(&plan(&[(ParameterId::Quota, 0.0)]), Goal::Expected), None);
    }
}
