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
    view! {
        <span class="scenario-bar">
            <label>
                <span class="visually-hidden">{move || td_string!(locale.get(), scenario.label)}</span>
                <select on:change=on_select>{options}</select>
            </label>
            <a href=Page::Compare.href()>{move || td_string!(locale.get(), scenario.manage)}</a>
            <Step
                label=move || td_string!(locale.get(), scenario.undo)
                can=move || scenarios.steps().0
                path="M7.5 4 3.5 8l4 4M4 8h7.5a4.25 4.25 0 0 1 0 8.5H8"
                on_step=move || scenarios.undo()
            />
            <Step
                label=move || td_string!(locale.get(), scenario.redo)
                can=move || scenarios.steps().1
                path="m12.5 4 4 4-4 4M16 8H8.5a4.25 4.25 0 0 0 0 8.5H12"
                on_step=move || scenarios.redo()
            />
        </span>
    }
}

/// A button for one step through the changes, with an arrow as its sign.
#[component]
fn Step(
    label: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    can: impl Fn() -> bool + Send + Sync + 'static,
    path: &'static str,
    on_step: impl Fn() + 'static,
) -> impl IntoView {
    let can = Memo::new(move |_| can());
    view! {
        <button class="icon" aria-label=label title=label disabled=move || !can.get() on:click=move |_| on_step()>
            <svg viewBox="0 0 20 20" aria-hidden="true"><path d=path /></svg>
        </button>
    }
}
