//! What the data says: one estimator per file.
//!
//! Every estimator carries its definition, its assumptions, its edge cases and its reference in the
//! header of its file; all of them follow the conventions of [`interval`]: a figure has a number of
//! observations, an interval and a level, and where it cannot be estimated it says why.

pub mod interval;
pub mod exclusion;
pub mod linear;
pub mod quantile;
pub mod root;
pub mod rounding;
pub mod special;

pub mod proportion;
pub mod two_proportions;
pub mod win_driver;
pub mod survival;
pub mod funnel;
pub mod contact;
pub mod debt_ledger;
pub mod rate_conversion;
pub mod cohort;
pub mod velocity;
pub mod deal_summary;
pub mod performance;
pub mod response_time;
pub mod speed_preset;
pub mod control_chart;
pub mod beta_binomial;
pub mod filter_recall;
pub mod channel_mixing;
pub mod enquiry;
