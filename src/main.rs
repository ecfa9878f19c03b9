//! The one wasm binary, started twice: in the window it mounts the page, in the worker it answers jobs.

fn main() {
    if trichterwerk::browser::is_window() {
        trichterwerk::ui::mount();
    } else {
        trichterwerk::browser::worker_scope::serve();
    }
}
