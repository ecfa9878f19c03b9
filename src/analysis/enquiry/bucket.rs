//! Conversion by span of the wait: buckets of hours where both files have times of day, else of days.

use serde::{Deserialize, Serialize};

use super::clock::ClockKind;
use crate::analysis::interval::{Estimate, Level};
use crate::analysis::proportion::Proportion;
use crate::analysis::response_time::{ResponseTimeError, WaitGroup, response_buckets};

/// Edges of the buckets in hours, by clock and precision.
const CALENDAR_HOURS: [f64; 6] = [1.0, 4.0, 24.0, 48.0, 96.0, 168.0];
/// Office hours: a working day has nine of them.
const OFFICE_HOURS: [f64; 5] = [1.0, 4.0, 9.0, 18.0, 45.0];
/// Days, in hours: the same day, the next, and so on.
const DAYS: [f64; 6] = [24.0, 48.0, 72.0, 120.0, 192.0, 360.0];

/// Conversion of the enquiries answered within one span of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Which span.
    pub span: WaitSpan,
    /// Mean wait of the enquiries in it; `None` without any, and for those never answered.
    pub mean_wait_hours: Option<f64>,
    /// Converted among them (Wilson).
    pub rate: Estimate,
}

/// A span of waiting times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitSpan {
    /// From so many hours on, and shorter than so many.
    Hours {
        /// From.
        from: f64,
        /// Until; `None` for the last.
        until: Option<f64>,
    },
    /// From so many days on, and fewer than so many.
    Days {
        /// From.
        from: u32,
        /// Until; `None` for the last.
        until: Option<u32>,
    },
    /// Never answered.
    Never,
}

/// The buckets of answered enquiries, grouped by their waits, and the class of those never answered.
pub(super) fn buckets(
    groups: &[WaitGroup],
    never: Proportion,
    clock: ClockKind,
    has_hours: bool,
    level: Level,
) -> Result<Vec<Bucket>, ResponseTimeError> {
    let edges: &[f64] = match (has_hours, clock) {
        (true, ClockKind::Calendar) => &CALENDAR_HOURS,
        (true, ClockKind::Office) => &OFFICE_HOURS,
        (false, _) => &DAYS,
    };
    let measured = response_buckets(groups, edges, level)?;
    let days = |hours: f64| (hours / 24.0) as u32;
    let mut buckets: Vec<Bucket> = measured
        .iter()
        .map(|bucket| {
            let (from, until) = (bucket.from_hours, bucket.to_hours);
            let is_in = |wait: f64| wait >= from && until.is_none_or(|until| wait < until);
            let (sum, n) = groups.iter().filter(|group| is_in(group.wait_hours)).fold(
                (0.0, 0.0),
                |(sum, n), group| {
                    let of_group = group.converted.n_trials() as f64;
                    (sum + group.wait_hours * of_group, n + of_group)
                },
            );
            Bucket {
                span: if has_hours {
                    WaitSpan::Hours { from, until }
                } else {
                    WaitSpan::Days { from: days(from), until: until.map(days) }
                },
                mean_wait_hours: (n > 0.0).then(|| sum / n),
                rate: bucket.rate,
            }
        })
        .collect();
    buckets.push(Bucket {
        span: WaitSpan::Never,
        mean_wait_hours: None,
        rate: never.wilson(level),
    });
    Ok(buckets)
}
