//! How long contacts stay valid: the curve and its median.

use leptos::prelude::*;

use super::figure_line::FigureLine;
use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use super::write::Writer;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// How long contacts stay valid.
#[component]
pub fn SurvivalChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let has_curve = Memo::new(move |_| {
        state.of_contacts(|report| report.survival.as_ref().map(|_| ())).is_some()
    });
    let subtitle = move || {
        state
            .of_contacts(|report| {
                Some(wording::survival::subtitle(locale.get(), report.survival.as_ref()?))
            })
            .unwrap_or_default()
    };
    let note = move || {
        state
            .of_contacts(|report| {
                Some(wording::survival::note(locale.get(), report.survival.as_ref()?))
            })
            .unwrap_or_default()
    };
    let none = move || td_string!(locale.get(), decay.survival_none).to_owned();
    view! {
        <Show
            when=move || has_curve.get()
            fallback=move || view! { <Sentence text=Signal::derive(none) is_note=true /> }
        >
            <ChartFrame
                name="contact-survival"
                title=Signal::derive(move || td_string!(locale.get(), decay.survival_title).to_owned())
                subtitle=Signal::derive(subtitle)
                spec=move |width_px| {
                    state.of_contacts(|report| {
                        wording::survival::chart(locale.get(), report.survival.as_ref()?, width_px)
                    })
                }
                is_stale=Signal::derive(move || state.contacts.is_stale.get())
            />
            <MedianLife />
            <Sentence text=Signal::derive(note) is_note=true />
        </Show>
    }
}

/// The median of the curve.
#[component]
fn MedianLife() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let median = move || state.of_contacts(|report| Some(report.survival.as_ref()?.curve.median()));
    let note = move || {
        let write = Writer::new(locale.get());
        median().filter(|median| median.value.is_some()).map_or_else(
            || td_string!(write.locale, decay.median_life_none).to_owned(),
            |median| {
                let range = write.numbers(&median, 1);
                td_string!(write.locale, decay.median_life_range, range = range)
            },
        )
    };
    view! {
        <FigureLine
            id="contacts.median_life_months"
            label=Signal::derive(move || td_string!(locale.get(), decay.median_life).to_owned())
            value=Signal::derive(move || median()?.value)
            text=move |months| {
                let write = Writer::new(locale.get());
                td_string!(write.locale, decay.months, n = write.formats.number(months, 1))
            }
            note=Signal::derive(note)
            meaning=Signal::derive(move || td_string!(locale.get(), decay.median_life_meaning).to_owned())
        />
    }
}
