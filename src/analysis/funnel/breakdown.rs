//! A rate per group of deals, each against the rest: where does the funnel differ?
//!
//! # Definition
//! The groups are the words of a column; deals without a word are the group "(empty)" (P2). The largest groups
//! stand for themselves, the smaller ones are pooled into *other*; groups + other = total, deal by deal. Per group
//! the share converted among the decided (Wilson), and its difference from the pooled rest with Newcombe's hybrid
//! interval (MATH 2.9). The rate is the win rate on the closed basis, or the transition from one stage to the
//! next (MATH 2.2 *resolved*).
//!
//! # Assumptions
//! Deals are independent; groups are compared as they are, not adjusted for what else differs between them. With
//! many groups some intervals exclude 0 by chance: the win drivers correct for that, this table does not.
//!
//! # Edge cases
//! A group without a decided deal has no rate; a single group has no rest. Where the file knows no lost deal, win
//! rates are refused (P5).
//!
//! # References
//! Newcombe 1998, Stat. Med. 17:873. Verified: brute force over rows (tests), golden `two_proportions` for the
//! interval.

use serde::{Deserialize, Serialize};

use super::fate::{Fate, StagePart};
use super::placement::{Placement, Placements};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::proportion::Proportion;
use crate::analysis::two_proportions::compare;
use crate::model::{Deals, DictColumn, Money, MoneyColumn, Outcome, Selection};

/// Which rate is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakdownRate {
    /// Won among won and lost.
    Win,
    /// Advanced among advanced and lost of one stage, from 0.
    Step(usize),
}

/// Which group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakdownKey {
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

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BreakdownRow {
    /// Which.
    pub key: BreakdownKey,
    /// Deals that reached the stage (for the win rate: all deals).
    pub n: u64,
    /// Of these, converted.
    pub n_converted: u64,
    /// Of these, decided otherwise: lost, or gone elsewhere than strict order says.
    pub n_lost: u64,
    /// Converted among decided.
    pub rate: Estimate,
    /// Rate of the group minus rate of the rest; `None` for the total.
    pub difference: Option<Estimate>,
    /// Worth of the converted deals; `None` without amounts of one currency.
    pub amount: Option<Money>,
}

impl BreakdownRow {
    /// Deals still undecided.
    pub fn n_undecided(&self) -> u64 {
        self.n - self.n_converted - self.n_lost
    }
}

/// All groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// The largest groups, the group "(empty)" always among them, in falling order of deals; then *other*.
    pub rows: Vec<BreakdownRow>,
    /// All deals: the sum of the rows.
    pub total: BreakdownRow,
}

/// Counts of a group.
#[derive(Clone, Copy, Default)]
struct Counts {
    n: u64,
    n_converted: u64,
    n_lost: u64,
    cents: i64,
}

impl Counts {
    fn plus(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            n_converted: self.n_converted + other.n_converted,
            n_lost: self.n_lost + other.n_lost,
            cents: self.cents + other.cents,
        }
    }
}

/// Compares the groups of a column among the selected deals; `n_top` groups stand for themselves.
///
/// ```
/// # use trichterwerk::model::*;
/// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
/// # let source = DictColumn { codes: Codes::One(vec![1, 1, 2, 0]), words: vec!["Messe".into(), "Web".into()] };
/// # let column = Column { header: "Quelle".into(), meaning: Meaning::Source, values: Values::Dict(source.clone()) };
/// # let deals = Deals {
/// #     table: Table { name: "d.csv".into(), kind: RecordKind::Deal, n_rows: 4, columns: vec![column] },
/// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step)] },
/// #     shape: Shape::Snapshot,
/// #     stage: vec![0; 4],
/// #     outcome: vec![Outcome::Won, Outcome::Lost, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![None],
/// #     closed: DateColumn::Days(vec![0; 4]),
/// #     currency: None,
/// # };
/// use trichterwerk::analysis::funnel::{BreakdownRate, FunnelRule, Placements, breakdown};
/// use trichterwerk::analysis::interval::Level;
/// // Two deals from fairs (won, lost), one from the web (lost), one open without a source.
/// let placements = Placements::of(&deals, Day(20_000), FunnelRule::USUAL);
/// let all = Selection::All(4);
/// let groups = breakdown(&deals, &placements, &all, &source, BreakdownRate::Win, 5, Level::ESTIMATE);
/// assert_eq!(groups.rows[0].rate.value, Some(0.5));
/// assert_eq!(groups.rows[0].difference.unwrap().value, Some(0.5));
/// assert_eq!(groups.total.n, 4);
/// ```
pub fn breakdown(
    deals: &Deals,
    placements: &Placements,
    rows: &Selection,
    column: &DictColumn,
    rate: BreakdownRate,
    n_top: usize,
    level: Level,
) -> Breakdown {
    let amounts: Option<&MoneyColumn> = deals.amount().filter(|_| deals.currency.is_some());
    let mut counts = vec![Counts::default(); column.words.len() + 1];
    rows.for_each_block(&mut |rows| {
        for (row, placement) in placements.of_rows(rows) {
            let part = match rate {
                BreakdownRate::Step(step) => placements.part_at(row, step),
                BreakdownRate::Win => win_part(deals, row, placement),
            };
            let Some(part) = part else { continue };
            let code = column.codes.get(row) as usize;
            let Some(counts) = counts.get_mut(code) else { continue };
            counts.n += 1;
            match part {
                StagePart::Advanced => {
                    counts.n_converted += 1;
                    let amount = amounts.and_then(|amounts| amounts.get(row));
                    counts.cents += amount.map_or(0, |amount| amount.0.max(0));
                }
                // Gone elsewhere than strict order says: decided, and not converted.
                StagePart::Lost | StagePart::LeftOrder => counts.n_lost += 1,
                StagePart::Open | StagePart::MovedBack => {}
            }
        }
    });
    let total = counts.iter().fold(Counts::default(), |sum, &one| sum.plus(one));
    let knows_lost = total.n_lost > 0 || rate != BreakdownRate::Win || deals.pipeline.has_lost();
    let row = |key, counts: Counts| {
        let own = Proportion::of(counts.n_converted, counts.n_lost);
        let rest =
            Proportion::of(total.n_converted - counts.n_converted, total.n_lost - counts.n_lost);
        let missing = || Estimate::missing(NotEstimable::NoLostStage, level, own.n_trials());
        let is_total = key == BreakdownKey::Total;
        BreakdownRow {
            key,
            n: counts.n,
            n_converted: counts.n_converted,
            n_lost: counts.n_lost,
            rate: if knows_lost { own.wilson(level) } else { missing() },
            difference: (!is_total)
                .then(|| if knows_lost { compare(own, rest, level).difference } else { missing() }),
            amount: amounts.map(|_| Money(counts.cents)),
        }
    };
    let mut order: Vec<usize> =
        (0..counts.len()).filter(|&code| counts.get(code).is_some_and(|c| c.n > 0)).collect();
    let n_of = |code: usize| counts.get(code).map_or(0, |counts| counts.n);
    // Equal sizes keep the order of the file.
    order.sort_by_key(|&code| (std::cmp::Reverse(n_of(code)), code));
    // The group "(empty)" is never hidden among the others (P2).
    let (kept, other): (Vec<_>, Vec<_>) =
        order.iter().enumerate().partition(|&(rank, &code)| rank < n_top || code == 0);
    let sum = |codes: &[(usize, &usize)]| {
        codes.iter().fold(Counts::default(), |sum, (_, code)| {
            sum.plus(counts.get(**code).copied().unwrap_or_default())
        })
    };
    let word = |code: usize| BreakdownKey::Word(column.word(code as u32).map(ToOwned::to_owned));
    let mut rows: Vec<BreakdownRow> = kept
        .iter()
        .map(|&(_, &code)| row(word(code), counts.get(code).copied().unwrap_or_default()))
        .collect();
    if let [(_, only)] = other.as_slice() {
        // One group is no collection: it stands under its own name.
        rows.push(row(word(**only), sum(&other)));
    } else if !other.is_empty() {
        rows.push(row(BreakdownKey::Other { n_groups: other.len() }, sum(&other)));
    }
    Breakdown { rows, total: row(BreakdownKey::Total, total) }
}

/// What a deal counts as on the way to the win, whichever bars it is in; `None` if it is left out.
fn win_part(deals: &Deals, row: usize, placement: Placement) -> Option<StagePart> {
    if !placement.counts() {
        return None;
    }
    Some(match deals.outcome.get(row)? {
        Outcome::Won => StagePart::Advanced,
        Outcome::Lost => StagePart::Lost,
        Outcome::Open if placement.fate == Fate::MovedBack => StagePart::MovedBack,
        Outcome::Open => StagePart::Open,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{TestDeal, deals, test_deals};
    use super::*;
    use crate::analysis::funnel::FunnelRule;
    use crate::model::Day;

    const AS_OF: Day = Day(20_000);

    fn breakdown_of(deals: &Deals, n_rows: usize, rate: BreakdownRate, n_top: usize) -> Breakdown {
        let placements = Placements::of(deals, AS_OF, FunnelRule::USUAL);
        let column = deals.owner().unwrap();
        let all = Selection::All(n_rows);
        breakdown(deals, &placements, &all, column, rate, n_top, Level::ESTIMATE)
    }

    proptest! {
        #[test]
        fn groups_and_other_make_the_total(rows in test_deals(AS_OF), n_top in 0_usize..4) {
            let deals = deals(&rows);
            for rate in [BreakdownRate::Win, BreakdownRate::Step(0), BreakdownRate::Step(2)] {
                let groups = breakdown_of(&deals, rows.len(), rate, n_top);
                let sum = |of: fn(&BreakdownRow) -> u64| groups.rows.iter().map(of).sum::<u64>();
                prop_assert_eq!(sum(|row| row.n), groups.total.n);
                prop_assert_eq!(sum(|row| row.n_converted), groups.total.n_converted);
                prop_assert_eq!(sum(|row| row.n_lost), groups.total.n_lost);
                let cents: i64 = groups.rows.iter().filter_map(|row| Some(row.amount?.0)).sum();
                prop_assert_eq!(Some(Money(cents)), groups.total.amount);
            }
        }
    }

    #[test]
    fn the_empty_group_is_never_hidden() {
        let rows = vec![TestDeal { outcome: Outcome::Lost, ..TestDeal::OPEN }; 30];
        let groups = breakdown_of(&deals(&rows), 30, BreakdownRate::Win, 1);
        let keys: Vec<_> = groups.rows.iter().map(|row| row.key.clone()).collect();
        assert!(keys.contains(&BreakdownKey::Word(None)), "{keys:?}");
    }

    #[test]
    fn without_any_lost_deal_win_rates_are_refused() {
        let rows = vec![TestDeal { outcome: Outcome::Won, ..TestDeal::OPEN }; 9];
        let groups = breakdown_of(&deals(&rows), 9, BreakdownRate::Win, 9);
        assert_eq!(groups.total.rate.why, Some(NotEstimable::NoLostStage));
        assert!(groups.rows.iter().all(|row| row.rate.value.is_none()));
    }
}
