//! A few hundred deals at a time: their dates out of the columns, the cleaning rules, the way of each (MATH 1.2).
//!
//! - R2 Creation date missing or in the future: unknown. The first stage was entered on its own date,
//!   else when the deal was created. Neither a creation nor any entry date: no dates, counted only.
//! - R3 Entry date after the export date: not observed yet.
//! - R4 Won or lost without a close date, or closed in the future: kept in the counts, not in the timing
//!   that needs the close.
//! - R5 A known date before the previous known one: that duration is left out.
//! - R6 A stage skipped (a later one is known): counts as reached, has no duration. A won deal has reached
//!   every stage. Other choices than this one: [`super::rule`].
//! - R7 Re-entry: the first entry counts (settled where histories are folded into columns).
//! - R8 Two stages on one day: a duration of 0 days, valid.
//!
//! R1 (duplicate ids: the last row counts) is about rows, not dates: the import has settled it
//! ([`crate::model::Deals`]).
//!
//! Beyond MATH: where the file also tells the stage a deal stands in now, that stage counts as reached, and
//! an open deal that stands before its furthest stage has been *moved back* (SPEC P1).
//!
//! # Why blocks
//! Deals are stored by column, and every step is another column. So the days of a block are fetched column by column into
//! two bytes each, which stay in the first-level cache, and cleaned column by column as well: the same few comparisons
//! for each of 256 deals, without a branch, are work for vector instructions. Only then are the deals read across the
//! columns one by one.

use super::fate::Fate;
use super::rule::{FunnelRule, NO_STEP, NOT_REACHED, UNDATED, Way};
use super::view::{DealView, gather};
use crate::model::{Day, Outcome, Selection, packed_day};

/// Deals of a block: as many as a byte can number, so that no place needs a check.
const BLOCK_ROWS: usize = 256;

/// A day, or another small number, for each deal of a block.
type PerDeal = [u16; BLOCK_ROWS];
const NOTHING: PerDeal = [0; BLOCK_ROWS];

/// What was wrong with the dates of one deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateIssues {
    pub n_future_dates: u16,
    pub n_negative_steps: u16,
    pub missing_created: bool,
    pub no_dates: bool,
    /// Decided, without a close date (R4).
    pub close_missing: bool,
    /// Decided after the export date (R4).
    pub close_in_future: bool,
}

/// A deal and its way through the funnel.
pub(super) struct PlacedDeal<'a> {
    pub row: usize,
    pub outcome: Outcome,
    /// What it has come to.
    pub way: Way,
    /// Per bar the day it got there, else [`UNDATED`] or [`NOT_REACHED`].
    pub bars: Bars<'a>,
    /// The day it entered its first stage, [`UNDATED`] if unknown: where the time to win starts.
    pub started: u16,
    /// Close date of a decided deal where it may be used for timing, else [`UNDATED`].
    pub closed: u16,
    pub issues: DateIssues,
}

/// The bars of one deal of a block.
#[derive(Clone, Copy)]
pub(super) struct Bars<'a> {
    columns: &'a [PerDeal],
    at: u8,
}

impl Bars<'_> {
    /// The days in the order of the bars.
    #[inline]
    pub fn days(self) -> impl DoubleEndedIterator<Item = u16> + ExactSizeIterator {
        self.columns.iter().map(move |days| days[usize::from(self.at)])
    }

    /// The day of a bar; a bar that does not exist is not reached.
    #[inline]
    pub fn day(self, step: usize) -> u16 {
        self.columns.get(step).map_or(NOT_REACHED, |days| days[usize::from(self.at)])
    }
}

/// How deals are placed: the rule, and the export date the rules of cleaning look at.
#[derive(Clone, Copy)]
pub(super) struct Placing {
    pub rule: FunnelRule,
    pub as_of: Day,
}

impl Placing {
    /// The export date as a day of a column; a file has no date as late as [`NOT_REACHED`].
    pub fn last_day(self) -> u16 {
        packed_day(Some(self.as_of)).min(NOT_REACHED - 1)
    }
}

/// Calls with each selected deal, in the order of the file.
pub(super) fn for_each_placed(
    view: &DealView<'_>,
    rows: &Selection,
    placing: Placing,
    mut take: impl FnMut(&PlacedDeal<'_>),
) {
    let mut block = Block::new(view.n_steps());
    rows.for_each_block(&mut |rows| {
        for rows in rows.chunks(BLOCK_ROWS) {
            block.fetch(view, rows);
            block.clean(placing.last_day());
            if placing.rule == FunnelRule::USUAL {
                block.place_usual();
            } else {
                block.place(placing.rule, rows.len());
            }
            for (at, &row) in (0..=u8::MAX).zip(rows) {
                take(&block.deal(at, row as usize));
            }
        }
    });
}

/// Some deals by column: what the file says of them, and what follows from it.
struct Block {
    /// Per step the days the deals entered it; once they are placed, those of its bar.
    bars: Vec<PerDeal>,
    created: PerDeal,
    /// Close dates; once they are clean, those that may be used for timing.
    closed: PerDeal,
    outcomes: [Outcome; BLOCK_ROWS],
    /// The step a deal stands in, or [`NO_STEP`].
    current: PerDeal,
    started: PerDeal,
    /// The last entry day by step, not by time; [`UNDATED`] for none.
    last_entry: PerDeal,
    /// Its step, from 1; 0 for none.
    last_known: PerDeal,
    n_future_dates: PerDeal,
    n_negative_steps: PerDeal,
    close_missing: [bool; BLOCK_ROWS],
    close_in_future: [bool; BLOCK_ROWS],
    fates: [Fate; BLOCK_ROWS],
    last: PerDeal,
    left_on: PerDeal,
    n_skipped: PerDeal,
}

/// Calls with the place of each deal of a block: a loop that becomes vector instructions.
#[inline]
fn each(take: impl FnMut(usize)) {
    (0..BLOCK_ROWS).for_each(take);
}

impl Block {
    fn new(n_steps: usize) -> Self {
        Self {
            bars: vec![NOTHING; n_steps],
            created: NOTHING,
            closed: NOTHING,
            outcomes: [Outcome::Open; BLOCK_ROWS],
            current: NOTHING,
            started: NOTHING,
            last_entry: NOTHING,
            last_known: NOTHING,
            n_future_dates: NOTHING,
            n_negative_steps: NOTHING,
            close_missing: [false; BLOCK_ROWS],
            close_in_future: [false; BLOCK_ROWS],
            fates: [Fate::Open; BLOCK_ROWS],
            last: NOTHING,
            left_on: NOTHING,
            n_skipped: NOTHING,
        }
    }

    /// Fetches what the file says of the rows. Where there are fewer than a block holds, what stands behind them is
    /// worked on as well and never looked at.
    fn fetch(&mut self, view: &DealView<'_>, rows: &[u32]) {
        for (column, days) in view.entries.iter().zip(&mut self.bars) {
            gather(*column, rows, days);
        }
        gather(view.created, rows, &mut self.created);
        gather(Some(view.closed), rows, &mut self.closed);
        let places = self.outcomes.iter_mut().zip(&mut self.current);
        for ((outcome, current), &row) in places.zip(rows) {
            *outcome = view.outcome.get(row as usize).copied().unwrap_or(Outcome::Open);
            *current = u16::from(view.current_step(row as usize));
        }
    }

    /// The rules R2 to R5.
    fn clean(&mut self, as_of: u16) {
        self.n_future_dates = NOTHING;
        self.n_negative_steps = NOTHING;
        self.last_entry = [UNDATED; BLOCK_ROWS];
        self.last_known = NOTHING;
        observe(&mut self.created, as_of, &mut self.n_future_dates);
        if let Some(first) = self.bars.first_mut() {
            observe(first, as_of, &mut self.n_future_dates);
            each(|at| first[at] = if first[at] == UNDATED { self.created[at] } else { first[at] });
        }
        for days in self.bars.iter_mut().skip(1) {
            observe(days, as_of, &mut self.n_future_dates);
        }
        self.started = self.bars.first().copied().unwrap_or(self.created);
        for (step, days) in (1..).zip(&self.bars) {
            each(|at| {
                let (day, before) = (days[at], self.last_entry[at]);
                let is_known = day != UNDATED;
                self.n_negative_steps[at] += u16::from(is_known & (day < before));
                self.last_entry[at] = if is_known { day } else { before };
                self.last_known[at] = if is_known { step } else { self.last_known[at] };
            });
        }
        // The close date of an open deal is only expected and never counts.
        each(|at| {
            let is_decided = self.outcomes[at] != Outcome::Open;
            let day = self.closed[at];
            self.close_missing[at] = is_decided & (day == UNDATED);
            self.close_in_future[at] = is_decided & (day > as_of);
            let closed = if is_decided & (day <= as_of) { day } else { UNDATED };
            let is_known = closed != UNDATED;
            self.n_negative_steps[at] += u16::from(is_known & (closed < self.last_entry[at]));
            self.closed[at] = closed;
        });
    }

    /// [`FunnelRule::USUAL`] without sets of steps: every bar up to the furthest stage is reached (R6). The same as
    /// [`FunnelRule::place`] (property test), in a fraction of the time.
    fn place_usual(&mut self) {
        let n_steps = self.bars.len() as u16;
        self.n_skipped = NOTHING;
        each(|at| {
            let (outcome, current) = (self.outcomes[at], self.current[at]);
            let stands = if current == u16::from(NO_STEP) { 0 } else { current + 1 };
            let furthest = self.last_known[at].max(stands).saturating_sub(1);
            let is_won = outcome == Outcome::Won;
            self.last[at] = if is_won { n_steps } else { furthest };
            let undecided = if current < furthest { Fate::MovedBack } else { Fate::Open };
            let decided = if is_won { Fate::Won } else { Fate::Lost };
            self.fates[at] = if outcome == Outcome::Open { undecided } else { decided };
        });
        for (step, days) in (0..).zip(&mut self.bars) {
            each(|at| {
                let (day, last) = (days[at], self.last[at]);
                let is_missing = (day == UNDATED) & (step != self.current[at]);
                self.n_skipped[at] += u16::from(is_missing & (step < last));
                days[at] = if step > last { NOT_REACHED } else { day };
            });
        }
    }

    /// Any rule, for so many deals one by one.
    fn place(&mut self, rule: FunnelRule, n_deals: usize) {
        let mut days = vec![UNDATED; self.bars.len()];
        (0..n_deals.min(BLOCK_ROWS)).for_each(|at| {
            for (day, column) in days.iter_mut().zip(&self.bars) {
                *day = column[at];
            }
            let current = self.current[at] as u8;
            let way = rule.place(&mut days, current, self.outcomes[at], self.closed[at]);
            for (day, column) in days.iter().zip(&mut self.bars) {
                column[at] = *day;
            }
            (self.fates[at], self.last[at]) = (way.fate, way.last);
            (self.left_on[at], self.n_skipped[at]) = (way.left_on, way.n_skipped);
        });
    }

    /// A deal that has been placed.
    #[inline]
    fn deal(&self, at: u8, row: usize) -> PlacedDeal<'_> {
        let bars = Bars { columns: &self.bars, at };
        let at = usize::from(at);
        PlacedDeal {
            row,
            outcome: self.outcomes[at],
            way: Way {
                fate: self.fates[at],
                last: self.last[at],
                left_on: self.left_on[at],
                n_skipped: self.n_skipped[at],
            },
            bars,
            started: self.started[at],
            closed: self.closed[at],
            issues: DateIssues {
                n_future_dates: self.n_future_dates[at],
                n_negative_steps: self.n_negative_steps[at],
                missing_created: self.created[at] == UNDATED,
                no_dates: self.last_known[at] == 0,
                close_missing: self.close_missing[at],
                close_in_future: self.close_in_future[at],
            },
        }
    }
}

/// A day after the export date has not been observed yet (R3).
fn observe(days: &mut PerDeal, as_of: u16, n_future_dates: &mut PerDeal) {
    each(|at| {
        let is_future = days[at] > as_of;
        n_future_dates[at] += u16::from(is_future);
        days[at] = if is_future { UNDATED } else { days[at] };
    });
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{TestDeal, deals};
    use super::*;

    const AS_OF: Day = Day(20_000);

    /// What a deal of three steps was found to be: its way, the days of its bars (days ago; `None` undated, -9 not
    /// reached) and what was wrong.
    fn cleaned(deal: TestDeal) -> (Way, [Option<i32>; 3], DateIssues, u16) {
        let deals = deals(&[deal]);
        let placing = Placing { rule: FunnelRule::USUAL, as_of: AS_OF };
        let mut found = None;
        for_each_placed(&DealView::new(&deals), &Selection::All(1), placing, |deal| {
            let ago = |day: u16| match day {
                UNDATED => None,
                NOT_REACHED => Some(-9),
                day => Some(i32::from(placing.last_day()) - i32::from(day)),
            };
            let days = [0, 1, 2].map(|step| ago(deal.bars.day(step)));
            found = Some((deal.way, days, deal.issues, deal.closed));
        });
        found.unwrap()
    }

    /// A known day, so many before the export date.
    #[allow(clippy::unnecessary_wraps, reason = "dates of deals may be missing")]
    fn ago(days: i32) -> Option<Day> {
        Some(Day(AS_OF.0 - days))
    }

    #[test]
    fn r2_the_first_stage_falls_back_on_the_creation_date() {
        let deal = TestDeal { created: ago(9), entries: [None, ago(5), None], ..TestDeal::OPEN };
        let (way, days, issues, _) = cleaned(deal);
        assert_eq!((way.last, days), (1, [Some(9), Some(5), Some(-9)]));
        assert!(!issues.missing_created);
        let (way, _, issues, _) = cleaned(TestDeal::OPEN);
        assert_eq!((way.last, issues.no_dates, issues.missing_created), (0, true, true));
        let (_, days, issues, _) = cleaned(TestDeal { created: ago(-1), ..TestDeal::OPEN });
        assert!(issues.missing_created && issues.no_dates);
        assert_eq!((days[0], issues.n_future_dates), (None, 1));
    }

    #[test]
    fn r3_a_future_entry_is_not_observed() {
        let deal = TestDeal { entries: [ago(9), ago(-1), None], ..TestDeal::OPEN };
        let (way, days, issues, _) = cleaned(deal);
        assert_eq!((way.last, days[1], issues.n_future_dates), (0, Some(-9), 1));
    }

    #[test]
    fn r4_a_decided_deal_needs_a_close_for_timing() {
        let lost =
            TestDeal { outcome: Outcome::Lost, entries: [ago(9), None, None], ..TestDeal::OPEN };
        let (_, _, issues, closed) = cleaned(lost);
        assert_eq!((issues.close_missing, issues.close_in_future), (true, false));
        assert_eq!(closed, UNDATED);
        let (_, _, issues, closed) = cleaned(TestDeal { closed: ago(-1), ..lost });
        assert_eq!((issues.close_missing, issues.close_in_future), (false, true));
        assert_eq!(closed, UNDATED);
        let open = TestDeal { outcome: Outcome::Open, closed: ago(-1), ..lost };
        let (_, _, issues, closed) = cleaned(open);
        assert_eq!((issues.close_missing, issues.close_in_future), (false, false));
        assert_eq!(closed, UNDATED, "an open deal's close date is only expected");
    }

    #[test]
    fn r5_dates_that_run_backwards_are_counted() {
        let entries = [ago(5), ago(7), ago(6)];
        let deal = TestDeal { entries, outcome: Outcome::Lost, closed: ago(8), ..TestDeal::OPEN };
        assert_eq!(cleaned(deal).2.n_negative_steps, 2);
        let entries = [ago(5), ago(5), None];
        let deal = TestDeal { entries, closed: ago(5), ..deal };
        assert_eq!(cleaned(deal).2.n_negative_steps, 0, "R8: the same day is valid");
    }

    #[test]
    fn r6_a_won_deal_has_reached_every_stage_and_a_skipped_one_is_counted() {
        let deal =
            TestDeal { outcome: Outcome::Won, entries: [ago(9), None, ago(3)], ..TestDeal::OPEN };
        let (way, days, ..) = cleaned(deal);
        assert_eq!((way.fate, way.last, way.n_skipped), (Fate::Won, 3, 1));
        assert_eq!(days, [Some(9), None, Some(3)]);
    }

    #[test]
    fn an_open_deal_before_its_furthest_stage_was_moved_back() {
        let entries = [ago(9), ago(8), ago(7)];
        let deal = TestDeal { entries, current_step: Some(0), ..TestDeal::OPEN };
        let (way, ..) = cleaned(deal);
        assert_eq!((way.fate, way.last), (Fate::MovedBack, 2));
    }

    #[test]
    fn the_stage_a_deal_stands_in_counts_as_reached() {
        let deal = TestDeal { current_step: Some(2), ..TestDeal::OPEN };
        assert_eq!(cleaned(deal).0.last, 2);
    }

    #[test]
    fn more_deals_than_a_block_holds_are_all_taken_once() {
        let n = 2 * BLOCK_ROWS + 3;
        let deals = deals(&vec![TestDeal::OPEN; n]);
        let placing = Placing { rule: FunnelRule::USUAL, as_of: AS_OF };
        let mut rows = Vec::new();
        for_each_placed(&DealView::new(&deals), &Selection::All(n), placing, |deal| {
            rows.push(deal.row);
        });
        assert_eq!(rows, (0..n).collect::<Vec<_>>());
    }
}
