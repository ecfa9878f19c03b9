//! Whichever curve is chosen: what both can be asked.

use serde::{Deserialize, Serialize};

use super::{ExponentialDecay, LogisticDecay, WaitGroup};
use crate::analysis::interval::Estimate;

/// The form of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitModel {
    /// Logistic in ln(1 + hours).
    Logistic,
    /// p0 e^(-kt).
    Exponential,
}

/// A fitted curve of conversion by wait.
#[derive(Clone, Copy, Debug)]
pub enum WaitCurve<'a> {
    /// The logistic one.
    Logistic(&'a LogisticDecay),
    /// The exponential one.
    Exponential(&'a ExponentialDecay),
}

impl WaitCurve<'_> {
    /// Its form.
    #[must_use]
    pub const fn model(&self) -> WaitModel {
        match self {
            Self::Logistic(_) => WaitModel::Logistic,
            Self::Exponential(_) => WaitModel::Exponential,
        }
    }

    /// Akaike's criterion; smaller is better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        match self {
            Self::Logistic(curve) => curve.aic(),
            Self::Exponential(curve) => curve.aic(),
        }
    }

    /// Conversion of a lead answered after so many hours.
    #[must_use]
    pub fn conversion_after(&self, hours: f64) -> f64 {
        match self {
            Self::Logistic(curve) => curve.conversion_after(hours),
            Self::Exponential(curve) => curve.conversion_after(hours),
        }
    }

    /// Conversions lost by waits beyond `target_hours`: the sum of n (p(target) - p(t)) over longer waits.
    #[must_use]
    pub fn lost_conversions(&self, groups: &[WaitGroup], target_hours: f64) -> Estimate {
        let late = groups.iter().filter(|group| group.wait_hours > target_hours);
        self.weighted(late.flat_map(|group| {
            let n = group.converted.n_trials() as f64;
            [(n, target_hours.max(0.0)), (-n, group.wait_hours)]
        }))
    }

    /// Conversions lost where each of these waits goes on for `further_hours`: the sum of p(t) - p(t + further).
    #[must_use]
    pub fn lost_by_waiting_on(&self, waits_hours: &[f64], further_hours: f64) -> Estimate {
        self.weighted(waits_hours.iter().flat_map(|&t| [(1.0, t), (-1.0, t + further_hours)]))
    }

    /// A sum of weights times conversions after some hours, with its delta-method interval.
    fn weighted(&self, terms: impl Iterator<Item = (f64, f64)>) -> Estimate {
        match self {
            Self::Logistic(curve) => curve.weighted(terms),
            Self::Exponential(curve) => curve.weighted(terms),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ResponseTime, response_time};
    use super::*;
    use crate::analysis::interval::Level;
    use crate::analysis::proportion::Proportion;

    fn groups() -> [WaitGroup; 3] {
        [(1.0, 30, 70), (24.0, 20, 80), (96.0, 8, 92)].map(|(wait_hours, won, lost)| WaitGroup {
            wait_hours,
            converted: Proportion::of(won, lost),
        })
    }

    fn fit() -> ResponseTime {
        response_time(&groups(), 0, Level::ESTIMATE).unwrap().unwrap()
    }

    #[test]
    fn nothing_waits_and_nothing_is_lost() {
        for curve in fit().curves() {
            let lost = curve.lost_by_waiting_on(&[], 24.0);
            assert!(lost.value.unwrap().abs() < 1e-12 && lost.upper.unwrap().abs() < 1e-12);
            assert_eq!(curve.lost_conversions(&groups(), 96.0).value, Some(0.0));
        }
    }

    #[test]
    fn a_day_costs_a_fresh_enquiry_more_than_a_stale_one() {
        for curve in fit().curves() {
            let lost = |hours| curve.lost_by_waiting_on(&[hours], 24.0);
            assert!(lost(1.0).value > lost(200.0).value);
            assert!(lost(1.0).lower.unwrap() > 0.0, "the effect is clear in these data");
        }
    }

    /// The derivatives of the sums, against differences of the curves themselves.
    #[test]
    fn the_intervals_follow_the_delta_method() {
        let fit = fit();
        let waits = [0.5, 10.0, 50.0];
        let (logistic, exponential) = (fit.logistic, fit.exponential);
        let by_logit = |[b0, b1]: [f64; 2]| -> f64 {
            let p = |hours: f64| 1.0 / (1.0 + (-(b0 + b1 * f64::ln_1p(hours))).exp());
            waits.iter().map(|&hours| p(hours) - p(hours + 24.0)).sum()
        };
        let by_power = |[a, k]: [f64; 2]| -> f64 {
            let p = |hours: f64| (a - k * hours).exp();
            waits.iter().map(|&hours| p(hours) - p(hours + 24.0)).sum()
        };
        let half = |sum: &dyn Fn([f64; 2]) -> f64, at: [f64; 2], [v0, v1, covariance]: [f64; 3]| {
            let h = 1e-6;
            let d0 = (sum([at[0] + h, at[1]]) - sum([at[0] - h, at[1]])) / (2.0 * h);
            let d1 = (sum([at[0], at[1] + h]) - sum([at[0], at[1] - h])) / (2.0 * h);
            let variance = d0 * d0 * v0 + d1 * d1 * v1 + 2.0 * d0 * d1 * covariance;
            Level::ESTIMATE.z() * variance.sqrt()
        };
        let expected = [
            half(
                &by_logit,
                [logistic.intercept, logistic.slope.value.unwrap()],
                [
                    logistic.std_error_intercept.powi(2),
                    logistic.std_error_slope.powi(2),
                    logistic.covariance,
                ],
            ),
            half(
                &by_power,
                [exponential.initial.ln(), exponential.decay_per_hour.value.unwrap()],
                [
                    exponential.std_error_log_initial.unwrap().powi(2),
                    exponential.std_error_decay.unwrap().powi(2),
                    exponential.covariance.unwrap(),
                ],
            ),
        ];
        for (curve, expected) in fit.curves().into_iter().zip(expected) {
            let lost = curve.lost_by_waiting_on(&waits, 24.0);
            let half = lost.upper.unwrap() - lost.value.unwrap();
            assert!((half - expected).abs() < 1e-6, "{half} {expected}");
        }
    }

    #[test]
    fn the_curve_of_the_smaller_aic_is_asked() {
        let fit = fit();
        let [logistic, exponential] = fit.curves();
        let chosen = fit.chosen();
        assert!(chosen.aic() <= logistic.aic() && chosen.aic() <= exponential.aic());
        assert_eq!(fit.beside().is_some(), (logistic.aic() - exponential.aic()).abs() < 2.0);
        assert!(fit.beside().is_none_or(|beside| beside.model() != chosen.model()));
    }
}
