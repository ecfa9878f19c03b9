//! How far a long job is, with a way out of it.

use leptos::prelude::*;

use crate::import::Progress;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// A sentence, a bar and a button; the bar is without end until something was heard of the job.
#[component]
pub fn JobProgress(
    /// How far it is, in words.
    #[prop(into)]
    told: Signal<String>,
    /// How far it is.
    #[prop(into)]
    progress: Signal<Option<Progress>>,
    /// The user no longer wants it.
    on_cancel: Callback<()>,
) -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <div class="job-progress">
            <p role="status">{move || told.get()}</p>
            <progress
                aria-label=move || told.get()
                max=move || progress.get().map_or(1, |progress| progress.total.max(1)).to_string()
                value=move || progress.get().map(|progress| progress.done.to_string())
            ></progress>
            <p>
                <button class="button" on:click=move |_| on_cancel.run(())>
                    {move || td_string!(locale.get(), app.cancel)}
                </button>
            </p>
        </div>
    }
}
