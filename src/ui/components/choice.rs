//! One of a few: a row of radio buttons that looks like one control and behaves like what it is.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

/// The control.
#[component]
pub fn Choice<T>(
    /// What is chosen, for assistive tools and before the row.
    #[prop(into)]
    legend: Signal<String>,
    /// The values with their names, in order.
    #[prop(into)]
    options: Signal<Vec<(T, String)>>,
    /// The chosen value.
    #[prop(into)]
    value: Signal<T>,
    /// Called with a new choice.
    #[prop(into)]
    on_change: Callback<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("choice-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let radios = move || {
        options
            .get()
            .into_iter()
            .map(|(option, text)| {
                view! {
                    <label>
                        <input
                            type="radio"
                            name=name.clone()
                            prop:checked=move || value.get() == option
                            on:change=move |_| on_change.run(option)
                        />
                        <span>{text}</span>
                    </label>
                }
            })
            .collect_view()
    };
    view! {
        <fieldset class="choice">
            <legend>{move || legend.get()}</legend>
            <div class="options">{radios}</div>
        </fieldset>
    }
}
