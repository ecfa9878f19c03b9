//! Beta-binomial distribution: successes among n trials whose rate is itself uncertain.
//!
//! # Definition
//! P(X = k) = C(n, k) B(k + a, n - k + b) / B(a, b), k = 0..n: a binomial count whose rate follows
//! Beta(a, b), e.g. the Jeffreys posterior of an observed rate. The masses are built by their ratios
//! ```text
//! P(k+1) / P(k) = (n - k)(k + a) / ((k + 1)(n - k - 1 + b))
//! ```
//! outwards from a peak and normalised by their sum, so that nothing under- or overflows.
//!
//! # Verified
//! Golden `filter_recall` (scipy `betabinom`) and the tests below.

/// Smallest k with P(X <= k) >= `p`; `None` for shapes that are not positive or `p` outside 0..=1.
/// O(n) time and memory.
///
/// ```
/// use trichterwerk::analysis::beta_binomial::quantile;
/// // 160 of 800 matched; among 200 more the 5 % and 95 % points are 30 and 51.
/// assert_eq!(quantile(200, 160.5, 640.5, 0.05), Some(30));
/// assert_eq!(quantile(200, 160.5, 640.5, 0.95), Some(51));
/// ```
pub fn quantile(n: u64, a: f64, b: f64, p: f64) -> Option<u64> {
    let valid = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !valid || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let weights = weights(n, a, b);
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    // 1e-12: a sum that reaches p up to rounding has reached it.
    let reached = weights.iter().position(|weight| {
        sum += weight;
        sum >= total * (p - 1e-12)
    });
    reached.map(|k| k as u64)
}

/// Masses of 0..=n, up to a common factor; 1 at a peak.
fn weights(n: u64, a: f64, b: f64) -> Vec<f64> {
    let n_f = n as f64;
    let ratio = |k: f64| (n_f - k) * (k + a) / ((k + 1.0) * (n_f - k - 1.0 + b));
    let mut weights = vec![0.0; n as usize + 1];
    // A shape below 1 puts a peak at its end; both below 1 make two peaks, of which the lower is taken.
    let mode = ((n_f + 1.0) * (a - 1.0).max(0.0) / (a + b - 2.0).max(1e-9)).min(n_f);
    let mode = if mode.is_finite() { mode as usize } else { 0 };
    let (below, above) = weights.split_at_mut(mode);
    let mut weight = 1.0;
    for (step, slot) in above.iter_mut().enumerate() {
        *slot = weight;
        weight *= ratio((mode + step) as f64);
    }
    weight = 1.0;
    for (k, slot) in below.iter_mut().enumerate().rev() {
        weight /= ratio(k as f64);
        *slot = weight;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: `scipy.stats.betabinom.ppf`, scipy 1.17.
    #[test]
    fn quantiles_equal_scipy() {
        for (n, a, b, p, expected) in REFERENCE {
            assert_eq!(quantile(n, a, b, p), Some(expected), "{n} {a} {b} {p}");
        }
    }

    const REFERENCE: [(u64, f64, f64, f64, u64); 10] = [
        (40, 0.5, 120.5, 0.95, 1),
        (40, 0.5, 0.5, 0.05, 0),
        (40, 0.5, 0.5, 0.4, 14),
        (40, 0.5, 0.5, 0.95, 40),
        (30, 3.5, 0.5, 0.1, 19),
        (30, 0.5, 3.5, 0.9, 11),
        (2000, 25.5, 50.5, 0.025, 465),
        (2000, 25.5, 50.5, 0.975, 894),
        (100_000, 160.5, 640.5, 0.5, 20_012),
        (5, 0.5, 0.5, 0.5, 2),
    ];

    #[test]
    fn no_trial_has_no_success() {
        assert_eq!(quantile(0, 0.5, 0.5, 0.9), Some(0));
    }

    #[test]
    fn what_is_no_distribution_has_no_quantile() {
        assert_eq!(quantile(5, 0.0, 1.0, 0.5), None);
        assert_eq!(quantile(5, 1.0, 1.0, 1.5), None);
    }

    #[test]
    fn the_uniform_rate_makes_all_counts_equally_likely() {
        assert!(weights(6, 1.0, 1.0).iter().all(|weight| (weight - 1.0).abs() < 1e-12));
    }
}
