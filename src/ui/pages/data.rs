//! Import: files in, an account of every line out.

use leptos::prelude::*;

/// The data page.
#[component]
pub fn DataPage() -> impl IntoView {}
