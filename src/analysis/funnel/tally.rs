//! One pass over the deals: everything the funnel report needs, counted per stage.
//!
//! Per deal a handful of counters change; the times are counted per whole day ([`DayCounts`]), so that the
//! curves need neither the rows again nor a sort. Tallies of parts add up to the tally of the whole: totals
//! are pooled counts, never averages of rates (pitfall P01). Amounts are summed in cents, exactly, so that
//! the order of the rows cannot change a figure.

use super::path::{CloseIssue, DateIssues, DayNumber, Path, RawDeal};
use super::snapshot::step_of_stage;
use crate::analysis::interval::NotEstimable;
use crate::analysis::survival::{DayCounts, Exit};
use crate::model::{DateColumn, Deals, MoneyColumn, Outcome};

/// Conversion windows in days that a window taken from the data is rounded up to (MATH 2.3).
pub const STANDARD_WINDOWS: [u16; 5] = [30, 60, 90, 180, 365];

/// The columns a funnel reads, borrowed once.
pub(super) struct DealView<'a> {
    pub(super) entries: Vec<Option<&'a DateColumn>>,
    pub(super) created: Option<&'a DateColumn>,
    closed: &'a DateColumn,
    outcome: &'a [Outcome],
    stage: &'a [u8],
    step_of_stage: Vec<Option<usize>>,
    /// Amounts of one currency, or why there are none.
    pub(super) amount: Result<&'a MoneyColumn, NotEstimable>,
}

impl<'a> DealView<'a> {
    pub fn new(deals: &'a Deals) -> Self {
        let n_steps = deals.pipeline.n_steps();
        Self {
            entries: (0..n_steps).map(|step| deals.entries(step)).collect(),
            created: deals.created(),
            closed: &deals.closed,
            outcome: &deals.outcome,
            stage: &deals.stage,
            step_of_stage: step_of_stage(deals),
            amount: match (deals.amount(), deals.currency) {
                (Some(amounts), Some(_)) => Ok(amounts),
                (Some(_), None) => Err(NotEstimable::MixedCurrencies),
                (None, _) => Err(NotEstimable::NoAmounts),
            },
        }
    }

    pub fn n_steps(&self) -> usize {
        self.entries.len()
    }

    /// The day a deal entered the funnel: its first stage, else its creation.
    pub fn entry_day(&self, row: usize) -> DayNumber {
        let first = self.entries.first().copied().flatten();
        day(first, row).or_else(|| day(self.created, row))
    }
}

/// The day of a row, as a plain number.
pub(super) fn day(column: Option<&DateColumn>, row: usize) -> DayNumber {
    Some(column?.day(row)?.0)
}

/// Counts of windowed conversions for a few windows at once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WindowCounts {
    windows: Vec<u16>,
    /// For an age in days (capped at the longest window) the number of windows it spans.
    n_spanned: Vec<u8>,
    /// Observations by the number of windows their age spans.
    by_age: Vec<u64>,
    /// Conversions by the first window they fit into and the number their age spans.
    converted: Vec<u64>,
}

impl WindowCounts {
    fn new(windows: Vec<u16>) -> Self {
        let longest = windows.iter().copied().max().unwrap_or(0);
        let spanned = |age: u16| windows.iter().filter(|&&window| window <= age).count() as u8;
        let n = windows.len() + 1;
        Self {
            n_spanned: (0..=longest).map(spanned).collect(),
            by_age: vec![0; n],
            converted: vec![0; n * n],
            windows,
        }
    }

    /// Windows of at most `days` days.
    fn n_within(&self, days: u16) -> usize {
        let last = self.n_spanned.len() - 1;
        self.n_spanned.get(usize::from(days).min(last)).map_or(0, |&n| usize::from(n))
    }

    /// Counts an observation of this age and, if it converted, after how many days.
    fn count(&mut self, age_days: u16, converted_after: Option<u16>) {
        let spanned = self.n_within(age_days);
        if let Some(n) = self.by_age.get_mut(spanned) {
            *n += 1;
        }
        let Some(days) = converted_after else { return };
        // Windows shorter than the conversion do not hold it.
        let first = days.checked_sub(1).map_or(0, |shorter| self.n_within(shorter));
        if let Some(n) = self.converted.get_mut(first * self.by_age.len() + spanned) {
            *n += 1;
        }
    }

    /// Eligible observations and conversions of a window; `None` if it was not counted.
    fn of(&self, window: u16) -> Option<(u64, u64)> {
        let index = self.windows.iter().position(|&known| known == window)?;
        let n = self.by_age.len();
        let eligible = self.by_age.iter().skip(index + 1).sum();
        let converted = (0..=index)
            .filter_map(|first| self.converted.get(first * n + index + 1..(first + 1) * n))
            .flatten()
            .sum();
        Some((eligible, converted))
    }

    fn add(&mut self, other: &Self) {
        add_all(&mut self.by_age, &other.by_age);
        add_all(&mut self.converted, &other.converted);
    }
}

fn add_all<T: Copy + std::ops::AddAssign>(sums: &mut [T], parts: &[T]) {
    for (sum, part) in sums.iter_mut().zip(parts) {
        *sum += *part;
    }
}

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
    fn new(windows: &[u16]) -> Self {
        Self {
            exits: DayCounts::new(),
            windows: WindowCounts::new(windows.to_vec()),
            n_no_start: 0,
            n_no_end: 0,
            n_negative: 0,
        }
    }

    /// Eligible deals and conversions within a window.
    pub fn windowed(&self, window: u16) -> Option<(u64, u64)> {
        self.windows.of(window)
    }

    fn count(&mut self, start: DayNumber, end: DayNumber, exit: Exit, as_of: i32) {
        let Some(start) = start else {
            self.n_no_start += 1;
            return;
        };
        let Some(end) = end else {
            self.n_no_end += 1;
            return;
        };
        let Some(days) = elapsed(start, end) else {
            self.n_negative += 1;
            return;
        };
        self.exits.count(days, exit);
        let age = elapsed(start, as_of).unwrap_or(0);
        self.windows.count(age, (exit == Exit::Event).then_some(days));
    }

    fn add(&mut self, other: &Self) {
        self.exits.add(&other.exits);
        self.windows.add(&other.windows);
        self.n_no_start += other.n_no_start;
        self.n_no_end += other.n_no_end;
        self.n_negative += other.n_negative;
    }
}

/// Days from `start` to `end`; `None` if negative. Columns hold dates of a few decades; a longer time
/// counts as 65,535 days.
pub(super) fn elapsed(start: i32, end: i32) -> Option<u16> {
    let days = end.saturating_sub(start);
    (days >= 0).then(|| u16::try_from(days).unwrap_or(u16::MAX))
}

/// What was found wrong with the dates (MATH 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DateAnomalies {
    /// R1: rows replaced by a later row with the same id.
    pub n_duplicate_id: u64,
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
    fn count(&mut self, issues: DateIssues) {
        self.n_missing_created += u64::from(issues.missing_created);
        self.n_no_dates += u64::from(issues.no_dates);
        self.n_future_dates += u64::from(issues.n_future_dates);
        match issues.close {
            Some(CloseIssue::InFuture) => self.n_close_in_future += 1,
            Some(CloseIssue::Missing) => self.n_close_missing += 1,
            None => {}
        }
        self.n_negative_steps += u64::from(issues.n_negative_steps);
    }

    fn add(&mut self, other: &Self) {
        self.n_duplicate_id += other.n_duplicate_id;
        self.n_missing_created += other.n_missing_created;
        self.n_no_dates += other.n_no_dates;
        self.n_future_dates += other.n_future_dates;
        self.n_close_in_future += other.n_close_in_future;
        self.n_close_missing += other.n_close_missing;
        self.n_negative_steps += other.n_negative_steps;
        self.n_skipped_stages += other.n_skipped_stages;
        self.n_missing_amount += other.n_missing_amount;
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
        self.square_cents += i128::from(cents) * i128::from(cents);
    }

    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.cents += other.cents;
        self.square_cents += other.square_cents;
    }
}

/// Deals whose furthest step is this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Furthest {
    pub n_lost: u64,
    pub n_open: u64,
    pub n_back: u64,
    /// Sum of their amounts in cents.
    pub cents: i128,
}

/// The counts of one group of deals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunnelTally {
    as_of: i32,
    pub(super) anomalies: DateAnomalies,
    pub(super) furthest: Vec<Furthest>,
    pub(super) n_won: u64,
    pub(super) stages: Vec<Timing>,
    pub(super) to_win: Timing,
    pub(super) won_amounts: AmountSums,
    pub(super) lost_amounts: AmountSums,
    /// Why there are no amounts; `None` if there are.
    pub(super) why_no_amounts: Option<NotEstimable>,
    /// The entry dates of the deal at hand.
    buffer: Vec<DayNumber>,
}

impl FunnelTally {
    pub(super) fn new(view: &DealView<'_>, as_of: i32, windows: &[u16]) -> Self {
        let n_steps = view.n_steps();
        Self {
            as_of,
            anomalies: DateAnomalies::default(),
            furthest: vec![Furthest::default(); n_steps],
            n_won: 0,
            stages: vec![Timing::new(windows); n_steps],
            to_win: Timing::new(windows),
            won_amounts: AmountSums::default(),
            lost_amounts: AmountSums::default(),
            why_no_amounts: view.amount.err(),
            buffer: vec![None; n_steps],
        }
    }

    /// Counts a row that a later row with the same id replaces (R1).
    pub(super) fn count_superseded(&mut self) {
        self.anomalies.n_duplicate_id += 1;
    }

    /// Counts one deal.
    pub(super) fn count(&mut self, view: &DealView<'_>, row: usize) {
        let Some(&outcome) = view.outcome.get(row) else { return };
        let mut entries = std::mem::take(&mut self.buffer);
        for (entry, column) in entries.iter_mut().zip(&view.entries) {
            *entry = day(*column, row);
        }
        let stage = view.stage.get(row).map_or(usize::MAX, |&stage| usize::from(stage));
        let mut deal = RawDeal {
            created: day(view.created, row),
            entries: &mut entries,
            closed: view.closed.day(row).map(|day| day.0),
            outcome,
            current_step: view.step_of_stage.get(stage).copied().flatten(),
        };
        let path = deal.clean(self.as_of);
        self.anomalies.count(path.issues);
        self.count_outcome(outcome, path, view.amount.ok().and_then(|a| a.get(row)).map(|m| m.0));
        self.count_times(outcome, path, &entries);
        self.buffer = entries;
    }

    fn count_outcome(&mut self, outcome: Outcome, path: Path, cents: Option<i64>) {
        let cents = cents.filter(|&cents| cents >= 0);
        if outcome != Outcome::Open {
            let sums = match outcome {
                Outcome::Won => &mut self.won_amounts,
                _ => &mut self.lost_amounts,
            };
            match cents {
                Some(cents) => sums.count(cents),
                None => self.anomalies.n_missing_amount += u64::from(self.why_no_amounts.is_none()),
            }
        }
        if outcome == Outcome::Won {
            self.n_won += 1;
            return;
        }
        let Some(furthest) = self.furthest.get_mut(path.furthest) else { return };
        furthest.cents += cents.map_or(0, i128::from);
        match outcome {
            Outcome::Lost => furthest.n_lost += 1,
            _ if path.moved_back => furthest.n_back += 1,
            _ => furthest.n_open += 1,
        }
    }

    fn count_times(&mut self, outcome: Outcome, path: Path, entries: &[DayNumber]) {
        let as_of = self.as_of;
        // What ended the time in the stage at hand: walking backwards, the next later date known.
        let (mut end, mut exit) = match outcome {
            Outcome::Won => (path.closed, Exit::Event),
            Outcome::Lost => (path.closed, Exit::Competing),
            Outcome::Open => (Some(as_of), Exit::Censored),
        };
        self.to_win.count(entries.first().copied().flatten(), end, exit, as_of);
        let reached = self.stages.iter_mut().zip(entries).take(path.furthest + 1);
        let mut n_skipped = 0;
        for (k, (stage, &entry)) in reached.enumerate().rev() {
            if k < path.furthest && entry.is_none() {
                n_skipped += 1;
            }
            stage.count(entry, end, exit, as_of);
            // A lost or open deal has advanced from every stage before its last.
            if exit != Exit::Event {
                exit = Exit::Event;
                end = None;
            }
            end = entry.or(end);
        }
        self.anomalies.n_skipped_stages += n_skipped;
    }

    /// Adds the counts of another group.
    pub fn add(&mut self, other: &Self) {
        self.anomalies.add(&other.anomalies);
        for (sum, part) in self.furthest.iter_mut().zip(&other.furthest) {
            sum.n_lost += part.n_lost;
            sum.n_open += part.n_open;
            sum.n_back += part.n_back;
            sum.cents += part.cents;
        }
        self.n_won += other.n_won;
        for (sum, part) in self.stages.iter_mut().zip(&other.stages) {
            sum.add(part);
        }
        self.to_win.add(&other.to_win);
        self.won_amounts.add(&other.won_amounts);
        self.lost_amounts.add(&other.lost_amounts);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn windows_count_what_a_second_pass_would(
            observations in prop::collection::vec((0_u16..500, prop::option::of(0_u16..500)), 0..80),
        ) {
            let mut counts = WindowCounts::new(STANDARD_WINDOWS.to_vec());
            for &(age, converted) in &observations {
                counts.count(age, converted.filter(|&days| days <= age));
            }
            for window in STANDARD_WINDOWS {
                let eligible = observations.iter().filter(|(age, _)| *age >= window);
                let converted = eligible
                    .clone()
                    .filter(|(_, days)| days.is_some_and(|days| days <= window))
                    .count();
                let expected = (eligible.count() as u64, converted as u64);
                prop_assert_eq!(counts.of(window), Some(expected));
            }
        }
    }

    #[test]
    fn a_window_that_was_not_counted_has_no_answer() {
        assert_eq!(WindowCounts::new(vec![14]).of(15), None);
        assert_eq!(WindowCounts::new(Vec::new()).of(15), None);
    }
}
