//! The questions of the page and the answers of the worker.
//!
//! The dataset lives in the worker; the page asks ([`Question`]) and gets reports ([`Answer`]), never rows but
//! for the records it shows. [`Session`] answers natively as well as in a worker, which is how `examples/report.rs`
//! and the tests get the same figures as the page (P6). Messages are postcard: floats survive the way bit by
//! bit, and no field name is sent.
//!
//! - [`coupling`]: what capacity and waiting leave of the opportunities of a scenario; all below reckons with that.
//! - [`plan`]: the closed forms of the quota page, computed without the worker.
//! - [`lever`]: what moves the year; [`effect`]: levers beside rate, price and volume. [`reach`]: how far the plan is
//!   from the quota. [`compare`]: scenarios side by side.
//! - [`months`]: the plan month by month. [`pipeline`]: what the open deals of the file bring.
//! - [`question`]: the table of questions, each with its report.
//! - [`message`]: what is posted between page and worker.
//! - [`session`]: the files that are open and how questions about them are answered.
//! - [`files`]: rows left out, rows without a partner, spellings of one name.
//! - [`funnel`]: one module a page's questions.
//! - [`mod@capacity`]: what sales can work, and the queue before it.
//! - [`debt`]: what is wrong in the files; [`debt_price`] in EUR, [`debt_plan`] paid down, [`debt_cleanup`] what to repair first, [`debt_filter`]
//!   what a filter misses, [`debt_use`] who works in the CRM.
//! - [`pin`]: what the files say about the parameters of the plan.
//! - [`decay`]: those of the decay page, [`decay_figures`] their figures; [`list_plan`]: its closed forms, computed without the worker.
//! - [`figure`]: the figures of SPEC section 7; [`report`]: all of them.

pub mod coupling;
pub mod plan;
pub mod lever;
pub mod reach;
pub mod compare;
pub mod effect;
pub mod pipeline;
pub mod months;
pub mod question;
pub mod message;
pub mod session;
pub mod files;
pub mod funnel;
pub mod capacity;
pub mod debt;
pub mod debt_cleanup;
pub mod debt_filter;
pub mod debt_plan;
pub mod debt_price;
pub mod debt_use;
pub mod pin;
pub mod decay;
pub mod decay_figures;
pub mod list_plan;
pub mod figure;
pub mod report;

pub use figure::{Figure, Figures};
pub use message::{FromWorker, JobId, MessageError, ToWorker, from_bytes, to_bytes};
pub use question::{Answer, Ask, Question};
pub use session::{JobError, Session};
