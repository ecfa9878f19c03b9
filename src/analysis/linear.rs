//! Small linear systems with a symmetric positive definite matrix: the information matrices here.

/// The x with A x = b by Cholesky's factorisation; `matrix` is A in rows. `None` if A is not positive
/// definite (to 1e-12 of its diagonal) or the sizes do not agree.
///
/// ```
/// use trichterwerk::analysis::linear::solve_positive_definite;
/// let x = solve_positive_definite(vec![4.0, 2.0, 2.0, 3.0], vec![2.0, 5.0]).unwrap();
/// assert!((x[0] + 0.5).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
/// ```
#[allow(clippy::indexing_slicing, reason = "all indices are below the size checked first")]
pub fn solve_positive_definite(mut matrix: Vec<f64>, mut vector: Vec<f64>) -> Option<Vec<f64>> {
    let n = vector.len();
    if matrix.len() != n * n {
        return None;
    }
    for i in 0..n {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| matrix[i * n + k] * matrix[j * n + k]).sum();
            let rest = matrix[i * n + j] - dot;
            if i == j {
                // `>` is false for NaN.
                let definite = rest > 1e-12 * matrix[i * n + i].abs();
                if !definite {
                    return None;
                }
                matrix[i * n + i] = rest.sqrt();
            } else {
                matrix[i * n + j] = rest / matrix[j * n + j];
            }
        }
    }
    for i in 0..n {
        let dot: f64 = (0..i).map(|k| matrix[i * n + k] * vector[k]).sum();
        vector[i] = (vector[i] - dot) / matrix[i * n + i];
    }
    for i in (0..n).rev() {
        let dot: f64 = (i + 1..n).map(|k| matrix[k * n + i] * vector[k]).sum();
        vector[i] = (vector[i] - dot) / matrix[i * n + i];
    }
    Some(vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_equations() {
        let matrix = vec![4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0];
        let x = solve_positive_definite(matrix.clone(), vec![1.0, 2.0, 3.0]).unwrap();
        for (row, b) in matrix.chunks(3).zip([1.0, 2.0, 3.0]) {
            let sum: f64 = row.iter().zip(&x).map(|(a, x)| a * x).sum();
            assert!((sum - b).abs() < 1e-14);
        }
    }

    #[test]
    fn a_singular_matrix_has_no_solution() {
        assert_eq!(solve_positive_definite(vec![1.0, 1.0, 1.0, 1.0], vec![1.0, 2.0]), None);
        assert_eq!(solve_positive_definite(vec![f64::NAN], vec![1.0]), None);
        assert_eq!(solve_positive_definite(vec![1.0, 2.0], vec![1.0]), None);
    }
}
