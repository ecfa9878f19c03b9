//! The store keeps to its prefix: on `file://` it is shared with every other local page.

use trichterwerk::browser::storage::{PREFIX, Store};
use wasm_bindgen_test::wasm_bindgen_test;

fn raw() -> web_sys::Storage {
    web_sys::window().unwrap().local_storage().unwrap().unwrap()
}

#[wasm_bindgen_test]
fn a_kept_value_comes_back_and_wears_the_prefix() {
    let store = Store::open().unwrap();
    store.set("test.quota", &vec![1.5, 2.0]).unwrap();
    assert_eq!(store.get("test.quota"), Some(vec![1.5, 2.0]));
    assert_eq!(
        raw().get_item(&format!("{PREFIX}test.quota")).unwrap().as_deref(),
        Some("[1.5,2.0]")
    );
    store.remove("test.quota");
    assert_eq!(store.get::<Vec<f64>>("test.quota"), None);
}

#[wasm_bindgen_test]
fn a_value_of_another_form_is_none_rather_than_an_error() {
    let store = Store::open().unwrap();
    raw().set_item(&format!("{PREFIX}test.broken"), "{").unwrap();
    assert_eq!(store.get::<Vec<f64>>("test.broken"), None);
    store.remove("test.broken");
}

#[wasm_bindgen_test]
fn deleting_everything_leaves_the_keys_of_others() {
    let store = Store::open().unwrap();
    raw().set_item("another page", "kept").unwrap();
    store.set("test.a", &1).unwrap();
    store.set("test.b", &2).unwrap();
    store.remove_all();
    assert!(store.entries().is_empty());
    assert_eq!(raw().get_item("another page").unwrap().as_deref(), Some("kept"));
    raw().remove_item("another page").unwrap();
}
