//! From the inputs of the golden files on quota, capacity, debt and time to the functions of
//! `trichterwerk::simulation`, and back. No file access: the browser test compiles this module too.

use serde_json::Value;

/// The output for one case of `file` (without `.json`); `None` where this module has no adapter.
pub fn run(_file: &str, _input: &Value) -> Option<Value> {
    None
}
