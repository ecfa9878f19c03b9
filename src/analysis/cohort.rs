//! Cohort maturity: conversion rates of young cohorts, without their apparent collapse (MATH 2.5).
//!
//! # Definition
//! F is the cumulative incidence of conversion by age in days (linear between its points, 0 at age 0,
//! constant after the last one). For a cohort of n deals of which x have converted, over
//! the ages a of the deals:
//! - maturity M = mean of F(a) / F(last); mature from 0.9 on;
//! - adjusted rate x / sum of F(a) / F(last), at most 1; interval Wilson(x, n) / M, at most 1.
//!
//! # Assumptions
//! Young cohorts convert as fast as older ones did. The adjusted rate is the delayed-feedback maximum
//! likelihood estimate for small rates; the same idea as chain ladder in insurance.
//!
//! # Edge cases
//! M = 0 (all deals of today, or nobody has ever converted): no adjusted rate, limits [0, 1]. Empty
//! cohort: no observed rate either. Immature cohorts stay out of the headline (P1, pitfall P02).
//!
//! # References
//! Mack 1993, ASTIN 23:213; Chapelle 2014, KDD. Verified: golden `cohort_maturity` (numpy).

use serde::{Deserialize, Serialize};

use super::interval::{Estimate, Level, NotEstimable};
use super::proportion::Proportion;
use super::survival::AalenJohansen;

/// Maturity from which a cohort counts as mature.
pub const MATURE: f64 = 0.9;

/// Cumulative incidence by age: piecewise linear through (0, 0) and its points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversionCurve {
    points: Vec<(f64, f64)>,
}

/// Points that are no cumulative incidence.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("point {index}: days and incidence must not fall, days >= 0, incidence in 0..=1")]
pub struct CurveError {
    /// Position of the first bad point.
    pub index: usize,
}

impl ConversionCurve {
    /// A curve through points (age in days, share converted by then), both ascending.
    ///
    /// ```
    /// use trichterwerk::analysis::cohort::ConversionCurve;
    /// let curve = ConversionCurve::new(vec![(30.0, 0.1), (90.0, 0.2)])?;
    /// assert!((curve.at(60.0) - 0.15).abs() < 1e-15);
    /// assert_eq!(curve.at(500.0), 0.2);
    /// # Ok::<(), trichterwerk::analysis::cohort::CurveError>(())
    /// ```
    pub fn new(points: Vec<(f64, f64)>) -> Result<Self, CurveError> {
        let mut before = (0.0, 0.0);
        for (index, &(days, incidence)) in points.iter().enumerate() {
            // Written so that a NaN fails.
            let rises = days >= before.0 && days.is_finite() && incidence >= before.1;
            if !(rises && incidence <= 1.0) {
                return Err(CurveError { index });
            }
            before = (days, incidence);
        }
        Ok(Self { points })
    }

    /// The curve of a fitted cumulative incidence over days.
    pub fn from_incidence(curve: &AalenJohansen) -> Self {
        let points = curve.rows.iter().map(|row| (row.time, row.incidence)).collect();
        Self { points }
    }

    /// Share converted by an age in days.
    pub fn at(&self, days: f64) -> f64 {
        let next = self.points.partition_point(|point| point.0 <= days);
        let before = next.checked_sub(1).and_then(|at| self.points.get(at)).copied();
        let (from, low) = before.unwrap_or((0.0, 0.0));
        match self.points.get(next) {
            Some(&(to, high)) if to > from => {
                low + (high - low) * (days - from).max(0.0) / (to - from)
            }
            _ => low,
        }
    }

    /// Share converted in the end.
    pub fn last(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.1)
    }
}

/// One cohort, seen at its age.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CohortMaturity {
    /// Raw rate so far (Wilson): a lower bound while the cohort is immature.
    pub observed: Estimate,
    /// Mean share of the final conversion that deals of these ages have behind them, 0 to 1.
    pub maturity: f64,
    /// Whether the raw rate may be compared with older cohorts.
    pub is_mature: bool,
    /// Rate expected once the cohort is mature.
    pub adjusted: Estimate,
}

/// More conversions than deals in a cohort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{n_converted} of {n} deals converted")]
pub struct CohortError {
    /// Deals of the cohort.
    pub n: u64,
    /// Conversions given.
    pub n_converted: u64,
}

/// Maturity and adjusted rate of a cohort whose deals have these ages and `n_converted` of which have
/// converted.
///
/// ```
/// use trichterwerk::analysis::cohort::{ConversionCurve, MATURE, cohort_maturity};
/// use trichterwerk::analysis::interval::Level;
/// let curve = ConversionCurve::new(vec![(100.0, 0.3)])?;
/// // Ten deals half way through: two conversions so far point to four in the end.
/// let cohort = cohort_maturity(&curve, [50.0; 10], 2, MATURE, Level::ESTIMATE)?;
/// assert!((cohort.adjusted.value.unwrap() - 0.4).abs() < 1e-12);
/// assert!(!cohort.is_mature);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cohort_maturity(
    curve: &ConversionCurve,
    ages_days: impl IntoIterator<Item = f64>,
    n_converted: u64,
    mature_from: f64,
    level: Level,
) -> Result<CohortMaturity, CohortError> {
    let last = curve.last();
    let (mut n, mut expected) = (0_u64, 0.0);
    for age in ages_days {
        n += 1;
        expected += if last > 0.0 { curve.at(age) / last } else { 0.0 };
    }
    let converted = Proportion::new(n_converted, n).map_err(|_| CohortError { n, n_converted })?;
    let observed = converted.wilson(level);
    let maturity = if n == 0 { 0.0 } else { expected / n as f64 };
    let capped = |rate: f64| rate.min(1.0);
    let adjusted = if expected > 0.0 {
        let limit = |limit: Option<f64>| limit.map(|limit| capped(limit / maturity));
        let rate = capped(n_converted as f64 / expected);
        let (lower, upper) = (limit(observed.lower), limit(observed.upper));
        Estimate::with_limits(rate, lower, upper, level, n)
    } else {
        let why = if n == 0 { NotEstimable::NoObservations } else { NotEstimable::Immature };
        Estimate::missing_within(why, Some(0.0), Some(1.0), level, n)
    };
    Ok(CohortMaturity { observed, maturity, is_mature: maturity >= mature_from, adjusted })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn curve() -> ConversionCurve {
        ConversionCurve::new(vec![(0.0, 0.0), (30.0, 0.1), (60.0, 0.25), (180.0, 0.3)]).unwrap()
    }

    #[test]
    fn a_falling_curve_is_refused() {
        assert_eq!(
            ConversionCurve::new(vec![(9.0, 0.3), (9.0, 0.2)]),
            Err(CurveError { index: 1 })
        );
        assert!(ConversionCurve::new(vec![(f64::NAN, 0.3)]).is_err());
        assert!(ConversionCurve::new(vec![(1.0, 1.3)]).is_err());
    }

    #[test]
    fn deals_of_today_say_nothing_yet() {
        let cohort = cohort_maturity(&curve(), [0.0; 3], 0, MATURE, Level::ESTIMATE).unwrap();
        assert_eq!(cohort.adjusted.why, Some(NotEstimable::Immature));
        assert_eq!((cohort.adjusted.lower, cohort.adjusted.upper), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn an_empty_cohort_and_an_empty_curve_have_no_rate() {
        let empty = cohort_maturity(&curve(), [], 0, MATURE, Level::ESTIMATE).unwrap();
        assert_eq!(empty.adjusted.why, Some(NotEstimable::NoObservations));
        let nothing = ConversionCurve::new(vec![]).unwrap();
        let cohort = cohort_maturity(&nothing, [50.0], 0, MATURE, Level::ESTIMATE).unwrap();
        assert_eq!((cohort.maturity, cohort.adjusted.value), (0.0, None));
        assert!(cohort_maturity(&nothing, [50.0], 2, MATURE, Level::ESTIMATE).is_err());
    }

    /// Pitfall P02 (MATH 8): equal cohorts of falling age have falling raw rates and equal adjusted ones.
    #[test]
    fn p02_young_cohorts_do_not_collapse() {
        let cohort = |age: f64, converted| {
            cohort_maturity(&curve(), vec![age; 1000], converted, MATURE, Level::ESTIMATE).unwrap()
        };
        let (old, young) = (cohort(180.0, 300), cohort(30.0, 100));
        assert!(old.is_mature && !young.is_mature);
        assert!(young.observed.value < old.observed.value);
        assert!((young.adjusted.value.unwrap() - old.adjusted.value.unwrap()).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_adjusted_rate_is_never_below_the_raw_one(
            ages in prop::collection::vec(0.0_f64..400.0, 1..60), share in 0.0_f64..1.0,
        ) {
            let converted = (share * ages.len() as f64) as u64;
            let cohort =
                cohort_maturity(&curve(), ages, converted, MATURE, Level::ESTIMATE).unwrap();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&cohort.maturity));
            if let (Some(raw), Some(adjusted)) = (cohort.observed.value, cohort.adjusted.value) {
                prop_assert!(adjusted >= raw - 1e-12 && adjusted <= 1.0);
            }
        }
    }
}
