//! The files that are open, and how questions about them are answered.
//!
//! The worker, `examples/report.rs` and the tests run the same session; only the sources differ. Opening builds the
//! new state beside the old one and replaces it at the end, so that a failed import changes nothing.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::decay::{self, ResponseQuestion};
use super::funnel::{self, FunnelAnswer, FunnelQuestion};
use super::lever::sensitivity;
use super::{Answer, Figures, Question};
use crate::analysis::contact::ContactDecayReport;
use crate::analysis::deal_summary::{DealSummary, deal_summary};
use crate::analysis::enquiry::{NoResponse, ResponseReport};
use crate::analysis::funnel::superseded_rows;
use crate::demo;
use crate::import::assemble::{AssembleReport, Edits, assemble};
use crate::import::mapping::Mapping;
use crate::import::plan::Plan;
use crate::import::source::Bytes;
use crate::import::{Account, FileReport, ImportConfig, ImportError, Progress, Source, import};
use crate::model::{Dataset, Day, Selection, Shape};
use crate::simulation::monte_carlo::monte_carlo;

/// Open files, with what the user has chosen about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenFiles {
    /// Where the bytes come from.
    pub origin: Origin,
    /// Today, in the user's time zone: bounds the dates and the default of the export date.
    pub today: Day,
    /// The user's choices about columns, by the fingerprint of the header line.
    #[serde(default)]
    pub mappings: Vec<Mapping>,
    /// The user's choices about stages, words and the export date.
    #[serde(default)]
    pub edits: Edits,
}

/// Where the bytes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// What was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenReport {
    /// Where the bytes came from.
    pub origin: Origin,
    /// The files in the order in which they were given.
    pub files: Vec<OpenedFile>,
    /// How they were put together.
    pub assembly: AssembleReport,
    /// Export date.
    pub as_of: Day,
    /// Where all deals stand, and what traces of the stages there are; `None` without deals.
    pub deals: Option<(Shape, DealSummary)>,
}

/// One opened file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedFile {
    /// How it was read, and what stood out.
    pub report: FileReport,
    /// What its columns mean.
    pub plan: Plan,
}

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobError {
    /// The worker ended: a panic or no memory.
    #[error("the worker died")]
    WorkerDied,
    /// The browser refused something; its own words.
    #[error("{0}")]
    Browser(String),
    /// An answer to another question; a fault of ours.
    #[error("the answer belongs to another question")]
    WrongAnswer,
    /// A file cannot be read at all.
    #[error("{file}: {error}")]
    Import {
        /// Its name.
        file: String,
        /// Why.
        error: ImportError,
    },
    /// A simulation that does not start: it would not end in reasonable time.
    #[error("{0}")]
    Simulation(String),
    /// No file of deals is open.
    #[error("no deals are open")]
    NoDeals,
}

/// What is open.
#[derive(Debug, Default)]
pub struct Session {
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    dataset: Dataset,
    /// Rows that a later row with the same id replaces.
    superseded: Selection,
}

/// Called as an import goes on; a break cancels it.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

impl Session {
    /// Nothing open.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The open dataset.
    #[must_use]
    pub fn dataset(&self) -> Option<&Dataset> {
        self.open.as_ref().map(|open| &open.dataset)
    }

    /// Answers a question. `sources` are the files that travel beside it.
    pub fn answer(
        &mut self,
        question: Question,
        sources: Vec<Box<dyn Source>>,
        progress: OnProgress<'_>,
    ) -> Result<Answer, JobError> {
        Ok(match question {
            Question::Open(question) => Answer::Open(self.open(&question, sources, progress)?),
            Question::Funnel(question) => Answer::Funnel(self.funnel(&question)?),
            Question::Sensitivity(question) => Answer::Sensitivity(sensitivity(&question)),
            Question::Simulate(config) => Answer::Simulate(
                monte_carlo(&config).map_err(|error| JobError::Simulation(error.to_string()))?,
            ),
            Question::ContactDecay(_) => Answer::ContactDecay(self.contact_decay()),
            Question::Response(question) => Answer::Response(self.response(&question)),
        })
    }

    /// Opens files in place of what is open.
    pub fn open(
        &mut self,
        question: &OpenFiles,
        sources: Vec<Box<dyn Source>>,
        progress: OnProgress<'_>,
    ) -> Result<OpenReport, JobError> {
        let mut sources = match question.origin {
            Origin::Files => sources,
            Origin::Demo { seed } => demo::files(seed)
                .into_iter()
                .map(|file| Box::new(Bytes::new(file.name, file.bytes)) as Box<dyn Source>)
                .collect(),
        };
        let total: u64 = sources.iter().map(|source| source.len()).sum();
        let (mut files, mut imports) = (Vec::new(), Vec::new());
        let (mut bytes_before, mut rows_before) = (0, 0);
        for source in &mut sources {
            let imported = import_one(source.as_mut(), question, &mut |one| {
                progress(Progress {
                    bytes: bytes_before + one.bytes,
                    total,
                    rows: rows_before + one.rows,
                })
            })
            .map_err(|error| JobError::Import { file: source.name().to_owned(), error })?;
            bytes_before += source.len();
            rows_before += imported.report.account.accepted;
            files.push(OpenedFile { report: imported.report, plan: imported.data.plan.clone() });
            imports.push(imported.data);
        }
        let (dataset, assembly) = assemble(imports, &question.edits, question.today);
        let superseded =
            dataset.deals.as_ref().map_or(Selection::All(0), |deals| superseded_rows(&deals.table));
        let report = OpenReport {
            origin: question.origin,
            files,
            assembly,
            as_of: dataset.as_of,
            deals: dataset.deals.as_ref().map(|deals| {
                (deals.shape, deal_summary(deals, &Selection::All(deals.len()), dataset.as_of))
            }),
        };
        self.open = Some(Open { dataset, superseded });
        Ok(report)
    }

    /// How far do the selected deals come?
    pub fn funnel(&self, question: &FunnelQuestion) -> Result<FunnelAnswer, JobError> {
        let open = self.open.as_ref().ok_or(JobError::NoDeals)?;
        funnel::answer(&open.dataset, &open.superseded, question)
    }

    /// How fast do the contacts go bad? `None` where neither contacts nor mailings are open.
    #[must_use]
    pub fn contact_decay(&self) -> Option<ContactDecayReport> {
        decay::contacts(&self.open.as_ref()?.dataset)
    }

    /// How long do enquiries wait, and what does it cost?
    pub fn response(&self, question: &ResponseQuestion) -> Result<ResponseReport, NoResponse> {
        let open = self.open.as_ref().ok_or(NoResponse::NoDeals)?;
        decay::responses(&open.dataset, &open.superseded, question)
    }
}

/// Imports a file; a mapping counts for the file whose header line it was made for.
fn import_one(
    source: &mut dyn Source,
    question: &OpenFiles,
    progress: OnProgress<'_>,
) -> Result<crate::import::Imported, ImportError> {
    import(source, &ImportConfig::proposed(question.today), progress)
}

impl Origin {
    /// The demo company that the page shows.
    #[must_use]
    pub const fn demo() -> Self {
        Self::Demo { seed: demo::DEFAULT_SEED }
    }
}

impl OpenFiles {
    /// Opens with nothing chosen by the user.
    #[must_use]
    pub fn new(origin: Origin, today: Day) -> Self {
        Self { origin, today, mappings: Vec::new(), edits: Edits::default() }
    }
}

impl OpenReport {
    /// Names of the open files.
    #[must_use]
    pub fn file_names(&self) -> Vec<&str> {
        self.files.iter().map(|file| file.report.name.as_str()).collect()
    }

    /// Number of deals.
    #[must_use]
    pub fn n_deals(&self) -> u64 {
        self.deals.as_ref().map_or(0, |(_, summary)| summary.n)
    }

    /// What became of the lines of all files.
    #[must_use]
    pub fn account(&self) -> Account {
        self.files.iter().map(|file| file.report.account).sum()
    }

    /// The figures `import.*`.
    pub fn add_figures(&self, figures: &mut Figures) {
        let account = self.account();
        for (id, n) in [
            ("rows", account.accepted),
            ("rejected", account.rejected),
            ("blank", account.blank),
            ("meta", account.meta),
            ("lines", account.lines),
        ] {
            figures.number(format!("import.{id}"), Some(n as f64), "");
        }
        if let Some(file) = self.files.first() {
            figures.word("import.encoding", file.report.encoding.encoding.label());
            figures.word(
                "import.delimiter",
                char::from(file.report.dialect.dialect.delimiter).to_string(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{FromWorker, JobId, ToWorker, from_bytes, report, to_bytes};

    fn go_on(_: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn opened() -> (Session, OpenReport) {
        let mut session = Session::new();
        let question = OpenFiles::new(Origin::demo(), demo::AS_OF);
        let report = session.open(&question, Vec::new(), &mut go_on).unwrap();
        (session, report)
    }

    #[test]
    fn the_demo_company_reproduces_the_example() {
        let (session, opened) = opened();
        let figures = report::figures(&session, &opened).to_json();
        for (id, expected) in [
            ("deals.count", 1_000.0),
            ("deals.won", 297.0),
            ("deals.lost", 603.0),
            ("deals.open", 100.0),
            ("deals.win_rate", 0.33),
            ("deals.won_amount", 1_188_000.0),
            ("deals.avg_won_amount", 4_000.0),
            ("import.rejected", 2.0),
            ("reps.count", 5.0),
        ] {
            assert_eq!(figures[id].as_f64(), Some(expected), "{id}");
        }
    }

    #[test]
    fn the_plan_is_measured_from_the_deals() {
        let (_, opened) = opened();
        let (_, summary) = opened.deals.unwrap();
        let values = crate::job::pin::measured(&summary);
        let numbers: Vec<f64> = values.iter().map(|(_, value)| value.number).collect();
        assert_eq!(numbers, [0.33, 4_000.0, 75.0]);
        assert!(values.iter().all(|(id, value)| value.check(*id).is_ok()));
    }

    #[test]
    fn every_line_is_accounted_for() {
        let (_, opened) = opened();
        for file in &opened.files {
            assert!(file.report.account.is_conserved(), "{}", file.report.name);
        }
    }

    #[test]
    fn open_is_not_lost_in_any_stage() {
        let (session, _) = opened();
        let answer = session.funnel(&report::all_deals()).unwrap();
        let stages = answer.stages();
        for (stage, next) in stages.iter().zip(stages.iter().skip(1)) {
            let balance = stage.balance.unwrap();
            assert_eq!(
                stage.n_entered,
                balance.n_advanced + balance.n_lost + balance.n_undecided()
            );
            assert_eq!(next.n_entered, balance.n_advanced);
        }
    }

    #[test]
    fn a_failed_import_changes_nothing() {
        let (mut session, _) = opened();
        let sources: Vec<Box<dyn Source>> = vec![Box::new(Bytes::new("empty.csv", Vec::new()))];
        let question = OpenFiles::new(Origin::Files, demo::AS_OF);
        let error = session.open(&question, sources, &mut go_on).unwrap_err();
        assert!(matches!(error, JobError::Import { error: ImportError::Empty, .. }));
        assert_eq!(session.funnel(&report::all_deals()).unwrap().summary.n_won, 297);
    }

    #[test]
    fn messages_arrive_bit_by_bit() {
        let (mut session, opened) = opened();
        let question = report::all_deals();
        let job = ToWorker { id: JobId(7), question: Question::Funnel(question) };
        let job: ToWorker = from_bytes(&to_bytes(&job).unwrap()).unwrap();
        let answer = session.answer(job.question, Vec::new(), &mut go_on);
        for answer in [answer, Ok(Answer::Open(opened))] {
            let done = FromWorker::Done { id: job.id, answer: Box::new(answer) };
            let bytes = to_bytes(&done).unwrap();
            assert_eq!(from_bytes::<FromWorker>(&bytes).unwrap(), done);
        }
    }
}
