//! Inverse distribution functions as tables: a Monte Carlo year costs nanoseconds a deal.
//!
//! # Why
//! 10,000 simulated years of 900 opportunities draw some three million deal sizes. Each is
//! `m exp(s Phi^-1(u) - s^2/2)`: two rational functions, often a logarithm and a root, always an
//! exponential, several times slower again in WebAssembly. [`LognormalTable`] replaces that by one cubic. A
//! rate drawn anew in each trial inverts an incomplete beta function, some ten microseconds;
//! [`PosteriorTable`] replaces that too. The uniform, and with it the order of draws, stays exactly the one
//! of the definition.
//!
//! # Definition
//! Cubic Hermite interpolation of exact values and slopes.
//! - *Log-normal*, between 1/32 and 31/32 in u itself, in cells of 1/4096; outside, in the tail probability
//!   p = min(u, 1-u), each octave [2^-(k+1), 2^-k) in 256 equal cells. Beyond 2^-17 (fewer than 1 draw in 60,000)
//!   the exact function is called.
//! - *Posterior of a rate*, in the normal score z = Phi^-1(u): the logit of the rate is nearly linear in z;
//!   cells of 1/40 up to |z| = 5 (all but 6 draws in ten million), exact beyond.
//!
//! # Error
//! h^4/384 times the largest fourth derivative. Measured against the exact functions (tests): log-normal
//! below 4e-11 for cv <= 1, 2e-10 for cv <= 3; posterior below 1e-9. MATH 5.6 asks for 1e-9. For a larger
//! cv, or too few draws to pay, no table is built and every draw is exact.
//!
//! # Reference
//! Hörmann, Leydold & Derflinger 2004, Automatic Nonuniform Random Variate Generation, ch. 7 (numerical
//! inversion by Hermite interpolation; Hörmann & Leydold 2003, ACM TOMACS 13:347).

use std::f64::consts::PI;

use crate::analysis::special::{ln_gamma, norm_cdf, norm_quantile};

use super::posterior::Posterior;
use super::rng::inner_uniform;

/// One uniform in units of 2^-54, the half of the distance between two: `2 bits + 1` is a whole number.
const UNIT: f64 = 1.0 / (1_u64 << 54) as f64;
/// Leading bits of a uniform that select its cell in the middle, and the others, which say where in it.
const MIDDLE_BITS: u32 = 12;
const IN_MIDDLE_BITS: u32 = 54 - MIDDLE_BITS;
/// Cells on either side that are left to the tails: u below 1/32.
const N_MIDDLE_SKIPPED: u64 = 1 << (MIDDLE_BITS - 5);
/// Octaves of the tail probability that are tabulated: 2^-5 down to 2^-17.
const N_OCTAVES: usize = 12;
/// Bits of the mantissa that select the cell inside an octave.
const CELL_BITS: u32 = 8;
/// Cells of one tail.
const N_CELLS: usize = N_OCTAVES << CELL_BITS;
/// Mantissa bits of a float that say where in its cell it lies.
const POSITION_BITS: u32 = f64::MANTISSA_DIGITS - 1 - CELL_BITS;
/// Exponent and leading mantissa bits of 2^37: the first tabulated tail probability, 2^-17, in units of 2^-54.
const FIRST_KEY: u64 = (1023 + 54 - 17) << CELL_BITS;
/// Above this spread of the logarithm (cv = 3) the cubic is no longer accurate enough.
const MAX_SIGMA: f64 = 1.52;

/// Normal score up to which a posterior is tabulated.
const MAX_SCORE: f64 = 5.0;
/// Cells per unit of the score.
const CELLS_PER_SCORE: f64 = 40.0;
/// Cells of a posterior's table.
const N_SCORE_CELLS: usize = 400;

/// Cubic of one cell in t = distance from its left end; constant term first. In one line of the cache.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Cubic([f64; 4]);

/// The cubic with the values and slopes of both ends.
fn hermite((v0, d0): (f64, f64), (v1, d1): (f64, f64), width: f64) -> Cubic {
    let rise = (v1 - v0) / width;
    Cubic([v0, d0, (3.0 * rise - 2.0 * d0 - d1) / width, (d0 + d1 - 2.0 * rise) / (width * width)])
}

/// The cubic's value.
#[inline(always)]
fn at(Cubic([c0, c1, c2, c3]): &Cubic, t: f64) -> f64 {
    ((c3 * t + c2) * t + c1) * t + c0
}

/// Quantile function of exp(mu + sigma Z), tabulated.
#[derive(Clone, Debug)]
pub(super) struct LognormalTable {
    mu: f64,
    sigma: f64,
    /// One cubic per cell in the middle, then per cell of both tails, over the probability in units of 2^-54; empty when
    /// every draw is computed exactly.
    middle: Vec<Cubic>,
    /// Lower and upper cell of each key side by side.
    tails: Vec<Cubic>,
}

impl LognormalTable {
    /// The table of exp(`mu` + `sigma` Z); no cells are built for fewer than `n_draws` that would pay.
    pub(super) fn new(mu: f64, sigma: f64, n_draws: u64) -> Self {
        // Building costs about as much as 2 N_CELLS exact draws.
        let pays = n_draws > 4 * N_CELLS as u64 && sigma > 0.0 && sigma <= MAX_SIGMA;
        let mut table = Self { mu, sigma, middle: Vec::new(), tails: Vec::new() };
        if pays {
            (table.middle, table.tails) = (table.build_middle(), table.build_tails());
        }
        table
    }

    /// The quantile of the uniform behind 53 random `bits`.
    ///
    /// Fifteen of sixteen lie in the middle, which is told by the same comparison as the end of the table.
    #[inline(always)]
    pub(super) fn quantile(&self, bits: u64) -> f64 {
        let units = bits << 1 | 1;
        let at_cell = (units >> IN_MIDDLE_BITS).wrapping_sub(N_MIDDLE_SKIPPED);
        match self.middle.get(at_cell as usize) {
            Some(cell) => at(cell, (units & ((1 << IN_MIDDLE_BITS) - 1)) as f64),
            None => self.tail_quantile(bits),
        }
    }

    /// The same outside of the middle, and where there is no table.
    #[inline(never)]
    fn tail_quantile(&self, bits: u64) -> f64 {
        let word = (bits << 11).cast_signed();
        // In the upper half 1 - u has the complement of the bits.
        let folded = word ^ word >> 63;
        // The tail probability, (folded bits + 1/2) 2^-53, in units of 2^-54: a whole number that a float holds exactly.
        // Its exponent and leading bits are the cell, the others the distance from the cell's left end.
        let tail = (folded >> 10 | 1) as f64;
        let key = tail.to_bits() >> POSITION_BITS;
        // In the far tail the difference is below 0 and wraps around to beyond the last cell.
        let at_cell = key.wrapping_sub(FIRST_KEY) << 1 | bits >> 52;
        match self.tails.get(at_cell as usize) {
            Some(cell) => at(cell, tail - f64::from_bits(key << POSITION_BITS)),
            None => (self.mu + self.sigma * norm_quantile(inner_uniform(bits))).exp(),
        }
    }

    /// Value, and slope per unit, of the lower and of the upper tail at a tail probability in units.
    fn nodes(&self, units: f64) -> [(f64, f64); 2] {
        let z = norm_quantile(units * UNIT);
        let slope = (2.0 * PI).sqrt() * (0.5 * z * z).exp() * UNIT;
        [1.0, -1.0].map(|sign| {
            let value = (self.mu + self.sigma * sign * z).exp();
            (value, value * self.sigma * sign * slope)
        })
    }

    /// Both halves of the middle, from its ends to the median.
    fn build_middle(&self) -> Vec<Cubic> {
        let width = (1_u64 << IN_MIDDLE_BITS) as f64;
        let n_half = (1_u64 << (MIDDLE_BITS - 1)) - N_MIDDLE_SKIPPED;
        let nodes: Vec<_> =
            (0..=n_half).map(|n| self.nodes((N_MIDDLE_SKIPPED + n) as f64 * width)).collect();
        let lower =
            nodes.array_windows().map(|[[left, _], [right, _]]| hermite(*left, *right, width));
        // There the uniform grows as the tail probability falls.
        let against = |(value, slope): (f64, f64)| (value, -slope);
        let upper = nodes
            .array_windows()
            .rev()
            .map(|[[_, right], [_, left]]| hermite(against(*left), against(*right), width));
        lower.chain(upper).collect()
    }

    /// The cubics of both tails.
    fn build_tails(&self) -> Vec<Cubic> {
        let start = |key: u64| f64::from_bits((FIRST_KEY + key) << POSITION_BITS);
        let mut cells = Vec::with_capacity(2 * N_CELLS);
        let (mut units, mut left) = (start(0), self.nodes(start(0)));
        for key in 1..=N_CELLS as u64 {
            let (next, right) = (start(key), self.nodes(start(key)));
            cells.extend(left.into_iter().zip(right).map(|(l, r)| hermite(l, r, next - units)));
            (units, left) = (next, right);
        }
        cells
    }
}

/// Quantile function of a posterior rate, tabulated.
#[derive(Clone, Debug)]
pub(super) struct PosteriorTable {
    posterior: Posterior,
    /// Cubics of the logit over the score; empty when every draw is computed exactly.
    cells: Vec<Cubic>,
}

impl PosteriorTable {
    /// The table of `posterior`; no cells are built for fewer than `n_draws` that would pay.
    pub(super) fn new(posterior: Posterior, n_draws: u64) -> Self {
        let cells = if n_draws > 2 * N_SCORE_CELLS as u64 {
            let nodes: Vec<_> = (0..=N_SCORE_CELLS).map(|i| logit_node(posterior, i)).collect();
            nodes.array_windows().map(|[left, right]| hermite(*left, *right, 1.0)).collect()
        } else {
            Vec::new()
        };
        Self { posterior, cells }
    }

    /// The rate not exceeded with probability `u`, 0 <= u < 1.
    pub(super) fn quantile(&self, u: f64) -> f64 {
        let position = (norm_quantile(u) + MAX_SCORE) * CELLS_PER_SCORE;
        if position >= 0.0
            && let Some(cell) = self.cells.get(position as usize)
        {
            return 1.0 / (1.0 + (-at(cell, position.fract())).exp());
        }
        self.posterior.quantile(u)
    }
}

/// Logit of the posterior's quantile at a node of the score, and its slope per cell.
fn logit_node(posterior: Posterior, i: usize) -> (f64, f64) {
    let Posterior { a, b } = posterior;
    let z = i as f64 / CELLS_PER_SCORE - MAX_SCORE;
    // From the nearer tail, where the probability has all its digits.
    let tail = norm_cdf(-z.abs());
    let near = if z < 0.0 { posterior } else { Posterior { a: b, b: a } };
    let x = near.quantile(tail);
    let (rate, rest) = if z < 0.0 { (x, 1.0 - x) } else { (1.0 - x, x) };
    let logit = if z < 0.0 { (x / (1.0 - x)).ln() } else { ((1.0 - x) / x).ln() };
    // d logit / dz = phi(z) / (density x (1-x)).
    let ln_phi = -0.5 * z * z - 0.5 * (2.0 * PI).ln();
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let ln_slope = ln_phi - (a * rate.ln() + b * rest.ln() - ln_beta);
    (logit, ln_slope.exp() / CELLS_PER_SCORE)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    /// The 53 bits of a uniform, and those of the lower half.
    const BITS_53: u64 = (1 << 53) - 1;
    const BITS_52: u64 = BITS_53 >> 1;

    /// Bits in both halves, dense in the logarithm of the tail and not aligned with the cells.
    fn probe() -> impl Iterator<Item = u64> {
        (0..200_000).flat_map(|i| {
            let tail = ((1_u64 << 52) as f64 * (-f64::from(i) * 1.234_567e-4).exp()) as u64;
            [tail.min(BITS_52), BITS_53 - tail.min(BITS_52)]
        })
    }

    fn worst_relative_error(sigma: f64) -> f64 {
        let table = LognormalTable::new(8.0, sigma, u64::MAX);
        assert!(!table.middle.is_empty());
        let exact = |bits: u64| (8.0 + sigma * norm_quantile(inner_uniform(bits))).exp();
        probe().map(|bits| (table.quantile(bits) / exact(bits) - 1.0).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn the_table_is_the_quantile_function_to_ten_digits() {
        for sigma in [0.05, 0.47, 0.83] {
            let error = worst_relative_error(sigma);
            assert!(error < 4e-11, "sigma {sigma}: {error:e}");
        }
    }

    #[test]
    fn the_widest_tabulated_spread_keeps_nine_digits() {
        let error = worst_relative_error(MAX_SIGMA);
        assert!(error < 2e-10, "{error:e}");
    }

    #[test]
    fn few_draws_or_a_wide_spread_are_computed_exactly() {
        assert!(LognormalTable::new(0.0, 0.5, 100).middle.is_empty());
        let exact = LognormalTable::new(0.0, 2.0, u64::MAX);
        assert!(exact.middle.is_empty());
        let bits = BITS_53 / 40 * 39;
        let expected = (2.0 * norm_quantile(inner_uniform(bits))).exp();
        assert_eq!(exact.quantile(bits), expected);
    }

    #[test]
    fn both_ends_and_the_middle_are_finite_and_ordered() {
        let table = LognormalTable::new(0.0, 0.5, u64::MAX);
        let half = 1_u64 << 52;
        let bits = [0, 1, 1 << 30, half - 1, half, half + 1, BITS_53 - 1, BITS_53];
        let values = bits.map(|bits| table.quantile(bits));
        assert!(values.iter().all(|v| v.is_finite() && *v > 0.0));
        assert!(values.is_sorted(), "{values:?}");
    }

    #[test]
    fn the_posterior_table_is_the_quantile_function_to_nine_digits() {
        for (a, b) in
            [(0.5, 0.5), (0.5, 12.5), (25.5, 50.5), (297.5, 603.5), (5000.5, 0.5), (9e4, 2e5)]
        {
            let posterior = Posterior { a, b };
            let table = PosteriorTable::new(posterior, u64::MAX);
            for i in 1..2_000 {
                let u = f64::from(i) / 2_000.0;
                for u in [u, u * 1e-5, 1.0 - u * 1e-5] {
                    let exact = posterior.quantile(u);
                    let error = (table.quantile(u) / exact - 1.0).abs();
                    assert!(error < 1e-9, "Beta({a}, {b}) at {u}: {error:e}");
                }
            }
        }
    }

    #[test]
    fn a_posterior_has_both_ends() {
        let table = PosteriorTable::new(Posterior { a: 3.5, b: 7.5 }, u64::MAX);
        assert_eq!(table.quantile(0.0), 0.0);
        assert!(table.quantile(1.0 - f64::EPSILON / 2.0) < 1.0);
        assert!(PosteriorTable::new(Posterior { a: 3.5, b: 7.5 }, 10).cells.is_empty());
    }
}
