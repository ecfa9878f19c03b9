//! Browser glue: every call can fail and says so.

use wasm_bindgen::JsCast as _;

pub mod worker_scope;

/// Whether this instance runs in a window (the page) rather than in a worker.
#[must_use]
pub fn is_window() -> bool {
    js_sys::global().is_instance_of::<web_sys::Window>()
}
