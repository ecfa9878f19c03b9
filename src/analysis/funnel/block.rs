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
//! Deals are stored by column, and every step is another column. Asking each column anew for each deal what it holds
//! takes longer than all the counting. So the days of a block are fetched column by column into two bytes each, which
//! stay in the first-level cache, and the deals are then read across them one by one.

use super::fate::Fate;
use super::rule::{FunnelRule, NO_STEP, NOT_REACHED, UNDATED, Way};
use super::view::{DealView, gather};
use crate::model::{Day, Outcome, Selection, packed_day};

/// Deals of a block.
const BLOCK_ROWS: usize = 256;

/// A day for each deal of a block.
type Days = [u16; BLOCK_ROWS];

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

/// A deal and its way through the funnel.
pub(super) struct PlacedDeal<'a> {
    pub row: usize,
    pub outcome: Outcome,
    /// What it has come to.
    pub way: Way,
    /// Per bar, up to the last one, the day it got there, else [`UNDATED`] or [`NOT_REACHED`]. Beyond it no day is known.
    pub bars: &'a [u16],
    /// The day it entered its first stage, [`UNDATED`] if unknown: where the time to win starts.
    pub started: u16,
    /// Close date of a decided deal where it may be used for timing, else [`UNDATED`].
    pub closed: u16,
    pub issues: DateIssues,
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
    let mut block = Block {
        entries: vec![[UNDATED; BLOCK_ROWS]; view.n_steps()],
        created: [UNDATED; BLOCK_ROWS],
        closed: [UNDATED; BLOCK_ROWS],
    };
    let mut days = vec![UNDATED; view.n_steps()];
    rows.for_each_block(&mut |rows| {
        for rows in rows.chunks(BLOCK_ROWS) {
            block.place(view, rows, placing, &mut days, &mut take);
        }
    });
}

/// The dates of some deals.
struct Block {
    entries: Vec<Days>,
    created: Days,
    closed: Days,
}

impl Block {
    /// Fetches the days of the rows and calls with each deal.
    fn place(
        &mut self,
        view: &DealView<'_>,
        rows: &[u32],
        placing: Placing,
        days: &mut [u16],
        take: &mut impl FnMut(&PlacedDeal<'_>),
    ) {
        for (column, days) in view.entries.iter().zip(&mut self.entries) {
            gather(*column, rows, days);
        }
        gather(view.created, rows, &mut self.created);
        gather(Some(view.closed), rows, &mut self.closed);
        let (is_usual, as_of) = (placing.rule == FunnelRule::USUAL, placing.last_day());
        for (at, &row) in rows.iter().enumerate() {
            let row = row as usize;
            let outcome = view.outcome.get(row).copied().unwrap_or(Outcome::Open);
            let current = view.current_step(row);
            let cleaned = self.clean(at, outcome, as_of, days);
            let way = if is_usual {
                place_usual(days, &cleaned, current, outcome)
            } else {
                placing.rule.place(days, current, outcome, cleaned.closed)
            };
            let Cleaned { started, closed, issues, .. } = cleaned;
            take(&PlacedDeal { row, outcome, way, bars: days, started, closed, issues });
        }
    }

    /// The rules R2 to R5 on the dates of one deal; `days` has its usable entry days afterwards.
    #[inline]
    fn clean(&self, at: usize, outcome: Outcome, as_of: u16, days: &mut [u16]) -> Cleaned {
        let mut issues = DateIssues::default();
        let mut observed = |day: u16| {
            let is_future = day > as_of;
            issues.n_future_dates += u16::from(is_future);
            if is_future { UNDATED } else { day }
        };
        let created = observed(self.created[at]);
        let (mut n_known, mut last_known, mut before, mut n_negative_steps) = (0, 0, UNDATED, 0);
        for (step, (day, column)) in days.iter_mut().zip(&self.entries).enumerate() {
            let entered = observed(column[at]);
            let entered = if step == 0 && entered == UNDATED { created } else { entered };
            *day = entered;
            let is_known = entered != UNDATED;
            n_negative_steps += u16::from(is_known && entered < before);
            before = if is_known { entered } else { before };
            last_known = if is_known { step as u16 + 1 } else { last_known };
            n_known += u16::from(is_known);
        }
        issues.missing_created = created == UNDATED;
        issues.no_dates = before == UNDATED;
        // The close date of an open deal is only expected and never counts.
        let closed = match self.closed[at] {
            _ if outcome == Outcome::Open => UNDATED,
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
        issues.n_negative_steps =
            n_negative_steps + u16::from(closed != UNDATED && closed < before);
        let started = days.first().copied().unwrap_or(created);
        Cleaned { n_known, last_known, started, closed, issues }
    }
}

/// What the dates of a deal told, beside its entry days.
struct Cleaned {
    /// Steps with an entry day.
    n_known: u16,
    /// The last step with an entry day, from 1; 0 for none.
    last_known: u16,
    started: u16,
    closed: u16,
    issues: DateIssues,
}

/// [`FunnelRule::USUAL`] without a look at each step: every bar up to the furthest stage is reached (R6), and beyond it no
/// day is known. The same as [`FunnelRule::place`] (property test), in a fraction of the time.
#[inline]
fn place_usual(days: &[u16], cleaned: &Cleaned, current: u8, outcome: Outcome) -> Way {
    let Cleaned { n_known, last_known, .. } = *cleaned;
    let stands = if current == NO_STEP { 0 } else { u16::from(current) + 1 };
    let furthest = last_known.max(stands).saturating_sub(1);
    let is_won = outcome == Outcome::Won;
    let last = if is_won { days.len() as u16 } else { furthest };
    let undecided = if u16::from(current) < furthest { Fate::MovedBack } else { Fate::Open };
    let decided = if is_won { Fate::Won } else { Fate::Lost };
    let fate = if outcome == Outcome::Open { undecided } else { decided };
    // Skipped are the steps before the last bar without a day, but the one the deal stands in.
    let n_known_before = n_known - u16::from(last_known == last + 1);
    let stands_undated = u16::from(current) < last
        && days.get(usize::from(current)).is_some_and(|&day| day == UNDATED);
    let n_skipped = last - n_known_before - u16::from(stands_undated);
    Way { fate, last, left_on: UNDATED, n_skipped }
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
            let bar = |step: usize| {
                if step > usize::from(deal.way.last) { NOT_REACHED } else { deal.bars[step] }
            };
            let days = [0, 1, 2].map(|step| ago(bar(step)));
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
        let placing = Placing { rule: FunnelRule::USUAL, as_of: AS_OF };
        let mut rows = Vec::new();
        for_each_placed(&DealView::new(&deals), &Selection::All(n), placing, |deal| {
            rows.push(deal.row);
        });
        assert_eq!(rows, (0..n).collect::<Vec<_>>());
    }
}
