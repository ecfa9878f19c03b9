//! The debt of the open files: what the ledger counts, and what the page needs to price it.
//!
//! The worker reads the ledger once per configuration and keeps it ([`super::debt_store::LedgerStore`]); every question
//! of the page is about that one ledger. What goes to the page are counts and claims ([`DebtAnswer`]); prices follow
//! there from the parameters ([`super::debt_price`]), so that a slider never waits for the worker.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::debt_use::{OwnerUse, owners_at_work};
use super::{Figures, JobError};
use crate::analysis::debt_ledger::detail::{LineDetail, detail};
use crate::analysis::debt_ledger::{
    Claim, Fault, Field, Ledger, LedgerConfig, LineReport, Rule, SpellingCluster, table_of,
};
use crate::model::{Currency, Dataset, Day, Meaning, RecordKind, Table, Values};

/// Days in a month (MATH 1.1).
pub const DAYS_PER_MONTH: f64 = 30.4375;
/// Days over which new debt is counted.
pub const NEW_DEBT_DAYS: i32 = 90;

/// What is wrong in the open files?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerQuestion {
    /// What to look for.
    pub config: LedgerConfig,
}

/// Where does one line of the ledger come from?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineQuestion {
    /// What was looked for.
    pub config: LedgerConfig,
    /// The line.
    pub rule: Rule,
    /// Records to show.
    pub n_records: usize,
}

/// The answer to a [`LineQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineAnswer {
    /// By month, rep and source.
    pub detail: LineDetail,
    /// Headers of the columns that name a record.
    pub header: Vec<String>,
    /// The first records with the fault, in the order of the file; `None` for an empty cell.
    pub records: Vec<Vec<Option<String>>>,
}

/// Claims of one age.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AgeGroup {
    /// Mean age of the records, months.
    pub age_months: f64,
    /// Records.
    pub n: u64,
}

/// A deal to be followed up.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The chance the CRM gives it; `None` where it gives none.
    pub p_win: Option<f64>,
    /// Its worth in EUR; `None` where it has none, or none in EUR.
    pub value_eur: Option<f64>,
}

/// Records of a cluster with an unusual tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagClaim {
    /// The usual spelling.
    pub usual: String,
    /// Records with the usual spelling.
    pub n_usual: u64,
    /// Charged records with another one.
    pub n: u64,
}

/// What is charged, each record once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimSummary {
    /// Open deals that are overdue or silent.
    pub follow_ups: Vec<FollowUp>,
    /// Open deals nobody answered, by whole months of age.
    pub unanswered: Vec<AgeGroup>,
    /// Contacts nobody ever touched, by whole months of age.
    pub never_contacted: Vec<AgeGroup>,
    /// Contacts with a gap.
    pub gaps: Vec<(Field, u64)>,
    /// Contacts with an unusual tag.
    pub tags: Vec<TagClaim>,
    /// Stale contacts.
    pub n_stale: u64,
    /// Charged records without a creation date: they cost hours, yet no interest that depends on age.
    pub n_undated: u64,
    /// Copies that would have been charged had they been contacts of their own.
    pub n_copies: u64,
    /// Contacts whose deal is charged.
    pub n_behind_deals: u64,
    /// Charged records created within the last [`NEW_DEBT_DAYS`], by claim.
    pub new: Vec<(Claim, u64)>,
}

/// The answer to a [`LedgerQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DebtAnswer {
    /// What was looked for.
    pub config: LedgerConfig,
    /// The lines.
    pub lines: Vec<LineReport>,
    /// Words with several spellings, the largest disorder of each field first.
    pub clusters: Vec<SpellingCluster>,
    /// Groups of contacts that are probably one.
    pub n_groups: u64,
    /// What is charged.
    pub claims: ClaimSummary,
    /// Who has worked in the CRM lately; `None` without activities that name their owner.
    pub owners: Option<Vec<OwnerUse>>,
    /// Columns a filter can ask, by kind of record.
    pub fields: Vec<FilterField>,
    /// Contacts and deals.
    pub n_records: (u64, u64),
    /// Export date.
    pub as_of: Day,
}

/// A column that a filter can ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterField {
    /// Contacts or deals.
    pub of: RecordKind,
    /// Its header.
    pub header: String,
    /// What it means.
    pub meaning: Meaning,
    /// A value worth asking for: the most frequent one, of postcodes the most frequent area of two digits.
    pub example: String,
}

impl DebtAnswer {
    /// The line of a rule.
    #[must_use]
    pub fn line(&self, rule: Rule) -> Option<&LineReport> {
        self.lines.iter().find(|line| line.rule == rule)
    }

    /// The figures `debt.RULE`: records with the fault, or why they cannot be counted; `debt.duplicates` counts exact
    /// and near copies.
    pub fn add_figures(&self, figures: &mut Figures) {
        for line in &self.lines {
            let why = line.why.map_or_else(String::new, |why| format!("{why:?}"));
            let id = format!("debt.{}", line.rule.key());
            figures.number(id, line.n.map(|n| n as f64), &why);
        }
        let copies = [Fault::ExactCopy, Fault::NearCopy]
            .map(|fault| self.line(Rule::contact(fault)).and_then(|line| line.n));
        let n_copies = copies[0].zip(copies[1]).map(|(exact, near)| (exact + near) as f64);
        figures.number("debt.duplicates", n_copies, "no contacts to compare");
    }
}

/// Answers a [`LedgerQuestion`].
pub(super) fn answer(dataset: &Dataset, ledger: &Ledger, config: &LedgerConfig) -> DebtAnswer {
    let n_rows = |of| table_of(dataset, of).map_or(0, |table| table.n_rows as u64);
    DebtAnswer {
        config: config.clone(),
        lines: ledger.lines.iter().map(|line| line.report(config)).collect(),
        clusters: ledger
            .spellings
            .iter()
            .flat_map(|(_, found)| found.clusters.iter().take(MAX_CLUSTERS).cloned())
            .collect(),
        n_groups: ledger.copies.as_ref().map_or(0, |copies| copies.groups.len() as u64),
        claims: summary(dataset, ledger),
        owners: owners_at_work(dataset),
        fields: filter_fields(dataset),
        n_records: (n_rows(RecordKind::Contact), n_rows(RecordKind::Deal)),
        as_of: dataset.as_of,
    }
}

/// Clusters of a field that are told one by one.
const MAX_CLUSTERS: usize = 20;

/// Answers a [`LineQuestion`].
pub(super) fn line(
    dataset: &Dataset,
    ledger: &Ledger,
    question: &LineQuestion,
) -> Result<LineAnswer, JobError> {
    let detail = detail(dataset, ledger, question.rule).ok_or(JobError::NoRecords)?;
    let table = table_of(dataset, question.rule.of).ok_or(JobError::NoRecords)?;
    let counted = ledger.rows(question.rule).ok_or(JobError::NoRecords)?;
    let columns = naming_columns(table);
    Ok(LineAnswer {
        detail,
        header: columns.iter().map(|at| header(table, *at)).collect(),
        records: counted
            .rows
            .rows()
            .take(question.n_records)
            .map(|row| columns.iter().map(|at| cell(table, *at, row)).collect())
            .collect(),
    })
}

/// The columns by which people know a record, as places in the table.
#[must_use]
pub fn naming_columns(table: &Table) -> Vec<usize> {
    let of_contacts = [
        Meaning::Id,
        Meaning::FirstName,
        Meaning::LastName,
        Meaning::Contact,
        Meaning::Company,
        Meaning::Email,
        Meaning::Phone,
        Meaning::Zip,
        Meaning::Owner,
    ];
    let of_deals = [
        Meaning::Id,
        Meaning::Title,
        Meaning::Company,
        Meaning::Stage,
        Meaning::Amount,
        Meaning::NextActivity,
        Meaning::LastActivity,
        Meaning::Owner,
    ];
    let wanted: &[Meaning] = if table.kind == RecordKind::Deal { &of_deals } else { &of_contacts };
    let place =
        |meaning: &Meaning| table.columns.iter().position(|column| column.meaning == *meaning);
    wanted.iter().filter_map(place).collect()
}

/// The header of a column.
#[must_use]
pub fn header(table: &Table, at: usize) -> String {
    table.columns.get(at).map(|column| column.header.clone()).unwrap_or_default()
}

/// A cell as text: dates in ISO 8601, numbers with a point.
#[must_use]
pub fn cell(table: &Table, at: usize, row: usize) -> Option<String> {
    match &table.columns.get(at)?.values {
        values @ (Values::Dict(_) | Values::Text(_)) => values.text(row).map(String::from),
        Values::Date(column) => column.day(row).map(|day| day.to_string()),
        Values::Money(column) => column.get(row).map(|money| money.units().to_string()),
        Values::Number(column) => column.get(row).map(|number| number.to_string()),
    }
}

fn summary(dataset: &Dataset, ledger: &Ledger) -> ClaimSummary {
    let claims = &ledger.claims;
    let mut summary = ClaimSummary {
        n_copies: claims.n_copies as u64,
        n_behind_deals: claims.n_behind_deals as u64,
        ..ClaimSummary::default()
    };
    let mut ages = [Vec::new(), Vec::new()];
    let mut gaps: BTreeMap<Field, u64> = BTreeMap::new();
    let mut tags: BTreeMap<u16, u64> = BTreeMap::new();
    let mut new: BTreeMap<Claim, u64> = BTreeMap::new();
    for (of, all) in [(RecordKind::Deal, &claims.deals), (RecordKind::Contact, &claims.contacts)] {
        let Some(table) = table_of(dataset, of) else { continue };
        let created = table.date(&Meaning::Created);
        for (row, claim) in all.iter().enumerate() {
            let Some(claim) = *claim else { continue };
            let age_days = created
                .and_then(|created| created.day(row))
                .map(|day| (dataset.as_of.0 - day.0).max(0));
            if age_days.is_some_and(|days| days < NEW_DEBT_DAYS) {
                *new.entry(claim).or_default() += 1;
            }
            match claim {
                Claim::FollowUp => summary.follow_ups.push(follow_up(dataset, row)),
                Claim::Unanswered | Claim::NeverContacted => match age_days {
                    Some(days) => {
                        let [unanswered, never] = &mut ages;
                        if claim == Claim::Unanswered { unanswered } else { never }.push(days);
                    }
                    None => summary.n_undated += 1,
                },
                Claim::Gap(field) => *gaps.entry(field).or_default() += 1,
                Claim::Tag(cluster) => *tags.entry(cluster).or_default() += 1,
                Claim::Stale => summary.n_stale += 1,
            }
        }
    }
    let [unanswered, never] = ages.map(|days| by_month_of_age(&days));
    (summary.unanswered, summary.never_contacted) = (unanswered, never);
    summary.gaps = gaps.into_iter().collect();
    let clusters = ledger
        .spellings
        .iter()
        .find(|(field, _)| *field == Field::Tags)
        .map(|(_, found)| found.clusters.as_slice())
        .unwrap_or_default();
    summary.tags = tags
        .into_iter()
        .filter_map(|(at, n)| {
            let cluster = clusters.get(usize::from(at))?;
            Some(TagClaim { usual: cluster.usual.clone(), n_usual: cluster.n_usual, n })
        })
        .collect();
    summary.new = new.into_iter().collect();
    summary
}

/// Records by whole months of age: the interest falls with e^(-age), so a mean over all ages would be too low.
fn by_month_of_age(ages_days: &[i32]) -> Vec<AgeGroup> {
    let mut groups: BTreeMap<i32, (i64, u64)> = BTreeMap::new();
    for days in ages_days {
        let (sum, n) = groups.entry((f64::from(*days) / DAYS_PER_MONTH) as i32).or_default();
        *sum += i64::from(*days);
        *n += 1;
    }
    groups
        .into_values()
        .map(|(sum, n)| AgeGroup { age_months: sum as f64 / n as f64 / DAYS_PER_MONTH, n })
        .collect()
}

/// What is at stake in a deal.
#[must_use]
pub fn follow_up(dataset: &Dataset, row: usize) -> FollowUp {
    let Some(deals) = &dataset.deals else { return FollowUp { p_win: None, value_eur: None } };
    let p_win = deals.table.column(&Meaning::Probability).and_then(|column| match &column.values {
        Values::Number(numbers) => numbers.get(row).filter(|p| (0.0..=1.0).contains(p)),
        _ => None,
    });
    let is_euro = deals.currency == Some(Currency::EUR);
    let value = deals.amount().filter(|_| is_euro).and_then(|amount| amount.get(row));
    FollowUp { p_win, value_eur: value.map(|money| money.units().max(0.0)) }
}

/// Columns of text that a filter can ask, the postcode first.
fn filter_fields(dataset: &Dataset) -> Vec<FilterField> {
    let mut fields = Vec::new();
    for of in [RecordKind::Contact, RecordKind::Deal] {
        let Some(table) = table_of(dataset, of) else { continue };
        for column in &table.columns {
            let is_key = matches!(
                column.meaning,
                Meaning::Id | Meaning::DealId | Meaning::ContactId | Meaning::CompanyId
            );
            if is_key || !matches!(column.values, Values::Dict(_) | Values::Text(_)) {
                continue;
            }
            fields.push(FilterField {
                of,
                header: column.header.clone(),
                meaning: column.meaning.clone(),
                example: example(&column.values, &column.meaning, table.n_rows),
            });
        }
    }
    fields.sort_by_key(|field| (field.of != RecordKind::Contact, field.meaning != Meaning::Zip));
    fields
}

fn example(values: &Values, meaning: &Meaning, n_rows: usize) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    match values {
        Values::Dict(column) if *meaning != Meaning::Zip => {
            let counted = column.counts();
            let most = counted.iter().enumerate().skip(1).max_by_key(|(_, n)| **n);
            return most
                .and_then(|(code, _)| column.word(code as u32))
                .unwrap_or_default()
                .to_owned();
        }
        _ => {}
    }
    // Text that hardly repeats has no frequent value; the areas of its beginnings do.
    for row in 0..n_rows {
        if let Some(text) = values.text(row) {
            let area: String = text.chars().take(2).collect();
            *counts.entry(area).or_default() += 1;
        }
    }
    // Of equals the first of the alphabet.
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(area, _)| area).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_one_month_of_age_are_one_group() {
        let groups = by_month_of_age(&[0, 10, 40, 41, 400]);
        let counts: Vec<u64> = groups.iter().map(|group| group.n).collect();
        assert_eq!(counts, [2, 2, 1]);
        assert!((groups[0].age_months - 5.0 / DAYS_PER_MONTH).abs() < 1e-12);
    }
}
