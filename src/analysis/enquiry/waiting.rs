//! What waiting costs: for the enquiries that wait now, and for those that come every day.
//!
//! # Definition (MATH 4.1)
//! By the curve p(t) that AIC prefers, t the wait in hours; where it prefers none clearly, by the other one too:
//! - **New enquiries.** Conversions lost by waits beyond the target, per answered enquiry, times the enquiries of a day
//!   and the share of them that is answered at all.
//! - **Backlog.** Enquiries that are open and unanswered at the end of the export date, each waiting t: answered
//!   now they would convert the sum of p(t), a day later that of p(t + day); the difference is what a day costs. Interval by
//!   the delta method, as for the lost conversions.
//!
//! # Assumptions
//! Answering earlier would have had the effect the curve describes. It is observational: reps answer the most
//! promising enquiries first, which alone makes fast answers look better. Enquiries never answered are not in the
//! curve; what they would have converted is not claimed.
//!
//! # Edge cases
//! No curve: no cost. No backlog: a cost of 0. Fewer than a day of enquiries: no daily rate.

use serde::{Deserialize, Serialize};

use super::clock::{CLOSES_HOUR, Clock, ClockKind, OPENS_HOUR};
use super::reading::{Enquiries, Enquiry};
use crate::analysis::interval::Estimate;
use crate::analysis::response_time::{WaitCurve, WaitGroup, WaitModel};
use crate::model::{Day, Outcome};

/// Days over which new enquiries are counted.
const RECENT_DAYS: i32 = 90;
/// Waiting enquiries listed by name.
const MAX_LISTED: usize = 20;

/// The conversions that waiting costs, by one curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingLoss {
    /// The curve.
    pub model: WaitModel,
    /// Lost per day by new enquiries that are answered beyond the target; `None` where there are none.
    pub new_per_day: Option<Estimate>,
    /// Lost by one more day of the backlog.
    pub backlog_per_day: Option<Estimate>,
}

/// What waiting costs new enquiries.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewEnquiryCost {
    /// Enquiries per day, over the last 90 days or as long as there are any.
    pub enquiries_per_day: f64,
    /// Of these, the share that is answered at all.
    pub share_answered: f64,
    /// Conversions lost per answered enquiry by waits beyond the target.
    pub lost_per_answered: Estimate,
    /// Conversions lost per day.
    pub lost_per_day: Estimate,
}

/// Enquiries that wait for their first answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Backlog {
    /// How many.
    pub n: u64,
    /// The longest wait in hours; `None` without any.
    pub longest_hours: Option<f64>,
    /// Hours of a further day by the clock chosen.
    pub day_hours: f64,
    /// Expected conversions if all were answered now.
    pub converted_now: Option<f64>,
    /// Expected conversions lost by one more day.
    pub lost_per_day: Option<Estimate>,
    /// The freshest of them: they have most to lose (P19).
    pub freshest: Vec<WaitingEnquiry>,
}

/// One enquiry that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaitingEnquiry {
    /// Row of its deal.
    pub row: u32,
    /// Title of the deal, else its company.
    pub name: Option<String>,
    /// Rep.
    pub owner: Option<String>,
    /// The day it was asked.
    pub asked: Day,
    /// Hours it has waited.
    pub wait_hours: f64,
}

pub(super) fn new_enquiry_cost(
    enquiries: &Enquiries,
    curve: WaitCurve<'_>,
    groups: &[WaitGroup],
    target_hours: f64,
    as_of: Day,
) -> Option<NewEnquiryCost> {
    let first = enquiries.all.iter().map(|enquiry| enquiry.asked.day()).min()?;
    let n_days = (as_of.0 - first.0 + 1).min(RECENT_DAYS);
    let is_recent = |enquiry: &&Enquiry| enquiry.asked.day().0 > as_of.0 - n_days;
    let n_recent = enquiries.all.iter().filter(is_recent).count();
    let n_answered = enquiries.all.iter().filter(|enquiry| enquiry.wait_hours.is_some()).count();
    // An open enquiry without an answer may still get one: the share is of those answered or closed.
    let is_settled =
        |enquiry: &&Enquiry| enquiry.wait_hours.is_some() || enquiry.outcome != Outcome::Open;
    let n_settled = enquiries.all.iter().filter(is_settled).count();
    let n_fitted: u64 = groups.iter().map(|group| group.converted.n_trials()).sum();
    if n_days < 1 || n_settled == 0 || n_fitted == 0 {
        return None;
    }
    let share_answered = n_answered as f64 / n_settled as f64;
    let enquiries_per_day = n_recent as f64 / f64::from(n_days);
    let lost_per_answered =
        curve.lost_conversions(groups, target_hours).map_increasing(|lost| lost / n_fitted as f64);
    let per_day = enquiries_per_day * share_answered;
    Some(NewEnquiryCost {
        enquiries_per_day,
        share_answered,
        lost_per_answered,
        lost_per_day: lost_per_answered.map_increasing(|lost| lost * per_day),
    })
}

pub(super) fn backlog(
    enquiries: &Enquiries,
    curve: Option<WaitCurve<'_>>,
    kind: ClockKind,
    clock: Clock<'_>,
    as_of: Day,
    name: impl Fn(usize) -> (Option<String>, Option<String>),
) -> Backlog {
    let now = Clock::end_of(as_of);
    let mut waiting: Vec<(&Enquiry, f64)> = enquiries
        .all
        .iter()
        .filter(|enquiry| enquiry.outcome == Outcome::Open && enquiry.wait_hours.is_none())
        .map(|enquiry| {
            let hours = if enquiries.has_hours {
                clock.hours(enquiry.asked, now)
            } else {
                24.0 * clock.days(enquiry.asked.day(), as_of)
            };
            (enquiry, hours)
        })
        .collect();
    waiting.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.row.cmp(&b.0.row)));
    let day_hours = match kind {
        ClockKind::Office if enquiries.has_hours => f64::from(CLOSES_HOUR - OPENS_HOUR),
        ClockKind::Office | ClockKind::Calendar => 24.0,
    };
    let waits: Vec<f64> = waiting.iter().map(|&(_, hours)| hours).collect();
    Backlog {
        n: waiting.len() as u64,
        longest_hours: waits.last().copied(),
        day_hours,
        converted_now: curve
            .map(|curve| waits.iter().map(|&hours| curve.conversion_after(hours)).sum()),
        lost_per_day: curve.map(|curve| curve.lost_by_waiting_on(&waits, day_hours)),
        freshest: waiting
            .iter()
            .take(MAX_LISTED)
            .map(|&(enquiry, wait_hours)| {
                let (title, owner) = name(enquiry.row);
                WaitingEnquiry {
                    row: enquiry.row as u32,
                    name: title,
                    owner,
                    asked: enquiry.asked.day(),
                    wait_hours,
                }
            })
            .collect(),
    }
}
