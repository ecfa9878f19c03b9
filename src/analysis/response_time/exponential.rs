//! Exponential decay of conversion with the wait, p0 e^(-kt): binomial likelihood with log link.

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::WaitGroup;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::root::increasing_root;

/// A fitted exponential curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExponentialDecay {
    /// Conversion without any wait, at most 1.
    pub initial: f64,
    /// Decay k per hour, at least 0; 24 k per day drives the queue.
    pub decay_per_hour: Estimate,
    /// Standard error of the logarithm of `initial`; 0 where it is at its bound.
    pub std_error_log_initial: Option<f64>,
    /// Standard error of the decay; `None` at a boundary that leaves none.
    pub std_error_decay: Option<f64>,
    /// Covariance of both.
    pub covariance: Option<f64>,
    /// Hours after which half of the readiness is gone; `None` without decay.
    pub half_life_hours: Estimate,
    /// Log-likelihood of the single leads.
    pub log_likelihood: f64,
}

/// The curve as ln p = a - k t with a <= 0.
#[derive(Clone, Copy)]
struct Curve {
    a: f64,
    k: f64,
}

/// Score and expected information at a curve.
#[derive(Clone, Copy, Default)]
struct Score {
    u_a: f64,
    u_k: f64,
    i_aa: f64,
    i_ak: f64,
    i_kk: f64,
}

impl Curve {
    /// p at a wait, and p - 1 without cancellation.
    fn conversion(self, hours: f64) -> (f64, f64) {
        let eta = (self.a - self.k * hours).min(0.0);
        (eta.exp(), eta.exp_m1())
    }

    fn score(self, groups: &[WaitGroup]) -> Score {
        let mut score = Score::default();
        for group in groups {
            let (n, t) = (group.converted.n_trials() as f64, group.wait_hours);
            let (p, minus_q) = self.conversion(t);
            if minus_q >= 0.0 {
                // Certain conversion: no lead there can have failed, and it cannot get better.
                continue;
            }
            let residual = (group.converted.n_successes() as f64 - n * p) / -minus_q;
            let weight = n * p / -minus_q;
            score.u_a += residual;
            score.u_k -= residual * t;
            score.i_aa += weight;
            score.i_ak -= weight * t;
            score.i_kk += weight * t * t;
        }
        score
    }

    fn log_likelihood(self, groups: &[WaitGroup]) -> f64 {
        let part = |group: &WaitGroup| {
            let (p, minus_q) = self.conversion(group.wait_hours);
            let (won, lost) =
                (group.converted.n_successes() as f64, group.converted.n_failures() as f64);
            let of = |n: f64, p: f64| if n > 0.0 { n * p.ln() } else { 0.0 };
            of(won, p) + of(lost, -minus_q)
        };
        groups.iter().map(part).sum()
    }
}

impl ExponentialDecay {
    pub(super) fn fit(groups: &[WaitGroup], level: Level) -> Result<Self, NotEstimable> {
        let n: u64 = groups.iter().map(|group| group.converted.n_trials()).sum();
        let (won, total) = groups.iter().fold((0.0, 0.0), |(won, total), group| {
            (won + group.converted.n_successes() as f64, total + group.converted.n_trials() as f64)
        });
        let flat = Curve { a: (won / total).ln(), k: 0.0 };
        // The score in k at the flat curve decides whether conversion falls at all.
        let curve = if flat.score(groups).u_k <= 0.0 { flat } else { maximum(groups, flat)? };
        let variance = curve.variance(groups);
        let std_error = variance.map(|[_, of_k, _]| of_k.sqrt());
        let half = std_error.map(|se| level.z() * se);
        let lower = half.map(|half| (curve.k - half).max(0.0));
        let upper = half.map(|half| curve.k + half);
        let decay_per_hour = Estimate::with_limits(curve.k, lower, upper, level, n);
        let half_life = |k: Option<f64>| k.filter(|&k| k > 0.0).map(|k| LN_2 / k);
        Ok(Self {
            initial: curve.a.exp(),
            decay_per_hour,
            std_error_log_initial: variance.map(|[of_a, ..]| of_a.sqrt()),
            std_error_decay: std_error,
            covariance: variance.map(|[.., covariance]| covariance),
            half_life_hours: match half_life(Some(curve.k)) {
                Some(hours) => {
                    Estimate::with_limits(hours, half_life(upper), half_life(lower), level, n)
                }
                None => Estimate::missing_within(
                    NotEstimable::NotReached,
                    half_life(upper),
                    None,
                    level,
                    n,
                ),
            },
            log_likelihood: curve.log_likelihood(groups),
        })
    }

    /// Decay per day of waiting, 24 k: what the queue of enquiries is driven by.
    pub fn decay_per_day(&self) -> Estimate {
        self.decay_per_hour.map_increasing(|per_hour| 24.0 * per_hour)
    }

    /// Akaike's criterion; smaller is better.
    pub fn aic(&self) -> f64 {
        4.0 - 2.0 * self.log_likelihood
    }

    /// Conversion of a lead answered after so many hours.
    pub fn conversion_after(&self, hours: f64) -> f64 {
        self.initial * (-self.decay_per_hour.value.unwrap_or(0.0) * hours.max(0.0)).exp()
    }

    /// A sum of weights times conversions after some hours; interval by the delta method. A sum that falls with k is not
    /// below 0, because k is not.
    pub(super) fn weighted(&self, terms: impl Iterator<Item = (f64, f64)>) -> Estimate {
        let (mut sum, mut by_a, mut by_k) = (0.0, 0.0, 0.0);
        for (weight, hours) in terms {
            let p = self.conversion_after(hours);
            sum += weight * p;
            by_a += weight * p;
            by_k -= weight * p * hours;
        }
        let (level, n) = (self.decay_per_hour.level, self.decay_per_hour.n);
        let variance = self.std_error_log_initial.zip(self.std_error_decay).zip(self.covariance);
        let half = variance.map(|((of_a, of_k), covariance)| {
            let variance =
                (by_a * of_a).powi(2) + (by_k * of_k).powi(2) + 2.0 * by_a * by_k * covariance;
            level.z() * variance.max(0.0).sqrt()
        });
        let lower = half.map(|half| if sum >= 0.0 { (sum - half).max(0.0) } else { sum - half });
        Estimate::with_limits(sum, lower, half.map(|half| sum + half), level, n)
    }
}

impl Curve {
    /// Variances of a and k and their covariance, from the expected information; with p0 at its bound of 1 that of k
    /// alone.
    fn variance(self, groups: &[WaitGroup]) -> Option<[f64; 3]> {
        let score = self.score(groups);
        let [of_a, of_k, covariance] = if self.a >= 0.0 {
            [0.0, 1.0 / score.i_kk, 0.0]
        } else {
            let determinant = score.i_aa * score.i_kk - score.i_ak * score.i_ak;
            [score.i_kk / determinant, score.i_aa / determinant, -score.i_ak / determinant]
        };
        (of_k > 0.0 && of_k.is_finite()).then_some([of_a, of_k, covariance])
    }
}

/// Maximum of the likelihood in a <= 0, k > 0: for each k the best a, and the root of the profile score.
fn maximum(groups: &[WaitGroup], flat: Curve) -> Result<Curve, NotEstimable> {
    let longest = groups.iter().map(|group| group.wait_hours).fold(0.0, f64::max);
    let profile = |k: f64| Curve { a: best_a(groups, k), k };
    // ln k from a decay nobody could see to one that nothing survives.
    let (low, high) = ((1e-9 / longest).ln(), (700.0 / longest).ln().max(7.0));
    let root = increasing_root(low, high, (1.0 / longest).ln(), |ln_k| {
        let curve = profile(ln_k.exp());
        let score = curve.score(groups);
        // Where a is free, moving k moves the best a along: d u/d k by the profile information.
        let information = if curve.a >= 0.0 {
            score.i_kk
        } else {
            score.i_kk - score.i_ak * score.i_ak / score.i_aa
        };
        (-score.u_k, information * curve.k)
    });
    let curve = profile(root.exp());
    let better = curve.log_likelihood(groups) >= flat.log_likelihood(groups) - 1e-9;
    if better && curve.a.is_finite() { Ok(curve) } else { Err(NotEstimable::NoMaximum) }
}

/// The a <= 0 that maximises the likelihood for a given k; 0 where the likelihood still rises there.
fn best_a(groups: &[WaitGroup], k: f64) -> f64 {
    let at_bound = Curve { a: 0.0, k }.score(groups);
    // Leads answered at once that did not convert exclude certainty.
    let excludes_bound =
        groups.iter().any(|group| k * group.wait_hours == 0.0 && group.converted.n_failures() > 0);
    if at_bound.u_a >= 0.0 && !excludes_bound {
        return 0.0;
    }
    increasing_root(-745.0, 0.0, -1.0, |a| {
        let score = Curve { a, k }.score(groups);
        (-score.u_a, score.i_aa)
    })
}
