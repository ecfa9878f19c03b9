//! How long the questions behind the pages take on a million records:
//! `cargo bench --no-default-features --bench analysis`.
//!
//! Targets: funnel over 1,000,000 deals within 60 ms, Kaplan-Meier over 1,000,000 durations within 150 ms
//! including the ordering. Whole days are counted instead of sorted.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench may stop")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use trichterwerk::analysis::deal_summary::deal_summary;
use trichterwerk::analysis::funnel::{
    ConversionWindow, FunnelConfig, FunnelRule, Grouping, Placements, StageOrder, funnel,
    funnel_by_group, stage_values,
};
use trichterwerk::analysis::interval::Level;
use trichterwerk::analysis::survival::{Lifetime, Sample, Start, kaplan_meier};
use trichterwerk::import::duplicate::last_of_each_id;
use trichterwerk::model::filter::{Clause, Filter};
use trichterwerk::model::{
    Codes, Column, Currency, DateColumn, Day, Deals, DictColumn, Meaning, Money, MoneyColumn,
    Outcome, Pipeline, RecordKind, Selection, Shape, Stage, StageKind, Table, TextColumn, Values,
};

const N: usize = 1_000_000;
const N_STEPS: usize = 5;
const N_REPS: u32 = 40;
const AS_OF: Day = Day(20_454);
const STRICT: FunnelRule = FunnelRule { order: StageOrder::Strict, ..FunnelRule::USUAL };
const TOUCHED: FunnelRule = FunnelRule { order: StageOrder::Touched, ..FunnelRule::USUAL };

/// A fixed stream of numbers (Knuth's MMIX constants), the upper half of its state.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        const FACTOR: u64 = 6_364_136_223_846_793_005;
        const STEP: u64 = 1_442_695_040_888_963_407;
        self.0 = self.0.wrapping_mul(FACTOR).wrapping_add(STEP);
        (self.0 >> 33) % end
    }
}

/// A million deals of three years through five steps, half of them advancing from each.
fn deals() -> Deals {
    let mut numbers = Numbers(20_101_202);
    let mut ids = TextColumn::default();
    let mut amounts = MoneyColumn::default();
    let mut owners = Codes::new();
    let dates = || DateColumn::Days(Vec::with_capacity(N));
    let (mut created, mut closed) = (dates(), dates());
    let mut entries: Vec<DateColumn> = (0..N_STEPS).map(|_| dates()).collect();
    let (mut stage, mut outcome) = (Vec::with_capacity(N), Vec::with_capacity(N));
    for row in 0..N {
        ids.push(&format!("{:07}", row * 7 % 1_000_003));
        amounts.push(Some(Money(numbers.below(2_000_000) as i64)));
        owners.push(numbers.below(u64::from(N_REPS)) as u32 + 1);
        let mut day = AS_OF.0 - numbers.below(1_095) as i32;
        created.push_day(Some(Day(day)));
        let reached = (0..N_STEPS).take_while(|_| numbers.below(2) == 0).count();
        for (step, column) in entries.iter_mut().enumerate() {
            column.push_day((step <= reached && day <= AS_OF.0).then_some(Day(day)));
            day += numbers.below(40) as i32;
        }
        let end = if day > AS_OF.0 {
            Outcome::Open
        } else if reached == N_STEPS {
            Outcome::Won
        } else {
            Outcome::Lost
        };
        closed.push_day((end != Outcome::Open).then_some(Day(day)));
        outcome.push(end);
        stage.push(reached.min(N_STEPS - 1) as u8);
    }
    let column = |header: String, meaning, values| Column { header, meaning, values };
    let words = (0..N_REPS).map(|rep| format!("Rep {rep}").into()).collect();
    let owners = DictColumn { codes: owners, words };
    let mut columns = vec![
        column("ID".into(), Meaning::Id, Values::Text(ids)),
        column("Betrag".into(), Meaning::Amount, Values::Money(amounts)),
        column("Betreuer".into(), Meaning::Owner, Values::Dict(owners)),
        column("Erstellt".into(), Meaning::Created, Values::Date(created)),
    ];
    let first = columns.len();
    columns.extend(entries.into_iter().enumerate().map(|(step, dates)| {
        let name = format!("Phase {step}");
        column(name.clone(), Meaning::StageEntered(name), Values::Date(dates))
    }));
    let stages = (0..N_STEPS).map(|step| Stage {
        name: format!("Phase {step}"),
        words: Vec::new(),
        kind: StageKind::Step,
    });
    Deals {
        table: Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: N, columns },
        pipeline: Pipeline { stages: stages.collect() },
        shape: Shape::StageDates,
        stage,
        outcome,
        entry_columns: (first..first + N_STEPS).map(Some).collect(),
        closed,
        currency: Some(Currency::EUR),
    }
}

/// Half of the reps.
fn filter() -> Filter {
    let words = (0..N_REPS / 2).map(|rep| Some(format!("Rep {rep}"))).collect();
    Filter { clauses: vec![Clause::OneOf { header: "Betreuer".into(), words }] }
}

fn bench_funnel(criterion: &mut Criterion) {
    let deals = deals();
    let rows = Selection::All(N);
    let config = FunnelConfig::usual(AS_OF, ConversionWindow::FromData, Level::ESTIMATE);
    let mut group = criterion.benchmark_group("funnel of 1,000,000 deals");
    group.sample_size(20);
    group.bench_function("total", |b| {
        b.iter(|| funnel(black_box(&deals), &rows, &config));
    });
    group.bench_function("per rep", |b| {
        let by_rep = Grouping::Column(deals.owner().unwrap());
        b.iter(|| funnel_by_group(black_box(&deals), &rows, by_rep, &config).unwrap());
    });
    let by_word = filter();
    let selected = by_word.select(&deals);
    let placements = Placements::of(&deals, AS_OF, FunnelRule::USUAL);
    group.bench_function("a filter's rows", |b| b.iter(|| by_word.select(black_box(&deals))));
    group.bench_function("summary of a filter", |b| {
        b.iter(|| deal_summary(black_box(&deals), &selected, AS_OF));
    });
    group.bench_function("total of a filter", |b| {
        b.iter(|| funnel(black_box(&deals), &selected, &config));
    });
    group.bench_function("values of a filter", |b| {
        b.iter(|| stage_values(black_box(&deals), &placements, &selected, Level::ESTIMATE));
    });
    for (name, rule) in [("strict", STRICT), ("touched", TOUCHED)] {
        let config = FunnelConfig { rule, ..config.clone() };
        group.bench_function(format!("total, {name}"), |b| {
            b.iter(|| funnel(black_box(&deals), &rows, &config));
        });
    }
    group.bench_function("placements, once per rule", |b| {
        b.iter(|| Placements::of(black_box(&deals), AS_OF, FunnelRule::USUAL));
    });
    group.bench_function("duplicate ids, once per file", |b| {
        b.iter(|| last_of_each_id(black_box(&deals.table)));
    });
    group.finish();
}

fn bench_survival(criterion: &mut Criterion) {
    let mut numbers = Numbers(1);
    let mut sample = |unit: f64| {
        Sample::collect(
            (0..N)
                .map(|_| Lifetime::new(numbers.below(1_500) as f64 * unit, numbers.below(3) == 0)),
        )
    };
    let (days, months) = (sample(1.0), sample(12.0 / 365.25));
    let late = Sample::collect(months.lifetimes().iter().map(|lifetime| {
        let end = lifetime.duration() + 1.0;
        let entry = numbers.below(12) as f64 / 12.0;
        Lifetime::with_late_entry(entry, end, lifetime.event_observed())
    }));
    let mut group = criterion.benchmark_group("Kaplan-Meier of 1,000,000 durations");
    group.sample_size(20);
    for (name, sample) in [("whole days", &days), ("months", &months), ("late entry", &late)] {
        group.bench_function(name, |b| {
            b.iter(|| kaplan_meier(black_box(sample), Start::FirstEvent, Level::ESTIMATE));
        });
    }
    group.finish();
}

criterion_group!(benches, bench_funnel, bench_survival);
criterion_main!(benches);
