//! What the open files say about the parameters: measured values with n, interval and figure.

use crate::analysis::contact::ContactDecayReport;
use crate::analysis::deal_summary::{DealSummary, MedianDays};
use crate::analysis::enquiry::{ClockKind, ResponseReport};
use crate::analysis::interval::Estimate;
use crate::scenario::{Book, Command, ParameterId, Parameters, Provenance, Target, Value};

/// An estimate as the value of a parameter; `None` where it is not estimable.
fn pin(id: ParameterId, estimate: &Estimate, figure: &str) -> Option<(ParameterId, Value)> {
    let provenance = Provenance::Measured {
        n: estimate.n,
        lower: estimate.lower,
        upper: estimate.upper,
        figure: figure.to_owned(),
    };
    Some((id, Value { number: estimate.value?, provenance }))
}

/// What [`measured`] can say something about.
pub const OF_DEALS: [ParameterId; 4] =
    [ParameterId::CloseRate, ParameterId::AvgDeal, ParameterId::Opportunities, ParameterId::Cycle];
/// What [`measured_contacts`] can.
pub const OF_CONTACTS: [ParameterId; 2] = [ParameterId::ListSize, ParameterId::ContactDecay];
/// What [`measured_responses`] can.
pub const OF_RESPONSES: [ParameterId; 1] = [ParameterId::ReadinessDecay];

/// What deals say about the plan, each parameter with the figure it comes from. What is not estimable stays out,
/// and so does an amount in a foreign currency. The time to a win is the median of the won deals: half of the wins of
/// an opportunity come later than that.
#[must_use]
pub fn measured(summary: &DealSummary) -> Vec<(ParameterId, Value)> {
    let is_euro = summary.currency == Some(crate::model::Currency::EUR);
    let avg_deal = is_euro.then_some(&summary.avg_won_amount);
    let monthly = |id| {
        let monthly = summary.deals_per_month?;
        let figure = "deals.per_month".to_owned();
        let provenance = Provenance::Measured { n: monthly.n, lower: None, upper: None, figure };
        Some((id, Value { number: monthly.rate, provenance }))
    };
    let cycle = || {
        let MedianDays { days, n, .. } = summary.median_days_won;
        let figure = "deals.median_days_won".to_owned();
        let provenance = Provenance::Measured { n, lower: None, upper: None, figure };
        Some((ParameterId::Cycle, Value { number: days?, provenance }))
    };
    [
        pin(ParameterId::CloseRate, &summary.win_rate, "deals.win_rate"),
        avg_deal.and_then(|estimate| pin(ParameterId::AvgDeal, estimate, "deals.avg_won_amount")),
        monthly(ParameterId::Opportunities),
        cycle(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What contacts say about the list and its decay. Without a bounce yet the rate stays out: it is no reason to
/// believe in a list that lasts for ever.
#[must_use]
pub fn measured_contacts(report: &ContactDecayReport) -> Vec<(ParameterId, Value)> {
    let n = report.n_contacts;
    let figure = "contacts.count".to_owned();
    let provenance = Provenance::Measured { n, lower: None, upper: None, figure };
    let mut values = Vec::new();
    if n > 0 {
        values.push((ParameterId::ListSize, Value { number: n as f64, provenance }));
    }
    let rate = report.rate.as_ref().ok().map(|rate| rate.fit.monthly);
    let rate = rate.filter(|rate| rate.value.is_some_and(|share| share > 0.0));
    let decay =
        rate.and_then(|rate| pin(ParameterId::ContactDecay, &rate, "contacts.monthly_rate"));
    values.extend(decay);
    values
}

/// What enquiries say about readiness: how it falls with each calendar day of waiting (24 k, MATH 4.1). By office time nothing is pinned: the queue counts calendar days. Nor where the rate ends at its
/// bound of 0: that waiting cannot be seen to cost anything in these data is no reason to plan as if it were free.
#[must_use]
pub fn measured_responses(report: &ResponseReport) -> Vec<(ParameterId, Value)> {
    let Ok(fit) = &report.fit else { return Vec::new() };
    let per_day = fit.decay_per_day();
    let is_seen = per_day.value.is_some_and(|rate| rate > 0.0);
    if report.config.clock != ClockKind::Calendar || !is_seen {
        return Vec::new();
    }
    pin(ParameterId::ReadinessDecay, &per_day, "response.decay_day").into_iter().collect()
}

/// The parameters of a base in which nothing is decided but these measured values. One its parameter cannot have
/// stays out.
#[must_use]
pub fn base(values: impl IntoIterator<Item = (ParameterId, Value)>) -> Parameters {
    let book = values.into_iter().fold(Book::new(), |book, (id, value)| {
        book.apply(&Command::Set { target: Target::Base, id, value }).unwrap_or(book)
    });
    book.parameters(Target::Base)
}
