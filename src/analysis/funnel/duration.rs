//! How long it takes: the durations that were seen to end, beside the curve that knows of those still running.
//!
//! # Definition
//! - **Naive**: mean and type-7 quantiles of the durations that ended in an advance. The usual figure, and too
//!   short while deals are open: the slow ones have not ended yet (pitfall P04).
//! - **With open deals**: quantiles of the cumulative incidence given the event ([`super::TimeQuantiles`]).
//! - **Histogram**: the same ended durations in bars of a round width, so many days that at most 24 bars are
//!   needed up to the 99 % point; the last bar holds all longer ones.
//! - **Curve**: the steps of the cumulative incidence, thinned to at most 240 without changing any that is kept.
//!
//! # Edge cases
//! No advance: no naive figures, no bars, an empty curve.
//!
//! # References
//! MATH 2.3, 2.7. Verified: brute force over rows (tests), golden `funnel_eventlog` for the curve.

use serde::{Deserialize, Serialize};

use super::FunnelConfig;
use super::block::{PlacedDeal, for_each_placed};
use super::fate::Fate;
use super::rule::{NOT_REACHED, UNDATED};
use super::tally::{FunnelTally, Timing};
use super::view::DealView;
use crate::analysis::interval::Level;
use crate::analysis::quantile::quantile_counted;
use crate::analysis::survival::{AalenJohansen, EventTable, Exit, aalen_johansen};
use crate::model::{Deals, Outcome, Selection};

/// Most bars of a histogram.
const MAX_BARS: f64 = 24.0;
/// Most points of a curve.
const MAX_POINTS: usize = 240;
/// Widths of bars a reader can count in: days, weeks, months.
const WIDTHS: [u16; 12] = [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 3_650];

/// Durations that ended in an advance, without any that still run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NaiveTimes {
    /// Durations.
    pub n: u64,
    /// Their mean in days.
    pub mean_days: f64,
    /// A quarter took at most so many days.
    pub q25: f64,
    /// Half.
    pub q50: f64,
    /// Three quarters.
    pub q75: f64,
    /// Ninety per cent.
    pub q90: f64,
}

/// Ended durations in bars of equal width.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHistogram {
    /// Width of a bar; bar k holds durations from k to k + 1 widths, the right end left out.
    pub width_days: u16,
    /// Durations per bar; the last bar holds all longer ones as well.
    pub counts: Vec<u64>,
    /// The longest duration.
    pub longest_days: u16,
}

/// One step of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Days since the start.
    pub days: f64,
    /// Share that had advanced by then.
    pub incidence: f64,
    /// Its limits, where there are any.
    pub limits: Option<(f64, f64)>,
    /// Share lost by then.
    pub lost: f64,
}

/// One transition in time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Durations {
    /// Deals timed: advanced, lost and open.
    pub n_timed: u64,
    /// Of these, lost.
    pub n_lost: u64,
    /// Of these, still open.
    pub n_open: u64,
    /// The ended durations; `None` without any.
    pub naive: Option<NaiveTimes>,
    /// The ended durations in bars.
    pub histogram: DayHistogram,
    /// Share advanced by day.
    pub curve: Vec<CurvePoint>,
}

impl Durations {
    /// Nothing was timed.
    pub fn none() -> Self {
        let histogram = DayHistogram { width_days: 1, counts: Vec::new(), longest_days: 0 };
        Self { n_timed: 0, n_lost: 0, n_open: 0, naive: None, histogram, curve: Vec::new() }
    }
}

impl FunnelTally {
    /// The durations of a step, or of the whole way from the first stage to the win (`None`). `None` for a step
    /// that does not exist.
    pub fn durations(&self, step: Option<usize>, level: Level) -> Option<Durations> {
        let timing = step.map_or(Some(&self.to_win), |step| self.stages.get(step))?;
        Some(durations(timing, level))
    }
}

fn durations(timing: &Timing, level: Level) -> Durations {
    let table = timing.exits.event_table();
    let ended = ended(&table);
    Durations {
        n_timed: table.n(),
        n_lost: timing.exits.n_exits(Exit::Competing),
        n_open: timing.exits.n_exits(Exit::Censored),
        naive: naive(&ended),
        histogram: histogram(&ended),
        curve: thinned(&aalen_johansen(&table, level)),
    }
}

/// Days and number of the durations that ended in an advance, ascending.
fn ended(table: &EventTable) -> Vec<(u16, u64)> {
    let rows = table.rows().iter().filter(|row| row.n_events > 0);
    rows.map(|row| (row.time as u16, row.n_events)).collect()
}

fn naive(ended: &[(u16, u64)]) -> Option<NaiveTimes> {
    let n: u64 = ended.iter().map(|&(_, n)| n).sum();
    let days: u64 = ended.iter().map(|&(days, n)| u64::from(days) * n).sum();
    let quantile = |p| quantile_counted(ended.iter().copied(), n, p);
    Some(NaiveTimes {
        n,
        q25: quantile(0.25)?,
        q50: quantile(0.5)?,
        q75: quantile(0.75)?,
        q90: quantile(0.9)?,
        mean_days: days as f64 / n as f64,
    })
}

fn histogram(ended: &[(u16, u64)]) -> DayHistogram {
    let n: u64 = ended.iter().map(|&(_, n)| n).sum();
    let longest_days = ended.last().map_or(0, |&(days, _)| days);
    let most = quantile_counted(ended.iter().copied(), n, 0.99).unwrap_or(0.0);
    let fits = |width: &&u16| (most + 1.0) / f64::from(**width) <= MAX_BARS;
    let width_days = WIDTHS.iter().find(fits).copied().unwrap_or(3_650);
    let last = (most / f64::from(width_days)).floor() as usize;
    let mut counts = vec![0; if ended.is_empty() { 0 } else { last + 1 }];
    for &(days, n) in ended {
        if let Some(count) = counts.get_mut(usize::from(days / width_days).min(last)) {
            *count += n;
        }
    }
    DayHistogram { width_days, counts, longest_days }
}

/// At most [`MAX_POINTS`] steps, the first and the last among them.
fn thinned(curve: &AalenJohansen) -> Vec<CurvePoint> {
    let every = curve.rows.len().div_ceil(MAX_POINTS).max(1);
    let last = curve.rows.len().saturating_sub(1);
    let kept = curve.rows.iter().enumerate().filter(|&(at, _)| at % every == 0 || at == last);
    kept.map(|(_, row)| CurvePoint {
        days: row.time,
        incidence: row.incidence,
        limits: row.limits.map(|limits| (limits.lower, limits.upper)),
        lost: row.competing,
    })
    .collect()
}

/// Passes over the selected deals that went on from a step, or from the first step to the win (`None`), with the days
/// it took: the records behind a bar of the histogram, by the rule that counted them. Deals without a usable duration
/// are passed by.
pub fn for_each_advance(
    deals: &Deals,
    rows: &Selection,
    config: &FunnelConfig,
    step: Option<usize>,
    mut take: impl FnMut(usize, u16),
) {
    let view = DealView::new(deals);
    for_each_placed(&view, rows, config.placing(), |deal| {
        let PlacedDeal { way, bars, .. } = *deal;
        let won_on = |is_won: bool| if is_won { deal.closed } else { UNDATED };
        let (start, end) = match step {
            _ if way.fate == Fate::Excluded => return,
            None => (deal.started, won_on(deal.outcome == Outcome::Won)),
            Some(step) if step < usize::from(way.last) => {
                let is_known = |day: &u16| !matches!(*day, UNDATED | NOT_REACHED);
                let later = bars.iter().skip(step + 1).copied().find(is_known);
                let start = bars.get(step).copied().unwrap_or(NOT_REACHED);
                (start, later.unwrap_or(won_on(way.fate == Fate::Won)))
            }
            Some(_) => return,
        };
        let is_timed = ![UNDATED, NOT_REACHED].contains(&start) && end != UNDATED;
        if is_timed && let Some(days) = end.checked_sub(start) {
            take(deal.row, days);
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixture::{deals, test_deals, test_rules};
    use super::super::{ConversionWindow, tally};
    use super::*;
    use crate::analysis::quantile::quantile;
    use crate::model::Day;

    const AS_OF: Day = Day(20_000);

    proptest! {
        #[test]
        fn the_durations_of_single_deals_are_those_of_the_histogram(
            rows in test_deals(AS_OF), rule in test_rules(),
        ) {
            let deals = deals(&rows);
            let config = FunnelConfig {
                rule, ..FunnelConfig::usual(AS_OF, ConversionWindow::Days(30), Level::ESTIMATE)
            };
            let all = Selection::All(rows.len());
            let tally = tally(&deals, &all, &config);
            for step in [None, Some(0), Some(1), Some(2)] {
                let mut days = Vec::new();
                for_each_advance(&deals, &all, &config, step, |_, d| days.push(d));
                days.sort_unstable();
                let timing = step.map_or(&tally.to_win, |step| &tally.stages[step]);
                let counted: Vec<u16> = ended(&timing.exits.event_table())
                    .into_iter()
                    .flat_map(|(days, n)| std::iter::repeat_n(days, n as usize))
                    .collect();
                prop_assert_eq!(days, counted, "{:?}", step);
            }
        }
    }

    fn counted(sample: &[u16]) -> Vec<(u16, u64)> {
        let exits = sample.iter().map(|&days| (f64::from(days), Exit::Event));
        ended(&EventTable::from_exits(exits))
    }

    proptest! {
        #[test]
        fn counted_quantiles_are_those_of_the_sample(
            sample in prop::collection::vec(0_u16..400, 1..80),
        ) {
            let values: Vec<f64> = sample.iter().map(|&days| f64::from(days)).collect();
            let naive = naive(&counted(&sample)).unwrap();
            for (p, got) in
                [(0.25, naive.q25), (0.5, naive.q50), (0.75, naive.q75), (0.9, naive.q90)]
            {
                prop_assert!((quantile(&values, p).unwrap() - got).abs() < 1e-9);
            }
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!((naive.mean_days - mean).abs() < 1e-9);
        }

        #[test]
        fn the_bars_hold_every_duration(sample in prop::collection::vec(0_u16..2_000, 0..80)) {
            let histogram = histogram(&counted(&sample));
            prop_assert_eq!(histogram.counts.iter().sum::<u64>(), sample.len() as u64);
            prop_assert!(histogram.counts.len() <= 24);
        }
    }

    #[test]
    fn nothing_ended_has_no_figures() {
        assert_eq!(naive(&[]), None);
        assert!(histogram(&[]).counts.is_empty());
    }

    #[test]
    fn a_thinned_curve_keeps_its_ends() {
        let exits = (0..1_000).map(|days| (f64::from(days), Exit::Event));
        let curve = aalen_johansen(&EventTable::from_exits(exits), Level::ESTIMATE);
        let points = thinned(&curve);
        assert!(points.len() <= MAX_POINTS + 1);
        assert_eq!(points.first().unwrap().days, 0.0);
        assert_eq!(points.last().unwrap().days, 999.0);
    }
}
