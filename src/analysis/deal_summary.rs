//! Where the deals stand: counts by outcome, win rate, worth and duration of the decided ones.
//!
//! - *win rate* = won / (won + lost), closed basis by count (MATH 2.6 a), Wilson interval. Refused where the
//!   file knows no lost deals at all (P5): every rate would be 100 %.
//! - *average won deal* = amount of won deals / won deals with an amount: lost deals carry 0 and open ones
//!   nothing in many exports (FORMATS). Interval mean ± z·s/√n (normal; MATH 5.9 uses the same).
//! - *median days* = sample median (type 7) of close day - creation day, of won and of lost deals, negative
//!   durations excluded and counted (MATH 1.2 R5). Where no column says when deals were created, as in an event log, it is
//!   the day they entered the first stage. Open deals are not in it: the censored estimate of MATH 2.3
//!   stands beside it on the page.
//!
//! Edge cases: no decided deals, no amounts, mixed currencies give no value and the reason. Verified against
//! brute force over rows in the tests and against the published figures of the `HubSpot` sample
//! (`tests/native`).

use serde::{Deserialize, Serialize};

use super::exclusion::{ExclusionReason, Exclusions};
use super::interval::{Estimate, Level, NotEstimable};
use super::proportion::Proportion;
use super::quantile::{quantile_counted, quantile_sorted};
use crate::model::column::{packed_day, unpacked_day};
use crate::model::{Currency, Day, Deals, Money, MoneyColumn, Outcome, Selection, StageKind};

/// Where a selection of deals stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DealSummary {
    /// Export date.
    pub as_of: Day,
    /// Number of deals.
    pub n: u64,
    /// Won.
    pub n_won: u64,
    /// Lost.
    pub n_lost: u64,
    /// Still open.
    pub n_open: u64,
    /// Won of won and lost.
    pub win_rate: Estimate,
    /// The currency of all amounts; `None` where there is no amount or more than one currency.
    pub currency: Option<Currency>,
    /// Sum of the amounts of won deals.
    pub won_amount: Option<f64>,
    /// Mean amount of won deals with an amount.
    pub avg_won_amount: Estimate,
    /// Median amount of won deals with an amount.
    pub median_won_amount: Option<f64>,
    /// Median days from creation to close of won deals, with n.
    pub median_days_won: MedianDays,
    /// Median days from creation to close of lost deals, with n.
    pub median_days_lost: MedianDays,
    /// Distinct reps; `None` without a column of reps.
    pub n_reps: Option<u64>,
    /// Deals created per month in the year before the export date; `None` without creation dates.
    pub deals_per_month: Option<MonthlyRate>,
}

/// A median of durations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MedianDays {
    /// The median; `None` without any duration.
    pub days: Option<f64>,
    /// Durations it is taken over.
    pub n: u64,
    /// Decided deals without a usable duration.
    pub excluded: Exclusions,
}

/// Deals created per month: the last twelve months, or as many as the file covers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthlyRate {
    /// Deals per month.
    pub rate: f64,
    /// Months counted, at most twelve.
    pub n_months: u32,
    /// Deals counted.
    pub n: u64,
}

/// Sums up the selected deals.
#[must_use]
pub fn deal_summary(deals: &Deals, selection: &Selection, as_of: Day) -> DealSummary {
    let level = Level::ESTIMATE;
    let amount = deals.amount().filter(|_| deals.currency.is_some());
    let mut sums = Sums {
        counts: [0; 3],
        won_amounts: Vec::new(),
        durations: [Durations::default(), Durations::default()],
        entries: Entries::new(as_of),
        owners: vec![false; deals.owner().map_or(0, |owner| owner.words.len() + 1)],
    };
    let mut days = (Vec::new(), Vec::new());
    selection.for_each_block(&mut |rows| sums.add(rows, deals, amount, &mut days));
    let Sums { counts, mut won_amounts, durations, entries, owners } = sums;
    let [n_open, n_won, n_lost] = counts;
    let knows_lost =
        n_lost > 0 || deals.pipeline.stages.iter().any(|stage| stage.kind == StageKind::Lost);
    let win_rate = if knows_lost {
        Proportion::of(n_won, n_lost).wilson(level)
    } else {
        Estimate::missing(NotEstimable::NoLostStage, level, n_won)
    };
    let [won_days, lost_days] = durations;
    won_amounts.sort_unstable();
    // Cents add up exactly; a sum of euros in floating point would not.
    let won_amount = Money(won_amounts.iter().map(|money| money.0).sum());
    let won_units: Vec<f64> = won_amounts.iter().map(|money| money.units()).collect();
    DealSummary {
        as_of,
        n: n_open + n_won + n_lost,
        n_won,
        n_lost,
        n_open,
        win_rate,
        currency: amount.and(deals.currency),
        won_amount: amount.map(|_| won_amount.units()),
        avg_won_amount: mean(won_amount, &won_units, level),
        median_won_amount: quantile_sorted(&won_units, 0.5),
        median_days_won: won_days.median(),
        median_days_lost: lost_days.median(),
        n_reps: deals.owner().map(|_| owners.iter().skip(1).filter(|&&seen| seen).count() as u64),
        deals_per_month: entries.rate(),
    }
}

/// What is added up row by row.
struct Sums {
    /// Open, won and lost.
    counts: [u64; 3],
    won_amounts: Vec<Money>,
    /// Of won and of lost deals.
    durations: [Durations; 2],
    entries: Entries,
    /// Whether a deal of the rep was seen, by the code of the rep.
    owners: Vec<bool>,
}

impl Sums {
    /// Adds some rows. `days` is room for their dates.
    fn add(
        &mut self,
        rows: &[u32],
        deals: &Deals,
        amount: Option<&MoneyColumn>,
        (starts, ends): &mut (Vec<u16>, Vec<u16>),
    ) {
        starts.clear();
        starts.resize(rows.len(), 0);
        ends.clone_from(starts);
        if let Some(created) = deals.created().or_else(|| deals.entries(0)) {
            created.gather(rows, starts);
        }
        deals.closed.gather(rows, ends);
        let (owner, as_of) = (deals.owner(), self.entries.as_of);
        for ((&row, &start), &end) in rows.iter().zip(&*starts).zip(&*ends) {
            let row = row as usize;
            let Some(&outcome) = deals.outcome.get(row) else { continue };
            self.entries.add(start);
            match outcome {
                Outcome::Open => self.counts[0] += 1,
                Outcome::Won => {
                    self.counts[1] += 1;
                    self.won_amounts.extend(amount.and_then(|amount| amount.get(row)));
                    self.durations[0].add(start, end, as_of);
                }
                Outcome::Lost => {
                    self.counts[2] += 1;
                    self.durations[1].add(start, end, as_of);
                }
            }
            let code = owner.map_or(0, |owner| owner.codes.get(row)) as usize;
            if let Some(seen) = self.owners.get_mut(code) {
                *seen = true;
            }
        }
    }
}

/// Creation dates of the year before the export date, as [`packed_day`]s.
struct Entries {
    as_of: u16,
    /// The first; 0 before any.
    first: u16,
    n: u64,
}

impl Entries {
    const DAYS: u16 = 365;
    const MONTHS: u32 = 12;

    fn new(as_of: Day) -> Self {
        Self { as_of: packed_day(Some(as_of)), first: 0, n: 0 }
    }

    fn add(&mut self, created: u16) {
        if created == 0 || created > self.as_of {
            return;
        }
        if self.first == 0 || created < self.first {
            self.first = created;
        }
        self.n += u64::from(self.as_of - created < Self::DAYS);
    }

    fn rate(&self) -> Option<MonthlyRate> {
        let (first, as_of) = (unpacked_day(self.first)?, unpacked_day(self.as_of)?);
        let n_covered = (as_of.month_index() - first.month_index() + 1).unsigned_abs();
        let n_months = n_covered.min(Self::MONTHS);
        Some(MonthlyRate { rate: self.n as f64 / f64::from(n_months), n_months, n: self.n })
    }
}

/// Mean with the normal interval; one value has no interval.
fn mean(sum: Money, values: &[f64], level: Level) -> Estimate {
    let n = values.len() as u64;
    if values.is_empty() {
        return Estimate::missing(NotEstimable::NoObservations, level, 0);
    }
    let mean = sum.units() / n as f64;
    if n < 2 {
        return Estimate::with_limits(mean, None, None, level, n);
    }
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
    let half = level.z() * (variance / n as f64).sqrt();
    Estimate::known(mean, mean - half, mean + half, level, n)
}

/// Durations counted by their days: sorted as they come.
#[derive(Default)]
struct Durations {
    counts: Vec<u64>,
    n: u64,
    /// Left out, by the places in [`Self::REASONS`].
    n_excluded: [u64; 3],
}

impl Durations {
    const REASONS: [ExclusionReason; 3] = [
        ExclusionReason::MissingStart,
        ExclusionReason::MissingEnd,
        ExclusionReason::NegativeDuration,
    ];

    /// Adds a duration between two [`packed_day`]s.
    fn add(&mut self, start: u16, end: u16, as_of: u16) {
        let has_end = end != 0 && end <= as_of;
        let reason = match (start != 0, has_end) {
            (true, true) if start <= end => return self.count(usize::from(end - start)),
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        self.n_excluded[reason] += 1;
    }

    fn count(&mut self, days: usize) {
        if days >= self.counts.len() {
            self.counts.resize(days + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(days) {
            *count += 1;
            self.n += 1;
        }
    }

    fn median(self) -> MedianDays {
        let counts = self.counts.iter().enumerate();
        let days = counts.map(|(days, &count)| (days as u16, count));
        let excluded = Self::REASONS.into_iter().zip(self.n_excluded).collect();
        MedianDays { days: quantile_counted(days, self.n, 0.5), n: self.n, excluded }
    }
}
