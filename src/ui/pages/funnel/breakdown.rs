//! Where a rate differs: groups of deals, each against the rest.

use leptos::prelude::*;

use super::stages::FIRM_N;
use super::state::use_funnel;
use super::wording::{Writer, bar_name, none, why};
use crate::analysis::funnel::{Breakdown, BreakdownKey, BreakdownRate, BreakdownRow};
use crate::chart::estimate_rows::{CommonLine, EstimateRow, estimate_rows, percent_tick};
use crate::chart::{ChartSpec, Table};
use crate::job::funnel::FunnelAnswer;
use crate::job::funnel::compare::BreakdownQuestion;
use crate::job::funnel::records::RecordSet;
use crate::job::report::first_breakdown;
use crate::model::{Currency, Money};
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::filter_bar::word_text;
use crate::ui::components::sortable_table::{SortableCell, SortableRow, SortableTable};
use crate::ui::context::{Remote, formats, use_report, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::emphasis::{emphasised, plain};

/// The section; nothing where the file has no column to tell groups apart by.
#[component]
pub fn BreakdownSection(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let header = Memo::new(move |_| {
        let chosen = state.view.with(|view| view.group_by.clone());
        chosen.or_else(|| {
            state
                .columns
                .with(|columns| Some(first_breakdown(columns.report.as_ref()?)?.to_owned()))
        })
    });
    let rate = Memo::new(move |_| state.view.with(|view| view.rate));
    let groups = use_report(move || {
        let (scope, header) = (state.settled_scope()?, header.get()?);
        let n_top = state.view.with(|view| view.n_top);
        Some(BreakdownQuestion { scope, header, rate: rate.get(), n_top })
    });
    let currency = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().and_then(|report| report.summary.currency))
    });
    let report = move || groups.with(|groups| groups.report.as_ref().and_then(|r| (**r).clone()));
    let report = Memo::new(move |_| report());
    let is_stale = Signal::derive(move || groups.is_stale.get() || answer.is_stale.get());
    let rate_name = move || {
        let locale = locale.get();
        match rate.get() {
            BreakdownRate::Win => td_string!(locale, funnel.win_rate).to_owned(),
            BreakdownRate::Step(step) => step_name(locale, answer, step),
        }
    };
    let sentence = move || {
        let locale = locale.get();
        report.with(|report| report.as_ref().map(|report| emphasised(&sentence(locale, report))))
    };
    let on_records = move |key: String| {
        let Some(header) = header.get_untracked() else { return };
        let word = report.with_untracked(|report| {
            let row = report.as_ref()?.rows.get(key.parse::<usize>().ok()?)?.clone();
            Some(row.key)
        });
        let Some(BreakdownKey::Word(word)) = word else { return };
        let set = match rate.get_untracked() {
            BreakdownRate::Win => RecordSet::All,
            BreakdownRate::Step(step) => RecordSet::Stage { step, part: None },
        };
        let title = format!("{header}: {}", word_text(locale.get_untracked(), word.as_deref()));
        state.show_word(&header, word, set, title);
    };
    let on_records = Callback::new(on_records);
    let chart = move |width_px| {
        let locale = locale.get();
        report.with(|report| chart(locale, report.as_ref()?, currency.get(), width_px))
    };
    let rows = move || {
        report.with(|report| {
            let rows = report.as_ref().map(|report| report.rows.as_slice()).unwrap_or_default();
            let rows = rows.iter().enumerate();
            rows.map(|(at, row)| {
                table_row(locale.get(), &(at + 1).to_string(), Some(at), row, currency.get())
            })
            .collect::<Vec<_>>()
        })
    };
    let total = move || {
        report.with(|report| {
            let total = &report.as_ref()?.total;
            Some(table_row(locale.get(), "total", None, total, currency.get()))
        })
    };
    view! {
        <Show when=move || header.get().is_some()>
            <section class="section" class:stale=move || is_stale.get() aria-labelledby="breakdown-title">
                <h2 id="breakdown-title">{move || td_string!(locale.get(), funnel.breakdown_heading)}</h2>
                <p class="answer" role="status">{sentence}</p>
                <Choices answer=answer header=header />
                <ChartFrame
                    name="breakdown"
                    title=Signal::derive(move || td_string!(locale.get(), funnel.breakdown_title, rate = rate_name(), column = header.get().unwrap_or_default()))
                    subtitle=Signal::derive(move || td_string!(locale.get(), funnel.breakdown_subtitle).to_owned())
                    spec=chart
                    is_stale=is_stale
                    on_records=on_records
                />
                <SortableTable
                    caption=Signal::derive(move || td_string!(locale.get(), funnel.breakdown_title, rate = rate_name(), column = header.get().unwrap_or_default()))
                    header=Signal::derive(move || {
                        let mut names = vec![header.get().unwrap_or_default()];
                        names.extend(heads(locale.get()).map(str::to_owned));
                        names
                    })
                    rows=Signal::derive(rows)
                    total=Signal::derive(total)
                    on_records=on_records
                />
                <p class="table-note">{move || td_string!(locale.get(), funnel.breakdown_note)}</p>
            </section>
        </Show>
    }
}

/// Which column, which rate, how many groups.
#[component]
fn Choices(answer: Remote<FunnelAnswer>, header: Memo<Option<String>>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let headers = Memo::new(move |_| {
        state.columns.with(|columns| {
            let columns = columns.report.as_ref().map(|report| report.columns.as_slice());
            let columns = columns.unwrap_or_default().iter();
            columns.map(|column| column.header.clone()).collect::<Vec<_>>()
        })
    });
    let n_steps = Memo::new(move |_| {
        answer.with(|answer| answer.report.as_ref().map_or(0, |report| report.step_names.len()))
    });
    let rate_value = move || match state.view.with(|view| view.rate) {
        BreakdownRate::Win => String::new(),
        BreakdownRate::Step(step) => step.to_string(),
    };
    let set_rate = move |event| {
        let step = event_target_value(&event).parse();
        state.view.update(|view| view.rate = step.map_or(BreakdownRate::Win, BreakdownRate::Step));
    };
    view! {
        <div class="filter-bar">
            <label>
                {move || td_string!(locale.get(), funnel.breakdown_by)} " "
                <select prop:value=move || header.get().unwrap_or_default()
                    on:change=move |event| state.view.update(|view| view.group_by = Some(event_target_value(&event)))>
                    {move || headers.get().into_iter().map(|name| {
                        let is_chosen = header.get().as_ref() == Some(&name);
                        view! { <option value=name.clone() selected=is_chosen>{name.clone()}</option> }
                    }).collect_view()}
                </select>
            </label>
            <label>
                {move || td_string!(locale.get(), funnel.breakdown_rate)} " "
                <select prop:value=rate_value on:change=set_rate>
                    <option value="">{move || td_string!(locale.get(), funnel.win_rate)}</option>
                    {move || (0..n_steps.get()).map(|step| {
                        let is_chosen = state.view.with(|view| view.rate) == BreakdownRate::Step(step);
                        view! { <option value=step.to_string() selected=is_chosen>{step_name(locale.get(), answer, step)}</option> }
                    }).collect_view()}
                </select>
            </label>
            <label>
                {move || td_string!(locale.get(), funnel.breakdown_top)} " "
                <select prop:value=move || state.view.with(|view| view.n_top).to_string()
                    on:change=move |event| {
                        if let Ok(n_top) = event_target_value(&event).parse() {
                            state.view.update(|view| view.n_top = n_top);
                        }
                    }>
                    {[3_usize, 5, 8, 15, 30].map(|n| {
                        let is_chosen = move || state.view.with(|view| view.n_top) == n;
                        view! { <option value=n.to_string() selected=is_chosen>{n.to_string()}</option> }
                    })}
                </select>
            </label>
        </div>
    }
}

/// `Angebot → Verhandlung`.
pub(super) fn step_name(locale: Locale, answer: Remote<FunnelAnswer>, step: usize) -> String {
    answer.with(|answer| {
        let Some(report) = &answer.report else { return String::new() };
        let name = |at: usize| bar_name(locale, report, at);
        format!("{} → {}", name(step), name(step + 1))
    })
}

fn heads(locale: Locale) -> [&'static str; 8] {
    [
        td_string!(locale, funnel.col_deals),
        td_string!(locale, funnel.col_converted),
        td_string!(locale, funnel.col_lost),
        td_string!(locale, funnel.col_open),
        td_string!(locale, funnel.col_rate),
        td_string!(locale, funnel.col_interval),
        td_string!(locale, funnel.col_difference),
        td_string!(locale, funnel.col_worth),
    ]
}

fn key_name(locale: Locale, key: &BreakdownKey) -> String {
    match key {
        BreakdownKey::Word(word) => word_text(locale, word.as_deref()),
        BreakdownKey::Other { n_groups } => {
            td_string!(locale, funnel.other_groups, n = n_groups.to_string())
        }
        BreakdownKey::Total => td_string!(locale, funnel.total).to_owned(),
    }
}

/// What stands out: the group whose difference is surest, or that none does.
fn sentence(locale: Locale, report: &Breakdown) -> String {
    let write = Writer::new(locale);
    if let Some(reason) = report.total.rate.why {
        return td_string!(locale, funnel.breakdown_refused, why = why(locale, reason));
    }
    let clear = |row: &&BreakdownRow| {
        row.rate.n >= FIRM_N
            && row.difference.is_some_and(|difference| {
                difference.lower.is_some_and(|lower| lower > 0.0)
                    || difference.upper.is_some_and(|upper| upper < 0.0)
            })
    };
    let size = |row: &BreakdownRow| {
        row.difference.and_then(|difference| difference.value).map_or(0.0, f64::abs)
    };
    let named = report.rows.iter().filter(|row| matches!(row.key, BreakdownKey::Word(_)));
    let most = named.filter(clear).max_by(|a, b| size(a).total_cmp(&size(b)));
    match most.and_then(|row| Some((row, row.difference?))) {
        Some((row, difference)) => {
            let (points, range) = write.points(&difference);
            td_string!(
                locale,
                funnel.breakdown_sentence,
                group = key_name(locale, &row.key),
                rate = write.share(row.rate.value),
                all = write.share(report.total.rate.value),
                points = points,
                range = range
            )
        }
        None => td_string!(locale, funnel.breakdown_none).to_owned(),
    }
}

fn chart(
    locale: Locale,
    report: &Breakdown,
    currency: Option<Currency>,
    width_px: u32,
) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let all = report.total.rate.value?;
    let rows: Vec<EstimateRow> = report
        .rows
        .iter()
        .map(|row| {
            let (points, range) =
                row.difference.map_or_else(|| (none(), String::new()), |d| write.points(&d));
            let text = td_string!(
                locale,
                funnel.rate_n,
                rate = write.share(row.rate.value),
                n = write.count(row.rate.n)
            );
            let name = key_name(locale, &row.key);
            EstimateRow {
                readout: vec![
                    name.clone(),
                    format!("{text} · {}", write.interval(&row.rate)),
                    td_string!(locale, funnel.against_rest, points = points, range = range),
                ],
                name,
                value: row.rate.value,
                limits: (row.rate.lower, row.rate.upper),
                text,
                is_firm: row.rate.n >= FIRM_N,
            }
        })
        .collect();
    let line = CommonLine {
        value: all,
        text: td_string!(locale, funnel.total_rate, rate = write.percent(all)),
    };
    let formats = formats(locale);
    let mut spec = estimate_rows(
        &rows,
        std::slice::from_ref(&line),
        percent_tick(&*formats, 0),
        table(locale, report, currency),
        plain(&sentence(locale, report)),
        width_px,
    )?;
    for (at, (readout, row)) in spec.readouts.iter_mut().zip(&report.rows).enumerate() {
        readout.records_key = matches!(row.key, BreakdownKey::Word(_)).then(|| at.to_string());
    }
    Some(spec)
}

fn table(locale: Locale, report: &Breakdown, currency: Option<Currency>) -> Table {
    let mut header = vec![String::new()];
    header.extend(heads(locale).map(str::to_owned));
    let rows = report.rows.iter().chain([&report.total]);
    let rows = rows.map(|row| {
        let row = table_row(locale, "", None, row, currency);
        let mut cells = vec![row.name];
        cells.extend(row.cells.into_iter().map(|cell| match cell.note.as_str() {
            "" => cell.text,
            note => format!("{} {note}", cell.text),
        }));
        cells
    });
    Table { header, rows: rows.collect() }
}

fn table_row(
    locale: Locale,
    id: &str,
    at: Option<usize>,
    row: &BreakdownRow,
    currency: Option<Currency>,
) -> SortableRow {
    let write = Writer::new(locale);
    let cell = |name: &str, value: Option<f64>, text: String| SortableCell {
        id: if name.is_empty() { String::new() } else { format!("group.{id}.{name}") },
        value,
        text,
        note: String::new(),
    };
    let count = |name: &str, n: u64| cell(name, Some(n as f64), write.count(n));
    let (points, range) =
        row.difference.map_or_else(|| (String::new(), String::new()), |d| write.points(&d));
    let difference = row.difference.and_then(|difference| difference.value);
    SortableRow {
        name: key_name(locale, &row.key),
        cells: vec![
            count("n", row.n),
            count("converted", row.n_converted),
            count("lost", row.n_lost),
            count("undecided", row.n_undecided()),
            cell("rate", row.rate.value, write.share(row.rate.value)),
            cell("", row.rate.lower, write.interval(&row.rate)),
            SortableCell {
                note: range,
                ..cell(if row.difference.is_some() { "difference" } else { "" }, difference, points)
            },
            cell("", row.amount.map(Money::units), write.amount(row.amount, currency)),
        ],
        is_small: row.rate.n < FIRM_N,
        records_key: at
            .filter(|_| matches!(row.key, BreakdownKey::Word(_)))
            .map(|at| at.to_string()),
    }
}
