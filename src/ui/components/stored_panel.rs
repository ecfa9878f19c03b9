//! The panel that lists what is stored on this machine and deletes it (P7).

use leptos::prelude::*;

use crate::browser::storage::Store;
use crate::ui::context::{use_formats, use_shared};
use crate::ui::i18n::td_string;

/// A popover, opened by the button with `popovertarget="stored"`.
#[component]
pub fn StoredPanel() -> impl IntoView {
    let locale = use_shared().locale;
    let formats = use_formats();
    let version = RwSignal::new(0_u32);
    let entries = move || {
        version.track();
        Store::open().map(Store::entries)
    };
    let remove = move |key: Option<String>| {
        if let Ok(store) = Store::open() {
            match key {
                Some(key) => store.remove(&key),
                None => store.remove_all(),
            }
        }
        version.update(|version| *version += 1);
    };
    let content = move || {
        let locale = locale.get();
        match entries() {
            Err(_) => view! { <p>{td_string!(locale, app.stored_blocked)}</p> }.into_any(),
            Ok(entries) if entries.is_empty() => view! { <p>{td_string!(locale, app.stored_none)}</p> }.into_any(),
            Ok(entries) => view! {
                <p>{td_string!(locale, app.stored_some)}</p>
                <ul class="stored">
                    {entries
                        .into_iter()
                        .map(|(key, size)| {
                            let size = formats().number(f64::from(size), 0);
                            let name = key.clone();
                            view! {
                                <li>
                                    <code>{name}</code>
                                    <span>{td_string!(locale, app.stored_size, size = size)}</span>
                                    <button class="button" on:click=move |_| remove(Some(key.clone()))>
                                        {td_string!(locale, app.stored_delete)}
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()}
                </ul>
                <button class="button" on:click=move |_| remove(None)>
                    {td_string!(locale, app.stored_delete_all)}
                </button>
            }
            .into_any(),
        }
    };
    view! {
        <div
            id="stored"
            class="panel"
            popover="auto"
            role="dialog"
            aria-labelledby="stored-title"
            on:toggle=move |_| version.update(|version| *version += 1)
        >
            <h2 id="stored-title">{move || td_string!(locale.get(), app.stored_title)}</h2>
            {content}
            <button class="button" popovertarget="stored" popovertargetaction="hide">
                {move || td_string!(locale.get(), app.close)}
            </button>
        </div>
    }
}
