//! What the decay of a list costs over a horizon, untouched and maintained.
//!
//! # Definition (MATH 3.8)
//! N contacts, hazard lambda, horizon H, cycle T, value d of a live contact per month, c per mailing and
//! contact (without unsubscribing), r per repair.
//! Untouched: dead contact-months A0 = N (H - (1-e^{-lambda H})/lambda).
//! Maintained: A1 = N H (1 - (1-e^{-lambda T})/(lambda T)), cost = (H/T) N c + N H (1-e^{-lambda T})/T r.
//! Net benefit = (A0 - A1) d - cost; negative means: give the list up. To hold the list instead: N m new
//! contacts a month.
//!
//! # Assumes
//! A constant hazard, a horizon of many cycles (fractions of a cycle cost their fraction).
//!
//! # Edge cases
//! No decay: nothing dies, maintenance only costs. An empty horizon costs nothing.
//!
//! # Verified
//! Golden file `decay_cost`.

use serde::{Deserialize, Serialize};

use crate::analysis::rate_conversion::MonthlyRate;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};
use super::recontact::undetected_share;

/// A list, a horizon and a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecayCostConfig {
    /// Contacts at the start.
    pub n_contacts: Positive,
    /// Share of contacts going bad per month.
    pub decay: MonthlyRate,
    /// Months considered.
    pub horizon_months: NonNegative,
    /// Months between two mailings.
    pub interval_months: Positive,
    /// What a live contact is worth, EUR per month.
    pub value_month_eur: NonNegative,
    /// Cost per contact and mailing, EUR.
    pub cost_per_contact_eur: NonNegative,
    /// Cost per mailing whatever the list's length, EUR.
    pub fixed_cost_eur: NonNegative,
    /// Cost of repairing a dead contact, EUR.
    pub repair_cost_eur: NonNegative,
    /// Cost of a new contact, EUR.
    pub cost_per_new_contact_eur: NonNegative,
}

/// What decay costs over the horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecayCostReport {
    /// Contacts alive at the end if nobody cares.
    pub live_at_horizon: f64,
    /// Months contacts spend dead, untouched.
    pub dead_months_untouched: f64,
    /// Value lost by that, EUR.
    pub value_lost_untouched_eur: f64,
    /// Months contacts spend dead and unnoticed, maintained.
    pub dead_months_maintained: f64,
    /// Value lost by that, EUR.
    pub value_lost_maintained_eur: f64,
    /// Cost of the care, EUR.
    pub maintenance_cost_eur: f64,
    /// What the care earns, EUR; negative: give the list up.
    pub net_benefit_eur: f64,
    /// New contacts a month that would hold the list's size.
    pub new_contacts_month: f64,
    /// Their cost, EUR per month.
    pub replacement_cost_month_eur: f64,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// Cost of decay of `config`.
///
/// ```
/// use trichterwerk::analysis::rate_conversion::MonthlyRate;
/// use trichterwerk::simulation::decay_cost::{DecayCostConfig, decay_cost};
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// let report = decay_cost(&DecayCostConfig {
///     n_contacts: Positive::new(2_000.0)?,
///     decay: MonthlyRate::new(0.021)?,
///     horizon_months: NonNegative::new(18.0)?,
///     interval_months: Positive::new(2.0)?,
///     value_month_eur: NonNegative::new(12.0)?,
///     cost_per_contact_eur: NonNegative::new(0.1)?,
///     fixed_cost_eur: NonNegative::new(800.0)?,
///     repair_cost_eur: NonNegative::new(5.0)?,
///     cost_per_new_contact_eur: NonNegative::new(40.0)?,
/// });
/// assert!((report.net_benefit_eur - 51_160.54).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decay_cost(config: &DecayCostConfig) -> DecayCostReport {
    let (n, lambda) = (config.n_contacts.get(), config.decay.hazard());
    let (h, t) = (config.horizon_months.get(), config.interval_months.get());
    let d = config.value_month_eur.get();
    let cost_per_mailing = n * config.cost_per_contact_eur.get() + config.fixed_cost_eur.get();

    let untouched = n * h * undetected_share(lambda, h);
    let maintained = n * h * undetected_share(lambda, t);
    let repaired = n * h * config.decay.lost_after(t) / t;
    let maintenance = h / t * cost_per_mailing + repaired * config.repair_cost_eur.get();
    let new_contacts = n * config.decay.share();
    DecayCostReport {
        live_at_horizon: n * (-lambda * h).exp(),
        dead_months_untouched: untouched,
        value_lost_untouched_eur: untouched * d,
        dead_months_maintained: maintained,
        value_lost_maintained_eur: maintained * d,
        maintenance_cost_eur: maintenance,
        net_benefit_eur: (untouched - maintained) * d - maintenance,
        new_contacts_month: new_contacts,
        replacement_cost_month_eur: new_contacts * config.cost_per_new_contact_eur.get(),
        assumptions: vec![Assumption::ConstantDecay],
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(decay: f64, horizon: f64, interval: f64) -> DecayCostConfig {
        let eur = |amount| NonNegative::new(amount).unwrap();
        DecayCostConfig {
            n_contacts: Positive::new(1000.0).unwrap(),
            decay: MonthlyRate::new(decay).unwrap(),
            horizon_months: NonNegative::new(horizon).unwrap(),
            interval_months: Positive::new(interval).unwrap(),
            value_month_eur: eur(2.0),
            cost_per_contact_eur: eur(0.5),
            fixed_cost_eur: eur(100.0),
            repair_cost_eur: eur(3.0),
            cost_per_new_contact_eur: eur(40.0),
        }
    }

    #[test]
    fn without_decay_care_only_costs() {
        let report = decay_cost(&config(0.0, 12.0, 2.0));
        assert_eq!((report.live_at_horizon, report.dead_months_untouched), (1000.0, 0.0));
        assert_eq!(report.net_benefit_eur, -6.0 * 600.0);
    }

    #[test]
    fn an_empty_horizon_costs_nothing() {
        let report = decay_cost(&config(0.021, 0.0, 2.0));
        assert_eq!((report.net_benefit_eur, report.maintenance_cost_eur), (0.0, 0.0));
    }

    proptest! {
        #[test]
        fn dead_months_are_the_sum_over_time(decay in 0.001..0.3_f64, horizon in 0.5..48.0_f64) {
            // Midpoint rule over the share dead at time t.
            let config = config(decay, horizon, 1.0);
            let steps = 4000;
            let width = horizon / f64::from(steps);
            let sum: f64 = (0..steps)
                .map(|i| 1000.0 * config.decay.lost_after((f64::from(i) + 0.5) * width) * width)
                .sum();
            let report = decay_cost(&config);
            prop_assert!((report.dead_months_untouched / sum - 1.0).abs() < 1e-5);
        }

        #[test]
        fn a_shorter_cycle_never_leaves_more_dead(decay in 0.001..0.3_f64, interval in 0.2..10.0_f64) {
            let dead = |t| decay_cost(&config(decay, 24.0, t)).dead_months_maintained;
            prop_assert!(dead(interval / 2.0) <= dead(interval));
        }
    }
}
