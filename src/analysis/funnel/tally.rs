//! One pass over the deals: everything the funnel report needs, counted per stage.
//!
//! Blocks of deals come with the days of their bars ([`super::block`]); bar by bar each stay is one count in a table of
//! days. Per deal a handful of counters change; the times are counted per whole day ([`DayCounts`]), so that the
//! curves need neither the rows again nor a sort. Tallies of parts add up to the tally of the whole: totals
//! are pooled counts, never averages of rates (pitfall P01). For the same reason the tally of a selection follows from
//! that of another one and the deals in which they differ. Amounts are summed in cents, exactly, so that
//! the order of the rows cannot change a figure.

use super::block::{CloseIssue, DateIssues, PlacedDeal};
use super::fate::{Fate, FateCounts};
use super::rule::{NOT_REACHED, UNDATED, Way};
use super::view::DealView;
use super::window::WindowCounts;
use crate::analysis::interval::NotEstimable;
use crate::analysis::survival::{Change, DayCounts, Exit};
use crate::model::{Money, Outcome};

/// Times of one transition: a stage to the next, or the first stage to the win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    /// Durations by how they ended.
    pub exits: DayCounts,
    windows: WindowCounts,
    /// Deals without the date the clock starts from (skipped stage, or no dates at all).
    pub n_no_start: u64,
    /// Decided deals without the date the clock ends at.
    pub n_no_end: u64,
    /// Deals whose end lies before their start.
    pub n_negative: u64,
}

impl Timing {
    const fn new() -> Self {
        Self {
            exits: DayCounts::new(),
            windows: WindowCounts::new(),
            n_no_start: 0,
            n_no_end: 0,
            n_negative: 0,
        }
    }

    /// Eligible deals and conversions within a window.
    pub fn windowed(&self, window: u16) -> (u64, u64) {
        (self.windows.n_eligible(window), self.windows.n_converted(window, &self.exits))
    }

    /// Counts a stay from one day to another; either may be [`UNDATED`].
    #[inline(always)]
    fn count(&mut self, start: u16, end: u16, exit: Exit, as_of: u16) {
        if start == UNDATED {
            self.n_no_start += 1;
        } else if end == UNDATED {
            self.n_no_end += 1;
        } else if end < start {
            self.n_negative += 1;
        } else {
            self.exits.count(end - start, exit);
            self.windows.count(as_of.saturating_sub(start), exit);
        }
    }

    fn change(&mut self, other: &Self, change: Change) {
        self.exits.change(&other.exits, change);
        self.windows.change(&other.windows, change);
        change.apply(&mut self.n_no_start, other.n_no_start);
        change.apply(&mut self.n_no_end, other.n_no_end);
        change.apply(&mut self.n_negative, other.n_negative);
    }
}

/// What was found wrong with the dates (MATH 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DateAnomalies {
    /// R2: deals without a usable creation date.
    pub n_missing_created: u64,
    /// R2: deals without any date.
    pub n_no_dates: u64,
    /// R3: creation and entry dates after the export date.
    pub n_future_dates: u64,
    /// R4: decided deals closed after the export date.
    pub n_close_in_future: u64,
    /// R4: decided deals without a close date.
    pub n_close_missing: u64,
    /// R5: pairs of consecutive known dates in the wrong order.
    pub n_negative_steps: u64,
    /// R6: stages passed without an entry date.
    pub n_skipped_stages: u64,
    /// Decided deals without a usable amount.
    pub n_missing_amount: u64,
}

impl DateAnomalies {
    fn count(&mut self, issues: DateIssues, way: Way) {
        self.n_missing_created += u64::from(issues.missing_created);
        self.n_no_dates += u64::from(issues.no_dates);
        self.n_future_dates += u64::from(issues.n_future_dates);
        match issues.close {
            Some(CloseIssue::InFuture) => self.n_close_in_future += 1,
            Some(CloseIssue::Missing) => self.n_close_missing += 1,
            None => {}
        }
        self.n_negative_steps += u64::from(issues.n_negative_steps);
        self.n_skipped_stages += u64::from(way.n_skipped);
    }

    fn change(&mut self, other: &Self, change: Change) {
        change.apply(&mut self.n_missing_created, other.n_missing_created);
        change.apply(&mut self.n_no_dates, other.n_no_dates);
        change.apply(&mut self.n_future_dates, other.n_future_dates);
        change.apply(&mut self.n_close_in_future, other.n_close_in_future);
        change.apply(&mut self.n_close_missing, other.n_close_missing);
        change.apply(&mut self.n_negative_steps, other.n_negative_steps);
        change.apply(&mut self.n_skipped_stages, other.n_skipped_stages);
        change.apply(&mut self.n_missing_amount, other.n_missing_amount);
    }
}

/// Exact sums of amounts in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AmountSums {
    pub n: u64,
    pub cents: i128,
    pub square_cents: i128,
}

impl AmountSums {
    fn count(&mut self, cents: i64) {
        self.n += 1;
        self.cents += i128::from(cents);
        self.square_cents += Money(cents).square_cents();
    }

    fn change(&mut self, other: &Self, change: Change) {
        change.apply(&mut self.n, other.n);
        change.apply(&mut self.cents, other.cents);
        change.apply(&mut self.square_cents, other.square_cents);
    }
}

/// The deals whose last bar is this one, and those that passed it over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct AtBar {
    /// What became of them.
    pub fates: FateCounts,
    /// Sum of their amounts in cents.
    pub cents: i128,
    /// Deals that came further without reaching this bar: none under the usual rule.
    pub n_over: u64,
    /// Sum of their amounts in cents.
    pub cents_over: i128,
}

impl AtBar {
    fn change(&mut self, other: &Self, change: Change) {
        self.fates.change(other.fates, change);
        change.apply(&mut self.cents, other.cents);
        change.apply(&mut self.n_over, other.n_over);
        change.apply(&mut self.cents_over, other.cents_over);
    }
}

/// The counts of one group of deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelTally {
    pub(super) anomalies: DateAnomalies,
    /// Per bar, the win's included, which comes last.
    pub(super) at: Vec<AtBar>,
    /// Deals by [`Outcome`], whatever bar they are in.
    pub(super) n_by_outcome: [u64; 3],
    pub(super) stages: Vec<Timing>,
    pub(super) to_win: Timing,
    /// Their amounts by [`Outcome`].
    pub(super) amounts: [AmountSums; 3],
    /// Why there are no amounts; `None` if there are.
    pub(super) why_no_amounts: Option<NotEstimable>,
}

impl FunnelTally {
    pub(super) fn new(view: &DealView<'_>) -> Self {
        let n_steps = view.n_steps();
        Self {
            anomalies: DateAnomalies::default(),
            at: vec![AtBar::default(); n_steps + 1],
            n_by_outcome: [0; 3],
            stages: vec![Timing::new(); n_steps],
            to_win: Timing::new(),
            amounts: [AmountSums::default(); 3],
            why_no_amounts: view.amount.err(),
        }
    }

    /// Counts a deal.
    pub(super) fn count(&mut self, view: &DealView<'_>, deal: &PlacedDeal<'_>, as_of: u16) {
        let (way, outcome) = (deal.way, deal.outcome);
        if way.fate == Fate::Excluded {
            return;
        }
        let amount = view.amount.ok().and_then(|amounts| amounts.get(deal.row));
        let cents = amount.map(|amount| amount.0).filter(|&cents| cents >= 0);
        self.anomalies.count(deal.issues, way);
        self.count_outcome(outcome, way, cents);
        let (mut end, mut exit) = match outcome {
            Outcome::Won => (deal.closed, Exit::Event),
            Outcome::Lost => (deal.closed, Exit::Competing),
            Outcome::Open => (as_of, Exit::Censored),
        };
        self.to_win.count(deal.started, end, exit, as_of);
        if way.fate == Fate::LeftOrder {
            // Having gone elsewhere rules out going on in order, as a loss does.
            (end, exit) = (way.left_on, Exit::Competing);
        }
        // What ended the stay at hand: walking back from the end, the next later day known.
        for step in (0..deal.bars.len().min(usize::from(way.last) + 1)).rev() {
            let day = deal.bars.get(step).copied().unwrap_or(NOT_REACHED);
            if day == NOT_REACHED {
                self.pass_over(step, cents);
                continue;
            }
            if let Some(stage) = self.stages.get_mut(step) {
                stage.count(day, end, exit, as_of);
            }
            // The deal has gone on from every bar before its last.
            if exit != Exit::Event {
                (end, exit) = (UNDATED, Exit::Event);
            }
            if day != UNDATED {
                end = day;
            }
        }
    }

    fn count_outcome(&mut self, outcome: Outcome, way: Way, cents: Option<i64>) {
        self.n_by_outcome[outcome as usize] += 1;
        if let Some(cents) = cents {
            self.amounts[outcome as usize].count(cents);
        } else {
            let is_missing = outcome != Outcome::Open && self.why_no_amounts.is_none();
            self.anomalies.n_missing_amount += u64::from(is_missing);
        }
        if let Some(at) = self.at.get_mut(usize::from(way.last)) {
            at.fates.count(way.fate);
            at.cents += cents.map_or(0, i128::from);
        }
    }

    /// Counts a deal that came further without reaching this bar.
    #[cold]
    fn pass_over(&mut self, step: usize, cents: Option<i64>) {
        if let Some(at) = self.at.get_mut(step) {
            at.n_over += 1;
            at.cents_over += cents.map_or(0, i128::from);
        }
    }

    /// Adds the counts of another group of deals, or takes those of some deals out again.
    pub fn change(&mut self, other: &Self, change: Change) {
        self.anomalies.change(&other.anomalies, change);
        for (sum, part) in self.at.iter_mut().zip(&other.at) {
            sum.change(part, change);
        }
        for (sum, part) in self.n_by_outcome.iter_mut().zip(other.n_by_outcome) {
            change.apply(sum, part);
        }
        for (sum, part) in self.stages.iter_mut().zip(&other.stages) {
            sum.change(part, change);
        }
        self.to_win.change(&other.to_win, change);
        for (sum, part) in self.amounts.iter_mut().zip(&other.amounts) {
            sum.change(part, change);
        }
    }
}
