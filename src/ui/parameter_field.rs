//! The field of one parameter of the shown scenario: its name, its number, where that comes from, the way back.

use leptos::prelude::*;

use super::components::badge;
use super::components::number_field::{NumberField, Range, Reset};
use super::context::use_shared;
use super::i18n::{Locale, td_string};
use super::scenarios::use_scenarios;
use super::text::parameter::{
    entry_error, entry_text, parameter_name, provenance_text, unit_name, value_text,
};
use crate::scenario::{EntryLocale, ParameterId, Provenance, Unit, entry::read_number, read_entry};

/// The field.
#[component]
pub fn ParameterField(
    /// Which parameter.
    parameter: ParameterId,
    /// What stands in place of the visible name, say a choice of what the number is of.
    #[prop(optional)]
    head: Option<ViewFn>,
) -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_scenarios();
    let spec = parameter.spec();
    let unit = spec.unit;
    let value = scenarios.value(parameter);
    let beneath = Memo::new(move |_| scenarios.beneath(parameter));
    let label = Signal::derive(move || parameter_name(locale.get(), parameter).to_owned());
    let reset = Signal::derive(move || {
        let locale = locale.get();
        beneath.get().map(|beneath| {
            let back = value_text(locale, unit, beneath.number);
            let offer = td_string!(locale, parameter.reset, value = back);
            Reset { name: format!("{}: {offer}", label.get()), offer }
        })
    });
    // The slider holds the value it starts from, however far that is from the usual.
    let range = Memo::new(move |_| {
        let start = beneath.get().map_or_else(|| value.get().number, |beneath| beneath.number);
        let slider = spec.slider;
        let max = if start > 0.8 * slider.max {
            (2.5 * start).min(*spec.limits.end())
        } else {
            slider.max
        };
        let step = if max > slider.max { nice_step(max / 200.0) } else { slider.step };
        Range { min: slider.min, max, step }
    });
    view! {
        <NumberField
            id=parameter.key()
            head=head
            label=label
            unit=Signal::derive(move || unit_name(locale.get(), unit).to_owned())
            value=Signal::derive(move || value.get().number)
            range=range
            write=Callback::new(move |number| entry_text(locale.get(), unit, number))
            read=Callback::new(move |text: String| {
                read_entry(&text, parameter, entry_locale(locale.get()))
                    .map_err(|error| entry_error(locale.get_untracked(), unit, &error))
            })
            provenance=Signal::derive(move || badge_of(&value.get().provenance))
            source=Signal::derive(move || provenance_text(locale.get(), unit, &value.get().provenance))
            on_change=Callback::new(move |(number, gesture)| {
                // The field has checked the number already.
                let _ = scenarios.set(parameter, number, gesture);
            })
            reset=reset
            on_reset=Callback::new(move |()| {
                let _ = scenarios.reset(parameter);
            })
        />
    }
}

/// The number typed for a unit, or what is wrong with it.
pub fn read_typed(locale: Locale, unit: Unit, text: &str) -> Result<f64, String> {
    read_number(text, unit, entry_locale(locale)).map_err(|error| entry_error(locale, unit, &error))
}

/// How numbers are typed in a language.
#[must_use]
pub const fn entry_locale(locale: Locale) -> EntryLocale {
    match locale {
        Locale::de => EntryLocale::German,
        Locale::en => EntryLocale::English,
    }
}

const fn badge_of(provenance: &Provenance) -> badge::Provenance {
    match provenance {
        Provenance::Measured { .. } => badge::Provenance::Measured,
        Provenance::Literature(_) => badge::Provenance::Literature,
        Provenance::Assumed | Provenance::User => badge::Provenance::Assumed,
    }
}

/// The round step (1, 2 or 5 times a power of ten) nearest below.
fn nice_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [5.0, 2.0, 1.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|nice| *nice <= step)
        .unwrap_or(step)
}
