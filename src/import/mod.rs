//! Bytes to a dataset and an account of every line.

pub mod literal;
pub mod plan;
pub mod vendor;
pub mod mapping;
pub mod profile;

mod pipe;
pub use pipe::{Account, Progress, Source, SourceError};
