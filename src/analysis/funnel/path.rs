//! The cleaning rules: from the dates of one deal to its path through the stages (MATH 1.2).
//!
//! - R2 Creation date missing or in the future: unknown. The first stage was entered on its own date,
//!   else when the deal was created. Neither a creation nor any entry date: no dates, counted only.
//! - R3 Entry date after the export date: not observed yet.
//! - R4 Won or lost without a close date, or closed in the future: kept in the counts, not in the timing
//!   that needs the close.
//! - R5 A known date before the previous known one: that duration is left out.
//! - R6 A stage skipped (a later one is known): counts as reached, has no duration. A won deal has reached
//!   every stage.
//! - R7 Re-entry: the first entry counts (settled where histories are folded into columns).
//! - R8 Two stages on one day: a duration of 0 days, valid.
//!
//! R1 (duplicate ids: the last row counts) is about rows, not dates: [`super::superseded_rows`].
//!
//! Beyond MATH: where the file also tells the stage a deal stands in now, that stage counts as reached, and
//! an open deal that stands before its furthest stage has been *moved back* (SPEC P1).

use crate::model::Outcome;

/// A day number; `None` is missing. The smallest unit of everything here is the day.
pub(super) type DayNumber = Option<i32>;

/// The dates of one deal as the file has them.
pub(super) struct RawDeal<'a> {
    pub created: DayNumber,
    /// First entry per step, in funnel order. Cleaned in place.
    pub entries: &'a mut [DayNumber],
    pub closed: DayNumber,
    pub outcome: Outcome,
    /// The step the deal stands in now, where the file says so.
    pub current_step: Option<usize>,
}

/// What was wrong with the dates of one deal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct DateIssues {
    pub missing_created: bool,
    pub no_dates: bool,
    pub n_future_dates: u16,
    pub close: Option<CloseIssue>,
    pub n_negative_steps: u16,
}

/// Why a decided deal has no usable close date (R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CloseIssue {
    Missing,
    InFuture,
}

/// A deal's way through the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Path {
    /// Furthest step reached; `n_steps` for won.
    pub furthest: usize,
    /// The open deal stands before its furthest step.
    pub moved_back: bool,
    /// Close date where it may be used for timing.
    pub closed: DayNumber,
    pub issues: DateIssues,
}

impl RawDeal<'_> {
    /// Applies the rules; `self.entries` holds the usable dates afterwards.
    pub fn clean(&mut self, as_of: i32) -> Path {
        let mut issues = DateIssues::default();
        let mut observed = |date: DayNumber| {
            let known = date.filter(|&day| day <= as_of);
            issues.n_future_dates += u16::from(known.is_none() && date.is_some());
            known
        };
        let created = observed(self.created);
        for entry in self.entries.iter_mut() {
            *entry = observed(*entry);
        }
        issues.missing_created = created.is_none();
        if let Some(first) = self.entries.first_mut() {
            *first = first.or(created);
        }
        let n_steps = self.entries.len();
        let last_known = self.entries.iter().rposition(Option::is_some);
        issues.no_dates = last_known.is_none();
        let closed = self.closing_day(as_of, &mut issues);
        issues.n_negative_steps = self.n_negative_steps(closed);
        let furthest_open = last_known.max(self.current_step).unwrap_or(0);
        let is_won = self.outcome == Outcome::Won;
        Path {
            furthest: if is_won { n_steps } else { furthest_open },
            moved_back: self.outcome == Outcome::Open
                && self.current_step.is_some_and(|current| current < furthest_open),
            closed,
            issues,
        }
    }

    /// The close date of a decided deal, if it may be used (R4). The close date of an open deal is only
    /// expected and never counts.
    fn closing_day(&self, as_of: i32, issues: &mut DateIssues) -> DayNumber {
        if self.outcome == Outcome::Open {
            return None;
        }
        match self.closed {
            None => issues.close = Some(CloseIssue::Missing),
            Some(day) if day > as_of => issues.close = Some(CloseIssue::InFuture),
            known => return known,
        }
        None
    }

    /// Pairs of consecutive known dates in the wrong order, the close last (R5).
    fn n_negative_steps(&self, closed: DayNumber) -> u16 {
        let mut before = i32::MIN;
        let mut n = 0;
        for day in self.entries.iter().copied().chain([closed]).flatten() {
            n += u16::from(day < before);
            before = day;
        }
        n
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AS_OF: i32 = 100;

    fn clean(
        created: DayNumber,
        mut entries: [DayNumber; 3],
        outcome: Outcome,
        closed: DayNumber,
    ) -> (Path, [DayNumber; 3]) {
        let entries_ref = &mut entries;
        let mut deal =
            RawDeal { created, entries: entries_ref, closed, outcome, current_step: None };
        let path = deal.clean(AS_OF);
        (path, entries)
    }

    #[test]
    fn r2_the_first_stage_falls_back_on_the_creation_date() {
        let (path, entries) = clean(Some(5), [None, Some(9), None], Outcome::Open, None);
        assert_eq!((entries[0], path.furthest, path.issues.missing_created), (Some(5), 1, false));
        let (path, _) = clean(None, [None; 3], Outcome::Open, None);
        assert_eq!((path.furthest, path.issues.no_dates), (0, true));
        let (path, entries) = clean(Some(101), [None; 3], Outcome::Open, None);
        assert!(path.issues.missing_created && path.issues.no_dates);
        assert_eq!((entries[0], path.issues.n_future_dates), (None, 1));
    }

    #[test]
    fn r3_a_future_entry_is_not_observed() {
        let (path, entries) = clean(Some(5), [Some(5), Some(101), None], Outcome::Open, None);
        assert_eq!((entries[1], path.furthest, path.issues.n_future_dates), (None, 0, 1));
    }

    #[test]
    fn r4_a_decided_deal_needs_a_close_for_timing() {
        let (path, _) = clean(Some(5), [Some(5), None, None], Outcome::Lost, None);
        assert_eq!((path.issues.close, path.closed), (Some(CloseIssue::Missing), None));
        let (path, _) = clean(Some(5), [Some(5), None, None], Outcome::Lost, Some(101));
        assert_eq!((path.issues.close, path.closed), (Some(CloseIssue::InFuture), None));
        let (path, _) = clean(Some(5), [Some(5), None, None], Outcome::Open, Some(101));
        assert_eq!(path.issues.close, None, "an open deal's close date is only expected");
    }

    #[test]
    fn r5_dates_that_run_backwards_are_counted() {
        let (path, _) = clean(Some(5), [Some(5), Some(3), Some(4)], Outcome::Lost, Some(2));
        assert_eq!(path.issues.n_negative_steps, 2);
        let (path, _) = clean(Some(5), [Some(5), Some(5), None], Outcome::Lost, Some(5));
        assert_eq!(path.issues.n_negative_steps, 0, "R8: the same day is valid");
    }

    #[test]
    fn a_won_deal_has_reached_every_stage() {
        assert_eq!(clean(Some(5), [None; 3], Outcome::Won, Some(9)).0.furthest, 3);
    }

    #[test]
    fn an_open_deal_before_its_furthest_stage_was_moved_back() {
        let entries = &mut [Some(1), Some(2), Some(3)];
        let mut deal = RawDeal {
            created: None,
            entries,
            closed: None,
            outcome: Outcome::Open,
            current_step: Some(1),
        };
        let path = deal.clean(AS_OF);
        assert_eq!((path.furthest, path.moved_back), (2, true));
    }

    #[test]
    fn the_current_stage_counts_as_reached() {
        let entries = &mut [Some(1), None, None];
        let mut deal = RawDeal {
            created: None,
            entries,
            closed: None,
            outcome: Outcome::Open,
            current_step: Some(2),
        };
        let path = deal.clean(AS_OF);
        assert_eq!((path.furthest, path.moved_back), (2, false));
    }
}
