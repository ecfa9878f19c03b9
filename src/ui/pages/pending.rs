//! A page that is still to come: it says so in a sentence and pretends nothing.

use leptos::prelude::*;

use crate::ui::components::lead::Lead;
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::route::Page;
use crate::ui::text::page_name;

/// The announcement of a page.
#[component]
pub fn PendingPage(
    /// Which page.
    page: Page,
) -> impl IntoView {
    let locale = use_shared().locale;
    view! {
        <Lead
            title=Signal::derive(move || page_name(locale.get(), page).to_owned())
            sentence=Signal::derive(move || {
                format!("{} {}", td_string!(locale.get(), app.pending_lead), promise(locale.get(), page))
            })
        />
        <p>{move || td_string!(locale.get(), app.pending_instead)}</p>
    }
}

fn promise(locale: Locale, page: Page) -> &'static str {
    match page {
        Page::Debt => td_string!(locale, app.pending_debt),
        Page::Compare => td_string!(locale, app.pending_compare),
        Page::Report => td_string!(locale, app.pending_report),
        Page::Data | Page::Funnel | Page::Decay | Page::Quota | Page::Capacity => "",
        Page::Capacity => td_string!(locale, app.pending_capacity),
        Page::Report => td_string!(locale, app.pending_report),
        Page::Data | Page::Decay | Page::Funnel | Page::Quota | Page::Compare => "",
        Page::Capacity => td_string!(locale, app.pending_capacity),
        Page::Compare => td_string!(locale, app.pending_compare),
        Page::Report => td_string!(locale, app.pending_report),
        Page::Data | Page::Decay | Page::Debt | Page::Funnel | Page::Quota => "",
    }
}
