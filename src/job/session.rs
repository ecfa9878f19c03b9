//! The files that are open, and how questions about them are answered.
//!
//! The worker, `examples/report.rs` and the tests run the same session; only the sources differ. Opening builds the
//! new state beside the old one and replaces it at the end, so that a failed import changes nothing.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::capacity::{self, CapacityAnswer};
use super::compare::outlooks;
use super::debt;
use super::debt_store::LedgerStore;
use super::decay::{self, ResponseQuestion};
use super::funnel::columns::DealColumns;
use super::funnel::compare::{BreakdownQuestion, PerformanceQuestion};
use super::funnel::records::{RecordsQuestion, RecordsReport};
use super::funnel::timing::{TimingAnswer, TimingQuestion};
use super::funnel::trend::{DriversAnswer, DriversQuestion, TrendQuestion};
use super::funnel::{self, FunnelAnswer, FunnelQuestion, OpenDeals, PlacementStore, Scope};
use super::lever::sensitivity;
use super::pipeline::{self, PipelineAnswer, PipelineQuestion};
use super::plan::PlanError;
use super::{Answer, Figures, Question, debt_cleanup, debt_filter, files};
use crate::analysis::contact::ContactDecayReport;
use crate::analysis::deal_summary::{DealSummary, deal_summary};
use crate::analysis::debt_ledger::{Ledger, LedgerConfig};
use crate::analysis::enquiry::{NoResponse, ResponseReport};
use crate::analysis::funnel::{Breakdown, EntryCohorts, FunnelRule, Placements, TallyMemory};
use crate::analysis::performance::Performance;
use crate::demo;
use crate::import::assemble::{AssembleReport, Edits, assemble};
use crate::import::dialect::DialectChoice;
use crate::import::encoding::Encoding;
use crate::import::encoding_sample::{self, EncodingSample};
use crate::import::mapping::{Mapping, for_headers};
use crate::import::opening::Opening;
use crate::import::plan::{ColumnEvidence, Plan};
use crate::import::run::not_at_hand;
use crate::import::source::{Bytes, at_once};
use crate::import::{
    Account, FileReport, ImportConfig, ImportError, Imported, Progress, Source,
    import_as_it_arrives,
};
use crate::model::{Dataset, Day, Deals, Selection, Shape, Stage};
use crate::simulation::monte_carlo::monte_carlo;

/// Open files, with what the user has chosen about them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenFiles {
    /// Where the bytes come from.
    pub origin: Origin,
    /// Today, in the user's time zone: bounds the dates and the default of the export date.
    pub today: Day,
    /// What the user chose about the reading of each file, in their order; none for files beyond the list.
    #[serde(default)]
    pub readings: Vec<Reading>,
    /// The user's choices about columns, stages and spellings, by the fingerprint of the header line.
    #[serde(default)]
    pub mappings: Vec<Mapping>,
    /// The user's choices about stages, words and the export date.
    #[serde(default)]
    pub edits: Edits,
}

/// How the bytes of a file become rows, as far as the user chose it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The encoding.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// The dialect.
    #[serde(default)]
    pub dialect: DialectChoice,
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
    /// The stages of the deals, in order.
    pub stages: Vec<OpenedStage>,
    /// The edits that were made: those asked for, with those remembered for the files.
    pub edits: Edits,
}

/// A stage with the deals that stand in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedStage {
    /// The stage.
    pub stage: Stage,
    /// Deals that stand in it.
    pub n_deals: u64,
}

/// One opened file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenedFile {
    /// How it was read, and what stood out.
    pub report: FileReport,
    /// What its columns mean.
    pub plan: Plan,
    /// What reading all rows showed of each column.
    pub evidence: Vec<ColumnEvidence>,
    /// A few of its words in each encoding; empty where all encodings read it alike.
    pub encodings: Vec<EncodingSample>,
    /// Whether a mapping was remembered for its headers.
    pub is_mapped: bool,
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
    /// The open files have no records, or no column, to answer from.
    #[error("no such records are open")]
    NoRecords,
    /// Nothing is open, or not so many files.
    #[error("no such file is open")]
    NoSuchFile,
    /// Stopped by whoever heard of its progress. Asked again it goes on there.
    #[error("stopped before the end")]
    Stopped,
}

/// What is open.
#[derive(Debug, Default)]
pub struct Session {
    open: Option<Open>,
}

struct Open {
    dataset: Dataset,
    /// The ledger of debt, once it was asked for.
    ledger: LedgerStore,
    /// The files, to be read again for the rows that were left out, each with how it was read.
    files: Vec<(Box<dyn Source>, FileReport)>,
    placements: PlacementStore,
    tallies: TallyMemory,
}

impl std::fmt::Debug for Open {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.files.iter().map(|(source, _)| source.name()).collect();
        formatter.debug_struct("Open").field("files", &names).finish_non_exhaustive()
    }
}

/// Called as a long job goes on. A break cancels an import; a ledger stops there, and goes on when it is asked again.
pub type OnProgress<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

impl From<PlanError> for JobError {
    fn from(error: PlanError) -> Self {
        Self::Simulation(error.to_string())
    }
}

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
            Question::Rejected(question) => {
                let (source, report) = self.file(question.file)?;
                Answer::Rejected(files::rejected(source, report)?)
            }
            Question::RejectedFile(question) => {
                let (source, report) = self.file(question.file)?;
                Answer::RejectedFile(files::rejected_file(source, report, &question)?)
            }
            Question::Unmatched(question) => {
                let dataset = self.dataset().ok_or(JobError::NoSuchFile)?;
                Answer::Unmatched(files::unmatched(dataset, question))
            }
            Question::Spellings(question) => {
                let dataset = self.dataset().ok_or(JobError::NoSuchFile)?;
                Answer::Spellings(files::spellings(dataset, question))
            }
            Question::Funnel(question) => Answer::Funnel(self.funnel(&question)?),
            Question::Capacity(_) => Answer::Capacity(self.capacity()?),
            Question::Ledger(question) => {
                let (dataset, ledger) = self.ledger(&question.config, progress)?;
                Answer::Ledger(debt::answer(dataset, ledger, &question.config))
            }
            Question::Line(question) => {
                let (dataset, ledger) = self.ledger(&question.config, progress)?;
                Answer::Line(debt::line(dataset, ledger, &question)?)
            }
            Question::CleanUp(question) => {
                let (dataset, ledger) = self.ledger(&question.config, progress)?;
                Answer::CleanUp(debt_cleanup::clean_up(dataset, ledger, &question)?)
            }
            Question::CleanUpFile(question) => {
                let (dataset, ledger) = self.ledger(&question.config, progress)?;
                Answer::CleanUpFile(debt_cleanup::export(dataset, ledger, &question)?)
            }
            Question::Merges(question) => {
                let (dataset, ledger) = self.ledger(&question.config, progress)?;
                Answer::Merges(debt_cleanup::merges(dataset, ledger, &question))
            }
            Question::Filter(question) => {
                let dataset = self.dataset().ok_or(JobError::NoRecords)?;
                Answer::Filter(debt_filter::answer(dataset, &question)?)
            }
            Question::Columns(_) => {
                Answer::Columns(funnel::columns::answer(&self.deals(FunnelRule::USUAL)?))
            }
            Question::Breakdown(question) => Answer::Breakdown(self.breakdown(&question)?),
            Question::Performance(question) => Answer::Performance(self.performance(&question)?),
            Question::Timing(question) => Answer::Timing(self.timing(&question)?),
            Question::Trend(question) => Answer::Trend(self.trend(&question)?),
            Question::Drivers(question) => Answer::Drivers(self.drivers(&question)?),
            Question::Records(question) => Answer::Records(self.records(&question)?),
            Question::RecordsCsv(question) => Answer::RecordsCsv(funnel::records::answer_csv(
                &self.placed(&question.records.scope)?,
                &question,
            )),
            Question::Sensitivity(question) => Answer::Sensitivity(sensitivity(&question)),
            Question::Outlook(question) => Answer::Outlook(outlooks(&question)),
            Question::Pipeline(question) => Answer::Pipeline(self.pipeline(question)?),
            Question::Simulate(config) => Answer::Simulate(
                monte_carlo(&config).map_err(|error| JobError::Simulation(error.to_string()))?,
            ),
            Question::ContactDecay(_) => Answer::ContactDecay(self.contact_decay()),
            Question::Response(question) => Answer::Response(self.response(&question)),
        })
    }

    /// Answers a question about files whose bytes may still be on their way.
    pub async fn answer_as_it_arrives(
        &mut self,
        question: Question,
        sources: Vec<Box<dyn Source>>,
        progress: OnProgress<'_>,
    ) -> Result<Answer, JobError> {
        match question {
            Question::Open(question) => {
                self.open_as_it_arrives(&question, sources, progress).await.map(Answer::Open)
            }
            other => self.answer(other, sources, progress),
        }
    }

    /// Opens files whose bytes are at hand in place of what is open.
    pub fn open(
        &mut self,
        question: &OpenFiles,
        sources: Vec<Box<dyn Source>>,
        progress: OnProgress<'_>,
    ) -> Result<OpenReport, JobError> {
        at_once(self.open_as_it_arrives(question, sources, progress))
            .unwrap_or_else(|| Err(JobError::Import { file: String::new(), error: not_at_hand() }))
    }

    /// Opens files in place of what is open. What was open stays so until all files are read, and where one fails.
    pub async fn open_as_it_arrives(
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
        let (mut files, mut imports, mut used) = (Vec::new(), Vec::new(), Vec::new());
        let (mut bytes_before, mut rows_before) = (0, 0);
        for (at, source) in sources.iter_mut().enumerate() {
            let reading = question.readings.get(at).copied().unwrap_or_default();
            let mut tell = |one: Progress| {
                let (done, rows) = (bytes_before + one.done, rows_before + one.rows);
                progress(Progress { done, total, rows })
            };
            let (imported, encodings, mapping) =
                open_one(source.as_mut(), question, reading, &mut tell)
                    .await
                    .map_err(|error| JobError::Import { file: source.name().to_owned(), error })?;
            bytes_before += source.len();
            rows_before += imported.report.account.accepted;
            files.push(OpenedFile {
                report: imported.report,
                plan: imported.data.plan.clone(),
                evidence: imported.data.evidence.clone(),
                encodings,
                is_mapped: mapping.is_some(),
            });
            imports.push(imported.data);
            used.extend(mapping);
        }
        let edits = question.edits.clone().with(&used);
        let (dataset, assembly) = assemble(imports, &edits, question.today);
        let reports = files.iter().map(|file| file.report.clone());
        let kept = sources.into_iter().zip(reports).collect();
        let report = OpenReport {
            origin: question.origin,
            files,
            assembly,
            as_of: dataset.as_of,
            deals: dataset.deals.as_ref().map(|deals| {
                (deals.shape, deal_summary(deals, &Selection::All(deals.len()), dataset.as_of))
            }),
            stages: dataset.deals.as_ref().map(opened_stages).unwrap_or_default(),
            edits,
        };
        self.open = Some(Open {
            dataset,
            ledger: LedgerStore::default(),
            files: kept,
            placements: PlacementStore::default(),
            tallies: TallyMemory::default(),
        });
        Ok(report)
    }

    /// The ledger of the open files, and the files.
    fn ledger(
        &mut self,
        config: &LedgerConfig,
        progress: OnProgress<'_>,
    ) -> Result<(&Dataset, &Ledger), JobError> {
        let open = self.open.as_mut().ok_or(JobError::NoRecords)?;
        let ledger = open.ledger.get(&open.dataset, config, progress).ok_or(JobError::Stopped)?;
        Ok((&open.dataset, ledger))
    }

    fn file(&mut self, at: usize) -> Result<(&mut dyn Source, &FileReport), JobError> {
        let open = self.open.as_mut().ok_or(JobError::NoSuchFile)?;
        let (source, report) = open.files.get_mut(at).ok_or(JobError::NoSuchFile)?;
        Ok((source.as_mut(), report))
    }

    /// How far do the selected deals come?
    pub fn funnel(&self, question: &FunnelQuestion) -> Result<FunnelAnswer, JobError> {
        Ok(funnel::answer(&self.placed(&question.scope)?, question))
    }

    /// What can the open deals be told apart by?
    pub fn columns(&self) -> Result<DealColumns, JobError> {
        Ok(funnel::columns::answer(&self.deals(FunnelRule::USUAL)?))
    }

    /// Where does a rate differ? `None` where the file has no such column.
    pub fn breakdown(&self, question: &BreakdownQuestion) -> Result<Option<Breakdown>, JobError> {
        Ok(funnel::compare::answer_breakdown(&self.placed(&question.scope)?, question))
    }

    /// What has each rep done? `None` where the file has no such column.
    pub fn performance(
        &self,
        question: &PerformanceQuestion,
    ) -> Result<Option<Performance>, JobError> {
        Ok(funnel::compare::answer_performance(&self.placed(&question.scope)?, question))
    }

    /// How long does it take?
    pub fn timing(&self, question: &TimingQuestion) -> Result<TimingAnswer, JobError> {
        Ok(funnel::timing::answer(&self.placed(&question.scope)?, question))
    }

    /// How do the months of entry compare?
    pub fn trend(&self, question: &TrendQuestion) -> Result<EntryCohorts, JobError> {
        Ok(funnel::trend::answer_trend(&self.placed(&question.scope)?, question))
    }

    /// What do the won deals have that the lost ones lack?
    pub fn drivers(&self, question: &DriversQuestion) -> Result<DriversAnswer, JobError> {
        Ok(funnel::trend::answer_drivers(&self.placed(&question.scope)?, question))
    }

    /// Which records are behind a figure?
    pub fn records(&self, question: &RecordsQuestion) -> Result<RecordsReport, JobError> {
        Ok(funnel::records::answer(&self.placed(&question.scope)?, question))
    }

    fn placed(&self, scope: &Scope) -> Result<OpenDeals<'_>, JobError> {
        self.deals(scope.rule)
    }

    /// The open deals, placed in the funnel when first asked for.
    fn deals(&self, rule: FunnelRule) -> Result<OpenDeals<'_>, JobError> {
        let open = self.open.as_ref().ok_or(JobError::NoDeals)?;
        let deals = open.dataset.deals.as_ref().ok_or(JobError::NoDeals)?;
        let as_of = open.dataset.as_of;
        let placements = open.placements.get(rule, || Placements::of(deals, as_of, rule));
        Ok(OpenDeals { deals, placements, tallies: &open.tallies, as_of })
    }

    /// How fast do the contacts go bad? `None` where neither contacts nor mailings are open.
    #[must_use]
    pub fn contact_decay(&self) -> Option<ContactDecayReport> {
        decay::contacts(&self.open.as_ref()?.dataset)
    }

    /// How long do enquiries wait, and what does it cost?
    pub fn response(&self, question: &ResponseQuestion) -> Result<ResponseReport, NoResponse> {
        let open = self.open.as_ref().ok_or(NoResponse::NoDeals)?;
        decay::responses(&open.dataset, question)
    }

    /// What will the open deals bring?
    pub fn pipeline(&self, question: PipelineQuestion) -> Result<PipelineAnswer, JobError> {
        let open = self.open.as_ref().ok_or(JobError::NoDeals)?;
        let deals = open.dataset.deals.as_ref().ok_or(JobError::NoDeals)?;
        Ok(pipeline::pipeline(&open.dataset, deals, question))
    }

    /// Who sells, and what is in the funnel?
    pub fn capacity(&self) -> Result<CapacityAnswer, JobError> {
        let open = self.open.as_ref().ok_or(JobError::NoDeals)?;
        capacity::answer::answer(&open.dataset)
    }
}

/// Imports a file with what the user chose for it, now or for an earlier file with the same headers; returns it with
/// its words in each encoding and the mapping that was found.
async fn open_one(
    source: &mut dyn Source,
    question: &OpenFiles,
    reading: Reading,
    progress: OnProgress<'_>,
) -> Result<(Imported, Vec<EncodingSample>, Option<Mapping>), ImportError> {
    let Reading { encoding, dialect } = reading;
    let mapping = if question.mappings.is_empty() {
        None
    } else {
        let opening = Opening::read(source, encoding, &dialect)?;
        for_headers(&question.mappings, &opening.heading.names).cloned()
    };
    let config = ImportConfig {
        encoding,
        dialect,
        mapping: mapping.clone(),
        ..ImportConfig::proposed(question.today)
    };
    let imported = import_as_it_arrives(source, &config, progress).await?;
    let encoding = imported.report.encoding.encoding;
    let encodings = encoding_sample::samples(source, encoding, imported.first_beyond_ascii)?;
    Ok((imported, encodings, mapping))
}

/// The stages with the deals that stand in each.
fn opened_stages(deals: &Deals) -> Vec<OpenedStage> {
    let mut counts = vec![0; deals.pipeline.stages.len()];
    for &stage in &deals.stage {
        if let Some(count) = counts.get_mut(usize::from(stage)) {
            *count += 1;
        }
    }
    let stages = deals.pipeline.stages.iter().zip(counts);
    stages.map(|(stage, n_deals)| OpenedStage { stage: stage.clone(), n_deals }).collect()
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
        Self { origin, today, readings: Vec::new(), mappings: Vec::new(), edits: Edits::default() }
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
        let median_days = summary.median_days_won.days.unwrap();
        assert_eq!(numbers, [0.33, 4_000.0, 75.0, median_days]);
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
    fn a_repeated_id_counts_once_in_every_figure_and_is_reported() {
        let bytes: &[u8] =
            b"Deal-ID;Phase;Betrag;Erstellt am\n1;Neu;5;01.02.2025\n2;Gewonnen;5;01.02.2025\n\
            1;Gewonnen;6;01.02.2025\n3;Verloren;7;01.02.2025\nx3;Verloren;8;01.02.2025\n";
        let (session, report) =
            open_files(&OpenFiles::new(Origin::Files, demo::AS_OF), &[("a.csv", bytes)]);
        assert_eq!((report.account().accepted, report.assembly.n_duplicates), (5, 1));
        let answer = session.funnel(&report::all_deals()).unwrap();
        assert_eq!((report.n_deals(), answer.summary.n), (4, 4));
        // The last row of the id counts.
        assert_eq!((answer.summary.n_won, answer.summary.won_amount), (2, Some(11.0)));
    }

    fn open_files(question: &OpenFiles, files: &[(&str, &[u8])]) -> (Session, OpenReport) {
        let mut session = Session::new();
        let source = |(name, bytes): &(&str, &[u8])| -> Box<dyn Source> {
            Box::new(Bytes::new(*name, bytes.to_vec()))
        };
        let sources = files.iter().map(source).collect();
        let report = session.open(question, sources, &mut go_on).unwrap();
        (session, report)
    }

    const DEALS: &[u8] = b"Deal Name;Stufe;Farbe;Betrag;Erstellt am\n\
        A;Neu;rot;1.234;03.02.2025\nB;Angebot;blau;2.000;04.02.2025\nC;Gewonnen;rot;5.000;05.02.2025\n";

    #[test]
    fn a_mapping_counts_for_the_files_with_its_headers_and_no_others() {
        let mut question = OpenFiles::new(Origin::Files, demo::AS_OF);
        let (_, before) = open_files(&question, &[("a.csv", DEALS)]);
        let mut mapping = Mapping::new(before.files[0].plan.fingerprint);
        mapping.choose("Farbe", |choice| choice.meaning = Some(crate::model::Meaning::Product));
        mapping.stages = Some(crate::import::stage_edit::StageEdit {
            order: vec!["Angebot".into(), "Neu".into()],
            ..crate::import::stage_edit::StageEdit::default()
        });
        question.mappings.push(mapping);
        let other: &[u8] = b"Farbe;Name;E-Mail\nrot;X;x@y.de\n";
        let (_, after) = open_files(&question, &[("other.csv", other), ("later.csv", DEALS)]);
        let meaning = |file: &OpenedFile, header: &str| {
            file.plan.columns.iter().find(|c| c.header == header).map(|c| c.meaning.clone())
        };
        assert_eq!(meaning(&after.files[1], "Farbe"), Some(crate::model::Meaning::Product));
        assert_eq!(meaning(&after.files[0], "Farbe"), Some(crate::model::Meaning::Other));
        assert_eq!((after.files[0].is_mapped, after.files[1].is_mapped), (false, true));
        let names: Vec<&str> =
            after.stages.iter().map(|opened| opened.stage.name.as_str()).collect();
        assert_eq!(names, ["Angebot", "Neu", "Gewonnen"]);
        assert_eq!(after.stages.iter().map(|opened| opened.n_deals).sum::<u64>(), 3);
    }

    #[test]
    fn a_chosen_encoding_and_delimiter_are_obeyed() {
        let mut question = OpenFiles::new(Origin::Files, demo::AS_OF);
        let bytes: &[u8] = b"Name;Ort,Land\nM\xfcller;K\xf6ln,DE\n";
        let (_, guessed) = open_files(&question, &[("a.csv", bytes)]);
        assert_eq!(guessed.files[0].encodings[1].text, "Müller · Köln");
        question.readings.push(Reading {
            encoding: Some(Encoding::MacRoman),
            dialect: DialectChoice {
                delimiter: Some(crate::import::dialect::Delimiter::COMMA),
                ..DialectChoice::default()
            },
        });
        let (_, chosen) = open_files(&question, &[("a.csv", bytes)]);
        assert_eq!(chosen.files[0].report.encoding.encoding, Encoding::MacRoman);
        let headers: Vec<&str> =
            chosen.files[0].plan.columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(headers, ["Name;Ort", "Land"]);
    }

    #[test]
    fn rows_left_out_come_back_byte_by_byte_with_their_reasons() {
        let bytes: &[u8] = b"Deal Name;Stufe;Betrag\nA;Neu;5\nB;Neu\nC;Neu;M\xfcll;7\nD;Neu;8\n";
        let question = OpenFiles::new(Origin::Files, demo::AS_OF);
        let (mut session, report) = open_files(&question, &[("a.csv", bytes)]);
        assert_eq!(report.account().rejected, 2);
        let asked = Question::Rejected(files::RejectedQuestion { file: 0 });
        let Ok(Answer::Rejected(issues)) = session.answer(asked, Vec::new(), &mut go_on) else {
            panic!("no issues")
        };
        let reasons: Vec<String> =
            issues.0.iter().map(|issue| format!("row of line {}", issue.line)).collect();
        let asked = Question::RejectedFile(files::RejectedFileQuestion {
            file: 0,
            added: ["line".into(), "reason".into()],
            reasons,
        });
        let answer = session.answer(asked, Vec::new(), &mut go_on).unwrap();
        let Answer::RejectedFile(file) = from_bytes(&to_bytes(&answer).unwrap()).unwrap() else {
            panic!("no file")
        };
        let expected: &[u8] = b"\"line\";\"reason\";\"Deal Name\";\"Stufe\";\"Betrag\"\r\n\
            3;\"row of line 3\";B;Neu\n4;\"row of line 4\";C;Neu;M\xfcll;7\n";
        assert_eq!(file.0, expected);
    }

    #[test]
    fn rows_without_a_partner_come_as_a_file() {
        let contacts: &[u8] = b"Vorname;Nachname;E-Mail\nA;B;a@x.de\nC;D;c@x.de\n";
        let mails: &[u8] = b"E-Mail;Versandt am;Ergebnis\na@x.de;01.02.2025;delivered\n\
            =z@x.de;13.02.2025;hard bounce\nc@x.de;14.02.2025;delivered\n";
        let question = OpenFiles::new(Origin::Files, demo::AS_OF);
        let (mut session, report) = open_files(&question, &[("k.csv", contacts), ("m.csv", mails)]);
        let join = report.assembly.joins.first().unwrap();
        assert_eq!((join.n_matched, join.n_unmatched), (2, 1));
        let (from, to) = (join.from, join.to);
        let asked = Question::Unmatched(files::UnmatchedQuestion { from, to, german: false });
        let answer = session.answer(asked, Vec::new(), &mut go_on).unwrap();
        let Answer::Unmatched(file) = answer else { panic!("no file") };
        let text = String::from_utf8(file.0).unwrap();
        assert_eq!(
            text,
            "\"E-Mail\",\"Versandt am\",\"Ergebnis\"\r\n\
             \"'=z@x.de\",\"2025-02-13\",\"hard bounce\"\r\n"
        );
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
