//! What an enquiry converts to, and by when: the fixed window of MATH 2.3.
//!
//! Counting whatever has been won so far would favour old enquiries, counting decided ones only would favour quick
//! losses or quick wins. So an enquiry counts once it is old enough to have had the whole window, and has converted
//! if it did so within the window. Where no window is chosen it is the time by which 90 % of those that convert have
//! converted (Aalen-Johansen, loss as the competing event), rounded up to a standard window.
//!
//! What the studies of response times count is qualification, and MATH 4.1 turns conversions into wins by the close
//! rate. So, unless the user says otherwise, an enquiry converts at the first hurdle behind the first contact: the
//! first step of the pipeline that fewer than nine in ten enquiries reach; at the win, where no step has dates.

use serde::{Deserialize, Serialize};

use super::reading::Enquiry;
use crate::analysis::funnel::{ConversionWindow, STANDARD_WINDOWS};
use crate::analysis::interval::{Estimate, Level};
use crate::analysis::proportion::Proportion;
use crate::analysis::survival::{EventTable, Exit, aalen_johansen};
use crate::model::{Day, Deals, Outcome};

/// What counts as converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The deal was won.
    Won,
    /// The deal reached this step of the pipeline (from 0), or was won.
    Step(u16),
}

/// Share of those that convert whose time the window covers.
const COVERED: f64 = 0.9;
/// A step that fewer than this share of the enquiries reaches is a hurdle.
const HURDLE: f64 = 0.9;

/// The steps of the pipeline that enquiries can be seen to reach: all but the first that have entry dates.
pub(super) fn dated_steps(deals: &Deals) -> Vec<u16> {
    (1..deals.pipeline.n_steps())
        .filter(|&step| deals.entries(step).is_some())
        .filter_map(|step| u16::try_from(step).ok())
        .collect()
}

/// The rule by which enquiries of one question convert.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conversion<'a> {
    deals: &'a Deals,
    target: Target,
    as_of: Day,
    /// Days within which an enquiry must convert.
    pub window_days: u16,
}

impl<'a> Conversion<'a> {
    pub fn new(
        deals: &'a Deals,
        enquiries: &[Enquiry],
        target: Option<Target>,
        window: ConversionWindow,
        as_of: Day,
    ) -> Self {
        let longest = STANDARD_WINDOWS.last().copied().unwrap_or(u16::MAX);
        let towards = |target| Self { deals, target, as_of, window_days: longest };
        let conversion = towards(target.unwrap_or_else(|| {
            let is_hurdle = |target: &Target| {
                let reached = |enquiry: &&Enquiry| towards(*target).day(enquiry).is_some();
                let n_reached = enquiries.iter().filter(reached).count();
                n_reached > 0 && (n_reached as f64) < HURDLE * enquiries.len() as f64
            };
            dated_steps(deals).into_iter().map(Target::Step).find(is_hurdle).unwrap_or(Target::Won)
        }));
        let window_days = match window {
            ConversionWindow::Days(days) => days,
            ConversionWindow::FromData => conversion.window_from_data(enquiries).unwrap_or(longest),
        };
        Self { window_days, ..conversion }
    }

    /// What counts as converted.
    pub const fn target(&self) -> Target {
        self.target
    }

    /// The day an enquiry reached the target, where it did.
    fn day(&self, enquiry: &Enquiry) -> Option<Day> {
        let won = enquiry.closed.filter(|_| enquiry.outcome == Outcome::Won);
        match self.target {
            Target::Won => won,
            Target::Step(step) => {
                // A step skipped counts as reached with the next known one (R6).
                let entry = (usize::from(step)..self.deals.pipeline.n_steps())
                    .find_map(|step| self.deals.entries(step)?.day(enquiry.row))
                    .filter(|&day| day <= self.as_of);
                entry.or(won)
            }
        }
    }

    fn window_from_data(&self, enquiries: &[Enquiry]) -> Option<u16> {
        let exits = enquiries.iter().filter_map(|enquiry| {
            let asked = enquiry.asked.day();
            let (end, exit) = match (self.day(enquiry), enquiry.outcome, enquiry.closed) {
                (Some(day), ..) => (day, Exit::Event),
                (None, Outcome::Lost, Some(closed)) => (closed, Exit::Competing),
                (None, Outcome::Open, _) => (self.as_of, Exit::Censored),
                // Decided on an unknown day: no timing (R4).
                (None, ..) => return None,
            };
            let days = f64::from(end.0 - asked.0);
            (days >= 0.0).then_some((days, exit))
        });
        let curve = aalen_johansen(&EventTable::from_exits(exits), Level::ESTIMATE);
        let days = curve.quantile_given_event(COVERED)?;
        STANDARD_WINDOWS.into_iter().find(|&window| f64::from(window) >= days)
    }

    /// Whether an enquiry converted within the window; `None` while it is too young to tell, and for wins without
    /// a date.
    pub fn of(&self, enquiry: &Enquiry) -> Option<bool> {
        let asked = enquiry.asked.day();
        if asked.0 + i32::from(self.window_days) > self.as_of.0 {
            return None;
        }
        match self.day(enquiry) {
            Some(day) => Some(day.0 - asked.0 <= i32::from(self.window_days)),
            None if enquiry.outcome == Outcome::Won => None,
            None => Some(false),
        }
    }

    /// Share of the decided enquiries that reached the target which were won: what a conversion is worth in wins.
    pub fn win_given_target(&self, enquiries: &[Enquiry], level: Level) -> Estimate {
        if self.target == Target::Won {
            let n = enquiries.iter().filter(|enquiry| enquiry.outcome == Outcome::Won).count();
            return Estimate::known(1.0, 1.0, 1.0, level, n as u64);
        }
        let reached = enquiries.iter().filter(|enquiry| self.day(enquiry).is_some());
        let (mut won, mut lost) = (0, 0);
        for enquiry in reached {
            won += u64::from(enquiry.outcome == Outcome::Won);
            lost += u64::from(enquiry.outcome == Outcome::Lost);
        }
        Proportion::of(won, lost).wilson(level)
    }
}
