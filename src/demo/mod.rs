//! The synthetic company, written as CSV from a seed.
