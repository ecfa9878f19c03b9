//! The clean-up list: which record to repair first, as a preview and as CSV for the CRM; and contacts to merge.
//!
//! # Definition
//! Records are ordered by the interest a minute of repair saves (value at risk per minute), ties by their place in the
//! file, deals before contacts. The price of a record is that of its claim alone; all its faults are named, so that it
//! is opened once.
//!
//! # Export
//! One file a kind of record: every column of the file as it was read, then place, faults, EUR and minutes. The
//! writer guards cells that a spreadsheet could take for a formula ([`mod@crate::import::write`]); read in again, the columns of the file are
//! the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::debt::{DAYS_PER_MONTH, cell, follow_up, header, naming_columns};
use super::debt_price::price_of_record;
use super::plan::PlanError;
use crate::analysis::debt_ledger::{
    Claim, Fault, Field, Ledger, LedgerConfig, Rule, Sign, table_of,
};
use crate::import::write::{ExportCell, ExportFormat, write};
use crate::model::{Dataset, Meaning, RecordKind, Table, Values};
use crate::scenario::{Book, Command, ParameterId, Parameters, Target, Value};

/// Parameters as they travel to the worker: those a price depends on.
pub type Numbers = Vec<(ParameterId, f64)>;

/// Which records are to be repaired first?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleanUpQuestion {
    /// What was looked for.
    pub config: LedgerConfig,
    /// The parameters of the scenario.
    pub numbers: Numbers,
    /// Records to show.
    pub n: usize,
}

/// A record of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleanUpRecord {
    /// Contact or deal.
    pub of: RecordKind,
    /// Its row, from 0.
    pub row: u32,
    /// Its key and its name, or whatever names it.
    pub name: Vec<String>,
    /// Its faults; the first is the one that is charged.
    pub faults: Vec<Rule>,
    /// Interest it bears, EUR a month.
    pub interest_eur: f64,
    /// Minutes to repair it.
    pub minutes: f64,
}

/// The answer to a [`CleanUpQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleanUpAnswer {
    /// The first records.
    pub records: Vec<CleanUpRecord>,
    /// Contacts and deals on the whole list.
    pub n_contacts: u64,
    /// Deals on the whole list.
    pub n_deals: u64,
}

/// The list as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CleanUpExport {
    /// What was looked for.
    pub config: LedgerConfig,
    /// The parameters of the scenario.
    pub numbers: Numbers,
    /// Contacts or deals.
    pub of: RecordKind,
    /// Whether it is written for German Excel.
    pub is_german: bool,
    /// Headers of the added columns: place, faults, EUR a month, minutes.
    pub headers: [String; 4],
    /// Rules in words.
    pub words: Vec<(Rule, String)>,
}

/// Which contacts are probably one?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeQuestion {
    /// What was looked for.
    pub config: LedgerConfig,
    /// Groups to show.
    pub n: usize,
}

/// The contacts of a group: their cells, and the sign that joined each (none for the first).
pub type MergeGroup = Vec<(Vec<Option<String>>, Option<Sign>)>;

/// The answer to a [`MergeQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MergeAnswer {
    /// Headers of the columns that are compared.
    pub header: Vec<String>,
    /// The groups: per contact its cells and the sign that joined it (none for the first).
    pub groups: Vec<MergeGroup>,
    /// All groups.
    pub n_groups: u64,
}

/// The parameters a question carries, in place of those of the table.
fn parameters(numbers: &[(ParameterId, f64)]) -> Parameters {
    let book = numbers.iter().fold(Book::new(), |book, (id, number)| {
        let set = Command::Set { target: Target::Base, id: *id, value: Value::user(*number) };
        // A number outside its limits leaves the default.
        book.apply(&set).unwrap_or(book)
    });
    book.parameters(Target::Base)
}

struct Ranked {
    of: RecordKind,
    row: u32,
    claim: Claim,
    interest_eur: f64,
    minutes: f64,
}

/// All charged records, the dearest minute first.
fn ranked(
    dataset: &Dataset,
    ledger: &Ledger,
    numbers: &[(ParameterId, f64)],
) -> Result<Vec<Ranked>, PlanError> {
    let parameters = parameters(numbers);
    let clusters = ledger.spellings.iter().find(|(field, _)| *field == Field::Tags);
    let mut list = Vec::new();
    // Contacts of one claim and one age have one price.
    let mut known: BTreeMap<(Claim, i32), (f64, f64)> = BTreeMap::new();
    for (of, claims) in
        [(RecordKind::Deal, &ledger.claims.deals), (RecordKind::Contact, &ledger.claims.contacts)]
    {
        let created = table_of(dataset, of).and_then(|table| table.date(&Meaning::Created));
        for (row, claim) in claims.iter().enumerate() {
            let Some(claim) = *claim else { continue };
            let age_days = created
                .and_then(|created| created.day(row))
                .map(|day| (dataset.as_of.0 - day.0).max(0));
            let deal = (claim == Claim::FollowUp).then(|| follow_up(dataset, row));
            let key = (claim, age_days.unwrap_or(-1));
            let priced = known.get(&key).copied().filter(|_| deal.is_none());
            let (interest_eur, minutes) = if let Some(price) = priced {
                price
            } else {
                let cluster = match (claim, clusters) {
                    (Claim::Tag(at), Some((_, found))) => found
                        .clusters
                        .get(usize::from(at))
                        .map_or((0, 0), |cluster| (cluster.n_usual, cluster.n())),
                    _ => (0, 0),
                };
                let age = age_days.map(|days| f64::from(days) / DAYS_PER_MONTH);
                let price = price_of_record(claim, age, deal, cluster, &parameters)?;
                known.insert(key, price);
                price
            };
            list.push(Ranked { of, row: row as u32, claim, interest_eur, minutes });
        }
    }
    let per_minute = |ranked: &Ranked| {
        if ranked.minutes > 0.0 {
            ranked.interest_eur / ranked.minutes
        } else {
            ranked.interest_eur
        }
    };
    // Stable: ties stay in the order of the file.
    list.sort_by(|a, b| per_minute(b).total_cmp(&per_minute(a)));
    Ok(list)
}

/// All faults of a record, the charged one first.
fn faults(
    ledger: &Ledger,
    config: &LedgerConfig,
    of: RecordKind,
    row: usize,
    claim: Claim,
) -> Vec<Rule> {
    let is_charged = |rule: &Rule| match (claim, rule.fault) {
        (Claim::FollowUp, Fault::Overdue | Fault::Silent)
        | (Claim::Unanswered, Fault::Unanswered)
        | (Claim::NeverContacted, Fault::NeverContacted)
        | (Claim::Tag(_), Fault::Spelling(Field::Tags))
        | (Claim::Stale, Fault::Stale) => true,
        (Claim::Gap(field), Fault::Missing(at) | Fault::Malformed(at)) => at == field,
        _ => false,
    };
    let mut faults: Vec<Rule> = ledger
        .lines
        .iter()
        .filter(|line| line.rule.of == of && config.has(line.rule))
        .filter(|line| line.counted.as_ref().is_ok_and(|counted| counted.rows.contains(row)))
        .map(|line| line.rule)
        .collect();
    faults.sort_by_key(|rule| !is_charged(rule));
    faults
}

/// Answers a [`CleanUpQuestion`].
pub(super) fn clean_up(
    dataset: &Dataset,
    ledger: &Ledger,
    question: &CleanUpQuestion,
) -> Result<CleanUpAnswer, PlanError> {
    let list = ranked(dataset, ledger, &question.numbers)?;
    let n_of = |of| list.iter().filter(|ranked| ranked.of == of).count() as u64;
    let records = list.iter().take(question.n).map(|ranked| {
        let row = ranked.row as usize;
        CleanUpRecord {
            of: ranked.of,
            row: ranked.row,
            name: table_of(dataset, ranked.of).map_or_else(Vec::new, |table| name(table, row)),
            faults: faults(ledger, &question.config, ranked.of, row, ranked.claim),
            interest_eur: ranked.interest_eur,
            minutes: ranked.minutes,
        }
    });
    Ok(CleanUpAnswer {
        records: records.collect(),
        n_contacts: n_of(RecordKind::Contact),
        n_deals: n_of(RecordKind::Deal),
    })
}

/// Key, name and company of a record.
fn name(table: &Table, row: usize) -> Vec<String> {
    let wanted = [
        Meaning::Id,
        Meaning::Title,
        Meaning::FirstName,
        Meaning::LastName,
        Meaning::Contact,
        Meaning::Company,
    ];
    let mut known: Vec<String> = Vec::new();
    for text in wanted.iter().filter_map(|meaning| table.text(meaning, row)) {
        // A title that names the company names the record.
        if known.len() < 4 && !known.iter().any(|known| known.contains(text.as_ref())) {
            known.push(text.into_owned());
        }
    }
    known
}

/// The list as CSV.
pub(super) fn export(
    dataset: &Dataset,
    ledger: &Ledger,
    question: &CleanUpExport,
) -> Result<String, PlanError> {
    let Some(table) = table_of(dataset, question.of) else { return Ok(String::new()) };
    let list = ranked(dataset, ledger, &question.numbers)?;
    let rows: Vec<(usize, &Ranked, String)> = list
        .iter()
        .filter(|ranked| ranked.of == question.of)
        .enumerate()
        .map(|(at, ranked)| {
            let row = ranked.row as usize;
            let faults = faults(ledger, &question.config, question.of, row, ranked.claim);
            (at + 1, ranked, in_words(&faults, &question.words))
        })
        .collect();
    let texts: Vec<Vec<Option<String>>> = rows
        .iter()
        .map(|(_, ranked, _)| {
            let of_column = |at: usize| match &table.columns.get(at)?.values {
                values @ (Values::Dict(_) | Values::Text(_)) => {
                    values.text(ranked.row as usize).map(String::from)
                }
                _ => None,
            };
            (0..table.columns.len()).map(of_column).collect()
        })
        .collect();
    let header: Vec<&str> = table
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .chain(question.headers.iter().map(String::as_str))
        .collect();
    let lines = rows.iter().zip(&texts).map(|((place, ranked, faults), texts)| {
        let cells = table.columns.iter().zip(texts);
        let mut line: Vec<ExportCell<'_>> = cells
            .map(|(column, text)| export_cell(&column.values, text.as_deref(), ranked.row as usize))
            .collect();
        line.extend([
            ExportCell::Count(*place as i64),
            ExportCell::Text(faults),
            ExportCell::Number((ranked.interest_eur * 100.0).round() / 100.0),
            ExportCell::Number(ranked.minutes),
        ]);
        line
    });
    let format = if question.is_german { ExportFormat::GERMAN } else { ExportFormat::ENGLISH };
    Ok(String::from_utf8(write(format, &header, lines)).unwrap_or_default())
}

fn in_words(faults: &[Rule], words: &[(Rule, String)]) -> String {
    let word = |rule: &Rule| {
        let known = words.iter().find(|(known, _)| known == rule);
        known.map_or_else(|| rule.key(), |(_, word)| word.clone())
    };
    faults.iter().map(word).collect::<Vec<_>>().join(", ")
}

fn export_cell<'a>(values: &Values, text: Option<&'a str>, row: usize) -> ExportCell<'a> {
    let cell = match values {
        Values::Dict(_) | Values::Text(_) => text.map(ExportCell::Text),
        Values::Date(column) => match column.minute(row) {
            Some(minute) => Some(ExportCell::Minute(minute)),
            None => column.day(row).map(ExportCell::Day),
        },
        Values::Money(column) => column.get(row).map(ExportCell::Money),
        Values::Number(column) => column.get(row).map(ExportCell::Number),
    };
    cell.unwrap_or(ExportCell::Missing)
}

/// Answers a [`MergeQuestion`].
pub(super) fn merges(dataset: &Dataset, ledger: &Ledger, question: &MergeQuestion) -> MergeAnswer {
    let groups = ledger.copies.as_ref().map(|copies| copies.groups.as_slice()).unwrap_or_default();
    let Some(table) = table_of(dataset, RecordKind::Contact) else {
        return MergeAnswer { header: Vec::new(), groups: Vec::new(), n_groups: 0 };
    };
    let mut columns = naming_columns(table);
    let created = table.columns.iter().position(|column| column.meaning == Meaning::Created);
    columns.extend(created);
    // Near copies first: of them somebody has to judge.
    let is_exact = |group: &[(u32, Option<Sign>)]| {
        group.iter().all(|(_, sign)| sign.is_none_or(|sign| sign == Sign::Email))
    };
    let mut order: Vec<_> = groups.iter().collect();
    order.sort_by_key(|group| is_exact(group));
    MergeAnswer {
        header: columns.iter().map(|at| header(table, *at)).collect(),
        groups: order
            .into_iter()
            .take(question.n)
            .map(|group| {
                let cells = |row: u32| columns.iter().map(move |at| cell(table, *at, row as usize));
                group.iter().map(|(row, sign)| (cells(*row).collect(), *sign)).collect()
            })
            .collect(),
        n_groups: groups.len() as u64,
    }
}
