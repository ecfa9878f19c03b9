//! Speed to lead: how conversion falls with the hours until the first answer (MATH 4.1).
//!
//! # Definition
//! Per lead the wait t in hours (the later of creation and assignment until the first *outbound* touch) and
//! whether it converted within a fixed window. Two models:
//! - **logistic** on x = ln(1 + t), by iteratively reweighted least squares; odds ratio per doubling of the
//!   wait 2^slope (for t >> 1); prediction interval expit(eta ± z se(eta));
//! - **exponential** p(t) = p0 e^(-kt) by binomial maximum likelihood with log link, p0 <= 1, k >= 0; expected
//!   information with weights n p/(1 - p); half-life ln 2/k; interval of k clipped at 0.
//!
//! The better one has the smaller AIC (4 - 2 log L) and speaks wherever one curve must ([`ResponseTime::chosen`]);
//! within 2 the other is shown beside it.
//! **Lost conversions** from waiting beyond a target t*: the sum over longer waits of n (p(t*) - p(t)) by the
//! chosen curve, delta-method interval.
//!
//! # Assumptions
//! Observational: reps answer the most promising leads first, which alone makes fast answers look better.
//! Leads never contacted are a class of their own, neither t = infinity nor dropped from the count.
//!
//! # Edge cases
//! Fewer than 20 leads, fewer than 5 conversions, no lead left unconverted or one distinct wait: no fit. The
//! expected conversion of the leads is the mean over their waits, not the conversion at the mean wait
//! (pitfall P15).
//!
//! # References
//! McCullagh & Nelder 1989, ch. 4; Akaike 1974. Verified: golden `speed_to_lead` (statsmodels, scipy).

mod curve;
mod exponential;
mod logistic;

use serde::{Deserialize, Serialize};

pub use curve::{WaitCurve, WaitModel};
pub use exponential::ExponentialDecay;
pub use logistic::LogisticDecay;

use super::interval::{Estimate, Level, NotEstimable};
use super::proportion::Proportion;

/// Fewest leads for a fit.
pub const MIN_LEADS: u64 = 20;
/// Fewest conversions for a fit.
pub const MIN_CONVERSIONS: u64 = 5;
/// Difference of AIC within which neither model is preferred.
const AIC_TIE: f64 = 2.0;

/// Leads that waited equally long.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitGroup {
    /// Hours until the first answer; not negative.
    pub wait_hours: f64,
    /// Converted among answered.
    pub converted: Proportion,
}

/// A wait that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResponseTimeError {
    /// Negative or not a number.
    #[error("a wait of {0} hours")]
    Wait(f64),
    /// The edges of the buckets do not ascend.
    #[error("bucket edges must ascend")]
    Edges,
}

/// The model that describes the data better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreferredModel {
    /// The logistic one.
    Logistic,
    /// The exponential one.
    Exponential,
    /// Neither clearly: show both.
    Both,
}

/// Both models fitted to the same leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseTime {
    /// Answered leads, and how many of them converted.
    pub converted: Proportion,
    /// Leads never contacted, counted beside.
    pub n_never_contacted: u64,
    /// Mean wait of the answered leads in hours. A mean of survivors.
    pub mean_wait_hours: f64,
    /// Logistic model.
    pub logistic: LogisticDecay,
    /// Exponential model.
    pub exponential: ExponentialDecay,
    /// Which one to draw.
    pub preferred: PreferredModel,
    /// Conversion at the mean wait: wrong as a forecast, shown to explain (pitfall P15).
    pub naive_at_mean_wait: f64,
}

impl ResponseTime {
    /// The logistic and the exponential curve.
    #[must_use]
    pub fn curves(&self) -> [WaitCurve<'_>; 2] {
        [WaitCurve::Logistic(&self.logistic), WaitCurve::Exponential(&self.exponential)]
    }

    /// The curve of the smaller AIC; of equal ones the logistic.
    #[must_use]
    pub fn chosen(&self) -> WaitCurve<'_> {
        let [logistic, exponential] = self.curves();
        if exponential.aic() < logistic.aic() { exponential } else { logistic }
    }

    /// The other curve, where AIC does not clearly prefer the chosen one.
    #[must_use]
    pub fn beside(&self) -> Option<WaitCurve<'_>> {
        let chosen = self.chosen().model();
        let is_tied = self.preferred == PreferredModel::Both;
        self.curves().into_iter().find(|curve| is_tied && curve.model() != chosen)
    }

    /// Rate at which conversion falls per calendar day of waiting, 24 k (MATH 4.1), for waits in clock hours.
    #[must_use]
    pub fn decay_per_day(&self) -> Estimate {
        self.exponential.decay_per_hour.map_increasing(|per_hour| per_hour * 24.0)
    }
}

/// Fits both models to leads grouped by their wait.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::response_time::{WaitGroup, response_time};
/// let groups = [(1.0, 30, 70), (24.0, 20, 80), (96.0, 8, 92)]
///     .map(|(wait_hours, won, lost)| WaitGroup { wait_hours, converted: Proportion::of(won, lost) });
/// let fit = response_time(&groups, 0, Level::ESTIMATE)?.unwrap();
/// assert!(fit.logistic.slope.upper < Some(0.0), "waiting costs conversions");
/// let lost = fit.chosen().lost_conversions(&groups, 4.0);
/// assert!(lost.value > Some(0.0));
/// # Ok::<(), trichterwerk::analysis::response_time::ResponseTimeError>(())
/// ```
pub fn response_time(
    groups: &[WaitGroup],
    n_never_contacted: u64,
    level: Level,
) -> Result<Result<ResponseTime, NotEstimable>, ResponseTimeError> {
    validate(groups)?;
    Ok(fit(groups, n_never_contacted, level))
}

fn validate(groups: &[WaitGroup]) -> Result<(), ResponseTimeError> {
    let bad =
        groups.iter().find(|group| !(group.wait_hours >= 0.0 && group.wait_hours.is_finite()));
    bad.map_or(Ok(()), |group| Err(ResponseTimeError::Wait(group.wait_hours)))
}

fn fit(
    groups: &[WaitGroup],
    n_never_contacted: u64,
    level: Level,
) -> Result<ResponseTime, NotEstimable> {
    let groups: Vec<WaitGroup> =
        groups.iter().filter(|group| group.converted.n_trials() > 0).copied().collect();
    let converted: Proportion = groups.iter().map(|group| group.converted).sum();
    let (n, n_events) = (converted.n_trials(), converted.n_successes());
    if n < MIN_LEADS {
        return Err(NotEstimable::TooFewObservations { n, n_required: MIN_LEADS });
    }
    if n_events < MIN_CONVERSIONS {
        return Err(NotEstimable::TooFewEvents { n_events, n_required: MIN_CONVERSIONS });
    }
    if converted.n_failures() == 0 {
        return Err(NotEstimable::OnlyEvents);
    }
    let first = groups.first().map_or(0.0, |group| group.wait_hours);
    if groups.iter().all(|group| group.wait_hours.total_cmp(&first).is_eq()) {
        return Err(NotEstimable::NoVariation);
    }
    let logistic = LogisticDecay::fit(&groups, level)?;
    let exponential = ExponentialDecay::fit(&groups, level)?;
    let difference = logistic.aic() - exponential.aic();
    let mean_wait_hours = groups
        .iter()
        .map(|group| group.converted.n_trials() as f64 * group.wait_hours)
        .sum::<f64>()
        / n as f64;
    Ok(ResponseTime {
        converted,
        n_never_contacted,
        mean_wait_hours,
        preferred: if difference.abs() < AIC_TIE {
            PreferredModel::Both
        } else if difference < 0.0 {
            PreferredModel::Logistic
        } else {
            PreferredModel::Exponential
        },
        naive_at_mean_wait: logistic.conversion_after(mean_wait_hours),
        logistic,
        exponential,
    })
}

/// Conversion of the leads answered within one span of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseBucket {
    /// Waits from this many hours on.
    pub from_hours: f64,
    /// Waits shorter than this; `None` for the last bucket.
    pub to_hours: Option<f64>,
    /// Converted among answered (Wilson).
    pub rate: Estimate,
}

/// Conversion by bucket of the wait; `edges_hours` are the inner boundaries, ascending. A wait equal to an
/// edge belongs to the bucket that begins there.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::response_time::{WaitGroup, response_buckets};
/// let groups = [(0.5, 3, 7), (30.0, 1, 9)]
///     .map(|(wait_hours, won, lost)| WaitGroup { wait_hours, converted: Proportion::of(won, lost) });
/// let buckets = response_buckets(&groups, &[1.0, 24.0], Level::ESTIMATE)?;
/// assert_eq!(buckets.iter().map(|bucket| bucket.rate.value).collect::<Vec<_>>(), [Some(0.3), None, Some(0.1)]);
/// # Ok::<(), trichterwerk::analysis::response_time::ResponseTimeError>(())
/// ```
pub fn response_buckets(
    groups: &[WaitGroup],
    edges_hours: &[f64],
    level: Level,
) -> Result<Vec<ResponseBucket>, ResponseTimeError> {
    validate(groups)?;
    let ascends = edges_hours.is_sorted_by(|a, b| a < b);
    if !ascends || edges_hours.first().is_some_and(|&edge| edge.is_nan() || edge <= 0.0) {
        return Err(ResponseTimeError::Edges);
    }
    let mut counts = vec![Proportion::of(0, 0); edges_hours.len() + 1];
    for group in groups {
        let bucket = edges_hours.partition_point(|&edge| edge <= group.wait_hours);
        if let Some(count) = counts.get_mut(bucket) {
            *count = count.pooled(group.converted);
        }
    }
    let from = std::iter::once(0.0).chain(edges_hours.iter().copied());
    let to = edges_hours.iter().copied().map(Some).chain([None]);
    Ok(counts
        .into_iter()
        .zip(from.zip(to))
        .map(|(count, (from_hours, to_hours))| ResponseBucket {
            from_hours,
            to_hours,
            rate: count.wilson(level),
        })
        .collect())
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(wait_hours: f64, won: u64, lost: u64) -> WaitGroup {
        WaitGroup { wait_hours, converted: Proportion::of(won, lost) }
    }

    fn fit_of(groups: &[WaitGroup]) -> Result<ResponseTime, NotEstimable> {
        response_time(groups, 3, Level::ESTIMATE).unwrap()
    }

    #[test]
    fn too_little_data_has_no_curve() {
        let why = NotEstimable::TooFewObservations { n: 0, n_required: 20 };
        assert_eq!(fit_of(&[]), Err(why));
        let why = NotEstimable::TooFewEvents { n_events: 4, n_required: 5 };
        assert_eq!(fit_of(&[group(1.0, 2, 20), group(9.0, 2, 20)]), Err(why));
        assert_eq!(fit_of(&[group(1.0, 9, 20)]), Err(NotEstimable::NoVariation));
        let all_won = [group(1.0, 19, 0), group(9.0, 5, 0)];
        assert_eq!(fit_of(&all_won), Err(NotEstimable::OnlyEvents));
    }

    #[test]
    fn a_negative_wait_is_refused() {
        let bad = [group(-0.5, 9, 9)];
        assert_eq!(response_time(&bad, 0, Level::ESTIMATE), Err(ResponseTimeError::Wait(-0.5)));
        assert!(response_buckets(&bad, &[1.0], Level::ESTIMATE).is_err());
        assert!(response_buckets(&[], &[2.0, 1.0], Level::ESTIMATE).is_err());
        assert!(response_buckets(&[], &[f64::NAN], Level::ESTIMATE).is_err());
    }

    #[test]
    fn the_never_contacted_are_counted_beside() {
        let fit = fit_of(&[group(1.0, 20, 30), group(40.0, 9, 41)]).unwrap();
        assert_eq!((fit.n_never_contacted, fit.converted.n_trials()), (3, 100));
    }

    /// Pitfall P15: half answered at once, half late; the mean wait describes nobody.
    #[test]
    fn p15_conversion_is_averaged_over_waits_not_taken_at_their_mean() {
        let groups = [group(0.1, 40, 60), group(200.0, 5, 95)];
        let fit = fit_of(&groups).unwrap();
        assert!((fit.converted.share().unwrap() - 0.225).abs() < 1e-12);
        assert!(fit.naive_at_mean_wait < 0.1);
    }

    #[test]
    fn waiting_that_helps_has_no_decay() {
        let fit = fit_of(&[group(1.0, 10, 90), group(50.0, 40, 60)]).unwrap();
        assert!(fit.logistic.slope.value > Some(0.0));
        assert_eq!(fit.exponential.decay_per_hour.value, Some(0.0));
        assert_eq!(fit.exponential.half_life_hours.value, None);
        assert!((fit.exponential.initial - 0.25).abs() < 1e-9, "the pooled rate");
    }

    #[test]
    fn conversion_at_once_is_at_most_certain() {
        let fit = fit_of(&[group(0.0, 30, 0), group(10.0, 20, 10), group(20.0, 1, 29)]).unwrap();
        assert!(fit.exponential.initial <= 1.0);
        assert!(fit.exponential.decay_per_hour.value > Some(0.0));
    }

    proptest! {
        #[test]
        fn the_logistic_curve_keeps_the_number_of_conversions(
            counts in prop::collection::vec((1_u64..30, 1_u64..30), 3..8),
        ) {
            let groups: Vec<WaitGroup> = counts
                .iter()
                .enumerate()
                .map(|(i, &(won, lost))| group(4.0_f64.powi(i as i32) - 1.0, won, lost))
                .collect();
            if let Ok(fit) = fit_of(&groups) {
                let expected: f64 = groups
                    .iter()
                    .map(|g| g.converted.n_trials() as f64 * fit.logistic.conversion_after(g.wait_hours))
                    .sum();
                prop_assert!((expected - fit.converted.n_successes() as f64).abs() < 1e-6);
                let (p0, k) = (fit.exponential.initial, fit.exponential.decay_per_hour.value.unwrap());
                prop_assert!(p0 > 0.0 && p0 <= 1.0 && k >= 0.0);
            }
        }

        #[test]
        fn buckets_keep_every_lead(
            waits in prop::collection::vec((0.0_f64..300.0, 0_u64..5, 0_u64..5), 0..40),
        ) {
            let groups: Vec<WaitGroup> = waits.iter().map(|&(t, w, l)| group(t, w, l)).collect();
            let buckets = response_buckets(&groups, &[1.0, 4.0, 24.0], Level::ESTIMATE).unwrap();
            let n: u64 = buckets.iter().map(|bucket| bucket.rate.n).sum();
            prop_assert_eq!(n, waits.iter().map(|(_, w, l)| w + l).sum::<u64>());
        }
    }
}
