//! The laws of a number of wins: binomial, beta-binomial, negative binomial.
//!
//! # Definitions
//! - Binomial(n, p): P(W >= w) = `I_p(w, n-w+1)`. Quantile: smallest k with P(W <= k) >= q - 1e-12.
//! - Beta-binomial(n; a, b), the rate itself being Beta(a, b): P(W = k) = C(n,k) B(k+a, n-k+b) / B(a,b),
//!   summed from the shorter side by the ratio of neighbours, on the log scale.
//! - Negative binomial(r, p), failures before the r-th success with real r: P(R <= k) = `I_p(r, k+1)`.
//!
//! # Edge cases
//! Zero wins needed: probability 1. More wins than trials: 0. p = 0 and p = 1 are point laws.
//!
//! # Reference
//! Johnson, Kemp & Kotz 2005, Univariate Discrete Distributions, 3.4, 5.6, 6.2.2.
//! Verified: golden files `quota_probability`, `early_warning_runrate`; sums of the pmf in the tests.

use crate::analysis::special::{beta_i, binomial_tail, ln_gamma};
use crate::model::probability::Probability;

/// What a distribution function may miss a quantile by (MATH 1.1): sums of floats, not probabilities.
const QUANTILE_SLACK: f64 = 1e-12;

/// Smallest k with P(Bin(`n`, `p`) <= k) >= `q`.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::binomial::binomial_quantile;
/// // The pessimistic (P10) number of wins out of 75 opportunities at 1/3.
/// assert_eq!(binomial_quantile(75, Probability::new(1.0 / 3.0)?, 0.1), 20);
/// # Ok::<(), trichterwerk::model::probability::ProbabilityError>(())
/// ```
pub fn binomial_quantile(n: u64, p: Probability, q: f64) -> u64 {
    let covers = |k: u64| 1.0 - binomial_tail(n, p.get(), k + 1) >= q - QUANTILE_SLACK;
    first_true(0, n, covers)
}

/// P(W >= `wins`) of `n` trials whose common rate is Beta(`a`, `b`), a, b > 0.
///
/// ```
/// use trichterwerk::simulation::binomial::beta_binomial_tail;
/// // With a uniform prior every number of wins is equally likely.
/// assert!((beta_binomial_tail(9, 1.0, 1.0, 5) - 0.5).abs() < 1e-12);
/// ```
pub fn beta_binomial_tail(n: u64, a: f64, b: f64, wins: u64) -> f64 {
    if wins == 0 {
        return 1.0;
    }
    if wins > n {
        return 0.0;
    }
    let n_upper = n - wins + 1;
    let sum = if wins <= n_upper {
        1.0 - lower_sum(n, a, b, wins)
    } else {
        // Mirrored: failures are beta-binomial(n; b, a), and W >= w means at most n - w failures.
        lower_sum(n, b, a, n_upper)
    };
    sum.clamp(0.0, 1.0)
}

/// P(W < `n_terms`) of a beta-binomial(n; a, b), the terms linked by their ratio.
fn lower_sum(n: u64, a: f64, b: f64, n_terms: u64) -> f64 {
    let nf = n as f64;
    // ln P(W = 0) = ln B(a, n+b) - ln B(a, b).
    let mut ln_term = ln_gamma(nf + b) - ln_gamma(b) + ln_gamma(a + b) - ln_gamma(nf + a + b);
    let mut sum = 0.0;
    for k in 0..n_terms {
        sum += ln_term.exp();
        let k = k as f64;
        ln_term += ((nf - k) * (k + a) / ((k + 1.0) * (nf - k - 1.0 + b))).ln();
    }
    sum
}

/// P(R <= `k`) of a negative binomial: failures before the `r`-th success of probability `p`, r > 0.
///
/// ```
/// use trichterwerk::simulation::binomial::negative_binomial_cdf;
/// assert!((negative_binomial_cdf(1.0, 0.5, 0) - 0.5).abs() < 1e-12);
/// ```
pub fn negative_binomial_cdf(r: f64, p: f64, k: u64) -> f64 {
    beta_i(r, k as f64 + 1.0, p)
}

/// Smallest k with P(R <= k) >= `q` of a negative binomial, 0 < p <= 1, q < 1.
pub fn negative_binomial_quantile(r: f64, p: f64, q: f64) -> u64 {
    let covers = |k: u64| negative_binomial_cdf(r, p, k) >= q - QUANTILE_SLACK;
    first_true(0, bracket(0, u64::MAX / 2, covers), covers)
}

/// Smallest value in `low..=high` for which a monotone condition holds; `high` if it never does.
pub(super) fn first_true(low: u64, high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// A value >= `low` for which a monotone condition holds, found by doubling; `limit` if none below it.
pub(super) fn bracket(low: u64, limit: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let mut step = 1;
    loop {
        let candidate = low.saturating_add(step).min(limit);
        if candidate == limit || holds(candidate) {
            return candidate;
        }
        step = step.saturating_mul(2);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    #[test]
    fn a_certain_and_an_impossible_win_are_point_laws() {
        assert_eq!(binomial_quantile(7, Probability::ONE, 0.5), 7);
        assert_eq!(binomial_quantile(7, Probability::ZERO, 0.99), 0);
        assert_eq!(binomial_quantile(0, p(0.5), 0.5), 0);
    }

    /// scipy.stats.binom.ppf([.1, .5, .9], 900, 1/3) = [282, 300, 318].
    #[test]
    fn quantiles_equal_scipy() {
        let third = p(1.0 / 3.0);
        assert_eq!([0.1, 0.5, 0.9].map(|q| binomial_quantile(900, third, q)), [282, 300, 318]);
    }

    /// scipy.stats.betabinom.sf(24, 75, 25.5, 50.5) = 0.5345630451263138.
    #[test]
    fn the_beta_binomial_tail_equals_scipy() {
        assert!((beta_binomial_tail(75, 25.5, 50.5, 25) - 0.534_563_045_126_313_8).abs() < 1e-12);
    }

    #[test]
    fn both_sides_of_the_beta_binomial_sum_to_one() {
        for wins in 1..=40 {
            let upper = beta_binomial_tail(40, 3.5, 9.5, wins);
            let lower = beta_binomial_tail(40, 9.5, 3.5, 40 - wins + 1);
            assert!((upper + lower - 1.0).abs() < 1e-12, "{wins}");
        }
    }

    /// scipy.stats.nbinom.ppf([.1, .9], 9.5, .5) = [4, 15].
    #[test]
    fn the_negative_binomial_takes_half_successes() {
        assert_eq!(negative_binomial_quantile(9.5, 0.5, 0.1), 4);
        assert_eq!(negative_binomial_quantile(9.5, 0.5, 0.9), 15);
        assert_eq!(negative_binomial_quantile(9.5, 1.0, 0.9), 0);
    }

    proptest! {
        #[test]
        fn more_wins_are_never_likelier(n in 1_u64..300, a in 0.1..50.0_f64, b in 0.1..50.0_f64, w in 0_u64..300) {
            let slack = 1e-11;
            prop_assert!(beta_binomial_tail(n, a, b, w + 1) <= beta_binomial_tail(n, a, b, w) + slack);
        }

        #[test]
        fn a_quantile_rises_with_its_probability(n in 0_u64..500, rate in 0.0..=1.0_f64, q in 0.0..1.0_f64) {
            let rate = p(rate);
            prop_assert!(binomial_quantile(n, rate, q) <= binomial_quantile(n, rate, q + (1.0 - q) / 2.0));
        }
    }
}
