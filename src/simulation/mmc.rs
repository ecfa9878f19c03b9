//! Enquiries that arrive at random: how long they wait before one of c reps is free.
//!
//! # Definition (MATH 6.5)
//! M/M/c: arrivals Poisson at rate lambda, each worked in an exponential time of rate mu by one of c reps.
//! a = lambda/mu, rho = a/c; Erlang B: B = 1, then B = a B/(k + a B) for k = 1..c; probability to wait
//! (Erlang C) P = B/(1 - rho (1-B)); mean wait P/(c mu - lambda); in the system a + P rho/(1-rho).
//! Readiness kept: `E[e^{-delta W}]` = 1 - P + P theta/(theta + delta), theta = c mu - lambda.
//!
//! # Advice
//! [`arrival_rate_keeping`]: the largest arrival rate at which the kept share stays at or above a target,
//! e.g. 95 %, and with it the utilisation to plan for.
//!
//! # Assumes
//! A constant rate and no memory. Bursts (a campaign) and permanent overload: [`super::queue`].
//!
//! # Edge cases
//! rho >= 1: unstable; everybody waits and there is no mean (`None`). No arrivals: nobody waits.
//!
//! # Reference
//! Erlang 1917; Kleinrock 1975, Queueing Systems I, 3.5. Verified: golden file `mmc_queue`; simpy kept
//! 0.9788 and 0.9018 against 0.9805 and 0.9001 (MATH 6.5).

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};
use super::seek::smallest;

/// A team and what arrives at it; all rates per the same unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MmcConfig {
    /// Enquiries arriving per unit of time.
    pub arrival_rate: NonNegative,
    /// Enquiries one rep works per unit of time.
    pub service_rate: Positive,
    /// Reps.
    pub n_reps: NonZeroU32,
    /// Hazard of readiness per unit of time waited.
    pub readiness_decay: NonNegative,
}

/// The queue in its long run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MmcReport {
    /// Share of the reps' time that is used; above 1 the queue grows without end.
    pub utilisation: f64,
    /// There is a long run.
    pub stable: bool,
    /// Probability that an enquiry waits at all.
    pub p_wait: f64,
    /// Mean wait.
    pub mean_wait: Option<f64>,
    /// Share of readiness left when an enquiry is worked.
    pub readiness_kept: Option<f64>,
    /// Mean number of enquiries waiting or being worked.
    pub mean_in_system: Option<f64>,
    /// What the model takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// The long run of `config`.
///
/// ```
/// use std::num::NonZeroU32;
/// use trichterwerk::simulation::mmc::{MmcConfig, mmc};
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// let report = mmc(&MmcConfig {
///     arrival_rate: NonNegative::new(0.9)?,
///     service_rate: Positive::new(1.0)?,
///     n_reps: NonZeroU32::MIN,
///     readiness_decay: NonNegative::new(0.25)?,
/// });
/// assert!(report.mean_wait.is_some_and(|wait| (wait - 9.0).abs() < 1e-9));
/// # Ok::<(), trichterwerk::simulation::quantity::QuantityError>(())
/// ```
pub fn mmc(config: &MmcConfig) -> MmcReport {
    let (lambda, mu) = (config.arrival_rate.get(), config.service_rate.get());
    let c = f64::from(config.n_reps.get());
    let (offered, spare) = (lambda / mu, c * mu - lambda);
    let rho = offered / c;
    let stable = rho < 1.0 && spare > 0.0;
    let mut blocked = 1.0;
    for k in 1..=config.n_reps.get() {
        blocked = offered * blocked / (f64::from(k) + offered * blocked);
    }
    let p_wait = if stable { blocked / (1.0 - rho * (1.0 - blocked)) } else { 1.0 };
    let delta = config.readiness_decay.get();
    MmcReport {
        utilisation: rho,
        stable,
        p_wait,
        mean_wait: stable.then(|| p_wait / spare),
        readiness_kept: stable.then(|| 1.0 - p_wait + p_wait * spare / (spare + delta)),
        mean_in_system: stable.then(|| offered + p_wait * rho / (1.0 - rho)),
        assumptions: vec![
            Assumption::PoissonArrivals,
            Assumption::ExponentialService,
            Assumption::ExponentialReadiness,
        ],
    }
}

/// The largest arrival rate at which the share of readiness kept stays at or above `kept`; `None` when
/// nothing is kept long enough even without arrivals (a target above 1 is no share).
pub fn arrival_rate_keeping(config: &MmcConfig, kept: Probability) -> Option<f64> {
    let limit = f64::from(config.n_reps.get()) * config.service_rate.get();
    let loses = |rate: f64| {
        NonNegative::new(rate).is_ok_and(|arrival_rate| {
            let share = mmc(&MmcConfig { arrival_rate, ..*config }).readiness_kept;
            share.is_none_or(|share| share < kept.get())
        })
    };
    // The first rate that loses too much; at the limit the queue is unstable and does.
    smallest(0.0, limit, loses).filter(|rate| *rate > 0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(arrival: f64, reps: u32, delta: f64) -> MmcConfig {
        MmcConfig {
            arrival_rate: NonNegative::new(arrival).unwrap(),
            service_rate: Positive::ONE,
            n_reps: NonZeroU32::new(reps).unwrap(),
            readiness_decay: NonNegative::new(delta).unwrap(),
        }
    }

    #[test]
    fn at_and_above_full_use_there_is_no_long_run() {
        for arrival in [10.0, 12.0] {
            let report = mmc(&config(arrival, 10, 0.1));
            assert!(!report.stable);
            assert_eq!((report.p_wait, report.mean_wait, report.readiness_kept), (1.0, None, None));
        }
    }

    #[test]
    fn without_arrivals_nobody_waits() {
        let report = mmc(&config(0.0, 3, 0.1));
        assert_eq!(
            (report.p_wait, report.mean_wait, report.readiness_kept),
            (0.0, Some(0.0), Some(1.0))
        );
    }

    #[test]
    fn without_decay_everything_is_kept() {
        assert!((mmc(&config(8.0, 10, 0.0)).readiness_kept.unwrap() - 1.0).abs() < 1e-15);
    }

    /// One rep: P(wait) = rho, mean wait rho/(mu - lambda).
    #[test]
    fn one_rep_is_the_textbook_queue() {
        let report = mmc(&config(0.6, 1, 0.1));
        assert!((report.p_wait - 0.6).abs() < 1e-15);
        assert!((report.mean_wait.unwrap() - 1.5).abs() < 1e-12);
        assert!((report.mean_in_system.unwrap() - 1.5).abs() < 1e-12);
    }

    #[test]
    fn the_advised_rate_keeps_the_target() {
        let (config, kept) = (config(0.0, 4, 0.5), Probability::new(0.95).unwrap());
        let rate = arrival_rate_keeping(&config, kept).unwrap();
        let at = |r: f64| {
            let arrival_rate = NonNegative::new(r).unwrap();
            mmc(&MmcConfig { arrival_rate, ..config }).readiness_kept.unwrap()
        };
        assert!((at(rate) - 0.95).abs() < 1e-6 && at(0.99 * rate) > 0.95);
    }

    proptest! {
        #[test]
        fn more_arrivals_never_shorten_the_wait(arrival in 0.0..9.0_f64, reps in 1_u32..12) {
            let (low, high) = (mmc(&config(arrival, reps, 0.2)), mmc(&config(arrival * 1.05, reps, 0.2)));
            if let (Some(low), Some(high)) = (low.mean_wait, high.mean_wait) {
                prop_assert!(high >= low - 1e-12);
            }
        }

        #[test]
        fn littles_law_holds(arrival in 0.1..9.0_f64, reps in 1_u32..12) {
            let report = mmc(&config(arrival, reps, 0.2));
            if let (Some(wait), Some(in_system)) = (report.mean_wait, report.mean_in_system) {
                prop_assert!((arrival * (wait + 1.0) - in_system).abs() < 1e-9 * in_system);
            }
        }
    }
}
