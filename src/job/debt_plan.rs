//! Paying debt down: the balance month by month, with and without the hours, and when they have paid for themselves.
//!
//! # Definition
//! Both courses are those of [`pay_down`]: new debt of the same mix arrives each month, the hours go to the items in the
//! order of interest per hour. The work breaks even in the first month in which the interest saved so far (the
//! difference of the two courses) reaches the cost of the hours worked so far. Hours that find no debt left cost nothing.
//!
//! # Edge cases
//! No hours, or none worked: no break-even. More new hours than hours: the debt grows, whatever is paid off first.

use serde::{Deserialize, Serialize};

use super::debt_price::PricedDebt;
use super::plan::PlanError;
use crate::simulation::debt::{PayDownReport, pay_down};
use crate::simulation::quantity::{NonNegative, Positive};

/// The course of paying down beside that of doing nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PayDownPlan {
    /// Month by month.
    pub paid: PayDownReport,
    /// With no hours at all.
    pub left: PayDownReport,
    /// First month (from 1) in which the interest saved so far has paid for the hours spent so far; `None` within the
    /// horizon.
    pub break_even_month: Option<usize>,
}

/// Months a pay-down is looked at.
pub const PAY_DOWN_MONTHS: u16 = 24;

/// The course of `hours_month` against the new debt.
pub fn plan(
    priced: &PricedDebt,
    hours_month: f64,
    hourly_eur: f64,
) -> Result<PayDownPlan, PlanError> {
    let horizon = Positive::new(f64::from(PAY_DOWN_MONTHS))?;
    let new = NonNegative::new(priced.new_hours_month)?;
    let paid = pay_down(&priced.report, NonNegative::new(hours_month)?, new, horizon);
    let left = pay_down(&priced.report, NonNegative::ZERO, new, horizon);
    let (mut saved, mut spent) = (0.0, 0.0);
    let mut hours_before = priced.report.lines.iter().map(|line| line.fix_hours).sum::<f64>();
    let break_even = paid.months.iter().zip(&left.months).position(|(with, without)| {
        saved += without.interest_eur - with.interest_eur;
        spent += (hours_before + priced.new_hours_month - with.hours_left).max(0.0) * hourly_eur;
        hours_before = with.hours_left;
        spent > 0.0 && saved >= spent
    });
    Ok(PayDownPlan { paid, left, break_even_month: break_even.map(|month| month + 1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::debt::{DebtKind, DebtLine, DebtReport, payoff_order};

    /// One entry of `hours` that bears `interest_eur`, with `new_hours` more each month.
    fn priced(hours: f64, interest_eur: f64, new_hours: f64) -> PricedDebt {
        let line = DebtLine {
            kind: DebtKind::MissingField,
            principal_eur: hours * 50.0,
            interest_month_eur: interest_eur,
            monthly_rate: None,
            payback_months: None,
            fix_hours: hours,
            interest_per_fix_hour_eur: Some(interest_eur / hours),
        };
        PricedDebt {
            entries: Vec::new(),
            report: DebtReport {
                value_per_lead_eur: 0.0,
                lines: vec![line],
                principal_eur: line.principal_eur,
                interest_month_eur: interest_eur,
                effective_monthly_rate: None,
                payoff_order: payoff_order(&[line]),
                assumptions: Vec::new(),
            },
            new_hours_month: new_hours,
            new_is_counted: true,
            opportunities_month: None,
        }
    }

    #[test]
    fn too_few_hours_let_the_debt_grow() {
        let plan = plan(&priced(40.0, 100.0, 10.0), 8.0, 50.0).unwrap();
        assert!(plan.paid.grows && plan.paid.done_in_month.is_none());
        let last = plan.paid.months.last().unwrap();
        assert!((last.hours_left - (40.0 + 24.0 * 2.0)).abs() < 1e-9);
    }

    /// 40 hours at 50 EUR cost 2,000 EUR; done in two months they save 500 + 1,000 EUR by then, 2,500 after three.
    #[test]
    fn the_work_breaks_even_when_the_interest_saved_has_paid_for_it() {
        let plan = plan(&priced(40.0, 1_000.0, 0.0), 20.0, 50.0).unwrap();
        assert_eq!((plan.paid.done_in_month, plan.break_even_month), (Some(2), Some(3)));
    }

    #[test]
    fn without_hours_nothing_is_earned() {
        let plan = plan(&priced(40.0, 1_000.0, 0.0), 0.0, 50.0).unwrap();
        assert_eq!((plan.paid.grows, plan.break_even_month), (false, None));
        assert_eq!(plan.paid, plan.left);
    }
}
