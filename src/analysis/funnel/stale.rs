//! Open deals that have been open for long, with the chance that is left of them (MATH 2.4).
//!
//! # Definition
//! A deal is *stale* when it has been open for longer than the median time to win (of those that will win). Its
//! chance to be won within the next h days, given that nothing has happened up to its age s, is
//! (F(s + h) - F(s)) / S(s), with F the cumulative incidence of winning and S the share neither won nor lost.
//! The fresh-deal chance F(h) beside it is what a forecast without ages would say (pitfall P17).
//!
//! # Assumptions
//! Old deals of today fare like the deals of the file that were open at that age. The clock starts with the first
//! stage, or with the creation where the file has no entry date.
//!
//! # Edge cases
//! No win yet: no median, nothing is stale. Older than any deal seen to end: no chance can be told, `None`, never
//! 0. Deals without an entry date cannot be judged and are counted.
//!
//! # References
//! Aalen & Johansen 1978. Verified: hand calculation (tests), golden `aalen_johansen` for the curve.

use serde::{Deserialize, Serialize};

use super::fate::Fate;
use super::placement::Placements;
use super::view::DealView;
use crate::analysis::survival::AalenJohansen;
use crate::model::{Day, Deals, Money, Outcome, Selection};

/// Days ahead a chance is told for: a quarter.
pub const STALE_HORIZON_DAYS: u16 = 90;

/// An open deal past the median time to win.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaleDeal {
    /// Its row in the file, from 0.
    pub row: u32,
    /// Days since it entered the funnel.
    pub age_days: u32,
    /// The step it stands at, from 0; `None` for one at no step.
    pub step: Option<u8>,
    /// Chance to be won within the horizon; `None` where no deal was seen to end at that age.
    pub chance: Option<f64>,
    /// Its worth.
    pub amount: Option<Money>,
}

/// What is open for long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StaleReport {
    /// Median time to win: beyond it a deal is stale; `None` without a win.
    pub median_days: Option<f64>,
    /// Days ahead the chances are told for.
    pub horizon_days: u16,
    /// Chance of a new deal to be won within the horizon.
    pub fresh_chance: f64,
    /// Open deals.
    pub n_open: u64,
    /// Of these, stale.
    pub n_stale: u64,
    /// Open deals without an entry date: not judged.
    pub n_no_entry: u64,
    /// Wins to expect from the stale deals within the horizon, those without a chance left out.
    pub expected_wins: f64,
    /// Stale deals whose chance cannot be told.
    pub n_no_chance: u64,
    /// Worth of the stale deals; `None` without amounts of one currency.
    pub amount: Option<Money>,
    /// The stale deals, the most valuable first, then the oldest; at most the number asked for.
    pub deals: Vec<StaleDeal>,
}

/// The selected open deals past the median of a win curve.
pub fn stale_deals(
    deals: &Deals,
    placements: &Placements,
    rows: &Selection,
    curve: &AalenJohansen,
    as_of: Day,
    n_listed: usize,
) -> StaleReport {
    let view = DealView::new(deals);
    let amounts = view.amount.ok();
    let horizon = f64::from(STALE_HORIZON_DAYS);
    let median_days = curve.quantile_given_event(0.5);
    let last_event = curve.rows.last().map_or(0.0, |row| row.time);
    let (mut n_open, mut n_no_entry, mut cents) = (0, 0, 0_i64);
    let mut stale = Vec::new();
    rows.for_each_block(&mut |rows| {
        for (row, placement) in placements.of_rows(rows) {
            let is_open = deals.outcome.get(row) == Some(&Outcome::Open);
            if !is_open || !placement.counts() {
                continue;
            }
            n_open += 1;
            let Some(entry) = view.entry_day(row).filter(|&day| day <= as_of) else {
                n_no_entry += 1;
                continue;
            };
            let age_days = (as_of.0 - entry.0).unsigned_abs();
            if median_days.is_none_or(|median| f64::from(age_days) <= median) {
                continue;
            }
            let amount =
                amounts.and_then(|amounts| amounts.get(row)).filter(|amount| amount.0 >= 0);
            cents += amount.map_or(0, |amount| amount.0);
            stale.push(StaleDeal {
                row: row as u32,
                age_days,
                step: (placement.fate != Fate::Unmapped).then_some(placement.furthest),
                // Past the last event the curve stands still for want of data, not for want of chances.
                chance: Some(f64::from(age_days))
                    .filter(|&age| age < last_event)
                    .and_then(|age| curve.conditional_incidence(age, horizon)),
                amount,
            });
        }
    });
    let n_stale = stale.len() as u64;
    let n_no_chance = stale.iter().filter(|deal| deal.chance.is_none()).count() as u64;
    let expected_wins = stale.iter().filter_map(|deal| deal.chance).sum();
    stale.sort_by_key(|deal| {
        let worth = deal.amount.map_or(-1, |amount| amount.0);
        (std::cmp::Reverse(worth), std::cmp::Reverse(deal.age_days), deal.row)
    });
    stale.truncate(n_listed);
    StaleReport {
        median_days,
        horizon_days: STALE_HORIZON_DAYS,
        fresh_chance: curve.incidence_at(horizon),
        n_open,
        n_stale,
        n_no_entry,
        expected_wins,
        n_no_chance,
        amount: amounts.map(|_| Money(cents)),
        deals: stale,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{TestDeal, deals};
    use super::super::{ConversionWindow, FunnelConfig, tally};
    use super::*;
    use crate::analysis::funnel::FunnelRule;
    use crate::analysis::interval::Level;

    const AS_OF: Day = Day(20_000);

    fn report(rows: &[TestDeal]) -> StaleReport {
        let deals = deals(rows);
        let all = Selection::All(rows.len());
        let config = FunnelConfig::usual(AS_OF, ConversionWindow::Days(30), Level::ESTIMATE);
        let curve = tally(&deals, &all, &config).win_curve(config.level);
        let placements = Placements::of(&deals, AS_OF, FunnelRule::USUAL);
        stale_deals(&deals, &placements, &all, &curve, AS_OF, 100)
    }

    fn deal(outcome: Outcome, days: i32, age: i32) -> TestDeal {
        TestDeal {
            entries: [Some(Day(AS_OF.0 - age)), None, None],
            outcome,
            closed: (outcome != Outcome::Open).then(|| Day(AS_OF.0 - age + days)),
            ..TestDeal::OPEN
        }
    }

    /// Won after 10 and 100 days, lost after 50; one open for 60 days, one for 5.
    #[test]
    fn a_stale_deal_has_the_chance_of_those_that_were_open_at_its_age() {
        let report = report(&[
            deal(Outcome::Won, 10, 300),
            deal(Outcome::Lost, 50, 300),
            deal(Outcome::Won, 100, 300),
            deal(Outcome::Open, 0, 60),
            deal(Outcome::Open, 0, 5),
        ]);
        // At day 10 four of five are at risk, at day 50 three, at day 100 the last one: F = 1/4, then 1/4 + 1/2.
        assert_eq!(report.median_days, Some(100.0));
        assert_eq!((report.n_open, report.n_stale), (2, 0));
    }

    #[test]
    fn an_old_deal_keeps_only_the_chance_that_is_left() {
        let mut rows = vec![deal(Outcome::Won, 10, 300); 6];
        rows.extend([deal(Outcome::Lost, 50, 300); 2]);
        rows.extend([deal(Outcome::Won, 100, 300); 2]);
        rows.push(deal(Outcome::Open, 0, 60));
        let report = report(&rows);
        assert_eq!(report.median_days, Some(10.0));
        assert_eq!(report.n_stale, 1);
        // Of those open at day 60, all that the file saw end were won by day 100, within the horizon.
        assert!((report.deals[0].chance.unwrap() - 1.0).abs() < 1e-12);
        assert!((report.fresh_chance - 6.0 / 11.0).abs() < 1e-12);
        assert!((report.expected_wins - 1.0).abs() < 1e-12);
    }

    #[test]
    fn older_than_any_seen_has_no_chance_to_tell_and_no_date_is_counted() {
        let mut rows = vec![deal(Outcome::Won, 10, 300); 3];
        rows.push(deal(Outcome::Open, 0, 60));
        rows.push(TestDeal::OPEN);
        let report = report(&rows);
        assert_eq!((report.n_open, report.n_stale, report.n_no_entry), (2, 1, 1));
        assert_eq!((report.deals[0].chance, report.n_no_chance), (None, 1));
    }

    #[test]
    fn without_a_win_nothing_is_stale() {
        let report = report(&[deal(Outcome::Open, 0, 500)]);
        assert_eq!((report.median_days, report.n_stale), (None, 0));
    }
}
