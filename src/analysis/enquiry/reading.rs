//! From deals and activities to one enquiry a deal: when it came, when it was first answered, what came of it.
//!
//! An enquiry is asked when its deal was created and answered by the first outbound contact from then on. A deal
//! whose first contact was ours, before it was created, is no enquiry and is counted apart. Hours are measured
//! only where both ends have a time of day; else days are, and nothing finer is claimed.

use serde::{Deserialize, Serialize};

use super::activity_log::{ActivityLog, minute_of};
use super::clock::Clock;
use crate::analysis::channel_mixing::{Channel, Direction, Touch};
use crate::model::{Dataset, Day, Minute, Outcome, Selection};

/// Why response times cannot be measured (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoResponse {
    /// No deals are open.
    NoDeals,
    /// The deals do not say when they were created.
    NoCreationDate,
    /// No activities are open.
    NoActivities,
    /// The activities have no date.
    NoActivityDate,
    /// The activities say neither which deal nor which contact they belong to, or none matches.
    NoLink,
    /// The activities do not say who contacted whom.
    NoDirection,
}

/// One enquiry.
#[derive(Clone, Debug, PartialEq)]
pub struct Enquiry {
    /// Row of its deal.
    pub row: usize,
    /// When it was asked.
    pub asked: Minute,
    /// Hours until the first answer, by the clock chosen; `None` if nobody answered.
    pub wait_hours: Option<f64>,
    /// Channel of the first answer.
    pub first_channel: Option<Channel>,
    /// Its contacts in order of time.
    pub touches: Vec<Touch>,
    /// How it ended.
    pub outcome: Outcome,
    /// The day it was decided, where known.
    pub closed: Option<Day>,
}

/// All enquiries of a selection of deals.
#[derive(Clone, Debug, PartialEq)]
pub struct Enquiries {
    /// The enquiries, by row.
    pub all: Vec<Enquiry>,
    /// Whether waits are known to the hour.
    pub has_hours: bool,
    /// Deals without a creation date, or created after the export date.
    pub n_undated: usize,
    /// Deals whose first contact was ours, before they were created: no enquiries.
    pub n_contacted_before: usize,
    /// Activities that belong to no deal of the file.
    pub n_unmatched: usize,
    /// Activities without a date or a direction.
    pub n_unread: usize,
}

impl Enquiries {
    /// The enquiries of the selected deals, or why there are none to measure.
    pub fn of(
        dataset: &Dataset,
        rows: &Selection,
        clock: Clock<'_>,
        undirected_are_ours: bool,
    ) -> Result<Self, NoResponse> {
        let deals = dataset.deals.as_ref().ok_or(NoResponse::NoDeals)?;
        let created = deals.created().ok_or(NoResponse::NoCreationDate)?;
        let mut log = ActivityLog::of(dataset, deals, undirected_are_ours)?;
        let has_hours = log.has_minutes && created.has_minutes();
        let mut enquiries = Self {
            all: Vec::with_capacity(rows.count()),
            has_hours,
            n_undated: 0,
            n_contacted_before: 0,
            n_unmatched: log.n_unmatched,
            n_unread: log.n_unread,
        };
        let is_before = |touch: &Touch, asked: Minute| {
            let at = minute_of(touch);
            if has_hours { at < asked } else { at.day() < asked.day() }
        };
        for row in rows.rows() {
            let Some(day) = created.day(row).filter(|&day| day <= dataset.as_of) else {
                enquiries.n_undated += 1;
                continue;
            };
            let touches = log.touches.get_mut(row).map(std::mem::take).unwrap_or_default();
            let asked = created.minute(row).unwrap_or(day.start());
            let is_ours = |touch: &&Touch| touch.direction == Direction::Outbound;
            if touches.first().filter(is_ours).is_some_and(|first| is_before(first, asked)) {
                enquiries.n_contacted_before += 1;
                continue;
            }
            let answer = touches.iter().filter(is_ours).find(|touch| !is_before(touch, asked));
            let wait_hours = answer.map(|touch| {
                let at = minute_of(touch);
                if has_hours {
                    clock.hours(asked, at)
                } else {
                    24.0 * clock.days(asked.day(), at.day())
                }
            });
            enquiries.all.push(Enquiry {
                row,
                asked,
                wait_hours,
                first_channel: answer.map(|touch| touch.channel),
                outcome: deals.outcome.get(row).copied().unwrap_or(Outcome::Open),
                closed: deals.closed.day(row).filter(|&day| day <= dataset.as_of),
                touches,
            });
        }
        Ok(enquiries)
    }
}
