//! The lines of the ledger: how many records have a fault, among those that could.

use super::copies::{Copies, Sign};
use super::spelling::Spellings;
use super::traces::Traces;
use super::{Counted, Fault, Field, LedgerConfig, Line, NotMeasurable, Rule, format};
use crate::model::{DateColumn, Day, Deals, Meaning, Outcome, Selection, Table};

/// Fields of contacts that are in the ledger whether the file has them or not.
const CONTACT_FIELDS: [Field; 5] =
    [Field::Email, Field::Phone, Field::Zip, Field::Owner, Field::Source];
/// Further fields of contacts, where the file has them.
const MORE_CONTACT_FIELDS: [Field; 3] = [Field::Company, Field::Job, Field::City];

/// The lines of contacts; without them, why they cannot be counted.
pub(super) fn contact_lines(
    table: Option<&Table>,
    traces: &Traces,
    copies: Option<&Copies>,
    spellings: &[(Field, Spellings)],
    config: &LedgerConfig,
    as_of: Day,
) -> Vec<Line> {
    let Some(table) = table else {
        let why = NotMeasurable::NoContacts;
        return contact_rules().map(|rule| Line { rule, counted: Err(why) }).collect();
    };
    let mut lines = Vec::new();
    ContactReader { table, traces, config, as_of }.read(copies, spellings, &mut lines);
    lines
}

/// The lines of deals; without them, why they cannot be counted.
pub(super) fn deal_lines(
    deals: Option<&Deals>,
    traces: &Traces,
    config: &LedgerConfig,
    as_of: Day,
) -> Vec<Line> {
    let Some(deals) = deals else {
        let why = NotMeasurable::NoDeals;
        return deal_rules().map(|rule| Line { rule, counted: Err(why) }).collect();
    };
    let mut lines = Vec::new();
    DealReader { deals, traces, config, as_of }.read(&mut lines);
    lines
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
