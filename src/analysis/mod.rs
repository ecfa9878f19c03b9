//! What the data says: one estimator per file.
//!
//! Every estimator carries its definition, its assumptions, its edge cases and its reference in the
//! header of its file; all of them follow the conventions of [`interval`]: a figure has a number of
//! observations, an interval and a level, and where it cannot be estimated it says why.

pub mod interval;
pub mod quantile;
pub mod rounding;
pub mod special;
