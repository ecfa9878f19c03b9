//! An input: label, number with unit, slider, where the number comes from, and the way back.
//!
//! The number can be typed as the reader's language writes it (`33,3 %`, `1/3`); what cannot be read is kept in
//! the field with a sentence, and the value stays as it was. The unrounded value stands behind what is written:
//! leaving the field untouched changes nothing (MATH P11).

use leptos::prelude::*;

use super::badge::{Badge, Provenance};
use crate::scenario::Gesture;

/// Range of a slider.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Smallest value.
    pub min: f64,
    /// Largest value.
    pub max: f64,
    /// Distance between two positions.
    pub step: f64,
}

/// The way back from a changed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reset {
    /// What is offered, such as "back to 4,000 €".
    pub offer: String,
    /// The offer with the name of the field, for assistive tools.
    pub name: String,
}

/// The input.
#[component]
pub fn NumberField(
    /// Id of the input, unique on the page.
    #[prop(into)]
    id: String,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Its unit, behind the number.
    #[prop(into)]
    unit: Signal<String>,
    /// The value.
    #[prop(into)]
    value: Signal<f64>,
    /// Range of the slider; typed values may lie outside.
    #[prop(into)]
    range: Signal<Range>,
    /// How the value is written into the field.
    #[prop(into)]
    write: Callback<f64, String>,
    /// How a typed text is read, or what is wrong with it.
    #[prop(into)]
    read: Callback<String, Result<f64, String>>,
    /// Kind of source.
    #[prop(into)]
    provenance: Signal<Provenance>,
    /// Source in words.
    #[prop(into)]
    source: Signal<String>,
    /// Called with a new value and whether it goes on with the last one: a slider that is dragged.
    #[prop(into)]
    on_change: Callback<(f64, Gesture)>,
    /// The way back; `None` where the value is the original one.
    #[prop(optional, into)]
    reset: Option<Signal<Option<Reset>>>,
    /// What stands in place of the visible name, say a choice of what the number is of.
    #[prop(optional_no_strip)]
    head: Option<ViewFn>,
    /// Called when the way back is taken.
    #[prop(optional, into)]
    on_reset: Option<Callback<()>>,
) -> impl IntoView {
    // The value that stood when a text was refused: a new value, wherever it comes from, replaces the text.
    let refused = RwSignal::new(None::<(f64, String)>);
    let complaint = move || refused.get().filter(|(at, _)| *at == value.get()).map(|(_, why)| why);
    let written = Memo::new(move |_| write.run(value.get()));
    let complaint_id = format!("{id}-complaint");
    let on_typed = move |event: web_sys::Event| match read.run(event_target_value(&event)) {
        Err(why) => refused.set(Some((value.get_untracked(), why))),
        Ok(number) => {
            refused.set(None);
            on_change.run((number, Gesture::New));
            // `100000` is the value that is there already, yet not as it is written.
            event_target::<web_sys::HtmlInputElement>(&event).set_value(&written.get_untracked());
        }
    };
    let is_dragged = StoredValue::new(false);
    let on_slide = move |event| {
        let gesture = if is_dragged.get_value() { Gesture::Continued } else { Gesture::New };
        is_dragged.set_value(true);
        if let Ok(number) = event_target_value(&event).parse() {
            on_change.run((number, gesture));
        }
    };
    let has_head = head.is_some();
    let way_back = move || {
        let (reset, on_reset) = (reset?.get()?, on_reset?);
        Some(view! {
            <button class="link reset" aria-label=reset.name on:click=move |_| on_reset.run(())>
                {reset.offer}
            </button>
        })
    };
    view! {
        <div class="field">
            <label for=id.clone() class:visually-hidden=has_head>{move || label.get()}</label>
            {head.map(|head| head.run())}
            <span class="entry">
                <input
                    id=id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=move || written.get()
                    aria-invalid=move || complaint().is_some().then_some("true")
                    aria-describedby=complaint_id.clone()
                    on:change=on_typed
                />
                <span class="unit">{move || unit.get()}</span>
            </span>
            <input
                type="range"
                aria-label=move || label.get()
                aria-valuetext=move || format!("{} {}", written.get(), unit.get())
                min=move || range.get().min
                max=move || range.get().max
                step=move || range.get().step
                prop:value=move || value.get().clamp(range.get().min, range.get().max)
                on:input=on_slide
                on:change=move |_| is_dragged.set_value(false)
            />
            <span class="origin">
                <Badge provenance=provenance text=source />
                {way_back}
            </span>
            <p class="complaint" id=complaint_id role="alert">
                {complaint}
            </p>
        </div>
    }
}
