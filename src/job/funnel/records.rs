//! The records behind a bar, a row or a point: a page of rows at a time, or as CSV.
//!
//! Rows leave the worker only here, for the eyes or the file of the user (P7). A set is defined by the same
//! placement that was counted, so the records behind a bar are the deals in it, one by one.

use serde::{Deserialize, Serialize};

use super::{OpenDeals, Scope};
use crate::analysis::funnel::{EntryDays, StagePart, for_each_advance, stale_deals};
use crate::import::write::{ExportCell, ExportFormat, write};
use crate::model::{Column, Currency, Day, Meaning, Minute, Money, Outcome, Selection, Values};

/// Which of the selected deals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordSet {
    /// All of them.
    All,
    /// Those of one outcome.
    Outcome(Outcome),
    /// Those that reached a step, or did one thing there; the step after the last is the win.
    Stage {
        /// From 0.
        step: usize,
        /// What they did; `None` for all that reached it.
        part: Option<StagePart>,
    },
    /// Those that entered the funnel in a month.
    EntryMonth(Day),
    /// Those whose way on took so many days.
    Duration {
        /// From a step to the next; `None` from the first to the win.
        step: Option<usize>,
        /// At least so many days.
        from_days: u16,
        /// Fewer than so many; `None` for any longer.
        to_days: Option<u16>,
    },
    /// Open deals past the median time to win, the most valuable first.
    Stale,
    /// Those with a skipped stage (R6), where the rule leaves them in.
    Skipping,
}

/// Which records?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsQuestion {
    /// Which deals.
    pub scope: Scope,
    /// Which of these.
    pub set: RecordSet,
    /// How many to pass over.
    pub offset: usize,
    /// How many to show.
    pub limit: usize,
}

/// A cell of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordCell {
    /// Nothing.
    Missing,
    /// A text.
    Text(String),
    /// A day.
    Day(Day),
    /// A day and a time.
    Minute(Minute),
    /// An amount.
    Money(Money),
    /// A number.
    Number(f64),
}

/// Some of the records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordsReport {
    /// Headers with whether the column holds numbers.
    pub columns: Vec<(String, bool)>,
    /// Currency of all amounts; `None` where they are mixed.
    pub currency: Option<Currency>,
    /// Records there are.
    pub n: usize,
    /// Number of the first row shown.
    pub offset: usize,
    /// The rows.
    pub rows: Vec<Vec<RecordCell>>,
}

/// Which records, as CSV?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsCsvQuestion {
    /// Which records; a piece of them at a time, so that no message grows beyond measure.
    pub records: RecordsQuestion,
    /// Whether semicolons and decimal commas are wanted.
    pub is_german: bool,
}

/// A piece of a CSV file; the first piece has the header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsCsv {
    /// The piece.
    pub text: String,
    /// Records there are in all.
    pub n: usize,
}

/// Answers a [`RecordsQuestion`].
pub(in crate::job) fn answer(open: &OpenDeals<'_>, question: &RecordsQuestion) -> RecordsReport {
    let found = rows(open, &question.scope, question.set);
    let columns = columns(open);
    let shown = found.iter().skip(question.offset).take(question.limit);
    RecordsReport {
        columns: columns
            .iter()
            .map(|column| {
                let is_number = matches!(column.values, Values::Money(_) | Values::Number(_));
                (column.header.clone(), is_number)
            })
            .collect(),
        currency: open.deals.currency,
        n: found.len(),
        offset: question.offset,
        rows: shown
            .map(|&row| columns.iter().map(|column| cell(&column.values, row)).collect())
            .collect(),
    }
}

/// Answers a [`RecordsCsvQuestion`].
pub(in crate::job) fn answer_csv(
    open: &OpenDeals<'_>,
    question: &RecordsCsvQuestion,
) -> RecordsCsv {
    let page = answer(open, &question.records);
    let mut format = if question.is_german { ExportFormat::GERMAN } else { ExportFormat::ENGLISH };
    let is_first = question.records.offset == 0;
    format.has_mark &= is_first;
    let header: Vec<&str> = page.columns.iter().map(|(header, _)| header.as_str()).collect();
    let rows = page.rows.iter().map(|row| row.iter().map(export_cell).collect());
    let mut bytes = write(format, &header, rows);
    if !is_first {
        // A header may hold a line break between its quotes; its own length is what is cut off.
        let header_only = write(format, &header, std::iter::empty());
        bytes.drain(..header_only.len());
    }
    // What was written is text; a replacement could only show where it is not.
    RecordsCsv { text: String::from_utf8_lossy(&bytes).into_owned(), n: page.n }
}

/// The rows of a set: in the order of the file, stale deals by worth.
fn rows(open: &OpenDeals<'_>, scope: &Scope, set: RecordSet) -> Vec<usize> {
    let OpenDeals { deals, placements, as_of, .. } = open;
    let selection = open.select(scope);
    match set {
        RecordSet::All => selection.rows().collect(),
        RecordSet::Outcome(outcome) => {
            selection.rows().filter(|&row| deals.outcome.get(row) == Some(&outcome)).collect()
        }
        RecordSet::Stage { step, part } => selection
            .rows()
            .filter(|&row| match (placements.part_at(row, step), part) {
                (Some(found), Some(wanted)) => found == wanted,
                (found, None) => found.is_some(),
                (None, Some(_)) => false,
            })
            .collect(),
        RecordSet::EntryMonth(month) => {
            let entries = EntryDays::new(deals, *as_of);
            let is_in = |row| {
                entries.of(row).is_some_and(|day: Day| day.month_index() == month.month_index())
            };
            selection.rows().filter(|&row| is_in(row)).collect()
        }
        RecordSet::Duration { step, from_days, to_days } => {
            let mut found = Vec::new();
            let config = open.config(scope);
            for_each_advance(deals, &selection, &config, step, |row, days| {
                if days >= from_days && to_days.is_none_or(|to| days < to) {
                    found.push(row);
                }
            });
            found
        }
        RecordSet::Stale => stale_rows(open, scope, &selection),
        RecordSet::Skipping => {
            selection.rows().filter(|&row| placements.is_skipping(row)).collect()
        }
    }
}

fn stale_rows(open: &OpenDeals<'_>, scope: &Scope, selection: &Selection) -> Vec<usize> {
    let config = open.config(scope);
    let curve = open.tally(selection, &config).win_curve(config.level);
    let (placements, as_of) = (&open.placements, open.as_of);
    let stale = stale_deals(open.deals, placements, selection, &curve, as_of, usize::MAX);
    stale.deals.iter().map(|deal| deal.row as usize).collect()
}

/// The columns that are shown: all that the user did not leave out.
fn columns<'a>(open: &OpenDeals<'a>) -> Vec<&'a Column> {
    let all = open.deals.table.columns.iter();
    all.filter(|column| column.meaning != Meaning::Ignored).collect()
}

fn cell(values: &Values, row: usize) -> RecordCell {
    let known = match values {
        Values::Dict(_) | Values::Text(_) => {
            values.text(row).map(|text| RecordCell::Text(text.into_owned()))
        }
        Values::Date(dates) if dates.has_minutes() => dates.minute(row).map(RecordCell::Minute),
        Values::Date(dates) => dates.day(row).map(RecordCell::Day),
        Values::Money(amounts) => amounts.get(row).map(RecordCell::Money),
        Values::Number(numbers) => numbers.get(row).map(RecordCell::Number),
    };
    known.unwrap_or(RecordCell::Missing)
}

fn export_cell(cell: &RecordCell) -> ExportCell<'_> {
    match cell {
        RecordCell::Missing => ExportCell::Missing,
        RecordCell::Text(text) => ExportCell::Text(text),
        RecordCell::Day(day) => ExportCell::Day(*day),
        RecordCell::Minute(minute) => ExportCell::Minute(*minute),
        RecordCell::Money(amount) => ExportCell::Money(*amount),
        RecordCell::Number(number) => ExportCell::Number(*number),
    }
}
