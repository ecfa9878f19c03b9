//! The questions of the page and the answers of the worker.
