//! Gamma function and its relatives, over statrs; the inverse by Newton's method on ln x.

use statrs::function::gamma;

use super::{LN_TINY, norm_quantile};
use crate::analysis::root::increasing_root;

/// Natural logarithm of the gamma function, x > 0.
///
/// ```
/// use trichterwerk::analysis::special::ln_gamma;
/// assert!((ln_gamma(5.0) - 24_f64.ln()).abs() < 1e-14);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    if x > 0.0 { gamma::ln_gamma(x) } else { f64::NAN }
}

/// Natural logarithm of the binomial coefficient "n choose k"; minus infinity for k > n.
///
/// ```
/// use trichterwerk::analysis::special::ln_choose;
/// assert!((ln_choose(5, 2).exp() - 10.0).abs() < 1e-12);
/// ```
pub fn ln_choose(n: u64, k: u64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    let (n, k) = (n as f64, k as f64);
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0.
///
/// ```
/// use trichterwerk::analysis::special::gamma_p;
/// assert!((gamma_p(1.0, 2.0) - (1.0 - (-2.0_f64).exp())).abs() < 1e-14);
/// ```
pub fn gamma_p(a: f64, x: f64) -> f64 {
    if x == 0.0 && a > 0.0 {
        0.0
    } else if x == f64::INFINITY && a > 0.0 {
        1.0
    } else {
        gamma::checked_gamma_lr(a, x).unwrap_or(f64::NAN)
    }
}

/// Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), without the cancellation.
fn gamma_q(a: f64, x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { gamma::checked_gamma_ur(a, x).unwrap_or(f64::NAN) }
}

/// The x with P(a, x) = `p`, a > 0. Zero at p = 0, infinity at p = 1.
///
/// ```
/// use trichterwerk::analysis::special::{gamma_p, gamma_p_inverse};
/// assert!((gamma_p(2.0, gamma_p_inverse(2.0, 0.3)) - 0.3).abs() < 1e-12);
/// ```
pub fn gamma_p_inverse(a: f64, p: f64) -> f64 {
    if !(a > 0.0 && a.is_finite() && (0.0..=1.0).contains(&p)) {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let lower_tail = p <= 0.5;
    let target = if lower_tail { p } else { 1.0 - p }.ln();
    // Wilson & Hilferty's cube, or the first term of the series where the cube is negative.
    let cube = 1.0 - 1.0 / (9.0 * a) + norm_quantile(p) / (3.0 * a.sqrt());
    let start =
        if cube > 0.0 { a.ln() + 3.0 * cube.ln() } else { (p.ln() + ln_gamma(a + 1.0)) / a };
    let root = increasing_root(LN_TINY, 709.0, start, |t| {
        let x = t.exp();
        let density = (a * t - x - ln_gamma(a)).exp();
        if lower_tail {
            let tail = gamma_p(a, x);
            (tail.ln() - target, density / tail)
        } else {
            let tail = gamma_q(a, x);
            (target - tail.ln(), density / tail)
        }
    });
    root.exp()
}

/// Quantile of the chi-squared distribution with `degrees_of_freedom` > 0 at probability `p`.
///
/// ```
/// use trichterwerk::analysis::special::chi_squared_quantile;
/// assert!((chi_squared_quantile(0.95, 1.0) - 3.841_458_820_694_124).abs() < 1e-9);
/// ```
pub fn chi_squared_quantile(p: f64, degrees_of_freedom: f64) -> f64 {
    2.0 * gamma_p_inverse(degrees_of_freedom / 2.0, p)
}

/// Upper tail of the chi-squared distribution: P(X > `x`).
///
/// ```
/// use trichterwerk::analysis::special::chi_squared_tail;
/// assert!((chi_squared_tail(3.841_458_820_694_124, 1.0) - 0.05).abs() < 1e-12);
/// ```
pub fn chi_squared_tail(x: f64, degrees_of_freedom: f64) -> f64 {
    if x <= 0.0 { 1.0 } else { gamma_q(degrees_of_freedom / 2.0, x / 2.0) }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::assert_relative;
    use super::*;

    #[test]
    fn the_inverse_of_gamma_inverts() {
        for a in [0.5, 1.0, 2.0, 101.0, 5e5] {
            for p in [1e-12, 0.025, 0.5, 0.9, 0.975, 0.999] {
                assert_relative(gamma_p(a, gamma_p_inverse(a, p)), p, 1e-7);
            }
        }
    }
}
