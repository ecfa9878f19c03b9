//! Which scenario is compared with which.

use leptos::prelude::*;

use super::state::{CompareState, target, use_compare, word};
use crate::scenario::Target;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// The two choices.
#[component]
pub fn Pair() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_compare();
    let chosen = move |second: bool| {
        state.pair.with(|pair| {
            let (from, to) = pair.as_ref()?;
            Some(if second { to.target } else { from.target })
        })
    };
    view! {
        <p class="pair">
            <span>
                <label for="compare-to">{move || td_string!(locale.get(), compare.of)}</label> " "
                <select id="compare-to" on:change=move |event| {
                    if let Some(target) = target(&event_target_value(&event)) {
                        state.choose_to(target);
                    }
                }>{move || options(state, chosen(true), chosen(false))}</select>
            </span>
            <span>
                <label for="compare-from">{move || td_string!(locale.get(), compare.with)}</label> " "
                <select id="compare-from" on:change=move |event| {
                    if let Some(target) = target(&event_target_value(&event)) {
                        state.choose_from(target);
                    }
                }>{move || options(state, chosen(false), None)}</select>
            </span>
        </p>
    }
}

/// An option a column, but for the one that is compared with.
fn options(
    state: CompareState,
    chosen: Option<Target>,
    without: Option<Target>,
) -> impl IntoView + use<> {
    state.columns.with(|columns| {
        columns
            .iter()
            .filter(|column| Some(column.target) != without)
            .map(|column| {
                let is_chosen = Some(column.target) == chosen;
                view! { <option value=word(column.target) selected=is_chosen>{column.name.clone()}</option> }
            })
            .collect_view()
    })
}
