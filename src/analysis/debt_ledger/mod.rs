//! The ledger of sales debt: what is missing, wrong, double, old or undone in the records at hand (SPEC B1).
//!
//! # Definition
//! A [`Rule`] is a fault of a kind of record; its [`Line`] counts the records that have it among those that could.
//! "Could" is part of the definition: amounts are asked of open deals, reasons of lost ones, formats of filled fields.
//! A rule whose file or column is not there is not 0 but not measurable, with the reason ([`NotMeasurable`]).
//!
//! A record can have many faults and stands in each of their lines. What is charged in EUR is a different question:
//! [`claim`] gives each record to one line at most.
//!
//! # The parts
//! [`rule`]: what is looked for. [`mod@format`]: what cannot be an address. [`copies`]: contacts there twice. [`spelling`]:
//! words written in several ways. [`traces`]: who was touched when. [`claim`]: who is charged where. [`detail`]: one
//! line by month, rep and source. `lines`: the counting. [`reading`]: all of it, step by step.
//!
//! # Edge cases
//! An empty table has lines of 0 among 0: no share. Dates after the export date are plans.
//!
//! # Verified
//! `tests/native/debt_ledger.rs` finds the planted debts of the demo company exactly.

pub mod claim;
pub mod copies;
pub mod detail;
pub mod format;
mod lines;
pub mod reading;
pub mod rule;
pub mod spelling;
pub mod traces;

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

pub use claim::{Claim, Claims};
pub use copies::{Copies, Sign};
pub use reading::Reading;
pub use rule::{Fault, Field, LedgerConfig, Matching, NotMeasurable, Rule};
pub use spelling::{SpellingCluster, Spellings};

use crate::model::{Dataset, RecordKind, Selection, Table};

/// The records of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Rows with the fault.
    pub rows: Selection,
    /// How many.
    pub n: usize,
    /// Records that could have it.
    pub n_of: usize,
}

/// A line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule.
    pub rule: Rule,
    /// The records, or why there is no count.
    pub counted: Result<Counted, NotMeasurable>,
}

/// The ledger with its rows; it stays where the dataset is.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// The lines, contacts first.
    pub lines: Vec<Line>,
    /// Contacts that are there more than once.
    pub copies: Option<Copies>,
    /// Spellings of tags and companies of contacts.
    pub spellings: Vec<(Field, Spellings)>,
    /// Which line charges which record.
    pub claims: Claims,
}

/// A line without its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineReport {
    /// The rule.
    pub rule: Rule,
    /// Whether it is looked for.
    pub is_on: bool,
    /// Records with the fault; `None` where it cannot be counted.
    pub n: Option<u64>,
    /// Records that could have it.
    pub n_of: u64,
    /// Why there is no count.
    pub why: Option<NotMeasurable>,
}

impl LineReport {
    /// Share of the records that could have the fault; `None` for none of none.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        Some(self.n? as f64 / self.n_of as f64).filter(|_| self.n_of > 0)
    }
}

impl Ledger {
    /// Charges anew by other switches; what was counted does not depend on them.
    pub fn switch(&mut self, dataset: &Dataset, config: &LedgerConfig) {
        self.claims =
            claim::claims(dataset, config, &self.lines, self.copies.as_ref(), &self.spellings);
    }

    /// The line of a rule.
    #[must_use]
    pub fn line(&self, rule: Rule) -> Option<&Line> {
        self.lines.iter().find(|line| line.rule == rule)
    }

    /// The rows of a rule; `None` where it is not counted.
    #[must_use]
    pub fn rows(&self, rule: Rule) -> Option<&Counted> {
        self.line(rule)?.counted.as_ref().ok()
    }
}

/// Reads the ledger of a dataset in one go.
#[must_use]
pub fn ledger(dataset: &Dataset, config: &LedgerConfig) -> Ledger {
    let mut reading = Reading::default();
    // Nothing breaks it off.
    let _ = reading.go_on(dataset, config, &mut |_| ControlFlow::Continue(()));
    reading.finish(dataset, config)
}

impl Line {
    /// The line without its rows.
    #[must_use]
    pub fn report(&self, config: &LedgerConfig) -> LineReport {
        let counted = self.counted.as_ref();
        LineReport {
            rule: self.rule,
            is_on: config.has(self.rule),
            n: counted.ok().map(|counted| counted.n as u64),
            n_of: counted.map_or(0, |counted| counted.n_of as u64),
            why: counted.err().copied(),
        }
    }
}

/// The table a rule is about.
#[must_use]
pub fn table_of(dataset: &Dataset, of: RecordKind) -> Option<&Table> {
    match of {
        RecordKind::Contact => dataset.contacts.as_ref().map(|contacts| &contacts.table),
        RecordKind::Deal => dataset.deals.as_ref().map(|deals| &deals.table),
        RecordKind::Activity | RecordKind::Mailing => None,
    }
}
