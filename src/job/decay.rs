//! The questions of the decay page: how fast do the contacts rot, and what does waiting cost?

use serde::{Deserialize, Serialize};

use crate::analysis::contact::samples::DAYS_PER_MONTH;
use crate::analysis::contact::{ContactDecayReport, contact_decay};
use crate::analysis::enquiry::{
    ClockKind, NoResponse, ResponseConfig, ResponseReport, Target, response,
};
use crate::analysis::funnel::ConversionWindow;
use crate::analysis::interval::{Estimate, Level};
use crate::model::{Dataset, Day, Filter};
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::holiday::Region;
use crate::simulation::working_days::{Calendar, CalendarConfig};

/// How fast do the contacts of the open files go bad?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactDecayQuestion {}

/// How long do enquiries wait, and what does it cost?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResponseQuestion {
    /// Which deals.
    pub filter: Filter,
    /// What counts as converted; `None` for the first hurdle.
    pub target: Option<Target>,
    /// Within how many days.
    pub window: ConversionWindow,
    /// By which clock waits are measured.
    pub clock: ClockKind,
    /// Whose holidays the office keeps.
    pub region: Region,
    /// The wait that is still good enough, hours.
    pub target_hours: f64,
    /// Take activities without a direction for ours.
    pub undirected_are_ours: bool,
}

impl ResponseQuestion {
    /// What the page asks first: the first hurdle, the window from the data, calendar time, an answer within four hours.
    #[must_use]
    pub fn first() -> Self {
        Self {
            filter: Filter::default(),
            target: None,
            window: ConversionWindow::FromData,
            clock: ClockKind::Calendar,
            region: Region::Germany { state: None, catholic_municipality: false },
            target_hours: 4.0,
            undirected_are_ours: false,
        }
    }
}

/// Answers a [`ContactDecayQuestion`]; `None` where neither contacts nor mailings are open.
#[must_use]
pub fn contacts(dataset: &Dataset) -> Option<ContactDecayReport> {
    contact_decay(dataset, Level::ESTIMATE)
}

/// Answers a [`ResponseQuestion`], or says why nothing can be measured.
pub fn responses(
    dataset: &Dataset,
    question: &ResponseQuestion,
) -> Result<ResponseReport, NoResponse> {
    let deals = dataset.deals.as_ref().ok_or(NoResponse::NoDeals)?;
    let rows = question.filter.select(deals);
    let config = ResponseConfig {
        target: question.target,
        window: question.window,
        clock: question.clock,
        target_hours: question.target_hours,
        undirected_are_ours: question.undirected_are_ours,
        level: Level::ESTIMATE,
    };
    let calendar = office_calendar(question.region, dataset.as_of);
    let is_worked = |day: Day| calendar.as_ref().is_none_or(|calendar| calendar.is_working(day));
    response(dataset, &rows, &config, &is_worked)
}

/// The working days of the years a file can hold. A year no calendar knows has none taken out.
fn office_calendar(region: Region, as_of: Day) -> Option<Calendar> {
    /// Deals may be older than this, but hardly still wait.
    const YEARS: i32 = 30;
    let (year, ..) = as_of.ymd();
    let config = CalendarConfig { region, days_off: Vec::new(), days_worked: Vec::new() };
    Calendar::new(&config, year - YEARS, year).ok()
}

/// Euros of margin a conversion is worth: the chance to win after it, the average deal, the margin.
fn margin_per_conversion_eur(report: &ResponseReport, parameters: &Parameters) -> Option<f64> {
    let deal_eur = parameters.number(ParameterId::AvgDeal) * parameters.number(ParameterId::Margin);
    Some(report.win_given_target.value? * deal_eur)
}

/// Margin the present backlog loses by one more day, EUR, by the chosen curve. `None` without one.
#[must_use]
pub fn backlog_day_eur(report: &ResponseReport, parameters: &Parameters) -> Option<Estimate> {
    let each = margin_per_conversion_eur(report, parameters)?;
    Some(report.backlog.lost_per_day?.map_increasing(|conversions| conversions * each))
}

/// Margin new enquiries lose in a month by answers later than the target, EUR, by the chosen curve. `None` without one.
#[must_use]
pub fn waiting_month_eur(report: &ResponseReport, parameters: &Parameters) -> Option<Estimate> {
    let each = margin_per_conversion_eur(report, parameters)?;
    let lost = report.new_enquiries?.lost_per_day;
    Some(lost.map_increasing(|conversions| conversions * each * DAYS_PER_MONTH))
}

/// Both costs by the other curve, where AIC does not clearly prefer the chosen one: a day of the backlog, a month of new
/// enquiries, EUR.
#[must_use]
pub fn beside_eur(report: &ResponseReport, parameters: &Parameters) -> Option<[Option<f64>; 2]> {
    let each = margin_per_conversion_eur(report, parameters)?;
    let beside = report.beside?;
    let eur = |lost: Option<Estimate>, n_days: f64| Some(lost?.value? * each * n_days);
    Some([eur(beside.backlog_per_day, 1.0), eur(beside.new_per_day, DAYS_PER_MONTH)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_year_and_sunday_are_not_worked() {
        let region = Region::Germany { state: None, catholic_municipality: false };
        let as_of = Day::from_ymd(2025, 12, 31).unwrap();
        let calendar = office_calendar(region, as_of).unwrap();
        let is_working = |y, m, d| calendar.is_working(Day::from_ymd(y, m, d).unwrap());
        assert!(!is_working(2025, 1, 1) && !is_working(2025, 11, 23) && is_working(2025, 11, 21));
    }
}
