//! A sentence that something could not be done, and what helps.

use leptos::prelude::*;

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Worth knowing.
    Note,
    /// Something failed; nothing was lost.
    Failure,
}

/// The notice.
#[component]
pub fn Notice(
    /// How grave it is.
    gravity: Gravity,
    /// The sentence and what helps.
    children: Children,
) -> impl IntoView {
    let (class, role) = match gravity {
        Gravity::Note => ("notice", "status"),
        Gravity::Failure => ("notice failure", "alert"),
    };
    view! { <div class=class role=role>{children()}</div> }
}
