//! The one wasm binary, started twice: in the window it mounts the page, in the worker it answers jobs.

fn main() {}
