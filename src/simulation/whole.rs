//! Whole visits, leads and deals: rounding down as carefully as up.
//!
//! 120 free hours at 6 hours a visit are 20 visits even where the binary quotient is 19.999...; the
//! mirror image of [`ceil_tol`] (MATH 1.1).

use crate::analysis::rounding::ceil_tol;

/// Largest whole number not above `x`, forgiving 1e-9 (relative above 1) of arithmetic error.
///
/// ```
/// use trichterwerk::simulation::whole::floor_tol;
/// assert_eq!(floor_tol(900.0 * 0.36300000000000004), 326.0);
/// assert_eq!(floor_tol(29.999_999_999_999_996), 30.0);
/// ```
pub fn floor_tol(x: f64) -> f64 {
    // `+ 0.0` turns the -0 of a tiny argument into 0.
    -ceil_tol(-x) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_stays_itself_and_a_real_fraction_falls() {
        for (x, whole) in [(0.0, 0.0), (30.0, 30.0), (0.999, 0.0), (30.001, 30.0), (-0.5, -1.0)] {
            assert!((floor_tol(x) - whole).abs() < f64::EPSILON, "{x}");
        }
        assert!(floor_tol(1e-12).is_sign_positive());
    }
}
