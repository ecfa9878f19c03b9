//! What becomes of deals, in words that all counts of the funnel share.

use serde::{Deserialize, Serialize};

use crate::analysis::survival::Change;

/// What became of a deal at its furthest step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Won: it has passed every step.
    Won,
    /// Lost there.
    Lost,
    /// Still open there.
    Open,
    /// Moved back to an earlier step, still open.
    MovedBack,
    /// Lost, and the file does not tell where.
    LostSomewhere,
    /// Open at a word of the file that no step was chosen for.
    Unmapped,
    /// Went elsewhere than strict order says, whatever became of it later.
    LeftOrder,
    /// Left out by the rule: in no bar.
    Excluded,
}

/// Number of deals by [`Fate`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FateCounts([u64; Fate::Excluded as usize + 1]);

impl FateCounts {
    /// Deals of one fate.
    pub const fn n(self, fate: Fate) -> u64 {
        self.0[fate as usize]
    }

    /// Counts a deal.
    #[inline]
    pub(super) const fn count(&mut self, fate: Fate) {
        self.0[fate as usize] += 1;
    }

    /// Adds the deals of another count, or takes them out again.
    pub(super) fn change(&mut self, other: Self, change: Change) {
        for (sum, part) in self.0.iter_mut().zip(other.0) {
            change.apply(sum, part);
        }
    }
}

/// What a deal of a stage did there: the parts of its account (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagePart {
    /// Went on.
    Advanced,
    /// Was lost here.
    Lost,
    /// Was moved back.
    MovedBack,
    /// Is still open here.
    Open,
    /// Went elsewhere than strict order says.
    LeftOrder,
}
