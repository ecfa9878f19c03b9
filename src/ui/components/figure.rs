//! The one component that shows a figure: `<data data-figure="ID" value="RAW">63,2 %</data>`.
//!
//! Tests, scripts and assistive tools read the raw value; a missing figure has an empty value and shows "—",
//! never 0 and never NaN (P3).

use leptos::prelude::*;

/// A figure of the page.
#[component]
pub fn Figure(
    /// Its id (SPEC section 7).
    #[prop(into)]
    id: String,
    /// Its value in full precision; `None` where it cannot be computed.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// The value as the reader's language writes it; not asked for a missing one.
    #[prop(into)]
    text: Callback<f64, String>,
) -> impl IntoView {
    let finite = move || value.get().filter(|value| value.is_finite());
    view! {
        <data data-figure=id value=move || finite().map(raw).unwrap_or_default()>
            {move || finite().map_or_else(|| "—".to_owned(), |value| text.run(value))}
        </data>
    }
}

/// A figure that is a word: a stage's name, an encoding.
#[component]
pub fn WordFigure(
    /// Its id (SPEC section 7).
    #[prop(into)]
    id: String,
    /// The word.
    #[prop(into)]
    word: Signal<String>,
) -> impl IntoView {
    view! { <data data-figure=id value=move || word.get()>{move || word.get()}</data> }
}

/// The shortest decimal that reads back as the same number.
fn raw(value: f64) -> String {
    format!("{value}")
}
