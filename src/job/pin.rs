//! What the open deals say about the parameters of the plan: measured values with n, interval and figure.

use crate::analysis::deal_summary::DealSummary;
use crate::analysis::interval::Estimate;
use crate::scenario::{ParameterId, Provenance, Value};

/// The parameters that can be measured, each with the figure it comes from. What is not estimable stays out, and
/// so does an amount in a foreign currency.
#[must_use]
pub fn measured(summary: &DealSummary) -> Vec<(ParameterId, Value)> {
    let pin = |id, estimate: &Estimate, figure: &str| {
        let provenance = Provenance::Measured {
            n: estimate.n,
            lower: estimate.lower,
            upper: estimate.upper,
            figure: figure.to_owned(),
        };
        Some((id, Value { number: estimate.value?, provenance }))
    };
    let is_euro = summary.currency == Some(crate::model::Currency::EUR);
    let avg_deal = is_euro.then_some(&summary.avg_won_amount);
    let opportunities = summary.deals_per_month.map(|monthly| {
        let figure = "deals.per_month".to_owned();
        let provenance = Provenance::Measured { n: monthly.n, lower: None, upper: None, figure };
        (ParameterId::Opportunities, Value { number: monthly.rate, provenance })
    });
    [
        pin(ParameterId::CloseRate, &summary.win_rate, "deals.win_rate"),
        avg_deal.and_then(|estimate| pin(ParameterId::AvgDeal, estimate, "deals.avg_won_amount")),
        opportunities,
    ]
    .into_iter()
    .flatten()
    .collect()
}
