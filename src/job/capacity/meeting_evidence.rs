//! Hours in meetings, from an export of activities where it holds any.
//!
//! An activity is an internal meeting if its type or subject says so and it belongs to no deal and no contact: a
//! meeting with a customer is selling. Hours per rep and week = minutes of these over 60, the reps and the weeks the
//! file spans. Without such activities nothing is measured, and nothing is taken for 0 (SPEC P5).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::{Activities, Meaning, Values};

/// Words of an internal meeting, in small letters.
const WORDS: [&str; 10] = [
    "meeting",
    "besprechung",
    "jour fixe",
    "stand-up",
    "standup",
    "daily",
    "weekly",
    "teamrunde",
    "sync",
    "konferenz",
];

/// What the activities say about meetings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MeetingEvidence {
    /// Activities of the file.
    pub n_activities: u64,
    /// Internal meetings with a duration.
    pub n_meetings: u64,
    /// Internal meetings without one: not in the hours.
    pub n_without_duration: u64,
    /// Hours of a rep and week; `None` without a meeting that has a duration, a rep and a date.
    pub hours_per_week: Option<f64>,
}

/// Reads the activities; each row of a meeting is one rep's attendance.
#[must_use]
pub fn meeting_evidence(activities: &Activities) -> MeetingEvidence {
    let table = &activities.table;
    let minutes = table.column(&Meaning::DurationMinutes).map(|column| &column.values);
    let owner = table.dict(&Meaning::Owner);
    let at = table.date(&Meaning::At);
    let mut reps = BTreeSet::new();
    let (mut first, mut last) = (i32::MAX, i32::MIN);
    let (mut n_meetings, mut n_without_duration, mut total) = (0, 0, 0.0);
    for row in 0..table.n_rows {
        if let Some(day) = at.and_then(|at| at.day(row)) {
            (first, last) = (first.min(day.0), last.max(day.0));
        }
        reps.extend(owner.and_then(|owner| owner.get(row)));
        let says = |meaning| {
            table.text(&meaning, row).is_some_and(|text| {
                let text = text.to_lowercase();
                WORDS.iter().any(|word| text.contains(word))
            })
        };
        let has = |meaning| table.column(&meaning).is_some_and(|c| !c.values.is_missing(row));
        let is_internal = (says(Meaning::Event) || says(Meaning::Subject))
            && !has(Meaning::DealId)
            && !has(Meaning::ContactId);
        if !is_internal {
            continue;
        }
        let length = match minutes {
            Some(Values::Number(minutes)) => minutes.get(row),
            _ => None,
        };
        match length.filter(|minutes| *minutes >= 0.0) {
            Some(minutes) => {
                n_meetings += 1;
                total += minutes;
            }
            None => n_without_duration += 1,
        }
    }
    let weeks = f64::from(last.saturating_sub(first).saturating_add(1).max(0)) / 7.0;
    let is_known = n_meetings > 0 && !reps.is_empty() && weeks >= 1.0;
    MeetingEvidence {
        n_activities: table.n_rows as u64,
        n_meetings,
        n_without_duration,
        hours_per_week: is_known.then(|| total / 60.0 / reps.len() as f64 / weeks),
    }
}
