//! Typed columns: what a deal, a stage, a contact and an amount are.
//!
//! Everything the importer reads ends in a [`Dataset`]: one [`Table`] per kind of record, column by column,
//! because every question of the page walks a few columns over all rows. Text is dictionary-encoded, dates
//! and amounts are packed; a million deals fit into half the size of their file.
//!
//! - [`Day`], [`Money`]: values with their unit. [`mod@column`]: how they are stored.
//! - [`Table`], [`Meaning`]: columns and what they mean. [`Pipeline`], [`Outcome`]: stages and how deals end.
//! - [`Deals`], [`Contacts`], [`Activities`], [`Dataset`]: the records the analyses take.
//! - [`Filter`], [`Selection`]: which rows a question is about.

pub mod date;
pub mod money;
pub mod probability;
pub mod column;
pub mod word_list;
pub mod text;
pub mod meaning;
pub mod table;
pub mod stage;
pub mod mailing;
pub mod dataset;
pub mod filter;

pub use column::{Codes, DateColumn, DictColumn, MoneyColumn, NumberColumn, packed_day};
pub use dataset::{Activities, Contacts, Dataset, Deals, Join};
pub use date::{Day, Minute};
pub use filter::{Filter, Selection};
pub use mailing::MailResult;
pub use meaning::{Meaning, RecordKind};
pub use money::{Currency, Money};
pub use stage::{Outcome, Pipeline, Shape, Stage, StageKind};
pub use table::{Column, Table, Values};
pub use text::TextColumn;
pub use word_list::{WordHash, WordList};
