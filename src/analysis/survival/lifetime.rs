//! One observed lifetime, possibly cut off at either end, and samples of them.
//!
//! A contact captured in January and still valid at the export has lived *at least* that long: it is
//! censored, not dropped and not "dead" (principle P1). One whose history is recorded only since the CRM
//! was introduced could not have been seen to die before: it enters late (left truncation).

use serde::{Deserialize, Serialize};

use crate::analysis::exclusion::{ExclusionReason, Exclusions};
use crate::model::Day;

/// How long something was observed, and whether the event ended it. Valid by construction.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawLifetime", into = "RawLifetime")]
pub struct Lifetime {
    /// Age at which observation began; minus infinity if from the start.
    entry: f64,
    duration: f64,
    event_observed: bool,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct RawLifetime {
    #[serde(default)]
    entry: Option<f64>,
    duration: f64,
    event_observed: bool,
}

impl TryFrom<RawLifetime> for Lifetime {
    type Error = LifetimeError;

    fn try_from(raw: RawLifetime) -> Result<Self, LifetimeError> {
        match raw.entry {
            None => Self::new(raw.duration, raw.event_observed),
            Some(entry) => Self::with_late_entry(entry, raw.duration, raw.event_observed),
        }
    }
}

impl From<Lifetime> for RawLifetime {
    fn from(lifetime: Lifetime) -> Self {
        Self {
            entry: lifetime.entry(),
            duration: lifetime.duration,
            event_observed: lifetime.event_observed,
        }
    }
}

/// Why a record is no lifetime.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LifetimeError {
    /// The duration or the entry is not a finite number.
    #[error("duration {duration} or entry {entry} is not finite")]
    NotFinite {
        /// The entry given.
        entry: f64,
        /// The duration given.
        duration: f64,
    },
    /// The end lies before the start.
    #[error("negative duration {0}")]
    Negative(f64),
    /// Observation began at the end or after it: nothing was observed.
    #[error("entry at {entry} is not before the end at {duration}")]
    EntryNotBeforeEnd {
        /// The entry given.
        entry: f64,
        /// The duration given.
        duration: f64,
    },
    /// The clock would start after the export date.
    #[error("start {start} lies after the export date {as_of}")]
    StartAfterAsOf {
        /// The first day.
        start: Day,
        /// The export date.
        as_of: Day,
    },
}

impl LifetimeError {
    /// The reason under which such a record is counted as left out.
    pub fn reason(self) -> ExclusionReason {
        match self {
            Self::NotFinite { .. } => ExclusionReason::NotFinite,
            Self::Negative(_) => ExclusionReason::NegativeDuration,
            Self::EntryNotBeforeEnd { .. } => ExclusionReason::EntryNotBeforeEnd,
            Self::StartAfterAsOf { .. } => ExclusionReason::StartAfterAsOf,
        }
    }
}

impl Lifetime {
    /// Observed from age 0 for `duration`; the event ended it, or the observation did.
    pub fn new(duration: f64, event_observed: bool) -> Result<Self, LifetimeError> {
        if !duration.is_finite() {
            return Err(LifetimeError::NotFinite { entry: 0.0, duration });
        }
        if duration < 0.0 {
            return Err(LifetimeError::Negative(duration));
        }
        Ok(Self { entry: f64::NEG_INFINITY, duration, event_observed })
    }

    /// Observed only from age `entry` on (delayed entry): at risk at t if `entry` < t <= `duration`.
    pub fn with_late_entry(
        entry: f64,
        duration: f64,
        event_observed: bool,
    ) -> Result<Self, LifetimeError> {
        if !entry.is_finite() {
            return Err(LifetimeError::NotFinite { entry, duration });
        }
        let lifetime = Self::new(duration, event_observed)?;
        if entry >= duration {
            return Err(LifetimeError::EntryNotBeforeEnd { entry, duration });
        }
        Ok(Self { entry, ..lifetime })
    }

    /// Days from `start` to `event`, or to the export date where there is none yet. An event dated after
    /// the export date has not been observed (rule R3).
    ///
    /// ```
    /// use trichterwerk::analysis::survival::Lifetime;
    /// use trichterwerk::model::Day;
    /// let lifetime = Lifetime::between(Day(100), None, Day(130))?;
    /// assert_eq!((lifetime.duration(), lifetime.event_observed()), (30.0, false));
    /// # Ok::<(), trichterwerk::analysis::survival::LifetimeError>(())
    /// ```
    pub fn between(start: Day, event: Option<Day>, as_of: Day) -> Result<Self, LifetimeError> {
        if start > as_of {
            return Err(LifetimeError::StartAfterAsOf { start, as_of });
        }
        let event = event.filter(|&event| event <= as_of);
        let end = event.unwrap_or(as_of);
        Self::new(f64::from(end.0) - f64::from(start.0), event.is_some())
    }

    /// The same lifetime in another unit, e.g. months from days by 12 / 365.25.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Option<Self> {
        let duration = self.duration * factor;
        (factor > 0.0 && duration.is_finite()).then_some(Self {
            entry: self.entry * factor,
            duration,
            event_observed: self.event_observed,
        })
    }

    /// Age at which observation began; `None` if from the start.
    pub fn entry(self) -> Option<f64> {
        self.entry.is_finite().then_some(self.entry)
    }

    /// Age at which observation ended.
    pub fn duration(self) -> f64 {
        self.duration
    }

    /// Whether the event ended it.
    pub fn event_observed(self) -> bool {
        self.event_observed
    }

    /// Time under observation: duration less a late entry (which cannot be before age 0).
    pub fn time_at_risk(self) -> f64 {
        self.duration - self.entry.max(0.0)
    }

    /// Entry as a number, minus infinity if from the start: for sorting.
    pub(super) fn entry_or_ever(self) -> f64 {
        self.entry
    }
}

/// Lifetimes of one population, with what was left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    lifetimes: Vec<Lifetime>,
    exclusions: Exclusions,
    as_of: Option<Day>,
}

impl Sample {
    /// The valid lifetimes of the records; the others are counted by their reason.
    ///
    /// ```
    /// use trichterwerk::analysis::survival::{Lifetime, Sample};
    /// let sample = Sample::collect([(6.0, true), (-1.0, true), (9.0, false)].map(|(t, d)| Lifetime::new(t, d)));
    /// assert_eq!(sample.n(), 2);
    /// assert_eq!(sample.exclusions().total(), 1);
    /// ```
    pub fn collect(records: impl IntoIterator<Item = Result<Lifetime, LifetimeError>>) -> Self {
        let mut sample = Self::default();
        for record in records {
            match record {
                Ok(lifetime) => sample.lifetimes.push(lifetime),
                Err(error) => sample.exclusions.count(error.reason()),
            }
        }
        sample
    }

    /// The same sample with the export date it was taken at, which then is part of every report.
    #[must_use]
    pub fn as_of(mut self, as_of: Day) -> Self {
        self.as_of = Some(as_of);
        self
    }

    /// Counts a record that has no dates to make a lifetime of.
    pub fn exclude(&mut self, reason: ExclusionReason) {
        self.exclusions.count(reason);
    }

    /// The lifetimes.
    pub fn lifetimes(&self) -> &[Lifetime] {
        &self.lifetimes
    }

    /// Number of lifetimes.
    pub fn n(&self) -> u64 {
        self.lifetimes.len() as u64
    }

    /// Number of lifetimes that ended with the event.
    pub fn n_events(&self) -> u64 {
        self.lifetimes.iter().filter(|lifetime| lifetime.event_observed).count() as u64
    }

    /// What was left out.
    pub fn exclusions(&self) -> &Exclusions {
        &self.exclusions
    }

    /// The export date, where the sample came from dated records.
    pub fn export_date(&self) -> Option<Day> {
        self.as_of
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_lifetime_is_refused_with_its_reason() {
        let reason = |r: Result<Lifetime, LifetimeError>| r.unwrap_err().reason();
        assert_eq!(reason(Lifetime::new(-1.0, true)), ExclusionReason::NegativeDuration);
        assert_eq!(reason(Lifetime::new(f64::NAN, true)), ExclusionReason::NotFinite);
        assert_eq!(
            reason(Lifetime::with_late_entry(5.0, 5.0, true)),
            ExclusionReason::EntryNotBeforeEnd
        );
        assert_eq!(
            reason(Lifetime::between(Day(11), None, Day(10))),
            ExclusionReason::StartAfterAsOf
        );
        assert_eq!(
            reason(Lifetime::between(Day(5), Some(Day(4)), Day(10))),
            ExclusionReason::NegativeDuration
        );
    }

    #[test]
    fn an_event_after_the_export_date_is_not_observed_yet() {
        let lifetime = Lifetime::between(Day(0), Some(Day(20)), Day(10)).unwrap();
        assert_eq!((lifetime.duration(), lifetime.event_observed()), (10.0, false));
    }

    /// Pitfall P22 (MATH 8): the night of 29 March 2026 has 23 hours, the interval still two days.
    #[test]
    fn p22_days_are_calendar_days_across_summer_time() {
        let (from, to) = (Day::from_ymd(2026, 3, 28).unwrap(), Day::from_ymd(2026, 3, 30).unwrap());
        assert_eq!(Lifetime::between(from, Some(to), to).unwrap().duration(), 2.0);
    }

    #[test]
    fn a_sample_survives_the_wire() {
        let records = [
            Lifetime::new(3.0, true),
            Lifetime::with_late_entry(1.0, 4.0, false),
            Lifetime::new(-1.0, true),
        ];
        let sample = Sample::collect(records).as_of(Day(20_000));
        let json = serde_json::to_string(&sample).unwrap();
        assert_eq!(serde_json::from_str::<Sample>(&json).unwrap(), sample);
    }
}
