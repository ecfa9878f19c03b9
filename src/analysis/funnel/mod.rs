//! The funnel: where deals are lost, how long each stage takes, and what is still open (MATH 2.2, 2.3).
//!
//! # Definition
//! From the entry dates of the stages (rules R2 to R8, in `block`; other orders than the usual one in `rule`), per stage: what became of the
//! deals that entered ([`StageBalance`]), the share that advanced within a conversion window among the deals
//! old enough to have had that chance ([`Windowed`], unbiased and the headline), the cumulative incidence
//! of advancing with loss as competing risk ([`StepIncidence`]), and the time spent. Overall: win rates by
//! count and value, the product limit over the stages, and the time to win. Where a file has only the
//! current stage: [`snapshot()`].
//!
//! # Shape
//! One pass over borrowed columns, a block of deals at a time (`block`), places each deal by a rule ([`FunnelRule`])
//! and counts it in the [`FunnelTally`] of its group; reports are made from tallies, and a total is the sum of its
//! groups. Nothing is copied per question but the counters, and the next question starts from them ([`TallyMemory`]).
//!
//! # Assumptions
//! Deals are independent; open deals will fare like decided ones of their age. Stage order is the order of
//! the pipeline's steps.
//!
//! # Edge cases
//! No deals, no stages, no dates, no advance: counts of 0, rates `None` with a reason. A moved-back deal is
//! undecided and its time in the furthest stage is censored at the export date.
//!
//! # References
//! Kaplan & Meier 1958; Aalen & Johansen 1978; Wilson 1927; Little 1961 for the mean sojourn. Verified:
//! golden `funnel_snapshot`, `funnel_eventlog` (lifelines, statsmodels, a reference of the rules).

mod balance;
mod block;
mod breakdown;
mod entry_cohort;
mod duration;
mod fate;
#[cfg(test)]
mod fixture;
mod grouping;
mod memory;
mod placement;
mod report;
mod rule;
mod snapshot;
mod stale;
mod tally;
mod value;
mod view;
mod window;

pub use balance::{StageBalance, product_limit};
pub use breakdown::{Breakdown, BreakdownKey, BreakdownRate, BreakdownRow, breakdown};
pub use duration::{CurvePoint, DayHistogram, Durations, NaiveTimes, for_each_advance};
pub use entry_cohort::{EntryCohort, EntryCohorts, entry_cohorts};
pub use fate::{Fate, FateCounts, StagePart};
pub use grouping::{FunnelGroup, GroupKey, Grouping, GroupingError, MAX_GROUPS, funnel_by_group};
pub use memory::TallyMemory;
pub use placement::{EntryDays, Placement, Placements};
pub use report::{
    FunnelOverall, FunnelReport, FunnelStep, StepIncidence, StepTiming, TimeQuantiles, Windowed,
};
pub use rule::{FunnelRule, SkipRule, StageOrder, StepSet};
pub use snapshot::{Bounds, SnapshotCounts, SnapshotReport, SnapshotStage, SnapshotStep, snapshot};
pub use stale::{STALE_HORIZON_DAYS, StaleDeal, StaleReport, stale_deals};
pub use tally::{DateAnomalies, FunnelTally};
pub use value::{StageValue, StageValues, stage_values};
pub use window::{ConversionWindow, STANDARD_WINDOWS};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::interval::Level;
use crate::model::{Day, Deals, Selection};
use block::{Placing, for_each_placed};
use view::DealView;

/// What a funnel is computed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunnelConfig {
    /// Export date: later dates are not observed yet, open deals are censored here.
    pub as_of: Day,
    /// How deals become bars.
    pub rule: FunnelRule,
    /// The conversion window.
    pub window: ConversionWindow,
    /// Windows of single steps, from 0, in place of it.
    pub step_windows: BTreeMap<usize, u16>,
    /// Level of all intervals.
    pub level: Level,
}

impl FunnelConfig {
    /// The usual rule (MATH R6), one window for all steps.
    pub const fn usual(as_of: Day, window: ConversionWindow, level: Level) -> Self {
        Self { as_of, rule: FunnelRule::USUAL, window, step_windows: BTreeMap::new(), level }
    }

    /// The window of a step.
    fn window_of(&self, step: usize) -> ConversionWindow {
        let own = self.step_windows.get(&step).copied();
        own.map_or(self.window, ConversionWindow::Days)
    }

    fn placing(&self) -> Placing {
        Placing { rule: self.rule, as_of: self.as_of }
    }
}

/// Counts the selected deals. Use it rather than [`funnel`] where the curves are needed besides the report.
///
/// ```
/// # use trichterwerk::model::*;
/// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
/// # let dates = |days: &[u16]| DateColumn::Days(days.to_vec());
/// # let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
/// # let owner = DictColumn { codes: Codes::One(vec![1, 1, 0]), words: vec!["Jana".into()] };
/// # let entered = Values::Date(dates(&[12_700, 12_710, 12_720]));
/// # let columns = vec![
/// #     column("Lead", Meaning::StageEntered("Lead".into()), entered),
/// #     column("Betreuer", Meaning::Owner, Values::Dict(owner)),
/// # ];
/// # let table = Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: 3, columns };
/// # let deals = Deals {
/// #     table,
/// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step)] },
/// #     shape: Shape::StageDates,
/// #     stage: vec![0; 3],
/// #     outcome: vec![Outcome::Won, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![Some(0)],
/// #     closed: dates(&[12_730, 12_715, 0]),
/// #     currency: None,
/// # };
/// use trichterwerk::analysis::funnel::{ConversionWindow, FunnelConfig, tally};
/// use trichterwerk::analysis::interval::Level;
/// // `deals`: a step "Lead" with one deal won after 30 days, one lost, one open.
/// let as_of = Day::from_ymd(2025, 1, 1).unwrap();
/// let config = FunnelConfig::usual(as_of, ConversionWindow::Days(30), Level::ESTIMATE);
/// let tally = tally(&deals, &Selection::All(3), &config);
/// let curve = tally.win_curve(config.level);
/// // Of two deals open after 20 days, one was won on day 30 and one is still open.
/// assert_eq!(curve.conditional_incidence(20.0, 30.0), Some(0.5));
/// ```
pub fn tally(deals: &Deals, rows: &Selection, config: &FunnelConfig) -> FunnelTally {
    let view = DealView::new(deals);
    let (placing, mut tally) = (config.placing(), FunnelTally::new(&view));
    let as_of = placing.last_day();
    for_each_placed(&view, rows, placing, |deal| tally.count(&view, deal, as_of));
    tally
}

/// The funnel of the selected deals.
///
/// ```
/// # use trichterwerk::model::*;
/// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
/// # let dates = |days: &[u16]| DateColumn::Days(days.to_vec());
/// # let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
/// # let owner = DictColumn { codes: Codes::One(vec![1, 1, 0]), words: vec!["Jana".into()] };
/// # let entered = Values::Date(dates(&[12_700, 12_710, 12_720]));
/// # let columns = vec![
/// #     column("Lead", Meaning::StageEntered("Lead".into()), entered),
/// #     column("Betreuer", Meaning::Owner, Values::Dict(owner)),
/// # ];
/// # let table = Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: 3, columns };
/// # let deals = Deals {
/// #     table,
/// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step)] },
/// #     shape: Shape::StageDates,
/// #     stage: vec![0; 3],
/// #     outcome: vec![Outcome::Won, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![Some(0)],
/// #     closed: dates(&[12_730, 12_715, 0]),
/// #     currency: None,
/// # };
/// use trichterwerk::analysis::funnel::{ConversionWindow, FunnelConfig, funnel};
/// use trichterwerk::analysis::interval::Level;
/// // `deals`: a step "Lead" with one deal won after 30 days, one lost, one open.
/// let as_of = Day::from_ymd(2025, 1, 1).unwrap();
/// let config = FunnelConfig::usual(as_of, ConversionWindow::Days(30), Level::ESTIMATE);
/// let report = funnel(&deals, &Selection::All(3), &config);
/// assert_eq!(report.reached, [3, 1]);
/// assert_eq!(report.steps[0].resolved.value, Some(0.5));
/// ```
pub fn funnel(deals: &Deals, rows: &Selection, config: &FunnelConfig) -> FunnelReport {
    tally(deals, rows, config).report(config)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::fixture::{TestDeal, deals, test_deals};
    use super::*;
    use crate::analysis::interval::NotEstimable;
    use crate::analysis::survival::Change;
    use crate::model::Outcome;

    const AS_OF: Day = Day(20_000);
    const CONFIG: FunnelConfig =
        FunnelConfig::usual(AS_OF, ConversionWindow::Days(30), Level::ESTIMATE);

    fn report(rows: &[TestDeal]) -> FunnelReport {
        funnel(&deals(rows), &Selection::All(rows.len()), &CONFIG)
    }

    /// A known day, so many before the export date.
    #[allow(clippy::unnecessary_wraps, reason = "dates of deals may be missing")]
    fn ago(days: i32) -> Option<Day> {
        Some(Day(AS_OF.0 - days))
    }

    #[test]
    fn no_deal_has_no_rate_and_does_not_panic() {
        let report = report(&[]);
        assert_eq!(report.reached, [0, 0, 0, 0]);
        assert_eq!(report.overall.win_rate_closed.why, Some(NotEstimable::NoObservations));
        assert_eq!(report.steps[0].timing.windowed.unwrap().rate.value, None);
        assert!(report.steps[0].timing.incidence.is_none());
        assert_eq!(report.largest_drop_off(), None);
    }

    #[test]
    fn one_won_deal_passes_every_stage() {
        let entries = [ago(90), ago(80), ago(60)];
        let deal = TestDeal { entries, outcome: Outcome::Won, closed: ago(50), ..TestDeal::OPEN };
        let report = report(&[deal]);
        assert_eq!(report.reached, [1, 1, 1, 1]);
        let sojourn = |k: usize| report.steps[k].timing.mean_sojourn_days;
        assert_eq!((sojourn(0), sojourn(1), sojourn(2)), (Some(10.0), Some(20.0), Some(10.0)));
        assert_eq!(report.overall.naive_mean_cycle_days, Some(40.0));
    }

    /// Pitfall P04 (MATH 8): three closed deals of 20 days on average, three open for 120.
    #[test]
    fn p04_open_deals_count_with_the_time_they_have_lasted() {
        let closed = [10, 20, 30].map(|days| TestDeal {
            entries: [ago(days), None, None],
            outcome: Outcome::Lost,
            closed: ago(0),
            ..TestDeal::OPEN
        });
        let open = [90, 120, 150]
            .map(|days| TestDeal { entries: [ago(days), None, None], ..TestDeal::OPEN });
        let report = report(&[closed, open].concat());
        assert_eq!(report.steps[0].timing.mean_sojourn_days, Some(140.0));
    }

    /// Pitfall P03 (MATH 8): wins take 55 days, losses 10; after 60 days most wins are still open.
    #[test]
    fn p03_slow_wins_do_not_lower_the_win_rate() {
        let deals = (0..60).flat_map(|age| {
            let entries = [ago(age); 3];
            let end = |days: i32| ago(age - days).filter(|_| age >= days);
            let deal = |outcome, closed: Option<Day>| TestDeal {
                entries,
                outcome: if closed.is_some() { outcome } else { Outcome::Open },
                closed,
                ..TestDeal::OPEN
            };
            [deal(Outcome::Won, end(55)), deal(Outcome::Lost, end(10))]
        });
        let overall = report(&deals.collect::<Vec<_>>()).overall;
        let won = overall.timing.incidence.unwrap().at_last_event;
        assert!((won - 0.5).abs() < 1e-12, "half of the deals win: {won}");
        assert!(overall.win_rate_closed.value < Some(0.1), "5 won, 50 lost so far");
    }

    #[test]
    fn a_future_date_is_not_observed_yet() {
        let deal = TestDeal { entries: [ago(9), ago(-3), None], ..TestDeal::OPEN };
        let report = report(&[deal]);
        assert_eq!(report.reached, [1, 0, 0, 0]);
        assert_eq!(report.anomalies.n_future_dates, 1);
    }

    #[test]
    fn a_negative_duration_is_left_out_and_the_deal_still_counts() {
        let deal = TestDeal { entries: [ago(5), ago(8), None], ..TestDeal::OPEN };
        let report = report(&[deal]);
        assert_eq!(report.reached, [1, 1, 0, 0]);
        assert_eq!(report.steps[0].timing.n_negative, 1);
        assert_eq!(report.steps[0].timing.n_timed, 0);
    }

    #[test]
    fn a_deal_moved_back_is_undecided_not_lost() {
        let entries = [ago(30), ago(20), ago(10)];
        let deal = TestDeal { entries, current_step: Some(0), ..TestDeal::OPEN };
        let report = report(&[deal]);
        let last = report.steps[2].balance;
        assert_eq!((last.n_back, last.n_open, last.n_entered()), (1, 0, 1));
        assert_eq!(report.overall.n_open, 1);
        assert_eq!(report.steps[2].resolved.value, None);
    }

    #[test]
    fn mixed_currencies_have_no_value_rate() {
        let row = TestDeal {
            entries: [ago(9), None, None],
            outcome: Outcome::Won,
            closed: ago(1),
            amount_cents: Some(100),
            ..TestDeal::OPEN
        };
        let mut deals = deals(&[row]);
        deals.currency = None;
        let report = funnel(&deals, &Selection::All(1), &CONFIG);
        assert_eq!(report.overall.win_rate_value.why, Some(NotEstimable::MixedCurrencies));
        assert_eq!((report.overall.won_amount, report.steps[0].entered_amount), (None, None));
    }

    #[test]
    fn the_window_from_the_data_is_the_standard_one_that_holds_90_per_cent() {
        let advanced =
            |days: i32| TestDeal { entries: [ago(400), ago(400 - days), None], ..TestDeal::OPEN };
        let config = FunnelConfig { window: ConversionWindow::FromData, ..CONFIG };
        let deals = deals(&[10, 20, 30, 40, 50, 55, 61, 62, 63, 200].map(advanced));
        let report = funnel(&deals, &Selection::All(10), &config);
        let windowed = report.steps[0].timing.windowed.unwrap();
        assert_eq!((windowed.window_days, windowed.n_converted, windowed.rate.n), (90, 9, 10));
        assert!(report.steps[1].timing.windowed.is_none(), "nobody advanced from there");
    }

    #[test]
    fn months_without_deals_stay_as_gaps() {
        let deals = deals(
            &[0, 70].map(|days| TestDeal { entries: [ago(days), None, None], ..TestDeal::OPEN }),
        );
        let rows = Selection::All(2);
        let groups = funnel_by_group(&deals, &rows, Grouping::EntryMonth, &CONFIG).unwrap();
        let counts: Vec<u64> = groups.iter().map(|group| group.report.n_deals()).collect();
        assert_eq!(counts, [1, 0, 0, 1], "July, August, September, October");
    }

    /// Half of the deals win after 40 days, the others are lost after 10: young months look worse so far.
    #[test]
    fn p02_young_months_are_told_apart_from_bad_ones() {
        let rows: Vec<TestDeal> = (0..400)
            .flat_map(|age| {
                let deal = |outcome, days: i32| TestDeal {
                    entries: [ago(age), None, None],
                    outcome: if days <= age { outcome } else { Outcome::Open },
                    closed: ago(age - days).filter(|_| days <= age),
                    ..TestDeal::OPEN
                };
                [deal(Outcome::Won, 40), deal(Outcome::Lost, 10)]
            })
            .collect();
        let deals = deals(&rows);
        let months = entry_cohorts(&deals, &Selection::All(rows.len()), &CONFIG);
        assert_eq!(months.n_no_entry, 0);
        let n: u64 = months.cohorts.iter().map(|month| month.conversion.observed.n).sum();
        assert_eq!(n, 800);
        let [first, .., last] = months.cohorts.as_slice() else { panic!("several months") };
        assert!(first.conversion.is_mature && !last.conversion.is_mature);
        assert_eq!(first.conversion.observed.value, Some(0.5));
        assert_eq!(last.conversion.observed.value, Some(0.0));
    }

    /// Pitfall P23 (MATH 8): twice as many deals each month, 30 % of them won in the month after.
    #[test]
    fn p23_wins_belong_to_the_month_their_deals_were_created_in() {
        let month = |age_days: i32, n: usize| {
            let won = move |at: usize| age_days >= 30 && at % 10 < 3;
            (0..n).map(move |at| TestDeal {
                entries: [ago(age_days), None, None],
                outcome: if won(at) { Outcome::Won } else { Outcome::Open },
                closed: ago(age_days - 30).filter(|_| won(at)),
                ..TestDeal::OPEN
            })
        };
        let deals =
            deals(&month(60, 100).chain(month(30, 200)).chain(month(0, 400)).collect::<Vec<_>>());
        let all = Selection::All(700);
        let groups = funnel_by_group(&deals, &all, Grouping::EntryMonth, &CONFIG).unwrap();
        let share = |won: &FunnelReport, created: &FunnelReport| {
            won.overall.n_won as f64 / created.n_deals() as f64
        };
        let [first, second, third] = [0, 1, 2].map(|month| &groups[month].report);
        assert_eq!([share(first, first), share(second, second)], [0.3, 0.3]);
        assert_eq!(share(second, third), 0.15, "won this month over created this month");
    }

    #[test]
    fn a_report_survives_the_wire() {
        let entries = [ago(90), ago(80), ago(60)];
        let deal = TestDeal { entries, outcome: Outcome::Won, closed: ago(50), ..TestDeal::OPEN };
        let report = report(&[deal, TestDeal { entries, ..TestDeal::OPEN }]);
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<FunnelReport>(&json).unwrap(), report);
    }

    proptest! {
        /// P1: entered = advanced + lost + moved back + open, in every stage.
        #[test]
        fn every_stage_balances_and_every_deal_is_somewhere(rows in test_deals(AS_OF)) {
            let report = report(&rows);
            let n_rows = rows.len() as u64;
            prop_assert_eq!(report.reached[0], n_rows);
            prop_assert_eq!(report.n_deals(), n_rows);
            for (k, step) in report.steps.iter().enumerate() {
                let b = step.balance;
                prop_assert_eq!(b.n_advanced + b.n_lost + b.n_back + b.n_open, report.reached[k]);
                prop_assert_eq!(b.n_advanced, report.reached[k + 1]);
                prop_assert_eq!(step.timing.n_timed + step.timing.n_excluded(), report.reached[k]);
                if let Some(incidence) = step.timing.incidence {
                    let sum = incidence.at_last_event + incidence.lost_at_last_event
                        + incidence.open_at_last_event;
                    prop_assert!((sum - 1.0).abs() < 1e-9);
                }
            }
            let timing = &report.overall.timing;
            prop_assert_eq!(timing.n_timed + timing.n_excluded(), n_rows);
        }

        #[test]
        fn the_order_of_the_rows_is_irrelevant(rows in test_deals(AS_OF)) {
            let reversed: Vec<TestDeal> = rows.iter().rev().copied().collect();
            prop_assert_eq!(report(&rows), report(&reversed));
        }

        #[test]
        fn the_total_is_the_sum_of_its_groups(rows in test_deals(AS_OF)) {
            let deals = deals(&rows);
            let all = Selection::All(rows.len());
            let total = tally(&deals, &all, &CONFIG);
            let parts = [0, 1].map(|side| {
                let mut bits = vec![0_u64; rows.len().div_ceil(64)];
                (0..rows.len()).filter(|row| row % 2 == side).for_each(|row| bits[row / 64] |= 1 << (row % 64));
                tally(&deals, &Selection::Some { bits, len: rows.len() }, &CONFIG)
            });
            let [first, rest] = parts;
            let mut sum = first.clone();
            sum.change(&rest, Change::Add);
            prop_assert_eq!(&sum, &total);
            prop_assert_eq!(sum.report(&CONFIG), total.report(&CONFIG));
            sum.change(&rest, Change::Remove);
            prop_assert_eq!(&sum, &first);
            let groups = funnel_by_group(
                &deals, &all, Grouping::Column(deals.owner().unwrap()), &CONFIG,
            ).unwrap();
            let n: u64 = groups.iter().map(|group| group.report.n_deals()).sum();
            prop_assert_eq!(n, total.report(&CONFIG).n_deals());
        }
    }
}
