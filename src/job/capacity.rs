//! What sales can work, and what marketing may therefore generate: the questions and answers of the capacity page.
//!
//! The worker says who sells and what the deals know ([`answer`]); everything else follows on the page at once from
//! the parameters and the plan of the scenario: the grid of reps and months ([`year`]), the queue between a
//! campaign and the reps ([`mod@waiting`]), whether the funnel holds enough ([`mod@content`]), where the year is heading
//! ([`mod@pace`]) and what meetings cost ([`mod@meeting_time`], with [`mod@meeting_evidence`] of a file).
//!
//! # Decisions
//! - A *lead* is what enters the first stage of the funnel: an opportunity of the quota chain, won at the close rate of
//!   the scenario. What comes in anyway are therefore the opportunities of the quota page, with a file or without.
//! - Leads of a month are shared between reps in proportion to what they can work, in whole leads.
//! - A month nobody works gives nothing to any later month: capacity is not stored.

pub mod team;
mod demand;
pub mod year;
pub mod waiting;
pub mod content;
pub mod pace;
pub mod meeting_time;
pub mod meeting_evidence;
pub mod answer;

pub use answer::{CapacityAnswer, CapacityQuestion};
pub use team::{Team, TeamStage};
pub use waiting::{Case, Waiting, waiting};
pub use year::{CapacityYear, CapacityYearError, Cell, Load, MONTHS, capacity_year};
