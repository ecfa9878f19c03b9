//! Tests of the browser glue (ring 2), in a page of headless Chromium: `cargo xtask test wasm`.
//!
//! Natively there is nothing to test here, and the file is empty.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests; clippy does not see wasm_bindgen_test as one"
)]
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod golden;
#[path = "../native/same_draws.rs"]
mod same_draws;
mod storage;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn the_page_knows_that_it_is_no_worker() {
    assert!(trichterwerk::browser::is_window());
    assert!(trichterwerk::browser::document().is_ok());
}
