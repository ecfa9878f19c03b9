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
use crate::model::{Deals, DictColumn, Outcome, Selection, Values};

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
    with_q_values(against_rest(levels, level))
}

/// Each level against the pooled rest of its attribute, q-values still to come.
fn against_rest<L: Clone>(levels: &[(L, Proportion)], level: Level) -> Vec<WinDriver<L>> {
    let total: Proportion = levels.iter().map(|(_, wins)| *wins).sum();
    let driver = |(name, wins): &(L, Proportion)| {
        let rest = Proportion::of(
            total.n_successes() - wins.n_successes(),
            total.n_failures() - wins.n_failures(),
        );
        let comparison = compare(*wins, rest, level);
        WinDriver {
            level: name.clone(),
            win_rate: wins.wilson(level),
            q_value: comparison.fisher_p,
            comparison,
            is_flagged: false,
        }
    };
    levels.iter().map(driver).collect()
}

/// The same levels with q-values over all of them, and flags.
fn with_q_values<L>(mut drivers: Vec<WinDriver<L>>) -> Vec<WinDriver<L>> {
    let p_values: Vec<f64> = drivers.iter().map(|driver| driver.comparison.fisher_p).collect();
    for (driver, q_value) in drivers.iter_mut().zip(benjamini_hochberg(&p_values)) {
        driver.q_value = q_value;
        driver.is_flagged = q_value < FLAGGED_Q && driver.win_rate.n >= FLAGGED_N;
    }
    drivers
}

/// Most levels of an attribute that is compared; a column with more words is a list of names.
pub const MAX_LEVELS: usize = 50;

/// One word of one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnLevel {
    /// Header of the column.
    pub header: String,
    /// The word; `None` is the group "(empty)".
    pub word: Option<String>,
}

/// Win drivers over several columns of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnWinDrivers {
    /// Won among the resolved deals.
    pub won: Proportion,
    /// Every level of every compared column, in the order of the columns and of their words; q-values are
    /// over all of them.
    pub drivers: Vec<WinDriver<ColumnLevel>>,
    /// Headers of the columns asked for that have no repeating text or more than [`MAX_LEVELS`] words.
    pub not_compared: Vec<String>,
}

/// Compares the levels of `columns` among the resolved deals of a selection. Choose columns that are known
/// when a deal is qualified: a reason for the loss explains every loss.
///
/// ```
/// use trichterwerk::analysis::interval::Level;
/// use trichterwerk::analysis::win_driver::column_win_drivers;
/// # use trichterwerk::model::*;
/// # let source = DictColumn { codes: Codes::One(vec![1, 1, 2, 0]), words: vec!["Messe".into(), "Web".into()] };
/// # let column = Column { header: "Quelle".into(), meaning: Meaning::Source, values: Values::Dict(source) };
/// # let deals = Deals {
/// #     table: Table { name: "d.csv".into(), kind: RecordKind::Deal, n_rows: 4, columns: vec![column] },
/// #     pipeline: Pipeline::default(),
/// #     shape: Shape::Snapshot,
/// #     stage: vec![0; 4],
/// #     outcome: vec![Outcome::Won, Outcome::Won, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![],
/// #     closed: DateColumn::Days(vec![0; 4]),
/// #     currency: None,
/// # };
/// // Two won deals from fairs, one lost from the web, one open without a source.
/// let report = column_win_drivers(&deals, &Selection::All(4), &["Quelle"], Level::ESTIMATE);
/// assert_eq!(report.won.share(), Some(2.0 / 3.0));
/// assert_eq!(report.drivers[0].level.word.as_deref(), Some("Messe"));
/// assert_eq!(report.drivers[0].comparison.difference.value, Some(1.0));
/// ```
pub fn column_win_drivers(
    deals: &Deals,
    rows: &Selection,
    columns: &[&str],
    level: Level,
) -> ColumnWinDrivers {
    let mut drivers = Vec::new();
    let mut not_compared = Vec::new();
    for &header in columns {
        let column = deals.table.columns.iter().find(|column| column.header == header);
        let words = match column.map(|column| &column.values) {
            Some(Values::Dict(words)) if words.words.len() <= MAX_LEVELS => words,
            _ => {
                not_compared.push(header.to_owned());
                continue;
            }
        };
        let counts = resolved_by_word(deals, rows, words);
        let levels: Vec<(ColumnLevel, Proportion)> = counts
            .into_iter()
            .enumerate()
            .filter(|(_, wins)| wins.n_trials() > 0)
            .map(|(code, wins)| {
                let word = words.word(code as u32).map(ToOwned::to_owned);
                (ColumnLevel { header: header.to_owned(), word }, wins)
            })
            .collect();
        drivers.extend(against_rest(&levels, level));
    }
    let n = resolved(deals, rows).count() as u64;
    let won = resolved(deals, rows).filter(|&(_, is_won)| is_won).count() as u64;
    ColumnWinDrivers {
        won: Proportion::of(won, n - won),
        drivers: with_q_values(drivers),
        not_compared,
    }
}

/// The resolved deals of a selection, and whether each was won.
fn resolved<'a>(deals: &'a Deals, rows: &'a Selection) -> impl Iterator<Item = (usize, bool)> + 'a {
    rows.rows().filter_map(|row| match deals.outcome.get(row)? {
        Outcome::Won => Some((row, true)),
        Outcome::Lost => Some((row, false)),
        Outcome::Open => None,
    })
}

/// Won among resolved, by code; code 0 holds the deals without a word.
fn resolved_by_word(deals: &Deals, rows: &Selection, words: &DictColumn) -> Vec<Proportion> {
    let mut counts = vec![[0_u64; 2]; words.words.len() + 1];
    for (row, is_won) in resolved(deals, rows) {
        if let Some(count) = counts.get_mut(words.codes.get(row) as usize) {
            count[usize::from(!is_won)] += 1;
        }
    }
    counts.into_iter().map(|[won, lost]| Proportion::of(won, lost)).collect()
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
