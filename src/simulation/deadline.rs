//! How many prospects are missing, and by when: will what is in the funnel come in time?
//!
//! # Definition (MATH 6.7)
//! `G_k(t)` = P(a win from stage k comes within t days | it is won). Expected wins by the deadline
//! won + sum `open_k` `P_k` `G_k(days left)`; missing = max(0, target - expected). Entries needed *now* at
//! stage k alone = missing / (`P_k` `G_k`): alternatives, not to be added. The latest start is the q = 0.8
//! quantile of the remaining time before the deadline; a stage is too late if that lies in the past.
//!
//! # Edge cases
//! `P_k` `G_k` = 0: no number of entries helps, `None`. Nothing missing: 0. No days left: nothing more comes.
//!
//! # Verified
//! Golden file `missing_entries_by_deadline`.

use serde::{Deserialize, Serialize};

use crate::analysis::rounding::ceil_tol;
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::lag::Lag;
use super::quantity::{NonNegative, total};

/// The law of the days from a stage to a win, given the win.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeToWin {
    /// A fitted log-normal.
    Lognormal(Lag),
    /// The Aalen-Johansen curve of wins over its last value: (days, share), both ascending (MATH 2.4).
    Curve(Vec<(f64, f64)>),
}

impl TimeToWin {
    /// Share of the wins that come within `days`.
    pub fn p_within(&self, days: NonNegative) -> f64 {
        match self {
            Self::Lognormal(lag) => lag.p_within(days).get(),
            Self::Curve(steps) => {
                let n = steps.partition_point(|(at, _)| *at <= days.get());
                n.checked_sub(1).and_then(|last| steps.get(last)).map_or(0.0, |(_, share)| *share)
            }
        }
    }

    /// Days within which the share `q` of the wins comes; `None` if the curve never gets there.
    pub fn quantile_days(&self, q: Probability) -> Option<f64> {
        match self {
            Self::Lognormal(lag) => Some(lag.quantile_days(q)).filter(|days| days.is_finite()),
            Self::Curve(steps) => {
                steps.iter().find(|(_, share)| *share >= q.get() - 1e-12).map(|(days, _)| *days)
            }
        }
    }
}

/// One stage of the funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineStage {
    /// Deals in it now.
    pub n_open: NonNegative,
    /// Probability that one of them is ever won.
    pub p_win: Probability,
    /// How long the win takes from here.
    pub time_to_win: TimeToWin,
}

/// A target with a date.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineConfig {
    /// Wins wanted by the deadline.
    pub target_wins: NonNegative,
    /// Wins so far.
    pub n_won: NonNegative,
    /// Days left.
    pub days_left: NonNegative,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Share of wins a start must leave time for (0.8).
    pub lag_quantile: Probability,
    /// The funnel's stages in order.
    pub stages: Vec<DeadlineStage>,
}

/// What one stage contributes and what it would take there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineStageReport {
    /// Share of its wins that comes in time.
    pub p_in_time: f64,
    /// Wins expected from it by the deadline.
    pub expected_wins: f64,
    /// Additional entries here that would close the gap alone.
    pub entries_needed: Option<f64>,
    /// The same in whole entries.
    pub n_entries_needed: Option<u64>,
    /// Days before the deadline at which entries here must start at the latest.
    pub latest_start_days: Option<f64>,
    /// That day is past.
    pub too_late: bool,
}

/// Whether the target is in sight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineReport {
    /// Stage by stage.
    pub stages: Vec<DeadlineStageReport>,
    /// Wins expected by the deadline, those so far included.
    pub expected_wins: f64,
    /// Wins missing.
    pub missing_wins: f64,
    /// Revenue missing, EUR.
    pub missing_revenue_eur: f64,
    /// No stage leaves enough time any more.
    pub too_late_everywhere: bool,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// What is missing by the deadline.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::deadline::{
///     DeadlineConfig, DeadlineStage, TimeToWin, missing_by_deadline,
/// };
/// use trichterwerk::simulation::lag::Lag;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// let offer = DeadlineStage {
///     n_open: NonNegative::new(30.0)?,
///     p_win: Probability::new(0.5)?,
///     time_to_win: TimeToWin::Lognormal(Lag::from_median(
///         Positive::new(60.0)?,
///         NonNegative::new(0.6)?,
///     )),
/// };
/// let report = missing_by_deadline(&DeadlineConfig {
///     target_wins: NonNegative::new(25.0)?,
///     n_won: NonNegative::new(9.0)?,
///     days_left: NonNegative::new(60.0)?,
///     avg_deal_eur: NonNegative::new(4_000.0)?,
///     lag_quantile: Probability::new(0.8)?,
///     stages: vec![offer],
/// });
/// assert!((report.expected_wins - 16.5).abs() < 1e-9);
/// assert!(report.too_late_everywhere);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn missing_by_deadline(config: &DeadlineConfig) -> DeadlineReport {
    let in_time: Vec<f64> =
        config.stages.iter().map(|stage| stage.time_to_win.p_within(config.days_left)).collect();
    let expected = |stage: &DeadlineStage, g: f64| stage.n_open.get() * stage.p_win.get() * g;
    let from_funnel = total(config.stages.iter().zip(&in_time).map(|(s, g)| expected(s, *g)));
    let expected_wins = config.n_won.get() + from_funnel;
    let missing = (config.target_wins.get() - expected_wins).max(0.0);

    let stages: Vec<DeadlineStageReport> = config
        .stages
        .iter()
        .zip(&in_time)
        .map(|(stage, g)| {
            let yields = stage.p_win.get() * g;
            let entries = (yields > 0.0).then(|| missing / yields);
            let latest = stage.time_to_win.quantile_days(config.lag_quantile);
            DeadlineStageReport {
                p_in_time: *g,
                expected_wins: expected(stage, *g),
                entries_needed: entries,
                n_entries_needed: entries.map(|n| ceil_tol(n) as u64),
                latest_start_days: latest,
                too_late: latest.is_none_or(|days| days > config.days_left.get()),
            }
        })
        .collect();
    DeadlineReport {
        too_late_everywhere: stages.iter().all(|stage| stage.too_late),
        stages,
        expected_wins,
        missing_wins: missing,
        missing_revenue_eur: missing * config.avg_deal_eur.get(),
        assumptions: vec![Assumption::ConstantRates, Assumption::IndependentDeals],
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn n(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn config(days_left: f64, p_win: f64, time_to_win: TimeToWin) -> DeadlineConfig {
        DeadlineConfig {
            target_wins: n(25.0),
            n_won: n(9.0),
            days_left: n(days_left),
            avg_deal_eur: n(4000.0),
            lag_quantile: Probability::new(0.8).unwrap(),
            stages: vec![DeadlineStage {
                n_open: n(20.0),
                p_win: Probability::new(p_win).unwrap(),
                time_to_win,
            }],
        }
    }

    fn lag() -> TimeToWin {
        TimeToWin::Lognormal(Lag::new(4.0, 0.6).unwrap())
    }

    #[test]
    fn without_days_nothing_more_comes() {
        let report = missing_by_deadline(&config(0.0, 0.5, lag()));
        assert_eq!((report.expected_wins, report.missing_wins), (9.0, 16.0));
        assert_eq!(report.stages[0].entries_needed, None);
        assert!(report.too_late_everywhere);
    }

    #[test]
    fn a_stage_that_never_wins_cannot_close_the_gap() {
        let report = missing_by_deadline(&config(60.0, 0.0, lag()));
        assert_eq!(report.stages[0].n_entries_needed, None);
    }

    #[test]
    fn a_target_already_met_misses_nothing() {
        let mut config = config(60.0, 0.5, lag());
        config.n_won = n(26.0);
        let report = missing_by_deadline(&config);
        assert_eq!((report.missing_wins, report.stages[0].entries_needed), (0.0, Some(0.0)));
    }

    #[test]
    fn an_observed_curve_is_read_as_steps() {
        let curve = TimeToWin::Curve(vec![(10.0, 0.25), (30.0, 0.8), (90.0, 1.0)]);
        let at = |days| curve.p_within(n(days));
        assert_eq!([at(9.9), at(10.0), at(89.0), at(500.0)], [0.0, 0.25, 0.8, 1.0]);
        assert_eq!(curve.quantile_days(Probability::new(0.8).unwrap()), Some(30.0));
        assert_eq!(TimeToWin::Curve(vec![]).quantile_days(Probability::ONE), None);
        assert_eq!(TimeToWin::Curve(vec![]).p_within(n(5.0)), 0.0);
    }

    #[test]
    fn a_funnel_without_stages_is_too_late_for_a_campaign() {
        let mut config = config(60.0, 0.5, lag());
        config.stages.clear();
        let report = missing_by_deadline(&config);
        assert_eq!(report.missing_wins, 16.0);
        assert!(report.too_late_everywhere);
    }

    proptest! {
        #[test]
        fn more_days_never_lower_the_expectation(days in 0.0..300.0_f64, more in 0.0..100.0_f64) {
            let wins = |d| missing_by_deadline(&config(d, 0.4, lag())).expected_wins;
            prop_assert!(wins(days + more) >= wins(days));
        }

        #[test]
        fn the_entries_needed_close_the_gap(days in 20.0..300.0_f64, p in 0.05..=1.0_f64) {
            let mut config = config(days, p, lag());
            let entries = missing_by_deadline(&config).stages[0].entries_needed.unwrap();
            config.stages[0].n_open = n(20.0 + entries);
            prop_assert!(missing_by_deadline(&config).missing_wins < 1e-9);
        }
    }
}
