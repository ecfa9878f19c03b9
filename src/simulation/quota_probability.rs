//! How likely the quota is, and how many opportunities make it likely enough.
//!
//! # Definition (MATH 5.3)
//! Wins needed w = `ceil_tol`(quota / deal). P(hit | n) = P(Bin(n, p) >= w) = `I_p(w, n-w+1)`.
//! For a confidence c the plan needs the smallest n with P(hit | n) >= c; the rate needed for a given n
//! is `I^-1(w, n-w+1; c)`. Where the rate itself was estimated from x of m, p is Beta(x+1/2, m-x+1/2) and
//! the wins are beta-binomial: the *predictive* numbers, the default for planning.
//!
//! The source plans with expectations: 25 / (1/3) = 75 opportunities. They hit 25 deals in 54.3 % of
//! months, and in all of twelve months in 0.07 % of years (P12, P29). 80 % take 85, 95 % take 96.
//!
//! # Assumes
//! Independent opportunities of one rate. Key-account clusters make the truth wider.
//!
//! # Edge cases
//! w = 0 is always hit. p = 0 with w > 0 is never hit: no n, `None`. n < w: P = 0 and no rate helps.
//! A confidence no n below ten million reaches is `None`. Small m explodes (0 of 12: 4,889 at 95 %):
//! `data_too_thin` when the predictive n exceeds three times the plug-in n.
//!
//! # Verified
//! Golden file `quota_probability`. By simulation (MATH 5.3): "80 %" delivered 75.4 % with the plug-in
//! n, 80.2 % with the predictive n.

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::analysis::rounding::ceil_tol;
use crate::analysis::special::{beta_i_inverse, binomial_tail};
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::binomial::{beta_binomial_tail, binomial_quantile, bracket, first_true};
use super::posterior::Posterior;
use super::quantity::{NonNegative, Positive};

/// Beyond this many opportunities a plan is not worth naming.
const MAX_OPPORTUNITIES: u64 = 10_000_000;

/// Question: how sure is the quota with these opportunities?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaProbabilityConfig {
    /// Deals to win in the period.
    pub wins_needed: u64,
    /// Share of opportunities won.
    pub close_rate: Probability,
    /// What is known of that rate; `None` when it is merely assumed.
    pub rate_posterior: Option<Posterior>,
    /// Opportunities at hand in the period.
    pub n_opportunities: u64,
    /// Confidences to plan for, e.g. 50, 80 and 95 %.
    pub confidences: Vec<Level>,
}

/// Answer to [`QuotaProbabilityConfig`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuotaProbabilityReport {
    /// Deals to win.
    pub wins_needed: u64,
    /// Opportunities at hand.
    pub n_opportunities: u64,
    /// Mean number of wins.
    pub expected_wins: f64,
    /// Probability to win enough, the rate taken as known.
    pub p_hit: f64,
    /// Probability to win enough, the rate being uncertain.
    pub predictive_p_hit: Option<f64>,
    /// Wins exceeded in nine of ten periods.
    pub wins_p10: u64,
    /// Median wins.
    pub wins_p50: u64,
    /// Wins exceeded in one of ten periods.
    pub wins_p90: u64,
    /// wins / rate rounded up: the plan that holds in every second month (P12).
    pub n_expected_value_plan: Option<u64>,
    /// One plan per confidence asked for.
    pub plans: Vec<ConfidencePlan>,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// What one confidence takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfidencePlan {
    /// Probability of hitting the quota.
    pub confidence: Level,
    /// Opportunities needed, the rate taken as known.
    pub n_opportunities: Option<u64>,
    /// Opportunities needed, the rate being uncertain: the default for planning.
    pub predictive_n_opportunities: Option<u64>,
    /// Rate needed with the opportunities at hand; `None` if they are fewer than the wins needed.
    pub needed_rate: Option<f64>,
    /// The uncertainty of the rate more than triples the plan: too few data.
    pub data_too_thin: bool,
}

/// Whole deals that make up `quota_eur`.
///
/// ```
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::quota_probability::wins_needed;
/// assert_eq!(wins_needed(NonNegative::new(100_000.0)?, Positive::new(4_000.0)?), 25);
/// # Ok::<(), trichterwerk::simulation::quantity::QuantityError>(())
/// ```
pub fn wins_needed(quota_eur: NonNegative, avg_deal_eur: Positive) -> u64 {
    // The cast saturates far above any quota.
    ceil_tol(quota_eur.get() / avg_deal_eur.get()) as u64
}

/// Chance of the quota, and what each confidence takes.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quota_probability::{QuotaProbabilityConfig, quota_probability};
/// let report = quota_probability(&QuotaProbabilityConfig {
///     wins_needed: 25,
///     close_rate: Probability::new(1.0 / 3.0)?,
///     rate_posterior: None,
///     n_opportunities: 75,
///     confidences: vec![Level::new(0.95)?],
/// });
/// assert!((report.p_hit - 0.543).abs() < 0.001);
/// assert_eq!(report.plans[0].n_opportunities, Some(96));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quota_probability(config: &QuotaProbabilityConfig) -> QuotaProbabilityReport {
    let QuotaProbabilityConfig {
        wins_needed, close_rate: p, rate_posterior, n_opportunities, ..
    } = *config;
    let n = n_opportunities;
    let expected_value_plan = ceil_tol(wins_needed as f64 / p.get());
    let mut assumptions = vec![Assumption::IndependentDeals, Assumption::ConstantRates];
    assumptions.push(match rate_posterior {
        Some(_) => Assumption::RatesDrawnFromEvidence,
        None => Assumption::RatesTakenAsKnown,
    });
    QuotaProbabilityReport {
        wins_needed,
        n_opportunities,
        expected_wins: n as f64 * p.get(),
        p_hit: binomial_tail(n, p.get(), wins_needed),
        predictive_p_hit: rate_posterior.map(|r| beta_binomial_tail(n, r.a, r.b, wins_needed)),
        wins_p10: binomial_quantile(n, p, 0.1),
        wins_p50: binomial_quantile(n, p, 0.5),
        wins_p90: binomial_quantile(n, p, 0.9),
        // 0/0 asks for nothing; w/0 cannot be had.
        n_expected_value_plan: if wins_needed == 0 {
            Some(0)
        } else {
            expected_value_plan.is_finite().then_some(expected_value_plan as u64)
        },
        plans: config.confidences.iter().map(|c| plan(config, *c)).collect(),
        assumptions,
    }
}

/// What `confidence` takes.
fn plan(config: &QuotaProbabilityConfig, confidence: Level) -> ConfidencePlan {
    let plug_in = required_opportunities(config.wins_needed, config.close_rate, confidence);
    let predictive = config
        .rate_posterior
        .and_then(|r| required_opportunities_predictive(config.wins_needed, r, confidence));
    ConfidencePlan {
        confidence,
        n_opportunities: plug_in,
        predictive_n_opportunities: predictive,
        needed_rate: required_rate(config.wins_needed, config.n_opportunities, confidence),
        data_too_thin: match (plug_in, predictive) {
            (Some(plug_in), Some(predictive)) => predictive > 3 * plug_in,
            _ => config.rate_posterior.is_some() && plug_in.is_some(),
        },
    }
}

/// Smallest number of opportunities that yields `wins_needed` with `confidence` at a known rate.
pub fn required_opportunities(
    wins_needed: u64,
    close_rate: Probability,
    confidence: Level,
) -> Option<u64> {
    smallest_n(wins_needed, confidence, |n| binomial_tail(n, close_rate.get(), wins_needed))
}

/// The same when the rate is only known as a posterior.
pub fn required_opportunities_predictive(
    wins_needed: u64,
    rate: Posterior,
    confidence: Level,
) -> Option<u64> {
    smallest_n(wins_needed, confidence, |n| beta_binomial_tail(n, rate.a, rate.b, wins_needed))
}

/// Smallest n >= `wins_needed` at which a tail that rises with n reaches `confidence`.
fn smallest_n(wins_needed: u64, confidence: Level, tail: impl Fn(u64) -> f64) -> Option<u64> {
    let enough = |n: u64| tail(n) >= confidence.share();
    if enough(wins_needed) {
        return Some(wins_needed);
    }
    let n = first_true(wins_needed, bracket(wins_needed, MAX_OPPORTUNITIES, enough), enough);
    (n < MAX_OPPORTUNITIES).then_some(n)
}

/// Rate at which `n_opportunities` yield `wins_needed` with `confidence`; `None` if they are too few.
pub fn required_rate(wins_needed: u64, n_opportunities: u64, confidence: Level) -> Option<f64> {
    if wins_needed == 0 {
        return Some(0.0);
    }
    let spare = n_opportunities.checked_sub(wins_needed)?;
    Some(beta_i_inverse(wins_needed as f64, spare as f64 + 1.0, confidence.share()))
}

/// Probability to hit a period's quota in each of `n_periods` independent periods (P29).
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quota_probability::p_hit_every_period;
/// let year = p_hit_every_period(Probability::new(0.543)?, 12);
/// assert!(year < 0.001);
/// # Ok::<(), trichterwerk::model::probability::ProbabilityError>(())
/// ```
pub fn p_hit_every_period(p_hit: Probability, n_periods: u32) -> f64 {
    p_hit.get().powf(f64::from(n_periods))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use crate::analysis::proportion::Proportion;

    use super::*;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    fn level(share: f64) -> Level {
        Level::new(share).unwrap()
    }

    fn ask(wins: u64, rate: f64, n: u64, counts: Option<(u64, u64)>) -> QuotaProbabilityReport {
        quota_probability(&QuotaProbabilityConfig {
            wins_needed: wins,
            close_rate: p(rate),
            rate_posterior: counts.map(|(x, m)| Posterior::of(Proportion::new(x, m).unwrap())),
            n_opportunities: n,
            confidences: [0.5, 0.8, 0.95].map(level).to_vec(),
        })
    }

    fn plug_in(report: &QuotaProbabilityReport) -> Vec<Option<u64>> {
        report.plans.iter().map(|plan| plan.n_opportunities).collect()
    }

    #[test]
    fn p12_the_expected_value_plan_hits_every_second_month() {
        let report = ask(25, 1.0 / 3.0, 75, Some((25, 75)));
        assert_eq!(report.n_expected_value_plan, Some(75));
        assert!((report.p_hit - 0.543_326_570_526_336_6).abs() < 1e-10);
        assert_eq!(plug_in(&report), [Some(74), Some(85), Some(96)]);
        assert!((binomial_tail(96, 1.0 / 3.0, 25) - 0.950_276_429_362_888_8).abs() < 1e-10);
        let predictive: Vec<_> =
            report.plans.iter().map(|plan| plan.predictive_n_opportunities).collect();
        assert_eq!(predictive, [Some(74), Some(90), Some(110)]);
    }

    #[test]
    fn p14_quantiles_of_reps_do_not_add_up_to_the_quantile_of_the_team() {
        let p10 = |n: u64| ask(25, 1.0 / 3.0, n, None).wins_p10;
        assert_eq!(5 * p10(75), 100, "five pessimistic reps in one month are too pessimistic");
        assert_eq!(p10(5 * 75), 113);
    }

    #[test]
    fn p29_hitting_every_month_of_a_year_is_another_matter() {
        let monthly = ask(25, 1.0 / 3.0, 75, None).p_hit;
        let yearly = p_hit_every_period(p(monthly), 12);
        assert!((yearly - 0.000_661_806_957_371_491_7).abs() < 1e-12);
    }

    #[test]
    fn twelve_deals_are_too_thin_a_base() {
        let report = ask(1, 0.05, 20, Some((0, 12)));
        let plan = report.plans.last().unwrap();
        assert_eq!(plan.predictive_n_opportunities, Some(4889));
        assert!(plan.data_too_thin);
        assert!(!ask(25, 1.0 / 3.0, 75, Some((25, 75))).plans[2].data_too_thin);
    }

    #[test]
    fn a_rate_of_zero_is_never_enough() {
        let report = ask(3, 0.0, 50, None);
        assert_eq!((report.p_hit, report.n_expected_value_plan), (0.0, None));
        assert_eq!(plug_in(&report), [None; 3]);
    }

    #[test]
    fn a_rate_of_one_needs_one_opportunity_per_win() {
        assert_eq!(plug_in(&ask(3, 1.0, 2, None)), [Some(3); 3]);
        assert_eq!(ask(3, 1.0, 2, None).p_hit, 0.0);
    }

    #[test]
    fn no_quota_is_always_met() {
        let report = ask(0, 0.0, 0, None);
        assert_eq!((report.p_hit, report.n_expected_value_plan), (1.0, Some(0)));
        assert_eq!(plug_in(&report), [Some(0); 3]);
        assert_eq!(report.plans[0].needed_rate, Some(0.0));
    }

    #[test]
    fn fewer_opportunities_than_wins_have_no_rate() {
        assert_eq!(required_rate(25, 20, level(0.8)), None);
        assert!(required_rate(25, 25, level(0.8)).is_some());
    }

    #[test]
    fn the_report_survives_the_wire() {
        let report = ask(25, 1.0 / 3.0, 75, Some((25, 75)));
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<QuotaProbabilityReport>(&json).unwrap(), report);
    }

    proptest! {
        #[test]
        fn more_opportunities_never_lower_the_chance(wins in 1_u64..60, rate in 0.0..=1.0_f64, n in 0_u64..300) {
            let chance = |n| binomial_tail(n, rate, wins);
            prop_assert!(chance(n + 1) >= chance(n) - 1e-12);
        }

        #[test]
        fn the_required_number_is_the_smallest(wins in 1_u64..40, rate in 0.05..=1.0_f64, c in 0.05..0.99_f64) {
            let n = required_opportunities(wins, p(rate), level(c)).unwrap();
            prop_assert!(binomial_tail(n, rate, wins) >= c);
            prop_assert!(n == wins || binomial_tail(n - 1, rate, wins) < c);
        }

        #[test]
        fn the_needed_rate_gives_the_confidence(wins in 1_u64..40, spare in 0_u64..100, c in 0.05..0.99_f64) {
            let rate = required_rate(wins, wins + spare, level(c)).unwrap();
            prop_assert!((binomial_tail(wins + spare, rate, wins) - c).abs() < 1e-9);
        }
    }
}
