//! What is posted between the page and the worker.
//!
//! The page keeps its own queue and sends one job at a time: what it no longer wants it drops before it is
//! sent, and what cannot be stopped (an import) is ended together with its worker.

use serde::{Deserialize, Serialize};

use super::{Answer, JobError, Question};
use crate::import::Progress;

/// Number of a job, unique in a page's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// A job for the worker. Files travel beside it, as the browser's own handles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToWorker {
    /// Number of the job.
    pub id: JobId,
    /// What is asked.
    pub question: Question,
}

/// What the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromWorker {
    /// The worker has started and listens.
    Ready,
    /// A job goes on.
    Progress {
        /// Number of the job.
        id: JobId,
        /// How far it is.
        progress: Progress,
    },
    /// A job is done.
    Done {
        /// Number of the job.
        id: JobId,
        /// Its answer, or why there is none.
        answer: Box<Result<Answer, JobError>>,
    },
}
