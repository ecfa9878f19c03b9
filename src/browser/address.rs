//! The fragment of the address bar, which the page writes as well as reads.
//!
//! Entries of the history that the page has written itself wear a [`Mark`]: going back to one must not be taken for
//! a link that somebody has sent. Replacing the fragment fires no event and asks nothing of the network (RFC 9110,
//! 4.2.4: a fragment is never sent).

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{BrowserError, window};

/// Who wrote the entry of the history that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The page; what the fragment says is kept in the store too.
    Kept,
    /// The page; what the fragment says is kept nowhere else.
    Loose,
    /// The page, from a link that somebody sent and nobody has taken over yet.
    Linked,
}

impl Mark {
    const fn word(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Loose => "loose",
            Self::Linked => "linked",
        }
    }
}

/// The fragment with its `#`; empty where there is none.
#[must_use]
pub fn hash() -> String {
    window().ok().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The whole address.
#[must_use]
pub fn href() -> String {
    window().ok().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// The mark of the present entry; `None` for one that a link, a bookmark or the user has made.
#[must_use]
pub fn mark() -> Option<Mark> {
    let state = window().ok()?.history().ok()?.state().ok()?.as_string()?;
    [Mark::Kept, Mark::Loose, Mark::Linked].into_iter().find(|mark| mark.word() == state)
}

/// Puts a fragment in place of the present one, without a new entry and without an event.
pub fn replace_hash(hash: &str, mark: Mark) -> Result<(), BrowserError> {
    let refused = |thrown: JsValue| BrowserError::refused("change the address", &thrown);
    let history = window()?.history().map_err(refused)?;
    history.replace_state_with_url(&mark.word().into(), "", Some(hash)).map_err(refused)
}

/// Copies a text to the clipboard.
pub async fn copy(text: String) -> Result<(), BrowserError> {
    let navigator = JsValue::from(window()?.navigator());
    let get = |object: &JsValue, key: &'static str| {
        js_sys::Reflect::get(object, &key.into())
            .ok()
            .filter(|value| !value.is_undefined())
            .ok_or(BrowserError::Missing(key))
    };
    let clipboard = get(&navigator, "clipboard")?;
    let write: js_sys::Function = get(&clipboard, "writeText")?.into();
    let refused = |thrown: JsValue| BrowserError::refused("copy", &thrown);
    let promise = write.call1(&clipboard, &text.into()).map_err(refused)?;
    JsFuture::from(js_sys::Promise::from(promise)).await.map(|_| ()).map_err(refused)
}
