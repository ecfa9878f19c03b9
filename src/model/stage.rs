//! Stages of a pipeline and how deals end.

use serde::{Deserialize, Serialize};

/// How a deal ended, as of the export date. Open is not lost (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Outcome {
    /// Not decided yet.
    Open,
    /// Won.
    Won,
    /// Lost, disqualified or dead.
    Lost,
}

/// What being in a stage says about the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// A step of the funnel that deals pass through.
    Step,
    /// The end that is counted as won.
    Won,
    /// The end that is counted as lost.
    Lost,
    /// A word of the file that no step was chosen for; its deals stay a visible group (P2).
    Unmapped,
}

/// One stage as the user sees it; several words of the file may have been merged into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The name shown.
    pub name: String,
    /// The words of the file that mean this stage.
    pub words: Vec<String>,
    /// Step, won, lost or unmapped.
    pub kind: StageKind,
}

/// The stages of a pipeline: steps in funnel order, then the ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pipeline {
    /// All stages; the [`StageKind::Step`]s among them stand in funnel order.
    pub stages: Vec<Stage>,
}

impl Pipeline {
    /// The steps in funnel order.
    pub fn steps(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().filter(|stage| stage.kind == StageKind::Step)
    }

    /// The number of steps K; winning is the (K+1)-th column of the funnel.
    #[must_use]
    pub fn n_steps(&self) -> usize {
        self.steps().count()
    }

    /// The stage that is the win.
    #[must_use]
    pub fn won(&self) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.kind == StageKind::Won)
    }

    /// Whether any stage or word means lost. Without one a win rate is refused (P5).
    #[must_use]
    pub fn has_lost(&self) -> bool {
        self.stages.iter().any(|stage| stage.kind == StageKind::Lost)
    }
}

/// What kind of traces of the pipeline a file holds; it decides what can be measured (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// One row per deal with its current stage only: reached stages are inferred, no times per stage.
    Snapshot,
    /// One row per deal with a date column per stage.
    StageDates,
    /// One row per change of stage, folded into one row per deal.
    History,
    /// Case, activity, timestamp, folded into one row per deal.
    EventLog,
    /// One row per stage with a count; no deals at all.
    Aggregate,
}
