//! How far the plan is from the quota: the chance over a grid of opportunities and close rates, and what each lever
//! alone would have to become.

use super::plan::{Plan, whole};
use crate::analysis::interval::Level;
use crate::analysis::special::binomial_tail;
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
    use super::*;
    use crate::scenario::{Book, Command, ParameterId, Target, Value};

    fn plan(changes: &[(ParameterId, f64)]) -> Plan {
        let book = changes.iter().fold(Book::new(), |book, (id, number)| {
            let (target, value) = (Target::Base, Value::user(*number));
            book.apply(&Command::Set { target, id: *id, value }).unwrap()
        });
        Plan::of(&book.parameters(Target::Base)).unwrap()
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
