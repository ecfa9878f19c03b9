//! What weeks without an agreed tool cost: the "order killer" of the source.
//!
//! # Definition (MATH 7.3)
//! Blocked hours = weeks reps hours share. Two views of the loss, shown side by side and never added:
//! - *capacity-bound*: the hours would have worked leads: hours / hours per lead, times wins per lead deal
//!   margin;
//! - *waiting*: leads of the blocked weeks wait evenly 0 to W weeks and cool by delta a week: leads value
//!   (1 - (1 - e^{-delta W})/(delta W)).
//!
//! # Edge cases
//! No block or no cooling: nothing is lost by waiting.
//!
//! # Verified
//! Golden file `tool_block_cost`.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};
use super::recontact::undetected_share;

/// A team without its tool.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolBlockConfig {
    /// Weeks blocked.
    pub weeks: NonNegative,
    /// Reps concerned.
    pub n_reps: NonNegative,
    /// Selling hours per rep and week.
    pub selling_hours_week: NonNegative,
    /// Share of the work that is blocked.
    pub share_blocked: Probability,
    /// Cost of an hour, EUR.
    pub hourly_cost_eur: NonNegative,
    /// Hours of one lead over the whole funnel.
    pub hours_per_lead: Positive,
    /// Share of leads won.
    pub win_per_lead: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Share of revenue that is margin.
    pub margin: Probability,
    /// Leads arriving per week.
    pub leads_per_week: NonNegative,
    /// Hazard of readiness per week.
    pub readiness_decay_week: NonNegative,
}

/// What the block costs, in two views.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolBlockReport {
    /// Hours blocked.
    pub blocked_hours: f64,
    /// Their wages, EUR.
    pub wage_cost_eur: f64,
    /// Margin lost if sales is capacity-bound, EUR.
    pub lost_margin_capacity_eur: f64,
    /// Leads that wait.
    pub leads_delayed: f64,
    /// Share of readiness they keep on average.
    pub readiness_kept: f64,
    /// Margin lost by their waiting, EUR. Another view of the loss, not a part to add.
    pub lost_margin_waiting_eur: f64,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// Cost of the block.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::tool_block::{ToolBlockConfig, tool_block};
/// let n = |value| NonNegative::new(value);
/// let report = tool_block(&ToolBlockConfig {
///     weeks: n(6.0)?,
///     n_reps: n(5.0)?,
///     selling_hours_week: n(20.0)?,
///     share_blocked: Probability::new(0.5)?,
///     hourly_cost_eur: n(55.0)?,
///     hours_per_lead: Positive::new(4.5)?,
///     win_per_lead: Probability::new(0.12)?,
///     avg_deal_eur: n(4_000.0)?,
///     margin: Probability::new(0.35)?,
///     leads_per_week: n(18.0)?,
///     readiness_decay_week: n(0.09)?,
/// });
/// assert!((report.lost_margin_capacity_eur - 11_200.0).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tool_block(config: &ToolBlockConfig) -> ToolBlockReport {
    let (weeks, share) = (config.weeks.get(), config.share_blocked.get());
    let hours = weeks * config.n_reps.get() * config.selling_hours_week.get() * share;
    let margin_per_lead =
        config.win_per_lead.get() * config.avg_deal_eur.get() * config.margin.get();
    let delayed = weeks * config.leads_per_week.get() * share;
    let cooled = undetected_share(config.readiness_decay_week.get(), weeks);
    ToolBlockReport {
        blocked_hours: hours,
        wage_cost_eur: hours * config.hourly_cost_eur.get(),
        lost_margin_capacity_eur: hours / config.hours_per_lead.get() * margin_per_lead,
        leads_delayed: delayed,
        readiness_kept: 1.0 - cooled,
        lost_margin_waiting_eur: delayed * margin_per_lead * cooled,
        assumptions: vec![Assumption::ExponentialReadiness],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(weeks: f64, decay: f64) -> ToolBlockConfig {
        let n = |value| NonNegative::new(value).unwrap();
        ToolBlockConfig {
            weeks: n(weeks),
            n_reps: n(5.0),
            selling_hours_week: n(20.0),
            share_blocked: Probability::new(0.5).unwrap(),
            hourly_cost_eur: n(55.0),
            hours_per_lead: Positive::new(4.5).unwrap(),
            win_per_lead: Probability::new(0.12).unwrap(),
            avg_deal_eur: n(4000.0),
            margin: Probability::new(0.35).unwrap(),
            leads_per_week: n(18.0),
            readiness_decay_week: n(decay),
        }
    }

    #[test]
    fn no_block_and_no_cooling_lose_nothing_by_waiting() {
        for (weeks, decay) in [(0.0, 0.09), (6.0, 0.0)] {
            let report = tool_block(&config(weeks, decay));
            assert_eq!((report.readiness_kept, report.lost_margin_waiting_eur), (1.0, 0.0));
        }
    }

    proptest! {
        #[test]
        fn a_longer_block_never_costs_less(weeks in 0.0..20.0_f64, more in 0.0..10.0_f64, decay in 0.0..1.0_f64) {
            let (short, long) = (tool_block(&config(weeks, decay)), tool_block(&config(weeks + more, decay)));
            prop_assert!(long.lost_margin_capacity_eur >= short.lost_margin_capacity_eur);
            prop_assert!(long.lost_margin_waiting_eur >= short.lost_margin_waiting_eur - 1e-9);
        }
    }
}
