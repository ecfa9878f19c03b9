//! Two inputs at once: the result over a grid, with the line along which the quota is met.
//!
//! # Definition
//! The model is evaluated at every pair of the two axes. The contour is found per cell edge by linear
//! interpolation between neighbouring grid points whose results lie on either side of the target
//! (marching squares); its points are joined cell by cell into segments.
//!
//! # Edge cases
//! Fewer than two values on an axis: no contour. Axes must ascend. A result that is no number is an
//! error with its place. A saddle (both diagonals differ) is joined by the mean of its four corners.
//!
//! # Reference
//! Lorensen & Cline 1987, SIGGRAPH 21:163 (in two dimensions).

use serde::{Deserialize, Serialize};

/// A grid of results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridReport {
    /// Values of the first input, ascending.
    pub x: Vec<f64>,
    /// Values of the second input, ascending.
    pub y: Vec<f64>,
    /// Results, row by row: `rows[j][i]` at `x[i]`, `y[j]`.
    pub rows: Vec<Vec<f64>>,
    /// The result the contour follows.
    pub target: f64,
    /// Line segments along which the target is met, each from (x, y) to (x, y).
    pub contour: Vec<[(f64, f64); 2]>,
}

/// Why there is no grid.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GridError {
    /// An axis does not ascend.
    #[error("axis values must be finite and ascend")]
    Axis,
    /// The model gives no number here.
    #[error("no number at ({x}, {y})")]
    NotANumber {
        /// First input.
        x: f64,
        /// Second input.
        y: f64,
    },
}

/// The results of `model` over `x` and `y`, and where they equal `target`.
///
/// ```
/// use trichterwerk::simulation::grid::grid;
/// // Opportunities against close rate; the quota is 25 deals.
/// let report = grid(&[50.0, 75.0, 100.0], &[0.2, 0.3, 0.4], 25.0, |n, rate| n * rate)?;
/// assert_eq!(report.rows[1][1], 22.5);
/// assert!(!report.contour.is_empty());
/// # Ok::<(), trichterwerk::simulation::grid::GridError>(())
/// ```
pub fn grid(
    x: &[f64],
    y: &[f64],
    target: f64,
    model: impl Fn(f64, f64) -> f64,
) -> Result<GridReport, GridError> {
    for axis in [x, y] {
        let ascends = axis.iter().all(|v| v.is_finite()) && axis.is_sorted_by(|a, b| a < b);
        if !ascends {
            return Err(GridError::Axis);
        }
    }
    let mut rows = Vec::with_capacity(y.len());
    for y in y {
        let row: Result<Vec<f64>, GridError> = x
            .iter()
            .map(|x| match model(*x, *y) {
                value if value.is_finite() => Ok(value),
                _ => Err(GridError::NotANumber { x: *x, y: *y }),
            })
            .collect();
        rows.push(row?);
    }
    let contour = contour(x, y, &rows, target);
    Ok(GridReport { x: x.to_vec(), y: y.to_vec(), rows, target, contour })
}

fn contour(x: &[f64], y: &[f64], rows: &[Vec<f64>], target: f64) -> Vec<[(f64, f64); 2]> {
    let mut segments = Vec::new();
    for (ys, pair) in y.windows(2).zip(rows.windows(2)) {
        let ([y0, y1], [bottom, top]) = (ys, pair) else { continue };
        for ((xs, low), high) in x.windows(2).zip(bottom.windows(2)).zip(top.windows(2)) {
            let ([x0, x1], [v00, v10], [v01, v11]) = (xs, low, high) else { continue };
            // Corners counter-clockwise from the lower left, as distance above the target.
            let corners = [(*x0, *y0, v00), (*x1, *y0, v10), (*x1, *y1, v11), (*x0, *y1, v01)]
                .map(|(x, y, v)| (x, y, v - target));
            cell(corners, &mut segments);
        }
    }
    segments
}

/// The segments through one cell.
fn cell(corners: [(f64, f64, f64); 4], segments: &mut Vec<[(f64, f64); 2]>) {
    let [a, b, c, d] = corners;
    let crossing = |from: (f64, f64, f64), to: (f64, f64, f64)| {
        let met = |corner: (f64, f64, f64)| corner.2 >= 0.0;
        (met(from) != met(to)).then(|| {
            let t = from.2 / (from.2 - to.2);
            (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1))
        })
    };
    let crossings = [crossing(a, b), crossing(b, c), crossing(c, d), crossing(d, a)];
    if let [Some(bottom), Some(right), Some(top), Some(left)] = crossings {
        let middle_is_met = a.2 + b.2 + c.2 + d.2 >= 0.0;
        if middle_is_met == (a.2 >= 0.0) {
            // a and c are joined through the middle: b and d are cut off.
            segments.push([bottom, right]);
            segments.push([top, left]);
        } else {
            segments.push([left, bottom]);
            segments.push([right, top]);
        }
        return;
    }
    let mut ends = crossings.into_iter().flatten();
    if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
        segments.push([from, to]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_contour_of_a_plane_is_exact() {
        let report = grid(&[0.0, 1.0, 2.0], &[0.0, 1.0, 2.0], 1.5, |x, y| x + y).unwrap();
        assert!(!report.contour.is_empty());
        for (x, y) in report.contour.iter().flatten() {
            assert!((x + y - 1.5).abs() < 1e-12);
        }
    }

    #[test]
    fn a_target_nobody_reaches_has_no_contour() {
        let report = grid(&[0.0, 1.0], &[0.0, 1.0], 9.0, |x, y| x + y).unwrap();
        assert!(report.contour.is_empty());
        assert!(grid(&[0.0], &[0.0, 1.0], 0.5, |x, y| x + y).unwrap().contour.is_empty());
        assert!(grid(&[], &[], 0.5, |x, y| x + y).unwrap().rows.is_empty());
    }

    #[test]
    fn a_saddle_keeps_its_two_branches_apart() {
        let report = grid(&[-1.0, 1.0], &[-1.0, 1.0], 0.5, |x, y| x * y).unwrap();
        assert_eq!(report.contour.len(), 2);
        // Both branches of x y = 1/2 stay in the quadrants where it is met.
        for [from, to] in &report.contour {
            let (x, y) = (0.5 * (from.0 + to.0), 0.5 * (from.1 + to.1));
            assert!(x * y > 0.0, "{from:?} {to:?}");
        }
    }

    #[test]
    fn axes_must_ascend_and_results_be_numbers() {
        assert_eq!(grid(&[1.0, 0.0], &[0.0], 0.0, |x, _| x), Err(GridError::Axis));
        assert_eq!(grid(&[f64::NAN], &[0.0], 0.0, |x, _| x), Err(GridError::Axis));
        let error = grid(&[0.0], &[2.0], 0.0, |x, y| y / x);
        assert_eq!(error, Err(GridError::NotANumber { x: 0.0, y: 2.0 }));
    }

    proptest! {
        #[test]
        fn every_contour_point_lies_on_a_cell_edge(target in 0.0..12.0_f64) {
            let axis: Vec<f64> = (0..5).map(f64::from).collect();
            let report = grid(&axis, &axis, target, |x, y| x * y).unwrap();
            for (x, y) in report.contour.iter().flatten() {
                let on_line = |v: f64| (v - v.round()).abs() < 1e-9;
                prop_assert!(on_line(*x) || on_line(*y));
            }
        }
    }
}
