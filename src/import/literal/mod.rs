//! What single cells say: dates, numbers, amounts, yes or no, nothing.
//!
//! The readers of [`date`] and [`number`] are the inner loop of an import (a million rows hold five dates and an
//! amount each), so they work on bytes, allocate nothing and take the format of the column as given: how a
//! column is to be read is decided once, by [`super::profile`], never cell by cell.
//!
//! In which order a cell is asked whether it is blank, missing or readable stands in [`super::plan`].

pub mod blank;
pub mod date;
mod date_word;
pub mod number;
pub mod currency;
pub mod boolean;
pub mod missing;
