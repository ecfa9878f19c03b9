//! The queue between a campaign and the reps: what waiting costs, sent at once or levelled, oldest or newest first.
//!
//! Day by day over the year ahead ([`crate::simulation::queue`]): a month's workable leads are worked in equal parts
//! on its working days; nothing is worked on the others, and readiness falls on all of them. Leads that come in anyway
//! arrive evenly on working days; the replies to a campaign arrive over its first working days, or, levelled, evenly
//! over all of them. Every rep can take every lead: one queue.
//!
//! Four runs stand side by side, so that each comparison is one look: as sent or levelled, oldest or newest first.
//! The two results of MATH 6.4 are [`Case::Burst`] and [`Case::Overload`], the same four runs of fixed inputs.
//!
//! # Month without working days
//! If leads can be worked in a month whose calendar has no working day (a cell says so), they are spread over all its
//! days. A month without capacity gives nothing to any other.

use crate::model::Day;
use crate::model::probability::Probability;
use crate::scenario::{ParameterId, Parameters};
use crate::simulation::quantity::{NonNegative, QuantityError};
use crate::simulation::queue::{Discipline, QueueConfig, QueueError, QueueReport, run_queue};

use super::year::{CapacityYear, MONTHS};

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Case {
    /// The plan of the year ahead.
    #[default]
    Plan,
    /// 120 replies at once, 10 worked a day, 5 % of readiness lost a day (MATH 6.4).
    Burst,
    /// 15 enquiries a day, 10 worked, 10 % of readiness lost a day (MATH 6.4, P19).
    Overload,
}

impl Case {
    /// All cases.
    pub const ALL: [Self; 3] = [Self::Plan, Self::Burst, Self::Overload];
}

/// What goes into the four runs.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitingInputs {
    /// Conversion of a lead worked at once.
    pub p_fresh: Probability,
    /// Hazard of readiness per day.
    pub readiness_decay: NonNegative,
    /// Hazard of giving up per day.
    pub abandon_rate: NonNegative,
    /// Capacity per day.
    pub capacity: Vec<NonNegative>,
    /// Arrivals per day as campaigns are sent.
    pub as_sent: Vec<NonNegative>,
    /// Arrivals per day with campaigns levelled.
    pub levelled: Vec<NonNegative>,
    /// The first day; `None` for the examples, whose days have no date.
    pub first_day: Option<Day>,
}

/// The four runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// What went in.
    pub inputs: WaitingInputs,
    /// As sent: oldest first, newest first.
    pub as_sent: [QueueReport; 2],
    /// Levelled: oldest first, newest first.
    pub levelled: [QueueReport; 2],
    /// Leads that levelling leaves out because no month can take them.
    pub n_unplaced: f64,
}

/// Every day full, and half as many leads again on top (MATH 6.4, P25).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FullLoad {
    /// Deals with as many leads as can be worked.
    pub deals_full: f64,
    /// Deals with half as many again, oldest first.
    pub deals_half_more: f64,
}

/// Why there is no run.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WaitingError {
    /// An amount that is none.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Days that do not match; a fault of ours.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// The four runs of a case.
pub fn waiting(
    case: Case,
    parameters: &Parameters,
    year: &CapacityYear,
) -> Result<Waiting, WaitingError> {
    let inputs = match case {
        Case::Plan => of_plan(parameters, year)?,
        Case::Burst => example((120.0, 10.0), 12, 0.05)?,
        Case::Overload => example((15.0, 10.0), 10, 0.1)?,
    };
    let run = |arrivals: &[NonNegative], discipline| {
        run_queue(&config(&inputs, arrivals.to_vec(), discipline))
    };
    let both = |arrivals: &[NonNegative]| {
        Ok::<_, QueueError>([run(arrivals, Discipline::Fifo)?, run(arrivals, Discipline::Lifo)?])
    };
    let (as_sent, levelled) = (both(&inputs.as_sent)?, both(&inputs.levelled)?);
    let [sent, _] = &as_sent;
    let [level, _] = &levelled;
    let n_unplaced = (sent.arrived - level.arrived).max(0.0);
    Ok(Waiting { inputs, as_sent, levelled, n_unplaced })
}

/// The run the scenario chooses, levelled or as sent, newest or oldest first, in which every lead counts as one until
/// it waits: what is converted are leads as good as fresh.
pub fn chosen_run(
    parameters: &Parameters,
    year: &CapacityYear,
) -> Result<QueueReport, WaitingError> {
    let inputs = WaitingInputs { p_fresh: Probability::ONE, ..of_plan(parameters, year)? };
    let is_levelled = parameters.is_on(ParameterId::Levelled);
    let arrivals = if is_levelled { &inputs.levelled } else { &inputs.as_sent };
    let discipline = if parameters.is_on(ParameterId::NewestFirst) {
        Discipline::Lifo
    } else {
        Discipline::Fifo
    };
    Ok(run_queue(&config(&inputs, arrivals.clone(), discipline))?)
}

/// What happens when every day is full, and when half as many leads again arrive.
pub fn full_load(inputs: &WaitingInputs) -> Result<FullLoad, WaitingError> {
    let deals = |factor: f64| {
        let arrivals = inputs.capacity.iter().map(|n| NonNegative::new(n.get() * factor));
        let arrivals = arrivals.collect::<Result<_, _>>()?;
        let report = run_queue(&config(inputs, arrivals, Discipline::Fifo))?;
        Ok::<_, WaitingError>(report.conversions)
    };
    Ok(FullLoad { deals_full: deals(1.0)?, deals_half_more: deals(1.5)? })
}

fn config(
    inputs: &WaitingInputs,
    arrivals: Vec<NonNegative>,
    discipline: Discipline,
) -> QueueConfig {
    QueueConfig {
        arrivals,
        capacity: inputs.capacity.clone(),
        readiness_decay: inputs.readiness_decay,
        p_fresh: inputs.p_fresh,
        abandon_rate: inputs.abandon_rate,
        discipline,
    }
}

/// The examples of MATH 6.4: all at once (or a constant overload) against what can be worked each day.
fn example(
    (arrive, work): (f64, f64),
    n_days: usize,
    readiness_decay: f64,
) -> Result<WaitingInputs, QuantityError> {
    let is_burst = arrive >= work * n_days as f64;
    let at = |day: usize| if is_burst && day > 0 { 0.0 } else { arrive };
    Ok(WaitingInputs {
        // The share of MATH 6.4 and of the golden file.
        p_fresh: Probability::new(0.3).unwrap_or(Probability::ZERO),
        readiness_decay: NonNegative::new(readiness_decay)?,
        abandon_rate: NonNegative::ZERO,
        capacity: vec![NonNegative::new(work)?; n_days],
        as_sent: (0..n_days).map(|day| NonNegative::new(at(day))).collect::<Result<_, _>>()?,
        levelled: vec![NonNegative::new(arrive.min(work))?; n_days],
        first_day: None,
    })
}

fn of_plan(parameters: &Parameters, year: &CapacityYear) -> Result<WaitingInputs, QuantityError> {
    let first_day = year.month_day(0);
    let n_days = (year.month_day(MONTHS).0 - first_day.0).max(0) as usize;
    let (mut capacity, mut as_sent, mut levelled) =
        (vec![0.0; n_days], vec![0.0; n_days], vec![0.0; n_days]);
    let reply_days = parameters.number(ParameterId::ReplyDays) as usize;
    let n_steady = year.by_month(|cell| cell.n_steady);
    let n_campaign = year.by_month(|cell| cell.n_planned - cell.n_steady);
    let n_levelled = year.by_month(|cell| cell.n_levelled - cell.n_steady);
    for m in 0..MONTHS {
        let days = || year.month_day(m).0..year.month_day(m + 1).0;
        let places = |works: &dyn Fn(Day) -> bool| {
            let worked = days().filter(|day| works(Day(*day)));
            let mut places: Vec<usize> = worked.map(|day| (day - first_day.0) as usize).collect();
            if places.is_empty() {
                places = days().map(|day| (day - first_day.0) as usize).collect();
            }
            places
        };
        for region in &year.regions {
            let n = region.n_leads.get(m).copied().unwrap_or(0);
            spread(&mut capacity, &places(&|day| region.calendar.is_working(day)), n);
        }
        // Leads arrive when anybody works.
        let open = places(&|day| year.regions.iter().any(|region| region.calendar.is_working(day)));
        let first = open.get(..reply_days.min(open.len())).unwrap_or_default();
        let of = |counts: &[u64]| counts.get(m).copied().unwrap_or(0);
        spread(&mut as_sent, &open, of(&n_steady));
        spread(&mut as_sent, first, of(&n_campaign));
        spread(&mut levelled, &open, of(&n_steady) + of(&n_levelled));
    }
    let checked =
        |days: Vec<f64>| days.into_iter().map(NonNegative::new).collect::<Result<Vec<_>, _>>();
    let rate = |id| NonNegative::new(parameters.number(id));
    Ok(WaitingInputs {
        p_fresh: year.win_per_lead,
        readiness_decay: rate(ParameterId::ReadinessDecay)?,
        abandon_rate: rate(ParameterId::AbandonRate)?,
        capacity: checked(capacity)?,
        as_sent: checked(as_sent)?,
        levelled: checked(levelled)?,
        first_day: Some(first_day),
    })
}

/// Adds `n` in equal parts to some days.
fn spread(days: &mut [f64], places: &[usize], n: u64) {
    for place in places {
        if let Some(day) = days.get_mut(*place) {
            *day += n as f64 / places.len() as f64;
        }
    }
}

impl Waiting {
    /// One of the four runs.
    #[must_use]
    pub fn run(&self, is_levelled: bool, is_newest_first: bool) -> &QueueReport {
        let [oldest, newest] = if is_levelled { &self.levelled } else { &self.as_sent };
        if is_newest_first { newest } else { oldest }
    }

    /// Days of the runs that fall into a month of the year; all days of an example.
    #[must_use]
    pub fn days_of_month(&self, m: usize) -> std::ops::Range<usize> {
        let n_days = self.inputs.capacity.len();
        let Some(first) = self.inputs.first_day else { return 0..n_days };
        let start = |m: usize| {
            let day = Day::first_of_month(first.month_index() + m as i32);
            ((day.0 - first.0).max(0) as usize).min(n_days)
        };
        start(m)..start(m + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::year::capacity_year;
    use super::super::year::tests::{JANUARY, TEAM, campaigns, parameters};
    use super::*;
    use crate::scenario::{CapacityPlan, Layer};

    fn run(case: Case, changes: &[(ParameterId, f64)], plan: &CapacityPlan) -> Waiting {
        let parameters = parameters(changes, plan);
        let year = capacity_year(&parameters, &TEAM).unwrap();
        waiting(case, &parameters, &year).unwrap()
    }

    /// Golden `lead_queue_vintage-s01` and `-s02`.
    #[test]
    fn the_burst_loses_8_of_36_deals_and_levelled_sending_none() {
        let burst = run(Case::Burst, &[], &CapacityPlan::default());
        assert!(
            (burst.run(false, false).conversions_lost_to_waiting - 8.246_276_000_213_75).abs()
                < 1e-9
        );
        assert!((burst.run(true, false).conversions - 36.0).abs() < 1e-9);
        assert_eq!(burst.n_unplaced, 0.0);
    }

    /// Golden `lead_queue_vintage-s03` and `-s04`.
    #[test]
    fn under_overload_the_newest_first_wins_30_and_the_oldest_first_25_6() {
        let overload = run(Case::Overload, &[], &CapacityPlan::default());
        assert!((overload.run(false, false).conversions - 25.568_250_195_138_354).abs() < 1e-9);
        assert!((overload.run(false, true).conversions - 30.0).abs() < 1e-9);
        assert_eq!(overload.n_unplaced, 50.0);
    }

    #[test]
    fn arrived_is_worked_and_lost_and_waiting_in_every_run() {
        let plan = campaigns(&[(1, 300.0), (7, 90.0)]);
        let changes = [(ParameterId::Opportunities, 40.0), (ParameterId::AbandonRate, 0.02)];
        let waiting = run(Case::Plan, &changes, &plan);
        for run in waiting.as_sent.iter().chain(&waiting.levelled) {
            let rest = run.arrived - run.served - run.lost - run.waiting;
            assert!(rest.abs() < 1e-6, "{rest}");
        }
        assert!((waiting.run(false, false).arrived - 870.0).abs() < 1e-6);
    }

    #[test]
    fn a_month_nobody_works_gives_nothing_to_any_other() {
        let mut plan = CapacityPlan::default();
        let changes = [(ParameterId::Opportunities, 300.0)];
        let served = |plan: &CapacityPlan| {
            let waiting = run(Case::Plan, &changes, plan);
            let periods = &waiting.run(false, false).periods;
            (0..MONTHS)
                .map(|m| periods[waiting.days_of_month(m)].iter().map(|p| p.served).sum::<f64>())
                .collect::<Vec<_>>()
        };
        let before = served(&plan);
        for rep in 0..5 {
            plan.set_cell(rep, JANUARY + 4, Layer::WorkingDays, Some(0.0));
        }
        let after = served(&plan);
        assert_eq!(after[4], 0.0);
        for (m, (before, after)) in before.iter().zip(&after).enumerate() {
            assert!(m == 4 || (before - after).abs() < 1e-6, "month {m}: {before} {after}");
        }
    }

    #[test]
    fn levelling_a_campaign_that_fits_into_the_year_loses_less_to_waiting() {
        let plan = campaigns(&[(2, 220.0)]);
        let waiting = run(Case::Plan, &[(ParameterId::Opportunities, 0.0)], &plan);
        let lost = |levelled| waiting.run(levelled, false).conversions_lost_to_waiting;
        assert!(
            lost(false) > 1.0 && lost(true) < 0.2 * lost(false),
            "{} {}",
            lost(false),
            lost(true)
        );
        assert_eq!(waiting.n_unplaced, 0.0);
    }

    #[test]
    fn half_more_leads_on_full_days_win_less() {
        let waiting = run(Case::Overload, &[], &CapacityPlan::default());
        let load = full_load(&waiting.inputs).unwrap();
        assert!((load.deals_full - 30.0).abs() < 1e-9);
        assert!((load.deals_half_more - 25.568_250_195_138_354).abs() < 1e-9);
    }

    #[test]
    fn the_same_inputs_give_the_same_run() {
        let plan = campaigns(&[(3, 77.0)]);
        assert_eq!(run(Case::Plan, &[], &plan), run(Case::Plan, &[], &plan));
    }
}
