//! Contacts as the estimators of decay take them (MATH 3).
//!
//! - [`Fate`]: what can become of a contact; only bounces and marks are decay. [`sign`], [`mark`]: the words.
//! - [`ContactHistory`]: one contact; [`Histories`]: all of them, from the open files.
//! - [`samples`]: ages and lifetimes for the estimators of [`super::survival`], with what was left out.
//! - [`contact_decay`]: everything the decay page says about the user's own contacts; [`Grouping`]: by source,
//!   industry, year and rep; [`NextMailing`]: what the next mailing will bounce.

mod fate;
mod grouping;
mod history;
mod next_mailing;
mod reading;
mod report;
pub mod samples;

#[cfg(test)]
pub(super) mod fixture;

pub use fate::{Fate, Sign, mark, sign};
pub use grouping::{GroupBy, GroupDecay, GroupName, GroupTest, Grouping};
pub use history::{Bad, ContactHistory, Span};
pub use next_mailing::{ExpectedBin, NextMailing};
pub use reading::Histories;
pub use report::{
    AgeBin, ContactDecayReport, FateCount, MailingDay, NoRate, RateReport, SurvivalReport,
    contact_decay,
};
