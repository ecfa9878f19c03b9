//! The user's choices about files, remembered by the fingerprint of their headers.
//!
//! Columns, stages and spellings are chosen for an export as it comes every month, so all of them are kept under the
//! one thing that stays the same from month to month: the header line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::assemble::{Edits, WordMerge};
use super::literal::date::DateOrder;
use super::literal::number::Decimal;
use super::plan::{FileShape, Fingerprint};
use super::stage_edit::StageEdit;
use crate::model::Meaning;

/// What the user chose for one column; `None` leaves the proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnChoice {
    /// What the column means.
    #[serde(default)]
    pub meaning: Option<Meaning>,
    /// Order of day and month.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// Decimal mark.
    #[serde(default)]
    pub decimal: Option<Decimal>,
    /// All words that count as missing in this column.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
}

/// The user's choices for all files with one header line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The header line.
    pub fingerprint: Fingerprint,
    /// The shape of the file, where the user set it.
    #[serde(default)]
    pub shape: Option<FileShape>,
    /// Choices by header.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnChoice>,
    /// Changes to the stages of the deals in these files.
    #[serde(default)]
    pub stages: Option<StageEdit>,
    /// Words of these files to be one.
    #[serde(default)]
    pub merges: Vec<WordMerge>,
}

impl Mapping {
    /// Nothing chosen yet for a header line.
    #[must_use]
    pub const fn new(fingerprint: Fingerprint) -> Self {
        Self {
            fingerprint,
            shape: None,
            columns: BTreeMap::new(),
            stages: None,
            merges: Vec::new(),
        }
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::new(self.fingerprint)
    }

    /// Changes the choices for a column; a column without any is forgotten.
    pub fn choose(&mut self, header: &str, change: impl FnOnce(&mut ColumnChoice)) {
        let choice = self.columns.entry(header.to_owned()).or_default();
        change(choice);
        if *choice == ColumnChoice::default() {
            self.columns.remove(header);
        }
    }
}

/// The remembered mapping of a header line; of several the last one.
#[must_use]
pub fn for_headers<'a>(mappings: &'a [Mapping], headers: &[String]) -> Option<&'a Mapping> {
    let fingerprint = super::profile::fingerprint(headers);
    mappings.iter().rev().find(|mapping| mapping.fingerprint == fingerprint)
}

/// Changes the mapping of a header line among others; one that says nothing is forgotten.
pub fn change(
    mappings: &mut Vec<Mapping>,
    fingerprint: Fingerprint,
    change: impl FnOnce(&mut Mapping),
) {
    let known = mappings.iter().rposition(|mapping| mapping.fingerprint == fingerprint);
    let mut mapping = known.map_or_else(|| Mapping::new(fingerprint), |at| mappings.remove(at));
    change(&mut mapping);
    // The one changed last stands last: the first is the one to be forgotten where room is short.
    if !mapping.is_empty() {
        mappings.push(mapping);
    }
}

impl Edits {
    /// These edits together with what the mappings of the open files say. Stages that are edited here stay as they
    /// are; of several mappings the first that edits the stages counts.
    #[must_use]
    pub fn with<'a>(mut self, mappings: impl IntoIterator<Item = &'a Mapping>) -> Self {
        for mapping in mappings {
            let is_unedited = self.stages == StageEdit::default();
            if let Some(stages) = mapping.stages.as_ref().filter(|_| is_unedited) {
                self.stages = stages.clone();
            }
            for merge in &mapping.merges {
                if !self.merges.contains(merge) {
                    self.merges.push(merge.clone());
                }
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Fingerprint = Fingerprint(7);

    #[test]
    fn choices_taken_back_leave_nothing_behind() {
        let mut mappings = Vec::new();
        change(&mut mappings, KEY, |mapping| {
            mapping.choose("Betrag", |choice| choice.meaning = Some(Meaning::Amount));
        });
        assert_eq!(mappings.len(), 1);
        change(&mut mappings, KEY, |mapping| {
            mapping.choose("Betrag", |choice| choice.meaning = None);
        });
        assert_eq!(mappings, []);
    }

    #[test]
    fn the_last_change_stands_last_and_each_header_line_once() {
        let mut mappings = Vec::new();
        for key in [1, 2, 1] {
            change(&mut mappings, Fingerprint(key), |mapping| {
                mapping.shape = Some(FileShape::Snapshot);
            });
        }
        let keys: Vec<u64> = mappings.iter().map(|mapping| mapping.fingerprint.0).collect();
        assert_eq!(keys, [2, 1]);
    }

    #[test]
    fn edits_of_now_come_before_remembered_ones() {
        let edit =
            |order: &str| StageEdit { order: vec![order.to_owned()], ..StageEdit::default() };
        let merge = WordMerge { header: "Produkt".into(), from: "a".into(), into: "b".into() };
        let mapping = Mapping {
            stages: Some(edit("remembered")),
            merges: vec![merge.clone(), merge.clone()],
            ..Mapping::new(KEY)
        };
        let edits = Edits::default().with([&mapping]);
        assert_eq!((edits.stages, edits.merges), (edit("remembered"), vec![merge]));
        let now = Edits { stages: edit("now"), ..Edits::default() };
        assert_eq!(now.with([&mapping]).stages, edit("now"));
    }
}
