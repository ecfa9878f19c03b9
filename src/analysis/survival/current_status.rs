//! Current-status data: one mailing tells of each address only whether it has bounced by its age
//! (MATH 3.5). The normal case of a CRM.
//!
//! # Definition
//! Per age a (months since capture or last verified contact): n mailed, b bounced.
//! - **Constant rate** l: log-likelihood sum b ln(1 - e^(-la)) - (n - b) l a; score
//!   sum b a e^(-la) / (1 - e^(-la)) = sum (n - b) a; expected information sum n a² e^(-la) / (1 - e^(-la));
//!   interval l exp(± z / (l sqrt(I))). The same as a binomial GLM with complementary log-log link and
//!   offset ln a.
//! - **Weibull**: that GLM on [1, ln a] by Fisher scoring: shape = slope, scale = exp(-intercept / slope),
//!   interval of the shape on the log scale with se / shape.
//! - **NPMLE** of the distribution function: pool-adjacent-violators on b/n with weights n.
//!
//! # Assumptions
//! Age at the mailing says nothing about validity beyond its duration. Contacts already cleaned from the
//! list must not be missing from it, else the rate is biased low; ages counted from the import are too
//! young. Bounces show only part of what is bad: the rate is a lower bound.
//!
//! # Edge cases
//! No bounce: rate 0, upper limit -ln(alpha/2) / sum(n a). All bounced: no rate, the lower limit l solves
//! sum n ln(1 - e^(-la)) = ln(alpha/2). Weibull: none with one age, without bounces, with only bounces
//! or with a slope that is not positive. Ages that are not positive are refused.
//!
//! # References
//! Ayer et al. 1955, Ann. Math. Stat. 26:641; Groeneboom & Wellner 1992. Verified: golden
//! `current_status_bounce` (statsmodels GLM, scipy `isotonic_regression`).

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::exponential::inverse_of_rate;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::root::increasing_root;
use crate::analysis::special::chi_squared_tail;

/// Addresses of one age in a mailing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgeGroup {
    /// Months since capture or last verified contact; positive.
    pub age_months: f64,
    /// Bounced among mailed.
    pub bounced: Proportion,
}

/// Why there is no fit.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CurrentStatusError {
    /// An age is zero, negative or not a number: it cannot tell anything about decay.
    #[error("age {0} months is not positive")]
    Age(f64),
}

/// Decay as one mailing shows it. Rates are per month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurrentStatus {
    /// Share bounced in the whole mailing (Wilson).
    pub bounce_rate: Estimate,
    /// Hazard per month under a constant rate.
    pub rate: Estimate,
    /// Standard error of the logarithm of `rate`; `None` without a rate.
    pub std_error_ln_rate: Option<f64>,
    /// Share going bad per month, 1 - e^(-rate).
    pub monthly: Estimate,
    /// Share going bad per year, 1 - e^(-12 rate).
    pub annual: Estimate,
    /// Months until half are bad.
    pub half_life_months: Estimate,
    /// Log-likelihood of the constant rate; `None` without a rate.
    pub log_likelihood: Option<f64>,
    /// Step function between nothing and the data: share bad by each age.
    pub npmle: Vec<NpmleStep>,
}

/// One step of the non-parametric maximum likelihood estimate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NpmleStep {
    /// Age in months.
    pub age_months: f64,
    /// Share bad by this age.
    pub share_bad: f64,
}

/// A hazard that changes with age, fitted to the same mailing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurrentStatusWeibull {
    /// Shape; 1 is a constant rate.
    pub shape: Estimate,
    /// Standard error of the shape.
    pub std_error_shape: f64,
    /// Scale in months.
    pub scale_months: f64,
    /// Twice the gain in log-likelihood over the constant rate.
    pub likelihood_ratio: f64,
    /// p-value of a constant rate.
    pub constant_hazard_p: f64,
}

/// Fits a constant rate and the step function.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::survival::{AgeGroup, current_status};
/// // A list of 18 months of which 40 % bounce, read as one age: 2.8 % a month.
/// let mailing = [AgeGroup { age_months: 18.0, bounced: Proportion::of(200, 300) }];
/// let decay = current_status(&mailing, Level::ESTIMATE)?;
/// assert!((decay.monthly.value.unwrap() - 0.02798).abs() < 1e-5);
/// # Ok::<(), trichterwerk::analysis::survival::CurrentStatusError>(())
/// ```
pub fn current_status(
    groups: &[AgeGroup],
    level: Level,
) -> Result<CurrentStatus, CurrentStatusError> {
    let groups = by_age(groups)?;
    let total: Proportion = groups.iter().map(|group| group.bounced).sum();
    let (rate, std_error_ln_rate) = constant_rate(&groups, total, level);
    Ok(CurrentStatus {
        bounce_rate: total.wilson(level),
        rate,
        std_error_ln_rate,
        monthly: rate.map_increasing(|rate| -(-rate).exp_m1()),
        annual: rate.map_increasing(|rate| -(-12.0 * rate).exp_m1()),
        half_life_months: inverse_of_rate(rate, LN_2),
        log_likelihood: rate.value.map(|rate| log_likelihood(&groups, |age| rate * age)),
        npmle: pool_adjacent_violators(&groups),
    })
}

/// Fits a Weibull hazard to the same data; the inner result says why there may be none.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::survival::{AgeGroup, current_status_weibull};
/// let mailing = [(6.0, 5, 95), (12.0, 20, 80), (24.0, 60, 40)]
///     .map(|(age_months, bad, valid)| AgeGroup { age_months, bounced: Proportion::of(bad, valid) });
/// let fit = current_status_weibull(&mailing, Level::ESTIMATE)?.unwrap();
/// assert!(fit.shape.lower > Some(1.0), "older contacts go bad faster");
/// # Ok::<(), trichterwerk::analysis::survival::CurrentStatusError>(())
/// ```
pub fn current_status_weibull(
    groups: &[AgeGroup],
    level: Level,
) -> Result<Result<CurrentStatusWeibull, NotEstimable>, CurrentStatusError> {
    let groups = by_age(groups)?;
    Ok(weibull(&groups, level))
}

/// The groups in ascending order of age, equal ages pooled and empty groups dropped.
fn by_age(groups: &[AgeGroup]) -> Result<Vec<AgeGroup>, CurrentStatusError> {
    if let Some(bad) = groups.iter().find(|g| !(g.age_months > 0.0 && g.age_months.is_finite())) {
        return Err(CurrentStatusError::Age(bad.age_months));
    }
    let mut sorted: Vec<AgeGroup> =
        groups.iter().filter(|group| group.bounced.n_trials() > 0).copied().collect();
    sorted.sort_by(|a, b| a.age_months.total_cmp(&b.age_months));
    let pooled = sorted.chunk_by(|a, b| a.age_months.total_cmp(&b.age_months).is_eq());
    Ok(pooled
        .filter_map(|same| {
            let age_months = same.first()?.age_months;
            Some(AgeGroup { age_months, bounced: same.iter().map(|g| g.bounced).sum() })
        })
        .collect())
}

/// The rate with its interval, and the standard error of its logarithm.
fn constant_rate(groups: &[AgeGroup], total: Proportion, level: Level) -> (Estimate, Option<f64>) {
    let n = total.n_trials();
    let tail = (level.alpha() / 2.0).ln();
    if n == 0 {
        return (Estimate::missing(NotEstimable::NoObservations, level, 0), None);
    }
    let exposure = |count: fn(Proportion) -> u64| -> f64 {
        groups.iter().map(|group| count(group.bounced) as f64 * group.age_months).sum()
    };
    if total.n_successes() == 0 {
        let upper = -tail / exposure(Proportion::n_trials);
        return (Estimate::known(0.0, 0.0, upper, level, n), None);
    }
    if total.n_failures() == 0 {
        let lower = log_root(groups, |rate| {
            let (mut sum, mut slope) = (-tail, 0.0);
            for group in groups {
                let (n, x) = (group.bounced.n_trials() as f64, rate * group.age_months);
                sum += n * (-(-x).exp_m1()).ln();
                slope += n * x / x.exp_m1();
            }
            (sum, slope)
        });
        let why = NotEstimable::OnlyEvents;
        return (Estimate::missing_within(why, Some(lower), None, level, n), None);
    }
    let valid_exposure = exposure(Proportion::n_failures);
    let rate = log_root(groups, |rate| {
        // Valid exposure minus what the bounces explain: increasing in the rate.
        let (mut value, mut slope) = (valid_exposure, 0.0);
        for group in groups {
            let (b, a) = (group.bounced.n_successes() as f64, group.age_months);
            let x = rate * a;
            value -= b * a / x.exp_m1();
            slope += b * a * x * x.exp() / x.exp_m1().powi(2);
        }
        (value, slope)
    });
    let information: f64 = groups
        .iter()
        .map(|group| {
            let a = group.age_months;
            group.bounced.n_trials() as f64 * a * a / (rate * a).exp_m1()
        })
        .sum();
    let std_error = 1.0 / (rate * information.sqrt());
    let spread = (level.z() * std_error).exp();
    (Estimate::known(rate, rate / spread, rate * spread, level, n), Some(std_error))
}

/// Root over a positive rate, sought on its logarithm; `f` gives the value and the slope in ln rate.
fn log_root(groups: &[AgeGroup], f: impl Fn(f64) -> (f64, f64)) -> f64 {
    let oldest = groups.last().map_or(1.0, |group| group.age_months);
    increasing_root(-60.0, 60.0, -oldest.ln(), |ln_rate| f(ln_rate.exp())).exp()
}

/// sum b ln(1 - e^(-H)) - (n - b) H for a cumulative hazard H of the age.
fn log_likelihood(groups: &[AgeGroup], hazard: impl Fn(f64) -> f64) -> f64 {
    let part = |group: &AgeGroup| {
        let h = hazard(group.age_months);
        let (bounced, valid) =
            (group.bounced.n_successes() as f64, group.bounced.n_failures() as f64);
        let of_bounced = if bounced > 0.0 { bounced * (-(-h).exp_m1()).ln() } else { 0.0 };
        of_bounced - valid * h
    };
    groups.iter().map(part).sum()
}

/// Isotonic regression of b/n on age with weights n.
fn pool_adjacent_violators(groups: &[AgeGroup]) -> Vec<NpmleStep> {
    // Each block: pooled proportion and how many ages it spans.
    let mut blocks: Vec<(Proportion, usize)> = Vec::with_capacity(groups.len());
    for group in groups {
        let mut block = (group.bounced, 1);
        while let Some(&(before, n_ages)) = blocks.last() {
            if before.share() <= block.0.share() {
                break;
            }
            block = (before.pooled(block.0), n_ages + block.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let shares = blocks
        .iter()
        .flat_map(|&(pooled, n_ages)| std::iter::repeat_n(pooled.share().unwrap_or(0.0), n_ages));
    groups
        .iter()
        .zip(shares)
        .map(|(group, share_bad)| NpmleStep { age_months: group.age_months, share_bad })
        .collect()
}

fn weibull(groups: &[AgeGroup], level: Level) -> Result<CurrentStatusWeibull, NotEstimable> {
    let total: Proportion = groups.iter().map(|group| group.bounced).sum();
    let (constant, _) = constant_rate(groups, total, level);
    let Some(rate) = constant.value.filter(|&rate| rate > 0.0) else {
        return Err(constant.why.unwrap_or(NotEstimable::NoEvents));
    };
    if groups.len() < 2 {
        return Err(NotEstimable::NoVariation);
    }
    let fit = CloglogFit::new(groups, rate)?;
    if fit.slope <= 0.0 {
        return Err(NotEstimable::NoMaximum);
    }
    let hazard = |age: f64| (fit.intercept + fit.slope * age.ln()).exp();
    let gain = log_likelihood(groups, hazard) - log_likelihood(groups, |age| rate * age);
    let likelihood_ratio = (2.0 * gain).max(0.0);
    let spread = (level.z() * fit.std_error_slope / fit.slope).exp();
    Ok(CurrentStatusWeibull {
        shape: Estimate::known(
            fit.slope,
            fit.slope / spread,
            fit.slope * spread,
            level,
            total.n_trials(),
        ),
        std_error_shape: fit.std_error_slope,
        scale_months: (-fit.intercept / fit.slope).exp(),
        likelihood_ratio,
        constant_hazard_p: chi_squared_tail(likelihood_ratio, 1.0),
    })
}

/// Binomial GLM with complementary log-log link on [1, ln age], by Fisher scoring.
struct CloglogFit {
    intercept: f64,
    slope: f64,
    std_error_slope: f64,
}

impl CloglogFit {
    /// Starts at the constant rate, whose slope is 1.
    fn new(groups: &[AgeGroup], rate: f64) -> Result<Self, NotEstimable> {
        let (mut intercept, mut slope) = (rate.ln(), 1.0);
        for _ in 0..100 {
            let (mut u0, mut u1) = (0.0, 0.0);
            let (mut i00, mut i01, mut i11) = (0.0, 0.0, 0.0);
            for group in groups {
                let (x, n) = (group.age_months.ln(), group.bounced.n_trials() as f64);
                let hazard = (intercept + slope * x).exp();
                // p = 1 - e^(-h), dp/d eta = h e^(-h); score (b - n p) (dp/d eta) / (p (1 - p)).
                let p = -(-hazard).exp_m1();
                let residual = group.bounced.n_successes() as f64 - n * p;
                let score = residual * hazard / p;
                let weight = n * hazard * hazard * (-hazard).exp() / p;
                u0 += score;
                u1 += score * x;
                i00 += weight;
                i01 += weight * x;
                i11 += weight * x * x;
            }
            let determinant = i00 * i11 - i01 * i01;
            let step0 = (i11 * u0 - i01 * u1) / determinant;
            let step1 = (i00 * u1 - i01 * u0) / determinant;
            if !(step0.is_finite() && step1.is_finite() && determinant > 0.0) {
                return Err(NotEstimable::NoMaximum);
            }
            // At most a factor of e per step: far from the maximum a full step may overshoot.
            let damping = (1.0 / step0.abs().max(step1.abs())).min(1.0);
            intercept += damping * step0;
            slope += damping * step1;
            if step0.abs().max(step1.abs()) < 1e-12 {
                return Ok(Self { intercept, slope, std_error_slope: (i00 / determinant).sqrt() });
            }
        }
        Err(NotEstimable::NoMaximum)
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(age_months: f64, bounced: u64, valid: u64) -> AgeGroup {
        AgeGroup { age_months, bounced: Proportion::of(bounced, valid) }
    }

    #[test]
    fn one_age_has_the_closed_form() {
        let decay = current_status(&[group(12.0, 30, 70)], Level::ESTIMATE).unwrap();
        assert!((decay.rate.value.unwrap() + 0.7_f64.ln() / 12.0).abs() < 1e-14);
    }

    #[test]
    fn an_age_of_zero_is_refused() {
        assert!(current_status(&[group(0.0, 1, 1)], Level::ESTIMATE).is_err());
        assert!(current_status(&[group(f64::NAN, 1, 1)], Level::ESTIMATE).is_err());
    }

    #[test]
    fn no_mailing_has_no_rate() {
        let decay = current_status(&[], Level::ESTIMATE).unwrap();
        assert_eq!(decay.rate.why, Some(NotEstimable::NoObservations));
        assert!(decay.npmle.is_empty());
    }

    #[test]
    fn no_bounce_and_only_bounces_still_bound_the_rate() {
        let none = current_status(&[group(6.0, 0, 40)], Level::ESTIMATE).unwrap();
        assert_eq!((none.rate.value, none.half_life_months.value), (Some(0.0), None));
        assert!(none.rate.upper > Some(0.0) && none.half_life_months.lower.is_some());
        let all = current_status(&[group(6.0, 4, 0)], Level::ESTIMATE).unwrap();
        assert_eq!((all.rate.value, all.rate.why), (None, Some(NotEstimable::OnlyEvents)));
        assert!(all.rate.lower > Some(0.0) && all.half_life_months.upper.is_some());
    }

    #[test]
    fn a_weibull_needs_two_ages_and_bounces_that_grow() {
        let fit = |groups: &[AgeGroup]| current_status_weibull(groups, Level::ESTIMATE).unwrap();
        assert_eq!(fit(&[group(6.0, 3, 9)]), Err(NotEstimable::NoVariation));
        assert_eq!(fit(&[group(6.0, 0, 9), group(9.0, 0, 9)]), Err(NotEstimable::NoEvents));
        assert_eq!(fit(&[group(6.0, 3, 0), group(9.0, 3, 0)]), Err(NotEstimable::OnlyEvents));
        assert_eq!(fit(&[group(2.0, 9, 1), group(40.0, 1, 9)]), Err(NotEstimable::NoMaximum));
    }

    proptest! {
        #[test]
        fn the_step_function_never_falls_and_keeps_the_total(
            counts in prop::collection::vec((0_u64..20, 0_u64..20), 1..12),
        ) {
            let groups: Vec<AgeGroup> = counts
                .iter()
                .enumerate()
                .map(|(i, &(bounced, valid))| group(i as f64 + 1.0, bounced, valid))
                .collect();
            let steps = current_status(&groups, Level::ESTIMATE).unwrap().npmle;
            prop_assert!(steps.is_sorted_by(|a, b| a.share_bad <= b.share_bad));
            let fitted: f64 = steps
                .iter()
                .map(|s| groups[s.age_months as usize - 1].bounced.n_trials() as f64 * s.share_bad)
                .sum();
            let bounced: u64 = counts.iter().map(|&(b, _)| b).sum();
            prop_assert!((fitted - bounced as f64).abs() < 1e-9);
        }

        #[test]
        fn the_order_and_the_splitting_of_groups_are_irrelevant(
            counts in prop::collection::vec((1_u8..30, 0_u64..20, 0_u64..20), 1..12),
        ) {
            let groups: Vec<AgeGroup> =
                counts.iter().map(|&(age, b, v)| group(f64::from(age), b, v)).collect();
            let reversed: Vec<AgeGroup> = groups.iter().rev().copied().collect();
            let fit = |groups: &[AgeGroup]| current_status(groups, Level::ESTIMATE).unwrap();
            prop_assert_eq!(fit(&groups), fit(&reversed));
        }
    }
}
