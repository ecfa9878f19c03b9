//! The funnel by value: what the deals of each bar are worth, by what became of them there.
//!
//! Sums are made in cents, exactly, over the same placements as the counts. Where amounts are in several currencies, or
//! there are none, there is no funnel by value but a reason (P5).
//!
//! Verified: brute force over rows (tests), the entered values of [`super::funnel`] (property test of the placements).

use serde::{Deserialize, Serialize};

use super::fate::{Fate, StagePart};
use super::placement::{Placement, Placements};
use super::view::DealView;
use crate::analysis::interval::{Estimate, Level, NotEstimable};
use crate::analysis::velocity::ClosedValue;
use crate::model::{Deals, Money, Selection};

/// What the deals of one stage are worth, by what became of them there. The parts add up to what reached it.
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
    /// Of deals that went elsewhere than strict order says.
    pub left: Money,
    /// Value that advanced among the value decided, with the interval of the ratio estimator (MATH 2.6 b).
    pub resolved: Estimate,
}

impl StageValue {
    /// What the deals of one part are worth.
    pub const fn part(self, part: StagePart) -> Money {
        match part {
            StagePart::Advanced => self.advanced,
            StagePart::Lost => self.lost,
            StagePart::MovedBack => self.back,
            StagePart::Open => self.open,
            StagePart::LeftOrder => self.left,
        }
    }

    /// What reached the stage is worth.
    pub fn entered(self) -> Money {
        Money(self.advanced.0 + self.lost.0 + self.back.0 + self.open.0 + self.left.0)
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
        self.square_cents += Money(cents).square_cents();
    }

    fn plus(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            cents: self.cents + other.cents,
            square_cents: self.square_cents + other.square_cents,
        }
    }

    /// Without a part of it.
    fn less(self, part: Self) -> Self {
        Self {
            n: self.n - part.n,
            cents: self.cents - part.cents,
            square_cents: self.square_cents - part.square_cents,
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
    // Per last bar: lost, open, moved back, left the order; then those that passed the bar over.
    let mut at = vec![[Sums::default(); 5]; placements.n_steps()];
    let mut won = Sums::default();
    let mut n_without_amount = 0;
    rows.for_each_block(&mut |rows| {
        for (row, placement) in placements.of_rows(rows) {
            let Placement { fate, furthest } = placement;
            let bar = at.get_mut(usize::from(furthest));
            let part = match fate {
                Fate::Won => Some(&mut won),
                Fate::Lost => bar.map(|sums| &mut sums[0]),
                Fate::Open => bar.map(|sums| &mut sums[1]),
                Fate::MovedBack => bar.map(|sums| &mut sums[2]),
                Fate::LeftOrder => bar.map(|sums| &mut sums[3]),
                Fate::LostSomewhere | Fate::Unmapped | Fate::Excluded => None,
            };
            let Some(sums) = part else { continue };
            let Some(amount) = amounts.get(row).filter(|amount| amount.0 >= 0) else {
                n_without_amount += 1;
                continue;
            };
            sums.add(amount.0);
            for step in placements.passed_over(row, furthest) {
                if let Some(sums) = at.get_mut(step) {
                    sums[4].add(amount.0);
                }
            }
        }
    });
    let mut beyond = won;
    let mut stages: Vec<StageValue> = Vec::with_capacity(at.len());
    for &[lost, open, back, left, over] in at.iter().rev() {
        let advanced = beyond.less(over);
        stages.push(StageValue {
            advanced: Money(advanced.cents),
            lost: Money(lost.cents),
            back: Money(back.cents),
            open: Money(open.cents),
            left: Money(left.cents),
            resolved: closed_value(advanced, lost.plus(left)).win_rate(level).0,
        });
        beyond = beyond.plus(lost).plus(open).plus(back).plus(left);
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

#[cfg(test)]
mod tests {
    use super::super::FunnelRule;
    use super::super::fixture::deals;
    use super::*;
    use crate::model::Day;

    const AS_OF: Day = Day(20_000);

    #[test]
    fn mixed_currencies_have_no_value() {
        let mut deals = deals(&[]);
        deals.currency = None;
        let placements = Placements::of(&deals, AS_OF, FunnelRule::USUAL);
        let values = stage_values(&deals, &placements, &Selection::All(0), Level::ESTIMATE);
        assert_eq!(values, Err(NotEstimable::MixedCurrencies));
    }
}
