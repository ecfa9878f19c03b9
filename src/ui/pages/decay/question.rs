//! What the user asks of the enquiries: what counts as converted, by which clock, and what is good enough.

use leptos::prelude::*;

use super::state::use_decay;
use super::wording;
use crate::analysis::enquiry::{ClockKind, Target};
use crate::scenario::ParameterId;
use crate::ui::components::choice::Choice;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::parameter_field::ParameterField;

/// What is asked: which clock, what counts as converted, what is good enough.
#[component]
pub fn Question() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let targets = move || {
        let steps = state.of_responses(|report| Some(report.steps.clone())).unwrap_or_default();
        let chosen = state.of_responses(|report| Some(report.target));
        let mut all: Vec<Target> = steps.iter().map(|(step, _)| Target::Step(*step)).collect();
        all.push(Target::Won);
        all.into_iter()
            .map(|target| {
                let name = wording::response::target(locale.get(), target, &steps);
                view! { <option value=target_key(target) selected=chosen == Some(target)>{name}</option> }
            })
            .collect_view()
    };
    let clocks = Signal::derive(move || {
        vec![
            (ClockKind::Calendar, td_string!(locale.get(), decay.clock_calendar).to_owned()),
            (ClockKind::Office, td_string!(locale.get(), decay.clock_office).to_owned()),
        ]
    });
    view! {
        <div>
            <label class="choice">
                <span class="legend">{move || td_string!(locale.get(), decay.target)}</span>
                <select on:change=move |event| state.target.set(target_from_key(&event_target_value(&event)))>
                    {targets}
                </select>
            </label>
            <Choice
                legend=Signal::derive(move || td_string!(locale.get(), decay.clock).to_owned())
                options=clocks
                value=state.clock
                on_change=Callback::new(move |clock| state.clock.set(clock))
            />
            <Show when=move || state.clock.get() == ClockKind::Office>
                <Holidays />
            </Show>
            <ParameterField parameter=ParameterId::TargetHours />
        </div>
    }
}

/// Whose public holidays are no working days.
#[component]
fn Holidays() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let regions = move || {
        wording::region::REGIONS
            .into_iter()
            .enumerate()
            .map(|(at, region)| {
                let is_chosen = state.region.get() == region;
                let name = wording::region::name(locale.get(), region);
                view! { <option value=at.to_string() selected=is_chosen>{name}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        if let Some(region) = at.and_then(|at| wording::region::REGIONS.get(at)) {
            state.region.set(*region);
        }
    };
    view! {
        <label class="choice">
            <span class="legend">{move || td_string!(locale.get(), decay.region)}</span>
            <select on:change=choose>{regions}</select>
        </label>
    }
}

fn target_key(target: Target) -> String {
    match target {
        Target::Won => "won".to_owned(),
        Target::Step(step) => step.to_string(),
    }
}

fn target_from_key(key: &str) -> Option<Target> {
    if key == "won" { Some(Target::Won) } else { key.parse().ok().map(Target::Step) }
}
