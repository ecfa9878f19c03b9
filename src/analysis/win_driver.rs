//! Win drivers: what the won deals have that the lost ones lack (MATH 2.9, "gut gegen faul").
//!
//! # Definition
//! Each level of an attribute (source = fair, source = web, ...) is compared with the pooled rest of the
//! resolved deals: difference of the win rates, ratio, Fisher's exact test. Over all levels shown, the
//! p-values become q-values (Benjamini & Hochberg): q(i) = min over j >= i of p(j) m / j, in order of p.
//! A level is flagged when q < 0.1 and it has at least 10 deals.
//!
//! # Assumptions
//! Association, not cause. Only attributes known *at* qualification may be compared; one that is filled
//! in afterwards leaks the result. Deals are independent.
//!
//! # Edge cases
//! A level that holds every deal has no rest and no difference. No level: an empty list.
//!
//! # References
//! Benjamini & Hochberg 1995, JRSS B 57:289. Verified: golden `win_drivers` (scipy, statsmodels
//! `fdr_bh`).

use serde::{Deserialize, Serialize};

use super::interval::{Estimate, Level};
use super::proportion::Proportion;
use super::two_proportions::{ProportionComparison, compare};

/// Largest q-value of a flagged level.
pub const FLAGGED_Q: f64 = 0.1;
/// Fewest deals of a flagged level.
pub const FLAGGED_N: u64 = 10;

/// One level of an attribute against the rest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WinDriver<L> {
    /// The level: its name, its code, or attribute and name.
    pub level: L,
    /// Win rate of the deals with this level (Wilson).
    pub win_rate: Estimate,
    /// This level (first) against the rest (second).
    pub comparison: ProportionComparison,
    /// False-discovery rate at which this level would be called different.
    pub q_value: f64,
    /// Whether it is worth a look: q < 0.1 and n >= 10.
    pub is_flagged: bool,
}

/// Compares the levels of one attribute, in the order given. Every resolved deal belongs to exactly one
/// level (deals without a value to the level "empty").
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::proportion::Proportion;
/// use trichterwerk::analysis::win_driver::win_drivers;
/// let levels = [("Messe", Proportion::of(4, 26)), ("Web", Proportion::of(13, 12))];
/// let drivers = win_drivers(&levels, Level::ESTIMATE);
/// assert!(drivers[0].comparison.difference.value < Some(0.0));
/// assert!(drivers[1].is_flagged);
/// ```
pub fn win_drivers<L: Clone>(levels: &[(L, Proportion)], level: Level) -> Vec<WinDriver<L>> {
    let total: Proportion = levels.iter().map(|(_, wins)| *wins).sum();
    let comparisons: Vec<_> = levels
        .iter()
        .map(|(_, wins)| {
            let rest = Proportion::of(
                total.n_successes() - wins.n_successes(),
                total.n_failures() - wins.n_failures(),
            );
            compare(*wins, rest, level)
        })
        .collect();
    let p_values: Vec<f64> = comparisons.iter().map(|c| c.fisher_p).collect();
    levels
        .iter()
        .zip(comparisons)
        .zip(benjamini_hochberg(&p_values))
        .map(|(((name, wins), comparison), q_value)| WinDriver {
            level: name.clone(),
            win_rate: wins.wilson(level),
            comparison,
            q_value,
            is_flagged: q_value < FLAGGED_Q && wins.n_trials() >= FLAGGED_N,
        })
        .collect()
}

/// q-values of p-values, in the order given: false-discovery rates by Benjamini & Hochberg.
///
/// ```
/// use trichterwerk::analysis::win_driver::benjamini_hochberg;
/// let q = benjamini_hochberg(&[0.01, 0.04]);
/// assert!((q[0] - 0.02).abs() < 1e-15 && (q[1] - 0.04).abs() < 1e-15);
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len() as f64;
    let mut order: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut ranked: Vec<(usize, f64)> = Vec::with_capacity(order.len());
    let mut smallest = 1.0_f64;
    for (rank, (position, p)) in order.into_iter().enumerate().rev() {
        smallest = smallest.min(p * m / (rank as f64 + 1.0));
        ranked.push((position, smallest));
    }
    ranked.sort_unstable_by_key(|&(position, _)| position);
    ranked.into_iter().map(|(_, q)| q).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_level_has_no_rest_to_differ_from() {
        let drivers = win_drivers(&[("all", Proportion::of(4, 6))], Level::ESTIMATE);
        assert_eq!(drivers[0].comparison.difference.value, None);
        assert!(!drivers[0].is_flagged);
        assert!(win_drivers::<&str>(&[], Level::ESTIMATE).is_empty());
    }

    #[test]
    fn a_small_level_is_never_flagged() {
        let levels = [("a", Proportion::of(9, 0)), ("b", Proportion::of(0, 100))];
        let drivers = win_drivers(&levels, Level::ESTIMATE);
        assert!(drivers[0].q_value < FLAGGED_Q);
        assert!(!drivers[0].is_flagged && drivers[1].is_flagged);
    }

    /// Reference: `statsmodels.stats.multitest.multipletests([.01,.02,.03,.5,.04], method="fdr_bh")`.
    #[test]
    fn q_values_keep_their_place_and_never_fall_below_p() {
        let p = [0.01, 0.02, 0.03, 0.5, 0.04];
        let q = benjamini_hochberg(&p);
        for (q, expected) in q.iter().zip([0.05, 0.05, 0.05, 0.5, 0.05]) {
            assert!((q - expected).abs() < 1e-12, "{q}");
        }
        assert!(p.iter().zip(&q).all(|(p, q)| p <= q));
    }
}
