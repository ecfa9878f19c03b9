//! What the open deals of the file will bring, month by month: the forecast beside the plan.
//!
//! # Definition (MATH 5.8)
//! Open deal i stands in stage k since s days. It is won at all with `stage product x stale factor` and within h days
//! with that times its in-time factor:
//! - *stage product*: the resolved rates (MATH 2.2) of stage k and all later ones;
//! - *stale factor* (MATH 2.4): `(A(last) - A(s)) / (S(s) A(last))` of the Aalen-Johansen curve A of advancing from
//!   stage k: what a deal that has stood for s days still has of the chance of a fresh one. The chance to advance
//!   never exceeds 1;
//! - *in-time factor* (MATH 6.7): `(W(s+h) - W(s)) / (W(last) - W(s))`, W the curve of the win, counted from the
//!   entry into stage k.
//!
//! Where the file has no date of the entry into a stage, the clock is the creation of the deal and both curves are
//! that of the win: `(W(s+h) - W(s)) / S(s)`, whatever the stage. The report counts the deals of either kind.
//!
//! # Edge cases
//! A deal that has stood longer than any that was ever decided has no evidence: it counts as zero and is counted. A
//! deal without an amount counts with the mean won deal; how many is said. No open deal, no decided deal, no date at
//! all, amounts in another currency than the plan's: no forecast, and why.
//!
//! The law of the wins: [`crate::simulation::pipeline_forecast`].

use serde::{Deserialize, Serialize};

use super::Figures;
use crate::analysis::deal_summary::deal_summary;
use crate::analysis::funnel::{ConversionWindow, FunnelConfig, tally};
use crate::analysis::interval::Level;
use crate::analysis::survival::{AalenJohansen, EventTable, Exit, aalen_johansen};
use crate::model::probability::Probability;
use crate::model::{
    Currency, Dataset, DateColumn, Day, Deals, Money, Outcome, Selection, StageKind,
};
use crate::simulation::pipeline_forecast::{ForecastDeal, pipeline_forecast};
use crate::simulation::quantity::NonNegative;

/// Months the forecast looks ahead.
const N_MONTHS: i32 = 12;

/// What will the open deals bring?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PipelineQuestion {
    /// The first month, as years x 12 + months; the forecast counts to the end of it and of each later one.
    pub first_month: i32,
}

/// The forecast, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PipelineAnswer {
    /// The forecast.
    Forecast(PipelineReport),
    /// Not measurable.
    NotMeasurable(NoForecast),
}

/// Why there is no forecast.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoForecast {
    /// No deal is open.
    #[error("no open deal")]
    NoOpenDeals,
    /// No deal has been won, or none lost: nothing says how the open ones will end.
    #[error("no decided deals")]
    NoDecidedDeals,
    /// No open deal has a date to count from.
    #[error("no dates")]
    NoDates,
    /// The amounts are not in euros, or in several currencies.
    #[error("no amounts in euros")]
    NoEuros,
}

/// What the open deals bring.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineReport {
    /// Export date: ages are counted up to it.
    pub as_of: Day,
    /// Open deals in the forecast.
    pub n_deals: u64,
    /// Of these: placed by stage and time in it.
    pub n_by_stage: u64,
    /// Of these: placed by their age alone.
    pub n_by_age: u64,
    /// Of these: older than any that was ever decided; they count as zero.
    pub n_without_evidence: u64,
    /// Of these: without an amount, counted with the mean won deal.
    pub n_without_amount: u64,
    /// Open deals left out: no date to count from, or a stage that nothing has left yet.
    pub n_left_out: u64,
    /// Sum of their amounts, EUR.
    pub amount_eur: f64,
    /// What a weighted pipeline without a deadline would say, EUR (P26).
    pub weighted_eur: f64,
    /// What is won by the end of each month, cumulated.
    pub months: Vec<PipelineMonth>,
}

/// What is won from the open deals by the end of a month.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PipelineMonth {
    /// Mean number of wins.
    pub wins: f64,
    /// Wins exceeded in nine of ten cases.
    pub wins_p10: u64,
    /// Wins exceeded in one of ten cases.
    pub wins_p90: u64,
    /// Mean revenue, EUR.
    pub revenue_eur: f64,
    /// Standard deviation of the revenue, EUR.
    pub sd_eur: f64,
}

impl PipelineAnswer {
    /// The figures `pipeline.*`.
    pub fn add_figures(&self, figures: &mut Figures) {
        let (report, why) = match self {
            Self::Forecast(report) => (Some(report), String::new()),
            Self::NotMeasurable(why) => (None, why.to_string()),
        };
        let year = report.and_then(|report| report.months.last());
        for (id, value) in [
            ("deals", report.map(|report| report.n_deals as f64)),
            ("weighted_eur", report.map(|report| report.weighted_eur)),
            ("year_wins", year.map(|year| year.wins)),
            ("year_eur", year.map(|year| year.revenue_eur)),
        ] {
            figures.number(format!("pipeline.{id}"), value, &why);
        }
    }
}

/// Answers the question.
pub(super) fn pipeline(
    dataset: &Dataset,
    deals: &Deals,
    question: PipelineQuestion,
) -> PipelineAnswer {
    match report(dataset.as_of, deals, question) {
        Ok(report) => PipelineAnswer::Forecast(report),
        Err(why) => PipelineAnswer::NotMeasurable(why),
    }
}

fn report(
    as_of: Day,
    deals: &Deals,
    question: PipelineQuestion,
) -> Result<PipelineReport, NoForecast> {
    let has = |outcome| deals.outcome.contains(&outcome);
    if !has(Outcome::Open) {
        return Err(NoForecast::NoOpenDeals);
    }
    if !has(Outcome::Won) || !has(Outcome::Lost) {
        return Err(NoForecast::NoDecidedDeals);
    }
    let summary = deal_summary(deals, &Selection::All(deals.len()), as_of);
    if deals.amount().is_some() && deals.currency != Some(Currency::EUR) {
        return Err(NoForecast::NoEuros);
    }
    let mean_eur = summary.avg_won_amount.value.ok_or(NoForecast::NoEuros)?;
    let laws = Laws::of(deals, as_of);
    let mut placed = Vec::new();
    let mut report = PipelineReport {
        as_of,
        n_deals: 0,
        n_by_stage: 0,
        n_by_age: 0,
        n_without_evidence: 0,
        n_without_amount: 0,
        n_left_out: 0,
        amount_eur: 0.0,
        weighted_eur: 0.0,
        months: Vec::new(),
    };
    let is_open = |row: &usize| deals.outcome.get(*row) == Some(&Outcome::Open);
    for row in (0..deals.len()).filter(is_open) {
        let Some(place) = laws.place(deals, row, as_of) else {
            report.n_left_out += 1;
            continue;
        };
        report.n_deals += 1;
        *(if place.is_staged { &mut report.n_by_stage } else { &mut report.n_by_age }) += 1;
        report.n_without_evidence += u64::from(place.p_win.is_none());
        let amount = deals.amount().and_then(|amounts| amounts.get(row));
        report.n_without_amount += u64::from(amount.is_none());
        let value_eur = amount.map_or(mean_eur, Money::units).max(0.0);
        report.amount_eur += value_eur;
        placed.push((place, value_eur));
    }
    if placed.is_empty() {
        return Err(NoForecast::NoDates);
    }
    for month in 1..=N_MONTHS {
        let end = Day::first_of_month(question.first_month + month);
        let horizon_days = f64::from((end.0 - as_of.0).max(0));
        let forecast: Vec<_> =
            placed.iter().filter_map(|(place, eur)| place.by(horizon_days, *eur)).collect();
        let forecast = pipeline_forecast(&forecast);
        report.weighted_eur = forecast.weighted_without_deadline_eur;
        report.months.push(PipelineMonth {
            wins: forecast.expected_wins,
            wins_p10: forecast.wins_p10,
            wins_p90: forecast.wins_p90,
            revenue_eur: forecast.expected_value_eur,
            sd_eur: forecast.sd_value_eur,
        });
    }
    Ok(report)
}

/// An open deal against what is known of deals like it.
struct Place<'a> {
    /// Whether its stage and the time in it are known, or its age only.
    is_staged: bool,
    /// Days since the clock started.
    age_days: f64,
    /// Chance to be won at all; `None` where no deal was ever decided at that age.
    p_win: Option<f64>,
    /// The win, counted from the same clock.
    win: &'a AalenJohansen,
}

impl Place<'_> {
    /// The deal as the forecast takes it.
    fn by(&self, horizon_days: f64, value_eur: f64) -> Option<ForecastDeal> {
        let left = self.win.final_incidence() - self.win.incidence_at(self.age_days);
        let by_then = self.win.incidence_at(self.age_days + horizon_days)
            - self.win.incidence_at(self.age_days);
        let in_time = if left > 0.0 { (by_then / left).clamp(0.0, 1.0) } else { 0.0 };
        Some(ForecastDeal {
            p_win: Probability::new(self.p_win.unwrap_or(0.0)).ok()?,
            p_in_time: Probability::new(in_time).ok()?,
            value_eur: NonNegative::new(value_eur).ok()?,
        })
    }
}

/// The curves of the file.
struct Laws {
    /// Per stage of the pipeline its place among the steps.
    steps: Vec<Option<usize>>,
    /// Per step; `None` without dates of its entry or where nothing was decided.
    by_step: Vec<Option<StepLaw>>,
    /// The win, counted from the creation; `None` without that date.
    by_age: Option<AalenJohansen>,
}

/// What is known of the deals that stand in a step.
struct StepLaw {
    /// Product of the resolved rates of the later steps.
    later: f64,
    /// Resolved rate of this one.
    rate: f64,
    /// Advancing from this step.
    advance: AalenJohansen,
    /// The win, counted from the entry into this step.
    win: AalenJohansen,
}

impl Laws {
    fn of(deals: &Deals, as_of: Day) -> Self {
        let level = Level::ESTIMATE;
        let config = FunnelConfig::usual(as_of, ConversionWindow::FromData, level);
        let tally = tally(deals, &Selection::All(deals.len()), &config);
        let balances: Vec<_> =
            tally.report(&config).steps.iter().map(|step| step.balance).collect();
        let rates: Vec<Option<f64>> =
            balances.iter().map(|balance| balance.resolved(level).value).collect();
        let mut next = 0;
        let step_of = |stage: &crate::model::Stage| {
            (stage.kind == StageKind::Step).then(|| {
                next += 1;
                next - 1
            })
        };
        let by_step = (0..rates.len())
            .map(|step| {
                let later = rates.get(step + 1..)?.iter().copied().product::<Option<f64>>()?;
                Some(StepLaw {
                    later,
                    rate: rates.get(step).copied().flatten()?,
                    advance: tally.step_curve(step, level).filter(|curve| curve.n_events > 0)?,
                    win: win_curve(deals, deals.entries(step)?, as_of)?,
                })
            })
            .collect();
        Self {
            steps: deals.pipeline.stages.iter().map(step_of).collect(),
            by_step,
            by_age: deals.created().and_then(|created| win_curve(deals, created, as_of)),
        }
    }

    /// Where an open deal stands; `None` where no date says since when.
    fn place(&self, deals: &Deals, row: usize, as_of: Day) -> Option<Place<'_>> {
        let since = |clock: &DateColumn| Some(f64::from(as_of.0 - clock.day(row)?.0));
        self.place_in_stage(deals, row, since).or_else(|| {
            let win = self.by_age.as_ref()?;
            let age_days = since(deals.created()?).filter(|days| *days >= 0.0)?;
            let p_win = win.conditional_incidence(age_days, f64::INFINITY);
            Some(Place { is_staged: false, age_days, p_win, win })
        })
    }

    fn place_in_stage(
        &self,
        deals: &Deals,
        row: usize,
        since: impl Fn(&DateColumn) -> Option<f64>,
    ) -> Option<Place<'_>> {
        let stage = usize::from(*deals.stage.get(row)?);
        let step = self.steps.get(stage).copied().flatten()?;
        let law = self.by_step.get(step)?.as_ref()?;
        let age_days = since(deals.entries(step)?).filter(|days| *days >= 0.0)?;
        let fresh = law.advance.final_incidence();
        let stale = law.advance.conditional_incidence(age_days, f64::INFINITY);
        let p_win = stale.map(|stale| (law.rate * stale / fresh).min(1.0) * law.later);
        Some(Place { is_staged: true, age_days, p_win, win: &law.win })
    }
}

/// The win since a clock; `None` where no deal was won since then.
fn win_curve(deals: &Deals, clock: &DateColumn, as_of: Day) -> Option<AalenJohansen> {
    let exits = (0..deals.len()).filter_map(|row| {
        let start = clock.day(row)?;
        let (end, exit) = match deals.outcome.get(row)? {
            Outcome::Open => (as_of, Exit::Censored),
            Outcome::Won => (deals.closed.day(row)?, Exit::Event),
            Outcome::Lost => (deals.closed.day(row)?, Exit::Competing),
        };
        (end >= start).then(|| (f64::from(end.0 - start.0), exit))
    });
    let curve = aalen_johansen(&EventTable::from_exits(exits), Level::ESTIMATE);
    (curve.n_events > 0).then_some(curve)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::demo;
    use crate::import::Source;
    use crate::import::source::Bytes;
    use crate::job::Session;
    use crate::job::session::{OpenFiles, Origin};

    fn opened(csv: Option<&str>) -> PipelineAnswer {
        let mut session = Session::new();
        let origin = if csv.is_some() { Origin::Files } else { Origin::demo() };
        let sources: Vec<Box<dyn Source>> = csv
            .map(|csv| {
                Box::new(Bytes::new("deals.csv", csv.as_bytes().to_vec())) as Box<dyn Source>
            })
            .into_iter()
            .collect();
        let question = OpenFiles::new(origin, demo::AS_OF);
        session.open(&question, sources, &mut |_| ControlFlow::Continue(())).unwrap();
        let first_month = demo::AS_OF.month_index() + 1;
        session.pipeline(PipelineQuestion { first_month }).unwrap()
    }

    fn forecast(csv: Option<&str>) -> PipelineReport {
        match opened(csv) {
            PipelineAnswer::Forecast(report) => report,
            PipelineAnswer::NotMeasurable(why) => panic!("{why}"),
        }
    }

    #[test]
    fn the_demo_company_wins_some_of_its_hundred_open_deals() {
        let report = forecast(None);
        assert_eq!(report.n_deals + report.n_left_out, 100);
        assert_eq!(report.n_by_stage + report.n_by_age, report.n_deals);
        let year = report.months.last().unwrap();
        // Less than without a deadline, more than nothing, and never more than all of them.
        assert!(year.wins > 5.0 && year.wins < 60.0, "{year:?}");
        assert!(year.revenue_eur <= report.weighted_eur + 1e-6);
        assert!(report.weighted_eur < report.amount_eur);
    }

    #[test]
    fn more_time_never_brings_fewer_wins() {
        let months = forecast(None).months;
        assert_eq!(months.len(), 12);
        for pair in months.windows(2) {
            assert!(pair[0].wins <= pair[1].wins + 1e-12);
            assert!(pair[0].revenue_eur <= pair[1].revenue_eur + 1e-9);
        }
    }

    /// Four decided deals at 10, 20, 30 and 40 days: won, lost, won, lost. An open one of 25 days, by hand:
    /// S(25) = 3/4 x 2/3 = 1/2 and F rises by another 1/2 x 1/2 = 1/4 at 30, so P = (1/4) / (1/2) = 1/2 -
    /// but the open deal is itself at risk until day 25, which makes n 5 and 4: S = 4/5 x 3/4 = 3/5, F + 3/5 x 1/2.
    #[test]
    fn a_deal_without_stage_dates_is_placed_by_its_age() {
        let as_of = demo::AS_OF;
        let day = |ago: i32| {
            let (year, month, day) = Day(as_of.0 - ago).ymd();
            format!("{day:02}.{month:02}.{year}")
        };
        let mut csv = String::from("Deal-ID;Phase;Betrag;Erstellt am;Abgeschlossen am\n");
        for (id, (outcome, days)) in
            [("Gewonnen", 10), ("Verloren", 20), ("Gewonnen", 30), ("Verloren", 40)]
                .iter()
                .enumerate()
        {
            csv += &format!("{id};{outcome};4.000,00 €;{};{}\n", day(100), day(100 - days));
        }
        csv += &format!("9;Angebot;6.000,00 €;{};\n", day(25));
        let report = forecast(Some(&csv));
        assert_eq!((report.n_deals, report.n_by_age), (1, 1));
        assert!((report.weighted_eur - 3_000.0).abs() < 1e-6, "{report:?}");
        assert!((report.months[0].revenue_eur - 3_000.0).abs() < 1e-6, "{report:?}");
    }

    #[test]
    fn without_open_deals_there_is_nothing_to_forecast() {
        let csv = "Deal-ID;Phase;Betrag;Erstellt am;Abgeschlossen am\n\
                   1;Gewonnen;4.000,00 €;01.03.2025;01.04.2025\n\
                   2;Verloren;4.000,00 €;01.03.2025;01.04.2025\n";
        let answer = opened(Some(csv));
        assert_eq!(answer, PipelineAnswer::NotMeasurable(NoForecast::NoOpenDeals));
    }
}
