//! Monte Carlo of quota attainment: many simulated periods, each deal by deal.
//!
//! # Draw order (MATH 5.7, normative: same seed and inputs, same figures everywhere)
//! For each trial:
//! 1. for each measured rate, one uniform u: the rate is the u-quantile of its Jeffreys posterior;
//! 2. for each opportunity, stage by stage: a uniform u, the deal is lost if u >= rate; if it passes and
//!    the stage has a lag, a normal z and exp(mu + sigma z) days are added. Won and within the horizon:
//!    its size is drawn (a normal for log-normal sizes with spread, a uniform for observed amounts,
//!    nothing for equal sizes) and added;
//! 3. for each open deal: a uniform; won if below its own probability to be won within the horizon;
//!    its known amount is added, an unknown one is drawn as above.
//!
//! # Report
//! Mean, sd (n-1), Monte Carlo error sd/sqrt(N); P10 (pessimistic), P50, P90 by type 7, each with the
//! order statistics max(1, B(a/2)) and min(N, B(1-a/2)+1), B the Binomial(N, q) quantile; P(quota met)
//! with its Wilson interval; a histogram.
//!
//! # Large models
//! Beyond 5e7 expected draws the opportunities that reach the last stage are set to their expected
//! number (their lags are still drawn) and the report says so; beyond 5e8 even then it is an error.
//! [`super::compound`] is exact and needs no trial where there are no open deals and known rates.
//!
//! # Edge cases
//! No opportunity and no open deal: every total is 0. One trial: no sd. A quota of 0 is always met.
//!
//! # References
//! Robert & Casella 2004, Monte Carlo Statistical Methods. Order-statistic limits: David & Nagaraja
//! 2003, Order Statistics, 7.1. Verified: golden files `monte_carlo_exact_stream` (draw by draw) and,
//! against the exact law, `monte_carlo_distribution`.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::analysis::interval::{Estimate, Level};
use crate::analysis::proportion::Proportion;
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::lag::Lag;
use super::quantity::NonNegative;
use super::rng::{Lognormal, Seed};

mod summary;
mod trial;

pub use summary::{Histogram, QuantileEstimate};
pub use trial::Trials;

/// Expected draws beyond which the upstream stages are replaced by their expectation.
const MAX_DRAWS_IN_FULL: f64 = 5e7;
/// Expected draws beyond which a simulation is refused.
const MAX_DRAWS: f64 = 5e8;

/// One period of one team, to be simulated many times.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonteCarloConfig {
    /// Where the random stream starts.
    pub seed: Seed,
    /// Simulated periods: 20,000 by default, 2,000 while a slider moves (MATH 5.7).
    pub n_trials: NonZeroU32,
    /// Opportunities that enter the first stage at the start of the period.
    pub n_opportunities: u32,
    /// The stages they pass, in order.
    pub stages: Vec<StageModel>,
    /// Length of the period, days.
    pub horizon_days: NonNegative,
    /// Amount of a won deal.
    pub deal_size: DealSize,
    /// Deals already in the pipeline.
    pub open_deals: Vec<OpenDeal>,
    /// Revenue to reach, EUR.
    pub quota_eur: NonNegative,
    /// Confidence level of the intervals.
    pub level: Level,
}

/// One stage of the simulated funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageModel {
    /// Chance to pass it.
    pub rate: StageRate,
    /// Time it takes to pass; `None` if no time passes.
    pub lag: Option<Lag>,
}

/// What is known of a stage's rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageRate {
    /// The same in every trial.
    Known(Probability),
    /// Drawn anew in every trial from what was counted.
    Measured(Proportion),
}

/// The amount of a won deal, EUR.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DealSize {
    /// Log-normal; of zero spread: always the mean.
    Lognormal(Lognormal),
    /// One of these amounts, each equally likely.
    Observed(Vec<NonNegative>),
}

/// A deal that is already in the pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenDeal {
    /// Probability that it is won within the horizon, given its stage and age (MATH 2.4).
    pub p_win_in_time: Probability,
    /// Its amount, EUR; `None` draws one.
    pub value_eur: Option<NonNegative>,
}

/// How the trials were run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Every opportunity from the first stage on.
    Full,
    /// From the last stage on, the expected number reaching it.
    LastStage,
}

/// The distribution of the period's revenue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonteCarloReport {
    /// The seed that reproduces it.
    pub seed: Seed,
    /// Simulated periods.
    pub n_trials: u32,
    /// How they were run.
    pub method: Method,
    /// Mean revenue, EUR.
    pub mean_eur: f64,
    /// Standard deviation of the revenue, EUR; `None` of one trial.
    pub sd_eur: Option<f64>,
    /// Monte Carlo standard error of the mean, EUR.
    pub mcse_mean_eur: Option<f64>,
    /// Pessimistic: exceeded in nine of ten periods, EUR.
    pub p10: QuantileEstimate,
    /// Median, EUR.
    pub p50: QuantileEstimate,
    /// Optimistic: exceeded in one of ten periods, EUR.
    pub p90: QuantileEstimate,
    /// Probability to reach the quota, with the interval of the simulation error.
    pub p_hit: Estimate,
    /// Revenue to reach, EUR.
    pub quota_eur: f64,
    /// Mean number of wins.
    pub mean_wins: f64,
    /// Distribution of the revenue.
    pub histogram: Histogram,
    /// What the simulation takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// Why a simulation does not start.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MonteCarloError {
    /// Deal sizes are to be drawn from an empty list.
    #[error("no observed amount to draw deal sizes from")]
    NoObservedAmount,
    /// The model would not answer in reasonable time.
    #[error("about {n_draws:e} random draws, more than {limit:e}")]
    TooManyDraws {
        /// Draws it would take.
        n_draws: f64,
        /// Draws allowed.
        limit: f64,
    },
}

/// Simulates and summarises.
///
/// ```
/// use std::num::NonZeroU32;
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::monte_carlo::{
///     DealSize, MonteCarloConfig, StageModel, StageRate, monte_carlo,
/// };
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::rng::{Lognormal, Seed};
///
/// let close = StageRate::Known(Probability::new(1.0 / 3.0)?);
/// let report = monte_carlo(&MonteCarloConfig {
///     seed: Seed::SOURCE_POST,
///     n_trials: NonZeroU32::MIN.saturating_add(1_999),
///     n_opportunities: 75,
///     stages: vec![StageModel { rate: close, lag: None }],
///     horizon_days: NonNegative::new(30.0)?,
///     deal_size: DealSize::Lognormal(Lognormal {
///         mean: Positive::new(4_000.0)?,
///         cv: NonNegative::new(0.5)?,
///     }),
///     open_deals: vec![],
///     quota_eur: NonNegative::new(100_000.0)?,
///     level: Level::ESTIMATE,
/// })?;
/// assert!((report.mean_eur - 100_000.0).abs() < 2_500.0);
/// assert!(report.p10.value < report.p50.value && report.p50.value < report.p90.value);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn monte_carlo(config: &MonteCarloConfig) -> Result<MonteCarloReport, MonteCarloError> {
    let trials = simulate(config)?;
    Ok(summary::summarise(config, trials))
}

/// Runs the trials and returns each one's revenue and wins, in the order they were drawn.
pub fn simulate(config: &MonteCarloConfig) -> Result<Trials, MonteCarloError> {
    if matches!(&config.deal_size, DealSize::Observed(amounts) if amounts.is_empty()) {
        return Err(MonteCarloError::NoObservedAmount);
    }
    let n_trials = f64::from(config.n_trials.get());
    let n_stages = config.stages.len().max(1) as f64;
    let in_full = n_trials * (f64::from(config.n_opportunities) * n_stages);
    let method = if in_full > MAX_DRAWS_IN_FULL { Method::LastStage } else { Method::Full };
    let n_draws = n_trials * config.open_deals.len() as f64
        + match method {
            Method::Full => in_full,
            Method::LastStage => in_full * upstream_rate(config),
        };
    if n_draws > MAX_DRAWS {
        return Err(MonteCarloError::TooManyDraws { n_draws, limit: MAX_DRAWS });
    }
    Ok(trial::run(config, method))
}

/// Expected share of opportunities that reaches the last stage.
fn upstream_rate(config: &MonteCarloConfig) -> f64 {
    let upstream = config.stages.split_last().map_or(&[][..], |(_, upstream)| upstream);
    upstream.iter().map(|stage| stage.rate.mean()).product()
}

impl StageRate {
    /// The rate, or its posterior mean.
    pub fn mean(self) -> f64 {
        match self {
            Self::Known(p) => p.get(),
            Self::Measured(counts) => super::posterior::Posterior::of(counts).mean(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::compound::{CompoundConfig, distribution};
    use super::super::quantity::Positive;
    use super::*;

    pub(super) fn known(rate: f64) -> StageModel {
        StageModel { rate: StageRate::Known(Probability::new(rate).unwrap()), lag: None }
    }

    pub(super) fn config(
        n_trials: u32,
        n_opportunities: u32,
        stages: Vec<StageModel>,
        cv: f64,
    ) -> MonteCarloConfig {
        MonteCarloConfig {
            seed: Seed::SOURCE_POST,
            n_trials: NonZeroU32::new(n_trials).unwrap(),
            n_opportunities,
            stages,
            horizon_days: NonNegative::new(30.0).unwrap(),
            deal_size: DealSize::Lognormal(Lognormal {
                mean: Positive::new(4000.0).unwrap(),
                cv: NonNegative::new(cv).unwrap(),
            }),
            open_deals: vec![],
            quota_eur: NonNegative::new(100_000.0).unwrap(),
            level: Level::ESTIMATE,
        }
    }

    #[test]
    fn the_simulation_agrees_with_the_exact_law() {
        let report = monte_carlo(&config(20_000, 75, vec![known(1.0 / 3.0)], 0.5)).unwrap();
        let exact = distribution(&CompoundConfig {
            n_opportunities: 75,
            p_win: Probability::new(1.0 / 3.0).unwrap(),
            deal: Lognormal {
                mean: Positive::new(4000.0).unwrap(),
                cv: NonNegative::new(0.5).unwrap(),
            },
            quota_eur: NonNegative::new(100_000.0).unwrap(),
        });
        assert!((report.mean_eur - exact.mean_eur).abs() < 5.0 * report.mcse_mean_eur.unwrap());
        assert!((report.p_hit.value.unwrap() - exact.p_hit).abs() < 0.0177, "5 standard errors");
        for (simulated, exact) in
            [(report.p10, exact.p10_eur), (report.p50, exact.p50_eur), (report.p90, exact.p90_eur)]
        {
            assert!(simulated.lower - 500.0 < exact && exact < simulated.upper + 500.0);
        }
    }

    #[test]
    fn stages_of_certainty_change_nothing_but_the_draws() {
        let one = monte_carlo(&config(5_000, 75, vec![known(0.3)], 0.0)).unwrap();
        let two = monte_carlo(&config(5_000, 75, vec![known(1.0), known(0.3)], 0.0)).unwrap();
        assert!((one.mean_wins - two.mean_wins).abs() < 0.3);
    }

    #[test]
    fn an_uncertain_rate_widens_the_result() {
        let measured = StageModel { rate: StageRate::Measured(Proportion::of(10, 20)), lag: None };
        let sure = monte_carlo(&config(4_000, 75, vec![known(1.0 / 3.0)], 0.0)).unwrap();
        let unsure = monte_carlo(&config(4_000, 75, vec![measured], 0.0)).unwrap();
        assert!(unsure.sd_eur.unwrap() > 1.3 * sure.sd_eur.unwrap());
        assert!(unsure.assumptions.contains(&Assumption::RatesDrawnFromEvidence));
    }

    #[test]
    fn a_lag_beyond_the_horizon_wins_nothing() {
        let slow = StageModel { lag: Some(Lag::new(5.0, 0.0).unwrap()), ..known(1.0) };
        let report = monte_carlo(&config(100, 20, vec![slow], 0.5)).unwrap();
        assert_eq!((report.mean_eur, report.mean_wins), (0.0, 0.0));
    }

    #[test]
    fn open_deals_bring_their_own_probability_and_amount() {
        let deal = |p: f64, value: f64| OpenDeal {
            p_win_in_time: Probability::new(p).unwrap(),
            value_eur: Some(NonNegative::new(value).unwrap()),
        };
        let mut config = config(100, 0, vec![known(0.5)], 0.5);
        config.open_deals = vec![deal(1.0, 1000.0), deal(0.0, 1e9)];
        let report = monte_carlo(&config).unwrap();
        assert_eq!((report.mean_eur, report.mean_wins), (1000.0, 1.0));
        config.open_deals = vec![OpenDeal { value_eur: None, ..deal(1.0, 0.0) }];
        assert!(monte_carlo(&config).unwrap().sd_eur.unwrap() > 0.0, "an unknown amount is drawn");
    }

    #[test]
    fn observed_amounts_are_the_only_totals() {
        let mut config = config(200, 1, vec![known(1.0)], 0.5);
        config.deal_size =
            DealSize::Observed([100.0, 700.0].map(|v| NonNegative::new(v).unwrap()).to_vec());
        let trials = simulate(&config).unwrap();
        assert!(trials.totals_eur.iter().all(|t| [100.0, 700.0].contains(t)));
        assert!(trials.totals_eur.contains(&100.0) && trials.totals_eur.contains(&700.0));
        config.deal_size = DealSize::Observed(vec![]);
        assert_eq!(simulate(&config), Err(MonteCarloError::NoObservedAmount));
    }

    #[test]
    fn nothing_to_win_gives_zero_and_not_nothing() {
        let report = monte_carlo(&config(50, 0, vec![known(0.5)], 0.5)).unwrap();
        assert_eq!((report.mean_eur, report.sd_eur), (0.0, Some(0.0)));
        assert_eq!(report.p_hit.value, Some(0.0));
    }

    #[test]
    fn one_trial_has_no_spread() {
        let report = monte_carlo(&config(1, 75, vec![known(0.3)], 0.5)).unwrap();
        assert_eq!((report.sd_eur, report.mcse_mean_eur), (None, None));
        assert!(report.p10.value == report.p90.value);
    }

    #[test]
    fn large_models_start_at_the_last_stage_and_say_so() {
        // 2,000 trials of 20,000 leads in two stages are 8e7 draws in full.
        let large = config(2_000, 20_000, vec![known(0.02), known(0.5)], 0.0);
        let report = monte_carlo(&large).unwrap();
        assert_eq!(report.method, Method::LastStage);
        assert!(report.assumptions.contains(&Assumption::UpstreamCountsExpected));
        assert!((report.mean_wins - 200.0).abs() < 2.0, "{}", report.mean_wins);
    }

    #[test]
    fn a_model_without_end_is_refused() {
        let endless = config(1_000_000, 1_000_000, vec![known(0.5)], 0.0);
        assert!(matches!(simulate(&endless), Err(MonteCarloError::TooManyDraws { .. })));
    }

    #[test]
    fn the_report_survives_the_wire() {
        let report = monte_carlo(&config(300, 75, vec![known(0.3)], 0.5)).unwrap();
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<MonteCarloReport>(&json).unwrap(), report);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn same_seed_same_result(seed: u64, rates in prop::collection::vec(0.0..=1.0_f64, 1..4)) {
            let mut config = config(60, 40, rates.iter().map(|r| known(*r)).collect(), 0.5);
            config.seed = Seed(seed);
            prop_assert_eq!(monte_carlo(&config).unwrap(), monte_carlo(&config).unwrap());
        }

        #[test]
        fn quantiles_are_ordered_and_inside_their_limits(seed: u64, rate in 0.0..=1.0_f64) {
            let mut config = config(200, 20, vec![known(rate)], 0.8);
            config.seed = Seed(seed);
            let r = monte_carlo(&config).unwrap();
            prop_assert!(r.p10.value <= r.p50.value && r.p50.value <= r.p90.value);
            for q in [r.p10, r.p50, r.p90] {
                prop_assert!(q.lower <= q.value && q.value <= q.upper);
            }
            prop_assert_eq!(r.histogram.counts.iter().sum::<u64>(), 200);
        }
    }
}
