//! Campaigns levelled against capacity: sales can work only so many enquiries in each month.
//!
//! # Definition (MATH 6.3)
//! Per rep: integer capacity `floor(C_m)`, T = min(need, sum of capacities); the rest is *unplaced*, the
//! least excess there is ("less advertising or more capacity").
//! - *Even* (default; the source: "evenly over the whole year"): the plan of least variance is a water
//!   level, `x_m` = min(l, `C_m`) with l such that the sum is T.
//! - *Proportional*: `x_m` = T `C_m` / sum C.
//!
//! Whole leads by largest remainder (Hamilton): fractions are compared rounded to 1e-9, ties go to the
//! earlier month. Sends = `ceil_tol`(sum over reps / response rate); they leave as many months earlier as
//! the replies take, and what would have to have left before the first month is stated.
//!
//! # Laws (property tests)
//! Placed + unplaced = need; no cell above its capacity; the same input gives the same plan; the even
//! plan has the least sum of squares.
//!
//! # Edge cases
//! No capacity at all: everything is unplaced. A response rate of 0: no number of sends is enough
//! (`None`). Reps with different numbers of months are an error.
//!
//! # References
//! Boyd & Vandenberghe 2004, Convex Optimization, 5.5.3 (water-filling); Balinski & Young 2001, Fair
//! Representation (largest remainder). Verified: golden file `campaign_levelling`.

use serde::{Deserialize, Serialize};

use crate::analysis::rounding::ceil_tol;
use crate::model::probability::Probability;

use super::quantity::NonNegative;
use super::whole::floor_tol;

/// How the months share what is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LevellingMode {
    /// As equal as capacity allows.
    Even,
    /// In proportion to capacity.
    Proportional,
}

/// One rep: what is needed of it and what it can work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepLoad {
    /// Leads wanted over all months; of an existing plan, its sum.
    pub n_needed: u64,
    /// Leads it can work, per month.
    pub capacity: Vec<NonNegative>,
}

/// The campaign to level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevellingConfig {
    /// How the months share.
    pub mode: LevellingMode,
    /// Reps, in the order of the plan.
    pub reps: Vec<RepLoad>,
    /// Replies per message sent.
    pub response_rate: Probability,
    /// Whole months between a message and its reply.
    pub response_lag_months: usize,
}

/// The levelled campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevellingReport {
    /// Leads per rep and month.
    pub plan: Vec<Vec<u64>>,
    /// Leads per rep that no month can take.
    pub n_unplaced: Vec<u64>,
    /// Replies wanted per month.
    pub n_by_month: Vec<u64>,
    /// Messages behind each month's replies; `None` at a response rate of 0.
    pub n_sends_for_month: Option<Vec<u64>>,
    /// Messages by the month they leave in.
    pub n_sends_in_month: Option<Vec<u64>>,
    /// Messages that would have to have left before the first month.
    pub n_sends_overdue: Option<u64>,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LevellingError {
    /// Reps have capacities over different numbers of months.
    #[error("{n_first} months for the first rep, {n_other} for another")]
    UnequalMonths {
        /// Months of the first rep.
        n_first: usize,
        /// Months of the other.
        n_other: usize,
    },
}

/// The plan of `config`.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::levelling::{
///     LevellingConfig, LevellingMode, RepLoad, level_campaign,
/// };
/// use trichterwerk::simulation::quantity::NonNegative;
/// let capacity = [10.0, 2.0, 10.0].map(NonNegative::new).into_iter().collect::<Result<_, _>>()?;
/// let report = level_campaign(&LevellingConfig {
///     mode: LevellingMode::Even,
///     reps: vec![RepLoad { n_needed: 12, capacity }],
///     response_rate: Probability::new(0.02)?,
///     response_lag_months: 1,
/// })?;
/// assert_eq!(report.plan, [[5, 2, 5]]);
/// assert_eq!(report.n_sends_in_month, Some(vec![100, 250, 0]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn level_campaign(config: &LevellingConfig) -> Result<LevellingReport, LevellingError> {
    let n_months = config.reps.first().map_or(0, |rep| rep.capacity.len());
    if let Some(other) = config.reps.iter().find(|rep| rep.capacity.len() != n_months) {
        let n_other = other.capacity.len();
        return Err(LevellingError::UnequalMonths { n_first: n_months, n_other });
    }
    let (mut plan, mut n_unplaced) = (Vec::new(), Vec::new());
    for rep in &config.reps {
        let capacity: Vec<u64> = rep.capacity.iter().map(|c| floor_tol(c.get()) as u64).collect();
        let n_placed = rep.n_needed.min(capacity.iter().sum());
        n_unplaced.push(rep.n_needed - n_placed);
        plan.push(match config.mode {
            LevellingMode::Even => even(&capacity, n_placed),
            LevellingMode::Proportional => proportional(&capacity, n_placed),
        });
    }
    let n_by_month: Vec<u64> = (0..n_months)
        .map(|month| plan.iter().filter_map(|row: &Vec<u64>| row.get(month)).sum())
        .collect();
    let sends = sends(&n_by_month, config.response_rate);
    let lag = config.response_lag_months.min(n_months);
    Ok(LevellingReport {
        n_sends_overdue: sends.as_ref().map(|sends| sends.iter().take(lag).sum()),
        n_sends_in_month: sends.as_ref().map(|sends| {
            let mut shifted: Vec<u64> = sends.iter().skip(lag).copied().collect();
            shifted.resize(n_months, 0);
            shifted
        }),
        n_sends_for_month: sends,
        plan,
        n_unplaced,
        n_by_month,
    })
}

/// Messages behind each month's replies.
fn sends(n_by_month: &[u64], response_rate: Probability) -> Option<Vec<u64>> {
    let needed = |n: &u64| {
        let sends = if *n == 0 { 0.0 } else { ceil_tol(*n as f64 / response_rate.get()) };
        sends.is_finite().then_some(sends as u64)
    };
    n_by_month.iter().map(needed).collect()
}

/// `n` leads as evenly as `capacity` allows; `n` fits.
fn even(capacity: &[u64], n: u64) -> Vec<u64> {
    // The water rises over the lowest capacity first: fill it, share the rest among the others.
    let mut ascending = capacity.to_vec();
    ascending.sort_unstable();
    let (mut left, mut n_open) = (n as f64, ascending.len() as f64);
    let mut level = 0.0;
    for c in ascending {
        let share = left / n_open;
        level = share;
        if share <= c as f64 {
            break;
        }
        left -= c as f64;
        n_open -= 1.0;
    }
    whole(&capacity.iter().map(|c| level.min(*c as f64)).collect::<Vec<_>>(), n)
}

/// `n` leads in proportion to `capacity`; `n` fits.
fn proportional(capacity: &[u64], n: u64) -> Vec<u64> {
    let sum: u64 = capacity.iter().sum();
    let share = if sum == 0 { 0.0 } else { n as f64 / sum as f64 };
    whole(&capacity.iter().map(|c| share * *c as f64).collect::<Vec<_>>(), n)
}

/// Whole numbers that sum to `n`, by largest remainder (Hamilton); `shares` are the fractions that sum to `n`.
///
/// ```
/// use trichterwerk::simulation::levelling::whole;
/// assert_eq!(whole(&[3.4, 3.4, 3.2], 10), [4, 3, 3]);
/// ```
pub fn whole(shares: &[f64], n: u64) -> Vec<u64> {
    // In billionths, so that equal fractions are equal.
    let parts: Vec<(u64, u64)> = shares
        .iter()
        .map(|share| {
            let floor = floor_tol(*share);
            (floor as u64, ((share - floor) * 1e9).round().max(0.0) as u64)
        })
        .collect();
    let mut plan: Vec<u64> = parts.iter().map(|(floor, _)| *floor).collect();
    let n_missing = n.saturating_sub(plan.iter().sum()) as usize;
    let mut order: Vec<usize> = (0..parts.len()).collect();
    // Stable: of equal remainders the earlier month comes first.
    order.sort_by_key(|month| std::cmp::Reverse(parts.get(*month).map(|(_, rest)| *rest)));
    for month in order.into_iter().take(n_missing) {
        if let Some(cell) = plan.get_mut(month) {
            *cell += 1;
        }
    }
    plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn level(mode: LevellingMode, needed: u64, capacity: &[f64]) -> LevellingReport {
        level_campaign(&LevellingConfig {
            mode,
            reps: vec![RepLoad {
                n_needed: needed,
                capacity: capacity.iter().map(|c| NonNegative::new(*c).unwrap()).collect(),
            }],
            response_rate: Probability::new(0.03).unwrap(),
            response_lag_months: 0,
        })
        .unwrap()
    }

    #[test]
    fn without_capacity_everything_is_unplaced() {
        for mode in [LevellingMode::Even, LevellingMode::Proportional] {
            let report = level(mode, 50, &[0.0, 0.9]);
            assert_eq!((report.plan, report.n_unplaced), (vec![vec![0, 0]], vec![50]));
        }
    }

    #[test]
    fn nothing_needed_and_no_month_and_no_rep_are_no_error() {
        assert_eq!(level(LevellingMode::Even, 0, &[5.0]).plan, [[0]]);
        assert_eq!(level(LevellingMode::Even, 3, &[]).n_unplaced, [3]);
        let config = LevellingConfig {
            mode: LevellingMode::Even,
            reps: vec![],
            response_rate: Probability::ONE,
            response_lag_months: 3,
        };
        assert!(level_campaign(&config).unwrap().plan.is_empty());
    }

    #[test]
    fn a_response_rate_of_zero_needs_no_number_of_sends() {
        let mut config = LevellingConfig {
            mode: LevellingMode::Even,
            reps: vec![RepLoad { n_needed: 3, capacity: vec![NonNegative::new(5.0).unwrap()] }],
            response_rate: Probability::ZERO,
            response_lag_months: 0,
        };
        assert_eq!(level_campaign(&config).unwrap().n_sends_for_month, None);
        config.reps[0].n_needed = 0;
        assert_eq!(level_campaign(&config).unwrap().n_sends_for_month, Some(vec![0]));
    }

    #[test]
    fn sends_leave_before_their_replies_and_the_overdue_are_stated() {
        let mut config = LevellingConfig {
            mode: LevellingMode::Even,
            reps: vec![RepLoad { n_needed: 9, capacity: vec![NonNegative::new(5.0).unwrap(); 3] }],
            response_rate: Probability::new(0.1).unwrap(),
            response_lag_months: 2,
        };
        let report = level_campaign(&config).unwrap();
        assert_eq!(
            (report.n_sends_overdue, report.n_sends_in_month),
            (Some(60), Some(vec![30, 0, 0]))
        );
        config.response_lag_months = 9;
        assert_eq!(level_campaign(&config).unwrap().n_sends_overdue, Some(90));
    }

    #[test]
    fn reps_must_have_the_same_months() {
        let rep = |n| RepLoad { n_needed: 1, capacity: vec![NonNegative::ZERO; n] };
        let config = LevellingConfig {
            mode: LevellingMode::Even,
            reps: vec![rep(12), rep(11)],
            response_rate: Probability::ONE,
            response_lag_months: 0,
        };
        let error = LevellingError::UnequalMonths { n_first: 12, n_other: 11 };
        assert_eq!(level_campaign(&config), Err(error));
    }

    proptest! {
        #[test]
        fn sums_are_kept_and_no_cell_exceeds_its_capacity(
            needed in 0_u64..400,
            capacity in prop::collection::vec(0.0..30.0_f64, 0..14),
        ) {
            for mode in [LevellingMode::Even, LevellingMode::Proportional] {
                let report = level(mode, needed, &capacity);
                let placed: u64 = report.plan[0].iter().sum();
                prop_assert_eq!(placed + report.n_unplaced[0], needed);
                for (n, c) in report.plan[0].iter().zip(&capacity) {
                    prop_assert!(*n as f64 <= *c + 1e-9);
                }
                // What is unplaced is the least excess: only if every cell is full.
                if report.n_unplaced[0] > 0 {
                    let full: u64 = capacity.iter().map(|c| floor_tol(*c) as u64).sum();
                    prop_assert_eq!(placed, full);
                }
                prop_assert_eq!(&report, &level(mode, needed, &capacity));
            }
        }

        #[test]
        fn no_move_between_two_months_makes_the_even_plan_more_even(
            needed in 0_u64..200,
            capacity in prop::collection::vec(0_u32..25, 1..13),
        ) {
            let capacity: Vec<f64> = capacity.into_iter().map(f64::from).collect();
            let plan = &level(LevellingMode::Even, needed, &capacity).plan[0];
            for (from, n_from) in plan.iter().enumerate() {
                for (to, n_to) in plan.iter().enumerate() {
                    // Moving one lead lowers the sum of squares only from a cell two or more above.
                    let room = (*n_to as f64) < capacity[to];
                    prop_assert!(from == to || !room || *n_from <= *n_to + 1, "{plan:?}");
                }
            }
        }
    }
}
