//! A figure on a line of its own among sentences: name, value, what else to know, meaning one gesture away (P3).

use leptos::prelude::*;

use crate::ui::components::explain::Explain;
use crate::ui::components::figure::Figure;

/// The line.
#[component]
pub fn FigureLine(
    /// Id of the figure.
    id: &'static str,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Its value.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// How it is written.
    #[prop(into)]
    text: Callback<f64, String>,
    /// Interval and n, or why there is no value; may be empty.
    #[prop(into)]
    note: Signal<String>,
    /// Formula, denominator, filter and source.
    #[prop(into)]
    meaning: Signal<String>,
) -> impl IntoView {
    view! {
        <p class="sentence figure-line">
            {move || label.get()} ": " <Figure id=id value=value text=text />
            <small>{move || note.get()}</small>
            <Explain about=label meaning=meaning />
        </p>
    }
}
