//! A few hundred deals at a time, column by column: the cleaning rules, then the way of each deal (MATH 1.2).
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
//! R1 (duplicate ids: the last row counts) is about rows, not dates: [`super::superseded_rows`].
//!
//! Beyond MATH: where the file also tells the stage a deal stands in now, that stage counts as reached, and
//! an open deal that stands before its furthest stage has been *moved back* (SPEC P1).
//!
//! # Why blocks
//! Deals are stored by column, and every step is another column. Walking a million deals one by one asks each column
//! anew what it holds; walking each column for all of them at once would fill the caches many times over. A block's
//! days are two bytes each and stay in the first-level cache while every rule passes over them.

use super::placement::Fate;
use super::rule::{FunnelRule, NO_STEP, NOT_REACHED, UNDATED, Way};
use super::view::DealView;
use crate::model::{Day, Outcome, Selection, packed_day};

/// Deals of a block.
pub(super) const BLOCK_ROWS: usize = 256;

/// A value for each deal of a block. The loops over it always run to its end, for a loop of a known length without
/// branches is done in steps of many deals at once; what lies behind the last deal is computed and never read.
pub(super) type OfRow<T> = [T; BLOCK_ROWS];

/// What was wrong with the dates of one deal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateIssues {
    pub n_future_dates: u16,
    pub n_negative_steps: u16,
    pub missing_created: bool,
    pub no_dates: bool,
    pub close: Option<CloseIssue>,
}

/// Why a decided deal has no usable close date (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseIssue {
    Missing,
    InFuture,
}

/// Some deals and their ways through the funnel.
pub(super) struct Block {
    /// Their rows.
    pub rows: Vec<u32>,
    /// Per bar the day each deal reached it, else [`UNDATED`] or [`NOT_REACHED`].
    pub bars: Vec<OfRow<u16>>,
    /// Last bar of each deal; the number of bars for a won deal.
    pub last: OfRow<u16>,
    /// What became of each deal there.
    pub fate: OfRow<Fate>,
    /// The day each deal entered its first stage, [`UNDATED`] if unknown: where the time to win starts.
    pub started: OfRow<u16>,
    /// Close date of decided deals where it may be used for timing, else [`UNDATED`].
    pub closed: OfRow<u16>,
    pub outcome: OfRow<Outcome>,
    left_on: OfRow<u16>,
    n_skipped: OfRow<u16>,
    current: OfRow<u8>,
    created: OfRow<u16>,
    /// Close dates as the file has them.
    closed_raw: OfRow<u16>,
    /// The last step with an entry day, from 1; 0 for none.
    last_known: OfRow<u16>,
    /// Its day.
    last_day: OfRow<u16>,
    n_future: OfRow<u16>,
    n_negative: OfRow<u16>,
    as_of: u16,
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

impl Block {
    /// Passes over the selected deals, a block at a time. `superseded` rows are left out (R1).
    pub fn for_each(
        view: &DealView<'_>,
        rows: &Selection,
        superseded: &Selection,
        placing: Placing,
        mut take: impl FnMut(&Self),
    ) {
        let mut block = Self::new(view.n_steps(), placing.last_day());
        rows.for_each_without(superseded, |row| {
            block.rows.push(row as u32);
            if block.rows.len() == BLOCK_ROWS {
                block.fill(view, placing.rule);
                take(&block);
                block.rows.clear();
            }
        });
        if !block.rows.is_empty() {
            block.fill(view, placing.rule);
            take(&block);
        }
    }

    fn new(n_steps: usize, as_of: u16) -> Self {
        let days = [UNDATED; BLOCK_ROWS];
        Self {
            rows: Vec::with_capacity(BLOCK_ROWS),
            bars: vec![days; n_steps],
            last: days,
            fate: [Fate::Open; BLOCK_ROWS],
            started: days,
            closed: days,
            outcome: [Outcome::Open; BLOCK_ROWS],
            left_on: days,
            n_skipped: days,
            current: [NO_STEP; BLOCK_ROWS],
            created: days,
            closed_raw: days,
            last_known: days,
            last_day: days,
            n_future: days,
            n_negative: days,
            as_of,
        }
    }

    /// What a deal has come to.
    pub fn way(&self, at: usize) -> Way {
        Way {
            fate: self.fate[at],
            last: self.last[at],
            left_on: self.left_on[at],
            n_skipped: self.n_skipped[at],
        }
    }

    /// What was wrong with the dates of a deal.
    pub fn issues(&self, at: usize) -> DateIssues {
        let close = match self.closed_raw[at] {
            _ if self.outcome[at] == Outcome::Open => None,
            UNDATED => Some(CloseIssue::Missing),
            day => (day > self.as_of).then_some(CloseIssue::InFuture),
        };
        DateIssues {
            n_future_dates: self.n_future[at],
            n_negative_steps: self.n_negative[at],
            missing_created: self.created[at] == UNDATED,
            no_dates: self.last_day[at] == UNDATED,
            close,
        }
    }

    fn fill(&mut self, view: &DealView<'_>, rule: FunnelRule) {
        self.read_creation(view);
        for step in 0..self.bars.len() {
            self.read_entries(view, step);
        }
        self.read_ends(view);
        if rule == FunnelRule::USUAL {
            self.place_usual();
        } else {
            self.place(rule);
        }
    }

    /// Creation dates (R2); those after the export are counted and unknown.
    fn read_creation(&mut self, view: &DealView<'_>) {
        view.gather(view.created, &self.rows, &mut self.created);
        for at in 0..BLOCK_ROWS {
            let is_future = self.created[at] > self.as_of;
            self.n_future[at] = u16::from(is_future);
            self.created[at] = if is_future { UNDATED } else { self.created[at] };
        }
        self.started = self.created;
        self.n_negative = [0; BLOCK_ROWS];
        self.last_known = [0; BLOCK_ROWS];
        self.last_day = [UNDATED; BLOCK_ROWS];
    }

    /// Entry days of a step (R2, R3), with the pairs that run backwards (R5).
    fn read_entries(&mut self, view: &DealView<'_>, step: usize) {
        let (Some(days), column) = (self.bars.get_mut(step), view.entries.get(step)) else {
            return;
        };
        view.gather(column.copied().flatten(), &self.rows, days);
        let (as_of, step) = (self.as_of, step as u16);
        for at in 0..BLOCK_ROWS {
            let is_future = days[at] > as_of;
            self.n_future[at] += u16::from(is_future);
            days[at] = if is_future { UNDATED } else { days[at] };
        }
        if step == 0 {
            for at in 0..BLOCK_ROWS {
                days[at] = if days[at] == UNDATED { self.created[at] } else { days[at] };
            }
            self.started = *days;
        }
        for at in 0..BLOCK_ROWS {
            let (day, before) = (days[at], self.last_day[at]);
            let is_known = day != UNDATED;
            self.n_negative[at] += u16::from(is_known & (day < before));
            self.last_day[at] = if is_known { day } else { before };
            self.last_known[at] = if is_known { step + 1 } else { self.last_known[at] };
        }
    }

    /// How the deals ended, and where they stand. The close date of an open deal is only expected and never counts;
    /// that of a decided one must not lie after the export (R4).
    fn read_ends(&mut self, view: &DealView<'_>) {
        view.gather(Some(view.closed), &self.rows, &mut self.closed_raw);
        for (at, &row) in self.rows.iter().enumerate() {
            self.outcome[at] = view.outcome.get(row as usize).copied().unwrap_or(Outcome::Open);
            self.current[at] = view.current_step(row as usize);
        }
        for at in 0..BLOCK_ROWS {
            let day = self.closed_raw[at];
            let is_used = (self.outcome[at] != Outcome::Open) & (day <= self.as_of);
            let closed = if is_used { day } else { UNDATED };
            self.closed[at] = closed;
            self.n_negative[at] += u16::from((closed != UNDATED) & (closed < self.last_day[at]));
        }
    }

    /// [`FunnelRule::USUAL`], column by column: every bar up to the furthest stage is reached (R6). The same as
    /// [`FunnelRule::place`] deal by deal (property test), in a fraction of the time.
    fn place_usual(&mut self) {
        let n_bars = self.bars.len() as u16;
        for at in 0..BLOCK_ROWS {
            let (current, outcome) = (self.current[at], self.outcome[at]);
            let stands = if current == NO_STEP { 0 } else { u16::from(current) + 1 };
            let furthest = self.last_known[at].max(stands).saturating_sub(1);
            let is_back = u16::from(current) < furthest;
            self.last[at] = if outcome == Outcome::Won { n_bars } else { furthest };
            self.fate[at] = match outcome {
                Outcome::Won => Fate::Won,
                Outcome::Lost => Fate::Lost,
                Outcome::Open if is_back => Fate::MovedBack,
                Outcome::Open => Fate::Open,
            };
        }
        self.left_on = [UNDATED; BLOCK_ROWS];
        self.n_skipped = [0; BLOCK_ROWS];
        for (step, days) in self.bars.iter_mut().enumerate() {
            let step = step as u16;
            for at in 0..BLOCK_ROWS {
                let (day, last) = (days[at], self.last[at]);
                let is_skipped =
                    (day == UNDATED) & (step < last) & (step != u16::from(self.current[at]));
                self.n_skipped[at] += u16::from(is_skipped);
                days[at] = if step > last { NOT_REACHED } else { day };
            }
        }
    }

    /// Any other rule, deal by deal.
    fn place(&mut self, rule: FunnelRule) {
        let mut days = vec![UNDATED; self.bars.len()];
        for at in 0..self.rows.len() {
            for (day, bar) in days.iter_mut().zip(&self.bars) {
                *day = bar[at];
            }
            let (current, outcome, closed) = (self.current[at], self.outcome[at], self.closed[at]);
            let Way { fate, last, left_on, n_skipped } =
                rule.place(&mut days, current, outcome, closed);
            (self.fate[at], self.last[at]) = (fate, last);
            (self.left_on[at], self.n_skipped[at]) = (left_on, n_skipped);
            for (bar, &day) in self.bars.iter_mut().zip(&days) {
                bar[at] = day;
            }
        }
    }
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
        let none = Selection::Some { bits: vec![0], len: 1 };
        let mut found = None;
        Block::for_each(&DealView::new(&deals), &Selection::All(1), &none, placing, |block| {
            let ago = |day: u16| match day {
                UNDATED => None,
                NOT_REACHED => Some(-9),
                day => Some(i32::from(placing.last_day()) - i32::from(day)),
            };
            let days = [0, 1, 2].map(|step| ago(block.bars[step][0]));
            found = Some((block.way(0), days, block.issues(0), block.closed[0]));
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
        assert_eq!((issues.close, closed), (Some(CloseIssue::Missing), UNDATED));
        let (_, _, issues, closed) = cleaned(TestDeal { closed: ago(-1), ..lost });
        assert_eq!((issues.close, closed), (Some(CloseIssue::InFuture), UNDATED));
        let open = TestDeal { outcome: Outcome::Open, closed: ago(-1), ..lost };
        assert_eq!(cleaned(open).2.close, None, "an open deal's close date is only expected");
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
        let none = Selection::Some { bits: vec![0; n.div_ceil(64)], len: n };
        let placing = Placing { rule: FunnelRule::USUAL, as_of: AS_OF };
        let mut rows = Vec::new();
        Block::for_each(&DealView::new(&deals), &Selection::All(n), &none, placing, |block| {
            rows.extend_from_slice(&block.rows);
        });
        assert_eq!(rows, (0..n as u32).collect::<Vec<_>>());
    }
}
