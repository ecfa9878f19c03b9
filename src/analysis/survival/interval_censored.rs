//! Interval-censored lifetimes: contacts seen only at a series of mailings (MATH 3.6).
//!
//! # Definition
//! A contact valid at mailing l and bounced at mailing u went bad at some T in (l, u]; one still valid at
//! its last mailing has T > l; one with l = u is known exactly. Maximise sum ln(S(l) - S(u)) (exact:
//! ln f(u)) of the Weibull S(t) = exp(-(t/b)^k) over (ln b, ln k), by Newton's method with analytic
//! derivatives, started at b = the median of the finite bounds, k = 1. Standard errors from the observed
//! information; the exponential model is the same with k fixed at 1.
//!
//! # Assumptions
//! The times of the mailings do not depend on the state of the contact.
//!
//! # Edge cases
//! No contact went bad: no estimate. Bounds that are negative, not finite or in the wrong order, and an
//! exact event at 0, are refused by [`CensoringInterval`]. A likelihood without an inner maximum (every
//! contact bad before its first mailing): no estimate.
//!
//! # References
//! Turnbull 1976, JRSS B 38:290 (interval censoring); Kalbfleisch & Prentice 1980. Verified: golden
//! `interval_censored_weibull` (scipy; lifelines `fit_interval_censoring`).

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::quantile::quantile;
use crate::analysis::special::chi_squared_tail;

/// What is known about one lifetime.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CensoringInterval {
    left: f64,
    right: Option<f64>,
}

/// Bounds that say nothing about a lifetime.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{left} to {right:?} is no interval of ages")]
pub struct CensoringIntervalError {
    /// Lower bound given.
    pub left: f64,
    /// Upper bound given.
    pub right: Option<f64>,
}

impl CensoringInterval {
    /// Valid at age `left`, bad at age `right`; `None`: not bad yet.
    ///
    /// ```
    /// use trichterwerk::analysis::survival::CensoringInterval;
    /// assert!(CensoringInterval::new(4.0, Some(6.0)).is_ok());
    /// assert!(CensoringInterval::new(6.0, Some(4.0)).is_err());
    /// ```
    pub fn new(left: f64, right: Option<f64>) -> Result<Self, CensoringIntervalError> {
        let ordered = right.is_none_or(|right| right.is_finite() && right >= left && right > 0.0);
        if left >= 0.0 && left.is_finite() && ordered {
            Ok(Self { left, right })
        } else {
            Err(CensoringIntervalError { left, right })
        }
    }
}

/// A Weibull model fitted to intervals, in their unit of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IntervalCensoredWeibull {
    /// Contacts.
    pub n: u64,
    /// Contacts known to have gone bad.
    pub n_events: u64,
    /// Age by which 63.2 % have gone bad.
    pub scale: Estimate,
    /// Shape; 1 is a constant hazard.
    pub shape: Estimate,
    /// Standard error of the logarithm of the scale.
    pub std_error_ln_scale: f64,
    /// Standard error of the logarithm of the shape.
    pub std_error_ln_shape: f64,
    /// Median age.
    pub median: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Rate of the exponential model, per unit of time.
    pub exponential_rate: Estimate,
    /// Log-likelihood of the exponential model.
    pub log_likelihood_exponential: f64,
    /// Twice the difference of the log-likelihoods.
    pub likelihood_ratio: f64,
    /// p-value of a constant hazard.
    pub constant_hazard_p: f64,
}

/// Fits the model by maximum likelihood.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::survival::{CensoringInterval, interval_censored_weibull};
/// let contacts: Vec<_> = [(0.0, Some(2.0)), (2.0, Some(4.0)), (4.0, Some(6.0)), (2.0, Some(6.0)), (6.0, None)]
///     .into_iter()
///     .filter_map(|(l, u)| CensoringInterval::new(l, u).ok())
///     .collect();
/// let fit = interval_censored_weibull(&contacts, Level::ESTIMATE).unwrap();
/// assert!(fit.median > 2.0 && fit.median < 6.0);
/// ```
pub fn interval_censored_weibull(
    intervals: &[CensoringInterval],
    level: Level,
) -> Result<IntervalCensoredWeibull, NotEstimable> {
    let n = intervals.len() as u64;
    if n == 0 {
        return Err(NotEstimable::NoObservations);
    }
    let n_events = intervals.iter().filter(|interval| interval.right.is_some()).count() as u64;
    if n_events == 0 {
        return Err(NotEstimable::NoEvents);
    }
    let likelihood = Likelihood(intervals);
    let start = Point { ln_scale: median_bound(intervals).ln(), ln_shape: 0.0 };
    let exponential = likelihood.maximum(start, false)?;
    let weibull = likelihood.maximum(exponential.at, true)?;
    let determinant = weibull.information_determinant();
    let std_error_ln_scale = (-weibull.h22 / determinant).sqrt();
    let std_error_ln_shape = (-weibull.h11 / determinant).sqrt();
    let std_error_exponential = (-1.0 / exponential.h11).sqrt();
    let z = level.z();
    let estimate = |ln_value: f64, se: f64| {
        let limit = |side: f64| (ln_value + side * z * se).exp();
        Estimate::known(ln_value.exp(), limit(-1.0), limit(1.0), level, n)
    };
    let likelihood_ratio = (2.0 * (weibull.value - exponential.value)).max(0.0);
    let Point { ln_scale, ln_shape } = weibull.at;
    Ok(IntervalCensoredWeibull {
        n,
        n_events,
        scale: estimate(ln_scale, std_error_ln_scale),
        shape: estimate(ln_shape, std_error_ln_shape),
        std_error_ln_scale,
        std_error_ln_shape,
        median: (ln_scale + LN_2.ln() / ln_shape.exp()).exp(),
        log_likelihood: weibull.value,
        exponential_rate: estimate(-exponential.at.ln_scale, std_error_exponential),
        log_likelihood_exponential: exponential.value,
        likelihood_ratio,
        constant_hazard_p: chi_squared_tail(likelihood_ratio, 1.0),
    })
}

/// Median of all finite positive bounds: the scale to start from.
fn median_bound(intervals: &[CensoringInterval]) -> f64 {
    let bounds: Vec<f64> = intervals
        .iter()
        .flat_map(|interval| [Some(interval.left), interval.right])
        .flatten()
        .filter(|&bound| bound > 0.0)
        .collect();
    quantile(&bounds, 0.5).unwrap_or(1.0)
}

#[derive(Clone, Copy)]
struct Point {
    ln_scale: f64,
    ln_shape: f64,
}

/// Value, gradient and Hessian of the log-likelihood in (ln b, ln k).
#[derive(Clone, Copy)]
struct Expansion {
    at: Point,
    value: f64,
    g1: f64,
    g2: f64,
    h11: f64,
    h12: f64,
    h22: f64,
}

impl Expansion {
    fn information_determinant(&self) -> f64 {
        self.h11 * self.h22 - self.h12 * self.h12
    }

    fn add(&mut self, part: [f64; 6]) {
        let [value, g1, g2, h11, h12, h22] = part;
        self.value += value;
        self.g1 += g1;
        self.g2 += g2;
        self.h11 += h11;
        self.h12 += h12;
        self.h22 += h22;
    }
}

/// u = (t/b)^k and its derivatives in (ln b, ln k): [u, u1, u2, u11, u12, u22].
fn hazard(t: f64, at: Point) -> [f64; 6] {
    if t <= 0.0 {
        return [0.0; 6];
    }
    let k = at.ln_shape.exp();
    let w = k * (t.ln() - at.ln_scale);
    let u = w.exp();
    [u, -k * u, w * u, k * k * u, -k * u * (1.0 + w), w * u * (1.0 + w)]
}

struct Likelihood<'a>(&'a [CensoringInterval]);

impl Likelihood<'_> {
    fn expansion(&self, at: Point) -> Expansion {
        let mut sum = Expansion { at, value: 0.0, g1: 0.0, g2: 0.0, h11: 0.0, h12: 0.0, h22: 0.0 };
        for interval in self.0 {
            let left = hazard(interval.left, at);
            match interval.right {
                None => sum.add(left.map(|part| -part)),
                Some(right) if right <= interval.left => sum.add(exact(right, at)),
                Some(right) => sum.add(between(left, hazard(right, at))),
            }
        }
        sum
    }

    /// Newton's method with a step length that never lowers the likelihood.
    fn maximum(&self, start: Point, with_shape: bool) -> Result<Expansion, NotEstimable> {
        /// Beyond these logarithms the likelihood runs off to a boundary.
        const FAR: f64 = 50.0;
        let mut here = self.expansion(start);
        for _ in 0..200 {
            let (step1, step2) = ascent(&here, with_shape);
            let size = step1.abs().max(step2.abs());
            if !size.is_finite() || here.at.ln_scale.abs() > FAR || here.at.ln_shape.abs() > FAR {
                return Err(NotEstimable::NoMaximum);
            }
            // At most a factor of e per step.
            let mut length = (1.0 / size).min(1.0);
            let next = loop {
                let next = self.expansion(Point {
                    ln_scale: here.at.ln_scale + length * step1,
                    ln_shape: here.at.ln_shape + length * step2,
                });
                if next.value >= here.value || length * size < 1e-13 {
                    break next;
                }
                length /= 2.0;
            };
            here = next;
            if size < 1e-10 {
                let concave =
                    here.h11 < 0.0 && (!with_shape || here.information_determinant() > 0.0);
                return if concave { Ok(here) } else { Err(NotEstimable::NoMaximum) };
            }
        }
        Err(NotEstimable::NoMaximum)
    }
}

/// Newton's direction where the Hessian is negative definite, the gradient elsewhere.
fn ascent(here: &Expansion, with_shape: bool) -> (f64, f64) {
    if !with_shape {
        let step = if here.h11 < 0.0 { -here.g1 / here.h11 } else { here.g1 };
        return (step, 0.0);
    }
    let determinant = here.information_determinant();
    if here.h11 < 0.0 && determinant > 0.0 {
        let step1 = -(here.h22 * here.g1 - here.h12 * here.g2) / determinant;
        let step2 = -(here.h11 * here.g2 - here.h12 * here.g1) / determinant;
        (step1, step2)
    } else {
        (here.g1, here.g2)
    }
}

/// ln f(t) = ln k + w - ln t - u and its derivatives.
fn exact(t: f64, at: Point) -> [f64; 6] {
    let [u, u1, u2, u11, u12, u22] = hazard(t, at);
    let k = at.ln_shape.exp();
    let w = k * (t.ln() - at.ln_scale);
    [at.ln_shape + w - t.ln() - u, -k - u1, 1.0 + w - u2, -u11, -k - u12, w - u22]
}

/// ln(e^(-l) - e^(-r)) = -l + ln(1 - e^(-(r - l))) and its derivatives, from those of l and r.
fn between(l: [f64; 6], r: [f64; 6]) -> [f64; 6] {
    let gap = r[0] - l[0];
    // S(l)/D and S(r)/D for D = S(l) - S(r).
    let of_left = -1.0 / (-gap).exp_m1();
    let of_right = 1.0 / gap.exp_m1();
    let first = |i: usize| of_right * r[i] - of_left * l[i];
    let (g1, g2) = (first(1), first(2));
    let second = |i: usize, j: usize, ij: usize| {
        of_left * (l[i] * l[j] - l[ij]) - of_right * (r[i] * r[j] - r[ij])
    };
    [
        -l[0] + (-(-gap).exp_m1()).ln(),
        g1,
        g2,
        second(1, 1, 3) - g1 * g1,
        second(1, 2, 4) - g1 * g2,
        second(2, 2, 5) - g2 * g2,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intervals(bounds: &[(f64, Option<f64>)]) -> Vec<CensoringInterval> {
        bounds.iter().map(|&(l, r)| CensoringInterval::new(l, r).unwrap()).collect()
    }

    #[test]
    fn bounds_that_say_nothing_are_refused() {
        for (left, right) in [
            (-1.0, None),
            (f64::NAN, None),
            (2.0, Some(1.0)),
            (0.0, Some(0.0)),
            (0.0, Some(f64::INFINITY)),
        ] {
            assert!(CensoringInterval::new(left, right).is_err(), "{left} {right:?}");
        }
    }

    #[test]
    fn without_an_event_there_is_no_fit() {
        let fit = |bounds| interval_censored_weibull(&intervals(bounds), Level::ESTIMATE);
        assert_eq!(fit(&[]), Err(NotEstimable::NoObservations));
        assert_eq!(fit(&[(3.0, None), (4.0, None)]), Err(NotEstimable::NoEvents));
    }

    #[test]
    fn bad_before_the_first_mailing_has_no_inner_maximum() {
        let all = intervals(&[(0.0, Some(2.0)), (0.0, Some(2.0)), (0.0, Some(3.0))]);
        assert_eq!(interval_censored_weibull(&all, Level::ESTIMATE), Err(NotEstimable::NoMaximum));
    }

    #[test]
    fn the_derivatives_are_those_of_the_value() {
        let data = intervals(&[(0.0, Some(2.0)), (3.0, Some(5.0)), (4.0, Some(4.0)), (6.0, None)]);
        let likelihood = Likelihood(&data);
        let at = |ln_scale, ln_shape| likelihood.expansion(Point { ln_scale, ln_shape });
        let (x, y, h) = (1.3, 0.4, 1e-5);
        let here = at(x, y);
        let slope = |f: fn(&Expansion) -> f64, dx: f64, dy: f64| {
            (f(&at(x + dx, y + dy)) - f(&at(x - dx, y - dy))) / (2.0 * h)
        };
        for (got, expected) in [
            (here.g1, slope(|e| e.value, h, 0.0)),
            (here.g2, slope(|e| e.value, 0.0, h)),
            (here.h11, slope(|e| e.g1, h, 0.0)),
            (here.h12, slope(|e| e.g1, 0.0, h)),
            (here.h12, slope(|e| e.g2, h, 0.0)),
            (here.h22, slope(|e| e.g2, 0.0, h)),
        ] {
            assert!((got - expected).abs() < 1e-7, "{got} {expected}");
        }
    }
}
