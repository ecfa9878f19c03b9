//! How long the models behind the sliders take: `cargo bench --no-default-features --bench simulation`.
//!
//! Targets (SPEC 10): 10,000 Monte Carlo years of 12 months and 75 opportunities within 50 ms on one
//! core; closed forms far below a frame of 16 ms.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench may stop")]

use std::hint::black_box;
use std::num::NonZeroU32;

use criterion::{Criterion, criterion_group, criterion_main};
use trichterwerk::analysis::interval::Level;
use trichterwerk::analysis::proportion::Proportion;
use trichterwerk::job::capacity::Team;
use trichterwerk::job::coupling::Coupled;
use trichterwerk::model::probability::Probability;
use trichterwerk::scenario::{Book, ParameterId, Target};
use trichterwerk::simulation::compound::{CompoundConfig, distribution, required_opportunities};
use trichterwerk::simulation::goal_seek::{Goal, GoalSeekConfig, goal_seek};
use trichterwerk::simulation::lag::Lag;
use trichterwerk::simulation::monte_carlo::{
    DealSize, MonteCarloConfig, StageModel, StageRate, monte_carlo, simulate,
};
use trichterwerk::simulation::pipeline_forecast::{ForecastDeal, pipeline_forecast};
use trichterwerk::simulation::posterior::Posterior;
use trichterwerk::simulation::quantity::{NonNegative, Positive};
use trichterwerk::simulation::queue::{Discipline, QueueConfig, run_queue};
use trichterwerk::simulation::quota_probability::{QuotaProbabilityConfig, quota_probability};
use trichterwerk::simulation::rng::{Lognormal, Seed, Stream};

fn p(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn n(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap()
}

fn deal(cv: f64) -> Lognormal {
    Lognormal { mean: Positive::new(4000.0).unwrap(), cv: n(cv) }
}

fn known(rate: f64) -> StageModel {
    StageModel { rate: StageRate::Known(p(rate)), lag: None }
}

/// Years of twelve months with 75 opportunities each.
fn years(n_trials: u32, stages: Vec<StageModel>, cv: f64) -> MonteCarloConfig {
    MonteCarloConfig {
        seed: Seed::SOURCE_POST,
        n_trials: NonZeroU32::new(n_trials).unwrap(),
        n_opportunities: 900,
        stages,
        horizon_days: n(365.0),
        deal_size: DealSize::Lognormal(deal(cv)),
        open_deals: Vec::new(),
        quota_eur: n(1.2e6),
        level: Level::ESTIMATE,
    }
}

fn monte_carlo_years(c: &mut Criterion) {
    let mut group = c.benchmark_group("10,000 years of 900 opportunities");
    group.sample_size(20);
    // The floor: what the generator alone takes for the same number of words.
    group.bench_function("generator alone, 12 million words", |b| {
        b.iter(|| {
            let mut stream = Stream::new(Seed::SOURCE_POST);
            (0..12_000_000_u32).fold(0_u64, |sum, _| sum.wrapping_add(stream.next_u64()))
        });
    });
    let one = years(10_000, vec![known(1.0 / 3.0)], 0.5);
    group.bench_function("one stage, log-normal sizes, report", |b| {
        b.iter(|| monte_carlo(black_box(&one)).unwrap());
    });
    group.bench_function("one stage, log-normal sizes, trials only", |b| {
        b.iter(|| simulate(black_box(&one)).unwrap());
    });
    let equal = years(10_000, vec![known(1.0 / 3.0)], 0.0);
    group.bench_function("one stage, equal sizes", |b| {
        b.iter(|| monte_carlo(black_box(&equal)).unwrap());
    });
    let three = years(10_000, vec![known(0.8), known(0.7), known(0.6)], 0.5);
    group.bench_function("three stages", |b| b.iter(|| monte_carlo(black_box(&three)).unwrap()));
    let lagged = StageModel { lag: Some(Lag::new(4.0, 0.6).unwrap()), ..known(1.0 / 3.0) };
    let lagged = years(10_000, vec![lagged], 0.5);
    group.bench_function("one stage with a lag", |b| {
        b.iter(|| monte_carlo(black_box(&lagged)).unwrap());
    });
    let measured = StageModel { rate: StageRate::Measured(Proportion::of(297, 603)), lag: None };
    let measured = years(10_000, vec![measured], 0.5);
    group.bench_function("one measured stage", |b| {
        b.iter(|| monte_carlo(black_box(&measured)).unwrap());
    });
    group.finish();
    let dragging = years(2_000, vec![known(1.0 / 3.0)], 0.5);
    c.bench_function("2,000 years while dragging", |b| {
        b.iter(|| monte_carlo(black_box(&dragging)).unwrap());
    });
}

fn exact_laws(c: &mut Criterion) {
    let config = |n_opportunities, quota| CompoundConfig {
        n_opportunities,
        p_win: p(1.0 / 3.0),
        deal: deal(0.5),
        quota_eur: n(quota),
    };
    let (month, year) = (config(75, 1e5), config(900, 1.2e6));
    c.bench_function("compound law, 75 opportunities", |b| {
        b.iter(|| distribution(black_box(&month)));
    });
    c.bench_function("compound law, 900 opportunities", |b| {
        b.iter(|| distribution(black_box(&year)));
    });
    c.bench_function("opportunities for a revenue quota", |b| {
        b.iter(|| {
            required_opportunities(black_box(n(1e5)), p(1.0 / 3.0), deal(0.5), Level::PLANNING)
        });
    });
    let deals: Vec<ForecastDeal> = (0..2_000)
        .map(|i| ForecastDeal {
            p_win: p(f64::from(i % 97) / 97.0),
            p_in_time: p(0.7),
            value_eur: n(4000.0),
        })
        .collect();
    c.bench_function("pipeline forecast, 2,000 deals", |b| {
        b.iter(|| pipeline_forecast(black_box(&deals)));
    });
}

fn closed_forms(c: &mut Criterion) {
    let config = QuotaProbabilityConfig {
        wins_needed: 25,
        close_rate: p(1.0 / 3.0),
        rate_posterior: Some(Posterior::of(Proportion::of(25, 50))),
        n_opportunities: 75,
        confidences: vec![Level::new(0.5).unwrap(), Level::PLANNING, Level::ESTIMATE],
    };
    c.bench_function("quota probability, three confidences", |b| {
        b.iter(|| quota_probability(black_box(&config)));
    });
    let seek = GoalSeekConfig {
        quota_eur: Positive::new(1e5).unwrap(),
        n_opportunities: 75,
        close_rate: p(1.0 / 3.0),
        avg_deal_eur: Positive::new(4000.0).unwrap(),
        goal: Goal::Confidence(Level::PLANNING),
    };
    c.bench_function("goal seek, all levers", |b| b.iter(|| goal_seek(black_box(&seek))));
    let queue = QueueConfig {
        arrivals: vec![n(15.0); 250],
        capacity: vec![n(10.0); 250],
        readiness_decay: n(0.05),
        p_fresh: p(0.3),
        abandon_rate: n(0.01),
        discipline: Discipline::Fifo,
    };
    c.bench_function("queue, 250 days of overload", |b| {
        b.iter(|| run_queue(black_box(&queue)).unwrap());
    });
    let team = Team { names: Vec::new(), stages: Vec::new(), first_month: 2026 * 12 };
    let example = Book::new().parameters(Target::Base);
    c.bench_function("a scenario through its capacity plan, 5 reps", |b| {
        b.iter(|| Coupled::of(black_box(&example), &team));
    });
    let forty = example.with_number(ParameterId::Reps, 40.0);
    c.bench_function("a scenario through its capacity plan, 40 reps", |b| {
        b.iter(|| Coupled::of(black_box(&forty), &team));
    });
}

criterion_group!(benches, monte_carlo_years, exact_laws, closed_forms);
criterion_main!(benches);
