//! What others have measured about speed of response: opt-in, labelled, never blended.

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::components::data_table::DataTable;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The published figures with the switch that draws the curve.
#[component]
pub fn PresetSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_report = Memo::new(move |_| state.of_responses(|_| Some(())).is_some());
    let title = Signal::derive(move || td_string!(locale.get(), decay.preset_title).to_owned());
    view! {
        <details>
            <summary>{move || title.get()}</summary>
            <Sentence text=Signal::derive(move || td_string!(locale.get(), decay.preset_about).to_owned()) is_note=true />
            <DataTable table=Signal::derive(move || wording::preset::published(locale.get())) caption=title />
            <p>
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=move || state.shows_preset.get()
                        on:change=move |event| state.shows_preset.set(event_target_checked(&event))
                    />
                    {move || td_string!(locale.get(), decay.preset_show)}
                </label>
            </p>
            <Show when=move || state.shows_preset.get() && !has_report.get()>
                <ChartFrame
                    name="response-preset"
                    title=Signal::derive(move || td_string!(locale.get(), decay.curve_preset).to_owned())
                    subtitle=Signal::derive(move || td_string!(locale.get(), decay.preset_alone_subtitle).to_owned())
                    spec=move |width_px| wording::preset::preset_chart(locale.get(), width_px)
                    is_stale=false
                />
            </Show>
        </details>
    }
}
