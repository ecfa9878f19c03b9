//! A binomial proportion with its uncertainty: Wilson score interval and Jeffreys posterior (MATH 2.1).
//!
//! # Definition
//! `x` successes in `n` independent trials, p = x/n, z the two-sided normal quantile of the level.
//! - **Wilson**: centre c = (p + z²/2n) / (1 + z²/n), half width
//!   h = z / (1 + z²/n) · sqrt(p(1-p)/n + z²/4n²); limits c ± h. For charts and tables.
//! - **Jeffreys**: the posterior Beta(x + 1/2, n - x + 1/2), its mean and its equal-tailed quantiles. For
//!   the draws of simulations.
//!
//! # Assumptions
//! Trials are independent with one common p. Key accounts and campaigns break this; all intervals are
//! then too narrow (MATH 10.3).
//!
//! # Edge cases
//! x = 0: lower limit exactly 0. x = n: upper limit exactly 1. n = 0: no estimate, limits [0, 1]. There
//! is no Wald interval: at 0 of 20 it would be [0, 0] (pitfall P13).
//!
//! # References
//! Wilson 1927, JASA 22:209; Brown, Cai & Das Gupta 2001, Stat. Sci. 16:101 (also the boundary rule of
//! Jeffreys' interval). Verified: golden `wilson_interval` (statsmodels) and `jeffreys_interval` (scipy).

use serde::{Deserialize, Serialize};

use super::interval::{Estimate, Level, NotEstimable};
use super::special::beta_i_inverse;

/// Successes among trials; never more of them than there are trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Counts", into = "Counts")]
pub struct Proportion {
    n_successes: u64,
    n_trials: u64,
}

/// More successes than trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{n_successes} successes in {n_trials} trials")]
pub struct ProportionError {
    /// The successes given.
    pub n_successes: u64,
    /// The trials given.
    pub n_trials: u64,
}

/// A proportion as it is written on the wire, unchecked.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct Counts {
    n_successes: u64,
    n_trials: u64,
}

impl TryFrom<Counts> for Proportion {
    type Error = ProportionError;

    fn try_from(counts: Counts) -> Result<Self, ProportionError> {
        Self::new(counts.n_successes, counts.n_trials)
    }
}

impl From<Proportion> for Counts {
    fn from(proportion: Proportion) -> Self {
        Self { n_successes: proportion.n_successes, n_trials: proportion.n_trials }
    }
}

impl Proportion {
    /// `n_successes` of `n_trials`.
    pub fn new(n_successes: u64, n_trials: u64) -> Result<Self, ProportionError> {
        if n_successes > n_trials {
            return Err(ProportionError { n_successes, n_trials });
        }
        Ok(Self { n_successes, n_trials })
    }

    /// `n_successes` beside `n_failures`; cannot be invalid.
    ///
    /// ```
    /// use trichterwerk::analysis::proportion::Proportion;
    /// assert_eq!(Proportion::of(25, 50).n_trials(), 75);
    /// ```
    pub fn of(n_successes: u64, n_failures: u64) -> Self {
        Self { n_successes, n_trials: n_successes.saturating_add(n_failures) }
    }

    /// Number of successes.
    pub fn n_successes(self) -> u64 {
        self.n_successes
    }

    /// Number of trials.
    pub fn n_trials(self) -> u64 {
        self.n_trials
    }

    /// Number of trials that were no success.
    pub fn n_failures(self) -> u64 {
        self.n_trials - self.n_successes
    }

    /// The plain share x/n; `None` for no trials.
    pub fn share(self) -> Option<f64> {
        (self.n_trials > 0).then(|| self.n_successes as f64 / self.n_trials as f64)
    }

    /// Both counts added: the pooled proportion. Totals are pooled, never averaged (pitfall P01).
    #[must_use]
    pub fn pooled(self, other: Self) -> Self {
        Self {
            n_successes: self.n_successes + other.n_successes,
            n_trials: self.n_trials + other.n_trials,
        }
    }

    /// Share with its Wilson score interval.
    ///
    /// ```
    /// use trichterwerk::analysis::interval::Level;
    /// use trichterwerk::analysis::proportion::Proportion;
    /// let rate = Proportion::new(0, 20)?.wilson(Level::ESTIMATE);
    /// assert_eq!(rate.lower, Some(0.0));
    /// assert!((rate.upper.unwrap() - 0.1611).abs() < 1e-4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn wilson(self, level: Level) -> Estimate {
        let Some(p) = self.share() else {
            let why = NotEstimable::NoObservations;
            return Estimate::missing_within(why, Some(0.0), Some(1.0), level, 0);
        };
        let n = self.n_trials as f64;
        let z = level.z();
        let shrink = 1.0 + z * z / n;
        let centre = (p + z * z / (2.0 * n)) / shrink;
        let half = z / shrink * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let lower = if self.n_successes == 0 { 0.0 } else { (centre - half).max(0.0) };
        let upper = if self.n_failures() == 0 { 1.0 } else { (centre + half).min(1.0) };
        Estimate::known(p, lower, upper, level, self.n_trials)
    }

    /// Shapes (a, b) of the Jeffreys posterior Beta(x + 1/2, n - x + 1/2).
    ///
    /// ```
    /// use trichterwerk::analysis::proportion::Proportion;
    /// assert_eq!(Proportion::of(25, 50).jeffreys_shapes(), (25.5, 50.5));
    /// ```
    pub fn jeffreys_shapes(self) -> (f64, f64) {
        (self.n_successes as f64 + 0.5, self.n_failures() as f64 + 0.5)
    }

    /// Posterior mean with the Jeffreys interval. With no trials this is the prior: 1/2 within [0, 1].
    ///
    /// ```
    /// use trichterwerk::analysis::interval::Level;
    /// use trichterwerk::analysis::proportion::Proportion;
    /// let posterior = Proportion::of(25, 50).jeffreys(Level::ESTIMATE);
    /// assert!((posterior.value.unwrap() - 25.5 / 76.0).abs() < 1e-15);
    /// ```
    pub fn jeffreys(self, level: Level) -> Estimate {
        let (a, b) = self.jeffreys_shapes();
        let tail = level.alpha() / 2.0;
        let lower = if self.n_successes == 0 { 0.0 } else { beta_i_inverse(a, b, tail) };
        let upper = if self.n_failures() == 0 { 1.0 } else { beta_i_inverse(a, b, 1.0 - tail) };
        Estimate::known(a / (a + b), lower, upper, level, self.n_trials)
    }
}

impl std::iter::Sum for Proportion {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::of(0, 0), Self::pooled)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_trials_leave_everything_possible() {
        let rate = Proportion::of(0, 0).wilson(Level::ESTIMATE);
        assert_eq!((rate.value, rate.lower, rate.upper), (None, Some(0.0), Some(1.0)));
        assert_eq!(rate.why, Some(NotEstimable::NoObservations));
    }

    #[test]
    fn more_successes_than_trials_are_refused() {
        assert!(Proportion::new(3, 2).is_err());
        assert!(serde_json::from_str::<Proportion>(r#"{"n_successes":3,"n_trials":2}"#).is_err());
    }

    #[test]
    fn p13_zero_of_twenty_is_not_certainly_zero() {
        let rate = Proportion::of(0, 20).wilson(Level::ESTIMATE);
        assert!(rate.upper.unwrap() > 0.16);
    }

    #[test]
    fn p01_the_total_is_pooled_not_averaged() {
        let reps = [Proportion::of(1, 1), Proportion::of(10, 90)];
        let total: Proportion = reps.into_iter().sum();
        assert_eq!(total.share(), Some(11.0 / 102.0));
    }

    #[test]
    fn p18_three_of_three_does_not_lead_the_ranking() {
        let lower = |p: Proportion| p.wilson(Level::ESTIMATE).lower.unwrap();
        assert!(lower(Proportion::of(40, 20)) > lower(Proportion::of(3, 0)));
    }

    proptest! {
        #[test]
        fn wilson_lies_within_0_and_1_and_contains_the_share(
            x in 0_u64..5_000, failures in 0_u64..5_000, level in 0.5_f64..0.999,
        ) {
            let level = Level::new(level).unwrap();
            let rate = Proportion::of(x, failures).wilson(level);
            let (lower, upper) = (rate.lower.unwrap(), rate.upper.unwrap());
            prop_assert!((0.0..=1.0).contains(&lower) && (0.0..=1.0).contains(&upper));
            if let Some(p) = rate.value {
                prop_assert!(lower <= p && p <= upper);
            }
        }

        #[test]
        fn a_higher_level_never_narrows_the_interval(x in 0_u64..500, failures in 0_u64..500) {
            let p = Proportion::of(x, failures);
            let (narrow, wide) = (p.wilson(Level::PLANNING), p.wilson(Level::ESTIMATE));
            prop_assert!(wide.lower <= narrow.lower && wide.upper >= narrow.upper);
        }

        #[test]
        fn jeffreys_mirrors_when_success_and_failure_are_swapped(
            x in 0_u64..2_000, failures in 0_u64..2_000,
        ) {
            let a = Proportion::of(x, failures).jeffreys(Level::ESTIMATE);
            let b = Proportion::of(failures, x).jeffreys(Level::ESTIMATE);
            prop_assert!((a.lower.unwrap() + b.upper.unwrap() - 1.0).abs() < 1e-9);
        }
    }
}
