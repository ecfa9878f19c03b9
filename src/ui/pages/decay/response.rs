//! How long enquiries wait, and what the wait does.

use leptos::prelude::*;

use super::figure_line::FigureLine;
use super::pins::Pins;
use super::preset::PresetSection;
use super::sentence::{Failure, Sentence};
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::analysis::enquiry::{ClockKind, NoResponse, ResponseReport, Target};
use crate::job::decay_figures::bucket_word;
use crate::job::pin;
use crate::scenario::ParameterId;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::choice::Choice;
use crate::ui::components::data_table::DataTable;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::parameter_field::ParameterField;

/// The section.
#[component]
pub fn ResponseSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_report = Memo::new(move |_| state.of_responses(|_| Some(())).is_some());
    let why = Memo::new(move |_| {
        state.responses.with(|responses| responses.report.as_deref()?.as_ref().err().copied())
    });
    view! {
        <section class="section decay" id="response">
            <h2>{move || td_string!(locale.get(), decay.response_title)}</h2>
            <Failure error=Signal::derive(move || state.responses.with(|responses| responses.error.clone())) />
            <Show when=move || !state.has_data.get()>
                <Notice gravity=Gravity::Note>{move || td_string!(locale.get(), decay.response_none_data)}</Notice>
            </Show>
            {move || why.get().map(|why| view! {
                <Notice gravity=Gravity::Note>{move || wording::response::no_response(locale.get(), why)}</Notice>
            })}
            <Show when=move || why.get() == Some(NoResponse::NoDirection) || state.undirected_are_ours.get()>
                <AssumeOurs />
            </Show>
            <Show when=move || has_report.get()>
                <Question />
                <Buckets />
            </Show>
            <PresetSection />
        </section>
    }
}

/// The way on where activities have no direction.
#[component]
fn AssumeOurs() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    view! {
        <p>
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || state.undirected_are_ours.get()
                    on:change=move |event| state.undirected_are_ours.set(event_target_checked(&event))
                />
                {move || td_string!(locale.get(), decay.assume_ours)}
            </label>
        </p>
    }
}

/// What is asked (which clock, what counts as converted, what is good enough), and the answer.
#[component]
fn Question() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let targets = move || {
        let steps = state.of_responses(|report| Some(report.steps.clone())).unwrap_or_default();
        let chosen = state.of_responses(|report| Some(report.target));
        let mut all: Vec<Target> = steps.iter().map(|(step, _)| Target::Step(*step)).collect();
        all.push(Target::Won);
        all.into_iter()
            .map(|target| {
                let name = wording::response::target(locale.get(), target, &steps);
                view! { <option value=target_key(target) selected=chosen == Some(target)>{name}</option> }
            })
            .collect_view()
    };
    let clocks = Signal::derive(move || {
        vec![
            (ClockKind::Calendar, td_string!(locale.get(), decay.clock_calendar).to_owned()),
            (ClockKind::Office, td_string!(locale.get(), decay.clock_office).to_owned()),
        ]
    });
    view! {
        <div class="two">
            <div>
                <label class="choice">
                    <span class="legend">{move || td_string!(locale.get(), decay.target)}</span>
                    <select on:change=move |event| state.target.set(target_from_key(&event_target_value(&event)))>
                        {targets}
                    </select>
                </label>
                <Choice
                    legend=Signal::derive(move || td_string!(locale.get(), decay.clock).to_owned())
                    options=clocks
                    value=state.clock
                    on_change=Callback::new(move |clock| state.clock.set(clock))
                />
                <Show when=move || state.clock.get() == ClockKind::Office>
                    <Holidays />
                </Show>
                <ParameterField parameter=ParameterId::TargetHours />
            </div>
            <div class="results"><WaitChart /></div>
        </div>
    }
}

/// Whose public holidays are no working days.
#[component]
fn Holidays() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let regions = move || {
        wording::region::REGIONS
            .into_iter()
            .enumerate()
            .map(|(at, region)| {
                let is_chosen = state.region.get() == region;
                let name = wording::region::name(locale.get(), region);
                view! { <option value=at.to_string() selected=is_chosen>{name}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        if let Some(region) = at.and_then(|at| wording::region::REGIONS.get(at)) {
            state.region.set(*region);
        }
    };
    view! {
        <label class="choice">
            <span class="legend">{move || td_string!(locale.get(), decay.region)}</span>
            <select on:change=choose>{regions}</select>
        </label>
    }
}

fn target_key(target: Target) -> String {
    match target {
        Target::Won => "won".to_owned(),
        Target::Step(step) => step.to_string(),
    }
}

fn target_from_key(key: &str) -> Option<Target> {
    if key == "won" { Some(Target::Won) } else { key.parse().ok().map(Target::Step) }
}

/// Conversion by wait.
#[component]
fn WaitChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let of_report = move |words: fn(Locale, &ResponseReport) -> String| {
        Signal::derive(move || {
            state.of_responses(|report| Some(words(locale.get(), report))).unwrap_or_default()
        })
    };
    let planted = move || {
        let is_first = state.clock.get() == ClockKind::Calendar && state.target.get().is_none();
        let rate =
            state.of_responses(|report| Some(report.fit.as_ref().ok()?.exponential.decay_per_hour));
        rate.filter(|_| is_first && state.is_demo.get())
            .map_or_else(String::new, |rate| wording::planted::waiting(locale.get(), &rate))
    };
    view! {
        <Sentence text=of_report(wording::response::fit_sentence) />
        <Sentence text=Signal::derive(planted) is_note=true />
        <ChartFrame
            name="conversion-by-wait"
            title=Signal::derive(move || td_string!(locale.get(), decay.chart_wait_title).to_owned())
            subtitle=of_report(wording::response::subtitle)
            spec=move |width_px| {
                let shows_preset = state.shows_preset.get();
                state.of_responses(|report| wording::response::chart(locale.get(), report, shows_preset, width_px))
            }
            is_stale=Signal::derive(move || state.responses.with(|responses| responses.is_stale))
        />
        <Sentence text=of_report(wording::response::left_out) is_note=true />
        <Curves />
    }
}

/// The rate of the exponential curve, what it puts into the scenario, and both curves side by side.
#[component]
fn Curves() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_fit = Memo::new(move |_| {
        state.of_responses(|report| report.fit.as_ref().ok().map(|_| ())).is_some()
    });
    let is_calendar = move || state.clock.get() == ClockKind::Calendar;
    let note = move |words: fn(Locale, &ResponseReport) -> String| {
        Signal::derive(move || {
            state.of_responses(|report| Some(words(locale.get(), report))).unwrap_or_default()
        })
    };
    let title = Signal::derive(move || td_string!(locale.get(), decay.curves_title).to_owned());
    let pins = Memo::new(move |_| {
        state.of_responses(|report| Some(pin::measured_responses(report))).unwrap_or_default()
    });
    view! {
        <Show when=move || has_fit.get()>
            <Show when=is_calendar>
                <FigureLine
                    id="response.decay_day"
                    label=Signal::derive(move || td_string!(locale.get(), decay.decay_day).to_owned())
                    value=Signal::derive(move || {
                        state.of_responses(|report| report.fit.as_ref().ok()?.decay_per_day().value)
                    })
                    text=move |rate| Writer::new(locale.get()).formats.number(rate, 3)
                    note=note(wording::response::decay_note)
                    meaning=Signal::derive(move || td_string!(locale.get(), decay.decay_day_meaning).to_owned())
                />
            </Show>
            <FigureLine
                id="response.at_once"
                label=Signal::derive(move || td_string!(locale.get(), decay.at_once).to_owned())
                value=Signal::derive(move || {
                    state.of_responses(|report| Some(report.fit.as_ref().ok()?.exponential.initial))
                })
                text=move |share| Writer::new(locale.get()).percent(share, 1)
                note=note(wording::response::at_once_note)
                meaning=Signal::derive(move || td_string!(locale.get(), decay.at_once_meaning).to_owned())
            />
            <Pins values=pins />
            <details>
                <summary>{move || title.get()}</summary>
                <DataTable
                    table=Signal::derive(move || {
                        let curves = |report: &ResponseReport| wording::response::curves(locale.get(), report);
                        state.of_responses(curves).unwrap_or_default()
                    })
                    caption=title
                />
            </details>
        </Show>
    }
}

/// The buckets as a table of figures.
#[component]
fn Buckets() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let rows = move || {
        state.of_responses(|report| {
            let rows = report.buckets.iter().enumerate().map(|(at, bucket)| {
                let id = |name: &str| format!("response.{}.{name}", at + 1);
                let (span, rate) = (bucket.span, bucket.rate);
                let range = move || {
                    let write = Writer::new(locale.get());
                    rate.value.map_or_else(
                        || td_string!(write.locale, app.missing).to_owned(),
                        |_| write.percents(&rate, 1),
                    )
                };
                view! {
                    <tr class:small-sample=rate.n < wording::contact::SMALL_SAMPLE>
                        <th scope="row">
                            {move || wording::response::bucket(locale.get(), span)}
                            <span hidden=true><WordFigure id=id("bucket") word=bucket_word(span) /></span>
                        </th>
                        <td><Figure id=id("n") value=Some(rate.n as f64) text=move |n: f64| Writer::new(locale.get()).count(n as u64) /></td>
                        <td><Figure id=id("rate") value=rate.value text=move |share| Writer::new(locale.get()).percent(share, 1) /></td>
                        <td>{range}</td>
                    </tr>
                }
            });
            Some(rows.collect_view())
        })
    };
    let title = move || td_string!(locale.get(), decay.axis_wait);
    view! {
        <div class="table" tabindex="0" role="group" aria-label=title>
            <table class="narrow">
                <thead>
                    <tr>
                        <th scope="col">{move || td_string!(locale.get(), decay.col_wait)}</th>
                        <th scope="col">{move || td_string!(locale.get(), decay.col_enquiries)}</th>
                        <th scope="col">{move || td_string!(locale.get(), decay.col_converted)}</th>
                        <th scope="col">{move || td_string!(locale.get(), decay.col_range)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
