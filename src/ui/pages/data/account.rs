//! What became of every line of the open files.

use leptos::prelude::*;

/// The account.
#[component]
pub fn Account() -> impl IntoView {}
