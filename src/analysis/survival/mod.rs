//! How long things last: deals in a stage, contacts in a list (MATH 2.4, 2.8 and 3.2 to 3.6).
//!
//! - What is observed: [`Lifetime`], [`Sample`], [`Exit`]; counted once in an [`EventTable`].
//! - Without a model: [`kaplan_meier`]; [`aalen_johansen`] where a competing event makes the other
//!   impossible; [`log_rank`] compares groups.
//! - With one: [`exponential`] (constant hazard) and [`weibull`] from exact ages, [`current_status`]
//!   from one mailing, [`interval_censored_weibull`] from a series of mailings.

mod aalen_johansen;
mod current_status;
mod event_table;
mod exponential;
mod interval_censored;
mod kaplan_meier;
mod lifetime;
mod log_rank;
mod weibull;

pub use aalen_johansen::{AalenJohansen, IncidenceRow, aalen_johansen};
pub use current_status::{
    AgeGroup, CurrentStatus, CurrentStatusError, CurrentStatusWeibull, NpmleStep, current_status,
    current_status_weibull,
};
pub use event_table::{Change, DayCounts, EventRow, EventTable, Exit};
pub use exponential::{Exponential, exponential};
pub use interval_censored::{
    CensoringInterval, CensoringIntervalError, IntervalCensoredWeibull, interval_censored_weibull,
};
pub use kaplan_meier::{
    KaplanMeier, Limits, MIN_SHOWN_RISK_SET, MIN_START_RISK_SET, Start, SurvivalRow, kaplan_meier,
};
pub use lifetime::{Lifetime, LifetimeError, Sample};

pub(crate) use kaplan_meier::log_log_limits;
pub use log_rank::{LogRank, LogRankGroup, log_rank};
pub use weibull::{Weibull, WeibullConfig, WeibullError, fitted_survival, weibull};
