//! What was measured, beside what the shown scenario reckons with, and the button that makes them one.
//!
//! Measured values become the base by themselves where the user has decided nothing ([`crate::job::pin`]). Where
//! they have, here is the way from their number to the measured one.

use leptos::prelude::*;

use crate::scenario::{ParameterId, Value};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::scenarios::use_scenarios;
use crate::ui::text::parameter::{parameter_name, value_text};

/// Measured values with their place in the shown scenario.
#[component]
pub fn Pins(
    /// The values.
    #[prop(into)]
    values: Signal<Vec<(ParameterId, Value)>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let has_any = Memo::new(move |_| values.with(|values| !values.is_empty()));
    let title = move || td_string!(locale.get(), decay.pins_title);
    let pins = move || {
        values
            .get()
            .into_iter()
            .map(|(id, value)| view! { <li><Pin id=id value=value /></li> })
            .collect_view()
    };
    view! {
        <Show when=move || has_any.get()>
            <div class="pins" role="group" aria-label=title>
                <span>{title}</span>
                <ul>{pins}</ul>
            </div>
        </Show>
    }
}

#[component]
fn Pin(id: ParameterId, value: Value) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_scenarios();
    let measured = value.number;
    let shown = scenarios.value(id);
    let is_in = Memo::new(move |_| shown.get().number.to_bits() == measured.to_bits());
    let about = move || {
        let locale = locale.get();
        let number = value_text(locale, id.spec().unit, measured);
        format!("{} {number}", parameter_name(locale, id))
    };
    let offer = move || {
        if is_in.get() {
            td_string!(locale.get(), decay.pin_is_in).to_owned()
        } else {
            let number = value_text(locale.get(), id.spec().unit, shown.get().number);
            td_string!(locale.get(), decay.pin_set, number = number)
        }
    };
    let set = move |_| {
        if !is_in.get_untracked() {
            // The field's limits hold every value the estimators give; another stays out.
            let _ = scenarios.pin(id, value.clone());
        }
    };
    view! {
        <span>{about}</span>
        <button
            class="button"
            aria-pressed=move || is_in.get().to_string()
            aria-label=move || format!("{}: {}", about(), offer())
            on:click=set
        >
            {offer}
        </button>
    }
}
