//! Constant hazard: the exponential model with exact limits (MATH 3.3).
//!
//! # Definition
//! With d events in PT units of observed time: rate = d / PT per unit. Exact limits (Garwood):
//! lower = chi²(alpha/2; 2d) / 2PT (0 for d = 0), upper = chi²(1 - alpha/2; 2d + 2) / 2PT.
//! Half-life = ln 2 / rate with the limits swapped, mean = 1 / rate, log-likelihood = d ln rate - rate PT.
//!
//! # Assumptions
//! The hazard does not depend on age. The Weibull model tests that ([`super::weibull`]).
//!
//! # Edge cases
//! d = 0: rate 0 with a positive upper limit; no mean and no half-life, but the half-life has a lower
//! limit. No observed time: not estimable. Late entry: only the time under observation counts.
//!
//! # References
//! Garwood 1936, Biometrika 28:437. Verified: golden `exponential_rate` (scipy, lifelines).

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::Sample;
use crate::analysis::exclusion::Exclusions;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::special::chi_squared_quantile;
use crate::model::Day;

/// A constant hazard and what follows from it, in the time unit of the sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exponential {
    /// Export date, where the sample has one.
    pub as_of: Option<Day>,
    /// Records left out of the sample.
    pub exclusions: Exclusions,
    /// Events.
    pub n_events: u64,
    /// Time under observation, summed over the sample.
    pub time_at_risk: f64,
    /// Events per unit of time.
    pub rate: Estimate,
    /// Mean time to the event, 1 / rate.
    pub mean: Estimate,
    /// Time after which half are gone, ln 2 / rate.
    pub half_life: Estimate,
    /// Log-likelihood at the estimate.
    pub log_likelihood: f64,
}

/// Fits a constant hazard.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::survival::{Lifetime, Sample, exponential};
/// let days = [(10.0, true), (20.0, true), (30.0, true), (90.0, false), (120.0, false), (150.0, false)];
/// let fit = exponential(&Sample::collect(days.map(|(t, d)| Lifetime::new(t, d))), Level::ESTIMATE);
/// // 140 days, not the 20 days of those that have closed (pitfall P04).
/// assert!((fit.mean.value.unwrap() - 140.0).abs() < 1e-12);
/// ```
pub fn exponential(sample: &Sample, level: Level) -> Exponential {
    let time_at_risk: f64 = sample.lifetimes().iter().map(|l| l.time_at_risk()).sum();
    let n_events = sample.n_events();
    let (n, d) = (sample.n(), n_events as f64);
    let rate = if time_at_risk > 0.0 {
        let tail = level.alpha() / 2.0;
        let lower = if n_events == 0 {
            0.0
        } else {
            chi_squared_quantile(tail, 2.0 * d) / (2.0 * time_at_risk)
        };
        let upper = chi_squared_quantile(1.0 - tail, 2.0 * d + 2.0) / (2.0 * time_at_risk);
        Estimate::known(d / time_at_risk, lower, upper, level, n)
    } else {
        let why = if n == 0 { NotEstimable::NoObservations } else { NotEstimable::ZeroDenominator };
        Estimate::missing(why, level, n)
    };
    let log_likelihood = match rate.value {
        Some(value) if value > 0.0 => d * value.ln() - value * time_at_risk,
        _ => 0.0,
    };
    Exponential {
        as_of: sample.export_date(),
        exclusions: sample.exclusions().clone(),
        n_events,
        time_at_risk,
        rate,
        mean: inverse_of_rate(rate, 1.0),
        half_life: inverse_of_rate(rate, LN_2),
        log_likelihood,
    }
}

/// `numerator` / rate with the limits swapped; nothing where the rate is 0.
pub(super) fn inverse_of_rate(rate: Estimate, numerator: f64) -> Estimate {
    let inverse = |rate: Option<f64>| rate.filter(|&rate| rate > 0.0).map(|rate| numerator / rate);
    let (lower, upper) = (inverse(rate.upper), inverse(rate.lower));
    if let Some(value) = inverse(rate.value) {
        Estimate::with_limits(value, lower, upper, rate.level, rate.n)
    } else {
        let why = rate.why.unwrap_or(NotEstimable::NoEvents);
        Estimate::missing_within(why, lower, upper, rate.level, rate.n)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::analysis::survival::Lifetime;

    fn fit(observations: &[(f64, bool)]) -> Exponential {
        let sample = Sample::collect(observations.iter().map(|&(t, d)| Lifetime::new(t, d)));
        exponential(&sample, Level::ESTIMATE)
    }

    #[test]
    fn nothing_observed_gives_no_rate() {
        assert_eq!(fit(&[]).rate.why, Some(NotEstimable::NoObservations));
        assert_eq!(fit(&[(0.0, true)]).rate.why, Some(NotEstimable::ZeroDenominator));
    }

    #[test]
    fn no_event_bounds_the_rate_from_above() {
        let fit = fit(&[(10.0, false)]);
        assert_eq!((fit.rate.value, fit.rate.lower), (Some(0.0), Some(0.0)));
        assert!((fit.rate.upper.unwrap() - 0.368_887_945).abs() < 1e-8, "-ln(0.025)/10");
        assert_eq!(fit.half_life.value, None);
        assert!(fit.half_life.lower.is_some() && fit.half_life.upper.is_none());
    }

    #[test]
    fn time_before_a_late_entry_is_not_at_risk() {
        let sample = Sample::collect([Lifetime::with_late_entry(6.0, 10.0, true)]);
        assert_eq!(exponential(&sample, Level::ESTIMATE).rate.value, Some(0.25));
    }
}
