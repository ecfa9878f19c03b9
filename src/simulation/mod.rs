//! What would happen: one model per file.
