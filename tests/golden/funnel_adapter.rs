//! The golden files of the funnel, through the columns of the model as the importer delivers them.

use serde::Deserialize;
use serde_json::{Value, json};
use trichterwerk::analysis::funnel::{
    ConversionWindow, FunnelConfig, FunnelReport, FunnelStep, SnapshotCounts, SnapshotStage,
    StepTiming, funnel, snapshot,
};
use trichterwerk::import::duplicate::last_of_each_id;
use trichterwerk::model::{
    Column, Currency, DateColumn, Day, Deals, Meaning, Money, MoneyColumn, Outcome, Pipeline,
    RecordKind, Selection, Shape, Stage, StageKind, Table, TextColumn, Values,
};

use super::analysis_adapters::{level, wilson};
use super::input::field;

pub fn snapshot_counts(input: &Value) -> Value {
    let (open, lost): (Vec<u64>, Vec<u64>) = (field(input, "open"), field(input, "lost_at"));
    let stages = open.into_iter().zip(lost);
    let counts = SnapshotCounts {
        stages: stages.map(|(n_open, n_lost)| SnapshotStage { n_open, n_lost }).collect(),
        n_won: field(input, "won"),
        n_lost_stage_unknown: field(input, "lost_stage_unknown"),
        n_unmapped: 0,
    };
    let report = snapshot(counts, level(input));
    let steps = report.steps.iter().map(|step| {
        json!({
            "entered": step.balance.n_entered(),
            "advanced": step.balance.n_advanced,
            "naive": wilson(step.naive),
            "resolved": wilson(step.resolved),
            "optimistic_bound": step.optimistic_bound,
            "bound_lower_unknown_loss": step.unknown_loss.lower,
            "bound_upper_unknown_loss": step.unknown_loss.upper,
        })
    });
    json!({
        "reached": report.reached,
        "steps": steps.collect::<Vec<_>>(),
        "win_rate_closed": wilson(report.win_rate_closed),
        "win_rate_all_created": wilson(report.win_rate_all_created),
        "product_limit": wilson(report.product_limit),
    })
}

#[derive(Clone, Deserialize)]
struct GoldenDeal {
    id: String,
    created: Option<String>,
    entries: Vec<Option<String>>,
    outcome: Outcome,
    closed: Option<String>,
    amount: Option<f64>,
}

fn day(iso: Option<&String>) -> Option<Day> {
    let date: jiff::civil::Date = iso?.parse().unwrap();
    Some(Day::from_date(date))
}

fn dates<'a>(
    rows: &'a [GoldenDeal],
    value: impl Fn(&'a GoldenDeal) -> Option<&'a String>,
) -> DateColumn {
    let mut column = DateColumn::Days(Vec::new());
    for row in rows {
        column.push_day(day(value(row)));
    }
    column
}

fn ids(rows: &[GoldenDeal]) -> Column {
    let mut ids = TextColumn::default();
    for row in rows {
        ids.push(&row.id);
    }
    Column { header: "id".into(), meaning: Meaning::Id, values: Values::Text(ids) }
}

fn table(n_rows: usize, columns: Vec<Column>) -> Table {
    Table { name: "golden".into(), kind: RecordKind::Deal, n_rows, columns }
}

/// The rows that count (R1), as the import chooses them.
fn without_duplicates(rows: Vec<GoldenDeal>) -> Vec<GoldenDeal> {
    match last_of_each_id(&table(rows.len(), vec![ids(&rows)])) {
        None => rows,
        Some(kept) => kept.into_iter().flatten().map(|row| rows[row as usize].clone()).collect(),
    }
}

fn deals(names: &[String], rows: &[GoldenDeal]) -> Deals {
    let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
    let mut stages: Vec<Stage> = names.iter().map(|name| stage(name, StageKind::Step)).collect();
    // The golden deals do not say where they stand now.
    stages.push(stage("?", StageKind::Unmapped));
    let mut amounts = MoneyColumn::default();
    for row in rows {
        amounts.push(row.amount.map(|euros| Money((euros * 100.0).round() as i64)));
    }
    let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
    let mut columns = vec![
        ids(rows),
        column("amount", Meaning::Amount, Values::Money(amounts)),
        column("created", Meaning::Created, Values::Date(dates(rows, |d| d.created.as_ref()))),
    ];
    let first = columns.len();
    columns.extend(names.iter().enumerate().map(|(k, name)| {
        let entered = dates(rows, |d| d.entries[k].as_ref());
        column(name, Meaning::StageEntered(name.clone()), Values::Date(entered))
    }));
    Deals {
        table: table(rows.len(), columns),
        pipeline: Pipeline { stages },
        shape: Shape::StageDates,
        stage: vec![names.len() as u8; rows.len()],
        outcome: rows.iter().map(|row| row.outcome).collect(),
        entry_columns: (0..names.len()).map(|k| Some(first + k)).collect(),
        closed: dates(rows, |d| d.closed.as_ref()),
        currency: Some(Currency::EUR),
    }
}

pub fn event_log(input: &Value) -> Value {
    let names: Vec<String> = field(input, "stages");
    let rows: Vec<GoldenDeal> = field(input, "deals");
    let n_given = rows.len();
    let rows = without_duplicates(rows);
    let deals = deals(&names, &rows);
    let as_of: String = field(input, "as_of");
    let window = ConversionWindow::Days(field(input, "window_days"));
    let config = FunnelConfig::usual(day(Some(&as_of)).unwrap(), window, level(input));
    let report = funnel(&deals, &Selection::All(rows.len()), &config);
    let anomalies = report.anomalies;
    json!({
        "anomalies": {
            "duplicate_id": n_given - rows.len(),
            "missing_created": anomalies.n_missing_created,
            "no_dates": anomalies.n_no_dates,
            "future_stage_date": anomalies.n_future_dates,
            "future_close_terminal": anomalies.n_close_in_future,
            "missing_close_terminal": anomalies.n_close_missing,
            "negative_step": anomalies.n_negative_steps,
            "skipped_stage": anomalies.n_skipped_stages,
        },
        "reached": report.reached,
        "steps": names.iter().zip(&report.steps).map(|(n, s)| step(n, s)).collect::<Vec<_>>(),
        "overall": overall(&report),
    })
}

fn step(name: &str, step: &FunnelStep) -> Value {
    let timing = &step.timing;
    let quantiles = timing.incidence.map(|incidence| incidence.time_to_advance);
    json!({
        "stage": name,
        "entered": step.balance.n_entered(),
        "advanced": step.balance.n_advanced,
        "lost_here": step.balance.n_lost,
        "open_here": step.balance.n_open,
        "excluded_from_timing": timing.n_excluded(),
        "naive": wilson(step.naive),
        "resolved": wilson(step.resolved),
        "optimistic_bound": step.optimistic_bound,
        "windowed": timing.windowed.map(|windowed| json!({
            "window_days": windowed.window_days,
            "eligible": windowed.rate.n,
            "converted": windowed.n_converted,
            "estimate": windowed.rate.value,
            "lower": windowed.rate.lower,
            "upper": windowed.rate.upper,
        })),
        "timed_n": timing.n_timed,
        "cif": incidence(timing),
        "naive_one_minus_km": timing.incidence.map(|incidence| incidence.naive_one_minus_km),
        "time_to_advance_given_advance": quantiles.map(|quantiles| json!({
            "q25": quantiles.q25, "q50": quantiles.q50, "q75": quantiles.q75, "q90": quantiles.q90,
        })),
        "sojourn_any_exit": {
            "median": timing.median_sojourn_days.value,
            "median_lower": timing.median_sojourn_days.lower,
            "median_upper": timing.median_sojourn_days.upper,
        },
        "mean_sojourn_exposure": timing.mean_sojourn_days,
    })
}

fn incidence(timing: &StepTiming) -> Option<Value> {
    let incidence = timing.incidence?;
    let at_window = incidence.at_window?;
    Some(json!({
        "at_window": at_window.value,
        "se": incidence.std_error_at_window,
        "lower": at_window.lower,
        "upper": at_window.upper,
        "at_last_event": incidence.at_last_event,
        "last_event_day": incidence.last_event_day,
        "lost_at_last_event": incidence.lost_at_last_event,
        "still_open_at_last_event": incidence.open_at_last_event,
    }))
}

fn overall(report: &FunnelReport) -> Value {
    let overall = &report.overall;
    let incidence = overall.timing.incidence;
    let quantiles = incidence.map(|incidence| incidence.time_to_advance);
    json!({
        "won": overall.n_won,
        "lost": overall.n_lost,
        "open": overall.n_open,
        "deals": report.n_deals(),
        "win_rate_closed": wilson(overall.win_rate_closed),
        "product_limit": wilson(overall.product_limit),
        "win_rate_value": overall.win_rate_value.value,
        "time_to_win": quantiles.map(|quantiles| json!({
            "q50": quantiles.q50, "q80": quantiles.q80, "q90": quantiles.q90,
        })),
        "cif_win_at_last_event": incidence.map(|incidence| incidence.at_last_event),
        "timed_n": overall.timing.n_timed,
        "naive_mean_cycle_won_days": overall.naive_mean_cycle_days,
    })
}
