//! Browser glue: everything the pure ring does not know. Every call can fail and says so in [`BrowserError`];
//! a denied store, a cancelled dialog and a dead worker are ordinary values here.
//!
//! - [`engine`]: the page's side of the pipe; [`worker_scope`]: the worker's side.
//! - [`mod@file`]: reading a file piece by piece. [`download`]: handing one to the user.
//! - [`storage`]: what is kept on this machine. [`intl`]: numbers and dates as the user writes them.
//! - [`address`]: the fragment of the URL. [`clock`]: today. [`mod@panic`]: the banner that a crash leaves behind.
//! - [`picture`]: a drawing as PNG.
//! - [`clock`]: today. [`mod@panic`]: the banner that a crash leaves behind.

use wasm_bindgen::{JsCast as _, JsValue};

pub mod address;
pub mod clock;
pub mod download;
pub mod engine;
pub mod file;
pub mod intl;
pub mod panic;
pub mod picture;
pub mod storage;
pub mod worker_scope;

/// Why the browser did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BrowserError {
    /// The page runs without something it needs, say a window or a document.
    #[error("the browser offers no {0}")]
    Missing(&'static str),
    /// A call was refused; the text is the browser's own and in its language.
    #[error("the browser refused to {what}: {message}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// The browser's words.
        message: String,
    },
}

impl BrowserError {
    /// Wraps a JavaScript exception.
    pub(crate) fn refused(what: &'static str, thrown: &JsValue) -> Self {
        let message = thrown
            .dyn_ref::<js_sys::Error>()
            .map(|error| String::from(error.message()))
            .or_else(|| thrown.as_string())
            .unwrap_or_else(|| format!("{thrown:?}"));
        Self::Refused { what, message }
    }
}

/// Whether this instance runs in a window (the page) rather than in a worker.
#[must_use]
pub fn is_window() -> bool {
    js_sys::global().is_instance_of::<web_sys::Window>()
}

/// The window.
pub fn window() -> Result<web_sys::Window, BrowserError> {
    web_sys::window().ok_or(BrowserError::Missing("window"))
}

/// The document.
pub fn document() -> Result<web_sys::Document, BrowserError> {
    window()?.document().ok_or(BrowserError::Missing("document"))
}
