//! The funnel: how far the deals come and where they are lost.
//!
//! One question to the worker answers the page; `wording` sets the answer in words, the chart in
//! [`crate::chart::funnel`] lays it out.

use leptos::prelude::*;

use crate::chart;
use crate::job::funnel::{FunnelAnswer, FunnelBasis};
use crate::job::report;
use crate::model::Currency;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::components::lead::Lead;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{Remote, formats, use_report, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::{job_error, page_name};

mod wording;

/// The funnel page.
#[component]
pub fn FunnelPage() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let answer = use_report(|| Some(report::all_deals()));
    let has_report = Memo::new(move |_| answer.with(|answer| answer.report.is_some()));
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), Page::Funnel).to_owned())
            sentence=Signal::derive(move || answer.with(|answer| wording::lead(locale.get(), shared.data.with(|data| data.report().is_some()), answer)))
        />
        {move || {
            answer.with(|answer| answer.error.clone()).map(|error| view! {
                <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
            })
        }}
        <Show
            when=move || has_report.get()
            fallback=move || view! { <a href=Page::Data.href()>{move || td_string!(locale.get(), funnel.open_data)}</a> }
        >
            <Standing answer=answer />
            <FunnelChart answer=answer />
            <Balances answer=answer />
        </Show>
    }
}

/// The four key figures.
#[component]
fn Standing(answer: ReadSignal<Remote<FunnelAnswer>>) -> impl IntoView {
    let locale = use_shared().locale;
    let summary =
        move || answer.with(|answer| answer.report.as_ref().map(|report| report.summary.clone()));
    let value = move |pick: fn(&crate::analysis::deal_summary::DealSummary) -> Option<f64>| {
        Signal::derive(move || summary().as_ref().and_then(pick))
    };
    let currency = move || summary().and_then(|summary| summary.currency).unwrap_or(Currency::EUR);
    view! {
        <KeyFigures>
            <KeyFigure
                id="deals.win_rate"
                label=Signal::derive(move || td_string!(locale.get(), funnel.win_rate).to_owned())
                value=value(|summary| summary.win_rate.value)
                text=move |share| formats(locale.get()).percent(share, 1)
                note=Signal::derive(move || summary().map(|summary| wording::win_rate_note(locale.get(), &summary)).unwrap_or_default())
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.win_rate_meaning).to_owned())
            />
            <KeyFigure
                id="deals.avg_won_amount"
                label=Signal::derive(move || td_string!(locale.get(), funnel.avg_won).to_owned())
                value=value(|summary| summary.avg_won_amount.value)
                text=move |amount| formats(locale.get()).money(amount, currency(), 0)
                note=Signal::derive(move || summary().map(|summary| wording::avg_won_note(locale.get(), &summary)).unwrap_or_default())
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.avg_won_meaning).to_owned())
            />
            <KeyFigure
                id="deals.median_days_won"
                label=Signal::derive(move || td_string!(locale.get(), funnel.days).to_owned())
                value=value(|summary| summary.median_days_won.days)
                text=move |days| td_string!(locale.get(), funnel.days_value, days = formats(locale.get()).number(days, 0))
                note=Signal::derive(move || summary().map(|summary| wording::days_note(locale.get(), &summary)).unwrap_or_default())
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.days_meaning).to_owned())
            />
            <KeyFigure
                id="deals.open"
                label=Signal::derive(move || td_string!(locale.get(), funnel.open).to_owned())
                value=value(|summary| Some(summary.n_open as f64))
                text=move |count| formats(locale.get()).number(count, 0)
                note=Signal::derive(move || summary().map(|summary| wording::open_note(locale.get(), &summary)).unwrap_or_default())
                meaning=Signal::derive(move || td_string!(locale.get(), funnel.open_meaning).to_owned())
            />
        </KeyFigures>
    }
}

#[component]
fn FunnelChart(answer: ReadSignal<Remote<FunnelAnswer>>) -> impl IntoView {
    let locale = use_shared().locale;
    let subtitle = move || {
        let inferred = answer.with(|answer| {
            answer
                .report
                .as_ref()
                .is_some_and(|report| matches!(report.basis, FunnelBasis::Inferred(_)))
        });
        let subtitle = td_string!(locale.get(), funnel.chart_subtitle);
        if inferred {
            format!("{subtitle}. {}", td_string!(locale.get(), funnel.chart_inferred))
        } else {
            subtitle.to_owned()
        }
    };
    view! {
        <ChartFrame
            name="funnel"
            title=Signal::derive(move || td_string!(locale.get(), funnel.chart_title).to_owned())
            subtitle=Signal::derive(subtitle)
            spec=move |width_px| {
                answer.with(|answer| {
                    let report = answer.report.as_ref()?;
                    let locale = locale.get();
                    let bars = wording::bars(locale, report);
                    chart::funnel::funnel(&bars, wording::table(locale, report), wording::summary(locale, report), width_px)
                })
            }
            is_stale=Signal::derive(move || answer.with(|answer| answer.is_stale))
        />
    }
}

/// The account of each stage (P1): every deal that reached it is in exactly one column.
#[component]
fn Balances(answer: ReadSignal<Remote<FunnelAnswer>>) -> impl IntoView {
    let locale = use_shared().locale;
    let rows = move || {
        answer.with(|answer| {
            let Some(report) = &answer.report else { return ().into_any() };
            let stages = report.stages();
            stages
                .iter()
                .enumerate()
                .map(|(at, stage)| balance_row(at, stage))
                .collect_view()
                .into_any()
        })
    };
    let heads = move || {
        wording::columns(locale.get())
            .into_iter()
            .map(|head| view! { <th scope="col">{head}</th> })
            .collect_view()
    };
    view! {
        <section class="section">
            <h2>{move || td_string!(locale.get(), funnel.table_title)}</h2>
            <div class="table" tabindex="0" role="group" aria-label=move || td_string!(locale.get(), funnel.table_title)>
                <table>
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="table-note">{move || td_string!(locale.get(), funnel.table_note)}</p>
        </section>
    }
}

fn balance_row(at: usize, stage: &crate::job::funnel::FunnelStage<'_>) -> impl IntoView + use<> {
    let locale = use_shared().locale;
    let id = |name: &str| format!("funnel.{}.{name}", at + 1);
    let name = stage.name.map(str::to_owned);
    let word = Signal::derive(move || {
        name.clone().unwrap_or_else(|| td_string!(locale.get(), funnel.won_stage).to_owned())
    });
    let count = move |value: f64| formats(locale.get()).number(value, 0);
    let share = move |value: f64| formats(locale.get()).percent(value, 1);
    let cell = |name: &str, value: Option<u64>| {
        let value = value.map(|value| value as f64);
        view! { <td>{value.map(|value| view! { <Figure id=id(name) value=Some(value) text=count /> })}</td> }
    };
    let balance = stage.balance;
    let (is_step, step) = (stage.step_conversion.is_some(), stage.step_conversion);
    let small = step.is_some_and(|step| step.n < 30);
    let interval = move || {
        let (lower, upper) = step.and_then(|step| step.lower.zip(step.upper))?;
        Some(wording::interval(locale.get(), lower, upper))
    };
    let days = stage.median_days.map(|days| days.value);
    let overall = stage.overall_conversion.value;
    view! {
        <tr class:small-sample=small>
            <th scope="row"><WordFigure id=id("name") word=word /></th>
            {cell("entered", Some(stage.n_entered))}
            {cell("advanced", balance.map(|balance| balance.n_advanced))}
            {cell("lost", balance.map(|balance| balance.n_lost))}
            {cell("back", balance.map(|balance| balance.n_back))}
            {cell("open", balance.map(|balance| balance.n_open))}
            <td>{is_step.then(|| view! { <Figure id=id("step_conversion") value=step.and_then(|step| step.value) text=share /> })}</td>
            <td>{interval}</td>
            <td><Figure id=id("overall_conversion") value=overall text=share /></td>
            <td>{is_step.then(|| view! { <Figure id=id("median_days") value=days.flatten() text=count /> })}</td>
        </tr>
    }
}
