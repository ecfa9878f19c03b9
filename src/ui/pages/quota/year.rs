//! The simulated year: how its revenue is distributed, and how often it reaches the quota.

use std::num::NonZeroU32;
use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::chart::ChartSpec;
use crate::chart::distribution::{Bars, Marks, Words, distribution};
use crate::job::plan::simulated_year;
use crate::scenario::{Gesture, ParameterId};
use crate::simulation::monte_carlo::MonteCarloReport;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::key_figures::{KeyFigure, KeyFigures};
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{formats, use_shared, use_simulation};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::rest::use_rest;
use crate::ui::text::job_error;

/// Simulated years while a slider moves (MATH 5.7).
const ROUGH_TRIALS: u32 = 2_000;

/// The section.
#[component]
pub fn YearSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let scenarios = state.scenarios;
    let year = Memo::new(move |_| {
        let n_trials = NonZeroU32::new(scenarios.number(ParameterId::Trials) as u32)?;
        state.coupled.with(|coupled| simulated_year(coupled, n_trials).ok())
    });
    let is_at_rest = use_rest(year);
    let answer = use_simulation(move || {
        let mut year = year.get()?;
        if !is_at_rest.get() {
            year.n_trials = NonZeroU32::new(year.n_trials.get().min(ROUGH_TRIALS))?;
        }
        Some(year)
    });
    let report = Memo::new(move |_| answer.with(|answer| answer.report.clone()));
    let error = move || answer.with(|answer| answer.error.clone());
    let next_seed = move |_| {
        // The next whole number: another sequence, and one that can be named.
        let _ = scenarios.set(
            ParameterId::Seed,
            scenarios.number(ParameterId::Seed) + 1.0,
            Gesture::New,
        );
    };
    // The exact chance and the simulated one differ by what they assume; beside each other they must say so.
    let exact = move || {
        let write = Writer::new(locale.get());
        let exact = state.certainty.with(|certainty| Some(certainty.as_ref()?.p_year))?;
        let simulated = report.with(|report| report.as_ref()?.p_hit.value)?;
        Some(td_string!(
            write.locale,
            quota.year_exact,
            exact = write.probability(exact),
            simulated = write.probability(simulated)
        ))
    };
    view! {
        {move || error().map(|error| view! {
            <Notice gravity=Gravity::Failure>{job_error(locale.get(), &error)}</Notice>
        })}
        <ChartFrame
            name="year"
            title=Signal::derive(move || td_string!(locale.get(), quota.year_title).to_owned())
            subtitle=Signal::derive(move || report.with(|report| {
                report.as_ref().map(|report| subtitle(locale.get(), report)).unwrap_or_default()
            }))
            spec=Callback::new(move |width_px| report.with(|report| chart(locale.get(), report.as_ref()?, width_px)))
            is_stale=Signal::derive(move || answer.is_stale.get())
        />
        <Quantiles report=report />
        <p class="note">
            {move || td_string!(
                locale.get(), quota.year_note,
                cv = Writer::new(locale.get()).value(ParameterId::DealCv, scenarios.number(ParameterId::DealCv))
            )}
            " " {exact} " "
            <button class="link" on:click=next_seed>{move || td_string!(locale.get(), quota.next_seed)}</button>
        </p>
    }
}

/// P10, P50, P90 and the chance of the quota.
#[component]
fn Quantiles(
    /// What the simulation says.
    report: Memo<Option<Arc<MonteCarloReport>>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let figure = move |pick: fn(&MonteCarloReport) -> Option<f64>| {
        Signal::derive(move || report.with(|report| pick(report.as_ref()?)))
    };
    let note = move |text: fn(Locale, &MonteCarloReport) -> String| {
        Signal::derive(move || {
            report.with(|report| {
                report.as_ref().map(|report| text(locale.get(), report)).unwrap_or_default()
            })
        })
    };
    let money = Callback::new(move |amount| Writer::new(locale.get()).money(amount));
    let meaning =
        Signal::derive(move || td_string!(locale.get(), quota.quantile_meaning).to_owned());
    view! {
        <div class="small-figures">
            <KeyFigures>
                <KeyFigure
                    id="simulation.p10"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p10).to_owned())
                    value=figure(|report| Some(report.p10.value))
                    text=money
                    note=note(|locale, _| td_string!(locale, quota.p10_note).to_owned())
                    meaning=meaning
                />
                <KeyFigure
                    id="simulation.p50"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p50).to_owned())
                    value=figure(|report| Some(report.p50.value))
                    text=money
                    note=note(|locale, _| td_string!(locale, quota.p50_note).to_owned())
                    meaning=meaning
                />
                <KeyFigure
                    id="simulation.p90"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p90).to_owned())
                    value=figure(|report| Some(report.p90.value))
                    text=money
                    note=note(|locale, _| td_string!(locale, quota.p90_note).to_owned())
                    meaning=meaning
                />
                <KeyFigure
                    id="simulation.p_quota"
                    label=Signal::derive(move || td_string!(locale.get(), quota.p_quota).to_owned())
                    value=figure(|report| report.p_hit.value)
                    text=Callback::new(move |p| Writer::new(locale.get()).probability(p))
                    note=note(|locale, report| {
                        let write = Writer::new(locale);
                        let limit = |limit: Option<f64>| limit.map_or_else(String::new, |limit| write.percent(limit));
                        td_string!(
                            locale, quota.p_quota_note,
                            lower = limit(report.p_hit.lower), upper = limit(report.p_hit.upper)
                        )
                    })
                    meaning=Signal::derive(move || td_string!(locale.get(), quota.p_quota_meaning).to_owned())
                />
            </KeyFigures>
        </div>
    }
}

fn subtitle(locale: Locale, report: &MonteCarloReport) -> String {
    td_string!(
        locale,
        quota.year_subtitle,
        n = formats(locale).number(f64::from(report.n_trials), 0),
        // A seed is a name, not an amount: no grouping.
        seed = report.seed.0.to_string()
    )
}

fn chart(locale: Locale, report: &MonteCarloReport, width_px: u32) -> Option<ChartSpec> {
    let write = Writer::new(locale);
    let bars = Bars {
        start: report.histogram.start_eur,
        width: report.histogram.width_eur,
        counts: &report.histogram.counts,
    };
    let marks = Marks {
        target: report.quota_eur,
        quantiles: [report.p10.value, report.p50.value, report.p90.value],
    };
    let words = Words {
        target: td_string!(locale, quota.year_target).to_owned(),
        amount: td_string!(locale, quota.column_revenue).to_owned(),
        share: td_string!(locale, quota.year_share).to_owned(),
        summary: td_string!(
            locale,
            quota.year_summary,
            p10 = write.money(report.p10.value),
            p90 = write.money(report.p90.value),
            quota = write.money(report.quota_eur),
            p = report.p_hit.value.map_or_else(String::new, |p| write.probability(p))
        ),
    };
    distribution(&bars, &marks, words, formats(locale).as_ref(), width_px)
}
