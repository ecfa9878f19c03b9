//! What capacity and waiting leave of the opportunities: the number the quota page reckons with, and the switch.

use leptos::prelude::*;

use super::state::use_capacity;
use crate::job::coupling::Capacity;
use crate::job::plan::entered_opportunities;
use crate::scenario::ParameterId;
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::pages::quota::write::Writer;
use crate::ui::route::Page;
use crate::ui::text::emphasis::emphasised;

/// The section.
#[component]
pub fn OutcomeSection() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let is_on = Memo::new(move |_| state.scenarios.number(ParameterId::Coupled) != 0.0);
    let counting = Signal::derive(move || state.coupled.with(|it| Some(it.n_opportunities)));
    let sentence = move || {
        let write = Writer::new(locale.get());
        let locale = write.locale;
        state.coupled.with(|coupled| {
            let entered = write.one_decimal(entered_opportunities(&coupled.parameters));
            let n = write.one_decimal(coupled.n_opportunities);
            emphasised(&match coupled.capacity {
                Capacity::Off => td_string!(locale, capacity.outcome_off, n = n),
                _ if n == entered => td_string!(locale, capacity.outcome_same, n = n),
                _ => td_string!(locale, capacity.outcome_sentence, n = n, plan = entered),
            })
        })
    };
    view! {
        <section class="section" aria-labelledby="outcome-title">
            <h2 id="outcome-title">{move || td_string!(locale.get(), capacity.outcome_title)}</h2>
            <p class="answer" aria-live="polite">{sentence}</p>
            <p class="visually-hidden">
                <Figure id="capacity.opportunities_month" value=counting text=Callback::new(move |n: f64| Writer::new(locale.get()).one_decimal(n)) />
            </p>
            <div class="coupling">
                <label>
                    <input type="checkbox" prop:checked=move || is_on.get()
                        on:change=move |event| state.set_flag(ParameterId::Coupled, event_target_checked(&event)) />
                    " " {move || td_string!(locale.get(), quota.coupling_switch)}
                </label>
                " "
                <a class="link" href=Page::Quota.href()>{move || td_string!(locale.get(), capacity.outcome_open)}</a>
            </div>
            <p class="note">{move || td_string!(locale.get(), capacity.outcome_note)}</p>
        </section>
    }
}
