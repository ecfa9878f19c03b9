//! Where files come in: a button, a drop, a paste.

use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, File, FileList};

/// A button and an area that take files. What they say is given as children.
#[component]
pub fn DropZone(
    /// Words on the button.
    #[prop(into)]
    button: Signal<String>,
    /// Called with the files chosen, dropped or pasted; never with none.
    #[prop(into)]
    on_files: Callback<Vec<File>>,
    /// What stands below the button.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let is_over = RwSignal::new(false);
    let take = move |files: Option<FileList>| {
        let files: Vec<File> = files
            .map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect())
            .unwrap_or_default();
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    let on_drop = move |event: DragEvent| {
        event.prevent_default();
        is_over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    let on_chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            // The same file chosen again must count as a change.
            input.set_value("");
        }
    };
    view! {
        <div
            class="drop-zone"
            class:over=move || is_over.get()
            on:dragover=move |event: DragEvent| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=on_drop
        >
            <input
                node_ref=input
                id="files"
                class="visually-hidden"
                type="file"
                multiple
                accept=".csv,.tsv,.txt,text/csv,text/plain"
                tabindex="-1"
                aria-label=move || button.get()
                on:change=on_chosen
            />
            <button
                class="button primary"
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.unchecked_ref::<web_sys::HtmlElement>().click();
                    }
                }
            >
                {move || button.get()}
            </button>
            {children()}
        </div>
    }
}
