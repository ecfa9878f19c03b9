//! All figures of the open files, as `examples/report.rs` prints them and the page shows them.

use std::collections::BTreeMap;

use super::capacity::{CapacityPlan, Team, capacity_year};
use super::decay::ResponseQuestion;
use super::decay_figures::{contact_figures, plan_figures, response_figures};
use super::funnel::compare::{
    BreakdownQuestion, PerformanceQuestion, add_breakdown_figures, add_performance_figures,
};
use super::funnel::timing::TimingQuestion;
use super::funnel::trend::{DriversQuestion, TrendQuestion, add_trend_figures};
use super::funnel::{FunnelQuestion, Scope, columns::DealColumns};
use super::pipeline::PipelineQuestion;
use super::session::OpenReport;
use super::{Figures, JobError, Session, debt, debt_price, pin};
use crate::analysis::debt_ledger::{LedgerConfig, ledger};
use crate::analysis::funnel::{BreakdownRate, ConversionWindow};
use crate::analysis::performance::Quotas;
use crate::model::{Filter, Meaning};
use crate::scenario::Parameters;

/// Groups that stand for themselves in the breakdown the page opens with.
pub const N_TOP: usize = 8;

/// Every figure that follows from the files alone. A part without its data leaves the reason.
#[must_use]
pub fn figures(session: &Session, opened: &OpenReport) -> Figures {
    let mut figures = Figures::default();
    opened.add_figures(&mut figures);
    match session.funnel(&all_deals()) {
        Ok(funnel) => {
            funnel.add_figures(&mut figures);
            // The page asks the same questions; that the deals are open is known here.
            let _ = add_deal_figures(session, &mut figures);
        }
        Err(error) => figures.number("deals.count", None, &error.to_string()),
    }
    // The plan's year begins with the month after the export.
    let first_month = opened.as_of.month_index() + 1;
    if let Ok(forecast) = session.pipeline(PipelineQuestion { first_month }) {
        forecast.add_figures(&mut figures);
    }
    let contacts = session.contact_decay();
    let responses = session.response(&ResponseQuestion::first());
    contact_figures(contacts.as_ref(), &mut figures);
    response_figures(&responses, &mut figures);
    // The plan of a user who has decided nothing: what was measured, else the defaults.
    let deals = opened.deals.iter().flat_map(|(_, summary)| pin::measured(summary));
    let of_contacts = contacts.iter().flat_map(pin::measured_contacts);
    let of_responses = responses.iter().flat_map(pin::measured_responses);
    let parameters = pin::base(deals.chain(of_contacts).chain(of_responses));
    plan_figures(&parameters, responses.as_ref().ok(), &mut figures);
    add_capacity(session, opened, &parameters, &mut figures);
    add_debt(session, &parameters, &mut figures);
    figures
}

/// The figures `capacity.*` of the team in the files.
fn add_capacity(
    session: &Session,
    opened: &OpenReport,
    parameters: &Parameters,
    figures: &mut Figures,
) {
    let year = session.capacity().map_err(|error| error.to_string()).and_then(|answer| {
        let team = Team::of(Some(&answer), parameters, opened.as_of);
        capacity_year(parameters, &CapacityPlan::default(), &team)
            .map_err(|error| error.to_string())
    });
    match year {
        Ok(year) => year.add_figures(figures),
        Err(why) => figures.number("capacity.max_leads", None, &why),
    }
}

/// The figures `debt.*` of the usual rules.
fn add_debt(session: &Session, parameters: &Parameters, figures: &mut Figures) {
    let Some(dataset) = session.dataset() else { return };
    let config = LedgerConfig::usual();
    let answer = debt::answer(dataset, &ledger(dataset, &config), &config);
    answer.add_figures(figures);
    match debt_price::price(&answer, parameters) {
        Ok(priced) => priced.add_figures(figures),
        Err(error) => figures.number("debt.principal", None, &error.to_string()),
    }
}

/// What the funnel page shows below the funnel.
fn add_deal_figures(session: &Session, figures: &mut Figures) -> Result<(), JobError> {
    let FunnelQuestion { scope, window, step_windows } = all_deals();
    let question = TimingQuestion { scope: scope.clone(), window, step_windows };
    session.timing(&question)?.add_figures(figures);
    let columns = session.columns()?;
    if let Some(header) = first_breakdown(&columns) {
        let (header, rate) = (header.to_owned(), BreakdownRate::Win);
        let question = BreakdownQuestion { scope: scope.clone(), header, rate, n_top: N_TOP };
        if let Some(groups) = session.breakdown(&question)? {
            add_breakdown_figures(&groups, figures);
        }
    }
    if let Some(header) = rep_column(&columns) {
        let (header, quotas) = (header.to_owned(), Quotas { group: None, total: None });
        let question = PerformanceQuestion { scope: scope.clone(), header, quotas };
        if let Some(table) = session.performance(&question)? {
            add_performance_figures(&table, figures);
        }
    }
    add_trend_figures(&session.trend(&TrendQuestion { scope: scope.clone() })?, figures);
    session.drivers(&DriversQuestion { scope })?.add_figures(figures);
    Ok(())
}

/// Header of the column the page breaks the funnel down by first: the source, else the first one that does not
/// tell the outcome.
#[must_use]
pub fn first_breakdown(columns: &DealColumns) -> Option<&str> {
    let all = || columns.columns.iter().filter(|column| !column.tells_the_outcome());
    let source = all().find(|column| column.meaning == Meaning::Source);
    source.or_else(|| all().next()).map(|column| column.header.as_str())
}

/// Header of the column of reps.
#[must_use]
pub fn rep_column(columns: &DealColumns) -> Option<&str> {
    let owner = columns.columns.iter().find(|column| column.meaning == Meaning::Owner);
    owner.map(|column| column.header.as_str())
}

/// How far do all deals come, each stage with its own conversion window?
#[must_use]
pub fn all_deals() -> FunnelQuestion {
    FunnelQuestion {
        scope: Scope::usual(Filter::default()),
        window: ConversionWindow::FromData,
        step_windows: BTreeMap::new(),
    }
}
