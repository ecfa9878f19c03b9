//! What a lever earns: return, payback and break-even of an improvement, on margin.
//!
//! # Definition (MATH 5.5)
//! Levers are relative changes of opportunities, close rate and deal size; they multiply (three times
//! +10 % is +33.1 %, P21). With yearly revenues R0 and R1, margin share m, lag l, horizon H, one-off
//! cost K and running cost k per month:
//! g = (R1-R0)/12 m; active = max(0, H-l); net = g active - (K + k H); ROI = net / cost;
//! payback = l + (K + k l)/(g-k); break-even uplift of one lever = cost / (R0/12 m active).
//! The lag is the median time to win: until then an improvement costs and earns nothing.
//! On margin, not revenue: 118,800 EUR at 20 % margin against 20,000 EUR is a ROI of 0.19, not 4.94 (P24).
//!
//! # Assumes
//! Sales can work what is added. If it cannot, more opportunities earn nothing or less ([`super::queue`],
//! P25).
//!
//! # Edge cases
//! A close rate beyond 1 is cut off and flagged. Without cost: no ROI. With g <= k it never pays back.
//! With nothing active before the horizon: no break-even. Break-even by the close rate alone ignores the
//! cut-off at 1.
//!
//! # Verified
//! Golden file `whatif_roi`.

use serde::{Deserialize, Serialize};

use crate::model::probability::Probability;

use super::assumption::Assumption;
use super::quantity::{NonNegative, Positive};
use super::uplift::{Uplift, UpliftError};

/// The business before the improvement, per year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Opportunities per year.
    pub n_opportunities: NonNegative,
    /// Share of them that is won.
    pub close_rate: Probability,
    /// Mean amount of a won deal, EUR.
    pub avg_deal_eur: NonNegative,
    /// Share of revenue that is margin.
    pub margin: Probability,
}

/// Relative changes; 0.1 is ten percent more.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levers {
    /// Change of the number of opportunities.
    pub opportunities: f64,
    /// Change of the close rate.
    pub close_rate: f64,
    /// Change of the mean deal.
    pub avg_deal: f64,
}

/// What the improvement costs and when it works.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Investment {
    /// Paid at the start, EUR.
    pub one_off_eur: NonNegative,
    /// Paid every month of the horizon, EUR.
    pub monthly_eur: NonNegative,
    /// Months until the first additional deal is won.
    pub lag_months: NonNegative,
    /// Months considered.
    pub horizon_months: Positive,
}

/// What the improvement earns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfReport {
    /// Revenue per year before, EUR.
    pub revenue_base_eur: f64,
    /// Revenue per year after, EUR.
    pub revenue_new_eur: f64,
    /// Additional revenue per year, EUR.
    pub revenue_delta_eur: f64,
    /// Relative change of revenue; `None` without revenue before.
    pub revenue_change: Option<f64>,
    /// Additional margin per month once it works, EUR.
    pub margin_delta_month_eur: f64,
    /// Margin gained less all cost over the horizon, EUR.
    pub net_benefit_eur: f64,
    /// All cost over the horizon, EUR.
    pub cost_eur: f64,
    /// Net benefit per euro of cost; `None` without cost.
    pub roi: Option<f64>,
    /// Months until the cost is earned back; `None` if never.
    pub payback_months: Option<f64>,
    /// Relative uplift of one lever that just earns the cost back; `None` if none does.
    pub break_even_uplift: Option<f64>,
    /// The close rate would have exceeded 1 and was cut off there.
    pub clamped: bool,
    /// What the figures take for granted.
    pub assumptions: Vec<Assumption>,
}

/// A lever that is no number, or one that leaves less than nothing.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// Not finite, or below -100 %.
    #[error("{0} is no relative change of an amount")]
    Lever(f64),
}

impl From<UpliftError> for WhatIfError {
    fn from(error: UpliftError) -> Self {
        Self::Lever(error.0)
    }
}

/// What `levers` earn over the investment's horizon.
///
/// ```
/// use trichterwerk::model::probability::Probability;
/// use trichterwerk::simulation::quantity::{NonNegative, Positive};
/// use trichterwerk::simulation::whatif::{Baseline, Investment, Levers, what_if};
/// let report = what_if(
///     &Baseline {
///         n_opportunities: NonNegative::new(900.0)?,
///         close_rate: Probability::new(0.33)?,
///         avg_deal_eur: NonNegative::new(4_000.0)?,
///         margin: Probability::new(0.35)?,
///     },
///     &Levers { opportunities: 0.0, close_rate: 0.1, avg_deal: 0.0 },
///     &Investment {
///         one_off_eur: NonNegative::new(12_000.0)?,
///         monthly_eur: NonNegative::new(800.0)?,
///         lag_months: NonNegative::new(2.0)?,
///         horizon_months: Positive::new(12.0)?,
///     },
/// )?;
/// assert!((report.revenue_delta_eur - 118_800.0).abs() < 1e-6);
/// assert!(report.roi.is_some_and(|roi| (roi - 0.604).abs() < 0.001));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn what_if(
    base: &Baseline,
    levers: &Levers,
    investment: &Investment,
) -> Result<WhatIfReport, WhatIfError> {
    let scale = |change: f64| {
        let factor = 1.0 + change;
        if factor.is_finite() && factor >= 0.0 {
            Ok(factor)
        } else {
            Err(WhatIfError::Lever(change))
        }
    };
    scale(levers.close_rate)?;
    let close = Uplift::Relative(levers.close_rate).apply(base.close_rate)?;
    let n_new = base.n_opportunities.get() * scale(levers.opportunities)?;
    let deal_new = base.avg_deal_eur.get() * scale(levers.avg_deal)?;

    let revenue_base = base.n_opportunities.get() * base.close_rate.get() * base.avg_deal_eur.get();
    let revenue_new = n_new * close.rate.get() * deal_new;
    let delta = revenue_new - revenue_base;
    let gain = delta / 12.0 * base.margin.get();

    let (one_off, monthly) = (investment.one_off_eur.get(), investment.monthly_eur.get());
    let (lag, horizon) = (investment.lag_months.get(), investment.horizon_months.get());
    let active = (horizon - lag).max(0.0);
    let cost = one_off + monthly * horizon;
    let net = gain * active - cost;
    let earned_by_doubling = revenue_base / 12.0 * base.margin.get() * active;
    Ok(WhatIfReport {
        revenue_base_eur: revenue_base,
        revenue_new_eur: revenue_new,
        revenue_delta_eur: delta,
        revenue_change: (revenue_base > 0.0).then(|| delta / revenue_base),
        margin_delta_month_eur: gain,
        net_benefit_eur: net,
        cost_eur: cost,
        roi: (cost > 0.0).then(|| net / cost),
        payback_months: (gain > monthly)
            .then(|| lag + (one_off + monthly * lag) / (gain - monthly)),
        break_even_uplift: (earned_by_doubling > 0.0).then(|| cost / earned_by_doubling),
        clamped: close.clamped,
        assumptions: vec![Assumption::CapacityNotBinding, Assumption::ConstantRates],
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(value: f64) -> NonNegative {
        NonNegative::new(value).unwrap()
    }

    fn base(close_rate: f64, margin: f64) -> Baseline {
        Baseline {
            n_opportunities: amount(900.0),
            close_rate: Probability::new(close_rate).unwrap(),
            avg_deal_eur: amount(4000.0),
            margin: Probability::new(margin).unwrap(),
        }
    }

    fn cost(one_off: f64, monthly: f64, lag: f64) -> Investment {
        Investment {
            one_off_eur: amount(one_off),
            monthly_eur: amount(monthly),
            lag_months: amount(lag),
            horizon_months: Positive::new(12.0).unwrap(),
        }
    }

    fn close_rate_by(change: f64) -> Levers {
        Levers { opportunities: 0.0, close_rate: change, avg_deal: 0.0 }
    }

    #[test]
    fn p21_levers_multiply() {
        let all = Levers { opportunities: 0.1, close_rate: 0.1, avg_deal: 0.1 };
        let report = what_if(&base(0.33, 0.35), &all, &cost(0.0, 0.0, 0.0)).unwrap();
        assert!((report.revenue_change.unwrap() - 0.331).abs() < 1e-12, "not 0.3");
    }

    #[test]
    fn p24_return_is_on_margin_and_not_on_revenue() {
        let report =
            what_if(&base(0.33, 0.2), &close_rate_by(0.1), &cost(20_000.0, 0.0, 0.0)).unwrap();
        assert!((report.roi.unwrap() - 0.188).abs() < 1e-9);
        let naive = (report.revenue_delta_eur - report.cost_eur) / report.cost_eur;
        assert!((naive - 4.94).abs() < 1e-9);
    }

    #[test]
    fn the_break_even_uplift_earns_exactly_its_cost() {
        let (base, cost) = (base(0.33, 0.35), cost(12_000.0, 800.0, 2.0));
        let uplift = what_if(&base, &close_rate_by(0.1), &cost).unwrap().break_even_uplift.unwrap();
        let report = what_if(&base, &close_rate_by(uplift), &cost).unwrap();
        assert!(report.net_benefit_eur.abs() < 1e-6);
        assert!((report.payback_months.unwrap() - 12.0).abs() < 1e-9);
    }

    #[test]
    fn nothing_works_before_the_lag_is_over() {
        let report =
            what_if(&base(0.33, 0.35), &close_rate_by(0.1), &cost(1000.0, 0.0, 18.0)).unwrap();
        assert_eq!(report.net_benefit_eur, -1000.0);
        assert_eq!(report.break_even_uplift, None);
    }

    #[test]
    fn free_improvements_have_no_return_on_cost() {
        let report = what_if(&base(0.33, 0.35), &close_rate_by(0.1), &cost(0.0, 0.0, 1.0)).unwrap();
        assert_eq!((report.roi, report.payback_months), (None, Some(1.0)));
    }

    #[test]
    fn no_change_never_pays_back() {
        let report =
            what_if(&base(0.33, 0.35), &close_rate_by(0.0), &cost(100.0, 0.0, 0.0)).unwrap();
        assert_eq!(report.payback_months, None);
    }

    #[test]
    fn without_revenue_there_is_no_relative_change() {
        let report =
            what_if(&base(0.0, 0.35), &close_rate_by(0.5), &cost(100.0, 0.0, 0.0)).unwrap();
        assert_eq!((report.revenue_change, report.break_even_uplift), (None, None));
    }

    #[test]
    fn a_lever_that_is_no_change_is_an_error() {
        for change in [f64::NAN, f64::INFINITY, -1.5] {
            let result = what_if(&base(0.3, 0.3), &close_rate_by(change), &cost(0.0, 0.0, 0.0));
            assert!(matches!(result, Err(WhatIfError::Lever(_))), "{change}");
        }
    }

    proptest! {
        #[test]
        fn a_larger_lever_never_earns_less(change in -1.0..2.0_f64, more in 0.0..1.0_f64) {
            let net = |u| what_if(&base(0.33, 0.35), &close_rate_by(u), &cost(5000.0, 100.0, 2.0)).unwrap().net_benefit_eur;
            prop_assert!(net(change + more) >= net(change) - 1e-6);
        }
    }
}
