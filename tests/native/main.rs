//! Tests of the whole ring 1, natively: house rules, sessions without a browser, imports, figures.

// Helpers of tests stand outside `#[test]` functions, where clippy.toml cannot see that they are tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod tidy;

mod debt_ledger;
mod demo_activities;
mod demo_contacts;
mod demo_deals;
mod demo_files;
mod funnel_rows;
mod funnel_modes;
mod demo_mailings;
mod meaning_literals;
mod meaning_headers;
mod simulation_holidays;
mod meaning_reader;
mod meaning_files;
mod same_draws;
mod scenario_book;
mod scenario_formats;
mod decay_demo;
mod decay_files;
mod import_chunks;
mod import_conformance;
mod import_differential;
mod import_encodings;
mod import_faults;
mod import_file;
mod import_fuzz;
mod import_pollution;
mod import_goldens;
mod import_quotes;
mod import_rejected;
