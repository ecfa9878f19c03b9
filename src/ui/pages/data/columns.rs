//! The mapping of a file: its columns, one entry each.

use leptos::prelude::*;

use super::column::ColumnItem;
use crate::job::session::OpenedFile;
use crate::model::Meaning;
use crate::ui::context::{formats, use_shared};
use crate::ui::i18n::td_string;

/// Columns shown at a time: each brings a list of all meanings, and a file may have a thousand.
const PAGE: usize = 100;

/// The columns of a file, closed unless the importer is unsure of one.
#[component]
pub fn Columns(file: Memo<Option<OpenedFile>>) -> impl IntoView {
    let locale = use_shared().locale;
    let n_shown = RwSignal::new(PAGE);
    let headers = Memo::new(move |_| {
        file.with(|file| {
            let columns =
                file.as_ref().map(|file| file.plan.columns.as_slice()).unwrap_or_default();
            columns.iter().map(|column| column.header.clone()).enumerate().collect::<Vec<_>>()
        })
    });
    let summary = move || {
        let locale = locale.get();
        let formats = formats(locale);
        let n = |n: usize| formats.number(n as f64, 0);
        file.with(|file| {
            let plan = &file.as_ref()?.plan;
            let is_known =
                |meaning: &Meaning| !matches!(meaning, Meaning::Other | Meaning::Ignored);
            let n_known = plan.columns.iter().filter(|column| is_known(&column.meaning)).count();
            let n_unsure = plan.questions().count();
            Some(if n_unsure == 0 {
                td_string!(
                    locale,
                    data.columns_summary,
                    n = n(plan.columns.len()),
                    known = n(n_known)
                )
            } else {
                td_string!(
                    locale,
                    data.columns_unsure,
                    n = n(plan.columns.len()),
                    known = n(n_known),
                    unsure = n(n_unsure)
                )
            })
        })
    };
    // Open from the start where something is unsure, and from then on as the user leaves it.
    let starts_open = file.with_untracked(|file| {
        file.as_ref().is_some_and(|file| file.plan.questions().next().is_some())
    });
    let is_open = RwSignal::new(starts_open);
    let on_toggle = move |event: leptos::ev::Event| {
        use wasm_bindgen::JsCast as _;
        let details = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    let shown =
        move || headers.with(|all| all.iter().take(n_shown.get()).cloned().collect::<Vec<_>>());
    let has_more = move || headers.with(Vec::len) > n_shown.get();
    view! {
        <details class="columns" open=starts_open on:toggle=on_toggle>
            <summary>{summary}</summary>
            <Show when=move || is_open.get()>
                <ul class="mapping">
                    <For each=shown key=Clone::clone children=move |(at, _)| view! { <ColumnItem file=file at=at /> } />
                </ul>
                <Show when=has_more>
                    <button class="button" on:click=move |_| n_shown.update(|n| *n += PAGE)>
                        {move || td_string!(locale.get(), data.columns_more)}
                    </button>
                </Show>
            </Show>
        </details>
    }
}
