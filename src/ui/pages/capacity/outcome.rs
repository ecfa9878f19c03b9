//! What capacity and waiting leave of the plan, and the way into a scenario that the quota page reckons with.

use leptos::prelude::*;

use super::state::{CapacityState, use_capacity};
use crate::job::capacity::waiting::counting_opportunities;
use crate::scenario::{Command, Gesture, ParameterId, Target, Value};
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
    let counting = Memo::new(move |_| {
        let (is_levelled, is_newest) = (state.is_levelled.get(), state.is_newest_first.get());
        let waiting = state.waiting.get()?;
        let run = waiting.run(is_levelled, is_newest);
        state.scenarios.parameters.with(|parameters| counting_opportunities(run, parameters))
    });
    let planned = Memo::new(move |_| state.scenarios.number(ParameterId::Opportunities));
    let is_same =
        Memo::new(move |_| counting.get().is_some_and(|n| (n - planned.get()).abs() < 0.005));
    let sentence = move || {
        let write = Writer::new(locale.get());
        let locale = write.locale;
        let Some(n) = counting.get() else {
            return emphasised(td_string!(locale, capacity.outcome_none));
        };
        let (n, plan) = (write.one_decimal(n), write.one_decimal(planned.get()));
        emphasised(&if is_same.get() {
            td_string!(locale, capacity.outcome_same, n = n)
        } else {
            td_string!(locale, capacity.outcome_sentence, n = n, plan = plan)
        })
    };
    let is_scenario = Memo::new(move |_| matches!(state.scenarios.target(), Target::Scenario(_)));
    let on_apply = move |_| {
        let name = td_string!(locale.get_untracked(), capacity.outcome_name);
        if let Some(n) = counting.get_untracked() {
            take_over(state, n, name);
        }
    };
    view! {
        <section class="section" aria-labelledby="outcome-title">
            <h2 id="outcome-title">{move || td_string!(locale.get(), capacity.outcome_title)}</h2>
            <p class="answer" aria-live="polite">{sentence}</p>
            <p class="visually-hidden">
                <Figure id="capacity.opportunities_month" value=counting text=Callback::new(move |n: f64| Writer::new(locale.get()).one_decimal(n)) />
            </p>
            <p class="buttons">
                <button class="button primary" disabled=move || counting.get().is_none() || is_same.get() on:click=on_apply>
                    {move || if is_scenario.get() {
                        td_string!(locale.get(), capacity.outcome_update)
                    } else {
                        td_string!(locale.get(), capacity.outcome_apply)
                    }}
                </button>
                <a class="link" href=Page::Quota.href()>{move || td_string!(locale.get(), capacity.outcome_open)}</a>
            </p>
            <p class="note">{move || td_string!(locale.get(), capacity.outcome_note)}</p>
        </section>
    }
}

/// Writes the outcome into the shown scenario; from the base, into the scenario of this name, made where there is
/// none yet. The base itself stays what it is.
fn take_over(state: CapacityState, n: f64, name: &str) {
    let scenarios = state.scenarios;
    let named = || {
        untrack(|| {
            scenarios.with_book(|book| {
                book.scenarios().iter().find(|one| one.name == name).map(|one| one.id)
            })
        })
    };
    let target = match untrack(|| scenarios.target()) {
        shown @ Target::Scenario(_) => shown,
        Target::Base => {
            if named().is_none() {
                // A full book adds none; then there is nowhere to write to.
                let _ = scenarios.run(Command::Add { name: name.to_owned() }, Gesture::New);
            }
            let Some(id) = named() else { return };
            scenarios.show(Target::Scenario(id));
            Target::Scenario(id)
        }
    };
    let (id, value) = (ParameterId::Opportunities, Value::user(n));
    let _ = scenarios.run(Command::Set { target, id, value }, Gesture::New);
}
