//! The banner that a crash leaves behind.
//!
//! A panic on wasm32 ends the program: no handler of Leptos runs again. The hook therefore draws with plain
//! DOM calls, says so in both languages, offers a reload (which restores the last scenario) and a report that
//! holds the place in the code and never a value of the user's.

use wasm_bindgen::{JsCast as _, closure::Closure};

use super::{document, window};

/// Shows the banner on any panic from now on, and on errors thrown past the page's own handlers.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        let place =
            info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
        show(&place);
        console_error_panic_hook::hook(info);
    }));
    let on_error = Closure::<dyn Fn(web_sys::ErrorEvent)>::new(|event: web_sys::ErrorEvent| {
        // A ResizeObserver that could not deliver in one frame is no crash, though browsers report it as one.
        if !event.message().contains("ResizeObserver") {
            show(&format!("script:{}:{}", event.lineno(), event.colno()));
        }
    });
    if let Ok(window) = window() {
        let _ = window.add_event_listener_with_callback("error", on_error.as_ref().unchecked_ref());
    }
    // The listener lives as long as the page.
    on_error.forget();
}

/// Draws the banner; a second call leaves the first in place.
fn show(place: &str) {
    let Ok(document) = document() else { return };
    if document.get_element_by_id("crash").is_some() {
        return;
    }
    let (Ok(banner), Some(body)) = (document.create_element("div"), document.body()) else {
        return;
    };
    banner.set_id("crash");
    banner.set_class_name("crash");
    let _ = banner.set_attribute("role", "alert");
    let german = document.document_element().and_then(|root| root.get_attribute("lang")).as_deref()
        == Some("de");
    let (sentence, reload) = if german {
        (
            "Trichterwerk ist auf einen Fehler gestoßen und rechnet nicht weiter. Ihre Datei wurde nicht verändert; gespeicherte Szenarien sind nach dem Neuladen wieder da.",
            "Neu laden",
        )
    } else {
        (
            "Trichterwerk met an error and has stopped calculating. Your file was not changed; saved scenarios are back after a reload.",
            "Reload",
        )
    };
    let add = |tag: &str, text: &str| {
        let element = document.create_element(tag).ok()?;
        element.set_text_content(Some(text));
        banner.append_child(&element).ok()?;
        Some(element)
    };
    add("p", sentence);
    add("code", &format!("trichterwerk {} · {place}", env!("CARGO_PKG_VERSION")));
    if let Some(button) = add("button", reload) {
        button.set_class_name("button");
        let on_click = Closure::<dyn Fn()>::new(|| {
            if let Ok(window) = window() {
                let _ = window.location().reload();
            }
        });
        let _ = button.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref());
        on_click.forget();
    }
    let _ = body.prepend_with_node_1(&banner);
}
