//! The worker's side of the pipe.

/// Answers the page's jobs until the worker is ended.
pub fn serve() {}
