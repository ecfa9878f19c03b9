//! The one source of randomness: a seeded stream that is the same on every machine.
//!
//! # Definition (MATH 5.6, normative)
//! - Generator: xoshiro256++, its 256 bits of state filled by `SplitMix64` from the [`Seed`].
//! - Uniform on [0, 1): `(x >> 11) * 2^-53` of the next output x.
//! - Standard normal: `Phi^-1(((x >> 11) + 1/2) * 2^-53)`, one output each, by AS 241. The half keeps
//!   the argument off 0. From 2^52 on it is lost to rounding, and the very last value would round to 1:
//!   there the largest number below 1 stands, so that a draw is always finite (|z| < 8.3).
//! - Log-normal with mean m and coefficient of variation cv: `m exp(s z - s^2/2)`, `s^2 = ln(1 + cv^2)`.
//! - Bernoulli(p): the next uniform is below p.
//! - Index below n: `floor(n u)` of the next uniform u.
//!
//! # Why this shape
//! Inversion (not Box-Muller or a ziggurat) costs one output per draw whatever comes out, so the order
//! of draws is the order of the model's steps and can be written down. There is no global generator and
//! no entropy: a stream begins with a seed that the page shows, stores and shares.
//!
//! # References
//! Blackman & Vigna 2021, ACM TOMS 47:36 (xoshiro). Wichura 1988, Appl. Stat. 37:477 (AS 241).
//! Verified: golden file `rng` (exact integers; floats to 1e-10).

use serde::{Deserialize, Serialize};

use crate::analysis::special::norm_quantile;
use crate::model::probability::Probability;

use super::quantity::{NonNegative, Positive};
use super::xoshiro::{self, N_WORDS, Xoshiro};

/// 2^-53: the distance between two uniforms.
const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
/// Words that are looked at together: as many as a mask has bits.
const BLOCK: usize = u64::BITS as usize;

/// Where a random stream starts. Shown beside every simulated figure and part of every link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

impl Seed {
    /// 20101202, the date of the article behind the product: the seed until the user chooses another.
    pub const SOURCE_POST: Self = Self(20_101_202);
}

/// A stream of random numbers, determined by its seed alone.
///
/// ```
/// use trichterwerk::simulation::rng::{Seed, Stream};
/// let (mut a, mut b) = (Stream::new(Seed(42)), Stream::new(Seed(42)));
/// assert_eq!(a.uniform(), b.uniform());
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    source: Xoshiro,
    /// Words drawn ahead.
    words: Vec<u64>,
    /// How many of them are taken.
    n_taken: usize,
}

impl Stream {
    /// The stream that starts at `seed`.
    pub fn new(seed: Seed) -> Self {
        Self { source: Xoshiro::new(seed.0), words: vec![0; N_WORDS], n_taken: N_WORDS }
    }

    /// Next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        if self.n_taken == N_WORDS {
            self.fill();
        }
        let word = self.words.get(self.n_taken).copied().unwrap_or(0);
        self.n_taken += 1;
        word
    }

    /// Next 53 random bits: the mantissa behind one uniform.
    pub(super) fn next_bits53(&mut self) -> u64 {
        bits53(self.next_u64())
    }

    /// The next words, 1 to [`BLOCK`] of them, without taking them, and which of them have [`bits53`] below a `threshold` of
    /// at most 2^53, the first as the lowest bit.
    pub(super) fn block_below(&mut self, threshold: u64) -> (&[u64], u64) {
        if self.n_taken == N_WORDS {
            self.fill();
        }
        let rest = self.words.get(self.n_taken..).unwrap_or(&[]);
        if let Some(block) = rest.first_chunk::<BLOCK>() {
            return (block, xoshiro::below(block, threshold));
        }
        let below = |below, word: &u64| below << 1 | u64::from(bits53(*word) < threshold);
        (rest, rest.iter().rev().fold(0, below))
    }

    #[cold]
    fn fill(&mut self) {
        self.source.fill(&mut self.words);
        self.n_taken = 0;
    }

    /// Takes the first `n` words of the block.
    pub(super) fn skip(&mut self, n: usize) {
        self.n_taken = (self.n_taken + n).min(N_WORDS);
    }

    /// Uniform on [0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.next_bits53() as f64 * STEP
    }

    /// Uniform strictly inside (0, 1): the argument of an inverse distribution function.
    pub fn inner_uniform(&mut self) -> f64 {
        inner_uniform(self.next_bits53())
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        norm_quantile(self.inner_uniform())
    }

    /// True with probability `p`.
    pub fn bernoulli(&mut self, p: Probability) -> bool {
        self.uniform() < p.get()
    }

    /// Log-normal amount.
    pub fn lognormal(&mut self, law: Lognormal) -> f64 {
        law.at(self.normal())
    }

    /// Whole number below `n`; 0 for `n` = 0.
    pub fn index(&mut self, n: usize) -> usize {
        index_of(self.next_bits53(), n)
    }
}

/// The 53 bits of a word that are used: the upper ones.
pub(super) const fn bits53(word: u64) -> u64 {
    word >> 11
}

/// The whole number below `n` behind 53 random bits.
pub(super) fn index_of(bits53: u64, n: usize) -> usize {
    // The product of a uniform below 1 and n can round up to n.
    ((bits53 as f64 * STEP * n as f64) as usize).min(n.saturating_sub(1))
}

/// The uniform strictly inside (0, 1) of 53 random bits.
pub(super) fn inner_uniform(bits53: u64) -> f64 {
    ((bits53 as f64 + 0.5) * STEP).min(1.0 - STEP)
}

/// The 53-bit threshold t with `uniform < p` exactly when `bits < t`.
///
/// p * 2^53 only moves the exponent, so the comparison of integers decides as that of floats does.
pub(super) fn threshold(p: Probability) -> u64 {
    (p.get() / STEP).ceil() as u64
}

/// Log-normal law of an amount: always above zero, few large values. Of zero spread: the mean itself.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lognormal {
    /// Mean of the amount, in its own unit.
    pub mean: Positive,
    /// Standard deviation divided by the mean.
    pub cv: NonNegative,
}

impl Lognormal {
    /// Standard deviation of the logarithm: s = sqrt(ln(1 + cv^2)).
    pub fn sigma(self) -> f64 {
        (self.cv.get() * self.cv.get()).ln_1p().sqrt()
    }

    /// The amount at standard normal score `z`: m exp(s z - s^2/2).
    ///
    /// ```
    /// use trichterwerk::simulation::quantity::{NonNegative, Positive};
    /// use trichterwerk::simulation::rng::Lognormal;
    /// let deal = Lognormal { mean: Positive::new(4000.0)?, cv: NonNegative::new(0.5)? };
    /// assert!(deal.at(0.0) < 4000.0, "the median lies below the mean");
    /// # Ok::<(), trichterwerk::simulation::quantity::QuantityError>(())
    /// ```
    pub fn at(self, z: f64) -> f64 {
        let s = self.sigma();
        self.mean.get() * (s * z - 0.5 * s * s).exp()
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reference: the first outputs of the published C code for the seed 0 (golden `rng-s01`).
    #[test]
    fn the_generator_is_xoshiro256_plus_plus_seeded_by_splitmix64() {
        let mut stream = Stream::new(Seed(0));
        assert_eq!(stream.next_u64(), 5_987_356_902_031_041_503);
        assert_eq!(stream.next_u64(), 7_051_070_477_665_621_255);
    }

    #[test]
    fn a_normal_draw_is_finite_at_both_ends_of_the_bits() {
        assert!(norm_quantile(inner_uniform(0)) > -8.3);
        assert!(norm_quantile(inner_uniform((1 << 53) - 1)) < 8.3);
    }

    #[test]
    fn an_index_stays_below_n() {
        let mut stream = Stream::new(Seed::SOURCE_POST);
        assert!((0..1000).all(|_| stream.index(7) < 7));
        assert_eq!(stream.index(0), 0);
    }

    #[test]
    fn a_lognormal_has_the_mean_it_was_given() {
        let law =
            Lognormal { mean: Positive::new(4000.0).unwrap(), cv: NonNegative::new(0.5).unwrap() };
        let mut stream = Stream::new(Seed::SOURCE_POST);
        let n = 100_000;
        let mean = (0..n).map(|_| stream.lognormal(law)).sum::<f64>() / f64::from(n);
        // Five standard errors.
        assert!((mean - 4000.0).abs() < 5.0 * 2000.0 / f64::from(n).sqrt(), "{mean}");
    }

    #[test]
    fn without_spread_every_draw_is_the_mean() {
        let law = Lognormal { mean: Positive::ONE, cv: NonNegative::ZERO };
        assert_eq!(law.at(3.0), 1.0);
    }

    proptest! {
        #[test]
        fn same_seed_same_stream(seed: u64) {
            let (mut a, mut b) = (Stream::new(Seed(seed)), Stream::new(Seed(seed)));
            for _ in 0..20 {
                prop_assert_eq!(a.next_u64(), b.next_u64());
            }
        }

        #[test]
        fn the_integer_threshold_decides_as_the_float_comparison(bits in 0_u64..(1 << 53), p in 0.0..=1.0_f64) {
            let p = Probability::new(p).unwrap();
            prop_assert_eq!(bits < threshold(p), (bits as f64 * STEP) < p.get());
        }

        #[test]
        fn the_threshold_is_exact_at_the_edge(bits in 0_u64..(1 << 53)) {
            let p = Probability::new(bits as f64 * STEP).unwrap();
            prop_assert_eq!(threshold(p), bits);
        }
    }
}
