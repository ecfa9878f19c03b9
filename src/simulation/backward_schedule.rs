//! From the wins of each month back to the entries they need: what has to start when.
//!
//! # Definition (MATH 6.7)
//! Material requirements planning with the funnel as bill of materials: n entries needed in stage k+1 in
//! month m are n / `c_k` entries in stage k, `lag_k` months earlier. What falls before the first month is
//! summed as already overdue, and its own needs upstream with it. Visits of a month are its entries times
//! the visits per entry. Missing per month max(0, need - plan); cumulated max(0, sum need - sum plan):
//! what was planned early counts.
//!
//! # Edge cases
//! A conversion of zero: no entries help; an error that names the stage. Plans of another shape than
//! months and stages are an error.
//!
//! # Reference
//! Orlicky 1975, Material Requirements Planning. Verified: golden file `backward_schedule`.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::quantity::{NonNegative, total};

/// One stage of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleStage {
    /// Share of entries that goes on (the last stage: to a win).
    pub conversion: Probability,
    /// Months from an entry here to the next stage (the last: to the win).
    pub lag_months: usize,
    /// Visits an entry takes in this stage.
    pub visits_per_entry: NonNegative,
    /// Entries planned, per month.
    pub planned_entries: Vec<NonNegative>,
}

/// What one stage needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleStageReport {
    /// Entries needed per month.
    pub required: Vec<f64>,
    /// Entries that should have been made before the first month.
    pub overdue: f64,
    /// Entries missing in each month.
    pub missing: Vec<f64>,
    /// Entries missing up to and including each month.
    pub missing_cumulative: Vec<f64>,
}

/// The plan, month by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScheduleReport {
    /// Stage by stage.
    pub stages: Vec<ScheduleStageReport>,
    /// Visits needed per month, over all stages.
    pub visits: Vec<f64>,
}

/// Why there is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// Nothing passes this stage.
    #[error("stage {stage} lets nothing through")]
    Blocked {
        /// The stage, 0 the first.
        stage: usize,
    },
    /// A stage is planned over another number of months than the target.
    #[error("stage {stage} is planned over {n_planned} months, the target over {n_target}")]
    UnequalMonths {
        /// The stage, 0 the first.
        stage: usize,
        /// Months of its plan.
        n_planned: usize,
        /// Months of the target.
        n_target: usize,
    },
}

/// Entries needed for `target_wins` per month.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::backward_schedule::{ScheduleStage, backward_schedule};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let offer = ScheduleStage {
///     conversion: Probability::new(0.5)?,
///     lag_months: 1,
///     visits_per_entry: NonNegative::new(1.0)?,
///     planned_entries: vec![NonNegative::new(40.0)?; 3],
/// };
/// let report = backward_schedule(&[NonNegative::new(25.0)?; 3], &[offer])?;
/// assert_eq!(report.stages[0].required, [50.0, 50.0, 0.0]);
/// assert_eq!(report.stages[0].overdue, 50.0);
/// assert_eq!(report.stages[0].missing, [10.0, 10.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn backward_schedule(
    target_wins: &[NonNegative],
    stages: &[ScheduleStage],
) -> Result<ScheduleReport, ScheduleError> {
    let n_months = target_wins.len();
    let mut needed: Vec<f64> = target_wins.iter().map(|wins| wins.get()).collect();
    let mut overdue = 0.0;
    let mut visits = vec![0.0; n_months];
    let mut reports = Vec::with_capacity(stages.len());
    for (k, stage) in stages.iter().enumerate().rev() {
        if stage.conversion == Probability::ZERO {
            return Err(ScheduleError::Blocked { stage: k });
        }
        let n_planned = stage.planned_entries.len();
        if n_planned != n_months {
            return Err(ScheduleError::UnequalMonths { stage: k, n_planned, n_target: n_months });
        }
        let lag = stage.lag_months.min(n_months);
        let entries = |n: f64| n / stage.conversion.get();
        overdue = entries(overdue + total(needed.iter().take(lag).copied()));
        let mut required: Vec<f64> = needed.iter().skip(lag).map(|n| entries(*n)).collect();
        required.resize(n_months, 0.0);
        for (visits, entries) in visits.iter_mut().zip(&required) {
            *visits += entries * stage.visits_per_entry.get();
        }
        reports.push(stage_report(&required, overdue, &stage.planned_entries));
        needed = required;
    }
    reports.reverse();
    Ok(ScheduleReport { stages: reports, visits })
}

fn stage_report(required: &[f64], overdue: f64, planned: &[NonNegative]) -> ScheduleStageReport {
    let mut balance = 0.0;
    let (mut missing, mut missing_cumulative) = (Vec::new(), Vec::new());
    for (need, plan) in required.iter().zip(planned) {
        missing.push((need - plan.get()).max(0.0));
        balance += need - plan.get();
        missing_cumulative.push(balance.max(0.0));
    }
    ScheduleStageReport { required: required.to_vec(), overdue, missing, missing_cumulative }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stage(conversion: f64, lag_months: usize, n_months: usize) -> ScheduleStage {
        ScheduleStage {
            conversion: Probability::new(conversion).unwrap(),
            lag_months,
            visits_per_entry: NonNegative::ZERO,
            planned_entries: vec![NonNegative::ZERO; n_months],
        }
    }

    fn wins(n: &[f64]) -> Vec<NonNegative> {
        n.iter().map(|n| NonNegative::new(*n).unwrap()).collect()
    }

    #[test]
    fn a_blocked_stage_is_named() {
        let stages = [stage(0.5, 1, 2), stage(0.0, 1, 2)];
        let result = backward_schedule(&wins(&[1.0, 1.0]), &stages);
        assert_eq!(result, Err(ScheduleError::Blocked { stage: 1 }));
    }

    #[test]
    fn plans_must_cover_the_months_of_the_target() {
        let error = ScheduleError::UnequalMonths { stage: 0, n_planned: 3, n_target: 2 };
        assert_eq!(backward_schedule(&wins(&[1.0, 1.0]), &[stage(0.5, 1, 3)]), Err(error));
    }

    #[test]
    fn a_lag_beyond_the_plan_is_wholly_overdue() {
        let report = backward_schedule(&wins(&[5.0, 5.0]), &[stage(0.5, 9, 2)]).unwrap();
        assert_eq!(
            (report.stages[0].required.as_slice(), report.stages[0].overdue),
            (&[0.0; 2][..], 20.0)
        );
    }

    #[test]
    fn no_month_and_no_stage_are_no_error() {
        assert!(backward_schedule(&[], &[stage(0.5, 1, 0)]).unwrap().visits.is_empty());
        assert!(backward_schedule(&wins(&[1.0]), &[]).unwrap().stages.is_empty());
    }

    #[test]
    fn what_was_planned_early_counts_in_the_cumulated_gap() {
        let mut early = stage(1.0, 0, 3);
        early.planned_entries = wins(&[10.0, 0.0, 0.0]);
        let report = backward_schedule(&wins(&[4.0, 4.0, 4.0]), &[early]).unwrap();
        assert_eq!(report.stages[0].missing, [0.0, 4.0, 4.0]);
        assert_eq!(report.stages[0].missing_cumulative, [0.0, 0.0, 2.0]);
    }

    proptest! {
        #[test]
        fn every_stage_needs_the_whole_target(
            target in prop::collection::vec(0.0..40.0_f64, 1..12),
            parts in prop::collection::vec((0.05..=1.0_f64, 0_usize..5), 1..5),
        ) {
            let stages: Vec<_> = parts.iter().map(|(c, lag)| stage(*c, *lag, target.len())).collect();
            let report = backward_schedule(&wins(&target), &stages).unwrap();
            let mut p_win = 1.0;
            for (stage, (conversion, _)) in report.stages.iter().zip(&parts).rev() {
                p_win *= conversion;
                let entries = stage.overdue + stage.required.iter().sum::<f64>();
                let wanted: f64 = target.iter().sum();
                prop_assert!((entries * p_win - wanted).abs() < 1e-9 * wanted.max(1.0));
            }
        }
    }
}
