//! Which scenario the page shows and changes, and the way back from a change.

use leptos::prelude::*;

use super::context::use_shared;
use super::i18n::td_string;
use super::route::Page;
use super::scenarios::use_scenarios;
use crate::scenario::{ScenarioId, Target};

/// The choice of the scenario, undo and redo.
#[component]
pub fn ScenarioBar() -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_scenarios();
    let on_select = move |event| {
        let chosen: Option<u32> = event_target_value(&event).parse().ok();
        scenarios.show(chosen.map_or(Target::Base, |id| Target::Scenario(ScenarioId(id))));
    };
    let options = move || {
        let target = scenarios.target();
        let base = td_string!(locale.get(), scenario.base).to_owned();
        let named = scenarios.with_book(|book| {
            book.scenarios()
                .iter()
                .map(|scenario| {
                    (
                        scenario.id.0.to_string(),
                        scenario.name.clone(),
                        Target::Scenario(scenario.id),
                    )
                })
                .collect::<Vec<_>>()
        });
        std::iter::once((String::new(), base, Target::Base))
            .chain(named)
            .map(|(value, name, its)| view! { <option value=value selected=its == target>{name}</option> })
            .collect_view()
    };
    let (can_undo, can_redo) =
        (Memo::new(move |_| scenarios.steps().0), Memo::new(move |_| scenarios.steps().1));
    view! {
        <span class="scenario-bar">
            <label>
                <span class="visually-hidden">{move || td_string!(locale.get(), scenario.label)}</span>
                <select on:change=on_select>{options}</select>
            </label>
            <a href=Page::Compare.href()>{move || td_string!(locale.get(), scenario.manage)}</a>
            <button
                class="icon"
                aria-label=move || td_string!(locale.get(), scenario.undo)
                title=move || td_string!(locale.get(), scenario.undo)
                disabled=move || !can_undo.get()
                on:click=move |_| scenarios.undo()
            >
                <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M7.5 4 3.5 8l4 4M4 8h7.5a4.25 4.25 0 0 1 0 8.5H8" /></svg>
            </button>
            <button
                class="icon"
                aria-label=move || td_string!(locale.get(), scenario.redo)
                title=move || td_string!(locale.get(), scenario.redo)
                disabled=move || !can_redo.get()
                on:click=move |_| scenarios.redo()
            >
                <svg viewBox="0 0 20 20" aria-hidden="true"><path d="m12.5 4 4 4-4 4M16 8H8.5a4.25 4.25 0 0 0 0 8.5H12" /></svg>
            </button>
        </span>
    }
}
