//! Where each deal stands: the furthest step it reached and what became of it there, two bytes a deal.
//!
//! # Why
//! Every count of the funnel page (balances, values, groups, the records behind a bar) follows from these two
//! facts. Found once per file by the rules of `path` (MATH 1.2), they make a change of filter one pass over two
//! bytes a deal instead of one over all date columns, and the records behind a bar are by construction the deals
//! that were counted in it.
//!
//! # Edge cases
//! Files with current stages only: a deal lost at a stage the file does not tell is [`Fate::LostSomewhere`], an
//! open deal at a word without a step [`Fate::Unmapped`]; both stand at no step (MATH 2.2). Rows a later row of
//! the same id replaces are [`Fate::Superseded`] (R1).
//!
//! Verified: the balances made from placements equal those of [`super::funnel`] for any deals (property test).

use serde::{Deserialize, Serialize};

use super::balance::StageBalance;
use super::path::RawDeal;
use super::snapshot::step_of_stage;
use super::tally::{DealView, day};
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::velocity::ClosedValue;
use crate::model::{Day, Deals, Money, Outcome, Selection, Shape};

/// What became of a deal at its furthest step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Won: it has passed every step.
    Won,
    /// Lost there.
    Lost,
    /// Still open there.
    Open,
    /// Moved back to an earlier step, still open.
    MovedBack,
    /// Lost, and the file does not tell where.
    LostSomewhere,
    /// Open at a word of the file that no step was chosen for.
    Unmapped,
    /// A later row has the same id.
    Superseded,
}

/// Where a deal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// What became of it.
    pub fate: Fate,
    /// The furthest step, from 0; the number of steps for a won deal; without meaning for the last three fates.
    pub furthest: u8,
}

/// What a deal of a stage did there: the parts of its account (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StagePart {
    /// Went on.
    Advanced,
    /// Was lost here.
    Lost,
    /// Was moved back.
    MovedBack,
    /// Is still open here.
    Open,
}

/// Where all deals of a file stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placements {
    n_steps: usize,
    rows: Vec<Placement>,
}

impl Placement {
    /// What the deal did at a step; `None` if it did not reach it. At the step after the last, the win, every
    /// won deal has advanced.
    #[inline]
    pub fn part_at(self, step: usize) -> Option<StagePart> {
        let furthest = usize::from(self.furthest);
        match self.fate {
            Fate::Won => Some(StagePart::Advanced),
            Fate::Lost | Fate::Open | Fate::MovedBack if furthest > step => {
                Some(StagePart::Advanced)
            }
            Fate::Lost if furthest == step => Some(StagePart::Lost),
            Fate::Open if furthest == step => Some(StagePart::Open),
            Fate::MovedBack if furthest == step => Some(StagePart::MovedBack),
            _ => None,
        }
    }

    /// Whether the deal is one of the file: not replaced by a later row.
    #[inline]
    pub fn counts(self) -> bool {
        self.fate != Fate::Superseded
    }
}

impl Placements {
    /// Finds where each deal stands on the export date.
    ///
    /// ```
    /// # use trichterwerk::model::*;
    /// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
    /// # let deals = Deals {
    /// #     table: Table { name: "d.csv".into(), kind: RecordKind::Deal, n_rows: 2, columns: vec![] },
    /// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step), stage("Offer", StageKind::Step)] },
    /// #     shape: Shape::Snapshot,
    /// #     stage: vec![0, 1],
    /// #     outcome: vec![Outcome::Open, Outcome::Lost],
    /// #     entry_columns: vec![None, None],
    /// #     closed: DateColumn::Days(vec![0; 2]),
    /// #     currency: None,
    /// # };
    /// # let none = Selection::Some { bits: vec![0], len: 2 };
    /// use trichterwerk::analysis::funnel::{Placements, StagePart};
    /// // `deals`: one open at the first step, one lost at the second.
    /// let placements = Placements::of(&deals, &none, Day(20_000));
    /// assert_eq!(placements.get(0).unwrap().part_at(0), Some(StagePart::Open));
    /// assert_eq!(placements.get(1).unwrap().part_at(0), Some(StagePart::Advanced));
    /// assert_eq!(placements.get(1).unwrap().part_at(1), Some(StagePart::Lost));
    /// ```
    pub fn of(deals: &Deals, superseded: &Selection, as_of: Day) -> Self {
        let n_steps = deals.pipeline.n_steps();
        let steps = step_of_stage(deals);
        let is_dated = !matches!(deals.shape, Shape::Snapshot | Shape::Aggregate);
        let view = DealView::new(deals);
        let mut buffer = vec![None; n_steps];
        let rows = (0..deals.len()).map(|row| {
            if superseded.contains(row) {
                return Placement { fate: Fate::Superseded, furthest: 0 };
            }
            let outcome = deals.outcome.get(row).copied().unwrap_or(Outcome::Open);
            let stage = deals.stage.get(row).map_or(usize::MAX, |&stage| usize::from(stage));
            let current_step = steps.get(stage).copied().flatten();
            let (furthest, moved_back) = if is_dated {
                for (entry, column) in buffer.iter_mut().zip(&view.entries) {
                    *entry = day(*column, row);
                }
                let mut deal = RawDeal {
                    created: day(view.created, row),
                    entries: &mut buffer,
                    closed: None,
                    outcome,
                    current_step,
                };
                let path = deal.clean(as_of.0);
                (Some(path.furthest), path.moved_back)
            } else {
                (current_step, false)
            };
            let (fate, furthest) = match (outcome, furthest) {
                (Outcome::Won, _) => (Fate::Won, n_steps),
                (Outcome::Lost, Some(furthest)) => (Fate::Lost, furthest),
                (Outcome::Lost, None) => (Fate::LostSomewhere, 0),
                (Outcome::Open, Some(furthest)) if moved_back => (Fate::MovedBack, furthest),
                (Outcome::Open, Some(furthest)) => (Fate::Open, furthest),
                (Outcome::Open, None) => (Fate::Unmapped, 0),
            };
            // A pipeline has at most 255 stages: a row's stage is one byte.
            Placement { fate, furthest: furthest.min(255) as u8 }
        });
        Self { n_steps, rows: rows.collect() }
    }

    /// Where a row stands; `None` beyond the end.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Placement> {
        self.rows.get(row).copied()
    }

    /// Number of steps before the win.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Placement of each selected row.
    pub fn selected<'a>(
        &'a self,
        rows: &'a Selection,
    ) -> impl Iterator<Item = (usize, Placement)> + 'a {
        rows.rows().filter_map(|row| Some((row, self.get(row)?)))
    }

    /// How many selected rows have a fate.
    pub fn n_fate(&self, rows: &Selection, fate: Fate) -> u64 {
        self.selected(rows).filter(|(_, placement)| placement.fate == fate).count() as u64
    }
}

/// The day each deal entered the funnel: its first stage, else its creation, as far as known on the export date.
pub struct EntryDays<'a> {
    view: DealView<'a>,
    as_of: Day,
}

impl<'a> EntryDays<'a> {
    /// Entry days of a file.
    pub fn new(deals: &'a Deals, as_of: Day) -> Self {
        Self { view: DealView::new(deals), as_of }
    }

    /// The entry day of a row.
    pub fn of(&self, row: usize) -> Option<Day> {
        self.view.entry_day(row).map(Day).filter(|&day| day <= self.as_of)
    }
}

/// What the deals of one stage are worth, by what became of them there. The four add up to what reached it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageValue {
    /// Of deals that went on.
    pub advanced: Money,
    /// Of deals lost here.
    pub lost: Money,
    /// Of deals moved back.
    pub back: Money,
    /// Of deals still open here.
    pub open: Money,
    /// Value that advanced among the value decided, with the interval of the ratio estimator (MATH 2.6 b).
    pub resolved: Estimate,
}

impl StageValue {
    /// What reached the stage is worth.
    pub fn entered(self) -> Money {
        Money(self.advanced.0 + self.lost.0 + self.back.0 + self.open.0)
    }
}

/// The funnel by value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StageValues {
    /// The stages in order.
    pub stages: Vec<StageValue>,
    /// Worth of the won deals.
    pub won: Money,
    /// Deals at a step, or won, without a usable amount: worth nothing in these sums.
    pub n_without_amount: u64,
}

/// Sums over the deals of one fate and furthest step.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: u64,
    cents: i64,
    square_cents: i128,
}

impl Sums {
    fn add(&mut self, cents: i64) {
        self.n += 1;
        self.cents += cents;
        self.square_cents += i128::from(cents) * i128::from(cents);
    }

    fn plus(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            cents: self.cents + other.cents,
            square_cents: self.square_cents + other.square_cents,
        }
    }
}

/// What the selected deals of each stage are worth, or why that cannot be said (P5: currencies are never summed).
pub fn stage_values(
    deals: &Deals,
    placements: &Placements,
    rows: &Selection,
    level: Level,
) -> Result<StageValues, NotEstimable> {
    let amounts = DealView::new(deals).amount?;
    // Per furthest step: lost, open, moved back.
    let mut at = vec![[Sums::default(); 3]; placements.n_steps()];
    let mut won = Sums::default();
    let mut n_without_amount = 0;
    for (row, placement) in placements.selected(rows) {
        let part = match placement.fate {
            Fate::Won => Some(&mut won),
            Fate::Lost => at.get_mut(usize::from(placement.furthest)).map(|sums| &mut sums[0]),
            Fate::Open => at.get_mut(usize::from(placement.furthest)).map(|sums| &mut sums[1]),
            Fate::MovedBack => at.get_mut(usize::from(placement.furthest)).map(|sums| &mut sums[2]),
            _ => None,
        };
        let Some(sums) = part else { continue };
        match amounts.get(row).filter(|amount| amount.0 >= 0) {
            Some(amount) => sums.add(amount.0),
            None => n_without_amount += 1,
        }
    }
    let mut advanced = won;
    let mut stages: Vec<StageValue> = Vec::with_capacity(at.len());
    for &[lost, open, back] in at.iter().rev() {
        stages.push(StageValue {
            advanced: Money(advanced.cents),
            lost: Money(lost.cents),
            back: Money(back.cents),
            open: Money(open.cents),
            resolved: closed_value(advanced, lost).win_rate(level).0,
        });
        advanced = advanced.plus(lost).plus(open).plus(back);
    }
    stages.reverse();
    Ok(StageValues { stages, won: Money(won.cents), n_without_amount })
}

fn closed_value(won: Sums, lost: Sums) -> ClosedValue {
    let (units, square_units) = (|cents: i64| cents as f64 / 1e2, |c: i128| c as f64 / 1e4);
    ClosedValue {
        n: won.n + lost.n,
        won: units(won.cents),
        lost: units(lost.cents),
        won_squares: square_units(won.square_cents),
        lost_squares: square_units(lost.square_cents),
    }
}

/// The balances of the selected deals: the counts of [`StageBalance`] without any times.
pub fn stage_balances(placements: &Placements, rows: &Selection) -> Vec<StageBalance> {
    let mut at = vec![[0_u64; 3]; placements.n_steps()];
    let mut n_advanced = 0;
    for (_, placement) in placements.selected(rows) {
        let part = match placement.fate {
            Fate::Lost => 0,
            Fate::Open => 1,
            Fate::MovedBack => 2,
            Fate::Won => {
                n_advanced += 1;
                continue;
            }
            _ => continue,
        };
        if let Some(counts) = at.get_mut(usize::from(placement.furthest)) {
            counts[part] += 1;
        }
    }
    let mut balances: Vec<StageBalance> = at
        .iter()
        .rev()
        .map(|&[n_lost, n_open, n_back]| {
            let balance = StageBalance { n_advanced, n_lost, n_back, n_open };
            n_advanced = balance.n_entered();
            balance
        })
        .collect();
    balances.reverse();
    balances
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{deals, test_deals};
    use super::super::{ConversionWindow, FunnelConfig, funnel, superseded_rows};
    use super::*;

    const AS_OF: Day = Day(20_000);

    proptest! {
        #[test]
        fn placements_give_the_balances_and_values_of_the_funnel(rows in test_deals(AS_OF)) {
            let deals = deals(&rows);
            let superseded = superseded_rows(&deals.table);
            let all = Selection::All(rows.len());
            let config = FunnelConfig {
                as_of: AS_OF, window: ConversionWindow::Days(30), level: Level::ESTIMATE,
            };
            let report = funnel(&deals, &all, &superseded, &config);
            let placements = Placements::of(&deals, &superseded, AS_OF);
            let balances = stage_balances(&placements, &all);
            prop_assert_eq!(
                &balances, &report.steps.iter().map(|step| step.balance).collect::<Vec<_>>()
            );
            prop_assert_eq!(
                placements.n_fate(&all, Fate::Superseded), report.anomalies.n_duplicate_id
            );
            let values = stage_values(&deals, &placements, &all, Level::ESTIMATE).unwrap();
            for (value, step) in values.stages.iter().zip(&report.steps) {
                prop_assert_eq!(Some(value.entered()), step.entered_amount);
            }
            prop_assert_eq!(Some(values.won), report.overall.won_amount);
        }

        #[test]
        fn every_deal_is_in_exactly_one_part_of_each_stage_it_reached(rows in test_deals(AS_OF)) {
            let deals = deals(&rows);
            let superseded = superseded_rows(&deals.table);
            let placements = Placements::of(&deals, &superseded, AS_OF);
            let all = Selection::All(rows.len());
            for (step, balance) in stage_balances(&placements, &all).iter().enumerate() {
                let n = |part| {
                    placements.selected(&all).filter(|(_, p)| p.part_at(step) == Some(part)).count()
                        as u64
                };
                prop_assert_eq!(n(StagePart::Advanced), balance.n_advanced);
                prop_assert_eq!(n(StagePart::Lost), balance.n_lost);
                prop_assert_eq!(n(StagePart::MovedBack), balance.n_back);
                prop_assert_eq!(n(StagePart::Open), balance.n_open);
            }
        }
    }

    #[test]
    fn mixed_currencies_have_no_value() {
        let mut deals = deals(&[]);
        deals.currency = None;
        let placements = Placements::of(&deals, &Selection::All(0), AS_OF);
        let values = stage_values(&deals, &placements, &Selection::All(0), Level::ESTIMATE);
        assert_eq!(values, Err(NotEstimable::MixedCurrencies));
    }
}
