//! What is posted between the page and the worker.
//!
//! The page keeps its own queue and sends one job at a time: what it no longer wants it drops before it is
//! sent. A long job is worked on for a moment at a time: the worker says how far it is and waits to be asked again,
//! which the page does unless the job is no longer wanted. What cannot be stopped so (an import) is ended together with
//! its worker.
//!
//! Both sides are the same build, so the bytes need neither names nor versions: postcard's encoding keeps every
//! number bit by bit, and the code that would match field names stays out of the page.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Answer, JobError, Question};
use crate::import::Progress;

/// Number of a job, unique in a page's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// A message that cannot be written or read: the two sides are not of one build, or memory is short.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message cannot be encoded: {0}")]
pub struct MessageError(postcard::Error);

/// A message as it is posted.
///
/// ```
/// use trichterwerk::job::{FromWorker, from_bytes, to_bytes};
///
/// let bytes = to_bytes(&FromWorker::Ready).unwrap();
/// assert_eq!(from_bytes::<FromWorker>(&bytes), Ok(FromWorker::Ready));
/// ```
pub fn to_bytes<M: Serialize>(message: &M) -> Result<Vec<u8>, MessageError> {
    postcard::to_allocvec(message).map_err(MessageError)
}

/// The message in bytes that [`to_bytes`] wrote.
pub fn from_bytes<M: DeserializeOwned>(bytes: &[u8]) -> Result<M, MessageError> {
    postcard::from_bytes(bytes).map_err(MessageError)
}

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
    /// A job is not done yet, and goes on when it is asked again.
    Paused {
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
