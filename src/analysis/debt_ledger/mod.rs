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
//! line by month, rep and source.
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
pub mod rule;
pub mod spelling;
pub mod traces;

use serde::{Deserialize, Serialize};

pub use claim::{Claim, Claims};
pub use copies::{Copies, Sign};
pub use rule::{Fault, Field, LedgerConfig, Matching, NotMeasurable, Rule};
pub use spelling::{SpellingCluster, Spellings};

use crate::model::{
    Dataset, DateColumn, Day, Deals, Meaning, Outcome, RecordKind, Selection, Table,
};
use traces::Traces;

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

/// Fields of contacts that are in the ledger whether the file has them or not.
const CONTACT_FIELDS: [Field; 5] =
    [Field::Email, Field::Phone, Field::Zip, Field::Owner, Field::Source];
/// Further fields of contacts, where the file has them.
const MORE_CONTACT_FIELDS: [Field; 3] = [Field::Company, Field::Job, Field::City];

/// Reads the ledger of a dataset.
#[must_use]
pub fn ledger(dataset: &Dataset, config: &LedgerConfig) -> Ledger {
    let (contact_traces, deal_traces) = Traces::of(dataset);
    let contacts = dataset.contacts.as_ref().map(|contacts| &contacts.table);
    let mut lines = Vec::new();
    let copies = contacts.and_then(|table| copies::copies(table, config.matching));
    let spellings = contacts.map(spellings_of).unwrap_or_default();
    match contacts {
        Some(table) => {
            let reader =
                ContactReader { table, traces: &contact_traces, config, as_of: dataset.as_of };
            reader.read(copies.as_ref(), &spellings, &mut lines);
        }
        None => lines.extend(
            contact_rules().map(|rule| Line { rule, counted: Err(NotMeasurable::NoContacts) }),
        ),
    }
    match &dataset.deals {
        Some(deals) => {
            let reader = DealReader { deals, traces: &deal_traces, config, as_of: dataset.as_of };
            reader.read(&mut lines);
        }
        None => lines
            .extend(deal_rules().map(|rule| Line { rule, counted: Err(NotMeasurable::NoDeals) })),
    }
    let claims = claim::claims(dataset, config, &lines, copies.as_ref(), &spellings);
    Ledger { lines, copies, spellings, claims }
}

/// The rules of contacts that are in every ledger.
fn contact_rules() -> impl Iterator<Item = Rule> {
    let missing = CONTACT_FIELDS.map(Fault::Missing);
    let others = [Fault::ExactCopy, Fault::NearCopy, Fault::NeverContacted, Fault::Stale];
    missing.into_iter().chain(others).map(Rule::contact)
}

/// The rules of deals that are in every ledger.
fn deal_rules() -> impl Iterator<Item = Rule> {
    [
        Fault::Missing(Field::Owner),
        Fault::Missing(Field::Amount),
        Fault::Unanswered,
        Fault::NoNextStep,
        Fault::Overdue,
        Fault::Silent,
    ]
    .into_iter()
    .map(Rule::deal)
}

fn spellings_of(table: &Table) -> Vec<(Field, Spellings)> {
    [Field::Tags, Field::Company, Field::Source, Field::City]
        .into_iter()
        .filter_map(|field| {
            let column = table.column(field.meanings().first()?)?;
            Some((field, spelling::spellings(field, &column.values, table.n_rows)))
        })
        .collect()
}

/// Whether no column of a field holds anything; `None` without a column.
fn missing(table: &Table, field: Field) -> Option<impl Fn(usize) -> bool> {
    let columns: Vec<_> =
        field.meanings().iter().filter_map(|meaning| table.column(meaning)).collect();
    (!columns.is_empty())
        .then_some(move |row: usize| columns.iter().all(|column| column.values.is_missing(row)))
}

/// Counts the rows of a rule among those that could have the fault.
fn count(n_rows: usize, could: impl Fn(usize) -> bool, has: impl Fn(usize) -> bool) -> Counted {
    let rows = Selection::of(n_rows, |row| could(row) && has(row));
    Counted { n: rows.count(), n_of: (0..n_rows).filter(|row| could(*row)).count(), rows }
}

struct ContactReader<'a> {
    table: &'a Table,
    traces: &'a Traces,
    config: &'a LedgerConfig,
    as_of: Day,
}

impl ContactReader<'_> {
    fn read(
        &self,
        copies: Option<&Copies>,
        spellings: &[(Field, Spellings)],
        lines: &mut Vec<Line>,
    ) {
        let n = self.table.n_rows;
        let mut add = |fault, counted| lines.push(Line { rule: Rule::contact(fault), counted });
        for field in CONTACT_FIELDS {
            let counted = missing(self.table, field)
                .map(|is_missing| count(n, |_| true, is_missing))
                .ok_or(NotMeasurable::NoColumn(field));
            add(Fault::Missing(field), counted);
        }
        for field in MORE_CONTACT_FIELDS {
            if let Some(is_missing) = missing(self.table, field) {
                add(Fault::Missing(field), Ok(count(n, |_| true, is_missing)));
            }
        }
        for field in [Field::Email, Field::Phone, Field::Zip] {
            if let Some(counted) = self.malformed(field) {
                add(Fault::Malformed(field), Ok(counted));
            }
        }
        for is_exact in [true, false] {
            let fault = if is_exact { Fault::ExactCopy } else { Fault::NearCopy };
            let counted = copies.ok_or(NotMeasurable::NothingToCompare).map(|copies| {
                let mut is_copy = vec![false; n];
                for (row, sign) in copies.copies() {
                    if let Some(flag) = is_copy.get_mut(row as usize) {
                        *flag = (sign == Sign::Email) == is_exact;
                    }
                }
                count(n, |_| true, |row| is_copy.get(row).copied().unwrap_or(false))
            });
            add(fault, counted);
        }
        for (field, found) in spellings {
            add(
                Fault::Spelling(*field),
                Ok(Counted {
                    n: found.unusual.count(),
                    n_of: found.n_filled,
                    rows: found.unusual.clone(),
                }),
            );
        }
        let known = |has: &dyn Fn(usize) -> bool| {
            if self.traces.is_known {
                Ok(count(n, |_| true, has))
            } else {
                Err(NotMeasurable::NoActivities)
            }
        };
        add(
            Fault::NeverContacted,
            known(&|row| !self.traces.touched.get(row).copied().unwrap_or(true)),
        );
        let limit = self.as_of.0 - self.config.stale_days as i32;
        add(
            Fault::Stale,
            known(&|row| {
                self.traces.last.get(row).copied().flatten().is_some_and(|last| last.0 < limit)
            }),
        );
    }

    /// Filled cells that cannot be what they should; `None` without a column.
    fn malformed(&self, field: Field) -> Option<Counted> {
        let columns: Vec<_> =
            field.meanings().iter().filter_map(|meaning| self.table.column(meaning)).collect();
        if columns.is_empty() {
            return None;
        }
        let country = self.table.column(&Meaning::Country);
        let is_good = |row: usize, text: &str| match field {
            Field::Email => format::is_email(text),
            Field::Phone => format::is_phone(text),
            _ => {
                let country = country.and_then(|column| column.values.text(row));
                format::is_zip(text, format::Country::of(country.as_deref()))
            }
        };
        let mut n_of = 0;
        let rows = Selection::of(self.table.n_rows, |row| {
            let texts: Vec<_> =
                columns.iter().filter_map(|column| column.values.text(row)).collect();
            n_of += usize::from(!texts.is_empty());
            !texts.is_empty() && !texts.iter().any(|text| is_good(row, text))
        });
        Some(Counted { n: rows.count(), n_of, rows })
    }
}

struct DealReader<'a> {
    deals: &'a Deals,
    traces: &'a Traces,
    config: &'a LedgerConfig,
    as_of: Day,
}

impl DealReader<'_> {
    fn read(&self, lines: &mut Vec<Line>) {
        let (table, n) = (&self.deals.table, self.deals.len());
        let ended = |row: usize, outcome| self.deals.outcome.get(row) == Some(&outcome);
        let open = |row: usize| ended(row, Outcome::Open);
        let mut add = |fault, counted| lines.push(Line { rule: Rule::deal(fault), counted });
        let owner = missing(table, Field::Owner).map(|is| count(n, |_| true, is));
        add(Fault::Missing(Field::Owner), owner.ok_or(NotMeasurable::NoColumn(Field::Owner)));
        let amount = missing(table, Field::Amount).map(|is| count(n, open, is));
        add(Fault::Missing(Field::Amount), amount.ok_or(NotMeasurable::NoColumn(Field::Amount)));
        for field in [Field::Zip, Field::Source] {
            if let Some(is_missing) = missing(table, field) {
                add(Fault::Missing(field), Ok(count(n, |_| true, is_missing)));
            }
        }
        if let Some(is_missing) = missing(table, Field::LostReason) {
            let lost = |row| ended(row, Outcome::Lost);
            add(Fault::Missing(Field::LostReason), Ok(count(n, lost, is_missing)));
        }
        let answered = match &self.traces.answered {
            Some(answered) => {
                Ok(count(n, |_| true, |row| !answered.get(row).copied().unwrap_or(true)))
            }
            None if self.traces.has_file => Err(NotMeasurable::NoDirection),
            None => Err(NotMeasurable::NoActivities),
        };
        add(Fault::Unanswered, answered);
        let next_day = table.date(&Meaning::NextActivity);
        let next_step = table.column(&Meaning::NextStep);
        let has_plan = next_day.is_some() || next_step.is_some();
        let planless = |row| {
            next_day.is_none_or(|days| days.day(row).is_none())
                && next_step.is_none_or(|step| step.values.is_missing(row))
        };
        add(
            Fault::NoNextStep,
            has_plan.then(|| count(n, open, planless)).ok_or(NotMeasurable::NoPlan),
        );
        let before = |days: &DateColumn, row| days.day(row).is_some_and(|day| day < self.as_of);
        let overdue = next_day.map(|days| count(n, open, |row| before(days, row)));
        add(Fault::Overdue, overdue.ok_or(NotMeasurable::NoPlan));
        let limit = self.as_of.0 - self.config.silent_days as i32;
        let created = table.date(&Meaning::Created);
        let silent = |row: usize| {
            // A deal without any activity has been silent since it was created.
            let last = self.traces.last.get(row).copied().flatten();
            last.or_else(|| created?.day(row)).is_some_and(|day| day.0 < limit)
        };
        add(
            Fault::Silent,
            if self.traces.is_known {
                Ok(count(n, open, silent))
            } else {
                Err(NotMeasurable::NoActivities)
            },
        );
        if let Some(expected) = table.date(&Meaning::ExpectedClose) {
            add(Fault::PastClose, Ok(count(n, open, |row| before(expected, row))));
        }
    }
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
