//! The user's choices about a file's columns, remembered by the fingerprint of its headers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::literal::date::DateOrder;
use super::literal::number::Decimal;
use super::plan::{FileShape, Fingerprint};
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
    pub columns: BTreeMap<String, ColumnChoice>,
}
