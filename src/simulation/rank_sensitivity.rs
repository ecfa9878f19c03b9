//! Which input explains the spread of the result, all of them moving at once.
//!
//! # Definition
//! Inputs are drawn together from their own laws by Latin hypercube sampling: input i takes exactly one
//! value from each of N equally likely strata, in random order. The sensitivity to an input is
//! Spearman's rank correlation between its values and the results, ties at their mean rank; its share
//! is rho^2 over the sum of all rho^2 (only an indication where inputs act together).
//!
//! # Why beside the tornado
//! [`super::tornado`] moves one input; here the others move too, so that a lever whose effect depends on
//! a second one (response time under overload) is judged over what may happen.
//!
//! # Draw order
//! Input by input in the order given: first a shuffle (Fisher-Yates from the last stratum down, one
//! index each), then one uniform per stratum.
//!
//! # Edge cases
//! Fewer than two samples, or an input or a result that never changes: no correlation (`None`).
//!
//! # References
//! `McKay`, Beckman & Conover 1979, Technometrics 21:239 (Latin hypercube); Spearman 1904; Saltelli et
//! al. 2004, Sensitivity Analysis in Practice. Verified against scipy.stats.spearmanr (tests).

use serde::{Deserialize, Serialize};

use crate::analysis::special::norm_quantile;

use super::posterior::Posterior;
use super::quantity::NonNegative;
use super::rng::{Lognormal, Seed, Stream};

/// The law of an uncertain input.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InputLaw {
    /// A rate known from counts.
    Beta(Posterior),
    /// A mean or a sum.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: NonNegative,
    },
    /// An amount above zero.
    Lognormal(Lognormal),
    /// Nothing known but two ends.
    Uniform {
        /// Low end.
        low: f64,
        /// High end.
        high: f64,
    },
}

impl InputLaw {
    /// The value not exceeded with probability `u`, 0 < u < 1.
    pub fn quantile(self, u: f64) -> f64 {
        match self {
            Self::Beta(posterior) => posterior.quantile(u),
            Self::Normal { mean, sd } => mean + sd.get() * norm_quantile(u),
            Self::Lognormal(law) => law.at(norm_quantile(u)),
            Self::Uniform { low, high } => low + (high - low) * u,
        }
    }
}

/// Sensitivity to one input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankSensitivity<K> {
    /// Which input.
    pub name: K,
    /// Spearman's rank correlation with the result, -1..=1.
    pub rho: Option<f64>,
    /// rho^2 as a share of all.
    pub share: Option<f64>,
}

/// All sensitivities, the strongest first; inputs without one last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankSensitivityReport<K> {
    /// The seed that reproduces it.
    pub seed: Seed,
    /// Samples drawn.
    pub n_samples: u32,
    /// One entry per input.
    pub inputs: Vec<RankSensitivity<K>>,
}

/// Rank sensitivity of `model` to its `inputs`; the model takes one value per input, in their order.
///
/// ```
/// use trichterwerk::simulation::rank_sensitivity::{InputLaw, rank_sensitivity};
/// use trichterwerk::simulation::rng::Seed;
/// let wide = InputLaw::Uniform { low: 0.0, high: 10.0 };
/// let narrow = InputLaw::Uniform { low: 0.0, high: 1.0 };
/// let report =
///     rank_sensitivity(&[("narrow", narrow), ("wide", wide)], 500, Seed(1), |x| x[0] + x[1]);
/// assert_eq!(report.inputs[0].name, "wide");
/// ```
pub fn rank_sensitivity<K: Clone + Ord>(
    inputs: &[(K, InputLaw)],
    n_samples: u32,
    seed: Seed,
    model: impl Fn(&[f64]) -> f64,
) -> RankSensitivityReport<K> {
    let n = n_samples as usize;
    let mut stream = Stream::new(seed);
    let columns: Vec<Vec<f64>> =
        inputs.iter().map(|(_, law)| latin_column(*law, n, &mut stream)).collect();
    let results: Vec<f64> = (0..n)
        .map(|row| {
            let values: Vec<f64> =
                columns.iter().filter_map(|column| column.get(row)).copied().collect();
            model(&values)
        })
        .collect();
    let result_ranks = ranks(&results);
    let rhos: Vec<Option<f64>> =
        columns.iter().map(|column| correlation(&ranks(column), &result_ranks)).collect();
    let total: f64 = rhos.iter().flatten().map(|rho| rho * rho).sum();
    let mut report: Vec<_> = inputs
        .iter()
        .zip(rhos)
        .map(|((name, _), rho)| RankSensitivity {
            name: name.clone(),
            rho,
            share: rho.filter(|_| total > 0.0).map(|rho| rho * rho / total),
        })
        .collect();
    let strength = |input: &RankSensitivity<K>| input.rho.map_or(-1.0, f64::abs);
    report.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then_with(|| a.name.cmp(&b.name)));
    RankSensitivityReport { seed, n_samples, inputs: report }
}

/// One value from each of `n` strata of `law`, in random order.
fn latin_column(law: InputLaw, n: usize, stream: &mut Stream) -> Vec<f64> {
    let mut strata: Vec<usize> = (0..n).collect();
    for last in (1..n).rev() {
        strata.swap(last, stream.index(last + 1));
    }
    strata
        .into_iter()
        .map(|stratum| law.quantile((stratum as f64 + stream.inner_uniform()) / n as f64))
        .collect()
}

/// Ranks from 1, ties at their mean.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for tie in order.chunk_by(|a, b| a.1.total_cmp(&b.1).is_eq()) {
        let mean = start as f64 + f64::midpoint(tie.len() as f64, 1.0);
        for (index, _) in tie {
            if let Some(rank) = ranks.get_mut(*index) {
                *rank = mean;
            }
        }
        start += tie.len();
    }
    ranks
}

/// Pearson's correlation; `None` if either side never changes.
fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        xx += (x - mx) * (x - mx);
        yy += (y - my) * (y - my);
        xy += (x - mx) * (y - my);
    }
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const UNIT: InputLaw = InputLaw::Uniform { low: 0.0, high: 1.0 };

    /// scipy.stats.spearmanr([1, 2, 2, 4, 5], [3, 1, 4, 4, 9]) = 0.7631578947368421.
    #[test]
    fn ties_have_their_mean_rank_as_in_scipy() {
        let (x, y) = ([1.0, 2.0, 2.0, 4.0, 5.0], [3.0, 1.0, 4.0, 4.0, 9.0]);
        assert_eq!(ranks(&x), [1.0, 2.5, 2.5, 4.0, 5.0]);
        let rho = correlation(&ranks(&x), &ranks(&y)).unwrap();
        assert!((rho - 0.763_157_894_736_842_1).abs() < 1e-12, "{rho}");
    }

    #[test]
    fn a_monotone_result_has_correlation_one_or_minus_one() {
        let up = rank_sensitivity(&[("x", UNIT)], 100, Seed(3), |x| x[0].exp());
        let down = rank_sensitivity(&[("x", UNIT)], 100, Seed(3), |x| -x[0]);
        assert!((up.inputs[0].rho.unwrap() - 1.0).abs() < 1e-12);
        assert!((down.inputs[0].rho.unwrap() + 1.0).abs() < 1e-12);
    }

    #[test]
    fn an_input_without_effect_is_near_zero_and_a_constant_has_none() {
        let constant = InputLaw::Normal { mean: 4.0, sd: NonNegative::ZERO };
        let inputs = [("constant", constant), ("idle", UNIT), ("acting", UNIT)];
        let report = rank_sensitivity(&inputs, 2000, Seed::SOURCE_POST, |x| x[2]);
        assert_eq!(report.inputs[0].name, "acting");
        assert!(report.inputs[1].rho.unwrap().abs() < 0.08);
        assert_eq!(report.inputs[2].rho, None);
    }

    #[test]
    fn too_few_samples_have_no_correlation() {
        for n in [0, 1] {
            assert_eq!(rank_sensitivity(&[("x", UNIT)], n, Seed(1), |x| x[0]).inputs[0].rho, None);
        }
    }

    #[test]
    fn every_stratum_is_visited_once() {
        let mut column = latin_column(UNIT, 50, &mut Stream::new(Seed(9)));
        column.sort_by(f64::total_cmp);
        assert!(column.iter().enumerate().all(|(i, u)| (u * 50.0) as usize == i));
    }

    proptest! {
        #[test]
        fn same_seed_same_result(seed: u64) {
            let run = || rank_sensitivity(&[("a", UNIT), ("b", UNIT)], 50, Seed(seed), |x| x[0] * x[1]);
            prop_assert_eq!(run(), run());
        }

        #[test]
        fn shares_sum_to_one(seed: u64) {
            let report = rank_sensitivity(&[("a", UNIT), ("b", UNIT)], 50, Seed(seed), |x| x[0] * x[1]);
            let sum: f64 = report.inputs.iter().filter_map(|i| i.share).sum();
            prop_assert!((sum - 1.0).abs() < 1e-12);
        }
    }
}
