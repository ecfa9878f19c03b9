//! Log-rank test: do k groups last equally long? (SPEC D3)
//!
//! # Definition
//! Summed over the event times of the pooled sample, with n at risk and d events in all groups (with
//! an index: in one group):
//! ```text
//! U_g  = sum d_g - n_g d/n                                   observed less expected
//! V_gh = sum n_g/n (delta_gh - n_h/n) d (n - d)/(n - 1)
//! ```
//! chi² = U' V⁻¹ U over k - 1 groups, with k - 1 degrees of freedom.
//!
//! # Assumptions
//! Censoring is alike in all groups; the test is most powerful for proportional hazards and weak where
//! curves cross.
//!
//! # Edge cases
//! Groups that are never at risk at an event time carry no information and are left out of the degrees
//! of freedom; fewer than two informative groups, or no event: no test. Ties are handled exactly (the
//! hypergeometric variance above). Late entry: the risk sets are those of [`super::EventTable`].
//!
//! # References
//! Mantel 1966, Cancer Chemother. Rep. 50:163; Peto & Peto 1972, JRSS A 135:185. Verified: lifelines
//! 0.30.3 `multivariate_logrank_test` (tests below).

use serde::{Deserialize, Serialize};

use super::{EventRow, EventTable, Sample};
use crate::analysis::interval::NotEstimable;
use crate::analysis::linear::solve_positive_definite;
use crate::analysis::special::chi_squared_tail;

/// Result of the test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRank {
    /// Test statistic.
    pub chi_squared: f64,
    /// Informative groups less one.
    pub degrees_of_freedom: u64,
    /// p-value: probability of such a difference if all groups last equally long.
    pub p_value: f64,
    /// Observed and expected events, in the order of the groups.
    pub groups: Vec<LogRankGroup>,
}

/// One group in the test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogRankGroup {
    /// Lifetimes.
    pub n: u64,
    /// Events.
    pub n_events: u64,
    /// Events expected if all groups lasted equally long.
    pub n_expected: f64,
}

/// Tests whether the groups last equally long.
///
/// ```
/// use trichterwerk::analysis::survival::{Lifetime, Sample, log_rank};
/// let group = |times: [f64; 4]| Sample::collect(times.map(|t| Lifetime::new(t, true)));
/// let test = log_rank(&[group([1.0, 2.0, 3.0, 4.0]), group([10.0, 11.0, 12.0, 13.0])]).unwrap();
/// assert!(test.p_value < 0.01);
/// ```
pub fn log_rank(samples: &[Sample]) -> Result<LogRank, NotEstimable> {
    let tables: Vec<RiskSets> = samples.iter().map(RiskSets::new).collect();
    let pooled: Vec<_> = samples.iter().flat_map(Sample::lifetimes).copied().collect();
    let pooled = EventTable::from_lifetimes(&pooled);
    let k = samples.len();
    let mut expected = vec![0.0; k];
    let mut variance = vec![0.0; k * k];
    for row in pooled.rows() {
        add_event_time(row, &tables, &mut expected, &mut variance);
    }
    let groups: Vec<LogRankGroup> = samples
        .iter()
        .zip(&expected)
        .map(|(sample, &n_expected)| LogRankGroup {
            n: sample.n(),
            n_events: sample.n_events(),
            n_expected,
        })
        .collect();
    // Without the last informative group: the rows of V sum to 0.
    let diagonal = |g: usize| variance.get(g * k + g).copied().unwrap_or(0.0);
    let mut informative: Vec<usize> = (0..k).filter(|&g| diagonal(g) > 0.0).collect();
    informative.pop();
    if informative.is_empty() {
        return Err(if pooled.rows().is_empty() {
            NotEstimable::NoEvents
        } else {
            NotEstimable::NoVariation
        });
    }
    let difference: Vec<f64> = informative
        .iter()
        .filter_map(|&g| groups.get(g))
        .map(|group| group.n_events as f64 - group.n_expected)
        .collect();
    let matrix: Vec<f64> = informative
        .iter()
        .flat_map(|&g| informative.iter().map(move |&h| (g, h)))
        .map(|(g, h)| variance.get(g * k + h).copied().unwrap_or(0.0))
        .collect();
    let solution =
        solve_positive_definite(matrix, difference.clone()).ok_or(NotEstimable::NoVariation)?;
    let chi_squared: f64 = difference.iter().zip(&solution).map(|(u, v)| u * v).sum();
    let degrees_of_freedom = informative.len() as u64;
    Ok(LogRank {
        chi_squared,
        degrees_of_freedom,
        p_value: chi_squared_tail(chi_squared, degrees_of_freedom as f64),
        groups,
    })
}

fn add_event_time(row: &EventRow, tables: &[RiskSets], expected: &mut [f64], variance: &mut [f64]) {
    let (n, d) = (row.n_at_risk as f64, row.n_events as f64);
    let shares: Vec<f64> =
        tables.iter().map(|table| table.n_at_risk(row.time) as f64 / n).collect();
    let spread = if row.n_at_risk > 1 { d * (n - d) / (n - 1.0) } else { 0.0 };
    for (g, (&share, expected)) in shares.iter().zip(expected).enumerate() {
        *expected += share * d;
        let cells = variance.iter_mut().skip(g * shares.len());
        for (h, (&other, cell)) in shares.iter().zip(cells).enumerate() {
            *cell += share * (f64::from(u8::from(g == h)) - other) * spread;
        }
    }
}

/// Entries and ends of one group, ascending: how many were at risk at any time.
struct RiskSets {
    entries: Vec<f64>,
    ends: Vec<f64>,
}

impl RiskSets {
    fn new(sample: &Sample) -> Self {
        let sorted = |mut values: Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            values
        };
        let lifetimes = sample.lifetimes().iter();
        Self {
            entries: sorted(lifetimes.clone().map(|l| l.entry_or_ever()).collect()),
            ends: sorted(lifetimes.map(|l| l.duration()).collect()),
        }
    }

    /// Lifetimes with entry < time <= end.
    fn n_at_risk(&self, time: f64) -> u64 {
        let entered = self.entries.partition_point(|&entry| entry < time);
        let ended = self.ends.partition_point(|&end| end < time);
        entered.saturating_sub(ended) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::survival::Lifetime;

    fn sample(times: &[u8], events: &[u8]) -> Sample {
        let records = times.iter().zip(events);
        Sample::collect(records.map(|(&t, &d)| Lifetime::new(f64::from(t), d == 1)))
    }

    #[track_caller]
    fn assert_test(groups: &[Sample], chi_squared: f64, p_value: f64) {
        let test = log_rank(groups).unwrap();
        assert!((test.chi_squared / chi_squared - 1.0).abs() < 1e-10, "{}", test.chi_squared);
        assert!((test.p_value / p_value - 1.0).abs() < 1e-9, "{:e}", test.p_value);
        let (observed, expected) = test
            .groups
            .iter()
            .fold((0, 0.0), |(o, e), group| (o + group.n_events, e + group.n_expected));
        assert!((observed as f64 - expected).abs() < 1e-9);
    }

    /// Reference: lifelines 0.30.3 `logrank_test` on its leukemia data (R `survdiff`: 16.8, 4e-05).
    #[test]
    fn two_groups_equal_lifelines() {
        let treated = sample(
            &[35, 34, 32, 32, 25, 23, 22, 20, 19, 17, 16, 13, 11, 10, 10, 9, 7, 6, 6, 6, 6],
            &[0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1],
        );
        let control = sample(
            &[23, 22, 17, 15, 12, 12, 11, 11, 8, 8, 8, 8, 5, 5, 4, 4, 3, 2, 2, 1, 1],
            &[1; 21],
        );
        assert_test(&[treated, control], 16.792_940_989_216_547, 4.168_809_109_334_511e-5);
    }

    /// Reference: lifelines 0.30.3 `multivariate_logrank_test` on the same numbers.
    #[test]
    fn three_groups_equal_lifelines() {
        let groups = [
            sample(&[3, 5, 5, 8, 12], &[1, 1, 0, 1, 0]),
            sample(&[2, 2, 4, 9, 9], &[1, 1, 1, 0, 1]),
            sample(&[1, 6, 7, 7, 15, 20], &[0, 1, 1, 1, 1, 0]),
        ];
        assert_test(&groups, 0.940_653_830_996_132_9, 0.624_797_978_749_399_2);
    }

    #[test]
    fn nothing_to_compare_is_no_test() {
        assert_eq!(log_rank(&[]), Err(NotEstimable::NoEvents));
        assert_eq!(log_rank(&[sample(&[3], &[1])]), Err(NotEstimable::NoVariation));
        let censored = || sample(&[3, 4], &[0, 0]);
        assert_eq!(log_rank(&[censored(), censored()]), Err(NotEstimable::NoEvents));
    }

    #[test]
    fn an_empty_group_changes_nothing() {
        let groups = || [sample(&[1, 4, 6], &[1, 1, 0]), sample(&[2, 9, 9], &[1, 0, 1])];
        let [a, b] = groups();
        let with_empty = log_rank(&[a, sample(&[], &[]), b]).unwrap();
        let without = log_rank(&groups()).unwrap();
        assert!((with_empty.chi_squared - without.chi_squared).abs() < 1e-12);
        assert_eq!(with_empty.degrees_of_freedom, 1);
    }

    proptest! {
        #[test]
        fn the_order_of_the_groups_is_irrelevant(
            a in prop::collection::vec((0_u8..20, 0_u8..2), 1..20),
            b in prop::collection::vec((0_u8..20, 0_u8..2), 1..20),
            c in prop::collection::vec((0_u8..20, 0_u8..2), 1..20),
        ) {
            let group = |v: &[(u8, u8)]| {
                let (times, events): (Vec<u8>, Vec<u8>) = v.iter().copied().unzip();
                sample(&times, &events)
            };
            let (a, b, c) = (group(&a), group(&b), group(&c));
            let there = log_rank(&[a.clone(), b.clone(), c.clone()]);
            let back = log_rank(&[c, a, b]);
            match (there, back) {
                (Ok(there), Ok(back)) => {
                    prop_assert!((there.chi_squared - back.chi_squared).abs() < 1e-6);
                    prop_assert!(there.chi_squared >= -1e-9);
                }
                (there, back) => prop_assert_eq!(there.is_ok(), back.is_ok()),
            }
        }
    }
}
