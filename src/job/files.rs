//! Questions about the open files themselves: the rows that were left out, the rows without a partner, and the names
//! that probably mean one thing.
//!
//! Reasons are words of a language, which only the page knows: it asks for the issues first ([`RejectedQuestion`]) and
//! hands their sentences back with the request for the file ([`RejectedFileQuestion`]).

use std::borrow::Cow;
use std::cell::Cell;

use serde::{Deserialize, Serialize};

use super::JobError;
use crate::import::company::{MergeCandidate, offered_merges};
use crate::import::rejected::{rejected_rows, write_rejected};
use crate::import::write::{ExportCell, ExportFormat, write};
use crate::import::{FileReport, Issue, Source};
use crate::model::{Dataset, RecordKind, Table, Values};

/// Which rows of a file were left out, and why?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedQuestion {
    /// The file, by its place among the open ones.
    pub file: usize,
}

/// The issues of the rows that were left out, in the order of the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectedIssues(pub Vec<Issue>);

/// The rows of a file that were left out, as a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedFileQuestion {
    /// The file, by its place among the open ones.
    pub file: usize,
    /// Names of the columns for line and reason.
    pub added: [String; 2],
    /// The reason of each row, in the order of [`RejectedIssues`].
    pub reasons: Vec<String>,
}

/// Which rows of a table have no partner in another one? Answered by a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnmatchedQuestion {
    /// The table whose rows look for a partner.
    pub from: RecordKind,
    /// The table they look in.
    pub to: RecordKind,
    /// Whether German Excel is to open the file.
    pub german: bool,
}

/// Which names of companies and products probably mean one thing?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpellingsQuestion {
    /// How many groups are wanted at most.
    pub n_most: usize,
}

/// Names that probably mean one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpellingsReport {
    /// Groups with the most rows first.
    pub offered: Vec<MergeCandidate>,
    /// All groups there are.
    pub n_all: usize,
}

/// A file for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileBytes(pub Vec<u8>);

/// The issues of the rows of a source that were left out.
pub(super) fn rejected(
    source: &mut dyn Source,
    report: &FileReport,
) -> Result<RejectedIssues, JobError> {
    let rows = rejected_rows(source, report).map_err(|error| failed(source, error))?;
    Ok(RejectedIssues(rows.into_iter().map(|row| row.issue).collect()))
}

/// The rows of a source that were left out, each with its line and reason.
pub(super) fn rejected_file(
    source: &mut dyn Source,
    report: &FileReport,
    question: &RejectedFileQuestion,
) -> Result<FileBytes, JobError> {
    let [line, why] = &question.added;
    let next = Cell::new(0);
    let reason = |_: &Issue| {
        let at = next.replace(next.get() + 1);
        question.reasons.get(at).cloned().unwrap_or_default()
    };
    write_rejected(source, report, [line, why], &reason)
        .map(FileBytes)
        .map_err(|error| failed(source, error))
}

fn failed(source: &dyn Source, error: crate::import::ImportError) -> JobError {
    JobError::Import { file: source.name().to_owned(), error }
}

/// The rows of a table without a partner, with all their columns; a header alone where there are none.
pub(super) fn unmatched(dataset: &Dataset, question: UnmatchedQuestion) -> FileBytes {
    let format = if question.german { ExportFormat::GERMAN } else { ExportFormat::ENGLISH };
    let (Some(table), Some(join)) =
        (table_of(dataset, question.from), dataset.join(question.from, question.to))
    else {
        return FileBytes(Vec::new());
    };
    let rows = join.target.iter().enumerate().filter(|(_, partner)| partner.is_none());
    let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
    FileBytes(write_rows(table, format, &rows))
}

fn table_of(dataset: &Dataset, kind: RecordKind) -> Option<&Table> {
    match kind {
        RecordKind::Deal => dataset.deals.as_ref().map(|deals| &deals.table),
        RecordKind::Contact => dataset.contacts.as_ref().map(|contacts| &contacts.table),
        RecordKind::Activity => dataset.activities.as_ref().map(|activities| &activities.table),
        RecordKind::Mailing => dataset.mailings.as_ref(),
    }
}

fn write_rows(table: &Table, format: ExportFormat, rows: &[usize]) -> Vec<u8> {
    let header: Vec<&str> = table.columns.iter().map(|column| column.header.as_str()).collect();
    let texts = |row: &usize| -> Vec<Option<Cow<'_, str>>> {
        table.columns.iter().map(|column| text(&column.values, *row)).collect()
    };
    // Texts may be made as they are asked for, and must live until they are written.
    let texts: Vec<_> = rows.iter().map(texts).collect();
    let cells = rows.iter().zip(&texts).map(|(row, texts)| {
        let columns = table.columns.iter().zip(texts);
        columns.map(|(column, text)| cell(&column.values, *row, text.as_deref())).collect()
    });
    write(format, &header, cells)
}

fn text(values: &Values, row: usize) -> Option<Cow<'_, str>> {
    match values {
        Values::Dict(column) => column.get(row).map(Cow::Borrowed),
        Values::Text(column) => column.get(row),
        Values::Date(_) | Values::Money(_) | Values::Number(_) => None,
    }
}

fn cell<'a>(values: &Values, row: usize, text: Option<&'a str>) -> ExportCell<'a> {
    let found = match values {
        Values::Dict(_) | Values::Text(_) => text.map(ExportCell::Text),
        Values::Date(column) => match column.minute(row) {
            Some(minute) => Some(ExportCell::Minute(minute)),
            None => column.day(row).map(ExportCell::Day),
        },
        Values::Money(column) => column.get(row).map(ExportCell::Money),
        Values::Number(column) => column.get(row).map(ExportCell::Number),
    };
    found.unwrap_or(ExportCell::Missing)
}

/// The names that probably mean one thing, those of most rows first.
pub(super) fn spellings(dataset: &Dataset, question: SpellingsQuestion) -> SpellingsReport {
    let mut offered = offered_merges(dataset);
    let n_rows = |group: &MergeCandidate| -> usize { group.names.iter().map(|(_, n)| n).sum() };
    // Equal ones keep the order of the file.
    offered.sort_by_key(|group| std::cmp::Reverse(n_rows(group)));
    let n_all = offered.len();
    offered.truncate(question.n_most);
    SpellingsReport { offered, n_all }
}
