//! The report is still to come: the page says so in a sentence and pretends nothing.

use leptos::prelude::*;

use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::text::page_name;

/// The announcement of the report.
#[component]
pub fn PendingPage() -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), Page::Report).to_owned())
            sentence=Signal::derive(move || {
                format!("{} {}", td_string!(locale.get(), app.pending_lead), td_string!(locale.get(), app.pending_report))
            })
        />
        <p>{move || td_string!(locale.get(), app.pending_instead)}</p>
    }
}
