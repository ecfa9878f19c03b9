//! Browser glue: every call can fail and says so.
