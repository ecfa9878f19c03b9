//! The argument at which a continuous function of one variable reaches a target.
//!
//! # Definition
//! Brent's method on a bracket whose ends lie on either side of the target: inverse quadratic
//! interpolation or a secant where it shrinks the bracket fast enough, bisection otherwise. Tolerance
//! 1e-10 (relative below 1), at most 200 evaluations (MATH 5.10).
//!
//! # Edge cases
//! Ends that do not straddle the target: "not reachable", with what the ends give. An end that meets the
//! target exactly is the answer. A value that is no number is an error with its argument.
//!
//! # Reference
//! Brent 1973, Algorithms for Minimization without Derivatives, ch. 4.

use serde::{Deserialize, Serialize};

/// Tolerance on the argument.
const TOLERANCE: f64 = 1e-10;
/// Evaluations at most; bisection alone needs about 60.
const MAX_EVALUATIONS: usize = 200;

/// Why there is no argument to return.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SeekError {
    /// Neither end of the range, nor anything between, reaches the target.
    #[error("not reachable: the range gives {at_low} to {at_high}")]
    NotReachable {
        /// Result at the low end.
        at_low: f64,
        /// Result at the high end.
        at_high: f64,
    },
    /// The model gives no number at this argument.
    #[error("no number at {at}")]
    NotANumber {
        /// The argument.
        at: f64,
    },
}

/// The argument in `low..=high` at which `model` gives `target`.
///
/// ```
/// use trichterwerk::simulation::seek::seek;
/// // Hours of meetings a week at which 30 hours are left for selling.
/// let hours = seek(30.0, 0.0, 40.0, |meetings| 34.0 - meetings)?;
/// assert!((hours - 4.0).abs() < 1e-9);
/// # Ok::<(), trichterwerk::simulation::seek::SeekError>(())
/// ```
pub fn seek(
    target: f64,
    low: f64,
    high: f64,
    model: impl Fn(f64) -> f64,
) -> Result<f64, SeekError> {
    let error_at = |x: f64| {
        let value = model(x) - target;
        if value.is_nan() { Err(SeekError::NotANumber { at: x }) } else { Ok(value) }
    };
    // b is the best point, a its opposite end, c the previous b.
    let (mut a, mut b) = (low, high);
    let (mut fa, mut fb) = (error_at(a)?, error_at(b)?);
    if fa == 0.0 {
        return Ok(a);
    }
    if fb == 0.0 {
        return Ok(b);
    }
    if fa.signum() * fb.signum() > 0.0 {
        return Err(SeekError::NotReachable { at_low: fa + target, at_high: fb + target });
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut last_step = step;
    for _ in 0..MAX_EVALUATIONS {
        if fb.signum() * fc.signum() > 0.0 {
            (c, fc) = (a, fa);
            step = b - a;
            last_step = step;
        }
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + 0.5 * TOLERANCE * b.abs().min(1.0);
        let middle = 0.5 * (c - b);
        if middle.abs() <= tolerance || fb == 0.0 {
            return Ok(b);
        }
        let interpolated = if last_step.abs() >= tolerance && fa.abs() > fb.abs() {
            interpolate([a, b, c], [fa, fb, fc], last_step)
        } else {
            None
        };
        (last_step, step) = match interpolated {
            Some(shorter) => (step, shorter),
            None => (middle, middle),
        };
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(middle) };
        fb = error_at(b)?;
    }
    Ok(b)
}

/// Step from the best point by inverse quadratic interpolation (or a secant); `None` where it leaves the
/// bracket or does not halve the step before last.
fn interpolate([a, b, c]: [f64; 3], [fa, fb, fc]: [f64; 3], last_step: f64) -> Option<f64> {
    let s = fb / fa;
    let middle = 0.5 * (c - b);
    #[allow(clippy::float_cmp, reason = "the same point, not a near one")]
    let (p, q) = if a == c {
        (2.0 * middle * s, 1.0 - s)
    } else {
        let (q, r) = (fa / fc, fb / fc);
        (s * (2.0 * middle * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let (p, q) = if p > 0.0 { (p, -q) } else { (-p, q) };
    let inside = 2.0 * p < 3.0 * middle * q && p < (0.5 * last_step * q).abs();
    inside.then(|| p / q)
}

/// Smallest argument in `low..=high` at which a monotone condition holds, to the tolerance above;
/// `None` if it does not hold at `high`.
pub(super) fn smallest(low: f64, high: f64, holds: impl Fn(f64) -> bool) -> Option<f64> {
    if holds(low) {
        return Some(low);
    }
    if !holds(high) {
        return None;
    }
    let (mut low, mut high) = (low, high);
    for _ in 0..MAX_EVALUATIONS {
        if high - low <= TOLERANCE * high.abs().max(1.0) {
            break;
        }
        let middle = 0.5 * (low + high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_target_outside_names_what_the_range_gives() {
        let result = seek(5.0, 0.0, 2.0, |x| x);
        assert_eq!(result, Err(SeekError::NotReachable { at_low: 0.0, at_high: 2.0 }));
    }

    #[test]
    fn an_end_that_meets_the_target_is_the_answer() {
        assert_eq!(seek(2.0, 0.0, 2.0, |x| x), Ok(2.0));
        assert_eq!(seek(0.0, 0.0, 2.0, |x| x), Ok(0.0));
    }

    #[test]
    fn no_number_is_an_error_with_its_argument() {
        assert_eq!(seek(0.0, -1.0, 1.0, f64::sqrt), Err(SeekError::NotANumber { at: -1.0 }));
    }

    #[test]
    fn steep_flat_and_stepped_functions_converge() {
        let root = seek(0.0, -1.0, 4.0, |x| (x - 1.0).powi(9)).unwrap();
        assert!((root - 1.0).abs() < 1e-2, "a ninefold root is flat to rounding around it");
        let root = seek(0.5, 0.0, 1e6, |x| 1.0 - (-x).exp()).unwrap();
        assert!((root - std::f64::consts::LN_2).abs() < 1e-9);
        let root = seek(0.5, 0.0, 1.0, |x| f64::from(x >= 0.3)).unwrap();
        assert!((root - 0.3).abs() < 1e-9);
    }

    #[test]
    fn the_smallest_argument_of_a_condition() {
        assert!((smallest(0.0, 10.0, |x| x * x >= 2.0).unwrap() - 2.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(smallest(3.0, 10.0, |x| x * x >= 2.0), Some(3.0));
        assert_eq!(smallest(0.0, 1.0, |x| x * x >= 2.0), None);
    }

    proptest! {
        #[test]
        fn the_root_meets_the_target(a in 0.1..5.0_f64, b in -3.0..3.0_f64, at in -9.0..9.0_f64) {
            let model = |x: f64| a * x.powi(3) + (b + 3.0) * x;
            let x = seek(model(at), -10.0, 10.0, model).unwrap();
            prop_assert!((x - at).abs() < 1e-8, "{x} {at}");
        }
    }
}
