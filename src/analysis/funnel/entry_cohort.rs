//! Conversion by month of entry, without the apparent collapse of the young months (MATH 2.5).
//!
//! The win curve of all selected deals says how much of its final conversion a deal of a given age has behind
//! it; [`cohort_maturity`] applies it to the ages of each month. Months without deals stay, as gaps.

use serde::{Deserialize, Serialize};

use super::view::DealView;
use super::{FunnelConfig, tally};
use crate::analysis::cohort::{CohortMaturity, ConversionCurve, MATURE, cohort_maturity};
use crate::model::{Day, Deals, Outcome, Selection};

/// The deals that entered the funnel in one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryCohort {
    /// First day of the month.
    pub month: Day,
    /// Rate so far, maturity and the rate to expect.
    pub conversion: CohortMaturity,
}

/// All months from the first to the last entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryCohorts {
    /// Export date.
    pub as_of: Day,
    /// The months in order of time.
    pub cohorts: Vec<EntryCohort>,
    /// Deals without a usable entry date: in no month.
    pub n_no_entry: u64,
}

/// Counts of one month.
#[derive(Clone, Default)]
struct Month {
    ages_days: Vec<f64>,
    n_won: u64,
}

/// Conversion of the selected deals by month of entry.
///
/// ```
/// # use trichterwerk::model::*;
/// # let stage = |name: &str, kind| Stage { name: name.into(), words: Vec::new(), kind };
/// # let dates = |days: &[u16]| DateColumn::Days(days.to_vec());
/// # let column = |header: &str, meaning, values| Column { header: header.into(), meaning, values };
/// # let owner = DictColumn { codes: Codes::One(vec![1, 1, 0]), words: vec!["Jana".into()] };
/// # let entered = Values::Date(dates(&[12_700, 12_710, 12_720]));
/// # let columns = vec![
/// #     column("Lead", Meaning::StageEntered("Lead".into()), entered),
/// #     column("Betreuer", Meaning::Owner, Values::Dict(owner)),
/// # ];
/// # let table = Table { name: "deals.csv".into(), kind: RecordKind::Deal, n_rows: 3, columns };
/// # let deals = Deals {
/// #     table,
/// #     pipeline: Pipeline { stages: vec![stage("Lead", StageKind::Step)] },
/// #     shape: Shape::StageDates,
/// #     stage: vec![0; 3],
/// #     outcome: vec![Outcome::Won, Outcome::Lost, Outcome::Open],
/// #     entry_columns: vec![Some(0)],
/// #     closed: dates(&[12_730, 12_715, 0]),
/// #     currency: None,
/// # };
/// use trichterwerk::analysis::funnel::{ConversionWindow, FunnelConfig, entry_cohorts};
/// use trichterwerk::analysis::interval::Level;
/// // `deals`: a step "Lead" with one deal won after 30 days, one lost, one open.
/// let as_of = Day::from_ymd(2025, 1, 1).unwrap();
/// let config = FunnelConfig::usual(as_of, ConversionWindow::Days(30), Level::ESTIMATE);
/// let months = entry_cohorts(&deals, &Selection::All(3), &config);
/// assert_eq!(months.cohorts.iter().map(|month| month.conversion.observed.n).sum::<u64>(), 3);
/// ```
pub fn entry_cohorts(deals: &Deals, rows: &Selection, config: &FunnelConfig) -> EntryCohorts {
    let view = DealView::new(deals);
    let curve = tally(deals, rows, config).win_curve(config.level);
    let curve = ConversionCurve::from_incidence(&curve);
    let entry_day = |row| view.entry_day(row).filter(|&day| day <= config.as_of);
    let first = rows.rows().filter_map(entry_day).min().map(Day::month_index);
    let mut months: Vec<Month> = Vec::new();
    let mut n_no_entry = 0;
    for row in rows.rows() {
        let (Some(day), Some(first)) = (entry_day(row), first) else {
            n_no_entry += 1;
            continue;
        };
        let at = (day.month_index() - first) as usize;
        if at >= months.len() {
            months.resize(at + 1, Month::default());
        }
        if let Some(month) = months.get_mut(at) {
            month.ages_days.push(f64::from(config.as_of.0 - day.0));
            month.n_won += u64::from(deals.outcome.get(row) == Some(&Outcome::Won));
        }
    }
    let first = first.unwrap_or(0);
    let cohorts = months.into_iter().enumerate().filter_map(|(at, month)| {
        let Month { ages_days, n_won } = month;
        // There are never more wins than deals, so no month is lost here.
        let conversion = cohort_maturity(&curve, ages_days, n_won, MATURE, config.level).ok()?;
        Some(EntryCohort { month: Day::first_of_month(first + at as i32), conversion })
    });
    EntryCohorts { as_of: config.as_of, cohorts: cohorts.collect(), n_no_entry }
}
