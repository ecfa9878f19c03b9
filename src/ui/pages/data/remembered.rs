//! The choices that are remembered: how many, whether they outlive the visit, and their way to a colleague and back.

use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::incoming::chosen;
use crate::browser::download;
use crate::import::mapping_file::{self, MappingFileError};
use crate::ui::choices::{Remembering, use_choices};
use crate::ui::components::notice::{Gravity, Notice};
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::{Locale, td_string};
use crate::ui::text::assembly::mapping_file_error;

/// What became of a file of mappings.
type Taken = Option<Result<usize, MappingFileError>>;

/// The remembered mappings.
#[component]
pub fn Remembered() -> impl IntoView {
    let locale = use_shared().locale;
    let choices = use_choices();
    let taken = RwSignal::new(Taken::None);
    let n_kept = move || choices.mappings.with(Vec::len);
    let told = move || {
        let locale = locale.get();
        match n_kept() {
            0 => td_string!(locale, data.remembered_none).to_owned(),
            1 => td_string!(locale, data.remembered_one).to_owned(),
            n => td_string!(locale, data.remembered_some, n = formats(locale).number(n as f64, 0)),
        }
    };
    let save = move |_| {
        let text = choices.mappings.with_untracked(|mappings| mapping_file::write(mappings));
        let name = td_string!(locale.get_untracked(), data.mappings_name);
        // A refused download has its own message from the browser.
        let _ = download::save(name, "application/json", text.as_bytes());
    };
    let on_file = move |event: leptos::ev::Event| {
        if let Some(file) = chosen(&event).into_iter().next() {
            leptos::task::spawn_local(async move {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
                taken.set(Some(choices.take_file(&text.unwrap_or_default())));
            });
        }
    };
    view! {
        <section class="section remembered">
            <h2>{move || td_string!(locale.get(), data.remembered_title)}</h2>
            <p class="note">{told} " " {move || trouble(locale.get(), choices.remembering.get())}</p>
            <p class="actions">
                <Show when=move || { n_kept() > 0 }>
                    <button class="button" on:click=save>{move || td_string!(locale.get(), data.mappings_save)}</button>
                    <button class="button" on:click=move |_| choices.forget()>{move || td_string!(locale.get(), data.mappings_forget)}</button>
                </Show>
                <label class="button">
                    {move || td_string!(locale.get(), data.mappings_load)}
                    <input class="visually-hidden" type="file" accept=".json,application/json" on:change=on_file />
                </label>
            </p>
            {move || {
                let locale = locale.get();
                taken.get().map(|taken| {
                    let (gravity, text) = match taken {
                        Ok(n) => {
                            let n = formats(locale).number(n as f64, 0);
                            (Gravity::Note, td_string!(locale, data.mappings_taken, n = n))
                        }
                        Err(error) => (Gravity::Failure, mapping_file_error(locale, &error)),
                    };
                    view! { <Notice gravity=gravity>{text}</Notice> }
                })
            }}
        </section>
    }
}

fn trouble(locale: Locale, remembering: Remembering) -> Option<&'static str> {
    match remembering {
        Remembering::Kept => None,
        Remembering::Blocked => Some(td_string!(locale, data.remembering_blocked)),
        Remembering::Full => Some(td_string!(locale, data.remembering_full)),
        Remembering::Newer => Some(td_string!(locale, data.remembering_newer)),
        Remembering::Broken => Some(td_string!(locale, data.remembering_broken)),
    }
}
