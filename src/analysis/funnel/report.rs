//! From the counts of a tally to the funnel report: rates, curves and times per stage (MATH 2.3).

use serde::{Deserialize, Serialize};

use super::FunnelConfig;
use super::balance::{StageBalance, product_limit};
use super::fate::Fate;
use super::tally::{DateAnomalies, FunnelTally, Timing};
use super::window::{ConversionWindow, STANDARD_WINDOWS};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::survival::{
    AalenJohansen, EventTable, Exit, KaplanMeier, Start, aalen_johansen,
};
use crate::analysis::velocity::ClosedValue;
use crate::model::{Day, Money};

/// The funnel of a group of deals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelReport {
    /// Export date: open deals are censored here.
    pub as_of: Day,
    /// Level of all intervals.
    pub level: Level,
    /// What was found wrong with the dates, and what was left out for it.
    pub anomalies: DateAnomalies,
    /// Deals that reached each stage; the last entry is the won deals.
    pub reached: Vec<u64>,
    /// The stages in order.
    pub steps: Vec<FunnelStep>,
    /// From the first stage to the end.
    pub overall: FunnelOverall,
}

/// One stage of the funnel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelStep {
    /// What became of the deals that entered.
    pub balance: StageBalance,
    /// Sum of the amounts of the deals that entered; `None` without amounts of one currency.
    pub entered_amount: Option<Money>,
    /// Entered among all deals of the funnel.
    pub overall_conversion: Estimate,
    /// Advanced among entered: undecided deals count as failures.
    pub naive: Estimate,
    /// Advanced among decided.
    pub resolved: Estimate,
    /// Advanced or undecided among entered.
    pub optimistic_bound: Option<f64>,
    /// Times of the stage.
    pub timing: StepTiming,
}

/// Times of one transition and the rates that follow from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepTiming {
    /// Deals with a usable duration.
    pub n_timed: u64,
    /// Deals without: no start date (stage skipped, or no dates at all).
    pub n_no_start: u64,
    /// Deals without: decided, but no usable end date.
    pub n_no_end: u64,
    /// Deals without: the end lies before the start.
    pub n_negative: u64,
    /// Advanced within the conversion window, among deals old enough: the headline rate. `None` where no
    /// window can be taken from the data.
    pub windowed: Option<Windowed>,
    /// Cumulative incidence of advancing; `None` if no deal advanced.
    pub incidence: Option<StepIncidence>,
    /// Time until any exit, advanced or lost (Kaplan-Meier median with Brookmeyer-Crowley limits).
    pub median_sojourn_days: Estimate,
    /// Mean days in the stage of all deals, open ones included: exposure / exits, the W of Little's law.
    pub mean_sojourn_days: Option<f64>,
}

/// Conversions within a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Windowed {
    /// Length of the window in days.
    pub window_days: u16,
    /// Conversions within the window.
    pub n_converted: u64,
    /// Their share; its `n` are the deals that entered at least a window before the export date.
    pub rate: Estimate,
}

/// The curve of advancing, at the places of interest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepIncidence {
    /// Share advanced by the end of the window; `None` without a window.
    pub at_window: Option<Estimate>,
    /// Standard error of it.
    pub std_error_at_window: Option<f64>,
    /// Day of the last event, advanced or lost.
    pub last_event_day: f64,
    /// Share advanced by then.
    pub at_last_event: f64,
    /// Share lost by then.
    pub lost_at_last_event: f64,
    /// Share undecided by then.
    pub open_at_last_event: f64,
    /// One minus Kaplan-Meier with losses as censorings: wrong on purpose, shown to explain (P05).
    pub naive_one_minus_km: f64,
    /// Days by which so many of those that will advance have advanced.
    pub time_to_advance: TimeQuantiles,
}

/// Quantiles of a time in days, given that the event happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimeQuantiles {
    /// A quarter.
    pub q25: Option<f64>,
    /// Half.
    pub q50: Option<f64>,
    /// Three quarters.
    pub q75: Option<f64>,
    /// Eighty per cent: the lag for planning.
    pub q80: Option<f64>,
    /// Ninety per cent: the default conversion window.
    pub q90: Option<f64>,
}

/// The funnel from its first stage to the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelOverall {
    /// Deals won.
    pub n_won: u64,
    /// Deals lost.
    pub n_lost: u64,
    /// Deals still open.
    pub n_open: u64,
    /// Won among closed, by count. Biased when inflow grows or wins are slower than losses (P03, P23).
    pub win_rate_closed: Estimate,
    /// Won among closed, by value.
    pub win_rate_value: Estimate,
    /// Win probability of a new deal: product over the stages.
    pub product_limit: Estimate,
    /// Times from the first stage to the win.
    pub timing: StepTiming,
    /// Mean days from the first stage to the close of won deals: optimistic, shown beside (P04).
    pub naive_mean_cycle_days: Option<f64>,
    /// Sum of the won amounts; `None` without amounts of one currency.
    pub won_amount: Option<Money>,
    /// Won deals with an amount.
    pub n_won_with_amount: u64,
}

impl FunnelTally {
    /// The report of these counts.
    pub fn report(&self, config: &FunnelConfig) -> FunnelReport {
        let level = config.level;
        let balances = self.balances();
        let n_deals = self.n_by_outcome.iter().sum::<u64>();
        let entered_cents = self.entered_cents();
        let steps = balances.iter().zip(&self.stages).zip(entered_cents).enumerate().map(
            |(step, ((&balance, timing), cents))| FunnelStep {
                balance,
                entered_amount: cents,
                overall_conversion: Proportion::of(
                    balance.n_entered(),
                    n_deals.saturating_sub(balance.n_entered()),
                )
                .wilson(level),
                naive: balance.naive(level),
                resolved: balance.resolved(level),
                optimistic_bound: balance.optimistic_bound(),
                timing: step_timing(timing, config.window_of(step), level),
            },
        );
        FunnelReport {
            as_of: config.as_of,
            level,
            anomalies: self.anomalies,
            reached: balances.iter().map(|b| b.n_entered()).chain([self.n_won()]).collect(),
            steps: steps.collect(),
            overall: self.overall(&balances, config),
        }
    }

    /// The curve of advancing from a stage, for charts; `None` for a stage that does not exist.
    pub fn step_curve(&self, step: usize, level: Level) -> Option<AalenJohansen> {
        let timing = self.stages.get(step)?;
        Some(aalen_johansen(&timing.exits.event_table(), level))
    }

    /// The curve of winning from the first stage on: for time-to-win, stale deals and cohorts.
    pub fn win_curve(&self, level: Level) -> AalenJohansen {
        aalen_johansen(&self.to_win.exits.event_table(), level)
    }

    /// Deals in the win's bar.
    fn n_won(&self) -> u64 {
        self.at.last().map_or(0, |at| at.fates.n(Fate::Won))
    }

    fn balances(&self) -> Vec<StageBalance> {
        let mut n_beyond = self.n_won();
        let balances = self.at.iter().rev().skip(1).map(|at| {
            let n_advanced = n_beyond - at.n_over;
            let n = |fate| at.fates.n(fate);
            let (n_lost, n_open) = (n(Fate::Lost), n(Fate::Open));
            let (n_back, n_left) = (n(Fate::MovedBack), n(Fate::LeftOrder));
            n_beyond += n_lost + n_back + n_open + n_left;
            StageBalance { n_advanced, n_lost, n_back, n_open, n_left }
        });
        let mut balances: Vec<StageBalance> = balances.collect();
        balances.reverse();
        balances
    }

    fn entered_cents(&self) -> Vec<Option<Money>> {
        let mut beyond = 0;
        let sums = self.at.iter().rev().map(|at| {
            beyond += at.cents;
            self.money(beyond - at.cents_over)
        });
        // The win's bar is no step.
        let mut sums: Vec<Option<Money>> = sums.skip(1).collect();
        sums.reverse();
        sums
    }

    fn money(&self, cents: i128) -> Option<Money> {
        i64::try_from(cents).ok().map(Money).filter(|_| self.why_no_amounts.is_none())
    }

    fn overall(&self, balances: &[StageBalance], config: &FunnelConfig) -> FunnelOverall {
        let level = config.level;
        let [n_open, n_won, n_lost] = self.n_by_outcome;
        let [_, won_amounts, _] = &self.amounts;
        let n_won_timed = self.to_win.exits.n_exits(Exit::Event);
        FunnelOverall {
            n_won,
            n_lost,
            n_open,
            win_rate_closed: Proportion::of(n_won, n_lost).wilson(level),
            win_rate_value: self.win_rate_value(level),
            product_limit: if self.at.iter().any(|at| at.n_over > 0) {
                Estimate::missing(NotEstimable::StagesPassedOver, level, n_open + n_won + n_lost)
            } else {
                product_limit(balances, level)
            },
            timing: step_timing(&self.to_win, config.window, level),
            naive_mean_cycle_days: (n_won_timed > 0)
                .then(|| self.to_win.exits.total_days_of(Exit::Event) as f64 / n_won_timed as f64),
            won_amount: self.money(won_amounts.cents),
            n_won_with_amount: won_amounts.n,
        }
    }

    fn win_rate_value(&self, level: Level) -> Estimate {
        let [_, won, lost] = &self.amounts;
        if let Some(why) = self.why_no_amounts {
            return Estimate::missing(why, level, 0);
        }
        let (units, square_units) = (|cents: i128| cents as f64 / 1e2, |c: i128| c as f64 / 1e4);
        let closed = ClosedValue {
            n: won.n + lost.n,
            won: units(won.cents),
            lost: units(lost.cents),
            won_squares: square_units(won.square_cents),
            lost_squares: square_units(lost.square_cents),
        };
        closed.win_rate(level).0
    }
}

/// Rates and times of one transition.
fn step_timing(timing: &Timing, window: ConversionWindow, level: Level) -> StepTiming {
    let table = timing.exits.event_table();
    let curve = aalen_johansen(&table, level);
    let window = match window {
        ConversionWindow::Days(days) => Some(days),
        ConversionWindow::FromData => curve.quantile_given_event(0.9).map(standard_window),
    };
    let windowed = window.map(|window_days| {
        let (n_eligible, n_converted) = timing.windowed(window_days);
        let rate = Proportion::of(n_converted, n_eligible.saturating_sub(n_converted));
        Windowed { window_days, n_converted, rate: rate.wilson(level) }
    });
    let n_exits = timing.exits.n_exits(Exit::Event) + timing.exits.n_exits(Exit::Competing);
    StepTiming {
        n_timed: table.n(),
        n_no_start: timing.n_no_start,
        n_no_end: timing.n_no_end,
        n_negative: timing.n_negative,
        windowed,
        incidence: step_incidence(&curve, window),
        median_sojourn_days: median_sojourn(&table, level),
        mean_sojourn_days: (n_exits > 0).then(|| timing.exits.total_days() as f64 / n_exits as f64),
    }
}

/// The shortest standard window that holds so many days, or the longest there is.
fn standard_window(days: f64) -> u16 {
    let [.., longest] = STANDARD_WINDOWS;
    let fits = |window: &&u16| f64::from(**window) >= days;
    STANDARD_WINDOWS.iter().find(fits).copied().unwrap_or(longest)
}

fn median_sojourn(table: &EventTable, level: Level) -> Estimate {
    KaplanMeier::from_table(&table.any_exit(), Start::FirstEvent, level).median()
}

fn step_incidence(curve: &AalenJohansen, window: Option<u16>) -> Option<StepIncidence> {
    let last = curve.rows.last().filter(|_| curve.n_events > 0)?;
    let window = window.map(f64::from);
    let quantile = |q| curve.quantile_given_event(q);
    Some(StepIncidence {
        at_window: window.map(|days| curve.estimate_at(days)),
        std_error_at_window: window.map(|days| curve.std_error_at(days)),
        last_event_day: last.time,
        at_last_event: last.incidence,
        lost_at_last_event: last.competing,
        open_at_last_event: last.survival,
        naive_one_minus_km: curve.naive_one_minus_km,
        time_to_advance: TimeQuantiles {
            q25: quantile(0.25),
            q50: quantile(0.5),
            q75: quantile(0.75),
            q80: quantile(0.8),
            q90: quantile(0.9),
        },
    })
}

impl StepTiming {
    /// Deals that take no part in the timing.
    pub fn n_excluded(&self) -> u64 {
        self.n_no_start + self.n_no_end + self.n_negative
    }
}

impl FunnelReport {
    /// Deals in the funnel.
    pub fn n_deals(&self) -> u64 {
        self.overall.n_won + self.overall.n_lost + self.overall.n_open
    }

    /// The stage where most of the decided deals are lost; `None` if nothing was lost.
    pub fn largest_drop_off(&self) -> Option<usize> {
        let share = |step: &FunnelStep| step.balance.drop_off(self.level).value;
        let (step, _) = self
            .steps
            .iter()
            .enumerate()
            .filter_map(|(k, step)| Some((k, share(step).filter(|&share| share > 0.0)?)))
            .reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some(step)
    }
}
