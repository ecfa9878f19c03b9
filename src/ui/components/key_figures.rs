//! Up to four key figures under a hairline, each with its interval, n and meaning.

use leptos::prelude::*;

use super::explain::Explain;
use super::figure::Figure;

/// The row of key figures.
#[component]
pub fn KeyFigures(
    /// The [`KeyFigure`]s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="key-figures">{children()}</dl> }
}

/// One key figure.
#[component]
pub fn KeyFigure(
    /// Id of the figure.
    #[prop(into)]
    id: String,
    /// Its name.
    #[prop(into)]
    label: Signal<String>,
    /// Its value.
    #[prop(into)]
    value: Signal<Option<f64>>,
    /// How it is written.
    #[prop(into)]
    text: Callback<f64, String>,
    /// What the value counts, in smaller letters behind it.
    #[prop(optional, into)]
    unit: MaybeProp<String>,
    /// Interval and n, or why there is no value.
    #[prop(into)]
    note: Signal<String>,
    /// Formula, denominator, filter and source.
    #[prop(into)]
    meaning: Signal<String>,
    /// What can be done with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="key-figure">
            <dt>
                {move || label.get()}
                <Explain about=label meaning=meaning />
            </dt>
            <dd>
                <Figure id=id value=value text=text />
                {move || unit.get().map(|unit| view! { " " <span class="unit">{unit}</span> })}
                <small>{move || note.get()}</small>
                {children.map(|children| children())}
            </dd>
        </div>
    }
}
