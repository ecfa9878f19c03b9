//! The questions of the decay page: how fast do the contacts rot, and what does waiting cost?

use serde::{Deserialize, Serialize};

use super::Figures;
use crate::analysis::contact::{ContactDecayReport, NoRate, contact_decay};
use crate::analysis::enquiry::{
    ClockKind, NoResponse, ResponseConfig, ResponseReport, Target, WaitSpan, response,
};
use crate::analysis::funnel::ConversionWindow;
use crate::analysis::interval::Level;
use crate::model::{Dataset, Day, Filter, Selection};
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

/// Answers a [`ResponseQuestion`], or says why nothing can be measured. Rows in `superseded` are repeated by a later
/// one and left out (MATH 1.2 R1).
pub fn responses(
    dataset: &Dataset,
    superseded: &Selection,
    question: &ResponseQuestion,
) -> Result<ResponseReport, NoResponse> {
    let deals = dataset.deals.as_ref().ok_or(NoResponse::NoDeals)?;
    let rows = question.filter.select(deals).without(superseded);
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

/// The figures of the contacts (SPEC 7).
pub fn contact_figures(report: Option<&ContactDecayReport>, figures: &mut Figures) {
    let Some(report) = report else {
        for id in ["count", "bounced", "bounced_share", "monthly_rate", "half_life_months"] {
            figures.number(format!("contacts.{id}"), None, "no contacts and no mailings are open");
        }
        return;
    };
    figures.count("contacts.count", report.n_contacts as usize);
    let why = report.rate.as_ref().err().map_or("", |why| why_no_rate(*why));
    figures.number("contacts.bounced", report.n_bounced().map(|n| n as f64), why);
    figures.number("contacts.bounced_share", report.bounced_share.value, why);
    let rate = report.rate.as_ref().ok();
    let why = if rate.is_some() { "no constant rate explains that all have bounced" } else { why };
    figures.number("contacts.monthly_rate", rate.and_then(|rate| rate.fit.monthly.value), why);
    let half_life = rate.and_then(|rate| rate.fit.half_life_months.value);
    let why = if rate.is_some() { "without a bounce there is no half-life" } else { why };
    figures.number("contacts.half_life_months", half_life, why);
}

const fn why_no_rate(why: NoRate) -> &'static str {
    match why {
        NoRate::NoCaptureDate => "no column says when a contact was captured",
        NoRate::NoResult => "no column says what became of a contact",
        NoRate::OnlyBounces => "the file lists bounces only",
        NoRate::NothingToCompare => "no contact has both a capture date and a result",
    }
}

/// The figures of the response times (SPEC 7): one triple a bucket, the last for the enquiries never answered.
pub fn response_figures(report: &Result<ResponseReport, NoResponse>, figures: &mut Figures) {
    match report {
        Err(why) => {
            figures.number("response.1.rate", None, why_no_response(*why));
        }
        Ok(report) => {
            for (at, bucket) in report.buckets.iter().enumerate() {
                let n = at + 1;
                figures.word(format!("response.{n}.bucket"), bucket_word(bucket.span));
                figures.count(format!("response.{n}.n"), bucket.rate.n as usize);
                let why = "no enquiry old enough for the window falls into this bucket";
                figures.number(format!("response.{n}.rate"), bucket.rate.value, why);
            }
        }
    }
}

const fn why_no_response(why: NoResponse) -> &'static str {
    match why {
        NoResponse::NoDeals => "no deals are open",
        NoResponse::NoCreationDate => "the deals do not say when they were created",
        NoResponse::NoActivities => "no activities are open",
        NoResponse::NoActivityDate => "the activities have no date",
        NoResponse::NoLink => "no activity belongs to a deal of the file",
        NoResponse::NoDirection => "the activities do not say who contacted whom",
    }
}

/// A bucket as a word of no language: `4-24h`, `>=168h`, `2-3d`, `never`.
#[must_use]
pub fn bucket_word(span: WaitSpan) -> String {
    match span {
        WaitSpan::Hours { from, until: Some(until) } => format!("{from}-{until}h"),
        WaitSpan::Hours { from, until: None } => format!(">={from}h"),
        WaitSpan::Days { from, until: Some(until) } => format!("{from}-{until}d"),
        WaitSpan::Days { from, until: None } => format!(">={from}d"),
        WaitSpan::Never => "never".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::Figure;

    #[test]
    fn buckets_are_words_of_no_language() {
        assert_eq!(bucket_word(WaitSpan::Hours { from: 4.0, until: Some(24.0) }), "4-24h");
        assert_eq!(bucket_word(WaitSpan::Hours { from: 168.0, until: None }), ">=168h");
        assert_eq!(bucket_word(WaitSpan::Days { from: 2, until: Some(3) }), "2-3d");
        assert_eq!(bucket_word(WaitSpan::Never), "never");
    }

    #[test]
    fn without_files_every_figure_is_missing_with_a_reason() {
        let mut figures = Figures::default();
        contact_figures(None, &mut figures);
        response_figures(&Err(NoResponse::NoDeals), &mut figures);
        assert_eq!(figures.iter().count(), 6);
        for (id, figure) in figures.iter() {
            assert!(matches!(figure, Figure::Missing(why) if !why.is_empty()), "{id}: {figure:?}");
        }
    }

    #[test]
    fn new_year_and_sunday_are_not_worked() {
        let region = Region::Germany { state: None, catholic_municipality: false };
        let as_of = Day::from_ymd(2025, 12, 31).unwrap();
        let calendar = office_calendar(region, as_of).unwrap();
        let is_working = |y, m, d| calendar.is_working(Day::from_ymd(y, m, d).unwrap());
        assert!(!is_working(2025, 1, 1) && !is_working(2025, 11, 23) && is_working(2025, 11, 21));
    }
}
