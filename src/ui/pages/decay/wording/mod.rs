//! The page in words: sentences, notes, labels and tables of its reports.
//!
//! - [`lead`]: the opening sentence. [`contact`]: the user's own contacts. [`list`]: the model of a list.
//! - [`care`]: the care cycle. [`response`]: waiting. [`curves`]: its fits. [`preset`]: those of others. [`channel`]: phone or e-mail.
//! - [`planted`]: the truth of the demo company. [`region`]: names of holidays' regions.

pub(super) mod care;
pub(super) mod channel;
pub(super) mod contact;
pub(super) mod curves;
pub(super) mod group;
pub(super) mod lead;
pub(super) mod list;
pub(super) mod planted;
pub(super) mod preset;
pub(super) mod region;
pub(super) mod response;
pub(super) mod survival;
