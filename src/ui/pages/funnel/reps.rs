//! What each rep has done, and all of them together.

use leptos::prelude::*;

use super::stages::FIRM_N;
use super::state::use_funnel;
use super::wording::{Writer, none};
use crate::analysis::interval::Estimate;
use crate::analysis::performance::{Performance, PerformanceKey, PerformanceRow, Quotas};
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::compare::PerformanceQuestion;
use crate::job::funnel::records::RecordSet;
use crate::job::report::rep_column;
use crate::model::Money;
use crate::scenario::ParameterId;
use crate::ui::components::explain::Explain;
use crate::ui::components::filter_bar::word_text;
use crate::ui::components::sortable_table::{SortableCell, SortableRow, SortableTable};
use crate::ui::context::{Remote, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::scenarios::use_scenarios;

/// The table; where the file names no rep, why there is none.
#[component]
pub fn RepsSection(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let scenarios = use_scenarios();
    let header = Memo::new(move |_| {
        state.columns.with(|columns| Some(rep_column(columns.report.as_ref()?)?.to_owned()))
    });
    // Known only once the columns are.
    let has_columns = Memo::new(move |_| state.columns.with(|columns| columns.report.is_some()));
    let quota = Memo::new(move |_| scenarios.number(ParameterId::Quota));
    let n_reps = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().and_then(|report| report.summary.n_reps))
    });
    let table = use_report(move || {
        let (scope, header) = (state.settled_scope()?, header.get()?);
        let share = n_reps.get().filter(|&n| n > 0).map(|n| quota.get() / n as f64);
        let quotas = Quotas { group: share, total: Some(quota.get()) };
        Some(PerformanceQuestion { scope, header, quotas })
    });
    let report =
        Memo::new(move |_| table.with(|table| table.report.as_ref().and_then(|r| (**r).clone())));
    let is_stale = move || table.is_stale.get() || answer.is_stale.get();
    let on_records = move |key: String| {
        let Some(header) = header.get_untracked() else { return };
        let key = report.with_untracked(|report| {
            Some(report.as_ref()?.rows.get(key.parse::<usize>().ok()?)?.key.clone())
        });
        let Some(PerformanceKey::Word(word)) = key else { return };
        let title = format!("{header}: {}", word_text(locale.get_untracked(), word.as_deref()));
        state.show_word(&header, word, RecordSet::All, title);
    };
    let rows = move || report.with(|report| rows(locale.get(), report.as_ref()));
    let total = move || {
        report.with(|report| Some(row(locale.get(), "reps.total", None, &report.as_ref()?.total)))
    };
    let heads = move || {
        let locale = locale.get();
        let mut heads = vec![header.get().unwrap_or_default()];
        heads.extend(
            [
                td_string!(locale, funnel.col_deals),
                td_string!(locale, funnel.col_won),
                td_string!(locale, funnel.col_open),
                td_string!(locale, funnel.win_rate),
                td_string!(locale, funnel.col_win_value),
                td_string!(locale, funnel.avg_won),
                td_string!(locale, funnel.col_cycle),
                td_string!(locale, funnel.col_velocity),
                td_string!(locale, funnel.col_open_amount),
                td_string!(locale, funnel.col_coverage),
            ]
            .map(str::to_owned),
        );
        heads
    };
    view! {
        <section class="section" class:stale=is_stale aria-labelledby="reps-title">
            <h2 id="reps-title">
                {move || td_string!(locale.get(), funnel.reps_title)}
                <Explain
                    about=Signal::derive(move || td_string!(locale.get(), funnel.reps_title).to_owned())
                    meaning=Signal::derive(move || td_string!(locale.get(), funnel.reps_meaning, quota = Writer::new(locale.get()).money(quota.get(), None)))
                />
            </h2>
            <Show
                when=move || header.get().is_some()
                fallback=move || view! {
                    <p class="note">{move || has_columns.get().then(|| td_string!(locale.get(), funnel.reps_none))}</p>
                }
            >
                <SortableTable
                    caption=Signal::derive(move || td_string!(locale.get(), funnel.reps_title).to_owned())
                    header=Signal::derive(heads)
                    rows=Signal::derive(rows)
                    total=Signal::derive(total)
                    on_records=on_records
                />
                <p class="table-note">{move || td_string!(locale.get(), funnel.reps_note)}</p>
            </Show>
        </section>
    }
}

fn rows(locale: Locale, report: Option<&Performance>) -> Vec<SortableRow> {
    let rows = report.map(|report| report.rows.as_slice()).unwrap_or_default().iter().enumerate();
    rows.map(|(at, one)| row(locale, &format!("rep.{}", at + 1), Some(at), one)).collect()
}

fn row(locale: Locale, id: &str, at: Option<usize>, row: &PerformanceRow) -> SortableRow {
    let write = Writer::new(locale);
    let summary = &row.summary;
    let currency = summary.currency;
    let cell = |name: &str, value: Option<f64>, text: String, note: String| SortableCell {
        id: if name.is_empty() { String::new() } else { format!("{id}.{name}") },
        value,
        text,
        note,
    };
    let count = |name: &str, n: u64| cell(name, Some(n as f64), write.count(n), String::new());
    let rate = |name: &str, rate: &Estimate| {
        cell(name, rate.value, write.share(rate.value), write.interval(rate))
    };
    let money = |name: &str, amount: Option<f64>| {
        let text = amount.map_or_else(none, |amount| write.money(amount, currency));
        cell(name, amount, text, String::new())
    };
    let pace = &row.velocity_per_day;
    let pace_range = pace.lower.zip(pace.upper).map_or_else(String::new, |(lower, upper)| {
        format!("{}–{}", write.formats().number(lower, 0), write.money(upper, currency))
    });
    let days = summary.median_days_won.days;
    SortableRow {
        name: match &row.key {
            PerformanceKey::Word(word) => word_text(locale, word.as_deref()),
            PerformanceKey::Other { n_groups } => {
                td_string!(locale, funnel.other_groups, n = n_groups.to_string())
            }
            PerformanceKey::Total => td_string!(locale, funnel.total).to_owned(),
        },
        cells: vec![
            count("n", summary.n),
            count("won", summary.n_won),
            count("", summary.n_open),
            rate("win_rate", &summary.win_rate),
            rate("win_rate_value", &row.win_rate_value),
            money("avg_won_amount", summary.avg_won_amount.value),
            cell("median_days_won", days, write.days(days), String::new()),
            SortableCell { note: pace_range, ..money("velocity_per_day", pace.value) },
            money("", row.open_amount.map(Money::units)),
            cell(
                "",
                row.coverage,
                row.coverage
                    .map_or_else(none, |times| format!("{}×", write.formats().number(times, 1))),
                String::new(),
            ),
        ],
        is_small: summary.win_rate.n < FIRM_N,
        records_key: at
            .filter(|_| matches!(row.key, PerformanceKey::Word(_)))
            .map(|at| at.to_string()),
    }
}
