//! The navigation: a word per page, and the figure it is about where that is known without asking the worker.

use leptos::html::Nav;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

use crate::scenario::ParameterId;
use crate::ui::context::{use_formats, use_shared};
use crate::ui::i18n::td_string;
use crate::ui::route::Page;
use crate::ui::scenarios::use_scenarios;
use crate::ui::text::page_name;

/// The pages and the promise below them.
#[component]
pub fn Navigation() -> impl IntoView {
    let shared = use_shared();
    let locale = shared.locale;
    let formats = use_formats();
    let scenarios = use_scenarios();
    let figure = move |page| match page {
        Page::Funnel => {
            let n_deals = shared.data.with(|data| Some(data.report()?.deals.as_ref()?.1.n))?;
            Some(formats().number(n_deals as f64, 0))
        }
        Page::Decay => Some(formats().percent(scenarios.number(ParameterId::ContactDecay), 1)),
        _ => None,
    };
    let links = Page::ALL.into_iter().map(|page| {
        let current = move || (shared.route.with(|route| route.page) == page).then_some("page");
        view! {
            <a href=page.href() aria-current=current>
                {move || page_name(locale.get(), page)} <small aria-hidden="true">{move || figure(page)}</small>
            </a>
        }
    });
    let nav = NodeRef::<Nav>::new();
    // On a phone the words stand in one line that scrolls: the present one is moved into its middle.
    Effect::new(move |_| {
        let page = shared.route.with(|route| route.page);
        let Some(nav) = nav.get() else { return };
        let at = Page::ALL.into_iter().position(|other| other == page).unwrap_or_default();
        let link = nav.query_selector_all("a").ok().and_then(|links| links.item(at as u32));
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
            let middle = link.offset_left() - nav.offset_left() + link.offset_width() / 2;
            nav.set_scroll_left(middle - nav.client_width() / 2);
        }
    });
    view! {
        <header class="side">
            <a class="brand" href=Page::Data.href()>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M2 4h20l-7.5 8.5V21l-5-3v-5.5z" /></svg>
                "Trichterwerk"
            </a>
            <nav node_ref=nav aria-label=move || td_string!(locale.get(), app.nav_label)>{links.collect_view()}</nav>
            <p class="private">
                {move || td_string!(locale.get(), app.private)} <br />
                <button class="link" popovertarget="stored">
                    {move || td_string!(locale.get(), app.stored_open)}
                </button>
            </p>
        </header>
    }
}
