//! What a simulated figure takes for granted, listed in the report that carries it (SPEC P3).
//!
//! An enum, not a text: the page says it in the reader's language and explains it in full.

use serde::{Deserialize, Serialize};

/// One thing a model assumes. MATH 10 discusses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Assumption {
    /// Deals are won or lost independently; clusters of key accounts make intervals too narrow.
    IndependentDeals,
    /// Stages pass or stop a deal independently of each other.
    IndependentStages,
    /// Rates and amounts stay what they are over the whole period.
    ConstantRates,
    /// The rates are taken as exactly known; their own uncertainty is left out.
    RatesTakenAsKnown,
    /// The rates are drawn from what was measured (Jeffreys posterior).
    RatesDrawnFromEvidence,
    /// Deal sizes follow a log-normal law with the given mean and spread.
    LognormalDealSizes,
    /// Deal sizes are drawn from the amounts observed.
    ResampledDealSizes,
    /// Every deal has the mean size.
    EqualDealSizes,
    /// A deal's amount does not depend on how long it takes.
    SizeIndependentOfDuration,
    /// Opportunities that reach the last stage are set to their expected number.
    UpstreamCountsExpected,
    /// Shocks that hit all deals at once are left out: the interval is a lower bound.
    NoSharedShocks,
    /// Bad opportunities are replaced by good ones; their number stays (MATH 5.1).
    BadOnesReplaced,
    /// Sales has the capacity to work what is added (MATH 5.5, P25).
    CapacityNotBinding,
    /// Wins are spread over the period like working days; no season beyond the weights entered.
    NoSeasonBeyondWeights,
    /// Enquiries arrive at random at a constant rate (Poisson).
    PoissonArrivals,
    /// The time to work an enquiry is exponential.
    ExponentialService,
    /// Contacts go bad at a constant rate.
    ConstantDecay,
    /// The funnel is in a steady state: as much enters as leaves (Little's law).
    SteadyState,
    /// Readiness falls exponentially with the time an enquiry waits.
    ExponentialReadiness,
}
