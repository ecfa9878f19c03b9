//! Where a number comes from: measured, assumed or literature.

use leptos::prelude::*;

/// The kind of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// From the user's own file.
    Measured,
    /// Assumed by us or the user.
    Assumed,
    /// From a named publication.
    Literature,
}

impl Provenance {
    const fn class(self) -> &'static str {
        match self {
            Self::Measured => "badge measured",
            Self::Assumed => "badge assumed",
            Self::Literature => "badge literature",
        }
    }
}

/// A badge with the source in words.
#[component]
pub fn Badge(
    /// The kind of source.
    #[prop(into)]
    provenance: Signal<Provenance>,
    /// The words, such as "measured · n = 297".
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <span class=move || provenance.get().class()>{move || text.get()}</span> }
}
