//! What each rep (or source, or product) has done: rates, worth, pace and what is open, with a pooled total.
//!
//! # Definition
//! Per group of deals: counts by outcome, win rate by count ([`super::deal_summary`]) and by value, mean won deal,
//! median days to win, sales velocity ([`super::velocity`]), the worth of what is open, and the *coverage*: open
//! worth / quota, how many times over the pipeline holds the goal. The total is computed from all deals, never
//! averaged over groups (MATH 0, pitfall P01).
//!
//! The value rate takes closed deals with an amount. Velocity takes won deals with an amount and a duration, and all
//! lost deals; won deals without either are counted in `n_without_pace`.
//!
//! # Assumptions
//! Differences between reps are partly luck: with n below 30 a rate is greyed. Coverage compares with the quota of
//! one period and says nothing about when deals close.
//!
//! # Edge cases
//! As for the estimators used: no lost stage, no amounts, mixed currencies, a single win give a reason, not a number.
//!
//! # References
//! Pipeline coverage as in Jordan & Vazzana 2011, *Cracking the Sales Management Code* (open pipeline over quota).
//! Verified: brute force over rows (tests), golden `sales_velocity_winrates` for the pace.

use serde::{Deserialize, Serialize};

use super::deal_summary::{DealSummary, deal_summary};
use super::funnel::Placements;
use super::interval::{Estimate, Level, NotEstimable};
use super::velocity::{ClosedDeals, ClosedValue, WonDeal, velocity};
use crate::model::{Day, Deals, DictColumn, Money, Outcome, Selection};

/// Most groups of a table; the smaller ones are pooled into *other*.
pub const MAX_PERFORMANCE_GROUPS: usize = 200;

/// Which group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PerformanceKey {
    /// A word of the column; `None` is the group "(empty)".
    Word(Option<String>),
    /// The smaller groups together.
    Other {
        /// How many groups they are.
        n_groups: usize,
    },
    /// All deals.
    Total,
}

/// What a group has done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerformanceRow {
    /// Which.
    pub key: PerformanceKey,
    /// Counts, win rate by count, mean won deal, median days.
    pub summary: DealSummary,
    /// Won among closed by value.
    pub win_rate_value: Estimate,
    /// Worth won per day at this pace.
    pub velocity_per_day: Estimate,
    /// Won deals without an amount or a duration: not in the pace.
    pub n_without_pace: u64,
    /// Worth of the open deals; `None` without amounts of one currency.
    pub open_amount: Option<Money>,
    /// Open worth / quota; `None` without either.
    pub coverage: Option<f64>,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Performance {
    /// The groups in falling order of deals, *other* last.
    pub rows: Vec<PerformanceRow>,
    /// All deals.
    pub total: PerformanceRow,
}

/// What the deals of each word of a column have done. `quota` is the goal of one group, `quota_total` of all.
pub fn performance(
    deals: &Deals,
    placements: &Placements,
    rows: &Selection,
    column: &DictColumn,
    as_of: Day,
    quota: Quotas,
) -> Performance {
    let n_words = column.words.len() + 1;
    let mut sizes = vec![0_u64; n_words];
    rows.for_each_block(&mut |rows| {
        for row in counted(placements, rows) {
            if let Some(size) = sizes.get_mut(column.codes.get(row) as usize) {
                *size += 1;
            }
        }
    });
    let size = |code: usize| sizes.get(code).copied().unwrap_or(0);
    let mut order: Vec<usize> = (0..n_words).filter(|&code| size(code) > 0).collect();
    order.sort_by_key(|&code| (std::cmp::Reverse(size(code)), code));
    let n_other = order.len().saturating_sub(MAX_PERFORMANCE_GROUPS);
    // Per code the row of the table it belongs to.
    let mut group_of = vec![order.len() - n_other; n_words];
    for (group, &code) in order.iter().take(MAX_PERFORMANCE_GROUPS).enumerate() {
        if let Some(of) = group_of.get_mut(code) {
            *of = group;
        }
    }
    let mut keys: Vec<PerformanceKey> = order
        .iter()
        .take(MAX_PERFORMANCE_GROUPS)
        .map(|&code| PerformanceKey::Word(column.word(code as u32).map(ToOwned::to_owned)))
        .collect();
    if n_other > 0 {
        keys.push(PerformanceKey::Other { n_groups: n_other });
    }
    let n_rows = deals.len();
    let empty = || vec![0_u64; n_rows.div_ceil(64)];
    let mut bits = vec![empty(); keys.len()];
    let mut all = empty();
    rows.for_each_block(&mut |rows| {
        for row in counted(placements, rows) {
            let group = group_of.get(column.codes.get(row) as usize).copied();
            for set in [group.and_then(|group| bits.get_mut(group)), Some(&mut all)] {
                if let Some(word) = set.and_then(|set| set.get_mut(row / 64)) {
                    *word |= 1 << (row % 64);
                }
            }
        }
    });
    let row = |key, bits, quota| {
        performance_row(deals, placements, Selection::Some { bits, len: n_rows }, as_of, key, quota)
    };
    Performance {
        rows: keys.into_iter().zip(bits).map(|(key, bits)| row(key, bits, quota.group)).collect(),
        total: row(PerformanceKey::Total, all, quota.total),
    }
}

/// The goals of one period, EUR.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotas {
    /// Of one group; `None` where there is none to compare with.
    pub group: Option<f64>,
    /// Of all together.
    pub total: Option<f64>,
}

/// The rows that count in the funnel.
fn counted<'a>(placements: &'a Placements, rows: &'a [u32]) -> impl Iterator<Item = usize> + 'a {
    placements.of_rows(rows).filter(|(_, placement)| placement.counts()).map(|(row, _)| row)
}

fn performance_row(
    deals: &Deals,
    placements: &Placements,
    rows: Selection,
    as_of: Day,
    key: PerformanceKey,
    quota: Option<f64>,
) -> PerformanceRow {
    let level = Level::ESTIMATE;
    let summary = deal_summary(deals, &rows, as_of);
    let amounts = deals.amount().filter(|_| deals.currency.is_some());
    let created = deals.created();
    let (mut closed_value, mut open_cents) = (ClosedValue::default(), 0_i64);
    let (mut won, mut lost, mut n_without_pace) = (Vec::new(), Vec::new(), 0);
    rows.for_each_block(&mut |rows| {
        for row in counted(placements, rows) {
            let Some(outcome) = deals.outcome.get(row) else { continue };
            let amount =
                amounts.and_then(|amounts| amounts.get(row)).filter(|amount| amount.0 >= 0);
            match outcome {
                Outcome::Won => {
                    let start = created.and_then(|created| created.day(row));
                    let end = deals.closed.day(row).filter(|&end| end <= as_of);
                    let cycle = start.zip(end).map(|(start, end)| end.0 - start.0);
                    match (amount, cycle.filter(|&days| days >= 0)) {
                        (Some(amount), Some(days)) => {
                            won.push(WonDeal {
                                amount: amount.units(),
                                cycle_days: f64::from(days),
                            });
                        }
                        _ => n_without_pace += 1,
                    }
                    if let Some(amount) = amount {
                        closed_value.add(amount.units(), true);
                    }
                }
                Outcome::Lost => {
                    // Only the number of lost deals matters to the pace.
                    lost.push(amount.map_or(0.0, Money::units));
                    if let Some(amount) = amount {
                        closed_value.add(amount.units(), false);
                    }
                }
                Outcome::Open => open_cents += amount.map_or(0, |amount| amount.0),
            }
        }
    });
    let no_amounts = match (deals.amount(), deals.currency) {
        (None, _) => Some(NotEstimable::NoAmounts),
        (Some(_), None) => Some(NotEstimable::MixedCurrencies),
        (Some(_), Some(_)) => summary.win_rate.why.filter(|&why| why == NotEstimable::NoLostStage),
    };
    let missing = |why| Estimate::missing(why, level, 0);
    let closed = ClosedDeals { won: &won, lost_amounts: &lost, n_open: summary.n_open };
    let open_amount = amounts.map(|_| Money(open_cents));
    PerformanceRow {
        key,
        win_rate_value: no_amounts.map_or_else(|| closed_value.win_rate(level).0, missing),
        velocity_per_day: match (no_amounts, velocity(&closed, level)) {
            (Some(why), _) => missing(why),
            (None, Ok(pace)) => pace.velocity_per_day,
            // Amounts and cycles were checked above; nothing else can be wrong.
            (None, Err(_)) => missing(NotEstimable::NoObservations),
        },
        n_without_pace,
        coverage: open_amount
            .zip(quota.filter(|&quota| quota > 0.0))
            .map(|(open, quota)| open.units() / quota),
        open_amount,
        summary,
    }
}
