//! One line of the ledger by month of creation, rep and source: where does the debt come from?
//!
//! # Definition
//! Within each group the share of faulty records among those of the group, with the Wilson interval. A month without
//! records is a gap, not 0. Groups of reps and sources are ordered by size; the empty group is one of them (P2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Counted, Ledger, Rule, table_of};
use crate::analysis::interval::{Estimate, Level};
use crate::analysis::proportion::Proportion;
use crate::model::{Dataset, Day, Meaning, Table};

/// Faulty records of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupShare {
    /// The rep or source; `None` where the field is empty.
    pub name: Option<String>,
    /// Records with the fault.
    pub n: u64,
    /// Records of the group.
    pub n_of: u64,
    /// Their share (Wilson).
    pub share: Estimate,
}

/// Faulty records created in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthShare {
    /// First day of the month.
    pub month: Day,
    /// Records with the fault.
    pub n: u64,
    /// Records created in the month.
    pub n_of: u64,
}

/// A line of the ledger, broken down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineDetail {
    /// The rule.
    pub rule: Rule,
    /// By month of creation, ascending; empty without creation dates.
    pub months: Vec<MonthShare>,
    /// By rep; empty without a column.
    pub owners: Vec<GroupShare>,
    /// By source; empty without a column.
    pub sources: Vec<GroupShare>,
}

/// Most groups that are told apart.
const MAX_GROUPS: usize = 12;

/// Breaks a line down; `None` where it is not counted.
#[must_use]
pub fn detail(dataset: &Dataset, ledger: &Ledger, rule: Rule) -> Option<LineDetail> {
    let counted = ledger.rows(rule)?;
    let table = table_of(dataset, rule.of)?;
    Some(LineDetail {
        rule,
        months: months(table, counted),
        owners: shares(table, &Meaning::Owner, |row| counted.rows.contains(row)),
        sources: shares(table, &Meaning::Source, |row| counted.rows.contains(row)),
    })
}

fn months(table: &Table, counted: &Counted) -> Vec<MonthShare> {
    let Some(created) = table.date(&Meaning::Created) else { return Vec::new() };
    let mut of_month: BTreeMap<i32, (u64, u64)> = BTreeMap::new();
    for row in 0..table.n_rows {
        if let Some(day) = created.day(row) {
            let (n, n_of) = of_month.entry(day.month_index()).or_default();
            *n_of += 1;
            *n += u64::from(counted.rows.contains(row));
        }
    }
    of_month
        .into_iter()
        .map(|(month, (n, n_of))| MonthShare { month: Day::first_of_month(month), n, n_of })
        .collect()
}

/// Share of rows with a property in each group of a column, the largest groups first.
#[must_use]
pub fn shares(table: &Table, meaning: &Meaning, has: impl Fn(usize) -> bool) -> Vec<GroupShare> {
    let Some(column) = table.dict(meaning) else { return Vec::new() };
    let mut counts = vec![(0_u64, 0_u64); column.words.len() + 1];
    for row in 0..table.n_rows {
        if let Some((n, n_of)) = counts.get_mut(column.codes.get(row) as usize) {
            *n_of += 1;
            *n += u64::from(has(row));
        }
    }
    let mut groups: Vec<GroupShare> = counts
        .iter()
        .enumerate()
        .filter(|(_, (_, n_of))| *n_of > 0)
        .map(|(code, (n, n_of))| GroupShare {
            name: column.word(code as u32).map(str::to_owned),
            n: *n,
            n_of: *n_of,
            share: Proportion::of(*n, n_of - n).wilson(Level::ESTIMATE),
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.n_of));
    groups.truncate(MAX_GROUPS);
    groups
}
