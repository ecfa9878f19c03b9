//! Random choices of the synthetic company, one stream per topic.
//!
//! Each file of the company draws from its own stream: a new draw in one of them moves no value in another.
//! Quotas ("exactly 40 without postcode") are drawn as samples without replacement, so that they hold for
//! every seed and only *which* record is hit is random.

use crate::simulation::rng::{Seed, Stream};

/// What a stream is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Topic {
    Pipeline = 1,
    Deals = 2,
    Contacts = 3,
    Touches = 4,
    Decay = 5,
    Mailings = 6,
}

/// A seeded source of choices.
pub(super) struct Draw {
    stream: Stream,
}

impl Draw {
    pub(super) fn new(seed: u64, topic: Topic) -> Self {
        // The odd constant of SplitMix64 keeps the streams of neighbouring seeds apart.
        let seed = seed.wrapping_add((topic as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        Self { stream: Stream::new(Seed(seed)) }
    }

    /// Uniform in [0, 1).
    pub(super) fn uniform(&mut self) -> f64 {
        self.stream.uniform()
    }

    pub(super) fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// Uniform in `low..=high`.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + (self.uniform() * f64::from(high - low + 1)) as i32
    }

    /// An index below `n` (0 where `n` is 0).
    pub(super) fn index(&mut self, n: usize) -> usize {
        self.stream.index(n)
    }

    /// An index with the given weights.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.uniform() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return at;
            }
            rest -= weight;
        }
        weights.len().saturating_sub(1)
    }

    /// Lognormal with this median; `sigma` is the standard deviation of the logarithm.
    pub(super) fn lognormal(&mut self, median: f64, sigma: f64) -> f64 {
        median * (sigma * self.stream.normal()).exp()
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.index(at + 1));
        }
    }

    /// `n` of the items, drawn without replacement (all of them where there are fewer).
    pub(super) fn sample(&mut self, mut items: Vec<usize>, n: usize) -> Vec<usize> {
        self.shuffle(&mut items);
        items.truncate(n);
        items
    }

    /// `n` uniforms, one in each n-th of [0, 1), in random order: a sample whose distribution function is
    /// within 1/n of the truth (stratified sampling, Cochran 1977, ch. 5).
    pub(super) fn stratified(&mut self, n: usize) -> Vec<f64> {
        let mut strata: Vec<f64> =
            (0..n).map(|at| (at as f64 + self.uniform()) / n as f64).collect();
        self.shuffle(&mut strata);
        strata
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_different_topics_differ_and_repeat() {
        let first = |topic| Draw::new(7, topic).uniform();
        assert_eq!(first(Topic::Deals).to_bits(), first(Topic::Deals).to_bits());
        assert_ne!(first(Topic::Deals).to_bits(), first(Topic::Contacts).to_bits());
    }

    #[test]
    fn a_sample_has_no_repetition() {
        let mut sample = Draw::new(1, Topic::Deals).sample((0..50).collect(), 20);
        assert_eq!(sample.len(), 20);
        sample.sort_unstable();
        sample.dedup();
        assert_eq!(sample.len(), 20);
    }

    #[test]
    fn stratified_uniforms_hit_every_stratum_once() {
        let mut strata = Draw::new(1, Topic::Decay).stratified(100);
        strata.sort_by(f64::total_cmp);
        for (at, u) in strata.iter().enumerate() {
            assert_eq!((u * 100.0) as usize, at);
        }
    }

    #[test]
    fn half_of_a_lognormal_lies_below_its_median() {
        let mut draw = Draw::new(3, Topic::Pipeline);
        let below = (0..10_000).filter(|_| draw.lognormal(12.0, 0.8) < 12.0).count();
        assert!((4_850..=5_150).contains(&below), "{below}"); // 3 standard errors
    }

    #[test]
    fn weights_are_proportions() {
        let mut draw = Draw::new(3, Topic::Pipeline);
        let firsts = (0..10_000).filter(|_| draw.weighted(&[1.0, 3.0]) == 0).count();
        assert!((2_370..=2_630).contains(&firsts), "{firsts}"); // 3 standard errors
    }
}
