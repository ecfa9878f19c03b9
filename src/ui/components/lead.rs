//! The head of a page: its name, small, and the one sentence that answers its question.

use leptos::prelude::*;

use crate::ui::text::emphasis::emphasised;

/// A page's name and its opening sentence.
#[component]
pub fn Lead(
    /// Name of the page.
    #[prop(into)]
    title: Signal<String>,
    /// The sentence, with `**` around what matters.
    #[prop(into)]
    sentence: Signal<String>,
) -> impl IntoView {
    view! {
        <h1>{move || title.get()}</h1>
        <p class="lead" aria-live="polite">{move || sentence.with(|sentence| emphasised(sentence))}</p>
    }
}
