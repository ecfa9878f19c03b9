//! Rounding up to whole deals, leads and working days without the artefacts of binary fractions.
//!
//! `21 / 0.7` is 30.000000000000004 in `f64`; its ceiling, 31, would order one opportunity too many
//! (MATH 1.1, pitfall P09). Chains are computed unrounded and rounded once, here.

/// Smallest whole number not below `x`, forgiving 1e-9 (relative above 1) of arithmetic error.
///
/// Definition: `ceil(x - 1e-9 * max(1, |x|))`, for counts: from 1e9 on the tolerance would swallow a
/// whole unit. A NaN or an infinity is returned as it is.
///
/// ```
/// use trichterwerk::analysis::rounding::ceil_tol;
/// assert_eq!(ceil_tol(21.0 / 0.7), 30.0);
/// assert_eq!(ceil_tol(30.001), 31.0);
/// ```
pub fn ceil_tol(x: f64) -> f64 {
    if !x.is_finite() {
        return x;
    }
    // `+ 0.0` turns the -0 of a tiny positive argument into 0.
    (x - 1e-9 * x.abs().max(1.0)).ceil() + 0.0
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_stays_itself() {
        for whole in [-3.0, 0.0, 1.0, 30.0, 13_637.0, 4e8] {
            assert_eq!(ceil_tol(whole), whole);
        }
    }

    #[test]
    fn float_noise_does_not_add_a_unit() {
        assert_eq!(ceil_tol(21.0 / 0.7), 30.0, "P09: the plain ceiling is 31");
        assert_eq!((21.0_f64 / 0.7).ceil(), 31.0);
        assert_eq!(ceil_tol(1e-12), 0.0);
        assert!(ceil_tol(1e-12).is_sign_positive());
    }

    #[test]
    fn a_real_fraction_rounds_up() {
        assert_eq!(ceil_tol(25.000_001), 26.0);
        assert_eq!(ceil_tol(-0.5), 0.0);
    }

    #[test]
    fn what_is_not_a_number_is_passed_on() {
        assert!(ceil_tol(f64::NAN).is_nan());
        assert_eq!(ceil_tol(f64::INFINITY), f64::INFINITY);
    }
}
