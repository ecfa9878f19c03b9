//! An input: label, number with unit, slider and where the number comes from.
//!
//! The number can be typed as the reader's language writes it (`33,3 %`, `1/3`); what cannot be read is kept in
//! the field with a sentence, and the value stays as it was.

use leptos::prelude::*;

use super::badge::{Badge, Provenance};

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

/// The input.
#[component]
pub fn NumberField(
    /// Id of the input, unique on the page.
    id: &'static str,
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
    range: Range,
    /// How the value is written into the field.
    #[prop(into)]
    write: Callback<f64, String>,
    /// How a typed text is read; `None` where it is no valid value.
    #[prop(into)]
    read: Callback<String, Option<f64>>,
    /// What to say about a text that cannot be read.
    #[prop(into)]
    complaint: Signal<String>,
    /// Kind of source.
    #[prop(into)]
    provenance: Signal<Provenance>,
    /// Source in words.
    #[prop(into)]
    source: Signal<String>,
    /// Called with a new value.
    #[prop(into)]
    on_change: Callback<f64>,
) -> impl IntoView {
    let refused = RwSignal::new(false);
    let complaint_id = format!("{id}-complaint");
    let on_typed = move |event| {
        let read = read.run(event_target_value(&event));
        refused.set(read.is_none());
        if let Some(value) = read {
            on_change.run(value);
        }
    };
    let on_slide = move |event| {
        if let Ok(value) = event_target_value(&event).parse() {
            refused.set(false);
            on_change.run(value);
        }
    };
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            <span class="entry">
                <input
                    id=id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    prop:value=move || write.run(value.get())
                    aria-invalid=move || refused.get().then_some("true")
                    aria-describedby=complaint_id.clone()
                    on:change=on_typed
                />
                <span class="unit">{move || unit.get()}</span>
            </span>
            <input
                type="range"
                aria-label=move || label.get()
                aria-valuetext=move || format!("{} {}", write.run(value.get()), unit.get())
                min=range.min
                max=range.max
                step=range.step
                prop:value=move || value.get().clamp(range.min, range.max)
                on:input=on_slide
            />
            <Badge provenance=provenance text=source />
            <p class="complaint" id=complaint_id role="alert">
                {move || refused.get().then(|| complaint.get())}
            </p>
        </div>
    }
}
