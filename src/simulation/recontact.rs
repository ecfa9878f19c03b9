//! How often to contact a list so that it neither dies unnoticed nor costs more than it is worth.
//!
//! # Definition (MATH 3.7)
//! Contacts go bad at the hazard lambda; only a mailing finds out. Per contact: cost of a mailing
//! c = `c_v` + K/N + u V (variable, fixed content over N contacts, unsubscribing probability times the value
//! of a contact); a live contact is worth d a month; a dead one found costs r (successor, replacement).
//! Cost rate of mailing every T months: \[c + r (1-e^{-lambda T}) + d (T - (1-e^{-lambda T})/lambda)\] / T.
//! Its minimum in closed form: rho = c / (d/lambda - r); T* = P^-1(2, rho) / lambda for 0 < rho < 1, P the
//! regularised incomplete gamma function. Rule of thumb sqrt(2c / (lambda d)).
//! Asked the other way: a cycle T pays for itself at d = lambda (c / P(2, lambda T) + r); the source's two
//! months at 2.1 % need about 24 c.
//!
//! # Edge cases
//! rho >= 1, or a contact worth less than its repair: no cycle pays; give the list up, or do not mail only
//! to maintain it. Free mailings: the shorter the better, no optimum. No decay: nothing to maintain.
//!
//! # Assumes
//! A constant hazard, found only by mailing (a lower bound for "bad": people change jobs without a
//! bounce).
//!
//! # Reference
//! Barlow & Proschan 1965, Mathematical Theory of Reliability, 4.3 (inspection); the closed form is
//! derived in MATH 3.7 and checked here by minimising. Verified: golden file `recontact_interval`.

use serde::{Deserialize, Serialize};

use crate::analysis::rate_conversion::MonthlyRate;
use crate::analysis::special::{gamma_p, gamma_p_inverse};
use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};

/// A list and what its care costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecontactConfig {
    /// Share of contacts going bad per month.
    pub decay: MonthlyRate,
    /// Contacts on the list.
    pub n_contacts: Positive,
    /// Cost per contact and mailing, EUR.
    pub cost_per_contact_eur: NonNegative,
    /// Cost per mailing whatever the list's length (content), EUR.
    pub fixed_cost_eur: NonNegative,
    /// Probability that a contact unsubscribes at a mailing.
    pub p_unsubscribe: Probability,
    /// What an unsubscribed contact was worth, EUR.
    pub contact_value_eur: NonNegative,
    /// What a live contact is worth, EUR per month.
    pub value_month_eur: NonNegative,
    /// Cost of repairing a dead contact, EUR.
    pub repair_cost_eur: NonNegative,
    /// The cycle to compare with, months.
    pub interval_months: Positive,
}

/// Why there is no best cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoCycle {
    /// A mailing costs more than it can save: give the list up.
    GiveUp,
    /// Nothing decays.
    NoDecay,
    /// Mailing costs nothing: the shorter the better.
    MailingIsFree,
}

/// The best cycle and what a given one costs. Costs in EUR per contact and month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecontactReport {
    /// Hazard per month.
    pub hazard: f64,
    /// Cost of one mailing per contact, EUR.
    pub cost_per_mailing_eur: f64,
    /// Cost of a mailing over what it can save; a cycle pays between 0 and 1.
    pub rho: Option<f64>,
    /// The best cycle, months.
    pub optimal_interval_months: Option<f64>,
    /// Why there is none.
    pub no_cycle: Option<NoCycle>,
    /// Cost rate of the best cycle.
    pub cost_rate_at_optimum: Option<f64>,
    /// Cost rate of the given cycle.
    pub cost_rate_at_interval: f64,
    /// Cost rate of never mailing, in the long run.
    pub cost_rate_never: f64,
    /// Share of contacts dead at the next mailing of the given cycle.
    pub dead_at_next_mailing: f64,
    /// Share of contacts dead and not yet found, on average.
    pub avg_undetected_dead_share: f64,
    /// The rule of thumb, months.
    pub sqrt_approximation_months: Option<f64>,
    /// Contacts lost per month.
    pub lost_per_month: f64,
    /// Value of a live contact at which the given cycle is the best, EUR per month.
    pub implied_value_month_eur: Option<f64>,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// The best cycle of `config`.
///
/// ```
/// use trichterwerk::analysis::rate_conversion::MonthlyRate;
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::recontact::{RecontactConfig, recontact};
/// let eur = |amount| NonNegative::new(amount);
/// let report = recontact(&RecontactConfig {
///     decay: MonthlyRate::new(0.021)?,
///     n_contacts: Positive::new(2_000.0)?,
///     cost_per_contact_eur: eur(0.1)?,
///     fixed_cost_eur: eur(800.0)?,
///     p_unsubscribe: Probability::new(0.002)?,
///     contact_value_eur: eur(40.0)?,
///     value_month_eur: eur(12.0)?,
///     repair_cost_eur: eur(5.0)?,
///     interval_months: Positive::new(2.0)?,
/// });
/// assert!(report.optimal_interval_months.is_some_and(|months| (months - 2.18).abs() < 0.01));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn recontact(config: &RecontactConfig) -> RecontactReport {
    let lambda = config.decay.hazard();
    let (d, r) = (config.value_month_eur.get(), config.repair_cost_eur.get());
    let c = config.cost_per_contact_eur.get()
        + config.fixed_cost_eur.get() / config.n_contacts.get()
        + config.p_unsubscribe.get() * config.contact_value_eur.get();
    let interval = config.interval_months.get();
    let cost_rate = |t: f64| cost_rate(lambda, c, r, d, t);

    // What a mailing can save: the value of a contact over its life, less its repair.
    let saved = d / lambda - r;
    let rho = (lambda > 0.0 && saved != 0.0).then(|| c / saved);
    let no_cycle = if lambda == 0.0 {
        Some(NoCycle::NoDecay)
    } else if c == 0.0 {
        Some(NoCycle::MailingIsFree)
    } else if rho.is_some_and(|rho| rho > 0.0 && rho < 1.0) {
        None
    } else {
        Some(NoCycle::GiveUp)
    };
    let best = match (no_cycle, rho) {
        (None, Some(rho)) => Some(gamma_p_inverse(2.0, rho) / lambda),
        _ => None,
    };
    let dead = config.decay.lost_after(interval);
    let found = gamma_p(2.0, lambda * interval);
    RecontactReport {
        hazard: lambda,
        cost_per_mailing_eur: c,
        rho,
        optimal_interval_months: best,
        no_cycle,
        cost_rate_at_optimum: best.map(cost_rate),
        cost_rate_at_interval: cost_rate(interval),
        cost_rate_never: if lambda > 0.0 { d } else { 0.0 },
        dead_at_next_mailing: dead,
        avg_undetected_dead_share: undetected_share(lambda, interval),
        sqrt_approximation_months: (lambda * d > 0.0).then(|| (2.0 * c / (lambda * d)).sqrt()),
        lost_per_month: config.n_contacts.get() * config.decay.share(),
        implied_value_month_eur: (found > 0.0).then(|| lambda * (c / found + r)),
        assumptions: vec![Assumption::ConstantDecay],
    }
}

/// Cost per contact and month of mailing every `t` months.
fn cost_rate(lambda: f64, c: f64, r: f64, d: f64, t: f64) -> f64 {
    let dead = -(-lambda * t).exp_m1();
    (c + r * dead) / t + d * undetected_share(lambda, t)
}

/// 1 - (1 - e^{-lambda t}) / (lambda t): the share dead and not yet found, averaged over a cycle.
pub(super) fn undetected_share(lambda: f64, t: f64) -> f64 {
    let x = lambda * t;
    if x == 0.0 { 0.0 } else { 1.0 + (-x).exp_m1() / x }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(decay: f64, c: f64, d: f64, r: f64) -> RecontactConfig {
        let eur = |amount| NonNegative::new(amount).unwrap();
        RecontactConfig {
            decay: MonthlyRate::new(decay).unwrap(),
            n_contacts: Positive::new(1000.0).unwrap(),
            cost_per_contact_eur: eur(c),
            fixed_cost_eur: eur(0.0),
            p_unsubscribe: Probability::ZERO,
            contact_value_eur: eur(0.0),
            value_month_eur: eur(d),
            repair_cost_eur: eur(r),
            interval_months: Positive::new(2.0).unwrap(),
        }
    }

    #[test]
    fn the_sources_two_months_need_24_times_the_cost_of_a_mailing() {
        let value = recontact(&config(0.021, 1.0, 5.0, 0.0)).implied_value_month_eur.unwrap();
        assert!((value - 24.2).abs() < 0.1, "{value}");
    }

    #[test]
    fn a_list_worth_less_than_its_care_is_given_up() {
        let report = recontact(&config(0.021, 51.0, 0.5, 0.0));
        assert_eq!(
            (report.optimal_interval_months, report.no_cycle),
            (None, Some(NoCycle::GiveUp))
        );
        assert!(report.rho.unwrap() > 1.0);
        let repair_dearer = recontact(&config(0.021, 1.0, 0.5, 500.0));
        assert_eq!(repair_dearer.no_cycle, Some(NoCycle::GiveUp));
        assert!(repair_dearer.rho.unwrap() < 0.0);
    }

    #[test]
    fn without_decay_there_is_nothing_to_maintain() {
        let report = recontact(&config(0.0, 1.0, 5.0, 0.0));
        assert_eq!((report.no_cycle, report.rho), (Some(NoCycle::NoDecay), None));
        assert_eq!((report.cost_rate_at_interval, report.cost_rate_never), (0.5, 0.0));
        assert_eq!((report.dead_at_next_mailing, report.implied_value_month_eur), (0.0, None));
        assert_eq!(report.sqrt_approximation_months, None);
    }

    #[test]
    fn free_mailings_have_no_best_cycle() {
        assert_eq!(recontact(&config(0.021, 0.0, 5.0, 0.0)).no_cycle, Some(NoCycle::MailingIsFree));
    }

    #[test]
    fn the_report_survives_the_wire() {
        let report = recontact(&config(0.021, 1.0, 30.0, 5.0));
        let json = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<RecontactReport>(&json).unwrap(), report);
    }

    proptest! {
        #[test]
        fn no_other_cycle_is_cheaper(
            decay in 0.002..0.2_f64,
            c in 0.05..5.0_f64,
            d in 1.0..50.0_f64,
            r in 0.0..10.0_f64,
            factor in 0.2..5.0_f64,
        ) {
            let config = config(decay, c, d, r);
            let report = recontact(&config);
            if let (Some(best), Some(cost)) = (report.optimal_interval_months, report.cost_rate_at_optimum) {
                let interval_months = Positive::new(best * factor).unwrap();
                let other = recontact(&RecontactConfig { interval_months, ..config });
                prop_assert!(other.cost_rate_at_interval >= cost - 1e-9 * cost);
            }
        }

        #[test]
        fn the_implied_value_makes_the_given_cycle_the_best(decay in 0.005..0.1_f64, months in 0.5..12.0_f64) {
            let mut config = config(decay, 1.0, 5.0, 2.0);
            config.interval_months = Positive::new(months).unwrap();
            let value = recontact(&config).implied_value_month_eur.unwrap();
            config.value_month_eur = NonNegative::new(value).unwrap();
            let best = recontact(&config).optimal_interval_months.unwrap();
            prop_assert!((best / months - 1.0).abs() < 1e-6);
        }
    }
}
