//! Win rates by their definition, and sales velocity (MATH 2.6).
//!
//! # Definition
//! - **Win rate, count**: won / (won + lost) of the deals *closed* in the period (Wilson).
//! - **Win rate, value**: r = sum v·won / sum v over closed deals; se = sqrt(N/(N-1) sum v² (y - r)²) / sum v
//!   (ratio estimator), interval r ± z se within [0, 1].
//! - **Win rate, cohort**: by creation date; the windowed rate or the product limit of [`super::funnel`].
//! - **Velocity** V = open opportunities · win rate · mean won amount / mean cycle, per day. By the delta
//!   method, with mean amount D and mean cycle C of k wins and their moments with k - 1:
//!   Var ln V = (1-p)/(p(W+L)) + var(D)/(k D²) + var(C)/(k C²) - 2 cov(D, C)/(k D C); interval
//!   V exp(± z sqrt(Var ln V)).
//!
//! # Assumptions
//! The count and value rates are biased when inflow grows or wins take longer than losses (pitfalls P03
//! and P23): always name the basis. The cycle from won deals alone is optimistic; show the median
//! time-to-win of the funnel beside it.
//!
//! # Edge cases
//! No win or a single one: no velocity. No closed deal, or amounts that sum to 0: no rate.
//!
//! # References
//! Cochran 1977, *Sampling Techniques*, ch. 6 (ratio estimator). Verified: golden
//! `sales_velocity_winrates` (numpy).

use serde::{Deserialize, Serialize};

use super::interval::{Estimate, Level, NotEstimable};
use super::proportion::Proportion;

/// A won deal of the period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WonDeal {
    /// Its amount, in one currency for all.
    pub amount: f64,
    /// Days from creation to close.
    pub cycle_days: f64,
}

/// Deals closed in a period, and what was open at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct ClosedDeals<'a> {
    /// Won deals.
    pub won: &'a [WonDeal],
    /// Amounts of the lost deals.
    pub lost_amounts: &'a [f64],
    /// Open opportunities now.
    pub n_open: u64,
}

/// An amount or a cycle that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VelocityError {
    /// An amount is negative or not a number.
    #[error("amount {0} is negative or not finite")]
    Amount(f64),
    /// A cycle is negative or not a number.
    #[error("cycle of {0} days is negative or not finite")]
    Cycle(f64),
}

/// Win rates on the closed basis, and the velocity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Velocity {
    /// Won among closed, by count.
    pub win_rate_count: Estimate,
    /// Won among closed, by value.
    pub win_rate_value: Estimate,
    /// Standard error of the value basis.
    pub win_rate_value_std_error: Option<f64>,
    /// Mean amount of a won deal.
    pub mean_won_amount: Option<f64>,
    /// Mean days from creation to close of a won deal.
    pub mean_cycle_days: Option<f64>,
    /// Open opportunities.
    pub n_open: u64,
    /// Amount won per day at this pace.
    pub velocity_per_day: Estimate,
}

/// Computes both win rates and the velocity.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::velocity::{ClosedDeals, WonDeal, velocity};
/// let won = [(4_000.0, 60.0), (4_000.0, 40.0)].map(|(amount, cycle_days)| WonDeal { amount, cycle_days });
/// let closed = ClosedDeals { won: &won, lost_amounts: &[4_000.0, 4_000.0], n_open: 10 };
/// // 10 open * 1/2 * 4,000 / 50 days = 400 a day.
/// let pace = velocity(&closed, Level::ESTIMATE)?;
/// assert!((pace.velocity_per_day.value.unwrap() - 400.0).abs() < 1e-9);
/// # Ok::<(), trichterwerk::analysis::velocity::VelocityError>(())
/// ```
pub fn velocity(closed: &ClosedDeals<'_>, level: Level) -> Result<Velocity, VelocityError> {
    validate(closed)?;
    let wins = Proportion::of(closed.won.len() as u64, closed.lost_amounts.len() as u64);
    let mut value = ClosedValue::default();
    for deal in closed.won {
        value.add(deal.amount, true);
    }
    for &amount in closed.lost_amounts {
        value.add(amount, false);
    }
    let (win_rate_value, win_rate_value_std_error) = value.win_rate(level);
    let amounts = Moments::of(closed.won.iter().map(|deal| deal.amount));
    let cycles = Moments::of(closed.won.iter().map(|deal| deal.cycle_days));
    Ok(Velocity {
        win_rate_count: wins.wilson(level),
        win_rate_value,
        win_rate_value_std_error,
        mean_won_amount: amounts.map(|m| m.mean),
        mean_cycle_days: cycles.map(|m| m.mean),
        n_open: closed.n_open,
        velocity_per_day: velocity_per_day(closed, wins, amounts, cycles, level),
    })
}

fn validate(closed: &ClosedDeals<'_>) -> Result<(), VelocityError> {
    let valid = |x: f64| x >= 0.0 && x.is_finite();
    let amounts =
        closed.won.iter().map(|deal| deal.amount).chain(closed.lost_amounts.iter().copied());
    if let Some(bad) = amounts.into_iter().find(|&amount| !valid(amount)) {
        return Err(VelocityError::Amount(bad));
    }
    if let Some(bad) = closed.won.iter().find(|deal| !valid(deal.cycle_days)) {
        return Err(VelocityError::Cycle(bad.cycle_days));
    }
    Ok(())
}

/// Sums over closed deals from which the value win rate follows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClosedValue {
    /// Closed deals with an amount.
    pub n: u64,
    /// Sum of the won amounts.
    pub won: f64,
    /// Sum of the lost amounts.
    pub lost: f64,
    /// Sum of the squared won amounts.
    pub won_squares: f64,
    /// Sum of the squared lost amounts.
    pub lost_squares: f64,
}

impl ClosedValue {
    /// Adds one closed deal; the amount must be finite and not negative.
    pub fn add(&mut self, amount: f64, is_won: bool) {
        self.n += 1;
        let (sum, squares) = if is_won {
            (&mut self.won, &mut self.won_squares)
        } else {
            (&mut self.lost, &mut self.lost_squares)
        };
        *sum += amount;
        *squares += amount * amount;
    }

    /// Share of the closed value that was won, with the standard error of the ratio estimator.
    ///
    /// ```
    /// use trichterwerk::analysis::interval::Level;
    /// use trichterwerk::analysis::velocity::ClosedValue;
    /// let mut closed = ClosedValue::default();
    /// closed.add(1_000.0, true);
    /// closed.add(3_000.0, false);
    /// assert_eq!(closed.win_rate(Level::ESTIMATE).0.value, Some(0.25));
    /// ```
    pub fn win_rate(&self, level: Level) -> (Estimate, Option<f64>) {
        let (n, total) = (self.n, self.won + self.lost);
        if n == 0 {
            return (Estimate::missing(NotEstimable::NoObservations, level, 0), None);
        }
        if total <= 0.0 {
            return (Estimate::missing(NotEstimable::ZeroDenominator, level, n), None);
        }
        let rate = self.won / total;
        if n < 2 {
            return (Estimate::with_limits(rate, None, None, level, n), None);
        }
        // sum v^2 (y - r)^2 with y = 1 for won and 0 for lost.
        let squares = self.won_squares * (1.0 - rate).powi(2) + self.lost_squares * rate.powi(2);
        let std_error = (n as f64 / (n as f64 - 1.0) * squares).sqrt() / total;
        let half = level.z() * std_error;
        let (lower, upper) = ((rate - half).max(0.0), (rate + half).min(1.0));
        (Estimate::known(rate, lower, upper, level, n), Some(std_error))
    }
}

/// Mean and variance (n - 1) of a sample.
#[derive(Clone, Copy)]
struct Moments {
    mean: f64,
    /// `None` for a single value.
    variance: Option<f64>,
}

impl Moments {
    fn of(values: impl ExactSizeIterator<Item = f64> + Clone) -> Option<Self> {
        let n = values.len() as f64;
        if n < 1.0 {
            return None;
        }
        let mean = values.clone().sum::<f64>() / n;
        let squares: f64 = values.map(|x| (x - mean).powi(2)).sum();
        Some(Self { mean, variance: (n > 1.0).then(|| squares / (n - 1.0)) })
    }
}

fn velocity_per_day(
    closed: &ClosedDeals<'_>,
    wins: Proportion,
    amounts: Option<Moments>,
    cycles: Option<Moments>,
    level: Level,
) -> Estimate {
    const MIN_WINS: u64 = 2;
    let (n, n_wins) = (wins.n_trials(), wins.n_successes());
    let missing = |why| Estimate::missing(why, level, n);
    let (Some(p), Some(amount), Some(cycle)) = (wins.share(), amounts, cycles) else {
        let why = if n == 0 { NotEstimable::NoObservations } else { NotEstimable::NoEvents };
        return missing(why);
    };
    let (Some(amount_variance), Some(cycle_variance)) = (amount.variance, cycle.variance) else {
        return missing(NotEstimable::TooFewEvents { n_events: n_wins, n_required: MIN_WINS });
    };
    if cycle.mean <= 0.0 || amount.mean <= 0.0 {
        return missing(NotEstimable::ZeroDenominator);
    }
    let k = n_wins as f64;
    let covariance = closed
        .won
        .iter()
        .map(|deal| (deal.amount - amount.mean) * (deal.cycle_days - cycle.mean))
        .sum::<f64>()
        / (k - 1.0);
    let variance = (1.0 - p) / (p * n as f64)
        + amount_variance / (k * amount.mean.powi(2))
        + cycle_variance / (k * cycle.mean.powi(2))
        - 2.0 * covariance / (k * amount.mean * cycle.mean);
    let value = closed.n_open as f64 * p * amount.mean / cycle.mean;
    let spread = (level.z() * variance.max(0.0).sqrt()).exp();
    Estimate::known(value, value / spread, value * spread, level, n)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    fn compute(won: &[(f64, f64)], lost_amounts: &[f64]) -> Velocity {
        let won: Vec<WonDeal> =
            won.iter().map(|&(amount, cycle_days)| WonDeal { amount, cycle_days }).collect();
        velocity(&ClosedDeals { won: &won, lost_amounts, n_open: 7 }, Level::ESTIMATE).unwrap()
    }

    #[test]
    fn nothing_closed_has_no_pace() {
        let pace = compute(&[], &[]);
        assert_eq!(pace.win_rate_count.value, None);
        assert_eq!(pace.velocity_per_day.why, Some(NotEstimable::NoObservations));
    }

    #[test]
    fn without_a_win_or_with_one_there_is_no_velocity() {
        assert_eq!(compute(&[], &[5.0]).velocity_per_day.why, Some(NotEstimable::NoEvents));
        let one = compute(&[(5.0, 9.0)], &[5.0]);
        let why = NotEstimable::TooFewEvents { n_events: 1, n_required: 2 };
        assert_eq!(one.velocity_per_day.why, Some(why));
        assert_eq!(one.win_rate_value.value, Some(0.5));
    }

    #[test]
    fn same_day_wins_have_no_pace_per_day() {
        let pace = compute(&[(5.0, 0.0), (6.0, 0.0)], &[]);
        assert_eq!(pace.velocity_per_day.why, Some(NotEstimable::ZeroDenominator));
    }

    #[test]
    fn amounts_of_zero_have_no_value_rate() {
        assert_eq!(
            compute(&[], &[0.0, 0.0]).win_rate_value.why,
            Some(NotEstimable::ZeroDenominator)
        );
    }

    #[test]
    fn impossible_amounts_are_refused() {
        let closed = ClosedDeals { won: &[], lost_amounts: &[-1.0], n_open: 0 };
        assert_eq!(velocity(&closed, Level::ESTIMATE), Err(VelocityError::Amount(-1.0)));
        let won = [WonDeal { amount: 1.0, cycle_days: -2.0 }];
        let closed = ClosedDeals { won: &won, lost_amounts: &[], n_open: 0 };
        assert_eq!(velocity(&closed, Level::ESTIMATE), Err(VelocityError::Cycle(-2.0)));
    }
}
