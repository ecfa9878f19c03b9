//! Emphasis in sentences: `Von 900 Chancen wurden **297 gewonnen**`.
//!
//! `leptos_i18n` 0.6.2 has components for this (`<b>…</b>`) but takes a placeholder that stands before one for
//! plain text; and a sentence that is a string can be tested without a page.

use leptos::prelude::*;

/// The sentence without its marks, for where there is no bold: a summary that is read out.
#[must_use]
pub fn plain(sentence: &str) -> String {
    sentence.replace("**", "")
}

/// The sentence with what stands between `**` and `**` in bold.
pub fn emphasised(sentence: &str) -> impl IntoView + use<> {
    sentence
        .split("**")
        .enumerate()
        .map(|(at, part)| {
            let part = part.to_owned();
            if at % 2 == 1 { view! { <b>{part}</b> }.into_any() } else { part.into_any() }
        })
        .collect_view()
}
