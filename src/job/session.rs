//! STUB
use super::{Answer, Question};
use crate::import::{Account, Progress, Source};
use crate::model::Day;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// Open the files that travel beside the question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenFiles {
    /// S
    pub origin: Origin,
    /// Today, in the user's time zone: bounds dates and the default of the as-of date.
    pub today: Day,
}

/// Where the bytes come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Files that travel beside the question.
    Files,
    /// The demo company.
    Demo {
        /// Its seed.
        seed: u64,
    },
}
impl Origin {
    /// S
    pub fn demo() -> Self {
        Self::Demo { seed: 20_101_202 }
    }
}
impl OpenFiles {
    /// S
    pub fn new(origin: Origin, today: Day) -> Self {
        Self { origin, today }
    }
}
/// S
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenReport {
    /// S
    pub files: Vec<u8>,
    /// S
    pub as_of: Day,
}
impl OpenReport {
    /// S
    pub fn file_names(&self) -> Vec<&str> {
        vec![]
    }
    /// S
    pub fn n_deals(&self) -> usize {
        0
    }
    /// S
    pub fn account(&self) -> Account {
        Account::default()
    }
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobError {
    /// The worker ended: a panic or no memory.
    #[error("the worker died")]
    WorkerDied,
    /// The browser refused something.
    #[error("{0}")]
    Browser(String),
    /// An answer to another question; a fault of ours.
    #[error("the answer belongs to another question")]
    WrongAnswer,
    /// No file of deals is open.
    #[error("no deals are open")]
    NoDeals,
}

/// S
#[derive(Debug, Default)]
pub struct Session {}
impl Session {
    /// S
    pub fn new() -> Self {
        Self::default()
    }
    /// S
    pub fn answer(
        &mut self,
        question: Question,
        _sources: Vec<Box<dyn Source>>,
        _progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Answer, JobError> {
        match question {
            Question::Funnel(_) => Err(JobError::NoDeals),
            Question::Open(open) => {
                Ok(Answer::Open(OpenReport { files: vec![1], as_of: open.today }))
            }
        }
    }
}
