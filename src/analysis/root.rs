//! The root of an increasing function of one variable.
//!
//! Newton's steps inside a bracket that shrinks with every evaluation, and a bisection wherever a step
//! would leave it or is not a number (`rtsafe` in Press et al., *Numerical Recipes*, 9.4). It cannot
//! diverge, and it returns the end of the bracket where the function does not change its sign.

/// Root of the increasing `f` in [`low`, `high`], from `start`; `f` returns its value and its slope.
///
/// An infinite value is a value: only its sign counts then. Accurate to about 4e-16 of max(1, |root|).
///
/// ```
/// use trichterwerk::analysis::root::increasing_root;
/// let root = increasing_root(0.0, 2.0, 1.0, |x| (x * x - 2.0, 2.0 * x));
/// assert!((root - 2_f64.sqrt()).abs() < 1e-15);
/// ```
pub fn increasing_root(
    mut low: f64,
    mut high: f64,
    start: f64,
    f: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let mut x = if start.is_finite() { start.clamp(low, high) } else { 0.5 * (low + high) };
    // Bisection alone needs about 60 steps for any bracket of f64 numbers below 1e3.
    for _ in 0..200 {
        let (value, slope) = f(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            low = x;
        } else {
            high = x;
        }
        let step = x - value / slope;
        let inside = step.is_finite() && step > low && step < high;
        let next = if inside { step } else { 0.5 * (low + high) };
        if (next - x).abs() <= 2.0 * f64::EPSILON * x.abs().max(1.0) {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_slope_only_costs_time() {
        let root = increasing_root(-10.0, 10.0, 9.0, |x| (x.powi(3) - 8.0, f64::NAN));
        assert!((root - 2.0).abs() < 1e-14);
    }

    #[test]
    fn without_a_change_of_sign_the_end_is_returned() {
        let root = increasing_root(0.0, 1.0, 0.5, |x| (x + 1.0, 1.0));
        assert!(root.abs() < 1e-14);
    }

    #[test]
    fn infinities_only_tell_the_side() {
        let ln = |x: f64| (x.ln(), 1.0 / x);
        assert!((increasing_root(0.0, 50.0, 0.0, ln) - 1.0).abs() < 1e-14);
    }
}
