//! What would happen: one model per file.
//!
//! Every model takes a config whose types exclude invalid input ([`quantity`],
//! [`Probability`](crate::model::probability::Probability)) and returns a report that names what it
//! assumes ([`assumption`]). None reads a clock; randomness comes from a [`rng::Seed`] alone.
//!
//! - **Building blocks**: [`quantity`], [`whole`], [`assumption`], [`rng`], [`posterior`], [`binomial`],
//!   [`lag`], [`seek`].
//! - **Quota**: the chain [`quota`], one lever more [`uplift`] and [`whatif`], how sure
//!   [`quota_probability`] and [`multistage`], its whole distribution [`monte_carlo`] and, exact,
//!   [`compound`], what is in the pipeline [`pipeline_forecast`].
//! - **What matters most**: [`tornado`], [`rank_sensitivity`], [`grid`], [`goal_seek`].
//! - **Capacity**: [`holiday`], [`working_days`], [`capacity`], [`levelling`], [`queue`], [`mmc`].
//! - **In time**: [`littles_law`], [`deadline`], [`backward_schedule`], [`early_warning`], [`season`].
//! - **Contacts**: [`recontact`], [`decay_cost`].
//! - **Debt and time**: [`debt`], [`meetings`], [`tool_block`], [`qualification`].

pub mod assumption;
pub mod backward_schedule;
pub mod binomial;
pub mod capacity;
pub mod compound;
pub mod deadline;
pub mod debt;
pub mod decay_cost;
pub mod early_warning;
pub mod goal_seek;
pub mod grid;
pub mod holiday;
pub mod lag;
pub mod levelling;
pub mod littles_law;
pub mod meetings;
pub mod mmc;
pub mod monte_carlo;
pub mod multistage;
pub mod pipeline_forecast;
pub mod posterior;
pub mod qualification;
pub mod quantity;
pub mod queue;
pub mod quota;
pub mod quota_probability;
pub mod rank_sensitivity;
pub mod recontact;
pub mod rng;
pub mod season;
pub mod seek;
pub mod tool_block;
pub mod tornado;
pub mod uplift;
pub mod whatif;
pub mod whole;
pub mod working_days;

mod fft;
mod quantile_table;
mod xoshiro;
