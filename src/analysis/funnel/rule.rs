//! From the days a deal entered its stages to the bars of the funnel it is counted in.
//!
//! # Definition
//! A deal has *touched* the stages it has an entry day of, and the one it stands in (rules R2, R3 and R7 of MATH 1.2
//! are settled before). One rule, of three choices, says which bars follow:
//!
//! 1. [`StageOrder`]: whether the order counts. The field's words:
//!
//!    | here      | Amplitude     | `PostHog`    | Mixpanel       | a deal is counted in a bar when |
//!    |-----------|---------------|--------------|----------------|---------------------------------|
//!    | `Given`   | *this order*  | *sequential* | *specific order* | it has come at least so far: the default, MATH R6 |
//!    | `Any`     | *any order*   | *any order*  | *any order*    | it has touched at least so many stages, whichever ("completed k steps") |
//!    | `Strict`  | *exact order* | *strict*     |                | it went from stage to stage with no other between |
//!    | `Touched` |               |              |                | it has touched the stage, whatever else |
//!
//! 2. [`SkipRule`]: what a *skipped* stage counts as: one not touched although the deal is past it, because a later
//!    stage is known or the deal is won. In `Any` order only the win is past a stage, in `Touched` nothing is.
//! 3. *Optional* stages are never skipped: who leaves them out is simply not in their bar.
//!
//! Days on which several stages were entered count in stage order (SPEC F1). A deal's first entry of a stage counts
//! (R7), also in strict order: coming back to an earlier stage later leaves no order.
//!
//! # Shape
//! Every rule turns the same traces into the same [`Way`]: a day, *undated* or *not reached* for each bar, the last
//! bar, and what became of the deal there. Counts, values, times, groups and records read the way and never the rule.
//!
//! # Edge cases
//! A deal without any trace stands in the first stage (R2). In strict order a deal that goes elsewhere has *left the
//! order* at its last bar: decided, neither advanced nor lost, whatever became of it later. A deal that never was in
//! the first stage that strict order asks for is excluded, as is one with a skipped stage under
//! [`SkipRule::Excluded`]: in no bar, and counted beside them (P1, P2).
//!
//! # References
//! Amplitude, *How Amplitude computes funnels*; `PostHog`, *Funnels: step order*; Mixpanel, *Funnels: advanced*. MATH
//! R6 to R8 fix the default. Verified: brute force over rows in every mode (tests), `Touched` equals `Given` with
//! skipped stages not reached, no rule adds or loses a deal (property tests).

use serde::{Deserialize, Serialize};

use super::fate::Fate;
use crate::model::Outcome;

/// What the order of the stages means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageOrder {
    /// The order of the pipeline: how far has a deal come?
    Given,
    /// None: how many stages has a deal been in?
    Any,
    /// Each stage directly after the one before.
    Strict,
    /// Each stage for itself: which deals have been there?
    Touched,
}

/// What a skipped stage counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipRule {
    /// Passed: the deal has reached it, on an unknown day.
    Passed,
    /// Not reached: the deal is not in its bar.
    NotReached,
    /// A reason to leave the deal out of the funnel.
    Excluded,
}

/// How deals become bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FunnelRule {
    /// What the order of the stages means.
    pub order: StageOrder,
    /// What a skipped stage counts as.
    pub skipped: SkipRule,
    /// Steps a deal may leave out.
    pub optional: StepSet,
}

/// A set of steps, numbered from 0. A pipeline has at most 255.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StepSet([u64; 4]);

impl FunnelRule {
    /// Stage order as given, skipped stages passed, none optional (MATH R6).
    pub const USUAL: Self =
        Self { order: StageOrder::Given, skipped: SkipRule::Passed, optional: StepSet::EMPTY };
}

impl StepSet {
    /// No step.
    pub const EMPTY: Self = Self([0; 4]);

    /// Whether a step is in.
    pub fn contains(self, step: usize) -> bool {
        self.0.get(step / 64).is_some_and(|word| word >> (step % 64) & 1 == 1)
    }

    /// The set with a step in.
    ///
    /// ```
    /// use trichterwerk::analysis::funnel::StepSet;
    /// let set = StepSet::EMPTY.with(2).with(70);
    /// assert_eq!(set.steps().collect::<Vec<_>>(), [2, 70]);
    /// assert_eq!(set.without(70), StepSet::EMPTY.with(2));
    /// ```
    #[must_use]
    pub fn with(mut self, step: usize) -> Self {
        if let Some(word) = self.0.get_mut(step / 64) {
            *word |= 1 << (step % 64);
        }
        self
    }

    /// The set with a step out.
    #[must_use]
    pub fn without(mut self, step: usize) -> Self {
        if let Some(word) = self.0.get_mut(step / 64) {
            *word &= !(1 << (step % 64));
        }
        self
    }

    /// Whether no step is in.
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// The steps in order.
    pub fn steps(self) -> impl Iterator<Item = usize> {
        (0..256).filter(move |&step| self.contains(step))
    }

    /// Number of steps.
    pub fn len(self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The last step; `None` without any.
    fn last(self) -> Option<usize> {
        (0..4).rev().find_map(|at| {
            let word = self.0.get(at).copied().filter(|&word| word != 0)?;
            Some(at * 64 + 63 - word.leading_zeros() as usize)
        })
    }

    fn union(self, other: Self) -> Self {
        let mut both = self;
        both.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
        both
    }

    /// The steps below `end` that a test holds for.
    fn below(end: usize, holds: impl Fn(usize) -> bool) -> Self {
        (0..end).filter(|&step| holds(step)).fold(Self::EMPTY, Self::with)
    }
}

/// A day of a bar ([`crate::model::packed_day`]): the deal has reached it on a day that is not known.
pub(super) const UNDATED: u16 = 0;
/// A day of a bar: the deal has not reached it. No date of a file is so late (the year 2169).
pub(super) const NOT_REACHED: u16 = u16::MAX;
/// A step: none.
pub(super) const NO_STEP: u8 = u8::MAX;

/// What a deal has come to, beside the days of its bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// What became of it at its last bar.
    pub fate: Fate,
    /// Its last bar; the number of bars for a won deal.
    pub last: u16,
    /// The day it left the strict order.
    pub left_on: u16,
    /// Stages it has skipped (R6).
    pub n_skipped: u16,
}

impl FunnelRule {
    /// Places one deal. `days` has its entry day per step, and holds the days of its bars afterwards.
    pub(super) fn place(
        &self,
        days: &mut [u16],
        current: u8,
        outcome: Outcome,
        closed: u16,
    ) -> Way {
        let (n_steps, current) = (days.len(), usize::from(current));
        let is_won = outcome == Outcome::Won;
        let has_day = |step: usize| days.get(step).is_some_and(|&day| day != UNDATED);
        let mut touched = StepSet::below(n_steps, |step| has_day(step) || step == current);
        if touched.is_empty() && !is_won {
            touched = touched.with(0);
        }
        let furthest = touched.last().unwrap_or(0);
        let past = match self.order {
            StageOrder::Touched => 0,
            _ if is_won => n_steps,
            StageOrder::Any => 0,
            StageOrder::Given | StageOrder::Strict => furthest,
        };
        let is_missing = |step| !touched.contains(step) && !self.optional.contains(step);
        let skipped = StepSet::below(past, is_missing);
        let n_skipped = skipped.len() as u16;
        if self.skipped == SkipRule::Excluded && !skipped.is_empty() {
            return excluded(days, n_skipped);
        }
        let passed = if self.skipped == SkipRule::Passed { skipped } else { StepSet::EMPTY };
        let fate_at = |last: usize| match outcome {
            Outcome::Won => (Fate::Won, n_steps as u16),
            Outcome::Lost => (Fate::Lost, last as u16),
            Outcome::Open if current < last => (Fate::MovedBack, last as u16),
            Outcome::Open => (Fate::Open, last as u16),
        };
        let ((fate, last), left_on) = match self.order {
            StageOrder::Given | StageOrder::Touched => {
                keep(days, touched.union(passed));
                (fate_at(furthest), UNDATED)
            }
            StageOrder::Any => {
                let n_bars = sort_days(days, touched.union(passed));
                let (fate, last) = fate_at(n_bars.saturating_sub(1));
                // Without an order no stage lies before another.
                let fate = if fate == Fate::MovedBack { Fate::Open } else { fate };
                ((fate, last), UNDATED)
            }
            StageOrder::Strict => {
                let traces = Traces { touched, passed, optional: self.optional };
                let Some(walk) = traces.walk(days, is_won, closed) else {
                    return excluded(days, n_skipped);
                };
                keep(days, walk.reached);
                match walk.left_on {
                    Some(day) => ((Fate::LeftOrder, walk.last as u16), day),
                    None => (fate_at(walk.last), UNDATED),
                }
            }
        };
        Way { fate, last, left_on, n_skipped }
    }
}

fn excluded(days: &mut [u16], n_skipped: u16) -> Way {
    days.fill(NOT_REACHED);
    Way { fate: Fate::Excluded, last: 0, left_on: UNDATED, n_skipped }
}

/// Takes the bars out that were not reached.
fn keep(days: &mut [u16], reached: StepSet) {
    for (step, day) in days.iter_mut().enumerate() {
        if !reached.contains(step) {
            *day = NOT_REACHED;
        }
    }
}

/// Puts the days of the reached stages into the first bars, in order of time, unknown days last; returns their number.
fn sort_days(days: &mut [u16], reached: StepSet) -> usize {
    keep(days, reached);
    // One less than unknown is the largest day: unknown days come after all known ones.
    days.sort_unstable_by_key(|&day| match day {
        NOT_REACHED => u32::MAX,
        day => u32::from(day.wrapping_sub(1)),
    });
    reached.len()
}

/// What strict order is walked with.
struct Traces {
    touched: StepSet,
    /// Skipped stages that count as passed.
    passed: StepSet,
    optional: StepSet,
}

struct Walk {
    reached: StepSet,
    last: usize,
    /// The day the deal went elsewhere; `None` if it has stayed in order.
    left_on: Option<u16>,
}

impl Traces {
    /// The stage that must come next at or after `step`; the number of steps where only the win is left.
    fn next_required(&self, step: usize, n_steps: usize) -> usize {
        let may_be_missing = |step: usize| {
            !self.touched.contains(step)
                && (self.passed.contains(step) || self.optional.contains(step))
        };
        (step..n_steps).find(|&step| !may_be_missing(step)).unwrap_or(n_steps)
    }

    /// Follows the entries in order of time from the first stage on; `None` if the deal never was there.
    fn walk(&self, days: &[u16], is_won: bool, closed: u16) -> Option<Walk> {
        let n_steps = days.len();
        let mut entries: Vec<(u16, usize)> = (0..n_steps)
            .filter(|&step| self.touched.contains(step))
            .map(|step| {
                let day = days.get(step).copied().filter(|&day| day != UNDATED);
                // A deal stands in a stage without a day: it came there last.
                (day.unwrap_or(NOT_REACHED), step)
            })
            .collect();
        entries.sort_unstable();
        let start = self.next_required(0, n_steps);
        let from = entries.iter().position(|&(_, step)| step == start);
        if start < n_steps && from.is_none() {
            return None;
        }
        let (mut last, mut next, mut left_on) = (start.min(n_steps.saturating_sub(1)), start, None);
        for &(day, step) in entries.iter().skip(from.unwrap_or(entries.len())) {
            if self.next_required(next, n_steps) != step {
                left_on = Some(day);
                break;
            }
            (last, next) = (step, step + 1);
        }
        if is_won && left_on.is_none() && self.next_required(next, n_steps) < n_steps {
            left_on = Some(closed);
        }
        let end = if is_won && left_on.is_none() { n_steps } else { next };
        let on_way = |step| self.touched.contains(step) || self.passed.contains(step);
        let reached = StepSet::below(end, on_way);
        let known = |day: u16| if day == NOT_REACHED { UNDATED } else { day };
        Some(Walk { reached, last, left_on: left_on.map(known) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WON: Outcome = Outcome::Won;

    /// Places a deal of four steps by its entry days, 0 unknown; an open one stands nowhere in particular.
    fn place(
        order: StageOrder,
        skipped: SkipRule,
        mut days: [u16; 4],
        outcome: Outcome,
    ) -> (Way, [u16; 4]) {
        let rule = FunnelRule { order, skipped, optional: StepSet::EMPTY };
        let closed = if outcome == Outcome::Open { UNDATED } else { 90 };
        (rule.place(&mut days, NO_STEP, outcome, closed), days)
    }

    const NO: u16 = NOT_REACHED;

    #[test]
    fn a_skipped_stage_is_passed_not_reached_or_a_reason_to_leave_the_deal_out() {
        let days = [10, 0, 30, 0];
        let (way, bars) = place(StageOrder::Given, SkipRule::Passed, days, Outcome::Open);
        assert_eq!((way.fate, way.last, way.n_skipped, bars), (Fate::Open, 2, 1, [10, 0, 30, NO]));
        let (way, bars) = place(StageOrder::Given, SkipRule::NotReached, days, Outcome::Open);
        assert_eq!((way.fate, way.last, way.n_skipped, bars), (Fate::Open, 2, 1, [10, NO, 30, NO]));
        let (way, bars) = place(StageOrder::Given, SkipRule::Excluded, days, Outcome::Open);
        assert_eq!((way.fate, way.n_skipped, bars), (Fate::Excluded, 1, [NO; 4]));
    }

    #[test]
    fn an_optional_stage_is_never_skipped_and_holds_only_who_was_there() {
        let rule = FunnelRule { optional: StepSet::EMPTY.with(1), ..FunnelRule::USUAL };
        let mut days = [10, 0, 30, 0];
        let way = rule.place(&mut days, NO_STEP, WON, 90);
        assert_eq!(
            (way.fate, way.n_skipped, days),
            (Fate::Won, 1, [10, NO, 30, 0]),
            "the last one is"
        );
        let strict =
            FunnelRule { order: StageOrder::Strict, skipped: SkipRule::NotReached, ..rule };
        let mut days = [10, 0, 30, 40];
        let way = strict.place(&mut days, NO_STEP, WON, 90);
        assert_eq!((way.fate, way.last, days), (Fate::Won, 4, [10, NO, 30, 40]));
    }

    #[test]
    fn in_any_order_bars_count_stages() {
        let (way, bars) = place(StageOrder::Any, SkipRule::Passed, [30, 0, 10, 0], Outcome::Open);
        assert_eq!((way.fate, way.last, way.n_skipped, bars), (Fate::Open, 1, 0, [10, 30, NO, NO]));
        // Only the win is past a stage.
        let (way, bars) = place(StageOrder::Any, SkipRule::Passed, [30, 0, 10, 0], WON);
        assert_eq!((way.fate, way.last, way.n_skipped, bars), (Fate::Won, 4, 2, [10, 30, 0, 0]));
        let (way, bars) = place(StageOrder::Any, SkipRule::NotReached, [30, 0, 10, 0], WON);
        assert_eq!((way.fate, way.last, bars), (Fate::Won, 4, [10, 30, NO, NO]));
    }

    #[test]
    fn strict_order_ends_where_another_stage_comes_between() {
        let strict = |days, skipped, outcome| place(StageOrder::Strict, skipped, days, outcome);
        // Stage 3 was entered before stage 2: the deal went from 1 to 3.
        let (way, bars) = strict([10, 20, 40, 30], SkipRule::Passed, Outcome::Lost);
        assert_eq!((way.fate, way.last, way.left_on), (Fate::LeftOrder, 1, 30));
        assert_eq!(bars, [10, 20, NO, NO]);
        // Skipped counts as passed: nothing came between.
        let (way, bars) = strict([10, 0, 30, 0], SkipRule::Passed, Outcome::Lost);
        assert_eq!((way.fate, way.last, bars), (Fate::Lost, 2, [10, 0, 30, NO]));
        // Skipped counts as not reached: the deal went elsewhere.
        let (way, bars) = strict([10, 0, 30, 0], SkipRule::NotReached, Outcome::Lost);
        assert_eq!((way.fate, way.last, way.left_on), (Fate::LeftOrder, 0, 30));
        assert_eq!(bars, [10, NO, NO, NO]);
        // So did one that was won from the second stage.
        let (way, _) = strict([10, 20, 0, 0], SkipRule::NotReached, WON);
        assert_eq!((way.fate, way.last, way.left_on), (Fate::LeftOrder, 1, 90));
    }

    #[test]
    fn strict_order_takes_stages_of_one_day_in_their_order() {
        let (way, bars) = place(StageOrder::Strict, SkipRule::NotReached, [10; 4], WON);
        assert_eq!((way.fate, way.last, bars), (Fate::Won, 4, [10; 4]));
    }

    #[test]
    fn strict_order_starts_with_the_first_stage_and_excludes_who_never_was_there() {
        // What came before the first stage does not matter; it does not follow it either.
        let (way, _) = place(StageOrder::Strict, SkipRule::Passed, [20, 10, 0, 0], Outcome::Open);
        assert_eq!((way.fate, way.last), (Fate::Open, 0));
        let (way, bars) =
            place(StageOrder::Strict, SkipRule::NotReached, [0, 10, 20, 0], Outcome::Open);
        assert_eq!((way.fate, bars), (Fate::Excluded, [NO; 4]));
    }

    #[test]
    fn a_won_deal_without_a_trace_is_in_the_win_alone_where_skipped_is_not_reached() {
        for order in [StageOrder::Given, StageOrder::Any, StageOrder::Touched] {
            let (way, bars) = place(order, SkipRule::NotReached, [0; 4], WON);
            assert_eq!((way.fate, way.last, bars), (Fate::Won, 4, [NO; 4]), "{order:?}");
        }
    }

    #[test]
    fn a_pipeline_without_steps_places_its_deals() {
        for order in [StageOrder::Given, StageOrder::Any, StageOrder::Strict, StageOrder::Touched] {
            let rule = FunnelRule { order, ..FunnelRule::USUAL };
            assert_eq!(rule.place(&mut [], NO_STEP, WON, 9).fate, Fate::Won, "{order:?}");
            let _ = rule.place(&mut [], NO_STEP, Outcome::Open, UNDATED);
        }
    }
}
