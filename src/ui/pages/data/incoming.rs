//! Files and texts that come in another way than by the button: pasted on the data page, or dropped anywhere.
//!
//! A browser that is given a file next to the drop zone would leave the page for it, and the data with it: so
//! the whole window takes files.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DataTransfer, Element, Event, File, FileList, HtmlInputElement};

use super::{open, show};
use crate::job::session::Origin;
use crate::ui::choices::Choices;
use crate::ui::context::Shared;
use crate::ui::i18n::td_string;
use crate::ui::route::Page;

/// Takes what is pasted and dropped, as long as the page lives.
pub fn listen(shared: Shared, choices: Choices) {
    let take = move |files: Vec<File>| {
        show(Page::Data);
        open(shared, choices, Origin::Files, files);
    };
    let on_paste = move |event: Event| {
        let is_on_page = shared.route.with_untracked(|route| route.page == Page::Data);
        if !is_on_page || is_in_field(&event) {
            return;
        }
        let Some(data) = transfer(&event, "clipboardData") else { return };
        let files = files_of(data.files());
        if !files.is_empty() {
            event.prevent_default();
            return take(files);
        }
        let text = data.get_data("text/plain").unwrap_or_default();
        let name = td_string!(shared.locale.get_untracked(), data.pasted_name);
        if let (false, Ok(file)) =
            (text.trim().is_empty(), File::new_with_str_sequence(&Array::of1(&text.into()), name))
        {
            event.prevent_default();
            take(vec![file]);
        }
    };
    let has_files = |event: &Event| {
        transfer(event, "dataTransfer")
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let on_over = move |event: Event| {
        if has_files(&event) {
            event.prevent_default();
        }
    };
    let on_drop = move |event: Event| {
        // The drop zone has taken its own already.
        if event.default_prevented() || !has_files(&event) {
            return;
        }
        event.prevent_default();
        let files = files_of(transfer(&event, "dataTransfer").and_then(|data| data.files()));
        if !files.is_empty() {
            take(files);
        }
    };
    // The listeners live as long as the page.
    let _ = window_event_listener_untyped("paste", on_paste);
    let _ = window_event_listener_untyped("dragover", on_over);
    let _ = window_event_listener_untyped("drop", on_drop);
}

/// The files chosen by an input, which then forgets them: the same file chosen again must count as a change.
pub fn chosen(event: &Event) -> Vec<File> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = files_of(input.files());
    input.set_value("");
    files
}

/// What is pasted or dropped; the events have it under different names.
fn transfer(event: &Event, name: &str) -> Option<DataTransfer> {
    Reflect::get(event, &name.into()).ok()?.dyn_into().ok()
}

fn files_of(list: Option<FileList>) -> Vec<File> {
    let list = list.iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
    list.collect()
}

/// Whether the user is writing in a field.
fn is_in_field(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|element| {
        element.closest("input, textarea, [contenteditable]").is_ok_and(|field| field.is_some())
    })
}
