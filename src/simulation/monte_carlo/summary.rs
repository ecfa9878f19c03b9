//! What the trials say: moments, quantiles with their limits, chance of the quota, histogram.

use serde::{Deserialize, Serialize};

use crate::analysis::interval::Level;
use crate::analysis::proportion::Proportion;
use crate::analysis::quantile::quantile_sorted;
use crate::model::probability::Probability;

use super::super::assumption::Assumption;
use super::super::binomial::binomial_quantile;
use super::{DealSize, Method, MonteCarloConfig, MonteCarloReport, StageRate, Trials};

/// A quota that is met to a billionth of a euro is met (MATH 5.7).
const QUOTA_SLACK_EUR: f64 = 1e-9;
/// Bars of a histogram at most.
const MAX_BARS: usize = 60;

/// A quantile of the simulated revenue with the limits of the simulation error, EUR.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuantileEstimate {
    /// Hyndman-Fan type 7.
    pub value: f64,
    /// Lower order-statistic limit.
    pub lower: f64,
    /// Upper order-statistic limit.
    pub upper: f64,
    /// Confidence level of the limits.
    pub level: Level,
}

/// Counts of trials per interval of revenue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Left end of the first bar, EUR.
    pub start_eur: f64,
    /// Width of a bar, EUR.
    pub width_eur: f64,
    /// Trials per bar; the last bar includes its right end.
    pub counts: Vec<u64>,
}

/// The report of `trials`.
pub(super) fn summarise(config: &MonteCarloConfig, trials: Trials) -> MonteCarloReport {
    let Trials { mut totals_eur, n_wins, method } = trials;
    totals_eur.sort_unstable_by(f64::total_cmp);
    let n = totals_eur.len() as f64;
    let mean = totals_eur.iter().sum::<f64>() / n;
    let sum_squares: f64 = totals_eur.iter().map(|t| (t - mean).powi(2)).sum();
    let sd = (n > 1.0).then(|| (sum_squares / (n - 1.0)).sqrt());
    let quota = config.quota_eur.get();
    let n_missed = totals_eur.partition_point(|t| *t < quota - QUOTA_SLACK_EUR) as u64;
    let p_hit = Proportion::of(totals_eur.len() as u64 - n_missed, n_missed);
    let quantile = |q| quantile_with_limits(&totals_eur, q, config.level);
    MonteCarloReport {
        seed: config.seed,
        n_trials: config.n_trials.get(),
        method,
        mean_eur: mean,
        sd_eur: sd,
        mcse_mean_eur: sd.map(|sd| sd / n.sqrt()),
        p10: quantile(0.1),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p_hit: p_hit.wilson(config.level),
        quota_eur: quota,
        mean_wins: n_wins.iter().map(|w| f64::from(*w)).sum::<f64>() / n,
        histogram: histogram(&totals_eur),
        assumptions: assumptions(config, method),
    }
}

/// Type 7 quantile of an ascending, non-empty sample with its order-statistic limits.
fn quantile_with_limits(ascending: &[f64], q: f64, level: Level) -> QuantileEstimate {
    let n = ascending.len() as u64;
    let rank = |p: f64| Probability::new(q).map_or(1, |q| binomial_quantile(n, q, p));
    let tail = level.alpha() / 2.0;
    let lower = rank(tail).max(1);
    let upper = (rank(1.0 - tail) + 1).min(n);
    // Ranks count from 1.
    let at = |rank: u64| ascending.get(rank as usize - 1).copied().unwrap_or(0.0);
    QuantileEstimate {
        value: quantile_sorted(ascending, q).unwrap_or(0.0),
        lower: at(lower),
        upper: at(upper),
        level,
    }
}

/// Bars by Freedman & Diaconis 1981 (width 2 IQR n^-1/3), at most [`MAX_BARS`].
fn histogram(ascending: &[f64]) -> Histogram {
    let (Some(first), Some(last)) = (ascending.first(), ascending.last()) else {
        return Histogram { start_eur: 0.0, width_eur: 0.0, counts: Vec::new() };
    };
    let range = last - first;
    let quartile = |q| quantile_sorted(ascending, q).unwrap_or(0.0);
    let wanted = 2.0 * (quartile(0.75) - quartile(0.25)) / (ascending.len() as f64).cbrt();
    // Without a range everything is in one bar; a zero quartile range asks for infinitely many.
    let n_bars =
        if range > 0.0 { (range / wanted).ceil().clamp(1.0, MAX_BARS as f64) } else { 1.0 };
    let width_eur = range / n_bars;
    let mut counts = vec![0; n_bars as usize];
    for total in ascending {
        let bar = if range > 0.0 { ((total - first) / width_eur) as usize } else { 0 };
        let bar = bar.min(counts.len() - 1);
        if let Some(count) = counts.get_mut(bar) {
            *count += 1;
        }
    }
    Histogram { start_eur: *first, width_eur, counts }
}

fn assumptions(config: &MonteCarloConfig, method: Method) -> Vec<Assumption> {
    let uncertain = config.stages.iter().any(|s| matches!(s.rate, StageRate::Measured(_)));
    let timed = config.stages.iter().any(|s| s.lag.is_some());
    let mut list = vec![Assumption::IndependentDeals, Assumption::NoSharedShocks];
    list.push(if uncertain {
        Assumption::RatesDrawnFromEvidence
    } else {
        Assumption::RatesTakenAsKnown
    });
    list.push(match &config.deal_size {
        DealSize::Lognormal(law) if law.cv.get() > 0.0 => Assumption::LognormalDealSizes,
        DealSize::Lognormal(_) => Assumption::EqualDealSizes,
        DealSize::Observed(_) => Assumption::ResampledDealSizes,
    });
    if config.stages.len() > 1 {
        list.push(Assumption::IndependentStages);
    }
    if timed {
        list.push(Assumption::SizeIndependentOfDuration);
    }
    if method == Method::LastStage {
        list.push(Assumption::UpstreamCountsExpected);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: for n = 10, q = 1/2, Binomial(10, 1/2) has the quantiles 2 and 8.
    #[test]
    fn limits_are_order_statistics() {
        let sample: Vec<f64> = (1..=10).map(f64::from).collect();
        let median = quantile_with_limits(&sample, 0.5, Level::ESTIMATE);
        assert_eq!((median.value, median.lower, median.upper), (5.5, 2.0, 9.0));
    }

    #[test]
    fn the_histogram_counts_every_trial_once() {
        let sample: Vec<f64> = (0..1000).map(|i| f64::from(i % 97)).collect();
        let mut ascending = sample;
        ascending.sort_unstable_by(f64::total_cmp);
        let histogram = histogram(&ascending);
        assert_eq!(histogram.counts.iter().sum::<u64>(), 1000);
        assert!(histogram.counts.len() > 3 && histogram.counts.len() <= MAX_BARS);
    }

    #[test]
    fn equal_totals_are_one_bar() {
        let bars = histogram(&[5.0; 20]);
        assert_eq!((bars.start_eur, bars.counts), (5.0, vec![20]));
        assert_eq!(histogram(&[]).counts, Vec::<u64>::new());
    }

    #[test]
    fn a_zero_quartile_range_does_not_ask_for_endless_bars() {
        let mut sample = vec![0.0; 99];
        sample.push(1.0);
        assert_eq!(histogram(&sample).counts.len(), MAX_BARS);
    }
}
