//! Filter recall: "invite postcode 97xxx" finds n, and misses those without a postcode (MATH 7.2).
//!
//! # Definition
//! Of n records with the field m match; u records lack it. With the Jeffreys posterior
//! Beta(m + 1/2, n - m + 1/2) of the match rate, the missed matches are beta-binomial: expected
//! u (m + 1/2)/(n + 1), interval by its quantiles. Recall = m / (m + expected missed).
//!
//! # Assumptions
//! The field is missing at random. It usually is not: show the fill rate per source and rep beside it.
//!
//! # Edge cases
//! Nothing matches and nothing is missing: no recall. No record has the field: the expectation is half of
//! the empty ones, with an interval from none to all.
//!
//! # Verified
//! Golden `filter_recall` (scipy `betabinom`).

use serde::{Deserialize, Serialize};

use super::beta_binomial;
use super::interval::{Estimate, Level};
use super::proportion::Proportion;

/// What a filter on one field finds and misses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilterRecall {
    /// Records that match.
    pub n_matched: u64,
    /// Records without the field.
    pub n_empty: u64,
    /// Share with the field; `None` without records.
    pub fill_rate: Option<f64>,
    /// Match rate among the records with the field (Wilson).
    pub match_rate: Estimate,
    /// Records that would match but have an empty field; limits are whole numbers.
    pub missed: Estimate,
    /// Share of all matching records that the filter finds; `None` for 0 of 0.
    pub recall: Option<f64>,
}

/// Recall of a filter: `matched` among the records with the field, and how many lack it.
///
/// ```
/// use trichterwerk::analysis::filter_recall::filter_recall;
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// let recall = filter_recall(Proportion::of(160, 640), 200, Level::PLANNING);
/// assert!((recall.missed.value.unwrap() - 40.0).abs() < 0.1);
/// assert!((recall.recall.unwrap() - 0.8).abs() < 0.001);
/// ```
pub fn filter_recall(matched: Proportion, n_empty: u64, level: Level) -> FilterRecall {
    let (a, b) = matched.jeffreys_shapes();
    let expected = n_empty as f64 * a / (a + b);
    let tail = level.alpha() / 2.0;
    let limit = |p: f64| beta_binomial::quantile(n_empty, a, b, p).map(|k| k as f64);
    let n_matched = matched.n_successes();
    let all_matching = n_matched as f64 + expected;
    FilterRecall {
        n_matched,
        n_empty,
        fill_rate: Proportion::of(matched.n_trials(), n_empty).share(),
        match_rate: matched.wilson(level),
        missed: Estimate::with_limits(
            expected,
            limit(tail),
            limit(1.0 - tail),
            level,
            matched.n_trials(),
        ),
        recall: (all_matching > 0.0).then(|| n_matched as f64 / all_matching),
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_matched_and_nothing_missing_has_no_recall() {
        let recall = filter_recall(Proportion::of(0, 9), 0, Level::ESTIMATE);
        assert_eq!((recall.recall, recall.missed.value), (None, Some(0.0)));
        let nothing = filter_recall(Proportion::of(0, 0), 0, Level::ESTIMATE);
        assert_eq!((nothing.fill_rate, nothing.match_rate.value), (None, None));
    }

    #[test]
    fn a_field_nobody_filled_could_hide_everything() {
        let recall = filter_recall(Proportion::of(0, 0), 40, Level::ESTIMATE);
        assert_eq!(recall.missed.value, Some(20.0));
        assert_eq!((recall.missed.lower, recall.missed.upper), (Some(0.0), Some(40.0)));
        assert_eq!(recall.recall, Some(0.0));
    }

    proptest! {
        #[test]
        fn the_expectation_lies_within_its_interval_and_the_interval_within_the_empty_ones(
            matched in 0_u64..300, others in 0_u64..300, n_empty in 0_u64..300,
        ) {
            let missed = filter_recall(Proportion::of(matched, others), n_empty, Level::ESTIMATE).missed;
            let (lower, upper) = (missed.lower.unwrap(), missed.upper.unwrap());
            prop_assert!(lower >= 0.0 && upper <= n_empty as f64);
            let value = missed.value.unwrap();
            prop_assert!(lower <= value + 1.0 && value <= upper + 1.0);
        }
    }
}
