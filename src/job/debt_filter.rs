//! What a filter finds and what it misses: "invite everyone in 97xxx" (SPEC B4, MATH 7.2).
//!
//! A filter compares as a CRM does: letters' case aside, from the start of the cell or the whole of it. Beside the
//! estimate stands who leaves the field empty: it is rarely missing at random.

use serde::{Deserialize, Serialize};

use super::JobError;
use crate::analysis::debt_ledger::detail::{GroupShare, shares};
use crate::analysis::debt_ledger::table_of;
use crate::analysis::filter_recall::{FilterRecall, filter_recall};
use crate::analysis::interval::Level;
use crate::analysis::proportion::Proportion;
use crate::model::{Dataset, Meaning, RecordKind};

/// What does a filter find?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterQuestion {
    /// Contacts or deals.
    pub of: RecordKind,
    /// Header of the column.
    pub header: String,
    /// The value.
    pub value: String,
    /// Whether the cell only has to begin with it.
    pub is_prefix: bool,
}

/// The answer to a [`FilterQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FilterAnswer {
    /// Found and missed.
    pub recall: FilterRecall,
    /// All records.
    pub n: u64,
    /// Empty cells by rep.
    pub owners: Vec<GroupShare>,
    /// Empty cells by source.
    pub sources: Vec<GroupShare>,
}

/// Answers a [`FilterQuestion`].
pub(super) fn answer(
    dataset: &Dataset,
    question: &FilterQuestion,
) -> Result<FilterAnswer, JobError> {
    let table = table_of(dataset, question.of).ok_or(JobError::NoRecords)?;
    let column = table
        .columns
        .iter()
        .find(|column| column.header == question.header)
        .ok_or(JobError::NoRecords)?;
    let value = question.value.trim().to_lowercase();
    let (mut n_matched, mut n_others) = (0, 0);
    let mut is_empty = vec![false; table.n_rows];
    for (row, empty) in is_empty.iter_mut().enumerate() {
        match column.values.text(row) {
            None => *empty = true,
            Some(text) => {
                let text = text.to_lowercase();
                let matches =
                    if question.is_prefix { text.starts_with(&value) } else { text == value };
                if matches { n_matched += 1 } else { n_others += 1 }
            }
        }
    }
    let n_empty = is_empty.iter().filter(|empty| **empty).count() as u64;
    let empty = |row: usize| is_empty.get(row).copied().unwrap_or(false);
    Ok(FilterAnswer {
        recall: filter_recall(Proportion::of(n_matched, n_others), n_empty, Level::ESTIMATE),
        n: table.n_rows as u64,
        owners: shares(table, &Meaning::Owner, empty),
        sources: shares(table, &Meaning::Source, empty),
    })
}
