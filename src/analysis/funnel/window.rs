//! The conversion window: within how many days a deal must advance to count as converted.
//!
//! # Definition
//! Of the deals that entered at least W days before the export date (*eligible*), those that advanced within W days.
//! No deal is younger than its own conversion, so among the conversions those within W days include all by deals
//! younger than W, and
//! ```text
//! converted(W) = conversions within W days - conversions by deals younger than W
//! ```
//! Two tables by day therefore answer for every window at once, without the deals.
//!
//! # References
//! MATH 2.3 *windowed*. Verified: a second pass over the observations (test), golden `funnel_eventlog`.

use serde::{Deserialize, Serialize};

use crate::analysis::survival::{Change, DayCounts, Exit};

/// Conversion windows in days that a window taken from the data is rounded up to (MATH 2.3).
pub const STANDARD_WINDOWS: [u16; 5] = [30, 60, 90, 180, 365];

/// How long a deal has to advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConversionWindow {
    /// So many days, in every stage.
    Days(u16),
    /// Per stage: the time by which 90 % of those that advance have advanced, rounded up to a standard
    /// window ([`super::STANDARD_WINDOWS`]).
    FromData,
}

/// Ages of the deals in days, by how their stay ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WindowCounts {
    ages: DayCounts,
}

impl WindowCounts {
    pub const fn new() -> Self {
        Self { ages: DayCounts::new() }
    }

    /// Counts a deal that entered so many days before the export date.
    #[inline(always)]
    pub fn count(&mut self, age_days: u16, exit: Exit) {
        self.ages.count(age_days, exit);
    }

    /// Deals old enough to have had a window's chance.
    pub fn n_eligible(&self, window: u16) -> u64 {
        let any = [Exit::Censored, Exit::Event, Exit::Competing];
        any.into_iter().map(|exit| self.ages.n_exits(exit) - self.ages.n_below(window, exit)).sum()
    }

    /// Of these, those that converted within it. `exits` are the durations of the same deals.
    pub fn n_converted(&self, window: u16, exits: &DayCounts) -> u64 {
        let within = match window.checked_add(1) {
            Some(end) => exits.n_below(end, Exit::Event),
            None => exits.n_exits(Exit::Event),
        };
        within.saturating_sub(self.ages.n_below(window, Exit::Event))
    }

    pub fn change(&mut self, other: &Self, change: Change) {
        self.ages.change(&other.ages, change);
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
            other in 0_u16..600,
        ) {
            let (mut counts, mut exits) = (WindowCounts::new(), DayCounts::new());
            let converted = |age: u16, days: Option<u16>| days.filter(|&days| days <= age);
            for &(age, days) in &observations {
                let days = converted(age, days);
                let exit = if days.is_some() { Exit::Event } else { Exit::Censored };
                counts.count(age, exit);
                exits.count(days.unwrap_or(age), exit);
            }
            for window in STANDARD_WINDOWS.into_iter().chain([0, other, u16::MAX]) {
                let eligible = observations.iter().filter(|(age, _)| *age >= window);
                let within = |age, days| converted(age, days).is_some_and(|days| days <= window);
                let n_converted = eligible.clone().filter(|&&(age, days)| within(age, days)).count();
                prop_assert_eq!(counts.n_eligible(window), eligible.count() as u64);
                prop_assert_eq!(counts.n_converted(window, &exits), n_converted as u64);
            }
        }
    }
}
