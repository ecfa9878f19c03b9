//! What the next mailing will bounce.
//!
//! A contact known to be good at age a and not seen since is dead now, at age b, with probability
//! 1 - S(b)/S(a); under a constant rate that is 1 - e^(-l (b - a)), whatever a is. Summed over all contacts not
//! known to be lost, this is what the next mailing will bounce; its limits are those of the rate.

use serde::{Deserialize, Serialize};

use super::fate::Fate;
use super::history::ContactHistory;
use super::reading::Histories;
use super::report::bin_width;
use super::samples::DAYS_PER_MONTH;
use crate::analysis::interval::Estimate;
use crate::model::Day;

/// What the next mailing will bounce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NextMailing {
    /// Contacts not known to be lost, with a day on which they were known to be good.
    pub n: u64,
    /// Expected share of bounces, with the limits of the rate.
    pub share: Estimate,
    /// Contacts by months since they were last known to be good, with the expected dead among them.
    pub ages: Vec<ExpectedBin>,
}

/// Contacts by months since they were last known to be good.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExpectedBin {
    /// From, in months.
    pub from_months: f64,
    /// Until, in months.
    pub until_months: f64,
    /// Contacts.
    pub n: u64,
    /// Expected dead ones.
    pub n_bad: f64,
}

/// The forecast for a mailing on the export date to everybody not known to be lost.
pub(super) fn next_mailing(
    histories: &Histories<'_>,
    hazard: Estimate,
    as_of: Day,
) -> Option<NextMailing> {
    let is_lost = |contact: &&ContactHistory| {
        !matches!(contact.fate, Fate::Valid | Fate::Unknown) || contact.left_list.is_some()
    };
    let months: Vec<f64> = histories
        .contacts
        .iter()
        .filter(|contact| !is_lost(contact))
        .filter_map(|contact| contact.good.map(|good| good.last).max(contact.origin()))
        .map(|day| f64::from((as_of.0 - day.0).max(0)) / DAYS_PER_MONTH)
        .collect();
    let n = months.len() as u64;
    if n == 0 {
        return None;
    }
    let share = hazard.map_increasing(|rate| {
        months.iter().map(|months| -(-rate * months).exp_m1()).sum::<f64>() / n as f64
    });
    let longest = months.iter().copied().fold(0.0, f64::max);
    let width = bin_width(longest);
    let mut bins = vec![(0_u64, 0.0); (longest / width) as usize + 1];
    for &months in &months {
        if let Some(bin) = bins.get_mut((months / width) as usize) {
            bin.0 += 1;
            bin.1 += -(-hazard.value.unwrap_or(0.0) * months).exp_m1();
        }
    }
    let ages = bins
        .into_iter()
        .enumerate()
        .map(|(at, (n, n_bad))| ExpectedBin {
            from_months: at as f64 * width,
            until_months: (at + 1) as f64 * width,
            n,
            n_bad,
        })
        .collect();
    Some(NextMailing { n, share: Estimate { n, ..share }, ages })
}
