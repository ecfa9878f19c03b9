//! Trichterwerk: funnel conversion, contact decay and quota simulation from the CSV exports of a CRM,
//! in one static page. Nothing leaves the machine.
//!
//! # Where to start
//! - What a deal, a stage or an amount is: [`model`].
//! - How bytes become a [`model::Dataset`] and an account of every line: [`import`].
//! - What the data says, one estimator per file: [`analysis`].
//! - What would happen, one model per file: [`simulation`].
//! - What the page asks and the worker answers: [`job`].
//!
//! # The rings
//! An inner ring never names an outer one (`tests/native/tidy.rs` enforces it).
//!
//! 1. **Pure**: `model` < `import` < `analysis` < `simulation` < `scenario` < `chart` < `demo` < `job`,
//!    each naming only those before it. No Leptos, no browser, no clock, no ambient randomness: `today`
//!    and seeds are arguments. `cargo test --no-default-features` builds only this ring.
//! 2. **Browser glue** (`browser`): every call can fail and says so in `BrowserError`.
//! 3. **The page** (`ui`): Leptos; reads reports, formats them, draws them. It computes nothing.
//!
//! # Invariants
//! - *Conservation*: lines read = accepted + rejected + blank + meta, in every import.
//! - *Open is not lost*: entered = advanced + lost + moved back + still open, in every stage.
//! - *Same input, same figures*, natively and in any browser: no hash-map order, no clock and no ambient
//!   randomness reaches a figure.
//! - The dataset lives in the worker; the page holds reports, never rows (but for the records it shows).
//! - Text for people is made in `ui::text` only; everything below carries enums with data.

pub mod model;
pub mod import;
pub mod analysis;
pub mod simulation;
pub mod scenario;
pub mod chart;
pub mod demo;
pub mod job;

#[cfg(feature = "app")]
pub mod browser;
#[cfg(feature = "app")]
pub mod ui;
