//! The funnel itself, and the account of each stage below it (P1).

use leptos::prelude::*;

use super::state::{Basis, FunnelState, use_funnel};
use super::wording::{self, Writer};
use crate::analysis::funnel::{
    Bounds, SkipRule, StageBalance, StageOrder, StagePart, StageValue, Windowed,
};
use crate::analysis::interval::Estimate;
use crate::chart;
use crate::job::funnel::records::RecordSet;
use crate::job::funnel::{FunnelAnswer, FunnelBasis, FunnelStage};
use crate::model::Money;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::components::filter_bar::filter_text;
use crate::ui::context::{Remote, formats, use_shared};
use crate::ui::i18n::{Locale, td_string};

/// Fewest decided deals of a rate that is not greyed.
pub(super) const FIRM_N: u64 = 30;

/// What the bars measure: the reader's choice, as far as the file has amounts.
fn use_basis(answer: Remote<FunnelAnswer>) -> Memo<Basis> {
    let state = use_funnel();
    Memo::new(move |_| {
        let has_amounts =
            answer.with(|answer| answer.report.as_ref().is_some_and(|r| r.values.is_ok()));
        if has_amounts { state.view.with(|view| view.basis) } else { Basis::Count }
    })
}

/// The order the funnel on the page was counted by.
fn use_order(answer: Remote<FunnelAnswer>) -> Memo<StageOrder> {
    Memo::new(move |_| {
        answer.with(|answer| {
            answer.report.as_ref().map_or(StageOrder::Given, |report| report.rule.order)
        })
    })
}

/// The chart.
#[component]
pub fn FunnelChart(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let basis = use_basis(answer);
    let subtitle = move || {
        state.view.with(|view| {
            let (locale, filter) = (locale.get(), filter_text(locale.get(), &view.filter));
            let windows = (view.window, &view.step_windows);
            answer.with(|answer| {
                let report = answer.report.as_deref();
                wording::subtitle(locale, report, basis.get(), windows, &filter)
            })
        })
    };
    let order = use_order(answer);
    let on_records = move |key: String| {
        let Ok(step) = key.parse::<usize>() else { return };
        show_stage(state, locale.get_untracked(), answer, step, None);
    };
    view! {
        <ChartFrame
            name="funnel"
            title=Signal::derive(move || td_string!(locale.get(), funnel.chart_title).to_owned())
            subtitle=Signal::derive(subtitle)
            spec=move |width_px| {
                answer.with(|answer| {
                    let report = answer.report.as_ref()?;
                    let (locale, basis) = (locale.get(), basis.get());
                    let bars = wording::bars(locale, report, basis);
                    let table = wording::table(locale, report, basis);
                    chart::funnel::funnel(&bars, table, wording::summary(locale, report), width_px)
                })
            }
            is_stale=Signal::derive(move || answer.is_stale.get())
            on_records=on_records
        />
        <p class="legend">
            <span>"■ "{move || td_string!(locale.get(), funnel.legend_onward)}</span>
            <span>"▨ "{move || td_string!(locale.get(), funnel.legend_open)}</span>
            <span>"▬ "{move || td_string!(locale.get(), funnel.legend_lost)}</span>
            <Show when=move || order.get() == StageOrder::Strict>
                <span class="legend-left">"▬ "{move || td_string!(locale.get(), funnel.legend_left)}</span>
            </Show>
            <span>{move || td_string!(locale.get(), funnel.legend_click)}</span>
        </p>
    }
}

/// Opens the records of a stage, or of one part of it.
fn show_stage(
    state: FunnelState,
    locale: Locale,
    answer: Remote<FunnelAnswer>,
    step: usize,
    part: Option<StagePart>,
) {
    let stage = answer.with_untracked(|answer| {
        let report = answer.report.as_ref()?;
        report.stages().get(step).map(|stage| wording::name(locale, stage))
    });
    let what = part
        .map_or(td_string!(locale, funnel.col_entered), |part| wording::part_name(locale, part));
    let title = format!("{}: {what}", stage.unwrap_or_default());
    state.show(RecordSet::Stage { step, part }, title);
}

/// The account of each stage: every deal that reached it is in exactly one column.
#[component]
pub fn Balances(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let basis = use_basis(answer);
    let rows = move || {
        answer.with(|answer| {
            let report = answer.report.as_ref()?;
            let won = report.values.as_ref().map_or(Money(0), |values| values.won);
            let stages = report.stages();
            let rows = stages.iter().enumerate().map(|(at, stage)| match basis.get() {
                Basis::Count => count_row(row_stage(at, stage, report)).into_any(),
                Basis::Value => {
                    value_row(row_stage(at, stage, report), stage, won, report).into_any()
                }
            });
            Some(rows.collect_view())
        })
    };
    let show = move |event: web_sys::MouseEvent| {
        use wasm_bindgen::JsCast as _;
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let key = target.and_then(|target| target.closest("[data-part]").ok().flatten());
        let key = key.and_then(|element| element.get_attribute("data-part")).unwrap_or_default();
        let Some((step, part)) = key.split_once(':') else { return };
        let part = PARTS.iter().find(|(_, name)| *name == part).map(|(part, _)| *part);
        if let Ok(step) = step.parse() {
            show_stage(state, locale.get_untracked(), answer, step, part);
        }
    };
    let order = use_order(answer);
    let heads = move || {
        let heads = wording::columns(locale.get(), basis.get(), order.get()).into_iter();
        heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()
    };
    let outside = move || {
        let outside =
            answer.with(|answer| Some(wording::outside(locale.get(), answer.report.as_ref()?)));
        outside
            .unwrap_or_default()
            .into_iter()
            .map(|line| view! { <p class="note">{line}</p> })
            .collect_view()
    };
    let remarks = move || {
        let remarks = answer.with(|answer| {
            let report = answer.report.as_ref()?;
            Some(wording::remarks(locale.get(), report)).filter(|remarks| !remarks.is_empty())
        })?;
        let lines = remarks.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        Some(view! {
            <details>
                <summary>{td_string!(locale.get(), funnel.remarks)}</summary>
                <ul class="issues">{lines}</ul>
            </details>
        })
    };
    view! {
        <section class="section" class:stale=move || answer.is_stale.get()>
            <h2>{move || td_string!(locale.get(), funnel.table_title)}</h2>
            {outside}
            <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.table_title)
                on:click=show>
                <table>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="table-note">
                {move || match order.get() {
                    StageOrder::Strict => td_string!(locale.get(), funnel.table_note_strict),
                    StageOrder::Given | StageOrder::Any | StageOrder::Touched => td_string!(locale.get(), funnel.table_note),
                }}
            </p>
            <SkippedNote answer=answer />
            {remarks}
        </section>
    }
}

/// How many deals skipped a stage, each one a press away.
#[component]
fn SkippedNote(answer: Remote<FunnelAnswer>) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_funnel();
    let n = Memo::new(move |_| {
        let n = |report: &FunnelAnswer| {
            let is_dated = matches!(report.basis, FunnelBasis::Dated(_));
            is_dated.then_some((report.n_skipping, report.rule.skipped))
        };
        answer.with(|answer| answer.report.as_deref().and_then(n))
    });
    let count = move |value: f64| formats(locale.get()).number(value, 0);
    let show = move |_| {
        let title = td_string!(locale.get_untracked(), funnel.skipping_title).to_owned();
        state.show(RecordSet::Skipping, title);
    };
    let note = move || {
        let (n, skipped) = n.get()?;
        let can_be_shown = n > 0 && skipped != SkipRule::Excluded;
        Some(view! {
            <p class="table-note">
                {td_string!(locale.get(), funnel.skipping)} " "
                <Figure id="funnel.skipping" value=Some(n as f64) text=count />
                {can_be_shown.then(|| view! {
                    " " <button class="link" on:click=show>{move || td_string!(locale.get(), funnel.show_records)}</button>
                })}
            </p>
        })
    };
    view! { {note} }
}

struct RowStage {
    at: usize,
    name: String,
    order: StageOrder,
    n_entered: u64,
    balance: Option<StageBalance>,
    step: Option<Estimate>,
    overall: Option<f64>,
    days: Option<f64>,
    windowed: Option<Windowed>,
    unknown_loss: Option<Bounds>,
}

/// What a row says besides its worth.
fn row_stage(at: usize, stage: &FunnelStage<'_>, report: &FunnelAnswer) -> RowStage {
    RowStage {
        at,
        name: wording::name(use_shared().locale.get(), stage),
        order: report.rule.order,
        n_entered: stage.n_entered,
        balance: stage.balance,
        step: stage.step_conversion,
        overall: stage.overall_conversion.value,
        days: stage.median_days.and_then(|days| days.value),
        windowed: stage.windowed,
        unknown_loss: stage.unknown_loss,
    }
}

/// The parts of a stage's account as figures name them.
const PARTS: [(StagePart, &str); 5] = [
    (StagePart::Advanced, "advanced"),
    (StagePart::Lost, "lost"),
    (StagePart::MovedBack, "back"),
    (StagePart::Open, "open"),
    (StagePart::LeftOrder, "left"),
];

fn parts_of(order: StageOrder) -> impl Iterator<Item = (StagePart, &'static str)> {
    PARTS.into_iter().take(wording::parts(order).len())
}

fn stage_name(row: &RowStage) -> impl IntoView + use<> {
    let (word, key) = (row.name.clone(), format!("{}:", row.at));
    let id = format!("funnel.{}.name", row.at + 1);
    view! { <th scope="row"><button class="link" data-part=key><WordFigure id=id word=word /></button></th> }
}

fn count_row(row: RowStage) -> impl IntoView {
    let locale = use_shared().locale;
    let at = row.at;
    let id = move |name: &str| format!("funnel.{}.{name}", at + 1);
    let count = move |value: f64| formats(locale.get()).number(value, 0);
    let share = move |value: f64| formats(locale.get()).percent(value, 1);
    let parts = parts_of(row.order).map(|(part, name)| {
        let figure = row.balance.map(|balance| balance.part(part)).map(|n| {
            let figure = view! { <Figure id=id(name) value=Some(n as f64) text=count /> };
            if n == 0 {
                figure.into_any()
            } else {
                view! { <button class="link" data-part=format!("{at}:{name}")>{figure}</button> }
                    .into_any()
            }
        });
        view! { <td>{figure}</td> }
    });
    let parts = parts.collect_view();
    let (is_step, step) = (row.step.is_some(), row.step);
    let is_small = step.is_some_and(|step| step.n < FIRM_N);
    let unknown_loss = row.unknown_loss;
    let interval = move || {
        let write = Writer::new(locale.get());
        let bounds = unknown_loss.map(|bounds| write.range(bounds.lower, bounds.upper));
        bounds.or_else(|| step.map(|step| write.interval(&step)))
    };
    let name = stage_name(&row);
    let (days, windowed) = (row.days, row.windowed);
    view! {
        <tr class:small-sample=is_small>
            {name}
            <td><Figure id=id("entered") value=Some(row.n_entered as f64) text=count /></td>
            {parts}
            <td>{is_step.then(|| view! { <Figure id=id("step_conversion") value=step.and_then(|step| step.value) text=share /> })}</td>
            <td>{interval}</td>
            <td>{windowed.map(|windowed| view! {
                <Figure id=id("windowed") value=windowed.rate.value text=share />
                <small>{move || wording::window_note(locale.get(), &windowed)}</small>
            })}</td>
            <td><Figure id=id("overall_conversion") value=row.overall text=share /></td>
            <td>{is_step.then(|| view! { <Figure id=id("median_days") value=days text=count /> })}</td>
        </tr>
    }
}

fn value_row(
    row: RowStage,
    stage: &FunnelStage<'_>,
    won: Money,
    report: &FunnelAnswer,
) -> impl IntoView + use<> {
    let locale = use_shared().locale;
    let (at, currency) = (row.at, report.summary.currency);
    let id = move |name: &str| format!("funnel.{}.{name}_value", at + 1);
    let money = move |value: f64| Writer::new(locale.get()).money(value, currency);
    let value = stage.value;
    let entered = value.map_or(won, StageValue::entered);
    let parts = parts_of(row.order).map(|(part, name)| {
        let amount = value.map(|value| value.part(part));
        view! {
            <td>{amount.map(|amount| view! {
                <button class="link" data-part=format!("{at}:{name}")>
                    <Figure id=id(name) value=Some(amount.units()) text=money />
                </button>
            })}</td>
        }
    });
    let parts = parts.collect_view();
    let rate = value.map(|value| value.resolved);
    let is_small = rate.is_some_and(|rate| rate.n < FIRM_N);
    let share = move |value: f64| formats(locale.get()).percent(value, 1);
    let interval = move || rate.map(|rate| Writer::new(locale.get()).interval(&rate));
    let name = stage_name(&row);
    let rate_id = format!("funnel.{}.value_conversion", at + 1);
    view! {
        <tr class:small-sample=is_small>
            {name}
            <td><Figure id=id("entered") value=Some(entered.units()) text=money /></td>
            {parts}
            <td>{rate.map(|rate| view! { <Figure id=rate_id value=rate.value text=share /> })}</td>
            <td>{interval}</td>
        </tr>
    }
}
