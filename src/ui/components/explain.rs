//! The gesture behind which a figure's meaning stands: formula, n, filter, denominator, source (P3).

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;

/// A small button that opens the meaning in a popover.
#[component]
pub fn Explain(
    /// What is explained, for the button's name.
    #[prop(into)]
    about: Signal<String>,
    /// The explanation.
    #[prop(into)]
    meaning: Signal<String>,
) -> impl IntoView {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = format!("meaning-{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let locale = use_shared().locale;
    let name = move || format!("{} {}", about.get(), td_string!(locale.get(), app.explain));
    view! {
        <button class="explain" popovertarget=id.clone() aria-label=name>"?"</button>
        <div class="panel explanation" id=id popover="auto">{move || meaning.get()}</div>
    }
}
