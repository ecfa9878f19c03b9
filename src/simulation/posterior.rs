//! What a count says about a rate: the Jeffreys posterior, a Beta(x + 1/2, n - x + 1/2).
//!
//! # Definition
//! x successes in n trials with the prior Beta(1/2, 1/2). Mean (x + 1/2)/(n + 1). The product of several
//! independent posteriors is no Beta; it is replaced by the Beta of the same mean and variance
//! (MATH 5.4): m1 = prod a/(a+b), m2 = prod a(a+1)/((a+b)(a+b+1)), k = (m1-m2)/(m2-m1^2),
//! A = m1 k, B = (1-m1) k.
//!
//! # Edge cases
//! Nothing observed: the prior itself, as wide as it can be. No stage at all is an error of the caller
//! and gives `None`.
//!
//! # References
//! Jeffreys 1946; Brown, Cai & `DasGupta` 2001, Stat. Sci. 16:101. Moment matching of a product of
//! betas: Fan 1991, Stat. Probab. Lett. 12:217. Verified: golden file `multistage_rate`; one stage is
//! returned unchanged (tests).

use serde::{Deserialize, Serialize};

use crate::analysis::proportion::Proportion;
use crate::analysis::special::{beta_i, beta_i_inverse};

/// An uncertain rate: Beta(a, b), both above 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    /// First shape: successes and a half.
    pub a: f64,
    /// Second shape: failures and a half.
    pub b: f64,
}

impl Posterior {
    /// What `counts` say about the rate behind them.
    ///
    /// ```
    /// use trichterwerk::analysis::proportion::Proportion;
    /// use trichterwerk::simulation::posterior::Posterior;
    /// assert_eq!(Posterior::of(Proportion::of(25, 50)), Posterior { a: 25.5, b: 50.5 });
    /// ```
    pub fn of(counts: Proportion) -> Self {
        let (a, b) = counts.jeffreys_shapes();
        Self { a, b }
    }

    /// Mean rate.
    pub fn mean(self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// Standard deviation of the rate.
    pub fn sd(self) -> f64 {
        let n = self.a + self.b;
        (self.a * self.b / (n * n * (n + 1.0))).sqrt()
    }

    /// The rate not exceeded with probability `p`.
    pub fn quantile(self, p: f64) -> f64 {
        beta_i_inverse(self.a, self.b, p)
    }

    /// Probability that the rate is at most `rate`.
    pub fn cdf(self, rate: f64) -> f64 {
        beta_i(self.a, self.b, rate)
    }

    /// The Beta with the mean and variance of the product of independent rates; `None` for no rate.
    ///
    /// ```
    /// use trichterwerk::analysis::proportion::Proportion;
    /// use trichterwerk::simulation::posterior::Posterior;
    /// let stages = [Proportion::of(60, 90), Proportion::of(33, 27)].map(Posterior::of);
    /// assert!(Posterior::product(&stages).is_some_and(|chain| chain.mean() < stages[0].mean()));
    /// ```
    pub fn product(rates: &[Self]) -> Option<Self> {
        let (first, rest) = rates.split_first()?;
        if rest.is_empty() {
            return Some(*first);
        }
        let m1: f64 = rates.iter().map(|r| r.mean()).product();
        let m2: f64 = rates.iter().map(|r| r.mean() * (r.a + 1.0) / (r.a + r.b + 1.0)).product();
        let k = (m1 - m2) / (m2 - m1 * m1);
        Some(Self { a: m1 * k, b: (1.0 - m1) * k })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_stage_is_returned_unchanged() {
        let only = Posterior::of(Proportion::of(3, 7));
        assert_eq!(Posterior::product(&[only]), Some(only));
        assert_eq!(Posterior::product(&[]), None);
    }

    #[test]
    fn nothing_observed_leaves_the_prior() {
        assert_eq!(Posterior::of(Proportion::of(0, 0)), Posterior { a: 0.5, b: 0.5 });
    }

    proptest! {
        #[test]
        fn the_product_keeps_mean_and_variance(x in 0_u64..50, n in 50_u64..200, y in 0_u64..50, m in 50_u64..200) {
            let rates = [Proportion::of(x, n - x), Proportion::of(y, m - y)].map(Posterior::of);
            let product = Posterior::product(&rates).unwrap();
            let mean = rates[0].mean() * rates[1].mean();
            let second = |r: Posterior| r.sd().powi(2) + r.mean().powi(2);
            let variance = second(rates[0]) * second(rates[1]) - mean * mean;
            prop_assert!((product.mean() - mean).abs() < 1e-12);
            prop_assert!((product.sd().powi(2) / variance - 1.0).abs() < 1e-9);
        }

        #[test]
        fn quantile_and_cdf_are_inverse(x in 0_u64..=40, p in 0.01..0.99_f64) {
            let posterior = Posterior::of(Proportion::of(x, 40 - x));
            prop_assert!((posterior.cdf(posterior.quantile(p)) - p).abs() < 1e-9);
        }
    }
}
