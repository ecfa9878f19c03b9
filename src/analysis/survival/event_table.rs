//! The event table: how many were at risk and how many events there were at each event time.
//!
//! Everything non-parametric here (Kaplan-Meier, Aalen-Johansen, log-rank) is a walk over this table, so
//! sorting and ties are settled once. Events precede censorings at the same time: who is censored at t is
//! still at risk at t. With late entry the risk set is {entry < t <= duration}, as in R's `survival`.
//!
//! Days are counted, not sorted: a million durations in whole days cost one pass over a table of a few
//! thousand days.

use std::ops::{AddAssign, SubAssign};

use serde::{Deserialize, Serialize};

use super::Lifetime;

/// How an observation of competing causes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Exit {
    /// Not yet: still open when observation ended.
    Censored,
    /// The event of interest: advanced, won.
    Event,
    /// The event that makes it impossible: lost.
    Competing,
}

/// The state at one event time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// Event time, in the unit of the observations.
    pub time: f64,
    /// Observations at risk just before it.
    pub n_at_risk: u64,
    /// Events of interest at it.
    pub n_events: u64,
    /// Competing events at it.
    pub n_competing: u64,
}

impl EventRow {
    /// Events of either cause.
    pub fn n_exits(&self) -> u64 {
        self.n_events + self.n_competing
    }
}

/// Event times in ascending order; times with censorings only have no row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventTable {
    rows: Vec<EventRow>,
    n: u64,
}

/// Whether observations come to others or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They come.
    Add,
    /// They go; they were among the others.
    Remove,
}

impl Change {
    /// Changes a sum by a part of it.
    #[inline]
    pub(crate) fn apply<T: AddAssign + SubAssign>(self, sum: &mut T, part: T) {
        match self {
            Self::Add => *sum += part,
            Self::Remove => *sum -= part,
        }
    }
}

/// Exits per whole day: how often a duration of `day` days ended in each way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// By day, then by [`Exit`].
    by_day: Vec<[u32; 3]>,
}

impl DayCounts {
    /// No observation yet.
    pub const fn new() -> Self {
        Self { by_day: Vec::new() }
    }

    /// Counts one observation of `days` days.
    ///
    /// Day counts come from dates between 1990 and ten years from now, so the table has some thousand
    /// entries at most.
    // At opt-level "z" a hint is not enough, and this is the inner loop of every count of times.
    #[inline(always)]
    pub fn count(&mut self, days: u16, exit: Exit) {
        match self.by_day.get_mut(usize::from(days)) {
            Some(counts) => counts[exit as usize] += 1,
            None => self.grow(days, exit),
        }
    }

    /// Counts an observation longer than all before it.
    #[cold]
    fn grow(&mut self, days: u16, exit: Exit) {
        let day = usize::from(days);
        self.by_day.resize(day + 1, [0; 3]);
        if let Some(counts) = self.by_day.get_mut(day) {
            counts[exit as usize] += 1;
        }
    }

    /// Adds the observations of another table, or takes them out again. Equal observations are equal tables, whichever
    /// way they came about.
    pub fn change(&mut self, other: &Self, change: Change) {
        if other.by_day.len() > self.by_day.len() {
            self.by_day.resize(other.by_day.len(), [0; 3]);
        }
        for (sums, parts) in self.by_day.iter_mut().zip(&other.by_day) {
            for (sum, part) in sums.iter_mut().zip(parts) {
                change.apply(sum, *part);
            }
        }
        while self.by_day.last() == Some(&[0; 3]) {
            self.by_day.pop();
        }
    }

    /// Number of observations.
    pub fn n(&self) -> u64 {
        self.by_day.iter().flatten().map(|&n| u64::from(n)).sum()
    }

    /// Number of observations that ended in one way.
    pub fn n_exits(&self, exit: Exit) -> u64 {
        self.by_day.iter().map(|counts| u64::from(counts[exit as usize])).sum()
    }

    /// Number of observations shorter than `days` that ended in one way.
    pub fn n_below(&self, days: u16, exit: Exit) -> u64 {
        let shorter = self.by_day.iter().take(usize::from(days));
        shorter.map(|counts| u64::from(counts[exit as usize])).sum()
    }

    /// Days observed, open ones included: the exposure.
    pub fn total_days(&self) -> u64 {
        let per_day = |(day, counts): (usize, &[u32; 3])| {
            day as u64 * counts.iter().map(|&n| u64::from(n)).sum::<u64>()
        };
        self.by_day.iter().enumerate().map(per_day).sum()
    }

    /// Days of the observations that ended in one way.
    pub fn total_days_of(&self, exit: Exit) -> u64 {
        let per_day =
            |(day, counts): (usize, &[u32; 3])| day as u64 * u64::from(counts[exit as usize]);
        self.by_day.iter().enumerate().map(per_day).sum()
    }

    /// The table of these counts.
    pub fn event_table(&self) -> EventTable {
        let n = self.n();
        let mut n_at_risk = n;
        let mut rows = Vec::new();
        for (day, &[censored, events, competing]) in self.by_day.iter().enumerate() {
            if events + competing > 0 {
                rows.push(EventRow {
                    time: day as f64,
                    n_at_risk,
                    n_events: u64::from(events),
                    n_competing: u64::from(competing),
                });
            }
            n_at_risk -= u64::from(censored) + u64::from(events) + u64::from(competing);
        }
        EventTable { rows, n }
    }
}

impl EventTable {
    /// The table of lifetimes with one cause.
    ///
    /// ```
    /// use trichterwerk::analysis::survival::{EventTable, Lifetime};
    /// let lifetimes = [Lifetime::new(3.0, true)?, Lifetime::new(3.0, false)?];
    /// let table = EventTable::from_lifetimes(&lifetimes);
    /// assert_eq!((table.rows().len(), table.rows()[0].n_at_risk), (1, 2));
    /// # Ok::<(), trichterwerk::analysis::survival::LifetimeError>(())
    /// ```
    pub fn from_lifetimes(lifetimes: &[Lifetime]) -> Self {
        let exits = |lifetime: &Lifetime| {
            let exit = if lifetime.event_observed() { Exit::Event } else { Exit::Censored };
            (lifetime.duration(), exit)
        };
        let is_late = lifetimes.iter().any(|lifetime| lifetime.entry().is_some());
        if !is_late {
            if let Some(counts) = whole_days(lifetimes) {
                return counts.event_table();
            }
            return Self::from_exits(lifetimes.iter().map(exits));
        }
        let mut entries: Vec<f64> = lifetimes.iter().map(|l| l.entry_or_ever()).collect();
        entries.sort_unstable_by(f64::total_cmp);
        build(lifetimes.iter().map(exits).collect(), Some(&entries))
    }

    /// The table of observations with competing causes: how long, and how it ended. Durations must be
    /// finite and not negative ([`Lifetime`] guarantees it where they come from records).
    pub fn from_exits(exits: impl IntoIterator<Item = (f64, Exit)>) -> Self {
        build(exits.into_iter().collect(), None)
    }

    /// The rows in ascending order of time.
    pub fn rows(&self) -> &[EventRow] {
        &self.rows
    }

    /// Number of observations.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The same table with both causes taken as the event: any exit.
    #[must_use]
    pub fn any_exit(&self) -> Self {
        let merge = |row: &EventRow| EventRow { n_events: row.n_exits(), n_competing: 0, ..*row };
        Self { rows: self.rows.iter().map(merge).collect(), n: self.n }
    }
}

/// The lifetimes counted per day, if all durations are whole and small.
fn whole_days(lifetimes: &[Lifetime]) -> Option<DayCounts> {
    let mut counts = DayCounts::new();
    for lifetime in lifetimes {
        let days = lifetime.duration() as u16;
        if (f64::from(days) - lifetime.duration()).abs() > 0.0 {
            return None;
        }
        counts.count(days, if lifetime.event_observed() { Exit::Event } else { Exit::Censored });
    }
    Some(counts)
}

/// Sorts the exits and walks them, with `entries` (ascending) for late entry.
fn build(mut exits: Vec<(f64, Exit)>, entries: Option<&[f64]>) -> EventTable {
    exits.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let n = exits.len() as u64;
    let mut rows = Vec::new();
    let mut n_left = 0_u64;
    for same_time in exits.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let Some(&(time, _)) = same_time.first() else { continue };
        let n_of = |exit: Exit| same_time.iter().filter(|(_, e)| *e == exit).count() as u64;
        let (n_events, n_competing) = (n_of(Exit::Event), n_of(Exit::Competing));
        if n_events + n_competing > 0 {
            let n_entered = entries.map_or(n, |e| e.partition_point(|&entry| entry < time) as u64);
            // An observation leaves only after it has entered, so this cannot fall below zero.
            let n_at_risk = n_entered.saturating_sub(n_left);
            rows.push(EventRow { time, n_at_risk, n_events, n_competing });
        }
        n_left += same_time.len() as u64;
    }
    EventTable { rows, n }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn who_is_censored_at_an_event_time_is_still_at_risk() {
        let table = EventTable::from_exits([
            (3.0, Exit::Censored),
            (3.0, Exit::Event),
            (4.0, Exit::Competing),
        ]);
        let at_risk: Vec<u64> = table.rows().iter().map(|row| row.n_at_risk).collect();
        assert_eq!(at_risk, [3, 1]);
    }

    #[test]
    fn who_enters_at_an_event_time_is_not_at_risk_yet() {
        let lifetimes =
            [Lifetime::with_late_entry(2.0, 5.0, true).unwrap(), Lifetime::new(2.0, true).unwrap()];
        let at_risk: Vec<u64> =
            EventTable::from_lifetimes(&lifetimes).rows().iter().map(|row| row.n_at_risk).collect();
        assert_eq!(at_risk, [1, 1]);
    }

    #[test]
    fn no_observation_makes_an_empty_table() {
        assert!(EventTable::from_lifetimes(&[]).rows().is_empty());
        assert!(DayCounts::new().event_table().rows().is_empty());
    }

    proptest! {
        #[test]
        fn counting_days_equals_sorting(
            exits in prop::collection::vec((0_u16..40, 0_u8..3), 0..200),
        ) {
            let exit = |code| [Exit::Censored, Exit::Event, Exit::Competing][usize::from(code)];
            let mut counts = DayCounts::new();
            for &(days, code) in &exits {
                counts.count(days, exit(code));
            }
            let sorted =
                EventTable::from_exits(exits.iter().map(|&(d, c)| (f64::from(d), exit(c))));
            prop_assert_eq!(counts.event_table(), sorted);
        }

        #[test]
        fn the_order_of_the_observations_is_irrelevant(
            exits in prop::collection::vec((0_u16..40, 0_u8..2, 0_u16..10), 0..100),
        ) {
            let lifetimes: Vec<Lifetime> = exits
                .iter()
                .filter_map(|&(days, event, entry)| {
                    let (entry, days) = (f64::from(entry), f64::from(days) + 0.5);
                    Lifetime::with_late_entry(entry, days, event == 1).ok()
                })
                .collect();
            let reversed: Vec<Lifetime> = lifetimes.iter().rev().copied().collect();
            prop_assert_eq!(
                EventTable::from_lifetimes(&lifetimes),
                EventTable::from_lifetimes(&reversed)
            );
        }
    }
}
