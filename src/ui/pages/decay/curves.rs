//! What the fitted curves say: the rate per day, the conversion at once, and both curves side by side.

use leptos::prelude::*;

use super::figure_line::FigureLine;
use super::pins::Pins;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::analysis::enquiry::{ClockKind, ResponseReport};
use crate::job::decay_figures::curve_word;
use crate::job::pin;
use crate::ui::components::data_table::DataTable;
use crate::ui::components::figure::WordFigure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};

/// The rate of the exponential curve, what it puts into the scenario, and both curves side by side.
#[component]
pub fn Curves() -> impl IntoView {
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
                    note=note(wording::curves::decay_note)
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
                note=note(wording::curves::at_once_note)
                meaning=Signal::derive(move || td_string!(locale.get(), decay.at_once_meaning).to_owned())
            />
            <span hidden=true><WordFigure id="response.curve" word=Signal::derive(move || {
                state.of_responses(|report| curve_word(report).map(str::to_owned)).unwrap_or_default()
            }) /></span>
            <Pins values=pins />
            <details>
                <summary>{move || title.get()}</summary>
                <DataTable
                    table=Signal::derive(move || {
                        let curves = |report: &ResponseReport| wording::curves::curves(locale.get(), report);
                        state.of_responses(curves).unwrap_or_default()
                    })
                    caption=title
                />
            </details>
        </Show>
    }
}
