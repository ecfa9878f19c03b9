//! Parameters with provenance and the book of scenarios.
