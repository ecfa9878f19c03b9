//! Control charts: is this month a signal or noise? (MATH 6.9)
//!
//! # Definition
//! - **XmR** for counts and amounts per month: with mR the mean absolute difference of neighbours, limits
//!   mean ± 2.66 mR, upper limit of a moving range 3.268 mR. Rule 1: a point outside the limits. Rule 2:
//!   eight points in a row on one side of the mean. Rule 3: three of four beyond half-way to one limit.
//!   A rule names the point that completes it.
//! - **p-chart** for rates with unequal n (months, or reps side by side): p = sum x / sum n, limits
//!   p ± 3 sqrt(p(1-p)/n) within [0, 1].
//!
//! # Assumptions
//! Points are independent and of one process while nothing changes. A single point inside the limits is
//! noise: it deserves no explanation.
//!
//! # Edge cases
//! Fewer than eight points: mean and mean moving range only, no limits and no rules. Counts cannot fall
//! below 0: the lower limit is clamped, but half-way is measured to the unclamped one. n = 0: no rate and no
//! limits at that point; all n = 0: no centre line.
//!
//! # References
//! Shewhart 1931; Wheeler 1993, *Understanding Variation*. Verified: golden `xmr_chart`, `p_chart`.

use serde::{Deserialize, Serialize};

use super::proportion::Proportion;

/// Fewest points for limits.
pub const MIN_POINTS: usize = 8;
/// 3 / d2 with d2 = 1.128, the mean range of two standard normal values.
const NATURAL_LIMIT: f64 = 2.66;
/// D4 of two values.
const RANGE_LIMIT: f64 = 3.268;
/// Points in a row on one side of the mean that make a run.
const RUN: usize = 8;

/// An XmR chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct XmrChart {
    /// Points.
    pub n: u64,
    /// Their mean; `None` without points.
    pub mean: Option<f64>,
    /// Mean absolute difference of neighbours; `None` with fewer than two points.
    pub mean_moving_range: Option<f64>,
    /// Limits; `None` with fewer than eight points.
    pub limits: Option<XmrLimits>,
    /// Points outside the limits.
    pub outside: Vec<usize>,
    /// Points that complete a run of eight on one side of the mean.
    pub runs: Vec<usize>,
    /// Points that complete three of four beyond half-way to one limit.
    pub near_limit: Vec<usize>,
}

/// Limits of an XmR chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct XmrLimits {
    /// Lower natural process limit.
    pub lower: f64,
    /// Upper natural process limit.
    pub upper: f64,
    /// Upper limit of a moving range.
    pub moving_range_upper: f64,
}

/// What values of a chart can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueRange {
    /// Counts and amounts: never below 0.
    NonNegative,
    /// Differences: any number.
    Any,
}

/// A value that is not a number, or negative where that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("point {index} is {value}")]
pub struct PointError {
    /// Position of the point.
    pub index: usize,
    /// Its value.
    pub value: f64,
}

/// The XmR chart of values in order of time.
///
/// ```
/// use trichterwerk::analysis::control_chart::{ValueRange, xmr_chart};
/// let wins = [25.0, 28.0, 22.0, 26.0, 24.0, 27.0, 23.0, 25.0, 30.0, 26.0, 24.0, 9.0];
/// let chart = xmr_chart(&wins, ValueRange::NonNegative)?;
/// assert_eq!(chart.outside, [11], "December is no noise");
/// # Ok::<(), trichterwerk::analysis::control_chart::PointError>(())
/// ```
pub fn xmr_chart(values: &[f64], range: ValueRange) -> Result<XmrChart, PointError> {
    let valid = |value: f64| match range {
        ValueRange::NonNegative => value.is_finite() && value >= 0.0,
        ValueRange::Any => value.is_finite(),
    };
    if let Some(index) = values.iter().position(|&value| !valid(value)) {
        let value = values.get(index).copied().unwrap_or(f64::NAN);
        return Err(PointError { index, value });
    }
    let n = values.len();
    let mean = (n > 0).then(|| values.iter().sum::<f64>() / n as f64);
    let ranges = values.windows(2).map(|pair| match pair {
        [a, b] => (b - a).abs(),
        _ => 0.0,
    });
    let mean_moving_range = (n > 1).then(|| ranges.sum::<f64>() / (n as f64 - 1.0));
    let mut chart = XmrChart {
        n: n as u64,
        mean,
        mean_moving_range,
        limits: None,
        outside: Vec::new(),
        runs: Vec::new(),
        near_limit: Vec::new(),
    };
    if let (Some(mean), Some(moving_range)) = (mean, mean_moving_range)
        && n >= MIN_POINTS
    {
        chart.add_limits(values, range, mean, moving_range);
    }
    Ok(chart)
}

impl XmrChart {
    fn add_limits(&mut self, values: &[f64], range: ValueRange, mean: f64, moving_range: f64) {
        let reach = NATURAL_LIMIT * moving_range;
        let upper = mean + reach;
        let lower = match range {
            ValueRange::NonNegative => (mean - reach).max(0.0),
            ValueRange::Any => mean - reach,
        };
        self.limits =
            Some(XmrLimits { lower, upper, moving_range_upper: RANGE_LIMIT * moving_range });
        self.outside = positions(values, 1, |point| point.iter().any(|&x| x > upper || x < lower));
        self.runs = positions(values, RUN, |run| {
            run.iter().all(|&x| x > mean) || run.iter().all(|&x| x < mean)
        });
        let (high, low) = (mean + reach / 2.0, mean - reach / 2.0);
        self.near_limit = positions(values, 4, |four| {
            let n_high = four.iter().filter(|&&x| x > high).count();
            let n_low = four.iter().filter(|&&x| x < low).count();
            n_high >= 3 || n_low >= 3
        });
    }

    /// Whether any rule found a signal.
    pub fn has_signal(&self) -> bool {
        !(self.outside.is_empty() && self.runs.is_empty() && self.near_limit.is_empty())
    }
}

/// Last positions of the stretches of `length` points that satisfy a rule.
fn positions(values: &[f64], length: usize, rule: impl Fn(&[f64]) -> bool) -> Vec<usize> {
    let stretches = values.windows(length).enumerate();
    stretches.filter(|(_, points)| rule(points)).map(|(start, _)| start + length - 1).collect()
}

/// A p-chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PChart {
    /// Pooled rate; `None` if all n are 0.
    pub centre: Option<f64>,
    /// Limits per point; `None` where n = 0.
    pub limits: Vec<Option<PLimits>>,
    /// Points outside their limits.
    pub outside: Vec<usize>,
    /// Mean of the rates, as a dashboard would average them: wrong unless all n are equal, shown only to
    /// explain (pitfall P01).
    pub naive_mean_of_rates: Option<f64>,
}

/// Limits at one point of a p-chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PLimits {
    /// Lower limit, at least 0.
    pub lower: f64,
    /// Upper limit, at most 1.
    pub upper: f64,
}

/// The p-chart of rates, one per month or per rep.
///
/// ```
/// use trichterwerk::analysis::control_chart::p_chart;
/// use trichterwerk::analysis::proportion::Proportion;
/// let reps = [Proportion::of(25, 50), Proportion::of(27, 53), Proportion::of(10, 80)];
/// assert_eq!(p_chart(&reps).outside, [2]);
/// ```
pub fn p_chart(rates: &[Proportion]) -> PChart {
    let pooled: Proportion = rates.iter().copied().sum();
    let centre = pooled.share();
    let limits: Vec<Option<PLimits>> = rates
        .iter()
        .map(|rate| {
            let p = centre.filter(|_| rate.n_trials() > 0)?;
            let reach = 3.0 * (p * (1.0 - p) / rate.n_trials() as f64).sqrt();
            Some(PLimits { lower: (p - reach).max(0.0), upper: (p + reach).min(1.0) })
        })
        .collect();
    let outside = rates.iter().zip(&limits).enumerate().filter_map(|(at, (rate, limits))| {
        let (share, limits) = (rate.share()?, (*limits)?);
        (share < limits.lower || share > limits.upper).then_some(at)
    });
    let shares: Vec<f64> = rates.iter().filter_map(|rate| rate.share()).collect();
    PChart {
        centre,
        outside: outside.collect(),
        limits,
        naive_mean_of_rates: (!shares.is_empty())
            .then(|| shares.iter().sum::<f64>() / shares.len() as f64),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seven_points_have_a_line_but_no_limits() {
        let chart = xmr_chart(&[1.0; 7], ValueRange::Any).unwrap();
        assert_eq!((chart.mean, chart.mean_moving_range), (Some(1.0), Some(0.0)));
        assert!(chart.limits.is_none() && !chart.has_signal());
        assert_eq!(xmr_chart(&[], ValueRange::Any).unwrap().mean, None);
        assert_eq!(xmr_chart(&[3.0], ValueRange::Any).unwrap().mean_moving_range, None);
    }

    #[test]
    fn a_constant_process_gives_no_signal() {
        assert!(!xmr_chart(&[5.0; 20], ValueRange::NonNegative).unwrap().has_signal());
    }

    #[test]
    fn counts_have_no_negative_limit_and_no_negative_point() {
        let chart = xmr_chart(&[0.0, 9.0, 0.0, 9.0, 0.0, 9.0, 0.0, 9.0], ValueRange::NonNegative);
        assert_eq!(chart.unwrap().limits.unwrap().lower, 0.0);
        let error = xmr_chart(&[1.0, -1.0], ValueRange::NonNegative).unwrap_err();
        assert_eq!(error, PointError { index: 1, value: -1.0 });
        assert!(xmr_chart(&[f64::NAN], ValueRange::Any).is_err());
    }

    #[test]
    fn a_rep_without_deals_has_no_limits() {
        let chart = p_chart(&[Proportion::of(3, 7), Proportion::of(0, 0)]);
        assert_eq!(chart.limits[1], None);
        assert_eq!(p_chart(&[Proportion::of(0, 0)]).centre, None);
        assert_eq!(p_chart(&[]).naive_mean_of_rates, None);
    }

    proptest! {
        #[test]
        fn turning_the_chart_upside_down_keeps_the_signals(
            values in prop::collection::vec(-50.0_f64..50.0, 8..40),
        ) {
            let mirrored: Vec<f64> = values.iter().map(|x| -x).collect();
            let chart = xmr_chart(&values, ValueRange::Any).unwrap();
            let turned = xmr_chart(&mirrored, ValueRange::Any).unwrap();
            prop_assert_eq!(chart.outside, turned.outside);
            prop_assert_eq!(chart.near_limit, turned.near_limit);
        }
    }
}
