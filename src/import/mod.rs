//! Bytes to a dataset and an account of every line.

pub mod limits;
pub mod source;
pub mod error;
pub mod encoding;
pub mod window;
pub mod line;
pub mod cell;
pub mod rows;
pub mod dialect;
pub mod account;
pub mod fold;
pub mod literal;
pub mod plan;
pub mod vendor;
pub mod synonym;
pub mod header;
pub mod outcome;
pub mod stage_order;
pub mod sample;
pub mod locale;
pub mod kind;
pub mod assignment;
pub mod shape;
pub mod mapping;
pub mod profile;
pub mod values;
pub mod variant;
pub mod company;

pub use account::{Account, Progress};
pub use error::ImportError;
pub use source::{Source, SourceError};
