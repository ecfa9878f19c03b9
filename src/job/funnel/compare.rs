//! Groups of deals against each other: rates with the interval of their difference, and what each rep has done.

use serde::{Deserialize, Serialize};

use super::{OpenDeals, Scope};
use crate::analysis::funnel::{Breakdown, BreakdownRate, breakdown};
use crate::analysis::interval::Level;
use crate::analysis::performance::{Performance, Quotas, performance};
use crate::job::Figures;
use crate::model::{DictColumn, Values};

/// Where does a rate differ?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakdownQuestion {
    /// Which deals.
    pub scope: Scope,
    /// Header of the column that tells the groups apart.
    pub header: String,
    /// Which rate.
    pub rate: BreakdownRate,
    /// How many groups stand for themselves.
    pub n_top: usize,
}

/// What has each rep done?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerformanceQuestion {
    /// Which deals.
    pub scope: Scope,
    /// Header of the column that tells the groups apart.
    pub header: String,
    /// Goals of a month, EUR.
    pub quotas: Quotas,
}

/// Answers a [`BreakdownQuestion`]; `None` where the file has no such column of repeating text.
pub(in crate::job) fn answer_breakdown(
    open: &OpenDeals<'_>,
    question: &BreakdownQuestion,
) -> Option<Breakdown> {
    let column = dict(open, &question.header)?;
    let rows = open.select(&question.scope);
    let (rate, n_top) = (question.rate, question.n_top);
    Some(breakdown(open.deals, &open.placements, &rows, column, rate, n_top, Level::ESTIMATE))
}

/// Answers a [`PerformanceQuestion`]; `None` where the file has no such column of repeating text.
pub(in crate::job) fn answer_performance(
    open: &OpenDeals<'_>,
    question: &PerformanceQuestion,
) -> Option<Performance> {
    let column = dict(open, &question.header)?;
    let rows = open.select(&question.scope);
    Some(performance(open.deals, &open.placements, &rows, column, open.as_of, question.quotas))
}

fn dict<'a>(open: &OpenDeals<'a>, header: &str) -> Option<&'a DictColumn> {
    let column = open.deals.table.columns.iter().find(|column| column.header == header)?;
    match &column.values {
        Values::Dict(values) => Some(values),
        _ => None,
    }
}

/// The figures `group.N.*` of a breakdown.
pub fn add_breakdown_figures(groups: &Breakdown, figures: &mut Figures) {
    for (at, row) in groups.rows.iter().enumerate() {
        let id = |name: &str| format!("group.{}.{name}", at + 1);
        figures.number(id("n"), Some(row.n as f64), "");
        figures.estimate(id("rate"), &row.rate);
        if let Some(difference) = &row.difference {
            figures.estimate(id("difference"), difference);
        }
    }
}

/// The figures `rep.N.*` of the table of reps, and `reps.*` of its total.
pub fn add_performance_figures(table: &Performance, figures: &mut Figures) {
    let rows = table.rows.iter().enumerate().map(|(at, row)| (format!("rep.{}", at + 1), row));
    for (id, row) in rows.chain([("reps.total".to_owned(), &table.total)]) {
        figures.number(format!("{id}.n"), Some(row.summary.n as f64), "");
        figures.number(format!("{id}.won"), Some(row.summary.n_won as f64), "");
        figures.estimate(format!("{id}.win_rate"), &row.summary.win_rate);
        figures.estimate(format!("{id}.win_rate_value"), &row.win_rate_value);
        figures.estimate(format!("{id}.avg_won_amount"), &row.summary.avg_won_amount);
        figures.number(
            format!("{id}.median_days_won"),
            row.summary.median_days_won.days,
            "no won deal has both dates",
        );
        figures.estimate(format!("{id}.velocity_per_day"), &row.velocity_per_day);
    }
}
