//! Puts a measured figure into the shown scenario, with its interval and n (F11).

use leptos::prelude::*;

use crate::scenario::{Command, Gesture, ParameterId, Value};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::scenarios::use_scenarios;
use crate::ui::text::parameter::parameter_name;

/// The button; what it has done stands in its place.
#[component]
pub fn PinButton(
    /// The parameter the figure belongs to.
    parameter: ParameterId,
    /// The measured value; `None` where there is none to put anywhere.
    #[prop(into)]
    value: Signal<Option<Value>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_scenarios();
    let present = scenarios.value(parameter);
    let is_there = move || value.get().is_some_and(|value| present.get() == value);
    let is_possible = move || value.get().is_some_and(|value| value.check(parameter).is_ok());
    let pin = move |_| {
        if let Some(value) = value.get_untracked() {
            let command = Command::Set { target: scenarios.target(), id: parameter, value };
            // The value was checked; a scenario that is gone by now has nothing to change.
            let _ = scenarios.run(command, Gesture::New);
        }
    };
    let name = move || parameter_name(locale.get(), parameter);
    view! {
        {move || match (is_there(), is_possible()) {
            (true, _) => {
                view! { <span class="badge measured">{td_string!(locale.get(), funnel.pinned)}</span> }.into_any()
            }
            (false, true) => view! {
                <button class="link pin" on:click=pin title=move || td_string!(locale.get(), funnel.pin_as, name = name())>
                    {move || td_string!(locale.get(), funnel.pin)}
                </button>
            }
            .into_any(),
            (false, false) => ().into_any(),
        }}
    }
}
