//! What an analysis left out, and why: no row disappears without a count (MATH 1.1, P2).

use serde::{Deserialize, Serialize};

/// Why a record takes no part in an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExclusionReason {
    /// The date the clock starts from is missing.
    MissingStart,
    /// The date the clock ends at is missing or lies after the export date.
    MissingEnd,
    /// The clock would start after the export date.
    StartAfterAsOf,
    /// The end lies before the start.
    NegativeDuration,
    /// Observation began only after the end, or at it.
    EntryNotBeforeEnd,
    /// A number is not finite.
    NotFinite,
    /// The record was never contacted.
    NeverContacted,
    /// The record is of a kind the question is not about.
    OutOfScope,
}

/// A number of records left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// Why.
    pub reason: ExclusionReason,
    /// How many records.
    pub n: u64,
}

/// Counts of records left out, by reason, in the order of the reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Exclusions(Vec<Exclusion>);

impl Exclusions {
    /// Nothing left out.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Counts one more record.
    ///
    /// ```
    /// use trichterwerk::analysis::exclusion::{ExclusionReason, Exclusions};
    /// let mut exclusions = Exclusions::none();
    /// exclusions.count(ExclusionReason::NegativeDuration);
    /// exclusions.count(ExclusionReason::NegativeDuration);
    /// assert_eq!(exclusions.of(ExclusionReason::NegativeDuration), 2);
    /// ```
    pub fn count(&mut self, reason: ExclusionReason) {
        self.count_many(reason, 1);
    }

    /// Counts so many more records.
    fn count_many(&mut self, reason: ExclusionReason, n: u64) {
        match self.0.binary_search_by_key(&reason, |e| e.reason) {
            Ok(at) => {
                if let Some(known) = self.0.get_mut(at) {
                    known.n += n;
                }
            }
            Err(at) => self.0.insert(at, Exclusion { reason, n }),
        }
    }

    /// Records left out for one reason.
    pub fn of(&self, reason: ExclusionReason) -> u64 {
        self.iter().find(|e| e.reason == reason).map_or(0, |e| e.n)
    }

    /// Records left out for any reason.
    pub fn total(&self) -> u64 {
        self.iter().map(|e| e.n).sum()
    }

    /// The reasons that occurred, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = &Exclusion> {
        self.0.iter()
    }
}

impl FromIterator<(ExclusionReason, u64)> for Exclusions {
    /// Reasons with no record did not occur.
    fn from_iter<I: IntoIterator<Item = (ExclusionReason, u64)>>(counts: I) -> Self {
        let mut exclusions = Self::none();
        counts
            .into_iter()
            .filter(|&(_, n)| n > 0)
            .for_each(|(reason, n)| exclusions.count_many(reason, n));
        exclusions
    }
}
