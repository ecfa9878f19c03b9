//! Do all groups of contacts go bad equally fast?

use leptos::prelude::*;

use super::sentence::Sentence;
use super::state::use_decay;
use super::wording;
use crate::analysis::contact::GroupBy;
use crate::ui::components::chart_frame::ChartFrame;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// A rate per group, with the choice of the breakdown.
#[component]
pub fn GroupChart() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let wanted = RwSignal::new(None::<GroupBy>);
    let known = Memo::new(move |_| {
        state
            .of_contacts(|report| {
                Some(report.groupings.iter().map(|grouping| grouping.by).collect::<Vec<_>>())
            })
            .unwrap_or_default()
    });
    // A breakdown the open files do not have falls back to their first.
    let chosen = Memo::new(move |_| {
        known.with(|known| {
            wanted.get().filter(|by| known.contains(by)).or_else(|| known.first().copied())
        })
    });
    let sentence = move || {
        let locale = locale.get();
        let chosen = chosen.get();
        let told = state.of_contacts(|report| {
            let grouping = report.groupings.iter().find(|grouping| Some(grouping.by) == chosen)?;
            Some(wording::group::sentence(locale, grouping))
        });
        told.map_or_else(String::new, |told| {
            let n = known.with(Vec::len);
            if n < 3 {
                return told;
            }
            format!("{told} {}", wording::group::caution(locale, n))
        })
    };
    let options = move || {
        known
            .get()
            .into_iter()
            .map(|by| {
                view! {
                    <button
                        class="button"
                        aria-pressed=move || (chosen.get() == Some(by)).to_string()
                        on:click=move |_| wanted.set(Some(by))
                    >
                        {move || wording::group::by(locale.get(), by)}
                    </button>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || chosen.get().is_some()>
            <div class="options" role="group" aria-label=move || td_string!(locale.get(), decay.groups_title)>
                <span>{move || td_string!(locale.get(), decay.group_by)}</span>
                {options}
            </div>
            <ChartFrame
                name="decay-by-group"
                title=Signal::derive(move || td_string!(locale.get(), decay.groups_title).to_owned())
                subtitle=Signal::derive(move || td_string!(locale.get(), decay.groups_subtitle).to_owned())
                spec=move |width_px| {
                    let chosen = chosen.get();
                    state.of_contacts(|report| {
                        let grouping = report.groupings.iter().find(|grouping| Some(grouping.by) == chosen)?;
                        wording::group::chart(locale.get(), grouping, report.rate.as_ref().ok()?, width_px)
                    })
                }
                is_stale=Signal::derive(move || state.contacts.is_stale.get())
            />
            <Sentence text=Signal::derive(sentence) />
        </Show>
    }
}
