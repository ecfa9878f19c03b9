//! How old the contacts of the model are: two fields, and the list of 2008 as an example.

use leptos::prelude::*;

use super::state::use_decay;
use super::write::Writer;
use crate::job::list_plan::{AgeSpan, ListOf2008 as ListOf2008Numbers, REFERENCE_MONTHLY_RATE};
use crate::scenario::{Gesture, ParameterId, Unit};
use crate::ui::components::badge::Provenance;
use crate::ui::components::number_field::{NumberField, Range};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::parameter_field::read_typed;

/// Oldest age that can be entered, in months.
const LONGEST_MONTHS: f64 = 600.0;

/// The fields.
#[component]
pub fn AgeFields() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    view! {
        <AgeField
            id="youngest"
            label=Signal::derive(move || td_string!(locale.get(), decay.input_youngest).to_owned())
            months=Signal::derive(move || state.ages.get().youngest_months)
            on_change=Callback::new(move |months| state.ages.update(|ages| ages.youngest_months = months))
        />
        <AgeField
            id="oldest"
            label=Signal::derive(move || td_string!(locale.get(), decay.input_oldest).to_owned())
            months=Signal::derive(move || state.ages.get().oldest_months)
            on_change=Callback::new(move |months| state.ages.update(|ages| ages.oldest_months = months))
        />
        <ListOf2008 />
    }
}

/// An age in whole months.
#[component]
fn AgeField(
    id: &'static str,
    label: Signal<String>,
    months: Signal<u16>,
    on_change: Callback<u16>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let read = move |text: String| {
        let locale = locale.get_untracked();
        let months = read_typed(locale, Unit::Months, &text)?;
        let is_age = (0.0..=LONGEST_MONTHS).contains(&months);
        is_age
            .then(|| months.round())
            .ok_or_else(|| td_string!(locale, decay.complaint_months).to_owned())
    };
    view! {
        <NumberField
            id=id
            label=label
            unit=Signal::derive(move || td_string!(locale.get(), decay.unit_months).to_owned())
            value=Signal::derive(move || f64::from(months.get()))
            range=Range { min: 0.0, max: 60.0, step: 1.0 }
            write=Callback::new(move |months| Writer::new(locale.get()).number(months))
            read=Callback::new(read)
            provenance=Provenance::Assumed
            source=Signal::derive(move || td_string!(locale.get(), decay.source_assumed).to_owned())
            on_change=Callback::new(move |(months, _): (f64, Gesture)| on_change.run(months as u16))
        />
    }
}

/// The example of the article: sets rate and ages.
#[component]
fn ListOf2008() -> impl IntoView {
    let locale = use_shared().locale;
    let state = use_decay();
    let about = move || {
        let list = ListOf2008Numbers::example().ok()?;
        let write = Writer::new(locale.get());
        let number = |months: u16| write.count(u64::from(months));
        Some(td_string!(
            write.locale,
            decay.ages_2008_about,
            bounce = write.percent(list.bounced, 0),
            rate = write.percent(REFERENCE_MONTHLY_RATE, 1),
            from = number(AgeSpan::LIST_OF_2008.youngest_months),
            until = number(AgeSpan::LIST_OF_2008.oldest_months),
            share = write.percent(list.predicted, 1),
            one_age = write.percent(list.one_age_rate, 1)
        ))
    };
    let set = move |_| {
        state.ages.set(AgeSpan::LIST_OF_2008);
        // The reference lies within the limits of its parameter.
        let _ =
            state.scenarios.set(ParameterId::ContactDecay, REFERENCE_MONTHLY_RATE, Gesture::New);
    };
    view! {
        <p class="example">
            <button class="button" on:click=set>{move || td_string!(locale.get(), decay.ages_2008)}</button>
            <small>{about}</small>
        </p>
    }
}
