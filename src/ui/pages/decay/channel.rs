//! Phone or e-mail: which channel converts, and what mixing them goes with.

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The section; only shown where answers have channels.
#[component]
pub fn ChannelSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_channels = Memo::new(move |_| {
        state.of_responses(|report| Some(!report.channels.is_empty())).unwrap_or(false)
    });
    let sentence = move || {
        state
            .of_responses(|report| Some(wording::channel::sentence(locale.get(), &report.mixing)))
            .unwrap_or_default()
    };
    view! {
        <Show when=move || has_channels.get()>
            <section class="section decay" id="channels">
                <ChartFrame
                    name="conversion-by-channel"
                    title=Signal::derive(move || td_string!(locale.get(), decay.channels_title).to_owned())
                    subtitle=Signal::derive(move || td_string!(locale.get(), decay.channels_subtitle).to_owned())
                    spec=move |width_px| {
                        state.of_responses(|report| wording::channel::chart(locale.get(), report, width_px))
                    }
                    is_stale=Signal::derive(move || state.responses.is_stale.get())
                />
                <Sentence text=Signal::derive(sentence) />
            </section>
        </Show>
    }
}
