//! The table of questions: each line names a question and the report that answers it.
//!
//! Adding a question is adding a line here and an arm in [`super::Session::answer`]; [`Ask`] then gives the page
//! a typed call, and a report of the wrong kind cannot be mistaken for another.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::capacity::{CapacityAnswer, CapacityQuestion};
use super::compare::{Outlook, OutlookQuestion};
use super::debt::{DebtAnswer, LedgerQuestion, LineAnswer, LineQuestion};
use super::debt_cleanup::{
    CleanUpAnswer, CleanUpExport, CleanUpQuestion, MergeAnswer, MergeQuestion,
};
use super::debt_filter::{FilterAnswer, FilterQuestion};
use super::decay::{ContactDecayQuestion, ResponseQuestion};
use super::files::{
    FileBytes, RejectedFileQuestion, RejectedIssues, RejectedQuestion, SpellingsQuestion,
    SpellingsReport, UnmatchedQuestion,
};
use super::funnel::columns::{ColumnsQuestion, DealColumns};
use super::funnel::compare::{BreakdownQuestion, PerformanceQuestion};
use super::funnel::records::{RecordsCsv, RecordsCsvQuestion, RecordsQuestion, RecordsReport};
use super::funnel::timing::{TimingAnswer, TimingQuestion};
use super::funnel::trend::{DriversAnswer, DriversQuestion, TrendQuestion};
use super::funnel::{FunnelAnswer, FunnelQuestion};
use crate::analysis::funnel::{Breakdown, EntryCohorts};
use crate::analysis::performance::Performance;
use crate::scenario::ParameterId;
use crate::simulation::monte_carlo::{MonteCarloConfig, MonteCarloReport};
use crate::simulation::rank_sensitivity::RankSensitivityReport;

use super::lever::SensitivityQuestion;
use super::pipeline::{PipelineAnswer, PipelineQuestion};
use super::session::{OpenFiles, OpenReport};
use crate::analysis::contact::ContactDecayReport;
use crate::analysis::enquiry::{NoResponse, ResponseReport};

impl Question {
    /// Whether a job that was stopped on its way goes on there when it is asked again. An import begins anew.
    #[must_use]
    pub const fn resumes(&self) -> bool {
        !matches!(self, Self::Open(_))
    }
}

/// A question with a typed report.
pub trait Ask: Serialize + Clone + PartialEq + 'static {
    /// What answers it.
    type Report: Serialize + DeserializeOwned + Clone + 'static;

    /// The question as it is posted.
    fn question(self) -> Question;

    /// The report in an answer; `None` if the answer is to another question.
    fn report(answer: Answer) -> Option<Self::Report>;
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident($question:ty) -> $report:ty;)*) => {
        /// What the page can ask.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(clippy::large_enum_variant, reason = "one question at a time")]
        pub enum Question {
            $($(#[$doc])* $name($question),)*
        }

        /// What the worker answers; the variants are those of [`Question`].
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(clippy::large_enum_variant, reason = "one answer at a time, gone as soon as it is sent")]
        pub enum Answer {
            $($(#[$doc])* $name($report),)*
        }

        $(impl Ask for $question {
            type Report = $report;

            fn question(self) -> Question {
                Question::$name(self)
            }

            fn report(answer: Answer) -> Option<$report> {
                #[allow(irrefutable_let_patterns, reason = "with one question there is one answer")]
                if let Answer::$name(report) = answer { Some(report) } else { None }
            }
        })*
    };
}

questions! {
    /// Open files and put their records in place of the present ones.
    Open(OpenFiles) -> OpenReport;
    /// Which rows of a file were left out?
    Rejected(RejectedQuestion) -> RejectedIssues;
    /// The rows of a file that were left out, as a file.
    RejectedFile(RejectedFileQuestion) -> FileBytes;
    /// Which rows of a table have no partner in another one?
    Unmatched(UnmatchedQuestion) -> FileBytes;
    /// Which names probably mean one thing?
    Spellings(SpellingsQuestion) -> SpellingsReport;
    /// How far do the selected deals come?
    Funnel(FunnelQuestion) -> FunnelAnswer;
    /// Who sells, and what is in the funnel?
    Capacity(CapacityQuestion) -> CapacityAnswer;
    /// What is wrong in the files?
    Ledger(LedgerQuestion) -> DebtAnswer;
    /// Where does a line of the ledger come from?
    Line(LineQuestion) -> LineAnswer;
    /// Which records are to be repaired first?
    CleanUp(CleanUpQuestion) -> CleanUpAnswer;
    /// The same list as CSV.
    CleanUpFile(CleanUpExport) -> String;
    /// Which contacts are probably one?
    Merges(MergeQuestion) -> MergeAnswer;
    /// What does a filter find, and what does it miss?
    Filter(FilterQuestion) -> FilterAnswer;
    /// What can the open deals be told apart by?
    Columns(ColumnsQuestion) -> DealColumns;
    /// Where does a rate differ?
    Breakdown(BreakdownQuestion) -> Option<Breakdown>;
    /// What has each rep done?
    Performance(PerformanceQuestion) -> Option<Performance>;
    /// How long does it take?
    Timing(TimingQuestion) -> TimingAnswer;
    /// How do the months of entry compare?
    Trend(TrendQuestion) -> EntryCohorts;
    /// What do the won deals have that the lost ones lack?
    Drivers(DriversQuestion) -> DriversAnswer;
    /// Which records are behind a figure?
    Records(RecordsQuestion) -> RecordsReport;
    /// The same as CSV.
    RecordsCsv(RecordsCsvQuestion) -> RecordsCsv;
    /// How do many simulated periods end?
    Simulate(MonteCarloConfig) -> MonteCarloReport;
    /// Which input explains the spread of the year?
    Sensitivity(SensitivityQuestion) -> RankSensitivityReport<ParameterId>;
    /// How fast do the contacts go bad? `None` where neither contacts nor mailings are open.
    ContactDecay(ContactDecayQuestion) -> Option<ContactDecayReport>;
    /// How long do enquiries wait, and what does it cost? Or why that cannot be measured.
    Response(ResponseQuestion) -> Result<ResponseReport, NoResponse>;
    /// How do the years of several scenarios end?
    Outlook(OutlookQuestion) -> Vec<Option<Outlook>>;
    /// What will the open deals bring?
    Pipeline(PipelineQuestion) -> PipelineAnswer;
}
