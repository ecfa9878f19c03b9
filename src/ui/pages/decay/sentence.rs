//! A sentence of the page, with what matters in bold, and a question of the page when it failed.

use leptos::prelude::*;

use crate::job::JobError;
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::text::emphasis::emphasised;
use crate::ui::text::job_error;

/// A sentence; an empty one takes no room.
#[component]
pub fn Sentence(
    /// The sentence, with `**` around what matters.
    #[prop(into)]
    text: Signal<String>,
    /// Whether it only explains.
    #[prop(optional)]
    is_note: bool,
) -> impl IntoView {
    let class = if is_note { "sentence note" } else { "sentence" };
    move || {
        let text = text.get();
        (!text.is_empty()).then(|| view! { <p class=class>{emphasised(&text)}</p> })
    }
}

/// Why a question has no answer.
#[component]
pub fn Failure(
    /// The error, if there is one.
    #[prop(into)]
    error: Signal<Option<JobError>>,
) -> impl IntoView {
    let locale = use_shared().locale;
    move || {
        error.get().map(|error| {
            let why = job_error(locale.get(), &error);
            view! {
                <Notice gravity=Gravity::Failure>
                    {td_string!(locale.get(), decay.failed, why = why)}
                </Notice>
            }
        })
    }
}
