//! The pitfalls of MATH 8 that concern analysis: what a naive dashboard shows, and what is correct.
//!
//! The correct figures come from the functions of `trichterwerk::analysis`; the naive ones are written out
//! here, because the product does not compute them.

use serde_json::{Value, json};
use trichterwerk::analysis::cohort::{ConversionCurve, MATURE, cohort_maturity};
use trichterwerk::analysis::funnel::{SnapshotCounts, SnapshotStage, snapshot};
use trichterwerk::analysis::interval::{Estimate, Level};
use trichterwerk::analysis::proportion::Proportion;
use trichterwerk::analysis::rate_conversion::MonthlyRate;
use trichterwerk::analysis::response_time::LogisticDecay;
use trichterwerk::analysis::special::norm_cdf;
use trichterwerk::analysis::survival::{
    EventTable, Exit, Lifetime, Sample, aalen_johansen, exponential,
};
use trichterwerk::analysis::two_proportions::compare;
use trichterwerk::model::Day;

use super::input::field;

const LEVEL: Level = Level::ESTIMATE;

/// The output for a pitfall of analysis; `None` for those of simulation.
pub fn run(input: &Value) -> Option<Value> {
    let name: String = field(input, "pitfall");
    let (naive, correct) = match name.split_once('_')?.0 {
        "P01" => average_of_ratios(input),
        "P02" => immature_cohorts(input),
        "P03" => slow_wins(input),
        "P04" => closed_durations(input),
        "P05" => losses_as_censorings(input),
        "P06" => linear_year(input),
        "P07" => single_age(input),
        "P13" => wald_at_zero(input),
        "P15" => mean_wait(input),
        "P16" => simpson(input),
        "P17" => stale_deal(input),
        "P18" => small_n_ranking(input),
        "P22" => summer_time(input),
        "P23" => growing_inflow(input),
        "P28" => deleted_losses(input),
        _ => return None,
    };
    Some(json!({ "naive": naive, "correct": correct }))
}

/// Pairs [successes, trials].
fn proportions(input: &Value, name: &str) -> Vec<Proportion> {
    let pairs: Vec<(u64, u64)> = field(input, name);
    pairs.into_iter().map(|(x, n)| Proportion::new(x, n).unwrap()).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn average_of_ratios(input: &Value) -> (Value, Value) {
    let reps = proportions(input, "reps");
    let shares: Vec<f64> = reps.iter().filter_map(|rep| rep.share()).collect();
    (json!(mean(&shares)), json!(reps.into_iter().sum::<Proportion>().share()))
}

fn immature_cohorts(input: &Value) -> (Value, Value) {
    const N: usize = 10_000;
    let (rate, shares): (f64, Vec<f64>) = (field(input, "rate"), field(input, "cif_by_age"));
    // The cohorts are listed from the oldest on; their age is their distance from the last.
    let age = |i: usize| (shares.len() - i) as f64;
    let points = shares.iter().enumerate().rev().map(|(i, &share)| (age(i), share));
    let curve = ConversionCurve::new(points.collect()).unwrap();
    let cohorts = shares.iter().enumerate().map(|(i, share)| {
        let converted = (rate * share * N as f64).round() as u64;
        cohort_maturity(&curve, vec![age(i); N], converted, MATURE, LEVEL).unwrap()
    });
    let (naive, correct): (Vec<_>, Vec<_>) =
        cohorts.map(|cohort| (cohort.observed.value, cohort.adjusted.value)).unzip();
    (json!(naive), json!(correct))
}

fn slow_wins(input: &Value) -> (Value, Value) {
    let (per_day, observed): (f64, i32) =
        (field(input, "deals_per_day"), field(input, "days_observed"));
    let win_prob: f64 = field(input, "win_prob");
    let (to_win, to_loss): (i32, i32) = (field(input, "days_to_win"), field(input, "days_to_loss"));
    let n_won = (per_day * win_prob).round() as usize;
    let n_lost = per_day as usize - n_won;
    let kinds = [(n_won, to_win, Exit::Event), (n_lost, to_loss, Exit::Competing)];
    let exits = (0..observed).flat_map(|age| {
        kinds.into_iter().flat_map(move |(n, days, exit)| {
            let seen = if days <= age { (days, exit) } else { (age, Exit::Censored) };
            std::iter::repeat_n((f64::from(seen.0), seen.1), n)
        })
    });
    let curve = aalen_johansen(&EventTable::from_exits(exits), LEVEL);
    let closed = Proportion::of(curve.n_events, curve.n_competing);
    (json!(closed.share()), json!(curve.final_incidence()))
}

fn closed_durations(input: &Value) -> (Value, Value) {
    let (days, closed): (Vec<f64>, Vec<u8>) = (field(input, "days"), field(input, "closed"));
    let records = days.iter().zip(&closed).map(|(&days, &closed)| Lifetime::new(days, closed == 1));
    let fit = exponential(&Sample::collect(records), LEVEL);
    let of_closed: Vec<f64> = days
        .iter()
        .zip(&closed)
        .filter(|(_, closed)| **closed == 1)
        .map(|(days, _)| *days)
        .collect();
    (json!(mean(&of_closed)), json!(fit.mean.value))
}

fn losses_as_censorings(input: &Value) -> (Value, Value) {
    let (days, causes): (Vec<f64>, Vec<usize>) = (field(input, "days"), field(input, "cause"));
    let exits = [Exit::Censored, Exit::Event, Exit::Competing];
    let table = EventTable::from_exits(days.into_iter().zip(causes.into_iter().map(|c| exits[c])));
    let curve = aalen_johansen(&table, LEVEL);
    (json!(curve.naive_one_minus_km), json!(curve.final_incidence()))
}

fn linear_year(input: &Value) -> (Value, Value) {
    let rate = MonthlyRate::new(field(input, "monthly")).unwrap();
    (json!(rate.annual_linear()), json!(rate.annual()))
}

fn single_age(input: &Value) -> (Value, Value) {
    let (ages, bounce): (Vec<f64>, f64) = (field(input, "ages"), field(input, "bounce"));
    let youngest = ages.iter().copied().fold(f64::INFINITY, f64::min);
    let naive = MonthlyRate::from_age(bounce, youngest).unwrap();
    let correct = MonthlyRate::from_ages(bounce, &ages).unwrap();
    (json!(naive.share()), json!(correct.share()))
}

fn wald_at_zero(input: &Value) -> (Value, Value) {
    let rate = Proportion::new(field(input, "x"), field(input, "n")).unwrap();
    let (p, n) = (rate.share().unwrap(), rate.n_trials() as f64);
    let half = LEVEL.z() * (p * (1.0 - p) / n).sqrt();
    let wilson = rate.wilson(LEVEL);
    (json!([p - half, p + half]), json!([wilson.lower, wilson.upper]))
}

fn mean_wait(input: &Value) -> (Value, Value) {
    let hours: Vec<f64> = field(input, "hours");
    let slope: f64 = field(input, "b1");
    let curve = LogisticDecay {
        intercept: field(input, "b0"),
        std_error_intercept: 0.0,
        slope: Estimate::known(slope, slope, slope, LEVEL, hours.len() as u64),
        std_error_slope: 0.0,
        covariance: 0.0,
        odds_ratio_per_doubling: slope.exp2(),
        log_likelihood: 0.0,
    };
    let each: Vec<f64> = hours.iter().map(|&hours| curve.conversion_after(hours)).collect();
    (json!(curve.conversion_after(mean(&hours))), json!(mean(&each)))
}

fn simpson(input: &Value) -> (Value, Value) {
    let (before, after) = (proportions(input, "before"), proportions(input, "after"));
    let change = |after, before| compare(after, before, LEVEL).difference.value;
    let segments: Vec<_> = after.iter().zip(&before).map(|(a, b)| change(*a, *b)).collect();
    let total = |parts: Vec<Proportion>| parts.into_iter().sum();
    (json!(change(total(after), total(before))), json!(segments))
}

fn stale_deal(input: &Value) -> (Value, Value) {
    let (win_prob, age): (f64, f64) = (field(input, "win_prob"), field(input, "age"));
    let (median, sigma): (f64, f64) = (field(input, "median_win_days"), field(input, "sigma"));
    let mean_loss: f64 = field(input, "mean_loss_days");
    // (F(infinity) - F(age)) / S(age) of the stated curves: lognormal wins, exponential losses.
    let still_to_win = win_prob * (1.0 - norm_cdf((age / median).ln() / sigma));
    let still_to_lose = (1.0 - win_prob) * (-age / mean_loss).exp();
    (json!(win_prob), json!(still_to_win / (still_to_win + still_to_lose)))
}

fn small_n_ranking(input: &Value) -> (Value, Value) {
    let reps = proportions(input, "reps");
    let first = |score: &dyn Fn(&Proportion) -> Option<f64>| {
        let scores: Vec<f64> = reps.iter().filter_map(score).collect();
        let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores.iter().position(|&score| score >= best)
    };
    (json!(first(&|rep| rep.share())), json!(first(&|rep| rep.wilson(LEVEL).lower)))
}

fn summer_time(input: &Value) -> (Value, Value) {
    let day = |name: &str| {
        let at: jiff::civil::DateTime = field::<String>(input, name).parse().unwrap();
        at.date()
    };
    let (from, to) = (day("from"), day("to"));
    let days =
        Lifetime::between(Day::from_date(from), Some(Day::from_date(to)), Day::from_date(to));
    let days = days.unwrap().duration();
    // Clocks are set forward on the last Sunday of March: an hour is missing on that day.
    let last_sunday = (25..=31)
        .map(|day| jiff::civil::Date::constant(from.year(), 3, day))
        .find(|date| date.weekday() == jiff::civil::Weekday::Sunday)
        .unwrap();
    let missing_hours = if from <= last_sunday && last_sunday < to { 1.0 } else { 0.0 };
    let elapsed_hours = days * 24.0 - missing_hours;
    (json!((elapsed_hours / 24.0).floor()), json!(days))
}

fn growing_inflow(input: &Value) -> (Value, Value) {
    let (first, growth): (f64, f64) = (field(input, "first_month"), field(input, "growth"));
    let (months, rate): (i32, f64) = (field(input, "months"), field(input, "rate"));
    let created = |month: i32| first * growth.powi(month);
    // Deals are won the month after they were created.
    let won = (rate * created(months - 2)).round() as u64;
    let naive = Proportion::new(won, created(months - 1).round() as u64).unwrap();
    let cohort = Proportion::new(won, created(months - 2).round() as u64).unwrap();
    (json!(naive.share()), json!(cohort.share()))
}

fn deleted_losses(input: &Value) -> (Value, Value) {
    let rate = |n_lost: u64| {
        let stages = vec![SnapshotStage { n_open: field(input, "open"), n_lost }];
        let n_won = field(input, "won");
        let counts = SnapshotCounts { stages, n_won, n_lost_stage_unknown: 0, n_unmapped: 0 };
        snapshot(counts, LEVEL).win_rate_all_created.value
    };
    (json!(rate(0)), json!(rate(field(input, "lost_deleted"))))
}
