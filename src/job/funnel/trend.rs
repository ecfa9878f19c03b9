//! How the months of entry compare, and what won deals have that lost ones lack.

use serde::{Deserialize, Serialize};

use super::columns;
use super::{OpenDeals, Scope};
use crate::analysis::funnel::{EntryCohorts, entry_cohorts};
use crate::analysis::interval::Level;
use crate::analysis::win_driver::{ColumnWinDrivers, column_win_drivers};
use crate::job::Figures;
use crate::model::Meaning;

/// How do the months of entry compare?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendQuestion {
    /// Which deals.
    pub scope: Scope,
}

/// What do the won deals have that the lost ones lack?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriversQuestion {
    /// Which deals.
    pub scope: Scope,
}

/// The answer to a [`DriversQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DriversAnswer {
    /// The comparison.
    pub report: ColumnWinDrivers,
    /// Headers left out because they tell the outcome, or are often filled in after it.
    pub leaking: Vec<String>,
}

/// Answers a [`TrendQuestion`].
pub(in crate::job) fn answer_trend(open: &OpenDeals<'_>, question: &TrendQuestion) -> EntryCohorts {
    let rows = open.select(&question.scope);
    let config = open.config(&question.scope);
    entry_cohorts(open.deals, &rows, &config)
}

/// Answers a [`DriversQuestion`]. A column that one filter clause has fixed to a single word has no rest to differ
/// from; it stays in and says so.
pub(in crate::job) fn answer_drivers(
    open: &OpenDeals<'_>,
    question: &DriversQuestion,
) -> DriversAnswer {
    let rows = open.select(&question.scope);
    let offered = columns::answer(open).columns;
    let leaks = |meaning: &Meaning| {
        matches!(
            meaning,
            Meaning::LostReason | Meaning::Probability | Meaning::LastActivity | Meaning::Updated
        )
    };
    let (leaking, compared): (Vec<_>, Vec<_>) =
        offered.into_iter().partition(|column| leaks(&column.meaning));
    let headers: Vec<&str> = compared.iter().map(|column| column.header.as_str()).collect();
    DriversAnswer {
        report: column_win_drivers(open.deals, &rows, &headers, Level::ESTIMATE),
        leaking: leaking.into_iter().map(|column| column.header).collect(),
    }
}

/// The figures `month.N.*` of a trend.
pub fn add_trend_figures(trend: &EntryCohorts, figures: &mut Figures) {
    for (at, cohort) in trend.cohorts.iter().enumerate() {
        let id = |name: &str| format!("month.{}.{name}", at + 1);
        figures.word(id("name"), cohort.month.to_string());
        figures.number(id("n"), Some(cohort.conversion.observed.n as f64), "");
        figures.estimate(id("rate"), &cohort.conversion.observed);
        figures.estimate(id("adjusted"), &cohort.conversion.adjusted);
    }
}

impl DriversAnswer {
    /// The figures `driver.N.*`, in the order of the columns and their words.
    pub fn add_figures(&self, figures: &mut Figures) {
        for (at, driver) in self.report.drivers.iter().enumerate() {
            let id = |name: &str| format!("driver.{}.{name}", at + 1);
            figures.word(id("name"), driver.level.word.as_deref().unwrap_or(""));
            figures.estimate(id("difference"), &driver.comparison.difference);
            figures.number(id("q"), Some(driver.q_value), "");
        }
    }
}
