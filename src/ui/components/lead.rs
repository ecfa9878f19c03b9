//! The head of a page: its name, small, and the one sentence that answers its question.

use leptos::prelude::*;

/// A page's name and its opening sentence.
#[component]
pub fn Lead(
    /// Name of the page.
    #[prop(into)]
    title: Signal<String>,
    /// The sentence, with `<b>` where it matters.
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <h1>{move || title.get()}</h1>
        <p class="lead" aria-live="polite">{children()}</p>
    }
}
