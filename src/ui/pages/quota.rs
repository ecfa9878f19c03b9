//! Quota.

use leptos::prelude::*;

/// The quota page.
#[component]
pub fn QuotaPage() -> impl IntoView {}
