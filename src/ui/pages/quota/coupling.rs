//! What the capacity plan leaves of the opportunities: the line under the answer, and the switch that leaves it out.

use leptos::prelude::*;

use super::state::use_quota;
use super::write::Writer;
use crate::job::coupling::{Capacity, Coupled, Throughput};
use crate::job::plan::entered_opportunities;
use crate::scenario::{Gesture, ParameterId, Provenance};
use crate::ui::components::figure::Figure;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::Page;
use crate::ui::text::emphasis::emphasised;

/// Below this many leads a year nobody is lost.
const NOBODY: f64 = 0.5;

/// The line.
#[component]
pub fn CouplingLine() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_quota();
    let is_on = Memo::new(move |_| state.scenarios.number(ParameterId::Coupled) != 0.0);
    let figure = move |of: fn(&Throughput) -> f64| {
        Signal::derive(move || state.coupled.with(|coupled| coupled.throughput().map(of)))
    };
    let counting = Signal::derive(move || state.coupled.with(|it| Some(it.n_opportunities)));
    let number = Callback::new(move |n: f64| Writer::new(locale.get()).one_decimal(n));
    let on_switch = move |event| {
        let number = f64::from(u8::from(event_target_checked(&event)));
        // A flag has no limit to break.
        let _ = state.scenarios.set(ParameterId::Coupled, number, Gesture::New);
    };
    view! {
        <div class="coupling">
            <p aria-live="polite">
                {move || state.coupled.with(|coupled| emphasised(&sentence(locale.get(), coupled)))}
                " "
                <a class="link" href=Page::Capacity.href()>{move || td_string!(locale.get(), quota.coupling_open)}</a>
            </p>
            <label>
                <input type="checkbox" prop:checked=move || is_on.get() on:change=on_switch />
                " " {move || td_string!(locale.get(), quota.coupling_switch)}
            </label>
            <p class="visually-hidden">
                <Figure id="capacity.opportunities_month" value=counting text=number />
                <Figure id="capacity.arrived_year" value=figure(|found| found.n_arrived) text=number />
                <Figure id="capacity.worked_year" value=figure(|found| found.n_worked) text=number />
                <Figure id="capacity.lost_to_waiting" value=figure(Throughput::n_lost) text=number />
            </p>
        </div>
    }
}

fn sentence(locale: Locale, coupled: &Coupled) -> String {
    let write = Writer::new(locale);
    let entered = entered_opportunities(&coupled.parameters);
    let found = match &coupled.capacity {
        Capacity::Off => return td_string!(locale, quota.coupling_off).to_owned(),
        Capacity::Unknown(_) => return td_string!(locale, quota.coupling_unknown).to_owned(),
        Capacity::Counted(found) => found,
    };
    let (arrived, worked) = (found.n_arrived.round(), found.n_worked.round());
    let mut text = if found.n_arrived < NOBODY {
        td_string!(locale, quota.coupling_nothing).to_owned()
    } else if found.n_lost() < NOBODY {
        td_string!(locale, quota.coupling_enough, arrived = write.count(arrived))
    } else {
        td_string!(
            locale,
            quota.coupling_lost,
            arrived = write.count(arrived),
            worked = write.count(worked),
            unworked = write.count(arrived - worked),
            cold = write.one_decimal(found.n_cold),
            days = write.one_decimal(found.mean_wait_days.unwrap_or(0.0)),
            n = write.one_decimal(coupled.n_opportunities),
            entered = write.one_decimal(entered)
        )
    };
    text.push(' ');
    text.push_str(if are_hours_own(coupled) {
        td_string!(locale, quota.coupling_hours_own)
    } else {
        td_string!(locale, quota.coupling_hours_assumed)
    });
    text
}

/// Whether anybody has said what a lead takes; until then it is this product's assumption.
fn are_hours_own(coupled: &Coupled) -> bool {
    let ids = ParameterId::CALLS.into_iter().chain(ParameterId::VISITS);
    let mut ids = ids.chain(ParameterId::VISIT_HOURS).chain([ParameterId::CallHours]);
    ids.any(|id| {
        let provenance = coupled.parameters.value(id).provenance;
        matches!(provenance, Provenance::User | Provenance::Measured { .. })
    })
}
