//! Hazard that rises or falls with age: the Weibull model (MATH 3.4).
//!
//! # Definition
//! S(t) = exp(-(t/b)^k), scale b, shape k (k > 1: the hazard rises, k < 1: it falls, k = 1: exponential).
//! The maximum likelihood shape solves sum T^k ln T / sum T^k - 1/k - mean over events of ln T = 0
//! (increasing in k; bracket [1e-3, 200]); b = (sum T^k / d)^(1/k).
//! Observed information in (ln b, ln k) with u = T/b, L = ln u: I11 = k² sum u^k;
//! I12 = k d - k sum u^k (1 + kL); I22 = sum u^k kL(1 + kL) - sum over events of kL.
//! Intervals exp(ln theta ± z se); likelihood-ratio test of k = 1 (chi², 1 df).
//!
//! # Assumptions
//! Independent right-censored lifetimes, observed from age 0.
//!
//! # Edge cases
//! Fewer than three events, or a shape outside the bracket (all events at one age): no estimate. A
//! duration of 0 has no logarithm and is replaced (rule R8: by half a day). Late entry is not supported
//! and says so.
//!
//! # References
//! Kalbfleisch & Prentice 1980, ch. 3. Verified: golden `weibull_mle` (lifelines `WeibullFitter`).

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::{Lifetime, Sample};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::root::increasing_root;
use crate::analysis::special::{chi_squared_tail, ln_gamma};

/// Fewest events for a fit.
pub const MIN_EVENTS: u64 = 3;
/// Below this p-value the hazard is called not constant.
pub const NOT_CONSTANT_P: f64 = 0.05;

/// What a Weibull fit needs besides the sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WeibullConfig {
    /// Confidence level.
    pub level: Level,
    /// What stands for a duration of 0, in the unit of the sample: half a day (rule R8).
    pub zero_duration: f64,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeibullError {
    /// The sample has late entries.
    #[error("{n} lifetimes are observed from a late entry on")]
    LateEntry {
        /// How many.
        n: u64,
    },
    /// The replacement for a duration of 0 is not positive.
    #[error("{0} cannot stand for a duration of 0")]
    ZeroDuration(f64),
    /// The data do not determine the model.
    #[error("not estimable: {0:?}")]
    NotEstimable(NotEstimable),
}

/// A fitted Weibull model, in the time unit of the sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weibull {
    /// Events.
    pub n_events: u64,
    /// Age by which 63.2 % have had the event.
    pub scale: Estimate,
    /// Shape; 1 is a constant hazard.
    pub shape: Estimate,
    /// Standard error of the logarithm of the scale.
    pub std_error_ln_scale: f64,
    /// Standard error of the logarithm of the shape.
    pub std_error_ln_shape: f64,
    /// Median time to the event.
    pub median: f64,
    /// Mean time to the event.
    pub mean: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Log-likelihood of the exponential model.
    pub log_likelihood_exponential: f64,
    /// Twice their difference.
    pub likelihood_ratio: f64,
    /// p-value of a constant hazard.
    pub constant_hazard_p: f64,
}

impl Weibull {
    /// Whether the exponential model will do: the test of k = 1 does not reject at 5 %.
    pub fn is_constant_hazard(&self) -> bool {
        self.constant_hazard_p >= NOT_CONSTANT_P
    }
}

/// Fits the model by maximum likelihood.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::survival::{Lifetime, Sample, WeibullConfig, weibull};
/// let sample = Sample::collect([2.0, 3.0, 4.0, 5.0].map(|t| Lifetime::new(t, true)));
/// let fit = weibull(&sample, &WeibullConfig { level: Level::ESTIMATE, zero_duration: 0.5 })?;
/// assert!(fit.shape.value > Some(1.0), "the hazard rises with age");
/// # Ok::<(), trichterwerk::analysis::survival::WeibullError>(())
/// ```
pub fn weibull(sample: &Sample, config: &WeibullConfig) -> Result<Weibull, WeibullError> {
    let times = Times::new(sample, config)?;
    let shape = times.shape().map_err(WeibullError::NotEstimable)?;
    let scale = times.scale(shape);
    let (se_ln_scale, se_ln_shape) =
        times.std_errors(scale, shape).map_err(WeibullError::NotEstimable)?;
    let log_likelihood = times.log_likelihood(scale, shape);
    // The model with k = 1 on the same times, zero replacements included.
    let log_likelihood_exponential = times.log_likelihood(times.scale(1.0), 1.0);
    let likelihood_ratio = (2.0 * (log_likelihood - log_likelihood_exponential)).max(0.0);
    let n = times.logs.len() as u64;
    let (level, z) = (config.level, config.level.z());
    let estimate = |value: f64, se: f64| {
        Estimate::known(value, value * (-z * se).exp(), value * (z * se).exp(), level, n)
    };
    Ok(Weibull {
        n_events: times.n_events,
        scale: estimate(scale, se_ln_scale),
        shape: estimate(shape, se_ln_shape),
        std_error_ln_scale: se_ln_scale,
        std_error_ln_shape: se_ln_shape,
        median: scale * LN_2.powf(1.0 / shape),
        mean: scale * ln_gamma(1.0 + 1.0 / shape).exp(),
        log_likelihood,
        log_likelihood_exponential,
        likelihood_ratio,
        constant_hazard_p: chi_squared_tail(likelihood_ratio, 1.0),
    })
}

/// Logarithms of the durations; events and censorings apart only where it matters.
struct Times {
    /// ln T and whether the event was observed.
    logs: Vec<(f64, bool)>,
    n_events: u64,
    sum_ln_events: f64,
    max_ln: f64,
}

impl Times {
    fn new(sample: &Sample, config: &WeibullConfig) -> Result<Self, WeibullError> {
        let n = sample.lifetimes().iter().filter(|lifetime| lifetime.entry().is_some()).count();
        if n > 0 {
            return Err(WeibullError::LateEntry { n: n as u64 });
        }
        if !(config.zero_duration > 0.0 && config.zero_duration.is_finite()) {
            return Err(WeibullError::ZeroDuration(config.zero_duration));
        }
        let n_events = sample.n_events();
        if n_events < MIN_EVENTS {
            let why = NotEstimable::TooFewEvents { n_events, n_required: MIN_EVENTS };
            return Err(WeibullError::NotEstimable(why));
        }
        let ln_time = |lifetime: &Lifetime| {
            let time = lifetime.duration();
            let time = if time > 0.0 { time } else { config.zero_duration };
            (time.ln(), lifetime.event_observed())
        };
        let logs: Vec<(f64, bool)> = sample.lifetimes().iter().map(ln_time).collect();
        let sum_ln_events = logs.iter().filter(|(_, event)| *event).map(|(ln, _)| ln).sum();
        let max_ln = logs.iter().map(|(ln, _)| *ln).fold(f64::NEG_INFINITY, f64::max);
        Ok(Self { logs, n_events, sum_ln_events, max_ln })
    }

    /// Root of the profile score. Powers are taken relative to the longest time: T^200 would overflow.
    fn shape(&self) -> Result<f64, NotEstimable> {
        const BRACKET: (f64, f64) = (1e-3, 200.0);
        let mean_ln_events = self.sum_ln_events / self.n_events as f64;
        let score = |k: f64| {
            let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
            for &(ln, _) in &self.logs {
                let power = (k * (ln - self.max_ln)).exp();
                s0 += power;
                s1 += power * ln;
                s2 += power * ln * ln;
            }
            let mean = s1 / s0;
            (mean - 1.0 / k - mean_ln_events, s2 / s0 - mean * mean + 1.0 / (k * k))
        };
        if score(BRACKET.0).0 > 0.0 || score(BRACKET.1).0 < 0.0 {
            return Err(NotEstimable::NoMaximum);
        }
        Ok(increasing_root(BRACKET.0, BRACKET.1, 1.0, score))
    }

    fn scale(&self, shape: f64) -> f64 {
        let sum: f64 = self.logs.iter().map(|(ln, _)| (shape * (ln - self.max_ln)).exp()).sum();
        (self.max_ln + (sum / self.n_events as f64).ln() / shape).exp()
    }

    /// Standard errors of (ln b, ln k).
    fn std_errors(&self, scale: f64, shape: f64) -> Result<(f64, f64), NotEstimable> {
        let (d, ln_scale) = (self.n_events as f64, scale.ln());
        let (mut i11, mut i12, mut i22) = (0.0, shape * d, 0.0);
        for &(ln, event) in &self.logs {
            let k_l = shape * (ln - ln_scale);
            let u_k = k_l.exp();
            i11 += shape * shape * u_k;
            i12 -= shape * u_k * (1.0 + k_l);
            i22 += u_k * k_l * (1.0 + k_l) - if event { k_l } else { 0.0 };
        }
        let determinant = i11 * i22 - i12 * i12;
        if !(determinant > 0.0 && i11 > 0.0) {
            return Err(NotEstimable::NoMaximum);
        }
        Ok(((i22 / determinant).sqrt(), (i11 / determinant).sqrt()))
    }

    fn log_likelihood(&self, scale: f64, shape: f64) -> f64 {
        let (d, ln_scale) = (self.n_events as f64, scale.ln());
        let sum: f64 = self.logs.iter().map(|(ln, _)| (shape * (ln - ln_scale)).exp()).sum();
        d * (shape.ln() - shape * ln_scale) + (shape - 1.0) * self.sum_ln_events - sum
    }
}

/// The curve to draw: the exponential where the hazard may be constant, else the Weibull (MATH 3.4).
///
/// ```
/// use trichterwerk::analysis::survival::fitted_survival;
/// assert!((fitted_survival(10.0, 1.0, 10.0) - (-1.0_f64).exp()).abs() < 1e-15);
/// ```
pub fn fitted_survival(scale: f64, shape: f64, time: f64) -> f64 {
    if time <= 0.0 { 1.0 } else { (-(time / scale).powf(shape)).exp() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    use crate::analysis::survival::exponential;

    const CONFIG: WeibullConfig = WeibullConfig { level: Level::ESTIMATE, zero_duration: 0.5 };

    fn fit(observations: &[(f64, bool)]) -> Result<Weibull, WeibullError> {
        let sample = Sample::collect(observations.iter().map(|&(t, d)| Lifetime::new(t, d)));
        weibull(&sample, &CONFIG)
    }

    #[test]
    fn two_events_do_not_determine_two_parameters() {
        let why = NotEstimable::TooFewEvents { n_events: 2, n_required: 3 };
        let got = fit(&[(1.0, true), (2.0, true), (3.0, false)]);
        assert_eq!(got, Err(WeibullError::NotEstimable(why)));
    }

    #[test]
    fn all_events_at_one_age_have_no_shape() {
        let got = fit(&[(4.0, true), (4.0, true), (4.0, true)]);
        assert_eq!(got, Err(WeibullError::NotEstimable(NotEstimable::NoMaximum)));
    }

    #[test]
    fn late_entry_is_refused_not_ignored() {
        let sample =
            Sample::collect((1..5).map(|i| Lifetime::with_late_entry(0.5, f64::from(i), true)));
        assert_eq!(weibull(&sample, &CONFIG), Err(WeibullError::LateEntry { n: 4 }));
    }

    #[test]
    fn same_day_is_half_a_day() {
        let with_zero = fit(&[(0.0, true), (3.0, true), (9.0, true)]);
        assert_eq!(with_zero, fit(&[(0.5, true), (3.0, true), (9.0, true)]));
        assert!(with_zero.is_ok());
    }

    #[test]
    fn the_exponential_inside_is_the_exponential_model() {
        let sample = Sample::collect([3.0, 8.0, 1.0, 20.0].map(|t| Lifetime::new(t, t < 15.0)));
        let inside = weibull(&sample, &CONFIG).unwrap().log_likelihood_exponential;
        assert!((inside - exponential(&sample, Level::ESTIMATE).log_likelihood).abs() < 1e-10);
    }

    proptest! {
        #[test]
        fn another_unit_of_time_scales_the_scale_and_keeps_the_shape(
            times in prop::collection::vec(0.5_f64..50.0, 5..40),
        ) {
            let days: Vec<(f64, bool)> = times.iter().map(|&t| (t, true)).collect();
            let hours: Vec<(f64, bool)> = times.iter().map(|&t| (t * 24.0, true)).collect();
            if let (Ok(a), Ok(b)) = (fit(&days), fit(&hours)) {
                let ratio = b.scale.value.unwrap() / a.scale.value.unwrap();
                prop_assert!((ratio - 24.0).abs() < 1e-8);
                prop_assert!((a.shape.value.unwrap() / b.shape.value.unwrap() - 1.0).abs() < 1e-8);
            }
        }

        #[test]
        fn the_fit_beats_the_exponential(
            observations in prop::collection::vec((0.1_f64..80.0, any::<bool>()), 4..60),
        ) {
            if let Ok(fit) = fit(&observations) {
                prop_assert!(fit.log_likelihood >= fit.log_likelihood_exponential - 1e-9);
                prop_assert!((0.0..=1.0).contains(&fit.constant_hazard_p));
            }
        }
    }
}
