//! Two independent proportions compared: difference, ratio and exact test (MATH 2.9).
//!
//! # Definition
//! x1 of n1 against x2 of n2, p = x/n, (l, u) the Wilson limits of each.
//! - **Difference** d = p1 - p2 with Newcombe's hybrid score interval:
//!   lower = d - sqrt((p1 - l1)² + (u2 - p2)²), upper = d + sqrt((u1 - p1)² + (p2 - l2)²).
//! - **Ratio** p1/p2 with Katz' log interval: exp(ln r ± z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2)).
//! - **Fisher's exact test**, two-sided: the total probability of all tables with the same margins that
//!   are no more probable than the observed one (within 1e-7, so that ties count as ties).
//!
//! # Edge cases
//! n = 0 on one side: no difference, p-value 1 (only one table is possible). x1 = 0 or x2 = 0: no ratio.
//!
//! # References
//! Newcombe 1998, Stat. Med. 17:873 (method 10); Katz et al. 1978, Biometrics 34:469; Fisher 1935.
//! Verified: golden `two_proportions` (statsmodels, scipy).

use serde::{Deserialize, Serialize};

use super::interval::{Estimate, Level, NotEstimable};
use super::proportion::Proportion;

/// How a first proportion differs from a second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProportionComparison {
    /// The first proportion.
    pub first: Proportion,
    /// The second proportion.
    pub second: Proportion,
    /// First minus second, as a difference of shares.
    pub difference: Estimate,
    /// First divided by second.
    pub ratio: Estimate,
    /// Two-sided p-value of Fisher's exact test.
    pub fisher_p: f64,
}

/// Compares `first` with `second`.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::two_proportions::compare;
/// let fair = Proportion::of(25, 50);
/// let web = Proportion::of(12, 48);
/// let comparison = compare(fair, web, Level::ESTIMATE);
/// assert!((comparison.difference.value.unwrap() - 0.1333).abs() < 1e-4);
/// assert!((comparison.fisher_p - 0.1198).abs() < 1e-4);
/// ```
pub fn compare(first: Proportion, second: Proportion, level: Level) -> ProportionComparison {
    ProportionComparison {
        first,
        second,
        difference: newcombe(first, second, level),
        ratio: katz(first, second, level),
        fisher_p: fisher_exact(first, second),
    }
}

fn newcombe(first: Proportion, second: Proportion, level: Level) -> Estimate {
    let n = first.n_trials() + second.n_trials();
    let (a, b) = (first.wilson(level), second.wilson(level));
    let limits = (a.value, a.lower, a.upper, b.value, b.lower, b.upper);
    let (Some(p1), Some(l1), Some(u1), Some(p2), Some(l2), Some(u2)) = limits else {
        return Estimate::missing(NotEstimable::NoObservations, level, n);
    };
    let d = p1 - p2;
    let lower = d - (p1 - l1).hypot(u2 - p2);
    let upper = d + (u1 - p1).hypot(p2 - l2);
    Estimate::known(d, lower, upper, level, n)
}

fn katz(first: Proportion, second: Proportion, level: Level) -> Estimate {
    let n = first.n_trials() + second.n_trials();
    if first.n_successes() == 0 || second.n_successes() == 0 {
        return Estimate::missing(NotEstimable::NoEvents, level, n);
    }
    let part = |p: Proportion| {
        let (x, n) = (p.n_successes() as f64, p.n_trials() as f64);
        (x / n, 1.0 / x - 1.0 / n)
    };
    let ((p1, v1), (p2, v2)) = (part(first), part(second));
    let ratio = p1 / p2;
    let spread = (level.z() * (v1 + v2).sqrt()).exp();
    Estimate::known(ratio, ratio / spread, ratio * spread, level, n)
}

/// Two-sided p-value of Fisher's exact test.
///
/// The hypergeometric weights are built outwards from the mode by their ratios and normalised by their
/// own sum, so that no factorial is needed and large tables keep full precision. O(smallest margin).
///
/// ```
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::two_proportions::fisher_exact;
/// // The lady tasting tea: 3 of 4 against 1 of 4.
/// let p = fisher_exact(Proportion::of(3, 1), Proportion::of(1, 3));
/// assert!((p - 0.485_714).abs() < 1e-6);
/// ```
pub fn fisher_exact(first: Proportion, second: Proportion) -> f64 {
    /// Relative slack within which two tables count as equally probable (as in R and scipy).
    const TIE: f64 = 1e-7;
    /// Weight, relative to the observed one, from which on a tail of 1e12 terms is below rounding.
    const NEGLIGIBLE: f64 = 1e-28;
    let (n1, n2) = (first.n_trials(), second.n_trials());
    let successes = first.n_successes() + second.n_successes();
    let lowest = successes.saturating_sub(n2);
    let highest = successes.min(n1);
    if lowest == highest {
        return 1.0;
    }
    // weight(x + 1) / weight(x) for x successes in the first group.
    let ratio = |x: u64| {
        ((n1 - x) as f64 * (successes - x) as f64)
            / ((x + 1) as f64 * (n2 + x + 1 - successes) as f64)
    };
    let mode_f = (successes as f64 + 1.0) * (n1 as f64 + 1.0) / ((n1 + n2) as f64 + 2.0);
    let mode = (mode_f as u64).clamp(lowest, highest);
    let observed = first.n_successes();
    let mut observed_weight = 1.0;
    let (low_end, high_end) = (lowest.min(observed), highest.max(observed));
    let mut weight = 1.0;
    for x in mode..high_end {
        weight *= ratio(x);
        if x + 1 == observed {
            observed_weight = weight;
        }
    }
    weight = 1.0;
    for x in (low_end..mode).rev() {
        weight /= ratio(x);
        if x == observed {
            observed_weight = weight;
        }
    }
    let bound = observed_weight * (1.0 + TIE);
    let (mut total, mut extreme) = (1.0, if bound >= 1.0 { 1.0 } else { 0.0 });
    // Adds a weight and says whether further ones on its side can still matter: they only fall.
    let mut add = |weight: f64| {
        total += weight;
        if weight <= bound {
            extreme += weight;
        }
        weight > NEGLIGIBLE * bound.min(1.0)
    };
    weight = 1.0;
    for x in mode..highest {
        weight *= ratio(x);
        if !add(weight) {
            break;
        }
    }
    weight = 1.0;
    for x in (lowest..mode).rev() {
        weight /= ratio(x);
        if !add(weight) {
            break;
        }
    }
    (extreme / total).min(1.0)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::special::ln_choose;

    #[test]
    fn an_empty_side_compares_to_nothing() {
        let comparison = compare(Proportion::of(0, 0), Proportion::of(3, 4), Level::ESTIMATE);
        assert_eq!(comparison.difference.value, None);
        assert_eq!(comparison.ratio.value, None);
        assert_eq!(comparison.fisher_p, 1.0);
    }

    /// Reference: `scipy.stats.fisher_exact([[3000, 7000], [2800, 7200]])`, scipy 1.17.
    #[test]
    fn large_tables_keep_their_precision() {
        let p = fisher_exact(Proportion::of(3_000, 7_000), Proportion::of(2_800, 7_200));
        assert!((p - FISHER_10K).abs() < 1e-9 * FISHER_10K, "{p:e}");
    }
    const FISHER_10K: f64 = 0.001_926_958_131_116_965_7;

    #[test]
    fn p16_a_falling_total_can_hide_two_rising_segments() {
        let (before, after) = (
            [Proportion::of(40, 40), Proportion::of(10, 90)],
            [Proportion::of(11, 9), Proportion::of(19, 141)],
        );
        let total = |parts: [Proportion; 2]| parts.into_iter().sum::<Proportion>();
        let change = |a, b| compare(a, b, Level::ESTIMATE).difference.value.unwrap();
        assert!(change(total(after), total(before)) < -0.11);
        assert!(change(after[0], before[0]) > 0.049);
        assert!(change(after[1], before[1]) > 0.018);
    }

    proptest! {
        #[test]
        fn fisher_equals_the_sum_over_factorials(
            x1 in 0_u64..30, f1 in 0_u64..30, x2 in 0_u64..30, f2 in 0_u64..30,
        ) {
            let (n1, n2, m) = (x1 + f1, x2 + f2, x1 + x2);
            let ln_p = |x: u64| ln_choose(n1, x) + ln_choose(n2, m - x) - ln_choose(n1 + n2, m);
            let observed = ln_p(x1).exp();
            let sum: f64 = (m.saturating_sub(n2)..=m.min(n1))
                .map(|x| ln_p(x).exp())
                .filter(|p| *p <= observed * (1.0 + 1e-7))
                .sum();
            let got = fisher_exact(Proportion::of(x1, f1), Proportion::of(x2, f2));
            prop_assert!((got - sum.min(1.0)).abs() < 1e-10, "{} {}", got, sum);
        }

        #[test]
        fn swapping_the_sides_turns_the_sign(
            x1 in 0_u64..90, f1 in 1_u64..90, x2 in 0_u64..90, f2 in 1_u64..90,
        ) {
            let (a, b) = (Proportion::of(x1, f1), Proportion::of(x2, f2));
            let (there, back) = (newcombe(a, b, Level::ESTIMATE), newcombe(b, a, Level::ESTIMATE));
            prop_assert!((there.lower.unwrap() + back.upper.unwrap()).abs() < 1e-12);
            prop_assert!(there.lower <= there.value && there.value <= there.upper);
            let (p, q) = (fisher_exact(a, b), fisher_exact(b, a));
            prop_assert!((p - q).abs() < 1e-12);
        }
    }
}
