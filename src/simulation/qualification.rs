//! Three questions before an opportunity is worked: what screening out the bad ones earns.
//!
//! # Definition (MATH 7.4)
//! n leads, a share pi of them good; the questions let a good one pass with sensitivity Se and stop a bad
//! one with specificity Sp. Passed = n (pi Se + (1-pi)(1-Sp)); of these good (ppv) n pi Se / passed. Good
//! ones are won at `w_g`, bad ones at `w_b`. Profit without = wins deal margin - n effort; with = wins deal
//! margin - passed effort - n cost of asking. Break-even cost of asking: where both profits are equal.
//!
//! # Reading
//! A screen raises the close rate (33 % to 51 %) and *lowers* the wins (25.1 to 21.8): it also stops good
//! ones (P30). It pays through the effort it frees, and through what that effort then wins
//! ([`freed_capacity_wins`]): the source's "from a third to a half" is about capacity.
//!
//! # Edge cases
//! Nobody passes: no ppv and no close rate (`None`). No lead: no rate at all.
//!
//! # Verified
//! Golden file `qualification_economics`; pitfall P30.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};

/// Leads, questions and what working a lead costs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualificationConfig {
    /// Leads.
    pub n_leads: NonNegative,
    /// Share of them that is good.
    pub share_good: Probability,
    /// Share of good ones that pass.
    pub sensitivity: Probability,
    /// Share of bad ones that are stopped.
    pub specificity: Probability,
    /// Cost of asking one lead, EUR.
    pub qualify_cost_eur: NonNegative,
    /// Cost of working one lead, EUR.
    pub sales_effort_eur: NonNegative,
    /// Share of good ones won.
    pub win_good: Probability,
    /// Share of bad ones won.
    pub win_bad: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Share of revenue that is margin.
    pub margin: Probability,
}

/// What the questions change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QualificationReport {
    /// Leads that pass.
    pub passed: f64,
    /// Share of those that is good.
    pub ppv: Option<f64>,
    /// Wins without asking.
    pub wins_without: f64,
    /// Wins with asking.
    pub wins_with: f64,
    /// Close rate without asking.
    pub close_rate_without: Option<f64>,
    /// Close rate with asking.
    pub close_rate_with: Option<f64>,
    /// Profit without asking, EUR.
    pub profit_without_eur: f64,
    /// Profit with asking, EUR.
    pub profit_with_eur: f64,
    /// Cost of asking one lead at which both are equal, EUR; `None` without leads.
    pub break_even_qualify_cost_eur: Option<f64>,
    /// Leads that need not be worked any more.
    pub leads_freed: f64,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// Economics of asking.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::qualification::{QualificationConfig, qualification};
/// use trichterwerk::simulation::quantity::NonNegative;
/// let (p, eur) = (|value| Probability::new(value), |amount| NonNegative::new(amount));
/// let report = qualification(&QualificationConfig {
///     n_leads: eur(75.0)?,
///     share_good: p(0.35)?,
///     sensitivity: p(0.9)?,
///     specificity: p(0.6)?,
///     qualify_cost_eur: eur(25.0)?,
///     sales_effort_eur: eur(450.0)?,
///     win_good: p(0.9)?,
///     win_bad: p(0.03)?,
///     avg_deal_eur: eur(4_000.0)?,
///     margin: p(0.35)?,
/// });
/// assert!(report.close_rate_with > report.close_rate_without);
/// assert!(report.wins_with < report.wins_without);
/// assert!(report.profit_with_eur > report.profit_without_eur);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn qualification(config: &QualificationConfig) -> QualificationReport {
    let n = config.n_leads.get();
    let (good, bad) = (config.share_good.get(), config.share_good.complement().get());
    let (good_passed, bad_passed) =
        (good * config.sensitivity.get(), bad * config.specificity.complement().get());
    let passed = n * (good_passed + bad_passed);
    let (win_good, win_bad) = (config.win_good.get(), config.win_bad.get());
    let wins_without = n * (good * win_good + bad * win_bad);
    let wins_with = n * (good_passed * win_good + bad_passed * win_bad);
    let margin_per_win = config.avg_deal_eur.get() * config.margin.get();
    let effort = config.sales_effort_eur.get();
    let profit_without = wins_without * margin_per_win - n * effort;
    let profit_before_asking = wins_with * margin_per_win - passed * effort;
    QualificationReport {
        passed,
        ppv: (passed > 0.0).then(|| n * good_passed / passed),
        wins_without,
        wins_with,
        close_rate_without: (n > 0.0).then(|| wins_without / n),
        close_rate_with: (passed > 0.0).then(|| wins_with / passed),
        profit_without_eur: profit_without,
        profit_with_eur: profit_before_asking - n * config.qualify_cost_eur.get(),
        break_even_qualify_cost_eur: (n > 0.0).then(|| (profit_before_asking - profit_without) / n),
        leads_freed: n - passed,
        assumptions: vec![Assumption::ConstantRates, Assumption::IndependentDeals],
    }
}

/// Wins the freed effort would bring if it worked further leads, asked and of the same mix: the effort of
/// `leads_freed` less the asking, spent at the cost of one further lead (asking it and, if it passes,
/// working it). `None` if a further lead costs nothing.
pub fn freed_capacity_wins(config: &QualificationConfig) -> Option<f64> {
    let report = qualification(config);
    let n = config.n_leads.get();
    let per_lead = |total: f64| if n > 0.0 { total / n } else { 0.0 };
    let cost_of_one_more =
        config.qualify_cost_eur.get() + per_lead(report.passed) * config.sales_effort_eur.get();
    let freed_eur =
        report.leads_freed * config.sales_effort_eur.get() - n * config.qualify_cost_eur.get();
    let cost_of_one_more = Positive::new(cost_of_one_more).ok()?.get();
    Some(freed_eur.max(0.0) / cost_of_one_more * per_lead(report.wins_with))
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn config(n: f64, sensitivity: f64, specificity: f64) -> QualificationConfig {
        let p = |v| Probability::new(v).unwrap();
        let eur = |v| NonNegative::new(v).unwrap();
        QualificationConfig {
            n_leads: eur(n),
            share_good: p(0.35),
            sensitivity: p(sensitivity),
            specificity: p(specificity),
            qualify_cost_eur: eur(25.0),
            sales_effort_eur: eur(450.0),
            win_good: p(0.9),
            win_bad: p(0.03),
            avg_deal_eur: eur(4000.0),
            margin: p(0.35),
        }
    }

    #[test]
    fn p30_a_higher_close_rate_is_not_more_wins() {
        let report = qualification(&config(75.0, 0.9, 0.6));
        let rate = report.close_rate_with.unwrap() / report.close_rate_without.unwrap() - 1.0;
        let wins = report.wins_with / report.wins_without - 1.0;
        assert!((rate - 0.514_525_248_586_469_1).abs() < 1e-12, "close rate up");
        assert!((wins + 0.129_147_982_062_780_33).abs() < 1e-12, "wins down");
    }

    #[test]
    fn the_freed_effort_more_than_makes_up_for_the_wins_lost() {
        let config = config(75.0, 0.9, 0.6);
        let report = qualification(&config);
        let total = report.wins_with + freed_capacity_wins(&config).unwrap();
        assert!(total > report.wins_without, "{total}");
    }

    #[test]
    fn if_nobody_passes_there_is_no_close_rate() {
        let report = qualification(&config(75.0, 0.0, 1.0));
        assert_eq!((report.passed, report.ppv, report.close_rate_with), (0.0, None, None));
        assert_eq!(report.wins_with, 0.0);
    }

    #[test]
    fn without_leads_there_is_no_rate_at_all() {
        let report = qualification(&config(0.0, 0.9, 0.6));
        assert_eq!((report.close_rate_without, report.break_even_qualify_cost_eur), (None, None));
        assert_eq!(freed_capacity_wins(&config(0.0, 0.9, 0.6)), Some(0.0));
    }

    #[test]
    fn a_screen_that_stops_nobody_only_costs() {
        let report = qualification(&config(75.0, 1.0, 0.0));
        assert!((report.wins_with - report.wins_without).abs() < 1e-12);
        assert!((report.profit_without_eur - report.profit_with_eur - 75.0 * 25.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn at_the_break_even_cost_both_profits_are_equal(se in 0.5..=1.0_f64, sp in 0.5..=1.0_f64) {
            let mut config = config(75.0, se, sp);
            let cost = qualification(&config).break_even_qualify_cost_eur.unwrap();
            prop_assume!(cost >= 0.0);
            config.qualify_cost_eur = NonNegative::new(cost).unwrap();
            let report = qualification(&config);
            prop_assert!((report.profit_with_eur - report.profit_without_eur).abs() < 1e-6);
        }

        #[test]
        fn a_screen_never_adds_wins(se in 0.0..=1.0_f64, sp in 0.0..=1.0_f64) {
            let report = qualification(&config(75.0, se, sp));
            prop_assert!(report.wins_with <= report.wins_without + 1e-9);
        }
    }
}
