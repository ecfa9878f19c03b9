//! Logistic regression of conversion on ln(1 + wait).

use serde::{Deserialize, Serialize};

use super::WaitGroup;
use crate::analysis::interval::{Estimate, Level, NotEstimable};

/// A fitted logistic curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogisticDecay {
    /// Log odds of conversion without any wait.
    pub intercept: f64,
    /// Standard error of the intercept.
    pub std_error_intercept: f64,
    /// Change of the log odds per unit of ln(1 + hours); negative where waiting costs.
    pub slope: Estimate,
    /// Standard error of the slope.
    pub std_error_slope: f64,
    /// Covariance of intercept and slope.
    pub covariance: f64,
    /// Factor on the odds per doubling of a long wait, 2^slope.
    pub odds_ratio_per_doubling: f64,
    /// Log-likelihood of the single leads.
    pub log_likelihood: f64,
}

fn expit(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

impl LogisticDecay {
    /// Iteratively reweighted least squares, which for this link is Newton's method on a concave function.
    pub(super) fn fit(groups: &[WaitGroup], level: Level) -> Result<Self, NotEstimable> {
        let (mut b0, mut b1) = (0.0, 0.0);
        for _ in 0..100 {
            let (mut u0, mut u1) = (0.0, 0.0);
            let (mut i00, mut i01, mut i11) = (0.0, 0.0, 0.0);
            for group in groups {
                let (x, n) = (group.wait_hours.ln_1p(), group.converted.n_trials() as f64);
                let p = expit(b0 + b1 * x);
                let residual = group.converted.n_successes() as f64 - n * p;
                let weight = n * p * (1.0 - p);
                u0 += residual;
                u1 += residual * x;
                i00 += weight;
                i01 += weight * x;
                i11 += weight * x * x;
            }
            let determinant = i00 * i11 - i01 * i01;
            let step0 = (i11 * u0 - i01 * u1) / determinant;
            let step1 = (i00 * u1 - i01 * u0) / determinant;
            let size = step0.abs().max(step1.abs());
            // Separated groups send the slope to infinity; the information vanishes on the way.
            if !(size.is_finite() && determinant > 0.0) || b0.abs().max(b1.abs()) > 1e3 {
                return Err(NotEstimable::NoMaximum);
            }
            // At most 2 per step: far from the maximum a full step may overshoot.
            let damping = (2.0 / size).min(1.0);
            b0 += damping * step0;
            b1 += damping * step1;
            if size < 1e-11 {
                let variance = [i11 / determinant, i00 / determinant, -i01 / determinant];
                return Ok(Self::new(groups, [b0, b1], variance, level));
            }
        }
        Err(NotEstimable::NoMaximum)
    }

    fn new(groups: &[WaitGroup], [b0, b1]: [f64; 2], variance: [f64; 3], level: Level) -> Self {
        let [v0, v1, covariance] = variance;
        let n = groups.iter().map(|group| group.converted.n_trials()).sum();
        let half = level.z() * v1.sqrt();
        let log_likelihood = groups
            .iter()
            .map(|group| {
                let eta = b0 + b1 * group.wait_hours.ln_1p();
                let (won, lost) =
                    (group.converted.n_successes() as f64, group.converted.n_failures() as f64);
                // ln expit(eta) and ln(1 - expit(eta)) without cancellation.
                -won * (-eta).exp().ln_1p() - lost * eta.exp().ln_1p()
            })
            .sum();
        Self {
            intercept: b0,
            std_error_intercept: v0.sqrt(),
            slope: Estimate::known(b1, b1 - half, b1 + half, level, n),
            std_error_slope: v1.sqrt(),
            covariance,
            odds_ratio_per_doubling: b1.exp2(),
            log_likelihood,
        }
    }

    /// Akaike's criterion; smaller is better.
    pub fn aic(&self) -> f64 {
        4.0 - 2.0 * self.log_likelihood
    }

    fn slope_value(&self) -> f64 {
        self.slope.value.unwrap_or(0.0)
    }

    /// Conversion of a lead answered after so many hours.
    pub fn conversion_after(&self, hours: f64) -> f64 {
        expit(self.intercept + self.slope_value() * hours.max(0.0).ln_1p())
    }

    /// The same with its interval, expit(eta ± z se(eta)).
    pub fn predict(&self, hours: f64) -> Estimate {
        let x = hours.max(0.0).ln_1p();
        let eta = self.intercept + self.slope_value() * x;
        let half = self.slope.level.z() * self.variance_of([1.0, x]).sqrt();
        let (level, n) = (self.slope.level, self.slope.n);
        Estimate::known(expit(eta), expit(eta - half), expit(eta + half), level, n)
    }

    /// A sum of weights times conversions after some hours; interval by the delta method.
    pub(super) fn weighted(&self, terms: impl Iterator<Item = (f64, f64)>) -> Estimate {
        let (mut sum, mut gradient) = (0.0, [0.0; 2]);
        for (weight, hours) in terms {
            let p = self.conversion_after(hours);
            sum += weight * p;
            gradient[0] += weight * p * (1.0 - p);
            gradient[1] += weight * p * (1.0 - p) * hours.ln_1p();
        }
        let half = self.slope.level.z() * self.variance_of(gradient).sqrt();
        Estimate::known(sum, sum - half, sum + half, self.slope.level, self.slope.n)
    }

    /// Variance of a linear combination of intercept and slope.
    fn variance_of(&self, [a, b]: [f64; 2]) -> f64 {
        let (v0, v1) = (self.std_error_intercept.powi(2), self.std_error_slope.powi(2));
        (a * a * v0 + b * b * v1 + 2.0 * a * b * self.covariance).max(0.0)
    }
}
