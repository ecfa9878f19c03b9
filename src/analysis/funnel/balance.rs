//! What became of the deals of each stage, and the rates that follow from counts alone (MATH 2.2).
//!
//! # Definition
//! Deals that entered a stage have advanced, been lost, been moved back, or are still open: **entered =
//! advanced + lost + moved back + open** (principle P1). Undecided are the last two. In strict order
//! ([`super::StageOrder::Strict`]) there is a fifth part, the deals that **left the order**: decided, for they can never
//! follow directly any more, but not lost. Per stage:
//! - **naive** advanced / entered: counts the undecided as failures, a lower bound;
//! - **resolved** advanced / (advanced + lost + left the order): the default;
//! - **optimistic** (advanced + undecided) / entered: an upper bound.
//!
//! Over the chain, the **product limit** S = prod (1 - lost / (advanced + lost)) with Greenwood's variance
//! and the log-log interval: Kaplan-Meier with the stage as time, undecided deals censored just before
//! the event.
//!
//! # Assumptions
//! Undecided deals will fare like the decided ones of their stage. Stale deals do not; see
//! [`crate::analysis::survival::AalenJohansen::conditional_incidence`].
//!
//! # Edge cases
//! A stage without a decided deal has no resolved rate, and the chain no product limit.
//!
//! # References
//! Kaplan & Meier 1958; Greenwood 1926. Verified: golden `funnel_snapshot` (lifelines with the stage
//! index as time, statsmodels).

use serde::{Deserialize, Serialize};

use super::fate::StagePart;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::survival::log_log_limits;

/// What became of the deals that entered a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageBalance {
    /// Deals that reached the next stage (of the last stage: won).
    pub n_advanced: u64,
    /// Deals lost here.
    pub n_lost: u64,
    /// Deals moved back to an earlier stage, still open there.
    pub n_back: u64,
    /// Deals still open here.
    pub n_open: u64,
    /// Deals that went elsewhere than strict order says; 0 in any other order.
    pub n_left: u64,
}

impl StageBalance {
    /// Deals that entered the stage: the sum of the parts.
    pub fn n_entered(self) -> u64 {
        self.n_advanced + self.n_not_advanced() + self.n_undecided()
    }

    /// Deals decided otherwise than by advancing: lost, or gone elsewhere than the order says.
    fn n_not_advanced(self) -> u64 {
        self.n_lost + self.n_left
    }

    /// Deals of one part.
    pub const fn part(self, part: StagePart) -> u64 {
        match part {
            StagePart::Advanced => self.n_advanced,
            StagePart::Lost => self.n_lost,
            StagePart::MovedBack => self.n_back,
            StagePart::Open => self.n_open,
            StagePart::LeftOrder => self.n_left,
        }
    }

    /// Deals still open, here or moved back.
    pub fn n_undecided(self) -> u64 {
        self.n_back + self.n_open
    }

    /// Advanced among entered: the undecided count as failures.
    pub fn naive(self, level: Level) -> Estimate {
        Proportion::of(self.n_advanced, self.n_not_advanced() + self.n_undecided()).wilson(level)
    }

    /// Advanced among decided.
    ///
    /// ```
    /// use trichterwerk::analysis::funnel::StageBalance;
    /// use trichterwerk::analysis::interval::Level;
    /// let stage = StageBalance { n_advanced: 3, n_lost: 1, n_back: 0, n_open: 6, n_left: 0 };
    /// assert_eq!(stage.resolved(Level::ESTIMATE).value, Some(0.75));
    /// assert_eq!(stage.naive(Level::ESTIMATE).value, Some(0.3));
    /// assert_eq!(stage.optimistic_bound(), Some(0.9));
    /// ```
    pub fn resolved(self, level: Level) -> Estimate {
        Proportion::of(self.n_advanced, self.n_not_advanced()).wilson(level)
    }

    /// Share that would have advanced if every undecided deal did.
    pub fn optimistic_bound(self) -> Option<f64> {
        Proportion::of(self.n_advanced + self.n_undecided(), self.n_not_advanced()).share()
    }

    /// Lost among decided; outside strict order the complement of [`StageBalance::resolved`].
    pub fn drop_off(self, level: Level) -> Estimate {
        Proportion::of(self.n_lost, self.n_advanced + self.n_left).wilson(level)
    }
}

/// Probability that a deal entering the first stage passes all of them, from the balances in order.
///
/// ```
/// use trichterwerk::analysis::funnel::{StageBalance, product_limit};
/// use trichterwerk::analysis::interval::Level;
/// let stage = |n_advanced, n_lost, n_open| {
///     StageBalance { n_advanced, n_lost, n_back: 0, n_open, n_left: 0 }
/// };
/// let chain = [stage(30, 30, 40), stage(10, 10, 10)];
/// assert_eq!(product_limit(&chain, Level::ESTIMATE).value, Some(0.25));
/// ```
pub fn product_limit(balances: &[StageBalance], level: Level) -> Estimate {
    let n = balances.first().map_or(0, |first| first.n_entered());
    let (mut survival, mut greenwood) = (1.0, 0.0);
    for (stage, balance) in balances.iter().enumerate() {
        let n_decided = balance.n_advanced + balance.n_not_advanced();
        if n_decided == 0 {
            return Estimate::missing(NotEstimable::UnresolvedStage { stage }, level, n);
        }
        let (n_decided, lost) = (n_decided as f64, balance.n_not_advanced() as f64);
        survival *= 1.0 - lost / n_decided;
        if balance.n_advanced > 0 {
            greenwood += lost / (n_decided * (n_decided - lost));
        }
    }
    if balances.is_empty() {
        return Estimate::missing(NotEstimable::NoObservations, level, 0);
    }
    let limits = log_log_limits(survival, greenwood, level.z());
    let (lower, upper) = (limits.map(|limits| limits.lower), limits.map(|limits| limits.upper));
    Estimate::with_limits(survival, lower, upper, level, n)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn balance(n_advanced: u64, n_lost: u64, n_back: u64, n_open: u64) -> StageBalance {
        StageBalance { n_advanced, n_lost, n_back, n_open, n_left: 0 }
    }

    #[test]
    fn a_chain_with_an_undecided_stage_has_no_probability() {
        let chain = [balance(4, 4, 0, 0), balance(0, 0, 1, 3)];
        let why = Some(NotEstimable::UnresolvedStage { stage: 1 });
        assert_eq!(product_limit(&chain, Level::ESTIMATE).why, why);
        assert_eq!(product_limit(&[], Level::ESTIMATE).why, Some(NotEstimable::NoObservations));
    }

    #[test]
    fn without_open_deals_the_product_is_the_plain_win_rate() {
        let chain = [balance(25, 50, 0, 0), balance(10, 15, 0, 0)];
        let product = product_limit(&chain, Level::ESTIMATE);
        assert!((product.value.unwrap() - 10.0 / 75.0).abs() < 1e-15);
    }

    #[test]
    fn all_lost_or_all_won_have_no_limits() {
        let lost = product_limit(&[balance(0, 4, 0, 0)], Level::ESTIMATE);
        assert_eq!((lost.value, lost.lower, lost.upper), (Some(0.0), None, None));
        let won = product_limit(&[balance(4, 0, 0, 0)], Level::ESTIMATE);
        assert_eq!((won.value, won.lower), (Some(1.0), None));
    }

    proptest! {
        #[test]
        fn naive_resolved_and_optimistic_stand_in_this_order(
            advanced in 0_u64..50, lost in 0_u64..50, back in 0_u64..9, open in 0_u64..50,
            left in 0_u64..9,
        ) {
            let stage = StageBalance { n_left: left, ..balance(advanced, lost, back, open) };
            prop_assert_eq!(stage.n_entered(), advanced + lost + back + open + left);
            let naive = stage.naive(Level::ESTIMATE).value;
            if let Some(resolved) = stage.resolved(Level::ESTIMATE).value {
                prop_assert!(naive <= Some(resolved));
                prop_assert!(Some(resolved) <= stage.optimistic_bound().map(|o| o + 1e-12));
            }
        }
    }
}
