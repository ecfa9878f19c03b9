//! When the deals of a year really come: season, leave, ramp-up of new reps, and the cycle between an
//! opportunity and its win.
//!
//! # Definition
//! Opportunities n of a year are spread over its months by weights: season weight times working days times
//! the team's presence and productivity of the month. A rep's presence is 1 less the share on leave; its
//! productivity rises linearly from 0 to 1 over its ramp-up months. The opportunities of month m are won at
//! the close rate, and their wins land in later months by the law of the cycle: with lag T the share
//! G(t) = P(T <= t), a win of an opportunity created evenly within its month lands k months later with the
//! probability that the sum of the day of creation and T falls there:
//! `g_k` = I(k+1) - 2 I(k) + I(k-1), I(x) = integral of G from 0 to x months, I = 0 below 0. What lands beyond
//! the year is stated: it is next year's.
//!
//! # Why
//! SPEC Q4. A quota of twelve equal months is missed in the first months of every year if the cycle is long,
//! and in August. [`elapsed`] is the f of [`super::early_warning`].
//!
//! # Edge cases
//! All weights zero: nothing can be spread, an error. A cycle of no length: wins land in the month of their
//! opportunity. Ramp-up of no months: full productivity from the start.
//!
//! # References
//! The convolution of a uniform arrival with a delay: Hopp & Spearman 1996; classical seasonal indices:
//! Holt 1957, Winters 1960. Verified: sums and limiting cases in the tests; the lag against a simulation.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::lag::Lag;
use super::quantity::{NonNegative, total};

/// Days in a month (MATH 1.1).
const DAYS_PER_MONTH: f64 = 30.4375;
/// Points of the quadrature per month.
const POINTS_PER_MONTH: usize = 64;

/// A rep over the year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RepYear {
    /// Share of each month on leave, January first.
    pub on_leave: [Probability; 12],
    /// Month the rep starts in, 0 = January; of a rep long there, `None`.
    pub starts_in_month: Option<u8>,
    /// Months until a new rep is fully productive.
    pub ramp_up_months: NonNegative,
}

/// What spreads the year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeasonConfig {
    /// Opportunities of the year.
    pub n_opportunities: NonNegative,
    /// Share of them won.
    pub close_rate: Probability,
    /// Demand of each month relative to the others, January first; all 1 without a season.
    pub season_weights: [NonNegative; 12],
    /// Working days of each month.
    pub working_days: [u32; 12],
    /// The team; empty: presence does not matter.
    pub reps: Vec<RepYear>,
    /// Time from an opportunity to its win; `None` for none.
    pub cycle: Option<Lag>,
}

/// The year, month by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeasonReport {
    /// Share of the year's opportunities per month; they sum to 1.
    pub shares: [f64; 12],
    /// Opportunities per month.
    pub opportunities: [f64; 12],
    /// Wins landing in each month from this year's opportunities.
    pub wins: [f64; 12],
    /// Wins that land after the year.
    pub wins_after_year: f64,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// Why a year cannot be spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SeasonError {
    /// No month has weight, working days and somebody to work.
    #[error("no month can take an opportunity")]
    NoWeight,
}

/// Spreads a year.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::lag::Lag;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::season::{SeasonConfig, spread_year};
/// let report = spread_year(&SeasonConfig {
///     n_opportunities: NonNegative::new(900.0)?,
///     close_rate: Probability::new(1.0 / 3.0)?,
///     season_weights: [NonNegative::new(1.0)?; 12],
///     working_days: [20, 20, 22, 20, 18, 21, 23, 21, 22, 22, 21, 22],
///     reps: vec![],
///     cycle: Some(Lag::from_median(Positive::new(60.0)?, NonNegative::new(0.5)?)),
/// })?;
/// assert!(report.wins[0] < 1.0, "January's opportunities are not won in January");
/// assert!(report.wins_after_year > 40.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn spread_year(config: &SeasonConfig) -> Result<SeasonReport, SeasonError> {
    let shares = month_shares(config)?;
    let opportunities = shares.map(|share| share * config.n_opportunities.get());
    let landing = landing_shares(config.cycle);
    let mut wins = [0.0; 12];
    let mut landed = 0.0;
    for (created, n) in opportunities.iter().enumerate() {
        let n_wins = n * config.close_rate.get();
        for (win, share) in wins.iter_mut().skip(created).zip(&landing) {
            *win += n_wins * share;
            landed += n_wins * share;
        }
    }
    let all = opportunities.iter().sum::<f64>() * config.close_rate.get();
    Ok(SeasonReport {
        shares,
        opportunities,
        wins,
        wins_after_year: (all - landed).max(0.0),
        assumptions: vec![Assumption::ConstantRates, Assumption::NoSeasonBeyondWeights],
    })
}

/// Share of the year's opportunities that falls into each month.
fn month_shares(config: &SeasonConfig) -> Result<[f64; 12], SeasonError> {
    let mut weights = [0.0; 12];
    for (month, weight) in weights.iter_mut().enumerate() {
        let at = |list: &[f64]| list.get(month).copied().unwrap_or(0.0);
        let season = at(&config.season_weights.map(NonNegative::get));
        let days = at(&config.working_days.map(f64::from));
        *weight = season * days * team_presence(&config.reps, month);
    }
    let total: f64 = weights.iter().sum();
    if total > 0.0 { Ok(weights.map(|weight| weight / total)) } else { Err(SeasonError::NoWeight) }
}

/// Presence times productivity of the team in `month`; 1 without reps.
fn team_presence(reps: &[RepYear], month: usize) -> f64 {
    if reps.is_empty() {
        return 1.0;
    }
    let of = |rep: &RepYear| {
        let leave = rep.on_leave.get(month).map_or(0.0, |leave| leave.get());
        (1.0 - leave) * of_rep(rep, month)
    };
    total(reps.iter().map(of))
}

/// Productivity of a rep in `month`.
fn of_rep(rep: &RepYear, month: usize) -> f64 {
    rep.starts_in_month
        .map_or(1.0, |start| productivity(usize::from(start), rep.ramp_up_months.get(), month))
}

/// Productivity in `month` of a rep who starts in the month `start`: the mean over the month of a linear ramp of `ramp`
/// months.
#[must_use]
pub fn productivity(start: usize, ramp: f64, month: usize) -> f64 {
    let Some(months_in) = month.checked_sub(start) else { return 0.0 };
    // Integral of min(1, x / ramp) over the month.
    let area = |x: f64| if x < ramp { x * x / (2.0 * ramp) } else { x - ramp / 2.0 };
    area(months_in as f64 + 1.0) - area(months_in as f64)
}

/// Share of wins that lands k months after the month of their opportunity, k = 0..12.
fn landing_shares(cycle: Option<Lag>) -> [f64; 12] {
    let mut landing = [0.0; 12];
    let Some(lag) = cycle else {
        landing[0] = 1.0;
        return landing;
    };
    // I(x) at whole months, by the midpoint rule.
    let width = 1.0 / POINTS_PER_MONTH as f64;
    let mut integral = [0.0; 13];
    let mut sum = 0.0;
    for (month, value) in integral.iter_mut().enumerate() {
        *value = sum;
        for point in 0..POINTS_PER_MONTH {
            let months = month as f64 + (point as f64 + 0.5) * width;
            let days = NonNegative::new(months * DAYS_PER_MONTH).unwrap_or(NonNegative::ZERO);
            sum += lag.p_within(days).get() * width;
        }
    }
    let at = |k: usize| integral.get(k).copied().unwrap_or(sum);
    for (k, share) in landing.iter_mut().enumerate() {
        let before = k.checked_sub(1).map_or(0.0, at);
        *share = (at(k + 1) - 2.0 * at(k) + before).max(0.0);
    }
    landing
}

/// Share of the year that is over when `months_elapsed` months are, in season weights: the f of
/// [`super::early_warning`]. A part of a month counts as that part of its weight.
///
/// ```
/// use trichterwerk::simulation::season::elapsed;
/// let shares = [1.0 / 12.0; 12];
/// assert!((elapsed(&shares, 6.5) - 6.5 / 12.0).abs() < 1e-12);
/// ```
pub fn elapsed(shares: &[f64; 12], months_elapsed: f64) -> f64 {
    shares
        .iter()
        .enumerate()
        .map(|(month, share)| share * (months_elapsed - month as f64).clamp(0.0, 1.0))
        .sum()
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::super::quantity::Positive;
    use super::super::rng::{Seed, Stream};
    use super::*;

    fn n(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn config(cycle: Option<Lag>, reps: Vec<RepYear>) -> SeasonConfig {
        SeasonConfig {
            n_opportunities: n(900.0),
            close_rate: Probability::new(1.0 / 3.0).unwrap(),
            season_weights: [n(1.0); 12],
            working_days: [20; 12],
            reps,
            cycle,
        }
    }

    fn rep(starts_in_month: Option<u8>, ramp: f64) -> RepYear {
        RepYear { on_leave: [Probability::ZERO; 12], starts_in_month, ramp_up_months: n(ramp) }
    }

    #[test]
    fn without_a_cycle_wins_land_with_their_opportunities() {
        let report = spread_year(&config(None, vec![])).unwrap();
        assert!(report.wins.iter().all(|wins| (wins - 25.0).abs() < 1e-9));
        assert!(report.wins_after_year < 1e-9);
    }

    #[test]
    fn a_month_nobody_works_has_no_opportunities() {
        let mut vacation = rep(None, 0.0);
        vacation.on_leave[7] = Probability::ONE;
        let report = spread_year(&config(None, vec![vacation])).unwrap();
        assert_eq!(report.opportunities[7], 0.0);
        assert!((report.opportunities[0] - 900.0 / 11.0).abs() < 1e-9);
    }

    #[test]
    fn a_new_rep_ramps_up_linearly() {
        let new = rep(Some(2), 2.0);
        let months: Vec<f64> = (0..6).map(|m| of_rep(&new, m)).collect();
        for (got, expected) in months.iter().zip([0.0, 0.0, 0.25, 0.75, 1.0, 1.0]) {
            assert!((got - expected).abs() < 1e-12, "{months:?}");
        }
        assert_eq!(of_rep(&rep(Some(0), 0.0), 0), 1.0);
    }

    #[test]
    fn without_any_weight_nothing_can_be_spread() {
        let mut config = config(None, vec![]);
        config.working_days = [0; 12];
        assert_eq!(spread_year(&config), Err(SeasonError::NoWeight));
    }

    #[test]
    fn the_cycle_agrees_with_a_simulation() {
        let lag = Lag::from_median(Positive::new(60.0).unwrap(), n(0.5));
        let landing = landing_shares(Some(lag));
        let mut stream = Stream::new(Seed::SOURCE_POST);
        let (mut counts, trials) = ([0_u32; 12], 100_000);
        for _ in 0..trials {
            let created = stream.uniform();
            let days = (lag.mu() + lag.sigma() * stream.normal()).exp();
            if let Some(count) = counts.get_mut((created + days / DAYS_PER_MONTH) as usize) {
                *count += 1;
            }
        }
        for (share, count) in landing.iter().zip(counts) {
            let simulated = f64::from(count) / f64::from(trials);
            // Five standard errors.
            let error = 5.0 * (share * (1.0 - share) / f64::from(trials)).sqrt() + 1e-5;
            assert!((share - simulated).abs() < error, "{share} {simulated}");
        }
    }

    #[test]
    fn the_elapsed_share_runs_from_nothing_to_all() {
        let shares = spread_year(&config(None, vec![])).unwrap().shares;
        assert_eq!(elapsed(&shares, -1.0), 0.0);
        assert!((elapsed(&shares, 40.0) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn every_opportunity_and_every_win_lands_somewhere(
            weights in prop::collection::vec(0.1..5.0_f64, 12),
            median in 1.0..700.0_f64,
            sigma in 0.0..1.5_f64,
        ) {
            let mut config = config(Some(Lag::from_median(Positive::new(median).unwrap(), n(sigma))), vec![]);
            for (slot, weight) in config.season_weights.iter_mut().zip(weights) {
                *slot = n(weight);
            }
            let report = spread_year(&config).unwrap();
            prop_assert!((report.opportunities.iter().sum::<f64>() - 900.0).abs() < 1e-9);
            prop_assert!((report.wins.iter().sum::<f64>() + report.wins_after_year - 300.0).abs() < 1e-9);
            prop_assert!(report.wins.iter().all(|w| *w >= 0.0));
        }
    }
}
