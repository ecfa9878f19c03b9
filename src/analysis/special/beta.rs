//! Incomplete beta function and the binomial tail.
//!
//! The continued fraction of DLMF 8.17.22 by Lentz' method, with the prefactor x^a y^b / (a B(a, b)) in
//! Loader's saddle-point form (*Fast and Accurate Computation of Binomial Probabilities*, 2000): no difference
//! of large logarithms, whatever the shapes.

use std::f64::consts::PI;

use super::{LN_TINY, ln_gamma};
use crate::analysis::root::increasing_root;

/// Regularised incomplete beta function `I_x(a, b)`, a, b > 0, 0 <= x <= 1: the distribution function
/// of Beta(a, b).
///
/// ```
/// use trichterwerk::analysis::special::beta_i;
/// assert!((beta_i(1.0, 3.0, 0.5) - 0.875).abs() < 1e-15);
/// ```
pub fn beta_i(a: f64, b: f64, x: f64) -> f64 {
    let valid = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !valid || !(0.0..=1.0).contains(&x) {
        return f64::NAN;
    }
    if x <= 0.0 || x >= 1.0 {
        return x;
    }
    let (lower, upper) = beta_tails(a, b, x, 1.0 - x);
    if lower.is_nan() { 1.0 - upper } else { lower }
}

/// The smaller-error tail of Beta(a, b) at x = 1 - y: (lower, NaN) or (NaN, upper).
fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    if x <= (a + 1.0) / (a + b + 2.0) {
        (beta_fraction(a, b, x, y), f64::NAN)
    } else {
        (f64::NAN, beta_fraction(b, a, y, x))
    }
}

/// `I_x(a, b)` by the continued fraction, for x not above the mean; `y` = 1 - x.
fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    const FLOOR: f64 = 1e-300;
    let prefactor = beta_prefactor(a, b, x, y);
    if prefactor == 0.0 {
        return 0.0;
    }
    let away_from_zero = |v: f64| if v.abs() < FLOOR { FLOOR } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    // Worst case about sqrt(max(a, b)) terms; the bound is a guard, not a truncation.
    let n_terms = 1_000 + (20.0 * a.max(b).sqrt()) as u64;
    for m in 1..=n_terms {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let factor = d * c;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (prefactor * fraction).min(1.0)
}

/// x^a y^b / (a B(a, b)) in Loader's saddle-point form: no difference of large logarithms.
fn beta_prefactor(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y);
    exponent.exp() * (n / (2.0 * PI * a * b)).sqrt() * (b / n)
}

/// ln(x!) - ln(sqrt(2 pi x) (x/e)^x), x > 0: the error of Stirling's formula.
fn stirling_error(x: f64) -> f64 {
    if x <= 15.0 {
        return ln_gamma(x + 1.0) - (x + 0.5) * x.ln() + x - 0.5 * (2.0 * PI).ln();
    }
    let s = 1.0 / (x * x);
    (1.0 / 12.0 - s * (1.0 / 360.0 - s * (1.0 / 1260.0 - s * (1.0 / 1680.0 - s / 1188.0)))) / x
}

/// x ln(x / m) + m - x >= 0, by its series where x is near m.
fn deviance(x: f64, m: f64) -> f64 {
    if m == 0.0 {
        return f64::INFINITY;
    }
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    // v^2 < 0.01: at most nine terms reach full precision.
    for j in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * j + 1);
        if (next - sum).abs() <= f64::EPSILON * sum.abs() {
            return next;
        }
        sum = next;
    }
    sum
}

/// The x with `I_x(a, b)` = `p`: the quantile of Beta(a, b).
///
/// ```
/// use trichterwerk::analysis::special::{beta_i, beta_i_inverse};
/// assert!((beta_i(2.5, 50.5, beta_i_inverse(2.5, 50.5, 0.025)) - 0.025).abs() < 1e-14);
/// ```
pub fn beta_i_inverse(a: f64, b: f64, p: f64) -> f64 {
    let valid = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !valid || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p <= 0.0 || p >= 1.0 {
        return p;
    }
    if p > 0.5 {
        return 1.0 - beta_lower_quantile(b, a, 1.0 - p);
    }
    beta_lower_quantile(a, b, p)
}

/// Beta quantile for p <= 1/2, on the scale t = ln(x / (1 - x)), where neither end is crowded.
fn beta_lower_quantile(a: f64, b: f64, p: f64) -> f64 {
    let target = p.ln();
    let root = increasing_root(LN_TINY, -LN_TINY, (a / b).ln(), |t| {
        let (x, y) = (1.0 / (1.0 + (-t).exp()), 1.0 / (1.0 + t.exp()));
        let (lower, upper) = beta_tails(a, b, x, y);
        let tail = if lower.is_nan() { 1.0 - upper } else { lower };
        (tail.ln() - target, a * beta_prefactor(a, b, x, y) / tail)
    });
    1.0 / (1.0 + (-root).exp())
}

/// P(Bin(`n`, `p`) >= `wins`): the chance of at least `wins` successes in `n` trials.
///
/// ```
/// use trichterwerk::analysis::special::binomial_tail;
/// // 75 opportunities at 1/3: a quota of 25 deals is met little more than every second time.
/// assert!((binomial_tail(75, 1.0 / 3.0, 25) - 0.543_326_570_526_336_6).abs() < 1e-12);
/// ```
pub fn binomial_tail(n: u64, p: f64, wins: u64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if wins == 0 {
        return 1.0;
    }
    if wins > n {
        return 0.0;
    }
    beta_i(wins as f64, (n - wins) as f64 + 1.0, p)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::super::{assert_relative, ln_choose};
    use super::*;

    /// Reference: mpmath 1.4, 40 digits (`betainc`; beyond 1e4 by quadrature of the density).
    #[test]
    fn beta_holds_its_accuracy_for_a_million_deals() {
        assert_relative(beta_i(1e4, 1e4, 0.505), 0.921_352_991_118_335_7, 1e-12);
        assert_relative(beta_i(1e5, 1e5, 0.499), 0.185_546_744_557_557, 1e-11);
        assert_relative(beta_i(1e5, 1e5, 0.49), 1.857_134_729_040_553_2e-19, 1e-10);
        assert_relative(beta_i(1e6, 1e6, 0.5005), 0.921_350_422_419_098_2, 1e-11);
        assert_relative(beta_i(330_000.5, 670_000.5, 0.3309), 0.972_127_691_137_682_9, 1e-11);
        assert_relative(beta_i(25.0, 999_976.0, 3e-5), 0.842_761_806_459_197_8, 1e-11);
        assert_relative(beta_i(1e6, 1e6, 0.5), 0.5, 1e-12);
    }

    #[test]
    fn the_tails_of_beta_are_complements() {
        for (a, b, x) in [(0.5, 20.5, 0.1), (3.0, 4.0, 0.7), (297.5, 603.5, 0.3), (1e5, 2e5, 0.33)]
        {
            assert!((beta_i(a, b, x) + beta_i(b, a, 1.0 - x) - 1.0).abs() < 1e-12, "{a} {b} {x}");
        }
    }

    #[test]
    fn the_inverse_of_beta_inverts() {
        for a in [0.5, 1.0, 25.5, 1000.0, 300_000.5] {
            for b in [0.5, 2.0, 50.5, 700_000.5] {
                for p in [1e-12, 1e-3, 0.025, 0.5, 0.9, 0.975, 0.999] {
                    let x = beta_i_inverse(a, b, p);
                    assert!((0.0..=1.0).contains(&x), "{a} {b} {p}: {x}");
                    // Where x crowds against 1 its rounding alone moves p; elsewhere it must invert.
                    if x < 0.999_999 {
                        assert_relative(beta_i(a, b, x), p, 1e-9);
                    }
                }
            }
        }
    }

    #[test]
    fn the_binomial_tail_is_the_sum_of_its_masses() {
        let (n, p) = (40_u64, 0.3_f64);
        let mass =
            |k: u64| (ln_choose(n, k) + k as f64 * p.ln() + (n - k) as f64 * (1.0 - p).ln()).exp();
        for wins in 0..=n {
            let sum: f64 = (wins..=n).map(mass).sum();
            assert!((binomial_tail(n, p, wins) - sum).abs() < 1e-12, "{wins}");
        }
        assert_eq!(binomial_tail(40, 0.3, 41), 0.0);
        assert_eq!(binomial_tail(0, 0.3, 0), 1.0);
        assert_eq!(binomial_tail(5, 0.0, 1), 0.0);
        assert_eq!(binomial_tail(5, 1.0, 5), 1.0);
    }
}
