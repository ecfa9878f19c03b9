//! The frame around all pages: navigation, bar, the page itself, and the panel of what is stored.

use leptos::prelude::*;

use super::choices::Choices;
use super::components::{file_bar::FileBar, navigation::Navigation, stored_panel::StoredPanel};
use super::context::Shared;
use super::i18n::{Locale, td_string};
use super::keeping::{self, Keeper};
use super::keeping_notice::KeepingNotice;
use super::ledger::Ledger;
use super::measured::Measured;
use super::pages::{
    capacity::CapacityPage, compare::ComparePage, data::DataPage, debt::DebtPage, decay::DecayPage,
    funnel::FunnelPage, pending::PendingPage, quota::QuotaPage,
};
use super::route::Page;
use super::scenarios::Scenarios;
use super::team::KnownTeam;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let shared = Shared::provide();
    let choices = Choices::provide(shared);
    super::pages::data::incoming::listen(shared, choices);
    let (workspace, keeping) = shared.route.with_untracked(|route| keeping::open(&route.query));
    let scenarios = Scenarios::provide(workspace);
    let _keeper = Keeper::provide(scenarios, keeping);
    super::pages::funnel::state::KeptView::provide();
    let measured = Measured::provide(shared, scenarios);
    let ledger = Ledger::provide(shared, scenarios);
    let known = KnownTeam::provide(shared);
    let page = Memo::new(move |_| shared.route.with(|route| route.page));
    // Until the worker has said what the files measure and who sells, a plan is reckoned with what is usual: it is shown,
    // but not as the answer.
    let is_provisional = Memo::new(move |_| {
        let rests_on_base = match page.get() {
            Page::Data | Page::Funnel | Page::Report => false,
            Page::Decay | Page::Debt | Page::Quota | Page::Compare | Page::Capacity => true,
        };
        rests_on_base
            && (measured.is_stale() || known.answer.is_stale.get() || ledger.is_awaited(scenarios))
    });
    // The document's language follows the page's, for hyphenation, speech and the crash banner.
    Effect::new(move |_| {
        let tag = match shared.locale.get() {
            Locale::de => "de",
            Locale::en => "en",
        };
        if let Some(root) =
            crate::browser::document().ok().and_then(|document| document.document_element())
        {
            let _ = root.set_attribute("lang", tag);
        }
    });
    view! {
        <a class="skip" href="#content" on:click=move |event| {
            event.prevent_default();
            focus_content();
        }>{move || td_string!(shared.locale.get(), app.skip)}</a>
        <div class="app">
            <Navigation />
            <main id="content" class="main" tabindex="-1" aria-busy=move || is_provisional.get().to_string()>
                <FileBar />
                <KeepingNotice />
                {move || match page.get() {
                    Page::Data => view! { <DataPage /> }.into_any(),
                    Page::Funnel => view! { <FunnelPage /> }.into_any(),
                    Page::Decay => view! { <DecayPage /> }.into_any(),
                    Page::Debt => view! { <DebtPage /> }.into_any(),
                    Page::Quota => view! { <QuotaPage /> }.into_any(),
                    Page::Compare => view! { <ComparePage /> }.into_any(),
                    Page::Capacity => view! { <CapacityPage /> }.into_any(),
                    Page::Report => view! { <PendingPage /> }.into_any(),
                }}
            </main>
        </div>
        <StoredPanel />
    }
}

fn focus_content() {
    use wasm_bindgen::JsCast as _;

    let content =
        crate::browser::document().ok().and_then(|document| document.get_element_by_id("content"));
    if let Some(content) =
        content.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = content.focus();
    }
}
