//! Special functions behind every interval and tail probability (MATH 1.3).
//!
//! # What is used
//! | function | algorithm | reference |
//! |---|---|---|
//! | [`norm_cdf`], [`ln_gamma`], [`gamma_p`] | statrs 0.19.1 | |
//! | [`norm_quantile`] | AS 241, `PPND16` | Wichura 1988, Appl. Stat. 37:477 |
//! | [`beta_i`] | continued fraction, Lentz' method; Loader's prefactor | DLMF 8.17.22; Loader 2000 |
//! | [`beta_i_inverse`], [`gamma_p_inverse`] | bracketed Newton on the logarithm | |
//!
//! The incomplete beta function is not taken from statrs: its fraction stops after 140 terms and its
//! prefactor subtracts large logarithms, so that it is wrong by 3e-7 at `I_0.5(1e5, 1e5)` and by 1 % at
//! `I_0.5(1e6, 1e6)` (statrs issue 434), and its inverse can hang for `p < 1e-50` (issue 435). A Jeffreys
//! interval over a million deals needs those shapes. The fraction below runs until it has converged
//! (about `sqrt(max(a, b))` terms) and its prefactor is the saddle-point form, exact to rounding.
//!
//! # Domain
//! These are plain functions of reals: an argument outside the domain gives NaN, as in C's `libm`.
//! Estimators check their inputs before they call them and never let a NaN out.
//!
//! # Verified
//! Golden file `special_functions` (relative 1e-9), and the large shapes below against mpmath 1.4 with
//! 40 digits.

mod beta;
mod gamma;
mod normal;

pub use beta::{beta_i, beta_i_inverse, binomial_tail};
pub use gamma::{
    chi_squared_quantile, chi_squared_tail, gamma_p, gamma_p_inverse, ln_choose, ln_gamma,
};
pub use normal::{norm_cdf, norm_quantile};

/// Below this logarithm of a scale the functions here are zero in `f64`.
const LN_TINY: f64 = -745.0;

/// For the tests of this module.
#[cfg(test)]
#[track_caller]
fn assert_relative(got: f64, expected: f64, tolerance: f64) {
    let error = ((got - expected) / expected).abs();
    assert!(error <= tolerance, "got {got:e}, expected {expected:e}, relative error {error:e}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extreme_probabilities_neither_hang_nor_panic() {
        for p in [0.0, 1e-300, 1e-60, 1.0 - 1e-16, 1.0] {
            assert!((0.0..=1.0).contains(&beta_i_inverse(0.5, 0.5, p)), "beta {p}");
            assert!(gamma_p_inverse(0.5, p) >= 0.0, "gamma {p}");
        }
    }

    #[test]
    fn outside_the_domain_there_is_no_number() {
        assert!(norm_quantile(-0.1).is_nan());
        assert!(ln_gamma(0.0).is_nan());
        assert!(gamma_p(-1.0, 1.0).is_nan());
        assert!(gamma_p_inverse(2.0, 1.1).is_nan());
        assert!(beta_i(0.0, 1.0, 0.5).is_nan());
        assert!(beta_i_inverse(1.0, 1.0, f64::NAN).is_nan());
        assert!(binomial_tail(5, 1.5, 2).is_nan());
    }
}
