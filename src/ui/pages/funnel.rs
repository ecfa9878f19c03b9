//! Funnel.

use leptos::prelude::*;

/// The funnel page.
#[component]
pub fn FunnelPage() -> impl IntoView {}
