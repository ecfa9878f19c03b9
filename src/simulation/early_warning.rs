//! Early warning: where the period ends at the present pace, and how likely the target still is.
//!
//! # Definition (MATH 6.8)
//! W wins after the share f of the period's working days (or season weights). The rate has a Gamma
//! posterior (Jeffreys), the wins still to come are R ~ `NegBin`(r = W + 1/2, p = f): projection W + (W + 1/2)
//! (1-f)/f, interval from its quantiles, P(hit) = P(R >= target - W). Revenue: what is booked plus
//! E\[R\] m, variance E\[R\] (cv m)^2 + Var\[R\] m^2, Var R = (W + 1/2)(1-f)/f^2.
//! Green from 0.8, amber from 0.5, red below. Multiplier: the pace needed over the present pace.
//!
//! # Edge cases
//! f = 0: no statement (`None`). f = 1: the result itself. No win yet: no multiplier. Target reached: sure.
//!
//! # Calibration
//! Stated .19/.40/.66/.88 against observed .15/.41/.64/.86 (simulation, MATH 6.8).
//!
//! # Reference
//! Gelman et al. 2013, Bayesian Data Analysis, 2.6. Verified: golden file `early_warning_runrate`.

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::binomial::{negative_binomial_cdf, negative_binomial_quantile};
use super::quantity::NonNegative;

/// A period under way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRateConfig {
    /// Deals won so far.
    pub n_wins: u64,
    /// Share of the period that is over, in working days or season weights.
    pub elapsed: Probability,
    /// Deals to win in the period.
    pub target_wins: u64,
    /// Revenue so far, EUR.
    pub revenue_eur: NonNegative,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Standard deviation of the amount over its mean.
    pub deal_cv: NonNegative,
    /// Probability inside the interval (80 % for planning).
    pub level: Level,
    /// P(hit) from which the light is green (0.8).
    pub green_from: Probability,
    /// P(hit) from which it is amber (0.5).
    pub amber_from: Probability,
}

/// The traffic light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// Nothing can be said yet.
    None,
    /// The target is likely.
    Green,
    /// It is open.
    Amber,
    /// It is unlikely.
    Red,
}

/// Where the period is heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRateReport {
    /// Wins so far.
    pub n_wins: u64,
    /// Wins of the period at the present pace, without the prior's half win.
    pub run_rate: Option<f64>,
    /// Expected wins of the period.
    pub projection: Option<f64>,
    /// Lower limit.
    pub lower: Option<u64>,
    /// Upper limit.
    pub upper: Option<u64>,
    /// Probability inside the limits.
    pub level: Level,
    /// Probability to reach the target.
    pub p_hit: Option<f64>,
    /// The traffic light.
    pub light: Light,
    /// Expected revenue of the period, EUR.
    pub revenue_projection_eur: Option<f64>,
    /// Its standard deviation, EUR.
    pub revenue_sd_eur: Option<f64>,
    /// Pace needed from now on over the present pace.
    pub required_multiplier: Option<f64>,
    /// What the projection takes for granted.
    pub assumptions: Vec<Assumption>,
}

/// Projection of the period.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::early_warning::{Light, RunRateConfig, run_rate};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let report = run_rate(&RunRateConfig {
///     n_wins: 9,
///     elapsed: Probability::new(0.5)?,
///     target_wins: 25,
///     revenue_eur: NonNegative::new(36_000.0)?,
///     avg_deal_eur: NonNegative::new(4_000.0)?,
///     deal_cv: NonNegative::new(0.5)?,
///     level: Level::PLANNING,
///     green_from: Probability::new(0.8)?,
///     amber_from: Probability::new(0.5)?,
/// });
/// assert_eq!((report.projection, report.light), (Some(18.5), Light::Red));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_rate(config: &RunRateConfig) -> RunRateReport {
    let f = config.elapsed.get();
    let wins = config.n_wins as f64;
    let mut report = RunRateReport {
        n_wins: config.n_wins,
        run_rate: None,
        projection: None,
        lower: None,
        upper: None,
        level: config.level,
        p_hit: None,
        light: Light::None,
        revenue_projection_eur: None,
        revenue_sd_eur: None,
        required_multiplier: None,
        assumptions: vec![
            Assumption::ConstantRates,
            Assumption::NoSeasonBeyondWeights,
            Assumption::IndependentDeals,
        ],
    };
    if config.elapsed == Probability::ZERO {
        return report;
    }
    let n_missing = config.target_wins.saturating_sub(config.n_wins);
    let rate = wins + 0.5;
    let (to_come, variance) = (rate * (1.0 - f) / f, rate * (1.0 - f) / (f * f));
    let quantile = |q: f64| config.n_wins.saturating_add(negative_binomial_quantile(rate, f, q));
    let (p_hit, lower, upper) = if config.elapsed == Probability::ONE {
        // The period is over: what is won is won.
        (f64::from(u8::from(n_missing == 0)), config.n_wins, config.n_wins)
    } else {
        let p_hit = match n_missing.checked_sub(1) {
            None => 1.0,
            Some(too_few) => 1.0 - negative_binomial_cdf(rate, f, too_few),
        };
        let tail = config.level.alpha() / 2.0;
        (p_hit, quantile(tail), quantile(1.0 - tail))
    };
    let (m, cv) = (config.avg_deal_eur.get(), config.deal_cv.get());
    report.run_rate = Some(wins / f);
    report.projection = Some(wins + to_come);
    (report.lower, report.upper) = (Some(lower), Some(upper));
    report.p_hit = Some(p_hit);
    report.light = if p_hit >= config.green_from.get() {
        Light::Green
    } else if p_hit >= config.amber_from.get() {
        Light::Amber
    } else {
        Light::Red
    };
    report.revenue_projection_eur = Some(config.revenue_eur.get() + to_come * m);
    report.revenue_sd_eur = Some((to_come * (cv * m).powi(2) + variance * m * m).sqrt());
    report.required_multiplier =
        (config.n_wins > 0 && f < 1.0).then(|| (n_missing as f64 / (1.0 - f)) / (wins / f));
    report
}

impl Light {
    /// The light with what [`super::deadline`] knows: red as well when wins are missing and every stage
    /// is too late (MATH 6.8).
    #[must_use]
    pub fn with_deadline(self, missing_wins: f64, too_late_everywhere: bool) -> Self {
        if missing_wins > 0.0 && too_late_everywhere { Self::Red } else { self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(n_wins: u64, elapsed: f64, target_wins: u64) -> RunRateConfig {
        let p = |v| Probability::new(v).unwrap();
        let n = |v| NonNegative::new(v).unwrap();
        RunRateConfig {
            n_wins,
            elapsed: p(elapsed),
            target_wins,
            revenue_eur: n(4000.0 * n_wins as f64),
            avg_deal_eur: n(4000.0),
            deal_cv: n(0.5),
            level: Level::PLANNING,
            green_from: p(0.8),
            amber_from: p(0.5),
        }
    }

    #[test]
    fn before_the_first_day_nothing_is_said() {
        let report = run_rate(&config(3, 0.0, 25));
        assert_eq!((report.projection, report.p_hit, report.light), (None, None, Light::None));
    }

    #[test]
    fn after_the_last_day_the_result_stands() {
        let missed = run_rate(&config(24, 1.0, 25));
        assert_eq!(
            (missed.projection, missed.lower, missed.upper),
            (Some(24.0), Some(24), Some(24))
        );
        assert_eq!((missed.p_hit, missed.light), (Some(0.0), Light::Red));
        assert_eq!(run_rate(&config(25, 1.0, 25)).light, Light::Green);
        assert_eq!(missed.revenue_sd_eur, Some(0.0));
    }

    #[test]
    fn a_target_reached_is_sure() {
        let report = run_rate(&config(25, 0.4, 25));
        assert_eq!((report.p_hit, report.required_multiplier), (Some(1.0), Some(0.0)));
    }

    #[test]
    fn without_a_win_there_is_no_pace_to_multiply() {
        assert_eq!(run_rate(&config(0, 0.25, 12)).required_multiplier, None);
    }

    #[test]
    fn missing_wins_and_no_time_turn_the_light_red() {
        assert_eq!(Light::Green.with_deadline(2.0, true), Light::Red);
        assert_eq!(Light::Green.with_deadline(2.0, false), Light::Green);
        assert_eq!(Light::Amber.with_deadline(0.0, true), Light::Amber);
    }

    proptest! {
        #[test]
        fn more_wins_never_lower_the_chance(wins in 0_u64..60, f in 0.05..0.95_f64, target in 1_u64..80) {
            let p = |w| run_rate(&config(w, f, target)).p_hit.unwrap();
            prop_assert!(p(wins + 1) >= p(wins) - 1e-12);
        }

        #[test]
        fn the_interval_holds_what_is_won_and_is_ordered(wins in 0_u64..200, f in 0.02..=1.0_f64) {
            let report = run_rate(&config(wins, f, 100));
            prop_assert!(report.lower >= Some(wins) && report.lower <= report.upper);
        }
    }
}
