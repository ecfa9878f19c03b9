//! Funnel from the current stage of each deal only (MATH 2.2).
//!
//! # Definition
//! From the open deals per stage, the deals lost per stage, the won deals and U deals lost at an unknown
//! stage: reached(k) = sum over stages j >= k of (open + lost) + won. The rates per stage are those of
//! [`StageBalance`]. Where U > 0, naive and resolved rates ignore these deals, and the truth lies between
//! the worst cases (Manski):
//! ```text
//! lower = reached(k+1) / (reached(k) + U)
//! upper = (reached(k+1) + U) / (reached(k) + U);   last stage: reached(k+1) / reached(k)
//! ```
//! The win rates W/(W + L) and W/(all created) count U as lost.
//!
//! # Assumptions
//! A monotone funnel: every deal has passed all stages before its own. Deals deleted from the CRM after
//! their loss are missing, and every rate is then too high (survivorship, pitfall P28): ask.
//!
//! # Edge cases
//! U > 0: no product limit. No deal at a stage: no rate for it.
//!
//! # References
//! Manski 2003, *Partial Identification*. Verified: golden `funnel_snapshot`.

use serde::{Deserialize, Serialize};

use super::balance::{StageBalance, product_limit};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::model::{Deals, Outcome, Selection, StageKind};

/// Counts by current stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotCounts {
    /// Per stage, open deals standing there and deals lost from there.
    pub stages: Vec<SnapshotStage>,
    /// Deals won.
    pub n_won: u64,
    /// Deals lost at an unknown stage.
    pub n_lost_stage_unknown: u64,
    /// Open deals at a word of the file that no step was chosen for. In no rate; shown beside (P2).
    pub n_unmapped: u64,
}

/// Counts at one stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotStage {
    /// Open deals in this stage.
    pub n_open: u64,
    /// Deals lost from this stage.
    pub n_lost: u64,
}

/// Bounds that hold whatever the unknown stages are.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// If all deals lost at an unknown stage were lost here.
    pub lower: Option<f64>,
    /// If none was.
    pub upper: Option<f64>,
}

/// One stage of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotStep {
    /// What became of the deals that entered.
    pub balance: StageBalance,
    /// Advanced among entered.
    pub naive: Estimate,
    /// Advanced among decided.
    pub resolved: Estimate,
    /// Advanced or open among entered.
    pub optimistic_bound: Option<f64>,
    /// Band for an unknown loss stage; equal bounds without such deals.
    pub unknown_loss: Bounds,
}

/// Funnel inferred from current stages; it knows no times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SnapshotReport {
    /// The counts it was made from.
    pub counts: SnapshotCounts,
    /// Deals that reached each stage; the last entry is the won deals.
    pub reached: Vec<u64>,
    /// The stages in order.
    pub steps: Vec<SnapshotStep>,
    /// Won among won and lost.
    pub win_rate_closed: Estimate,
    /// Won among all created.
    pub win_rate_all_created: Estimate,
    /// Win probability of a new deal: product over the stages.
    pub product_limit: Estimate,
}

impl SnapshotCounts {
    /// Counts the selected deals by the stage they stand in.
    pub fn of(deals: &Deals, rows: &Selection) -> Self {
        let steps = step_of_stage(deals);
        let mut counts = Self {
            stages: vec![SnapshotStage::default(); deals.pipeline.n_steps()],
            n_won: 0,
            n_lost_stage_unknown: 0,
            n_unmapped: 0,
        };
        for row in rows.rows() {
            let Some(&outcome) = deals.outcome.get(row) else { continue };
            let step = deals.stage.get(row).and_then(|&s| *steps.get(usize::from(s))?);
            let stage = step.and_then(|step| counts.stages.get_mut(step));
            match (outcome, stage) {
                (Outcome::Won, _) => counts.n_won += 1,
                (Outcome::Lost, Some(stage)) => stage.n_lost += 1,
                (Outcome::Lost, None) => counts.n_lost_stage_unknown += 1,
                (Outcome::Open, Some(stage)) => stage.n_open += 1,
                (Outcome::Open, None) => counts.n_unmapped += 1,
            }
        }
        counts
    }
}

/// Per stage of the pipeline its position among the steps; `None` for ends and unmapped words.
pub(super) fn step_of_stage(deals: &Deals) -> Vec<Option<usize>> {
    let mut next = 0;
    deals
        .pipeline
        .stages
        .iter()
        .map(|stage| {
            (stage.kind == StageKind::Step).then(|| {
                next += 1;
                next - 1
            })
        })
        .collect()
}

/// The funnel of these counts.
///
/// ```
/// use trichterwerk::analysis::funnel::{SnapshotCounts, SnapshotStage, snapshot};
/// use trichterwerk::analysis::interval::Level;
/// let stages = vec![SnapshotStage { n_open: 40, n_lost: 60 }, SnapshotStage { n_open: 8, n_lost: 10 }];
/// let counts = SnapshotCounts { stages, n_won: 25, n_lost_stage_unknown: 0, n_unmapped: 0 };
/// let funnel = snapshot(counts, Level::ESTIMATE);
/// assert_eq!(funnel.reached, [143, 43, 25]);
/// ```
pub fn snapshot(counts: SnapshotCounts, level: Level) -> SnapshotReport {
    let unknown = counts.n_lost_stage_unknown;
    let mut n_advanced = counts.n_won;
    let mut balances: Vec<StageBalance> = counts
        .stages
        .iter()
        .rev()
        .map(|stage| {
            let SnapshotStage { n_open, n_lost } = *stage;
            let balance = StageBalance { n_advanced, n_lost, n_back: 0, n_open, n_left: 0 };
            n_advanced = balance.n_entered();
            balance
        })
        .collect();
    balances.reverse();
    let n_entered = balances.first().map_or(counts.n_won, |first| first.n_entered());
    let n_lost = balances.iter().map(|b| b.n_lost).sum::<u64>() + unknown;
    let last = balances.len().saturating_sub(1);
    let steps = balances.iter().enumerate().map(|(k, &balance)| SnapshotStep {
        balance,
        naive: balance.naive(level),
        resolved: balance.resolved(level),
        optimistic_bound: balance.optimistic_bound(),
        unknown_loss: bounds(balance, unknown, k == last),
    });
    let product = if unknown > 0 {
        Estimate::missing(NotEstimable::LossStageUnknown, level, n_entered + unknown)
    } else {
        product_limit(&balances, level)
    };
    SnapshotReport {
        reached: balances.iter().map(|balance| balance.n_entered()).chain([counts.n_won]).collect(),
        steps: steps.collect(),
        win_rate_closed: Proportion::of(counts.n_won, n_lost).wilson(level),
        win_rate_all_created: Proportion::of(counts.n_won, n_entered + unknown - counts.n_won)
            .wilson(level),
        product_limit: product,
        counts,
    }
}

fn bounds(balance: StageBalance, unknown: u64, is_last: bool) -> Bounds {
    let (advanced, entered) = (balance.n_advanced, balance.n_entered());
    let share = |x: u64, n: u64| (n > 0).then(|| x as f64 / n as f64);
    Bounds {
        lower: share(advanced, entered + unknown),
        upper: if is_last {
            share(advanced, entered)
        } else {
            share(advanced + unknown, entered + unknown)
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::funnel::fixture::{TestDeal, deals};

    fn report(stages: &[(u64, u64)], n_won: u64, unknown: u64) -> SnapshotReport {
        let stages =
            stages.iter().map(|&(n_open, n_lost)| SnapshotStage { n_open, n_lost }).collect();
        let counts = SnapshotCounts { stages, n_won, n_lost_stage_unknown: unknown, n_unmapped: 0 };
        snapshot(counts, Level::ESTIMATE)
    }

    #[test]
    fn no_deal_at_all_has_no_rate() {
        let funnel = report(&[(0, 0), (0, 0)], 0, 0);
        assert_eq!(funnel.reached, [0, 0, 0]);
        assert_eq!(funnel.steps[0].resolved.value, None);
        assert_eq!(funnel.win_rate_closed.value, None);
        assert_eq!(funnel.steps[0].unknown_loss.lower, None);
    }

    #[test]
    fn an_unknown_loss_stage_leaves_a_band_and_no_product() {
        let funnel = report(&[(1, 4), (2, 3)], 10, 5);
        assert_eq!(funnel.product_limit.why, Some(NotEstimable::LossStageUnknown));
        let band = funnel.steps[0].unknown_loss;
        let resolved = funnel.steps[0].balance.naive(Level::ESTIMATE).value;
        assert!(band.lower < resolved && resolved < band.upper);
    }

    #[test]
    fn deals_are_counted_where_they_stand() {
        let at = |step, outcome| TestDeal { outcome, current_step: step, ..TestDeal::OPEN };
        let rows = [
            at(Some(1), Outcome::Open),
            at(Some(0), Outcome::Lost),
            at(None, Outcome::Lost),
            at(None, Outcome::Open),
            at(None, Outcome::Won),
        ];
        let deals = deals(&rows);
        let counts = SnapshotCounts::of(&deals, &Selection::All(rows.len()));
        assert_eq!((counts.n_won, counts.n_lost_stage_unknown, counts.n_unmapped), (1, 1, 1));
        let stages: Vec<(u64, u64)> = counts.stages.iter().map(|s| (s.n_open, s.n_lost)).collect();
        assert_eq!(stages, [(0, 1), (1, 0), (0, 0)]);
    }

    /// Pitfall P28 (MATH 8): the same pipeline with and without its 50 deleted losses.
    #[test]
    fn p28_deleted_losses_double_the_rate() {
        let (kept, deleted) = (report(&[(20, 50)], 25, 0), report(&[(20, 0)], 25, 0));
        let rate = |funnel: &SnapshotReport| funnel.win_rate_all_created.value.unwrap();
        assert!((rate(&kept) - 25.0 / 95.0).abs() < 1e-15);
        assert!((rate(&deleted) - 25.0 / 45.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn every_stage_balances(
            stages in prop::collection::vec((0_u64..40, 0_u64..40), 1..7), n_won in 0_u64..40,
            unknown in 0_u64..9,
        ) {
            let funnel = report(&stages, n_won, unknown);
            for (k, step) in funnel.steps.iter().enumerate() {
                let balance = step.balance;
                let parts = balance.n_advanced + balance.n_lost + balance.n_back + balance.n_open;
                prop_assert_eq!(funnel.reached[k], parts);
                prop_assert_eq!(funnel.reached[k + 1], balance.n_advanced);
            }
            let total: u64 = stages.iter().map(|(open, lost)| open + lost).sum::<u64>() + n_won;
            prop_assert_eq!(funnel.reached[0], total);
        }
    }
}
