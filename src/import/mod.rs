//! Bytes to a dataset and an account of every line.
//!
//! The importer never trusts a file and never loses a line of it (P2). It pulls bytes from a [`Source`], proposes how
//! they are to be read, reads all of them, and says what became of each line ([`Account`]) and of each cell that did
//! not fit ([`issue`]). Only a file of which nothing can be read is an [`ImportError`].
//!
//! - Bytes to rows: [`source`], [`encoding`], [`encoding_sample`], [`window`], [`line`](mod@line), [`cell`], [`scan`],
//!   [`rows`], [`dialect`], [`footer`], [`limits`].
//! - Rows to columns: [`opening`], [`heading`], [`recent`], [`column_builder`], [`pass`], [`run`]. [`mod@write`] goes
//!   the other way, [`rejected`] gives back what was left out.
//! - Cells and columns to meaning: [`literal`], [`plan`], [`profile`], [`mapping`], [`mapping_file`],
//!   [`cell_value`], and what they know: [`header`], [`synonym`], [`vendor`], [`outcome`], [`stage_order`], [`locale`].

pub mod limits;
pub mod source;
pub mod error;
pub mod encoding;
pub mod encoding_sample;
pub mod window;
pub mod line;
pub mod cell;
pub mod scan;
pub mod rows;
pub mod dialect;
pub mod footer;
pub mod account;
pub mod issue;
pub mod heading;
pub mod opening;
pub mod recent;
pub mod column_builder;
pub mod pass;
pub mod run;
pub mod rejected;
pub mod write;
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
pub mod mapping_file;
pub mod cell_value;
pub mod profile;
pub mod values;
pub mod variant;
pub mod company;
pub mod history;
pub mod aggregate;
pub mod stage_edit;
pub mod deals;
pub mod currency_rule;
pub mod join;
pub mod append;
pub mod duplicate;
pub mod assemble;

pub use account::{Account, Progress};
pub use error::ImportError;
pub use issue::{Effect, Issue, IssueKind, IssueLog};
pub use run::{FileReport, ImportConfig, Imported, import, import_as_it_arrives};
pub use source::{Source, SourceError};
