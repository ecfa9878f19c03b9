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
//! days are two bytes each and stay in the first-level cache while every rule passes over them in a loop without calls.

use super::placement::Fate;
use super::rule::{FunnelRule, NO_STEP, NOT_REACHED, UNDATED, Way};
use super::view::DealView;
use crate::model::{Day, Outcome, Selection, packed_day};

/// Deals of a block.
pub(super) const BLOCK_ROWS: usize = 256;

/// A value for each deal of a block.
pub(super) type OfRow<T> = [T; BLOCK_ROWS];

/// What was wrong with the dates of one deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Some deals and their ways through the funnel; `len` of each array are in use.
pub(super) struct Block {
    /// Their rows.
    pub rows: Vec<u32>,
    /// Per bar the day each deal reached it, else [`UNDATED`] or [`NOT_REACHED`].
    pub bars: Vec<OfRow<u16>>,
    /// What each deal has come to.
    pub ways: OfRow<Way>,
    /// The day each deal entered its first stage, [`UNDATED`] if unknown: where the time to win starts.
    pub started: OfRow<u16>,
    /// Close date of decided deals where it may be used for timing, else [`UNDATED`].
    pub closed: OfRow<u16>,
    pub outcome: OfRow<Outcome>,
    pub issues: OfRow<DateIssues>,
    current: OfRow<u8>,
    created: OfRow<u16>,
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
        let mut block = Self::new(view.n_steps());
        for row in rows.rows().filter(|&row| !superseded.contains(row)) {
            block.rows.push(row as u32);
            if block.rows.len() == BLOCK_ROWS {
                block.fill(view, placing);
                take(&block);
                block.rows.clear();
            }
        }
        if !block.rows.is_empty() {
            block.fill(view, placing);
            take(&block);
        }
    }

    fn new(n_steps: usize) -> Self {
        let nowhere = Way { fate: Fate::Excluded, last: 0, left_on: UNDATED, n_skipped: 0 };
        Self {
            rows: Vec::with_capacity(BLOCK_ROWS),
            bars: vec![[UNDATED; BLOCK_ROWS]; n_steps],
            ways: [nowhere; BLOCK_ROWS],
            started: [UNDATED; BLOCK_ROWS],
            closed: [UNDATED; BLOCK_ROWS],
            outcome: [Outcome::Open; BLOCK_ROWS],
            issues: [DateIssues::default(); BLOCK_ROWS],
            current: [NO_STEP; BLOCK_ROWS],
            created: [UNDATED; BLOCK_ROWS],
        }
    }

    fn fill(&mut self, view: &DealView<'_>, placing: Placing) {
        let as_of = placing.last_day();
        self.read_ends(view, as_of);
        let known = self.read_entries(view, as_of);
        self.close_issues(&known, as_of);
        if placing.rule == FunnelRule::USUAL {
            self.place_usual(&known);
        } else {
            self.place(placing.rule);
        }
    }

    /// Outcomes, creation (R2) and where the deals stand.
    fn read_ends(&mut self, view: &DealView<'_>, as_of: u16) {
        view.gather(view.created, &self.rows, &mut self.created);
        view.gather(Some(view.closed), &self.rows, &mut self.closed);
        for (at, &row) in self.rows.iter().enumerate() {
            let row = row as usize;
            self.outcome[at] = view.outcome.get(row).copied().unwrap_or(Outcome::Open);
            self.current[at] = view.current_step(row);
            let is_future = self.created[at] > as_of;
            if is_future {
                self.created[at] = UNDATED;
            }
            self.issues[at] = DateIssues {
                n_future_dates: u16::from(is_future),
                missing_created: self.created[at] == UNDATED,
                ..DateIssues::default()
            };
        }
    }

    /// Entry days (R2, R3) with the pairs that run backwards (R5); returns what was seen of each deal.
    fn read_entries(&mut self, view: &DealView<'_>, as_of: u16) -> OfRow<Known> {
        let mut known = [Known { last_step: 0, last_day: UNDATED }; BLOCK_ROWS];
        let n = self.rows.len();
        for (step, (column, days)) in view.entries.iter().zip(&mut self.bars).enumerate() {
            view.gather(*column, &self.rows, days);
            let deals = days.iter_mut().zip(&mut known).zip(&mut self.issues).take(n);
            for (at, ((day, known), issues)) in deals.enumerate() {
                if *day > as_of {
                    *day = UNDATED;
                    issues.n_future_dates += 1;
                }
                if step == 0 {
                    if *day == UNDATED {
                        *day = self.created[at];
                    }
                    self.started[at] = *day;
                }
                if *day != UNDATED {
                    issues.n_negative_steps += u16::from(*day < known.last_day);
                    *known = Known { last_step: step as u8 + 1, last_day: *day };
                }
            }
        }
        known
    }

    /// Close dates (R4). That of an open deal is only expected and never counts.
    fn close_issues(&mut self, known: &OfRow<Known>, as_of: u16) {
        for (at, _) in self.rows.iter().enumerate() {
            let (closed, issues, known) = (&mut self.closed[at], &mut self.issues[at], known[at]);
            issues.no_dates = known.last_day == UNDATED;
            let usable = match *closed {
                _ if self.outcome[at] == Outcome::Open => UNDATED,
                UNDATED => {
                    issues.close = Some(CloseIssue::Missing);
                    UNDATED
                }
                day if day > as_of => {
                    issues.close = Some(CloseIssue::InFuture);
                    UNDATED
                }
                day => day,
            };
            *closed = usable;
            issues.n_negative_steps += u16::from(usable != UNDATED && usable < known.last_day);
        }
    }

    /// [`FunnelRule::USUAL`], column by column: every bar up to the furthest stage is reached (R6). The same as
    /// [`FunnelRule::place`] deal by deal (property test), in a fraction of the time.
    fn place_usual(&mut self, known: &OfRow<Known>) {
        let n_bars = self.bars.len() as u8;
        for (at, _) in self.rows.iter().enumerate() {
            let current = self.current[at];
            let stands = if current == NO_STEP { 0 } else { current + 1 };
            let furthest = known[at].last_step.max(stands).saturating_sub(1);
            let (fate, last) = match self.outcome[at] {
                Outcome::Won => (Fate::Won, n_bars),
                Outcome::Lost => (Fate::Lost, furthest),
                Outcome::Open if current < furthest => (Fate::MovedBack, furthest),
                Outcome::Open => (Fate::Open, furthest),
            };
            self.ways[at] = Way { fate, last, left_on: UNDATED, n_skipped: 0 };
        }
        for (step, days) in self.bars.iter_mut().enumerate() {
            let step = step as u8;
            for (at, (day, way)) in
                days.iter_mut().zip(&mut self.ways).take(self.rows.len()).enumerate()
            {
                if step > way.last {
                    *day = NOT_REACHED;
                } else if *day == UNDATED && step < way.last && step != self.current[at] {
                    way.n_skipped += 1;
                }
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
            self.ways[at] =
                rule.place(&mut days, self.current[at], self.outcome[at], self.closed[at]);
            for (bar, &day) in self.bars.iter_mut().zip(&days) {
                bar[at] = day;
            }
        }
    }
}

/// What the entry days of a deal told so far.
#[derive(Clone, Copy)]
struct Known {
    /// The last step with a day, from 1; 0 for none.
    last_step: u8,
    /// Its day.
    last_day: u16,
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
            found = Some((block.ways[0], days, block.issues[0], block.closed[0]));
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
