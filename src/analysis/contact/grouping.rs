//! Do groups of contacts decay alike? By source, industry, year of capture and rep (SPEC D3).
//!
//! A rate per group with its interval, and one test over all groups: the log-rank test where lifetimes are known,
//! else the likelihood-ratio test of the rates at one look.
//!
//! Lifetimes from a series of mailings end when a mailing finds them ended, so the ages at which a group can lose
//! anybody depend on when it was captured. Groups by source or rep share one mix of ages; groups by year do not, and
//! the log-rank test would find the calendar of the mailings. They are compared by their rates.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::history::ContactHistory;
use super::reading::Histories;
use super::samples::{CurrentStatusSample, LifetimeSample, LifetimeSource};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::special::chi_squared_tail;
use crate::analysis::survival::{CurrentStatus, LogRank, Sample, current_status, log_rank};
use crate::model::Meaning;

/// Groups of a breakdown shown on their own; smaller ones are pooled.
const MAX_GROUPS: usize = 7;

/// By what contacts are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Where the contact came from.
    Source,
    /// Branch of industry.
    Industry,
    /// Year of capture.
    Year,
    /// Rep.
    Owner,
}

impl GroupBy {
    /// All breakdowns in order.
    pub const ALL: [Self; 4] = [Self::Source, Self::Industry, Self::Year, Self::Owner];
}

/// Name of a group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupName {
    /// A word of the column.
    Word(String),
    /// A year.
    Year(i32),
    /// Missing in the file (P2).
    Empty,
    /// All smaller groups together.
    Others,
}

/// One breakdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// By what.
    pub by: GroupBy,
    /// The groups, largest first, pooled ones last.
    pub groups: Vec<GroupDecay>,
    /// Whether the groups decay alike.
    pub test: Result<GroupTest, NotEstimable>,
}

/// Decay of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupDecay {
    /// Its name.
    pub name: GroupName,
    /// Contacts seen, and bad ones among them.
    pub bad: Proportion,
    /// Share going bad per month.
    pub monthly: Estimate,
}

/// A test of whether groups decay alike.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupTest {
    /// Of lifetimes, without a model.
    LogRank(LogRank),
    /// Of the rates at one look (Wilks 1938): twice the gain in log-likelihood of a rate per group.
    LikelihoodRatio {
        /// Test statistic.
        chi_squared: f64,
        /// Groups less one.
        degrees_of_freedom: u64,
        /// p-value of equal rates.
        p_value: f64,
    },
}

impl GroupTest {
    /// Probability of such a difference if all groups decayed alike.
    #[must_use]
    pub fn p_value(&self) -> f64 {
        match self {
            Self::LogRank(test) => test.p_value,
            Self::LikelihoodRatio { p_value, .. } => *p_value,
        }
    }
}

/// The breakdowns the list has columns for, each of at least two groups.
pub(super) fn groupings(
    histories: &Histories<'_>,
    looked: &CurrentStatusSample,
    lifetimes: Option<&LifetimeSample>,
    level: Level,
) -> Vec<Grouping> {
    GroupBy::ALL
        .into_iter()
        .filter_map(|by| {
            let names = names(histories, by)?;
            let groups = largest(&names, looked);
            (groups.len() > 1).then(|| grouping(by, &names, groups, looked, lifetimes, level))
        })
        .collect()
}

/// The group of each contact; `None` where the list has no such column.
fn names(histories: &Histories<'_>, by: GroupBy) -> Option<Vec<GroupName>> {
    let meaning = match by {
        GroupBy::Source => Meaning::Source,
        GroupBy::Industry => Meaning::Industry,
        GroupBy::Owner => Meaning::Owner,
        GroupBy::Year => {
            let year = |contact: &ContactHistory| {
                contact.captured.map_or(GroupName::Empty, |day| GroupName::Year(day.ymd().0))
            };
            return Some(histories.contacts.iter().map(year).collect());
        }
    };
    let column = histories.source.column(&meaning)?;
    let name = |contact: &ContactHistory| match column.values.text(contact.row) {
        Some(word) => GroupName::Word(word.into_owned()),
        None => GroupName::Empty,
    };
    Some(histories.contacts.iter().map(name).collect())
}

/// The groups with the most contacts seen; ties in the order of their names.
fn largest(names: &[GroupName], looked: &CurrentStatusSample) -> Vec<GroupName> {
    let mut counts = BTreeMap::<&GroupName, usize>::new();
    for seen in &looked.seen {
        if let Some(name) = names.get(seen.contact) {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut order: Vec<_> = counts.into_iter().collect();
    order.sort_by_key(|&(_, n)| Reverse(n));
    let mut largest: Vec<GroupName> =
        order.iter().take(MAX_GROUPS).map(|(name, _)| (*name).clone()).collect();
    if order.len() > MAX_GROUPS {
        largest.push(GroupName::Others);
    }
    largest
}

fn grouping(
    by: GroupBy,
    names: &[GroupName],
    groups: Vec<GroupName>,
    looked: &CurrentStatusSample,
    lifetimes: Option<&LifetimeSample>,
    level: Level,
) -> Grouping {
    let group_of = |contact: usize| {
        let name = names.get(contact);
        groups
            .iter()
            .position(|group| Some(group) == name)
            .or_else(|| groups.iter().position(|group| *group == GroupName::Others))
    };
    let fits: Vec<_> = (0..groups.len())
        .filter_map(|group| {
            current_status(&looked.groups(|contact| group_of(contact) == Some(group)), level).ok()
        })
        .collect();
    let is_comparable = |lifetimes: &&LifetimeSample| {
        by != GroupBy::Year || lifetimes.source != LifetimeSource::MailingSeries
    };
    let samples: Option<Vec<Sample>> = lifetimes.filter(is_comparable).map(|lifetimes| {
        (0..groups.len())
            .map(|group| lifetimes.of(|contact| group_of(contact) == Some(group)))
            .collect()
    });
    let test = match samples {
        Some(samples) => log_rank(&samples).map(GroupTest::LogRank),
        None => likelihood_ratio(&fits, looked, level),
    };
    let decay = groups.iter().cloned().zip(&fits).map(|(name, fit)| GroupDecay {
        name,
        bad: proportion(&fit.bounce_rate),
        monthly: fit.monthly,
    });
    Grouping { by, groups: decay.collect(), test }
}

/// The counts behind a plain share.
fn proportion(share: &Estimate) -> Proportion {
    let n_bad = (share.value.unwrap_or(0.0) * share.n as f64).round() as u64;
    Proportion::of(n_bad, share.n.saturating_sub(n_bad))
}

/// Twice the gain in log-likelihood of a rate per group over one rate for all, chi-squared with groups - 1 degrees
/// of freedom under equal rates (Wilks 1938, Ann. Math. Stat. 9:60). Groups without a rate (none bad, or all) sit
/// at the boundary, where the law does not hold.
fn likelihood_ratio(
    fits: &[CurrentStatus],
    looked: &CurrentStatusSample,
    level: Level,
) -> Result<GroupTest, NotEstimable> {
    let pooled = current_status(&looked.groups(|_| true), level)
        .ok()
        .and_then(|fit| fit.log_likelihood)
        .ok_or(NotEstimable::NoEvents)?;
    let is_inside = |fit: &&CurrentStatus| fit.rate.value.is_some_and(|rate| rate > 0.0);
    if fits.iter().filter(is_inside).count() < fits.len() {
        return Err(NotEstimable::NoEvents);
    }
    let separate: f64 = fits.iter().filter_map(|fit| fit.log_likelihood).sum();
    let degrees_of_freedom = fits.len().saturating_sub(1) as u64;
    if degrees_of_freedom == 0 {
        return Err(NotEstimable::NoVariation);
    }
    let chi_squared = (2.0 * (separate - pooled)).max(0.0);
    let p_value = chi_squared_tail(chi_squared, degrees_of_freedom as f64);
    Ok(GroupTest::LikelihoodRatio { chi_squared, degrees_of_freedom, p_value })
}
