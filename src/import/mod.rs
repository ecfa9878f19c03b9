//! Bytes to a dataset and an account of every line.
