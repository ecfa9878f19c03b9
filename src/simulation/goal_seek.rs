//! What each lever alone would have to become to reach the quota, and the smallest change of all together.
//!
//! # Definition (MATH 5.10)
//! The plan wins Bin(n, p) deals of the size d and needs w = `ceil_tol`(quota / d) of them. The goal is
//! either the quota in expectation (n p d >= quota) or P(wins >= w) >= confidence.
//! - rate: in expectation quota / (n d); for a confidence `I^-1(w, n-w+1; c)`;
//! - opportunities: quota / (p d), or the negative-binomial search of [`super::quota_probability`];
//! - deal: quota / (n p), or quota / k with k the wins exceeded with the confidence, the binomial
//!   quantile at 1 - c.
//!
//! The *smallest equal mix* is the smallest u for which opportunities, rate and deal, all 1 + u times
//! their present value, reach the goal. Levers multiply, so it is far below a third of one lever's
//! change (P21). Other levers (response time, meeting hours, reps) act through other models: [`seek`]
//! solves any of them on a range.
//!
//! # Edge cases
//! A lever that cannot reach the goal names why: fewer opportunities than wins, a rate of zero, a rate
//! above 1. A lever already beyond its goal is returned as the smaller value that would do.
//!
//! # Verified
//! Golden file `goal_seek`; every solution put back reaches the goal and less does not (tests).

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::analysis::rounding::ceil_tol;
use crate::analysis::special::binomial_tail;
use crate::model::probability::Probability;

use super::binomial::binomial_quantile;
use super::quantity::Positive;
use super::quota_probability::{required_opportunities, required_rate, wins_needed};
use super::seek::smallest;
use super::whole::floor_tol;

pub use super::seek::{SeekError, seek};

/// The largest equal change that is looked for: a hundredfold.
const MAX_MIX: f64 = 99.0;

/// What counts as reaching the quota.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// On average over many periods: reached in about every second one (P12).
    Expected,
    /// With this probability.
    Confidence(Level),
}

/// The plan and the goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalSeekConfig {
    /// Revenue to reach in the period, EUR.
    pub quota_eur: Positive,
    /// Opportunities in the period.
    pub n_opportunities: u64,
    /// Share of them that is won.
    pub close_rate: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: Positive,
    /// What counts as reached.
    pub goal: Goal,
}

/// Why a lever alone cannot reach the goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unreachable {
    /// No rate wins more deals than there are opportunities.
    FewerOpportunitiesThanWins {
        /// Deals needed.
        wins_needed: u64,
        /// Opportunities at hand.
        n_opportunities: u64,
    },
    /// Even winning every opportunity is not enough.
    RateAboveOne {
        /// The rate it would take.
        rate: f64,
    },
    /// Nothing is won at a rate of zero.
    RateIsZero,
    /// At this confidence no win at all is certain enough.
    NoWinCertainEnough,
    /// More than the search allows.
    BeyondSearch,
}

/// What one lever alone would have to become.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeverSolution {
    /// Its present value.
    pub current: f64,
    /// The value that reaches the goal, all else unchanged.
    pub required: Option<f64>,
    /// required / current - 1.
    pub relative_change: Option<f64>,
    /// Why there is none.
    pub unreachable: Option<Unreachable>,
}

/// The smallest equal relative change of all three levers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EqualMix {
    /// The change, e.g. 0.05 for five percent more of each.
    pub relative_change: f64,
    /// Opportunities after it; whole ones where the goal is a confidence.
    pub n_opportunities: f64,
    /// Close rate after it.
    pub close_rate: Probability,
    /// Mean deal after it, EUR.
    pub avg_deal_eur: f64,
    /// The close rate reached 1 and stopped there.
    pub rate_clamped: bool,
}

/// What it takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalSeekReport {
    /// Deals needed at the present deal size.
    pub wins_needed: u64,
    /// Probability to win them now.
    pub p_hit: f64,
    /// Mean revenue now, EUR.
    pub expected_eur: f64,
    /// Opportunities alone.
    pub opportunities: LeverSolution,
    /// Close rate alone.
    pub close_rate: LeverSolution,
    /// Deal size alone, EUR.
    pub avg_deal: LeverSolution,
    /// All three together; `None` if even a hundredfold of all is not enough.
    pub equal_mix: Option<EqualMix>,
}

/// Solves each lever alone and all together.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::goal_seek::{Goal, GoalSeekConfig, goal_seek};
/// use trichterwerk::simulation::quantity::Positive;
/// let report = goal_seek(&GoalSeekConfig {
///     quota_eur: Positive::new(100_000.0)?,
///     n_opportunities: 75,
///     close_rate: Probability::new(1.0 / 3.0)?,
///     avg_deal_eur: Positive::new(4_000.0)?,
///     goal: Goal::Confidence(Level::new(0.8)?),
/// });
/// assert_eq!(report.opportunities.required, Some(85.0));
/// assert!(report.equal_mix.is_some_and(|mix| mix.relative_change < 0.05));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn goal_seek(config: &GoalSeekConfig) -> GoalSeekReport {
    let GoalSeekConfig { quota_eur, n_opportunities, close_rate, avg_deal_eur, goal } = *config;
    let n = n_opportunities as f64;
    let wins = wins_needed(quota_eur.into(), avg_deal_eur);
    GoalSeekReport {
        wins_needed: wins,
        p_hit: binomial_tail(n_opportunities, close_rate.get(), wins),
        expected_eur: n * close_rate.get() * avg_deal_eur.get(),
        opportunities: LeverSolution::new(n, opportunities_alone(config, wins)),
        close_rate: LeverSolution::new(close_rate.get(), rate_alone(config, wins)),
        avg_deal: LeverSolution::new(
            avg_deal_eur.get(),
            match goal {
                Goal::Expected => deal_for_expectation(quota_eur, n_opportunities, close_rate),
                Goal::Confidence(level) => {
                    deal_for_confidence(quota_eur, n_opportunities, close_rate, level)
                }
            },
        ),
        equal_mix: equal_mix(config),
    }
}

fn opportunities_alone(config: &GoalSeekConfig, wins: u64) -> Result<f64, Unreachable> {
    let p = config.close_rate;
    if p == Probability::ZERO {
        return Err(Unreachable::RateIsZero);
    }
    match config.goal {
        Goal::Expected => {
            Ok(ceil_tol(config.quota_eur.get() / (p.get() * config.avg_deal_eur.get())))
        }
        Goal::Confidence(level) => required_opportunities(wins, p, level)
            .map(|n| n as f64)
            .ok_or(Unreachable::BeyondSearch),
    }
}

fn rate_alone(config: &GoalSeekConfig, wins: u64) -> Result<f64, Unreachable> {
    let n = config.n_opportunities;
    let too_few = Unreachable::FewerOpportunitiesThanWins { wins_needed: wins, n_opportunities: n };
    match config.goal {
        Goal::Expected => {
            let rate = config.quota_eur.get() / (n as f64 * config.avg_deal_eur.get());
            if n == 0 {
                Err(too_few)
            } else if rate > 1.0 {
                Err(Unreachable::RateAboveOne { rate })
            } else {
                Ok(rate)
            }
        }
        Goal::Confidence(level) => required_rate(wins, n, level).ok_or(too_few),
    }
}

/// Mean deal at which `n_opportunities` bring the quota on average, EUR.
pub fn deal_for_expectation(
    quota_eur: Positive,
    n_opportunities: u64,
    close_rate: Probability,
) -> Result<f64, Unreachable> {
    if n_opportunities == 0 {
        return Err(Unreachable::NoWinCertainEnough);
    }
    if close_rate == Probability::ZERO {
        return Err(Unreachable::RateIsZero);
    }
    Ok(quota_eur.get() / (n_opportunities as f64 * close_rate.get()))
}

/// Deal size at which `n_opportunities` bring the quota with the confidence `level`, EUR.
pub fn deal_for_confidence(
    quota_eur: Positive,
    n_opportunities: u64,
    close_rate: Probability,
    level: Level,
) -> Result<f64, Unreachable> {
    match binomial_quantile(n_opportunities, close_rate, level.alpha()) {
        0 => Err(Unreachable::NoWinCertainEnough),
        wins => Ok(quota_eur.get() / wins as f64),
    }
}

/// The smallest u >= 0 for which 1 + u times all three levers reach the goal.
fn equal_mix(config: &GoalSeekConfig) -> Option<EqualMix> {
    let reaches = |u: f64| mixed(config, u).is_some_and(|mix| is_reached(config, &mix));
    mixed(config, smallest(0.0, MAX_MIX, reaches)?)
}

/// All three levers at 1 + u times their value.
fn mixed(config: &GoalSeekConfig, u: f64) -> Option<EqualMix> {
    let rate = config.close_rate.get() * (1.0 + u);
    let n = config.n_opportunities as f64 * (1.0 + u);
    Some(EqualMix {
        relative_change: u,
        n_opportunities: match config.goal {
            Goal::Expected => n,
            // A tenth of an opportunity cannot be worked; forgive the arithmetic, not the tenth.
            Goal::Confidence(_) => floor_tol(n),
        },
        close_rate: Probability::new(rate.min(1.0)).ok()?,
        avg_deal_eur: config.avg_deal_eur.get() * (1.0 + u),
        rate_clamped: rate > 1.0,
    })
}

fn is_reached(config: &GoalSeekConfig, mix: &EqualMix) -> bool {
    let (n, p, d) = (mix.n_opportunities, mix.close_rate.get(), mix.avg_deal_eur);
    match config.goal {
        Goal::Expected => n * p * d >= config.quota_eur.get() * (1.0 - 1e-12),
        Goal::Confidence(level) => {
            let wins = ceil_tol(config.quota_eur.get() / d) as u64;
            binomial_tail(n as u64, p, wins) >= level.share()
        }
    }
}

impl LeverSolution {
    fn new(current: f64, solved: Result<f64, Unreachable>) -> Self {
        let required = solved.ok();
        Self {
            current,
            required,
            relative_change: required.filter(|_| current > 0.0).map(|r| r / current - 1.0),
            unreachable: solved.err(),
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(n: u64, rate: f64, goal: Goal) -> GoalSeekConfig {
        GoalSeekConfig {
            quota_eur: Positive::new(100_000.0).unwrap(),
            n_opportunities: n,
            close_rate: Probability::new(rate).unwrap(),
            avg_deal_eur: Positive::new(4_000.0).unwrap(),
            goal,
        }
    }

    fn confidence(share: f64) -> Goal {
        Goal::Confidence(Level::new(share).unwrap())
    }

    #[test]
    fn twenty_opportunities_never_give_twenty_five_wins() {
        let report = goal_seek(&config(20, 0.5, confidence(0.8)));
        assert_eq!(report.close_rate.required, None);
        assert_eq!(
            report.close_rate.unreachable,
            Some(Unreachable::FewerOpportunitiesThanWins { wins_needed: 25, n_opportunities: 20 })
        );
        let expected = goal_seek(&config(20, 0.5, Goal::Expected));
        assert_eq!(expected.close_rate.unreachable, Some(Unreachable::RateAboveOne { rate: 1.25 }));
    }

    #[test]
    fn at_a_rate_of_zero_neither_leads_nor_deals_help() {
        for goal in [Goal::Expected, confidence(0.8)] {
            let report = goal_seek(&config(75, 0.0, goal));
            assert_eq!(report.opportunities.unreachable, Some(Unreachable::RateIsZero));
            assert_eq!(report.avg_deal.required, None);
            assert_eq!(report.equal_mix, None);
            assert!(report.close_rate.required.is_some());
        }
    }

    #[test]
    fn without_opportunities_only_opportunities_help() {
        let report = goal_seek(&config(0, 0.5, Goal::Expected));
        assert_eq!(report.opportunities.required, Some(50.0));
        assert_eq!(report.opportunities.relative_change, None);
        assert_eq!((report.close_rate.required, report.avg_deal.required), (None, None));
        assert_eq!(report.equal_mix, None);
    }

    #[test]
    fn a_plan_beyond_its_goal_needs_no_mix() {
        let report = goal_seek(&config(200, 0.5, confidence(0.8)));
        assert_eq!(report.equal_mix.unwrap().relative_change, 0.0);
        assert!(report.close_rate.relative_change.unwrap() < 0.0);
    }

    #[test]
    fn the_mix_in_expectation_is_the_cube_root() {
        let report = goal_seek(&config(75, 0.25, Goal::Expected));
        let u = report.equal_mix.unwrap().relative_change;
        assert!(((1.0 + u).powi(3) - 4.0 / 3.0).abs() < 1e-8);
        assert!(u < report.close_rate.relative_change.unwrap() / 3.0);
    }

    #[test]
    fn a_rate_stops_at_one_and_says_so() {
        let mix = goal_seek(&config(5, 0.9, Goal::Expected)).equal_mix.unwrap();
        assert!(mix.rate_clamped);
        assert_eq!(mix.close_rate, Probability::ONE);
        assert!((mix.n_opportunities * mix.avg_deal_eur / 100_000.0 - 1.0).abs() < 1e-8);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_mix_reaches_the_goal_and_less_does_not(n in 5_u64..150, rate in 0.05..0.9_f64, c in 0.3..0.97_f64) {
            for goal in [Goal::Expected, confidence(c)] {
                let config = config(n, rate, goal);
                let mix = goal_seek(&config).equal_mix.unwrap();
                prop_assert!(is_reached(&config, &mix));
                let less = mix.relative_change - 1e-6 * (1.0 + mix.relative_change);
                prop_assert!(less < 0.0 || !is_reached(&config, &mixed(&config, less).unwrap()));
            }
        }

        #[test]
        fn every_lever_put_back_reaches_the_goal(n in 26_u64..150, rate in 0.05..0.95_f64, c in 0.3..0.97_f64) {
            let config = config(n, rate, confidence(c));
            let report = goal_seek(&config);
            let hit = |n: f64, p: f64, d: f64| binomial_tail(n as u64, p, ceil_tol(1e5 / d) as u64);
            let (n, d) = (n as f64, 4000.0);
            prop_assert!(hit(report.opportunities.required.unwrap(), rate, d) >= c);
            prop_assert!(hit(n, report.close_rate.required.unwrap(), d) >= c - 1e-9);
            if let Some(deal) = report.avg_deal.required {
                prop_assert!(hit(n, rate, deal) >= c - 1e-9);
            }
        }
    }
}
