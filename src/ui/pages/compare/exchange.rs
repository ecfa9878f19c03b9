//! Passing the scenarios on: a link with everything in it, and a file.

use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use super::state::use_compare;
use crate::browser::{address, download, file};
use crate::scenario::{DocumentError, document};
use crate::ui::context::use_shared;
use crate::ui::i18n::{Locale, td_string};
use crate::ui::keeping::Keeper;
use crate::ui::text::scenario::document_error;

/// What came of the last act.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    Nothing,
    Copied,
    /// The browser does not copy: the link itself, to be copied by hand.
    NotCopied(String),
    Opened,
    NotOpened(DocumentError),
    NotRead,
}

/// The section.
#[component]
pub fn Exchange() -> impl IntoView {
    let locale = use_shared().locale;
    let scenarios = use_compare().scenarios;
    let keeper: Keeper = expect_context();
    let outcome = RwSignal::new(Outcome::Nothing);
    let input = NodeRef::<Input>::new();
    let copy = move |_| {
        let link = keeper.link();
        spawn_local(async move {
            let copied = address::copy(link.clone()).await;
            // The page may be gone by then; then there is nobody to tell.
            let _ = outcome.try_set(match copied {
                Ok(()) => Outcome::Copied,
                Err(_) => Outcome::NotCopied(link),
            });
        });
    };
    let save = move |_| {
        let text = document::write(&untrack(|| scenarios.workspace()));
        // A refused download has its own message from the browser.
        let _ = download::save("trichterwerk.json", "application/json", text.as_bytes());
    };
    let open = move |_| {
        let Some(field) = input.get_untracked() else { return };
        let Some(chosen) = field.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let n_bytes = chosen.size() as usize;
            let read = if n_bytes > document::MAX_BYTES {
                Ok(Err(DocumentError::TooLong { n_bytes }))
            } else {
                file::text(&chosen).await.map(|text| document::read(&text))
            };
            let told = match read {
                Err(_) => Outcome::NotRead,
                Ok(Err(error)) => Outcome::NotOpened(error),
                Ok(Ok(workspace)) => match scenarios.import(workspace) {
                    Ok(()) => Outcome::Opened,
                    Err(_) => Outcome::NotRead,
                },
            };
            let _ = outcome.try_set(told);
        });
        // The same file chosen again must count as a change.
        field.set_value("");
    };
    let choose = move |_| {
        if let Some(input) = input.get_untracked() {
            input.unchecked_ref::<web_sys::HtmlElement>().click();
        }
    };
    view! {
        <section class="exchange" aria-labelledby="exchange-title">
            <h2 id="exchange-title">{move || td_string!(locale.get(), compare.exchange)}</h2>
            <p class="note">{move || td_string!(locale.get(), compare.exchange_note)}</p>
            <p class="actions">
                <button class="button" on:click=copy>{move || td_string!(locale.get(), compare.copy_link)}</button>
                <button class="button" on:click=save>{move || td_string!(locale.get(), scenario.save_file)}</button>
                <button class="button" on:click=choose>{move || td_string!(locale.get(), compare.open_file)}</button>
                <input
                    node_ref=input
                    id="scenario-file"
                    class="visually-hidden"
                    type="file"
                    accept=".json,application/json"
                    tabindex="-1"
                    aria-label=move || td_string!(locale.get(), compare.open_file)
                    on:change=open
                />
            </p>
            <div role="status">{move || told(locale.get(), outcome.get())}</div>
        </section>
    }
}

fn told(locale: Locale, outcome: Outcome) -> impl IntoView {
    match outcome {
        Outcome::Nothing => ().into_any(),
        Outcome::Copied => td_string!(locale, compare.copied).into_any(),
        Outcome::Opened => td_string!(locale, compare.opened).into_any(),
        Outcome::NotRead => td_string!(locale, compare.not_read).into_any(),
        Outcome::NotOpened(error) => {
            td_string!(locale, compare.not_opened, why = document_error(locale, &error)).into_any()
        }
        Outcome::NotCopied(link) => view! {
            <label>
                {td_string!(locale, compare.not_copied)}
                <input class="link-field" type="text" readonly value=link />
            </label>
        }
        .into_any(),
    }
}
