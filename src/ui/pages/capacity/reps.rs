//! Reps who live elsewhere or work part of the time.

use leptos::prelude::*;

use super::names::{german_regions, region_from_key, region_key, region_name, swiss_regions};
use super::state::{CapacityState, use_capacity};
use crate::job::capacity::year::RepYear;
use crate::scenario::{ParameterId, Unit};
use crate::simulation::holiday::Region;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::pages::quota::write::Writer;
use crate::ui::parameter_field::read_typed;
use crate::ui::text::parameter::entry_text;

/// The list of reps.
#[component]
pub fn RepsPanel() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let n_reps =
        Memo::new(move |_| state.year.with(|year| year.as_ref().map_or(0, |year| year.reps.len())));
    // The lists of regions are long: they are made when they are looked at.
    let is_open = RwSignal::new(false);
    let rows = move || (0..n_reps.get()).map(|rep| view! { <RepRow rep=rep /> }).collect_view();
    view! {
        <details on:toggle=move |event| is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"))>
            <summary>{move || td_string!(locale.get(), capacity.reps_title)}</summary>
            <Show when=move || is_open.get()>
                <div class="table campaigns">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{move || td_string!(locale.get(), capacity.rep)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.rep_region)}</th>
                                <th scope="col">{move || td_string!(locale.get(), capacity.rep_fte)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

/// The name of a rep: the file's, or a number.
#[must_use]
pub fn rep_name(locale: Locale, state: CapacityState, rep: usize) -> String {
    let n = Writer::new(locale).count(rep as f64 + 1.0);
    state.year.with(|year| match year.as_ref().ok().and_then(|year| year.reps.get(rep)) {
        Some(RepYear { name: Some(name), .. }) => name.clone(),
        Some(RepYear { is_new: true, .. }) => td_string!(locale, capacity.rep_new, n = n),
        _ => td_string!(locale, capacity.rep_n, n = n),
    })
}

/// A rep.
#[component]
fn RepRow(
    /// Its place.
    rep: usize,
) -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_capacity();
    let name = move || rep_name(locale.get(), state, rep);
    let own = Memo::new(move |_| state.plan.with(|plan| plan.own_region(rep)));
    let fte = move || {
        let set = state.plan.with(|plan| plan.own_fte(rep));
        set.unwrap_or_else(|| state.scenarios.number(ParameterId::Fte))
    };
    let label = move |field: fn(Locale) -> &'static str| {
        let locale = locale.get();
        td_string!(locale, capacity.rep_of, field = field(locale), name = name())
    };
    let regions = move || {
        let locale = locale.get();
        let all = german_regions().into_iter().chain([Region::Austria]).chain(swiss_regions());
        all.map(|region| {
            view! {
                <option value=region_key(region) prop:selected=move || own.get() == Some(region)>
                    {region_name(locale, region)}
                </option>
            }
        })
        .collect_view()
    };
    let on_region = move |event| {
        let region = region_from_key(&event_target_value(&event));
        state.change(|plan| plan.set_own_region(rep, region));
    };
    let is_bad = RwSignal::new(false);
    let on_fte = move |event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            is_bad.set(false);
            return state.change(|plan| plan.set_own_fte(rep, None));
        }
        let read = read_typed(locale.get_untracked(), Unit::Share, &text).ok();
        let share = read.filter(|share| (0.0..=1.0).contains(share));
        is_bad.set(share.is_none());
        if share.is_some() {
            state.change(|plan| plan.set_own_fte(rep, share));
        }
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>
                <select aria-label=move || label(|locale| td_string!(locale, capacity.rep_region)) on:change=on_region>
                    <option value="" prop:selected=move || own.get().is_none()>
                        {move || td_string!(locale.get(), capacity.rep_same)}
                    </option>
                    {regions}
                </select>
            </td>
            <td>
                <input class="number" type="text" inputmode="decimal" autocomplete="off"
                    aria-label=move || label(|locale| td_string!(locale, capacity.rep_fte))
                    aria-invalid=move || is_bad.get().then_some("true")
                    prop:value=move || format!("{}\u{a0}%", entry_text(locale.get(), Unit::Share, fte()))
                    on:change=on_fte />
            </td>
        </tr>
    }
}
