//! How many new customers, at what revenue, are in progress: the forecast of the open pipeline.
//!
//! # Definition (MATH 5.8)
//! Deal i is won in time with probability `P_i` = (stage product x stale factor) x (in-time factor) and
//! brings `v_i`. The number of wins is Poisson-binomial: its law by convolution, one deal after the
//! other. Expected wins sum `P_i`; revenue has mean sum `P_i v_i` and variance sum `P_i (1-P_i) v_i^2`.
//! Above 2,000 deals the normal law with continuity correction stands in.
//!
//! The in-time factor is what a weighted pipeline forgets: 8,200 EUR "in the pipeline" are 3,005 EUR
//! before the deadline (P26).
//!
//! # Assumes
//! Independent deals and no shock that hits all at once: the spread is a lower bound.
//!
//! # Edge cases
//! No deal: zero wins for certain. P = 0 and P = 1 are ordinary.
//!
//! # References
//! Poisson 1837; Le Cam 1960. Convolution: Hong 2013, Comput. Stat. Data Anal. 59:41.
//! Verified: golden file `pipeline_forecast`; pitfall P26.

use serde::{Deserialize, Serialize};

use crate::analysis::special::{norm_cdf, norm_quantile};
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, total};

/// Deals up to which the exact law is computed.
const MAX_EXACT: usize = 2_000;

/// One open deal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastDeal {
    /// Probability that it is ever won, given its stage and age.
    pub p_win: Probability,
    /// Probability that a win comes before the deadline.
    pub p_in_time: Probability,
    /// Its amount, EUR.
    pub value_eur: NonNegative,
}

/// How the law of the number of wins was obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForecastMethod {
    /// Convolution of all deals.
    Exact,
    /// Normal law with continuity correction.
    Normal,
}

/// What the pipeline will bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastReport {
    /// Open deals.
    pub n_deals: u64,
    /// Mean number of wins.
    pub expected_wins: f64,
    /// Standard deviation of the number of wins.
    pub sd_wins: f64,
    /// Exceeded in nine of ten cases.
    pub wins_p10: u64,
    /// Median.
    pub wins_p50: u64,
    /// Exceeded in one of ten cases.
    pub wins_p90: u64,
    /// Probability of exactly 0, 1, ... wins; empty under the normal law.
    pub pmf: Vec<f64>,
    /// Mean revenue, EUR.
    pub expected_value_eur: f64,
    /// Standard deviation of the revenue, EUR.
    pub sd_value_eur: f64,
    /// What a weighted pipeline without deadline would say, EUR (P26).
    pub weighted_without_deadline_eur: f64,
    /// How the law was obtained.
    pub method: ForecastMethod,
    /// What the forecast takes for granted.
    pub assumptions: Vec<Assumption>,
}

impl ForecastReport {
    /// Probability of at least `n_wins` wins.
    pub fn p_at_least(&self, n_wins: u64) -> f64 {
        if n_wins == 0 {
            return 1.0;
        }
        match self.method {
            ForecastMethod::Exact => {
                total(self.pmf.iter().skip(usize::try_from(n_wins).unwrap_or(usize::MAX)).copied())
            }
            ForecastMethod::Normal => {
                1.0 - norm_cdf((n_wins as f64 - 0.5 - self.expected_wins) / self.sd_wins)
            }
        }
    }
}

/// Forecast of `deals`.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::pipeline_forecast::{ForecastDeal, pipeline_forecast};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let deal = ForecastDeal {
///     p_win: Probability::new(0.5)?,
///     p_in_time: Probability::ONE,
///     value_eur: NonNegative::new(4_000.0)?,
/// };
/// let report = pipeline_forecast(&[deal, deal]);
/// assert_eq!(report.pmf, [0.25, 0.5, 0.25]);
/// assert_eq!(report.expected_value_eur, 4_000.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn pipeline_forecast(deals: &[ForecastDeal]) -> ForecastReport {
    let chance = |deal: &ForecastDeal| deal.p_win.and(deal.p_in_time).get();
    let expected_wins = total(deals.iter().map(chance));
    let sd_wins = total(deals.iter().map(|d| chance(d) * (1.0 - chance(d)))).sqrt();
    let value_variance =
        total(deals.iter().map(|d| chance(d) * (1.0 - chance(d)) * d.value_eur.get().powi(2)));

    // Without any spread the normal law has no quantiles; the convolution is then a point.
    let exact = deals.len() <= MAX_EXACT || sd_wins == 0.0;
    let pmf = if exact { convolve(deals.iter().map(chance)) } else { Vec::new() };
    let quantile = |q: f64| {
        if exact {
            discrete_quantile(&pmf, q)
        } else {
            let wins = expected_wins + sd_wins * norm_quantile(q) - 0.5;
            wins.ceil().clamp(0.0, deals.len() as f64) as u64
        }
    };
    ForecastReport {
        n_deals: deals.len() as u64,
        expected_wins,
        sd_wins,
        wins_p10: quantile(0.1),
        wins_p50: quantile(0.5),
        wins_p90: quantile(0.9),
        expected_value_eur: total(deals.iter().map(|d| chance(d) * d.value_eur.get())),
        sd_value_eur: value_variance.sqrt(),
        weighted_without_deadline_eur: total(
            deals.iter().map(|d| d.p_win.get() * d.value_eur.get()),
        ),
        method: if exact { ForecastMethod::Exact } else { ForecastMethod::Normal },
        assumptions: vec![Assumption::IndependentDeals, Assumption::NoSharedShocks],
        pmf,
    }
}

/// Law of the number of successes among independent trials.
fn convolve(chances: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut pmf = vec![1.0];
    for p in chances {
        // In place from the top: pmf[k] = pmf[k] (1-p) + pmf[k-1] p.
        pmf.push(0.0);
        let mut below = 0.0;
        for mass in &mut pmf {
            let here = *mass;
            *mass = here * (1.0 - p) + below * p;
            below = here;
        }
    }
    pmf
}

/// Smallest k whose cumulative probability reaches `q`.
fn discrete_quantile(pmf: &[f64], q: f64) -> u64 {
    let mut sum = 0.0;
    let k = pmf.iter().position(|mass| {
        sum += mass;
        sum >= q - 1e-12
    });
    k.unwrap_or(pmf.len().saturating_sub(1)) as u64
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::super::lag::Lag;
    use super::super::quantity::Positive;
    use super::*;

    fn deal(p_win: f64, p_in_time: f64, value: f64) -> ForecastDeal {
        ForecastDeal {
            p_win: Probability::new(p_win).unwrap(),
            p_in_time: Probability::new(p_in_time).unwrap(),
            value_eur: NonNegative::new(value).unwrap(),
        }
    }

    #[test]
    fn p26_a_weighted_pipeline_forgets_the_deadline() {
        let in_time = |median: f64| {
            let lag =
                Lag::from_median(Positive::new(median).unwrap(), NonNegative::new(0.5).unwrap());
            lag.p_within(NonNegative::new(20.0).unwrap()).get()
        };
        let report = pipeline_forecast(&[
            deal(0.5, in_time(60.0), 10_000.0),
            deal(0.8, in_time(10.0), 4_000.0),
        ]);
        assert!((report.weighted_without_deadline_eur - 8_200.0).abs() < 1e-9);
        assert!((report.expected_value_eur - 3_004.959_767_064_29).abs() < 1e-6);
    }

    #[test]
    fn an_empty_pipeline_wins_nothing_for_certain() {
        let report = pipeline_forecast(&[]);
        assert_eq!(report.pmf, [1.0]);
        assert_eq!((report.expected_wins, report.wins_p90), (0.0, 0));
        assert_eq!((report.p_at_least(0), report.p_at_least(1)), (1.0, 0.0));
    }

    #[test]
    fn the_normal_law_takes_over_smoothly() {
        let deals = |n: usize| vec![deal(0.3, 1.0, 1000.0); n];
        let (exact, normal) = (pipeline_forecast(&deals(2000)), pipeline_forecast(&deals(2001)));
        assert_eq!((exact.method, normal.method), (ForecastMethod::Exact, ForecastMethod::Normal));
        assert!(exact.wins_p10.abs_diff(normal.wins_p10) <= 1);
        assert!(exact.wins_p90.abs_diff(normal.wins_p90) <= 1);
        let tail = crate::analysis::special::binomial_tail(2001, 0.3, 620);
        assert!((normal.p_at_least(620) - tail).abs() < 1e-3);
    }

    #[test]
    fn many_certain_deals_have_no_spread_and_stay_exact() {
        let report = pipeline_forecast(&vec![deal(1.0, 1.0, 1.0); 2500]);
        assert_eq!((report.wins_p10, report.wins_p90), (2500, 2500));
        assert_eq!(report.p_at_least(2500), 1.0);
    }

    proptest! {
        #[test]
        fn the_law_sums_to_one_and_has_the_expected_mean(ps in prop::collection::vec(0.0..=1.0_f64, 0..60)) {
            let deals: Vec<_> = ps.iter().map(|p| deal(*p, 1.0, 1.0)).collect();
            let report = pipeline_forecast(&deals);
            prop_assert!((report.pmf.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let mean: f64 = report.pmf.iter().enumerate().map(|(k, m)| k as f64 * m).sum();
            prop_assert!((mean - report.expected_wins).abs() < 1e-9);
            prop_assert!(report.wins_p10 <= report.wins_p50 && report.wins_p50 <= report.wins_p90);
        }
    }
}
