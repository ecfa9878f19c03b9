//! How long enquiries wait, and what the wait does.

use leptos::prelude::*;

use super::curves::Curves;
use super::preset::PresetSection;
use super::question::Question;
use super::sentence::{Failure, Sentence};
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::analysis::enquiry::{ClockKind, NoResponse, ResponseReport};
use crate::job::decay_figures::bucket_word;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::figure::{Figure, WordFigure};
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};

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
                <div class="two">
                    <Question />
                    <div class="results"><WaitChart /></div>
                </div>
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
            is_stale=Signal::derive(move || state.responses.is_stale.get())
        />
        <Sentence text=of_report(wording::response::left_out) is_note=true />
        <Curves />
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
